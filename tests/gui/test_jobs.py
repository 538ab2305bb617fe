"""The job runner: one thread, in order, nothing lost and nothing leaked."""

from __future__ import annotations

import threading

import pytest

from engine.errors import ImageFileError
from engine.progress import Progress
from gui.jobs import JobRunner, TimeLeft, time_left_text


@pytest.fixture
def runner(qtbot):
    made = JobRunner()
    yield made
    assert made.shutdown()


def idle(qtbot, runner) -> None:
    qtbot.waitUntil(lambda: not runner.busy)


def test_results_arrive_in_order_in_the_gui_thread(qtbot, runner):
    work_threads, seen = set(), []

    def work(number):
        def run(progress):
            work_threads.add(threading.get_ident())
            return number

        return run

    for number in range(5):
        runner.submit(
            "count", work(number),
            on_success=lambda value: seen.append((value, threading.get_ident())),
        )  # fmt: skip
    idle(qtbot, runner)
    assert seen == [(number, threading.get_ident()) for number in range(5)]
    assert len(work_threads) == 1 and threading.get_ident() not in work_threads


def test_signals_tell_the_same_story_as_the_callbacks(qtbot, runner):
    heard = []
    job = runner.submit("work", lambda progress: "done", on_success=heard.append)
    job.succeeded.connect(lambda value: heard.append(("signal", value)))
    job.finished.connect(lambda: heard.append("finished"))
    idle(qtbot, runner)
    assert heard == ["done", ("signal", "done"), "finished"]


def test_cancel_takes_effect_at_the_next_check(qtbot, runner):
    started, cancelled, succeeded = threading.Event(), [], []

    def endless(progress: Progress):
        started.set()
        while True:
            progress.check()

    job = runner.submit(
        "endless", endless, on_success=succeeded.append, on_cancel=lambda: cancelled.append(1)
    )
    assert started.wait(5)
    job.cancel()
    idle(qtbot, runner)
    assert cancelled == [1] and succeeded == []


def test_a_job_cancelled_while_waiting_never_runs(qtbot, runner):
    gate, ran, cancelled = threading.Event(), [], []
    runner.submit("first", lambda progress: gate.wait(5), on_success=lambda _: None)
    job = runner.submit(
        "second", lambda progress: ran.append(1), on_success=lambda _: None,
        on_cancel=lambda: cancelled.append(1),
    )  # fmt: skip
    job.cancel()
    gate.set()
    idle(qtbot, runner)
    assert ran == [] and cancelled == [1]


def test_a_newer_job_supersedes_older_ones_of_its_key(qtbot, runner):
    gate, results, dropped = threading.Event(), [], []
    runner.submit("block", lambda progress: gate.wait(5), on_success=lambda _: None)
    for number in range(4):
        runner.submit(
            "preview", lambda progress, number=number: number, on_success=results.append,
            on_cancel=lambda number=number: dropped.append(number), supersedes="preview",
        )  # fmt: skip
    gate.set()
    idle(qtbot, runner)
    assert results == [3] and sorted(dropped) == [0, 1, 2]


def test_a_result_for_an_older_revision_is_dropped(qtbot, runner):
    revision, results, cancelled = [1], [], []
    job = runner.submit(
        "inspect", lambda progress: "old", revision=1, current_revision=lambda: revision[0],
        on_success=results.append, on_cancel=lambda: cancelled.append(job.stale),
    )  # fmt: skip
    revision[0] = 2
    idle(qtbot, runner)
    assert results == [] and cancelled == [True]


def test_a_known_failure_is_its_sentence(qtbot, runner):
    failures = []

    def fail(progress):
        raise ImageFileError("“a.jpg” is empty; choose another file.")

    runner.submit("read", fail, on_success=lambda _: None,
                  on_failure=lambda *words: failures.append(words))  # fmt: skip
    idle(qtbot, runner)
    sentence, details = failures[0]
    assert sentence == "“a.jpg” is empty; choose another file."
    assert "ImageFileError" in details


def test_a_failure_that_nobody_handles_is_told_anyway(qtbot, runner):
    with qtbot.waitSignal(runner.unhandled) as told:
        runner.submit("divide", lambda progress: 1 / 0, on_success=lambda _: None)
    sentence, details = told.args
    assert "ZeroDivisionError" not in sentence and "divide" in sentence
    assert "ZeroDivisionError" in details


def test_an_exception_in_a_callback_is_told_and_the_runner_goes_on(qtbot, runner):
    results = []

    def broken(_value):
        raise KeyError("missing")

    with qtbot.waitSignal(runner.unhandled) as told:
        runner.submit("first", lambda progress: 1, on_success=broken)
    assert "KeyError" in told.args[1]
    runner.submit("second", lambda progress: 2, on_success=results.append)
    idle(qtbot, runner)
    assert results == [2]


def test_progress_is_throttled_but_new_messages_pass(qtbot, runner):
    reports = []

    def work(progress: Progress):
        for i in range(5000):
            progress.report(i / 5000, "one" if i < 4000 else "two")

    runner.submit("work", work, on_success=lambda _: None,
                  on_progress=lambda fraction, text: reports.append((fraction, text)))  # fmt: skip
    idle(qtbot, runner)
    assert {text for _, text in reports} == {"one", "two"}
    assert len(reports) < 500
    assert [fraction for fraction, _ in reports] == sorted(fraction for fraction, _ in reports)


def test_busy_changes_once_each_way(qtbot, runner):
    changes = []
    runner.busy_changed.connect(changes.append)
    for _ in range(3):
        runner.submit("work", lambda progress: None, on_success=lambda _: None)
    idle(qtbot, runner)
    assert changes == [True, False]


def test_shutdown_cancels_and_ends_the_thread(qtbot):
    runner = JobRunner()
    started = threading.Event()

    def endless(progress: Progress):
        started.set()
        while True:
            progress.check()

    runner.submit("endless", endless, on_success=lambda _: None)
    assert started.wait(5)
    assert runner.shutdown()
    assert not any(t.name == "kintsugi-engine" for t in threading.enumerate())
    with pytest.raises(RuntimeError):
        runner.submit("late", lambda progress: None, on_success=lambda _: None)


def test_time_left_waits_until_it_knows():
    now = [0.0]
    left = TimeLeft(lambda: now[0])
    now[0] = 0.5
    assert left.update(0.5) is None  # too early to tell
    now[0] = 10.0
    assert left.update(0.25) == pytest.approx(30.0)
    assert time_left_text(None) == ""
    assert time_left_text(29.6) == "about 30 s left"
    assert time_left_text(150) == "about 2 min left"
