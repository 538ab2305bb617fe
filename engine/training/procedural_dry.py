"""Painters with points, lines and pieces: stipple, mosaic, woodcut, halftone, crayon."""

from __future__ import annotations

import cv2
import numpy as np

from engine.training.procedural_scenes import flowers, fractal, fruit, hex_colour, mountains, soften
from engine.training.procedural_wet import paper


def _scattered(spacing: np.ndarray, rng: np.random.Generator, tries: int) -> np.ndarray:
    """Dart throwing with a distance that varies over the plane; places (n, 2) as (y, x)."""
    side = spacing.shape[0]
    cell = float(spacing.min()) / np.sqrt(2)
    count = int(side / cell) + 1
    grid = np.full((count, count, 2), -1e6, np.float32)
    places = []
    darts = rng.uniform(0, side, (tries, 2)).astype(np.float32)
    gaps = spacing[darts[:, 0].astype(int), darts[:, 1].astype(int)]
    for (y, x), gap in zip(darts, gaps, strict=True):
        row, col, reach = int(y / cell), int(x / cell), int(gap / cell) + 1
        near = grid[max(0, row - reach) : row + reach + 1, max(0, col - reach) : col + reach + 1]
        if ((near[..., 0] - y) ** 2 + (near[..., 1] - x) ** 2).min() >= gap * gap:
            grid[row, col] = (y, x)
            places.append((y, x))
    return np.array(places, np.float32)


def stipple(side: int, rng: np.random.Generator) -> np.ndarray:
    """Pen dots on cream paper, closer and larger where it is dark."""
    palette = [
        "f2f2f2",
        "b5b5b5",
        "404040",
        "8a8a8a",
        "b8b8b8",
        "5e5e5e",
        "a0a0a0",
        "707070",
        "4a4a4a",
    ]
    tone = fruit(side, rng, palette).tone
    tone = np.clip((tone - 0.12) / 0.82, 0, 1) ** 1.15
    unit = side / 1024
    spacing = (2.9 + 9.5 * tone**1.7) * unit
    ink = np.zeros((side, side), np.float32)
    for y, x in _scattered(spacing, rng, 260_000):
        radius = (2.5 - 0.9 * tone[int(y), int(x)]) * unit * rng.uniform(0.8, 1.2)
        centre = (int(x * 16), int(y * 16))
        cv2.circle(ink, centre, int(radius * 16), 1.0, -1, cv2.LINE_AA, shift=4)
    sheet = paper(side, rng, "f4eddb", 0.015)
    return sheet * (1 - 0.94 * ink[..., None]) + hex_colour("141414") * 0.94 * ink[..., None]


def _tesserae(
    places: np.ndarray, headings: np.ndarray, side: int, reach: int
) -> tuple[np.ndarray, np.ndarray]:
    """Which piece owns each pixel, and how deep inside it that pixel lies.

    Pieces grow by the square norm turned into their heading, so they come out as slightly
    irregular squares that follow the field (Hausner, "Simulating Decorative Mosaics", 2001).
    """
    best = np.full((side, side), 1e9, np.float32)
    second = best.copy()
    owner = np.zeros((side, side), np.int32)
    for index, ((y, x), angle) in enumerate(zip(places, headings, strict=True)):
        y0, y1 = max(0, int(y) - reach), min(side, int(y) + reach + 1)
        x0, x1 = max(0, int(x) - reach), min(side, int(x) + reach + 1)
        dy = np.arange(y0, y1, dtype=np.float32)[:, None] - y
        dx = np.arange(x0, x1, dtype=np.float32)[None, :] - x
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        gap = np.maximum(np.abs(dx * cos + dy * sin), np.abs(dy * cos - dx * sin))
        box = np.s_[y0:y1, x0:x1]
        nearer = gap < best[box]
        second[box] = np.where(nearer, best[box], np.minimum(second[box], gap))
        owner[box] = np.where(nearer, index, owner[box])
        best[box] = np.minimum(best[box], gap)
    return owner, second - best


