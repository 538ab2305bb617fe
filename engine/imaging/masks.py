"""Masks and the boxes around them.

A mask is float32 (H, W) in [0, 1], 1 = change.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ImageFileError
from engine.imaging.luma import luma
from engine.imaging.tiles import Box

if TYPE_CHECKING:
    from engine.imaging.photo import Photo

Mask = np.ndarray

_ROWS_AT_ONCE = 64


def invert(mask: Mask) -> Mask:
    """1 - mask, as a new mask."""
    return np.float32(1) - mask


def mask_box(mask: Mask) -> Box | None:
    """The smallest box that holds every value above 0, or None if there is none."""
    if mask.size == 0:
        return None
    # Not `(mask > 0).any(…)`: on a large picture that moves five times the memory.
    rows = np.flatnonzero(mask.max(axis=1) > 0)
    if rows.size == 0:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].max(axis=0) > 0)
    return top, int(columns[0]), bottom, int(columns[-1]) + 1


def is_empty(mask: Mask) -> bool:
    """Whether no value is above 0; looks no further than it has to."""
    return all(
        mask[top : top + _ROWS_AT_ONCE].max(initial=0) <= 0
        for top in range(0, mask.shape[0], _ROWS_AT_ONCE)
    )


def expand_box(box: Box, margin: int, hw: tuple[int, int]) -> Box:
    """`box` grown by `margin` pixels on every side, clipped to a picture of `hw`."""
    top, left, bottom, right = box
    height, width = hw
    return (
        max(top - margin, 0),
        max(left - margin, 0),
        min(bottom + margin, height),
        min(right + margin, width),
    )


# --- shaping ------------------------------------------------------------------------------------


def feather_inside(mask: Mask, radius_px: float) -> Mask:
    """Let the mask fall smoothly to 0 towards its edge, from inside, over `radius_px`.

    Exactly 0 wherever `mask` is 0, never above `mask`.  The border of the picture is not an edge:
    a mask that reaches it stays full there.
    """
    box = mask_box(mask)
    feathered = np.zeros_like(mask, dtype=np.float32)
    if box is None:
        return feathered
    if radius_px <= 0:
        return np.array(mask, dtype=np.float32)
    top, left, bottom, right = expand_box(box, 1, mask.shape)
    part = mask[top:bottom, left:right]
    depth = _distance_to_nothing(part > 0, radius_px)
    ramp = np.clip(depth / np.float32(radius_px + 0.5), 0, 1)
    feathered[top:bottom, left:right] = part * (ramp * ramp * (3 - 2 * ramp))
    return feathered


def grow(mask: Mask, px: float) -> Mask:
    """Grow the mask by `px` pixels in every direction (shrink it if negative), antialiased.

    What counts as the mask's shape is where it is at least one half; softer values outside the
    grown shape stay as they are (when shrinking: never rise).
    """
    if px == 0:
        return np.array(mask, dtype=np.float32)
    if px < 0:
        return _shrunk(mask, -px)
    solid = mask >= 0.5
    box = mask_box(solid)
    grown = np.array(mask, dtype=np.float32)
    if box is None:
        return grown
    top, left, bottom, right = expand_box(box, math.ceil(px) + 1, mask.shape)
    distance = _distance_to_nothing(~solid[top:bottom, left:right], px + 1)
    reached = np.clip(np.float32(px + 1) - distance, 0, 1)
    np.maximum(grown[top:bottom, left:right], reached, out=grown[top:bottom, left:right])
    return grown


def _shrunk(mask: Mask, px: float) -> Mask:
    """`grow` inwards, worked out around the mask only.

    The border of the picture is not an edge: from there a mask does not shrink.
    """
    shrunk = np.array(mask, dtype=np.float32)
    box = mask_box(mask)
    if box is None:
        return shrunk
    top, left, bottom, right = expand_box(box, 1, mask.shape)
    part = shrunk[top:bottom, left:right]
    part[:] = invert(grow(invert(part), px))
    return shrunk


def _distance_to_nothing(inside: np.ndarray, reach: float) -> np.ndarray:
    """Euclidean distance (px, float32) of each True pixel to the nearest False one; 0 at False."""
    if inside.all():
        return np.full(inside.shape, np.float32(reach + 1), dtype=np.float32)
    from scipy.ndimage import distance_transform_edt  # costs half a second to import

    return distance_transform_edt(inside).astype(np.float32)


# --- from a file --------------------------------------------------------------------------------


def read_mask(path: str | Path, hw: tuple[int, int]) -> Mask:
    """Read any readable picture as a mask for a picture of `hw` = (height, width).

    White is 1, black is 0, colours count by their luma, transparent parts are 0; a picture of one
    flat colour that is partly transparent is read by its transparency.  A mask of another size with
    the same proportions is resized.

    Raises ImageFileError if the file cannot be read or its proportions do not fit.
    """
    from engine.imaging.files import read_photo

    photo = read_photo(path)
    mask = _grey_of(photo)
    if photo.hw == tuple(hw):
        return mask
    height, width = hw
    if abs(photo.width * height - photo.height * width) > max(width, height, *photo.hw):
        raise ImageFileError(
            f"The mask “{photo.name}” is {photo.width} × {photo.height} pixels and does not fit "
            f"the picture of {width} × {height}: paint it on a copy of that picture."
        )
    from PIL import Image

    resized = Image.fromarray(mask).resize((width, height), Image.Resampling.BILINEAR)
    return np.clip(np.asarray(resized, dtype=np.float32), 0, 1)


def _grey_of(photo: Photo) -> Mask:
    scale = np.float32(255 if photo.bit_depth == 8 else 65535)
    # Not rounded sums: white must be exactly 1 and grey exactly its value.
    red = photo.pixels[..., 0]
    if np.array_equal(red, photo.pixels[..., 1]) and np.array_equal(red, photo.pixels[..., 2]):
        grey = red.astype(np.float32) / scale
    else:
        grey = np.clip(luma(photo.pixels.astype(np.float32)) / scale, 0, 1)
    if photo.alpha is None:
        return grey
    alpha = photo.alpha.astype(np.float32) / scale
    if grey.min() == grey.max() and alpha.min() < alpha.max():
        return alpha
    return grey * alpha
