"""Wheel, touchpad and touch on the canvas: zooming and panning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from gui.event_facts import is_touchpad

if TYPE_CHECKING:
    from gui.canvas import Canvas

ZOOM_PER_NOTCH = 1.2
NOTCH = 120


class CanvasZooming:
    """Moves the view; `cancel` gives up what the tools are doing when a second finger comes."""

    def __init__(self, canvas: Canvas, cancel: Callable[[], object]) -> None:
        self._canvas = canvas
        self._cancel = cancel
        self.handlers: dict[QEvent.Type, Callable[[Any], bool]] = {
            QEvent.Type.Wheel: self._on_wheel,
            QEvent.Type.NativeGesture: self._on_native_gesture,
            QEvent.Type.Gesture: self._on_gesture,
        }

    def _on_wheel(self, event: QWheelEvent) -> bool:
        canvas = self._canvas
        if canvas.view.is_empty:
            return False
        pixels, dpr = event.pixelDelta(), canvas.devicePixelRatioF()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_touchpad(event) and not control:
            canvas.pan_by(pixels.x() * dpr, pixels.y() * dpr)
        else:
            turned = event.angleDelta().y() or event.angleDelta().x()
            zoom = canvas.zoom * ZOOM_PER_NOTCH ** (turned / NOTCH)
            # Whole notches stop at 100 %, which is where one wants to stop.
            passes = (canvas.zoom - 1) * (zoom - 1) < 0 and abs(canvas.zoom - 1) > 1e-6
            canvas.set_zoom(1.0 if passes and abs(turned) >= NOTCH else zoom, event.position())
        event.accept()
        return True

    def _on_native_gesture(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            zoom = self._canvas.zoom * max(0.1, 1 + event.value())
            self._canvas.set_zoom(zoom, event.position())
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            if self._canvas.is_fitted:
                self._canvas.set_zoom(1.0, event.position())
            else:
                self._canvas.zoom_to_fit()
        else:
            return False
        return True

    def _on_gesture(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self._cancel()  # the first finger began what the second one shows to be a pinch
        canvas, dpr = self._canvas, self._canvas.devicePixelRatioF()
        centre = QPointF(canvas.mapFromGlobal(pinch.centerPoint()))
        moved = pinch.centerPoint() - pinch.lastCenterPoint()
        canvas.pan_by(moved.x() * dpr, moved.y() * dpr)
        canvas.set_zoom(canvas.zoom * pinch.scaleFactor(), centre)
        return True
