"""Turns the events of the canvas into zooming, panning and the gestures of the tools."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
)

from gui.canvas_zooming import CanvasZooming
from gui.event_facts import has_modifiers, has_shift, wants_reverse
from gui.panes import CompareMode
from gui.right_drag import RightDrag
from gui.tools import TOOLS, Brush, Erase, Pan, Tool, ToolName

if TYPE_CHECKING:
    from gui.canvas import Canvas

SPLIT_REACH_PX = 6
GRIP_REACH_PX = 18
SPLIT_STEP, SPLIT_BIG_STEP = 0.01, 0.1
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_REVERSING = (Qt.Key.Key_Control, Qt.Key.Key_Alt)


class CanvasInput:
    """The tool in hand and the gesture under way."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._tools: dict[ToolName, Tool] = {kind.name: kind(canvas) for kind in TOOLS}
        self._hand = Pan(canvas, clicks=False)
        self._eraser_tip = Erase(canvas)
        self.tool: Tool = self._tools[ToolName.PAN]
        self._gesture: Tool | None = None
        self._button = Qt.MouseButton.NoButton
        self._space = False
        self._splitting = False
        self._right: RightDrag | None = None
        self._reverse = False
        self._position: QPointF | None = None
        self._told: tuple[int, int] | None = None
        self._handlers: dict[QEvent.Type, Callable[[Any], bool]] = {
            **CanvasZooming(canvas, self.cancel).handlers,
            QEvent.Type.MouseButtonPress: self._on_mouse_press,
            QEvent.Type.MouseButtonDblClick: self._on_mouse_press,
            QEvent.Type.MouseMove: self._on_mouse_move,
            QEvent.Type.MouseButtonRelease: self._on_mouse_release,
            QEvent.Type.TabletPress: self._on_tablet,
            QEvent.Type.TabletMove: self._on_tablet,
            QEvent.Type.TabletRelease: self._on_tablet,
            QEvent.Type.ShortcutOverride: self._on_shortcut_override,
            QEvent.Type.KeyPress: self._on_key_press,
            QEvent.Type.KeyRelease: self._on_key_release,
            QEvent.Type.ContextMenu: self._on_context_menu,
            QEvent.Type.Leave: self._on_leave,
            QEvent.Type.FocusOut: self._on_focus_out,
        }

    @property
    def busy(self) -> bool:
        return self._gesture is not None or self._splitting or self._right is not None

    def choose(self, name: ToolName) -> None:
        """Take another tool in hand."""
        self.cancel()
        self.tool = self._tools[name]
        self._show_cursor()
        self._canvas.update_ring()

    def forget(self) -> None:
        """Another picture: no gesture and no last dab reach over into it."""
        self.cancel()
        for tool in (*self._tools.values(), self._eraser_tip):
            if isinstance(tool, Brush):
                tool.forget_last_dab()

    def cancel(self) -> bool:
        """Give up what is under way; False if nothing is."""
        if not self.busy:
            return False
        if self._gesture is not None:
            self._gesture.cancel()
        if self._right is not None:
            self._right.cancel()
        self._end()
        return True

    def handle(self, event: QEvent) -> bool:
        """True if the event meant something to the canvas."""
        handler = self._handlers.get(event.type())
        return handler is not None and handler(event)

    # --- the brush ring -------------------------------------------------------------------------

    def ring(self) -> tuple[tuple[float, float], float] | None:
        """Centre and radius of the brush outline in device pixels, if it shows."""
        if self._position is None or not self._in_hand().draws_ring or self._space:
            return None
        if self._splitting or (not self.busy and self._grips_split(self._position)):
            return None
        centre = self._right.start if self._right is not None else self._position
        dpr = self._canvas.devicePixelRatioF()
        radius = self._canvas.brush_radius * self._canvas.zoom
        return (centre.x() * dpr, centre.y() * dpr), radius

    @property
    def erasing(self) -> bool:
        """Whether the brush in hand would take away, or does."""
        tool = self._in_hand()
        if isinstance(tool, Brush) and tool.stroke is not None:
            return tool.stroke.mode == "erase"
        return tool.mode_for(self._reverse) == "erase"

    def ring_rect(self) -> QRectF:
        ring = self.ring()
        if ring is None:
            return QRectF()
        (x, y), radius = ring
        reach = radius + 12 * self._canvas.devicePixelRatioF()
        return QRectF(x - reach, y - reach, 2 * reach, 2 * reach)

    def tell_position(self) -> None:
        """Say which pixel lies under the pointer, when it is another one."""
        pixel = self._pixel()
        if pixel != self._told:
            self._told = pixel
            self._canvas.pointer_moved.emit(*(pixel or (None, None)))

    def _pixel(self) -> tuple[int, int] | None:
        if self._position is None or self._canvas.view.is_empty:
            return None
        pointer = self._canvas.pointer_at(self._position)
        height, width = self._canvas.picture_hw
        column, row = math.floor(pointer.x), math.floor(pointer.y)
        return (column, row) if 0 <= column < width and 0 <= row < height else None

    # --- mouse and pen --------------------------------------------------------------------------

    def _on_mouse_press(self, event: QMouseEvent) -> bool:
        self._position = event.position()
        if self._canvas.view.is_empty:
            return False
        if self.busy:
            return True
        self._button = event.button()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._begin(self._hand, event.position())
        elif left and self._grips_split(event.position()):
            self._splitting = True
        elif left:
            self._reverse = wants_reverse(event)
            self._begin(self.tool, event.position(), shift=has_shift(event))
        elif event.button() == Qt.MouseButton.RightButton:
            self._right = RightDrag(self._canvas, event.position(), self.tool.draws_ring)
        else:
            return False
        self._show_cursor()
        return True

    def _on_mouse_move(self, event: QMouseEvent) -> bool:
        self._reverse = wants_reverse(event)
        self._move(event.position(), shift=has_shift(event))
        return True

    def _on_mouse_release(self, event: QMouseEvent) -> bool:
        if event.button() != self._button or not self.busy:
            return False
        asks_for_menu = self._right is not None and self._right.is_click
        self._finish(event.position(), shift=has_shift(event))
        if asks_for_menu:
            self._ask_for_menu(event.position())
        return True

    def _on_context_menu(self, event: QContextMenuEvent) -> bool:
        """The mouse asks by a click without a drag; here only the keyboard is listened to."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            inside = self._position is not None
            centre = QPointF(self._canvas.rect().center())
            self._ask_for_menu(self._position if inside and self._position else centre)
        event.accept()
        return True

    def _ask_for_menu(self, position: QPointF) -> None:
        number = None
        if not self._canvas.view.is_empty:
            number = self._canvas.region_at(self._canvas.pointer_at(position))
        self._canvas.menu_wanted.emit(self._canvas.mapToGlobal(position.toPoint()), number)

    def _on_tablet(self, event: QTabletEvent) -> bool:
        """A pen draws with its pressure; anything but its tip or eraser is left to the mouse."""
        drawing = self.tool.draws_ring and not self._space
        tip = event.button() == Qt.MouseButton.LeftButton or self._button == _PEN
        if not drawing or not (tip or event.type() == QEvent.Type.TabletMove):
            return False
        position, pressure = event.position(), event.pressure()
        if event.type() == QEvent.Type.TabletPress:
            if self.busy or self._canvas.view.is_empty or self._grips_split(position):
                return False
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._button = _PEN
            self._position = position
            tool = self._eraser_tip if eraser else self.tool
            self._reverse = wants_reverse(event)
            self._begin(tool, position, pressure, has_shift(event))
        elif event.type() == QEvent.Type.TabletMove:
            if self.busy and self._button != _PEN:
                return False
            self._move(position, pressure, has_shift(event))
        elif self._button == _PEN and self.busy:
            self._finish(position, pressure, has_shift(event))
        event.accept()
        return True

    def _begin(
        self, tool: Tool, position: QPointF, pressure: float = 1.0, shift: bool = False
    ) -> None:
        self._canvas.held_pane = self._canvas.pane_index_at(position)
        self._gesture = tool
        tool.press(self._canvas.pointer_at(position, pressure, shift, self._reverse))
        self._show_cursor()

    def _move(self, position: QPointF, pressure: float = 1.0, shift: bool = False) -> None:
        self._position = position
        canvas = self._canvas
        if self._splitting:
            area = canvas.split_area()
            x = position.x() * canvas.devicePixelRatioF()
            canvas.set_split((x - area.left()) / max(area.width(), 1))
        elif self._right is not None:
            self._right.drag(position)
        elif self._gesture is not None:
            self._gesture.drag(canvas.pointer_at(position, pressure, shift))
        else:
            self._show_cursor()
        canvas.update_ring()
        self.tell_position()

    def _finish(self, position: QPointF, pressure: float = 1.0, shift: bool = False) -> None:
        gesture, pointer = self._gesture, self._canvas.pointer_at(position, pressure, shift)
        self._position = position
        self._end()
        if gesture is not None:
            gesture.release(pointer)

    def _end(self) -> None:
        self._gesture = None
        self._splitting = False
        self._right = None
        self._button = Qt.MouseButton.NoButton
        self._canvas.held_pane = None
        self._show_cursor()
        self._canvas.update_ring()

    def _grips_split(self, position: QPointF) -> bool:
        """Whether the split line can be taken hold of here: its grip, or the line for the hand."""
        canvas = self._canvas
        if canvas.comparing is not CompareMode.SPLIT:
            return False
        dpr = canvas.devicePixelRatioF()
        area = canvas.split_area()
        dx = position.x() * dpr - canvas.split_x()
        dy = position.y() * dpr - area.center().y()
        if math.hypot(dx, dy) <= GRIP_REACH_PX * dpr:
            return True
        on_line = abs(dx) <= SPLIT_REACH_PX * dpr and abs(dy) <= area.height() / 2
        return on_line and self.tool.name is ToolName.PAN

    # --- keys -----------------------------------------------------------------------------------

    def _on_shortcut_override(self, event: QKeyEvent) -> bool:
        """Keys that belong to the canvas at this moment must not reach the window's actions."""
        mine = (
            event.key() == Qt.Key.Key_Space
            or (event.key() == Qt.Key.Key_Escape and self.busy)
            or (event.key() in _ARROWS and self._arrows_move_split(event))
        )
        if mine:
            event.accept()
        return mine

    def _on_key_press(self, event: QKeyEvent) -> bool:
        canvas, key = self._canvas, event.key()
        self._show_reverse(event)
        if key == Qt.Key.Key_Space and not has_modifiers(event):
            if not event.isAutoRepeat():
                self._space = True
                self._show_cursor()
                canvas.update_ring()
            return True
        if key == Qt.Key.Key_Escape:
            return self.cancel()
        if canvas.comparing is not CompareMode.SPLIT:
            return False
        if key in _ARROWS and self._arrows_move_split(event):
            step = SPLIT_BIG_STEP if has_shift(event) else SPLIT_STEP
            canvas.set_split(canvas.split + _ARROWS[Qt.Key(key)] * step)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            canvas.set_split(0.0 if key == Qt.Key.Key_Home else 1.0)
        else:
            return False
        return True

    def _arrows_move_split(self, event: QKeyEvent) -> bool:
        """Where the arrows flip through something else, Shift still moves the line."""
        splits = self._canvas.comparing is CompareMode.SPLIT
        return splits and (has_shift(event) or not self._canvas.arrows_taken)

    def _show_reverse(self, event: QKeyEvent) -> None:
        if event.key() not in _REVERSING:
            return
        self._reverse = event.type() == QEvent.Type.KeyPress
        self._canvas.update_ring()

    def _on_key_release(self, event: QKeyEvent) -> bool:
        self._show_reverse(event)
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return False
        self._release_space()
        return True

    def _on_focus_out(self, event: QEvent) -> bool:
        self._release_space()
        self._reverse = False
        return False

    def _on_leave(self, event: QEvent) -> bool:
        if not self.busy:
            self._position = None
            self._canvas.update_ring()
            self.tell_position()
        return False

    def _release_space(self) -> None:
        if self._space:
            self._space = False
            self._show_cursor()
            self._canvas.update_ring()

    # --- cursor ---------------------------------------------------------------------------------

    def _in_hand(self) -> Tool:
        return self._gesture or (self._hand if self._space else self.tool)

    def _show_cursor(self) -> None:
        canvas, tool = self._canvas, self._in_hand()
        if canvas.view.is_empty:
            canvas.unsetCursor()
            return
        shape = tool.pressed_cursor if self._gesture is not None else tool.cursor
        if self._splitting:
            shape = Qt.CursorShape.SplitHCursor
        elif self._position is not None and not self.busy:
            if self._grips_split(self._position):
                shape = Qt.CursorShape.SplitHCursor
            elif tool.name is ToolName.PAN and not self._space:
                pointer = canvas.pointer_at(self._position)
                if canvas.region_at(pointer) is not None:
                    shape = Qt.CursorShape.PointingHandCursor
        if canvas.cursor().shape() != shape:
            canvas.setCursor(shape)


_PEN = Qt.MouseButton.TaskButton  # stands for the pen where a mouse button is remembered
