"""Making the desktop know Kintsugi: its entry in the menu, its icons, and its project files.

Everything goes into the person's own folders, as the XDG Base Directory, Desktop Entry, Shared
MIME-info and Icon Theme specifications ask; nothing needs an administrator.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ImageFileError, KintsugiError
from engine.imaging.files import atomic_write
from engine.resources import resource_path

ICON_SIDES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ENTRY, MIME = "kintsugi.desktop", "kintsugi.xml"
# Reading these again is the desktop's own business; where one is missing it looks by itself.
_REFRESHING = (
    ("update-desktop-database", "applications"),
    ("update-mime-database", "mime"),
    ("gtk-update-icon-cache", "icons/hicolor"),
)
_REFRESH_LIMIT_S = 30
# What has to be quoted inside an argument of Exec, by the Desktop Entry specification.
_QUOTED = ("\\", '"', "`", "$")


class DesktopError(KintsugiError):
    """The desktop could not be told; the sentence says why and what to do."""


@dataclass(frozen=True)
class DesktopFolders:
    """Where the pieces go below the person's data folder."""

    data: Path

    @classmethod
    def of_person(cls, variables: Mapping[str, str] = os.environ) -> DesktopFolders:
        """$XDG_DATA_HOME, or ~/.local/share; DesktopError on other systems than Linux and BSD."""
        if sys.platform in ("win32", "darwin"):
            raise DesktopError(
                "Menu entries of this kind exist on Linux and BSD desktops only; start Kintsugi "
                "with `kintsugi` here."
            )
        chosen = variables.get("XDG_DATA_HOME", "")
        data = Path(chosen) if Path(chosen).is_absolute() else Path.home() / ".local" / "share"
        return cls(data)

    def pieces(self) -> dict[Path, Path]:
        """Every file that belongs to Kintsugi there, and the one it is made from."""
        source = resource_path("desktop")
        hicolor = self.data / "icons" / "hicolor"
        pieces = {
            self.data / "applications" / ENTRY: source / ENTRY,
            self.data / "mime" / "packages" / MIME: source / MIME,
        }
        for side in ICON_SIDES_PX:
            folder = hicolor / f"{side}x{side}"
            pieces[folder / "apps" / "kintsugi.png"] = source / f"kintsugi-{side}.png"
            pieces[folder / "mimetypes" / "application-x-kintsugi.png"] = (
                source / f"kintsugi-{side}.png"
            )
        picture = resource_path("icons") / "kintsugi.svg"
        pieces[hicolor / "scalable" / "apps" / "kintsugi.svg"] = picture
        pieces[hicolor / "scalable" / "mimetypes" / "application-x-kintsugi.svg"] = picture
        return pieces


def install(folders: DesktopFolders, command: list[str]) -> list[Path]:
    """Put every piece in place, with ``command`` as what the menu starts; the files written.

    Raises DesktopError if one cannot be written.
    """
    written = []
    for target, source in folders.pieces().items():
        content = source.read_bytes()
        if target.name == ENTRY:
            content = entry_for(content.decode("utf-8"), command).encode("utf-8")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(target, content)
        except (OSError, ImageFileError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise DesktopError(
                f"“{target}” could not be written ({reason or error}); check that the folder "
                "belongs to you."
            ) from error
        written.append(target)
    refresh(folders)
    return written


def remove(folders: DesktopFolders) -> list[Path]:
    """Take every piece away again; the files that were there.  DesktopError if one must stay."""
    removed = []
    for target in folders.pieces():
        try:
            target.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DesktopError(
                f"“{target}” could not be removed ({error.strerror or error}); check that the "
                "folder belongs to you."
            ) from error
        removed.append(target)
    refresh(folders)
    return removed


def entry_for(entry: str, command: list[str]) -> str:
    """The desktop entry with ``command`` instead of a bare name, which need not be on the path."""
    words = " ".join(quoted(word) for word in command)
    lines = []
    for line in entry.splitlines():
        if line.startswith("Exec="):
            lines += [f"Exec={words} %F", f"TryExec={command[0]}"]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def quoted(word: str) -> str:
    """One argument of Exec, quoted where the specification asks for it."""
    word = word.replace("%", "%%")
    if word and all(letter.isalnum() or letter in "/._-+:@%" for letter in word):
        return word
    for letter in _QUOTED:
        word = word.replace(letter, "\\" + letter)
    # The file's own level of escaping comes on top of that of the argument.
    return '"' + word.replace("\\", "\\\\") + '"'


def own_command() -> list[str]:
    """How this very Kintsugi is started: its script, or the interpreter with app.py."""
    script = Path(sys.argv[0])
    if script.stem == "kintsugi" and script.exists():
        return [str(script.absolute())]
    found = Path(sys.executable).with_name("kintsugi")
    if found.exists():
        return [str(found)]
    return [sys.executable, str(Path(__file__).resolve().parent.parent / "app.py")]


def refresh(folders: DesktopFolders) -> None:
    """Let the desktop read its folders again, with the tools that are there."""
    for tool, folder in _REFRESHING:
        program = shutil.which(tool)
        if program is None or not (folders.data / folder).is_dir():
            continue
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                [program, str(folders.data / folder)],
                check=False, capture_output=True, timeout=_REFRESH_LIMIT_S,
            )  # fmt: skip
