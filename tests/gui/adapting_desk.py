"""The dialog that adapts to the open picture, and the permits for its steps."""

from __future__ import annotations

import threading

import pytest

from engine.operations.params import AdaptParams
from gui.adapt_work import AdaptState

LIMIT_MS = 10_000
EPOCHS = 2


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    folder = tmp_path / "own"
    monkeypatch.setenv("KINTSUGI_STYLES", str(folder))
    return folder


@pytest.fixture
def permits(studio) -> threading.Semaphore:
    studio.adapt_permits = threading.Semaphore(0)
    return studio.adapt_permits


@pytest.fixture
def desk(stylized_window, asked):
    desk = stylized_window.adapting
    stylized_window.table["adapt"].trigger()
    assert desk.dialog.isVisible()
    desk.dialog.params.set_params(AdaptParams(epochs=EPOCHS))
    return desk


def release(permits: threading.Semaphore, count: int) -> None:
    for _ in range(count):
        permits.release()


def until(qtbot, desk, state: AdaptState) -> None:
    qtbot.waitUntil(lambda: desk.work.state is state, timeout=LIMIT_MS)


def until_step(qtbot, desk, step: int) -> None:
    qtbot.waitUntil(
        lambda: (
            desk.work.run is not None
            and desk.work.run.last is not None
            and desk.work.run.last.step == step
        ),
        timeout=LIMIT_MS,
    )


def finish(qtbot, desk) -> None:
    desk.dialog.start_button.click()
    until(qtbot, desk, AdaptState.DONE)
