"""The table of a batch: what is made, how far it is, and how much of it is flagged."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from gui import icons
from gui.batch_queue import (
    CANCELLED,
    DONE,
    FAILED,
    RUNNING,
    SKIPPED,
    WAITING,
    BatchQueue,
    BatchRow,
)
from gui.language import tr, tr_engine

Index = QModelIndex | QPersistentModelIndex

PICTURE, STYLE, STATE, FLAGGED = range(4)
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ROLE = Qt.ItemDataRole.UserRole + 2
THUMBNAIL_PX = 44
_ORDER = (RUNNING, WAITING, FAILED, CANCELLED, SKIPPED, DONE)


def state_text(row: BatchRow) -> str:
    """The state of a row in a few words."""
    if row.state == RUNNING:
        return tr("{percent}%").format(percent=round(100 * row.fraction))
    return {
        WAITING: tr("Waiting"),
        DONE: tr("Done"),
        SKIPPED: tr("Was there already"),
        FAILED: tr("Failed"),
        CANCELLED: tr("Cancelled"),
    }[row.state]


def flagged_text(share: float) -> str:
    """A flagged part of the picture as a percentage that does not read 0 unless it is."""
    percent = 100 * share
    if 0 < percent < 0.1:
        return tr("under 0.1%")
    return tr("{percent}%").format(percent=f"{percent:.1f}")


class BatchModel(QAbstractTableModel):
    """The rows of a queue; above `limit` (0..1) flagged, a row says that it needs a look."""

    def __init__(self, queue: BatchQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.limit = 0.01
        queue.reset.connect(self._on_reset)
        queue.row_changed.connect(self._on_row_changed)

    def set_limit(self, limit: float) -> None:
        self.limit = limit
        self._everything_changed()

    def row_at(self, row: int) -> BatchRow | None:
        rows = self._queue.rows
        return rows[row] if 0 <= row < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._queue.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Photo"), tr("Style"), tr("State"), tr("Flagged"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index.row())
        if row is None:
            return None
        column = index.column()
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.DecorationRole and column == PICTURE:
            return row.picture
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._tip(row)
        if role == SORT_ROLE:
            return self._rank(row, column)
        return None

    def _text(self, row: BatchRow, column: int) -> str:
        if column == PICTURE:
            return row.item.photo.name
        if column == STYLE:
            return tr_engine(row.item.style_title)
        if column == STATE:
            return state_text(row)
        if row.flagged is None:
            return ""
        if row.needs_a_look(self.limit):
            return tr("{share} – look at this").format(share=flagged_text(row.flagged))
        return flagged_text(row.flagged)

    def _tip(self, row: BatchRow) -> str:
        if row.sentence:
            return f"<p>{tr_engine(row.sentence)}</p>"
        if row.state == DONE:
            return tr("Double-click to open it")
        return str(row.item.target)

    def _rank(self, row: BatchRow, column: int) -> float | int | str:
        if column == FLAGGED:
            return -1.0 if row.flagged is None else row.flagged
        if column == STATE:
            return _ORDER.index(row.state)
        return row.item.number if column == PICTURE else self._text(row, column).casefold()

    def _on_reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def _on_row_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, 3))

    def _everything_changed(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 3))


class BatchDelegate(QStyledItemDelegate):
    """Draws the pictures, the progress, and what needs a look."""

    def __init__(self, model: BatchModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), THUMBNAIL_PX + 8)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        # The whole row is marked; a frame around one cell would say something else.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        row: BatchRow = index.data(ROW_ROLE)
        palette = option.palette
        if index.column() == PICTURE:
            option.decorationSize = QSize(THUMBNAIL_PX, THUMBNAIL_PX)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            picture = row.picture
            faint = palette.color(QPalette.ColorRole.PlaceholderText).name()
            option.icon = _placeholder(faint) if picture is None else _square(picture)
        elif index.column() == FLAGGED and row.needs_a_look(self._model.limit):
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = QSize(18, 18)
            option.icon = icons.icon("warning", palette.color(QPalette.ColorRole.Link).name())
            option.font.setBold(True)
        elif index.column() == STATE and row.state in (WAITING, SKIPPED, CANCELLED):
            muted = palette.color(QPalette.ColorRole.PlaceholderText)
            palette.setColor(QPalette.ColorRole.Text, muted)
            option.palette = palette
        elif index.column() == STATE and row.state == FAILED:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = QSize(18, 18)
            option.icon = icons.icon("warning")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        row: BatchRow = index.data(ROW_ROLE)
        if index.column() != STATE or row.state != RUNNING:
            return
        rect = option.rect
        track = QRect(rect.left() + 10, rect.bottom() - 12, rect.width() - 20, 4)
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(track, 2, 2)
        track.setWidth(max(4, round(track.width() * row.fraction)))
        painter.setBrush(palette.color(QPalette.ColorRole.Link))
        painter.drawRoundedRect(track, 2, 2)
        painter.restore()


def _placeholder(colour: str) -> QIcon:
    """What stands where a picture will be: small, so that it does not compete with pictures."""
    ratio = 2.0
    icon = icons.pixmap("picture", THUMBNAIL_PX // 2, colour, ratio)
    room = QPixmap(round(THUMBNAIL_PX * ratio), round(THUMBNAIL_PX * ratio))
    room.setDevicePixelRatio(ratio)
    room.fill(Qt.GlobalColor.transparent)
    painter = QPainter(room)
    painter.setOpacity(0.6)
    painter.drawPixmap(THUMBNAIL_PX // 4, THUMBNAIL_PX // 4, icon)
    painter.end()
    return icons.of_picture(room)


def _square(picture: QPixmap) -> QIcon:
    """The middle of a picture; at twice the size that is drawn, for fine screens."""
    side = min(picture.width(), picture.height())
    middle = picture.copy(
        (picture.width() - side) // 2, (picture.height() - side) // 2, side, side
    )  # fmt: skip
    return icons.of_picture(
        middle.scaled(
            2 * THUMBNAIL_PX, 2 * THUMBNAIL_PX, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )  # fmt: skip


class BatchTable(QTableView):
    """A queue as a table that can be sorted by every column."""

    def __init__(self, queue: BatchQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = BatchModel(queue, self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.rows)
        self.sorted.setSortRole(SORT_ROLE)
        self.setModel(self.sorted)
        self.setItemDelegate(BatchDelegate(self.rows, self))
        self.setSortingEnabled(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Queue"))
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(THUMBNAIL_PX + 8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(PICTURE, header.ResizeMode.Stretch)
        header.setSectionResizeMode(STYLE, header.ResizeMode.Stretch)
        for column, width in ((STATE, 150), (FLAGGED, 210)):
            header.setSectionResizeMode(column, header.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.in_order()

    def in_order(self) -> None:
        """As they are made."""
        self.sortByColumn(PICTURE, Qt.SortOrder.AscendingOrder)

    def worst_first(self) -> None:
        self.sortByColumn(FLAGGED, Qt.SortOrder.DescendingOrder)
        self.scrollToTop()

    def row_of(self, index: Index) -> BatchRow | None:
        row = index.data(ROW_ROLE)
        return row if isinstance(row, BatchRow) else None
