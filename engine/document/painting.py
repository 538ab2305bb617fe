"""A brush gesture on the mask, remembered in just as large a box as it touched."""

from __future__ import annotations

import numpy as np

from engine.document.history import MaskPatch
from engine.imaging.masks import EMPTY_BOX, expand_box, stroke
from engine.operations.results import Box

_GRID_PX = 256


def levels_of(mask: np.ndarray) -> np.ndarray:
    """A mask in [0, 1] as uint8 levels, rounded to the nearest 1/255."""
    return np.rint(np.clip(mask, 0.0, 1.0) * 255).astype(np.uint8)


def mask_of(levels: np.ndarray) -> np.ndarray:
    """uint8 levels as a float32 mask; `levels_of` gives exactly the same levels back."""
    return levels.astype(np.float32) / np.float32(255)


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
