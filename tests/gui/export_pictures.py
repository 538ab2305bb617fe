"""A textured photo to export, and the thread that looks ahead."""

from __future__ import annotations

import numpy as np
import pytest

from engine.imaging.photo import Photo, freeze
from gui.jobs import JobRunner


def textured(height: int = 320, width: int = 400, bits: int = 8, alpha: bool = False) -> Photo:
    rng = np.random.default_rng(4)
    y, x = np.mgrid[:height, :width]
    smooth = np.stack([x % 256, y % 256, (x + y) % 256], axis=-1)
    pixels = np.clip(smooth + rng.integers(-20, 20, smooth.shape), 0, 255).astype(np.uint8)
    cover = np.full((height, width), 200, np.uint8)
    if bits == 16:
        pixels = pixels.astype(np.uint16) * 257 + 3
        cover = cover.astype(np.uint16) * 257
    return Photo(freeze(pixels), freeze(cover) if alpha else None)


@pytest.fixture
def runner():
    made = JobRunner("export-test")
    yield made
    assert made.shutdown()
