"""The door of Kintsugi: no sub-command opens the window, a sub-command works headless."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.cli import COMMANDS
from engine.cli import main as run_command


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with the arguments ``argv`` (default: the process's own).

    Returns the exit code.  Neither Qt nor torch is imported before it is needed.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        return run_command(arguments)
    for argument in arguments:
        # A word without a dot or a slash that is no file is a mistyped command, not a picture.
        if not Path(argument).exists() and not Path(argument).suffix and os.sep not in argument:
            return run_command(arguments)
    return open_window(arguments)


def open_window(files: list[str]) -> int:
    """Open the window with ``files``; says in one sentence why where that is not possible."""
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
            return run_window(files)
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
