"""A training of one's own: the process that does it, what it says, and how it is stopped.

It is a process of its own, started like any other command, so that the window is never slowed. It
stops cleanly when a line comes on its input, and also when that input ends: closing the window, or
even its death, leaves a training that can be gone on with.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from PySide6.QtCore import QObject, Qt, Signal

from engine.resources import RESOURCES
from engine.trainings import TrainedFamily
from gui.adapt_work import Post
from gui.language import tr, tr_engine

CHUNK_BYTES = 1 << 16
LONGEST_WORDS = 4000
# Without it Windows would open a console for the process.
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class TrainState(StrEnum):
    """Where a training stands: READY, then RUNNING, perhaps STOPPING, and READY again."""

    READY = "ready"
    RUNNING = "running"
    STOPPING = "stopping"


@dataclass(frozen=True)
class TrainOrder:
    """What is to be trained. folder: of a training that goes on, None for a new one. finish: keep
    what has been reached, without another step."""

    family: TrainedFamily
    content: Path
    style: Path
    title: str
    minutes: float
    device: str = "auto"
    folder: Path | None = None
    finish: bool = False

    def arguments(self, styles: Path) -> list[str]:
        """The words of the command; styles: where the own styles lie."""
        words = ["train", "--title", self.title, "--minutes", f"{self.minutes:g}"]
        if self.folder is None:
            words += ["--family", self.family, "--content", str(self.content)]
            words += ["--style", str(self.style)]
        else:
            words += ["--out", str(self.folder)]
        words += ["--device", self.device, "--styles", str(styles)]
        words += ["--finish"] if self.finish else []
        return [*words, "--json", "--stop-on-input", "--low-priority"]


def program() -> list[str]:
    """How this program is started anew: from a clone, from site-packages, or packed as one."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(RESOURCES.parent / "app.py")]


@dataclass(eq=False)
class TrainProcess:
    """One process; its words are put into a post by a thread that only reads."""

    process: subprocess.Popen[bytes]
    post: Post
    complaints: IO[bytes]
    reader: threading.Thread = field(init=False)

    @classmethod
    def start(cls, command: Sequence[str], post: Post) -> TrainProcess:
        """Raises OSError where it cannot be started."""
        complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has ended
        process = subprocess.Popen(
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
            creationflags=NO_WINDOW,
        )  # fmt: skip
        made = cls(process, post, complaints)
        made.reader = threading.Thread(target=made._read, name="training-reader", daemon=True)
        made.reader.start()
        return made

    def _read(self) -> None:
        stream, rest = self.process.stdout, b""
        assert stream is not None
        while chunk := stream.read(CHUNK_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                said = _parsed(line)
                if said is not None:
                    self.post.put(said)
        stream.close()
        code = self.process.wait()
        self.complaints.seek(0, 2)
        self.complaints.seek(max(0, self.complaints.tell() - LONGEST_WORDS))
        words = self.complaints.read().decode("utf-8", "replace")
        self.complaints.close()
        self.post.put({"kind": "ended", "code": code, "words": words})

    def ask_to_stop(self) -> None:
        """It ends after the step at hand, and saves."""
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(b"stop\n")
        except (OSError, ValueError):
            return  # it has ended, which is what was wanted

    def let_go(self) -> None:
        """Nobody listens any more; its input ends, so it stops cleanly by itself."""
        self.post.close()
        try:
            assert self.process.stdin is not None
            self.process.stdin.close()
        except OSError:
            return


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) and isinstance(said.get("kind"), str) else None


