"""The gallery of styles: tiles and the view that lays them out."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.imaging.photo import Photo
from engine.styles import StylePreset
from gui import icons
from gui.language import tr
from gui.style_families import BADGES, family_of
from gui.style_list import (
    CHOSEN_ROLE,
    FAVOURITE_ROLE,
    STYLE_ROLE,
    StyleFilter,
    StyleListModel,
    is_loose,
    square,
)
from gui.wrapping import two_lines

__all__ = ["StyleDelegate", "StyleGallery", "StyleListModel", "square"]

Index = QModelIndex | QPersistentModelIndex
Single = Photo | StylePreset

COLUMN_PX = 70
MARK_PX = 20
_KEYS = (Qt.Key.Key_F, Qt.Key.Key_Plus, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StyleDelegate(QStyledItemDelegate):
    """A rounded thumbnail over its title; a gold ring marks the chosen ones."""

    def __init__(self, view: StyleGallery) -> None:
        super().__init__(view)
        self._view = view

    def cell(self) -> QSize:
        """Cells fill the width in as many columns of at least 70 px as fit."""
        width = self._view.viewport().width() - 1
        columns = max(2, width // COLUMN_PX)
        side = width // columns
        return QSize(side, side + 2 * QFontMetrics(self._font()).height() + 2)

    def tile(self, cell: QRect) -> QRect:
        """Where the picture of a cell lies."""
        side = cell.width() - 8
        return QRect(cell.left() + 4, cell.top() + 3, side, side)

    def star(self, cell: QRect) -> QRect:
        """Where a click makes a favourite."""
        tile = self.tile(cell)
        return QRect(tile.right() + 1 - MARK_PX, tile.top(), MARK_PX, MARK_PX)

    def plus(self, cell: QRect) -> QRect:
        """Where a click adds to the mix."""
        tile = self.tile(cell)
        return QRect(tile.left(), tile.top(), MARK_PX, MARK_PX)

    def badge(self, cell: QRect) -> QRect:
        """Where it shows that the style has a generator of its own."""
        tile = self.tile(cell)
        return QRect(tile.left(), tile.bottom() + 1 - MARK_PX, MARK_PX, MARK_PX)

    def _font(self) -> QFont:
        font = QFont(self._view.font())
        font.setPointSizeF(font.pointSizeF() * 0.84)
        return font

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.cell()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        palette: QPalette = option.palette
        chosen = bool(index.data(CHOSEN_ROLE))
        tile = QRectF(self.tile(option.rect))
        clip = QPainterPath()
        clip.addRoundedRect(tile, 6, 6)
        painter.setClipPath(clip)
        picture: QPixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if picture.isNull():
            painter.fillRect(tile, palette.color(QPalette.ColorRole.Mid))
        else:
            painter.drawPixmap(tile, picture, QRectF(picture.rect()))
        painter.setClipping(False)
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        focused = is_current and self._view.hasFocus()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._paint_ring(painter, palette, tile, chosen, focused, hovered)
        self._paint_marks(painter, option.rect, index, hovered or focused)
        title = option.rect.adjusted(1, round(tile.height()) + 6, -1, 0)
        painter.setFont(self._font())
        role = QPalette.ColorRole.Text if chosen else QPalette.ColorRole.PlaceholderText
        painter.setPen(palette.color(role))
        metrics = painter.fontMetrics()
        text = "\n".join(two_lines(index.data(), metrics, title.width()))
        painter.drawText(title, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
        painter.restore()

    def _paint_ring(
        self, painter: QPainter, palette: QPalette, tile: QRectF, chosen: bool, focused: bool,
        hovered: bool,
    ) -> None:  # fmt: skip
        roles = QPalette.ColorRole
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen:
            painter.setPen(QPen(palette.color(roles.Highlight), 2.5))
            painter.drawRoundedRect(tile.adjusted(-1, -1, 1, 1), 7, 7)
        if focused or (hovered and not chosen):
            painter.setPen(QPen(palette.color(roles.Text if focused else roles.PlaceholderText), 1))
            painter.drawRoundedRect(tile.adjusted(-3, -3, 3, 3), 8, 8)

    def _paint_marks(self, painter: QPainter, cell: QRect, index: Index, pointed: bool) -> None:
        favourite = bool(index.data(FAVOURITE_ROLE))
        source = index.data(STYLE_ROLE)
        badge = BADGES.get(family_of(source))
        if badge is not None:
            self._paint_mark(painter, self.badge(cell), badge)
        if favourite or (pointed and not is_loose(source)):
            self._paint_mark(painter, self.star(cell), "star-filled" if favourite else "star")
        if pointed and self._view.offers_mix:
            self._paint_mark(painter, self.plus(cell), "add")

    def _paint_mark(self, painter: QPainter, place: QRect, icon: str) -> None:
        """White on a dark disc shows on every picture."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 20, 22, 150))
        painter.drawEllipse(QRectF(place).adjusted(2, 2, -2, -2))
        ratio = painter.device().devicePixelRatio()
        side = place.width() - 8
        picture = icons.pixmap(icon, side, "#ffffff", ratio)
        painter.drawPixmap(place.topLeft() + QPoint(4, 4), picture)


