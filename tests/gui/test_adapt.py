"""Adapting to the open picture: curves, pause, stop, keep or discard, undo, and clean endings."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from test_windows import folder, idle, make_windows, second_photo, windows, work_on

from engine.adaptation import AdaptReport
from engine.errors import ModelError, StyleError
from engine.operations.params import AdaptParams
from engine.own_styles import own_styles
from engine.styles import CarriedStyle, StyleMix, StylePart, StylePreset
from gui import adapt_work, dialogs
from gui.adapt_dialog import adapted_title, free_title
from gui.adapt_work import AdaptState, LeftOfRun, Post, WorkClock, obstacle_of

__all__ = ["folder", "make_windows", "second_photo", "windows"]
# The offscreen platform has no window manager that could bring a window to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LIMIT_MS = 10_000
EPOCHS = 2
STEPS = 10


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    folder = tmp_path / "own"
    monkeypatch.setenv("KINTSUGI_STYLES", str(folder))
    return folder


@pytest.fixture
def permits(studio) -> threading.Semaphore:
    studio.adapt_permits = threading.Semaphore(0)
    return studio.adapt_permits


@pytest.fixture
def desk(stylized_window, asked):
    desk = stylized_window.adapting
    stylized_window.table["adapt"].trigger()
    assert desk.dialog.isVisible()
    desk.dialog.params.set_params(AdaptParams(epochs=EPOCHS))
    return desk


def release(permits: threading.Semaphore, count: int) -> None:
    for _ in range(count):
        permits.release()


def until(qtbot, desk, state: AdaptState) -> None:
    qtbot.waitUntil(lambda: desk.work.state is state, timeout=LIMIT_MS)


def until_step(qtbot, desk, step: int) -> None:
    qtbot.waitUntil(
        lambda: (
            desk.work.run is not None
            and desk.work.run.last is not None
            and desk.work.run.last.step == step
        ),
        timeout=LIMIT_MS,
    )


def finish(qtbot, desk) -> None:
    desk.dialog.start_button.click()
    until(qtbot, desk, AdaptState.DONE)


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


# --- when it cannot -------------------------------------------------------------------------------


def test_an_error_is_said_in_the_dialog(qtbot, desk, stylized_window, studio, wait_idle) -> None:
    sentence = "There is not enough memory for adapting; use a smaller photo."
    studio.fail_with = ModelError(sentence)
    desk.dialog.start_button.click()
    qtbot.waitUntil(lambda: desk.dialog.message.text() == sentence, timeout=LIMIT_MS)
    assert desk.work.state is AdaptState.READY and desk.dialog.start_button.isEnabled()
    studio.fail_with = None
    wait_idle(stylized_window.session)


def test_a_style_that_cannot_be_stored_can_be_tried_again(
    qtbot, desk, stylized_window, monkeypatch, wait_idle, own_folder
) -> None:
    finish(qtbot, desk)
    keep = adapt_work.keep_carried

    def refuse(*_arguments):
        raise StyleError("The disk is full; make room.")

    monkeypatch.setattr(adapt_work, "keep_carried", refuse)
    desk.dialog.title_edit.setText("Mine")
    desk.dialog.keep_button.click()
    qtbot.waitUntil(lambda: "disk is full" in desk.dialog.message.text(), timeout=LIMIT_MS)
    assert desk.dialog.isVisible() and desk.dialog.title_edit.text() == "Mine"
    monkeypatch.setattr(adapt_work, "keep_carried", keep)
    desk.dialog.keep_button.click()
    until(qtbot, desk, AdaptState.READY)
    wait_idle(stylized_window.session)
    assert [style.title for style in own_styles(own_folder)] == ["Mine"]


def test_a_title_is_needed(qtbot, desk) -> None:
    finish(qtbot, desk)
    desk.dialog.title_edit.setText("   ")
    assert not desk.dialog.keep_button.isEnabled()
    desk.work.discard()


def test_a_collection_is_refused_with_a_reason(stylized_window, presets, tmp_path) -> None:
    collection = StylePreset(
        "c", "Impressionists", "", "", "", None, tmp_path, family="cyclegan", model_path=tmp_path
    )
    assert obstacle_of(collection) and not obstacle_of(presets[0])
    mixed = StylePart(replace(collection, image_path=presets[1].image_path))
    assert not obstacle_of(StyleMix((mixed, StylePart(presets[0]))))
    stylized_window.session.set_style(collection)
    stylized_window.table["adapt"].trigger()
    assert stylized_window.adapting.dialog is None
    assert any("cannot be adapted" in n.sentence for n in stylized_window.notifications.notices)


def test_a_style_without_pictures_is_refused_before_anything_starts(
    stylized_window, presets, tmp_path, make_photo
) -> None:
    bare = StylePreset("own-x", "My wave", "", "", "", None, tmp_path, own=True, family="adapted")
    for style in (bare, StyleMix((StylePart(presets[0]), StylePart(bare)))):
        stylized_window.session.set_style(style)
        stylized_window.table["adapt"].trigger()
        assert stylized_window.adapting.dialog is None
        sentences = [notice.sentence for notice in stylized_window.notifications.notices]
        assert any("“My wave” has no picture to learn from" in one for one in sentences)
    carried = CarriedStyle((make_photo(8, 8),))
    assert not obstacle_of(replace(bare, carried=carried)) and not obstacle_of(make_photo(8, 8))


def test_it_waits_for_other_work(qtbot, desk, stylized_window, studio, wait_idle) -> None:
    studio.gate.clear()
    stylized_window.session.transfer()
    assert not desk.dialog.start_button.isEnabled() and "under way" in desk.dialog.message.text()
    studio.gate.set()
    wait_idle(stylized_window.session)
    assert desk.dialog.start_button.isEnabled() and desk.dialog.message.text() == ""


def test_without_photo_or_style_there_is_nothing_to_adapt(
    window, photo_file, wait_idle, presets
) -> None:
    assert not window.table["adapt"].isEnabled()
    assert window.adapting.work.trouble == "First open a photo."
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    assert window.adapting.work.trouble == "First choose a style."
    window.session.set_style(presets[0])
    window.refresh()
    assert window.table["adapt"].isEnabled() and window.adapting.work.trouble == ""


# --- leaving --------------------------------------------------------------------------------------


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
