"""The legend of the heatmap: what its colours mean, and from where on places are flagged."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPen, QPolygonF

from engine.operations.heatmap import color_table
from gui.canvas_painting import Frame
from gui.language import tr
from gui.qimage import to_qimage

PLATE = QColor(20, 20, 22, 190)
WORDS = QColor(255, 255, 255)
WIDTH_PX, HEIGHT_PX, PAD_PX, BAR_PX, TEXT_PX = 190, 58, 10, 8, 11


def needed_height(dpr: float) -> int:
    """The plate with its margins, in device pixels."""
    return round((HEIGHT_PX + 2 * PAD_PX) * dpr)


def paint_legend(frame: Frame, area: QRect, threshold: float) -> None:
    """A plate in the upper right corner of ``area`` (device pixels); left out without room."""
    painter, dpr = frame.painter, frame.dpr
    width, height, gap = (round(side * dpr) for side in (WIDTH_PX, HEIGHT_PX, PAD_PX))
    if area.width() < width + 2 * gap or area.height() < height + 2 * gap:
        return
    plate = QRectF(area.right() + 1 - gap - width, area.top() + gap, width, height)
    painter.save()
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 8 * dpr, 8 * dpr)
    inner = plate.adjusted(gap, 0, -gap, 0)
    font = QFont(painter.font())
    font.setPixelSize(round(TEXT_PX * dpr))
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(WORDS)
    metrics = QFontMetricsF(font)
    upper = plate.top() + 5 * dpr + metrics.ascent()
    painter.drawText(QPointF(inner.left(), upper), tr("looks right"))
    wrong = tr("looks wrong")
    painter.drawText(QPointF(inner.right() - metrics.horizontalAdvance(wrong), upper), wrong)
    bar = QRectF(inner.left(), upper + metrics.descent() + 2 * dpr, inner.width(), BAR_PX * dpr)
    painter.drawImage(bar, _ramp())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(255, 255, 255, 90), dpr))
    painter.drawRect(bar)
    _paint_threshold(frame, bar, threshold, metrics)
    painter.restore()


def _paint_threshold(frame: Frame, bar: QRectF, threshold: float, metrics: QFontMetricsF) -> None:
    """A pointer under the bar and the words below it, kept within the width of the bar."""
    painter, dpr = frame.painter, frame.dpr
    x = bar.left() + min(max(threshold, 0.0), 1.0) * bar.width()
    tip = QPointF(x, bar.bottom() + 0.5 * dpr)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(WORDS)
    painter.drawPolygon(
        QPolygonF([tip, tip + QPointF(-4 * dpr, 5 * dpr), tip + QPointF(4 * dpr, 5 * dpr)])
    )
    text = tr("flagged from {threshold}").format(threshold=f"{threshold:.2f}")
    width = metrics.horizontalAdvance(text)
    left = min(max(x - width / 2, bar.left()), bar.right() - width)
    painter.setPen(WORDS)
    painter.drawText(QPointF(left, bar.bottom() + metrics.ascent() + 6 * dpr), text)


@cache
def _ramp() -> QImage:
    """The colours from 0 to 1 as a picture of one row."""
    return to_qimage(np.ascontiguousarray(color_table()[None]))
