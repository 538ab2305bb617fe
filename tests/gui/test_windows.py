"""Several windows: each with its own work, one engine for all, and one question at the end."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtGui import QImage
from several_windows import asked, folder, idle, make_windows, second_photo, windows, work_on

from engine.document import load_project
from gui import dialogs, file_commands

__all__ = ["asked", "folder", "make_windows", "second_photo", "windows"]
# The offscreen platform has no window manager that could bring a window to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


# --- opening --------------------------------------------------------------------------------------


def test_a_new_window_is_empty_and_has_its_own_session(windows, photo_file, presets, qtbot):
    first = windows.all[0]
    work_on(qtbot, windows, first, photo_file, presets)
    first.table["new_window"].trigger()
    second = windows.all[1]
    assert second.isVisible() and second.stack.currentWidget() is second.empty_state
    assert second.session is not first.session and second.pos() != first.pos()
    assert first.session.document.stylized is not None


def test_the_windows_share_one_engine(windows, studio, photo_file, second_photo, presets, qtbot):
    first, second = windows.all[0], windows.open()
    work_on(qtbot, windows, first, photo_file, presets)
    work_on(qtbot, windows, second, second_photo, presets)
    assert studio.threads == {"kintsugi-engine"}
    engines = [t for t in threading.enumerate() if t.name == "kintsugi-engine"]
    assert len(engines) == 1


def test_a_file_opens_while_another_window_keeps_the_engine_busy(
    windows, studio, photo_file, second_photo, presets, qtbot
):
    first = windows.all[0]
    first.commands.open_path(photo_file)
    idle(qtbot, windows)
    first.session.set_style(presets[0])
    studio.gate.clear()
    first.session.transfer()
    qtbot.waitUntil(lambda: "transfer" in studio.calls)
    second = windows.open()
    second.commands.open_path(second_photo)
    qtbot.waitUntil(lambda: second.session.document.content is not None)
    assert first.session.activity is not None
    studio.gate.set()
    idle(qtbot, windows)


def test_closing_a_busy_window_leaves_the_engine_to_the_others(
    windows, studio, photo_file, second_photo, presets, qtbot
):
    first, second = windows.all[0], windows.open()
    for window, photo in ((first, photo_file), (second, second_photo)):
        window.commands.open_path(photo)
        idle(qtbot, windows)
        window.session.set_style(presets[0])
    studio.gate.clear()
    first.session.transfer()
    second.session.transfer()
    qtbot.waitUntil(lambda: "transfer" in studio.calls)
    first.close()
    assert windows.all == (second,)
    studio.gate.set()
    idle(qtbot, windows)
    assert second.session.document.stylized is not None


def test_another_photo_opens_in_place_until_there_is_work(
    windows, photo_file, second_photo, presets, qtbot, asked
):
    window = windows.all[0]
    window.commands.open_path(photo_file)
    idle(qtbot, windows)
    window.commands.open_path(second_photo)
    idle(qtbot, windows)
    assert len(windows.all) == 1 and window.session.document.content.name == "meadow.jpg"
    work_on(qtbot, windows, window, photo_file, presets)
    result = window.session.document.stylized
    window.commands.open_path(second_photo)
    idle(qtbot, windows)
    other = windows.all[1]
    assert other.session.document.content.name == "meadow.jpg"
    assert other.session.document.style is presets[0]
    assert window.session.document.stylized is result
    assert asked["one"] == asked["several"] == []


def test_a_pasted_picture_and_a_drop_of_two_open_beside_work(
    windows, photo_file, second_photo, style_file, presets, qtbot
):
    window = windows.all[0]
    work_on(qtbot, windows, window, photo_file, presets)
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    window.commands.open_image(image)
    window.commands.open_dropped_on_canvas([second_photo, style_file])
    idle(qtbot, windows)
    pasted, dropped = windows.all[1:]
    assert pasted.session.document.content.hw == (10, 20)
    assert dropped.session.document.content.name == "meadow.jpg"
    assert dropped.session.document.style.name == "brushwork.png"
    assert window.session.document.style is presets[0]


def test_a_photo_that_is_being_painted_stays_too(windows, studio, photo_file, presets, qtbot):
    window = windows.all[0]
    window.commands.open_path(photo_file)
    idle(qtbot, windows)
    window.session.set_style(presets[0])
    studio.gate.clear()
    window.session.transfer()
    window.commands.open_path(photo_file)
    assert len(windows.all) == 2 and window.session.activity is not None
    studio.gate.set()
    idle(qtbot, windows)
    assert window.session.document.stylized is not None


def test_the_command_line_opens_a_window_for_each_file(
    make_windows, photo_file, second_photo, presets, qtbot
):
    windows = make_windows()
    windows.open_files([photo_file, second_photo], presets[1])
    idle(qtbot, windows)
    names = [window.session.document.content.name for window in windows.all]
    assert names == ["garden.jpg", "meadow.jpg"]
    assert [window.session.document.style for window in windows.all] == [presets[1]] * 2


def test_a_style_file_of_the_command_line_is_read(make_windows, photo_file, style_file, qtbot):
    windows = make_windows()
    windows.open_files([photo_file], style_file)
    idle(qtbot, windows)
    assert windows.all[0].session.document.style.name == "brushwork.png"


def test_a_project_that_is_open_is_brought_to_the_front(
    windows, photo_file, presets, qtbot, tmp_path
):
    first = windows.all[0]
    work_on(qtbot, windows, first, photo_file, presets)
    project = tmp_path / "mine.kintsugi"
    first.session.save_project(project)
    idle(qtbot, windows)
    second = windows.open()
    second.commands.open_path(project)
    idle(qtbot, windows)
    assert len(windows.all) == 2 and second.session.document.content is None
    first.close()
    second.commands.open_path(project)
    idle(qtbot, windows)
    assert second.session.document.stylized is not None


# --- closing --------------------------------------------------------------------------------------


def test_closing_one_window_leaves_the_others(windows, photo_file, presets, qtbot, asked):
    first, second = windows.all[0], windows.open()
    work_on(qtbot, windows, first, photo_file, presets)
    second.table["close_window"].trigger()
    assert windows.all == (first,) and asked["one"] == []
    first.close()
    assert asked["one"] == [("garden.jpg", "close")] and windows.all == (first,)
    asked["answer"][0] = "discard"
    first.close()
    assert windows.all == ()


def test_a_closed_window_is_let_go_of(windows, photo_file, presets, qtbot):
    second = windows.open()
    second.commands.open_path(photo_file)
    idle(qtbot, windows)
    destroyed = []
    second.destroyed.connect(lambda: destroyed.append(True))
    second.close()
    del second
    qtbot.waitUntil(lambda: bool(destroyed))
    gc.collect()


def test_quit_without_work_asks_nothing(windows, asked):
    windows.open()
    windows.all[0].table["quit"].trigger()
    assert windows.all == () and asked["one"] == asked["several"] == []


def test_quit_asks_once_for_all_windows(
    windows, photo_file, second_photo, presets, qtbot, asked, folder
):
    first, second, third = windows.all[0], windows.open(), windows.open()
    work_on(qtbot, windows, first, photo_file, presets)
    work_on(qtbot, windows, second, second_photo, presets)
    third.table["quit"].trigger()
    assert asked["several"] == [["garden.jpg", "meadow.jpg"]] and asked["one"] == []
    assert windows.all == (first, second, third)
    asked["answer"][0] = "discard"
    third.table["quit"].trigger()
    assert windows.all == () and len(asked["several"]) == 2
    assert list(folder.iterdir()) == []


def test_quit_saves_all_and_goes(
    windows, photo_file, second_photo, presets, qtbot, asked, monkeypatch, tmp_path
):
    first, second = windows.all[0], windows.open()
    work_on(qtbot, windows, first, photo_file, presets)
    work_on(qtbot, windows, second, second_photo, presets)
    names = iter(["one.kintsugi", "two.kintsugi"])
    monkeypatch.setattr(
        file_commands.QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / next(names)), "")
    )
    asked["answer"][0] = "save"
    windows.quit()
    qtbot.waitUntil(lambda: windows.all == ())
    saved = [load_project(tmp_path / name).document for name in ("one.kintsugi", "two.kintsugi")]
    assert [document.content.name for document in saved] == ["garden.jpg", "meadow.jpg"]


def test_a_file_dialog_that_is_cancelled_calls_the_quitting_off(
    windows, photo_file, presets, qtbot, asked, monkeypatch
):
    work_on(qtbot, windows, windows.all[0], photo_file, presets)
    windows.open()
    monkeypatch.setattr(file_commands.QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    asked["answer"][0] = "save"
    windows.quit()
    idle(qtbot, windows)
    assert len(windows.all) == 2


# --- what the windows share -----------------------------------------------------------------------


def test_keys_changed_in_one_window_hold_in_all(windows):
    first, second = windows.all[0], windows.open()
    second.table.rebind({"repair": ["Ctrl+R"]})
    assert first.table["repair"].shortcut().toString() == "Ctrl+R"
    assert first.table.keys == second.table.keys


def test_a_window_whose_engine_still_starts_is_free(windows, photo_file, studio, qtbot):
    studio.gate.clear()
    window = windows.all[0]
    window.session.submit_quietly("Starting", lambda _p: studio.gate.wait(10), lambda _: None)
    assert windows.free_window() is window
    window.commands.open_path(photo_file)
    assert windows.free_window() is not window
    studio.gate.set()
    idle(qtbot, windows)


def test_a_running_batch_is_asked_about_before_its_window_goes(windows, monkeypatch):
    window, asked, answers = windows.all[0], [], [False, False, True]
    window.table["batch"].trigger()
    window.quality.batch_dialog.queue.running = True

    def ask(_parent, title, *_):
        asked.append(title)
        return answers.pop(0)

    monkeypatch.setattr(dialogs, "ask", ask)
    window.close()
    windows.quit()
    assert windows.all == (window,) and asked == ["Stop the batch?"] * 2
    windows.quit()
    assert windows.all == ()


def test_an_own_style_of_one_window_is_known_in_the_others(windows, style_file, qtbot):
    first, second = windows.all[0], windows.open()
    first.styling.own.save("My hand", [style_file])
    idle(qtbot, windows)
    qtbot.waitUntil(lambda: second.style_panel.model.entry_at(0).title == "My hand")


def test_stars_and_recent_styles_are_the_same_in_all_windows(windows, photo_file, presets, qtbot):
    first, second = windows.all[0], windows.open()
    first.style_panel.favourite_toggled.emit(presets[2])
    assert second.style_panel.model.is_favourite(presets[2])
    second.style_panel.favourite_toggled.emit(presets[2])
    assert not first.style_panel.model.is_favourite(presets[2])
    work_on(qtbot, windows, first, photo_file, presets)
    assert second.style_panel.model.recent[0] == "style-0"


def test_a_removed_own_style_stays_with_the_pictures_that_use_it(
    windows, photo_file, style_file, qtbot, monkeypatch
):
    first, second = windows.all[0], windows.open()
    first.styling.own.save("My hand", [style_file])
    qtbot.waitUntil(lambda: second.style_panel.model.entry_at(0).title == "My hand")
    second.commands.open_path(photo_file)
    idle(qtbot, windows)
    preset = second.style_panel.model.entry_at(0).source
    second.session.set_style(preset)
    monkeypatch.setattr(dialogs, "ask", lambda *_: True)
    first.style_panel.removal_wanted.emit(preset)
    idle(qtbot, windows)
    kept = second.session.document.style
    assert kept.title == "My hand" and kept.carried.pictures and kept.image_path is None


def test_another_interval_of_safety_copies_counts_in_every_window(
    windows, photo_file, presets, qtbot
):
    first, second = windows.all[0], windows.open()
    first.settings.set_autosave_minutes(0)
    work_on(qtbot, windows, second, photo_file, presets)
    autosave = windows.autosave_of(second)
    assert autosave.waiting_ms is None
    first.settings.set_autosave_minutes(4)
    first.preferences._on_changed("autosave_minutes")
    assert autosave.waiting_ms == 4 * 60_000
