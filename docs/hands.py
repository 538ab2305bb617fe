"""Hands for whoever leads the window: tests, screenshots, benchmarks and the scripted run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from gui.canvas import Canvas

Point = tuple[float, float]


def places_on(canvas: Canvas, points: Sequence[Point]) -> list[QPoint]:
    """Positions (x, y) of the picture as positions in the canvas."""
    ratio = canvas.devicePixelRatioF()
    at_device = (canvas.view.to_device(*point) for point in points)
    return [QPoint(round(x / ratio), round(y / ratio)) for x, y in at_device]


def drag(canvas: Canvas, points: Sequence[Point]) -> None:
    """One gesture with the left button through these positions (x, y) of the picture."""
    places = places_on(canvas, points)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def zigzag(box: tuple[int, int, int, int]) -> list[Point]:
    """A stroke that covers the middle of a box (top, left, bottom, right); points (x, y)."""
    top, left, bottom, right = box
    places = ((0.3, 0.35), (0.7, 0.3), (0.35, 0.5), (0.7, 0.55), (0.4, 0.7), (0.65, 0.7))
    return [(left + x * (right - left), top + y * (bottom - top)) for x, y in places]


def between(points: Sequence[QPoint], step_px: int = 12) -> Iterator[QPoint]:
    """The points with others in between, so that a pointer that jumps draws what it should."""
    yield points[0]
    for start, end in pairwise(points):
        way = end - start
        count = max(1, max(abs(way.x()), abs(way.y())) // step_px)
        for i in range(1, count + 1):
            yield start + QPoint(round(way.x() * i / count), round(way.y() * i / count))
