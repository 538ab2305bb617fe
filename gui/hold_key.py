"""A key that acts while it is held down, wherever the focus is in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget


class HoldKey(QObject):
    """Watches the application's key events for one window."""

    held_changed = Signal(bool)

    def __init__(
        self, window: QWidget, keys: Callable[[], tuple[str, ...]], allowed: Callable[[], bool]
    ) -> None:
        """keys: portable sequences, asked anew each time; allowed: whether it may begin now."""
        super().__init__(window)
        self._window = window
        self._keys = keys
        self._allowed = allowed
        self.held = False
        self._app().installEventFilter(self)

    def stop(self) -> None:
        self._app().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() != QEvent.Type.ShortcutOverride:
            window_active = QApplication.activeWindow() in (self._window, None)
            if window_active and watched is self._window.windowHandle() and self._is_it(event):
                return self._on_key(event)
        return super().eventFilter(watched, event)

    def _is_it(self, event: QKeyEvent) -> bool:
        pressed = QKeySequence(event.keyCombination())
        return any(QKeySequence(key) == pressed for key in self._keys())

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return True
        held = event.type() == QEvent.Type.KeyPress
        if held == self.held or (held and not self._allowed()):
            return False
        self.held = held
        self.held_changed.emit(held)
        return True

    @staticmethod
    def _app() -> QApplication:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return app
