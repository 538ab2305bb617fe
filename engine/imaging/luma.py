"""The brightness of colours as they are encoded."""

from __future__ import annotations

import numpy as np

# Rec. 601.
LUMA_WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)


def luma(picture: np.ndarray) -> np.ndarray:
    """Rec. 601 luma of encoded colours, float32 (H, W, 3) in any range, as (H, W) in that range."""
    grey: np.ndarray = picture @ LUMA_WEIGHTS
    return grey
