"""A slider that goes where it is clicked, as in other photo editors."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider


class DirectSlider(QSlider):
    """A horizontal slider. A click on the line takes the handle there, and a drag goes on from it.

    Qt's own moves by a tenth at every click. `sliderReleased` comes once, at the end.
    """

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or self._part(_HANDLE).contains(place):
            super().mousePressEvent(event)
            return
        self.setSliderDown(True)
        self.setSliderPosition(self._value_at(place.x()))
        # Now the handle is under the pointer, and Qt takes it from there.
        handle = self._part(_HANDLE)
        x = min(max(place.x(), handle.left()), handle.right())
        on_handle = QPointF(x, handle.center().y())
        super().mousePressEvent(
            QMouseEvent(
                event.type(), on_handle, event.globalPosition(), event.button(), event.buttons(),
                event.modifiers(),
            )
        )  # fmt: skip
        event.accept()

    def _value_at(self, x: int) -> int:
        """The value for which the middle of the handle is at this place."""
        groove, handle = self._part(_GROOVE), self._part(_HANDLE)
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), x - groove.left() - handle.width() // 2,
            groove.width() - handle.width(), self._option().upsideDown,
        )  # fmt: skip

    def _part(self, part: QStyle.SubControl) -> QRect:
        control = QStyle.ComplexControl.CC_Slider
        return self.style().subControlRect(control, self._option(), part, self)

    def _option(self) -> QStyleOptionSlider:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return option


_HANDLE = QStyle.SubControl.SC_SliderHandle
_GROOVE = QStyle.SubControl.SC_SliderGroove
