"""How much memory the program takes, for the status bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 2000
_STATM = Path("/proc/self/statm")


def memory_bytes() -> int | None:
    """Physical memory in use by this process; None where the system does not say.

    Away from Linux it is the most that was in use so far.
    """
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class MemoryWatch(QObject):
    """Tells the memory in use every other second, starting at once."""

    def __init__(self, tell: Callable[[int | None], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()
        self._on_timeout()

    def _on_timeout(self) -> None:
        self._tell(memory_bytes())
