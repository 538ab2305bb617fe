"""Small invented scenes in flat light: the motifs that the procedural painters render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

Colour = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Motif:
    """What a painter paints.

    Attributes:
        colour: float32 (S, S, 3) in [0, 1].
        heading: float32 (S, S), direction of the brush in radians.
        layers: coverage masks, float32 (S, S) in [0, 1], from far to near.
    """

    colour: np.ndarray
    heading: np.ndarray
    layers: tuple[np.ndarray, ...]

    @property
    def tone(self) -> np.ndarray:
        """Lightness, float32 (S, S) in [0, 1]."""
        return self.colour @ np.array([0.299, 0.587, 0.114], np.float32)


def hex_colour(code: str) -> np.ndarray:
    """float32 (3,) in [0, 1] of six hexadecimal digits."""
    return np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255


def fractal(
    side: int, rng: np.random.Generator, cell_px: float, octaves: int = 4, fade: float = 0.5
) -> np.ndarray:
    """Fractal value noise, float32 (S, S), about [-1, 1]; its largest bumps are `cell_px`."""
    total = np.zeros((side, side), np.float32)
    weight = 1.0
    for _ in range(octaves):
        count = max(2, int(np.ceil(side / cell_px)) + 1)
        grid = rng.uniform(-1, 1, (count + 2, count + 2)).astype(np.float32)
        layer = cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC)
        total += weight * layer
        weight *= fade
        cell_px = max(2.0, cell_px / 2)
    return total / (sum(fade**i for i in range(octaves)) * 0.7)


def soften(plane: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur, mirrored at the border."""
    return cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)


def ridge(side: int, rng: np.random.Generator, level: float, height: float) -> np.ndarray:
    """Coverage below a mountain line around `level` (fraction from the top)."""
    line = np.zeros(side, np.float32)
    reach, weight = side / 2.5, 1.0
    for _ in range(7):
        knots = rng.uniform(-1, 1, int(side / reach) + 3)
        places = np.linspace(0, len(knots) - 1.001, side)
        line += weight * np.interp(places, np.arange(len(knots)), knots).astype(np.float32)
        reach, weight = max(4.0, reach / 2), weight * 0.5
    top = side * (level - height * line * 0.5)
    rows = np.arange(side, dtype=np.float32)[:, None]
    return np.clip(rows - top[None, :], 0, 1)


def disc(side: int, x: float, y: float, radius: float) -> np.ndarray:
    """Coverage of a disc, all measures as fractions of the side."""
    rows, cols = np.mgrid[0:side, 0:side].astype(np.float32)
    gap = radius * side - np.hypot(cols - x * side, rows - y * side)
    return np.clip(gap + 0.5, 0, 1)


def _fill(colour: np.ndarray, mask: np.ndarray, paint: np.ndarray) -> np.ndarray:
    return colour + mask[..., None] * (paint - colour)


def _swirls(side: int, rng: np.random.Generator, cell: float) -> np.ndarray:
    """A flowing direction field."""
    potential = fractal(side, rng, side * cell, 2)
    slope_x = cv2.Sobel(potential, cv2.CV_32F, 1, 0, ksize=5)
    slope_y = cv2.Sobel(potential, cv2.CV_32F, 0, 1, ksize=5)
    return np.arctan2(-slope_x, slope_y)


def mountains(side: int, rng: np.random.Generator, palette: Sequence[str]) -> Motif:
    """Sky, sun and four ridges; `palette`: sky top, sky low, sun, then far to near ridges."""
    top, low, sun, *ground = [hex_colour(code) for code in palette]
    fade = np.linspace(0, 1.5, side, dtype=np.float32)[:, None, None].clip(0, 1)
    colour = np.broadcast_to(top + fade * (low - top), (side, side, 3)).copy()
    sun_x, sun_y = rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.3)
    colour = _fill(colour, disc(side, sun_x, sun_y, 0.085), sun)
    heading = _swirls(side, rng, 0.5) * 0.35
    layers = []
    for step, paint in enumerate(ground):
        level = 0.42 + 0.5 * (step + 0.4) / len(ground)
        mask = ridge(side, rng, level, 0.30 - 0.045 * step)
        depth = soften(mask, side * 0.05)[..., None]
        shade = fractal(side, rng, side / 6)[..., None]
        colour = _fill(colour, mask, paint * (1.12 - 0.25 * depth + 0.10 * shade))
        slope = fractal(side, rng, side / 3, 2)
        heading = np.where(mask > 0.5, 0.9 * (-1) ** step + 0.5 * slope, heading)
        layers.append(mask)
    return Motif(
        np.clip(colour, 0, 1).astype(np.float32), heading.astype(np.float32), tuple(layers)
    )


