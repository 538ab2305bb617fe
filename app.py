"""The door of Kintsugi: no sub-command opens the window, a sub-command works headless."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import COMMANDS
from engine.cli import main as run_command
from engine.errors import KintsugiError

if TYPE_CHECKING:
    from engine.styles import StyleSource


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with the arguments ``argv`` (default: the process's own).

    Returns the exit code.  Neither Qt nor torch is imported before it is needed.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in COMMANDS:
        return run_command(arguments)
    try:
        files, style = window_arguments(arguments)
    except ValueError:  # --help, --version, or an option that the window does not know
        return run_command(arguments)
    for name in files:
        # A word without a dot or a slash that is no file is a mistyped command, not a picture.
        if not Path(name).exists() and not Path(name).suffix and os.sep not in name:
            return run_command(arguments)
    return open_window(files, style)


def window_arguments(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """The files and the style that a command line for the window names.

    Raises ValueError for anything else.
    """
    files: list[str] = []
    style: str | None = None
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            files.extend(waiting)
        elif argument == "--style":
            style = next(waiting, None)
            if style is None:
                raise ValueError("--style needs a value")
        elif argument.startswith("--style="):
            style = argument.removeprefix("--style=")
        elif argument.startswith("-"):
            raise ValueError(f"{argument} is no option of the window")
        else:
            files.append(argument)
    return files, style


def find_style(text: str) -> StyleSource | Path:
    """The bundled style of this id or title, or the path of a picture, which the window reads.

    Raises StyleError with a sentence.
    """
    from engine.cli.pictures import read_style

    return Path(text) if Path(text).is_file() else read_style(text)


def open_window(files: list[str], style: str | None = None) -> int:
    """Open a window for each of ``files``; says in one sentence why where that is not possible."""
    try:
        chosen = None if style is None else find_style(style)
    except KintsugiError as error:
        print(f"kintsugi: {error}", file=sys.stderr)
        return 2
    forget_foreign_qt_plugins()
    problem = screen_problem()
    if problem is None:
        try:
            from gui.application import run_window
        except ImportError as error:
            problem = (
                f"The window cannot open because Qt could not be loaded ({error}); "
                "`bash .ci/setup` installs what it needs."
            )
        else:
            return run_window(files, style=chosen)
    print(f"kintsugi: {problem}", file=sys.stderr)
    return 1


def forget_foreign_qt_plugins() -> None:
    """Drop a Qt plugin path that points into OpenCV.

    The full opencv-python build sets it when it is imported, and passes it on to every process
    that it starts; our Qt would look for its plugins there and abort.
    """
    if "cv2" in Path(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH", "")).parts:
        del os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"]


def screen_problem() -> str | None:
    """Why no window can be shown here, as a sentence, or None.

    Qt aborts the process when it finds no screen, so this has to be known beforehand.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    advice = "`kintsugi --help` lists what works without one."
    if not os.environ.get("DISPLAY"):
        return f"There is no screen to open a window on; {advice}"
    try:
        for needed in ("libxcb-cursor.so.0", "libxkbcommon-x11.so.0"):
            ctypes.CDLL(needed)
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return (
            f"The window cannot open because a system library is missing ({error}); "
            "`bash .ci/setup` installs it."
        )
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if refused:
        return f"The screen {os.environ['DISPLAY']} does not answer; {advice}"
    return None


if __name__ == "__main__":
    sys.exit(main())
