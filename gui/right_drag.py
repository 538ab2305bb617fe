"""The right button on the canvas: a drag shapes the brush, a click asks for the menu."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

if TYPE_CHECKING:
    from gui.canvas import Canvas

# A hand that only clicks moves by less than this.
SLACK_PX = 4.0
# So far up or down goes from a soft brush to a sharp one.
HARDNESS_SPAN_PX = 200.0


class RightDrag:
    """One press of the right button. Sideways changes the size of the brush, upwards hardens it.

    Whichever way the hand goes first counts until the button is let go.
    """

    def __init__(self, canvas: Canvas, start: QPointF, shapes_brush: bool) -> None:
        self._canvas = canvas
        self.start = start
        self.shapes_brush = shapes_brush
        self._radius = canvas.brush_radius
        self._hardness = canvas.brush_hardness
        self._sideways: bool | None = None

    @property
    def is_click(self) -> bool:
        """Whether the hand has not moved so far."""
        return self._sideways is None

    def drag(self, position: QPointF) -> None:
        moved = position - self.start
        if self._sideways is None:
            if math.hypot(moved.x(), moved.y()) <= SLACK_PX:
                return
            self._sideways = abs(moved.x()) >= abs(moved.y())
        if not self.shapes_brush:
            return
        canvas = self._canvas
        if self._sideways:
            radius = self._radius + moved.x() * canvas.devicePixelRatioF() / canvas.zoom
            canvas.set_brush_radius(radius)
        else:
            canvas.set_brush_hardness(self._hardness - moved.y() / HARDNESS_SPAN_PX)

    def cancel(self) -> None:
        self._canvas.set_brush_radius(self._radius)
        self._canvas.set_brush_hardness(self._hardness)
