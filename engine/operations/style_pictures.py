"""Style pictures as the style encoder sees them: cropped, turned, and scaled to one size."""

from __future__ import annotations

import math

import cv2
import numpy as np

from engine.errors import OptionError
from engine.imaging.resample import fit_within, resize
from engine.imaging.tensors import as_float
from engine.styles import WHOLE, StyleCrop

STYLE_SHORT_PX = 512
SMALLEST_STYLE_PX = 32
# A smaller part than this is mirrored up to it, so that borders do not outweigh the paint.
SMALLEST_PART_PX = 128


def style_picture(pixels: np.ndarray, crop: StyleCrop = WHOLE) -> np.ndarray:
    """A style's pixels as float32 at the size at which styles are encoded.

    The whole picture is scaled so that its short side has 512 pixels times the scale of the crop,
    whatever part of it is used: strokes are as wide in a part as in the whole.
    Raises OptionError when the picture is too small to hold a style.
    """
    if min(pixels.shape[:2]) < SMALLEST_STYLE_PX:
        raise OptionError(
            f"The style picture is too small; choose one of at least {SMALLEST_STYLE_PX} × "
            f"{SMALLEST_STYLE_PX} pixels."
        )
    short = STYLE_SHORT_PX * crop.scale
    most_pixels = round(4 * short * short)
    if pixels.shape[0] * pixels.shape[1] > 16 * most_pixels:
        # In integers: as floats a large photo would take four times its memory.
        pixels = resize(pixels, fit_within(pixels.shape[:2], 2 * short, 4 * most_pixels))
    hw = fit_within(pixels.shape[:2], short, most_pixels)
    if crop.is_whole:
        return np.clip(resize(as_float(pixels), hw), 0, 1)
    factor = math.sqrt(hw[0] * hw[1] / (pixels.shape[0] * pixels.shape[1]))
    part = turned(as_float(_cut(pixels, crop)), crop.rotation)
    size = max(1, round(part.shape[0] * factor)), max(1, round(part.shape[1] * factor))
    return _mirrored_up(np.clip(resize(part, size), 0, 1))


def _cut(pixels: np.ndarray, crop: StyleCrop) -> np.ndarray:
    height, width = pixels.shape[:2]
    top, bottom = _span(crop.top, crop.bottom, height)
    left, right = _span(crop.left, crop.right, width)
    return pixels[top:bottom, left:right]


def _span(begin: float, end: float, length: int) -> tuple[int, int]:
    first = min(math.floor(begin * length + 0.5), length - 1)
    return first, max(first + 1, math.floor(end * length + 0.5))


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """float32 (H, W, 3) turned clockwise; quarter turns are exact.

    Otherwise the largest upright rectangle inside the turned picture: no corner is made up.
    """
    quarters, rest = divmod(degrees, 90)
    picture = np.rot90(picture, -int(quarters) % 4)
    if rest == 0:
        return np.ascontiguousarray(picture)
    height, width = picture.shape[:2]
    inner_height, inner_width = inscribed((height, width), rest)
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -rest, 1.0)
    turn[0, 2] += (inner_width - width) / 2
    turn[1, 2] += (inner_height - height) / 2
    return cv2.warpAffine(
        np.ascontiguousarray(picture),
        turn,
        (inner_width, inner_height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REFLECT_101,
    )


def inscribed(hw: tuple[int, int], degrees: float) -> tuple[int, int]:
    """(height, width) of the largest upright rectangle in one of size hw turned by 0..90°."""
    height, width = hw
    angle = math.radians(degrees)
    sine, cosine = math.sin(angle), math.cos(angle)
    long, short = max(hw), min(hw)
    if short <= 2 * sine * cosine * long or abs(sine - cosine) < 1e-9:
        # Two corners touch the long sides, the other two lie free inside.
        half = short / 2
        wide, high = (half / sine, half / cosine) if width >= height else (
            half / cosine, half / sine
        )  # fmt: skip
    else:
        double = cosine * cosine - sine * sine
        wide = (width * cosine - height * sine) / double
        high = (height * cosine - width * sine) / double
    return max(1, math.floor(high)), max(1, math.floor(wide))


def _mirrored_up(picture: np.ndarray) -> np.ndarray:
    rows, columns = (max(0, SMALLEST_PART_PX - side) for side in picture.shape[:2])
    if not rows and not columns:
        return picture
    pads = ((rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2), (0, 0))
    return np.pad(picture, pads, mode="symmetric")
