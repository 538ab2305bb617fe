"""`kintsugi styles`: the styles that ship with the program, and presets of one's own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console, UsageProblem
from engine.cli.options import add_command
from engine.cli.pictures import count_text
from engine.imaging.files import read_photo
from engine.own_styles import rename_own_style
from engine.styles import (
    StylePreset,
    bundled_styles,
    own_styles_folder,
    read_own_styles,
    remove_own_style,
)

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

_DESCRIPTION = """\
List the bundled styles and your own, add a preset made from one picture or a set of them, or
rename or remove one of your own. Any command with --style takes an id from here, or a picture.
StyleNet draws every style but those that say otherwise: a collection has a generator of its own
(a CycleGAN that was trained on it), and so has a style that StyleNet was adapted to.
"""
_EXAMPLES = """\
  kintsugi styles
  kintsugi styles list --json
  kintsugi styles add sketch-1.jpg sketch-2.jpg --title "My sketchbook"
  kintsugi styles rename own-my-sketchbook-1a2b3c4d --title "Sketches of 2024"
  kintsugi styles remove own-my-sketchbook-1a2b3c4d
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "styles", "list the styles; add, rename, remove your own", _DESCRIPTION, _EXAMPLES
    )
    parser.add_argument("action", nargs="?", choices=tuple(_ACTIONS), default="list")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="pictures to add, or ids to rename or remove"
    )
    parser.add_argument(
        "--title", help="of the preset to add (default: the name of the picture) or rename"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help=f"where your own presets lie (default: {_for_help(own_styles_folder())})",
    )
    parser.set_defaults(run=run)


def _for_help(folder: Path) -> str:
    home = Path.home()
    shown = Path("~") / folder.relative_to(home) if folder.is_relative_to(home) else folder
    return str(shown).replace("%", "%%")


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    arguments.folder = arguments.folder or own_styles_folder()
    _ACTIONS[arguments.action](arguments, console, make_studio)
    return 0


def _list(arguments: argparse.Namespace, console: Console, _make_studio: StudioFactory) -> None:
    if arguments.names:
        raise UsageProblem("`kintsugi styles list` takes no names; the other actions do.")
    own = read_own_styles(arguments.folder)
    styles = (*bundled_styles(), *own.presets)
    width = max((len(style.id) for style in styles), default=0)
    for style in styles:
        console.say(f"{style.id:<{width}}  {credit(style)}")
    for sentence in own.skipped:
        console.say(sentence)
    console.answer(
        command="styles",
        styles=[_values(style) for style in styles],
        skipped=list(own.skipped),
    )


def _add(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> None:
    if not arguments.names:
        raise UsageProblem("Name the picture, or the pictures, that the style is to come from.")
    pictures = [read_photo(name) for name in arguments.names]
    title = arguments.title or Path(pictures[0].name).stem
    studio = make_studio(arguments.device)
    with console.progress() as progress:
        preset = studio.add_own_style(arguments.folder, title, pictures, progress)
    console.say(
        f"Added {preset.id}, made from {count_text(len(pictures), 'picture')}; use it with "
        f"--style {preset.id}."
    )
    console.answer(command="styles", added=_values(preset))


def _rename(arguments: argparse.Namespace, console: Console, _make_studio: StudioFactory) -> None:
    if len(arguments.names) != 1 or not arguments.title:
        raise UsageProblem("Name one id, and its new title with --title.")
    preset = rename_own_style(arguments.folder, arguments.names[0], arguments.title)
    console.say(f"{preset.id} is “{preset.title}” now.")
    console.answer(command="styles", renamed=_values(preset))


def _remove(arguments: argparse.Namespace, console: Console, _make_studio: StudioFactory) -> None:
    if not arguments.names:
        raise UsageProblem("Name the ids to remove; `kintsugi styles` lists them.")
    for name in arguments.names:
        remove_own_style(arguments.folder, name)
        console.say(f"Removed {name}.")
    console.answer(command="styles", removed=arguments.names)


_ACTIONS = {"list": _list, "add": _add, "rename": _rename, "remove": _remove}
_DRAWN_BY = {"cyclegan": "collection (CycleGAN)", "adapted": "adapted"}


def _values(style: StylePreset) -> dict[str, Any]:
    return {
        "id": style.id,
        "title": style.title,
        "artist": style.artist,
        "year": style.year,
        "note": style.note,
        "own": style.own,
        "family": style.family,
        "image": None if style.image_path is None else str(style.image_path),
    }


def credit(style: StylePreset) -> str:
    """Title, artist and year, as far as they are known, and what draws it if StyleNet does not."""
    own = "your own" if style.own else ""
    about = (style.title, style.artist, style.year, own, _DRAWN_BY.get(style.family, ""))
    return ", ".join(part for part in about if part)
