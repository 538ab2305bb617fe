"""The list of what was done; a click goes back or forth to that state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.history_rows import PICTURE_SIZE, HistoryRow
from gui.language import tr
from gui.section_heading import SectionHeading

Index = QModelIndex | QPersistentModelIndex
# Screen readers read it after the label, too.
BELOW_ROLE = Qt.ItemDataRole.AccessibleDescriptionRole
UNLIMITED_PX = (1 << 24) - 1


class StateDelegate(QStyledItemDelegate):
    """The label of a state and, muted below it, the proof of a repair or the look of a transfer."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        if index.data(BELOW_ROLE):
            size.setHeight(size.height() + QFontMetrics(_small(option.font)).height())
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        below = index.data(BELOW_ROLE)
        if not below:
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        style, label = shown.widget.style(), shown.text
        area = style.subElementRect(
            QStyle.SubElement.SE_ItemViewItemText, shown, shown.widget
        ).adjusted(3, 0, -3, 0)
        shown.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        fonts = shown.font, _small(shown.font)
        roles = QPalette.ColorRole
        faded = index.data(Qt.ItemDataRole.ForegroundRole) is not None
        colours = [
            shown.palette.color(role)
            for role in (roles.Text, roles.Text if faded else roles.PlaceholderText)
        ]
        top = area.center().y() - sum(QFontMetrics(font).height() for font in fonts) // 2
        painter.save()
        for words, font, colour in zip((label, below), fonts, colours, strict=True):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour)
            line = QRect(area.left(), top, area.width(), metrics.height())
            fitting = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)
            top += metrics.height()
        painter.restore()


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    return small


class HistoryPanel(QWidget):
    """Row 0 is the opened photo; row n is the state after the n-th edit."""

    state_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = SectionHeading(tr("History"), self)
        self.heading.folded_changed.connect(self._on_folded_changed)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("History"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # By rows, what has no room for a whole one would stay empty.
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setItemDelegate(StateDelegate(self.list))
        self.list.setIconSize(PICTURE_SIZE)
        self.list.itemClicked.connect(self._on_activated)
        self.list.itemActivated.connect(self._on_activated)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)

    def set_folded(self, folded: bool) -> None:
        """Show nothing but the heading, or the list again."""
        self.heading.set_folded(folded)

    def _on_folded_changed(self, folded: bool) -> None:
        self.list.setVisible(not folded)
        edge = 5 if folded else 12
        self._column.setContentsMargins(16, edge, 16, edge)
        # A splitter must not hand room to what is not there.
        self.setMaximumHeight(self.minimumSizeHint().height() if folded else UNLIMITED_PX)
        if not folded:
            self.list.scrollToItem(self.list.currentItem())

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
                if state.below:
                    item.setData(BELOW_ROLE, state.below)
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
