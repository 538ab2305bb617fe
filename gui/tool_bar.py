"""The tool bar: actions from the table, brush size, heatmap opacity, zoom."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from gui.actions import TOOL_BAR, ActionTable

BRUSH_MINIMUM_PX = 1.0
BRUSH_MAXIMUM_PX = 1000.0
BRUSH_STEPS = 300


class BrushSizeSlider(QWidget):
    """Brush radius in pixels of the picture, on a logarithmic scale."""

    radius_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, BRUSH_STEPS)
        self.slider.setFixedWidth(88)
        self.slider.setToolTip("Brush size in pixels of the picture ( [ and ] )")
        self.slider.setAccessibleName("Brush size")
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


class ToolBar(QToolBar):
    """Made from `TOOL_BAR`; names in angle brackets are the widgets below."""

    opacity_changed = Signal(float)

    def __init__(self, actions: ActionTable, parent: QWidget | None = None) -> None:
        super().__init__("Tools", parent)
        self.setObjectName("toolBar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(20, 20))
        self.brush_size = BrushSizeSlider(self)
        self.opacity_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity_slider.setRange(10, 100)
        self.opacity_slider.setValue(60)
        self.opacity_slider.setFixedWidth(72)
        self.opacity_slider.setToolTip("Opacity of the heatmap")
        self.opacity_slider.setAccessibleName("Heatmap opacity")
        self.opacity_label = QLabel("Opacity", self)
        self.opacity_label.setContentsMargins(6, 0, 4, 0)
        self.opacity_slider.valueChanged.connect(
            lambda value: self.opacity_changed.emit(value / 100)
        )
        self.zoom_button = QToolButton(self)
        self.zoom_button.setText("100%")
        self.zoom_button.setToolTip("Zoom; click for actual size (1)")
        self.zoom_button.setAccessibleName("Zoom")
        self.zoom_button.setMinimumWidth(
            self.zoom_button.fontMetrics().horizontalAdvance("1000%") + 14
        )
        self.zoom_button.clicked.connect(actions["zoom_actual"].trigger)
        stretch = QWidget(self)
        stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        widgets = {
            "<brush size>": self.brush_size,
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

    def show_opacity(self, shown: bool) -> None:
        """The opacity of the heatmap has a place only while there is a heatmap."""
        for name in ("<opacity label>", "<heatmap opacity>"):
            self._places[name].setVisible(shown)

    def show_zoom(self, zoom: float) -> None:
        self.zoom_button.setText(zoom_text(zoom))


def zoom_text(zoom: float) -> str:
    percent = zoom * 100
    return f"{percent:.0f}%" if percent >= 10 else f"{percent:.1f}%"
