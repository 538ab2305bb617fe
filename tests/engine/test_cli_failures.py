"""What a command shows when the work below it fails or is broken off."""

from __future__ import annotations

import errno
import io
import signal
import sys
import threading
from pathlib import Path

import pytest
from fake_studio import FakeStudio
from picture_desk import Desk, desk

from engine.cli import main
from engine.cli.console import Console
from engine.errors import ModelError
from engine.imaging.photo import Photo

__all__ = ["desk"]


class Failing(FakeStudio):
    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def transfer(self, *_: object, **__: object) -> Photo:
        raise self.error


TRANSFER = "transfer photo.png --style style.png -o out.png".split()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ModelError("The model is missing."), 1, "The model is missing."),
        (MemoryError(), 1, "not enough memory"),
        (OSError(errno.ENOSPC, "No space left on device", "x"), 1, "No space left"),
        (ZeroDivisionError("oops"), 1, "ZeroDivisionError: oops"),
        (KeyboardInterrupt(), 130, "Cancelled."),
    ],
)
def test_no_failure_shows_a_traceback(
    desk: Desk, error: BaseException, code: int, words: str
) -> None:
    ran = desk.run(*TRANSFER, studio=Failing(error))
    assert ran.code == code and words in ran.err and ran.out == ""
    assert len(ran.err.splitlines()) == 1 and not Path("out.png").exists()


def test_details_of_a_defect_are_there_for_those_who_ask(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINTSUGI_DEBUG", "1")
    assert "Traceback" in desk.run(*TRANSFER, studio=Failing(ZeroDivisionError("oops"))).err


class Interrupted(FakeStudio):
    """Presses Ctrl-C in the middle of its work."""

    def transfer(self, content, style, params, progress=None, region=None) -> Photo:
        signal.raise_signal(signal.SIGINT)
        return super().transfer(content, style, params, progress)


def test_ctrl_c_cancels_cleanly(desk: Desk) -> None:
    handler = signal.getsignal(signal.SIGINT)
    ran = desk.run(*TRANSFER, "--json", studio=Interrupted())
    assert ran.code == 130 and ran.answer == {"error": "Cancelled."}
    assert not Path("out.png").exists() and signal.getsignal(signal.SIGINT) is handler


class Stubborn(FakeStudio):
    """Does not look at its progress, so that only a second Ctrl-C can stop it."""

    def transfer(self, content, style, params, progress=None, region=None) -> Photo:
        signal.raise_signal(signal.SIGINT)
        assert progress is not None and progress.cancelled
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the second Ctrl-C did not interrupt")


def test_a_second_ctrl_c_does_not_wait(desk: Desk) -> None:
    assert desk.run(*TRANSFER, studio=Stubborn()).code == 130


class FakeScreen(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("quiet", "terminal", "shown"),
    [(False, True, True), (True, True, False), (False, False, False)],
)
def test_the_bar_appears_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, quiet: bool, terminal: bool, shown: bool
) -> None:
    screen = FakeScreen(terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    before = threading.active_count()
    with Console(quiet=quiet).progress() as progress:
        progress.report(0.5, "Painting")
        assert threading.active_count() == before
    drawn = screen.getvalue()
    assert ("Painting" in drawn and "50%" in drawn) if shown else drawn == ""


def test_commands_run_outside_of_the_main_thread_too(desk: Desk) -> None:
    codes: list[int] = []
    thread = threading.Thread(
        target=lambda: codes.append(main(TRANSFER, studio_factory=FakeStudio))
    )
    thread.start()
    thread.join()
    assert codes == [0] and Path("out.png").exists()
