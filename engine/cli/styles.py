"""`kintsugi styles`: the styles that ship with the program."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console
from engine.cli.options import add_command
from engine.styles import StylePreset, bundled_styles

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

_DESCRIPTION = """\
List the bundled styles. Any command with --style takes an id from here, or a picture of your own.
"""
_EXAMPLES = """\
  kintsugi styles
  kintsugi styles --json
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(commands, "styles", "list the bundled styles", _DESCRIPTION, _EXAMPLES)
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace, console: Console, _make_studio: StudioFactory) -> int:
    """Carry the command out."""
    styles = bundled_styles()
    width = max((len(style.id) for style in styles), default=0)
    for style in styles:
        console.say(f"{style.id:<{width}}  {credit(style)}")
    console.answer(
        command="styles",
        styles=[
            {
                "id": style.id,
                "title": style.title,
                "artist": style.artist,
                "year": style.year,
                "note": style.note,
                "image": str(style.image_path),
            }
            for style in styles
        ],
    )
    return 0


def credit(style: StylePreset) -> str:
    """Title, artist and year, as far as they are known."""
    return ", ".join(part for part in (style.title, style.artist, style.year) if part)
