"""The canvas tools: what pressing, dragging and releasing the pointer means.

A tool knows picture coordinates and a small surface to act on; it knows no widget, so that mouse,
tablet and touch drive it alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import Qt

from engine.imaging.tiles import Box

Point = tuple[float, float]

PRESSURE_FLOOR = 0.15
NEAREST_DABS = 0.2
CLICK_SLACK = 4.0


class ToolName(StrEnum):
    PAN = "pan"
    BRUSH = "brush"
    ERASE = "erase"
    RECTANGLE = "rectangle"
    LASSO = "lasso"


@dataclass(frozen=True)
class Pointer:
    """One pointer position. ``x``, ``y`` in picture coordinates, ``view_*`` in device pixels."""

    x: float
    y: float
    view_x: float = 0.0
    view_y: float = 0.0
    pressure: float = 1.0
    shift: bool = False
    reverse: bool = False
    """Whether the tool is to do the opposite: take away instead of adding, or add again."""


@dataclass
class Stroke:
    """One brush gesture in picture coordinates. ``mode`` is "paint" or "erase"."""

    mode: str
    hardness: float = 1.0
    points: list[Point] = field(default_factory=list)
    radii: list[float] = field(default_factory=list)

    def add(self, x: float, y: float, radius: float) -> bool:
        """Append a point; False if it is too close to the last one to show."""
        if self.points:
            last_x, last_y = self.points[-1]
            near = math.hypot(x - last_x, y - last_y) < NEAREST_DABS
            if near and radius <= self.radii[-1]:
                return False
        self.points.append((x, y))
        self.radii.append(radius)
        return True

    @property
    def radius(self) -> float | list[float]:
        """One radius in pixels, or one per point where pen pressure varied it."""
        first = self.radii[0]
        return first if all(radius == first for radius in self.radii) else list(self.radii)

    def reach(self, start: int = 0) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) that the stroke covers from its point ``start`` on."""
        points = self.points[start:]
        radius = max(self.radii[start:])
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs) - radius, min(ys) - radius, max(xs) + radius, max(ys) + radius


class ToolSurface(Protocol):
    """What a tool may do to the canvas."""

    @property
    def brush_radius(self) -> float: ...
    @property
    def brush_hardness(self) -> float: ...
    @property
    def picture_hw(self) -> tuple[int, int]: ...
    def pan_by(self, dx: float, dy: float) -> None: ...
    def click_at(self, pointer: Pointer) -> None: ...
    def begin_stroke(self, stroke: Stroke) -> None: ...
    def extend_stroke(self, stroke: Stroke, start: int) -> None: ...
    def end_stroke(self, stroke: Stroke, keep: bool) -> None: ...
    def show_band(self, points: list[Point], mode: str = "paint") -> None: ...
    def choose_box(self, box: Box, mode: str) -> None: ...
    def choose_polygon(self, points: list[Point], mode: str) -> None: ...


class Tool:
    """Base of the tools; a gesture runs from ``press`` to ``release`` or ``cancel``."""

    name: ToolName
    cursor = Qt.CursorShape.CrossCursor
    pressed_cursor = Qt.CursorShape.CrossCursor
    draws_ring = False
    mode = "paint"
    """What it does to the mask: "paint" or "erase"."""

    def __init__(self, surface: ToolSurface) -> None:
        self.surface = surface
        self.active = False

    def mode_for(self, reverse: bool) -> str:
        """The mode, or the opposite one while the key for that is held."""
        return {"paint": "erase", "erase": "paint"}[self.mode] if reverse else self.mode

    def press(self, pointer: Pointer) -> None:
        self.active = True

    def drag(self, pointer: Pointer) -> None:
        pass

    def release(self, pointer: Pointer) -> None:
        self.active = False

    def cancel(self) -> None:
        """Give up the gesture; nothing of it stays."""
        self.active = False


class Pan(Tool):
    """Drags the picture; a click without a drag picks the region under it."""

    name = ToolName.PAN
    cursor = Qt.CursorShape.OpenHandCursor
    pressed_cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, surface: ToolSurface, clicks: bool = True) -> None:
        super().__init__(surface)
        self._clicks = clicks
        self._last = (0.0, 0.0)
        self._travelled = 0.0

    def press(self, pointer: Pointer) -> None:
        super().press(pointer)
        self._last = (pointer.view_x, pointer.view_y)
        self._travelled = 0.0

    def drag(self, pointer: Pointer) -> None:
        dx, dy = pointer.view_x - self._last[0], pointer.view_y - self._last[1]
        self._travelled += math.hypot(dx, dy)
        if self._clicks and self._travelled <= CLICK_SLACK:
            return
        self._last = (pointer.view_x, pointer.view_y)
        self.surface.pan_by(dx, dy)

    def release(self, pointer: Pointer) -> None:
        super().release(pointer)
        if self._clicks and self._travelled <= CLICK_SLACK:
            self.surface.click_at(pointer)


