"""Changes of the mask, remembered in no more than what they touch.

The mask is given and changed as ``levels``, uint8 (H, W), 255 = 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from engine.document.history import MaskPatch
from engine.imaging.brushes import TiledStroke
from engine.imaging.masks import mask_box
from engine.operations.results import Box

_BLOCK_ELEMENTS = 1 << 18
_TILE_PX = 512
_ROWS_AT_ONCE = 32
# Smaller, so that the inside of a large brush covers many of them wholly.
_STROKE_TILE_PX = 256


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
    # In blocks that stay in the cache, and straight to where they belong.
    rows_at_once = max(1, _BLOCK_ELEMENTS // max(1, levels.shape[1]))
    for top in range(0, levels.shape[0], rows_at_once):
        rows = slice(top, top + rows_at_once)
        np.divide(levels[rows].astype(np.float32), np.float32(255), out=mask[rows])
    return mask


def patch_between(levels: np.ndarray, box: Box, part: np.ndarray) -> MaskPatch | None:
    """The change that puts ``part`` (h, w) in [0, 1] into ``box`` of the mask, None if none.

    Raises ValueError if the part is not of the size of the box.
    """
    before, after = levels[box[0] : box[2], box[1] : box[3]], levels_of(part)
    if before.shape != after.shape:
        raise ValueError(f"mask {after.shape} does not fit the place {before.shape}")
    return _smallest_patch(box, before, after)


def stroke_patch(
    levels: np.ndarray,
    points_xy: Sequence[tuple[float, float]],
    radius: float | Sequence[float],
    hardness: float,
    value: float,
) -> MaskPatch | None:
    """The change that a whole gesture of a brush makes to the mask, None if it makes none.

    radius: in pixels of the picture, one, or one per point under a pen.  The brush pulls the mask
    to ``value`` (0..1) and never away from it.  Costs as much as what the stroke covers.
    """
    if not points_xy:
        return None
    stroke = begin_stroke((levels.shape[0], levels.shape[1]), hardness)
    stroke.extend(points_xy, radius)
    return drawn_patch(levels, stroke, value)


def begin_stroke(hw: tuple[int, int], hardness: float) -> TiledStroke:
    """A gesture to be drawn while it lasts, so that little is left to do at its end."""
    return TiledStroke(hw, hardness, _STROKE_TILE_PX)


def drawn_patch(levels: np.ndarray, stroke: TiledStroke, value: float) -> MaskPatch | None:
    """The change that a stroke that has been drawn makes to the mask; see `stroke_patch`."""
    return cover_patch(levels, stroke.tiles(), value)


def cover_patch(
    levels: np.ndarray, tiles: Iterable[tuple[Box, np.ndarray]], value: float
) -> MaskPatch | None:
    """The change that pulls tiles of the mask to ``value`` as far as their coverage says.

    tiles: boxes that do not overlap, each with its coverage, uint8 (h, w), 255 = wholly; one that
    is covered wholly may come in the memory of one value.  Raises ValueError if a coverage is not
    of the size of its box.
    """
    return _joined(_pulled(levels, box, coverage, value) for box, coverage in tiles)


def fill_patch(levels: np.ndarray, box: Box, value: float) -> MaskPatch | None:
    """The change that sets ``box`` of the mask to ``value`` (0..1), None if it is that already.

    Next to nothing is kept of what has one level all over, however large it is.
    """
    pieces = _filled(levels, box, round(min(max(value, 0.0), 1.0) * 255))
    return _joined(pieces)


def _filled(levels: np.ndarray, box: Box, level: int) -> Iterator[MaskPatch]:
    box_top, box_left, box_bottom, box_right = box
    if box_left >= box_right:
        return
    starts = np.arange(0, box_right - box_left, _TILE_PX)
    for top in range(box_top, box_bottom, _TILE_PX):
        bottom = min(top + _TILE_PX, box_bottom)
        # In blocks that stay in the cache: each is looked at twice.
        blocks = [
            levels[row : min(row + _ROWS_AT_ONCE, bottom), box_left:box_right]
            for row in range(top, bottom, _ROWS_AT_ONCE)
        ]
        sides = [(block.min(axis=0), block.max(axis=0)) for block in blocks]
        low = np.minimum.reduceat(np.min([side[0] for side in sides], axis=0), starts).tolist()
        high = np.maximum.reduceat(np.max([side[1] for side in sides], axis=0), starts).tolist()
        evens = [least if least == most else None for least, most in zip(low, high, strict=True)]
        # Neighbours of one level make one piece, and so do neighbours of many levels.
        for even, run in groupby(range(len(evens)), evens.__getitem__):
            if even == level:
                continue
            tiles = list(run)
            left = box_left + tiles[0] * _TILE_PX
            right = min(box_left + (tiles[-1] + 1) * _TILE_PX, box_right)
            before = levels[top:bottom, left:right]
            kept = before.copy() if even is None else _even(even, before.shape)
            yield MaskPatch((top, left, bottom, right), kept, _even(level, before.shape))


def _even(level: int, shape: tuple[int, ...]) -> np.ndarray:
    """One level all over, in the memory of one."""
    return np.broadcast_to(np.uint8(level), shape)


def _pulled(levels: np.ndarray, box: Box, coverage: np.ndarray, value: float) -> MaskPatch | None:
    before = levels[box[0] : box[2], box[1] : box[3]]
    if coverage.shape != before.shape:
        raise ValueError(f"coverage {coverage.shape} does not fit the box {box}")
    limit = np.uint8(round(min(max(value, 0.0), 1.0) * 255))
    even = _even_level(before)
    if not any(coverage.strides) and coverage.size and coverage.flat[0] == 255:
        if even == limit:
            return None
        kept = before.copy() if even is None else _even(even, before.shape)
        return MaskPatch(box, kept, _even(int(limit), before.shape))
    if even is not None:
        # A stroke over what is empty, or erased from what is full: nearly every one is.
        empty = even == 0 and limit == 255
        after = coverage if empty else _toward(limit, np.uint8(even), coverage)
        return _pulled_from(even, box, after)
    return _smallest_patch(box, before, _toward(limit, before, coverage))


def _toward(limit: np.uint8, before: np.ndarray | np.uint8, coverage: np.ndarray) -> np.ndarray:
    """``before``, levels or one for all, pulled to ``limit`` as far as the coverage says."""
    after = before
    if limit > 0:
        after = np.maximum(after, coverage if limit == 255 else np.minimum(coverage, limit))
    if limit < 255:
        after = np.minimum(after, np.maximum(~coverage, limit))
    return np.asarray(after)


def _pulled_from(level: int, box: Box, after: np.ndarray) -> MaskPatch | None:
    """The change of a box that had one level all over, only as much of it as differs."""
    inner = mask_box(after if level == 0 else after != level)
    if inner is None:
        return None
    top, left, bottom, right = inner
    place = (box[0] + top, box[1] + left, box[0] + bottom, box[1] + right)
    becomes = after[top:bottom, left:right]
    return MaskPatch(place, _even(level, becomes.shape), _kept(becomes))


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
    was, becomes = (_kept(side[top:bottom, left:right]) for side in (before, after))
    return MaskPatch(place, was, becomes)


def _kept(levels: np.ndarray) -> np.ndarray:
    """A copy, in the memory of one where there is one level all over."""
    even = _even_level(levels)
    return levels.copy() if even is None else _even(even, levels.shape)


def _even_level(levels: np.ndarray) -> int | None:
    """The level that is the same all over, None if there are several."""
    if levels.size == 0:
        return None
    first = levels[0, 0]
    # What is not even shows that at its rim nearly always.
    if (levels[0] != first).any() or (levels[:, -1] != first).any() or levels[-1, 0] != first:
        return None
    return int(first) if levels.min() == levels.max() else None
