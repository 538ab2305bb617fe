"""What an export is to be: its format, its size, and what is remembered of it."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from engine.imaging.scaling import Resize
from gui.export_choice import EXPORT_FORMATS, ExportChoice, recall, size_text, suggest_path
from gui.export_dialog import ExportDialog
from gui.format_form import FormatForm
from gui.resize_form import ResizeForm

# --- what is chosen -------------------------------------------------------------------------------


def test_a_choice_survives_the_settings(tmp_path) -> None:
    choice = ExportChoice(
        tmp_path / "a.tif", 55, 16, False, False, "422", "lzw", True,
        Resize("longest", longest_px=900), True, True, False, True,
    )  # fmt: skip
    stored = json.loads(json.dumps(choice.remembered()))
    assert recall(tmp_path / "a.tif", stored) == choice


def test_broken_settings_are_forgotten(tmp_path) -> None:
    broken = {
        "quality": 900, "bit_depth": True, "chroma": "410", "tiff_compression": 3,
        "keep_metadata": "yes", "resize": {"mode": "percent", "percent": -4}, "receipt": 1,
        "unknown": None,
    }  # fmt: skip
    assert recall(tmp_path / "a.png", broken) == ExportChoice(tmp_path / "a.png")
    assert recall(tmp_path / "a.png", {"resize": "x"}) == ExportChoice(tmp_path / "a.png")


def test_options_leave_out_what_the_format_cannot_do(tmp_path) -> None:
    deep = ExportChoice(tmp_path / "a.jpg", bit_depth=16, lossless=True, chroma="420")
    assert (deep.options.bit_depth, deep.options.lossless, deep.options.chroma) == (
        None, False, "420",
    )  # fmt: skip
    png = ExportChoice(tmp_path / "a.png", bit_depth=16, chroma="420")
    assert (png.options.bit_depth, png.options.chroma) == (16, "auto")


def test_files_beside_the_picture_have_names_of_their_own(tmp_path) -> None:
    choice = ExportChoice(tmp_path / "a.b.jpg", heatmap=True, receipt=True)
    assert [path.name for path in choice.targets] == [
        "a.b.jpg", "a.b-heatmap.png", "a.b-receipt.json",
    ]  # fmt: skip


def test_a_suggested_name_is_free(tmp_path) -> None:
    assert suggest_path(tmp_path, "a", "wave", {}).name == "a-wave.png"
    (tmp_path / "a-wave.jpg").touch()
    assert suggest_path(tmp_path, "a", "wave", {"suffix": ".jpg"}).name == "a-wave-2.jpg"
    assert suggest_path(tmp_path, "a", "", {"suffix": ".exe"}).name == "a-stylized.png"


def test_sizes_read_well() -> None:
    assert [size_text(n) for n in (1, 84_500, 1_250_000, 123_456_789)] == [
        "1 kB", "84 kB", "1.2 MB", "123 MB",
    ]  # fmt: skip


# --- the form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", EXPORT_FORMATS, ids=lambda f: f.label)
def test_the_form_shows_what_the_format_can(qtbot, file_format) -> None:
    form = FormatForm({}, file_format.suffixes[0], 16)
    qtbot.addWidget(form)
    form.show()
    assert form.file_format is file_format
    rows = form.form
    assert rows.isRowVisible(form.quality_row) == file_format.has_quality
    assert rows.isRowVisible(form.chroma_box) == file_format.has_chroma
    assert rows.isRowVisible(form.compression_box) == bool(file_format.compressions)
    assert rows.isRowVisible(form.depth_box) == (len(file_format.depths) > 1)
    assert form.lossless_check.isVisible() == file_format.has_lossless
    assert rows.isRowVisible(form.metadata_check) == file_format.has_metadata


def test_lossless_needs_no_quality(qtbot) -> None:
    form = FormatForm({}, ".webp")
    qtbot.addWidget(form)
    told = []
    form.changed.connect(lambda: told.append(True))
    form.lossless_check.setChecked(True)
    assert not form.quality_slider.isEnabled() and told
    form.format_box.setCurrentIndex(form.format_box.findText("JPEG", Qt.MatchFlag.MatchStartsWith))
    form.format_box.activated.emit(form.format_box.currentIndex())
    assert form.quality_slider.isEnabled()


def test_width_and_height_follow_each_other(qtbot) -> None:
    form = ResizeForm(Resize(), (300, 400))
    qtbot.addWidget(form)
    form.show()
    assert form.resize_choice.mode == "none" and not form.exact.isVisible()
    form.mode_box.setCurrentIndex(form.mode_box.findData("exact"))
    assert (form.width_box.value(), form.height_box.value()) == (400, 300)
    form.width_box.setValue(200)
    assert form.height_box.value() == 150
    form.height_box.setValue(75)
    assert form.width_box.value() == 100
    assert form.resize_choice.target_hw((300, 400)) == (75, 100)
    form.link_button.setChecked(False)
    form.width_box.setValue(300)
    assert form.height_box.value() == 75
    assert form.resize_choice.target_hw((300, 400)) == (75, 300)
    form.mode_box.setCurrentIndex(form.mode_box.findData("percent"))
    form.percent_box.setValue(25)
    assert form.outcome.isVisible() and "100 × 75" in form.outcome.text()


# --- what the dialog was given and keeps ---------------------------------------------------------


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
