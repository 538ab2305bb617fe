"""Adapting the generator to one style and one photo: what a window sees of it.

The work itself is in `engine.operations.adapting`; nothing here needs a network.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class AdaptReport:
    """Where an adaptation stands.

    step of steps and epoch of epochs are done. d_loss, g_loss: the hinge losses of discriminator
    and generator at this step. style_distance, content_distance: relative to those before the
    first step, so 1 at the beginning. preview: uint8 (h, w, 3) sRGB, the result so far, with some
    of the reports. One more report at the end, without losses (NaN), tells the distances of what
    can be kept, the best moment of all, measured at a size at which nothing was learned.
    """

    step: int
    steps: int
    epoch: int
    epochs: int
    d_loss: float
    g_loss: float
    style_distance: float
    content_distance: float
    preview: np.ndarray | None = None


class AdaptSwitch:
    """Pauses, goes on, and stops an adaptation from another thread.

    To stop is to be content with what has been reached; to give all of it up, cancel the
    operation's `Progress`, which a pause heeds as well.
    """

    def __init__(self) -> None:
        self._going = threading.Event()
        self._going.set()
        self._stopped = threading.Event()

    @property
    def paused(self) -> bool:
        return not self._going.is_set()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def pause(self) -> None:
        """Rest before the next step."""
        self._going.clear()

    def resume(self) -> None:
        """Go on after a pause."""
        self._going.set()

    def stop(self) -> None:
        """End with the steps done so far; ends a pause, too."""
        self._stopped.set()
        self._going.set()

    def wait(self, timeout_s: float) -> bool:
        """Rest while paused, up to timeout_s; whether it may go on."""
        return self._going.wait(timeout_s)
