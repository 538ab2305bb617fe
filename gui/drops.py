"""What can be dropped or pasted: picture files and pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QStyle, QStyleOption, QWidget


def files_in(mime: QMimeData) -> list[Path]:
    """Local files of a drop or of the clipboard."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def image_in(mime: QMimeData) -> QImage | None:
    if not mime.hasImage():
        return None
    image = mime.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None


def is_acceptable(mime: QMimeData) -> bool:
    return bool(files_in(mime)) or mime.hasImage()


class DropTarget(QWidget):
    """A panel that accepts files and pictures and shows where they would go."""

    files_dropped = Signal(list)
    image_dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._hovered = False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_acceptable(event.mimeData()):
            event.acceptProposedAction()
            self._set_hovered(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_hovered(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_hovered(False)
        files = files_in(event.mimeData())
        image = image_in(event.mimeData())
        if files:
            self.files_dropped.emit(files)
        elif image is not None:
            self.image_dropped.emit(image)
        else:
            return
        event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        # A plain QWidget subclass only gets its style sheet background when asked to draw it.
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        if self._hovered:
            gold = QColor(self.palette().color(QPalette.ColorRole.Link))
            painter.setPen(QPen(gold, 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _set_hovered(self, hovered: bool) -> None:
        self._hovered = hovered
        self.update()
