"""Threads in the background leave the cores to the window."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from gui.giving_way import SWITCH_INTERVAL_S
from gui.jobs import JobRunner

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="by thread only on Linux")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@linux
def test_jobs_and_what_they_start_run_behind_the_window(qtbot, monkeypatch) -> None:
    monkeypatch.setattr("gui.giving_way.NICENESS", min(niceness() + 3, 19))
    before, found = niceness(), []

    def work(_progress) -> None:
        child = threading.Thread(target=lambda: found.append(niceness()))
        child.start()
        child.join()
        found.append(niceness())

    runner = JobRunner("kintsugi-test")
    runner.submit("Test", work, on_success=lambda _nothing: None)
    qtbot.waitUntil(lambda: not runner.busy)
    runner.shutdown()
    assert found == [min(before + 3, 19)] * 2
    assert niceness() == before


def test_python_hands_its_lock_over_soon(qtbot) -> None:
    runner, told = JobRunner("kintsugi-test"), []
    runner.submit("Test", lambda _progress: sys.getswitchinterval(), on_success=told.append)
    qtbot.waitUntil(lambda: bool(told))
    runner.shutdown()
    assert told[0] <= SWITCH_INTERVAL_S + 1e-6
