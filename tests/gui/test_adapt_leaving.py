"""Adapting while its dialog, its window or its photo goes."""

from __future__ import annotations

import threading

import pytest
from adapting_desk import (
    EPOCHS,
    LIMIT_MS,
    desk,
    finish,
    own_folder,
    permits,
    release,
    until,
    until_step,
)
from several_windows import folder, idle, make_windows, second_photo, windows, work_on

from engine.operations.params import AdaptParams
from engine.own_styles import own_styles
from gui import dialogs
from gui.adapt_work import AdaptState

__all__ = ["desk", "folder", "make_windows", "own_folder", "permits", "second_photo", "windows"]

# The offscreen platform has no window manager that could bring a window to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.mark.parametrize("answer", [False, True])
def test_closing_the_dialog_asks_while_it_runs(
    qtbot, desk, stylized_window, permits, asked, answer, wait_idle
) -> None:
    asked["answer"] = answer
    desk.dialog.start_button.click()
    release(permits, 1)
    until_step(qtbot, desk, 1)
    desk.dialog.close()
    assert asked["questions"] == ["Stop adapting?"] and desk.dialog.isVisible() is not answer
    if not answer:
        assert desk.work.state is AdaptState.RUNNING
        desk.work.cancel()
    until(qtbot, desk, AdaptState.READY)
    wait_idle(stylized_window.session)


def test_closing_the_dialog_asks_before_a_result_is_lost(qtbot, desk, asked) -> None:
    finish(qtbot, desk)
    asked["answer"] = False
    desk.dialog.close()
    assert desk.work.state is AdaptState.DONE and desk.dialog.isVisible()
    asked["answer"] = True
    desk.dialog.close()
    assert desk.work.state is AdaptState.READY and not desk.dialog.isVisible()
    assert asked["questions"] == ["Discard the adapted style?"] * 2


def test_closing_the_window_asks_and_ends_the_run(
    qtbot, desk, stylized_window, studio, permits, asked, monkeypatch
) -> None:
    window = stylized_window
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "discard")
    desk.dialog.start_button.click()
    release(permits, 1)
    until_step(qtbot, desk, 1)
    desk.work.pause()
    asked["answer"] = False
    window.close()
    assert window.isVisible() and desk.work.state is AdaptState.PAUSED
    asked["answer"] = True
    window.close()
    assert not window.isVisible() and not desk.dialog.isVisible()
    ended = [thread.name for thread in threading.enumerate()]
    assert "kintsugi-engine" not in ended


def test_another_photo_stops_it(
    qtbot, desk, stylized_window, permits, photo_file, monkeypatch, wait_idle
) -> None:
    window = stylized_window
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "discard")
    desk.dialog.start_button.click()
    release(permits, 1)
    until_step(qtbot, desk, 1)
    window.commands.open_path(photo_file)
    until(qtbot, desk, AdaptState.READY)
    assert desk.dialog.message.text().startswith("Another picture was opened")
    wait_idle(window.session)
    assert window.session.document.stylized is None


def test_kept_after_another_photo_came_it_is_chosen_but_not_painted(
    qtbot, desk, stylized_window, photo_file, monkeypatch, wait_idle, own_folder
) -> None:
    window = stylized_window
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "discard")
    finish(qtbot, desk)
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    assert desk.work.state is AdaptState.DONE and "without painting" in desk.dialog.message.text()
    desk.dialog.keep_button.click()
    until(qtbot, desk, AdaptState.READY)
    wait_idle(window.session)
    assert window.session.document.style.family == "adapted"
    assert window.session.document.stylized is None and len(own_styles(own_folder)) == 1


def test_a_paused_run_lets_go_of_the_shared_engine_with_its_window(
    qtbot, windows, studio, permits, photo_file, second_photo, presets, asked, monkeypatch
) -> None:
    first, second = windows.all[0], windows.open()
    for window, photo in ((first, photo_file), (second, second_photo)):
        work_on(qtbot, windows, window, photo, presets)
    first.adapting.work.start(AdaptParams(epochs=EPOCHS))
    release(permits, 1)
    until_step(qtbot, first.adapting, 1)
    first.adapting.work.pause()
    before = second.session.document.stylized
    second.session.transfer()
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "discard")
    first.close()
    assert windows.all == (second,)
    qtbot.waitUntil(lambda: second.session.document.stylized is not before, timeout=LIMIT_MS)
    idle(qtbot, windows)
