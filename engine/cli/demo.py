"""`kintsugi demo`: the whole way on a bundled sample photo."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console
from engine.cli.options import add_command

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

_DESCRIPTION = """\
Transfer, inspect and repair a sample photo in a bundled style. Writes stylized.png, heatmap.png,
repaired.png and sheet.png (before and after, labelled) to FOLDER, and says what it did and where
it looked.
"""
_EXAMPLES = """\
  kintsugi demo
  kintsugi demo demo-output
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(commands, "demo", "walk the whole way once", _DESCRIPTION, _EXAMPLES)
    parser.add_argument(
        "folder",
        nargs="?",
        default="demo-output",
        metavar="FOLDER",
        help="folder to write to; made if it is missing (default: demo-output)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    from engine.demo import run_demo

    studio = make_studio(arguments.device)
    with console.progress() as progress:
        report = run_demo(Path(arguments.folder), studio, progress)
    for line in report.lines:
        console.say(line)
    console.answer(command="demo", **report.values)
    return 0
