"""Panels, theme and table, each on its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication

from engine.operations.params import InspectParams, RepairParams, TransferParams
from gui import icons
from gui.actions import TOOL_BAR, WindowState, conflicts, specs
from gui.drops import DropTarget
from gui.export_choice import EXPORT_FORMATS
from gui.export_dialog import ExportDialog
from gui.hints import next_step
from gui.notifications import Notice, NotificationStack
from gui.params_panel import ParamsPanel, choice_notes
from gui.settings import Settings
from gui.shortcuts_dialog import ShortcutsDialog
from gui.style_gallery import StyleListModel
from gui.style_panel import RunBar
from gui.theme import DARK, LIGHT, contrast
from gui.wrapping import two_lines


def keys_of_table():
    return {spec.id: spec.shortcuts for spec in specs()}


# --- parameters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [TransferParams, InspectParams, RepairParams])
def test_every_declared_parameter_has_a_control_with_its_default(qtbot, cls):
    panel = ParamsPanel(cls)
    qtbot.addWidget(panel)
    assert panel.params == cls()
    for name, control in panel.controls.items():
        assert control.value == pytest.approx(getattr(cls(), name)) or (
            control.value == getattr(cls(), name)
        )


def test_slider_and_number_stay_in_step(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    changes = []
    panel.params_changed.connect(changes.append)
    strength = panel.controls["strength"]
    strength.spin_box.setValue(0.4)
    assert strength.slider.value() == 400
    assert changes[-1].strength == pytest.approx(0.4)
    strength.slider.setValue(750)
    assert strength.spin_box.value() == pytest.approx(0.75)
    assert changes[-1].strength == pytest.approx(0.75)
    strength.label.reset_wanted.emit()
    assert changes[-1].strength == 1.0


def test_stroke_size_slider_reaches_its_ends_and_stays_valid(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    control = panel.controls["stroke_size"]
    for position in range(0, 1001, 7):
        control.slider.setValue(position)
    control.slider.setValue(0)
    assert panel.params.stroke_size == pytest.approx(0.25)
    control.slider.setValue(1000)
    assert panel.params.stroke_size == pytest.approx(3.0)


def test_set_params_is_silent(qtbot):
    panel = ParamsPanel(RepairParams)
    qtbot.addWidget(panel)
    panel.params_changed.connect(lambda _: pytest.fail("set_params must not emit"))
    panel.set_params(RepairParams(method="heal", feather=0.5))
    assert panel.controls["method"].combo.currentText() == "Heal"


def test_tooltips_say_what_a_parameter_does(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    assert "0 leaves the photo as it is" in panel.controls["strength"].slider.toolTip()
    assert "large = 1.8" in panel.controls["stroke_size"].slider.toolTip()


# --- problems -----------------------------------------------------------------------------------


def test_the_method_says_what_it_does(qtbot):
    panel = ParamsPanel(RepairParams)
    qtbot.addWidget(panel)
    chooser = panel.controls["method"]
    assert set(choice_notes(chooser.spec)) == set(chooser.spec.choices)
    assert chooser.note.text().startswith("Tries")
    chooser.combo.setCurrentIndex(chooser.combo.findData("calm"))
    assert "photo" in chooser.note.text()


def test_a_named_number_is_called_by_its_name(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    control = panel.controls["stroke_size"]
    assert control.label.text() == "Stroke size · medium"
    control.spin_box.setValue(1.8)
    assert control.label.text() == "Stroke size · large"
    control.spin_box.setValue(1.5)
    assert control.label.text() == "Stroke size"


def test_two_lines_keeps_words_whole(qapp):
    metrics = QFontMetrics(qapp.font())
    sentence = "The brushwork breaks off at a straight edge that the photo does not have"
    first, second = two_lines(sentence, metrics, 200)
    assert sentence.startswith(first) and not first.endswith(" ")
    assert metrics.horizontalAdvance(second) <= 200
    assert two_lines("", metrics, 200) == [""]


# --- styles and run bar -------------------------------------------------------------------------


def test_own_styles_come_first_and_only_once(qtbot, presets, make_photo):
    model = StyleListModel(presets)
    photo = make_photo(40, 60)
    assert model.add_own(photo) == 0 and model.add_own(photo) == 0
    assert model.rowCount() == len(presets) + 1
    assert model.row_of(presets[0]) == 1 and model.row_of(photo) == 0


def test_run_bar_is_transfer_then_cancel(qtbot):
    bar = RunBar()
    qtbot.addWidget(bar)
    wanted = []
    bar.transfer_wanted.connect(lambda: wanted.append("transfer"))
    bar.cancel_wanted.connect(lambda: wanted.append("cancel"))
    bar.show_idle(False, "First open a photo.")
    assert not bar.button.isEnabled() and not bar.status.isHidden()
    bar.show_idle(True, "")
    bar.button.click()
    bar.show_running("Painting")
    bar.show_progress(0.42, "Painting 42% · about 5 s left")
    assert bar.bar.value() == 420 and bar.button.text() == "Cancel"
    bar.button.click()
    assert wanted == ["transfer", "cancel"]
    bar.show_running("Painting", cancel_requested=True)
    assert not bar.button.isEnabled()


# --- notifications ------------------------------------------------------------------------------


@pytest.fixture
def stack(qtbot):
    from PySide6.QtWidgets import QWidget

    host = QWidget()
    host.resize(700, 500)
    qtbot.addWidget(host)
    made = NotificationStack(host)
    host.show()
    return made


def test_a_notice_replaces_the_one_of_its_key(stack):
    stack.show_notice(Notice("one", key="proof"))
    stack.show_notice(Notice("two", key="proof"))
    assert [notice.sentence for notice in stack.notices] == ["two"]


def test_errors_outlast_other_notices(stack):
    stack.show_notice(Notice("It broke.", "error"))
    for i in range(5):
        stack.show_notice(Notice(f"note {i}"))
    assert len(stack.notices) == stack.LIMIT
    assert stack.notices[0].sentence == "It broke."


def test_errors_wait_for_room_and_come_back(stack):
    for number in range(3):
        stack.show_notice(Notice(f"Error {number}.", "error"))
    assert [notice.sentence for notice in stack.notices] == ["Error 1.", "Error 2."]
    assert [notice.sentence for notice in stack.waiting] == ["Error 0."]
    stack.dismiss_latest()
    assert {notice.sentence for notice in stack.notices} == {"Error 0.", "Error 1."}
    assert stack.waiting == []


def test_a_hint_gives_way_to_results_and_returns(stack):
    stack.show_notice(Notice("What next?", "hint", "hint"))
    stack.show_notice(Notice("Saved.", "success", "saved"))
    stack.show_notice(Notice("Repaired.", "success", "proof"))
    assert [notice.key for notice in stack.notices] == ["saved", "proof"]
    stack.dismiss("saved")
    assert {notice.key for notice in stack.notices} == {"hint", "proof"}
    stack.show_notice(Notice("Exported.", "success", "export"))
    stack.dismiss("hint")
    stack.dismiss("proof")
    assert [notice.key for notice in stack.notices] == ["export"]


def test_a_hint_pushes_no_result_aside(stack):
    stack.show_notice(Notice("Saved.", "success", "saved"))
    stack.show_notice(Notice("Repaired.", "success", "proof"))
    stack.show_notice(Notice("What next?", "hint", "hint"))
    assert [notice.key for notice in stack.notices] == ["saved", "proof"]
    stack.dismiss_latest()
    assert [notice.key for notice in stack.notices] == ["saved", "hint"]


def test_equal_notices_become_one_with_a_count(stack):
    failed = Notice("It broke.", "error", "failure", "Traceback")
    for _ in range(3):
        stack.show_notice(failed)
    assert stack.notices == [failed] and stack.count_of(failed) == 3
    from gui.notifications import NoticeBar

    (bar,) = (bar for bar in stack.findChildren(NoticeBar) if bar.isVisible())
    assert "3" in bar.accessibleName() and bar.notice is failed
    stack.show_notice(Notice("It broke again.", "error", "failure"))
    assert stack.count_of(stack.notices[0]) == 1


def test_notices_make_way_for_what_is_looked_at(stack, qtbot):
    host = stack.parentWidget()
    stack.show_notice(Notice("Repaired.", "success"))
    assert stack.geometry().top() > host.height() / 2
    place = QRect(100, host.height() - 90, 500, 80)
    stack.looked_at = lambda: place
    stack.place_soon()
    qtbot.waitUntil(lambda: not stack.geometry().intersects(place))
    assert stack.geometry().top() >= 0
    stack.looked_at = QRect
    stack.place_soon()
    qtbot.waitUntil(lambda: stack.geometry().top() > host.height() / 2)


def test_in_a_low_host_the_newest_notice_alone_shows(stack):
    stack.show_notice(Notice("An older one."))
    stack.show_notice(Notice("The newest."))
    stack.parentWidget().resize(700, 80)
    assert stack.geometry().top() >= 0 and stack.geometry().bottom() < 80
    from gui.notifications import NoticeBar

    shown = [bar.notice.sentence for bar in stack.findChildren(NoticeBar) if bar.isVisible()]
    assert shown == ["The newest."]


def test_screen_readers_hear_of_every_notice(stack, monkeypatch):
    from gui import notifications

    heard = []
    monkeypatch.setattr(
        notifications.QAccessible, "updateAccessibility",
        lambda event: heard.append((event.message(), event.politeness())),
    )  # fmt: skip
    stack.show_notice(Notice("Repaired.", "success"))
    stack.show_notice(Notice("It broke.", "error"))
    levels = notifications.QAccessible.AnnouncementPoliteness
    assert heard == [("Repaired.", levels.Polite), ("It broke.", levels.Assertive)]


def test_notices_stay_inside_a_narrow_host(stack):
    stack.parentWidget().resize(320, 400)
    stack.show_notice(Notice("A long sentence that needs several lines in a window that is narrow "
                             "enough to make it wrap.", "error"))  # fmt: skip
    assert stack.x() >= 0 and stack.geometry().right() < 320 and stack.geometry().bottom() < 400


def test_a_wrapped_notice_shows_all_its_lines(stack):
    from gui.notifications import NoticeBar

    stack.parentWidget().resize(420, 400)
    again = tuple((word, lambda: None) for word in ("Restyle", "Heal", "Calm"))
    stack.show_notice(Notice("Nothing was changed: nothing looks wrong here; choose a method to "
                             "redo it anyway.", "info", actions=again))  # fmt: skip
    label = stack.findChild(NoticeBar)._sentence
    stack.layout().activate()
    assert label.height() >= label.heightForWidth(label.width())


def test_copy_diagnostics_copies_sentence_details_and_facts(stack):
    stack.diagnostics = lambda: "Kintsugi on test"
    stack.copy_diagnostics("Traceback: boom")
    assert QApplication.clipboard().text() == "Traceback: boom\n\nKintsugi on test"


def test_action_of_a_notice_closes_it(stack):
    done = []
    stack.show_notice(Notice("Repaired.", "success", actions=(("Undo", lambda: done.append(1)),)))
    from PySide6.QtWidgets import QPushButton

    stack.findChild(QPushButton, "link").click()
    assert done == [1] and stack.notices == []


# --- hints --------------------------------------------------------------------------------------


def test_hints_lead_from_step_to_step():
    opened = WindowState(has_content=True)
    styled = WindowState(has_content=True, has_style=True)
    done = WindowState(has_content=True, has_style=True, has_result=True)
    assert next_step(WindowState(), 0, False) is None
    assert next_step(opened, 0, False).sentence.startswith("Choose a style")
    assert next_step(styled, 0, False).action_id == "transfer"
    assert next_step(done, 0, False) is None  # still looking for problems
    assert next_step(done, 3, True).sentence == "3 places look wrong. Press N to see the worst."
    assert next_step(done, 1, True).sentence.startswith("1 place looks wrong")
    assert next_step(done, 0, True).action_id == "export"


def test_hints_name_the_keys_as_they_are_now():
    masked = WindowState(has_content=True, has_style=True, has_result=True, has_mask=True)
    rebound = next_step(masked, 0, True, lambda _id: "Ctrl+R").sentence
    assert rebound == "Press Ctrl+R to repair what is marked."
    assert next_step(masked, 0, True, lambda _id: "").sentence == "Repair what is marked."


# --- actions and keys ---------------------------------------------------------------------------


def test_no_key_is_used_twice():
    assert conflicts(keys_of_table()) == []


def test_keys_are_the_ones_that_hands_expect():
    keys = keys_of_table()
    expected = {
        "open": "Ctrl+O", "save": "Ctrl+S", "save_as": "Ctrl+Shift+S", "export": "Ctrl+Shift+E",
        "export_again": "Ctrl+E", "undo": "Ctrl+Z", "copy": "Ctrl+C", "paste": "Ctrl+V",
        "tool_brush": "B", "tool_erase": "E", "swap_tool": "X", "brush_smaller": "[",
        "brush_bigger": "]", "zoom_fit": "Ctrl+0", "toggle_panels": "Tab", "show_original": "\\",
        "transfer": "Ctrl+Return", "cancel": "Esc", "next_region": "N",
        "previous_region": "Shift+N", "repair": "R", "invert_mask": "Shift+V",
        "full_screen": "F11",
    }  # fmt: skip
    assert {name: keys[name][0] for name in expected} == expected
    assert keys["redo"] == ("Ctrl+Shift+Z", "Ctrl+Y") and keys["zoom_actual"] == ("1", "Ctrl+1")


def test_every_icon_named_in_the_table_exists_and_draws(qapp):
    for spec in specs():
        if spec.icon:
            assert (icons.ICONS_DIR / f"{spec.icon}.svg").exists(), spec.icon
            image = icons.pixmap(spec.icon, 20, "#ffffff", 2.0).toImage()
            assert image.width() == 40
            assert any(image.pixelColor(x, y).alpha() for x in range(40) for y in range(40))


def test_tool_bar_entries_exist():
    ids = {spec.id for spec in specs()}
    entries = [entry for entry in TOOL_BAR if entry != "|" and not entry.startswith("<")]
    assert entries and set(entries) <= ids


def test_shortcuts_dialog_refuses_a_taken_key(qtbot):
    dialog = ShortcutsDialog(keys_of_table())
    qtbot.addWidget(dialog)
    assert not dialog.set_key("repair", "B")
    assert "Brush" in dialog.message.text() and dialog.rebound == {}
    assert dialog.set_key("repair", "Ctrl+R")
    assert dialog.rebound == {"repair": ["Ctrl+R"]}


# --- theme --------------------------------------------------------------------------------------


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_text_has_aa_contrast(tokens):
    backgrounds = (tokens.window, tokens.panel, tokens.raised)
    for background in backgrounds:
        assert contrast(tokens.text, background) >= 7
        assert contrast(tokens.muted, background) >= 4.5
        assert contrast(tokens.gold, background) >= 4.5
    for background in (tokens.hovered, tokens.selection, tokens.canvas):
        assert contrast(tokens.text, background) >= 4.5
        assert contrast(tokens.muted, background) >= 4.5
    assert contrast(tokens.on_gold, tokens.gold_fill) >= 4.5
    assert contrast(tokens.on_gold, tokens.gold_fill_hovered) >= 4.5
    assert contrast(tokens.danger, tokens.raised) >= 4.5
    assert contrast(tokens.success, tokens.raised) >= 4.5


def test_contrast_is_the_wcag_ratio():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == 1.0


# --- drops, settings, export dialog -------------------------------------------------------------


def drop(widget, mime):
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    widget.dropEvent(event)


def test_drop_target_tells_files_or_a_picture(qtbot):
    target = DropTarget()
    qtbot.addWidget(target)
    files, images = [], []
    target.files_dropped.connect(files.extend)
    target.image_dropped.connect(images.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a/b c.jpg"), QUrl("https://example.org/x.jpg")])
    drop(target, mime)
    assert files == [Path("/a/b c.jpg")]
    mime = QMimeData()
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    drop(target, mime)
    assert len(images) == 1


def test_settings_survive_broken_values(tmp_path):
    settings = Settings()
    settings._store.setValue("recent_files", "{broken")
    settings._store.setValue("theme", "purple")
    settings._store.setValue("keys", "[1, 2]")
    assert settings.recent_files == [] and settings.theme == "system"
    assert settings.rebound_keys == {}
    files = []
    for i in range(12):
        path = tmp_path / f"{i}.jpg"
        path.touch()
        files.append(path)
        settings.add_recent_file(path)
    settings.add_recent_file(files[5])
    assert settings.recent_files[:2] == [files[5], files[11]]
    assert len(settings.recent_files) == 8
    files[5].unlink()
    assert files[5] not in settings.recent_files


def test_export_formats_are_ones_the_engine_writes():
    from engine.imaging.files import WRITABLE_SUFFIXES

    for file_format in EXPORT_FORMATS:
        assert set(file_format.suffixes) <= set(WRITABLE_SUFFIXES)


def test_export_dialog_follows_the_suffix(qtbot, tmp_path):
    dialog = ExportDialog(tmp_path / "a.png", 16, None, {})
    qtbot.addWidget(dialog)
    assert dialog.form.isRowVisible(dialog.depth_box)
    assert not dialog.form.isRowVisible(dialog._quality_row)
    dialog.path_edit.setText(str(tmp_path / "a.jpg"))
    assert dialog.form.isRowVisible(dialog._quality_row)
    assert "8 bits" in dialog.warning.text()
    dialog.path_edit.setText(str(tmp_path / "a.xyz"))
    assert not dialog.export_button.isEnabled()
    dialog.path_edit.setText(str(tmp_path / "new" / "a.jpg"))
    assert dialog.export_button.isEnabled() and "“new” will be made" in dialog.warning.text()
    dialog.path_edit.setText(str(tmp_path / "no" / "such" / "a.jpg"))
    assert not dialog.export_button.isEnabled() and "no folder" in dialog.warning.text()


def test_export_dialog_asks_before_replacing_the_original(qtbot, tmp_path, monkeypatch):
    from gui import dialogs, export_dialog

    original = tmp_path / "a.jpg"
    original.write_bytes(b"x")
    asked = []
    monkeypatch.setattr(dialogs, "ask", lambda *words: asked.append(words) or False)
    dialog = ExportDialog(original, 8, original, {})
    qtbot.addWidget(dialog)
    dialog.accept()
    assert dialog.result() == 0 and "photo that you opened" in asked[0][2]
    # Chosen through the file dialog, which has asked about replacing already: still asked.
    ask_for_file = (export_dialog.QFileDialog, "getSaveFileName")
    monkeypatch.setattr(*ask_for_file, lambda *_: (str(original), ""))
    dialog._on_browse()
    dialog.accept()
    assert len(asked) == 2
    other = tmp_path / "b.jpg"
    other.write_bytes(b"x")
    monkeypatch.setattr(*ask_for_file, lambda *_: (str(other), ""))
    dialog._on_browse()
    dialog.accept()
    assert len(asked) == 2 and dialog.result() == 1


def test_export_choice_is_remembered(qtbot, tmp_path):
    dialog = ExportDialog(tmp_path / "a.jpg", 8, None, {})
    qtbot.addWidget(dialog)
    dialog.quality_box.setValue(70)
    dialog.metadata_check.setChecked(False)
    remembered = dialog.choice.remembered()
    again = ExportDialog(tmp_path / "b.png", 8, None, remembered)
    qtbot.addWidget(again)
    assert again.path == tmp_path / "b.jpg" and again.choice.quality == 70
    assert not again.choice.keep_metadata
