"""The queue of a batch: it makes way for people, pauses, and goes on after a failure."""

from __future__ import annotations

import pytest
from batch_pictures import LIMIT_MS, out, photos, until_over

from engine.batch import BatchOptions, plan_batch
from engine.errors import ImageFileError
from gui import batch_queue
from gui.batch_queue import CANCELLED, DONE, FAILED, WAITING, BatchQueue
from gui.session import EditorSession

__all__ = ["out", "photos"]


@pytest.fixture
def queue(session, monkeypatch):
    monkeypatch.setattr(batch_queue, "LOOK_AGAIN_MS", 1)
    made = BatchQueue(session)
    yield made
    made.close()


@pytest.fixture
def start(queue, photos, presets, out):
    def begin(count: int = 3, **options) -> None:
        items = plan_batch(photos[:count], presets[:1], out)
        queue.start(items, BatchOptions(**options))

    return begin


def states(queue: BatchQueue) -> list[str]:
    return [row.state for row in queue.rows]


def test_everything_is_made_in_the_engine_thread(qtbot, queue, start, studio, out) -> None:
    told = []
    queue.finished.connect(lambda: told.append(queue.fraction))
    start()
    until_over(qtbot, queue)
    assert states(queue) == [DONE] * 3 and told == [1.0]
    assert sorted(path.name for path in out.iterdir()) == [
        "a-style-0.png", "b-style-0.png", "c-style-0.png",
    ]  # fmt: skip
    assert studio.threads == {"kintsugi-engine"}
    row = queue.rows[0]
    assert row.flagged == pytest.approx(0.033, abs=0.01) and row.needs_a_look(0.01)
    assert not row.needs_a_look(0.5) and not row.picture.isNull()


def test_a_failure_does_not_stop_the_others_and_can_be_tried_again(
    qtbot, queue, start, photos
) -> None:
    photos[1].write_bytes(b"broken")
    start()
    until_over(qtbot, queue)
    assert states(queue) == [DONE, FAILED, DONE] and "b.png" in queue.rows[1].sentence
    photos[0].rename(photos[1])
    queue.retry()
    until_over(qtbot, queue)
    assert states(queue) == [DONE] * 3 and queue.rows[1].sentence == ""


def test_pause_finishes_the_picture_at_hand(qtbot, queue, start, studio) -> None:
    studio.gate.clear()
    start()
    qtbot.waitUntil(lambda: "transfer" in studio.calls, timeout=LIMIT_MS)
    queue.pause()
    studio.gate.set()
    qtbot.waitUntil(lambda: queue._job is None, timeout=LIMIT_MS)
    qtbot.wait(20)
    assert states(queue) == [DONE, WAITING, WAITING] and queue.running and queue.paused
    queue.resume()
    until_over(qtbot, queue)
    assert states(queue) == [DONE] * 3


def test_cancel_stops_at_once_and_keeps_what_is_written(qtbot, queue, start, studio, out) -> None:
    def hold_the_second() -> None:
        if queue.count(DONE) == 1:
            studio.gate.clear()

    queue.row_changed.connect(lambda _row: hold_the_second())
    start()
    qtbot.waitUntil(lambda: studio.calls.count("transfer") == 2, timeout=LIMIT_MS)
    queue.cancel()
    assert not queue.running and states(queue) == [DONE, CANCELLED, CANCELLED]
    qtbot.waitUntil(lambda: queue._job is None, timeout=LIMIT_MS)
    assert [path.name for path in out.iterdir()] == ["a-style-0.png"]
    queue.row_changed.disconnect()
    studio.gate.set()
    queue.retry()
    until_over(qtbot, queue)
    assert states(queue) == [DONE] * 3


def test_the_window_goes_first(
    qtbot, queue, start, studio, session, make_photo, presets, monkeypatch
) -> None:
    """A transfer that is asked for while the batch paints does not wait for the batch."""
    painted = []
    transfer = studio.transfer
    monkeypatch.setattr(
        studio, "transfer", lambda content, *rest: (painted.append(content.hw), transfer(content,
        *rest))[1],
    )  # fmt: skip
    session.open_content(make_photo(40, 60))
    qtbot.waitUntil(lambda: session.idle, timeout=LIMIT_MS)
    session.set_style(presets[1])
    studio.gate.clear()
    start(2)
    qtbot.waitUntil(lambda: "transfer" in studio.calls, timeout=LIMIT_MS)
    session.transfer()
    # It gives way in the middle of its picture: the gate is still shut.
    qtbot.waitUntil(lambda: states(queue) == [WAITING] * 2, timeout=LIMIT_MS)
    studio.gate.set()
    until_over(qtbot, queue)
    qtbot.waitUntil(lambda: session.idle, timeout=LIMIT_MS)
    assert painted == [(60, 80), (40, 60), (60, 80), (60, 80)]
    assert states(queue) == [DONE] * 2
    assert session.document.inspection_is_current


def test_two_queues_do_not_disturb_each_other(
    qtbot, queue, start, session, photos, presets, out, studio
) -> None:
    other = BatchQueue(session)
    start(2)
    items = plan_batch(photos[:2], presets[1:2], out)
    other.start(items, BatchOptions())
    qtbot.waitUntil(lambda: not (queue.running or other.running), timeout=LIMIT_MS)
    assert states(queue) == states(other) == [DONE] * 2
    assert studio.calls.count("transfer") == 4  # nothing was painted twice
    assert BatchQueue._at_work is None


def test_a_session_that_ends_ends_its_batch(qtbot, studio, photos, presets, out) -> None:
    session = EditorSession(lambda: studio)
    queue = BatchQueue(session)
    studio.gate.clear()
    queue.start(plan_batch(photos, presets[:1], out), BatchOptions())
    qtbot.waitUntil(lambda: "transfer" in studio.calls, timeout=LIMIT_MS)
    assert session.shutdown()
    queue.close()
    qtbot.wait(5)
    assert BatchQueue._at_work is None and not queue.running


def test_errors_of_the_engine_are_sentences(qtbot, queue, start, studio) -> None:
    studio.fail_with = ImageFileError("The disk is full: make room.")
    start(1)
    until_over(qtbot, queue)
    assert queue.rows[0].sentence == "The disk is full: make room."
