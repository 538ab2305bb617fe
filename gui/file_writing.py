"""The files that are being written for a session, so that closing does not break them off."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.jobs import Job


class FileWriting(QObject):
    """Watches the jobs that end in a file: saving a project, measuring and writing an export."""

    ended = Signal(bool)
    """Nothing is written any more; says whether everything is there as it was asked for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: list[tuple[Job, str]] = []
        self._all_there = True

    def watch(self, job: Job, name: str) -> None:
        """name: of the file that this job, or one that it starts when it succeeds, writes."""
        self._jobs.append((job, name))
        job.failed.connect(self._on_broken_off)
        job.cancelled.connect(self._on_broken_off)
        job.finished.connect(lambda: self._on_finished(job))

    @property
    def names(self) -> list[str]:
        """The files that are not there yet."""
        return [name for job, name in self._jobs if not job.done]

    def _on_broken_off(self, *_words: str) -> None:
        self._all_there = False

    def _on_finished(self, job: Job) -> None:
        self._jobs = [entry for entry in self._jobs if entry[0] is not job]
        if not self._jobs:
            all_there, self._all_there = self._all_there, True
            self.ended.emit(all_there)
