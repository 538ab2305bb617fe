"""The export dialog looks ahead: the size of the file, its pixels, and what cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from export_pictures import runner, textured
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.imaging.encoding import encode
from engine.imaging.photo import Photo
from gui import dialogs
from gui.export_choice import size_text
from gui.export_dialog import ExportDialog, ExportSubject
from gui.jobs import JobRunner

__all__ = ["runner"]


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
