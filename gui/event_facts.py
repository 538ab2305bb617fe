"""What an input event says about keys and devices."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QGuiApplication,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QTabletEvent,
    QWheelEvent,
)


def has_shift(event: QKeyEvent | QMouseEvent | QTabletEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def wants_reverse(event: QKeyEvent | QMouseEvent | QTabletEvent) -> bool:
    """Whether a key is held that makes a tool do the opposite for as long."""
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & keys)


def has_modifiers(event: QKeyEvent) -> bool:
    return event.modifiers() not in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )


def is_touchpad(event: QWheelEvent) -> bool:
    """Whether two fingers scroll here, rather than a wheel turns.

    Pixel deltas tell, except under X11, where mouse wheels may have them too.
    """
    if event.pixelDelta().isNull():
        return False
    if event.device().type() == QInputDevice.DeviceType.TouchPad:
        return True
    if QGuiApplication.platformName() == "xcb":
        return event.phase() != Qt.ScrollPhase.NoScrollPhase
    return True
