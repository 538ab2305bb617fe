"""How an operation says how far it is, and how it is asked to stop."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable


class Cancelled(Exception):
    """Raised inside an operation that was asked to stop; it is not an error."""


class Progress:
    """Carries progress out of an operation and a request to cancel into it.

    ``on_report(fraction, message)`` is called in the thread that reports, with the fraction 0..1
    of the *whole* job.  Without it nothing is reported, but cancelling still works, so an
    operation can write ``progress = progress or Progress()`` and never ask again.
    """

    def __init__(self, on_report: Callable[[float, str], None] | None = None) -> None:
        self._on_report = on_report
        self._cancel_flag = threading.Event()
        self._start = 0.0
        self._end = 1.0

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called on this object or on any that shares its flag."""
        return self._cancel_flag.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report or check.  Safe from any thread."""
        self._cancel_flag.set()

    def check(self) -> None:
        """Raise `Cancelled` if the work was asked to stop."""
        if self._cancel_flag.is_set():
            raise Cancelled

    def report(self, fraction: float, message: str = "") -> None:
        """Say that ``fraction`` (0..1, clamped) of this part is done.

        Raises `Cancelled` if the work was asked to stop, before and after telling the listener,
        so that a listener may cancel from within its call.
        """
        self.check()
        if self._on_report is not None:
            # NaN comes from 0/0 in a caller's count of nothing; it means "nothing left to do".
            fraction = 1.0 if math.isnan(fraction) else min(1.0, max(0.0, fraction))
            self._on_report(self._start + (self._end - self._start) * fraction, message)
            self.check()

    def sub(self, start: float, end: float) -> Progress:
        """A progress whose 0..1 is ``start..end`` of this one, with the same cancel flag."""
        if not 0.0 <= start <= end <= 1.0:
            raise ValueError(f"a part must lie within 0..1 and not run backwards: {start}..{end}")
        part = Progress(self._on_report)
        part._cancel_flag = self._cancel_flag
        span = self._end - self._start
        part._start = self._start + span * start
        part._end = self._start + span * end
        return part
