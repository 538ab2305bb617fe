"""The flagged regions on the canvas: outlines, and numbered badges of constant size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from gui.overlay import outlines
from gui.view_transform import ViewTransform

if TYPE_CHECKING:
    from engine.operations.results import Region

GOLD = QColor("#f2b632")
INK = QColor("#1d1606")
HALO = QColor(0, 0, 0, 150)
PLAIN = QColor(255, 255, 255, 235)
BADGE_PX = 20
BADGE_TEXT_PX = 11
GROW_PX = 10


class RegionMarks:
    """Draws regions and tells which one lies under the pointer. All ``QRect`` in device pixels."""

    def __init__(self) -> None:
        self._regions: tuple[Region, ...] = ()
        self._paths: dict[int, QPainterPath] = {}
        self._anchors: dict[int, tuple[int, int]] = {}
        self._repaired_path: tuple[Region, QPainterPath] | None = None
        self.selected: int | None = None
        self.repaired: Region | None = None
        """A place that was repaired, outlined as long as it is selected in the list."""

    @property
    def regions(self) -> tuple[Region, ...]:
        return self._regions

    def set_regions(self, regions: tuple[Region, ...]) -> None:
        if regions is self._regions:
            return  # what was traced for them still holds
        self._regions = tuple(regions)
        self._paths.clear()
        self._anchors.clear()
        if self.find(self.selected) is None:
            self.selected = None

    def find(self, number: int | None) -> Region | None:
        return next((region for region in self._regions if region.number == number), None)

    def number_at(self, x: float, y: float) -> int | None:
        """The region whose mask holds the picture point; the worst one where several do."""
        for region in sorted(self._regions, key=lambda region: region.number):
            top, left, bottom, right = region.box
            inside = top <= y < bottom and left <= x < right
            if inside and region.mask[int(y) - top, int(x) - left]:
                return region.number
        return None

    def badge_at(
        self, x: float, y: float, view: ViewTransform, room: QRect, dpr: float
    ) -> int | None:
        """The region whose badge lies under a device position."""
        for number, badge in reversed(list(self.badges(view, room, dpr).items())):
            if badge.contains(QPointF(x, y)):
                return number
        return None

    def badges(self, view: ViewTransform, room: QRect, dpr: float) -> dict[int, QRectF]:
        """Where the badges of the regions in view go, worst last so that it lies on top."""
        placed: dict[int, QRectF] = {}
        height = round(BADGE_PX * dpr)
        for region in sorted(self._regions, key=lambda region: region.number):
            left, top, right, bottom = view.box_rect(region.box)
            seen = QRectF(left, top, right - left, bottom - top).intersected(QRectF(room))
            if seen.isEmpty():
                continue
            digits = len(str(region.number))
            width = height + round(6 * dpr) * (digits - 1)
            # Where the region is larger than the view, its badge stays in sight.
            at_x, at_y = view.to_device(*self._anchor(region))
            at_x, at_y = max(at_x, seen.left()), max(at_y, seen.top())
            x = min(max(round(at_x - width * 0.7), room.left() + 2), room.right() - width - 1)
            y = min(max(round(at_y - height * 0.7), room.top() + 2), room.bottom() - height - 1)
            badge = QRectF(x, y, width, height)
            for _ in range(8):
                hit = next((other for other in placed.values() if other.intersects(badge)), None)
                if hit is None:
                    break
                badge.moveLeft(hit.right() + 2 * dpr)
            placed[region.number] = badge
        return dict(reversed(placed.items()))

    def paint(
        self, painter: QPainter, view: ViewTransform, room: QRect, dirty: QRect, dpr: float
    ) -> None:
        """Outlines first, then badges, the selected ones last. Painter in device pixels."""
        if not self._regions and self.repaired is None:
            return
        painter.save()
        painter.setClipRect(room & dirty)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.repaired is not None:
            self._paint_repaired(painter, self.repaired, view, dpr)
        for region in sorted(self._regions, key=lambda region: region.number == self.selected):
            self._paint_outline(painter, region, view, dirty, dpr)
        badges = self.badges(view, room, dpr)
        for number in sorted(badges, key=lambda number: (number == self.selected, -number)):
            self._paint_badge(painter, number, badges[number], dpr)
        painter.restore()

    def touched_rect(self, region: Region, view: ViewTransform, dpr: float) -> QRectF:
        """What must be painted again when the region's emphasis changes."""
        left, top, right, bottom = view.box_rect(region.box)
        reach = (BADGE_PX + GROW_PX) * dpr
        rect = QRectF(left, top, right - left, bottom - top)
        return rect.adjusted(-reach, -reach, reach, reach)

    def _paint_outline(
        self, painter: QPainter, region: Region, view: ViewTransform, dirty: QRect, dpr: float
    ) -> None:
        reach = QRectF(dirty).adjusted(-GROW_PX, -GROW_PX, GROW_PX, GROW_PX)
        left, top, right, bottom = view.box_rect(region.box)
        if not reach.intersects(QRectF(left, top, right - left, bottom - top)):
            return
        chosen = region.number == self.selected
        painter.save()
        painter.translate(*view.origin)
        painter.scale(view.zoom, view.zoom)
        path = self._path(region)
        width = (2.4 if chosen else 1.3) * dpr
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, _cosmetic(HALO, width + 2 * dpr))
        painter.strokePath(path, _cosmetic(GOLD if chosen else PLAIN, width))
        painter.restore()

    def _paint_repaired(
        self, painter: QPainter, region: Region, view: ViewTransform, dpr: float
    ) -> None:
        """Dashed, so that it is not taken for a problem."""
        painter.save()
        painter.translate(*view.origin)
        painter.scale(view.zoom, view.zoom)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._repaired_path is None or self._repaired_path[0] is not region:
            self._repaired_path = region, _traced(region)
        path = self._repaired_path[1]
        painter.strokePath(path, _cosmetic(HALO, 3.2 * dpr))
        pen = _cosmetic(PLAIN, 1.4 * dpr)
        pen.setDashPattern([4, 3])
        painter.strokePath(path, pen)
        painter.restore()

    def _paint_badge(self, painter: QPainter, number: int, badge: QRectF, dpr: float) -> None:
        chosen = number == self.selected
        if chosen:
            badge = badge.adjusted(-2 * dpr, -2 * dpr, 2 * dpr, 2 * dpr)
        radius = badge.height() / 2
        painter.setPen(QPen(QColor(255, 255, 255, 230) if not chosen else INK, 1.2 * dpr))
        painter.setBrush(GOLD if chosen else QColor(24, 25, 27, 225))
        painter.drawRoundedRect(badge, radius, radius)
        font = QFont(painter.font())
        font.setPixelSize(round((BADGE_TEXT_PX + (2 if chosen else 0)) * dpr))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(INK if chosen else QColor(255, 255, 255))
        # Centred by the height of figures: centring by the font's box sits too high.
        metrics = QFontMetricsF(font)
        text = str(number)
        x = badge.center().x() - metrics.horizontalAdvance(text) / 2
        painter.drawText(QPointF(x, badge.center().y() + metrics.capHeight() / 2), text)

    def _anchor(self, region: Region) -> tuple[int, int]:
        """The point (x, y) of the region that is nearest to its upper left corner."""
        anchor = self._anchors.get(region.number)
        if anchor is None:
            top, left = region.box[:2]
            rows = region.mask.any(axis=1)
            # The first set pixel of each row is the only one that can be nearest.
            nearest = region.mask.argmax(axis=1) + np.arange(region.mask.shape[0])
            row = int(np.where(rows, nearest, np.iinfo(nearest.dtype).max).argmin())
            anchor = left + int(region.mask[row].argmax()), top + row
            self._anchors[region.number] = anchor
        return anchor

    def _path(self, region: Region) -> QPainterPath:
        path = self._paths.get(region.number)
        if path is None:
            path = self._paths[region.number] = _traced(region)
        return path


def _traced(region: Region) -> QPainterPath:
    """The outline of a region in picture coordinates."""
    path = QPainterPath()
    for loop in outlines(region.mask, region.box[:2]):
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in loop.tolist()]))
        path.closeSubpath()
    return path


def _cosmetic(colour: QColor, width: float) -> QPen:
    """A pen of constant width on screen, whatever the zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