def mosaic(side: int, rng: np.random.Generator) -> np.ndarray:
    """Roman tesserae of glass and stone in pale mortar, relaxed to an even spacing."""
    palette = ["173f5f", "3caea3", "f6d55c", "ed553b", "f4f1de", "f2a541", "c8443a", "7fb7be"]
    motif = flowers(side, rng, palette)
    pitch = side / 46
    steps = np.arange(0.5, side / pitch) * pitch
    places = np.stack(np.meshgrid(steps, steps, indexing="ij"), -1).reshape(-1, 2)
    places = (places + rng.normal(0, pitch * 0.25, places.shape)).clip(0, side - 1)
    rows, cols = np.mgrid[0:side, 0:side].astype(np.float32)
    for turn in range(9):
        spots = places.astype(int)
        headings = motif.heading[spots[:, 0], spots[:, 1]]
        owner, depth = _tesserae(places, headings, side, int(pitch * 1.7))
        if turn == 8:
            break
        size = np.bincount(owner.ravel(), minlength=len(places)).clip(1)
        mean_y = np.bincount(owner.ravel(), rows.ravel(), len(places)) / size
        mean_x = np.bincount(owner.ravel(), cols.ravel(), len(places)) / size
        places = np.stack([mean_y, mean_x], -1).clip(0, side - 1)
    spots = places.astype(int)
    stones = soften(motif.colour, pitch * 0.15)[spots[:, 0], spots[:, 1]]
    stones = stones * rng.normal(1, 0.13, (len(places), 1)) + rng.normal(0, 0.03, stones.shape)
    lean = rng.normal(0, 0.9, (len(places), 2)) / pitch
    off_y, off_x = rows - places[owner, 0], cols - places[owner, 1]
    tilt = 0.10 * np.clip(off_y * lean[owner, 0] + off_x * lean[owner, 1], -1, 1)
    face = np.clip((depth - pitch * 0.10) / (pitch * 0.05), 0, 1)
    bevel = soften(np.clip(depth / (pitch * 0.35), 0, 1), 1.5)
    edge = cv2.Sobel(bevel, cv2.CV_32F, 1, 1, ksize=3) if side < 64 else np.zeros_like(bevel)
    edge = edge + (np.roll(bevel, -2, 0) - np.roll(bevel, 2, 0)) * 0.35
    edge = edge + (np.roll(bevel, -2, 1) - np.roll(bevel, 2, 1)) * 0.25
    grain = 0.05 * fractal(side, rng, pitch, 4, 0.8)
    stone = stones[owner] * (1 + tilt + edge + grain)[..., None]
    mortar = hex_colour("b9ae9a") * (0.86 + 0.12 * fractal(side, rng, 6, 2))[..., None]
    return np.clip(mortar + face[..., None] * (stone - mortar), 0, 1)


