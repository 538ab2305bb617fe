"""Styles to compare, and where the table of the comparison has their figures."""

from __future__ import annotations

from pathlib import Path

from engine.comparison import FIGURES
from engine.styles import StylePreset
from gui.compare_table import FIRST_FIGURE, STYLE, CompareTable

SSIM = FIRST_FIGURE + [figure.name for figure in FIGURES].index("ssim")
DISTANCE = FIRST_FIGURE + [figure.name for figure in FIGURES].index("style_distance")


def preset(style_id: str, family: str = "stylenet", title: str = "") -> StylePreset:
    return StylePreset(
        style_id, title or style_id.title(), "", "", "", None, Path(), family=family
    )  # fmt: skip


def shown(table: CompareTable) -> list[str]:
    model = table.model()
    return [model.index(row, STYLE).data() for row in range(model.rowCount())]
