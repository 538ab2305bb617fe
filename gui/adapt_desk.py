"""What a window has for adapting to its picture: the dialog, and what happens when it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.styles import StylePreset
from gui.adapt_dialog import AdaptDialog, may_give_up
from gui.adapt_work import AdaptWork, obstacle_of
from gui.language import tr
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class AdaptDesk(QObject):
    """Makes the dialog when it is first asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.work = AdaptWork(window.session, self)
        self.work.kept.connect(self._on_kept)
        self.dialog: AdaptDialog | None = None
        window.closed.connect(self._on_closed)

    def slots(self) -> dict[str, Callable[..., object]]:
        """For the table of actions."""
        return {"adapt": self.open}

    def open(self, *_: object) -> None:
        """Show the dialog, or say why this style cannot be adapted."""
        session, style = self._window.session, self._window.session.document.style
        obstacle = "" if style is None else obstacle_of(style)
        if self.work.run is None and obstacle:
            session.notify(Notice(obstacle, "info", "adapt", lasts_ms=8000))
            return
        if self.dialog is None:
            self.dialog = AdaptDialog(self.work, self._window, self._titles)
            self.dialog.keep_wanted.connect(self._on_keep_wanted)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _titles(self) -> set[str]:
        """Of all styles in the gallery."""
        model = self._window.style_panel.model
        entries = map(model.entry_at, range(model.rowCount()))
        return {entry.title for entry in entries if entry is not None}

    def may_stop(self) -> bool:
        """True when nothing is under way or waits to be kept, or the person lets it go."""
        return may_give_up(self.work, self._window)

    def _on_keep_wanted(self, title: str) -> None:
        self.work.keep(title, self._window.styling.own.folder)

    def _on_kept(self, style: StylePreset, same_picture: bool) -> None:
        """The stored style is chosen, and the picture that it was made for is painted with it."""
        window, session = self._window, self._window.session
        if self.dialog is not None:
            self.dialog.hide()
        if session.ended:
            return
        others = window.windows.all if window.windows is not None else ()
        for one in {window, *others}:
            one.styling.own.load()
        session.notify(Notice(
            tr("“{title}” is one of your own styles now.").format(title=style.title),
            "success", "own-style", lasts_ms=6000,
        ))  # fmt: skip
        if not same_picture or session.activity is not None:
            session.set_style(style)
            return
        with session.previews.silence():
            session.set_style(style)
        session.transfer()

    def _on_closed(self) -> None:
        self.work.close()
        if self.dialog is not None:
            self.dialog.hide()
