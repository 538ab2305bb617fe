"""A sample sheet, as large as there is room, sharp on every screen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.language import tr


class SheetView(QWidget):
    """Shows an image, or a word in its place while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 150)
        self.image = QImage()
        self._scaled: tuple[QSize, QPixmap] | None = None
        self.retranslate()

    def show_image(self, image: QImage) -> None:
        """A null image takes the present one away."""
        self.image, self._scaled = image, None
        self.update()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Sample sheet"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, 320)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        if self.image.isNull():
            painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            words = tr("The first sample sheet comes soon.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
            return
        ratio = self.devicePixelRatioF()
        size = self.image.size().scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        if self._scaled is None or self._scaled[0] != size:
            scaled = self.image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            self._scaled = size, QPixmap.fromImage(scaled)
        shown = (size / ratio) if ratio else size
        place = QRect(0, 0, shown.width(), shown.height())
        place.moveCenter(self.rect().center())
        painter.drawPixmap(place, self._scaled[1])
