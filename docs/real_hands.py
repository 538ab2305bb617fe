"""A real pointer and real keys, by xdotool, led step by step from inside the running program."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from docs.hands import Point, between, places_on
from gui.canvas import Canvas

Condition = Callable[[], bool]
Steps = Generator[Condition, None, None]

TICK_MS = 25
CALM_TICKS = 6
STEP_LIMIT_S = 200.0


class Lead(QObject):
    """Walks through steps, each of which says what it waits for; also while a dialog is open.

    A step that takes longer than STEP_LIMIT_S, or raises, ends the program; `trouble` says why.
    """

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self.trouble = ""
        self.done = False
        self._steps = steps
        self._condition: Condition = lambda: True
        self._began = time.monotonic()
        self._calm = 0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        try:
            self._calm = self._calm + 1 if self._condition() else 0
            if self._calm >= CALM_TICKS:
                self._calm = 0
                self._began = time.monotonic()
                self._condition = next(self._steps)
            elif time.monotonic() - self._began > STEP_LIMIT_S:
                raise TimeoutError(f"nothing came of {self._steps.gi_frame}")
        except StopIteration:
            self.done = True
            self._timer.stop()
        # Whatever it is, the run has failed and says so.
        except Exception as error:  # noqa: BLE001
            self.trouble = f"{type(error).__name__}: {error}"
            self._timer.stop()
            QApplication.exit(1)


class RealHands:
    """Every method is a step: `yield from hands.click(button)`."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._pictures = 0

    def act(self, *words: object) -> Steps:
        """One xdotool command line, while the program goes on running."""
        running = subprocess.Popen(["xdotool", *map(str, words)])
        yield lambda: running.poll() is not None
        if running.returncode:
            raise RuntimeError(f"xdotool {words} failed")

    def keys(self, *sequences: str) -> Steps:
        """Press keys, such as "ctrl+shift+e"."""
        yield from self.act("key", "--clearmodifiers", "--delay", 40, *sequences)

    def write(self, text: str) -> Steps:
        """Type a text into what has the focus."""
        yield from self.act("type", "--delay", 8, text)

    def click(self, widget: QWidget, place: QPoint | None = None) -> Steps:
        """The left button in the middle of a widget, or at a place in it."""
        x, y = on_screen(widget, widget.rect().center() if place is None else place)
        yield from self.act("mousemove", x, y, "sleep", 0.1, "click", 1)

    def drag(self, canvas: Canvas, points: Sequence[Point]) -> Steps:
        """A gesture with the left button through positions (x, y) of the picture."""
        first, *rest = [on_screen(canvas, place) for place in between(places_on(canvas, points))]
        words: list[object] = ["mousemove", *first, "sleep", 0.1, "mousedown", 1]
        for place in rest:
            words += ["sleep", 0.02, "mousemove", *place]
        yield from self.act(*words, "sleep", 0.1, "mouseup", 1)

    def picture(self, name: str) -> Steps:
        """Write down what the screen shows."""
        yield lambda: True
        self._pictures += 1
        path = self._out / f"{self._pictures:02d}-{name}.png"
        if not QGuiApplication.primaryScreen().grabWindow(0).save(str(path)):
            raise OSError(f"{path} could not be written")


def on_screen(widget: QWidget, place: QPoint) -> tuple[int, int]:
    """A place in a widget in pixels of the screen."""
    ratio = widget.devicePixelRatioF()
    position = widget.mapToGlobal(place)
    return round(position.x() * ratio), round(position.y() * ratio)