def woodcut(side: int, rng: np.random.Generator) -> np.ndarray:
    """Black key block of swelling, carved lines over two flat colour blocks."""
    palette = ["3d5a80", "e9d8a6", "ffffff", "b0b0b0", "8d8d8d", "6a6a6a", "3a3a3a"]
    motif = mountains(side, rng, palette)
    rows, cols = np.mgrid[0:side, 0:side].astype(np.float32)
    unit = side / 1024
    bend = fractal(side, rng, side / 3, 2) * 60 * unit
    along = np.sin(motif.heading) * cols - np.cos(motif.heading) * rows
    area = np.zeros((side, side), np.int32)
    for index, layer in enumerate(motif.layers):
        area[layer > 0.5] = index + 1
    angles = np.array([0.0, 0.75, -0.6, 0.35, -0.9])
    angle = angles[area]
    along = np.cos(angle) * rows - np.sin(angle) * cols + bend
    wave = 0.5 + 0.5 * np.cos(along * (2 * np.pi / (13.0 * unit)))
    knife = 0.16 * fractal(side, rng, 26 * unit, 3)
    breaks = 0.35 * np.clip(fractal(side, rng, 70 * unit, 2) - 0.45, 0, 1)
    tone = np.clip(soften(motif.tone, 3) * 1.15 - 0.08, 0, 1)
    black = np.clip((wave + knife - breaks - (0.12 + 0.95 * tone)) * 9 * 0.6 + 0.5, 0, 1)
    outline = np.zeros((side, side), np.float32)
    for layer in motif.layers:
        swell = 2.2 * unit * (1.6 + fractal(side, rng, side / 8, 2))
        rim = cv2.distanceTransform((layer < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
        outer = (rim > 0) & (rim < swell * 1.7)
        outline = np.maximum(outline, outer.astype(np.float32))
    black = np.clip(np.maximum(black, soften(outline, 0.8)), 0, 1)
    sheet = paper(side, rng, "efe2c4", 0.02)
    wood = 1 + 0.05 * np.sin((cols + 40 * unit * fractal(side, rng, side / 3)) / (3.2 * unit))
    grain = (wood * (0.97 + 0.05 * fractal(side, rng, 8, 2)))[..., None]
    sky = np.clip(1.25 - rows / side * 2.6, 0, 1) * (area == 0)
    sheet = sheet + (0.85 * sky)[..., None] * (hex_colour("6f9fb0") * grain - sheet)
    near = soften((area >= 3).astype(np.float32), 1.0)[..., None]
    sheet = sheet + 0.92 * near * (hex_colour("c8622f") * grain - sheet)
    sun = (motif.tone > 0.985)[..., None]
    sheet = np.where(sun, hex_colour("d43d22") * grain, sheet)
    black = np.where(sun[..., 0], 0, black)
    pressed = np.clip(0.95 + 0.10 * fractal(side, rng, 5, 2), 0, 1)
    cover = (black * pressed)[..., None]
    return np.clip(sheet * (1 - cover) + hex_colour("1b1512") * cover, 0, 1)


def halftone(side: int, rng: np.random.Generator) -> np.ndarray:
    """Coarse four-colour print: turned dot screens, slightly out of register."""
    palette = [
        "f7c948",
        "2bb0c9",
        "1c3d5a",
        "e63946",
        "ff7b54",
        "7bc950",
        "e63946",
        "f2f230",
        "9d4edd",
    ]
    colour = fruit(side, rng, palette).colour
    black = np.clip(1.0 - colour.max(axis=2), 0, 0.98)
    inks = [1 - (colour[..., i] / (1 - black)) for i in range(3)] + [black * 1.15]
    tints = [hex_colour(code) for code in ("0a9fd8", "e1147c", "ffe000", "1a1a1a")]
    rows, cols = np.mgrid[0:side, 0:side].astype(np.float32)
    out = paper(side, rng, "f8f4e6", 0.02)
    pitch = side / 62
    for ink, tint, degrees in zip(inks, tints, (15, 75, 0, 45), strict=True):
        angle = np.radians(degrees)
        slip = rng.normal(0, 1.2, 2)
        u = ((cols + slip[0]) * np.cos(angle) + (rows + slip[1]) * np.sin(angle)) * (
            2 * np.pi / pitch
        )
        v = ((rows + slip[1]) * np.cos(angle) - (cols + slip[0]) * np.sin(angle)) * (
            2 * np.pi / pitch
        )
        screen = 0.5 + 0.25 * (np.cos(u) + np.cos(v))
        level = np.clip(np.roll(ink, tuple(int(s * 2) for s in slip), (0, 1)), 0, 1)
        dots = np.clip((level * 1.05 - (1 - screen)) * pitch * 0.55 + 0.5, 0, 1)
        dots = dots * (level > 0.03) * np.clip(0.94 + 0.08 * fractal(side, rng, 4, 2), 0, 1)
        out = out * (1 - dots[..., None] * (1 - tint))
    return np.clip(out, 0, 1)


def crayon(side: int, rng: np.random.Generator) -> np.ndarray:
    """Wax crayon: layered scribbles that catch only the tops of a rough paper."""
    palette = ["5db7de", "fbd46d", "f7e733", "9c8ade", "58b368", "2f9e6e", "e76f51"]
    motif = mountains(side, rng, palette)
    sheet = paper(side, rng, "faf6ec", 0.012)
    tooth = soften(rng.standard_normal((side, side)).astype(np.float32), 1.7) * 4.2
    tooth = 0.7 * tooth + 0.5 * fractal(side, rng, 14, 2)
    wax = np.array(
        [
            "f94144",
            "f3722c",
            "f9c74f",
            "43aa8b",
            "277da1",
            "5b4b9a",
            "2d3142",
            "f28482",
            "7fb069",
            "8ecae6",
            "c77dff",
            "ffffff",
        ]
    )
    sticks = np.stack([hex_colour(code) for code in wax])
    out = sheet.copy()
    unit = side / 1024
    source = soften(motif.colour, 6 * unit)
    for number, width, press in ((2600, 15, 0.55), (2600, 9, 0.85)):
        for _ in range(number):
            y, x = (int(v) for v in rng.integers(side, size=2))
            aim = source[y, x] + rng.normal(0, 0.09, 3)
            stick = sticks[np.argmin(((sticks - aim) ** 2).sum(1))]
            stick = 0.55 * stick + 0.45 * np.clip(source[y, x], 0, 1)
            angle = float(motif.heading[y, x]) * 0.5 + 0.7 + rng.normal(0, 0.16)
            half = rng.uniform(35, 75) * unit
            bow = rng.normal(0, 9) * unit
            steps = np.linspace(-1, 1, 12)
            line_x = x + half * steps * np.cos(angle) - bow * steps**2 * np.sin(angle)
            line_y = y + half * steps * np.sin(angle) + bow * steps**2 * np.cos(angle)
            pad = int(width * unit) + 2
            x0, x1 = max(0, int(line_x.min()) - pad), min(side, int(line_x.max()) + pad)
            y0, y1 = max(0, int(line_y.min()) - pad), min(side, int(line_y.max()) + pad)
            if x1 - x0 < 2 or y1 - y0 < 2:
                continue
            mark: np.ndarray = np.zeros((y1 - y0, x1 - x0), np.float32)
            points = np.stack([line_x - x0, line_y - y0], -1)
            thick = max(1, int(width * unit * rng.uniform(0.7, 1.2)))
            cv2.polylines(mark, [(points * 16).astype(np.int32)], False, 1.0, thick, cv2.LINE_AA, 4)
            mark = cv2.GaussianBlur(mark, (0, 0), 1.2)
            force = press * rng.uniform(0.75, 1.15)
            held = np.clip((tooth[y0:y1, x0:x1] + 2.4 * force * mark - 1.0) * 1.5, 0, 1) * (
                mark > 0.08
            )
            box = out[y0:y1, x0:x1]
            box += (0.85 * held)[..., None] * (stick.astype(np.float32) - box)
    return np.clip(out, 0, 1)
