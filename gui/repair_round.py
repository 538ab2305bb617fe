"""Repairing all flagged places, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.operations.params import RepairParams
from engine.operations.results import Region
from engine.progress import Progress
from gui.jobs import TimeLeft
from gui.language import tr
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.session import EditorSession
    from gui.session_repairs import Outcome, SessionRepairs, Target


class OneOf(Progress):
    """The progress of one of several pieces of work, told as that of all of them."""

    def __init__(self, whole: Progress, label: str, start: float, end: float) -> None:
        super().__init__()
        self._whole = whole
        self._label = label
        self._from, self._to = start, end

    @property
    def cancelled(self) -> bool:
        return self._whole.cancelled

    def cancel(self) -> None:
        self._whole.cancel()

    def check(self) -> None:
        self._whole.check()

    def report(self, fraction: float, message: str = "") -> None:
        share = min(max(fraction, 0.0), 1.0) if fraction == fraction else 1.0
        self._whole.report(self._from + (self._to - self._from) * share, self._label)

    def sub(self, start: float, end: float) -> OneOf:
        span = self._to - self._from
        return OneOf(self._whole, self._label, self._from + span * start, self._from + span * end)


@dataclass
class RepairRound:
    """Goes down the ranked list with one long job and one edit per place.

    Each repair sees those before it. Cancelling stops the one under way and leaves what is done.
    """

    session: EditorSession
    repairs: SessionRepairs
    _waiting: list[Region] = field(default_factory=list)
    _count: int = 0
    _repaired: int = 0
    _left: int = 0
    _first_state: int = 0
    _time_left: TimeLeft = field(default_factory=TimeLeft)
    _params: RepairParams = field(default_factory=RepairParams)

    @property
    def running(self) -> bool:
        return self._count > 0

    def start(self, regions: tuple[Region, ...], params: RepairParams) -> None:
        """Repair these regions in this order; nothing while another long job runs."""
        session = self.session
        if session.activity is not None or session.document.stylized is None or not regions:
            return
        self._waiting = list(regions)
        self._count, self._repaired, self._left = len(regions), 0, 0
        self._first_state = session.document.history.index
        self._params = params
        self._time_left = TimeLeft()
        self._next()

    def _next(self) -> None:
        region = self._waiting.pop(0)
        done = self._count - len(self._waiting) - 1
        label = tr("Repairing {number} of {count}").format(number=done + 1, count=self._count)
        target = self.repairs.target_of(region)
        self.repairs.submit(
            target, self._params, label,
            lambda outcome: self._on_outcome(target, outcome),
            lambda progress: OneOf(progress, label, done / self._count, (done + 1) / self._count),
            self._time_left,
        )  # fmt: skip
        activity = self.session.activity
        assert activity is not None, "it has just been started"
        activity.job.cancelled.connect(self._on_stopped)
        activity.job.failed.connect(self._on_stopped)

    def _on_outcome(self, target: Target, outcome: Outcome) -> None:
        if outcome.changes_something:
            self.repairs.apply(target, outcome)
            self._repaired += 1
        else:
            self._left += 1
        if self._waiting:
            self._next()
            return
        self._finish(stopped=False)
        self.session.inspect_by_itself()

    def _on_stopped(self) -> None:
        # The session inspects anew by itself after a job that was broken off.
        if self.running:
            self._finish(stopped=True)

    def _finish(self, stopped: bool) -> None:
        summary = summary_of(self._repaired, self._left, self._count if stopped else 0)
        tone = "success" if self._repaired else "info"
        first = self._first_state
        actions = ((tr("Undo all"), lambda: self.session.go_to_state(first)),)
        self._waiting.clear()
        self._count = 0
        self.session.notify(
            Notice(summary, tone, "proof", actions=actions if self._repaired else ())
        )


def summary_of(repaired: int, left: int, stopped_of: int = 0) -> str:
    """What became of a round; stopped_of: how many there were, if it was cancelled."""
    done = tr("{count} repaired").format(count=repaired)
    if left == 1:
        done = tr("{done}, 1 left as it was: no better candidate").format(done=done)
    elif left:
        done = tr("{done}, {count} left as they were: no better candidate").format(
            done=done, count=left
        )
    if stopped_of:
        return tr("Stopped after {number} of {count}: {done}.").format(
            number=repaired + left, count=stopped_of, done=done
        )
    return tr("{done}.").format(done=done)
