"""The list of what was done; a click goes back or forth to that state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.history_rows import PICTURE_SIZE, HistoryRow
from gui.language import tr


class HistoryPanel(QWidget):
    """Row 0 is the opened photo; row n is the state after the n-th edit."""

    state_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(tr("History"), self)
        heading.setObjectName("heading")
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("History"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(PICTURE_SIZE)
        self.list.itemClicked.connect(self._on_activated)
        self.list.itemActivated.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.list, 1)

    def show_states(self, rows: Sequence[HistoryRow], current: int) -> None:
        """rows: each state, oldest first; later ones than `current` fade."""
        with QSignalBlocker(self.list):
            self.list.clear()
            faded = self.palette().brush(self.palette().ColorGroup.Disabled,
                                         self.palette().ColorRole.Text)  # fmt: skip
            for row, state in enumerate(rows):
                item = QListWidgetItem(state.label)
                if state.icon is not None:
                    item.setIcon(state.icon)
                if state.tip:
                    item.setToolTip(f"<p>{state.tip}</p>")
                if row > current:
                    item.setForeground(faded)
                self.list.addItem(item)
            self.list.setCurrentRow(current)
        if 0 <= current < self.list.count():
            self.list.scrollToItem(self.list.item(current))

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.state_wanted.emit(self.list.row(item))
