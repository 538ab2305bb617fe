"""Gestures of the canvas as edits of the document's mask. None reads more than it touches."""

from __future__ import annotations

import numpy as np

from engine.document import Document, Part
from engine.document.painting import mask_of
from engine.imaging.brushes import TiledStroke
from engine.imaging.masks import expand_box
from engine.operations.results import Box
from gui.polygon_tiles import polygon_tiles

BRUSH_HARDNESS = 0.8

Points = list[tuple[float, float]]


def paint(
    document: Document,
    points: Points,
    radius: float | list[float],
    mode: str,
    hardness: float = BRUSH_HARDNESS,
) -> Part:
    """One brush gesture; `radius` in pixels of the picture, one per point under a pen.

    mode: "paint" or "erase". hardness: 0 (soft all through) to 1 (sharp).
    """
    return document.paint_stroke(points, radius, hardness, _value(mode), _label("Brush", mode))


def paint_drawn(document: Document, stroke: TiledStroke, mode: str) -> Part:
    """One brush gesture that was drawn while it lasted."""
    return document.paint_drawn(stroke, _value(mode), _label("Brush", mode))


def fill_box(document: Document, box: Box, mode: str = "paint") -> Part:
    """Mark or clear a rectangle."""
    return document.fill_box(box, _value(mode), _label("Rectangle", mode))


def fill_polygon(document: Document, points: Points, mode: str = "paint") -> Part:
    """Mark or clear the inside of a closed outline."""
    tiles = polygon_tiles(points, document.hw)
    return document.cover_mask(tiles, _value(mode), _label("Lasso", mode))


def add_part(document: Document, box: Box, part: np.ndarray, label: str) -> Part:
    """Mark what `part`, float32 of the size of `box`, marks; nothing is unmarked."""
    now = mask_of(document.mask_levels[box[0] : box[2], box[1] : box[3]])
    return document.set_mask_part(box, np.maximum(now, part), label)


def united(first: Box | None, second: Box | None) -> Box | None:
    """The smallest box that holds both; None stands for nothing."""
    if first is None or second is None:
        return second if first is None else first
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def part_around(document: Document, box: Box, margin_px: int) -> tuple[Box, np.ndarray]:
    """A copy of the levels, uint8, in `box` with a margin, for work in another thread."""
    wide = expand_box(box, margin_px, document.hw)
    return wide, document.mask_levels[wide[0] : wide[2], wide[1] : wide[3]].copy()


def _value(mode: str) -> float:
    return 1.0 if mode == "paint" else 0.0


def _label(tool: str, mode: str) -> str:
    return tool if mode == "paint" else "Erase"
