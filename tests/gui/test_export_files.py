"""The files that an export writes, in one piece or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.document import Part
from engine.imaging.files import read_photo
from engine.imaging.scaling import Resize
from gui import dialogs
from gui.export_choice import ExportChoice, format_of
from gui.export_dialog import ExportDialog

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


# --- from the window ------------------------------------------------------------------------------


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
