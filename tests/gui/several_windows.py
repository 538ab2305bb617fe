"""Windows on one engine, the questions that they ask, and work done in one of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gui import closing, dialogs
from gui.settings import Settings
from gui.theme import Theme
from gui.windows import Windows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def asked(monkeypatch) -> dict[str, list]:
    """Every question that was asked; the answers can be changed."""
    asked: dict[str, list] = {"one": [], "several": [], "answer": ["cancel"]}

    def one(_parent, name, next_step):
        asked["one"].append((name, next_step))
        return asked["answer"][0]

    def several(_parent, names):
        asked["several"].append(sorted(names))
        return asked["answer"][0]

    monkeypatch.setattr(dialogs, "ask_about_unsaved", one)
    monkeypatch.setattr(closing, "ask_about_several", several)
    return asked


@pytest.fixture
def make_windows(qtbot, qapp, studio, presets, folder, asked):
    made = []

    def make() -> Windows:
        windows = Windows(Settings(), Theme(qapp, "dark"), presets, lambda: studio, folder)
        made.append(windows)
        return windows

    yield make
    studio.gate.set()
    for windows in made:
        assert windows.end()
        windows.deleteLater()


@pytest.fixture
def windows(make_windows) -> Windows:
    made = make_windows()
    made.open_files([])
    return made


def idle(qtbot, windows: Windows) -> None:
    qtbot.waitUntil(
        lambda: all(
            window.session.idle and not windows.autosave_of(window).busy for window in windows.all
        )
    )
    qtbot.wait(1)


def work_on(qtbot, windows: Windows, window, photo: Path, presets) -> None:
    window.commands.open_path(photo)
    idle(qtbot, windows)
    window.session.set_style(presets[0])
    window.session.transfer()
    idle(qtbot, windows)
    assert window.session.is_modified


@pytest.fixture
def second_photo(photo_file: Path) -> Path:
    return Path(shutil.copy(photo_file, photo_file.with_name("meadow.jpg")))
