"""What a command says and where: results on stdout, progress and failures on stderr."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TextIO

from engine.progress import Progress


class UsageProblem(Exception):
    """The command line makes no sense; the text is one sentence.  Exit code 2."""


class Console:
    """Speaks for one command.

    With ``as_json`` the only thing on stdout is one JSON object; sentences for people are left
    out.  The progress bar appears on stderr, and only when that is a terminal.
    """

    def __init__(self, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self._quiet = quiet

    def say(self, text: str = "") -> None:
        """Print a line for a person; silent with --json."""
        if not self.as_json:
            _print(text)

    def answer(self, **values: Any) -> None:
        """Print the JSON object with the result; silent without --json."""
        if self.as_json:
            text = json.dumps(values, ensure_ascii=False, indent=2)
            _print(text if _can_print(text) else json.dumps(values, indent=2))

    def warn(self, sentence: str) -> None:
        """Print a sentence on stderr."""
        _print(f"kintsugi: {sentence}", sys.stderr)

    def fail(self, sentence: str) -> None:
        """Say on stderr, and with --json on stdout too, why the command failed."""
        self.warn(sentence)
        self.answer(error=sentence)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A Progress that draws a bar and that Ctrl-C cancels; a second Ctrl-C interrupts."""
        with _bar(sys.stderr.isatty() and not self._quiet) as on_report:
            progress = Progress(on_report)
            with _cancelled_by_interrupt(progress):
                yield progress


def _print(text: str, file: TextIO | None = None) -> None:
    """Print a line, with escapes for the characters that `file` (default: stdout) cannot take.

    Such are those of other scripts on a terminal that is not set to UTF-8, and everywhere those
    that stand for the bytes of a file name that is not UTF-8.
    """
    file = file or sys.stdout
    if not _can_print(text, file):
        text = text.encode(file.encoding, "backslashreplace").decode(file.encoding)
    print(text, file=file)


def _can_print(text: str, file: TextIO | None = None) -> bool:
    file = file or sys.stdout
    if file.encoding is None:  # a file in memory
        return True
    try:
        text.encode(file.encoding, file.errors or "strict")
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def _bar(shown: bool) -> Iterator[Any]:
    """A progress bar as a function of (fraction, message), or None if it is not to be shown."""
    if not shown:
        yield None
        return
    from tqdm import tqdm

    class Bar(tqdm):
        # A monitor thread would outlive the command; a bar that is fed often needs none.
        monitor_interval = 0

    layout = "{desc:<34.34} {percentage:3.0f}% |{bar}| {elapsed}"
    with Bar(total=1.0, bar_format=layout, file=sys.stderr, leave=False, miniters=0) as bar:

        def on_report(fraction: float, message: str) -> None:
            is_news = bool(message) and message != bar.desc
            if is_news:
                bar.set_description_str(message, refresh=False)
            bar.update(fraction - bar.n)
            if is_news:
                bar.refresh()  # a new step is shown at once, progress within it now and then

        yield on_report


@contextmanager
def _cancelled_by_interrupt(progress: Progress) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    before = signal.getsignal(signal.SIGINT)

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        progress.cancel()
        # Not what was before: a shell has a command in the background ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        # None: a handler that was not set by Python and cannot be set again by it.
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
