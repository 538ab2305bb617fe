"""The list in which the styles to compare are ticked."""

from __future__ import annotations

import pytest
from compared_styles import preset
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest

from gui.compare_styles import CompareStyleList, StyleChoice


@pytest.fixture
def style_list(qtbot):
    made = CompareStyleList()
    qtbot.addWidget(made)
    sources = [preset("a"), preset("m", "cyclegan"), preset("b"), preset("n", "cyclegan")]
    made.set_choices([StyleChoice(one, one.title, QPixmap()) for one in sources])
    made.show()
    return made


def ids(found: CompareStyleList) -> list[str]:
    return [source.id for source in found.ticked]


def heading(found: CompareStyleList, text: str):
    return next(item for item in found._items() if item.text() == text)


def test_styles_stand_below_their_families(style_list) -> None:
    assert [item.text() for item in style_list._items()] == [
        "Any picture (StyleNet)", "A", "B", "Collections (CycleGAN)", "M", "N",
    ]  # fmt: skip
    assert ids(style_list) == []


def test_a_family_is_ticked_as_a_whole_and_shows_what_is_ticked(style_list) -> None:
    told = []
    style_list.ticks_changed.connect(lambda: told.append(ids(style_list)))
    family = heading(style_list, "Collections (CycleGAN)")
    family.setCheckState(Qt.CheckState.Checked)
    assert told == [["m", "n"]]
    heading(style_list, "M").setCheckState(Qt.CheckState.Unchecked)
    assert ids(style_list) == ["n"] and family.checkState() == Qt.CheckState.PartiallyChecked
    style_list.tick_only(())
    assert family.checkState() == Qt.CheckState.Unchecked
    style_list.tick_all()
    assert len(ids(style_list)) == 4 and family.checkState() == Qt.CheckState.Checked


def test_one_of_each_family_prefers_the_style_of_the_window(style_list) -> None:
    style_list.tick_one_of_each(None)
    assert ids(style_list) == ["a", "m"]
    style_list.tick_one_of_each(preset("n", "cyclegan"))
    assert ids(style_list) == ["a", "n"]


def test_ticks_stay_when_the_styles_change(style_list) -> None:
    style_list.tick_only([preset("b")])
    sources = [preset("z"), preset("b"), preset("t", "adapted")]
    style_list.set_choices([StyleChoice(one, one.title, QPixmap()) for one in sources])
    assert ids(style_list) == ["b"]
    assert [item.text() for item in style_list._items()][-2:] == ["Adapted", "T"]


def test_the_space_key_ticks(style_list) -> None:
    style_list.setCurrentRow(2)
    QTest.keyClick(style_list, Qt.Key.Key_Space)
    assert ids(style_list) == ["b"]
    QTest.keyClick(style_list, Qt.Key.Key_Space)
    assert ids(style_list) == []
