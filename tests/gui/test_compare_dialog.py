"""The dialog that compares styles, from its start to a saved page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from compared_styles import DISTANCE, SSIM, shown
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from engine.comparison import UNCHANGED
from engine.errors import OptionError
from engine.styles import StyleMix, StylePart
from gui.compare_dialog import CompareDialog
from gui.compare_table import STYLE

LIMIT_MS = 10_000


@pytest.fixture
def open_window(window, photo_file, presets, wait_idle):
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[1])
    wait_idle(window.session)
    return window


@pytest.fixture
def dialog(open_window) -> CompareDialog:
    open_window.table["compare_architectures"].trigger()
    return open_window.commands.comparing.dialog


def run_dialog(qtbot, dialog: CompareDialog) -> None:
    dialog.run_button.click()
    qtbot.waitUntil(lambda: not dialog.run.running, timeout=LIMIT_MS)
    qtbot.wait(1)


def test_it_needs_a_photo(window) -> None:
    action = window.table["compare_architectures"]
    assert not action.isEnabled() and action in window.menus["Picture"].actions()


def test_it_begins_with_the_style_of_the_window_and_some_others(dialog, presets) -> None:
    assert dialog.isVisible() and dialog.run_button.isEnabled()
    assert {one.title for one in dialog.styles.ticked} == {"Starry Night", "Great Wave", "Tiles"}
    assert "120" in dialog.settings_label.text() and "1.00" in dialog.settings_label.text()
    assert not dialog.save_button.isEnabled() and not dialog.use_button.isEnabled()


def test_rows_pictures_and_buttons_follow_the_run(qtbot, dialog) -> None:
    run_dialog(qtbot, dialog)
    assert shown(dialog.table) == [UNCHANGED, "Great Wave", "Starry Night", "Tiles"]
    captions = [one.caption for one in dialog.views.pictures]
    assert captions == [UNCHANGED, "Great Wave", "Starry Night", "Tiles"]
    assert "3 of 3 styles, 160 × 120 pixels" in dialog.summary.full_text
    assert dialog.save_button.isEnabled() and dialog.run_button.text() == "Compare"
    dialog.table.select(3)
    assert [one.caption for one in dialog.views.pictures] == [UNCHANGED, "Tiles"]
    assert dialog.use_button.isEnabled()
    dialog.table.select(0)  # the photo is no style
    assert not dialog.use_button.isEnabled()


def test_stop_keeps_what_is_there(qtbot, dialog, studio) -> None:
    dialog.run.row_made.connect(
        lambda _row: studio.gate.clear() if len(dialog.run.rows) == 2 else None
    )
    dialog.run_button.click()
    assert dialog.run_button.text() == "Stop" and dialog.bar.isVisible()
    qtbot.waitUntil(lambda: len(dialog.run.rows) == 2, timeout=LIMIT_MS)
    dialog.run_button.click()
    assert shown(dialog.table) == [UNCHANGED, "Great Wave"] and dialog.save_button.isEnabled()
    assert "1 of 3" in dialog.summary.full_text and not dialog.bar.isVisible()


def test_using_a_style_puts_it_into_the_window(qtbot, dialog, open_window, presets) -> None:
    run_dialog(qtbot, dialog)
    dialog.table.select(1)
    dialog.use_button.click()
    assert open_window.session.document.style is presets[0]
    assert "Great Wave" in dialog.message.full_text
    dialog.table.doubleClicked.emit(dialog.table.model().index(3, STYLE))
    dialog.table.select(3)
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert open_window.session.document.style is presets[2]
    assert not dialog.run.running  # Enter did not press the default button


def test_sorting_by_keyboard_and_by_the_heading_agree(qtbot, dialog) -> None:
    run_dialog(qtbot, dialog)
    dialog.sort_box.setCurrentIndex(dialog.sort_box.findData(SSIM))
    dialog.sort_box.activated.emit(dialog.sort_box.currentIndex())
    header = dialog.table.horizontalHeader()
    assert header.sortIndicatorSection() == SSIM
    dialog.table.sort_by(DISTANCE)
    assert dialog.sort_box.currentData() == DISTANCE


def test_results_of_another_photo_go(qtbot, dialog, open_window, make_photo, wait_idle) -> None:
    run_dialog(qtbot, dialog)
    open_window.session.open_content(make_photo(200, 300))
    wait_idle(open_window.session)
    assert shown(dialog.table) == [] and dialog.views.pictures == []
    assert "300 × 200" in dialog.settings_label.text() and not dialog.save_button.isEnabled()


def test_a_mix_of_the_window_can_be_compared(qtbot, dialog, open_window, presets) -> None:
    mix = StyleMix((StylePart(presets[0]), StylePart(presets[1])))
    open_window.session.set_style(mix)
    first = dialog.styles.choices[0]
    assert first.source is mix and "50%" in first.title
    dialog.styles.tick_only([mix])
    run_dialog(qtbot, dialog)
    assert dialog.run.rows[1].style is mix and "50%" in dialog.run.rows[1].title


def test_the_look_of_the_window_counts(qtbot, dialog, open_window, studio) -> None:
    params = replace(open_window.session.document.transfer_params, strength=0.25)
    open_window.session.set_transfer_params(params)
    assert "0.25" in dialog.settings_label.text()
    run_dialog(qtbot, dialog)
    assert dialog.run.report.params == params


@pytest.mark.parametrize(
    ("chosen", "kind", "made"),
    [("c.html", 0, "c.html"), ("c.csv", 1, "c.csv"), ("c", 1, "c.csv"), ("c", 0, "c.html")],
)
def test_it_is_saved_as_a_page_or_a_table(
    qtbot, dialog, open_window, tmp_path, monkeypatch, chosen, kind, made
) -> None:
    run_dialog(qtbot, dialog)

    def choose(_parent, _title, path, filters):
        assert path.endswith("garden-styles.html")
        return str(tmp_path / chosen), filters.split(";;")[kind]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: (tmp_path / made).exists(), timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: dialog.message.full_text == f"Saved {made}.", timeout=LIMIT_MS)
    assert "Starry Night" in (tmp_path / made).read_text(encoding="utf-8-sig")


def test_a_file_that_cannot_be_written_is_said_in_the_dialog(
    qtbot, dialog, tmp_path, monkeypatch
) -> None:
    run_dialog(qtbot, dialog)
    target = str(tmp_path / "missing" / "c.html")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (target, ""))
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "does not exist" in dialog.message.full_text, timeout=LIMIT_MS)


def test_closing_it_stops_the_run_and_the_window_takes_it_along(
    qtbot, dialog, open_window, studio
) -> None:
    studio.gate.clear()
    dialog.run_button.click()
    qtbot.waitUntil(lambda: dialog.run._begun, timeout=LIMIT_MS)
    dialog.close()
    assert not dialog.run.running
    studio.gate.set()
    open_window.table["compare_architectures"].trigger()
    assert open_window.commands.comparing.dialog is dialog and dialog.isVisible()
    open_window.close_unasked()
    assert not dialog.isVisible()


def test_everything_is_reached_by_tab_and_has_a_name(dialog) -> None:
    named = (dialog.styles, dialog.table, dialog.views, dialog.sort_box, dialog.bar,
             *dialog.zoom_buttons)  # fmt: skip
    assert all(widget.accessibleName() for widget in named)
    reached, widget = set(), dialog.styles
    for _ in range(60):
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(dialog):
            reached.add(widget)
    wanted = {dialog.styles, dialog.each_button, dialog.all_button, dialog.none_button,
              dialog.run_button, dialog.table, dialog.views, dialog.sort_box, dialog.close_button,
              *dialog.zoom_buttons}  # fmt: skip
    assert wanted <= reached


def test_it_fits_a_small_screen(dialog) -> None:
    size = dialog.minimumSizeHint()
    assert size.width() <= 1000 and size.height() <= 600 and dialog.height() <= 680


def test_a_photo_that_cannot_be_compared_is_refused_in_a_sentence(qtbot, dialog, studio) -> None:
    studio.fail_with = OptionError("The picture is too small.")
    run_dialog(qtbot, dialog)
    assert dialog.message.full_text == "The picture is too small."
    assert shown(dialog.table) == [] and dialog.run_button.isEnabled()
