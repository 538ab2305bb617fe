"""Pictures for a batch, the folder that takes its results, and the wait for its end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gui.batch_queue import BatchQueue

LIMIT_MS = 10_000


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    made = []
    for index, name in enumerate(("a", "b", "c")):
        pixels = np.roll(np.add.outer(np.arange(60), np.arange(80)), 9 * index, axis=1)
        path = folder / f"{name}.png"
        Image.fromarray(np.stack([pixels, pixels // 2, 150 - pixels], -1).astype(np.uint8)).save(
            path
        )
        made.append(path)
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def until_over(qtbot, queue: BatchQueue) -> None:
    qtbot.waitUntil(lambda: not queue.running and queue._job is None, timeout=LIMIT_MS)
