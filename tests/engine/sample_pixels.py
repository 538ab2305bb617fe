"""Pixels with a gradient or noise, and files of them as other programs save them."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


def smooth(bits: int, hw: tuple[int, int] = (48, 72)) -> np.ndarray:
    """A gradient with every channel different, in 8 or 16 bits."""
    y, x = np.mgrid[: hw[0], : hw[1]].astype(np.float64)
    planes = [y / hw[0], x / hw[1], (x + y) / sum(hw)]
    top, dtype = (255, np.uint8) if bits == 8 else (65535, np.uint16)
    return np.rint(np.stack(planes, axis=-1) * top).astype(dtype)


def noise(bits: int, channels: int = 3, hw: tuple[int, int] = (37, 53)) -> np.ndarray:
    rng = np.random.default_rng(11)
    dtype = np.uint8 if bits == 8 else np.uint16
    return rng.integers(0, np.iinfo(dtype).max + 1, (*hw, channels), dtype=dtype)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
