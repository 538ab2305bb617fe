"""What the windows offer when the program had ended without being asked."""

from __future__ import annotations

import numpy as np
import pytest
from several_windows import asked, folder, idle, make_windows, windows
from test_autosave import crash

__all__ = ["asked", "folder", "make_windows", "windows"]
# The offscreen platform has no window manager that could bring a window to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_nothing_left_behind_asks_nothing(windows):
    assert not windows.offer_recovery() and windows.recovery_dialog is None


def test_restored_work_is_unsaved_and_kept_on(make_windows, folder, qtbot):
    crash(folder, "one.jpg")
    crash(folder, "two.jpg")
    windows = make_windows()
    windows.open_files([])
    assert windows.offer_recovery()
    windows.recovery_dialog.restore_button.click()
    idle(qtbot, windows)
    assert len(windows.all) == 2  # the empty one was used first
    for window in windows.all:
        document = window.session.document
        assert document.is_modified and window.isWindowModified()
        assert document.stylized is not None and document.mask[10, 10] == 1
        assert np.array_equal(document.stylized.pixels, document.content.pixels[::-1])
        autosave = windows.autosave_of(window)
        assert autosave.place.path.exists()  # until it is saved
    titles = {window.windowTitle().split("[")[0] for window in windows.all}
    assert titles == {"one.jpg", "two.jpg"}
    assert len(list(folder.glob("*.lock"))) == 2
    windows._close_all()
    assert list(folder.iterdir()) == []


def test_later_and_discard(make_windows, folder, qtbot):
    crash(folder)
    windows = make_windows()
    windows.open_files([])
    windows.offer_recovery()
    windows.recovery_dialog.later_button.click()
    assert len(list(folder.glob("*.kintsugi"))) == 1
    assert windows.offer_recovery()
    windows.recovery_dialog.discard_button.click()
    assert list(folder.glob("*.kintsugi")) == [] and not windows.offer_recovery()


def test_a_damaged_file_opens_as_far_as_it_can(make_windows, folder, qtbot):
    crash(folder)
    (path,) = folder.glob("*.kintsugi")
    content = bytearray(path.read_bytes())
    at = content.index(b"stylized/pixels.png") + 80
    content[at : at + 20] = bytes(20)
    path.write_bytes(content)
    windows = make_windows()
    windows.open_files([])
    windows.offer_recovery()
    windows.recovery_dialog.restore_button.click()
    idle(qtbot, windows)
    window = windows.all[0]
    assert window.session.document.content is not None and window.session.is_modified
    assert any("result is lost" in notice.sentence for notice in window.notifications.notices)


def test_a_file_of_which_nothing_is_left_is_said_and_set_aside(make_windows, folder, qtbot):
    crash(folder)
    (path,) = folder.glob("*.kintsugi")
    path.write_bytes(b"no zip at all")
    windows = make_windows()
    windows.open_files([])
    windows.offer_recovery()
    windows.recovery_dialog.restore_button.click()
    idle(qtbot, windows)
    (notice,) = [n for n in windows.all[0].notifications.notices if n.key == "recovery"]
    assert ".broken" in notice.sentence and list(folder.glob("*.broken"))
    assert not windows.offer_recovery()


def test_restored_work_of_a_project_saves_to_the_project(
    windows, photo_file, presets, qtbot, folder, tmp_path
):
    crash(folder)
    (path,) = folder.glob("*.kintsugi")
    project = tmp_path / "mine.kintsugi"
    path.with_suffix(".json").write_text(
        f'{{"title": "mine.kintsugi", "project": "{project}"}}', encoding="utf-8"
    )
    windows.offer_recovery()
    windows.recovery_dialog.restore_button.click()
    idle(qtbot, windows)
    window = windows.all[0]
    window.table["save"].trigger()
    idle(qtbot, windows)
    assert project.exists() and not window.isWindowModified()
    assert not list(folder.glob("*.kintsugi"))
