"""How photos, styles, projects and exports come in and go out of a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from engine.document import Document
from engine.imaging.photo import Photo
from engine.progress import Progress
from gui import export_work, file_work
from gui.export_choice import ExportChoice
from gui.export_work import ExportSources
from gui.file_work import ShownPhoto, ShownProject
from gui.file_writing import FileWriting
from gui.language import in_a_row, tr, tr_engine, tr_n
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.recovery import RecoveryNote
    from gui.session import EditorSession


@dataclass
class SessionFiles:
    """Remembers where the pictures came from and went to; all reading and writing is jobs."""

    session: EditorSession
    content_path: Path | None = None
    project_path: Path | None = None
    last_export: ExportChoice | None = None
    find_room: Callable[[Callable[[SessionFiles], object]], object] | None = None
    """Called with what shows a picture, when this session holds work that the person began while
    it was being opened; calls it with the files of a session that has room, or not at all."""
    writing: FileWriting = field(init=False)
    _style_number: int = 0

    def __post_init__(self) -> None:
        self.writing = FileWriting(self.session)

    def open_content(self, source: Path | Photo) -> None:
        """Read a file (or take a pasted photo) and make it the photo to stylize."""
        session = self.session

        def work(progress: Progress) -> ShownProject:
            if isinstance(source, Photo):
                opened = ShownPhoto(source, file_work.shown_pixels(source))
            else:
                opened = file_work.read_shown(source, progress)
            # Made here because the memory for the mask of a large picture takes time to be had.
            return ShownProject(Document(opened.photo), (), opened.shown, None)

        def show(files: SessionFiles, opened: ShownProject) -> None:
            files.forget_paths()
            files.content_path = source if isinstance(source, Path) else None
            document = opened.document
            # Style and settings stay: a person tries one style on several photos.
            document.set_style(session.document.style)
            document.set_transfer_params(session.document.transfer_params)
            files.session.replace_document(document, opened.shown_content, None)
            if isinstance(source, Path):
                files.session.file_opened.emit(source, "content")

        name = source.name if isinstance(source, Path) else tr("picture")
        self.bring_in(tr("Opening {name}").format(name=name), work, show)

    def bring_in(
        self,
        label: str,
        work: Callable[[Progress], ShownProject],
        show: Callable[[SessionFiles, ShownProject], object],
    ) -> None:
        """Open a picture in a job and show it; work begun here meanwhile is not pushed aside."""
        session = self.session
        begun, was_busy = self._history_state(), session.activity is not None

        def on_success(opened: ShownProject) -> None:
            changed = session.is_modified and self._history_state() != begun
            engaged = session.activity is not None and not was_busy
            if self.find_room is not None and (changed or engaged):
                self.find_room(lambda files: show(files, opened))
            else:
                show(self, opened)

        session.submit_file_work(label, work, on_success, supersedes="open")

    def forget_style_being_read(self) -> None:
        """A newer choice of style wins over a file that is still being read."""
        self._style_number += 1
        self.session.file_runner.cancel_key("style")

    def read_style(self, path: Path) -> None:
        session = self.session

        def on_success(opened: ShownPhoto) -> None:
            session.tell(session.document.set_style(opened.photo))
            session.file_opened.emit(path, "style")

        session.submit_file_work(
            tr("Reading {name}").format(name=path.name),
            lambda progress: file_work.read_shown(path, progress),
            on_success,
            supersedes="style",
            revision=self._style_number,
            current_revision=lambda: self._style_number,
        )

    def open_project(self, path: Path) -> None:
        def show(files: SessionFiles, opened: ShownProject) -> None:
            session = files.session
            files.forget_paths()
            files.project_path = path
            session.replace_document(
                opened.document, opened.shown_content, opened.shown_result, opened.review
            )
            session.file_opened.emit(path, "project")
            files._tell_lost(opened.lost)

        self.bring_in(
            tr("Opening {name}").format(name=path.name),
            lambda progress: file_work.read_project(path, progress),
            show,
        )

    def open_recovered(
        self,
        path: Path,
        note: RecoveryNote,
        then: Callable[[], object],
        on_failure: Callable[[str], object],
    ) -> None:
        """Open what a crash left at `path`, as far as it can be opened; it counts as unsaved.

        `then` is called once it shows, `on_failure` with a sentence if nothing of it can be read.
        """
        session = self.session

        def on_success(opened: ShownProject) -> None:
            self.forget_paths()
            self.content_path = None if note.photo is None else Path(note.photo)
            if note.project is not None and not opened.lost:
                # Damaged work must not take the place of the last good save by a mere Ctrl+S.
                self.project_path = Path(note.project)
            opened.document.history.mark_modified()
            session.replace_document(opened.document, opened.shown_content, opened.shown_result)
            self._tell_lost(opened.lost)
            then()

        session.submit_file_work(
            tr("Restoring {name}").format(name=note.title or path.name),
            lambda progress: file_work.read_project(path, progress),
            on_success,
            on_failure=lambda sentence, _details: on_failure(sentence),
            supersedes="open",
        )

    def save_project(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Write the project; `then` runs in the GUI thread once it is safely on disk."""
        session = self.session
        snapshot = file_work.snapshot_of(
            session.document, session.masks.snapshot(), session.places.review()
        )
        state, number = self._history_state(), session.picture_number

        def on_success(_nothing: object) -> None:
            # Another picture that was opened meanwhile must not be saved over this one.
            if session.picture_number == number:
                self.project_path = path
            if self._history_state() == state:
                session.tell(session.document.mark_saved())
            session.file_opened.emit(path, "project")
            saved = tr("Saved {name}.").format(name=path.name)
            session.notify(Notice(saved, "success", "saved", lasts_ms=4000))
            if then is not None:
                then()

        job = session.submit_file_work(
            tr("Saving {name}").format(name=path.name),
            lambda progress: file_work.write_snapshot(snapshot, path, progress),
            on_success,
        )
        self.writing.watch(job, path.name)

    def export(self, choice: ExportChoice) -> None:
        """Write the result as it is now; each file appears whole or not at all.

        What has to be measured for it (a receipt, a map that is not there yet) is measured first,
        in the engine thread.
        """
        session = self.session
        sources = export_work.sources_of(session.document, choice, session.inspect_params)
        if sources is None:
            return
        state, number = self._history_state(), session.picture_number
        if not sources.needs_studio(choice):
            self._write_export(sources, choice, state, number)
            return
        job = session.submit_quietly(
            tr("Measuring {name}").format(name=choice.path.name),
            lambda progress: export_work.measure(session.studio(), sources, choice, progress),
            lambda measured: self._write_export(measured, choice, state, number),
        )
        self.writing.watch(job, choice.path.name)

    def _write_export(
        self, sources: ExportSources, choice: ExportChoice, state: tuple[int, int, int],
        number: int,
    ) -> None:  # fmt: skip
        session = self.session

        def on_success(paths: tuple[Path, ...]) -> None:
            # "Export again" of another picture must not write over this one.
            if session.picture_number == number:
                self.last_export = choice
            # Without a project the exported picture is the work, and it is safe now.
            if self.project_path is None and self._history_state() == state:
                session.tell(session.document.mark_saved())
            path = paths[0]
            names = {"name": path.name, "folder": path.parent.name or str(path.parent)}
            if len(paths) == 1:
                sentence = tr("Exported {name} to {folder}.").format(**names)
            else:
                more = tr_n("%n more file", len(paths) - 1)
                sentence = tr("Exported {name} and {more} to {folder}.").format(**names, more=more)
            session.notify(Notice(
                sentence, "success", "export", lasts_ms=10000,
                actions=((tr("Show folder"), lambda: open_folder(path.parent)),),
            ))  # fmt: skip

        job = session.submit_file_work(
            tr("Exporting {name}").format(name=choice.path.name),
            lambda progress: export_work.write_export(sources, choice, progress),
            on_success,
        )
        self.writing.watch(job, choice.path.name)

    def _tell_lost(self, lost: tuple[str, ...]) -> None:
        if lost:
            sentences = in_a_row(*(tr_engine(sentence) for sentence in lost))
            self.session.notify(Notice(sentences, "error", "lost"))

    def forget_paths(self) -> None:
        """Another picture is about to be shown."""
        self.content_path = self.project_path = self.last_export = None

    def _history_state(self) -> tuple[int, int, int]:
        """Tells whether the document is still the one that a job took its snapshot of."""
        history = self.session.document.history
        applied = history.entries[: history.index]
        return id(history), history.index, id(applied[-1]) if applied else 0


def open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
