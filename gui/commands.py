"""What each action of the table does, in terms of the window and its session."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from engine.imaging.photo import Photo
from gui import dialogs
from gui.actions import specs
from gui.clipboard import copy_picture
from gui.drops import files_in, image_in
from gui.export_choice import suggest_path
from gui.export_dialog import ExportDialog, ExportSubject
from gui.file_work import PROJECT_SUFFIX, picture_filter, project_filter
from gui.language import tr
from gui.notifications import Notice
from gui.qimage import from_qimage
from gui.samples import sample_photos
from gui.shortcuts_dialog import ShortcutsDialog

if TYPE_CHECKING:
    from gui.main_window import MainWindow

BRUSH_STEP, BRUSH_BIG_STEP = 1.15, 1.6


class Commands(QObject):
    """One method per action id, plus what drops and pastes need."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session
        self.settings = window.settings
        self._paint_tool = "brush"

    def slots(self) -> dict[str, Callable[..., object]]:
        """The slot of every action that is not held; a missing one is a mistake found at start."""
        canvas = self.window.canvas
        session = self.session
        slots: dict[str, Callable[..., object]] = {
            **self.window.desk.slots(),
            **self.window.quality.slots(),
            "close_window": lambda: self.window.close(),
            "open_recent": lambda: None,  # a submenu
            "undo": session.undo,
            "redo": session.redo,
            "clear_mask": session.clear_mask,
            "invert_mask": session.invert_mask,
            "inspect": session.inspect,
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "zoom_fit": canvas.zoom_to_fit,
            "zoom_actual": canvas.zoom_to_actual,
            "brush_smaller": lambda: self._scale_brush(1 / BRUSH_STEP),
            "brush_bigger": lambda: self._scale_brush(BRUSH_STEP),
            "brush_much_smaller": lambda: self._scale_brush(1 / BRUSH_BIG_STEP),
            "brush_much_bigger": lambda: self._scale_brush(BRUSH_BIG_STEP),
        }
        for spec in specs():
            if spec.group:
                kind, _, value = spec.id.partition("_")
                choose = {
                    "tool": self.choose_tool,
                    "compare": canvas.set_compare_mode,
                    "theme": self.choose_theme,
                }[kind]
                slots[spec.id] = lambda _=False, choose=choose, value=value: choose(value)
            elif spec.id not in slots and not spec.held:
                # Qt passes `checked`; methods that take nothing must not be given it.
                method = getattr(self, spec.id)
                slots[spec.id] = (
                    method
                    if spec.id in ("heatmap", "full_screen")
                    else (lambda _=False, method=method: method())
                )
        return slots

    # --- files in ----------------------------------------------------------------------------

    def open(self) -> None:
        filters = picture_filter(PROJECT_SUFFIX)
        path = self._ask_for_file(tr("Open photo"), "open", filters)
        if path is not None:
            self.open_path(path)

    def open_style(self) -> None:
        path = self._ask_for_file(tr("Open style picture"), "style", picture_filter())
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
                str(self.settings.last_folder("project") / name), project_filter(),
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
        folder = self.settings.last_folder("export")
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
        if dialog.exec():
            choice = dialog.choice
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

    # --- transfer and repair -----------------------------------------------------------------

    def transfer(self) -> None:
        self.session.transfer()

    def cancel(self) -> None:
        """What is running first, then the newest message, then the selection."""
        window = self.window
        if self.session.previews.drop() or self.session.cancel():
            return
        if not window.notifications.dismiss_latest():
            window.problems_panel.clear_selection()

    # --- tools and view ----------------------------------------------------------------------

    def choose_tool(self, name: str) -> None:
        if name in ("brush", "erase"):
            self._paint_tool = name
        self.window.canvas.set_tool(name)
        self.window.table[f"tool_{name}"].setChecked(True)

    def swap_tool(self) -> None:
        current = str(self.window.canvas.tool_name)
        self.choose_tool("erase" if current == "brush" else "brush")

    def heatmap(self, _on: bool) -> None:
        self.window.show_heatmap()

    def toggle_panels(self) -> None:
        docks = (self.window.left_dock, self.window.right_dock)
        show = not any(dock.isVisible() for dock in docks)
        for dock in docks:
            dock.setVisible(show)

    def next_area(self) -> None:
        window = self.window
        areas: list[QWidget] = [window.canvas, window.style_panel.gallery,
                                window.problems_panel.view, window.history_panel.list]  # fmt: skip
        areas = [area for area in areas if area.isVisible()]
        focus = QApplication.focusWidget()
        here = next((i for i, area in enumerate(areas) if focus is area), -1)
        if areas:
            areas[(here + 1) % len(areas)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def full_screen(self, on: bool) -> None:
        if on:
            self.window.showFullScreen()
        else:
            self.window.showNormal()

    def choose_theme(self, choice: str) -> None:
        self.settings.set_theme(choice)
        self.window.theme.choose(choice)

    def _scale_brush(self, factor: float) -> None:
        canvas = self.window.canvas
        canvas.set_brush_radius(canvas.brush_radius * factor)

    # --- preferences and help ----------------------------------------------------------------

    def preferences(self) -> None:
        self.window.preferences.open()

    def shortcuts(self) -> None:
        dialog = ShortcutsDialog(self.window.table.keys, self.window)
        if dialog.exec():
            self.settings.set_rebound_keys(dialog.rebound)
            self.window.table.rebind(dialog.rebound)

    def copy_diagnostics(self) -> None:
        self.window.notifications.copy_diagnostics("")

    def about(self) -> None:
        dialogs.show_about(self.window, self.window.status_line.device.text())

    def diagnostics(self) -> str:
        """Versions, device and the last messages; no file names and no pictures."""
        window = self.window
        photo = self.session.document.content
        size = "none" if photo is None else f"{photo.width} x {photo.height}, {photo.bit_depth} bit"
        lines = [
            f"Kintsugi on {platform.platform()}, Python {platform.python_version()}, "
            f"PySide6 {PySide6.__version__}",
            f"Device: {window.status_line.device.text() or 'not known yet'}",
            f"Photo: {size}",
            "Last messages:",
        ]
        lines += [f"- {notice.sentence}" for notice in window.notifications.past[-10:]]
        return "\n".join(lines)

    # -----------------------------------------------------------------------------------------

    def picture_name(self) -> str:
        """The name under which the person knows what is open here."""
        files = self.session.files
        if files.project_path is not None:
            return files.project_path.name
        content = self.session.document.content
        return (content.name if content is not None else "") or "picture.png"

    def _ask_for_file(self, title: str, purpose: str, filters: str) -> Path | None:
        folder = str(self.settings.last_folder(purpose))
        chosen, _ = QFileDialog.getOpenFileName(self.window, title, folder, filters)
        return Path(chosen) if chosen else None


def photo_of(image: QImage) -> Photo | None:
    """A pasted or dropped picture as a photo in sRGB, None for an empty one."""
    if image.isNull():
        return None
    pixels, alpha = from_qimage(image)
    return Photo(pixels=pixels, alpha=alpha)
