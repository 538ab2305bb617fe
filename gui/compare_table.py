"""The table of a comparison: one row a style, figures that sort as numbers."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.comparison import (
    FAMILY_NAMES,
    FIGURES,
    ComparedStyle,
    Figure,
    figure_note,
    figure_text,
    shown_title,
)
from gui import icons
from gui.keyboard_focus import FocusFrame
from gui.language import tr, tr_engine
from gui.qimage import to_qimage
from gui.style_list import square

Index = QModelIndex | QPersistentModelIndex

STYLE, FAMILY, FIRST_FIGURE = range(3)
COLUMNS = FIRST_FIGURE + len(FIGURES)
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ROLE = Qt.ItemDataRole.UserRole + 2
THUMBNAIL_PX = 40
# In the text, where they do not cover it: the arrow of the style is drawn over right-aligned words.
ARROWS = (" ▲", " ▼")
_NO_ARROW = "QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; height: 0; }"
_WIDEST = "0.0000"
_PADDING_PX = 23
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def figure_of(column: int) -> Figure | None:
    """The figure that a column shows, None for words."""
    return FIGURES[column - FIRST_FIGURE] if column >= FIRST_FIGURE else None


def best_order(column: int) -> Qt.SortOrder:
    """The order that puts the best of a column first."""
    figure = figure_of(column)
    if figure is not None and figure.best == "high":
        return Qt.SortOrder.DescendingOrder
    return Qt.SortOrder.AscendingOrder


def column_name(column: int) -> str:
    """What stands above a column."""
    figure = figure_of(column)
    if figure is None:
        return tr("Style") if column == STYLE else tr("Family")
    return tr_engine(figure.label)


class CompareModel(QAbstractTableModel):
    """The rows of a comparison in the order in which they were made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ComparedStyle] = []
        self.images: list[QImage] = []
        self._icons: list[QIcon] = []
        self.sorted_by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    def show_sorting(self, column: int, order: Qt.SortOrder) -> None:
        """Put the arrow into the heading of the column that the table is sorted by."""
        self.sorted_by = column, order
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, COLUMNS - 1)

    def clear(self) -> None:
        self.beginResetModel()
        self.rows, self.images, self._icons = [], [], []
        self.endResetModel()

    def add(self, row: ComparedStyle) -> None:
        place = len(self.rows)
        image = QImage() if row.pixels is None else to_qimage(row.pixels)
        self.beginInsertRows(QModelIndex(), place, place)
        self.rows.append(row)
        self.images.append(image)
        self._icons.append(_icon(image))
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < COLUMNS:
            return None
        figure = figure_of(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column_name(section)}{self._arrow(section)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column_name(section)
        if role == Qt.ItemDataRole.ToolTipRole and figure is not None:
            return f"<p>{tr_engine(figure.help)}</p>"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if figure is None else _RIGHT
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            return best_order(section).value
        return None

    def _arrow(self, section: int) -> str:
        column, order = self.sorted_by
        if section != column:
            return ""
        return ARROWS[0] if order == Qt.SortOrder.AscendingOrder else ARROWS[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row
        if role == SORT_ROLE:
            return self._rank(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, column)
        if role == Qt.ItemDataRole.DecorationRole and column == STYLE:
            return self._icons[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if figure_of(column) is None else _RIGHT
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return cell_tip(row, column)
        return None

    @staticmethod
    def _rank(row: ComparedStyle, column: int) -> float | int | str | None:
        figure = figure_of(column)
        if figure is not None:
            return row.value(figure.name)
        return cell_text(row, column).casefold()


def cell_text(row: ComparedStyle, column: int) -> str:
    """What a cell says; a dash where there is no figure."""
    figure = figure_of(column)
    if figure is not None:
        value = row.value(figure.name)
        return "–" if value is None else figure_text(figure.name, value)
    if column == STYLE:
        return shown_title(row, tr_engine)
    return "–" if row.family is None else tr_engine(FAMILY_NAMES[row.family])


def cell_tip(row: ComparedStyle, column: int) -> str:
    """What there is to say of a cell: why it is empty, or what it is to be held against."""
    figure = figure_of(column)
    if figure is None:
        return tr_engine(row.failure)
    if row.value(figure.name) is None:
        return tr_engine(row.reason(figure.name))
    return tr_engine(figure_note(row, figure.name))


class CompareSorting(QSortFilterProxyModel):
    """Sorts by figures; rows without the figure stay last in either order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if (one is None) != (other is None):
            return (other is None) == (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        return one is not None and bool(one < other)


class CompareDelegate(QStyledItemDelegate):
    """Rows of one height; dashes and the photo itself stand back."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 4, THUMBNAIL_PX + 8)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        # The whole row is marked; a frame around one cell would say something else.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        option.decorationSize = QSize(THUMBNAIL_PX, THUMBNAIL_PX)
        row: ComparedStyle = index.data(ROW_ROLE)
        if option.text == "–" or row.failure:
            palette = option.palette
            muted = palette.color(QPalette.ColorRole.PlaceholderText)
            palette.setColor(QPalette.ColorRole.Text, muted)
            option.palette = palette
        if row.is_photo:
            option.font.setItalic(True)


class CompareTable(QTableView):
    """Rows that sort by every column; several can be selected, to be seen side by side."""

    selection_changed = Signal()
    sorted_by = Signal(int)  # column, -1 for the order of making

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = CompareModel(self)
        self.sorted = CompareSorting(self)
        self.sorted.setSourceModel(self.rows)
        self.setModel(self.sorted)
        self.setItemDelegate(CompareDelegate(self))
        self.setSortingEnabled(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Compared styles"))
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(THUMBNAIL_PX, THUMBNAIL_PX))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(THUMBNAIL_PX + 8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStyleSheet(_NO_ARROW)
        header.setSectionResizeMode(STYLE, QHeaderView.ResizeMode.Stretch)
        header.sortIndicatorChanged.connect(self._on_sorted)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        self.focus_frame = FocusFrame(self)
        self.fit_columns()
        self.sort_by(-1)

    def fit_columns(self) -> None:
        """As wide as their words need; what is left is for the styles."""
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        for column in range(FAMILY, COLUMNS):
            texts = [column_name(column) + ARROWS[0]]
            if column == FAMILY:
                texts += [tr_engine(name) for name in FAMILY_NAMES.values()]
            else:
                texts.append(_WIDEST)
            width = max(metrics.horizontalAdvance(text) for text in texts) + _PADDING_PX
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)

    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        self.rows.show_sorting(column, order)
        self.sorted_by.emit(column)

    def sort_by(self, column: int) -> None:
        """The best of this column first; -1 for the order in which the rows were made."""
        self.sortByColumn(column, best_order(column) if column >= 0 else Qt.SortOrder(0))
        self.scrollToTop()

    def retranslate(self) -> None:
        """After a change of language."""
        self.fit_columns()
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, COLUMNS - 1)

    @property
    def selected(self) -> list[int]:
        """The selected rows, as they are shown from the top, by their number in `rows`."""
        found = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [self.sorted.mapToSource(index).row() for index in found]

    @property
    def current(self) -> ComparedStyle | None:
        """The row that the keyboard is on, if it is selected."""
        index = self.currentIndex()
        if not index.isValid() or not self.selectionModel().isRowSelected(index.row()):
            return None
        row = index.data(ROW_ROLE)
        return row if isinstance(row, ComparedStyle) else None

    def select(self, number: int) -> None:
        """Select one row by its number in `rows`."""
        index = self.sorted.mapFromSource(self.rows.index(number, STYLE))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)


def _icon(image: QImage) -> QIcon:
    """The middle of a picture; nothing for none."""
    if image.isNull():
        return QIcon()
    side = 2 * THUMBNAIL_PX
    picture: QPixmap = square(image).scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return icons.of_picture(picture)
