"""A canvas, pictures of one colour for it, and the colours that it then shows."""

from __future__ import annotations

import numpy as np
import pytest

from gui.canvas import Canvas
from gui.qimage import from_qimage

RED, BLUE = (200, 30, 30), (30, 40, 210)


def flat(colour: tuple[int, int, int], hw: tuple[int, int] = (300, 400)) -> np.ndarray:
    return np.broadcast_to(np.array(colour, np.uint8), (*hw, 3))


@pytest.fixture
def canvas(qtbot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(640, 480)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def shown(canvas: Canvas) -> np.ndarray:
    return from_qimage(canvas.grab().toImage())[0]


def at(canvas: Canvas, x: float, y: float, pixels: np.ndarray | None = None) -> tuple[int, ...]:
    """The colour shown for a point of the picture (right pane, if there are two)."""
    pixels = shown(canvas) if pixels is None else pixels
    column, row = canvas.view.to_device(x, y)
    column += canvas.panes()[-1].shift[0]
    return tuple(pixels[int(row), int(column)].tolist())
