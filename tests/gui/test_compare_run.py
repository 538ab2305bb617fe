"""A run of comparing styles: row by row, with failures, and stopped."""

from __future__ import annotations

import pytest
from compared_styles import preset

from engine.comparison import UNCHANGED
from engine.operations.params import TransferParams
from gui import compare_run
from gui.compare_run import CompareRun

LIMIT_MS = 10_000


@pytest.fixture
def run(session, monkeypatch):
    monkeypatch.setattr(compare_run, "LOOK_OUT_MS", 1)
    made = CompareRun(session)
    yield made
    made.close()


def titles(run: CompareRun) -> list[str]:
    return [row.title for row in run.rows]


def until_over(qtbot, run: CompareRun) -> None:
    qtbot.waitUntil(lambda: not run.running and run._job is None, timeout=LIMIT_MS)


def test_rows_come_one_by_one_from_the_engine_thread(
    qtbot, run, make_photo, presets, studio
) -> None:
    told, fractions = [], []
    run.row_made.connect(lambda row: told.append((row.title, run.running)))
    run.progressed.connect(fractions.append)
    run.start(make_photo(200, 240), presets, TransferParams(strength=0.5))
    until_over(qtbot, run)
    assert told == [(title, True) for title in (UNCHANGED, "Great Wave", "Starry Night", "Tiles")]
    assert studio.threads == {"kintsugi-engine"}
    assert fractions == sorted(fractions) and fractions[0] >= 0 and fractions[-1] <= 1
    report = run.report
    assert report.working_hw == (200, 240) and report.params.strength == 0.5
    assert report.rows[1].ssim == 0.5 and report.device == "CPU, 2 threads, float32"


def test_a_style_that_fails_has_a_row_that_says_so(qtbot, run, make_photo, presets) -> None:
    run.start(make_photo(200, 240), [preset("x", title="Broken"), presets[0]], TransferParams())
    until_over(qtbot, run)
    assert titles(run) == [UNCHANGED, "Broken", "Great Wave"]
    assert "lost its generator" in run.rows[1].failure and not run.rows[2].failure


def test_a_defect_in_one_row_does_not_stop_the_others(
    qtbot, run, make_photo, presets, studio, monkeypatch
) -> None:
    transfer = studio.transfer

    def sometimes(content, style, *rest):
        if style is presets[0]:
            raise ZeroDivisionError
        return transfer(content, style, *rest)

    monkeypatch.setattr(studio, "transfer", sometimes)
    run.start(make_photo(200, 240), presets[:2], TransferParams())
    until_over(qtbot, run)
    assert "unexpected" in run.rows[1].failure and run.rows[2].ssim == 0.5


def test_without_the_photo_nothing_is_compared(qtbot, run, make_photo, presets, studio) -> None:
    told = []
    run.failed.connect(told.append)
    studio.fail_with = MemoryError()
    run.start(make_photo(200, 240), presets, TransferParams())
    until_over(qtbot, run)
    assert run.rows == [] and len(told) == 1 and run.report is None


def test_cancel_keeps_what_is_there(qtbot, run, make_photo, presets, studio) -> None:
    run.row_made.connect(lambda _row: studio.gate.clear() if len(run.rows) == 2 else None)
    run.start(make_photo(200, 240), presets, TransferParams())
    qtbot.waitUntil(lambda: len(run.rows) == 2 and run._begun, timeout=LIMIT_MS)
    run.cancel()
    assert not run.running
    until_over(qtbot, run)
    qtbot.wait(5)
    assert titles(run) == [UNCHANGED, "Great Wave"] and len(run.report.rows) == 2


def test_who_wants_the_engine_meanwhile_goes_first(
    qtbot, run, session, make_photo, presets, studio
) -> None:
    done = []
    studio.gate.clear()
    run.start(make_photo(200, 240), presets[:1], TransferParams())
    qtbot.waitUntil(lambda: run._begun, timeout=LIMIT_MS)
    session.runner.submit("Other", lambda _p: len(run.rows), on_success=done.append)
    # The gate is still shut: the row has to be broken off for this.
    qtbot.waitUntil(lambda: done == [0], timeout=LIMIT_MS)
    assert run.running and run.rows == []
    studio.gate.set()
    until_over(qtbot, run)
    assert titles(run) == [UNCHANGED, "Great Wave"]


def test_two_comparisons_do_not_disturb_each_other(
    qtbot, run, session, make_photo, presets, studio
) -> None:
    other = CompareRun(session)
    run.start(make_photo(200, 240), presets[:2], TransferParams())
    other.start(make_photo(200, 260), presets[:1], TransferParams())
    qtbot.waitUntil(lambda: not run.running and not other.running, timeout=LIMIT_MS)
    assert titles(run) == [UNCHANGED, "Great Wave", "Starry Night"]
    assert titles(other) == [UNCHANGED, "Great Wave"]
    assert studio.calls.count("transfer") == 3 + 2  # the first style of each is painted twice
    assert CompareRun._at_work is None


def test_a_session_that_ends_ends_its_comparison(qtbot, studio, make_photo, presets) -> None:
    from gui.session import EditorSession

    session = EditorSession(lambda: studio)
    run = CompareRun(session)
    studio.gate.clear()
    run.start(make_photo(200, 240), presets, TransferParams())
    qtbot.waitUntil(lambda: "evaluate" in studio.calls, timeout=LIMIT_MS)
    assert session.shutdown()
    run.close()
    qtbot.wait(5)
    assert not run.running and run.rows == []
