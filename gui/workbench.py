"""Running a session's jobs: one long one that the person sees, quiet ones, and light ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.progress import Progress
from gui.jobs import Job, JobRunner, TimeLeft, time_left_text
from gui.notifications import Notice


@dataclass(frozen=True, eq=False)
class Activity:
    """The long job that the Transfer button shows; one at a time."""

    kind: str  # "transfer" | "repair"
    label: str
    job: Job


class Workbench(QObject):
    """Owns the job runners and tells the widgets what is going on."""

    activity_changed = Signal()
    progressed = Signal(float, str)
    inspection_progressed = Signal(object)  # fraction, or None when it is over
    status_changed = Signal(str)
    notified = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = JobRunner("kintsugi-engine", self)
        # For what needs no network: it must not wait behind a transfer.
        self.light_runner = JobRunner("kintsugi-light", self)
        for runner in (self.runner, self.light_runner):
            runner.unhandled.connect(self._on_failed)
        self.activity: Activity | None = None
        self._quiet_jobs: list[Job] = []

    @property
    def inspecting(self) -> bool:
        return any(job.key == "inspect" for job in self._quiet_jobs)

    @property
    def busy(self) -> bool:
        return self.activity is not None or bool(self._quiet_jobs)

    @property
    def idle(self) -> bool:
        """Whether both threads have nothing left to do."""
        return not (self.runner.busy or self.light_runner.busy)

    def notify(self, notice: Notice) -> None:
        self.notified.emit(notice)

    def shutdown(self, wait_ms: int = 5000) -> bool:
        """Cancel everything and end both threads. False if one did not end in time."""
        ended = [runner.shutdown(wait_ms) for runner in (self.light_runner, self.runner)]
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
    ) -> None:
        """Run the one long job that has the button's progress."""
        time_left = TimeLeft()

        def on_progress(fraction: float, message: str) -> None:
            parts = [f"{message or label} {fraction:.0%}"]
            left = time_left_text(time_left.update(fraction))
            self.progressed.emit(fraction, " · ".join([*parts, left] if left else parts))

        def on_cancel() -> None:
            if job.stale:
                self.notify(Notice(
                    "The picture changed in the meantime, so that result was dropped.",
                    "info", "dropped", lasts_ms=6000,
                ))  # fmt: skip

        job = self.runner.submit(
            label, work, revision=revision, current_revision=current_revision,
            on_success=on_success, on_failure=self._on_failed, on_cancel=on_cancel,
            on_progress=on_progress,
        )  # fmt: skip
        job.finished.connect(self._on_activity_finished)
        job.failed.connect(self.on_broken_off)
        job.cancelled.connect(self.on_broken_off)
        self.activity = Activity(kind, label, job)
        self.activity_changed.emit()

    def submit_quietly(
        self,
        label: str,
        work: Callable[[Progress], Any],
        on_success: Callable[[Any], None],
        **options: Any,
    ) -> None:
        """Run a job that only the status bar mentions."""
        job = self.runner.submit(
            label, work, on_success=on_success, on_failure=self._on_failed, **options
        )
        self._quiet_jobs.append(job)
        job.finished.connect(lambda: self._on_quiet_finished(job))
        self._tell_status()

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
        self.status_changed.emit(f"{labels[0]}…" if labels else "")

    def _on_quiet_finished(self, job: Job) -> None:
        self._quiet_jobs.remove(job)
        if job.key == "inspect" and not self.inspecting:
            self.inspection_progressed.emit(None)
        self._tell_status()
        self.activity_changed.emit()

    def _on_activity_finished(self) -> None:
        self.activity = None
        self.activity_changed.emit()

    def on_broken_off(self) -> None:
        """For subclasses: the long job failed or was cancelled."""

    def _on_failed(self, sentence: str, details: str) -> None:
        self.notify(Notice(sentence, "error", "failure", details))
