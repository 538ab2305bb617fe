"""The dialog of a batch: what is set up, how results are sorted, and how they are opened."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from batch_pictures import LIMIT_MS, out, photos, until_over
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from engine.imaging.files import read_photo
from engine.operations.params import TransferParams
from gui import batch_setup
from gui.batch_dialog import BatchDialog
from gui.batch_queue import CANCELLED, DONE, RUNNING
from gui.batch_table import FLAGGED, PICTURE, flagged_text

__all__ = ["out", "photos"]


# --- the dialog -----------------------------------------------------------------------------------


@pytest.fixture
def dialog(qtbot, session, presets, out):
    made = BatchDialog(session, presets, out, {})
    qtbot.addWidget(made)
    made.show()
    yield made
    made.queue.close()


def begin(qtbot, dialog: BatchDialog) -> None:
    dialog.start_button.click()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LIMIT_MS)


def run(qtbot, dialog: BatchDialog, photos, presets) -> None:
    dialog.setup.take_photos(photos)
    dialog.setup.choose_style(presets[0])
    assert dialog.start_button.isEnabled(), dialog.message.text()
    begin(qtbot, dialog)
    until_over(qtbot, dialog.queue)


def test_the_dialog_says_what_is_missing(qtbot, dialog, photos, presets, tmp_path) -> None:
    assert "photos" in dialog.message.text() and not dialog.start_button.isEnabled()
    dialog.setup.add_photos([tmp_path / "in"])
    qtbot.waitUntil(lambda: len(dialog.setup.photos) == 3)
    assert "style" in dialog.message.text()
    dialog.setup.choose_style(presets[1])
    assert dialog.start_button.isEnabled() and "3 pictures" in dialog.message.text()
    assert dialog.setup.example.text() == "a-style-1.png"
    dialog.setup.pattern_edit.setText("{shop}")
    assert "{shop}" in dialog.message.text() and not dialog.start_button.isEnabled()
    dialog.setup.pattern_edit.setText("{photo}")
    dialog.setup.folder_edit.setText(str(tmp_path / "new"))
    qtbot.waitUntil(lambda: "“new” will be made" in dialog.message.text())
    assert dialog.start_button.isEnabled() and not (tmp_path / "new").exists()
    dialog.setup.folder_edit.setText(str(tmp_path / "gone" / "further"))
    qtbot.waitUntil(lambda: "no folder" in dialog.message.text())
    dialog.setup.add_photos([tmp_path / "missing.png"])
    qtbot.waitUntil(lambda: "no file" in dialog.message.text())


def test_disks_are_asked_outside_the_window(
    qtbot, dialog, photos, presets, out, monkeypatch
) -> None:
    threads = []
    for name in ("find_photos", "plan_batch", "check_target"):
        asked = getattr(batch_setup, name)

        def remember(*arguments, name=name, asked=asked, **options):
            threads.append((name, threading.current_thread().name))
            return asked(*arguments, **options)

        monkeypatch.setattr(batch_setup, name, remember)
    dialog.setup.add_photos([photos[0].parent])
    dialog.setup.choose_style(presets[0])
    qtbot.waitUntil(lambda: len(dialog.setup.photos) == 3)
    threads.clear()  # the example of a name is planned at once, for one picture
    dialog.setup.folder_edit.setText(f"{out}/")
    begin(qtbot, dialog)
    until_over(qtbot, dialog.queue)
    assert ("plan_batch", "kintsugi-light") in threads
    assert {thread for name, thread in threads if name != "plan_batch"} == {"kintsugi-light"}


def test_a_refused_plan_is_a_sentence(qtbot, dialog, photos, presets, out) -> None:
    dialog.setup.take_photos(photos)
    dialog.setup.choose_style(presets[0])
    qtbot.waitUntil(lambda: not dialog.queue._session.light_runner.busy)
    out.rmdir()  # after the dialog looked
    out.write_text("a file where the folder was")
    dialog.start_button.click()
    qtbot.waitUntil(lambda: "does not exist" in dialog.message.text())
    assert dialog.plan is None and dialog.start_button.isEnabled()


def test_large_pictures_of_ones_own_get_small_icons(qtbot, dialog, tmp_path) -> None:
    path = tmp_path / "large.png"
    Image.fromarray(np.zeros((400, 300, 3), np.uint8)).save(path)
    dialog.setup.add_style_files([path])
    items = dialog.setup.style_list
    qtbot.waitUntil(lambda: dialog.setup.styles == [path])

    def size():
        return items.item(items.count() - 1).icon().actualSize(QSize(400, 400))

    qtbot.waitUntil(lambda: size().height() == 64 and size().width() == 48)


def test_dropped_folders_count_as_their_pictures(qtbot, dialog, photos) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photos[0].parent)), QUrl.fromLocalFile(str(photos[0]))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    dialog.setup.photo_list.dropEvent(event)
    qtbot.waitUntil(lambda: bool(dialog.setup.photos))
    assert dialog.setup.photos == photos
    assert not dialog.setup.photo_list.hint.isVisible()
    dialog.setup.photo_list.item(1).setSelected(True)
    dialog.setup.remove_button.click()
    assert dialog.setup.photos == [photos[0], photos[2]]


def test_own_pictures_are_styles_too(qtbot, dialog, photos, style_file) -> None:
    dialog.setup.take_photos(photos[:1])
    dialog.setup.add_style_files([style_file])
    qtbot.waitUntil(lambda: dialog.setup.styles == [style_file])
    begin(qtbot, dialog)
    until_over(qtbot, dialog.queue)
    assert dialog.queue.rows[0].item.target.name == "a-brushwork.png"
    assert dialog.queue.rows[0].state == DONE


def test_results_are_sorted_by_what_needs_a_look(qtbot, dialog, photos, presets) -> None:
    run(qtbot, dialog, photos, presets)
    assert dialog.pages.currentIndex() == 1 and "3 of 3 made" in dialog.summary.text()
    table = dialog.table
    assert table.horizontalHeader().sortIndicatorSection() == FLAGGED
    shares = [
        table.row_of(table.sorted.index(row, PICTURE)).flagged for row in range(3)
    ]  # fmt: skip
    assert shares == sorted(shares, reverse=True)
    assert "look at this" in table.sorted.index(0, FLAGGED).data()
    assert dialog.look_label.text() == "3 to look at"
    dialog.limit_box.setValue(50)
    assert table.sorted.index(0, FLAGGED).data() == flagged_text(shares[0])
    assert dialog.look_label.text() == "Nothing to look at"
    table.grab()  # the delegate paints every state without complaint


def test_failures_are_summarised_and_tried_again(qtbot, dialog, photos, presets) -> None:
    photos[0].write_bytes(b"broken")
    run(qtbot, dialog, photos, presets)
    assert "1 failed" in dialog.summary.text() and dialog.retry_button.isVisible()
    assert dialog.retry_button.text() == "Try the failed ones again"
    assert "not a picture" in dialog.table.rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    photos[1].rename(photos[0])
    dialog.retry_button.click()
    until_over(qtbot, dialog.queue)
    assert "3 of 3 made" in dialog.summary.text() and not dialog.retry_button.isVisible()


def test_pause_and_cancel_are_buttons(qtbot, dialog, photos, presets, studio) -> None:
    studio.gate.clear()
    dialog.setup.take_photos(photos)
    dialog.setup.choose_style(presets[0])
    begin(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.queue.count(RUNNING) == 1, timeout=LIMIT_MS)
    dialog.pause_button.click()
    assert dialog.pause_button.text() == "Resume" and "Pausing" in dialog.summary.text()
    dialog.pause_button.click()
    assert dialog.pause_button.text() == "Pause" and not dialog.new_button.isEnabled()
    dialog.table.grab()
    dialog.cancel_button.click()
    qtbot.waitUntil(lambda: dialog.queue._job is None, timeout=LIMIT_MS)
    assert dialog.queue.count(CANCELLED) == 3 and dialog.new_button.isEnabled()
    assert dialog.summary.text() == "Cancelled: 0 of 3 made"
    assert dialog.retry_button.isVisible() and dialog.retry_button.text() == "Make the rest"
    dialog.new_button.click()
    assert dialog.pages.currentIndex() == 0 and dialog.start_button.isEnabled()


def test_the_keys_go_to_the_table_when_a_button_goes(
    qtbot, dialog, photos, presets, studio
) -> None:
    studio.gate.clear()
    dialog.activateWindow()
    dialog.setup.take_photos(photos)
    dialog.setup.choose_style(presets[0])
    begin(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.queue.count(RUNNING) == 1, timeout=LIMIT_MS)
    QTest.mouseClick(dialog.pause_button, Qt.MouseButton.LeftButton)
    assert dialog.queue.paused and not dialog.pause_button.hasFocus()
    dialog.cancel_button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(dialog.cancel_button, Qt.Key.Key_Space)
    assert dialog.cancel_button.isHidden() and dialog.focusWidget() is dialog.table
    qtbot.waitUntil(lambda: dialog.queue._job is None, timeout=LIMIT_MS)


def test_the_next_batch_begins_where_the_last_ended(
    qtbot, dialog, photos, presets, session, out
) -> None:
    kept = []
    dialog.set_up.connect(kept.append)
    dialog.setup.pattern_edit.setText("{number}")
    dialog.setup.receipt_check.setChecked(True)
    form = dialog.setup.format_form
    form.format_box.setCurrentIndex(form.format_box.findText("WebP", Qt.MatchFlag.MatchStartsWith))
    form.format_box.activated.emit(form.format_box.currentIndex())
    dialog.limit_box.setValue(2.5)
    run(qtbot, dialog, photos[:1], presets)
    assert (out / "1.webp").exists() and (out / "1-receipt.json").exists()
    again = BatchDialog(session, presets, Path("elsewhere"), kept[0])
    qtbot.addWidget(again)
    assert again.setup.remembered() == dialog.setup.remembered()
    assert again.limit_box.value() == 2.5 and again.setup.folder == out


# --- in the window --------------------------------------------------------------------------------


def test_a_result_opens_as_a_document(window, photo_file, wait_idle, qtbot, out, presets) -> None:
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[1])
    window.table["batch"].trigger()
    dialog = window.quality.batch_dialog
    assert dialog.setup.photos == [photo_file] and dialog.setup.styles == [presets[1]]
    dialog.setup.folder_edit.setText(str(out))
    form = dialog.setup.format_form.resize_form
    form.mode_box.setCurrentIndex(form.mode_box.findData("percent"))
    form.percent_box.setValue(50)
    dialog.setup.params.set_params(TransferParams(strength=0.5))
    begin(qtbot, dialog)
    until_over(qtbot, dialog.queue)
    window.session.open_content(photo_file)
    wait_idle(window.session)
    dialog.table.doubleClicked.emit(dialog.table.sorted.index(0, 0))
    wait_idle(window.session)
    document = window.session.document
    written = read_photo(out / "garden-style-1.png")
    assert np.array_equal(document.stylized.pixels, written.pixels)
    assert document.content.hw == written.hw == (60, 80)
    assert document.style == presets[1] and document.transfer_params.strength == 0.5
    assert document.inspection_is_current and not window.session.is_modified
    assert window.session.files.content_path == photo_file
    assert window.settings.batch_options["pattern"] == "{photo}-{style}"
    window.table["batch"].trigger()
    assert window.quality.batch_dialog is dialog
