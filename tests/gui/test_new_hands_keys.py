"""Where a person who is new here clicks and presses keys, and what they expect of it."""

from __future__ import annotations

import pytest
from painted_window import LEFT, click, painted
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.actions import specs
from gui.batch_dialog import BatchDialog
from gui.direct_slider import DirectSlider
from gui.export_dialog import ExportDialog
from gui.problems_desk import LEAST_SHOWN_PX, with_surroundings
from gui.shortcuts_dialog import ShortcutsDialog

__all__ = ["painted"]


# --- the keys stay where the eye is ---------------------------------------------------------------


def test_after_a_click_on_transfer_the_arrow_keys_flip_the_repair(painted, wait_idle):
    window = painted
    assert not window.style_panel.run_bar.button.hasFocus()
    window.table["next_region"].trigger()
    assert window.canvas.hasFocus()
    window.refresh()
    window.table["repair"].trigger()
    wait_idle(window.session)
    shown = window.session.document.stylized.pixels.copy()
    window.refresh()
    assert window.table["next_alternative"].isEnabled()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    wait_idle(window.session)
    assert (window.session.document.stylized.pixels != shown).any()


def test_next_problem_leaves_the_list_its_keys(painted):
    painted.problems_panel.view.setFocus()
    painted.table["next_region"].trigger()
    assert painted.problems_panel.view.hasFocus()


def test_a_repair_button_pressed_by_key_hands_the_keys_to_the_list(painted, wait_idle):
    window = painted
    window.table["next_region"].trigger()
    button = window.problems_panel.footer.repair_button
    window.refresh()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert window.problems_panel.view.hasFocus()
    wait_idle(window.session)
    assert window.problems_panel.view.hasFocus()


def test_a_click_on_a_message_does_not_take_the_keys_along(painted):
    window = painted
    window.canvas.setFocus()
    bar = window.notifications.findChildren(QWidget, "link")[0]
    click(bar)
    assert window.canvas.hasFocus()


# --- seeing a place beside others -----------------------------------------------------------------


def test_a_small_place_is_shown_with_what_is_around_it():
    top, left, bottom, right = with_surroundings((40, 50, 50, 61), (300, 400))
    assert (bottom - top, right - left) == (LEAST_SHOWN_PX, LEAST_SHOWN_PX)
    assert abs((top + bottom) / 2 - 45) <= 0.5 and abs((left + right) / 2 - 55.5) <= 0.5
    large = (10, 20, 10 + 3 * LEAST_SHOWN_PX, 20 + 2 * LEAST_SHOWN_PX)
    assert with_surroundings(large, (3000, 4000)) == large


# --- sliders --------------------------------------------------------------------------------------


@pytest.fixture
def slider(qtbot) -> DirectSlider:
    made = DirectSlider(Qt.Orientation.Horizontal)
    qtbot.addWidget(made)
    made.setRange(0, 1000)
    made.setValue(1000)
    made.resize(240, 24)
    made.show()
    return made


def test_a_click_takes_the_slider_there_and_is_let_go_once(slider, qtbot):
    released = []
    slider.sliderReleased.connect(lambda: released.append(slider.value()))
    for x, value in ((120, 500), (60, 230), (0, 0), (239, 1000)):
        click(slider, QPoint(x, 12))
        assert abs(slider.value() - value) <= 30
    assert len(released) == 4


def test_a_drag_goes_on_from_the_click(slider):
    values = []
    slider.valueChanged.connect(values.append)
    QTest.mousePress(slider, LEFT, pos=QPoint(60, 12))
    assert slider.isSliderDown()
    first = slider.value()
    QTest.mouseMove(slider, QPoint(160, 12))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(160, 12))
    assert slider.value() > first + 300 and not slider.isSliderDown()
    assert abs(slider.value() - 690) <= 40


def test_a_press_on_the_handle_moves_nothing(slider):
    slider.setValue(500)
    click(slider, QPoint(121, 12))
    assert slider.value() == 500


def test_the_strength_follows_a_click_and_paints_once(painted, studio, qtbot, wait_idle):
    control = painted.style_panel.params.controls["strength"]
    calls = studio.calls.count("transfer")
    click(control.slider)
    qtbot.waitUntil(lambda: studio.calls.count("transfer") > calls)
    wait_idle(painted.session)
    assert abs(control.value - 0.5) <= 0.05
    assert studio.calls.count("transfer") == calls + 1


# --- the keys dialog ------------------------------------------------------------------------------


@pytest.fixture
def keys(qtbot) -> ShortcutsDialog:
    made = ShortcutsDialog({spec.id: spec.shortcuts for spec in specs()})
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def test_the_search_for_a_key_has_the_focus(keys):
    assert keys.focusWidget() is keys.search


def test_a_search_leads_to_what_it_finds_and_keeps_the_dialog(keys):
    QTest.keyClicks(keys.search, "repair all")
    assert keys._current_id() == "repair_all"
    QTest.keyClick(keys.search, Qt.Key.Key_Return)
    assert keys.isVisible() and keys.focusWidget() is keys.key_edit


def test_a_key_never_goes_to_an_action_that_does_not_show(keys):
    keys.search.setText("no such action")
    assert keys._current_id() is None
    keys._on_set()
    assert keys.rebound == {}


# --- from part to part by Tab ---------------------------------------------------------------------


def stops(dialog: QWidget) -> list[QWidget]:
    found, widget = [], dialog.nextInFocusChain()
    while widget is not dialog:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def test_tab_goes_through_the_export_dialog_as_one_reads(qtbot, tmp_path):
    dialog = ExportDialog(tmp_path / "a.png", 8, None, {})
    qtbot.addWidget(dialog)
    dialog.show()
    form, found = dialog.format_form, stops(dialog)
    assert found[:3] == [dialog.path_edit, dialog.browse_button, form.format_box]
    rest = [form.depth_box, form.profile_box, form.metadata_check, *dialog.extra_checks.values(),
            dialog.export_button]  # fmt: skip
    places = [found.index(widget) for widget in rest]
    assert places == sorted(places)


def test_tab_goes_through_the_batch_dialog_as_one_reads(qtbot, session, presets, tmp_path):
    dialog = BatchDialog(session, presets, tmp_path, {})
    qtbot.addWidget(dialog)
    dialog.show()
    setup, found = dialog.setup, stops(dialog)
    assert found[:6] == [
        setup.photo_list, *setup.add_buttons, setup.remove_button, setup.style_list,
        setup.add_style_button,
    ]  # fmt: skip
    assert found[-7:-1] == [
        setup.folder_edit, setup.browse_button, setup.pattern_edit, setup.existing_box,
        setup.receipt_check, found[-2],
    ]  # fmt: skip
    assert found[-2].text() == "Close" and found[-1] is dialog.start_button
