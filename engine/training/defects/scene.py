"""What a defect family sees, and the random shapes that it may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from engine.training.defects.fields import (
    Picture,
    Plane,
    between,
    blur,
    chance,
    log_between,
    luma_of,
    pick,
    sign,
    smooth_noise,
)

Change = tuple[Picture, Plane]
"""A changed picture and where it may differ from the scene's, 0 to 1."""


@dataclass
class Scene:
    """The pictures around one plant.

    Attributes:
        image: the picture as it is now, float32 (H, W, 3); families must not write into it.
        content: the photo, same size.
        style: the style picture, any size.
        donors: other stylized pictures of the same size, in other styles.
    """

    image: Picture
    content: Picture
    style: Picture
    donors: Sequence[Picture]

    @property
    def hw(self) -> tuple[int, int]:
        return self.image.shape[0], self.image.shape[1]

    @property
    def side(self) -> int:
        """The short side in pixels."""
        return min(self.hw)

    @cached_property
    def slope(self) -> tuple[Plane, Plane]:
        """Horizontal and vertical slope of the photo's luma, slightly smoothed."""
        luma = blur(luma_of(self.content), 1.2)
        return (
            cv2.Sobel(luma, cv2.CV_32F, 1, 0, scale=0.25, borderType=cv2.BORDER_REFLECT),
            cv2.Sobel(luma, cv2.CV_32F, 0, 1, scale=0.25, borderType=cv2.BORDER_REFLECT),
        )

    @cached_property
    def edges(self) -> Plane:
        """Strength of the photo's edges in [0, 1]; 1 is an outline that stands out in it."""
        strength = cv2.magnitude(*self.slope)
        return np.minimum(strength * (1 / max(0.03, 2.5 * float(strength.mean()))), 1.0)

    @cached_property
    def flatness(self) -> Plane:
        """1 in the photo's smooth areas (skies, walls), 0 where it has detail."""
        strength = blur(cv2.magnitude(*self.slope), 2.5)
        return np.clip(1.3 - 60.0 * strength, 0.0, 1.0)

    def style_crop(self, rng: np.random.Generator) -> Picture:
        """A random piece of the style picture, scaled to the size of the image."""
        height, width = self.hw
        rows, cols = self.style.shape[:2]
        zoom = log_between(rng, 0.5, 1.6)
        crop_h = int(np.clip(height * zoom, 8, rows))
        crop_w = int(np.clip(width * zoom, 8, cols))
        top = int(rng.integers(rows - crop_h + 1))
        left = int(rng.integers(cols - crop_w + 1))
        piece = self.style[top : top + crop_h, left : left + crop_w]
        if chance(rng, 0.5):
            piece = piece[:, ::-1]
        shrinks = crop_h > height
        flag = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        return cv2.resize(np.ascontiguousarray(piece), (width, height), interpolation=flag)

    def spot(self, rng: np.random.Generator, prefer: Plane | None = None) -> tuple[float, float]:
        """A place (y, x); with `prefer`, the best of eight random ones by that plane."""
        height, width = self.hw
        rows = rng.integers(height, size=8)
        cols = rng.integers(width, size=8)
        best = 0 if prefer is None else int(np.argmax(prefer[rows, cols]))
        return float(rows[best]), float(cols[best])


def draw_radius(
    hw: tuple[int, int], rng: np.random.Generator, smallest_px: float, largest: float
) -> float:
    """A radius whose disc ranges from `smallest_px` across to `largest` of the picture's area."""
    biggest = max(np.sqrt(largest * hw[0] * hw[1] / np.pi), smallest_px / 2 + 1)
    share = between(rng, 0.0, 1.0) ** 0.75
    return float((smallest_px / 2) ** (1 - share) * biggest**share)


def _offsets(hw: tuple[int, int], centre: tuple[float, float]) -> tuple[Plane, Plane]:
    """Row and column offsets from the centre, shapes (H, 1) and (1, W)."""
    return (
        (np.arange(hw[0], dtype=np.float32) - centre[0])[:, None],
        (np.arange(hw[1], dtype=np.float32) - centre[1])[None, :],
    )


def _ellipse_field(
    hw: tuple[int, int], rng: np.random.Generator, centre: tuple[float, float], radius: float
) -> Plane:
    """1 at the centre, 0 on the rim of a random ellipse, negative outside."""
    stretch = np.sqrt(log_between(rng, 0.4, 2.5))
    angle = between(rng, 0, np.pi)
    dy, dx = _offsets(hw, centre)
    along = (dx * np.cos(angle) + dy * np.sin(angle)) / (radius * stretch)
    across = (dy * np.cos(angle) - dx * np.sin(angle)) / (radius / stretch)
    return 1.0 - cv2.magnitude(along, across)


