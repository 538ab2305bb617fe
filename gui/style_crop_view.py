"""The style picture with a crop rectangle that mouse and keyboard can move and stretch."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.language import tr
from gui.zoom_steps import ARROWS

LEAST = 0.05
GRIP_PX = 9
KEY_STEP = 0.01
_CURSORS = {
    (0, 0): Qt.CursorShape.SizeAllCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor, (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor, (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor, (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor, (-1, 1): Qt.CursorShape.SizeBDiagCursor,
}  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """A part of a picture, in fractions 0..1 of its width and height."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def moved(self, dx: float, dy: float) -> Frame:
        """Of the same size, kept inside the picture."""
        dx = min(max(dx, -self.left), 1.0 - self.right)
        dy = min(max(dy, -self.top), 1.0 - self.bottom)
        return Frame(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def stretched(self, side: tuple[int, int], dx: float, dy: float) -> Frame:
        """With the edges that ``side`` names (-1 left or top, 1 right or bottom) moved."""
        found = self
        if side[0] < 0:
            found = replace(found, left=_within(self.left + dx, 0.0, self.right - LEAST))
        elif side[0] > 0:
            found = replace(found, right=_within(self.right + dx, self.left + LEAST, 1.0))
        if side[1] < 0:
            found = replace(found, top=_within(self.top + dy, 0.0, self.bottom - LEAST))
        elif side[1] > 0:
            found = replace(found, bottom=_within(self.bottom + dy, self.top + LEAST, 1.0))
        return found


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


class CropView(QWidget):
    """Drag inside the frame to move it, at its edges to stretch it, outside to draw another."""

    changed = Signal(object)  # Frame
    settled = Signal()

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self.frame = Frame()
        self._grip: tuple[int, int] | None = None
        self._start = (QPointF(), Frame())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Part of the style that is used"))
        self.setAccessibleDescription(
            tr("Arrow keys move the frame, Shift with arrow keys changes its size.")
        )

    def set_frame(self, frame: Frame) -> None:
        """Show this frame without a signal."""
        self.frame = frame
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(380, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)

    # --- places -------------------------------------------------------------------------------

    def picture_rect(self) -> QRectF:
        """Where the picture lies: as large as fits, with room for the grips."""
        room = QRectF(self.rect()).adjusted(GRIP_PX, GRIP_PX, -GRIP_PX, -GRIP_PX)
        width, height = max(1, self._image.width()), max(1, self._image.height())
        scale = max(0.01, min(room.width() / width, room.height() / height))
        found = QRectF(0, 0, width * scale, height * scale)
        found.moveCenter(room.center())
        return found

    def frame_rect(self) -> QRectF:
        picture = self.picture_rect()
        return QRectF(
            QPointF(picture.left() + self.frame.left * picture.width(),
                    picture.top() + self.frame.top * picture.height()),
            QPointF(picture.left() + self.frame.right * picture.width(),
                    picture.top() + self.frame.bottom * picture.height()),
        )  # fmt: skip

    def _grip_at(self, place: QPointF) -> tuple[int, int] | None:
        """The edges near ``place``; (0, 0) inside the frame, None outside."""
        rect = self.frame_rect()
        if not rect.adjusted(-GRIP_PX, -GRIP_PX, GRIP_PX, GRIP_PX).contains(place):
            return None
        x = _nearest(place.x(), rect.left(), rect.right())
        y = _nearest(place.y(), rect.top(), rect.bottom())
        return x, y

    # --- mouse and keys -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        self._grip = self._grip_at(place)
        if self._grip is None:
            picture = self.picture_rect()
            x = _within((place.x() - picture.left()) / picture.width(), 0.0, 1.0 - LEAST)
            y = _within((place.y() - picture.top()) / picture.height(), 0.0, 1.0 - LEAST)
            self.frame = Frame(x, y, x + LEAST, y + LEAST)
            self._grip = (1, 1)
        self._start = place, self.frame

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None or not event.buttons() & Qt.MouseButton.LeftButton:
            grip = self._grip_at(event.position())
            self.setCursor(Qt.CursorShape.CrossCursor if grip is None else _CURSORS[grip])
            return
        begun, frame = self._start
        picture = self.picture_rect()
        moved = event.position() - begun
        dx, dy = moved.x() / picture.width(), moved.y() / picture.height()
        inside = self._grip == (0, 0)
        self._take(frame.moved(dx, dy) if inside else frame.stretched(self._grip, dx, dy))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._grip is not None:
            self._grip = None
            self.changed.emit(self.frame)
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        dx, dy = step[0] * KEY_STEP, step[1] * KEY_STEP
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._take(self.frame.stretched((abs(step[0]), abs(step[1])), dx, dy))
        else:
            self._take(self.frame.moved(dx, dy))
        self.settled.emit()

    def _take(self, frame: Frame) -> None:
        if frame != self.frame:
            self.frame = frame
            self.update()
            self.changed.emit(frame)

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        picture, frame = self.picture_rect(), self.frame_rect()
        painter.drawImage(picture, self._image)
        outside = QPainterPath()  # odd-even: what lies in both is left out
        outside.addRect(picture)
        outside.addRect(frame)
        painter.fillPath(outside, QColor(20, 20, 22, 150))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3))
        painter.drawRect(frame)
        accent = self.palette().highlight().color() if self.hasFocus() else QColor("#ffffff")
        painter.setPen(QPen(accent, 1.5))
        painter.drawRect(frame)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
        painter.setBrush(QColor("#ffffff"))
        for corner in (frame.topLeft(), frame.topRight(), frame.bottomLeft(), frame.bottomRight()):
            painter.drawRect(QRectF(corner.x() - 4, corner.y() - 4, 8, 8))
        painter.end()


def _nearest(value: float, low: float, high: float) -> int:
    """-1 near the low edge, 1 near the high one, 0 between them."""
    reach = min(GRIP_PX, (high - low) / 3)
    if abs(value - low) <= max(reach, low - value):
        return -1
    return 1 if abs(value - high) <= max(reach, value - high) else 0
