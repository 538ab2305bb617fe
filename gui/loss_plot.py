"""The losses of a training while it runs: two curves over the steps, painted by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.language import tr

PAD_PX, GAP_PX, SAMPLE_PX, MOST_INTERVALS = 10.0, 6.0, 22.0, 5
# Losses of a GAN jump from step to step: what they do on average is the bold line.
SMOOTHING = 0.15
FAINT = 0.38


@dataclass(frozen=True)
class Curve:
    """name: as people call it; colours of Okabe and Ito (2008), which every eye tells apart."""

    name: str
    on_dark: str
    on_light: str
    dashed: bool
    dotted: bool = False


CURVES = (
    Curve("D_loss", "#56b4e9", "#0072b2", dashed=False),
    Curve("G_loss", "#e69f00", "#c04e00", dashed=True),
)
Points = list[tuple[int, float]]


def smoothed(points: Sequence[tuple[int, float]]) -> Points:
    """A running average of the values that forgets; it begins with the first value."""
    mean, made = 0.0, []
    for count, (step, value) in enumerate(points):
        # Early on every value counts alike, so that the first does not linger.
        weight = max(SMOOTHING, 1 / (count + 1))
        mean += weight * (value - mean)
        made.append((step, mean))
    return made


def ticks(low: float, high: float, most: int = MOST_INTERVALS) -> list[float]:
    """Round numbers around low..high, at most `most` intervals; the ends enclose the values."""
    span = max(high - low, 0.01 * max(abs(low), abs(high)), 1e-6)
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = factor * power
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        last = max(last, first + 1)
        if last - first <= most:
            break
    return [index * step for index in range(first, last + 1)]


class LossPlot(QWidget):
    """Thin lines are the steps, bold ones their average; the newest value stands in the legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(116)
        self._steps = 0
        self._curves: tuple[Curve, ...] = CURVES
        self._values: tuple[Points, ...] = tuple([] for _ in self._curves)
        self.retranslate()

    def begin(self, steps: int) -> None:
        """Empty axes for so many steps; 0 while their number is not known."""
        self._steps = steps
        self._values = tuple([] for _ in self._curves)
        self._tell()

    def show_curves(self, curves: Sequence[Curve], values: Sequence[Points]) -> None:
        """Other curves than those of two losses, with all of their points at once."""
        self._curves, self._values = tuple(curves), tuple([*points] for points in values)
        self._steps = max((points[-1][0] for points in self._values if points), default=0)
        self._tell()

    def add(self, step: int, d_loss: float, g_loss: float, steps: int) -> None:
        """One step more; a value that is no number is left out."""
        self._steps = max(steps, step)
        for points, value in zip(self._values, (d_loss, g_loss), strict=True):
            if math.isfinite(value):
                points.append((step, value))
        self._tell()

    def points(self, name: str) -> Points:
        """The values of a curve as they came, as (step, value)."""
        pairs = zip(self._curves, self._values, strict=True)
        return next(values for curve, values in pairs if curve.name == name)

    def summary(self) -> str:
        """What the curves show, in words."""
        spoken = []
        for curve, points in zip(self._curves, self._values, strict=True):
            if points:
                first, last = points[0][1], smoothed(points)[-1][1]
                spoken.append(tr("{curve} from {first} to {last}").format(
                    curve=curve.name, first=f"{first:.2f}", last=f"{last:.2f}"
                ))  # fmt: skip
        if not spoken:
            return tr("No step has been done yet.")
        return tr("After step {step} of {steps}: {curves}").format(
            step=max(points[-1][0] for points in self._values if points), steps=self._steps,
            curves=", ".join(spoken),
        )  # fmt: skip

    def sizeHint(self) -> QSize:
        return QSize(360, 160)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Losses over the steps"))
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.summary())
        self.update()

    # --- where things are ---------------------------------------------------------------------

    def _y_ticks(self) -> list[float]:
        values = [value for points in self._values for _, value in points]
        return ticks(min(values), max(values)) if values else ticks(0.0, 2.0)

    def _labels(self) -> list[str]:
        marks = self._y_ticks()
        step = marks[1] - marks[0]
        # As many digits as tell neighbours apart: 2.5 has one more than its size says.
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        digits += not math.isclose(step * 10**digits, round(step * 10**digits), rel_tol=1e-6)
        return [f"{mark:.{digits}f}".replace("-", "−") for mark in marks]

    def area(self) -> QRectF:
        """Where the curves are, inside the axes."""
        metrics = QFontMetricsF(self.font())
        left = max(metrics.horizontalAdvance(label) for label in self._labels()) + GAP_PX
        line = metrics.height()
        return QRectF(self.rect()).adjusted(
            PAD_PX + left, PAD_PX + line + GAP_PX, -PAD_PX, -PAD_PX - line - GAP_PX / 2
        )

    def place(self, step: float, value: float) -> QPointF:
        """Where a value at a step lies."""
        area, marks = self.area(), self._y_ticks()
        across = step / max(self._steps, 1)
        up = (value - marks[0]) / (marks[-1] - marks[0])
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _line(self, points: Sequence[tuple[int, float]]) -> QPolygonF:
        area, marks = self.area(), self._y_ticks()
        wide, high = area.width() / max(self._steps, 1), area.height() / (marks[-1] - marks[0])
        left, bottom, low = area.left(), area.bottom(), marks[0]
        return QPolygonF(
            [QPointF(left + step * wide, bottom - (value - low) * high)
             for step, value in _thinned(points, round(area.width()))]
        )  # fmt: skip

    # --- events -------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._text_at(event.pos().x())
            if text:
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().event(event)

    def _text_at(self, x: float) -> str:
        """The values of the step under the pointer."""
        area = self.area()
        wanted = (x - area.left()) / max(area.width(), 1) * max(self._steps, 1)
        if not any(self._values) or not area.left() - PAD_PX <= x <= area.right() + PAD_PX:
            return ""
        found = []
        step = 0
        for curve, points in zip(self._curves, self._values, strict=True):
            if points:
                step, value = min(points, key=lambda point: abs(point[0] - wanted))
                found.append(f"{curve.name} {value:.3f}")
        return ", ".join([tr("Step {step}").format(step=step), *found])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_axes(painter)
        self._paint_legend(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for curve, points in zip(self._curves, self._values, strict=True):
            faint = self._colour(curve)
            faint.setAlphaF(FAINT)
            painter.setPen(QPen(faint, 1))
            painter.drawPolyline(self._line(points))
        for curve, points in zip(self._curves, self._values, strict=True):
            painter.setPen(self._pen(curve))
            average = smoothed(points)
            painter.drawPolyline(self._line(average))
            if average:
                painter.setBrush(self._colour(curve))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(self.place(*average[-1]), 3, 3)
                painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_axes(self, painter: QPainter) -> None:
        palette, metrics, area = self.palette(), QFontMetricsF(self.font()), self.area()
        words = palette.color(QPalette.ColorRole.PlaceholderText)
        for mark, label in zip(self._y_ticks(), self._labels(), strict=True):
            y = self.place(0, mark).y()
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(words)
            x = area.left() - GAP_PX - metrics.horizontalAdvance(label)
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), label)
        baseline = area.bottom() + GAP_PX / 2 + metrics.ascent()
        painter.drawText(QPointF(area.left(), baseline), "0")
        if self._steps:
            text = tr("step {step}").format(step=self._steps)
            painter.drawText(
                QPointF(area.right() - metrics.horizontalAdvance(text), baseline), text
            )

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.font())
        x, baseline = self.area().left(), PAD_PX + metrics.ascent()
        middle = PAD_PX + metrics.height() / 2
        for curve, points in zip(self._curves, self._values, strict=True):
            painter.setPen(self._pen(curve))
            painter.drawLine(QPointF(x, middle), QPointF(x + SAMPLE_PX, middle))
            value = f" {smoothed(points)[-1][1]:.2f}" if points else ""
            text = curve.name + value.replace("-", "−")
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(QPointF(x + SAMPLE_PX + GAP_PX, baseline), text)
            widest = metrics.horizontalAdvance(f"{curve.name} −00.00")
            x += SAMPLE_PX + GAP_PX + max(metrics.horizontalAdvance(text), widest) + 3 * GAP_PX

    def _colour(self, curve: Curve) -> QColor:
        dark = self.palette().color(QPalette.ColorRole.Base).lightness() < 128
        return QColor(curve.on_dark if dark else curve.on_light)

    def _pen(self, curve: Curve) -> QPen:
        pen = QPen(self._colour(curve), 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if curve.dashed:
            pen.setDashPattern([4.0, 2.0])
        elif curve.dotted:
            pen.setDashPattern([1.0, 1.5])
        return pen


def _thinned(points: Sequence[tuple[int, float]], most: int) -> Sequence[tuple[int, float]]:
    """No more than two points for each of `most` columns: the lowest and the highest there."""
    if len(points) <= 2 * max(most, 1):
        return points
    size = math.ceil(len(points) / max(most, 1))
    kept = []
    for start in range(0, len(points), size):
        column = points[start : start + size]
        ends = min(column, key=lambda point: point[1]), max(column, key=lambda point: point[1])
        kept += sorted(set(ends))
    return kept
