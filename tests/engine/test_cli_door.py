"""The program as it is started: `python app.py …`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def knock(
    *arguments: str, without: Callable[[str], bool] = lambda name: False, **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not without(name)}
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *arguments],
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def screenless(name: str) -> bool:
    return name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a screen")
@pytest.mark.parametrize("variables", [{}, {"DISPLAY": ":987"}])
def test_without_a_screen_the_window_says_so_in_one_sentence(variables: dict[str, str]) -> None:
    done = knock("holiday.jpg", without=screenless, **variables)
    assert done.returncode == 1 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and "kintsugi --help" in done.stderr


def test_the_door_leads_to_the_commands() -> None:
    done = knock("styles", "--json", without=screenless)
    assert done.returncode == 0 and json.loads(done.stdout)["styles"]
    assert knock("stiles", without=screenless).returncode == 2
    assert knock("--version").stdout.startswith("kintsugi ")


def test_a_closed_pipe_is_no_disaster() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import os, app\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        "sys.exit(app.main(['styles']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and done.stderr == ""


def test_a_plugin_path_that_points_into_opencv_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    import app

    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/site-packages/cv2/qt/plugins")
    app.forget_foreign_qt_plugins()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/opt/own/plugins")
    app.forget_foreign_qt_plugins()
    assert os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"] == "/opt/own/plugins"
