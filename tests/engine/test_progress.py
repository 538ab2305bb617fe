from __future__ import annotations

import threading

import pytest

from engine.progress import Cancelled, Progress


def recorded() -> tuple[Progress, list[tuple[float, str]]]:
    reports: list[tuple[float, str]] = []
    return Progress(lambda fraction, message: reports.append((fraction, message))), reports


def test_reports_arrive_with_their_message() -> None:
    progress, reports = recorded()
    progress.report(0.25, "a quarter")
    assert reports == [(0.25, "a quarter")]


def test_without_a_listener_nothing_happens() -> None:
    Progress().report(0.5, "nobody listens")


@pytest.mark.parametrize(("given", "told"), [(-1.0, 0.0), (2.0, 1.0), (float("nan"), 1.0)])
def test_fractions_stay_within_zero_and_one(given: float, told: float) -> None:
    progress, reports = recorded()
    progress.report(given)
    assert reports == [(told, "")]


def test_parts_of_parts_land_where_they_belong() -> None:
    progress, reports = recorded()
    part = progress.sub(0.5, 1.0).sub(0.0, 0.5)
    part.report(0.0)
    part.report(1.0)
    assert [fraction for fraction, _ in reports] == pytest.approx([0.5, 0.75])


@pytest.mark.parametrize("span", [(-0.1, 0.5), (0.5, 0.4), (0.5, 1.1)])
def test_a_part_outside_the_whole_is_refused(span: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="part"):
        Progress().sub(*span)


def test_cancelling_the_whole_stops_its_parts_and_the_other_way_round() -> None:
    progress, reports = recorded()
    part = progress.sub(0.0, 0.5)
    part.cancel()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        part.report(0.5)
    with pytest.raises(Cancelled):
        progress.sub(0.5, 1.0).check()
    assert reports == []


def test_a_listener_may_cancel_from_within_its_call() -> None:
    progress = Progress(lambda fraction, message: progress.cancel())
    with pytest.raises(Cancelled):
        progress.report(0.5)


def test_cancelling_from_another_thread_stops_the_work() -> None:
    progress = Progress()
    stopped = threading.Event()

    def work() -> None:
        try:
            while True:
                progress.check()
        except Cancelled:
            stopped.set()

    thread = threading.Thread(target=work)
    thread.start()
    progress.cancel()
    thread.join(timeout=30)
    assert stopped.is_set()
