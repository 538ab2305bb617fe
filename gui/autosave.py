"""Keeps a window's unsaved work on disk in the background, for the day the power goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from engine.document import Part
from engine.progress import Progress
from gui import file_work
from gui.jobs import JobRunner
from gui.notifications import Notice
from gui.recovery import RecoveryNote, RecoveryPlace
from gui.session import EditorSession

SOON_MS = 2000
KEPT = Part.RESULT | Part.MASK | Part.STYLE | Part.PARAMS
"""What is worth another save; an inspection can be made again."""


class Autosave(QObject):
    """Watches one session and saves it into its recovery place while it is modified.

    minutes: asked each time; 0 switches autosaving off. A result that took a while to make, a
    transfer or a repair, is saved soon after it; strokes and the like after those minutes. History
    and inspection are left out: a copy must be quick, and it is the picture one wants back.
    """

    saved = Signal()

    def __init__(
        self,
        session: EditorSession,
        place: RecoveryPlace,
        minutes: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.place = place
        self._minutes = minutes
        self._runner = JobRunner("kintsugi-autosave", self)
        self._saved_revision: int | None = None
        self._picture_number = session.picture_number
        self._trouble_told = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save_now)
        session.changed.connect(self._on_changed)

    @property
    def busy(self) -> bool:
        """Whether a file is being written right now."""
        return self._runner.busy

    @property
    def waiting_ms(self) -> int | None:
        """How long the next save was put off for; None when there is nothing to save."""
        return self._timer.interval() if self._timer.isActive() else None

    def look_again(self) -> None:
        """Another number of minutes was chosen: it counts for the work that is there already."""
        minutes = self._minutes()
        self._timer.stop()
        unsaved = self.session.document.revision != self._saved_revision
        if minutes > 0 and self.session.is_modified and unsaved:
            self._timer.start(round(minutes * 60_000))

    def take_over(self, place: RecoveryPlace) -> None:
        """Go on in the place of work that was restored; it stays there until it is saved."""
        self.place.forget()
        self.place.release()
        self.place = place
        self._timer.stop()
        self._picture_number = self.session.picture_number
        self._saved_revision = self.session.document.revision

    def save_now(self) -> None:
        """Save unless there is nothing new; the file is written in a thread of its own."""
        document = self.session.document
        if document.content is None or not document.is_modified:
            return
        if document.revision == self._saved_revision or self._minutes() <= 0:
            return
        revision, number, place = document.revision, self.session.picture_number, self.place
        snapshot = file_work.snapshot_of(document, self.session.masks.snapshot())
        note = self._note()

        def work(progress: Progress) -> None:
            place.write(snapshot.document(), note, progress)

        def on_success(_nothing: object) -> None:
            self._trouble_told = False
            if number != self.session.picture_number or place is not self.place:
                return  # of a document that is not the one shown any more
            if not self.session.is_modified:
                self.forget()  # saved by hand in the meantime
                return
            self._saved_revision = revision
            self.saved.emit()

        def on_cancel() -> None:
            # Cancelled too late, it may have been written all the same after it was forgotten.
            if place is self.place and self._saved_revision is None and not self.busy:
                place.forget()

        self._runner.submit(
            "Autosave", work, on_success=on_success, on_failure=self._on_failed,
            on_cancel=on_cancel, supersedes="autosave",
        )  # fmt: skip

    def forget(self) -> None:
        """Nothing is left to recover: it was saved, or given up on purpose."""
        self._timer.stop()
        self._runner.cancel_all()
        self._saved_revision = None
        self.place.forget()

    def close(self) -> None:
        """The window closes in good order: leave nothing behind."""
        self._timer.stop()
        self._runner.shutdown()
        self.place.forget()
        self.place.release()

    def _note(self) -> RecoveryNote:
        files, content = self.session.files, self.session.document.content
        project, photo = files.project_path, files.content_path
        name = project.name if project is not None else (content.name if content else "")
        return RecoveryNote(
            name,
            None if project is None else str(project),
            None if photo is None else str(photo),
        )

    def _on_changed(self, parts: Part, _box: object) -> None:
        if self.session.picture_number != self._picture_number:
            self._picture_number = self.session.picture_number
            self.forget()
        if not self.session.is_modified:
            if self._saved_revision is not None or self._timer.isActive() or self.busy:
                self.forget()
            return
        minutes = self._minutes()
        if minutes <= 0 or not parts & KEPT:
            return
        if parts & Part.RESULT:
            self._timer.start(SOON_MS)
        elif not self._timer.isActive():
            self._timer.start(round(minutes * 60_000))

    def _on_failed(self, sentence: str, details: str) -> None:
        """Say it once, not every few minutes."""
        if not self._trouble_told:
            self._trouble_told = True
            self.session.notify(Notice(sentence, "error", "autosave", details))
