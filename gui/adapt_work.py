"""Adapting the generator to the open picture: the run, its news, and what is kept of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from engine.adaptation import AdaptReport, AdaptSwitch
from engine.document import Part
from engine.imaging.photo import Photo
from engine.operations.params import AdaptParams
from engine.own_styles import keep_carried
from engine.progress import Progress
from engine.styles import StylePreset, StyleSource
from gui.jobs import Job, TimeLeft
from gui.language import tr
from gui.session_preview import LONGEST_PX
from gui.style_parts import has_picture, parts_of

if TYPE_CHECKING:
    from gui.session import EditorSession

KIND = "adapt"


class AdaptState(StrEnum):
    """Where a run stands. From READY through RUNNING to DONE, or back to READY."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"  # with what has been reached
    CANCELLING = "cancelling"
    DONE = "done"  # to be kept or discarded
    KEEPING = "keeping"


RUNS = (AdaptState.RUNNING, AdaptState.PAUSED, AdaptState.STOPPING, AdaptState.CANCELLING)


class Post:
    """Carries news out of the engine thread; however many come, one call to fetch them waits."""

    def __init__(self, call: Callable[[], None]) -> None:
        """call: called in the thread that puts; it asks the other one to `take`."""
        self._call: Callable[[], None] | None = call
        self._lock = threading.Lock()
        self._waiting: list[Any] = []

    def put(self, news: Any) -> None:
        with self._lock:
            if self._call is None:
                return
            self._waiting.append(news)
            if len(self._waiting) == 1:
                self._call()

    def take(self) -> list[Any]:
        """All that has come since the last time, oldest first."""
        with self._lock:
            news, self._waiting = self._waiting, []
        return news

    def close(self) -> None:
        """Nothing is wanted any more; nobody is called from now on."""
        with self._lock:
            self._call = None
            self._waiting = []


