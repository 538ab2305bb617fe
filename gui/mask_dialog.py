"""Growing and shrinking the mask by so many pixels, seen on the canvas before it is done."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.operations.results import Box
from gui.canvas import Canvas
from gui.direct_slider import DirectSlider
from gui.language import tr
from gui.mask_edits import united
from gui.session_masks import SessionMasks

FIRST_PX = 8
MOST_PX = 200
PAUSE_MS = 60


class MaskDialog(QDialog):
    """Positive numbers grow the mask, negative ones shrink it."""

    def __init__(self, masks: SessionMasks, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._masks = masks
        self._canvas = canvas
        self._seen: Box | None = None
        self.setWindowTitle(tr("Grow or shrink mask"))
        self.slider = DirectSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(-MOST_PX // 2, MOST_PX // 2)
        self.slider.setAccessibleName(tr("Grow by"))
        self.number = QSpinBox(self)
        self.number.setRange(-MOST_PX, MOST_PX)
        self.number.setSuffix(tr(" px"))
        self.number.setAccessibleName(tr("Grow by, in pixels of the picture"))
        label = QLabel(tr("Grow by"), self)
        label.setBuddy(self.number)
        note = QLabel(tr("Less than 0 shrinks the mask. The picture shows how it will be."), self)
        note.setObjectName("muted")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(note)
        column.addWidget(buttons)
        self.setMinimumWidth(420)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._preview)
        self.slider.valueChanged.connect(self.number.setValue)
        self.number.valueChanged.connect(self._on_number_changed)
        self.number.setValue(FIRST_PX)
        self.number.selectAll()
        self.number.setFocus()

    def done(self, result: int) -> None:
        """Take the preview away; the mask itself changes only now, if it was accepted."""
        self._pause.stop()
        self._masks.session.light_runner.cancel_key("mask preview")
        document = self._masks.session.document
        if self._seen is not None:
            self._canvas.set_mask(document.mask_levels)
        if result == QDialog.DialogCode.Accepted:
            self._masks.grow(self.number.value())
        super().done(result)

    def _on_number_changed(self, px: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(px)
        self._pause.start()

    def _preview(self) -> None:
        self._masks.preview_grown(self.number.value(), self._show)

    def _show(self, mask: np.ndarray, box: Box) -> None:
        if not self.isVisible():
            return
        self._seen = united(self._seen, box)
        assert self._seen is not None
        self._canvas.update_mask(mask, self._seen)
