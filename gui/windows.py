"""All windows of this process: opening, closing, quitting, and what a crash left behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from engine.styles import StylePreset
from gui import closing, dialogs
from gui.autosave import Autosave
from gui.jobs import WorkerThread
from gui.language import tr, tr_engine
from gui.main_window import MainWindow
from gui.notifications import Notice
from gui.recovery import AbandonedWork, RecoveryPlace, find_abandoned
from gui.recovery_dialog import RecoveryDialog
from gui.session import EditorSession, StyleSource
from gui.settings import Settings
from gui.theme import Theme

if TYPE_CHECKING:
    from engine.studio import Studio

CASCADE_PX = 32
_FILLS_SCREEN = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen


class SharedStudio:
    """The one studio of all windows, so that the networks are in memory once.

    Called, like the studio itself, in the engine thread only. `choice` says what the studio is
    to be made with; when that is another than before, a new studio takes over.
    """

    def __init__(self, make_studio: Callable[[], Studio], choice: Callable[[], object]) -> None:
        self._make_studio = make_studio
        self._choice = choice
        self._chosen: object = None
        self._studio: Studio | None = None

    def __call__(self) -> Studio:
        chosen = self._choice()
        if self._studio is None or chosen != self._chosen:
            self._studio = None  # the old networks make room before the new ones are loaded
            self._studio = self._make_studio()
            self._chosen = chosen
        return self._studio


class Windows(QObject):
    """Keeps every open window; they share the engine thread, and each has its own session.

    recovery_folder: where unsaved work is kept, None for nowhere.
    """

    opened = Signal(object)
    """A `MainWindow` that is about to be shown."""

    def __init__(
        self,
        settings: Settings,
        theme: Theme,
        presets: tuple[StylePreset, ...],
        make_studio: Callable[[], Studio],
        recovery_folder: Path | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._theme, self._presets = settings, theme, presets
        self._studio = SharedStudio(make_studio, lambda: settings.engine_choice)
        self._engine_thread = WorkerThread("kintsugi-engine")
        self._recovery_folder = recovery_folder
        self._autosaves: dict[MainWindow, Autosave] = {}
        self._open: list[MainWindow] = []
        self.recovery_dialog: RecoveryDialog | None = None

    # --- windows -----------------------------------------------------------------------------

    @property
    def all(self) -> tuple[MainWindow, ...]:
        """Every open window, the oldest first."""
        return tuple(self._open)

    @property
    def active(self) -> MainWindow | None:
        """The window that the person works in."""
        active = QApplication.activeWindow()
        if isinstance(active, MainWindow) and active in self._open:
            return active
        return self._open[-1] if self._open else None

    def autosave_of(self, window: MainWindow) -> Autosave | None:
        """What keeps the work of this window; None where nothing can be kept."""
        return self._autosaves.get(window)

    def open(self, beside: MainWindow | None = None) -> MainWindow:
        """Show another window, a little aside from the one it was asked from."""
        session = EditorSession(self._studio, engine_thread=self._engine_thread)
        window = MainWindow(session, self._settings, self._theme, self._presets)
        window.windows = self
        window.closed.connect(lambda: self._on_closed(window))
        window.table.keys_changed.connect(lambda: self._share_keys(window))
        self._open.append(window)
        place = None
        if self._recovery_folder is not None:
            place = RecoveryPlace.claim(self._recovery_folder)
        if place is not None:
            self._autosaves[window] = Autosave(
                session, place, lambda: self._settings.autosave_minutes, self
            )
        if beside is not None:
            window.setWindowState(window.windowState() & ~beside.windowState())
            window.resize(self._room_beside(beside))
            window.move(beside.pos() + QPoint(CASCADE_PX, CASCADE_PX))
        self.opened.emit(window)
        window.show()
        if len(self._open) > 1:
            session.warm_up()  # the first one is left to start by itself
        return window

    @staticmethod
    def _room_beside(window: MainWindow) -> QSize:
        """The size of a window; of one that fills the screen, what is left of it lower right."""
        if not window.windowState() & _FILLS_SCREEN:
            return window.size()
        frame = window.frameGeometry().height() - window.height()
        shift = QSize(CASCADE_PX, CASCADE_PX + frame)
        return window.size().boundedTo(window.screen().availableSize() - shift)

    def open_files(self, files: Sequence[Path], style: StyleSource | Path | None = None) -> None:
        """One window for each photo or project, all of them with the style that was asked for."""
        for number, path in enumerate(files or [None]):
            window = self.free_window() if number == 0 else self.open(self.active)
            if path is not None:
                window.commands.open_path(path)
            if style is not None:
                window.session.set_style(style)

    def window_of(self, path: Path) -> MainWindow | None:
        """The window in which this project is open already."""
        wanted = path.resolve()
        for window in self._open:
            project = window.session.files.project_path
            if project is not None and project.resolve() == wanted:
                return window
        return None

    def open_beside(self, window: MainWindow, source: Path | QImage) -> MainWindow:
        """Open a photo or project in a window of its own, with the style chosen in this one."""
        document = window.session.document
        other = self.open(window)
        other.session.set_style(document.style)
        other.session.set_transfer_params(document.transfer_params)
        if isinstance(source, Path):
            other.commands.open_path(source)
        else:
            other.commands.open_image(source)
        return other

    def free_window(self) -> MainWindow:
        """A window without a picture: the first such one, or a new one."""
        for window in self._open:
            if window.session.document.content is None and not window.session.opening:
                return window
        return self.open(self.active)

    @staticmethod
    def bring_to_front(window: MainWindow) -> None:
        """Show a window before the others and give it the keyboard."""
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    # --- closing -----------------------------------------------------------------------------

    def quit(self) -> None:
        """Close every window; asks once, whatever the number of windows with unsaved work."""
        if any(window.closing.waits(self.quit) for window in self.all):
            return
        unsaved = [window for window in self._open if window.session.is_modified]
        if not unsaved:
            self._close_all()
            return
        if len(unsaved) == 1:
            self.bring_to_front(unsaved[0])
            name = unsaved[0].commands.picture_name()
            answer = dialogs.ask_about_unsaved(unsaved[0], name, "close")
        else:
            parent = self.active or unsaved[0]
            names = [window.commands.picture_name() for window in unsaved]
            answer = closing.ask_about_several(parent, names)
        if answer == "save":
            self._save_rest()
        elif answer == "discard":
            self._close_all()

    def end(self, wait_ms: int = 5000) -> bool:
        """After the last window: end the engine thread. False if it did not end in time."""
        for window in self.all:
            window.close_unasked()
        return self._engine_thread.stop(wait_ms)

    def _save_rest(self) -> None:
        """Save one window after the other, then close all; a cancelled file dialog ends it."""
        for window in self._open:
            if window.session.is_modified:
                self.bring_to_front(window)
                window.commands.save_then(self._save_rest)
                return
        self._close_all()

    def _close_all(self) -> None:
        if all(
            window.quality.may_stop_batch()
            and window.adapting.may_stop()
            and window.training.may_stop()
            for window in self.all
        ):
            for window in self.all:
                window.close_unasked()

    def _share_keys(self, changed: MainWindow) -> None:
        """Keys that were changed in one window hold in every other."""
        keys = changed.table.keys
        for window in self._open:
            if window.table.keys != keys:
                window.table.rebind({action_id: list(found) for action_id, found in keys.items()})

    def _on_closed(self, window: MainWindow) -> None:
        if window not in self._open:
            return
        self._open.remove(window)
        autosave = self._autosaves.pop(window, None)
        if autosave is not None:
            autosave.close()
            autosave.deleteLater()
        window.deleteLater()

    # --- after a crash -----------------------------------------------------------------------

    def offer_recovery(self) -> bool:
        """Ask about work that a crash left behind. False if there is none."""
        if self._recovery_folder is None or not self._open:
            return False
        works = find_abandoned(self._recovery_folder)
        if not works:
            return False
        dialog = RecoveryDialog(works, self.active)
        dialog.restore_wanted.connect(lambda ticked: self._restore(ticked, works))
        dialog.discard_wanted.connect(lambda ticked: discard(ticked, works))
        dialog.postponed.connect(lambda: discard([], works))
        dialog.finished.connect(dialog.deleteLater)
        self.recovery_dialog = dialog
        dialog.open()
        return True

    def _restore(self, ticked: list[AbandonedWork], works: list[AbandonedWork]) -> None:
        for work in works:
            if work in ticked:
                self._restore_one(self.free_window(), work)
            else:
                work.place.release()

    def _restore_one(self, window: MainWindow, work: AbandonedWork) -> None:
        def on_shown() -> None:
            autosave = self.autosave_of(window)
            if autosave is None:
                work.place.release()  # nowhere to go on keeping it: leave it where it lies
            else:
                autosave.take_over(work.place)

        def on_failure(sentence: str) -> None:
            kept = work.place.set_aside()
            work.place.release()
            said = tr("{sentence} What is left of it was kept as {path}.").format(
                sentence=tr_engine(sentence), path=kept
            )
            window.session.notify(Notice(said, "error", "recovery"))

        window.session.files.open_recovered(work.place.path, work.note, on_shown, on_failure)


def discard(ticked: list[AbandonedWork], works: list[AbandonedWork]) -> None:
    """Remove the ticked works and let go of the others, which wait for the next start."""
    for work in works:
        if work in ticked:
            work.place.forget()
        work.place.release()