class TrainWork(QObject):
    """One training at a time.

    `changed`: state or message is another one. `begun`: a process was started. `stepped` brings
    what it said of its steps, `sheet_made` the path of a sample sheet, `stored` the id and the
    title of the own style that came of it.
    """

    changed = Signal()
    begun = Signal()
    stepped = Signal(object)  # list[dict[str, Any]], oldest first
    sheet_made = Signal(object)  # Path
    stored = Signal(str, str)
    _arrived = Signal()

    def __init__(
        self, command: Callable[[], list[str]] = program, parent: QObject | None = None
    ) -> None:
        """command: starts this program, with the words of the training put after it."""
        super().__init__(parent)
        self._command = command
        self._process: TrainProcess | None = None
        self.state = TrainState.READY
        self.order: TrainOrder | None = None
        self.message = ""
        """What goes on, or how the last training ended; a sentence, "" where there is nothing."""
        self.facts: dict[str, Any] = {}
        """What the process said when it had read the pictures."""
        self.style_id = ""
        """Of the own style that came of the last training."""
        self.notices: list[str] = []
        """What was left out of the pictures, a sentence each."""
        self.failed = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        return self.state is not TrainState.READY

    @property
    def folder(self) -> Path | None:
        """Of the training at hand, as soon as it is known."""
        run = self.facts.get("run") or (self.order.folder if self.order is not None else None)
        return Path(run) if run else None

    # --- acting ---------------------------------------------------------------------------------

    def start(self, order: TrainOrder, styles: Path) -> None:
        """Begin, or go on; nothing happens while another one runs."""
        if self.running:
            return
        self.order, self.facts, self.style_id, self.failed = order, {}, "", False
        self.notices = []
        command = [*self._command(), *order.arguments(styles)]
        try:
            self._process = TrainProcess.start(command, Post(self._arrived.emit))
        except OSError as error:
            self.failed = True
            sentence = tr("The training could not be started ({reason}).")
            self._become(TrainState.READY, sentence.format(reason=error.strerror or str(error)))
            return
        self.begun.emit()
        self._become(TrainState.RUNNING, tr("Starting…"))

    def stop(self) -> None:
        """End after the step at hand; asked again, at once, with what was saved last."""
        if self._process is None:
            return
        if self.state is TrainState.RUNNING:
            self._process.ask_to_stop()
            self._become(TrainState.STOPPING, tr("Stopping after this step, and saving…"))
        elif self.state is TrainState.STOPPING:
            self._process.process.kill()

    def close(self) -> None:
        """The window goes: the training stops cleanly by itself, and nobody hears of it."""
        if self._process is not None:
            self._process.let_go()
            self._process = None
        self.state = TrainState.READY

    # --- what it says ---------------------------------------------------------------------------

    def _become(self, state: TrainState, message: str) -> None:
        self.state, self.message = state, message
        self.changed.emit()

    def _on_arrived(self) -> None:
        if self._process is None:
            return
        steps = []
        for said in self._process.post.take():
            kind = said["kind"]
            if kind == "step":
                steps.append(said)
            elif kind == "ended":
                self._tell_steps(steps)
                steps = []
                self._on_ended(said)
            else:
                self._hear(kind, said)
        self._tell_steps(steps)

    def _tell_steps(self, steps: list[dict[str, Any]]) -> None:
        if steps:
            if self.state is TrainState.RUNNING:
                self.message = ""
            self.stepped.emit(steps)

    def _hear(self, kind: str, said: dict[str, Any]) -> None:
        if kind == "sheet":
            self.sheet_made.emit(Path(str(said.get("path", ""))))
        elif kind == "begun":
            self.facts = said
            self._say(tr("Getting ready…"))
        elif kind == "reading":
            of = tr("Reading picture {done} of {all}…")
            self._say(of.format(done=said.get("done", 0), all=said.get("total", 0)))
        elif kind == "notice":
            self.notices.append(tr_engine(str(said.get("sentence", ""))))
            self.changed.emit()
        elif kind == "stopped":
            self.message = tr("Stopped and saved. You can go on with it at any time.")
            self.facts = {**self.facts, "stopped": True}
        elif kind == "failed":
            self.failed, self.message = True, tr_engine(str(said.get("sentence", "")))
        elif kind == "stored":
            self.style_id = str(said.get("id", ""))
            title = str(said.get("title", ""))
            self.message = tr("“{title}” is one of your own styles now.").format(title=title)
            self.stored.emit(self.style_id, title)

    def _say(self, sentence: str) -> None:
        if self.state is TrainState.RUNNING:
            self._become(TrainState.RUNNING, sentence)

    def _on_ended(self, said: dict[str, Any]) -> None:
        process, self._process = self._process, None
        assert process is not None
        process.let_go()
        process.reader.join()  # it has said its last word
        message = self.message
        heard = self.failed or self.style_id or self.facts.get("stopped")
        if not heard:
            # It was ended at once, or broke down before it could say why in its own way.
            self.failed = self.state is not TrainState.STOPPING
            message = tr("Ended. What was saved last is kept, and you can go on with it.")
            if self.failed:
                message = last_complaint(str(said.get("words", "")))
        self._become(TrainState.READY, message)


def last_complaint(words: str) -> str:
    """The last sentence that the program wrote for a person, or one that says there is none."""
    lines = [line.strip() for line in words.splitlines() if line.startswith("kintsugi: ")]
    if lines:
        return tr_engine(lines[-1].removeprefix("kintsugi: "))
    return tr("The training broke off. What was saved last is kept; start it again to go on.")
