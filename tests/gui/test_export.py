"""Exporting: the dialog that looks ahead, what is written, and the clipboard."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QColorSpace, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.document import Part
from engine.imaging.encoding import encode
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo, freeze
from engine.imaging.scaling import Resize
from gui import clipboard, dialogs
from gui.export_choice import (
    EXPORT_FORMATS,
    ExportChoice,
    format_of,
    recall,
    size_text,
    suggest_path,
)
from gui.export_dialog import ExportDialog, ExportSubject
from gui.format_form import FormatForm
from gui.jobs import JobRunner
from gui.qimage import from_qimage, to_deep_qimage
from gui.resize_form import ResizeForm


def textured(height: int = 320, width: int = 400, bits: int = 8, alpha: bool = False) -> Photo:
    rng = np.random.default_rng(4)
    y, x = np.mgrid[:height, :width]
    smooth = np.stack([x % 256, y % 256, (x + y) % 256], axis=-1)
    pixels = np.clip(smooth + rng.integers(-20, 20, smooth.shape), 0, 255).astype(np.uint8)
    cover = np.full((height, width), 200, np.uint8)
    if bits == 16:
        pixels = pixels.astype(np.uint16) * 257 + 3
        cover = cover.astype(np.uint16) * 257
    return Photo(freeze(pixels), freeze(cover) if alpha else None)


@pytest.fixture
def runner():
    made = JobRunner("export-test")
    yield made
    assert made.shutdown()


@pytest.fixture
def make_dialog(qtbot, runner, tmp_path):
    def make(photo: Photo, name: str = "a.jpg", remembered=None, **subject) -> ExportDialog:
        dialog = ExportDialog(
            tmp_path / name, photo.bit_depth, None, remembered or {}, None,
            ExportSubject(photo, runner, **subject),
        )  # fmt: skip
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def settled(qtbot, dialog: ExportDialog, runner: JobRunner) -> None:
    qtbot.waitUntil(lambda: not dialog._settle.isActive() and not runner.busy, timeout=5000)


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


# --- looking ahead --------------------------------------------------------------------------------


def test_the_dialog_tells_the_size_that_the_file_will_have(make_dialog, runner, qtbot) -> None:
    photo = textured()
    dialog = make_dialog(photo)
    settled(qtbot, dialog, runner)
    truth = len(encode(photo, "JPEG", dialog.choice.options))
    assert dialog.size_label.text() == f"400 × 320 pixels, {size_text(truth)}"
    dialog.quality_box.setValue(20)
    settled(qtbot, dialog, runner)
    smaller = len(encode(photo, "JPEG", dialog.choice.options))
    assert smaller < truth and size_text(smaller) in dialog.size_label.text()


def test_the_preview_shows_the_pixels_of_the_file(make_dialog, runner, qtbot) -> None:
    dialog = make_dialog(textured(), remembered={"quality": 10})
    settled(qtbot, dialog, runner)
    preview = dialog.preview
    crop = preview.crop
    left = preview._corner(crop).x() + crop.box[1]
    top = preview._corner(crop).y() + crop.box[0]
    shown = preview.grab().toImage()
    x, y = preview.width() // 2, preview.height() // 2
    seen = shown.pixelColor(x, y)
    assert (seen.red(), seen.green(), seen.blue()) == tuple(crop.pixels[y - top, x - left])
    assert np.abs(crop.pixels.astype(int) - textured().pixels[
        crop.box[0] : crop.box[2], crop.box[1] : crop.box[3]
    ]).mean() > 3  # fmt: skip


def test_dragging_moves_the_preview_as_far_as_the_picture_goes(make_dialog, runner, qtbot) -> None:
    dialog = make_dialog(textured(1200, 1600))
    settled(qtbot, dialog, runner)
    preview = dialog.preview
    assert preview.centre == (0.5, 0.5)
    QTest.mousePress(preview, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(preview, QPoint(60, 90))
    QTest.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=QPoint(60, 90))
    assert preview.centre == pytest.approx((0.5 + 10 / 1200, 0.5 + 40 / 1600))
    settled(qtbot, dialog, runner)
    box = preview.crop.box
    assert box[1] < preview.centre[1] * 1600 < box[3]
    for _ in range(20):
        QTest.keyClick(preview, Qt.Key.Key_Right)
    assert preview.centre[1] == pytest.approx(1 - preview.width() / 2 / 1600)


def test_what_cannot_be_written_is_said(make_dialog, runner, qtbot) -> None:
    dialog = make_dialog(textured(bits=16, alpha=True))
    assert "8 bits" in dialog.warning.text()
    form = dialog.format_form.resize_form
    form.mode_box.setCurrentIndex(form.mode_box.findData("exact"))
    form.link_button.setChecked(False)
    form.width_box.setValue(60_000)
    form.height_box.setValue(60_000)
    assert "megapixels" in dialog.warning.text() and not dialog.export_button.isEnabled()
    form.height_box.setValue(60)
    dialog.path_edit.setText(str(dialog.path.with_suffix(".webp")))
    assert "WebP holds at most" in dialog.warning.text() and not dialog.export_button.isEnabled()
    dialog.path_edit.setText(str(dialog.path.with_suffix(".tif")))
    assert dialog.export_button.isEnabled() and dialog.warning.text() == ""


def test_a_closed_dialog_leaves_no_work_behind(make_dialog, runner, qtbot) -> None:
    dialog = make_dialog(textured())
    dialog.reject()
    assert not dialog._settle.isActive()
    qtbot.waitUntil(lambda: not runner.busy)


def test_only_what_there_is_can_be_written_beside(make_dialog) -> None:
    dialog = make_dialog(textured(), has_map=True)
    enabled = {name: check.isEnabled() for name, check in dialog.extra_checks.items()}
    assert enabled == {"heatmap": True, "anomaly": True, "mask": False, "receipt": True}
    dialog.extra_checks["receipt"].setChecked(True)
    assert dialog.choice.receipt and not dialog.choice.mask


def test_every_file_that_would_be_replaced_is_named(make_dialog, tmp_path, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(dialogs, "ask", lambda *words: asked.append(words) or False)
    dialog = make_dialog(textured(), has_map=True)
    dialog.extra_checks["heatmap"].setChecked(True)
    (tmp_path / "a-heatmap.png").touch()
    dialog.accept()
    assert dialog.result() == 0 and "a-heatmap.png" in asked[0][2]
    (tmp_path / "a.jpg").touch()
    dialog.accept()
    assert "a.jpg, a-heatmap.png" in asked[1][2] and asked[1][3] == "Replace 2 files"


# --- writing --------------------------------------------------------------------------------------


def test_everything_that_was_asked_for_is_written(stylized, tmp_path, wait_idle) -> None:
    stylized.fill_box((10, 20, 40, 60))
    choice = ExportChoice(
        tmp_path / "out.jpg", resize=Resize("percent", percent=50), heatmap=True, anomaly=True,
        mask=True, receipt=True,
    )  # fmt: skip
    notices = []
    stylized.notified.connect(notices.append)
    stylized.export(choice)
    wait_idle(stylized)
    assert all(path.exists() for path in choice.targets)
    assert read_photo(choice.path).hw == (60, 80)
    anomaly = np.asarray(Image.open(choice.extra_path("anomaly")))
    assert anomaly.shape == (60, 80) and anomaly.dtype == np.uint16
    worst = stylized.regions[0].box
    middle = (worst[0] + worst[2]) // 4, (worst[1] + worst[3]) // 4
    assert anomaly[middle] / 65535 == pytest.approx(0.92, abs=0.02)
    mask = np.asarray(Image.open(choice.extra_path("mask")))
    assert mask[12, 20] == 255 and mask[50, 70] == 0
    heat = np.asarray(Image.open(choice.extra_path("heatmap")))
    assert heat.shape == (60, 80, 3)
    told = json.loads(choice.extra_path("receipt").read_text(encoding="utf-8"))
    assert told["picture"]["width"] == 160 and told["file"]["name"] == "out.jpg"
    assert told["measures"]["ssim"] == 0.5
    assert notices[-1].sentence.startswith("Exported out.jpg and 4 more files to ")


def test_two_formats_in_one_folder_keep_a_receipt_each(stylized, tmp_path, wait_idle) -> None:
    def told(name: str) -> str:
        return json.loads((tmp_path / name).read_text(encoding="utf-8"))["file"]["name"]

    for name in ("out.png", "out.jpg", "out.png", "out.jpg"):
        stylized.export(ExportChoice(tmp_path / name, receipt=True))
        wait_idle(stylized)
    assert told("out-receipt.json") == "out.png"
    assert told("out.jpg-receipt.json") == "out.jpg"
    assert len(list(tmp_path.glob("*receipt*"))) == 2
    # The dialog asks about the file that will be replaced, and no other.
    assert ExportChoice(tmp_path / "out.jpg", receipt=True).targets[1].name == (
        "out.jpg-receipt.json"
    )


def test_a_receipt_tells_what_was_flagged_before_the_repairs(stylized, tmp_path, wait_idle) -> None:
    from engine.operations.params import RepairParams

    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    assert stylized.document.proofs
    stylized.export(ExportChoice(tmp_path / "out.png", receipt=True))
    wait_idle(stylized)
    told = json.loads((tmp_path / "out-receipt.json").read_text(encoding="utf-8"))
    assert told["flagged"]["before_repairs"] > told["flagged"]["after_repairs"] > 0
    proof = stylized.document.proofs[0]
    assert told["repairs"][0]["sha256_outside_before"] == proof.sha256_outside_before
    assert not stylized.is_modified


def test_an_export_writes_what_was_there_when_it_was_asked_for(
    stylized, studio, tmp_path, wait_idle
) -> None:
    before = stylized.document.stylized.pixels
    studio.gate.clear()
    stylized.export(ExportChoice(tmp_path / "out.png", receipt=True))
    stylized.undo()
    studio.gate.set()
    wait_idle(stylized)
    assert np.array_equal(read_photo(tmp_path / "out.png").pixels, before)
    assert stylized.document.stylized is None


def test_a_target_that_cannot_be_written_leaves_nothing_behind(
    stylized, tmp_path, wait_idle
) -> None:
    (tmp_path / "out-mask.png").mkdir()
    notices = []
    stylized.notified.connect(notices.append)
    stylized.export(ExportChoice(tmp_path / "out.png", mask=True))
    wait_idle(stylized)
    assert not (tmp_path / "out.png").exists() and "is a folder" in notices[-1].sentence


# --- the clipboard --------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("alpha", [False, True])
def test_a_copied_picture_is_the_whole_picture(qtbot, runner, bits: int, alpha: bool) -> None:
    photo = textured(60, 90, bits, alpha)
    done = []
    clipboard.copy_picture(photo.pixels, photo.alpha, runner, lambda: done.append(True))
    assert done
    image = QApplication.clipboard().image()
    pixels, cover = from_qimage(image)
    assert pixels.dtype == photo.pixels.dtype and np.array_equal(pixels, photo.pixels)
    assert (cover is not None) == alpha
    if alpha:
        assert np.array_equal(cover, photo.alpha)
    assert image.colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def test_other_programs_get_16_bits(qtbot) -> None:
    photo = textured(20, 30, 16)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    to_deep_qimage(photo.pixels).save(buffer, "PNG")
    data = bytes(buffer.data())
    assert data[24] == 16  # the bit depth in the header
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (30, 20)


def test_large_pictures_are_copied_off_the_gui_thread(qtbot, runner, monkeypatch) -> None:
    monkeypatch.setattr(clipboard, "AT_ONCE_PX", 100)
    first, second = textured(30, 40), textured(50, 60)
    done = []
    for photo in (first, second):
        clipboard.copy_picture(photo.pixels, None, runner, lambda: done.append(True))
    assert not done
    qtbot.waitUntil(lambda: not runner.busy)
    assert done == [True]  # the first was overtaken
    image = QApplication.clipboard().image()
    assert isinstance(image, QImage) and (image.width(), image.height()) == (60, 50)


def test_copy_in_the_window_says_the_size(stylized_window) -> None:
    window = stylized_window
    window.table["copy"].trigger()
    assert any("160 × 120" in notice.sentence for notice in window.notifications.notices)
    assert QApplication.clipboard().image().width() == 160


def test_the_dialog_in_the_window_remembers_and_suggests(
    stylized_window, tmp_path, monkeypatch, wait_idle
) -> None:
    window, seen = stylized_window, []

    def fill_in(dialog: ExportDialog) -> bool:
        seen.append((dialog.path, dialog.choice))
        dialog.path_edit.setText(str(tmp_path / "mine.webp"))
        dialog.format_form.quality_box.setValue(61)
        dialog.extra_checks["receipt"].setChecked(True)
        dialog.accept()
        return True

    monkeypatch.setattr(ExportDialog, "exec", fill_in)
    monkeypatch.setattr(dialogs, "ask", lambda *_: True)
    window.table["export"].trigger()
    wait_idle(window.session)
    assert seen[0][0].name == "garden-style-0.png"
    assert (tmp_path / "mine.webp").exists() and (tmp_path / "mine-receipt.json").exists()
    window.session.files.last_export = None
    window.session.changed.emit(Part.RESULT, None)
    window.table["export"].trigger()
    wait_idle(window.session)
    path, choice = seen[1]
    assert path == tmp_path / "garden-style-0.webp"
    assert (choice.quality, choice.receipt) == (61, True)
    assert format_of(Path("x.JPG")).label == "JPEG"
