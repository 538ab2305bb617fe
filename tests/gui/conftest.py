"""A window, a session and files for them, on a studio of tiny numpy operations."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy_studio import FakeStudio, make_pixels
from PIL import Image

from engine.imaging.photo import Photo
from engine.styles import StylePreset


@pytest.fixture(autouse=True)
def garbage_of_this_thread() -> Iterator[None]:
    """As in the program: a cycle with a timer in it must not be collected by a worker thread."""
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture(autouse=True)
def frames_without_a_clock(monkeypatch) -> None:
    """A frame on a busy machine must show the same as on a free one."""
    monkeypatch.setattr("gui.picture_view.SECONDS_PER_FRAME", math.inf)


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio()


@pytest.fixture
def make_photo() -> Callable[[int, int], Photo]:
    return lambda height, width: Photo(pixels=make_pixels(height, width))


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """A JPEG with EXIF."""
    image = Image.fromarray(make_pixels())
    exif = Image.Exif()
    exif[0x013B] = "Ada Lovelace"  # Artist
    path = tmp_path / "garden.jpg"
    image.save(path, quality=95, exif=exif)
    return path


@pytest.fixture
def style_file(tmp_path: Path) -> Path:
    path = tmp_path / "brushwork.png"
    Image.fromarray(make_pixels(64, 64)[::-1, :, ::-1].copy()).save(path)
    return path


@pytest.fixture
def presets(tmp_path: Path) -> tuple[StylePreset, ...]:
    folder = tmp_path / "styles"
    folder.mkdir()
    made = []
    for i, title in enumerate(("Great Wave", "Starry Night", "Tiles")):
        path = folder / f"{i}.png"
        Image.fromarray(np.roll(make_pixels(64, 64), i, axis=2)).save(path)
        made.append(StylePreset(f"style-{i}", title, "Someone", "1900", "A note.", path, path))
    return tuple(made)


@pytest.fixture
def session(qtbot, studio: FakeStudio) -> Iterator:
    from gui.session import EditorSession

    made = EditorSession(lambda: studio)
    yield made
    studio.open_gates()
    assert made.shutdown(), "the engine thread did not end"


@pytest.fixture
def make_window(qtbot, qapp, studio, presets, monkeypatch) -> Iterator[Callable[[], object]]:
    """Windows that are shown, and closed without questions at the end."""
    from gui import dialogs
    from gui.main_window import MainWindow
    from gui.session import EditorSession
    from gui.settings import Settings
    from gui.theme import Theme

    windows = []

    def make():
        window = MainWindow(EditorSession(lambda: studio), Settings(), Theme(qapp, "dark"), presets)
        window.show()
        windows.append(window)
        return window

    yield make
    studio.open_gates()
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "discard")
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def wait_idle(qtbot) -> Callable[..., None]:
    """Wait until no job is waiting or running, and what follows from the last has happened."""

    def wait(session, timeout: int = 5000) -> None:
        qtbot.waitUntil(lambda: session.idle, timeout=timeout)
        qtbot.wait(1)

    return wait


@pytest.fixture
def asked(monkeypatch) -> dict:
    """The titles of the questions that were asked; the answer to them can be changed."""
    from gui import dialogs

    asked: dict = {"questions": [], "answer": True}

    def ask(_parent, title, *_words) -> bool:
        asked["questions"].append(title)
        return asked["answer"]

    monkeypatch.setattr(dialogs, "ask", ask)
    return asked


@pytest.fixture
def notices(session) -> list:
    """All that the session tells, as it comes."""
    told: list = []
    session.notified.connect(told.append)
    return told


@pytest.fixture
def stylized(session, photo_file, presets, wait_idle):
    """A session in which a photo was opened, styled and inspected."""
    session.open_content(photo_file)
    session.set_style(presets[0])
    wait_idle(session)
    session.transfer()
    wait_idle(session)
    return session


@pytest.fixture
def stylized_window(window, photo_file, presets, wait_idle):
    """A window in which a photo was opened, styled and inspected."""
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    window.session.transfer()
    wait_idle(window.session)
    return window
