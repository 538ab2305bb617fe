"""A look at the file before it is written: its own pixels, one on one pixel of the screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.imaging.estimate import EncodedCrop
from gui.language import tr
from gui.qimage import to_qimage
from gui.zoom_steps import ARROWS

MARGIN_PX = 48
"""How much more than is visible is encoded on each side, so that a short drag shows no hole."""
_CHECK_PX = 8
_KEY_STEP = 0.25


class ExportPreview(QWidget):
    """Shows a crop of the encoded picture at 100%; dragging and the arrow keys move it.

    `moved` says that another part is wanted: see `centre` and `wanted_px`.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(240, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("Preview of the file"))
        self.setToolTip(
            tr("The picture as the file will show it, pixel by pixel; drag to see another part")
        )
        self.centre = (0.5, 0.5)
        """What is in the middle, (y, x) as fractions of the picture."""
        self._image: QImage | None = None
        self._crop: EncodedCrop | None = None
        self._message = tr("Preparing the preview…")
        self._held_at: QPoint | None = None

    @property
    def wanted_px(self) -> tuple[int, int]:
        """(height, width) in pixels of the picture that a crop should have."""
        ratio = self.devicePixelRatioF()
        return (
            round(self.height() * ratio) + 2 * MARGIN_PX,
            round(self.width() * ratio) + 2 * MARGIN_PX,
        )

    @property
    def crop(self) -> EncodedCrop | None:
        return self._crop

    def show_crop(self, crop: EncodedCrop) -> None:
        self._crop, self._message = crop, ""
        self._image = to_qimage(crop.pixels, crop.alpha)
        self._stay_inside()
        self.update()

    def show_message(self, sentence: str) -> None:
        """Say why there is nothing to see."""
        self._crop = self._image = None
        self._message = sentence
        self.update()

    # --- where it is -------------------------------------------------------------------------

    def _corner(self, crop: EncodedCrop) -> QPoint:
        """Where the upper left pixel of the whole picture lies, in device pixels of the widget."""
        ratio = self.devicePixelRatioF()
        middle = (self.height() * ratio / 2, self.width() * ratio / 2)
        top, left = (
            round(middle[axis] - self.centre[axis] * crop.hw[axis]) for axis in (0, 1)
        )  # fmt: skip
        return QPoint(left, top)

    def _stay_inside(self) -> None:
        """No further than to the border of the picture; what fits whole is in the middle."""
        crop = self._crop
        if crop is None:
            return
        ratio = self.devicePixelRatioF()
        sides = (self.height() * ratio, self.width() * ratio)
        bounded = []
        for axis in (0, 1):
            half = sides[axis] / 2 / crop.hw[axis]
            at = self.centre[axis]
            bounded.append(0.5 if half >= 0.5 else min(max(at, half), 1 - half))
        self.centre = bounded[0], bounded[1]

    def move_by(self, dy_px: float, dx_px: float) -> None:
        """Move the view over the picture by pixels of the picture."""
        crop = self._crop
        if crop is None:
            return
        before = self.centre
        self.centre = before[0] + dy_px / crop.hw[0], before[1] + dx_px / crop.hw[1]
        self._stay_inside()
        if self.centre != before:
            self.update()
            self.moved.emit()

    # --- events ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(420, 360)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._stay_inside()
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held_at = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None:
            return
        here = event.position().toPoint()
        ratio = self.devicePixelRatioF()
        self.move_by(
            (self._held_at.y() - here.y()) * ratio, (self._held_at.x() - here.x()) * ratio
        )  # fmt: skip
        self._held_at = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held_at = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ratio = self.devicePixelRatioF()
        down, across = self.height() * ratio * _KEY_STEP, self.width() * ratio * _KEY_STEP
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.move_by(step[1] * down, step[0] * across)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        crop, image = self._crop, self._image
        if crop is None or image is None:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            inside = self.rect().adjusted(16, 16, -16, -16)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inside, flags, self._message)
        else:
            ratio = self.devicePixelRatioF()
            corner = self._corner(crop) + QPoint(crop.box[1], crop.box[0])
            # Drawn in device pixels: anything else would smooth what is to be judged.
            painter.save()
            painter.scale(1 / ratio, 1 / ratio)
            place = QRect(corner, image.size())
            if crop.alpha is not None:
                self._paint_checks(painter, place, ratio)
            painter.drawImage(place.topLeft(), image)
            painter.restore()
        self._paint_frame(painter)

    def _paint_checks(self, painter: QPainter, place: QRect, ratio: float) -> None:
        """What stands for transparency."""
        side = round(_CHECK_PX * ratio)
        tile = QImage(2 * side, 2 * side, QImage.Format.Format_RGB32)
        tile.fill(QColor(255, 255, 255))
        grey = QPainter(tile)
        grey.fillRect(0, 0, side, side, QColor(205, 205, 205))
        grey.fillRect(side, side, side, side, QColor(205, 205, 205))
        grey.end()
        painter.fillRect(place, tile)

    def _paint_frame(self, painter: QPainter) -> None:
        palette = self.palette()
        role = QPalette.ColorRole.Link if self.hasFocus() else QPalette.ColorRole.Mid
        painter.setPen(QPen(palette.color(role), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))
        if self._image is None:
            return
        text = "100%"
        metrics = painter.fontMetrics()
        plate = QRectF(8, 8, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 20, 22, 190))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(
            QPointF(plate.left() + 6, plate.top() + 2 + metrics.ascent()), text
        )  # fmt: skip
