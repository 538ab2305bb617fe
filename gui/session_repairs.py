"""How places are repaired: the painted mask, or one flagged region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from engine.operations.params import RepairParams
from engine.operations.results import Region, RepairResult
from engine.progress import Progress
from gui import file_work
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.session import EditorSession

BY_HAND = ("restyle", "heal", "calm")
NEED_THE_PHOTO = ("restyle", "calm")

Make = Callable[[tuple[int, int]], np.ndarray]
Again = Callable[[RepairParams], None]


@dataclass
class SessionRepairs:
    """Runs a repair as the long job and applies, or honestly refuses, what came of it."""

    session: EditorSession

    def repair_mask(self, params: RepairParams) -> None:
        """Repair under the painted mask."""
        session = self.session
        if not session.has_mask:
            return
        mask = session.document.mask.copy()
        self._start(lambda _hw: mask, params, "Repairing", self.repair_mask, session.mask_revision)

    def repair_region(self, region: Region, params: RepairParams) -> None:
        """Repair one flagged region, whatever the mask is."""
        from engine.corridor import region_mask

        self._start(
            lambda hw: region_mask(region, hw),
            params,
            f"Repairing problem {region.number}",
            lambda other: self.repair_region(region, other),
        )

    def _start(
        self,
        make_mask: Make,
        params: RepairParams,
        label: str,
        again: Again,
        mask_revision: int | None = None,
    ) -> None:
        session = self.session
        document = session.document
        stylized, content, style = document.stylized, document.content, document.style
        transfer_params = document.transfer_params
        if session.activity is not None or stylized is None:
            return
        session.runner.cancel_key("inspect")

        def work(progress: Progress) -> tuple[RepairResult, np.ndarray]:
            result = session.studio().repair(
                stylized, content, style, make_mask(stylized.hw), params, transfer_params, progress
            )
            return result, file_work.shown_pixels(stylized.with_pixels(result.after))

        def on_success(outcome: tuple[RepairResult, np.ndarray]) -> None:
            result, shown_after = outcome
            if result.accepted and result.box is not None:
                unchanged = mask_revision == session.mask_revision
                self._apply(result, shown_after, clear_mask=unchanged)
            else:
                self._refuse(result, params, again)

        session.start(
            "repair", label, work, on_success, document.picture_revision,
            lambda: document.picture_revision,
        )  # fmt: skip

    def _apply(self, result: RepairResult, shown_after: np.ndarray, clear_mask: bool) -> None:
        session = self.session
        parts = session.document.apply_repair(result, clear_mask=clear_mask)
        session.show_repaired(result, shown_after)
        if clear_mask:
            session.note_mask()
        session.changed.emit(parts, session.document.changed_box)
        session.notify(
            Notice(f"{result.sentence} {result.proof_sentence}", "success", "proof",
                   actions=(("Undo", session.undo),))
        )  # fmt: skip
        session.inspect()

    def _refuse(self, result: RepairResult, params: RepairParams, again: Again) -> None:
        """Say why nothing changed and offer the ways that were not asked for by name."""
        session = self.session
        has_photo = session.document.content is not None
        ways = [
            method
            for method in BY_HAND
            if method != params.method and (has_photo or method not in NEED_THE_PHOTO)
        ]
        session.notify(
            Notice(
                result.sentence, "info", "proof",
                actions=tuple(
                    (way.capitalize(), partial(again, replace(params, method=way)))
                    for way in ways
                ),
            )
        )  # fmt: skip
        if not session.document.inspection_is_current:
            session.inspect()
