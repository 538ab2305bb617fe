"""The document: what a person edits, and the only place that changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from engine.document.history import (
    DEFAULT_BUDGET_BYTES,
    NO_PAST,
    Edit,
    History,
    MaskInversion,
    MaskPatch,
    Past,
    RepairProof,
)
from engine.document.kept_picture import KeptPicture, owned
from engine.document.mask_editing import MaskEditing
from engine.document.parts import Part
from engine.errors import KintsugiError
from engine.imaging.photo import Photo, freeze
from engine.operations.params import Params, TransferParams, to_dict
from engine.operations.results import Inspection, RepairResult
from engine.styles import StyleSource

__all__ = ["Document", "Part", "StaleResult"]


class StaleResult(KintsugiError):
    """A result was computed for a picture that has changed since; it is not applied."""


class Document(MaskEditing):
    """One photo on its way from open to export.  Knows no toolkit and no thread.

    Every method that changes something bumps `revision` and returns the touched parts.  Pixels are
    read-only and replaced, never written to, so whoever holds a photo holds a snapshot.  The
    mask is the other half: see `MaskEditing`.
    """

    def __init__(
        self, content: Photo | None = None, budget_bytes: int = DEFAULT_BUDGET_BYTES
    ) -> None:
        super().__init__(History(budget_bytes))
        self._revision = 0
        self._picture_revision = 0
        self._content: Photo | None = None
        self._style: StyleSource | None = None
        self._transfer_params = TransferParams()
        self._stylized: Photo | None = None
        self._inspection: Inspection | None = None
        # States of the result are numbered; undo brings back the number with the pixels, so an
        # inspection knows whether it belongs to what is shown.
        self._result_number = 0
        self._last_result_number = 0
        self._inspected_number: int | None = None
        self._pictures = KeptPicture()
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
    def inspection_age(self) -> int | None:
        """How many changes of the result lie between the one that was inspected and this one.

        Negative where they have been undone since; None if no undo or redo leads back to it.
        """
        if self.inspection_is_current:
            return 0
        numbers, now = self.history.result_numbers()
        if self._inspection is None or self._inspected_number not in numbers:
            return None
        return now - numbers.index(self._inspected_number)

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
        self._pictures.drop()
        self._stylized = self._inspection = self._inspected_number = None
        self._begin_mask(photo.hw)
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
        style: StyleSource | None = None,
    ) -> Part:
        """Replace the whole result as one undoable edit; ValueError if its size is another.

        style: what it was made in; what is chosen now where that is not said.
        """
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
            style=self._style if style is None else style,
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
        photo = self._stylized
        now = None if photo is None else photo.pixels[top:bottom, left:right]
        if (
            photo is None
            or now is None
            or now.dtype != result.after.dtype
            or not np.array_equal(now, result.before)
        ):
            raise StaleResult("The picture changed while it was being repaired; repair it again.")
        edit = Edit(
            "Repair",
            "repair",
            {"method": result.method},
            box=result.box,
            before=owned(now),
            after=owned(result.after),
            mask=self._clearing_patch() if clear_mask else None,
            proof=RepairProof.of(result),
            result_before=self._result_number,
            result_after=self._next_result_number(),
        )
        made = result.patched
        if made is not None and made.base() is photo.pixels:
            # The whole array was made beside the window; here it only takes its place.
            self._pictures.keep(edit.result_after, replace(photo, pixels=made.pixels))
        return self._do(edit)

    def apply_alternative(
        self, result: RepairResult, index: int, pixels: np.ndarray | None = None
    ) -> Part:
        """Swap the last repair for another of its alternatives, as one undoable edit.

        The edit takes the place of the repair's, so that one undo leads back to before it; NOTHING
        if that alternative is what is shown. pixels: those of the whole picture with it, where
        somebody has made them beside the window. Raises StaleResult if ``result`` is not the last
        thing that was done, IndexError if there is no alternative of this index.
        """
        proof = result.proof_of(index)
        after = result.alternatives[index].after
        last = self.history.last
        if (
            last is None
            or last.operation != "repair"
            or last.box != result.box
            or not isinstance(last.before, np.ndarray)
            or not isinstance(last.after, np.ndarray)
            or not np.array_equal(last.before, result.before)
        ):
            raise StaleResult("Something was done after that repair; undo it first.")
        if np.array_equal(last.after, after) and last.proof == proof:
            return Part.NOTHING
        self.history.undo()
        edit = replace(
            last,
            params={"method": proof.method},
            after=owned(after),
            proof=proof,
            result_after=self._next_result_number(),
        )
        unrepaired = self._pictures.take(last.result_before)
        if pixels is not None and self._stylized is not None:
            whole = replace(self._stylized, pixels=pixels)
            self._pictures.keep(edit.result_after, whole)
        done = self._do(edit)
        if unrepaired is not None:
            # Undo asks for it, however often somebody flips through the alternatives before.
            self._pictures.keep(last.result_before, unrepaired)
        return done

    # --- walking the history ------------------------------------------------------------------

    def undo(self) -> Part:
        """Take the last edit back; what it touched, NOTHING if there is none."""
        edit = self.history.undo()
        return Part.NOTHING if edit is None else self._swap(edit, forward=False)

    def redo(self) -> Part:
        """Apply the last undone edit again; what it touched, NOTHING if there is none."""
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
        past: Past = NO_PAST,
        inspection: Inspection | None = None,
        inspection_age: int | None = None,
    ) -> None:
        """Take over the state of a project file, unmodified.

        proofs: of the repairs that are older than the edits of ``past``. inspection_age: as the
        property of this name says. Raises ValueError for what does not fit the picture.
        """
        if (stylized is not None and stylized.hw != self.hw) or (
            mask is not None and mask.shape != self.hw
        ):
            raise ValueError(f"layers do not fit the picture {self.hw}")
        self._stylized, self._style, self._transfer_params = stylized, style, params
        if mask is not None:
            self._take_mask(mask)
        self._restore_past(past, proofs)
        if inspection is not None:
            self.set_inspection(inspection)
            numbers, now = self.history.result_numbers()
            at = -1 if inspection_age is None else now - inspection_age
            if inspection_age != 0:
                self._inspected_number = numbers[at] if 0 <= at < len(numbers) else None
        self._changed(Part.RESULT | Part.MASK | Part.STYLE | Part.PARAMS | Part.HISTORY)

    def _restore_past(self, past: Past, proofs: Iterable[RepairProof]) -> None:
        self.history.restore(past.edits, past.index, proofs)
        numbers, now = self.history.result_numbers()
        self._pictures.drop()
        if numbers:
            self._result_number = numbers[now]
            self._last_result_number = max(self._last_result_number, *numbers)
            if past.previous is not None and now > 0:
                self._pictures.keep(numbers[now - 1], past.previous)

    # --- the inside ---------------------------------------------------------------------------

    def _do(self, edit: Edit) -> Part:
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
            edit.mask.put(self._levels, forward)
            if not edit.changes_result:
                self._changed_box = edit.mask.reach
        return self._changed(parts)

    def _put_result(self, edit: Edit, side: np.ndarray | Photo | None) -> None:
        if not isinstance(side, np.ndarray):
            self._stylized = side
            return
        if self._stylized is None or edit.box is None:
            raise ValueError("a box of pixels needs a result to lie in")
        number = edit.result_after if side is edit.after else edit.result_before
        whole = self._pictures.take(number)
        if whole is None:
            top, left, bottom, right = edit.box
            pixels = self._stylized.pixels.copy()
            pixels[top:bottom, left:right] = side
            whole = replace(self._stylized, pixels=freeze(pixels))
        # What it was a moment ago is what undo or redo asks for next.
        self._pictures.keep(self._result_number, self._stylized)
        self._stylized = whole

    def _mask_edit(self, label: str, patch: MaskPatch | MaskInversion) -> Edit:
        number = self._result_number
        return Edit(label, "mask", mask=patch, result_before=number, result_after=number)

    def _next_result_number(self) -> int:
        self._last_result_number += 1
        return self._last_result_number

    def _changed(self, parts: Part, revise: bool = True) -> Part:
        if revise:
            self._revision += 1
        if parts & (Part.CONTENT | Part.RESULT):
            self._picture_revision += 1
        return parts
