"""Painters with wet colour: ink wash, watercolour, impasto."""

from __future__ import annotations

import cv2
import numpy as np

from engine.training.procedural_scenes import (
    Motif,
    disc,
    flowers,
    fractal,
    hex_colour,
    ridge,
    soften,
)


def paper(side: int, rng: np.random.Generator, tint: str, roughness: float) -> np.ndarray:
    """A sheet of tinted paper with tooth and fibres, float32 (S, S, 3)."""
    grain = soften(rng.standard_normal((side, side)).astype(np.float32), 1.2) * 2.5
    fibres = fractal(side, rng, 24, 3)
    sheet = hex_colour(tint) * (1 + roughness * (0.6 * grain + 0.4 * fibres))[..., None]
    return np.clip(sheet, 0, 1).astype(np.float32)


def _rough_edge(mask: np.ndarray, rng: np.random.Generator, reach_px: float) -> np.ndarray:
    """The mask with a rim that wanders by about `reach_px`, as wet colour stops on paper."""
    side = mask.shape[0]
    noise_x, noise_y = (fractal(side, rng, reach_px * 6, 4, 0.6) * reach_px for _ in range(2))
    rows, cols = np.mgrid[0:side, 0:side].astype(np.float32)
    return cv2.remap(
        mask, cols + noise_x, rows + noise_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def _bamboo(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Ink density with two bamboo stems and their leaves added; dry brush shows the paper."""
    side = ink.shape[0]
    streaks = fractal(side, rng, 30, 3)
    for x, lean, width in ((0.17, 0.06, 0.020), (0.27, -0.05, 0.013)):
        stem = np.zeros((side, side), np.float32)
        for joint in range(6):
            low, high = 1.02 - joint * 0.19, 1.02 - (joint + 0.93) * 0.19
            ends = [(int((x + lean * (1 - y)) * side), int(y * side)) for y in (low, high)]
            cv2.line(stem, ends[0], ends[1], 1.0, max(1, int(width * side)), cv2.LINE_AA)
        side_light = soften(np.roll(stem, int(width * side * 0.5), axis=1), width * side * 0.25)
        ink = np.maximum(ink, stem * (0.55 + 0.35 * (1 - side_light)) * (0.95 + 0.16 * streaks))
    for _ in range(46):
        x, y = rng.uniform(0.03, 0.5), rng.uniform(0.02, 0.55)
        angle = rng.normal(1.15, 0.5) if rng.random() < 0.7 else rng.normal(2.2, 0.3)
        length, width = rng.uniform(0.10, 0.19), rng.uniform(0.008, 0.014)
        steps = np.linspace(0, 1, 24)
        bend = angle + 0.35 * steps
        spine = np.stack([x + length * steps * np.cos(bend), y + length * steps * np.sin(bend)], 1)
        swell = width * np.sin(np.pi * steps**0.6) ** 0.9
        normal = np.stack([-np.sin(bend), np.cos(bend)], 1)
        outline = np.concatenate(
            [spine + normal * swell[:, None], (spine - normal * swell[:, None])[::-1]]
        )
        leaf = np.zeros((side, side), np.float32)
        cv2.fillPoly(leaf, [(outline * side * 16).astype(np.int32)], 1.0, cv2.LINE_AA, shift=4)
        ink = np.maximum(ink, leaf * rng.uniform(0.45, 1.0) * (0.92 + 0.14 * streaks))
    return ink


def ink_wash(side: int, rng: np.random.Generator) -> np.ndarray:
    """Sumi-e: misty ridges in diluted ink, bamboo in full ink, one red seal."""
    ink: np.ndarray = np.zeros((side, side), np.float32)
    rows = np.arange(side, dtype=np.float32)[:, None] / side
    for step in range(5):
        level = 0.30 + 0.13 * step
        mask = _rough_edge(ridge(side, rng, level, 0.34 - 0.03 * step), rng, side * 0.004)
        below = np.cumsum(mask, axis=0) / side
        mist = np.exp(-below / (0.07 + 0.02 * step))
        pool = 1 + 0.35 * fractal(side, rng, side / 7)
        rim = np.clip(mask - soften(mask, side * 0.006), 0, 1) * 0.6
        wash = mask * mist * pool * (0.22 + 0.13 * step) + rim * mist * 0.5
        cover = np.clip(mask * (1 - mist) * 0.55, 0, 1)
        ink = np.maximum(ink * (1 - cover), wash)
    drops = fractal(side, rng, side / 40, 2)
    pines = np.clip((drops - 0.35) * 6, 0, 1) * np.exp(-(((rows - 0.73) / 0.05) ** 2))
    ink = np.maximum(ink, soften(pines, 1.5) * 0.6)
    ink = _bamboo(np.clip(ink, 0, 1), rng)
    granules = 1 + 0.10 * soften(rng.standard_normal((side, side)).astype(np.float32), 1.5) * 3
    ink = np.clip(ink * granules, 0, 1)[..., None]
    sheet = paper(side, rng, "f1ead9", 0.018)
    out = sheet * (1 - ink) + hex_colour("17181c") * ink
    seal = np.zeros((side, side), np.float32)
    left, top, size = int(0.86 * side), int(0.83 * side), int(0.055 * side)
    seal[top : top + int(size * 1.3), left : left + size] = 1
    carved = np.zeros_like(seal)
    for share in (0.3, 0.55, 0.8):
        y = top + int(size * 1.3 * share)
        cv2.line(carved, (left + size // 6, y), (left + size * 5 // 6, y), 1.0, max(1, size // 12))
    middle = left + size // 2
    cv2.line(carved, (middle, top + size // 5), (middle, top + size), 1.0, max(1, size // 12))
    seal = _rough_edge(np.clip(seal - carved, 0, 1), rng, side * 0.0015)[..., None]
    return out * (1 - 0.9 * seal) + hex_colour("b3281d") * 0.9 * seal


def watercolour(side: int, rng: np.random.Generator) -> np.ndarray:
    """Glazes with hard dried rims, granulation and back-runs over white paper."""
    sheet = paper(side, rng, "fbf8f0", 0.03)
    tooth = soften(rng.standard_normal((side, side)).astype(np.float32), 1.6) * 3.5
    pigments = ["2f6fb5", "e0663c", "d8a21e", "3d8f6b", "a33a78", "4c4fa8", "c9402f", "2aa0a8"]
    glass = np.ones((side, side, 3), np.float32)
    places = [(x, y) for y in (0.12, 0.38, 0.64, 0.9) for x in (0.1, 0.37, 0.64, 0.91)]
    for index in rng.permutation(len(places)):
        x, y = np.array(places[index]) + rng.normal(0, 0.06, 2)
        pigment = hex_colour(pigments[int(rng.integers(len(pigments)))])
        mask = _rough_edge(disc(side, x, y, rng.uniform(0.13, 0.24)), rng, side * 0.045)
        mask = np.clip(soften(mask, 1.2), 0, 1)
        inner = soften(mask, side * 0.010)
        rim = np.clip(mask - inner, 0, 1) * 2.2
        flow = 0.5 + 0.5 * fractal(side, rng, side / 4, 5, 0.55)
        bloom_x, bloom_y = x + rng.normal(0, 0.07), y + rng.normal(0, 0.07)
        bloom = _rough_edge(disc(side, bloom_x, bloom_y, rng.uniform(0.04, 0.09)), rng, side * 0.03)
        bloom_rim = np.clip(soften(bloom, 2.0) - soften(bloom, side * 0.012), 0, 1) * 1.6
        load = mask * (0.30 + 0.55 * flow) * (1 - 0.55 * soften(bloom, 3.0))
        load = load + rim * 0.55 + bloom_rim * mask * 0.7
        load = np.clip(load * (1 + 0.10 * tooth), 0, 1.3)[..., None]
        glass *= np.exp(load * np.log(np.clip(pigment, 0.04, 0.97)) * 0.85)
    spots = np.zeros((side, side), np.float32)
    for _ in range(60):
        x, y = rng.uniform(0, side, 2)
        cv2.circle(
            spots, (int(x), int(y)), int(rng.gamma(1.5, side * 0.0022)) + 1, 1.0, -1, cv2.LINE_AA
        )
    glass *= np.exp(-0.7 * spots[..., None] * (1 - hex_colour("2f6fb5")))
    return np.clip(sheet * glass, 0, 1)


def _brush(length: int, width: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """One loaded stroke pointing right: coverage and relief, float32 (width, length)."""
    across = np.linspace(-1, 1, width, dtype=np.float32)[:, None]
    along = np.linspace(0, 1, length, dtype=np.float32)[None, :]
    bristles: np.ndarray = rng.uniform(-1, 1, (width, 1)).astype(np.float32)
    bristles = soften(np.repeat(bristles, length, 1), 1.3) * 1.5
    lumps = soften(rng.uniform(-1, 1, (width, length)).astype(np.float32), 4.0) * 5
    middle = 0.18 * np.sin(np.pi * along + rng.uniform(0, 6.3))
    offset = np.abs(across * 1.2 - middle)
    ragged = 0.88 + 0.12 * bristles + 0.05 * lumps
    tip = np.clip((along - 0.10) / 0.10, -1, 0) ** 2
    tail = np.clip((along - ragged + 0.22) / 0.22, 0, 2) ** 2
    inside = 1 - offset**2.5 - tip - tail
    cover = np.clip(inside * 5, 0, 1)
    ridge_up = 0.5 * np.clip(offset, 0, 1) ** 4 + 0.6 * np.exp(-(((along - 0.72) / 0.10) ** 2))
    relief = cover * (0.45 + 0.30 * bristles + 0.22 * lumps + ridge_up)
    return cover, relief


def _stroke_at(
    canvas: np.ndarray,
    relief: np.ndarray,
    paint: np.ndarray,
    place: tuple[int, int],
    angle: float,
    size: tuple[int, int],
    rng: np.random.Generator,
) -> None:
    """Lay one stroke into `canvas` and `relief`, in place."""
    cover, height = _brush(*size, rng)
    reach = int(np.hypot(*size)) + 2
    centre = (size[0] / 2, size[1] / 2)
    turn = cv2.getRotationMatrix2D(centre, -np.degrees(angle), 1.0)
    turn[:, 2] = turn[:, 2] + reach / 2 - np.array(centre)
    cover = cv2.warpAffine(cover, turn, (reach, reach))
    height = cv2.warpAffine(height, turn, (reach, reach))
    top, left = place[0] - reach // 2, place[1] - reach // 2
    side = canvas.shape[0]
    y0, x0, y1, x1 = max(0, top), max(0, left), min(side, top + reach), min(side, left + reach)
    if y1 <= y0 or x1 <= x0:
        return
    cover = cover[y0 - top : y1 - top, x0 - left : x1 - left]
    height = height[y0 - top : y1 - top, x0 - left : x1 - left]
    streak = (1 + 0.20 * (height - 0.5) * (cover > 0.3))[..., None]
    box = canvas[y0:y1, x0:x1]
    box += cover[..., None] * (paint * streak - box)
    lump = relief[y0:y1, x0:x1]
    lump += cover * (height + 0.25 * lump - lump)


def lay_strokes(
    motif: Motif, rng: np.random.Generator, passes: tuple[tuple[int, int, int], ...], jitter: float
) -> tuple[np.ndarray, np.ndarray]:
    """Cover the motif with strokes, (number, length, width) per pass; canvas and relief."""
    side = motif.colour.shape[0]
    canvas = soften(motif.colour, side * 0.02) * 0.8
    relief = np.zeros((side, side), np.float32)
    for number, length, width in passes:
        source = soften(motif.colour, width * 0.4)
        for _ in range(number):
            y, x = (int(v) for v in rng.integers(side, size=2))
            paint = source[y, x] * (1 + rng.normal(0, jitter)) + rng.normal(0, jitter * 0.5, 3)
            angle = float(motif.heading[y, x]) + rng.normal(0, 0.22)
            size = (int(length * rng.uniform(0.6, 1.3)), int(width * rng.uniform(0.7, 1.2)))
            _stroke_at(canvas, relief, paint.astype(np.float32), (y, x), angle, size, rng)
    return canvas, relief


def impasto(side: int, rng: np.random.Generator) -> np.ndarray:
    """Thick oil: short loaded strokes along the forms, lit from the upper left."""
    palette = ["1d4e89", "2a7f4f", "5a2a12", "f2b705", "e4572e", "f7e9c8", "c8553d", "f4a9b8"]
    motif = flowers(side, rng, palette)
    unit = side / 1024
    passes = ((1500, int(150 * unit), int(66 * unit)), (2300, int(104 * unit), int(44 * unit)))
    canvas, relief = lay_strokes(motif, rng, passes, 0.09)
    relief = soften(relief, 1.2 * unit + 0.3)
    slope_x = cv2.Sobel(relief, cv2.CV_32F, 1, 0, scale=0.125)
    slope_y = cv2.Sobel(relief, cv2.CV_32F, 0, 1, scale=0.125)
    light = np.clip((-slope_x - 1.2 * slope_y) * 5.0, -0.6, 0.8)
    shine = np.clip(light - 0.3, 0, 1) ** 2
    return np.clip(canvas * (1 + 0.5 * light[..., None]) + 0.5 * shine[..., None], 0, 1)
