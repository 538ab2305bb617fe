"""Non-modal messages over the canvas: hints, results and failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gui.language import tr
from gui.notice_bar import Notice, NoticeBar

__all__ = ["Notice", "NoticeBar", "NotificationStack"]

MARGIN_PX, GAP_PX, WIDEST_PX = 16, 8, 760
# While the view moves under a drag or a wheel the notices stay where they are.
SETTLE_MS = 150


@dataclass(frozen=True, eq=False)
class Waiting:
    """A notice that had to make room, and how many equal ones it stands for."""

    notice: Notice
    count: int


class NotificationStack(QWidget):
    """Shows up to two notices over the widget it is placed on.

    They lie at its foot, or at its head where the foot is what the person looks at. Equal ones
    become one with a count. What there is no room for makes way: results are over with that (the
    diagnostics still name them), while errors and the hint wait and come back.
    """

    changed = Signal()
    LIMIT = 2

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._bars: list[NoticeBar] = []
        self._waiting: list[Waiting] = []
        self._history: list[Notice] = []
        column = QVBoxLayout(self)
        self._column = column
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter)
        self.diagnostics: Callable[[], str] = lambda: ""
        self.looked_at: Callable[[], QRect] = QRect
        """What of the host the notices must not cover; empty where there is nothing of the kind."""
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._place)
        host.installEventFilter(self)
        self.hide()

    @property
    def notices(self) -> list[Notice]:
        """Visible ones, oldest first."""
        return [bar.notice for bar in self._bars]

    @property
    def waiting(self) -> list[Notice]:
        """Those that come back when there is room, oldest first."""
        return [entry.notice for entry in self._waiting]

    @property
    def past(self) -> list[Notice]:
        return list(self._history)

    def count_of(self, notice: Notice) -> int:
        """How many equal notices the visible one stands for, 0 if it is not visible."""
        return next((bar.count for bar in self._bars if bar.notice == notice), 0)

    def show_notice(self, notice: Notice) -> None:
        """Show it, instead of the one of the same key or together with an equal one."""
        if notice.tone == "hint" and notice in self.notices:
            return
        count = self._take_equal(notice) + 1
        if notice.key:
            self._forget(notice.key)
        self._history = [*self._history[-49:], notice]
        if notice.tone == "hint" and len(self._bars) >= self.LIMIT:
            self._waiting.append(Waiting(notice, count))
            return
        self._add(notice, count)
        self._make_room()
        self._place()
        self._announce(self._bars[-1])
        self.changed.emit()

    def dismiss(self, key: str) -> None:
        """Take the notice of this key away, also one that waits."""
        if self._forget(key):
            self._refill()

    def dismiss_latest(self) -> bool:
        """Close the newest notice; False when there is none."""
        if not self._bars:
            return False
        self._on_closed(self._bars[-1])
        return True

    def redraw_icons(self) -> None:
        """After a change of theme."""
        for bar in self._bars:
            bar.redraw_mark()

    def place_soon(self) -> None:
        """What is looked at may have moved: find the place anew once it rests."""
        if self._bars:
            self._settle.start()

    def copy_diagnostics(self, details: str) -> None:
        text = "\n\n".join(part for part in (details, self.diagnostics()) if part)
        QApplication.clipboard().setText(text)
        self.show_notice(
            Notice(
                tr("Diagnostics copied; paste them into your report."), key="copied", lasts_ms=4000
            )
        )

    def retranslate(self) -> None:
        """The sentences have another length now."""
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _on_closed(self, bar: NoticeBar) -> None:
        if bar in self._bars:
            self._remove(bar)
            self._refill()

    def _on_diagnostics_wanted(self, details: str) -> None:
        self.copy_diagnostics(details)

    # --- which ones show ------------------------------------------------------------------------

    def _take_equal(self, notice: Notice) -> int:
        """Take an equal notice away; how many it stood for."""
        for bar in self._bars:
            if bar.notice == notice:
                self._remove(bar)
                return bar.count
        for entry in self._waiting:
            if entry.notice == notice:
                self._waiting.remove(entry)
                return entry.count
        return 0

    def _add(self, notice: Notice, count: int) -> None:
        bar = NoticeBar(notice, self, count)
        bar.closed.connect(self._on_closed)
        bar.diagnostics_wanted.connect(self._on_diagnostics_wanted)
        self._bars.append(bar)
        self._column.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        bar.show()

    def _make_room(self) -> None:
        """The hint gives way first, then the oldest result, then the oldest error."""
        while len(self._bars) > self.LIMIT:
            older = self._bars[:-1]
            ranks = {"hint": 0, "error": 2}
            yielding = min(older, key=lambda bar: ranks.get(bar.notice.tone, 1))
            if yielding.notice.tone in ("hint", "error"):
                self._waiting.append(Waiting(yielding.notice, yielding.count))
            self._remove(yielding)

    def _refill(self) -> None:
        """There is room again: errors come back first, the newest of them before the others."""
        while self._waiting and len(self._bars) < self.LIMIT:
            newest = [*reversed(self._waiting)]
            entry = min(newest, key=lambda entry: entry.notice.tone != "error")
            self._waiting.remove(entry)
            self._add(entry.notice, entry.count)
        self._place()
        self.changed.emit()

    def _forget(self, key: str) -> bool:
        """Drop what has this key; whether it was visible."""
        self._waiting = [entry for entry in self._waiting if entry.notice.key != key]
        gone = [bar for bar in self._bars if bar.notice.key == key]
        for bar in gone:
            self._remove(bar)
        return bool(gone)

    def _remove(self, bar: NoticeBar) -> None:
        self._bars.remove(bar)
        self._column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()

    def _announce(self, bar: NoticeBar) -> None:
        """Screen readers say it; an error at once, anything else when they are done."""
        event = QAccessibleAnnouncementEvent(bar, bar.words)
        urgent = QAccessible.AnnouncementPoliteness.Assertive
        polite = QAccessible.AnnouncementPoliteness.Polite
        event.setPoliteness(urgent if bar.notice.tone == "error" else polite)
        QAccessible.updateAccessibility(event)

    # --- where they lie -------------------------------------------------------------------------

    def _place(self) -> None:
        if not self._bars:
            self.hide()
            return
        available = max(200, self._host.width() - 2 * MARGIN_PX)
        for bar in self._bars:
            bar.fit(min(available, WIDEST_PX))
        shown = list(self._bars)
        room = self._host.height() - 2 * MARGIN_PX
        # In a very low window the newest alone, rather than one that is cut off.
        while len(shown) > 1 and _height(shown) > room:
            shown.pop(0)
        for bar in self._bars:
            bar.setVisible(bar in shown)
        width, height = max(bar.width() for bar in shown), _height(shown)
        left = (self._host.width() - width) // 2
        foot = QRect(left, self._host.height() - height - MARGIN_PX, width, height)
        head = QRect(left, MARGIN_PX, width, height)
        self.setGeometry(min((foot, head), key=self._covered))
        self.show()
        self.raise_()

    def _covered(self, place: QRect) -> int:
        """How much of what is looked at lies under the notices there."""
        hidden = place & self.looked_at()
        return hidden.width() * hidden.height() if not hidden.isEmpty() else 0


def _height(bars: list[NoticeBar]) -> int:
    return sum(bar.height() for bar in bars) + GAP_PX * (len(bars) - 1)
