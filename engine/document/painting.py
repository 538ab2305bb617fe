"""A brush gesture on the mask, remembered in just as large a box as it touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from engine.document.history import MaskPatch
from engine.imaging.brushes import draw_on_tiles
from engine.imaging.masks import EMPTY_BOX, expand_box, mask_box, stroke
from engine.operations.results import Box

_GRID_PX = 256
_BLOCK_ELEMENTS = 1 << 18
_TILE_PX = 512


def levels_of(mask: np.ndarray) -> np.ndarray:
    """A mask in [0, 1] as uint8 levels, rounded to the nearest 1/255."""
    levels = np.empty(mask.shape, np.uint8)
    # In blocks that stay in the cache: the mask of a large picture is four passes otherwise.
    rows_at_once = max(1, _BLOCK_ELEMENTS // max(1, mask.shape[1]))
    for top in range(0, mask.shape[0], rows_at_once):
        rows = slice(top, top + rows_at_once)
        scaled = np.clip(mask[rows], 0.0, 1.0)
        scaled *= 255
        levels[rows] = np.rint(scaled, out=scaled)
    return levels


def mask_of(levels: np.ndarray) -> np.ndarray:
    """uint8 levels as a float32 mask; `levels_of` gives exactly the same levels back."""
    mask = np.empty(levels.shape, np.float32)
    put_levels(mask, levels)
    return mask


def put_levels(mask: np.ndarray, levels: np.ndarray) -> None:
    """Write ``levels`` into ``mask``, float32 of the same size, in place: see `mask_of`."""
    # In blocks that stay in the cache, and straight to where they belong.
    rows_at_once = max(1, _BLOCK_ELEMENTS // max(1, levels.shape[1]))
    for top in range(0, levels.shape[0], rows_at_once):
        rows = slice(top, top + rows_at_once)
        np.divide(levels[rows].astype(np.float32), np.float32(255), out=mask[rows])


def patch_between(mask: np.ndarray, box: Box, part: np.ndarray) -> MaskPatch | None:
    """The change that puts ``part`` (h, w) in [0, 1] into ``box`` of ``mask``, None if none.

    Raises ValueError if the part is not of the size of the box.
    """
    before, after = levels_of(mask[box[0] : box[2], box[1] : box[3]]), levels_of(part)
    if before.shape != after.shape:
        raise ValueError(f"mask {after.shape} does not fit the place {before.shape}")
    return _smallest_patch(box, before, after)


def stroke_patch(
    mask: np.ndarray,
    points_xy: Sequence[tuple[float, float]],
    radius: float | Sequence[float],
    hardness: float,
    value: float,
) -> MaskPatch | None:
    """The change that a whole gesture of a brush makes to ``mask``, None if it makes none.

    radius: in pixels of the picture, one, or one per point under a pen.  The brush pulls the mask
    to ``value`` (0..1) and never away from it.  Costs as much as what the stroke covers.
    """
    if not points_xy:
        return None
    tiles = draw_on_tiles(points_xy, radius, hardness, (mask.shape[0], mask.shape[1]), _TILE_PX)
    return _joined(_pulled(mask, box, coverage, value) for box, coverage in tiles)


def cover_patch(mask: np.ndarray, box: Box, coverage: np.ndarray, value: float) -> MaskPatch | None:
    """The change that pulls ``box`` of ``mask`` to ``value`` as far as ``coverage`` says.

    coverage: uint8 (h, w), 255 = wholly.  Raises ValueError if it is not of the size of the box.
    """
    top, left, bottom, right = box
    if coverage.shape != (bottom - top, right - left):
        raise ValueError(f"coverage {coverage.shape} does not fit the box {box}")
    pieces = (
        _pulled(
            mask,
            (top + y, left + x, top + y + part.shape[0], left + x + part.shape[1]),
            part,
            value,
        )
        for y in range(0, coverage.shape[0], _TILE_PX)
        for x in range(0, coverage.shape[1], _TILE_PX)
        for part in (coverage[y : y + _TILE_PX, x : x + _TILE_PX],)
        if part.any()
    )
    return _joined(pieces)


def inverse_patch(mask: np.ndarray) -> MaskPatch | None:
    """The change that turns ``mask`` inside out; None for a mask without pixels."""
    if not mask.size:
        return None
    before = levels_of(mask)
    return MaskPatch((0, 0, mask.shape[0], mask.shape[1]), before, ~before)


def _pulled(mask: np.ndarray, box: Box, coverage: np.ndarray, value: float) -> MaskPatch | None:
    before = levels_of(mask[box[0] : box[2], box[1] : box[3]])
    limit = np.uint8(round(min(max(value, 0.0), 1.0) * 255))
    after = before.copy()
    if limit > 0:
        np.maximum(after, np.minimum(coverage, limit), out=after)
    if limit < 255:
        np.minimum(after, np.maximum(~coverage, limit), out=after)
    return _smallest_patch(box, before, after)


def _joined(found: Iterable[MaskPatch | None]) -> MaskPatch | None:
    """One patch of all that were found, None if there are none."""
    pieces = [piece for piece in found if piece is not None]
    return replace(pieces[0], rest=tuple(pieces[1:])) if pieces else None


def _smallest_patch(box: Box, before: np.ndarray, after: np.ndarray) -> MaskPatch | None:
    """Only as much of ``box`` as differs; None if nothing does."""
    inner = mask_box(before != after)
    if inner is None:
        return None
    top, left, bottom, right = inner
    place = (box[0] + top, box[1] + left, box[0] + bottom, box[1] + right)
    return MaskPatch(
        place, before[top:bottom, left:right].copy(), after[top:bottom, left:right].copy()
    )


class BrushStroke:
    """One gesture: paints into ``mask`` as it goes, and says at its end what it changed.

    ``mask`` is float32 (H, W) and written to in place; its values are whole 255ths before and
    after, so that the levels in the patch restore it exactly.
    """

    def __init__(self, mask: np.ndarray, radius: float, hardness: float, value: float) -> None:
        self.value = value
        self._mask = mask
        self._radius = radius
        self._hardness = hardness
        self._last_xy: tuple[float, float] | None = None
        self._box: Box | None = None
        # The levels before the gesture, in a box that grows ahead of the brush.
        self._kept_box: Box | None = None
        self._kept = np.empty((0, 0), np.uint8)

    def extend(self, x: float, y: float) -> Box | None:
        """Draw from the last point to (x, y); the touched box, None if it lies outside."""
        points = [(x, y)] if self._last_xy is None else [self._last_xy, (x, y)]
        self._last_xy = (x, y)
        reach = int(np.ceil(self._radius)) + 2
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        ahead = (
            int(np.floor(min(ys))) - reach,
            int(np.floor(min(xs))) - reach,
            int(np.ceil(max(ys))) + reach,
            int(np.ceil(max(xs))) + reach,
        )
        self._keep(ahead)
        touched = stroke(self._mask, points, self._radius, self._hardness, self.value)
        if touched == EMPTY_BOX:
            return None
        self._box = touched if self._box is None else _united(self._box, touched)
        return touched

    def finish(self) -> MaskPatch | None:
        """Round the touched box to whole levels; the change, None if there was none."""
        if self._box is None or self._kept_box is None:
            return None
        top, left, bottom, right = self._box
        down, across = self._kept_box[:2]
        before = self._kept[top - down : bottom - down, left - across : right - across]
        after = levels_of(self._mask[top:bottom, left:right])
        self._mask[top:bottom, left:right] = mask_of(after)
        if np.array_equal(before, after):
            return None
        return MaskPatch(self._box, before.copy(), after)

    def _keep(self, ahead: Box) -> None:
        """Remember the levels under ``ahead``, before they are painted over."""
        hw = (self._mask.shape[0], self._mask.shape[1])
        wanted = expand_box(ahead, 0, hw)
        if wanted[0] >= wanted[2] or wanted[1] >= wanted[3]:
            return
        if self._kept_box is not None:
            if _united(self._kept_box, wanted) == self._kept_box:
                return
            wanted = _united(self._kept_box, wanted)
        # In whole grid steps, so that a long gesture does not copy its box at every event.
        top, left, bottom, right = expand_box(_on_grid(wanted), 0, hw)
        kept = levels_of(self._mask[top:bottom, left:right])
        if self._kept_box is not None:
            old_top, old_left, old_bottom, old_right = self._kept_box
            kept[old_top - top : old_bottom - top, old_left - left : old_right - left] = self._kept
        self._kept_box, self._kept = (top, left, bottom, right), kept


def _united(first: Box, second: Box) -> Box:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def _on_grid(box: Box) -> Box:
    top, left, bottom, right = box
    return (
        top // _GRID_PX * _GRID_PX,
        left // _GRID_PX * _GRID_PX,
        -(-bottom // _GRID_PX) * _GRID_PX,
        -(-right // _GRID_PX) * _GRID_PX,
    )
