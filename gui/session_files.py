"""How photos, styles, projects and exports come in and go out of a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from engine.document import Document
from engine.imaging.photo import Photo
from engine.progress import Progress
from gui import file_work
from gui.export_choice import ExportChoice
from gui.file_work import ShownPhoto, ShownProject
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.session import EditorSession


@dataclass
class SessionFiles:
    """Remembers where the pictures came from and went to; all reading and writing is jobs."""

    session: EditorSession
    content_path: Path | None = None
    project_path: Path | None = None
    last_export: ExportChoice | None = None
    _style_number: int = 0

    def open_content(self, source: Path | Photo) -> None:
        """Read a file (or take a pasted photo) and make it the photo to stylize."""
        session = self.session

        def work(progress: Progress) -> ShownPhoto:
            if isinstance(source, Photo):
                return ShownPhoto(source, file_work.shown_pixels(source))
            return file_work.read_shown(source, progress)

        def on_success(opened: ShownPhoto) -> None:
            self._forget_paths()
            self.content_path = source if isinstance(source, Path) else None
            document = Document()
            # Style and settings stay: a person tries one style on several photos.
            document.set_style(session.document.style)
            document.set_transfer_params(session.document.transfer_params)
            document.open_content(opened.photo)
            session.replace_document(document, opened.shown, None)
            if isinstance(source, Path):
                session.file_opened.emit(source, "content")

        name = source.name if isinstance(source, Path) else "picture"
        session.submit_quietly(f"Opening {name}", work, on_success, supersedes="open")

    def forget_style_being_read(self) -> None:
        """A newer choice of style wins over a file that is still being read."""
        self._style_number += 1
        self.session.runner.cancel_key("style")

    def read_style(self, path: Path) -> None:
        session = self.session

        def on_success(opened: ShownPhoto) -> None:
            session.tell(session.document.set_style(opened.photo))
            session.file_opened.emit(path, "style")

        session.submit_quietly(
            f"Reading {path.name}",
            lambda progress: file_work.read_shown(path, progress),
            on_success,
            supersedes="style",
            revision=self._style_number,
            current_revision=lambda: self._style_number,
        )

    def open_project(self, path: Path) -> None:
        session = self.session

        def on_success(opened: ShownProject) -> None:
            self._forget_paths()
            self.project_path = path
            session.replace_document(opened.document, opened.shown_content, opened.shown_result)
            session.file_opened.emit(path, "project")
            if opened.lost:
                session.notify(Notice(" ".join(opened.lost), "error", "lost"))

        session.submit_quietly(
            f"Opening {path.name}",
            lambda progress: file_work.read_project(path, progress),
            on_success,
            supersedes="open",
        )

    def save_project(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Write the project; `then` runs in the GUI thread once it is safely on disk."""
        session = self.session
        snapshot = file_work.snapshot_of(session.document)
        state = self._history_state()

        def on_success(_nothing: object) -> None:
            self.project_path = path
            if self._history_state() == state:
                session.tell(session.document.mark_saved())
            session.file_opened.emit(path, "project")
            session.notify(Notice(f"Saved {path.name}.", "success", "saved", lasts_ms=4000))
            if then is not None:
                then()

        session.submit_quietly(
            f"Saving {path.name}",
            lambda progress: file_work.write_snapshot(snapshot, path, progress),
            on_success,
        )

    def export(self, choice: ExportChoice) -> None:
        """Write the result as it is now; the file appears whole or not at all."""
        session = self.session
        photo = session.document.stylized
        if photo is None:
            return
        state = self._history_state()

        def on_success(path: Path) -> None:
            self.last_export = choice
            # Without a project the exported picture is the work, and it is safe now.
            if self.project_path is None and self._history_state() == state:
                session.tell(session.document.mark_saved())
            session.notify(Notice(
                f"Exported {path.name} to {path.parent.name or path.parent}.",
                "success", "export", lasts_ms=10000,
                actions=(("Show folder", lambda: open_folder(path.parent)),),
            ))  # fmt: skip

        session.submit_quietly(
            f"Exporting {choice.path.name}",
            lambda progress: file_work.write_export(photo, choice, progress),
            on_success,
        )

    def _forget_paths(self) -> None:
        self.content_path = self.project_path = self.last_export = None

    def _history_state(self) -> tuple[int, int, int]:
        """Tells whether the document is still the one that a job took its snapshot of."""
        history = self.session.document.history
        applied = history.entries[: history.index]
        return id(history), history.index, id(applied[-1]) if applied else 0


def open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
