"""Background work: worker threads, jobs in order, results always in the GUI thread."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal

from engine.errors import KintsugiError
from engine.progress import Cancelled, Progress
from gui.giving_way import give_way
from gui.language import tr, tr_engine, tr_n

T = TypeVar("T")
log = logging.getLogger(__name__)

REPORT_INTERVAL_S = 0.05


class Job(QObject):
    """One piece of background work, as the GUI thread sees it.

    Lives in the GUI thread; all signals are emitted there. Exactly one of `succeeded`,
    `failed` and `cancelled` is emitted, then `finished`.
    """

    progressed = Signal(float, str)
    succeeded = Signal(object)
    failed = Signal(str, str)  # sentence for the person, details for a report
    cancelled = Signal()
    finished = Signal()

    def __init__(
        self,
        label: str,
        work: Callable[[Progress], Any],
        revision: int,
        current_revision: Callable[[], int] | None,
        key: str | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.label = label
        self.revision = revision
        self.key = key
        self.stale = False
        self.done = False
        self._work: Callable[[Progress], Any] | None = work
        self._current_revision = current_revision
        self._progress: Progress | None = None
        self._callbacks: dict[str, Callable[..., None]] = {}
        self._cancel_wanted = threading.Event()

    @property
    def cancel_requested(self) -> bool:
        return self._cancel_wanted.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next progress check. Safe from any thread."""
        self._cancel_wanted.set()
        progress = self._progress
        if progress is not None:
            progress.cancel()

    def is_outdated(self) -> bool:
        """True when the document has moved on since this job was submitted."""
        return self._current_revision is not None and self._current_revision() != self.revision


@dataclass(frozen=True)
class _Outcome:
    job: Job
    kind: str  # "progressed" | "succeeded" | "failed" | "cancelled"
    arguments: tuple[Any, ...] = ()


