"""Asking a training to end: Ctrl-C, the system's signals, or a line on the standard input."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from types import FrameType
from typing import Any

# Where a system has no such signal, there is nothing to heed.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class StopSwitch:
    """`asked` once somebody wants the training to end after the step at hand.

    As a context it heeds signals; of a process alone, a second Ctrl-C ends at once. Among several
    an exception in one would leave the others waiting, so there it only asks again.
    """

    def __init__(self, in_team: bool = False) -> None:
        self.asked = False
        self._in_team = in_team
        self._before: dict[int, Any] = {}

    def __enter__(self) -> StopSwitch:
        if threading.current_thread() is threading.main_thread():
            for name in _SIGNALS:
                number = getattr(signal, name, None)
                # What nohup ignores stays ignored; Ctrl-C counts in the background, too.
                if number is None or (
                    name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN
                ):
                    continue
                self._before[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT and not self._in_team:
            raise KeyboardInterrupt
        self.asked = True

    def listen(self, descriptor: int = 0) -> threading.Thread:
        """Ask for the end, too, when a line comes on a file descriptor or its other side closes.

        So a program that started the training can stop it on every system, and a training never
        outlives a program that died.
        """
        thread = threading.Thread(
            target=self._read, args=(descriptor,), name="stop-listener", daemon=True
        )
        thread.start()
        return thread

    def _read(self, descriptor: int) -> None:
        # Not through sys.stdin, whose lock a thread must not hold when the interpreter ends.
        with contextlib.suppress(OSError):
            os.read(descriptor, 64)
        self.asked = True
