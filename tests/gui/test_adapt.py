"""Adapting to the open picture: curves, pause, stop, keep or discard, and undo."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from adapting_desk import desk, finish, own_folder, permits, release, until, until_step

from engine.adaptation import AdaptReport
from engine.own_styles import own_styles
from engine.styles import StylePreset
from gui.adapt_dialog import adapted_title, free_title
from gui.adapt_work import AdaptState, LeftOfRun, Post, WorkClock

__all__ = ["desk", "own_folder", "permits"]

# The offscreen platform has no window manager that could bring a window to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

STEPS = 10


# --- a whole run ----------------------------------------------------------------------------------


def test_start_pause_resume_stop_keep_and_undo(
    qtbot, desk, stylized_window, studio, permits, wait_idle, presets, own_folder
) -> None:
    window, session, dialog = stylized_window, stylized_window.session, desk.dialog
    picture = session.document.stylized
    dialog.start_button.click()
    assert session.activity.kind == "adapt" and not window.table["transfer"].isEnabled()
    release(permits, 3)
    until_step(qtbot, desk, 3)
    assert dialog.plot.points("D_loss") == [(1, 1.9), (2, 1.8), (3, 1.7)]
    assert dialog.plot.points("G_loss")[0] == (1, pytest.approx(0.8))
    assert dialog.facts["step"].value.text() == "3 of 10"
    assert dialog.facts["epoch"].value.text() == "1 of 2"
    assert dialog.facts["style"].value.text() == "91%"
    assert dialog.facts["content"].value.text() == "102%"
    assert dialog.pair.before is not None and dialog.pair.after is not None
    dialog.grab()

    dialog.pause_button.click()
    release(permits, 3)
    qtbot.wait(60)
    assert desk.work.run.last.step == 3 and dialog.pause_button.text() == "Resume"
    dialog.pause_button.click()
    until_step(qtbot, desk, 6)
    dialog.stop_button.click()
    until(qtbot, desk, AdaptState.DONE)
    assert desk.work.run.last.step == 6 < STEPS
    assert session.document.stylized is picture and session.document.style is presets[0]

    wait_idle(session)
    assert dialog.title_edit.text() == "Great Wave (adapted)"
    dialog.title_edit.setText("  My  wave ")
    dialog.keep_button.click()
    until(qtbot, desk, AdaptState.READY)
    wait_idle(session)
    assert not dialog.isVisible()
    kept = session.document.style
    assert (kept.title, kept.family, kept.own) == ("My wave", "adapted", True)
    assert [style.title for style in own_styles(own_folder)] == ["My wave"]
    assert kept.model_path.is_file()
    assert session.document.history.last.label == "Transfer: My wave"
    assert not np.array_equal(session.document.stylized.pixels, picture.pixels)
    assert window.style_panel.style_name.full_text == "My wave"
    assert "“My wave” is one of your own styles now." in [
        notice.sentence for notice in window.notifications.past
    ]

    session.undo()
    assert session.document.stylized is picture and session.document.style is presets[0]
    session.redo()
    assert session.document.style == kept
    wait_idle(session)
    assert studio.threads == {"kintsugi-engine"}


def test_what_is_shown_at_the_end_is_what_would_be_kept(
    qtbot, desk, stylized_window, studio, permits, monkeypatch
) -> None:
    """The last step's picture is not the result, which is drawn with the look of the window."""
    kept_green = np.full((30, 40, 3), (20, 200, 40), np.uint8)

    def preview(_content, style, params, *_more):
        studio.previewed.append((style, params))
        adapted = getattr(style, "family", "") == "adapted"
        return kept_green if adapted else kept_green[..., [1, 0, 2]]

    monkeypatch.setattr(studio, "preview", preview)
    desk.dialog.start_button.click()
    release(permits, STEPS)
    until(qtbot, desk, AdaptState.DONE)
    before, after = desk.dialog.pair.before, desk.dialog.pair.after
    assert before.pixelColor(3, 3).getRgb()[:3] == (200, 20, 40)
    assert after.pixelColor(3, 3).getRgb()[:3] == (20, 200, 40)
    style, look = studio.previewed[-1]
    assert style is desk.work.run.preset
    assert look == stylized_window.session.document.transfer_params


def test_the_status_bar_tells_the_time_of_the_dialog() -> None:
    said: list[float | None] = [None, 42.0]
    left = LeftOfRun(lambda: said[-1])
    assert left.update(0.5) == 42.0
    said.append(None)
    assert left.update(0.9) is None


