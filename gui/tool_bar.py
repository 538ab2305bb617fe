"""The tool bar: actions from the table, brush size, heatmap opacity, zoom."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from gui.actions import TOOL_BAR, ActionTable
from gui.direct_slider import DirectSlider
from gui.language import tr

BRUSH_MINIMUM_PX = 1.0
BRUSH_MAXIMUM_PX = 1000.0
BRUSH_STEPS = 300
DIFFERENCE_FACTORS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


class BrushSizeSlider(QWidget):
    """Brush radius in pixels of the picture, on a logarithmic scale."""

    radius_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = DirectSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, BRUSH_STEPS)
        self.slider.setFixedWidth(88)
        self.slider.setAccessibleName(tr("Brush size"))
        self.label = QLabel(self)
        self.label.setFixedWidth(self.label.fontMetrics().horizontalAdvance("2000 px") + 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 2, 0)
        row.setSpacing(6)
        row.addWidget(self.slider)
        row.addWidget(self.label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._radius = 24.0
        self.slider.valueChanged.connect(self._on_moved)
        self.set_radius(24.0)

    @property
    def radius(self) -> float:
        return self._radius

    def set_radius(self, radius: float) -> None:
        radius = min(BRUSH_MAXIMUM_PX, max(BRUSH_MINIMUM_PX, radius))
        share = math.log(radius / BRUSH_MINIMUM_PX) / math.log(BRUSH_MAXIMUM_PX / BRUSH_MINIMUM_PX)
        self.slider.blockSignals(True)
        self.slider.setValue(round(share * BRUSH_STEPS))
        self.slider.blockSignals(False)
        self._show(radius)

    def _on_moved(self, position: int) -> None:
        ratio = BRUSH_MAXIMUM_PX / BRUSH_MINIMUM_PX
        self._show(BRUSH_MINIMUM_PX * ratio ** (position / BRUSH_STEPS))

    def _show(self, radius: float) -> None:
        self._radius = radius
        self.label.setText(f"{round(2 * radius)} px")
        self.radius_changed.emit(radius)


class BrushHardnessSlider(QWidget):
    """Hardness of the brush, 0 (soft all through) to 1 (sharp)."""

    hardness_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = DirectSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setFixedWidth(52)
        self.slider.setAccessibleName(tr("Brush hardness"))
        self.label = QLabel(self)
        self.label.setFixedWidth(self.label.fontMetrics().horizontalAdvance("100%") + 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(6)
        row.addWidget(self.slider)
        row.addWidget(self.label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.slider.valueChanged.connect(self._on_moved)

    def set_hardness(self, hardness: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(100 * hardness))
        self.label.setText(f"{round(100 * hardness)}%")

    def _on_moved(self, percent: int) -> None:
        self.label.setText(f"{percent}%")
        self.hardness_changed.emit(percent / 100)


class DifferenceButton(QToolButton):
    """How much differences are amplified, and against what the result is compared."""

    factor_changed = Signal(float)
    against_repairs_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.factor = 2.0
        self.against_repairs = False
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName(tr("Difference"))
        self.setToolTip(tr("How much differences are amplified, and what they are measured from"))
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self._show()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        factors, bases = QActionGroup(menu), QActionGroup(menu)
        for factor in DIFFERENCE_FACTORS:
            text = tr("Amplify × {factor}").format(factor=f"{factor:g}")
            action = self._add(menu, factors, text, factor == self.factor)
            action.triggered.connect(lambda _=False, factor=factor: self._choose_factor(factor))
        menu.addSeparator()
        for text, against_repairs in (
            (tr("From the photo"), False),
            (tr("From the result before its repairs"), True),
        ):
            action = self._add(menu, bases, text, against_repairs is self.against_repairs)
            action.triggered.connect(lambda _=False, on=against_repairs: self._choose_base(on))

    def _add(self, menu: QMenu, group: QActionGroup, text: str, checked: bool) -> QAction:
        action = group.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        menu.addAction(action)
        return action

    def _choose_factor(self, factor: float) -> None:
        self.factor = factor
        self._show()
        self.factor_changed.emit(factor)

    def _choose_base(self, against_repairs: bool) -> None:
        self.against_repairs = against_repairs
        self.against_repairs_changed.emit(against_repairs)

    def _show(self) -> None:
        self.setText(f"× {self.factor:g}")


class ToolBar(QToolBar):
    """Made from `TOOL_BAR`; names in angle brackets are the widgets below."""

    opacity_changed = Signal(float)

    def __init__(self, actions: ActionTable, parent: QWidget | None = None) -> None:
        super().__init__(tr("Tools"), parent)
        self.setObjectName("toolBar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(20, 20))
        self.brush_size = BrushSizeSlider(self)
        self.brush_hardness = BrushHardnessSlider(self)
        self.difference = DifferenceButton(self)
        self.opacity_slider = DirectSlider(Qt.Orientation.Horizontal, self)
        self.opacity_slider.setRange(10, 100)
        self.opacity_slider.setValue(60)
        self.opacity_slider.setFixedWidth(72)
        self.opacity_slider.setToolTip(tr("How much the heatmap covers the picture"))
        self.opacity_slider.setAccessibleName(tr("Heatmap opacity"))
        self.opacity_label = QLabel(tr("Opacity"), self)
        self.opacity_label.setContentsMargins(6, 0, 4, 0)
        self.opacity_slider.valueChanged.connect(
            lambda value: self.opacity_changed.emit(value / 100)
        )
        self.zoom_button = QToolButton(self)
        self.zoom_button.setText("100%")
        self.zoom_button.setAccessibleName(tr("Zoom"))
        self.zoom_button.setMinimumWidth(
            self.zoom_button.fontMetrics().horizontalAdvance("1000%") + 14
        )
        self.zoom_button.clicked.connect(actions["zoom_actual"].trigger)
        stretch = QWidget(self)
        stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        widgets = {
            "<brush size>": self.brush_size,
            "<brush hardness>": self.brush_hardness,
            "<difference>": self.difference,
            "<opacity label>": self.opacity_label,
            "<heatmap opacity>": self.opacity_slider,
            "<zoom>": self.zoom_button,
            "<stretch>": stretch,
        }
        self._places: dict[str, QAction] = {}
        for entry in TOOL_BAR:
            if entry == "|":
                self.addSeparator()
            elif entry in widgets:
                self._places[entry] = self.addWidget(widgets[entry])
            else:
                self.addAction(actions[entry])
                button = self.widgetForAction(actions[entry])
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_opacity(False)
        self.show_difference(False)
        self._actions = actions
        actions.keys_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """The tooltips name the keys that the actions have now."""
        table = self._actions
        self.zoom_button.setToolTip(table.tip("zoom_actual", tr("Zoom; click for the actual size")))
        for slider, sentence, names in (
            (
                self.brush_size.slider,
                tr("Diameter of the brush in pixels of the picture"),
                ("brush_smaller", "brush_bigger"),
            ),
            (
                self.brush_hardness.slider,
                tr("Hardness of the brush: how far from its middle it marks fully"),
                ("brush_softer", "brush_harder"),
            ),
        ):
            keys = [table.shown_key(name) for name in names]
            shown = "  ".join(key for key in keys if key)
            slider.setToolTip(f"{sentence} ({shown})" if shown else sentence)

    def show_opacity(self, shown: bool) -> None:
        """The opacity of the heatmap has a place only while there is a heatmap."""
        for name in ("<opacity label>", "<heatmap opacity>"):
            self._places[name].setVisible(shown)

    def show_difference(self, shown: bool) -> None:
        """Only the mode "difference" has something to amplify."""
        self._places["<difference>"].setVisible(shown)

    def show_zoom(self, zoom: float) -> None:
        self.zoom_button.setText(zoom_text(zoom))


def zoom_text(zoom: float) -> str:
    percent = zoom * 100
    return f"{percent:.0f}%" if percent >= 10 else f"{percent:.1f}%"
