"""What opens, pastes, saves, exports and copies pictures, and asks before work is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from engine.imaging.photo import Photo
from gui import dialogs
from gui.clipboard import copy_picture
from gui.drops import files_in, image_in
from gui.export_choice import suggest_path
from gui.export_dialog import ExportDialog, ExportSubject
from gui.file_work import PROJECT_SUFFIX, project_filter
from gui.language import tr
from gui.notifications import Notice
from gui.picture_files import ask_for_picture
from gui.qimage import from_qimage
from gui.samples import sample_photos
from gui.session_files import SessionFiles

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class FileCommands(QObject):
    """Pictures on their way into a window and out of it; one method per action id."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session
        self.settings = window.settings
        self.session.files.find_room = self.find_room

    # --- files in ----------------------------------------------------------------------------

    def open(self) -> None:
        folder = self.settings.last_folder("open")
        path = ask_for_picture(self.window, tr("Open photo"), folder, with_projects=True)
        if path is not None:
            self.open_path(path)

    def open_style(self) -> None:
        folder = self.settings.last_folder("style")
        path = ask_for_picture(self.window, tr("Open style picture"), folder)
        if path is not None:
            self.session.set_style(path)

    def open_path(self, path: Path) -> None:
        """A photo or a project, by its suffix; work in this window is not pushed aside."""
        windows = self.window.windows
        if windows is not None:
            already = windows.window_of(path)
            if already is not None and already is not self.window:
                windows.bring_to_front(already)
                return
            if self._needs_own_window:
                windows.open_beside(self.window, path)
                return
        is_project = path.suffix.lower() == PROJECT_SUFFIX
        following = "open a project" if is_project else "open another photo"
        if not self.may_lose_work(following, lambda: self.open_path(path)):
            return
        if is_project:
            self.session.open_project(path)
        else:
            self.session.open_content(path)

    def open_image(self, image: QImage) -> None:
        if self._needs_own_window and self.window.windows is not None:
            self.window.windows.open_beside(self.window, image)
            return
        photo = photo_of(image)
        if photo is not None and self.may_lose_work(
            "open another photo", lambda: self.open_image(image)
        ):
            self.session.open_content(photo)

    def find_room(self, show: Callable[[SessionFiles], object]) -> None:
        """Show a picture for which there was room in this window when it began to be opened."""
        windows = self.window.windows
        if windows is not None:
            show(windows.open(self.window).session.files)
        elif self.may_lose_work("open another photo", lambda: self.find_room(show)):
            show(self.session.files)

    @property
    def _needs_own_window(self) -> bool:
        """Whether another picture in this window would push work aside."""
        return self.session.is_modified or self.session.activity is not None

    def new_window(self) -> None:
        if self.window.windows is not None:
            self.window.windows.open(self.window)

    def quit(self) -> None:
        if self.window.windows is not None:
            self.window.windows.quit()
        else:
            self.window.close()

    def use_image_as_style(self, image: QImage) -> None:
        photo = photo_of(image)
        if photo is not None:
            self.session.set_style(photo)

    def open_dropped_on_canvas(self, files: list[Path]) -> None:
        """The first file is the photo, a second one the style."""
        session = self.session
        if self._needs_own_window and self.window.windows is not None:
            session = self.window.windows.open_beside(self.window, files[0]).session
        else:
            self.open_path(files[0])
        if len(files) > 1:
            session.set_style(files[1])

    def open_dropped_on_style(self, files: list[Path]) -> None:
        project = files[0].suffix.lower() == PROJECT_SUFFIX
        if len(files) > 1 and not project and self.session.document.content is not None:
            self.window.styling.save_own_style(files)  # several pictures of one hand
        elif len(files) > 1 or project:
            self.open_dropped_on_canvas(files)
        else:
            self.session.set_style(files[0])

    def paste(self) -> None:
        self._paste(self.open_path, self.open_image)

    def paste_style(self) -> None:
        self._paste(self.session.set_style, self.use_image_as_style)

    def _paste(self, use_file: Callable[[Path], None], use_image: Callable[[QImage], None]) -> None:
        mime = QApplication.clipboard().mimeData()
        files, image = files_in(mime), image_in(mime)
        if files:
            use_file(files[0])
        elif image is not None:
            use_image(image)
        else:
            self.session.notify(Notice(
                tr("There is no picture in the clipboard; copy one first."), "info", "paste",
                lasts_ms=5000,
            ))  # fmt: skip

    def recent_files(self) -> list[Path]:
        return self.settings.recent_files

    def clear_recent(self) -> None:
        self.settings.clear_recent_files()
        self.window.empty_state.show_recent([])

    def remember_file(self, path: Path, purpose: str) -> None:
        """Called when a file has turned out to be readable."""
        # What could not be opened before has been got over.
        self.window.notifications.dismiss("failure")
        if path in {sample.path for sample in sample_photos()}:
            return
        if purpose in ("content", "project"):
            self.settings.add_recent_file(path)
            self.window.empty_state.show_recent(self.settings.recent_files)
        folder = {"content": "open", "project": "project", "style": "style"}[purpose]
        self.settings.set_last_folder(folder, path.parent)

    # --- files out ---------------------------------------------------------------------------

    def save(self) -> None:
        self._save(self.session.files.project_path, None)

    def save_as(self) -> None:
        self._save(None, None)

    def save_then(self, then: Callable[[], object]) -> None:
        """Save, asking for a name if there is none; `then` runs once it is on disk."""
        self._save(self.session.files.project_path, then)

    def _save(self, path: Path | None, then: Callable[[], object] | None) -> None:
        if path is None:
            name = Path(self.picture_name()).with_suffix(PROJECT_SUFFIX).name
            chosen, _ = QFileDialog.getSaveFileName(
                self.window, tr("Save project"),
                str(self._folder_for("project") / name), project_filter(),
            )  # fmt: skip
            if not chosen:
                return
            path = Path(chosen)
            if path.suffix.lower() != PROJECT_SUFFIX:
                path = path.with_name(path.name + PROJECT_SUFFIX)
        self.session.save_project(path, then)

    def find_style(self) -> None:
        self.window.styling.find()

    def save_own_style(self) -> None:
        self.window.styling.save_own_style()

    def export(self) -> None:
        self.session.previews.drop()
        photo = self.session.document.stylized
        if photo is None:
            return
        original = self.session.files.content_path
        last = self.session.files.last_export
        folder = self._folder_for("export")
        stem = Path(self.picture_name()).stem
        style_id = getattr(self.session.document.style, "id", "")
        remembered = self.settings.export_options
        suggested = (
            last.path if last is not None else suggest_path(folder, stem, style_id, remembered)
        )
        subject = ExportSubject(
            photo, self.session.light_runner,
            has_map=self.session.document.content is not None, has_mask=self.session.has_mask,
        )  # fmt: skip
        dialog = ExportDialog(
            suggested, photo.bit_depth, original, remembered, self.window, subject
        )
        # A dialog left behind would keep the whole picture in memory.
        choice = dialog.choice if dialog.exec() else None
        dialog.deleteLater()
        if choice is not None:
            self.settings.set_export_options(choice.remembered())
            self.settings.set_last_folder("export", choice.path.parent)
            self.session.export(choice)

    def export_again(self) -> None:
        last = self.session.files.last_export
        if last is None:
            self.export()
        else:
            self.session.export(last)

    def copy(self) -> None:
        self.session.previews.drop()
        document = self.session.document
        photo = document.stylized or document.content
        shown = self.session.shown_result
        if photo is None or self.session.shown_content is None:
            return
        pixels = shown if shown is not None else self.session.shown_content

        def on_copied() -> None:
            size = tr("Copied the picture, {width} × {height} pixels.").format(
                width=pixels.shape[1], height=pixels.shape[0]
            )
            self.session.notify(Notice(size, "info", "copied", lasts_ms=3000))

        copy_picture(pixels, photo.alpha, self.session.light_runner, on_copied)

    def may_lose_work(self, next_step: str, again: Callable[[], object]) -> bool:
        """True when nothing would be lost. Saving is a job: it calls `again` when it is done."""
        if not self.session.is_modified:
            return True
        answer = dialogs.ask_about_unsaved(self.window, self.picture_name(), next_step)
        if answer == "save":
            self._save(self.session.files.project_path, again)
        return answer == "discard"

    # --- names -------------------------------------------------------------------------------

    def picture_name(self) -> str:
        """The name under which the person knows what is open here."""
        files = self.session.files
        if files.project_path is not None:
            return files.project_path.name
        content = self.session.document.content
        return (content.name if content is not None else "") or "picture.png"

    def _folder_for(self, purpose: str) -> Path:
        """Where the last file of the kind went; the first one goes beside the photo."""
        photo = self.session.files.content_path
        beside = None if photo is None else photo.parent
        if (
            beside is None
            or self.settings.knows_folder(purpose)
            or beside in {sample.path.parent for sample in sample_photos()}
            or not os.access(beside, os.W_OK)
        ):
            return self.settings.last_folder(purpose)
        return beside


def photo_of(image: QImage) -> Photo | None:
    """A pasted or dropped picture as a photo in sRGB, None for an empty one."""
    if image.isNull():
        return None
    pixels, alpha = from_qimage(image)
    return Photo(pixels=pixels, alpha=alpha)
