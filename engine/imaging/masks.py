"""Masks and the boxes around them.

A mask is float32 (H, W) in [0, 1], 1 = change.  Points are (x, y) in pixels of the picture, where
pixel (row 0, column 0) covers the square from (0, 0) to (1, 1).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ImageFileError
from engine.imaging.tiles import Box

if TYPE_CHECKING:
    from engine.imaging.photo import Photo

Mask = np.ndarray

EMPTY_BOX: Box = (0, 0, 0, 0)

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)

# Below this radius a dab is so small that moving its centre to a whole pixel would show.
_EXACT_CENTRE_RADIUS = 8.0

_ROWS_AT_ONCE = 64


def empty_mask(hw: tuple[int, int]) -> Mask:
    """A writable mask of `hw` = (height, width) that changes nothing."""
    return np.zeros(hw, dtype=np.float32)


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


def _unite(first: Box, second: Box) -> Box:
    if first == EMPTY_BOX or second == EMPTY_BOX:
        return second if first == EMPTY_BOX else first
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


# --- painting -----------------------------------------------------------------------------------


def dab(
    mask: Mask, centre_xy: tuple[float, float], radius: float, hardness: float, value: float
) -> Box:
    """Press a round brush once, in place, and return the touched box (EMPTY_BOX if outside).

    The brush is full within `hardness` (0..1) times `radius` (px) and falls smoothly to nothing at
    the radius; a hard brush keeps an antialiased edge.  It moves the mask towards `value` (0..1)
    and never away from it, and pressing twice in one place changes nothing: a stroke may be painted
    piece by piece.
    """
    return stroke(mask, [centre_xy], radius, hardness, value)


def stroke(
    mask: Mask,
    points_xy: Iterable[tuple[float, float]],
    radius: float,
    hardness: float,
    value: float,
) -> Box:
    """Draw the polyline through `points_xy` with dabs, in place; return the touched box.

    Dabs are at most radius / 4 apart, closer where a large hard brush would show scallops.  Only
    the boxes under the dabs are read or written.  Returns EMPTY_BOX if nothing was inside.
    """
    radius = max(float(radius), 0.5)
    hardness = min(max(float(hardness), 0.0), 1.0)
    value = min(max(float(value), 0.0), 1.0)
    # Between dabs s apart a round brush dips by s²/8r; sqrt(2r) keeps the dip at a quarter pixel.
    spacing = max(min(radius / 4, math.sqrt(2 * radius)), 0.5)
    whole_pixels = radius >= _EXACT_CENTRE_RADIUS
    stamp = _stamp(0.5, 0.5, radius, hardness) if whole_pixels else None
    touched = EMPTY_BOX
    for x, y in _spaced(points_xy, spacing):
        column, row = math.floor(x), math.floor(y)
        pressed = stamp if stamp is not None else _stamp(x - column, y - row, radius, hardness)
        touched = _unite(touched, _press(mask, pressed, row, column, value))
    return touched


def _spaced(
    points_xy: Iterable[tuple[float, float]], spacing: float
) -> Iterable[tuple[float, float]]:
    """Points along the polyline, at most `spacing` apart, both ends included."""
    previous: tuple[float, float] | None = None
    for point in points_xy:
        if previous is None:
            yield point
        else:
            (x0, y0), (x1, y1) = previous, point
            steps = max(math.ceil(math.hypot(x1 - x0, y1 - y0) / spacing), 1)
            for step in range(1, steps + 1):
                t = step / steps
                yield x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
        previous = point


def _stamp(x: float, y: float, radius: float, hardness: float) -> np.ndarray:
    """The brush as float32 (2n+1, 2n+1), its centre at (x, y) of the middle pixel's square."""
    reach = math.ceil(radius + 1)
    offsets = np.arange(-reach, reach + 1, dtype=np.float32) + np.float32(0.5)
    distance = np.hypot(offsets[None, :] - np.float32(x), offsets[:, None] - np.float32(y))
    soft = max(radius * (1 - hardness), 1.0)
    # A hard edge is centred on the radius (half a pixel on either side); a soft one ends there.
    edge = radius + (0.5 if soft <= 1.0 else 0.0)
    falloff = np.clip((edge - distance) / np.float32(soft), 0, 1)
    if soft > 1.0:
        falloff = falloff * falloff * (3 - 2 * falloff)
    return falloff.astype(np.float32)


def _press(mask: Mask, stamp: np.ndarray, row: int, column: int, value: float) -> Box:
    """Raise what is below `value` and lower what is above it, as far as the stamp asks."""
    height, width = mask.shape
    reach = stamp.shape[0] // 2
    top, left = max(row - reach, 0), max(column - reach, 0)
    bottom, right = min(row + reach + 1, height), min(column + reach + 1, width)
    if top >= bottom or left >= right:
        return EMPTY_BOX
    y, x = top - (row - reach), left - (column - reach)
    part = stamp[y : y + bottom - top, x : x + right - left]
    target = mask[top:bottom, left:right]
    if value > 0:
        np.maximum(target, part if value == 1 else np.minimum(part, np.float32(value)), out=target)
    if value < 1:
        np.minimum(target, np.maximum(np.float32(1) - part, np.float32(value)), out=target)
    return top, left, bottom, right


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
        grey = np.clip(photo.pixels.astype(np.float32) @ _LUMA / scale, 0, 1)
    if photo.alpha is None:
        return grey
    alpha = photo.alpha.astype(np.float32) / scale
    if grey.min() == grey.max() and alpha.min() < alpha.max():
        return alpha
    return grey * alpha
