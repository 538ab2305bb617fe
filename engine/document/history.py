"""Edits, and the list of them that can be walked back and forth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.imaging.photo import Photo
from engine.operations.results import Box, RepairProof
from engine.styles import StyleSource

DEFAULT_BUDGET_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class MaskPatch:
    """A changed box of the mask; ``before`` and ``after`` are uint8 (h, w), 255 = 1.0.

    A change that is spread thinly over a large picture has the ``rest`` of its boxes beside the
    first, so that nothing is kept for what lies between them.
    """

    box: Box
    before: np.ndarray
    after: np.ndarray
    rest: tuple[MaskPatch, ...] = ()

    @property
    def pieces(self) -> tuple[MaskPatch, ...]:
        """Every box of the change."""
        return (self, *self.rest)

    @property
    def reach(self) -> Box:
        """The smallest box that holds the whole change."""
        tops, lefts, bottoms, rights = zip(*(piece.box for piece in self.pieces), strict=True)
        return min(tops), min(lefts), max(bottoms), max(rights)

    def put(self, levels: np.ndarray, forward: bool) -> None:
        """Write one side of the change into the whole mask, uint8 (H, W), in place."""
        for piece in self.pieces:
            top, left, bottom, right = piece.box
            levels[top:bottom, left:right] = piece.after if forward else piece.before

    def arrays(self) -> Iterator[np.ndarray]:
        """Every array that this change keeps alive."""
        for piece in self.pieces:
            yield from (piece.before, piece.after)


@dataclass(frozen=True)
class MaskInversion:
    """The mask turned inside out; ``reach`` is all of it.

    What undoes it is the same again, so that nothing has to be kept.
    """

    reach: Box

    def put(self, levels: np.ndarray, forward: bool) -> None:
        """Turn the whole mask, uint8 (H, W), inside out in place, whichever way one goes."""
        np.invert(levels, out=levels)

    def arrays(self) -> Iterator[np.ndarray]:
        """None."""
        return iter(())


@dataclass(frozen=True, eq=False)
class Edit:
    """One undoable step.

    A picture edit either replaces a box, with ``before`` and ``after`` the pixels of it, or the
    whole result, with ``box`` None and ``before`` and ``after`` the photos (``before`` is None if
    there was no result).  An edit may carry a change of the mask as well, or nothing but that.
    ``result_before`` and ``result_after`` number the states of the result on either side.
    ``style`` is what a transfer was made in, whatever has been chosen since.
    """

    label: str
    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    box: Box | None = None
    before: np.ndarray | Photo | None = None
    after: np.ndarray | Photo | None = None
    mask: MaskPatch | MaskInversion | None = None
    proof: RepairProof | None = None
    result_before: int = 0
    result_after: int = 0
    style: StyleSource | None = None

    @property
    def changes_result(self) -> bool:
        """Whether the stylized picture is different on either side."""
        return self.after is not None

    def arrays(self) -> Iterator[np.ndarray]:
        """Every array that this edit keeps alive."""
        for side in (self.before, self.after):
            if isinstance(side, Photo):
                yield side.pixels
                if side.alpha is not None:
                    yield side.alpha
            elif side is not None:
                yield side
        if self.mask is not None:
            yield from self.mask.arrays()


@dataclass(frozen=True, eq=False)
class Past:
    """The edits of a document, oldest first, of which ``index`` are applied.

    ``previous`` is the whole picture before the last of those, where it is at hand.
    """

    edits: tuple[Edit, ...] = ()
    index: int = 0
    previous: Photo | None = None


NO_PAST = Past()


class History:
    """Edits in order, an index that says how many are applied, and a clean index.

    The clean index alone decides whether the document is modified: it is the index at the last
    save, or None when no number of undos and redos leads back to it.  Beyond ``budget_bytes`` the
    oldest edits are forgotten; the newest always stays.
    """

    def __init__(self, budget_bytes: int = DEFAULT_BUDGET_BYTES) -> None:
        self.budget_bytes = budget_bytes
        self._entries: list[Edit] = []
        self._index = 0
        self._clean_index: int | None = 0
        self._earlier_proofs: list[RepairProof] = []

    @property
    def proofs(self) -> tuple[RepairProof, ...]:
        """The proofs of all repairs that are applied, also of those too old to be undone."""
        applied = (edit.proof for edit in self._entries[: self._index])
        return (*self._earlier_proofs, *(proof for proof in applied if proof is not None))

    @property
    def entries(self) -> tuple[Edit, ...]:
        """Every edit, applied or undone, oldest first."""
        return tuple(self._entries)

    @property
    def index(self) -> int:
        """How many of `entries` are applied."""
        return self._index

    @property
    def clean_index(self) -> int | None:
        """The index at which the document is as it was saved, or None if that is out of reach."""
        return self._clean_index

    @property
    def is_modified(self) -> bool:
        """Whether there is something that a save would keep."""
        return self._clean_index != self._index

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to undo."""
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit to apply again."""
        return self._index < len(self._entries)

    @property
    def last(self) -> Edit | None:
        """The edit that `undo` would take back, None if there is none."""
        return self._entries[self._index - 1] if self.can_undo else None

    @property
    def undo_label(self) -> str:
        """The label of the edit that `undo` would take back, "" if there is none."""
        return self._entries[self._index - 1].label if self.can_undo else ""

    @property
    def redo_label(self) -> str:
        """The label of the edit that `redo` would apply again, "" if there is none."""
        return self._entries[self._index].label if self.can_redo else ""

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the edits keep alive; what two of them share counts once."""
        arrays = (array for edit in self._entries for array in edit.arrays())
        return sum({id(array): _held_bytes(array) for array in arrays}.values())

    def push(self, edit: Edit) -> None:
        """Add an edit that has just been applied; whatever was undone is forgotten."""
        if self._clean_index is not None and self._clean_index > self._index:
            self._clean_index = None
        del self._entries[self._index :]
        self._entries.append(edit)
        self._index += 1
        while len(self._entries) > 1 and self.nbytes > self.budget_bytes:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        proof = self._entries.pop(0).proof
        if proof is not None:
            self._earlier_proofs.append(proof)
        self._index -= 1
        if self._clean_index is not None:
            self._clean_index = self._clean_index - 1 if self._clean_index > 0 else None

    def undo(self) -> Edit | None:
        """Step back; the edit to take back, or None if there is none."""
        if not self.can_undo:
            return None
        self._index -= 1
        return self._entries[self._index]

    def redo(self) -> Edit | None:
        """Step forward; the edit to apply again, or None if there is none."""
        if not self.can_redo:
            return None
        self._index += 1
        return self._entries[self._index - 1]

    def mark_clean(self) -> None:
        """Say that the document as it is now has been saved."""
        self._clean_index = self._index

    def mark_modified(self) -> None:
        """Say that no state in reach has been saved, as after a recovery."""
        self._clean_index = None

    def result_numbers(self) -> tuple[list[int], int]:
        """The numbers of the states of the result that can be reached, and which of them is now.

        Empty while no edit in reach changes the result.
        """
        changes = [edit for edit in self._entries if edit.changes_result]
        if not changes:
            return [], 0
        now = sum(edit.changes_result for edit in self._entries[: self._index])
        return [changes[0].result_before, *(edit.result_after for edit in changes)], now

    def restore(
        self, entries: Iterable[Edit], index: int, earlier_proofs: Iterable[RepairProof] = ()
    ) -> None:
        """Take over the edits of a project, ``index`` of them applied; unmodified as it is.

        Raises ValueError for an index that does not fit.
        """
        self.clear(earlier_proofs)
        self._entries = list(entries)
        if not 0 <= index <= len(self._entries):
            raise ValueError(f"{index} of {len(self._entries)} edits cannot be applied")
        self._index = self._clean_index = index

    def clear(self, earlier_proofs: Iterable[RepairProof] = ()) -> None:
        """Forget every edit, keep only the proofs given; the document counts as unmodified."""
        self._entries.clear()
        self._earlier_proofs = list(earlier_proofs)
        self._index = 0
        self._clean_index = 0


def _held_bytes(array: np.ndarray) -> int:
    """The memory behind an array; one that repeats a single value holds no more than that."""
    return array.nbytes if any(array.strides) else array.itemsize
