"""Where the files that ship with the program are: models, styles, icons."""

from __future__ import annotations

from pathlib import Path

# `resources` lies beside `engine` in a clone and, as package data, in site-packages.
RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or folder, such as ``resource_path("styles", "styles.json")``."""
    return RESOURCES.joinpath(*parts)