class WorkerThread:
    """One thread that performs the jobs of any number of runners, in the order they came in.

    The windows of one process share the engine thread, and with it the one studio that only
    that thread may call.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: deque[tuple[JobRunner, Job]] = deque()
        self._condition = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def put(self, runner: JobRunner, job: Job) -> None:
        """Queue a job. Raises RuntimeError once the thread has been stopped."""
        with self._condition:
            if self._stopping:
                raise RuntimeError("The worker thread has been stopped.")
            self._waiting.append((runner, job))
            self._condition.notify()
        if self._thread is None:
            # A daemon, so that a device call that never returns cannot keep the process alive.
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    @property
    def waiting(self) -> int:
        """How many jobs, of all runners, have not begun."""
        return len(self._waiting)

    def take_back(self, runner: JobRunner) -> list[Job]:
        """Drop the jobs of a runner that have not begun, and return them."""
        with self._condition:
            dropped = [job for owner, job in self._waiting if owner is runner]
            kept = [entry for entry in self._waiting if entry[0] is not runner]
            self._waiting.clear()
            self._waiting.extend(kept)
        return dropped

    def stop(self, wait_ms: int = 5000) -> bool:
        """End the thread after the job at hand. Returns False if it did not end in time."""
        with self._condition:
            self._stopping = True
            self._condition.notify()
        thread = self._thread
        if thread is None:
            return True
        thread.join(wait_ms / 1000)
        if thread.is_alive():
            log.warning("The thread %s did not stop within %d ms.", self._name, wait_ms)
            return False
        self._thread = None
        return True

    def _run(self) -> None:
        give_way()
        while True:
            with self._condition:
                while not self._waiting and not self._stopping:
                    self._condition.wait()
                if self._stopping:
                    self._waiting.clear()
                    return
                runner, job = self._waiting.popleft()
            runner.perform(job)
            # Without this the thread would keep the last job's pictures alive while idle.
            del runner, job


class JobRunner(QObject):
    """Runs jobs one after another in a thread of its own, or in one shared with other runners.

    Callbacks are given at submission and run in the GUI thread. A failure that nobody
    handles, including an exception raised by a callback, is emitted as `unhandled`.
    """

    busy_changed = Signal(bool)
    unhandled = Signal(str, str)
    _reported = Signal(object)
    # Shut down while a shared thread still works for them: kept until that job has ended.
    _leaving: ClassVar[set[JobRunner]] = set()

    def __init__(
        self,
        name: str = "kintsugi-engine",
        parent: QObject | None = None,
        thread: WorkerThread | None = None,
    ) -> None:
        super().__init__(parent)
        self._shared = thread is not None
        self._thread = thread or WorkerThread(name)
        self._stopped = False
        self._unfinished: set[Job] = set()
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return bool(self._unfinished)

    @property
    def unfinished(self) -> int:
        """How many jobs of this runner have not ended."""
        return len(self._unfinished)

    @property
    def waiting(self) -> int:
        """How many jobs wait for the thread, those of other runners that share it included."""
        return self._thread.waiting

    def submit(
        self,
        label: str,
        work: Callable[[Progress], T],
        *,
        revision: int = 0,
        current_revision: Callable[[], int] | None = None,
        on_success: Callable[[T], None],
        on_failure: Callable[[str, str], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
        on_progress: Callable[[float, str], None] | None = None,
        supersedes: str | None = None,
    ) -> Job:
        """Queue `work(progress)` and return its job.

        supersedes: a key; earlier unfinished jobs with the same key are cancelled.
        current_revision: asked when the result arrives; a result whose `revision` no longer
            matches is dropped (the job counts as cancelled and its `stale` is True).
        """
        assert QThread.currentThread() is self.thread(), "jobs are submitted by the GUI thread"
        if self._stopped:
            raise RuntimeError("The job runner has been shut down.")
        if supersedes is not None:
            self.cancel_key(supersedes)
        job = Job(label, work, revision, current_revision, supersedes, self)
        job._callbacks = {
            kind: callback
            for kind, callback in (
                ("succeeded", on_success),
                ("failed", on_failure),
                ("cancelled", on_cancel),
                ("progressed", on_progress),
            )
            if callback is not None
        }
        was_busy = self.busy
        self._unfinished.add(job)
        self._thread.put(self, job)
        if not was_busy:
            self.busy_changed.emit(True)
        return job

    def cancel_key(self, key: str) -> None:
        """Cancel every unfinished job that was submitted with this key."""
        for job in tuple(self._unfinished):
            if job.key == key:
                job.cancel()

    def cancel_all(self) -> None:
        for job in tuple(self._unfinished):
            job.cancel()

    def shutdown(self, wait_ms: int = 5000) -> bool:
        """Cancel everything and end the thread, unless it is shared.

        Returns False if the thread did not end in time. A shared thread goes on for the others;
        whatever it still does for this runner is heard of no more.
        """
        self._stopped = True
        self.cancel_all()
        if not self._shared:
            return self._thread.stop(wait_ms)
        for job in self._thread.take_back(self):
            self._unfinished.discard(job)
        for job in self._unfinished:
            job._callbacks.clear()
            job.blockSignals(True)
        if self._unfinished:
            self.setParent(None)
            JobRunner._leaving.add(self)
        return True

    # --- worker thread -------------------------------------------------------------------

    def perform(self, job: Job) -> None:
        """Do the job and report what came of it. Only ever called by the worker thread."""
        self._report(self._execute(job))

    def _execute(self, job: Job) -> _Outcome:
        work, job._work = job._work, None
        if job._cancel_wanted.is_set() or work is None:
            return _Outcome(job, "cancelled")
        job._progress = Progress(self._throttled_report(job))
        if job._cancel_wanted.is_set():  # cancelled between the two lines above
            return _Outcome(job, "cancelled")
        try:
            result = work(job._progress)
        except Cancelled:
            return _Outcome(job, "cancelled")
        # The engine thread must survive whatever a job does.
        except BaseException as error:  # noqa: BLE001
            return _Outcome(job, "failed", describe_failure(job.label, error))
        finally:
            del work
        if job._cancel_wanted.is_set():
            return _Outcome(job, "cancelled")
        return _Outcome(job, "succeeded", (result,))

    def _throttled_report(self, job: Job) -> Callable[[float, str], None]:
        last_sent = float("-inf")
        last_message = ""

        def report(fraction: float, message: str = "") -> None:
            nonlocal last_sent, last_message
            now = time.monotonic()
            if now - last_sent < REPORT_INTERVAL_S and message == last_message:
                return
            last_sent, last_message = now, message
            self._report(_Outcome(job, "progressed", (fraction, message)))

        return report

    def _report(self, outcome: _Outcome) -> None:
        try:
            self._reported.emit(outcome)
        except RuntimeError:  # the window was destroyed while the job was ending
            log.debug("A job ended after its window was gone.")

    # --- GUI thread ----------------------------------------------------------------------

    def _on_reported(self, outcome: _Outcome) -> None:
        job = outcome.job
        if job.done:
            return
        if outcome.kind == "progressed":
            if not job.cancel_requested:
                self._deliver(job, "progressed", *outcome.arguments)
            return
        kind, arguments = outcome.kind, outcome.arguments
        if kind == "succeeded" and job.is_outdated():
            job.stale = True
            kind, arguments = "cancelled", ()
        elif kind == "succeeded" and job.cancel_requested:
            kind, arguments = "cancelled", ()
        job.done = True
        self._unfinished.discard(job)
        if kind == "failed" and "failed" not in job._callbacks:
            self.unhandled.emit(*arguments)
        self._deliver(job, kind, *arguments)
        self._deliver(job, "finished")
        job._callbacks.clear()
        job._progress = None
        job.deleteLater()
        if not self.busy:
            self.busy_changed.emit(False)
            if self in JobRunner._leaving:
                JobRunner._leaving.discard(self)
                self.deleteLater()

    def _deliver(self, job: Job, kind: str, *arguments: Any) -> None:
        callback = job._callbacks.get(kind)
        try:
            if callback is not None:
                callback(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person hears of it
            self.unhandled.emit(*describe_failure(job.label, error))
        getattr(job, kind).emit(*arguments)


def describe_failure(label: str, error: BaseException) -> tuple[str, str]:
    """A sentence for the person and the details worth copying into a report."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, KintsugiError):
        return tr_engine(str(error)), details
    if isinstance(error, MemoryError):
        return (
            tr(
                "There was not enough memory ({job}). Close other programs or use a "
                "smaller photo; nothing was changed."
            ).format(job=label.lower()),
            details,
        )
    return (
        tr(
            "Something unexpected stopped “{job}”. Nothing was changed; "
            "copy the diagnostics to report it."
        ).format(job=label),
        details,
    )


class TimeLeft:
    """Estimates the seconds left from reported fractions; says nothing until it can."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._started = now()
        self._smoothed: float | None = None

    def update(self, fraction: float) -> float | None:
        """Seconds left, or None while the estimate would be a guess."""
        elapsed = self._now() - self._started
        if elapsed < 1.0 or fraction < 0.03:
            return None
        left = elapsed * (1.0 - fraction) / fraction
        self._smoothed = left if self._smoothed is None else 0.7 * self._smoothed + 0.3 * left
        return self._smoothed


def time_left_text(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 1.5:
        return tr("almost done")
    if seconds < 60:
        return tr_n("about %n s left", round(seconds))
    return tr_n("about %n min left", round(seconds / 60))
