"""Measuring the states of the result in the background: the latest first, and only while wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from engine.document import Document, Edit, Part
from engine.imaging.photo import Photo, freeze
from engine.operations.params import InspectParams
from engine.operations.results import Box, Evaluation, Inspection
from engine.progress import Progress
from engine.styles import StyleSource
from gui.language import tr

if TYPE_CHECKING:
    from gui.session import EditorSession

KEY = "metrics"
SETTLE_MS = 250
"""How long the picture rests before it is measured."""

Patch = tuple[Box, np.ndarray]


@dataclass(frozen=True, eq=False)
class ResultState:
    """The result at one point of the history.

    edit: the one that led to it, None for what was there before the history begins. undone: what
    has to be put back, newest first, to come from the result shown now to this state.
    """

    label: str
    edit: Edit | None
    photo: Photo | None
    undone: tuple[Patch, ...]

    @property
    def is_shown(self) -> bool:
        """Whether this is the state that is shown now."""
        return self.photo is None and not self.undone

    def picture(self, shown: Photo) -> Photo:
        """The result in this state; `shown` is the one now. May take time and memory."""
        if self.photo is not None:
            return self.photo
        if not self.undone:
            return shown
        pixels = shown.pixels.copy()
        for (top, left, bottom, right), before in self.undone:
            pixels[top:bottom, left:right] = before
        return shown.with_pixels(freeze(pixels))


def states_of(document: Document) -> list[ResultState]:
    """From the stylized picture on, every state of the result that is applied, oldest first."""
    if document.stylized is None:
        return []
    states: list[ResultState] = []
    undone: tuple[Patch, ...] = ()
    for edit in reversed(document.history.entries[: document.history.index]):
        if not edit.changes_result:
            continue
        if isinstance(edit.after, Photo):
            photo = edit.after if undone else None
            states.append(ResultState(edit.label, edit, photo, undone))
            break
        states.append(ResultState(edit.label, edit, None, undone))
        if edit.box is not None and isinstance(edit.before, np.ndarray):
            undone = (*undone, (edit.box, edit.before))
    else:
        states.append(ResultState("", None, None, undone))
    return states[::-1]


def style_of(document: Document) -> StyleSource | None:
    """The style that the result was made in, else the one that is chosen."""
    for edit in reversed(document.history.entries[: document.history.index]):
        if isinstance(edit.after, Photo) and edit.style is not None:
            return edit.style
    return document.style


class MetricsWatch(QObject):
    """Keeps the measures of every state of the result, as far as somebody wants to see them.

    `changed` says that there are more of them, or others; `measuring` whether work goes on.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, session: EditorSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.wanted = False
        self.measuring = False
        self._of_edit: WeakKeyDictionary[Edit, Evaluation] = WeakKeyDictionary()
        # What was there before the oldest edit that can be undone, or, without any, at all.
        self._before: WeakKeyDictionary[Edit | Document, Evaluation] = WeakKeyDictionary()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._next)
        session.changed.connect(self._on_changed)
        session.activity_changed.connect(self._on_activity_changed)

    def set_wanted(self, wanted: bool) -> None:
        """Measure from now on, or stop at once."""
        if wanted == self.wanted:
            return
        self.wanted = wanted
        if wanted:
            self._settle.start()
        else:
            self._stop()
        self.changed.emit()

    def states(self) -> list[tuple[ResultState, Evaluation | None]]:
        """The states, oldest first, with their measures as far as they are known."""
        return [(state, self._known(state)) for state in states_of(self._session.document)]

    # --- remembering -------------------------------------------------------------------------

    def _root(self) -> Edit | Document:
        """What the state before all edits is remembered by."""
        document = self._session.document
        edits = document.history.entries[: document.history.index]
        return next((edit for edit in edits if edit.changes_result), document)

    def _known(self, state: ResultState) -> Evaluation | None:
        if state.edit is not None:
            return self._of_edit.get(state.edit)
        return self._before.get(self._root())

    def _remember(self, state: ResultState, root: Edit | Document, found: Evaluation) -> None:
        if state.edit is not None:
            self._of_edit[state.edit] = found
        else:
            self._before[root] = found

    # --- measuring ---------------------------------------------------------------------------

    def _on_changed(self, parts: Part, _box: Box | None) -> None:
        if parts & (Part.CONTENT | Part.RESULT):
            self._stop()
            self.changed.emit()
        if self.wanted and parts & (Part.CONTENT | Part.RESULT | Part.INSPECTION):
            self._settle.start()

    def _on_activity_changed(self) -> None:
        """What the person asked for goes first; afterwards the measuring goes on."""
        if self._session.activity is not None:
            self._stop()
        elif self.wanted and not self.measuring:
            self._settle.start()

    def _stop(self) -> None:
        self._settle.stop()
        self.measuring = False
        if not self._session.ended:
            self._session.runner.cancel_key(KEY)

    def _next(self) -> None:
        session = self._session
        document = session.document
        if not self.wanted or session.ended or session.activity is not None:
            return
        if document.stylized is None or document.content is None or session.inspecting:
            return  # the end of the inspection starts this again
        missing = self._missing(states_of(document))
        if missing is not None:
            self._measure(missing, document)

    def _missing(self, states: Sequence[ResultState]) -> ResultState | None:
        """What to measure next: what is shown, the stylized picture, then the steps between."""
        order = [*states[-1:], *states[:1], *reversed(states[1:-1])]
        return next((state for state in order if self._known(state) is None), None)

    def _measure(self, state: ResultState, document: Document) -> None:
        session, root = self._session, self._root()
        shown, content, style = document.stylized, document.content, style_of(document)
        assert shown is not None and content is not None
        current = document.inspection if document.inspection_is_current else None
        inspection = current if state.is_shown else None

        def work(progress: Progress) -> Evaluation:
            return measure(session, state.picture(shown), content, style, inspection, progress)

        def on_success(found: Evaluation) -> None:
            self.measuring = False
            self._remember(state, root, found)
            self.changed.emit()
            QTimer.singleShot(0, self, self._next)

        def on_failure(sentence: str, _details: str) -> None:
            self.measuring = False
            self.failed.emit(sentence)

        self.measuring = True
        session.runner.submit(
            tr("Measuring"), work, on_success=on_success, on_failure=on_failure, supersedes=KEY
        )
        self.changed.emit()


def measure(
    session: EditorSession,
    picture: Photo,
    content: Photo,
    style: StyleSource | None,
    inspection: Inspection | None,
    progress: Progress,
) -> Evaluation:
    """All measures of one picture; flagged at the sensitivity that the program ships with, so that
    they compare. inspection: that of the picture, which saves another look. Engine thread."""
    studio, params = session.studio(), InspectParams()
    if inspection is None:
        return studio.evaluate(picture, content, style, progress, params)
    found = studio.evaluate(picture, content, style, progress, None)
    flagged = studio.reflag(inspection.anomaly, params).flagged_fraction
    return Evaluation(found.ssim, found.ms_ssim, found.style_distance, flagged)
