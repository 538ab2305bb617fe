"""What `kintsugi train` says while it trains: lines for people, or for the window."""

from __future__ import annotations

import contextlib
import json
import math
import time
from typing import Any

from engine.trainings import TrainingRun, shown_losses

# How often steps are told, to people and to programs.
LINE_S, JSON_S = 10.0, 0.5


class Herald:
    """Tells how a training fares: sentences for people, or one JSON object a line.

    kinds: reading (done, total), begun, notice (sentence), step, sheet (path), stored (id),
    stopped (sentence), failed (sentence).
    """

    def __init__(self, as_json: bool, quiet: bool, leads: bool) -> None:
        self.as_json, self._quiet, self._leads = as_json, quiet, leads
        self._told_s = -math.inf
        self._sums: dict[str, float] = {}
        self._steps = 0

    def tell(self, kind: str, **values: Any) -> None:
        """A line for a program; nothing for a person."""
        if self.as_json and self._leads:
            # Whoever listened may have gone; the training goes on to a clean end all the same.
            with contextlib.suppress(OSError):
                print(json.dumps({"kind": kind, **values}), flush=True)

    def say(self, sentence: str) -> None:
        """A line for a person; nothing for a program."""
        if self._leads and not self.as_json:
            print(sentence, flush=True)

    def reading(self, done: int, total: int) -> None:
        """How many pictures of how many have been read."""
        if done == total or time.monotonic() - self._told_s > JSON_S:
            self._told_s = time.monotonic()
            self.tell("reading", done=done, total=total)

    def step(self, run: TrainingRun, step: int, spent_s: float, report: dict[str, float]) -> None:
        """One step; several are told as one, with the means of their losses."""
        for name, value in shown_losses(run.family, report).items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._steps += 1
        now = time.monotonic()
        if now - self._told_s < (JSON_S if self.as_json else LINE_S):
            return
        losses = {name: total / self._steps for name, total in self._sums.items()}
        self._told_s, self._sums, self._steps = now, {}, 0
        left_s = max(0.0, 60 * run.minutes - spent_s)
        finite = {name: value for name, value in losses.items() if math.isfinite(value)}
        self.tell(
            "step",
            step=step,
            spent_s=round(spent_s, 1),
            left_s=round(left_s, 1),
            fraction=min(1.0, spent_s / (60 * run.minutes)),
            losses=finite,
        )
        if not self._quiet:
            values = ", ".join(f"{name} {value:.3f}" for name, value in losses.items())
            self.say(f"step {step}, {duration(left_s)} left, {values}")


def duration(seconds: float) -> str:
    """As people say it: "40 s", "12 min", "3 h 05 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
