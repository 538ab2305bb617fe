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
from engine.styles import StylePreset, StyleSource, bundled_styles
from gui import icons
from gui.engine_preload import preload_engine
from gui.garbage import GarbageTimer
from gui.jobs import describe_failure
from gui.language import tr, use_language
from gui.notifications import Notice
from gui.recovery import recovery_folder
from gui.settings import EngineChoice, Settings
from gui.theme import Theme
from gui.windows import Windows

if TYPE_CHECKING:
    from engine.studio import Studio

PROGRAM = "kintsugi"
WARM_UP_DELAY_MS = 200
RECOVERY_DELAY_MS = 100
log = logging.getLogger(__name__)


def make_studio(choice: EngineChoice) -> Studio:
    """Runs in the engine thread."""
    preload_engine()
    from engine.studio import Studio

    return Studio(
        device=choice.device,
        memory_budget_mb=choice.tile_memory_mb,
        number_format=choice.number_format,
    )


def run_window(
    files: Sequence[str | Path] = (),
    studio_factory: Callable[[], Studio] | None = None,
    style: StyleSource | Path | None = None,
) -> int:
    """Open a window for each photo or project, all with the style if one is given.

    Returns the exit code of the process. `studio_factory` is called in the engine thread.
    """
    app = QApplication.instance() or QApplication([PROGRAM])
    assert isinstance(app, QApplication)
    introduce(app)
    settings = Settings()
    use_language(settings.language)
    theme = Theme(app, settings.theme)
    factory = studio_factory or (lambda: make_studio(settings.engine_choice))
    presets, trouble = styles_or_trouble()
    garbage = GarbageTimer()
    windows = Windows(settings, theme, presets, factory, recovery_folder())
    previous_hook = sys.excepthook
    sys.excepthook = lambda kind, error, trace: tell_failure(windows, error, trace)
    windows.open_files([Path(name) for name in files], style)
    first = windows.all[0]
    if trouble:
        first.session.notify(Notice(trouble, "error"))
    # After the first frame, so that importing the networks never delays it.
    first.session.device_known.connect(lambda _sentence: first.session.warm_up_files())
    first.session.device_known.connect(lambda _sentence: garbage.keep_for_good())
    QTimer.singleShot(WARM_UP_DELAY_MS, first.session.warm_up)
    QTimer.singleShot(RECOVERY_DELAY_MS, windows.offer_recovery)
    try:
        return app.exec()
    finally:
        sys.excepthook = previous_hook
        windows.end()
        garbage.stop()


def introduce(app: QApplication) -> None:
    """Tell the desktop who we are: name, icon, and the file that launched us."""
    app.setApplicationName("Kintsugi")
    app.setApplicationDisplayName("Kintsugi")
    app.setDesktopFileName(PROGRAM)
    app.setWindowIcon(icons.icon("kintsugi"))
    # Qt only reads thumbnails and clipboard pictures; photos go through the engine's readers.
    QImageReader.setAllocationLimit(1024)


def styles_or_trouble() -> tuple[tuple[StylePreset, ...], str]:
    """The bundled styles; without them the window still works with the person's own."""
    try:
        return bundled_styles(), ""
    except KintsugiError as error:
        return (), str(error)


def tell_failure(windows: Windows, error: BaseException, trace: TracebackType | None) -> None:
    """An exception in the GUI thread: log it and say it, whatever else goes wrong."""
    if isinstance(error, KeyboardInterrupt):
        windows.quit()
        return
    log.error("Unhandled exception", exc_info=(type(error), error, trace))
    sentence, details = describe_failure(tr("the last action"), error)
    window = windows.active
    if window is not None:
        window.session.notify(Notice(sentence, "error", "failure", details))
