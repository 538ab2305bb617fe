"""The styles to choose from: model, tiles, view."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QImage,
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
from gui.qimage import thumbnail
from gui.wrapping import two_lines

Index = QModelIndex | QPersistentModelIndex
StyleSource = Photo | StylePreset

STYLE_ROLE = Qt.ItemDataRole.UserRole + 1
THUMBNAIL_SIDE = 144


@dataclass(frozen=True)
class StyleEntry:
    """One tile of the gallery. `source` is a preset, a loaded photo, or a file to be read."""

    title: str
    tip: str
    source: StyleSource | Path
    picture: QPixmap


class StyleListModel(QAbstractListModel):
    """The person's own styles first (newest first), then the bundled ones."""

    def __init__(self, presets: tuple[StylePreset, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = [
            StyleEntry(
                preset.title,
                f"<p><b>{preset.title}</b><br>{preset.artist}, {preset.year}<br>{preset.note}</p>",
                preset,
                square(QImage(str(preset.thumbnail_path))),
            )
            for preset in presets
        ]

    def add_own(self, photo: Photo) -> int:
        """Show a loaded style picture; returns its row."""
        for row, entry in enumerate(self._entries):
            if entry.source is photo:
                return row
        name = Path(photo.name).stem or "Pasted picture"
        entry = StyleEntry(
            name,
            f"<p><b>{name}</b><br>Your own picture, {photo.width} × {photo.height}</p>",
            photo,
            square(thumbnail(photo.pixels, 2 * THUMBNAIL_SIDE)),
        )
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._entries.insert(0, entry)
        self.endInsertRows()
        return 0

    def row_of(self, source: StyleSource | None) -> int:
        if source is None:
            return -1
        for row, entry in enumerate(self._entries):
            if entry.source is source or (
                isinstance(source, StylePreset) and entry.source == source
            ):
                return row
        return -1

    def entry_at(self, row: int) -> StyleEntry | None:
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        return {
            Qt.ItemDataRole.DisplayRole: entry.title,
            Qt.ItemDataRole.ToolTipRole: entry.tip,
            Qt.ItemDataRole.DecorationRole: entry.picture,
            Qt.ItemDataRole.AccessibleTextRole: f"Style {entry.title}",
            STYLE_ROLE: entry.source,
        }.get(role)


class StyleDelegate(QStyledItemDelegate):
    """A rounded thumbnail over its title; a gold ring marks the chosen one."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def cell(self) -> QSize:
        """Cells fill the width in as many columns of at least 68 px as fit."""
        width = self._view.viewport().width() - 1
        columns = max(2, width // 70)
        side = width // columns
        return QSize(side, side + 2 * QFontMetrics(self._font()).height() + 2)

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
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        side = option.rect.width() - 8
        tile = QRectF(option.rect.left() + 4, option.rect.top() + 3, side, side)
        clip = QPainterPath()
        clip.addRoundedRect(tile, 6, 6)
        painter.setClipPath(clip)
        picture: QPixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if picture.isNull():
            painter.fillRect(tile, palette.color(QPalette.ColorRole.Mid))
        else:
            painter.drawPixmap(tile, picture, QRectF(picture.rect()))
        painter.setClipping(False)
        focused = option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus()
        hovered = option.state & QStyle.StateFlag.State_MouseOver
        if selected or focused or hovered:
            colour = palette.color(
                QPalette.ColorRole.Highlight if selected else QPalette.ColorRole.PlaceholderText
            )
            painter.setPen(QPen(colour, 2.5 if selected else 1.5))
            painter.drawRoundedRect(tile.adjusted(-1, -1, 1, 1), 7, 7)
        title = option.rect.adjusted(1, side + 6, -1, 0)
        painter.setFont(self._font())
        role = QPalette.ColorRole.Text if selected else QPalette.ColorRole.PlaceholderText
        painter.setPen(palette.color(role))
        metrics = painter.fontMetrics()
        text = "\n".join(two_lines(index.data(), metrics, title.width()))
        painter.drawText(title, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
        painter.restore()


class StyleGallery(QListView):
    """Tiles that reflow with the width."""

    def __init__(self, model: StyleListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSpacing(0)
        self.setUniformItemSizes(True)
        self.setAccessibleName("Styles")
        self._delegate = StyleDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMinimumHeight(110)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setGridSize(self._delegate.cell())

    def sizeHint(self) -> QSize:
        return QSize(232, 280)


def square(image: QImage) -> QPixmap:
    """The middle of the picture, cut to a square."""
    if image.isNull():
        return QPixmap()
    side = min(image.width(), image.height())
    left, top = (image.width() - side) // 2, (image.height() - side) // 2
    return QPixmap.fromImage(image.copy(left, top, side, side))
