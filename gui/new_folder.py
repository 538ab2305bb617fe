"""A folder to write to that is not there yet: it is made, not asked for."""

from __future__ import annotations

import os
from pathlib import Path

from engine.errors import ImageFileError
from gui.language import tr


def can_be_made(folder: Path) -> bool:
    """Whether it is not there, but the one around it is; asks the disk."""
    # Path.exists() raises where a name is too long.
    return not os.path.lexists(folder) and os.path.isdir(folder.parent)


def folder_will_be_made(folder: Path) -> str:
    """What is said beforehand, so that a slip of the pen is seen."""
    return tr("The folder “{name}” will be made.").format(name=folder.name)


def make_folder(folder: Path) -> None:
    """Make it where only it is missing; raises ImageFileError if that cannot be."""
    if not can_be_made(folder):
        return
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ImageFileError(
            tr("The folder “{name}” cannot be made in “{parent}”: choose another one.").format(
                name=folder.name, parent=folder.parent
            )
        ) from error
