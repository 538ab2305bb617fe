"""The table of compared styles: its order, its cells and its selection."""

from __future__ import annotations

import numpy as np
import pytest
from compared_styles import DISTANCE, SSIM, preset, shown
from PySide6.QtCore import QPoint, Qt

from engine.comparison import FIGURES, UNCHANGED, ComparedStyle
from gui.compare_table import (
    COLUMNS,
    FAMILY,
    FIRST_FIGURE,
    STYLE,
    CompareTable,
    best_order,
    cell_text,
    cell_tip,
)

SECONDS = FIRST_FIGURE + [figure.name for figure in FIGURES].index("seconds")


def compared(title: str, **figures) -> ComparedStyle:
    style = preset(title.lower(), figures.pop("family", "stylenet"), title)
    return ComparedStyle(title, style, style.family, **figures)


PICTURE = np.zeros((30, 40, 3), np.uint8)


@pytest.fixture
def table(qtbot):
    made = CompareTable()
    qtbot.addWidget(made)
    made.rows.add(ComparedStyle(
        UNCHANGED, None, None, ssim=1.0, pixels=PICTURE, why={"seconds": "Nothing was painted."}
    ))  # fmt: skip
    made.rows.add(compared("Ten", ssim=0.9, style_distance=10.0, photo_distance=12.0, seconds=2.0))
    made.rows.add(compared("Two", ssim=0.2, style_distance=9.5, seconds=10.0, family="cyclegan"))
    made.rows.add(compared("Lost", failure="It has lost its generator."))
    return made


def test_figures_sort_as_numbers_and_missing_ones_stay_last(table) -> None:
    assert shown(table) == [UNCHANGED, "Ten", "Two", "Lost"]
    table.sort_by(DISTANCE)
    assert shown(table)[:2] == ["Two", "Ten"]
    assert set(shown(table)[2:]) == {UNCHANGED, "Lost"}
    table.sortByColumn(DISTANCE, Qt.SortOrder.DescendingOrder)
    assert shown(table)[:2] == ["Ten", "Two"]
    table.sort_by(SECONDS)
    assert shown(table)[:2] == ["Ten", "Two"]
    table.sort_by(SSIM)
    assert shown(table) == [UNCHANGED, "Ten", "Two", "Lost"]
    table.sort_by(FAMILY)
    assert [name for name in shown(table) if name != UNCHANGED] == ["Ten", "Lost", "Two"]
    table.sort_by(-1)
    assert shown(table) == [UNCHANGED, "Ten", "Two", "Lost"]


def test_a_click_on_a_heading_brings_the_best_to_the_top(qtbot, table) -> None:
    table.resize(900, 300)
    table.show()
    told = []
    table.sorted_by.connect(told.append)
    header = table.horizontalHeader()

    def click(column: int) -> None:
        at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    click(SSIM)
    assert shown(table)[0] == UNCHANGED and told[-1] == SSIM
    assert table.model().headerData(SSIM, Qt.Orientation.Horizontal) == "SSIM ▼"
    click(SSIM)
    assert shown(table)[0] == "Two"
    click(DISTANCE)
    assert shown(table)[0] == "Two"
    assert table.model().headerData(DISTANCE, Qt.Orientation.Horizontal) == "Style distance ▲"
    assert table.model().headerData(SSIM, Qt.Orientation.Horizontal) == "SSIM"
    assert best_order(SSIM) == Qt.SortOrder.DescendingOrder


def test_cells_say_why_they_are_empty_and_what_they_are_held_against(table) -> None:
    photo, ten, _two, lost = table.rows.rows
    assert cell_text(photo, SECONDS) == "–" == cell_text(photo, FAMILY)
    assert cell_tip(photo, SECONDS) == "Nothing was painted."
    assert cell_text(ten, DISTANCE) == "10.0000" and "12.0000" in cell_tip(ten, DISTANCE)
    assert all(cell_tip(lost, column) == lost.failure for column in range(FIRST_FIGURE, COLUMNS))
    index = table.rows.index(3, SSIM)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == lost.failure
    assert not table.rows.index(0, STYLE).data(Qt.ItemDataRole.DecorationRole).isNull()


def test_selection_follows_the_rows_and_not_their_places(table) -> None:
    table.select(2)
    assert table.selected == [2] and table.current.title == "Two"
    table.sort_by(DISTANCE)
    assert table.selected == [2] and table.current.title == "Two"
    table.clearSelection()
    assert table.current is None and table.selected == []
