"""Whole flows through the window, as a person would go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from docs.hands import drag

ROOT = Path(__file__).resolve().parents[2]


def sentences(window):
    return [notice.sentence for notice in window.notifications.notices]


def test_the_window_shows_without_the_heavy_imports():
    code = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "import gui.application as a\n"
        "a.WARM_UP_DELAY_MS = 600000\n"
        "found = []\n"
        "def look():\n"
        "    heavy = {'torch', 'cv2', 'skimage', 'scipy'}\n"
        "    shown = [w for w in app.topLevelWidgets() if w.isVisible()]\n"
        "    found.append((len(shown), sorted(heavy & set(sys.modules))))\n"
        "    app.quit()\n"
        "QTimer.singleShot(0, look)\n"
        "a.run_window([])\n"
        "print(found[0])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.strip() == "(1, [])", ran.stderr


def test_empty_window_invites(window):
    assert window.stack.currentWidget() is window.empty_state
    assert len(window.empty_state.sample_buttons) == 3
    assert not window.style_panel.run_bar.button.isEnabled()
    for name in ("transfer", "repair", "export", "undo", "tool_brush", "zoom_in"):
        assert not window.table[name].isEnabled(), name
    for name in ("open", "paste", "shortcuts"):
        assert window.table[name].isEnabled(), name


def test_a_sample_to_a_stylized_picture_in_three_clicks(window, wait_idle):
    window.empty_state.sample_buttons[0].click()
    wait_idle(window.session)
    assert window.stack.currentWidget() is window.canvas
    assert any("Choose a style" in sentence for sentence in sentences(window))
    gallery = window.style_panel.gallery
    QTest.mouseClick(
        gallery.viewport(), Qt.MouseButton.LeftButton,
        pos=gallery.visualRect(gallery.model().index(1, 0)).center(),
    )  # fmt: skip
    wait_idle(window.session)
    window.style_panel.run_bar.button.click()
    wait_idle(window.session)
    assert window.session.document.stylized is not None
    assert "3 places look wrong. Press N to see the worst." in sentences(window)
    assert window.problems_panel.model.rowCount() == 3
    assert window.settings.recent_files == []  # samples are not the person's files


def test_transfer_button_becomes_cancel(window, studio, photo_file, presets, qtbot, wait_idle):
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    wait_idle(window.session)
    studio.gate.clear()
    window.table["transfer"].trigger()
    button = window.style_panel.run_bar.button
    qtbot.waitUntil(lambda: "Painting" in window.style_panel.run_bar.status.text())
    assert button.text() == "Cancel" and not window.table["transfer"].isEnabled()
    button.click()
    assert button.text() == "Stopping…"
    wait_idle(window.session)
    assert button.text() == "Transfer style" and button.isEnabled()
    assert window.session.document.stylized is None


def test_a_failure_is_a_sentence_with_copy_diagnostics(
    window, studio, photo_file, presets, wait_idle
):
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    wait_idle(window.session)
    studio.fail_with = RuntimeError("boom in layer 3")
    window.table["transfer"].trigger()
    wait_idle(window.session)
    error = next(n for n in window.notifications.notices if n.tone == "error")
    assert "boom" not in error.sentence and "boom in layer 3" in error.details
    window.notifications.copy_diagnostics(error.details)
    copied = QApplication.clipboard().text()
    assert "boom in layer 3" in copied and "PySide6" in copied
    assert window.table["transfer"].isEnabled()


def test_next_problem_selects_marks_and_zooms(stylized_window, qtbot):
    window = stylized_window
    fitted = window.canvas.zoom
    window.table["next_region"].trigger()
    assert window.problems_panel.selected_region.number == 1
    assert window.canvas.selected_region == 1
    assert window.canvas.zoom > fitted
    window.table["next_region"].trigger()
    assert window.canvas.selected_region == 2
    window.table["previous_region"].trigger()
    window.table["previous_region"].trigger()
    assert window.canvas.selected_region == 3  # round the end
    window.canvas.region_clicked.emit(2)
    assert window.problems_panel.selected_region.number == 2


def test_a_new_inspection_does_not_move_the_view(stylized_window, wait_idle):
    window = stylized_window
    window.table["next_region"].trigger()
    window.canvas.set_zoom(0.5)
    window.problems_panel.sensitivity.controls["sensitivity"].slider.setValue(600)
    wait_idle(window.session)
    assert window.canvas.zoom == 0.5 and window.canvas.selected_region == 1


def test_brush_repair_proof_undo_redo(stylized_window, qtbot, wait_idle):
    window = stylized_window
    session = window.session
    before = session.document.stylized.pixels
    window.table["tool_brush"].trigger()
    window.canvas.set_brush_radius(8)
    drag(window.canvas, [(35, 22), (42, 25), (50, 28)])
    assert session.has_mask and session.document.mask[25, 42] > 0.5
    qtbot.waitUntil(lambda: window.table["repair"].isEnabled())
    window.table["repair"].trigger()
    wait_idle(session)
    changed = (session.document.stylized.pixels != before).any(axis=2)
    assert changed.any() and not changed[60:, :].any()
    proof = next(n for n in window.notifications.notices if n.key == "proof")
    assert "pixels outside the mask changed" in proof.sentence
    history = window.history_panel.list
    assert "outside the mask" in history.item(history.count() - 1).toolTip()
    window.table["undo"].trigger()
    wait_idle(session)
    assert np.array_equal(session.document.stylized.pixels, before)
    assert history.currentRow() == 2
    window.table["redo"].trigger()
    wait_idle(session)
    assert not np.array_equal(session.document.stylized.pixels, before)


def test_repair_and_ignore_of_the_selected_problem(stylized_window, wait_idle):
    window = stylized_window
    assert not window.table["repair"].isEnabled()
    window.problems_panel.select(2)
    window.refresh()
    window.problems_panel.footer.repair_button.click()
    wait_idle(window.session)
    assert len(window.problems_panel.listed_regions) == 2
    window.problems_panel.select(1)
    window.refresh()
    window.problems_panel.footer.ignore_button.click()
    assert len(window.problems_panel.listed_regions) == 1
    assert window.problems_panel.selected_place is not None  # on to the next one


def test_a_refused_repair_says_so(stylized_window, studio, wait_idle):
    studio.refuse_repair = True
    stylized_window.problems_panel.select(1)
    stylized_window.desk.repair()
    wait_idle(stylized_window.session)
    assert any("No candidate" in sentence for sentence in sentences(stylized_window))


def test_history_click_goes_back(stylized_window, wait_idle):
    window = stylized_window
    window.session.fill_box((5, 5, 20, 20))
    history = window.history_panel.list
    history.itemClicked.emit(history.item(1))
    assert not window.session.has_mask and history.currentRow() == 1
    history.itemClicked.emit(history.item(0))
    wait_idle(window.session)
    assert window.session.document.stylized is None
    assert window.problems_panel.model.rowCount() == 0


def test_heatmap_and_compare(stylized_window):
    window = stylized_window
    window.table["heatmap"].setChecked(True)
    assert window.canvas.scene.heat is not None
    window.tool_bar.opacity_slider.setValue(30)
    assert window.canvas.scene.heat_opacity == pytest.approx(0.3)
    window.table["heatmap"].setChecked(False)
    assert window.canvas.scene.heat is None
    window.table["compare_split"].trigger()
    assert str(window.canvas.compare_mode) == "split"
    window.table["compare_side"].trigger()
    assert str(window.canvas.compare_mode) == "side"


def test_pointer_values_are_those_of_the_file(stylized_window):
    window = stylized_window
    window.canvas.pointer_moved.emit(7, 5)
    red, green, blue = window.session.document.stylized.pixels[5, 7]
    assert f"{red} {green} {blue}" in window.status_line.pixel.text()
    assert window.status_line.anomaly.text() == "anomaly 0.03"
    window.canvas.pointer_moved.emit(None, None)
    assert window.status_line.pixel.text() == ""


def test_device_is_told_once_the_engine_knows(window, wait_idle):
    window.session.warm_up()
    wait_idle(window.session)
    assert window.status_line.device.text() == "CPU, 2 threads, float32"


def test_themes_switch_live(window):
    window.table["theme_light"].trigger()
    assert window.theme.tokens.name == "light" and window.settings.theme == "light"
    window.table["theme_dark"].trigger()
    assert window.theme.tokens.name == "dark"


def test_only_a_transfer_turns_its_button_into_cancel(stylized_window, studio, qtbot, wait_idle):
    window, bar = stylized_window, stylized_window.style_panel.run_bar
    window.session.fill_box((5, 5, 30, 30))
    studio.gate.clear()
    window.desk.repair()
    footer = window.problems_panel.footer
    qtbot.waitUntil(lambda: "Repairing" in footer.status.text())
    assert footer.cancel_button.isVisible()
    assert not bar.running and bar.button.text() == "Transfer style" and not bar.button.isEnabled()
    assert not bar.bar.isVisible()
    studio.gate.set()
    wait_idle(window.session)
    assert bar.button.isEnabled()


def test_a_preview_can_be_compared(window, photo_file, presets, wait_idle):
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    assert not window.table["compare_split"].isEnabled()
    window.session.set_style(presets[0])
    wait_idle(window.session)
    assert window.session.previews.active and window.session.document.stylized is None
    for name in ("compare_split", "compare_side", "show_original"):
        assert window.table[name].isEnabled()
    assert not window.table["compare_difference"].isEnabled()  # it is made of results


def test_the_message_of_a_repair_goes_with_the_next_edit(stylized_window, wait_idle):
    window = stylized_window
    window.session.fill_box((5, 5, 30, 30))
    window.desk.repair()
    wait_idle(window.session)
    assert "proof" in [notice.key for notice in window.notifications.notices]
    window.session.fill_box((40, 40, 60, 60))
    assert "proof" not in [notice.key for notice in window.notifications.notices]
