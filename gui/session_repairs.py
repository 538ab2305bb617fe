"""How places are repaired: the painted mask, or one flagged region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer

from engine.document.painting import mask_of
from engine.operations.params import RepairParams, declared
from engine.operations.results import Box, Region, RepairResult
from engine.progress import Progress
from gui import file_work
from gui.jobs import TimeLeft
from gui.language import tr, tr_engine
from gui.notifications import Notice
from gui.places import RepairedPlace
from gui.repair_round import RepairRound

if TYPE_CHECKING:
    from gui.session import EditorSession

NEED_THE_PHOTO = ("restyle", "calm")
# A person who flips through the alternatives is not followed by an inspection of each.
FLIP_PAUSE_MS = 700


@dataclass(frozen=True, eq=False)
class Target:
    """What is to be repaired.

    `part` holds the levels, uint8, of the painted mask in `box`; None for a flagged region.
    """

    region: Region
    box: Box
    part: np.ndarray | None = None
    mask_revision: int | None = None

    def mask(self, hw: tuple[int, int]) -> np.ndarray:
        """The mask of the whole picture; belongs into the engine thread."""
        if self.part is None:
            from engine.corridor import region_mask

            return region_mask(self.region, hw)
        top, left, bottom, right = self.box
        mask = np.zeros(hw, np.float32)
        mask[top:bottom, left:right] = mask_of(self.part)
        return mask


@dataclass(frozen=True, eq=False)
class Outcome:
    """A repair and the screen's pixels of its box, one array per way in which it could go."""

    result: RepairResult
    shown: tuple[np.ndarray, ...]

    @property
    def changes_something(self) -> bool:
        return self.result.accepted and self.result.box is not None


