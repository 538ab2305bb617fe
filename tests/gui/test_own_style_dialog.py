"""The dialog that makes a style of one’s own pictures."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from gui.jobs import JobRunner
from gui.own_style_dialog import OwnStyleDialog

pytestmark = pytest.mark.usefixtures("qapp")  # pixmaps need it


@pytest.fixture
def runner(qtbot):
    made = JobRunner("own-style-test")
    yield made
    assert made.shutdown()


def test_an_own_style_needs_a_name_and_a_picture(qtbot, runner, style_file, make_photo):
    dialog = OwnStyleDialog([], style_file.parent, runner)
    qtbot.addWidget(dialog)
    save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
    dialog.name_edit.setText("  My   hand ")
    assert not save.isEnabled() and dialog.title == "My hand"
    dialog.add_picture(style_file)
    photo = make_photo(40, 60)
    dialog.add_picture(photo)
    assert save.isEnabled() and dialog.pictures == [style_file, photo]
    dialog.list.item(0).setSelected(True)
    dialog.remove_button.click()
    assert dialog.pictures == [photo]
    dialog.name_edit.setText(" ")
    assert not save.isEnabled()


def test_a_style_from_one_picture_is_named_after_it(qtbot, runner, make_photo, tmp_path):
    picture = replace(make_photo(40, 60), name="brushwork.png")
    dialog = OwnStyleDialog([picture], tmp_path, runner)
    qtbot.addWidget(dialog)
    assert dialog.title == "brushwork"


def test_the_pictures_of_an_own_style_are_read_in_the_background(
    qtbot, runner, style_file, make_photo, monkeypatch
):
    from gui import own_style_dialog

    threads, read = set(), own_style_dialog._small_picture

    def small_picture(picture, progress):
        threads.add(threading.current_thread().name)
        return read(picture, progress)

    monkeypatch.setattr(own_style_dialog, "_small_picture", small_picture)
    dialog = OwnStyleDialog([style_file, make_photo(40, 60)], style_file.parent, runner)
    qtbot.addWidget(dialog)
    before = [dialog.list.item(row).icon().cacheKey() for row in range(2)]
    qtbot.waitUntil(lambda: not runner.busy)
    assert threads == {"own-style-test"}
    assert all(dialog.list.item(row).icon().cacheKey() != before[row] for row in range(2))


def test_a_dialog_that_was_closed_reads_no_more(qtbot, runner, style_file):
    dialog = OwnStyleDialog([style_file], style_file.parent, runner)
    qtbot.addWidget(dialog)
    icon = dialog.list.item(0).icon().cacheKey()
    dialog.reject()
    qtbot.waitUntil(lambda: not runner.busy)
    assert dialog.list.item(0).icon().cacheKey() == icon
