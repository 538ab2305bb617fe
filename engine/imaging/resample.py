"""Change of size with pixel centres kept in place, whole or one box at a time."""

from __future__ import annotations

import cv2
import numpy as np

from engine.imaging.tiles import Box

# OpenCV's remap addresses its pictures with 16 bits.
LONGEST_PX = 32_000


def resize(picture: np.ndarray, hw: tuple[int, int]) -> np.ndarray:
    """(H, W[, C]) uint8, uint16 or float32 to the size hw: area-averaged down, bicubic up.

    Bicubic overshoot is clipped by integer types and kept by float32.
    """
    height, width = hw
    if picture.shape[:2] == (height, width):
        return picture
    shrinking = height * width < picture.shape[0] * picture.shape[1]
    way = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return cv2.resize(np.ascontiguousarray(picture), (width, height), interpolation=way)


def enlarge_box(coarse: np.ndarray, hw: tuple[int, int], box: Box) -> np.ndarray:
    """The part `box` of what `coarse` (h, w[, C]) float32 is when enlarged to hw, bicubic.

    Any two boxes agree to the last bit where they overlap, so that tiles leave no seam.
    """
    top, left, bottom, right = box
    if coarse.shape[:2] == tuple(hw):
        return coarse[top:bottom, left:right].copy()
    rows = (np.arange(top, bottom, dtype=np.float32) + 0.5) * (coarse.shape[0] / hw[0]) - 0.5
    columns = (np.arange(left, right, dtype=np.float32) + 0.5) * (coarse.shape[1] / hw[1]) - 0.5
    map_x = np.repeat(columns[None], len(rows), axis=0)
    map_y = np.repeat(rows[:, None], len(columns), axis=1)
    return cv2.remap(coarse, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def blur(picture: np.ndarray, sigma_px: float) -> np.ndarray:
    """Gaussian of float32 (H, W[, C]); the border is reflected."""
    if sigma_px <= 0:
        return picture
    return cv2.GaussianBlur(picture, (0, 0), sigma_px, borderType=cv2.BORDER_REFLECT_101)


def fit_within(hw: tuple[int, int], short_px: float, max_pixels: int) -> tuple[int, int]:
    """The size with this short side and the same shape, but of at most max_pixels.

    No side is under 8 or over LONGEST_PX.
    """
    height, width = hw
    scale = min(
        short_px / min(height, width),
        (max_pixels / (height * width)) ** 0.5,
        LONGEST_PX / max(height, width),
    )
    return max(8, round(height * scale)), max(8, round(width * scale))
