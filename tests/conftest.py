"""What every test stands on: no screen, a home of its own, and no thread left behind."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

# All of this must be in the environment before Qt is imported for the first time; Qt reads some
# of it only once.
_SANDBOX = Path(tempfile.mkdtemp(prefix="kintsugi-tests-"))
atexit.register(shutil.rmtree, _SANDBOX, ignore_errors=True)
for _variable, _folder in {
    "HOME": "home",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}.items():
    (_SANDBOX / _folder).mkdir(mode=0o700)
    os.environ[_variable] = str(_SANDBOX / _folder)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
os.environ.pop("QT_STYLE_OVERRIDE", None)
# The scale of the developer's screen must not change what a test sees.
for _variable in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI"):
    os.environ.pop(_variable, None)

import pytest  # noqa: E402

_GRACE_S = 5.0


def _running_qthreads() -> set[object]:
    """Every QThread object that Python knows of and that still runs."""
    if "PySide6.QtCore" not in sys.modules:
        return set()
    import shiboken6
    from PySide6.QtCore import QThread

    main = QThread.currentThread()
    return {
        wrapper
        for wrapper in shiboken6.getAllValidWrappers()
        if isinstance(wrapper, QThread) and wrapper is not main and wrapper.isRunning()
    }


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a Python thread or a QThread running behind it."""
    before_py, before_qt = set(threading.enumerate()), _running_qthreads()
    yield
    deadline = time.monotonic() + _GRACE_S
    while True:
        leaked = [
            thread
            for thread in threading.enumerate()
            # Dummies stand for foreign threads (Qt's, torch's) that once called into Python.
            if thread not in before_py and not isinstance(thread, threading._DummyThread)
        ]
        leaked_qt = _running_qthreads() - before_qt
        if not leaked and not leaked_qt:
            return
        if time.monotonic() > deadline:
            break
        time.sleep(0.01)
    names = [thread.name for thread in leaked] + [repr(thread) for thread in leaked_qt]
    pytest.fail(f"the test left threads running: {', '.join(names)}")


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test empty settings, so that none depends on what another has saved."""
    config = tmp_path / ".config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(config))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for file_format in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(file_format, QSettings.Scope.UserScope, str(config))
