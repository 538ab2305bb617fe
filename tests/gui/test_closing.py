"""Windows that close while a file is being written; photos that arrive when work has begun."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from several_windows import asked, folder, idle, make_windows, second_photo, windows, work_on

from engine.document import load_project
from gui import dialogs, export_work, file_work
from gui.export_choice import ExportChoice

__all__ = ["asked", "folder", "make_windows", "second_photo", "windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def writing(monkeypatch):
    """A gate that holds every export back while it is shut."""
    gate, write = threading.Event(), export_work.write_export

    def wait(sources, choice, progress):
        while not gate.wait(0.005):
            progress.check()
        return write(sources, choice, progress)

    monkeypatch.setattr(export_work, "write_export", wait)
    yield gate
    gate.set()


@pytest.fixture
def saved(windows, photo_file, presets, qtbot, tmp_path):
    """A window whose work is saved as a project."""
    window = windows.all[0]
    work_on(qtbot, windows, window, photo_file, presets)
    window.session.save_project(tmp_path / "mine.kintsugi")
    idle(qtbot, windows)
    assert not window.session.is_modified
    return window


def notice_of(window, key: str):
    return next((n for n in window.notifications.notices if n.key == key), None)


@pytest.mark.parametrize("way", ["close_window", "quit"])
def test_a_window_waits_for_its_export(windows, saved, writing, asked, tmp_path, qtbot, way):
    target = tmp_path / "out.png"
    saved.session.export(ExportChoice(target))
    saved.table[way].trigger()
    assert windows.all == (saved,) and "out.png" in notice_of(saved, "closing").sentence
    writing.set()
    qtbot.waitUntil(lambda: windows.all == ())
    assert target.exists() and asked["one"] == []


def test_an_export_that_fails_keeps_its_window(windows, saved, writing, tmp_path, qtbot):
    folder = tmp_path / "gone" / "deeper"
    folder.mkdir(parents=True)
    saved.session.export(ExportChoice(folder / "out.png"))
    saved.close()
    shutil.rmtree(folder.parent)
    writing.set()
    idle(qtbot, windows)
    assert windows.all == (saved,) and notice_of(saved, "closing") is None
    assert notice_of(saved, "failure") is not None


def test_the_writing_can_be_broken_off_or_the_window_kept(
    windows, saved, writing, tmp_path, qtbot, monkeypatch
):
    answers = [False, True]
    monkeypatch.setattr(dialogs, "ask", lambda *_: answers.pop(0))
    saved.session.export(ExportChoice(tmp_path / "out.png"))
    saved.close()
    saved.closing.stay()
    saved.close()
    assert answers == [False, True]  # it was kept: the next time is the first time
    saved.close()
    assert windows.all == (saved,)
    saved.close()
    assert windows.all == () and not (tmp_path / "out.png").exists()


@pytest.fixture
def reading(monkeypatch):
    """A gate that holds photos and projects back that are being opened."""
    gate = threading.Event()
    gate.set()
    for name in ("read_shown", "read_project"):
        read = getattr(file_work, name)

        def wait(path, progress, read=read):
            assert gate.wait(10)
            return read(path, progress)

        monkeypatch.setattr(file_work, name, wait)
    yield gate
    gate.set()


def test_a_stroke_while_another_photo_opens_is_kept(
    windows, photo_file, second_photo, reading, qtbot, asked
):
    window = windows.all[0]
    window.commands.open_path(photo_file)
    idle(qtbot, windows)
    reading.clear()
    window.commands.open_path(second_photo)
    window.session.fill_box((5, 5, 30, 40))
    reading.set()
    idle(qtbot, windows)
    other = windows.all[1]
    assert window.session.document.content.name == "garden.jpg" and window.session.has_mask
    assert other.session.document.content.name == "meadow.jpg" and asked["one"] == []


def test_a_project_opens_beside_a_stroke_too(windows, saved, photo_file, reading, qtbot):
    project = saved.session.files.project_path
    window = windows.open()
    window.commands.open_path(photo_file)
    idle(qtbot, windows)
    saved.close()
    reading.clear()
    window.commands.open_path(project)
    window.session.fill_box((5, 5, 30, 40))
    reading.set()
    idle(qtbot, windows)
    assert window.session.has_mask and window.session.files.project_path is None
    assert windows.all[1].session.files.project_path == project


@pytest.mark.parametrize(("answer", "name"), [("cancel", "garden.jpg"), ("discard", "meadow.jpg")])
def test_a_window_on_its_own_asks(
    window, photo_file, second_photo, reading, qtbot, wait_idle, monkeypatch, answer, name
):
    questions = []
    monkeypatch.setattr(
        dialogs, "ask_about_unsaved", lambda *words: questions.append(words[2]) or answer
    )
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    reading.clear()
    window.commands.open_path(second_photo)
    window.session.fill_box((5, 5, 30, 40))
    reading.set()
    wait_idle(window.session)
    assert questions == ["open another photo"]
    assert window.session.document.content.name == name


def test_a_saved_stroke_is_in_the_project(windows, saved, tmp_path, qtbot):
    saved.session.fill_box((5, 5, 30, 40))
    saved.session.save_project(Path(tmp_path / "mine.kintsugi"), saved.close)
    qtbot.waitUntil(lambda: windows.all == ())
    assert load_project(tmp_path / "mine.kintsugi").document.mask[10, 10] == 1
