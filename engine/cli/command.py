"""The command line as a whole: which commands there are, and what a failure looks like."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.cli import (
    batch,
    compare,
    demo,
    evaluate,
    inspect,
    install_desktop,
    repair,
    styles,
    train,
    transfer,
)
from engine.cli.console import Console, UsageProblem
from engine.cli.options import CommandParser, HelpFormatter, add_common_options
from engine.errors import KintsugiError
from engine.progress import Cancelled
from engine.version import app_version

if TYPE_CHECKING:
    from engine.studio import Studio

    StudioFactory = Callable[[str], Studio]

_MODULES = {
    "transfer": transfer,
    "inspect": inspect,
    "repair": repair,
    "evaluate": evaluate,
    "compare": compare,
    "batch": batch,
    "styles": styles,
    "train": train,
    "demo": demo,
    "install-desktop": install_desktop,
}
COMMANDS = tuple(_MODULES)
"""The sub-commands; anything else on the command line is a file for the window."""

OK, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_DESCRIPTION = """\
Kintsugi carries the style of a picture over to a photo, shows where the result looks broken,
and repairs those places without touching a pixel elsewhere.

Without a command a window opens, or one for each FILE; --style S chooses the style in them.
"""
_EPILOG = """\
`kintsugi COMMAND --help` explains a command and shows examples.

exit codes: 0 done, 1 failed (one sentence on stderr says why), 2 wrong usage,
3 `inspect` or `batch` found more than --max-flagged, 130 cancelled with Ctrl-C.
"""


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = CommandParser(
        prog="kintsugi",
        usage="kintsugi [--style S] [FILE ...]\n       kintsugi COMMAND ...",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"kintsugi {app_version()}")
    commands = parser.add_subparsers(
        title="commands", dest="command", metavar="COMMAND", required=True, prog="kintsugi"
    )
    for name, module in _MODULES.items():
        module.add_parser(commands)
        add_common_options(commands.choices[name])
    return parser


def main(argv: Sequence[str], studio_factory: StudioFactory | None = None) -> int:
    """Run one command and return its exit code; never raises for what a person can cause.

    ``studio_factory`` makes the studio for a device name; the default makes the real one.
    """
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit:  # the help or the version has been printed
        return OK
    except UsageProblem as problem:
        Console(as_json="--json" in argv).fail(str(problem))
        return WRONG_USAGE
    console = Console(arguments.json, arguments.quiet)
    run: Callable[[argparse.Namespace, Console, StudioFactory], int] = arguments.run
    try:
        code = run(arguments, console, studio_factory or _make_studio)
        sys.stdout.flush()
        return code
    except UsageProblem as problem:
        console.fail(str(problem))
        return WRONG_USAGE
    except (Cancelled, KeyboardInterrupt):
        console.fail("Cancelled.")
        return INTERRUPTED
    except KintsugiError as error:
        console.fail(str(error))
    except MemoryError:
        console.fail("There is not enough memory for this picture; try a smaller one.")
    except BrokenPipeError:
        # Whoever read our output has gone; without this Python complains once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        console.fail(f"A file could not be read or written: {error.strerror or error}{where}.")
    except Exception as error:  # noqa: BLE001 - a defect of ours; a person gets a sentence
        if os.environ.get("KINTSUGI_DEBUG"):
            traceback.print_exc()
        console.fail(
            f"Something went wrong inside Kintsugi ({type(error).__name__}: {error}); "
            "please report it with what KINTSUGI_DEBUG=1 prints."
        )
    return FAILED


def _make_studio(device: str) -> Studio:
    from engine.studio import Studio

    return Studio(device=device)
