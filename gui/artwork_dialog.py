"""The artwork behind a style, large, with what is known of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.language import tr, tr_engine


class Artwork(QWidget):
    """A picture as large as there is room for."""

    def __init__(self, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = image
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        room = QSize(560, 440)
        return self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = self.rect()
        place.setSize(size)
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
        painter.end()


class ArtworkDialog(QDialog):
    """Opened from the menu of a tile; hovering shows the same in small."""

    def __init__(
        self, title: str, credit: str, note: str, image: QImage, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        heading = QLabel(title, self)
        heading.setObjectName("heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        artwork = Artwork(image, self)
        artwork.setAccessibleName(title)
        column.addWidget(artwork, 1)
        column.addWidget(heading)
        for text in (credit, tr_engine(note)):
            if text:
                label = QLabel(text, self)
                label.setObjectName("muted")
                label.setWordWrap(True)
                column.addWidget(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
