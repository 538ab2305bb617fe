"""What a window has for training: the dialog, and what happens when a style has come of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui import dialogs
from gui.language import tr
from gui.notifications import Notice
from gui.train_work import TrainOrder, TrainWork, program

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.train_dialog import TrainDialog


class TrainDesk(QObject):
    """Makes the dialog when it is first asked for; a training goes on while it is closed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.command: Callable[[], list[str]] = program
        """Starts the program that trains."""
        self.work = TrainWork(lambda: self.command(), self)
        self.work.stored.connect(self._on_stored)
        self.work.changed.connect(self._on_changed)
        self._was_running = False
        self.dialog: TrainDialog | None = None
        window.closed.connect(self._on_closed)

    def slots(self) -> dict[str, Callable[..., object]]:
        """For the table of actions."""
        return {"train_collection": self.open}

    def open(self, *_: object) -> None:
        """Show the dialog."""
        if self.dialog is None:
            from gui.train_dialog import TrainDialog  # seldom wanted, so not at the start

            session, settings = self._window.session, self._window.settings
            self.dialog = TrainDialog(self.work, session.light_runner, settings, self._window)
            self.dialog.start_wanted.connect(self._on_start_wanted)
            self.dialog.finished.connect(lambda _result: self._on_hidden())
        if not self.work.running:
            self.dialog.refresh_runs()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def may_stop(self) -> bool:
        """True when no training is under way, or the person lets it be stopped."""
        return not self.work.running or dialogs.ask(
            self._window,
            tr("Stop the training?"),
            tr("It is saved, and you can go on with it later."),
            tr("Stop and close"),
        )

    def _on_start_wanted(self, order: TrainOrder) -> None:
        self.work.start(order, self._window.styling.own.folder)

    def _on_changed(self) -> None:
        """A training has ended: it can be gone on with from the form."""
        ended = self._was_running and not self.work.running
        self._was_running = self.work.running
        if not ended or self.dialog is None:
            return
        self.dialog.refresh_runs(self.work.folder)
        if not self.dialog.isVisible() and not self.work.style_id:
            tone = "error" if self.work.failed else "info"
            self._window.session.notify(Notice(self.work.message, tone, "train", lasts_ms=8000))

    def _on_hidden(self) -> None:
        if self.work.running:
            self._window.session.notify(Notice(
                tr("The training goes on. Picture > Train a collection… shows how it fares."),
                "info", "train", lasts_ms=8000,
            ))  # fmt: skip

    def _on_stored(self, _style_id: str, title: str) -> None:
        """The gallery of every window shows the new style at once."""
        window = self._window
        if window.session.ended:
            return
        others = window.windows.all if window.windows is not None else ()
        for one in {window, *others}:
            one.styling.own.load()
        window.session.notify(Notice(
            tr("“{title}” is one of your own styles now.").format(title=title),
            "success", "own-style", lasts_ms=6000,
        ))  # fmt: skip

    def _on_closed(self) -> None:
        self.work.close()
        if self.dialog is not None:
            self.dialog.hide()
