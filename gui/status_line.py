"""The status bar: what is going on, and what lies under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from engine.imaging.photo import Photo
from gui.language import tr, tr_engine
from gui.tool_bar import zoom_text


class StatusLine(QStatusBar):
    """Message on the left; pixel, anomaly, size, zoom, memory and device on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.message = QLabel(self)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self.message, 1)
        self.pixel = self._field(
            tr("Pixel under the pointer"), "x 00000  y 00000   RGB 255 255 255"
        )
        self.anomaly = self._field(
            tr("How wrong the place under the pointer looks: 0 is right, 1 is wrong"),
            tr("anomaly {score}").format(score="0.00"),
        )
        self.size_label = self._field(tr("Size of the picture and bits per channel"), "")
        self.zoom = self._field(tr("Zoom"), "1000%")
        self.memory = self._field(tr("Memory that Kintsugi takes now"), "")
        self.device = self._field(tr("Where the networks run"), "")
        self._message, self._activity = "", ""

    def _field(self, tip: str, widest: str) -> QLabel:
        label = QLabel(self)
        label.setToolTip(tip)
        label.setAccessibleName(tip)
        if widest:
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 12)
        self.addPermanentWidget(label)
        return label

    def show_device(self, sentence: str) -> None:
        """What the engine says of the device, threads and number format."""
        self.device.setText(tr_engine(sentence))

    def show_message(self, text: str) -> None:
        """What goes on quietly; the long job, while one runs, is more to the point."""
        self._message = text
        self.message.setText(self._activity or text)

    def show_activity(self, text: str) -> None:
        """What the long job does, how far it is and how long it will take; "" when it is over."""
        self._activity = text
        self.message.setText(text or self._message)

    def show_memory(self, count: int | None) -> None:
        """count: in bytes; None where it is not known."""
        self.memory.setVisible(count is not None)
        if count is None:
            return
        size = count / 2**20
        if size < 1000:
            self.memory.setText(tr("{size} MB").format(size=f"{size:.0f}"))
        else:
            self.memory.setText(tr("{size} GB").format(size=f"{size / 1024:.1f}"))

    def show_photo(self, photo: Photo | None) -> None:
        self.size_label.setText(
            ""
            if photo is None
            else tr("{width} × {height} · {bits} bit").format(
                width=photo.width, height=photo.height, bits=photo.bit_depth
            )
        )

    def show_zoom(self, zoom: float) -> None:
        self.zoom.setText(zoom_text(zoom))

    def show_pointer(
        self, xy: tuple[int, int] | None, pixels: np.ndarray | None, anomaly: np.ndarray | None
    ) -> None:
        """Values at picture pixel (x, y); clears the fields outside of the picture."""
        self.pixel.clear()
        self.anomaly.clear()
        if xy is None or pixels is None:
            return
        x, y = xy
        if not (0 <= x < pixels.shape[1] and 0 <= y < pixels.shape[0]):
            return
        red, green, blue = (int(value) for value in pixels[y, x])
        self.pixel.setText(f"x {x}  y {y}   RGB {red} {green} {blue}")
        if anomaly is not None and anomaly.shape == pixels.shape[:2]:
            score = f"{anomaly[y, x]:.2f}"
            self.anomaly.setText(tr("anomaly {score}").format(score=score))