class WorkClock:
    """Seconds that count only while work goes on."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lost = 0.0
        self._stopped_at: float | None = None

    def __call__(self) -> float:
        now = self._now() if self._stopped_at is None else self._stopped_at
        return now - self._lost

    def stop(self) -> None:
        if self._stopped_at is None:
            self._stopped_at = self._now()

    def go_on(self) -> None:
        if self._stopped_at is not None:
            self._lost += self._now() - self._stopped_at
            self._stopped_at = None


class LeftOfRun(TimeLeft):
    """The seconds that the dialog tells, for the status bar: both speak of the same run."""

    def __init__(self, left: Callable[[], float | None]) -> None:
        super().__init__()
        self._left = left

    def update(self, fraction: float) -> float | None:
        return self._left()


@dataclass(frozen=True, eq=False)
class Picture:
    """uint8 (h, w, 3): the photo as the style paints it, without adapting or with the result."""

    pixels: np.ndarray
    adapted: bool


@dataclass(eq=False)
class Run:
    """What one adaptation was started with, and what has come of it."""

    content: Photo
    style: StyleSource
    picture_number: int
    switch: AdaptSwitch
    clock: WorkClock
    job: Job | None = None
    last: AdaptReport | None = None
    preset: StylePreset | None = None
    time_left: TimeLeft | None = None
    first_step: int = 0


class AdaptWork(QObject):
    """One adaptation at a time in the engine thread of a session.

    `changed`: the state or the message is another one. `begun`: a run has started. `shown_before`,
    `reported` and `shown_after` bring what it shows. `kept` brings the stored style and whether
    the picture is still the one that it was made for.
    """

    changed = Signal()
    begun = Signal()
    shown_before = Signal(object)  # uint8 (h, w, 3): the result without adapting
    reported = Signal(object)  # list[AdaptReport], oldest first
    shown_after = Signal(object)  # uint8 (h, w, 3): as it would be kept
    kept = Signal(object, bool)  # StylePreset
    _arrived = Signal()

    def __init__(self, session: EditorSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.state = AdaptState.READY
        self.message = ""
        """How the last run or the attempt to keep it ended, a sentence; "" where all is well."""
        self.run: Run | None = None
        self._post: Post | None = None
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        session.activity_changed.connect(self.changed)
        session.changed.connect(self._on_session_changed)

    # --- reading ------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self.state in RUNS

    @property
    def trouble(self) -> str:
        """Why nothing can be started now, a sentence; "" where it can."""
        document = self._session.document
        if document.content is None:
            return tr("First open a photo.")
        if document.style is None:
            return tr("First choose a style.")
        obstacle = obstacle_of(document.style)
        if obstacle:
            return obstacle
        if self._session.activity is not None and not self.running:
            return tr("Something else is under way; this can start when it is done.")
        return ""

    @property
    def subject(self) -> tuple[StyleSource | None, Photo | None]:
        """Style and photo of the run at hand, or those that the next one would take."""
        if self.run is not None:
            return self.run.style, self.run.content
        return self._session.document.style, self._session.document.content

    @property
    def is_of_this_picture(self) -> bool:
        """Whether the picture of the run is still the one that is open."""
        return self.run is not None and self.run.picture_number == self._session.picture_number

    @property
    def fraction(self) -> float:
        """How much of the run is done, 0..1."""
        last = None if self.run is None else self.run.last
        return 0.0 if last is None else last.step / max(last.steps, 1)

    # --- acting -------------------------------------------------------------------------------

    def start(self, params: AdaptParams) -> None:
        """Train on the open photo in the chosen style; nothing happens where it cannot start."""
        session, document = self._session, self._session.document
        content, style, look = document.content, document.style, document.transfer_params
        ready = self.state is AdaptState.READY and not self.trouble
        if not ready or content is None or style is None:
            return
        for key in ("inspect", "thumbnails"):
            session.runner.cancel_key(key)
        clock = WorkClock()
        run = self.run = Run(content, style, session.picture_number, AdaptSwitch(), clock)
        # What the engine thread holds is no widget: it may be the last to let go of it.
        post, switch = Post(self._arrived.emit), run.switch
        self._post = post

        def work(progress: Progress) -> StylePreset:
            studio = session.studio()

            def show(source: StyleSource, adapted: bool, part: Progress) -> None:
                drawn = studio.preview(content, source, look, LONGEST_PX, part)
                post.put(Picture(drawn, adapted))

            show(studio.before_adapting(style), False, progress.sub(0.0, 0.02))
            rest = progress.sub(0.02, 0.98)
            preset = studio.adapt(content, style, params, look, post.put, switch, rest)
            # What is kept is steadier than the last step, and drawn with the look of the window.
            show(preset, True, progress.sub(0.98, 1.0))
            return preset

        session.start(
            KIND, tr("Adapting"), work, self._on_done, session.picture_number,
            lambda: session.picture_number, LeftOfRun(self.time_left),
        )  # fmt: skip
        assert session.activity is not None, "it has just been started"
        run.job = session.activity.job
        run.job.failed.connect(self._on_failed)
        run.job.cancelled.connect(self._on_cancelled)
        self.begun.emit()
        self._become(AdaptState.RUNNING)

    def pause(self) -> None:
        """Rest before the next step."""
        if self.state is AdaptState.RUNNING and self.run is not None:
            self.run.switch.pause()
            self.run.clock.stop()
            self._become(AdaptState.PAUSED)
            self._session.progressed.emit(self.fraction, tr("Adapting is paused"))

    def resume(self) -> None:
        if self.state is AdaptState.PAUSED and self.run is not None:
            self.run.clock.go_on()
            self.run.switch.resume()
            self._become(AdaptState.RUNNING)

    def stop(self) -> None:
        """Be content with what has been reached."""
        if self.state in (AdaptState.RUNNING, AdaptState.PAUSED) and self.run is not None:
            if self.run.last is None:
                self.cancel()  # nothing has been reached that could be kept
                return
            self.run.clock.go_on()
            self.run.switch.stop()
            self._become(AdaptState.STOPPING)

    def cancel(self) -> None:
        """Give up what has been reached."""
        if self.running and self.run is not None and self.run.job is not None:
            self.run.job.cancel()
            self._become(AdaptState.CANCELLING)
            self._session.activity_changed.emit()

    def keep(self, title: str, folder: Path) -> None:
        """Store what has been reached among the person's own styles in `folder`."""
        run, session = self.run, self._session
        if self.state is not AdaptState.DONE or run is None or run.preset is None:
            return
        preset = run.preset

        def on_success(stored: StylePreset) -> None:
            same = self.is_of_this_picture
            self._forget()
            self.kept.emit(stored, same)

        def on_failure(sentence: str, _details: str) -> None:
            self._become(AdaptState.DONE, sentence)

        job = session.submit_file_work(
            tr("Storing “{title}”").format(title=title),
            lambda _progress: keep_carried(folder, preset, title), on_success,
            on_failure=on_failure,
        )  # fmt: skip
        session.files.writing.watch(job, title)
        self._become(AdaptState.KEEPING)

    def discard(self) -> None:
        """Forget what has been reached; everything is as it was."""
        if self.state is AdaptState.DONE:
            self._forget()

    def close(self) -> None:
        """The window goes: nobody is to be told anything any more."""
        if self._post is not None:
            self._post.close()
        if self.run is not None and self.run.job is not None:
            self.run.job.cancel()

    # --- the inside ---------------------------------------------------------------------------

    def _become(self, state: AdaptState, message: str = "") -> None:
        self.state, self.message = state, message
        self.changed.emit()

    def _forget(self, message: str = "") -> None:
        if self._post is not None:
            self._post.close()
        self.run, self._post = None, None
        self._become(AdaptState.READY, message)

    def _on_arrived(self) -> None:
        run, post = self.run, self._post
        if run is None or post is None:
            return
        news = post.take()
        reports = [one for one in news if isinstance(one, AdaptReport)]
        pictures = [one for one in news if isinstance(one, Picture)]
        for picture in pictures:
            if not picture.adapted:
                self.shown_before.emit(picture.pixels)
        if reports:
            run.last = reports[-1]
            if run.time_left is None:
                # Getting ready took longer than a step does, and is over.
                run.time_left, run.first_step = TimeLeft(run.clock), reports[0].step
            self.reported.emit(reports)
        for picture in pictures:
            if picture.adapted:
                self.shown_after.emit(picture.pixels)

    def time_left(self) -> float | None:
        """Seconds left, from the speed of the steps; None while that would be a guess."""
        run = self.run
        if run is None or run.last is None or run.time_left is None:
            return None
        done, steps = run.last.step - run.first_step, run.last.steps - run.first_step
        return run.time_left.update(done / max(steps, 1))

    def _on_done(self, preset: StylePreset) -> None:
        run = self.run
        if run is None:
            return
        self._on_arrived()
        run.preset = preset
        self._become(AdaptState.DONE)
        self._session.on_broken_off()  # what made room for this is still wanted

    def _on_failed(self, sentence: str, _details: str) -> None:
        self._forget(sentence)

    def _on_cancelled(self) -> None:
        if self.is_of_this_picture:
            self._forget(tr("Cancelled. Nothing was changed."))
        else:
            self._forget(tr("Another picture was opened, so adapting to the last one was stopped."))

    def _on_session_changed(self, parts: Part, _box: object) -> None:
        if parts & (Part.CONTENT | Part.STYLE):
            if self.state is AdaptState.READY and parts & Part.STYLE:
                self.message = ""
            self.changed.emit()


def obstacle_of(style: StyleSource) -> str:
    """Why this style cannot be adapted, a sentence; "" where it can.

    StyleNet is what is trained further, on the pictures of the style.
    """
    if isinstance(style, StylePreset) and style.family == "cyclegan":
        return tr(
            "A collection has a generator of its own, which cannot be adapted; choose a picture or "
            "another style."
        )
    for part in parts_of(style):
        if not has_picture(part.source):
            return tr(
                "“{title}” has no picture to learn from; choose the style that it was made from, "
                "or a picture."
            ).format(title=part.title)
    return ""
