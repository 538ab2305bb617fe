"""`kintsugi install-desktop`: an entry in the menu, icons, and project files that open."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console
from engine.cli.options import add_command
from engine.desktop import DesktopFolders, install, own_command, remove

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

_DESCRIPTION = """\
Put Kintsugi into the menu of the desktop, with its icon, and let .kintsugi projects and pictures
open with it. Writes into your own folders only; --remove takes all of it away again.
"""
_EXAMPLES = """\
  kintsugi install-desktop
  kintsugi install-desktop --remove
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "install-desktop", "put Kintsugi into the desktop's menu", _DESCRIPTION, _EXAMPLES
    )
    parser.add_argument(
        "--remove", action="store_true", help="take the entry, the icons and the file type away"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, _make_studio: StudioFactory) -> int:
    """Carry the command out."""
    folders = DesktopFolders.of_person()
    if arguments.remove:
        touched = remove(folders)
        console.say(
            f"Kintsugi is no longer in the menu; {len(touched)} files removed below {folders.data}."
            if touched
            else f"There was nothing to remove below {folders.data}."
        )
    else:
        touched = install(folders, own_command())
        console.say(
            f"Kintsugi is in the menu now; {len(touched)} files written below {folders.data}."
        )
    console.answer(
        command="install-desktop",
        removed=arguments.remove,
        files=[str(path) for path in touched],
    )
    return 0
