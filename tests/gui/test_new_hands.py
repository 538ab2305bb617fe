"""Where a person who is new here would have stumbled: files, dialogs, words and messages."""

from __future__ import annotations

import pytest
from painted_window import painted
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox

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
from gui.actions import TOOL_BAR, WindowState
from gui.export_dialog import ExportDialog
from gui.hints import next_step
from gui.history_rows import HistoryRows, look_of, short_proof
from gui.new_folder import make_folder
from gui.notice_bar import NoticeBar
from gui.notifications import Notice
from gui.picture_files import filters
from gui.settings import Settings
from gui.windows import Windows

__all__ = ["painted"]


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
