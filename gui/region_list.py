"""The flagged regions as a list: model and rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from engine.operations.kinds import find_kind
from engine.operations.results import Region
from gui.qimage import thumbnail
from gui.wrapping import two_lines

Index = QModelIndex | QPersistentModelIndex

REGION_ROLE = Qt.ItemDataRole.UserRole + 1
SHARE_ROLE = Qt.ItemDataRole.UserRole + 2
CROP_SIDE = 48
CROP_CONTEXT = 0.35


def title_of(region: Region) -> str:
    """The kind of the fault in two or three words."""
    kind = find_kind(region.kind)
    return kind.name.capitalize() if kind is not None else "Looks wrong"


def percent(share: float) -> str:
    """A part of the picture, 0..1, with as many digits as say something."""
    shown = 100 * share
    return f"{shown:.0f}%" if shown >= 9.95 else f"{shown:.1f}%" if shown >= 0.1 else "under 0.1%"


@dataclass(frozen=True)
class RegionRow:
    region: Region
    crop: QPixmap


class RegionListModel(QAbstractListModel):
    """The flagged regions that are not ignored, worst first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RegionRow] = []
        self._picture_px = 1

    def set_regions(self, regions: tuple[Region, ...], pixels: np.ndarray | None) -> None:
        self.beginResetModel()
        self._picture_px = 1 if pixels is None else max(1, pixels.shape[0] * pixels.shape[1])
        self._rows = [RegionRow(region, crop_of(region, pixels)) for region in regions]
        self.endResetModel()

    def region_at(self, row: int) -> Region | None:
        return self._rows[row].region if 0 <= row < len(self._rows) else None

    def row_of(self, number: int) -> int:
        """Row of the region with this number, -1 when it is not listed."""
        return next((i for i, r in enumerate(self._rows) if r.region.number == number), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        region = row.region
        if role == Qt.ItemDataRole.DisplayRole:
            return region.sentence
        if role == Qt.ItemDataRole.DecorationRole:
            return row.crop
        if role == REGION_ROLE:
            return region
        if role == SHARE_ROLE:
            return region.area_px / self._picture_px
        if role == Qt.ItemDataRole.ToolTipRole:
            share = percent(region.area_px / self._picture_px)
            size = f"{region.area_px:,} pixels, {share} of the picture"
            return (
                f"<p><b>{title_of(region)}</b><br>{region.sentence}<br>"
                f"Score {region.score:.2f} (0 is right, 1 is wrong), {size}. "
                "The list is sorted by score and size together.</p>"
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (
                f"Problem {region.number}: {title_of(region)}. {region.sentence} "
                f"Score {region.score:.2f}"
            )
        return None


def crop_of(region: Region, pixels: np.ndarray | None) -> QPixmap:
    """A square look at the region with some of its surroundings."""
    if pixels is None:
        return QPixmap()
    top, left, bottom, right = region.box
    height, width = pixels.shape[:2]
    side = round(max(bottom - top, right - left, 16) * (1 + 2 * CROP_CONTEXT))
    side = min(side, height, width)
    top = min(max(0, (top + bottom - side) // 2), height - side)
    left = min(max(0, (left + right - side) // 2), width - side)
    return QPixmap.fromImage(thumbnail(pixels[top : top + side, left : left + side], 2 * CROP_SIDE))


class RegionDelegate(QStyledItemDelegate):
    """Number, crop with a score bar, kind, sentence on two lines, score and size."""

    PAD = 8

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, words = _fonts(option)
        lines = QFontMetrics(title).height() + 3 * QFontMetrics(words).height() + 2
        return QSize(200, max(CROP_SIDE + 8, lines) + 2 * self.PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        region: Region = index.data(REGION_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style_option = QStyleOptionViewItem(option)
        style = option.widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, style_option, painter, option.widget
        )
        palette: QPalette = option.palette
        area = option.rect.adjusted(self.PAD, self.PAD, -self.PAD, -self.PAD)
        crop_rect = QRect(area.left(), area.top() + 1, CROP_SIDE, CROP_SIDE)
        self._paint_crop(painter, crop_rect, index.data(Qt.ItemDataRole.DecorationRole))
        self._paint_bar(painter, crop_rect, region.score, palette)
        self._paint_number(painter, crop_rect, region.number, palette)
        text = area.adjusted(CROP_SIDE + 10, -2, 0, 0)
        self._paint_text(painter, text, region, index.data(SHARE_ROLE), option)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(palette.color(QPalette.ColorRole.Link))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -2, -2), 5, 5)
        painter.restore()

    def _paint_crop(self, painter: QPainter, rect: QRect, crop: QPixmap) -> None:
        if not crop.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(rect, crop)

    def _paint_bar(self, painter: QPainter, crop: QRect, score: float, palette: QPalette) -> None:
        bar = QRect(crop.left(), crop.bottom() + 5, crop.width(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 2, 2)
        bar.setWidth(max(4, round(bar.width() * score)))
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(bar, 2, 2)

    def _paint_number(self, painter: QPainter, crop: QRect, number: int, palette: QPalette) -> None:
        chip = QRect(crop.left() - 3, crop.top() - 3, 20 if number < 10 else 26, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(chip, 9, 9)
        font = QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_text(
        self, painter: QPainter, rect: QRect, region: Region, share: float,
        option: QStyleOptionViewItem,
    ) -> None:  # fmt: skip
        title_font, font = _fonts(option)
        metrics = QFontMetrics(title_font)
        painter.setFont(title_font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        title = metrics.elidedText(title_of(region), Qt.TextElideMode.ElideRight, rect.width())
        baseline = rect.top() + metrics.ascent()
        painter.drawText(rect.left(), baseline, title)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        baseline += metrics.height() + 1
        for line in two_lines(region.sentence, metrics, rect.width()):
            painter.drawText(rect.left(), baseline, line)
            baseline += metrics.height()
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        foot = f"score {region.score:.2f}, size {percent(share)}"
        painter.drawText(rect.left(), baseline + 1, foot)


def _fonts(option: QStyleOptionViewItem) -> tuple[QFont, QFont]:
    """Those of the title and of the words below it."""
    title, words = QFont(option.font), QFont(option.font)
    title.setWeight(QFont.Weight.DemiBold)
    words.setPointSizeF(words.pointSizeF() * 0.9)
    return title, words
