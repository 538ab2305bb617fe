"""Running a session's jobs: one long one that the person sees, quiet ones, and light ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.progress import Progress
from gui import file_work
from gui.jobs import Job, JobRunner, TimeLeft, WorkerThread, time_left_text
from gui.language import tr, tr_engine
from gui.notifications import Notice


@dataclass(frozen=True, eq=False)
class Activity:
    """The long job that the Transfer button shows; one at a time."""

    kind: str  # "transfer" | "repair" | "adapt"
    label: str
    job: Job


class Workbench(QObject):
    """Owns the job runners and tells the widgets what is going on."""

    activity_changed = Signal()
    progressed = Signal(float, str)
    inspection_progressed = Signal(object)  # fraction, or None when it is over
    status_changed = Signal(str)
    notified = Signal(object)  # Notice

    def __init__(
        self, parent: QObject | None = None, engine_thread: WorkerThread | None = None
    ) -> None:
        super().__init__(parent)
        self.runner = JobRunner("kintsugi-engine", self, engine_thread)
        # For what needs no network: it must not wait behind a transfer.
        self.light_runner = JobRunner("kintsugi-light", self)
        # For files: opening and saving must not wait behind one either, nor behind another window.
        self.file_runner = JobRunner("kintsugi-files", self)
        for runner in self._runners:
            runner.unhandled.connect(self._on_failed)
        self.activity: Activity | None = None
        self.ended = False
        self._quiet_jobs: list[Job] = []

    @property
    def _runners(self) -> tuple[JobRunner, ...]:
        return self.light_runner, self.file_runner, self.runner

    @property
    def inspecting(self) -> bool:
        return any(job.key == "inspect" for job in self._quiet_jobs)

    @property
    def busy(self) -> bool:
        return self.activity is not None or bool(self._quiet_jobs)

    @property
    def opening(self) -> bool:
        """Whether a photo or a project is on its way into this session."""
        return any(job.key == "open" for job in self._quiet_jobs)

    @property
    def idle(self) -> bool:
        """Whether none of the threads has anything left to do."""
        return not any(runner.busy for runner in self._runners)

    def notify(self, notice: Notice) -> None:
        self.notified.emit(notice)

    def shutdown(self, wait_ms: int = 5000) -> bool:
        """Cancel everything and end the threads. False if one did not end in time."""
        self.ended = True
        ended = [runner.shutdown(wait_ms) for runner in self._runners]
        return all(ended)

    def cancel(self) -> bool:
        """Stop what is running, the long job first. False when nothing runs."""
        if self.activity is not None:
            self.activity.job.cancel()
            self.activity_changed.emit()
            return True
        running = list(self._quiet_jobs)
        for job in running:
            job.cancel()
        return bool(running)

    def start(
        self,
        kind: str,
        label: str,
        work: Callable[[Progress], Any],
        on_success: Callable[[Any], None],
        revision: int,
        current_revision: Callable[[], int],
        time_left: TimeLeft | None = None,
    ) -> None:
        """Run the one long job that has the button's progress.

        time_left: of the whole, where this job is one of several; they may start each other.
        """
        time_left = time_left or TimeLeft()

        def on_progress(fraction: float, message: str) -> None:
            parts = [f"{tr_engine(message) or label} {fraction:.0%}"]
            left = time_left_text(time_left.update(fraction))
            self.progressed.emit(fraction, " · ".join([*parts, left] if left else parts))

        def on_cancel() -> None:
            if job.stale:
                self.notify(Notice(
                    tr("The picture changed in the meantime, so that result was dropped."),
                    "info", "dropped", lasts_ms=6000,
                ))  # fmt: skip

        job = self.runner.submit(
            label, work, revision=revision, current_revision=current_revision,
            on_success=on_success, on_failure=self._on_failed, on_cancel=on_cancel,
            on_progress=on_progress,
        )  # fmt: skip
        job.finished.connect(lambda: self._on_activity_finished(job))
        job.failed.connect(self.on_broken_off)
        job.cancelled.connect(self.on_broken_off)
        self.activity = Activity(kind, label, job)
        self.activity_changed.emit()

    def submit_quietly(
        self,
        label: str,
        work: Callable[[Progress], Any],
        on_success: Callable[[Any], None],
        runner: JobRunner | None = None,
        **options: Any,
    ) -> Job:
        """Run a job that only the status bar mentions, by default in the engine thread."""
        options.setdefault("on_failure", self._on_failed)
        job = (runner or self.runner).submit(label, work, on_success=on_success, **options)
        self._quiet_jobs.append(job)
        job.finished.connect(lambda: self._on_quiet_finished(job))
        self._tell_status()
        return job

    def submit_file_work(
        self,
        label: str,
        work: Callable[[Progress], Any],
        on_success: Callable[[Any], None],
        **options: Any,
    ) -> Job:
        """As `submit_quietly`, in the thread for files, where the studio must not be called."""
        return self.submit_quietly(label, work, on_success, self.file_runner, **options)

    def warm_up_files(self) -> None:
        """Load what reads and writes files while nobody waits: loading holds up every thread."""
        self.file_runner.submit(
            "Getting ready", lambda _progress: file_work.load_codecs(), on_success=lambda _: None
        )

    def submit_lightly(
        self,
        label: str,
        work: Callable[[Progress], Any],
        on_success: Callable[[Any], None],
        **options: Any,
    ) -> Job:
        """Run a job of some milliseconds, which nothing mentions, in the light thread."""
        return self.light_runner.submit(
            label, work, on_success=on_success, on_failure=self._on_failed, **options
        )

    def _tell_status(self) -> None:
        labels = [job.label for job in self._quiet_jobs if not job.cancel_requested]
        self.status_changed.emit(tr("{job}…").format(job=labels[0]) if labels else "")

    def _on_quiet_finished(self, job: Job) -> None:
        self._quiet_jobs.remove(job)
        if job.key == "inspect" and not self.inspecting:
            self.inspection_progressed.emit(None)
        self._tell_status()
        self.activity_changed.emit()

    def _on_activity_finished(self, job: Job) -> None:
        if self.activity is not None and self.activity.job is not job:
            return  # it was one of several, and the next is under way
        self.activity = None
        self.activity_changed.emit()

    def on_broken_off(self) -> None:
        """For subclasses: the long job failed or was cancelled."""

    def _on_failed(self, sentence: str, details: str) -> None:
        self.notify(Notice(sentence, "error", "failure", details))
