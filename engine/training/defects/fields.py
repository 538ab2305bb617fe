"""Random fields, shifts and warps that the defect families are built from.

Every function is seeded by the Generator that it is given and works on float32 arrays.
"""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np

Picture = np.ndarray  # float32 (H, W, 3) in [0, 1]
Plane = np.ndarray  # float32 (H, W)
Choice = TypeVar("Choice")

_LUMA = np.array([[0.299, 0.587, 0.114]], dtype=np.float32)


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """A uniform number in [low, high)."""
    return float(rng.uniform(low, high))


def log_between(rng: np.random.Generator, low: float, high: float) -> float:
    """A log-uniform number in [low, high): small and large values are equally common."""
    return float(np.exp(rng.uniform(np.log(low), np.log(max(high, low * 1.0001)))))


def draw_int(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number in [low, high); `low` where the range is empty."""
    return int(rng.integers(low, max(high, low + 1)))


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with the given probability."""
    return bool(rng.random() < probability)


def pick(rng: np.random.Generator, *choices: Choice) -> Choice:
    """One of the choices, all equally likely."""
    return choices[int(rng.integers(len(choices)))]


def sign(rng: np.random.Generator) -> float:
    """-1.0 or 1.0."""
    return 1.0 if rng.random() < 0.5 else -1.0


def luma_of(picture: Picture) -> Plane:
    """Rec. 601 luma of the encoded values, (H, W)."""
    return cv2.transform(picture, _LUMA)


def smooth_noise(hw: tuple[int, int], cell_px: float, rng: np.random.Generator) -> Plane:
    """Smooth value noise, about [-1, 1], with bumps of about `cell_px` pixels."""
    height, width = hw
    rows = int(np.clip(round(height / cell_px), 1, height)) + 3
    cols = int(np.clip(round(width / cell_px), 1, width)) + 3
    grid = rng.uniform(-1.0, 1.0, (rows, cols)).astype(np.float32)
    step_y, step_x = (rows - 3) / height, (cols - 3) / width
    matrix = np.array([[step_x, 0, between(rng, 0.8, 1.2)], [0, step_y, between(rng, 0.8, 1.2)]])
    return cv2.warpAffine(
        grid,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT,
    )


def blur(plane: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian-like blur of a picture or plane; wide ones are done at a lower resolution."""
    if sigma <= 4.0:
        return cv2.GaussianBlur(plane, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REFLECT)
    height, width = plane.shape[:2]
    factor = int(sigma // 2)
    small_wh = (max(2, width // factor), max(2, height // factor))
    small = cv2.resize(plane, small_wh, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / factor, borderType=cv2.BORDER_REFLECT)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def shift(picture: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """The picture moved by (dx, dy) pixels, mirrored at the border."""
    height, width = picture.shape[:2]
    matrix = np.array([[1, 0, -dx], [0, 1, -dy]], dtype=np.float64)
    return cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT,
    )


def displace(picture: np.ndarray, move_x: Plane, move_y: Plane) -> np.ndarray:
    """The picture sampled at (x + move_x, y + move_y), mirrored at the border."""
    height, width = picture.shape[:2]
    map_x = (move_x + np.arange(width, dtype=np.float32)[None, :]).astype(np.float32)
    map_y = (move_y + np.arange(height, dtype=np.float32)[:, None]).astype(np.float32)
    return cv2.remap(picture, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def drag(picture: Picture, length_px: float, angle: float) -> Picture:
    """A directional smear of about `length_px`, by averaging ever longer shifts."""
    step_x, step_y = np.cos(angle), np.sin(angle)
    reach = 1.0
    out = picture
    while reach * 2 <= length_px + 1:
        moved = shift(out, step_x * reach, step_y * reach)
        out = cv2.addWeighted(out, 0.5, moved, 0.5, 0.0)
        reach *= 2
    middle = (reach - 1) / 2
    return shift(out, -step_x * middle, -step_y * middle)


def tint(rng: np.random.Generator, chroma: float | None = None) -> np.ndarray:
    """A random direction in colour, (3,), largest component 1; `chroma` 0 is grey, 1 vivid."""
    amount = between(rng, 0.0, 1.0) ** 1.5 if chroma is None else chroma
    colour = (1 - amount) * sign(rng) + amount * rng.uniform(-1, 1, 3)
    return (colour / max(1e-3, float(np.abs(colour).max()))).astype(np.float32)


def matched(picture: Picture, like: Picture) -> Picture:
    """`picture` with each channel's mean and spread of `like` (Reinhard-style, in RGB)."""
    mean, spread = cv2.meanStdDev(picture)
    mean_like, spread_like = cv2.meanStdDev(like)
    gain = spread_like[:, 0] / np.maximum(spread[:, 0], 1e-3)
    offset = mean_like[:, 0] - gain * mean[:, 0]
    return picture * gain.astype(np.float32) + offset.astype(np.float32)
