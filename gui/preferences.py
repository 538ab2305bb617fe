"""Opens the preferences of a window and lets every choice take effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gui.language import tr
from gui.relabelling import switch_language

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.settings_dialog import SettingsDialog

ENGINE_SETTINGS = ("device", "number_format", "tile_memory_mb")
MIB = 1024 * 1024


class Preferences(QObject):
    """What the stored choices mean for a window and for its siblings."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.dialog: SettingsDialog | None = None
        self.apply_to_session()

    def open(self) -> None:
        """Show the dialog; it can stay open beside the window."""
        if self.dialog is None:
            self.dialog = self._made_dialog()
        self.dialog.show_values()
        self.dialog.show()
        self.dialog.activateWindow()

    def apply_to_session(self) -> None:
        """What the session keeps for itself."""
        session, settings = self.window.session, self.window.settings
        session.inspects_by_itself = settings.inspects_by_itself
        session.undo_budget_bytes = settings.undo_memory_mb * MIB
        session.document.history.budget_bytes = session.undo_budget_bytes

    def _made_dialog(self) -> SettingsDialog:
        # Imported here: nobody needs it in the first second.
        from gui.settings_dialog import SettingsDialog

        window = self.window
        sentence = window.status_line.device.text()
        dialog = SettingsDialog(window.settings, None, sentence, window)
        dialog.changed.connect(self._on_changed)
        dialog.shortcuts_wanted.connect(window.commands.shortcuts)
        window.session.device_known.connect(dialog.show_device)
        session = window.session
        session.submit_quietly(
            tr("Looking for devices"),
            lambda _progress: session.studio().devices(),
            dialog.show_devices,
        )
        return dialog

    def _on_changed(self, name: str) -> None:
        settings = self.window.settings
        if name == "language":
            switch_language(settings.language)
        for window in windows_of(self.window):
            if name in ENGINE_SETTINGS:
                window.session.renew_studio()
            elif name == "theme":
                window.commands.choose_theme(settings.theme)
                window.table[f"theme_{settings.theme}"].setChecked(True)
            elif name == "keys":
                window.table.rebind(settings.rebound_keys)
            autosave = None if window.windows is None else window.windows.autosave_of(window)
            if name == "autosave_minutes" and autosave is not None:
                autosave.look_again()
            window.preferences.apply_to_session()
            window.queue_refresh()


def windows_of(window: MainWindow) -> list[MainWindow]:
    """Every open window of the program, the given one among them."""
    kind = type(window)
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind)]
