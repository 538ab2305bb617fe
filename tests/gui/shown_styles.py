"""A style panel on the screen, and what it lists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel

from engine.styles import StylePreset
from gui.style_panel import StylePanel


def shown_panel(qtbot, styles: Sequence[StylePreset]) -> StylePanel:
    """A panel with these styles, as wide as in the window."""
    panel = StylePanel(styles)
    qtbot.addWidget(panel)
    panel.resize(272, 720)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def titles(model: QAbstractItemModel) -> list[str]:
    """What a list of styles shows, from top to bottom."""
    return [model.index(row, 0).data() for row in range(model.rowCount())]