def test_discard_leaves_everything_as_it_was(
    qtbot, desk, stylized_window, wait_idle, presets, own_folder
) -> None:
    session = stylized_window.session
    picture, index = session.document.stylized, session.document.history.index
    finish(qtbot, desk)
    wait_idle(session)
    assert desk.work.run.last.step == STEPS
    desk.dialog.discard_button.click()
    wait_idle(session)
    assert desk.work.state is AdaptState.READY and desk.work.run is None
    assert session.document.stylized is picture and session.document.style is presets[0]
    assert session.document.history.index == index and own_styles(own_folder) == ()
    assert desk.dialog.plot.points("D_loss") == [] and desk.dialog.pair.after is None
    assert desk.dialog.start_button.isVisible() and desk.dialog.start_button.isEnabled()


def test_cancel_gives_up_even_in_a_pause(
    qtbot, desk, stylized_window, studio, permits, wait_idle
) -> None:
    session, picture = stylized_window.session, stylized_window.session.document.stylized
    desk.dialog.start_button.click()
    release(permits, 2)
    until_step(qtbot, desk, 2)
    desk.dialog.pause_button.click()
    desk.dialog.cancel_button.click()
    until(qtbot, desk, AdaptState.READY)
    assert desk.dialog.message.text() == "Cancelled. Nothing was changed."
    assert session.document.stylized is picture and session.activity is None
    wait_idle(session)
    studio.adapt_permits = None
    finish(qtbot, desk)
    assert desk.dialog.plot.points("D_loss")[0][0] == 1
    desk.work.discard()


def test_a_stop_before_the_first_step_leaves_nothing_to_keep(
    qtbot, desk, stylized_window, studio, wait_idle
) -> None:
    studio.adapt_permits = threading.Semaphore(0)
    desk.dialog.start_button.click()
    desk.dialog.stop_button.click()
    wait_idle(stylized_window.session)
    assert desk.work.state is AdaptState.READY
    assert desk.dialog.message.text() == "Cancelled. Nothing was changed."


def test_a_run_that_begins_again_begins_its_curves_again(desk) -> None:
    def report(step: int) -> AdaptReport:
        return AdaptReport(step, 20, 1, 1, 1.0, 0.5, 1.0, 1.0)

    desk.dialog._on_reported([report(1), report(2), report(1)])
    assert desk.dialog.plot.points("D_loss") == [(1, 1.0)]


def test_the_cancel_of_the_window_stops_it_too(
    qtbot, desk, stylized_window, permits, wait_idle
) -> None:
    desk.dialog.start_button.click()
    until(qtbot, desk, AdaptState.RUNNING)
    stylized_window.session.cancel()
    until(qtbot, desk, AdaptState.READY)
    wait_idle(stylized_window.session)


def test_what_it_interrupted_goes_on_afterwards(
    qtbot, desk, stylized_window, studio, wait_idle
) -> None:
    session = stylized_window.session
    studio.gate.clear()
    session.inspect()
    qtbot.waitUntil(lambda: session.inspecting)
    session.document.set_inspection(None)
    desk.dialog.start_button.click()
    studio.gate.set()
    until(qtbot, desk, AdaptState.DONE)
    wait_idle(session)
    assert session.document.inspection_is_current
    desk.work.discard()


# --- parts ----------------------------------------------------------------------------------------


def test_an_adapted_style_keeps_its_title(tmp_path) -> None:
    adapted = StylePreset(
        "own-x", "Wave", "", "", "", None, tmp_path, own=True, family="adapted", model_path=tmp_path
    )
    assert adapted_title(adapted) == "Wave"


def test_a_title_that_is_taken_gets_a_number() -> None:
    assert free_title("Wave", ()) == "Wave"
    assert free_title("Wave", {"Wave", "Wave 2"}) == "Wave 3"
    assert free_title("x" * 80, {"x" * 80}) == "x" * 78 + " 2"


def test_long_titles_lose_their_end_only(tmp_path) -> None:
    style = StylePreset("x", "a/b" + "c" * 100, "", "", "", None, tmp_path, own=True)
    title = adapted_title(style)
    assert len(title) == 80 and title.startswith("a/bc") and title.endswith("c (adapted)")


def test_the_post_calls_once_until_somebody_comes() -> None:
    calls: list[int] = []
    post = Post(lambda: calls.append(1))
    post.put("a")
    post.put("b")
    assert calls == [1] and post.take() == ["a", "b"] and post.take() == []
    post.put("c")
    assert calls == [1, 1]
    post.close()
    post.put("d")
    assert calls == [1, 1] and post.take() == []


def test_pauses_do_not_count_as_work() -> None:
    now = [0.0]
    clock = WorkClock(lambda: now[0])
    now[0] = 2.0
    assert clock() == 2.0
    clock.stop()
    now[0] = 10.0
    assert clock() == 2.0
    clock.go_on()
    now[0] = 11.0
    assert clock() == 3.0
