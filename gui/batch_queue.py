"""The queue of a batch: its rows, and how they are made one by one beside all other work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPixmap

from engine.batch import BatchItem, BatchOptions, BatchOutcome, BatchWorker, needs_a_look
from engine.progress import Progress
from gui.jobs import Job
from gui.language import tr
from gui.qimage import to_qimage

if TYPE_CHECKING:
    from gui.session import EditorSession

KEY = "batch"
LOOK_AGAIN_MS = 150
"""How often a queue asks whether somebody wants the engine, and whether it is free again."""

WAITING, RUNNING, DONE, SKIPPED, FAILED, CANCELLED = (
    "waiting", "running", "done", "skipped", "failed", "cancelled",
)  # fmt: skip


@dataclass(eq=False)
class BatchRow:
    """One item as the table shows it. fraction: 0..1 of it is done; sentence: why it failed."""

    item: BatchItem
    state: str = WAITING
    fraction: float = 0.0
    sentence: str = ""
    outcome: BatchOutcome | None = None
    picture: QPixmap | None = None

    @property
    def flagged(self) -> float | None:
        """The flagged part of the result, 0..1, None without one."""
        return None if self.outcome is None or self.outcome.skipped else (
            self.outcome.flagged_fraction
        )  # fmt: skip

    def needs_a_look(self, limit: float) -> bool:
        return self.outcome is not None and needs_a_look(self.outcome, limit)


class BatchQueue(QObject):
    """Makes the rows in the engine thread, one job each.

    What the person does in a window always goes first: a row is only begun when nothing else
    waits, and one that is on its way makes way, to be begun again afterwards.
    """

    row_changed = Signal(int)
    reset = Signal()
    state_changed = Signal()
    finished = Signal()
    _at_work: ClassVar[BatchQueue | None] = None
    """The one queue, of all windows, that has a row in the engine thread: the others wait."""

    def __init__(self, session: EditorSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: list[BatchRow] = []
        self.running = False
        self.paused = False
        self._worker: BatchWorker | None = None
        self._job: Job | None = None
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._again.timeout.connect(self._next)
        self._look_out = QTimer(self, interval=LOOK_AGAIN_MS)
        self._look_out.timeout.connect(self._make_way)

    # --- what the person wants ---------------------------------------------------------------

    def start(self, items: Sequence[BatchItem], options: BatchOptions) -> None:
        """Begin a new batch in place of the last one."""
        if self.running:
            return
        self.rows = [BatchRow(item) for item in items]
        self._worker = BatchWorker(options)
        self.reset.emit()
        self._run()

    def pause(self) -> None:
        """The row that is being made is finished, then nothing more is begun."""
        if self.running and not self.paused:
            self.paused = True
            self.state_changed.emit()

    def resume(self) -> None:
        if self.paused:
            self.paused = False
            self.state_changed.emit()
            self._next()

    def cancel(self) -> None:
        """Stop at once; what has been written stays."""
        if not self.running:
            return
        for row in self.rows:
            if row.state in (WAITING, RUNNING):
                row.state, row.fraction = CANCELLED, 0.0
                self._tell(row)
        if self._job is not None:
            self._job.cancel()
        self._end()

    def close(self) -> None:
        """The window goes: nothing more is begun, and other windows may have the engine."""
        self.running = False
        self._again.stop()
        self._look_out.stop()
        self._job = None
        self._let_go()

    def retry(self) -> None:
        """Make again what failed or was cancelled."""
        wanted = [row for row in self.rows if row.state in (FAILED, CANCELLED)]
        if self.running or not wanted:
            return
        for row in wanted:
            row.state, row.sentence, row.fraction = WAITING, "", 0.0
            self._tell(row)
        self._run()

    # --- what there is -----------------------------------------------------------------------

    def count(self, *states: str) -> int:
        """How many rows are in one of these states."""
        return sum(row.state in states for row in self.rows)

    @property
    def fraction(self) -> float:
        """How much of the batch is done, 0..1."""
        if not self.rows:
            return 0.0
        over = self.count(DONE, SKIPPED, FAILED, CANCELLED)
        begun = sum(row.fraction for row in self.rows if row.state == RUNNING)
        return (over + begun) / len(self.rows)

    # --- the work ----------------------------------------------------------------------------

    def _run(self) -> None:
        self.running, self.paused = True, False
        self.state_changed.emit()
        self._next()

    def _end(self) -> None:
        self.running = self.paused = False
        self._again.stop()
        self.state_changed.emit()
        self.finished.emit()

    @property
    def _engine_is_wanted(self) -> bool:
        """Whether somebody else, in any window, wants the engine or has it."""
        runner = self._session.runner
        mine = 1 if self._job is not None else 0
        return runner.waiting > 0 or runner.unfinished > mine

    def _next(self) -> None:
        if not self.running or self.paused or self._job is not None or self._session.ended:
            return
        row = next((row for row in self.rows if row.state == WAITING), None)
        if row is None:
            self._end()
        elif BatchQueue._at_work is not None or self._engine_is_wanted:
            self._again.start()
        else:
            self._make(row)

    def _make(self, row: BatchRow) -> None:
        worker, session = self._worker, self._session
        assert worker is not None
        row.state = RUNNING

        def work(progress: Progress) -> BatchOutcome:
            return worker.run(session.studio(), row.item, progress)

        job = session.runner.submit(
            tr("Batch: {name}").format(name=row.item.photo.name),
            work,
            on_success=lambda outcome: self._on_made(row, outcome),
            on_failure=lambda sentence, _details: self._on_failed(row, sentence),
            on_cancel=lambda: self._on_broken_off(row),
            on_progress=lambda fraction, _message: self._on_progress(row, fraction),
            supersedes=KEY,
        )
        self._job = job
        BatchQueue._at_work = self
        self._look_out.start()
        job.finished.connect(lambda: self._on_job_finished(job))
        self._tell(row)
        self.state_changed.emit()

    def _tell(self, row: BatchRow) -> None:
        if row in self.rows:
            self.row_changed.emit(self.rows.index(row))

    def _on_progress(self, row: BatchRow, fraction: float) -> None:
        if row.state != RUNNING:
            return
        row.fraction = max(row.fraction, fraction)
        self._tell(row)

    def _make_way(self) -> None:
        """Break the row off as soon as somebody else wants the engine."""
        if self._job is not None and self._engine_is_wanted:
            self._look_out.stop()
            self._job.cancel()

    def _on_made(self, row: BatchRow, outcome: BatchOutcome) -> None:
        row.state = SKIPPED if outcome.skipped else DONE
        row.fraction, row.outcome, row.sentence = 1.0, outcome, ""
        if outcome.thumbnail is not None:
            row.picture = QPixmap.fromImage(to_qimage(outcome.thumbnail))
        self._tell(row)

    def _on_failed(self, row: BatchRow, sentence: str) -> None:
        row.state, row.sentence, row.fraction = FAILED, sentence, 0.0
        self._tell(row)

    def _on_broken_off(self, row: BatchRow) -> None:
        if row.state == RUNNING:  # it made way; a person's cancel has marked the row already
            row.state, row.fraction = WAITING, 0.0
            self._tell(row)

    def _on_job_finished(self, job: Job) -> None:
        if self._job is job:
            self._job = None
        self._look_out.stop()
        self._let_go()
        self.state_changed.emit()
        # In the next turn of the event loop, so that what just ended can ask for more first.
        QTimer.singleShot(0, self, self._next)

    def _let_go(self) -> None:
        if BatchQueue._at_work is self and self._job is None:
            BatchQueue._at_work = None
