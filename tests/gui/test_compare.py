"""Comparing styles: the run, the list, the table, the linked pictures, and the dialog."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from engine.comparison import FIGURES, UNCHANGED, ComparedStyle
from engine.errors import OptionError
from engine.operations.params import TransferParams
from engine.styles import StyleMix, StylePart, StylePreset
from gui import compare_run
from gui.compare_dialog import CompareDialog
from gui.compare_run import CompareRun
from gui.compare_styles import CompareStyleList, StyleChoice
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
from gui.compare_views import LinkedPictures, grid_of

LIMIT_MS = 10_000
SSIM = FIRST_FIGURE + [figure.name for figure in FIGURES].index("ssim")
DISTANCE = FIRST_FIGURE + [figure.name for figure in FIGURES].index("style_distance")
SECONDS = FIRST_FIGURE + [figure.name for figure in FIGURES].index("seconds")


def preset(style_id: str, family: str = "stylenet", title: str = "") -> StylePreset:
    return StylePreset(
        style_id, title or style_id.title(), "", "", "", None, Path(), family=family
    )  # fmt: skip


# --- the run --------------------------------------------------------------------------------------


@pytest.fixture
def run(session, monkeypatch):
    monkeypatch.setattr(compare_run, "LOOK_OUT_MS", 1)
    made = CompareRun(session)
    yield made
    made.close()


def titles(run: CompareRun) -> list[str]:
    return [row.title for row in run.rows]


def until_over(qtbot, run: CompareRun) -> None:
    qtbot.waitUntil(lambda: not run.running and run._job is None, timeout=LIMIT_MS)


def test_rows_come_one_by_one_from_the_engine_thread(
    qtbot, run, make_photo, presets, studio
) -> None:
    told, fractions = [], []
    run.row_made.connect(lambda row: told.append((row.title, run.running)))
    run.progressed.connect(fractions.append)
    run.start(make_photo(200, 240), presets, TransferParams(strength=0.5))
    until_over(qtbot, run)
    assert told == [(title, True) for title in (UNCHANGED, "Great Wave", "Starry Night", "Tiles")]
    assert studio.threads == {"kintsugi-engine"}
    assert fractions == sorted(fractions) and fractions[0] >= 0 and fractions[-1] <= 1
    report = run.report
    assert report.working_hw == (200, 240) and report.params.strength == 0.5
    assert report.rows[1].ssim == 0.5 and report.device == "CPU, 2 threads, float32"


def test_a_style_that_fails_has_a_row_that_says_so(qtbot, run, make_photo, presets) -> None:
    run.start(make_photo(200, 240), [preset("x", title="Broken"), presets[0]], TransferParams())
    until_over(qtbot, run)
    assert titles(run) == [UNCHANGED, "Broken", "Great Wave"]
    assert "lost its generator" in run.rows[1].failure and not run.rows[2].failure


def test_a_defect_in_one_row_does_not_stop_the_others(
    qtbot, run, make_photo, presets, studio, monkeypatch
) -> None:
    transfer = studio.transfer

    def sometimes(content, style, *rest):
        if style is presets[0]:
            raise ZeroDivisionError
        return transfer(content, style, *rest)

    monkeypatch.setattr(studio, "transfer", sometimes)
    run.start(make_photo(200, 240), presets[:2], TransferParams())
    until_over(qtbot, run)
    assert "unexpected" in run.rows[1].failure and run.rows[2].ssim == 0.5


def test_without_the_photo_nothing_is_compared(qtbot, run, make_photo, presets, studio) -> None:
    told = []
    run.failed.connect(told.append)
    studio.fail_with = MemoryError()
    run.start(make_photo(200, 240), presets, TransferParams())
    until_over(qtbot, run)
    assert run.rows == [] and len(told) == 1 and run.report is None


def test_cancel_keeps_what_is_there(qtbot, run, make_photo, presets, studio) -> None:
    run.row_made.connect(lambda _row: studio.gate.clear() if len(run.rows) == 2 else None)
    run.start(make_photo(200, 240), presets, TransferParams())
    qtbot.waitUntil(lambda: len(run.rows) == 2 and run._begun, timeout=LIMIT_MS)
    run.cancel()
    assert not run.running
    until_over(qtbot, run)
    qtbot.wait(5)
    assert titles(run) == [UNCHANGED, "Great Wave"] and len(run.report.rows) == 2


def test_who_wants_the_engine_meanwhile_goes_first(
    qtbot, run, session, make_photo, presets, studio
) -> None:
    done = []
    studio.gate.clear()
    run.start(make_photo(200, 240), presets[:1], TransferParams())
    qtbot.waitUntil(lambda: run._begun, timeout=LIMIT_MS)
    session.runner.submit("Other", lambda _p: len(run.rows), on_success=done.append)
    # The gate is still shut: the row has to be broken off for this.
    qtbot.waitUntil(lambda: done == [0], timeout=LIMIT_MS)
    assert run.running and run.rows == []
    studio.gate.set()
    until_over(qtbot, run)
    assert titles(run) == [UNCHANGED, "Great Wave"]


def test_two_comparisons_do_not_disturb_each_other(
    qtbot, run, session, make_photo, presets, studio
) -> None:
    other = CompareRun(session)
    run.start(make_photo(200, 240), presets[:2], TransferParams())
    other.start(make_photo(200, 260), presets[:1], TransferParams())
    qtbot.waitUntil(lambda: not run.running and not other.running, timeout=LIMIT_MS)
    assert titles(run) == [UNCHANGED, "Great Wave", "Starry Night"]
    assert titles(other) == [UNCHANGED, "Great Wave"]
    assert studio.calls.count("transfer") == 3 + 2  # the first style of each is painted twice
    assert CompareRun._at_work is None


def test_a_session_that_ends_ends_its_comparison(qtbot, studio, make_photo, presets) -> None:
    from gui.session import EditorSession

    session = EditorSession(lambda: studio)
    run = CompareRun(session)
    studio.gate.clear()
    run.start(make_photo(200, 240), presets, TransferParams())
    qtbot.waitUntil(lambda: "evaluate" in studio.calls, timeout=LIMIT_MS)
    assert session.shutdown()
    run.close()
    qtbot.wait(5)
    assert not run.running and run.rows == []


# --- the list of styles ---------------------------------------------------------------------------


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


# --- the table ------------------------------------------------------------------------------------


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


def shown(table: CompareTable) -> list[str]:
    model = table.model()
    return [model.index(row, STYLE).data() for row in range(model.rowCount())]


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


# --- the pictures ---------------------------------------------------------------------------------


def flat(colour: int, width: int = 400, height: int = 300) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


@pytest.fixture
def views(qtbot):
    made = LinkedPictures()
    qtbot.addWidget(made)
    made.resize(800, 240)
    made.show()
    made.show_pictures([("Photo", flat(0xFF2020)), ("One", flat(0x20FF20))])
    return made


def test_pictures_stand_side_by_side_in_their_order(views) -> None:
    left, right = views.panes()
    assert left.right() < right.left() and left.size() == right.size()
    shot = views.grab().toImage()
    ratio = views.devicePixelRatioF()
    assert shot.width() == round(views.width() * ratio)
    colours = [shot.pixelColor(pane.center()) for pane in views.panes()]
    assert colours[0].red() > 200 > colours[0].green()
    assert colours[1].green() > 200 > colours[1].red()
    assert views.accessibleDescription() == "Photo, One"


def test_the_grid_is_the_one_with_the_largest_pictures() -> None:
    assert grid_of(2, (800, 240), (400, 300)) == (1, 2)
    assert grid_of(2, (300, 900), (400, 300)) == (2, 1)
    assert grid_of(4, (800, 600), (400, 300)) == (2, 2)
    assert grid_of(1, (800, 240), (400, 300)) == (1, 1)
    assert grid_of(0, (800, 240), (0, 0)) == (1, 1)


def test_all_are_zoomed_and_moved_as_one(qtbot, views) -> None:
    fitted = views.zoom
    right = views.panes()[1]
    at = QPointF(right.center()) / views.devicePixelRatioF()
    before = views.view.to_image(
        right.center().x() - right.left(), right.center().y() - right.top()
    )  # fmt: skip
    views.set_zoom(2.0, at)
    after = views.view.to_image(
        right.center().x() - right.left(), right.center().y() - right.top()
    )  # fmt: skip
    assert after == pytest.approx(before, abs=1)
    wheel = QWheelEvent(
        at, QPointF(views.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(views, wheel)
    assert views.zoom == pytest.approx(2.4)
    origin = views.view.origin
    qtbot.mousePress(views, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    qtbot.mouseMove(views, QPoint(280, 110))
    qtbot.mouseRelease(views, Qt.MouseButton.LeftButton, pos=QPoint(280, 110))
    ratio = views.devicePixelRatioF()
    assert views.view.origin == (origin[0] - 20 * ratio, origin[1] + 10 * ratio)
    QTest.keyClick(views, Qt.Key.Key_0)
    assert views.zoom == fitted and views.is_fitted
    QTest.keyClick(views, Qt.Key.Key_1)
    assert views.zoom == 1.0
    QTest.keyClick(views, Qt.Key.Key_Plus)
    assert views.zoom == 1.5
    origin = views.view.origin
    QTest.keyClick(views, Qt.Key.Key_Right)
    assert views.view.origin[0] < origin[0]


def test_another_picture_keeps_the_place_that_is_looked_at(views) -> None:
    views.set_zoom(3.0)
    origin = views.view.origin
    views.show_pictures([("Photo", flat(0)), ("Two", flat(1))])
    assert views.zoom == 3.0 and views.view.origin == origin
    views.show_pictures([])
    assert views.panes() == []
    views.grab()


# --- the dialog -----------------------------------------------------------------------------------


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