class StyleGallery(QListView):
    """Tiles that reflow with the width. A click chooses; the marks of a tile do what they show."""

    picked = Signal(object)
    favourite_toggled = Signal(object)
    mix_wanted = Signal(object)
    removal_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    seen_changed = Signal()  # other tiles show than before

    def __init__(self, model: StyleFilter, parent: QWidget) -> None:
        super().__init__(parent)
        self.offers_mix = False
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSpacing(0)
        self.setUniformItemSizes(True)
        self.setAccessibleName(tr("Styles"))
        self.setAccessibleDescription(
            tr("Arrow keys choose, F makes a favourite, plus adds to a mix, Delete removes.")
        )
        self._delegate = StyleDelegate(self)
        self.setItemDelegate(self._delegate)
        # Last: with another delegate or without uniform sizes Qt would read every picture.
        self.setModel(model)
        self._keep_a_row()
        # Not when the current tile changes: a filter moves that one, too.
        self.clicked.connect(self._pick)
        self.verticalScrollBar().valueChanged.connect(self.seen_changed)
        for changed in (model.layoutChanged, model.rowsInserted, model.rowsRemoved):
            changed.connect(self.seen_changed)

    def source_at(self, index: Index) -> Single | None:
        """The style of a tile."""
        found = index.data(STYLE_ROLE) if index.isValid() else None
        return found if isinstance(found, Photo | StylePreset) else None

    def wanted_sources(self) -> list[Single]:
        """The styles whose tiles show, then those one page further down."""
        cell, height = self._delegate.cell(), self.viewport().height()
        if cell.height() <= 0:
            return []
        columns = max(1, (self.viewport().width() - 1) // cell.width())
        rows = -(-height // cell.height()) + 1
        first = max(0, self.verticalScrollBar().value() // cell.height()) * columns
        model = self.model()
        last = min(model.rowCount(), first + 2 * rows * columns)
        found = (self.source_at(model.index(row, 0)) for row in range(first, last))
        return [source for source in found if source is not None]

    # --- events ------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setGridSize(self._delegate.cell())
        self._keep_a_row()
        self.seen_changed.emit()

    def _keep_a_row(self) -> None:
        """However low the window is, one row of tiles shows with both lines of its titles."""
        self.setMinimumHeight(self._delegate.cell().height())

    def sizeHint(self) -> QSize:
        return QSize(232, 280)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._press_mark(event):
            if event.button() == Qt.MouseButton.RightButton:
                return  # the menu must not choose the style that it is about
            super().mousePressEvent(event)

    def _press_mark(self, event: QMouseEvent) -> bool:
        """True if the click was on a mark of a tile, or with Ctrl."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        source = self.source_at(index)
        if source is None:
            return False
        cell = self.visualRect(index)
        if not is_loose(source) and self._delegate.star(cell).contains(place):
            self.favourite_toggled.emit(source)
            return True
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if with_control or (self.offers_mix and self._delegate.plus(cell).contains(place)):
            self.mix_wanted.emit(source)
            return True
        return False

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            and self.source_at(self.currentIndex()) is not None
        ):
            event.accept()  # these keys belong to the tile that has the focus
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        source = self.source_at(self.currentIndex())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if source is None or not plain or event.key() not in _KEYS:
            before = self.currentIndex()
            super().keyPressEvent(event)
            if self.currentIndex() != before:
                self._pick(self.currentIndex())
        elif event.key() == Qt.Key.Key_F:
            if not is_loose(source):
                self.favourite_toggled.emit(source)
        elif event.key() == Qt.Key.Key_Plus:
            self.mix_wanted.emit(source)
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit(source)
        else:
            self._pick(self.currentIndex())

    def _pick(self, index: Index) -> None:
        source = self.source_at(index)
        if source is not None:
            self.picked.emit(source)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        source = self.source_at(index)
        if source is not None:
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(source, self.viewport().mapToGlobal(place))
