"""What each action of the table does, in terms of the window and its session."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from engine.version import app_version
from gui import dialogs
from gui.actions import specs
from gui.file_commands import FileCommands
from gui.shortcuts_dialog import ShortcutsDialog

if TYPE_CHECKING:
    from gui.compare_desk import CompareDesk
    from gui.main_window import MainWindow

BRUSH_STEP, BRUSH_BIG_STEP = 1.15, 1.6


class Commands(FileCommands):
    """One method per action id; those of files, drops and pastes are inherited."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._paint_tool = "brush"
        self.comparing: CompareDesk | None = None

    def slots(self) -> dict[str, Callable[..., object]]:
        """The slot of every action that is not held; a missing one is a mistake found at start."""
        canvas = self.window.canvas
        session = self.session
        slots: dict[str, Callable[..., object]] = {
            **self.window.desk.slots(),
            **self.window.quality.slots(),
            **self.window.adapting.slots(),
            **self.window.training.slots(),
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

    def compare_architectures(self) -> None:
        if self.comparing is None:
            from gui.compare_desk import CompareDesk  # seldom wanted, so not at the start

            self.comparing = CompareDesk(self.window)
        self.comparing.open()

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
        rebound = dialog.rebound if dialog.exec() else None
        dialog.deleteLater()
        if rebound is not None:
            self.settings.set_rebound_keys(rebound)
            self.window.table.rebind(rebound)

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
            f"Kintsugi {app_version()} on {platform.platform()}, "
            f"Python {platform.python_version()}, "
            f"PySide6 {PySide6.__version__}",
            f"Device: {window.status_line.device.text() or 'not known yet'}",
            f"Photo: {size}",
            "Last messages:",
        ]
        lines += [f"- {notice.sentence}" for notice in window.notifications.past[-10:]]
        return "\n".join(lines)
