"""Draws the brush as a ring at the pointer. Lengths in device pixels."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.canvas_painting import Frame
from gui.region_marks import HALO


def paint_ring(
    frame: Frame,
    centre: tuple[float, float],
    radius: float,
    hardness: float = 1.0,
    erasing: bool = False,
) -> None:
    """The brush outline at its true size: light inside dark shows on any background.

    A fainter ring shows how far the brush is full; in the middle is a minus while it erases.
    """
    painter, dpr = frame.painter, frame.dpr
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = QPointF(*centre)
    if radius >= 2 * dpr:
        painter.setPen(QPen(HALO, 1.5 * dpr))
        painter.drawEllipse(middle, radius + 1.2 * dpr, radius + 1.2 * dpr)
        painter.setPen(QPen(QColor(255, 255, 255), 1.3 * dpr))
        painter.drawEllipse(middle, radius, radius)
    full = radius * hardness
    if full >= 5 * dpr and radius - full >= 3 * dpr:
        for colour, width in ((QColor(0, 0, 0, 90), 2.2), (QColor(255, 255, 255, 130), 1.0)):
            painter.setPen(QPen(colour, width * dpr, Qt.PenStyle.DotLine))
            painter.drawEllipse(middle, full, full)
    # A brush smaller than a few pixels would be lost without something to find it by.
    large = radius >= 6 * dpr
    reach = (3.5 if erasing else 2) * dpr if large else radius + 7 * dpr
    hole = 0.0 if large else radius + 2 * dpr
    ways = ((1, 0), (-1, 0)) if erasing else ((1, 0), (-1, 0), (0, 1), (0, -1))
    arms = [
        QLineF(middle + QPointF(dx * hole, dy * hole), middle + QPointF(dx * reach, dy * reach))
        for dx, dy in ways
    ]
    painter.setPen(QPen(HALO, 2.6 * dpr))
    painter.drawLines(arms)
    painter.setPen(QPen(QColor(255, 255, 255), 1.2 * dpr))
    painter.drawLines(arms)
