"""Faults of tiling and upsampling: seams, tile statistics, grids, ripples, border frames."""

from __future__ import annotations

import numpy as np

from engine.training.defects.fields import (
    Plane,
    between,
    blur,
    chance,
    displace,
    draw_int,
    log_between,
    pick,
    sign,
    smooth_noise,
    tint,
)
from engine.training.defects.scene import Change, Scene, draw_shape


def _across(hw: tuple[int, int], upright: bool) -> tuple[np.ndarray, int]:
    """Pixel centres counted across the lines, broadcastable to (H, W), and their number."""
    if upright:
        return (np.arange(hw[1], dtype=np.float32) + 0.5)[None, :], hw[1]
    return (np.arange(hw[0], dtype=np.float32) + 0.5)[:, None], hw[0]


def _lines(extent: int, rng: np.random.Generator) -> list[int]:
    """One line, or the lines of a regular tiling; all at least 6 px from the border."""
    if chance(rng, 0.55):
        return [draw_int(rng, 6, extent - 6)]
    period = draw_int(rng, max(20, extent // 5), max(24, extent // 2))
    first = draw_int(rng, 6, min(period, extent - 6))
    return list(range(first, extent - 5, period))


def _segment(scene: Scene, upright: bool, rng: np.random.Generator) -> Plane | float:
    """1 along the part of the line that one tile is long; the whole line half of the time."""
    if chance(rng, 0.5):
        return 1.0
    along, extent = _across(scene.hw, not upright)
    start = between(rng, -0.3, 0.6) * extent
    length = between(rng, 0.3, 0.9) * extent
    return ((along >= start) & (along < start + length)).astype(np.float32)


def seam(scene: Scene, rng: np.random.Generator) -> Change:
    """Tile borders where level, contrast or position jumps and then fades into the tile."""
    upright = chance(rng, 0.5)
    across, extent = _across(scene.hw, upright)
    lines = _lines(extent, rng)
    reach = log_between(rng, 4.0, scene.side * (0.25 if len(lines) == 1 else 0.08))
    both_sides = chance(rng, 0.5)
    profile = np.zeros_like(across)
    for line in lines:
        gap = across - line
        fade = np.exp(-np.abs(gap) / reach) * sign(rng)
        profile = profile + (np.sign(gap) * fade if both_sides else np.where(gap >= 0, fade, 0))
    profile = (profile * _segment(scene, upright, rng)).astype(np.float32)
    profile = np.broadcast_to(profile, scene.hw)
    image = scene.image
    mode = pick(rng, "offset", "offset", "gain", "slip", "line")
    if mode == "offset":
        changed = image + profile[..., None] * tint(rng) * log_between(rng, 0.06, 0.25)
    elif mode == "gain":
        level = blur(image, reach)
        changed = image + profile[..., None] * (image - level) * between(rng, 0.7, 1.8)
        changed += profile[..., None] * tint(rng) * between(rng, 0.03, 0.12)
    elif mode == "slip":
        move = np.ascontiguousarray(profile) * log_between(rng, 2.5, 9.0)
        still = np.zeros_like(move)
        changed = displace(image, *((still, move) if upright else (move, still)))
    else:
        line = (np.abs(profile) > np.exp(-between(rng, 0.6, 1.6) / reach)).astype(np.float32)
        changed = image + line[..., None] * tint(rng) * log_between(rng, 0.08, 0.4)
        return changed, line
    return changed, (np.abs(profile) > 0.04).astype(np.float32)


def tile_statistics(scene: Scene, rng: np.random.Generator) -> Change:
    """Whole tiles whose mean, contrast or saturation was computed on their own."""
    height, width = scene.hw
    tile_h = draw_int(rng, max(12, height // 6), int(height * 0.55))
    tile_w = tile_h if chance(rng, 0.6) else draw_int(rng, max(12, width // 6), int(width * 0.55))
    top, left = draw_int(rng, -tile_h + 8, height - 12), draw_int(rng, -tile_w + 8, width - 12)
    changed = scene.image.copy()
    shape = np.zeros(scene.hw, np.float32)
    for step in range(pick(rng, 1, 1, 2, 3)):
        row = top + tile_h * (step % 2) * pick(rng, 0, 1)
        col = left + tile_w * step
        box = np.s_[max(0, row) : max(0, row + tile_h), max(0, col) : max(0, col + tile_w)]
        tile = changed[box]
        if tile.size == 0 or shape.mean() + tile.size / changed.size > 0.5:
            continue
        mean = tile.mean(axis=(0, 1))
        grey = tile.mean(axis=2, keepdims=True)
        tile = grey + (tile - grey) * pick(rng, 1.0, 1.0, 0.3, 1.8)
        gain = log_between(rng, 0.55, 1.7)
        changed[box] = mean + (tile - mean) * gain + tint(rng) * log_between(rng, 0.04, 0.2)
        shape[box] = 1.0
    if chance(rng, 0.4):
        shape = blur(shape, between(rng, 0.6, 4.0))
    return changed, shape


def _lattice(period: int, rng: np.random.Generator) -> np.ndarray:
    """A zero-mean period x period cell as a deconvolution leaves it, largest value 1."""
    mode = pick(rng, "random", "parity", "lines", "waves")
    rows, cols = np.mgrid[0:period, 0:period]
    if mode == "random":
        cell = rng.standard_normal((period, period))
    elif mode == "parity":
        half = max(1, period // 2)
        cell = 1.0 - 2.0 * ((rows // half + cols // half) % 2)
    elif mode == "lines":
        cell = (rows == 0) * pick(rng, 0.0, 1.0, 1.0) + (cols == 0) * pick(rng, 1.0, 1.0, 0.0)
    else:
        cell = np.cos(2 * np.pi * rows / period) * np.cos(2 * np.pi * cols / period)
    cell = cell - cell.mean()
    peak = np.abs(cell).max()
    if peak < 1e-6:
        cell = 1.0 - 2.0 * ((rows + cols) % 2)
        cell, peak = cell - cell.mean(), 1.0
    return (cell / peak).astype(np.float32)


def checkerboard(scene: Scene, rng: np.random.Generator) -> Change:
    """The regular lattice that strided or badly resized upsampling leaves, period 2 to 8."""
    height, width = scene.hw
    period = draw_int(rng, 2, 9)
    cell = _lattice(period, rng)
    pattern = np.tile(cell, (height // period + 1, width // period + 1))[:height, :width]
    amount = log_between(rng, 0.04, 0.18)
    if chance(rng, 0.4):
        changed = scene.image * (1.0 + 2.5 * amount * pattern[..., None])
    else:
        changed = scene.image + amount * pattern[..., None] * tint(rng)
    shape = draw_shape(scene, rng, smallest_px=16, largest=0.5, hard=0.15)
    if chance(rng, 0.35):
        shape = shape * scene.flatness
    return changed, shape


def ripple(scene: Scene, rng: np.random.Generator) -> Change:
    """Fine waves in skies and other smooth areas, grey or in two opposite colours."""
    height, width = scene.hw
    angle = pick(rng, 0.0, np.pi / 2, np.pi / 4, -np.pi / 4, between(rng, 0, np.pi))
    wavelength = log_between(rng, 3.0, 16.0)
    rows = np.arange(height, dtype=np.float32)[:, None]
    cols = np.arange(width, dtype=np.float32)[None, :]
    phase = (cols * np.cos(angle) + rows * np.sin(angle)) * (2 * np.pi / wavelength)
    phase = phase + smooth_noise(scene.hw, 5 * wavelength, rng) * between(rng, 0.0, 2.5)
    wave = np.sin(phase.astype(np.float32))
    colour = tint(rng)
    if chance(rng, 0.3):
        colour = np.array([1.0, -0.8, 0.1], np.float32) * sign(rng)
    changed = scene.image + wave[..., None] * colour * log_between(rng, 0.03, 0.14)
    shape = draw_shape(
        scene,
        rng,
        forms=("blob", "ellipse"),
        smallest_px=24,
        largest=0.5,
        hard=0.0,
        prefer=scene.flatness,
    )
    return changed, shape * scene.flatness if chance(rng, 0.75) else shape


def border_frame(scene: Scene, rng: np.random.Generator) -> Change:
    """A bright or dark frame along the picture's border, as zero padding leaves it."""
    height, width = scene.hw
    rows = np.arange(height, dtype=np.float32)[:, None]
    cols = np.arange(width, dtype=np.float32)[None, :]
    sides = (rows, height - 1 - rows, cols, width - 1 - cols)
    kept = [True] * 4 if chance(rng, 0.5) else [chance(rng, 0.5) for _ in sides]
    if not any(kept):
        kept[int(rng.integers(4))] = True
    reach = log_between(rng, 1.5, 9.0)
    hard = chance(rng, 0.3)
    profile = np.zeros(scene.hw, np.float32)
    for depth, used in zip(sides, kept, strict=True):
        if used:
            fade = (depth < reach).astype(np.float32) if hard else np.exp(-depth / reach)
            profile = np.maximum(profile, np.broadcast_to(fade, scene.hw))
    if chance(rng, 0.5):
        unevenness = smooth_noise(scene.hw, between(rng, 10, 40), rng)
        profile = profile * np.clip(0.8 + 0.6 * unevenness, 0.0, 1.2)
    amount = log_between(rng, 0.12, 0.5) * (1.0 if chance(rng, 0.7) else -1.0)
    colour = tint(rng)
    colour = colour if colour.sum() > 0 else -colour
    changed = scene.image + profile[..., None] * amount * colour
    return changed, (profile > 0.04).astype(np.float32)
