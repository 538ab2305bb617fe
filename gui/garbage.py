"""Collecting Python's reference cycles in the GUI thread, and in no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000


class GarbageTimer(QObject):
    """Python collects in whichever thread happens to allocate; a widget or a timer that is part
    of a cycle would then be destroyed outside the GUI thread, which Qt answers with a crash.

    From its making on, collections run here, at the pace that Python would have chosen.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    @staticmethod
    def collect_due() -> int | None:
        """Collect the oldest generation that is due; which one, None if none is."""
        due = [
            generation
            for generation, (count, limit) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > limit
        ]
        if not due:
            return None
        gc.collect(due[-1])
        return due[-1]

    @staticmethod
    def keep_for_good() -> None:
        """What is there now stays as long as the process: modules, networks, the windows' code.

        Later collections pass it over, which makes the longest of them short.
        """
        gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
