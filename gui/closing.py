"""What is asked and waited for before windows close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from gui import dialogs
from gui.language import tr, tr_n
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.main_window import MainWindow

MOST_NAMES = 8


class Closing(QObject):
    """Lets a window go when its files are written and the person has answered what there is."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._then: Callable[[], object] | None = None
        window.session.files.writing.ended.connect(self._on_writing_ended)

    def may_go(self) -> bool:
        """Whether nothing holds the window up; otherwise it may close by itself later."""
        window = self._window
        return (
            not self.waits(window.close)
            and window.commands.may_lose_work("close", window.close)
            and window.quality.may_stop_batch()
            and window.adapting.may_stop()
            and window.training.may_stop()
        )

    def waits(self, then: Callable[[], object]) -> bool:
        """Whether a file is still being written; `then` is called once all of them are there.

        Asked for a second time, the person may break the writing off: a disk can hang.
        """
        names = self._window.session.files.writing.names
        if not names:
            return False
        if self._then is not None and dialogs.ask(
            self._window,
            tr("Stop writing “{name}”?").format(name=escape(names[0])),
            tr("The file is not complete yet. What has been there before stays."),
            tr("Stop and close"),
        ):
            self.stay()
            return False
        self._then = then
        self._window.session.notify(Notice(
            tr("“{name}” is still being written; the window closes as soon as it is there.").format(
                name=names[0]
            ),
            "info", "closing", actions=((tr("Keep open"), self.stay),),
        ))  # fmt: skip
        return True

    def stay(self) -> None:
        """The window does not close by itself any more."""
        self._then = None
        self._window.notifications.dismiss("closing")

    def _on_writing_ended(self, all_there: bool) -> None:
        then = self._then
        if then is None:
            return
        self.stay()
        if all_there:  # otherwise the message of what went wrong has to be seen
            QTimer.singleShot(0, self, then)


def ask_about_several(parent: QWidget, names: Sequence[str]) -> str:
    """ "save", "discard" or "cancel", asked once for all of them."""
    question = tr_n("Save your work on %n picture?", len(names))
    listed = [escape(name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        listed.append("…")
    sentence = tr("If you quit without saving, the changes since the last save are lost:")
    lines = "<br>".join((sentence, *(f"&nbsp;•&nbsp;{name}" for name in listed)))
    return dialogs.ask_to_save(parent, question, lines, tr("Save all"))