@dataclass
class SessionRepairs:
    """Runs a repair as the long job and applies, or honestly refuses, what came of it."""

    session: EditorSession
    round: RepairRound = field(init=False)

    def __post_init__(self) -> None:
        self.round = RepairRound(self.session, self)
        self._after_flipping = QTimer(self.session, singleShot=True, interval=FLIP_PAUSE_MS)
        self._after_flipping.timeout.connect(self._on_flipping_paused)

    # --- one place -------------------------------------------------------------------------------

    def repair_mask(self, params: RepairParams) -> None:
        """Repair under the painted mask."""
        session = self.session
        painted = session.masks.snapshot()
        if painted is None or session.activity is not None:
            return
        box, part = painted
        target = Target(_painted_region(box, part), box, part, session.mask_revision)
        self._repair(target, params, tr("Repairing"))

    def repair_region(self, region: Region, params: RepairParams) -> None:
        """Repair one flagged region, whatever the mask is."""
        label = tr("Repairing problem {number}").format(number=region.number)
        self._repair(self.target_of(region), params, label)

    @staticmethod
    def target_of(region: Region) -> Target:
        """A flagged region, with its edges, as what is to be repaired."""
        return Target(region, region.box)

    def repair_again(self, place: RepairedPlace, params: RepairParams) -> None:
        """Repair a place that was repaired before, on top of that repair."""
        region = place.region
        target = Target(region, region.box)
        if not region.number:
            target = Target(region, region.box, region.mask * np.uint8(255))
        self._repair(target, params, tr("Repairing again"))

    def _repair(self, target: Target, params: RepairParams, label: str) -> None:
        session = self.session
        if session.activity is not None or session.document.stylized is None:
            return

        def on_outcome(outcome: Outcome) -> None:
            if outcome.changes_something:
                self._apply_one(target, outcome)
            else:
                again = partial(self._repair, target, label=label)
                self._refuse(outcome.result, params, again)

        self.submit(target, params, label, on_outcome)

    def submit(
        self,
        target: Target,
        params: RepairParams,
        label: str,
        on_outcome: Callable[[Outcome], None],
        wrapped: Callable[[Progress], Progress] = lambda progress: progress,
        time_left: TimeLeft | None = None,
    ) -> None:
        """Start the long job that repairs the picture as it is now."""
        session = self.session
        document = session.document
        stylized, content, style = document.stylized, document.content, document.style
        transfer_params = document.transfer_params
        assert stylized is not None, "there is nothing to repair before the first transfer"
        session.runner.cancel_key("inspect")
        self._after_flipping.stop()

        def work(progress: Progress) -> Outcome:
            result = session.studio().repair(
                stylized, content, style, target.mask(stylized.hw), params, transfer_params,
                wrapped(progress),
            )  # fmt: skip
            ways = tuple(way.after for way in result.alternatives) or (result.after,)
            shown = tuple(file_work.shown_pixels(stylized.with_pixels(after)) for after in ways)
            return Outcome(result, shown)

        session.start(
            "repair", label, work, on_outcome, document.picture_revision,
            lambda: document.picture_revision, time_left,
        )  # fmt: skip

    def apply(self, target: Target, outcome: Outcome) -> RepairedPlace:
        """Put an accepted repair into the document as one edit."""
        session, result = self.session, outcome.result
        clear_mask = target.mask_revision == session.mask_revision
        parts = session.document.apply_repair(result, clear_mask=clear_mask)
        session.show_repaired(result, outcome.shown[0])
        place = session.places.add_repaired(target.region, result, outcome.shown)
        if clear_mask:
            session.note_mask()
        session.changed.emit(parts, session.document.changed_box)
        return place

    def _apply_one(self, target: Target, outcome: Outcome) -> None:
        place = self.apply(target, outcome)
        self.session.place_repaired.emit(place)
        self._tell_proof(place)
        self.session.inspect_by_itself()

    def _tell_proof(self, place: RepairedPlace) -> None:
        session, proof = self.session, place.proof
        actions = [(tr("Undo"), session.undo)]
        if session.places.can_flip(place):
            actions.append((tr("Another way"), lambda: self.flip(place, 1)))
        sentence = tr("{what} {proof}").format(
            what=tr_engine(proof.sentence), proof=tr_engine(proof.proof_sentence)
        )
        session.notify(Notice(sentence, "success", "proof", actions=tuple(actions)))

    def _refuse(
        self, result: RepairResult, params: RepairParams, again: Callable[[RepairParams], None]
    ) -> None:
        """Say why nothing changed and offer the ways that were not asked for by name."""
        has_photo = self.session.document.content is not None
        ways = [
            method
            for method in methods_by_hand()
            if method != params.method and (has_photo or method not in NEED_THE_PHOTO)
        ]
        self.session.notify(
            Notice(
                tr_engine(result.sentence), "info", "proof",
                actions=tuple(
                    (tr_engine(way.capitalize()), partial(again, replace(params, method=way)))
                    for way in ways
                ),
            )
        )  # fmt: skip
        if not self.session.document.inspection_is_current:
            self.session.inspect_by_itself()

    # --- the other ways --------------------------------------------------------------------------

    def flip(self, place: RepairedPlace, by: int) -> None:
        """Take the next (1) or previous (-1) way in which the place was mended."""
        self.choose(place, (place.chosen + by) % len(place.choices))

    def choose(self, place: RepairedPlace, index: int) -> None:
        """Put one of the place's choices into the picture, instead of the present one."""
        session = self.session
        document = session.document
        if index == place.chosen or session.activity is not None:
            return
        if not session.places.can_flip(place):
            return
        parts = document.apply_alternative(place.result, index)
        if not parts:
            return
        place.chosen = index
        last = document.history.last
        assert last is not None, "it has just been done"
        place.edit = last
        session.runner.cancel_key("inspect")
        session.show_repaired(place.result, place.shown[index])
        session.changed.emit(parts, document.changed_box)
        session.place_repaired.emit(place)
        self._tell_proof(place)
        self._after_flipping.start()

    def _on_flipping_paused(self) -> None:
        document = self.session.document
        if document.stylized is not None and not document.inspection_is_current:
            self.session.inspect_by_itself()


def methods_by_hand() -> tuple[str, ...]:
    """Every method but "auto"."""
    spec = next(spec for spec in declared(RepairParams) if spec.name == "method")
    return tuple(choice for choice in spec.choices if choice != "auto")


def _painted_region(box: Box, part: np.ndarray) -> Region:
    """The painted mask as a place in the list; number 0 says that nobody flagged it."""
    mask = (part > 0).astype(np.uint8)
    return Region(0, box, int(mask.sum()), 0.0, None, "", mask)
