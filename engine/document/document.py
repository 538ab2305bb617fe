"""The document: what a person edits, and the only place that changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import Flag, auto
from typing import Any

import numpy as np

from engine.document.history import DEFAULT_BUDGET_BYTES, Edit, History, MaskPatch, RepairProof
from engine.document.painting import BrushStroke, levels_of, mask_of
from engine.errors import KintsugiError
from engine.imaging.masks import empty_mask, mask_box
from engine.imaging.photo import Photo, freeze
from engine.operations.params import Params, TransferParams, to_dict
from engine.operations.results import Box, Inspection, RepairResult
from engine.styles import StyleSource


class Part(Flag):
    """Parts of a document; says what a change touched, so that views refresh no more than that."""

    NOTHING = 0
    CONTENT = auto()
    STYLE = auto()
    PARAMS = auto()
    RESULT = auto()
    INSPECTION = auto()
    MASK = auto()
    HISTORY = auto()


class StaleResult(KintsugiError):
    """A result was computed for a picture that has changed since; it is not applied."""


class Document:
    """One photo on its way from open to export.  Knows no toolkit and no thread.

    Every method that changes something bumps `revision` and returns the touched parts.  Pixels are
    read-only and replaced, never written to, so whoever holds a photo holds a snapshot.
    """

    def __init__(
        self, content: Photo | None = None, budget_bytes: int = DEFAULT_BUDGET_BYTES
    ) -> None:
        self.history = History(budget_bytes)
        self._revision = 0
        self._picture_revision = 0
        self._content: Photo | None = None
        self._style: StyleSource | None = None
        self._transfer_params = TransferParams()
        self._stylized: Photo | None = None
        self._inspection: Inspection | None = None
        self._mask = empty_mask((0, 0))
        self._stroke: BrushStroke | None = None
        # States of the result are numbered; undo brings back the number with the pixels, so an
        # inspection knows whether it belongs to what is shown.
        self._result_number = 0
        self._last_result_number = 0
        self._inspected_number: int | None = None
        self._changed_box: Box | None = None
        if content is not None:
            self.open_content(content)

    # --- reading ------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """Grows with every change of anything."""
        return self._revision

    @property
    def picture_revision(self) -> int:
        """Grows with every change of the content or the result, but not of mask or parameters.

        A job that only reads the pictures may carry this one: painting meanwhile does not make
        its result stale.
        """
        return self._picture_revision

    @property
    def content(self) -> Photo | None:
        """The photo as opened."""
        return self._content

    @property
    def style(self) -> StyleSource | None:
        """The chosen style, a picture or a bundled one."""
        return self._style

    @property
    def transfer_params(self) -> TransferParams:
        """The parameters for the next transfer."""
        return self._transfer_params

    @property
    def stylized(self) -> Photo | None:
        """The result so far, None before the first transfer."""
        return self._stylized

    @property
    def inspection(self) -> Inspection | None:
        """The last inspection of the result; None once the whole result was replaced.

        After a repair it is kept, though out of date in one place: see `inspection_is_current`.
        """
        return self._inspection

    @property
    def inspection_is_current(self) -> bool:
        """Whether `inspection` was made of the result exactly as it is now."""
        return self._inspection is not None and self._inspected_number == self._result_number

    @property
    def mask(self) -> np.ndarray:
        """The mask, float32 (H, W) in [0, 1], 1 = change, as a read-only view.

        The view follows later strokes; take a copy as the input of background work.
        """
        view = self._mask.view()
        view.flags.writeable = False
        return view

    @property
    def hw(self) -> tuple[int, int]:
        """(height, width) of the picture in pixels, (0, 0) without one."""
        return self._mask.shape[0], self._mask.shape[1]

    @property
    def changed_box(self) -> Box | None:
        """The box that the last change of result or mask was confined to, None for all of it."""
        return self._changed_box

    @property
    def is_modified(self) -> bool:
        """Whether there are edits that have not been saved; the history decides."""
        return self.history.is_modified

    @property
    def proofs(self) -> tuple[RepairProof, ...]:
        """The proofs of every repair that is applied now, oldest first."""
        return self.history.proofs

    # --- choosing -----------------------------------------------------------------------------

    def open_content(self, photo: Photo) -> Part:
        """Start over with ``photo``: result, inspection, mask and history are dropped.

        Style and parameters stay; a person tries one style on several photos.
        """
        self._content = photo
        self._stylized = self._inspection = self._stroke = self._inspected_number = None
        self._mask = empty_mask(photo.hw)
        self._result_number = self._next_result_number()
        self.history.clear()
        everything = Part.CONTENT | Part.RESULT | Part.INSPECTION | Part.MASK | Part.HISTORY
        return self._changed(everything)

    def set_style(self, style: StyleSource | None) -> Part:
        """Choose the style for the next transfer."""
        if style is self._style:
            return Part.NOTHING
        self._style = style
        return self._changed(Part.STYLE)

    def set_transfer_params(self, params: TransferParams) -> Part:
        """Choose the parameters for the next transfer."""
        if params == self._transfer_params:
            return Part.NOTHING
        self._transfer_params = params
        return self._changed(Part.PARAMS)

    def set_inspection(self, inspection: Inspection | None) -> Part:
        """Keep what an inspection of the present result found; ValueError if sizes differ."""
        if inspection is not None and inspection.anomaly.hw != self.hw:
            raise ValueError(f"map {inspection.anomaly.hw} does not fit the picture {self.hw}")
        self._inspection = inspection
        self._inspected_number = None if inspection is None else self._result_number
        return self._changed(Part.INSPECTION)

    # --- editing the picture ------------------------------------------------------------------

    def set_stylized(
        self,
        photo: Photo,
        label: str = "Transfer",
        params: Params | None = None,
        operation: str = "transfer",
    ) -> Part:
        """Replace the whole result as one undoable edit; ValueError if its size is another."""
        if photo.hw != self.hw:
            raise ValueError(f"result {photo.hw} does not fit the picture {self.hw}")
        edit = Edit(
            label,
            operation,
            {} if params is None else to_dict(params),
            before=self._stylized,
            after=photo,
            result_before=self._result_number,
            result_after=self._next_result_number(),
        )
        return self._do(edit)

    def apply_repair(self, result: RepairResult, clear_mask: bool = False) -> Part:
        """Apply an accepted repair as one undoable edit; a refused one changes nothing.

        With ``clear_mask`` the mask is emptied in the same edit, and undo brings it back.  Raises
        StaleResult if the picture under the repair is no longer the one it was computed for.
        """
        if not result.accepted or result.box is None:
            return Part.NOTHING
        top, left, bottom, right = result.box
        now = None if self._stylized is None else self._stylized.pixels[top:bottom, left:right]
        if now is None or now.dtype != result.after.dtype or not np.array_equal(now, result.before):
            raise StaleResult("The picture changed while it was being repaired; repair it again.")
        edit = Edit(
            "Repair",
            "repair",
            {"method": result.method},
            box=result.box,
            before=freeze(now.copy()),
            after=freeze(result.after.copy()),
            mask=self._mask_patch(empty_mask(self.hw)) if clear_mask else None,
            proof=RepairProof.of(result),
            result_before=self._result_number,
            result_after=self._next_result_number(),
        )
        return self._do(edit)

    # --- editing the mask ---------------------------------------------------------------------

    def begin_stroke(self, radius: float, hardness: float, value: float) -> None:
        """Start a gesture of a brush that pulls the mask to ``value``; radius in picture pixels.

        Ends the gesture before it, should that still be open.
        """
        self.end_stroke()
        self._stroke = BrushStroke(self._mask, radius, hardness, value)

    def extend_stroke(self, x: float, y: float) -> Box | None:
        """Draw on to (x, y) in pixels of the picture; the touched box, None if it is outside."""
        if self._stroke is None:
            raise ValueError("extend_stroke needs begin_stroke before it")
        touched = self._stroke.extend(x, y)
        if touched is not None:
            self._changed_box = touched
            self._changed(Part.MASK)
        return touched

    def end_stroke(self, label: str = "") -> Part:
        """End the gesture and record it as one edit; nothing if it has touched nothing."""
        stroke, self._stroke = self._stroke, None
        patch = None if stroke is None else stroke.finish()
        if stroke is None or patch is None:
            return Part.NOTHING
        label = label or ("Brush" if stroke.value > 0 else "Erase")
        self.history.push(self._mask_edit(label, patch))
        self._changed_box = patch.box
        return self._changed(Part.MASK | Part.HISTORY)

    def paint_stroke(
        self,
        points_xy: Iterable[tuple[float, float]],
        radius: float,
        hardness: float = 0.8,
        value: float = 1.0,
        label: str = "",
    ) -> Part:
        """A whole gesture at once, one edit."""
        self.begin_stroke(radius, hardness, value)
        for x, y in points_xy:
            self.extend_stroke(x, y)
        return self.end_stroke(label)

    def set_mask(self, mask: np.ndarray, label: str = "Set mask") -> Part:
        """Replace the mask as one edit; kept in steps of 1/255.  ValueError for another size."""
        if mask.shape != self.hw:
            raise ValueError(f"mask {mask.shape} does not fit the picture {self.hw}")
        self.end_stroke()
        patch = self._mask_patch(mask)
        return Part.NOTHING if patch is None else self._do(self._mask_edit(label, patch))

    def fill_box(self, box: Box, value: float = 1.0, label: str = "Rectangle") -> Part:
        """Fill a box of the mask, clipped to the picture, as one edit."""
        mask = self._mask.copy()
        top, left, bottom, right = (max(0, edge) for edge in box)
        mask[top:bottom, left:right] = value
        return self.set_mask(mask, label)

    def clear_mask(self, label: str = "Clear mask") -> Part:
        """Empty the mask as one edit."""
        return self.set_mask(empty_mask(self.hw), label)

    def invert_mask(self, label: str = "Invert mask") -> Part:
        """Turn the mask inside out as one edit."""
        return self.set_mask(1.0 - self._mask, label)

    # --- walking the history ------------------------------------------------------------------

    def undo(self) -> Part:
        """Take the last edit back; what it touched, NOTHING if there is none."""
        self.end_stroke()
        edit = self.history.undo()
        return Part.NOTHING if edit is None else self._swap(edit, forward=False)

    def redo(self) -> Part:
        """Apply the last undone edit again; what it touched, NOTHING if there is none."""
        self.end_stroke()
        edit = self.history.redo()
        return Part.NOTHING if edit is None else self._swap(edit, forward=True)

    def mark_saved(self) -> Part:
        """Say that the document as it is has been saved."""
        self.history.mark_clean()
        return self._changed(Part.HISTORY, revise=False)

    def restore(
        self,
        stylized: Photo | None,
        mask: np.ndarray | None,
        style: StyleSource | None,
        params: TransferParams,
        proofs: Iterable[RepairProof] = (),
    ) -> None:
        """Take over the state of a project file, without edits and unmodified."""
        if (stylized is not None and stylized.hw != self.hw) or (
            mask is not None and mask.shape != self.hw
        ):
            raise ValueError(f"layers do not fit the picture {self.hw}")
        self._stylized, self._style, self._transfer_params = stylized, style, params
        if mask is not None:
            self._mask = mask_of(levels_of(mask))
        self.history.clear(proofs)
        self._changed(Part.RESULT | Part.MASK | Part.STYLE | Part.PARAMS | Part.HISTORY)

    # --- the inside ---------------------------------------------------------------------------

    def _do(self, edit: Edit) -> Part:
        self.end_stroke()
        self.history.push(edit)
        return self._swap(edit, forward=True)

    def _swap(self, edit: Edit, forward: bool) -> Part:
        """Put one side of ``edit`` in place."""
        parts, self._changed_box = Part.HISTORY, None
        if edit.changes_result:
            parts |= Part.RESULT | Part.INSPECTION
            if edit.box is None:
                self._inspection = None  # of another picture altogether, not just out of date
            self._put_result(edit, edit.after if forward else edit.before)
            self._result_number = edit.result_after if forward else edit.result_before
            self._changed_box = edit.box
        if edit.mask is not None:
            parts |= Part.MASK
            top, left, bottom, right = edit.mask.box
            levels = edit.mask.after if forward else edit.mask.before
            self._mask[top:bottom, left:right] = mask_of(levels)
            if not edit.changes_result:
                self._changed_box = edit.mask.box
        return self._changed(parts)

    def _put_result(self, edit: Edit, side: np.ndarray | Photo | None) -> None:
        if not isinstance(side, np.ndarray):
            self._stylized = side
            return
        if self._stylized is None or edit.box is None:
            raise ValueError("a box of pixels needs a result to lie in")
        top, left, bottom, right = edit.box
        pixels = self._stylized.pixels.copy()
        pixels[top:bottom, left:right] = side
        self._stylized = replace(self._stylized, pixels=freeze(pixels))

    def _mask_patch(self, mask: np.ndarray) -> MaskPatch | None:
        """The change from the present mask to ``mask``, None if they are equal."""
        before, after = levels_of(self._mask), levels_of(mask)
        box = mask_box(before != after)
        if box is None:
            return None
        inside = np.s_[box[0] : box[2], box[1] : box[3]]
        return MaskPatch(box, before[inside].copy(), after[inside].copy())

    def _mask_edit(self, label: str, patch: MaskPatch, **params: Any) -> Edit:
        number = self._result_number
        return Edit(label, "mask", params, mask=patch, result_before=number, result_after=number)

    def _next_result_number(self) -> int:
        self._last_result_number += 1
        return self._last_result_number

    def _changed(self, parts: Part, revise: bool = True) -> Part:
        if revise:
            self._revision += 1
        if parts & (Part.CONTENT | Part.RESULT):
            self._picture_revision += 1
        return parts
