"""Two pictures of the same thing beside each other: before and after."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.language import tr
from gui.qimage import to_qimage

GAP_PX = 8.0


class PairView(QWidget):
    """Shows both as large as there is room, at the same size, with a word above each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(360, 150)
        self.before: QImage | None = None
        self.after: QImage | None = None
        self._scaled: dict[tuple[int, int, int], QPixmap] = {}
        self.retranslate()

    def clear(self) -> None:
        self.before = self.after = None
        self._renew()

    def show_before(self, pixels: np.ndarray) -> None:
        """pixels: uint8 (h, w, 3) sRGB, as for `show_after`."""
        self.before = to_qimage(pixels)
        self._renew()

    def show_after(self, pixels: np.ndarray) -> None:
        self.after = to_qimage(pixels)
        self._renew()

    def sizeHint(self) -> QSize:
        return QSize(680, 280)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Before and after"))
        self.setAccessibleDescription(tr("Left the result before adapting, right the one so far"))
        self.update()

    def _renew(self) -> None:
        self._scaled.clear()
        self.update()

    def places(self) -> tuple[QRectF, QRectF]:
        """Where the two pictures lie; they have the shape of whichever is there."""
        line = QFontMetricsF(self.font()).height() + 4
        room = QRectF(self.rect()).adjusted(0, line, 0, 0)
        width = (room.width() - GAP_PX) / 2
        image = self.before or self.after
        size = QSize(4, 3) if image is None else image.size()
        shown = size.scaled(
            QSize(int(width), int(room.height())), Qt.AspectRatioMode.KeepAspectRatio
        )
        top = room.top()
        left = room.center().x() - GAP_PX / 2 - shown.width()
        right = room.center().x() + GAP_PX / 2
        return (
            QRectF(left, top, shown.width(), shown.height()),
            QRectF(right, top, shown.width(), shown.height()),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        words = tr("Before adapting"), tr("Adapted so far")
        ascent = QFontMetricsF(self.font()).ascent()
        for image, place, text in zip(
            (self.before, self.after), self.places(), words, strict=True
        ):  # fmt: skip
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(QPointF(place.left(), ascent), text)
            if image is None:
                painter.fillRect(place, self.palette().color(QPalette.ColorRole.Base))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tr("Not there yet"))
            else:
                painter.drawPixmap(place.topLeft(), self._fitting(image, place))

    def _fitting(self, image: QImage, place: QRectF) -> QPixmap:
        """Scaled smoothly to the pixels of the screen, once for every size."""
        ratio = self.devicePixelRatioF()
        width, height = round(place.width() * ratio), round(place.height() * ratio)
        key = (image.cacheKey(), width, height)
        if key not in self._scaled:
            picture = QPixmap.fromImage(image.scaled(
                width, height, Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            ))  # fmt: skip
            picture.setDevicePixelRatio(ratio)
            if len(self._scaled) >= 2:
                self._scaled.clear()
            self._scaled[key] = picture
        return self._scaled[key]
