"""One message and its bar over the canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
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
    """One visible notice: icon, sentence, actions, close button.

    count: how many equal ones it stands for; shown behind the sentence from two on.
    """

    closed = Signal(object)
    """The person has closed it, or its time is over."""
    diagnostics_wanted = Signal(str)

    def __init__(self, notice: Notice, parent: QWidget, count: int = 1) -> None:
        super().__init__(parent)
        self.notice = notice
        self.count = count
        self.setObjectName("notice")
        self.setProperty("tone", notice.tone)
        self.setAccessibleName(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        self._mark = QLabel(self)
        self.redraw_mark()
        row.addWidget(self._mark)
        sentence = QLabel(notice.sentence, self)
        sentence.setWordWrap(True)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # a policy set anew forgets that the label wraps
        sentence.setSizePolicy(policy)
        row.addWidget(sentence, 1)
        self._sentence = sentence
        if count > 1:
            times = QLabel(tr("× {count}").format(count=count), self)
            times.setObjectName("muted")
            row.addWidget(times)
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
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.setToolTip(tr("Close this message"))
        close.setAccessibleName(tr("Close this message"))
        close.clicked.connect(lambda: self.closed.emit(self))
        row.addWidget(close)
        if notice.lasts_ms:
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self.closed.emit(self))
            timer.start(notice.lasts_ms)

    @property
    def words(self) -> str:
        """What a screen reader says of it."""
        if self.count == 1:
            return self.notice.sentence
        return tr("{sentence} ({count} times)").format(
            sentence=self.notice.sentence, count=self.count
        )

    def redraw_mark(self) -> None:
        """After a change of theme: a label keeps the pixels that it was given."""
        self._mark.setPixmap(icons.icon(ICON_OF_TONE[self.notice.tone]).pixmap(18, 18))

    def _add_button(self, row: QHBoxLayout, text: str, slot: Callable[..., None]) -> None:
        button = QPushButton(text, self)
        button.setObjectName("link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # it is gone after the click
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
