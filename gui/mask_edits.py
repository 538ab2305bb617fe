"""Gestures of the canvas as edits of the document's mask."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from engine.document import Document, Part
from engine.imaging import masks
from gui.qimage import rasterize_polygon

BRUSH_HARDNESS = 0.8

Points = list[tuple[float, float]]


def paint(document: Document, points: Points, radius: float | list[float], mode: str) -> Part:
    """One brush gesture; `radius` in pixels of the picture, one per point under a pen.

    mode: "paint" or "erase".
    """
    value = 1.0 if mode == "paint" else 0.0
    label = "Brush" if mode == "paint" else "Erase"
    if isinstance(radius, (int, float)):
        return document.paint_stroke(points, radius, BRUSH_HARDNESS, value, label)
    mask = document.mask.copy()
    for segment, segment_radius in tapered(points, radius):
        masks.stroke(mask, segment, segment_radius, BRUSH_HARDNESS, value)
    return document.set_mask(mask, label)


def fill_polygon(document: Document, points: Points) -> Part:
    """Mark the inside of a closed outline."""
    inside = rasterize_polygon(points, document.hw)
    if inside is None:
        return Part.NOTHING
    (top, left, bottom, right), coverage = inside
    mask = document.mask.copy()
    part = mask[top:bottom, left:right]
    np.maximum(part, coverage, out=part)
    return document.set_mask(mask, "Lasso")


def tapered(points: Points, radii: list[float]) -> Iterator[tuple[Points, float]]:
    """A pen stroke as short pieces of one radius each, the radius changing by a pixel at most."""
    yield points[:1], radii[0]
    for (start, end), (first, last) in zip(pairwise(points), pairwise(radii), strict=True):
        count = max(1, math.ceil(abs(last - first)))
        along = [i / count for i in range(count + 1)]
        places = [
            (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t) for t in along
        ]
        for i in range(count):
            yield places[i : i + 2], first + (last - first) * (i + 0.5) / count
