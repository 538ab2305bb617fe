"""Which part of a style picture is used, how it is turned, and how large its strokes are."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from engine.style_types import SCALES, WHOLE, StyleCrop
from gui.direct_slider import DirectSlider
from gui.language import tr
from gui.style_crop_view import CropView, Frame
from gui.style_mix import flat_button

USED_PX = 132
# Octaves of the scale in steps of a twentieth.
SCALE_STEPS = 20

Draw = Callable[[StyleCrop, Callable[[QImage], None]], None]


class StyleCropDialog(QDialog):
    """Crop, rotation and scale of one style; every change is told at once."""

    crop_changed = Signal(object)  # StyleCrop
    settled = Signal()

    def __init__(
        self, title: str, image: QImage, crop: StyleCrop, draw: Draw, parent: QWidget | None = None
    ) -> None:
        """draw: makes the picture that the style encoder sees of a crop, and hands it over."""
        super().__init__(parent)
        self.setWindowTitle(tr("Part of “{title}”").format(title=title))
        self._draw = draw
        self.view = CropView(image, self)
        self.view.changed.connect(lambda _frame: self._on_changed())
        self.view.settled.connect(self.settled)
        self.used = QLabel(self)
        self.used.setFixedSize(USED_PX, USED_PX)
        self.used.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.used.setToolTip(tr("What of the picture is used, at the scale at which it is used"))
        self.turn = self._slider(-180, 180, 15, tr("Rotation"))
        self.turn.setToolTip(tr("Turn the style: strokes that ran across then run upwards"))
        self.turn_value = _value_label(self, "−180°")
        octaves = [round(SCALE_STEPS * math.log2(limit)) for limit in SCALES]
        self.scale = self._slider(octaves[0], octaves[1], 5, tr("Scale"))
        self.scale.setToolTip(tr("Enlarge the style for larger strokes, reduce it for finer ones"))
        self.scale_value = _value_label(self, "0.00×")
        left = flat_button(
            "reset", tr("Turn left"), tr("Turn the style by 90° to the left"), self
        )  # fmt: skip
        right = flat_button(
            "rotate-right", tr("Turn right"), tr("Turn the style by 90° to the right"), self
        )
        left.clicked.connect(lambda: self._turn_by(-90))
        right.clicked.connect(lambda: self._turn_by(90))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.reset_button = QPushButton(tr("Reset"), self)
        self.reset_button.setToolTip(tr("The whole picture, upright, at its own scale"))
        self.reset_button.setAutoDefault(False)
        self.buttons.addButton(self.reset_button, QDialogButtonBox.ButtonRole.ResetRole)
        self.reset_button.clicked.connect(self._on_reset)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(left, right)
        self.show_crop(crop)

    def _slider(self, low: int, high: int, page: int, name: str) -> QSlider:
        slider = DirectSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(low, high)
        slider.setPageStep(page)
        slider.setAccessibleName(name)
        slider.valueChanged.connect(self._on_changed)
        slider.sliderReleased.connect(self.settled)
        return slider

    def _lay_out(self, left: QWidget, right: QWidget) -> None:
        used = QVBoxLayout()
        caption = QLabel(tr("Used part"), self)
        caption.setObjectName("muted")
        used.addWidget(caption)
        used.addWidget(self.used)
        used.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.view, 1)
        top.addLayout(used)
        turning = QHBoxLayout()
        turning.setSpacing(2)
        turning.addWidget(left)
        turning.addWidget(self.turn, 1)
        turning.addWidget(right)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.addWidget(QLabel(tr("Rotation"), self), 0, 0)
        grid.addLayout(turning, 0, 1)
        grid.addWidget(self.turn_value, 0, 2)
        grid.addWidget(QLabel(tr("Scale"), self), 1, 0)
        grid.addWidget(self.scale, 1, 1)
        grid.addWidget(self.scale_value, 1, 2)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(top, 1)
        column.addLayout(grid)
        column.addWidget(self.buttons)

    def sizeHint(self) -> QSize:
        return QSize(580, 500)

    @property
    def crop(self) -> StyleCrop:
        frame = self.view.frame
        return StyleCrop(
            frame.top, frame.left, frame.bottom, frame.right, float(self.turn.value()),
            2.0 ** (self.scale.value() / SCALE_STEPS),
        )  # fmt: skip

    def show_crop(self, crop: StyleCrop) -> None:
        """Show these values without a signal."""
        self.view.set_frame(Frame(crop.left, crop.top, crop.right, crop.bottom))
        with QSignalBlocker(self.turn), QSignalBlocker(self.scale):
            self.turn.setValue(round((crop.rotation + 180) % 360 - 180))
            self.scale.setValue(round(SCALE_STEPS * math.log2(crop.scale)))
        self._show_values()

    def _turn_by(self, degrees: int) -> None:
        self.turn.setValue((self.turn.value() + degrees + 180) % 360 - 180)
        self.settled.emit()

    def _on_reset(self) -> None:
        self.show_crop(WHOLE)
        self.crop_changed.emit(self.crop)
        self.settled.emit()

    def _on_changed(self) -> None:
        self._show_values()
        self.crop_changed.emit(self.crop)

    def _show_values(self) -> None:
        self.turn_value.setText(f"{self.turn.value()}°".replace("-", "−"))
        self.scale_value.setText(f"{2.0 ** (self.scale.value() / SCALE_STEPS):.2f}×")
        self._draw(self.crop, self._on_drawn)

    def _on_drawn(self, image: QImage) -> None:
        ratio = self.devicePixelRatioF()
        side = round(USED_PX * ratio)
        shown = image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
        picture = QPixmap.fromImage(shown)
        picture.setDevicePixelRatio(ratio)
        self.used.setPixmap(picture)


def _value_label(parent: QWidget, widest: str) -> QLabel:
    label = QLabel(parent)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setFixedWidth(label.fontMetrics().horizontalAdvance(widest) + 6)
    return label
