"""What a person who is new here does first, and where they would have stumbled."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox, QWidget

from engine.batch import batch_style_title
from engine.document import Document
from engine.errors import ImageFileError
from engine.imaging.files import READABLE_SUFFIXES
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.operations.results import RepairProof
from engine.styles import StyleMix, StylePart, style_title
from engine.version import app_version
from gui import export_dialog
from gui.actions import TOOL_BAR, WindowState, specs
from gui.batch_dialog import BatchDialog
from gui.direct_slider import DirectSlider
from gui.export_dialog import ExportDialog
from gui.hints import next_step
from gui.history_rows import HistoryRows, look_of, short_proof
from gui.new_folder import make_folder
from gui.notice_bar import NoticeBar
from gui.notifications import Notice
from gui.picture_files import filters
from gui.problems_desk import LEAST_SHOWN_PX, with_surroundings
from gui.settings import Settings
from gui.shortcuts_dialog import ShortcutsDialog
from gui.windows import Windows

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def painted(window, photo_file, presets, wait_idle):
    """A photo opened, a style clicked and *Transfer style* clicked, as by hand."""
    window.activateWindow()
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    wait_idle(window.session)
    click(window.style_panel.run_bar.button)
    wait_idle(window.session)
    assert window.session.regions
    return window


def click(widget, place: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, pos=widget.rect().center() if place is None else place)


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


# --- history --------------------------------------------------------------------------------------


def test_transfers_in_the_same_style_tell_their_look(make_photo, qapp):
    document = Document(make_photo(60, 90))
    for params in (TransferParams(), TransferParams(0.5, 1.8, True)):
        document.set_stylized(Photo(pixels=make_photo(60, 90).pixels), "Transfer: Waves", params)
    assert [row.below for row in HistoryRows().of(document)] == [
        "", "", "Strength 0.5, Stroke size 1.8, Keep the photo's colours",
    ]  # fmt: skip
    assert look_of(document.history.entries[0]) == ""


def test_the_list_has_the_proof_in_few_words_and_the_tip_all_of_it():
    proof = RepairProof(True, "Repaired.", None, "calm", 0.5, 0.1, 0, 268_964, "", "", "0 of …")
    assert short_proof(proof).startswith("0 pixels")


def test_a_picture_is_called_alike_alone_and_in_a_mix(window, make_photo, presets, wait_idle):
    picture = Photo(pixels=make_photo(64, 64).pixels, name="clarke_0026.jpg")
    mix = StyleMix((StylePart(picture), StylePart(presets[0])))
    assert style_title(picture) == batch_style_title(picture) == "clarke_0026"
    assert mix.title == "clarke_0026 50% + Great Wave 50%"
    assert StylePart(Photo(pixels=picture.pixels)).title == "own picture"
    session = window.session
    session.open_content(make_photo(60, 80))
    wait_idle(session)
    labels = []
    for style in (picture, mix):
        session.set_style(style)
        session.transfer()
        wait_idle(session)
        labels.append(session.document.history.last.label)
    assert labels == ["Transfer: clarke_0026", f"Transfer: {mix.title}"]


# --- files ----------------------------------------------------------------------------------------


def test_the_first_export_goes_beside_the_photo_and_the_next_to_the_last_folder(
    painted, photo_file, tmp_path
):
    assert painted.commands._folder_for("export") == photo_file.parent
    other = tmp_path / "other"
    other.mkdir()
    painted.settings.set_last_folder("export", other)
    assert painted.commands._folder_for("export") == other


def test_a_sample_is_not_exported_into_the_program(window, wait_idle):
    from gui.samples import sample_photos

    sample = sample_photos()[0].path
    window.commands.open_path(sample)
    wait_idle(window.session)
    assert window.commands._folder_for("export") != sample.parent


def test_a_folder_is_known_once_a_dialog_ended_there(tmp_path):
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    assert not settings.knows_folder("export")
    settings.set_last_folder("export", tmp_path)
    assert settings.knows_folder("export")
    settings.set_last_folder("export", tmp_path / "gone")
    assert not settings.knows_folder("export")


def test_an_error_is_over_once_a_file_opens(window, tmp_path, photo_file, wait_idle):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    window.commands.open_path(broken)
    wait_idle(window.session)
    assert any(notice.tone == "error" for notice in window.notifications.notices)
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    assert not any(notice.tone == "error" for notice in window.notifications.notices)


# --- dialogs --------------------------------------------------------------------------------------


def test_about_and_diagnostics_name_the_version(window, monkeypatch):
    texts = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: texts.append(box.text()))
    window.table["about"].trigger()
    assert app_version() in texts[0]
    assert f"Kintsugi {app_version()}" in window.commands.diagnostics()


def test_the_button_that_does_it_is_the_last_in_every_dialog(window, qtbot):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, window)
    do = box.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
    box.resize(300, 40)
    box.show()
    box.ensurePolished()
    QApplication.processEvents()
    cancel = box.button(QDialogButtonBox.StandardButton.Cancel)
    assert do.geometry().left() > cancel.geometry().left()


def test_a_folder_that_is_not_there_is_made_with_the_export(
    painted, tmp_path, monkeypatch, wait_idle
):
    target = tmp_path / "finished" / "a.png"

    def fill_in(dialog):
        dialog.path_edit.setText(str(target))
        dialog.accept()
        return True

    monkeypatch.setattr(ExportDialog, "exec", fill_in)
    painted.table["export"].trigger()
    wait_idle(painted.session)
    assert target.exists()
    assert not make_folder(tmp_path / "no" / "such") and not (tmp_path / "no").exists()
    with pytest.raises(ImageFileError, match="choose another"):
        make_folder(tmp_path / ("x" * 300))


def test_a_window_beside_one_that_fills_the_screen_fits_the_screen(painted, monkeypatch):
    room = Windows._room_beside(painted)
    assert room == painted.size()
    painted.showMaximized()
    QApplication.processEvents()
    left = painted.screen().availableSize() - Windows._room_beside(painted)
    assert min(left.width(), left.height()) >= 32


def test_what_cannot_be_written_is_said_before_the_dialog_closes(qtbot, tmp_path, monkeypatch):
    dialog = ExportDialog(tmp_path / "a.png", 8, None, {})
    qtbot.addWidget(dialog)
    assert dialog.export_button.isEnabled()
    monkeypatch.setattr("engine.imaging.files.os.access", lambda *_: False)
    dialog.path_edit.setText(str(tmp_path / "b.png"))
    assert not dialog.export_button.isEnabled() and "may not write" in dialog.warning.text()
    monkeypatch.undo()
    dialog.path_edit.setText(str(tmp_path / ("x" * 300 + ".png")))
    assert not dialog.export_button.isEnabled() and "too long" in dialog.warning.text()


# --- a photo that is too small --------------------------------------------------------------------


def test_a_photo_that_is_too_small_is_told_when_it_is_opened(
    window, make_photo, presets, studio, wait_idle
):
    session = window.session
    session.set_style(presets[0])
    session.open_content(make_photo(31, 200))
    wait_idle(session)
    window.refresh()
    hint = next(notice for notice in window.notifications.notices if notice.key == "hint")
    assert hint.sentence.endswith("at least 32 × 32. Choose a larger photo.")
    assert "200 × 31" in hint.sentence and hint.actions[0][0] == "Open photo…"
    bar = window.style_panel.run_bar
    assert not bar.button.isEnabled() and "too small" in bar.status.text()
    for action in ("transfer", "adapt", "compare_architectures"):
        assert not window.table[action].isEnabled()
    assert studio.calls.count("transfer") == 0
    session.open_content(make_photo(32, 200))
    wait_idle(session)
    window.refresh()
    assert bar.button.isEnabled() and window.table["transfer"].isEnabled()
    assert [notice.sentence for notice in window.notifications.notices] == ["Ready to paint."]


def test_too_small_comes_before_every_other_hint():
    state = WindowState(has_content=True, too_small="Too small.")
    assert next_step(state, 0, False).action_id == "open"


# --- the file dialog, the tool bar ----------------------------------------------------------------


def kinds(text: str) -> dict[str, list[str]]:
    lines = [line.rstrip(")").split(" (") for line in text.split(";;")]
    return {name: patterns.split(" ") for name, patterns in lines}


def test_the_open_dialog_tells_the_kinds_of_files_apart():
    found = kinds(filters(with_projects=True))
    names = list(found)
    assert names[:3] == ["Pictures and projects", "Kintsugi project", "JPEG"]
    assert names[-1] == "All files" and max(map(len, names)) <= 24
    readable = {f"*{suffix}" for suffix in READABLE_SUFFIXES}
    assert set(found["Pictures and projects"]) == readable | {"*.kintsugi"}
    assert {one for name in names[2:-1] for one in found[name]} == readable
    pictures = kinds(filters())
    assert set(pictures["All pictures"]) == readable and "Kintsugi project" not in pictures


def test_the_save_dialog_of_an_export_finds_what_it_names(qtbot, tmp_path, monkeypatch):
    asked = []

    def choose(_parent, _title, path, offered, chosen):
        asked.append((offered, chosen))
        return path, chosen

    monkeypatch.setattr(export_dialog.QFileDialog, "getSaveFileName", choose)
    dialog = ExportDialog(tmp_path / "a.jpg", 8, None, {})
    qtbot.addWidget(dialog)
    dialog.browse_button.click()
    (offered, chosen), *_ = asked
    # Qt takes a comma for a part of the suffix.
    assert chosen == "JPEG (*.jpg *.jpeg)" and chosen in offered.split(";;")
    assert "," not in offered


def test_export_is_in_the_tool_bar(painted):
    assert "export" in TOOL_BAR
    button = painted.tool_bar.widgetForAction(painted.table["export"])
    painted.refresh()
    assert button.isEnabled() and button.isVisible()
    painted.table["heatmap"].setChecked(True)
    painted.table["compare_difference"].trigger()
    painted.resize(1280, 720)
    QApplication.processEvents()
    assert button.isVisible(), "the tool bar is full"


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


# --- another theme --------------------------------------------------------------------------------


def test_the_marks_of_messages_follow_the_theme(window):
    window.notifications.show_notice(Notice("Something.", key="one"))
    mark = window.notifications.findChild(NoticeBar)._mark

    def brightness() -> float:
        image = mark.pixmap().toImage()
        seen = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return max((colour.lightnessF() for colour in seen if colour.alpha() > 200), default=0.0)

    window.theme.choose("dark")
    dark = brightness()
    window.theme.choose("light")
    assert dark > 0.7 and brightness() < 0.4