def fruit(side: int, rng: np.random.Generator, palette: Sequence[str]) -> Motif:
    """Round fruit on a table; `palette`: wall, table, shadow, then one colour per fruit."""
    wall, table, shadow, *skins = [hex_colour(code) for code in palette]
    rows, cols = np.mgrid[0:side, 0:side].astype(np.float32) / side
    colour = np.broadcast_to(wall, (side, side, 3)).copy()
    colour *= (1.06 - 0.22 * np.hypot(cols - 0.25, rows - 0.2))[..., None]
    desk = np.clip((rows - 0.56 - 0.03 * cols) * side, 0, 1)
    colour = _fill(colour, desk, table)
    heading = np.where(desk > 0.5, 0.05, 1.1 + 0.3 * fractal(side, rng, side / 2, 2))
    layers = [desk]
    spots = [
        (0.30, 0.56, 0.15),
        (0.57, 0.50, 0.17),
        (0.80, 0.62, 0.13),
        (0.45, 0.72, 0.14),
        (0.19, 0.78, 0.11),
        (0.70, 0.80, 0.12),
    ]
    for (x, y, radius), skin in zip(spots, skins, strict=False):
        cast = soften(disc(side, x + 0.45 * radius, y + 0.62 * radius, radius), side * 0.012)
        colour = _fill(colour, cast * desk * 0.75, shadow)
        mask = disc(side, x, y, radius)
        off_x, off_y = (cols - x) / radius, (rows - y) / radius
        bulge = np.sqrt(np.clip(1 - off_x**2 - off_y**2, 0, 1))
        light = np.clip(-0.5 * off_x - 0.6 * off_y + 0.6 * bulge, -0.2, 1)
        body = skin * (0.55 + 0.6 * light[..., None])
        body = body + 0.55 * np.clip(light - 0.82, 0, 1)[..., None] / 0.18
        colour = _fill(colour, mask, body)
        heading = np.where(mask > 0.5, np.arctan2(off_y, off_x) + np.pi / 2, heading)
        layers.append(mask)
    return Motif(
        np.clip(colour, 0, 1).astype(np.float32), heading.astype(np.float32), tuple(layers)
    )


def flowers(side: int, rng: np.random.Generator, palette: Sequence[str]) -> Motif:
    """Large blossoms before leaves; `palette`: ground, leaf, heart, then petal colours."""
    ground, leaf, heart, *petals = [hex_colour(code) for code in palette]
    rows, cols = np.mgrid[0:side, 0:side].astype(np.float32) / side
    shade = fractal(side, rng, side / 4)[..., None]
    colour = (ground * (1 + 0.12 * shade)).astype(np.float32)
    heading = _swirls(side, rng, 0.4)
    layers = []
    for _ in range(16):
        x, y, angle = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0, np.pi)
        along = (cols - x) * np.cos(angle) + (rows - y) * np.sin(angle)
        across = (rows - y) * np.cos(angle) - (cols - x) * np.sin(angle)
        mask = np.clip((1 - (along / 0.2) ** 2 - (np.abs(across) / 0.05)) * 25, 0, 1)
        colour = _fill(colour, mask, leaf * rng.uniform(0.7, 1.25))
        heading = np.where(mask > 0.5, angle, heading)
        layers.append(mask)
    centres = [(0.27, 0.28), (0.72, 0.22), (0.50, 0.55), (0.18, 0.76), (0.82, 0.74), (0.52, 0.95)]
    for index, (x, y) in enumerate(centres):
        radius, count = rng.uniform(0.17, 0.23), int(rng.integers(5, 9))
        turn = rng.uniform(0, np.pi)
        angle = np.arctan2(rows - y, cols - x)
        gap = np.hypot(cols - x, rows - y) / radius
        rim = 0.72 + 0.28 * np.abs(np.cos(count / 2 * (angle + turn)))
        mask = np.clip((rim - gap) * radius * side, 0, 1)
        veins = 0.5 + 0.5 * np.abs(np.cos(count / 2 * (angle + turn)))
        body = petals[index % len(petals)] * (0.62 + 0.45 * gap * veins)[..., None]
        colour = _fill(colour, mask, body)
        colour = _fill(colour, disc(side, x, y, radius * 0.2), heart)
        heading = np.where(mask > 0.5, angle, heading)
        layers.append(mask)
    return Motif(
        np.clip(colour, 0, 1).astype(np.float32), heading.astype(np.float32), tuple(layers)
    )
