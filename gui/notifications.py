"""Non-modal messages at the foot of the canvas: hints, results and failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import icons
from gui.language import tr

ICON_OF_TONE = {"hint": "next", "info": "info", "success": "success", "error": "warning"}


@dataclass(frozen=True)
class Notice:
    """One message. A notice with the same `key` replaces the one before it.

    tone: "hint" (what to do next), "info", "success" or "error".
    details: what "Copy diagnostics" adds to the sentence; errors always offer to copy.
    lasts_ms: 0 stays until closed or replaced.
    """

    sentence: str
    tone: str = "info"
    key: str = ""
    details: str = ""
    actions: tuple[tuple[str, Callable[[], None]], ...] = field(default=(), compare=False)
    lasts_ms: int = 0


class NoticeBar(QFrame):
    """One visible notice: icon, sentence, actions, close button."""

    closed = Signal(object)
    diagnostics_wanted = Signal(str)

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setObjectName("notice")
        self.setProperty("tone", notice.tone)
        self.setAccessibleName(notice.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        mark = QLabel(self)
        mark.setPixmap(icons.icon(ICON_OF_TONE[notice.tone]).pixmap(18, 18))
        row.addWidget(mark)
        sentence = QLabel(notice.sentence, self)
        sentence.setWordWrap(True)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # a policy set anew forgets that the label wraps
        sentence.setSizePolicy(policy)
        row.addWidget(sentence, 1)
        self._sentence = sentence
        for text, slot in notice.actions:
            self._add_button(row, text, lambda _checked=False, slot=slot: self._act(slot))
        if notice.tone == "error":
            self._add_button(
                row, tr("Copy diagnostics"),
                lambda: self.diagnostics_wanted.emit(self.notice.details),
            )  # fmt: skip
        close = QToolButton(self)
        close.setObjectName("flat")
        close.setIcon(icons.icon("close"))
        close.setToolTip(tr("Close this message"))
        close.setAccessibleName(tr("Close this message"))
        close.clicked.connect(lambda: self.closed.emit(self))
        row.addWidget(close)
        if notice.lasts_ms:
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self.closed.emit(self))
            timer.start(notice.lasts_ms)

    def _add_button(self, row: QHBoxLayout, text: str, slot: Callable[..., None]) -> None:
        button = QPushButton(text, self)
        button.setObjectName("link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(slot)
        row.addWidget(button)

    def _act(self, slot: Callable[[], None]) -> None:
        self.closed.emit(self)
        slot()

    def fit(self, available: int) -> None:
        """One line where there is room, else wrapped within `available`."""
        # The style sheet sets paddings on polishing; without it the lines would be counted wrong.
        for widget in (self, *self.findChildren(QWidget)):
            widget.ensurePolished()
        extras = self.sizeHint().width() - self._sentence.sizeHint().width()
        line = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text()) + 8
        self.setFixedWidth(min(available, line + extras))
        # Its own: the minimum of before would count as what the layout needs.
        self.setMinimumHeight(0)
        needed = max(self.heightForWidth(self.width()), self.minimumSizeHint().height())
        self.setFixedHeight(needed)


class NotificationStack(QWidget):
    """Shows up to three notices over the lower edge of the widget it is placed on."""

    changed = Signal()
    LIMIT = 3

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._bars: list[NoticeBar] = []
        self._history: list[Notice] = []
        column = QVBoxLayout(self)
        self._column = column
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter)
        self.diagnostics: Callable[[], str] = lambda: ""
        host.installEventFilter(self)
        self.hide()

    @property
    def notices(self) -> list[Notice]:
        """Visible ones, oldest first."""
        return [bar.notice for bar in self._bars]

    @property
    def past(self) -> list[Notice]:
        return list(self._history)

    def show_notice(self, notice: Notice) -> None:
        if notice in self.notices:
            return
        if notice.key:
            self.dismiss(notice.key)
        bar = NoticeBar(notice, self)
        bar.closed.connect(self._on_closed)
        bar.diagnostics_wanted.connect(self._on_diagnostics_wanted)
        self._bars.append(bar)
        self._history = [*self._history[-49:], notice]
        # Hints yield to results; an error stays until it has been read.
        while len(self._bars) > self.LIMIT:
            yielding = [b for b in self._bars[:-1] if b.notice.tone != "error"]
            self._remove(yielding[0] if yielding else self._bars[0])
        self._column.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        bar.show()
        self._place()
        self.changed.emit()

    def dismiss(self, key: str) -> None:
        for bar in [b for b in self._bars if b.notice.key == key]:
            self._remove(bar)

    def dismiss_latest(self) -> bool:
        """Close the newest notice; False when there is none."""
        if not self._bars:
            return False
        self._remove(self._bars[-1])
        return True

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
        self._remove(bar)

    def _on_diagnostics_wanted(self, details: str) -> None:
        self.copy_diagnostics(details)

    def _remove(self, bar: NoticeBar) -> None:
        if bar not in self._bars:
            return
        self._bars.remove(bar)
        self._column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self._place()
        self.changed.emit()

    def _place(self) -> None:
        if not self._bars:
            self.hide()
            return
        margin = 16
        available = max(200, self._host.width() - 2 * margin)
        for bar in self._bars:
            bar.fit(min(available, 760))
        width = max(bar.width() for bar in self._bars)
        height = sum(bar.height() for bar in self._bars) + 8 * (len(self._bars) - 1)
        left = (self._host.width() - width) // 2
        self.setGeometry(left, self._host.height() - height - margin, width, height)
        self.show()
        self.raise_()
