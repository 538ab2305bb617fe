"""The status bar: what is going on, and what lies under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from engine.imaging.photo import Photo
from gui.tool_bar import zoom_text


class StatusLine(QStatusBar):
    """Message on the left; pixel, anomaly, size, zoom and device on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.message = QLabel(self)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self.message, 1)
        self.pixel = self._field("Pixel under the pointer", "x 00000  y 00000   255 255 255")
        self.anomaly = self._field(
            "How wrong the place under the pointer looks: 0 is right, 1 is wrong", "anomaly 0.00"
        )
        self.size_label = self._field("Size of the picture and bits per channel", "")
        self.zoom = self._field("Zoom", "1000%")
        self.device = self._field("Where the networks run", "")

    def _field(self, tip: str, widest: str) -> QLabel:
        label = QLabel(self)
        label.setToolTip(tip)
        label.setAccessibleName(tip)
        if widest:
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 12)
        self.addPermanentWidget(label)
        return label

    def show_message(self, text: str) -> None:
        self.message.setText(text)

    def show_photo(self, photo: Photo | None) -> None:
        self.size_label.setText(
            "" if photo is None else f"{photo.width} × {photo.height} · {photo.bit_depth} bit"
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
        self.pixel.setText(f"x {x}  y {y}   {red} {green} {blue}")
        if anomaly is not None and anomaly.shape == pixels.shape[:2]:
            self.anomaly.setText(f"anomaly {anomaly[y, x]:.2f}")
