"""Starting and ending the window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication

from engine.errors import KintsugiError
from engine.styles import StylePreset, bundled_styles
from gui.jobs import describe_failure
from gui.main_window import MainWindow
from gui.notifications import Notice
from gui.session import EditorSession
from gui.settings import Settings
from gui.theme import Theme

if TYPE_CHECKING:
    from engine.studio import Studio

WARM_UP_DELAY_MS = 200
log = logging.getLogger(__name__)


def make_studio(device: str) -> Studio:
    """Runs in the engine thread."""
    from engine.studio import Studio

    return Studio(device=device)


def run_window(
    files: Sequence[str | Path] = (), studio_factory: Callable[[], Studio] | None = None
) -> int:
    """Open the window, with the first file as the photo and a second one as the style.

    Returns the exit code of the process. `studio_factory` is called in the engine thread.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Kintsugi")
    app.setApplicationDisplayName("Kintsugi")
    app.setDesktopFileName("kintsugi")
    # Qt only reads thumbnails and clipboard pictures; photos go through the engine's readers.
    QImageReader.setAllocationLimit(1024)
    settings = Settings()
    theme = Theme(app, settings.theme)
    factory = studio_factory or (lambda: make_studio(settings.device))
    session = EditorSession(factory)
    presets, trouble = styles_or_trouble()
    window = MainWindow(session, settings, theme, presets)
    previous_hook = sys.excepthook
    sys.excepthook = lambda kind, error, trace: tell_failure(window, error, trace)
    if trouble:
        session.notify(Notice(trouble, "error"))
    window.show()
    open_files(window, [Path(name) for name in files])
    # After the first frame, so that importing the networks never delays it.
    QTimer.singleShot(WARM_UP_DELAY_MS, session.warm_up)
    try:
        return app.exec()
    finally:
        sys.excepthook = previous_hook
        session.shutdown()


def styles_or_trouble() -> tuple[tuple[StylePreset, ...], str]:
    """The bundled styles; without them the window still works with the person's own."""
    try:
        return bundled_styles(), ""
    except KintsugiError as error:
        return (), str(error)


def open_files(window: MainWindow, files: list[Path]) -> None:
    if files:
        window.commands.open_dropped_on_canvas(files)


def tell_failure(window: MainWindow, error: BaseException, trace: TracebackType | None) -> None:
    """An exception in the GUI thread: log it and say it, whatever else goes wrong."""
    if isinstance(error, KeyboardInterrupt):
        window.close()
        return
    log.error("Unhandled exception", exc_info=(type(error), error, trace))
    sentence, details = describe_failure("the last action", error)
    window.session.notify(Notice(sentence, "error", "failure", details))
