"""The left panel in the lowest window: whole titles, every control, and nothing that grows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from engine.styles import StyleMix, StylePart
from gui.language import use_language
from gui.run_bar import RunBar

# The offscreen platform has no window manager that could bring a dialog to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LOW = (1280, 720)


@pytest.fixture(params=["en", "zh_CN"])
def any_language(request, qapp) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def test_a_mix_of_three_and_a_mask_fit_into_a_low_window(
    any_language, make_window, photo_file, presets, wait_idle
) -> None:
    window = make_window()
    window.resize(*LOW)
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(StyleMix(tuple(StylePart(preset) for preset in presets)))
    window.session.fill_box((4, 4, 40, 40))
    panel = window.style_panel
    panel.inside_mask.click()
    wait_idle(window.session)
    QApplication.processEvents()
    assert (window.width(), window.height()) == LOW
    assert len(panel.mix.rows) == 3 and panel.inside_mask.isVisible()
    row = panel.gallery.visualRect(panel.filter.index(0, 0))
    assert row.height() > row.width()  # the picture, and its title below
    assert panel.gallery.viewport().rect().contains(row)


def test_a_row_of_tiles_stays_whole_however_wide_the_panel_is(window) -> None:
    gallery = window.style_panel.gallery
    for width in (150, 240, 333, 420):
        gallery.resize(width, 90)
        assert gallery.minimumHeight() == gallery.gridSize().height()


def test_the_mask_takes_no_room_of_its_own(qtbot) -> None:
    bar = RunBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.show_idle(True, "")
    height = bar.sizeHint().height()
    bar.show_mask(True)
    assert bar.inside_mask.isVisible() and bar.sizeHint().height() == height
    bar.show_running("Painting")
    assert not bar.inside_mask.isVisible() and bar.status.isVisible() and bar.bar.isVisible()
    bar.show_idle(True, "")
    assert bar.inside_mask.isVisible() and not bar.bar.isVisible()
    bar.show_idle(False, "Now choose a style above.")
    assert not bar.inside_mask.isVisible() and bar.status.isVisible()
    bar.show_idle(True, "")
    bar.show_mask(False)
    assert not bar.inside_mask.isVisible() and bar.sizeHint().height() == height


def test_where_there_is_room_the_mask_does_not_give_way_to_progress(
    make_window, photo_file, wait_idle
) -> None:
    window = make_window()
    panel, bar = window.style_panel, window.style_panel.run_bar
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.fill_box((4, 4, 40, 40))
    wait_idle(window.session)
    for size, stays in ((LOW, False), ((1280, 900), True), (LOW, False)):
        window.resize(*size)
        QApplication.processEvents()
        bar.show_idle(True, "")
        assert panel.inside_mask.isVisible()
        bar.show_running("Painting")
        assert panel.inside_mask.isVisible() is stays and bar.bar.isVisible()
        bar.show_idle(True, "")
    window.resize(1280, 900)
    QApplication.processEvents()
    window.session.clear_mask()
    wait_idle(window.session)
    assert not panel.inside_mask.isVisible()


def test_the_button_says_what_it_will_do_after_a_run_too(qtbot) -> None:
    bar = RunBar()
    qtbot.addWidget(bar)
    told: list[bool] = []
    bar.inside_mask_toggled.connect(told.append)
    bar.show_mask(True)
    bar.inside_mask.setChecked(True)
    assert told == [True] and bar.button.text() == "Transfer inside the mask"
    bar.show_running("Painting")
    bar.show_mask(False)
    assert bar.button.text() == "Cancel"
    bar.show_idle(True, "")
    assert bar.button.text() == "Transfer style"


# --- adapting, beside the name of the style -------------------------------------------------------


def words_of(window, style) -> dict[str, bool]:
    return {a.text(): a.isEnabled() for a in window.style_panel.menu_of(style).actions()}


def test_adapting_is_offered_where_the_style_is_named(
    window, photo_file, presets, wait_idle
) -> None:
    button = window.style_panel.adapt_button
    assert not button.isVisible()
    window.session.set_style(presets[0])
    window.refresh()
    assert button.isVisible() and not button.isEnabled()
    assert words_of(window, presets[0])["Adapt to this picture…"] is False
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.refresh()
    assert button.isEnabled() and "Adapt to this picture" in button.toolTip()
    assert words_of(window, presets[0])["Adapt to this picture…"] is True
    assert "Adapt to this picture…" not in words_of(window, presets[1])
    button.click()
    assert window.adapting.dialog.isVisible()
    window.adapting.dialog.close()
    actions = window.style_panel.menu_of(presets[0]).actions()
    next(action for action in actions if action.text() == "Adapt to this picture…").trigger()
    assert window.adapting.dialog.isVisible()
    window.adapting.dialog.close()


def test_a_collection_says_why_it_is_not_adapted(
    window, photo_file, presets, tmp_path, wait_idle
) -> None:
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(replace(presets[0], family="cyclegan", model_path=tmp_path))
    window.refresh()
    assert window.style_panel.adapt_button.isEnabled()
    window.style_panel.adapt_button.click()
    assert window.adapting.dialog is None
    assert any("collection" in notice.sentence for notice in window.notifications.notices)


def test_the_button_speaks_the_language_of_the_window(any_language, make_window, presets) -> None:
    window = make_window()
    window.session.set_style(presets[0])
    button = window.style_panel.adapt_button
    assert button.toolTip() == window.table["adapt"].toolTip()
    assert button.text() == window.table["adapt"].text().rstrip("…")
    assert ("Adapt" in button.text()) == (any_language == "en")
