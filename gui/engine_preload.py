"""Loading torch's libraries without holding up the window.

Importing torch loads a shared library of some hundred megabytes. Python does that with its lock
held, so for as long as it takes no other thread runs: the window stands still for 0.2 s, or for
0.6 s if the file has to come from the disk. Called as a foreign function, the loader of the system
does the same work without the lock; the import then finds the library in place.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import os
import sys
from pathlib import Path

LIBRARY = "libtorch_cpu.so"
log = logging.getLogger(__name__)


def preload_engine() -> bool:
    """Load torch's main library into the process, without importing anything.

    For the engine thread, before its first import of torch. Returns False, having done nothing,
    where torch is imported already, on systems other than Linux, and where the library is not
    found: the import itself then does the work, and tells what is wrong.
    """
    if not sys.platform.startswith("linux") or "torch" in sys.modules:
        return False
    path = find_library()
    if path is None:
        return False
    load = ctypes.CDLL(None).dlopen
    load.restype, load.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int]
    if load(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL):
        return True
    log.info("%s could not be loaded ahead.", path.name)
    return False


def find_library() -> Path | None:
    """Where torch's main library lies; None where it is installed in another way, or not at all."""
    try:
        found = importlib.util.find_spec("torch")
    except (ImportError, ValueError):
        return None
    places = (found.submodule_search_locations or []) if found is not None else []
    paths = (Path(place) / "lib" / LIBRARY for place in places)
    return next((path for path in paths if path.is_file()), None)
