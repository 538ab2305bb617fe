"""Pictures, a mask and quick parameters for the studio."""

from __future__ import annotations

from typing import Any

import numpy as np
from tiny_models import picture

from engine.imaging.photo import Photo
from engine.operations.params import TransferParams

HW = (72, 96)
COARSE = TransferParams(stroke_size=3.0)


def photo(**carriers: Any) -> Photo:
    return Photo(picture(*HW), **carriers)


def disc_mask() -> np.ndarray:
    y, x = np.ogrid[: HW[0], : HW[1]]
    return (np.hypot(y - 40, x - 50) < 17).astype(np.float32)
