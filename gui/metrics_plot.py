"""A small plot of one measure over the edits, painted by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

LEAST_PX, TALLEST_PX = 60, 96
PAD_PX, DOT_PX, REACH_PX = 8.0, 3.5, 12.0


@dataclass(frozen=True)
class PlotPoint:
    """One state of the picture; value None where it is not measured yet."""

    label: str
    value: float | None


class MetricsPlot(QWidget):
    """Values from left to right as the edits were made; the last dot is the picture now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(TALLEST_PX)
        self.setMouseTracking(True)
        self._points: tuple[PlotPoint, ...] = ()
        self._text: Callable[[float], str] = str

    def show_points(self, points: Sequence[PlotPoint], text: Callable[[float], str]) -> None:
        """text: how a value reads."""
        self._points, self._text = tuple(points), text
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, TALLEST_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, LEAST_PX)

    # --- where things are --------------------------------------------------------------------

    def _range(self) -> tuple[float, float] | None:
        values = [point.value for point in self._points if point.value is not None]
        if not values:
            return None
        low, high = min(values), max(values)
        # A tiny change must not look like a cliff.
        room = max(high - low, 0.02 * max(abs(high), 0.05))
        middle = (low + high) / 2
        return middle - room * 0.6, middle + room * 0.6

    def _area(self) -> QRectF:
        line = QFontMetricsF(self.font()).height()
        return QRectF(self.rect()).adjusted(PAD_PX, line + 6, -PAD_PX, -PAD_PX)

    def places(self) -> list[tuple[PlotPoint, QPointF]]:
        """Where the dots of the measured points lie."""
        spread = self._range()
        if spread is None:
            return []
        area, count = self._area(), len(self._points)
        found = []
        for index, point in enumerate(self._points):
            if point.value is None:
                continue
            across = index / (count - 1) if count > 1 else 0.5
            up = (point.value - spread[0]) / (spread[1] - spread[0])
            found.append(
                (point, QPointF(area.left() + across * area.width(),
                                area.bottom() - up * area.height()))
            )  # fmt: skip
        return found

    # --- events ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            near = [
                (abs(place.x() - event.pos().x()), point)
                for point, place in self.places()
                if abs(place.x() - event.pos().x()) <= REACH_PX
            ]
            if near:
                point = min(near, key=lambda one: one[0])[1]
                assert point.value is not None
                QToolTip.showText(
                    event.globalPos(), f"{point.label}: {self._text(point.value)}", self
                )  # fmt: skip
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        line = palette.color(QPalette.ColorRole.Mid)
        area = self._area()
        painter.setPen(QPen(line, 1))
        for y in (area.top(), area.center().y(), area.bottom()):
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        places = self.places()
        gold = palette.color(QPalette.ColorRole.Link)
        painter.setPen(QPen(gold, 1.6))
        for (_, start), (_, end) in pairwise(places):
            painter.drawLine(start, end)
        painter.setPen(Qt.PenStyle.NoPen)
        for point, place in places:
            now = point is self._points[-1]
            painter.setBrush(gold if now else palette.color(QPalette.ColorRole.Window))
            painter.setPen(QPen(gold, 1.6))
            painter.drawEllipse(place, DOT_PX, DOT_PX)
        self._paint_words(painter, places)

    def _paint_words(self, painter: QPainter, places: Sequence[tuple[PlotPoint, QPointF]]) -> None:
        """The first and the last value, over their dots."""
        if not places:
            return
        metrics = QFontMetricsF(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        ends = [places[0], places[-1]] if len(places) > 1 else [places[0]]
        for point, place in ends:
            assert point.value is not None
            text = self._text(point.value)
            width = metrics.horizontalAdvance(text)
            left = min(max(place.x() - width / 2, 0.0), self.width() - width)
            painter.drawText(QPointF(left, metrics.ascent()), text)
