"""A canvas with a picture at a hundred percent, and the hand that presses and drags on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.canvas import Canvas

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(qtbot) -> Iterator[Canvas]:
    """What a test leaves behind is undone: with a button pressed the next one's clicks would be
    none, and a move to where the pointer is already is none either."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_layers(np.full((300, 400, 3), 90, np.uint8), np.full((300, 400, 3), 50, np.uint8))
    canvas.zoom_to_actual()
    yield canvas
    for button in (LEFT, RIGHT, MIDDLE):
        if QApplication.mouseButtons() & button:
            QTest.mouseRelease(canvas, button)
    QTest.mouseMove(canvas, QPoint(1, 1))


@pytest.fixture
def strokes(canvas: Canvas) -> list[tuple]:
    received: list[tuple] = []
    canvas.stroke_finished.connect(lambda *stroke: received.append(stroke))
    return received


def place(canvas: Canvas, x: float, y: float) -> QPoint:
    """The widget position over the middle of a pixel of the picture."""
    return QPointF(*canvas.view.to_device(x, y)).toPoint()


def drag(canvas: Canvas, points: list[QPoint], button=LEFT, modifiers=None, end=True) -> None:
    modifiers = modifiers or Qt.KeyboardModifier.NoModifier
    QTest.mousePress(canvas, button, modifiers, points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    if end:
        QTest.mouseRelease(canvas, button, modifiers, points[-1])
