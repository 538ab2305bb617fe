"""How large a picture is written: as it is, in per cent, by its longest side, or exactly."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.imaging.scaling import LONGEST_PX, Resize
from gui import icons
from gui.language import tr


class ResizeForm(QWidget):
    """A way of resizing and its numbers; with a photo, width and height follow each other."""

    changed = Signal()

    def __init__(
        self, start: Resize, photo_hw: tuple[int, int] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._photo_hw = photo_hw
        self.mode_box = QComboBox(self)
        self.mode_box.setAccessibleName(tr("Size"))
        for words, mode in (
            (tr("As it is"), "none"),
            (tr("Per cent"), "percent"),
            (tr("Longest side"), "longest"),
            (tr("Width and height"), "exact"),
        ):
            self.mode_box.addItem(words, mode)
        self.percent_box = QDoubleSpinBox(self)
        self.percent_box.setRange(1, 1000)
        self.percent_box.setDecimals(1)
        self.percent_box.setSuffix(" %")
        self.percent_box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.percent_box.setValue(start.percent)
        self.percent_box.setAccessibleName(tr("Size in per cent"))
        self.longest_box = self._side_box(start.longest_px, tr("Longest side in pixels"))
        width, height = start.width_px, start.height_px
        if photo_hw is not None and start.mode != "exact":
            height, width = photo_hw
        self.width_box = self._side_box(width, tr("Width in pixels"))
        self.height_box = self._side_box(height, tr("Height in pixels"))
        self.link_button = QToolButton(self)
        self.link_button.setObjectName("flat")
        self.link_button.setCheckable(True)
        self.link_button.setChecked(start.keeps_shape)
        self.link_button.setIcon(icons.icon("link"))
        self.link_button.setToolTip(tr("Keep the shape: width and height follow each other"))
        self.link_button.setAccessibleName(tr("Keep the shape"))
        self.outcome = QLabel(self)
        self.outcome.setObjectName("muted")
        self._arrange()
        self.mode_box.setCurrentIndex(max(0, self.mode_box.findData(start.mode)))
        if start.mode == "exact":
            self._follow(self.width_box)
        self._show_mode()
        self._wire()

    def _side_box(self, value: int, name: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(1, LONGEST_PX)
        box.setValue(value)
        box.setSuffix(" px")
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setKeyboardTracking(False)
        return box

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.mode_box, 1)
        row.addWidget(self.percent_box)
        row.addWidget(self.longest_box)
        self.exact = QWidget(self)
        sides = QHBoxLayout(self.exact)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(6)
        times = QLabel("×", self.exact)
        times.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sides.addWidget(self.width_box, 1)
        sides.addWidget(times)
        sides.addWidget(self.height_box, 1)
        sides.addWidget(self.link_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.exact)
        column.addWidget(self.outcome)

    def _wire(self) -> None:
        self.mode_box.currentIndexChanged.connect(self._on_mode)
        for box in (self.percent_box, self.longest_box):
            box.valueChanged.connect(self._on_number)
        self.width_box.valueChanged.connect(lambda: self._on_side(self.width_box))
        self.height_box.valueChanged.connect(lambda: self._on_side(self.height_box))
        self.link_button.toggled.connect(lambda _on: self._on_side(self.width_box))

    @property
    def resize_choice(self) -> Resize:
        """What is chosen now."""
        return Resize(
            str(self.mode_box.currentData()),
            percent=self.percent_box.value(),
            longest_px=self.longest_box.value(),
            width_px=self.width_box.value(),
            height_px=self.height_box.value(),
            keeps_shape=self.link_button.isChecked(),
        )

    def _show_mode(self) -> None:
        mode = self.mode_box.currentData()
        self.percent_box.setVisible(mode == "percent")
        self.longest_box.setVisible(mode == "longest")
        self.exact.setVisible(mode == "exact")
        self._show_outcome()

    def _show_outcome(self) -> None:
        """The size that comes out, where it is not the one that stands in the boxes."""
        mode = self.mode_box.currentData()
        shown = self._photo_hw is not None and mode in ("percent", "longest")
        self.outcome.setVisible(shown)
        if shown and self._photo_hw is not None:
            # Without the check for too large sizes, which is said elsewhere.
            choice = self.resize_choice
            scale = choice.percent / 100
            if mode == "longest":
                scale = choice.longest_px / max(self._photo_hw)
            height, width = (max(1, round(side * scale)) for side in self._photo_hw)
            self.outcome.setText(tr("{width} × {height} pixels").format(width=width, height=height))

    def _follow(self, leader: QSpinBox) -> None:
        """Set the other side so that the shape stays that of the photo."""
        if self._photo_hw is None or not self.link_button.isChecked():
            return
        height, width = self._photo_hw
        other, ratio = (
            (self.height_box, height / width) if leader is self.width_box
            else (self.width_box, width / height)
        )  # fmt: skip
        with QSignalBlocker(other):
            other.setValue(max(1, round(leader.value() * ratio)))

    def _on_mode(self) -> None:
        self._show_mode()
        self.changed.emit()

    def _on_number(self) -> None:
        self._show_outcome()
        self.changed.emit()

    def _on_side(self, leader: QSpinBox) -> None:
        self._follow(leader)
        self.changed.emit()
