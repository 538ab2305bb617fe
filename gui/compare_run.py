"""A comparison on its way: one job for each row in the engine thread, rows as they are made."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QTimer, Signal

from engine.comparison import ComparedStyle, ComparisonReport, StyleComparison
from engine.errors import KintsugiError
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.progress import Progress
from engine.styles import StyleSource
from gui.jobs import Job
from gui.language import tr

if TYPE_CHECKING:
    from gui.session import EditorSession

LOOK_OUT_MS = 150
"""How often it is asked whether somebody else waits for the engine."""


class CompareRun(QObject):
    """Makes the rows of one comparison after another.

    Whoever else wants the engine goes first: the row that is being made is broken off and begun
    again behind them, so that its time is measured undisturbed.
    """

    row_made = Signal(object)  # ComparedStyle
    progressed = Signal(float)
    state_changed = Signal()
    failed = Signal(str)
    _at_work: ClassVar[CompareRun | None] = None
    """The one run, of all windows, that has the engine: two would break each other's rows off."""

    def __init__(self, session: EditorSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: list[ComparedStyle] = []
        self.running = False
        self.planned = 0
        self._left: deque[StyleSource | None] = deque()
        self._comparison: StyleComparison | None = None
        self._job: Job | None = None
        self._begun = False
        self._look_out = QTimer(self, interval=LOOK_OUT_MS)
        self._look_out.timeout.connect(self._make_way)
        self._again = QTimer(self, singleShot=True, interval=LOOK_OUT_MS)
        self._again.timeout.connect(self._next)

    # --- what the person wants ---------------------------------------------------------------

    def start(self, photo: Photo, styles: Sequence[StyleSource], params: TransferParams) -> None:
        """Begin a new comparison in place of the last one."""
        if self.running:
            return
        self._comparison = StyleComparison(photo, params)
        self.rows = []
        # None stands for the photo itself.
        self._left = deque([None, *styles])
        self.planned = len(self._left)
        self.running = True
        self.state_changed.emit()
        self._next()

    def cancel(self) -> None:
        """Stop at once; the rows that are there stay."""
        if not self.running:
            return
        self._end()
        if self._job is not None:
            self._job.cancel()

    def forget(self) -> None:
        """Let the rows and their pictures go."""
        self.cancel()
        self.rows, self._comparison, self.planned = [], None, 0
        self.state_changed.emit()

    def close(self) -> None:
        """The window goes."""
        self.running = False
        self._let_go()
        self._job = None

    @property
    def report(self) -> ComparisonReport | None:
        """What is there so far, None where there is nothing."""
        if self._comparison is None or not self.rows:
            return None
        return self._comparison.report(self.rows)

    # --- the work ----------------------------------------------------------------------------

    def _next(self) -> None:
        if not self.running or self._job is not None or self._session.ended:
            return
        if not self._left:
            self._end()
            return
        if CompareRun._at_work not in (None, self):
            self._again.start()
            return
        CompareRun._at_work = self
        comparison, session, style = self._comparison, self._session, self._left[0]
        assert comparison is not None

        def work(progress: Progress) -> ComparedStyle:
            return make_row(session, comparison, style, progress)

        job = session.runner.submit(
            tr("Comparing styles"),
            work,
            on_success=self._on_made,
            on_failure=self._on_failed,
            on_progress=self._on_progress,
        )
        self._job, self._begun = job, False
        job.finished.connect(lambda: self._on_job_finished(job))
        self._look_out.start()

    def _end(self) -> None:
        self.running = False
        self._let_go()
        self.state_changed.emit()

    def _let_go(self) -> None:
        self._left.clear()
        self._look_out.stop()
        self._again.stop()
        if CompareRun._at_work is self:
            CompareRun._at_work = None

    def _make_way(self) -> None:
        """Break the row off where somebody waits behind it; it stays the next to be made."""
        if self._job is not None and self._begun and self._session.runner.waiting > 0:
            self._look_out.stop()
            self._job.cancel()

    def _on_progress(self, fraction: float, _message: str) -> None:
        self._begun = True
        if self.running:
            self.progressed.emit((len(self.rows) + fraction) / self.planned)

    def _on_made(self, row: ComparedStyle) -> None:
        if self.running:
            self._left.popleft()
            self.rows.append(row)
            self.row_made.emit(row)

    def _on_failed(self, sentence: str, _details: str) -> None:
        if not self.running or (self._job is not None and self._job.cancel_requested):
            return
        style = self._left.popleft()
        if style is None:  # without the photo there is nothing to compare
            self._end()
            self.failed.emit(sentence)
            return
        row = StyleComparison.failed_row(style, sentence)
        self.rows.append(row)
        self.row_made.emit(row)

    def _on_job_finished(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self._next()


def make_row(
    session: EditorSession,
    comparison: StyleComparison,
    style: StyleSource | None,
    progress: Progress,
) -> ComparedStyle:
    """One row, None for the photo itself; a style that cannot be used says so in its row. Engine
    thread. Raises KintsugiError where the photo itself cannot be compared."""
    studio = session.studio()
    if style is None:
        return comparison.photo_row(studio, progress)
    try:
        return comparison.style_row(studio, style, progress)
    except KintsugiError as error:
        return comparison.failed_row(style, str(error))
