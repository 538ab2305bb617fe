"""Controls made from an operation's declared parameters."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from engine.operations.params import Params, ParamSpec, declared
from gui.direct_slider import DirectSlider
from gui.language import tr, tr_engine

SLIDER_STEPS = 1000


class ResettableLabel(QLabel):
    """A label whose double click puts its control back to the default."""

    reset_wanted = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_wanted.emit()
        event.accept()


class NumberControl(QWidget):
    """Slider and spin box for one number, kept in step.

    `changed` while dragging, `settled` when the person lets go or types a value.
    """

    changed = Signal(object)
    settled = Signal(object)

    def __init__(self, spec: ParamSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._low = float(spec.minimum if spec.minimum is not None else 0.0)
        self._high = float(spec.maximum if spec.maximum is not None else 1.0)
        self.slider = DirectSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, SLIDER_STEPS)
        self.spin_box = self._make_spin_box(spec)
        self.label = ResettableLabel(tr_engine(spec.label), self)
        self.label.setBuddy(self.spin_box)
        self.label.reset_wanted.connect(self.reset)
        self.explained: tuple[QWidget, ...] = (self.slider, self.spin_box, self.label)
        for widget in self.explained:
            widget.setToolTip(_tooltip(spec))
        self.slider.setAccessibleName(tr_engine(spec.label))
        named = tr("{label}, number").format(label=tr_engine(spec.label))
        self.spin_box.setAccessibleName(named)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.spin_box, 0, 1)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.set_value(spec.default)
        self.slider.setSingleStep(max(1, round(self._to_slider(self._low + self._step))))
        self.slider.setPageStep(SLIDER_STEPS // 10)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.slider.sliderReleased.connect(self._on_settled)
        self.spin_box.valueChanged.connect(self._on_number_changed)

    def _make_spin_box(self, spec: ParamSpec) -> QSpinBox | QDoubleSpinBox:
        # 0 to 1, as in the guide, the tooltip and on the command line; never percent here alone.
        self._step = float(spec.step or (self._high - self._low) / 100)
        box: QSpinBox | QDoubleSpinBox
        if spec.kind == "int":
            box = QSpinBox(self)
            box.setRange(round(self._low), round(self._high))
            box.setSingleStep(max(1, round(self._step)))
        else:
            box = QDoubleSpinBox(self)
            box.setDecimals(max(0, -math.floor(math.log10(self._step))))
            box.setRange(self._low, self._high)
            box.setSingleStep(self._step)
        box.setSuffix(_suffix(spec.unit))
        box.setKeyboardTracking(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setFixedWidth(72)
        return box

    @property
    def value(self) -> float | int:
        return self.spin_box.value()

    def set_value(self, value: float) -> None:
        """Show `value` without emitting anything."""
        with QSignalBlocker(self.spin_box), QSignalBlocker(self.slider):
            self._show_number(value)
            self.slider.setValue(round(self._to_slider(value)))

    def reset(self) -> None:
        self.set_value(self.spec.default)
        self.changed.emit(self.value)
        self.settled.emit(self.value)

    def _show_number(self, value: float) -> None:
        if isinstance(self.spin_box, QSpinBox):
            self.spin_box.setValue(round(value))
        else:
            self.spin_box.setValue(value)
        self._show_word()

    def _show_word(self) -> None:
        """The word that stands for the number, such as "medium", beside the name."""
        word = next((w for w, n in self.spec.named if abs(n - self.value) < self._step / 2), "")
        label = tr_engine(self.spec.label)
        self.label.setText(f"{label} · {tr_engine(word)}" if word else label)

    def _to_slider(self, value: float) -> float:
        """Slider position; logarithmic where the range is a factor around 1."""
        if self._logarithmic:
            share = math.log(value / self._low) / math.log(self._high / self._low)
        else:
            share = (value - self._low) / (self._high - self._low)
        return share * SLIDER_STEPS

    def _from_slider(self, position: int) -> float:
        share = position / SLIDER_STEPS
        if self._logarithmic:
            raw = self._low * (self._high / self._low) ** share
        else:
            raw = self._low + share * (self._high - self._low)
        stepped = round(raw / self._step) * self._step
        return min(self._high, max(self._low, stepped))

    @property
    def _logarithmic(self) -> bool:
        return self.spec.unit == "×" and self._low > 0

    def _on_slider_moved(self, position: int) -> None:
        with QSignalBlocker(self.spin_box):
            self._show_number(self._from_slider(position))
        self.changed.emit(self.value)
        if not self.slider.isSliderDown():
            self.settled.emit(self.value)

    def _on_number_changed(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._to_slider(self.value)))
        self._show_word()
        self.changed.emit(self.value)
        self.settled.emit(self.value)

    def _on_settled(self) -> None:
        self.settled.emit(self.value)


class ChoiceControl(QWidget):
    """Label and drop-down for one of several words, and what the chosen one does."""

    changed = Signal(object)
    settled = Signal(object)

    def __init__(self, spec: ParamSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.combo = QComboBox(self)
        for choice in spec.choices:
            self.combo.addItem(tr_engine(choice.capitalize()), choice)
        self.combo.setAccessibleName(tr_engine(spec.label))
        self.label = QLabel(tr_engine(spec.label), self)
        self.label.setBuddy(self.combo)
        self.explained: tuple[QWidget, ...] = (self.combo, self.label)
        for widget in self.explained:
            widget.setToolTip(_tooltip(spec))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.combo, 0, 1)
        grid.setColumnStretch(0, 1)
        self._notes = choice_notes(spec)
        self.note = QLabel(self)
        self.note.setObjectName("muted")
        small = self.note.font()
        small.setPointSizeF(small.pointSizeF() * 0.9)
        self.note.setFont(small)
        self.note.setWordWrap(True)
        self.note.setVisible(bool(self._notes))
        grid.addWidget(self.note, 1, 0, 1, 2)
        self.set_value(spec.default)
        self.combo.currentIndexChanged.connect(self._on_chosen)

    @property
    def value(self) -> str:
        return str(self.combo.currentData())

    def set_value(self, value: str) -> None:
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(max(0, self.combo.findData(value)))
        self._show_note()

    def retranslate(self) -> None:
        for index in range(self.combo.count()):
            self.combo.setItemText(index, tr_engine(str(self.combo.itemData(index)).capitalize()))
        self._show_note()

    def _show_note(self) -> None:
        self.note.setText(tr_engine(self._notes.get(self.value, "")))

    def _on_chosen(self) -> None:
        self._show_note()
        self.changed.emit(self.value)
        self.settled.emit(self.value)


class SwitchControl(QCheckBox):
    """Check box for a yes or no."""

    changed = Signal(object)
    settled = Signal(object)

    def __init__(self, spec: ParamSpec, parent: QWidget | None = None) -> None:
        super().__init__(tr_engine(spec.label), parent)
        self.spec = spec
        self.explained: tuple[QWidget, ...] = (self,)
        self.setToolTip(_tooltip(spec))
        self.setAccessibleName(tr_engine(spec.label))
        self.set_value(spec.default)
        self.toggled.connect(self._on_toggled)

    @property
    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        with QSignalBlocker(self):
            self.setChecked(value)

    def _on_toggled(self, on: bool) -> None:
        self.changed.emit(on)
        self.settled.emit(on)


class ParamsPanel(QWidget):
    """One control per declared parameter; `params` is always a valid frozen instance."""

    params_changed = Signal(object)
    params_settled = Signal(object)

    def __init__(
        self,
        params_cls: type[Params],
        names: tuple[str, ...] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._params: Params = params_cls()
        self.controls: dict[str, NumberControl | ChoiceControl | SwitchControl] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        for spec in declared(params_cls):
            if names is not None and spec.name not in names:
                continue
            control = _control_for(spec)
            control.changed.connect(lambda value, name=spec.name: self._on_changed(name, value))
            control.settled.connect(lambda _value: self.params_settled.emit(self._params))
            self.controls[spec.name] = control
            grid.addWidget(control, grid.rowCount(), 0)

    @property
    def params(self) -> Any:
        return self._params

    def set_params(self, params: Params) -> None:
        """Show these values without emitting anything."""
        self._params = params
        for name, control in self.controls.items():
            control.set_value(getattr(params, name))

    def _on_changed(self, name: str, value: object) -> None:
        values = {spec.name: getattr(self._params, spec.name) for spec in declared(
            type(self._params)
        )}  # fmt: skip
        self._params = type(self._params)(**{**values, name: value})
        self.params_changed.emit(self._params)

    def retranslate(self) -> None:
        """Names with a word after them, and tooltips, are put together from pieces."""
        self.set_params(self._params)
        for control in self.controls.values():
            for widget in control.explained:
                widget.setToolTip(_tooltip(control.spec))


def _control_for(spec: ParamSpec) -> NumberControl | ChoiceControl | SwitchControl:
    if spec.kind == "bool":
        return SwitchControl(spec)
    if spec.kind == "choice":
        return ChoiceControl(spec)
    return NumberControl(spec)


def _suffix(unit: str) -> str:
    # Long units ("of the picture") belong into the tooltip, not into a narrow box.
    return f" {unit}" if unit and len(unit) <= 3 else ""


def choice_notes(spec: ParamSpec) -> dict[str, str]:
    """What each choice does, from a help text that goes through them: "auto tries all; …"."""
    notes = {}
    for part in spec.help.rstrip(".").split(";"):
        word, _, rest = part.strip().partition(" ")
        if word in spec.choices and rest:
            notes[word] = rest[0].upper() + rest[1:] + "."
    return notes


def _tooltip(spec: ParamSpec) -> str:
    lines = [tr_engine(spec.help)]
    if spec.named:
        named = ((tr_engine(word), number) for word, number in spec.named)
        lines.append(", ".join(f"{word} = {number:g}" for word, number in named))
    if spec.kind in ("float", "int"):
        lines.append(tr("Double-click the name to reset."))
    # Rich text, so that Qt wraps long lines.
    return "<p>" + "<br>".join(line for line in lines if line) + "</p>"
