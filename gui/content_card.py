"""The photo at a glance: thumbnail, name, size, Open…"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPalette, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.imaging.photo import Photo
from gui import icons
from gui.elided_label import ElidedLabel
from gui.language import tr
from gui.qimage import thumbnail
from gui.style_list import square

SIDE_PX = 48


class ContentCard(QFrame):
    """What is being stylized, and the way to another photo."""

    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = QLabel(self)
        self.picture.setFixedSize(SIDE_PX, SIDE_PX)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self.detail = ElidedLabel(self)
        self.detail.setObjectName("muted")
        self.button = QPushButton(tr("Open…"), self)
        self.button.setToolTip(tr("Open the photo to stylize"))
        self.button.clicked.connect(self.open_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self._photo: Photo | None = None
        self.show_photo(None)

    def show_photo(self, photo: Photo | None) -> None:
        """Show this photo; None shows that there is none yet."""
        self._photo = photo
        ratio = self.devicePixelRatioF()
        if photo is None:
            muted = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
            self.picture.setPixmap(icons.pixmap("picture", 32, muted, ratio))
            self.name.set_text(tr("No photo yet"))
            self.detail.set_text(tr("Open or drop"))
            self.setToolTip("")
            return
        image = square(thumbnail(photo.pixels, 4 * SIDE_PX, photo.alpha))
        self.picture.setPixmap(rounded(image, SIDE_PX, ratio))
        name = photo.name or tr("Pasted picture")
        self.name.set_text(name)
        self.detail.set_text(f"{photo.width} × {photo.height}")
        facts = tr("{width} × {height} pixels, {megapixels} megapixels, {bits} bit").format(
            width=photo.width, height=photo.height, megapixels=f"{photo.megapixels:.1f}",
            bits=photo.bit_depth,
        )  # fmt: skip
        self.setToolTip(f"<p><b>{escape(name)}</b><br>{facts}</p>")

    def redraw(self) -> None:
        """After a change of theme or language."""
        self.show_photo(self._photo)

    def retranslate(self) -> None:
        self.redraw()


def rounded(picture: QPixmap, side: int, ratio: float) -> QPixmap:
    """A square picture with round corners, ``side`` logical pixels wide."""
    result = QPixmap(round(side * ratio), round(side * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    clip = QPainterPath()
    clip.addRoundedRect(QRectF(QPointF(0, 0), QSize(side, side)), 6, 6)
    painter.setClipPath(clip)
    painter.drawPixmap(QRectF(0, 0, side, side), picture, QRectF(picture.rect()))
    painter.end()
    return result
