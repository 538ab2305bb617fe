"""The whole way once, in the real window with the models that ship: open to export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from docs.hands import drag
from engine.imaging.files import read_photo
from engine.studio import Studio
from engine.styles import bundled_styles
from gui import dialogs
from gui.export_dialog import ExportDialog
from gui.main_window import MainWindow
from gui.samples import sample_photos
from gui.session import EditorSession
from gui.settings import Settings
from gui.theme import Theme

PHOTO_WH = (256, 192)
# On a machine that is busy with other things; a free one needs a few seconds for all of it.
JOB_LIMIT_MS = 120_000


@pytest.fixture
def corridor_window(qtbot, qapp, monkeypatch) -> Iterator[MainWindow]:
    session = EditorSession(lambda: Studio(device="cpu"))
    window = MainWindow(session, Settings(), Theme(qapp, "dark"), bundled_styles())
    window.show()
    yield window
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "discard")
    window.close()
    window.deleteLater()


@pytest.fixture
def small_sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.png"
    with Image.open(sample_photos()[0].path) as sample:
        sample.convert("RGB").resize(PHOTO_WH).save(path)
    return path


def transfer_by_hand(window: MainWindow, photo: Path, wait: Callable[[], None]) -> None:
    """Open the photo, click a style, click Transfer; the inspection follows by itself."""
    window.commands.open_path(photo)
    wait()
    gallery = window.style_panel.gallery
    tile = gallery.visualRect(gallery.model().index(1, 0)).center()
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=tile)
    wait()
    QTest.mouseClick(window.style_panel.run_bar.button, Qt.MouseButton.LeftButton)
    wait()


def repair_by_hand(window: MainWindow, method: str, wait: Callable[[], None]) -> np.ndarray:
    """Paint a stroke, choose the method, click Repair; returns a copy of the mask it was for."""
    window.table["tool_brush"].trigger()
    window.canvas.set_brush_radius(18)
    drag(window.canvas, [(90, 70), (120, 90), (150, 80)])
    mask = window.session.document.mask.copy()
    chooser = window.problems_panel.footer.method.controls["method"].combo
    chooser.setCurrentIndex(chooser.findData(method))
    window.refresh()
    QTest.mouseClick(window.problems_panel.footer.repair_button, Qt.MouseButton.LeftButton)
    wait()
    return mask


def check_proof(window: MainWindow, before: np.ndarray, mask: np.ndarray) -> None:
    """Accepted or refused, what the window says of the repair is what the arrays say."""
    document = window.session.document
    after, outside = document.stylized.pixels, mask == 0
    assert np.array_equal(after[outside], before[outside])
    notice = next(n for n in window.notifications.notices if n.key == "proof")
    if not document.proofs:
        assert np.array_equal(after, before) and document.mask.any()
        assert notice.sentence.startswith("Nothing was changed")
        return
    assert (after != before).any() and not document.mask.any()
    proof = document.proofs[-1]
    assert (proof.outside_changed_px, proof.outside_total_px) == (0, int(outside.sum()))
    assert f"0 of {outside.sum():,} pixels outside the mask changed" in notice.sentence


def test_from_a_photo_to_an_exported_picture(
    corridor_window, small_sample, qtbot, wait_idle, monkeypatch, tmp_path
):
    window = corridor_window
    session = window.session

    def wait() -> None:
        wait_idle(session, timeout=JOB_LIMIT_MS)

    transfer_by_hand(window, small_sample, wait)
    document = session.document
    photo, before = document.content.pixels, document.stylized.pixels
    assert before.shape == photo.shape == (PHOTO_WH[1], PHOTO_WH[0], 3)
    assert np.abs(before.astype(int) - photo).mean() > 5
    assert document.inspection_is_current
    values = document.inspection.anomaly.values
    assert values.shape == photo.shape[:2] and values.min() >= 0 and values.max() <= 1
    assert window.problems_panel.model.rowCount() == len(document.inspection.regions)

    window.table["heatmap"].trigger()
    assert window.canvas.scene.heat is not None
    qtbot.waitUntil(window.tool_bar.opacity_slider.isVisible)

    mask = repair_by_hand(window, "restyle", wait)
    assert 0 < (mask > 0).mean() < 0.5
    check_proof(window, before, mask)
    after, repaired = document.stylized.pixels, bool(document.proofs)

    window.table["undo"].trigger()
    wait()
    assert np.array_equal(document.stylized.pixels, before)
    assert document.mask.any() == repaired  # undone: the repair, or the stroke of a refused one
    while document.history.can_undo:
        window.table["undo"].trigger()
        wait()
    assert document.stylized is None
    while document.history.can_redo:
        window.table["redo"].trigger()
        wait()
    assert np.array_equal(document.stylized.pixels, after)

    path = tmp_path / "finished.png"

    def fill_in(dialog: ExportDialog) -> bool:
        dialog.path_edit.setText(str(path))
        dialog.accept()
        return True

    monkeypatch.setattr(ExportDialog, "exec", fill_in)
    window.table["export"].trigger()
    wait()
    assert np.array_equal(read_photo(path).pixels, after)
    assert not window.isWindowModified()
