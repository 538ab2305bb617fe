"""What a person decided about the flagged places: ignored, repaired, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.document import Edit, Part, Review
from engine.operations.results import Region, RepairResult
from gui.language import tr
from gui.notifications import Notice
from gui.places import Place, PlaceState, RepairChoice, RepairedPlace, is_same_spot

if TYPE_CHECKING:
    from gui.session import EditorSession

# Runners-up of older repairs are let go beyond this.
CHOICES_BUDGET_BYTES = 256 * 1024 * 1024


@dataclass
class SessionPlaces:
    """Flagged places, without those that were mended or taken off the list."""

    session: EditorSession
    _ignored: list[Region] = field(default_factory=list)
    _repaired: list[RepairedPlace] = field(default_factory=list)

    def forget(self) -> None:
        """Another picture: nothing of this holds any longer."""
        self._ignored.clear()
        self._repaired.clear()

    # --- from and to a project ----------------------------------------------------------------

    def review(self) -> Review:
        """What was decided so far, for a project."""
        entries = self.session.document.history.entries
        places = {id(edit): at for at, edit in enumerate(entries)}
        mended = tuple(
            (places[id(place.edit)], place.region)
            for place in self._repaired
            if id(place.edit) in places
        )
        return Review(self.session.inspect_params, tuple(self._ignored), mended)

    def restore(self, review: Review) -> None:
        """Take over what a project says of the document that the session has just been given.

        Of a repair only the way that was taken is known.
        """
        entries = self.session.document.history.entries
        self._ignored = list(review.ignored)
        found = (_repaired_again(region, entries[at]) for at, region in review.mended)
        self._repaired = [place for place in found if place is not None]

    # --- reading ------------------------------------------------------------------------------

    @property
    def open_regions(self) -> tuple[Region, ...]:
        """Flagged, not ignored and not repaired since the inspection; worst first."""
        inspection = self.session.inspection
        if inspection is None:
            return ()
        mended: list[Region] = []
        if not self.session.document.inspection_is_current:
            mended = [place.region for place in self.applied]
        gone = [*self._ignored, *mended]
        return tuple(
            region
            for region in inspection.regions
            if not any(is_same_spot(region, other) for other in gone)
        )

    @property
    def applied(self) -> tuple[RepairedPlace, ...]:
        """The repairs that are part of the picture now, the latest first."""
        history = self.session.document.history
        known = {id(place.edit): place for place in self._repaired}
        edits = reversed(history.entries[: history.index])
        return tuple(known[id(edit)] for edit in edits if id(edit) in known)

    @property
    def listed(self) -> tuple[Place, ...]:
        """Every place there is something to say about."""
        inspection = self.session.inspection
        if inspection is None:
            return ()
        ignored = (
            region
            for region in inspection.regions
            if any(is_same_spot(region, other) for other in self._ignored)
        )
        return (
            *(Place(region) for region in self.open_regions),
            *(Place(p.region, PlaceState.REPAIRED, p) for p in self.applied),
            *(Place(region, PlaceState.IGNORED) for region in ignored),
        )

    def can_flip(self, place: RepairedPlace | None) -> bool:
        """Whether another way of this repair can take its place: nothing was done after it."""
        if place is None or len(place.choices) < 2:
            return False
        return self.session.document.history.last is place.edit

    def ignore(self, region: Region) -> None:
        """Take a region off the list until the next transfer, or until it is taken back."""
        self._ignored.append(region)
        self._tell()
        self.session.notify(
            Notice(tr("Problem {number} is off the list.").format(number=region.number), "info",
                   "ignored", actions=((tr("Take back"), lambda: self.take_back(region)),),
                   lasts_ms=6000)
        )  # fmt: skip

    def take_back(self, region: Region) -> None:
        """List an ignored region again."""
        self._ignored = [other for other in self._ignored if not is_same_spot(region, other)]
        self._tell()

    def add_repaired(
        self, region: Region, result: RepairResult, shown: tuple[np.ndarray, ...]
    ) -> RepairedPlace:
        """Remember the repair that was applied last; ``shown``: the screen's pixels per choice."""
        history = self.session.document.history
        choices = tuple(
            RepairChoice(way.method, way.score_after, way.sentence) for way in result.alternatives
        ) or (RepairChoice(result.method, result.score_after, result.sentence),)
        # The whole picture that a result may carry must not stay in memory with it.
        kept = replace(result, patched=None)
        place = RepairedPlace(region, kept, choices, shown, history.entries[history.index - 1])
        known = {id(edit) for edit in history.entries}
        self._repaired = [old for old in self._repaired if id(old.edit) in known]
        self._repaired.append(place)
        self._keep_to_budget()
        return place

    def _keep_to_budget(self) -> None:
        used = 0
        for place in reversed(self._repaired):
            used += place.nbytes
            if used > CHOICES_BUDGET_BYTES and place is not self._repaired[-1]:
                place.forget_choices()

    def _tell(self) -> None:
        self.session.changed.emit(Part.INSPECTION, None)


def _repaired_again(region: Region, edit: Edit) -> RepairedPlace | None:
    """A repair of an opened project, None if the edit is none."""
    before, after, proof = edit.before, edit.after, edit.proof
    if proof is None or not isinstance(before, np.ndarray) or not isinstance(after, np.ndarray):
        return None
    result = RepairResult(**asdict(proof), before=before, after=after)
    choice = RepairChoice(proof.method, proof.score_after, proof.sentence)
    return RepairedPlace(region, result, (choice,), (after,), edit)