def _blob_field(
    hw: tuple[int, int], rng: np.random.Generator, centre: tuple[float, float], radius: float
) -> Plane:
    """An ellipse whose rim is bent by noise."""
    field = _ellipse_field(hw, rng, centre, radius)
    rough = smooth_noise(hw, max(3.0, radius * between(rng, 0.25, 0.8)), rng)
    return field + between(rng, 0.3, 0.8) * rough


def _scatter_field(
    hw: tuple[int, int], rng: np.random.Generator, centre: tuple[float, float], radius: float
) -> Plane:
    """Several islands of thresholded noise inside a wide ellipse."""
    island = max(5.0, radius * between(rng, 0.3, 0.6))
    noise = smooth_noise(hw, island, rng)
    window = _ellipse_field(hw, rng, centre, radius * 1.5)
    return np.minimum(noise - between(rng, 0.05, 0.35), window) * 1.5


def _rectangle_field(
    hw: tuple[int, int], rng: np.random.Generator, centre: tuple[float, float], radius: float
) -> Plane:
    """An upright rectangle."""
    stretch = np.sqrt(log_between(rng, 0.4, 2.5))
    dy, dx = _offsets(hw, centre)
    inside = np.maximum(np.abs(dx) / (radius * stretch), np.abs(dy) * stretch / radius)
    return 1.0 - inside * 1.13


def _stroke_field(
    hw: tuple[int, int], rng: np.random.Generator, centre: tuple[float, float], radius: float
) -> Plane:
    """A bent brush stroke; its length is about four times its width."""
    half_width = max(2.0, radius * between(rng, 0.35, 0.6))
    length = radius * between(rng, 1.6, 3.0)
    angle, bend = between(rng, 0, 2 * np.pi), between(rng, -1.2, 1.2)
    steps = np.linspace(-0.5, 0.5, 14, dtype=np.float32)
    heading = angle + bend * steps
    course = np.stack([np.cos(heading), np.sin(heading)], axis=-1) * (length * steps)[:, None]
    points = course + np.array([centre[1], centre[0]])
    line = np.full(hw, 255, np.uint8)
    cv2.polylines(line, [np.round(points).astype(np.int32)], False, 0, 1)
    distance = cv2.distanceTransform(line, cv2.DIST_L2, 3)
    return (1.0 - distance / half_width) * (half_width / radius)


FIELDS = {
    "blob": _blob_field,
    "ellipse": _ellipse_field,
    "scatter": _scatter_field,
    "rectangle": _rectangle_field,
    "stroke": _stroke_field,
}
FORMS = ("blob", "blob", "ellipse", "scatter", "rectangle", "stroke")


def draw_shape(
    scene: Scene,
    rng: np.random.Generator,
    *,
    forms: Sequence[str] = FORMS,
    smallest_px: float = 10.0,
    largest: float = 0.5,
    hard: float = 0.4,
    prefer: Plane | None = None,
) -> Plane:
    """A random soft shape, float32 (H, W) in [0, 1].

    Args:
        forms: names out of `FIELDS`, drawn with equal chance.
        smallest_px: diameter of the smallest shape.
        largest: area of the largest shape as a fraction of the picture.
        hard: chance of an edge of one pixel; else the edge is feathered.
        prefer: plane that says where the shape had better lie; used half of the time.
    """
    radius = draw_radius(scene.hw, rng, smallest_px, largest)
    centre = scene.spot(rng, prefer if prefer is not None and chance(rng, 0.6) else None)
    field = FIELDS[pick(rng, *forms)](scene.hw, rng, centre, radius)
    feather_px = 1.0 if chance(rng, hard) else log_between(rng, 1.5, max(2.0, radius * 0.8))
    return np.clip(field * (radius / feather_px) + 0.5, 0.0, 1.0)


def draw_edge_band(
    scene: Scene, rng: np.random.Generator, reach_px: float, *, largest: float = 0.4
) -> Plane:
    """A soft band of about `reach_px` to both sides of the photo's edges, inside a shape."""
    size = 2 * int(np.ceil(reach_px)) + 1
    ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    strong = (scene.edges > between(rng, 0.4, 0.75)).astype(np.uint8)
    band = blur(cv2.dilate(strong, ellipse).astype(np.float32), max(0.6, reach_px * 0.3))
    window = draw_shape(
        scene,
        rng,
        forms=("blob", "ellipse"),
        smallest_px=24,
        largest=largest,
        hard=0.0,
        prefer=scene.edges,
    )
    return band * window


def draw_along(rng: np.random.Generator) -> tuple[float, float]:
    """A unit vector, upright or level half of the time, else in any direction."""
    if chance(rng, 0.5):
        return (sign(rng), 0.0) if chance(rng, 0.5) else (0.0, sign(rng))
    angle = between(rng, 0, 2 * np.pi)
    return float(np.cos(angle)), float(np.sin(angle))