class Brush(Tool):
    """Paints the mask. Shift+click draws a straight line from the last dab."""

    name = ToolName.BRUSH
    mode = "paint"
    cursor = Qt.CursorShape.BlankCursor
    pressed_cursor = Qt.CursorShape.BlankCursor
    draws_ring = True

    def __init__(self, surface: ToolSurface) -> None:
        super().__init__(surface)
        self.stroke: Stroke | None = None
        self._last_dab: Point | None = None

    def press(self, pointer: Pointer) -> None:
        super().press(pointer)
        self.stroke = Stroke(self.mode_for(pointer.reverse), self.surface.brush_hardness)
        if pointer.shift and self._last_dab is not None:
            self.stroke.add(*self._last_dab, self._radius(pointer))
        self.stroke.add(pointer.x, pointer.y, self._radius(pointer))
        self.surface.begin_stroke(self.stroke)

    def drag(self, pointer: Pointer) -> None:
        if self.stroke is not None:
            start = len(self.stroke.points) - 1
            if self.stroke.add(pointer.x, pointer.y, self._radius(pointer)):
                self.surface.extend_stroke(self.stroke, start)

    def release(self, pointer: Pointer) -> None:
        super().release(pointer)
        stroke, self.stroke = self.stroke, None
        if stroke is not None:
            self._last_dab = stroke.points[-1]
            self.surface.end_stroke(stroke, keep=True)

    def cancel(self) -> None:
        super().cancel()
        stroke, self.stroke = self.stroke, None
        if stroke is not None:
            self.surface.end_stroke(stroke, keep=False)

    def forget_last_dab(self) -> None:
        """Shift+click has nothing to start from in another picture."""
        self._last_dab = None

    def _radius(self, pointer: Pointer) -> float:
        pressure = min(max(pointer.pressure, 0.0), 1.0)
        return self.surface.brush_radius * (PRESSURE_FLOOR + (1 - PRESSURE_FLOOR) * pressure)


class Erase(Brush):
    """Takes away from the mask."""

    name = ToolName.ERASE
    mode = "erase"


class Rectangle(Tool):
    """A rubber band; Shift keeps it square, Ctrl or Alt takes away."""

    name = ToolName.RECTANGLE

    def __init__(self, surface: ToolSurface) -> None:
        super().__init__(surface)
        self._start = (0.0, 0.0)
        self._gesture_mode = self.mode

    def press(self, pointer: Pointer) -> None:
        super().press(pointer)
        self._start = (pointer.x, pointer.y)
        self._gesture_mode = self.mode_for(pointer.reverse)

    def drag(self, pointer: Pointer) -> None:
        (x0, y0), (x1, y1) = self._start, self._end(pointer)
        self.surface.show_band([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], self._gesture_mode)

    def release(self, pointer: Pointer) -> None:
        super().release(pointer)
        self.surface.show_band([])
        (x0, y0), (x1, y1) = self._start, self._end(pointer)
        height, width = self.surface.picture_hw
        left, right = _clamped_span(x0, x1, width)
        top, bottom = _clamped_span(y0, y1, height)
        if right > left and bottom > top and (x0, y0) != (x1, y1):
            self.surface.choose_box((top, left, bottom, right), self._gesture_mode)

    def cancel(self) -> None:
        super().cancel()
        self.surface.show_band([])

    def _end(self, pointer: Pointer) -> Point:
        if not pointer.shift:
            return pointer.x, pointer.y
        dx, dy = pointer.x - self._start[0], pointer.y - self._start[1]
        side = max(abs(dx), abs(dy))
        return self._start[0] + math.copysign(side, dx), self._start[1] + math.copysign(side, dy)


class Lasso(Tool):
    """A free outline, closed on release; Ctrl or Alt takes away."""

    name = ToolName.LASSO

    def __init__(self, surface: ToolSurface) -> None:
        super().__init__(surface)
        self._points: list[Point] = []
        self._gesture_mode = self.mode

    def press(self, pointer: Pointer) -> None:
        super().press(pointer)
        self._points = [(pointer.x, pointer.y)]
        self._gesture_mode = self.mode_for(pointer.reverse)

    def drag(self, pointer: Pointer) -> None:
        if math.dist(self._points[-1], (pointer.x, pointer.y)) >= NEAREST_DABS:
            self._points.append((pointer.x, pointer.y))
            self.surface.show_band(list(self._points), self._gesture_mode)

    def release(self, pointer: Pointer) -> None:
        super().release(pointer)
        self.surface.show_band([])
        points, self._points = self._points, []
        if len(points) >= 3:
            self.surface.choose_polygon(points, self._gesture_mode)

    def cancel(self) -> None:
        super().cancel()
        self._points = []
        self.surface.show_band([])


TOOLS: tuple[type[Tool], ...] = (Pan, Brush, Erase, Rectangle, Lasso)


def _clamped_span(start: float, end: float, length: int) -> tuple[int, int]:
    """The whole pixels that a stretch touches, inside 0..length."""
    low, high = sorted((start, end))
    return min(max(math.floor(low), 0), length), min(max(math.ceil(high), 0), length)
