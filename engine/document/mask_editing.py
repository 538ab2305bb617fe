"""The mask of a document: reading it, and every way of changing it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import numpy as np

from engine.document.history import Edit, History, MaskInversion, MaskPatch
from engine.document.painting import (
    cover_patch,
    drawn_patch,
    fill_patch,
    levels_of,
    mask_of,
    patch_between,
    stroke_patch,
)
from engine.document.parts import Part
from engine.imaging.brushes import TiledStroke
from engine.imaging.masks import expand_box
from engine.imaging.photo import freeze
from engine.operations.results import Box


class MaskEditing(ABC):
    """The half of a document that is its mask.

    The mask is kept as levels, uint8 (H, W), 255 = 1.0, in one array for as long as the picture is
    the same; it is changed in place, by the thread of the document alone.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self._levels = np.zeros((0, 0), np.uint8)
        self._changed_box: Box | None = None

    # --- reading ------------------------------------------------------------------------------

    @property
    def mask(self) -> np.ndarray:
        """The mask, float32 (H, W) in [0, 1], 1 = change, as a read-only copy.

        Four times the memory of `mask_levels`: of a large picture ask for those.
        """
        return freeze(mask_of(self._levels))

    @property
    def mask_levels(self) -> np.ndarray:
        """The mask as levels, uint8 (H, W), 255 = 1.0, as a read-only view.

        The view follows later changes; take a copy as the input of background work.
        """
        view = self._levels.view()
        view.flags.writeable = False
        return view

    @property
    def hw(self) -> tuple[int, int]:
        """(height, width) of the picture in pixels, (0, 0) without one."""
        return self._levels.shape[0], self._levels.shape[1]

    @property
    def changed_box(self) -> Box | None:
        """The box that the last change of result or mask was confined to, None for all of it."""
        return self._changed_box

    # --- strokes ------------------------------------------------------------------------------

    def paint_stroke(
        self,
        points_xy: Iterable[tuple[float, float]],
        radius: float | Sequence[float],
        hardness: float = 0.8,
        value: float = 1.0,
        label: str = "",
    ) -> Part:
        """A whole gesture at once, one edit; ``radius`` may be one per point, as under a pen."""
        patch = stroke_patch(self._levels, list(points_xy), radius, hardness, value)
        return self._do_mask(label or ("Brush" if value > 0 else "Erase"), patch)

    def paint_drawn(self, stroke: TiledStroke, value: float = 1.0, label: str = "") -> Part:
        """A gesture that was drawn with `begin_stroke` for a mask of this size, as one edit."""
        patch = drawn_patch(self._levels, stroke, value)
        return self._do_mask(label or ("Brush" if value > 0 else "Erase"), patch)

    # --- boxes and the whole ------------------------------------------------------------------

    def set_mask(self, mask: np.ndarray, label: str = "Set mask") -> Part:
        """Replace the mask as one edit; kept in steps of 1/255.  ValueError for another size."""
        return self.set_mask_part((0, 0, *self.hw), mask, label)

    def set_mask_part(self, box: Box, part: np.ndarray, label: str = "Set mask") -> Part:
        """Replace a box of the mask as one edit; ValueError if ``part`` is not of its size."""
        return self._do_mask(label, patch_between(self._levels, box, part))

    def fill_box(self, box: Box, value: float = 1.0, label: str = "Rectangle") -> Part:
        """Fill a box of the mask, clipped to the picture, as one edit."""
        return self._do_mask(label, fill_patch(self._levels, expand_box(box, 0, self.hw), value))

    def cover_mask(
        self,
        tiles: Iterable[tuple[Box, np.ndarray]],
        value: float = 1.0,
        label: str = "Set mask",
    ) -> Part:
        """Pull tiles of the mask to ``value`` as far as their coverage, uint8 (h, w), says.

        Costs as much as the tiles; ValueError if a coverage is not of the size of its box.
        """
        return self._do_mask(label, cover_patch(self._levels, tiles, value))

    def clear_mask(self, label: str = "Clear mask") -> Part:
        """Empty the mask as one edit."""
        return self._do_mask(label, self._clearing_patch())

    def invert_mask(self, label: str = "Invert mask") -> Part:
        """Turn the mask inside out as one edit."""
        return self._do_mask(label, MaskInversion((0, 0, *self.hw)) if self._levels.size else None)

    # --- the inside ---------------------------------------------------------------------------

    @abstractmethod
    def _do(self, edit: Edit) -> Part:
        """Record an edit and apply it; what it touched."""

    @abstractmethod
    def _changed(self, parts: Part, revise: bool = True) -> Part:
        """Note that these parts have changed, and return them."""

    @abstractmethod
    def _mask_edit(self, label: str, patch: MaskPatch | MaskInversion) -> Edit:
        """An edit of nothing but the mask."""

    def _do_mask(self, label: str, patch: MaskPatch | MaskInversion | None) -> Part:
        return Part.NOTHING if patch is None else self._do(self._mask_edit(label, patch))

    def _begin_mask(self, hw: tuple[int, int]) -> None:
        """Start over with an empty mask for a picture of this size."""
        self._levels = np.empty(hw, np.uint8)
        # Not `np.zeros`: the system finds the memory when it is first written to, and for a large
        # picture that takes a while. Better here, where it is opened, than under a gesture.
        self._levels.fill(0)

    def _take_mask(self, mask: np.ndarray) -> None:
        """Start over with this mask, float32 (H, W) in [0, 1]."""
        self._levels = levels_of(mask)

    def _clearing_patch(self) -> MaskPatch | None:
        """The change that empties the mask, None if it is empty."""
        return fill_patch(self._levels, (0, 0, *self.hw), 0.0)
