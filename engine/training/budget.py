"""The time that a training may take: spent over any number of resumed runs, and logged."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from engine.training import data, sheets
from engine.training.team import ALONE, Team

LONGEST_TURN_S = 20.0


class Training(Protocol):
    """What a budget is spent on. step, spent_s: steps and seconds of all runs so far."""

    out_dir: Path
    step: int
    spent_s: float

    def save(self) -> None: ...

    def snapshot(self) -> None: ...


@dataclass(frozen=True)
class Watch:
    """Who looks on while a training goes on, and may stop it.

    told: called after each step with its number, the seconds spent so far and what it reports.
    sheeted: called after each snapshot but the last. stopped: asked before each step. prints:
    whether the log is shown on the screen, too.
    """

    told: Callable[[int, float, dict[str, float]], object] = lambda step, spent_s, report: None
    sheeted: Callable[[], object] = lambda: None
    stopped: Callable[[], bool] = lambda: False
    prints: bool = True


WATCH = Watch()


def spend(
    training: Training,
    minutes: float,
    turn: Callable[[float], dict[str, float]],
    checkpoint_s: float,
    snapshot_s: float,
    team: Team = ALONE,
    watch: Watch = WATCH,
) -> None:
    """Take turns until `minutes` have been spent in all or somebody stops it; saves now and then
    and at the end.

    turn: does one step at a fraction (0 to 1) of the budget and returns what to log. team: the
    processes that take the same turns; all of them end after the same one.
    """
    budget_s = minutes * 60
    log = Log(training.out_dir / "log.csv", watch.prints) if team.leads else None
    last = saved = sheeted = time.monotonic()
    try:
        while True:
            training.spent_s, stopped = team.agree(training.spent_s, watch.stopped())
            if stopped or training.spent_s >= budget_s:
                break
            report = turn(training.spent_s / budget_s)
            now = time.monotonic()
            # A machine that slept or a stopped process has not trained meanwhile.
            training.spent_s += min(now - last, LONGEST_TURN_S)
            last = now
            if log is None:
                continue
            log.add(training.step, training.spent_s, report)
            watch.told(training.step, training.spent_s, report)
            if now - saved > checkpoint_s:
                training.save()
                saved = now
            if now - sheeted > snapshot_s:
                training.snapshot()
                watch.sheeted()
                sheeted = time.monotonic()
    finally:
        if log is not None:
            log.close()
            training.save()


class PairTraining(Training, Protocol):
    """A training whose every step takes two batches of pictures, drawn together."""

    device: torch.device

    def draw(self) -> tuple[np.ndarray, np.ndarray]:
        """uint8 (B, S, S, 3) each."""

    def train_on(self, first: Tensor, second: Tensor, fraction: float, /) -> dict[str, float]: ...


def spend_on_pairs(
    training: PairTraining,
    minutes: float,
    checkpoint_s: float,
    snapshot_s: float,
    team: Team = ALONE,
    watch: Watch = WATCH,
) -> None:
    """As `spend`, with the pictures drawn by a thread beside the steps."""
    prefetcher = data.Prefetcher(training.draw)

    def turn(fraction: float) -> dict[str, float]:
        first, second = (
            sheets.to_batch(list(crops), training.device) for crops in next(prefetcher)
        )
        return training.train_on(first, second, fraction)

    try:
        spend(training, minutes, turn, checkpoint_s, snapshot_s, team, watch)
    finally:
        prefetcher.close()


def append_row(path: Path, row: dict[str, float]) -> None:
    """One more row of a CSV file, with a header when it is the first."""
    fresh = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        if fresh:
            writer.writeheader()
        writer.writerow(row)


class Log:
    """Averages of every 50 steps as rows of a CSV file and, if it prints, lines on the screen."""

    def __init__(self, path: Path, prints: bool = True, every: int = 50) -> None:
        self._prints = prints
        self._file = path.open("a", newline="", encoding="utf-8")
        self._writer = csv.writer(self._file)
        self._every = every
        self._rows: list[dict[str, float]] = []
        self._names: list[str] = []
        self._last = 0, 0.0

    def add(self, step: int, spent_s: float, report: dict[str, float]) -> None:
        self._rows.append(report)
        self._last = step, spent_s
        if len(self._rows) == self._every:
            self._write()

    def _write(self) -> None:
        step, spent_s = self._last
        names = list(dict.fromkeys(name for row in self._rows for name in row))
        means = {k: float(np.mean([row[k] for row in self._rows if k in row])) for k in names}
        if names != self._names:
            # A phase with other losses begins with a header of its own.
            self._writer.writerow(["step", "seconds", *names])
            self._names = names
        self._writer.writerow([step, round(spent_s, 1), *(f"{v:.5f}" for v in means.values())])
        self._file.flush()
        if self._prints:
            values = (f"{k} {v:.4f}" for k, v in means.items())
            print(f"{step:6d} {spent_s:6.0f}s", *values, flush=True)
        self._rows = []

    def close(self) -> None:
        if self._rows:
            self._write()
        self._file.close()
