"""The compare mode "difference": what is compared with what, and how strongly it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from engine.document import Document
from engine.operations.results import Box
from engine.progress import Progress
from gui.language import tr
from gui.panes import CompareMode

if TYPE_CHECKING:
    from gui.main_window import MainWindow

KEY = "difference"
Patch = tuple[Box, np.ndarray]


class Comparison(QObject):
    """Gives the canvas its difference while that mode is on; costs nothing otherwise."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def wire(self) -> None:
        bar, canvas = self._window.tool_bar, self._window.canvas
        bar.difference.factor_changed.connect(self.refresh)
        bar.difference.against_repairs_changed.connect(self.refresh)
        canvas.compare_mode_changed.connect(self._on_mode_changed)

    def refresh(self) -> None:
        """Compare anew: the pictures, their base or the factor are others than before."""
        window = self._window
        session, canvas, button = window.session, window.canvas, window.tool_bar.difference
        session.light_runner.cancel_key(KEY)  # it would show what was compared before
        if canvas.compare_mode is not CompareMode.DIFFERENCE:
            canvas.set_difference(None, None)
            return
        if not button.against_repairs:
            canvas.set_difference(session.shown_content, session.shown_result, button.factor)
            return
        stylized = session.document.stylized
        if stylized is None:
            canvas.set_difference(None, None)
            return
        now, patches = stylized.pixels, repaired_patches(session.document)

        def work(_progress: Progress) -> np.ndarray:
            return unrepaired(now, patches)

        def on_success(before: np.ndarray) -> None:
            if canvas.compare_mode is CompareMode.DIFFERENCE:
                canvas.set_difference(before, now, button.factor)

        document = session.document
        session.submit_lightly(
            tr("Comparing"), work, on_success, supersedes=KEY,
            revision=document.picture_revision,
            current_revision=lambda: session.document.picture_revision,
        )  # fmt: skip

    def _on_mode_changed(self, mode: CompareMode) -> None:
        self._window.tool_bar.show_difference(mode is CompareMode.DIFFERENCE)
        self.refresh()


def repaired_patches(document: Document) -> list[Patch]:
    """What the repairs since the last transfer replaced, the latest first."""
    patches: list[Patch] = []
    history = document.history
    for edit in reversed(history.entries[: history.index]):
        if edit.changes_result and edit.box is None:
            break
        if edit.box is not None and isinstance(edit.before, np.ndarray):
            patches.append((edit.box, edit.before))
    return patches


def unrepaired(pixels: np.ndarray, patches: list[Patch]) -> np.ndarray:
    """The picture as it was before these patches; the same array if there are none."""
    if not patches:
        return pixels
    before = pixels.copy()
    for (top, left, bottom, right), patch in patches:
        before[top:bottom, left:right] = patch
    return before
