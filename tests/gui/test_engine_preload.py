"""Torch's library is loaded ahead of the import, by the system and not by Python."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from gui import application, engine_preload
from gui.settings import EngineChoice

SCRIPT = """
import sys
from gui.engine_preload import LIBRARY, preload_engine
assert preload_engine()
assert "torch" not in sys.modules
assert LIBRARY in open("/proc/self/maps").read()
import torch
assert float(torch.ones(3).sum()) == 3.0
assert not preload_engine()
print("done")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the loader is that of Linux")
def test_the_library_is_there_before_the_import_and_the_import_takes_it():
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert ran.stdout.strip() == "done", ran.stderr


def test_nothing_is_done_where_nothing_can_be(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(engine_preload.importlib.util, "find_spec", lambda _name: None)
    assert engine_preload.find_library() is None and not engine_preload.preload_engine()
    monkeypatch.setattr(engine_preload.sys, "platform", "darwin")
    assert not engine_preload.preload_engine()


def test_a_library_that_does_not_load_is_left_to_the_import(monkeypatch, tmp_path):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    broken = tmp_path / engine_preload.LIBRARY
    broken.write_bytes(b"no library")
    monkeypatch.setattr(engine_preload, "find_library", lambda: broken)
    assert not engine_preload.preload_engine()


def test_the_loader_is_called_without_the_lock_of_python():
    # PyDLL would hold it; that is the whole point.
    assert not isinstance(ctypes.CDLL(None), ctypes.PyDLL)


def test_the_studio_of_the_window_is_made_behind_it(monkeypatch):
    import engine.studio

    order = []
    monkeypatch.setattr(application, "preload_engine", lambda: order.append("preload"))
    monkeypatch.setattr(engine.studio, "Studio", lambda **_: order.append("studio"))
    application.make_studio(EngineChoice())
    assert order == ["preload", "studio"]
