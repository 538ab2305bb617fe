"""Project files, taken apart and put together again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from engine.document.archive import pack


def repacked(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Write the project at ``path`` again with members changed by ``change``."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    path.write_bytes(pack(members))
    return path
