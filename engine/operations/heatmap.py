"""The colours of an anomaly map and the outlines of flagged regions, without torch or Qt.

The window, the command line and the demo sheet all take their colours from here, so that a
heatmap looks the same wherever it is seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.imaging.photo import set_depth
from engine.operations.results import AnomalyMap, Region

# Anchors at 0, 1/16, … 1 of the "inferno" map by Smith and van der Walt (CC0).  Its lightness
# rises evenly from dark to bright, so it reads alike for every kind of colour vision and in grey.
_INFERNO = np.array(
    [
        (0, 0, 4), (11, 7, 36), (33, 12, 74), (61, 9, 101), (87, 16, 110), (113, 25, 110),
        (138, 34, 106), (163, 44, 97), (188, 55, 84), (210, 70, 68), (228, 90, 49), (241, 115, 29),
        (249, 142, 9), (252, 172, 17), (249, 203, 53), (242, 234, 105), (252, 255, 164),
    ],
    dtype=np.float64,
)  # fmt: skip

OUTLINE_RGB = (90, 220, 255)
"""Colour of a region's outline and number; light blue stands off the warm heatmap."""
_HALO_RGB = (16, 20, 28)
_ROWS_PER_BLOCK = 256


def color_table() -> np.ndarray:
    """The 256 colours of the map, uint8 (256, 3), from 0 (normal) to 1 (abnormal)."""
    steps = np.linspace(0, len(_INFERNO) - 1, 256)
    anchors = np.arange(len(_INFERNO))
    channels = [np.interp(steps, anchors, _INFERNO[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def opacity_table() -> np.ndarray:
    """How much each of the 256 colours covers the picture below, float32 (256,) in [0, 1].

    The lowest values cover nothing: a clean picture under its heatmap stays as it is, and is not
    darkened by the map's own dark end.
    """
    return np.clip(np.linspace(-0.1, 1.0, 256, dtype=np.float32), 0.0, 1.0) ** 0.7


def heat_rgba(values: np.ndarray) -> np.ndarray:
    """``values`` (H, W) in [0, 1] as a layer to lay over a picture: uint8 (H, W, 4).

    The alpha is straight (not multiplied in) and stands for full opacity of the layer.
    """
    table = np.empty((256, 4), np.uint8)
    table[:, :3] = color_table()
    table[:, 3] = np.rint(opacity_table() * 255)
    return table[_levels(values)]


def overlay(pixels: np.ndarray, anomaly: AnomalyMap, opacity: float = 0.75) -> np.ndarray:
    """The heatmap over the picture, uint8 (H, W, 3).

    ``pixels`` is uint8 or uint16 (H, W, 3) sRGB of the map's size, ``opacity`` 0..1 of the layer.
    """
    if pixels.shape[:2] != anomaly.hw:
        raise ValueError(f"map {anomaly.hw} and picture {pixels.shape[:2]} differ in size")
    base = set_depth(pixels, 8)
    colors, cover = color_table().astype(np.float32), opacity_table() * np.float32(opacity)
    shown = np.empty(base.shape, np.uint8)
    # In blocks of rows: a large photo would need several times its size in floats otherwise.
    for top in range(0, base.shape[0], _ROWS_PER_BLOCK):
        rows = slice(top, top + _ROWS_PER_BLOCK)
        levels = _levels(anomaly.values[rows])
        weight = cover[levels][..., None]
        shown[rows] = np.rint(base[rows] * (1 - weight) + colors[levels] * weight)
    return shown


def draw_regions(pixels: np.ndarray, regions: Sequence[Region]) -> np.ndarray:
    """``pixels`` with the outline and the number of each region, uint8 (H, W, 3)."""
    drawn = np.array(set_depth(pixels, 8))
    height, width = drawn.shape[:2]
    line_px = max(1, round(max(height, width) / 700))
    for region in regions:
        _draw_outline(drawn, region, line_px)
    picture = Image.fromarray(drawn)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=max(11, round(max(height, width) / 45)))
    # Worst last, so that its number is never covered by that of a lesser one.
    for region in sorted(regions, key=lambda region: -region.number):
        _draw_number(draw, font, region, (height, width))
    return np.asarray(picture)


def _levels(values: np.ndarray) -> np.ndarray:
    scaled = np.clip(np.nan_to_num(values, nan=0.0), 0.0, 1.0) * 255
    return np.rint(scaled).astype(np.uint8)


def _widened(mask: np.ndarray, radius_px: int) -> np.ndarray:
    """``mask`` (H, W) bool grown by ``radius_px`` in the four directions, step by step."""
    for _ in range(radius_px):
        grown = mask.copy()
        grown[1:] |= mask[:-1]
        grown[:-1] |= mask[1:]
        grown[:, 1:] |= mask[:, :-1]
        grown[:, :-1] |= mask[:, 1:]
        mask = grown
    return mask


def _draw_outline(drawn: np.ndarray, region: Region, line_px: int) -> None:
    """Draw a light line with a dark halo around the region, outside of it, in place."""
    top, left, bottom, right = region.box
    margin = 3 * line_px
    room = np.pad(region.mask.astype(bool), margin)
    line = _widened(room, line_px)
    halo = _widened(line, line_px) & ~line
    line &= ~room
    height, width = drawn.shape[:2]
    crop_top, crop_left = max(0, top - margin), max(0, left - margin)
    crop_bottom, crop_right = min(height, bottom + margin), min(width, right + margin)
    target = drawn[crop_top:crop_bottom, crop_left:crop_right]
    rows = slice(crop_top - top + margin, crop_bottom - top + margin)
    columns = slice(crop_left - left + margin, crop_right - left + margin)
    target[halo[rows, columns]] = _HALO_RGB
    target[line[rows, columns]] = OUTLINE_RGB


def _draw_number(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    region: Region,
    hw: tuple[int, int],
) -> None:
    """Write the region's number in a tag at its upper left corner, kept inside the picture."""
    text = str(region.number)
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    pad = max(2, round((bottom - top) * 0.25))
    tag_w, tag_h = right - left + 2 * pad, bottom - top + 2 * pad
    x = min(max(0, region.box[1] - pad), max(0, hw[1] - tag_w))
    y = min(max(0, region.box[0] - tag_h), max(0, hw[0] - tag_h))
    draw.rounded_rectangle((x, y, x + tag_w - 1, y + tag_h - 1), radius=pad, fill=_HALO_RGB)
    draw.text((x + pad - left, y + pad - top), text, font=font, fill=OUTLINE_RGB)
