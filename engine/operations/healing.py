"""Heal: fill a region with a healthy piece of the same picture.

Finds the place whose surroundings match those of the region best, and, where the photo is known,
where the photo shows the same: texture follows content (Hertzmann et al., "Image Analogies",
SIGGRAPH 2001), in the manner of a healing brush that finds its own source.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.operations.results import Box

SEARCH_LONG_PX = 384
RING = 0.5
CONTENT_WEIGHT = 1.0


def heal_sources(
    stylized: np.ndarray, content: np.ndarray | None, mask: np.ndarray, box: Box, count: int = 2
) -> list[Box]:
    """Boxes of the size of `box` to copy from, best first; empty where the picture has none.

    stylized, content: uint8 or uint16 (H, W, 3); mask: float32 (H, W). No source overlaps the mask.
    """
    hw = stylized.shape[:2]
    scale = min(1.0, SEARCH_LONG_PX / max(hw))
    size = (max(1, round(hw[1] * scale)), max(1, round(hw[0] * scale)))
    small_mask = cv2.resize((mask > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    top, left, bottom, right = _scaled(box, scale, small_mask.shape)
    ring = max(2, int(RING * min(bottom - top, right - left)))
    y, x = max(0, top - ring), max(0, left - ring)
    end_y, end_x = min(size[1], bottom + ring), min(size[0], right + ring)
    if (end_y - y) * 2 > size[1] or (end_x - x) * 2 > size[0]:
        return []
    window = np.s_[y:end_y, x:end_x]
    known = (~small_mask[window]).astype(np.float32)
    cost = _mismatch(_small(stylized, size), window, known)
    if content is not None:
        everywhere = np.ones_like(known)
        cost = cost + CONTENT_WEIGHT * _mismatch(_small(content, size), window, everywhere)
    cost[_touching(small_mask, known.shape)] = np.inf
    sources = []
    for _ in range(count):
        best = np.unravel_index(int(np.argmin(cost)), cost.shape)
        if not np.isfinite(cost[best]):
            break
        offset = (round((best[0] - y) / scale), round((best[1] - x) / scale))
        source = _moved(box, offset, hw)
        if not (mask[source[0] : source[2], source[1] : source[3]] > 0).any():
            sources.append(source)
        reach = max(3, ring)
        cost[
            max(0, best[0] - reach) : best[0] + reach, max(0, best[1] - reach) : best[1] + reach
        ] = np.inf
    return sources


def _small(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    small = cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / (255 if picture.dtype == np.uint8 else 65535)


def _mismatch(picture: np.ndarray, window: tuple, known: np.ndarray) -> np.ndarray:
    weights = np.repeat(known[..., None], 3, axis=2)
    template = np.ascontiguousarray(picture[window])
    cost = cv2.matchTemplate(picture, template, cv2.TM_SQDIFF, mask=weights)
    return np.maximum(cost, 0) / max(1.0, float(known.sum()))


def _touching(mask: np.ndarray, window_hw: tuple[int, int]) -> np.ndarray:
    """Top-left corners at which a window of this size would cover some of the mask."""
    sums = cv2.integral(mask.astype(np.uint8))
    height, width = window_hw
    covered = sums[height:, width:] - sums[:-height, width:]
    return (covered - sums[height:, :-width] + sums[:-height, :-width]) > 0


def _scaled(box: Box, scale: float, hw: tuple[int, int]) -> Box:
    top, left = int(box[0] * scale), int(box[1] * scale)
    bottom = min(hw[0], max(top + 1, int(np.ceil(box[2] * scale))))
    right = min(hw[1], max(left + 1, int(np.ceil(box[3] * scale))))
    return top, left, bottom, right


def _moved(box: Box, offset: tuple[int, int], hw: tuple[int, int]) -> Box:
    height, width = box[2] - box[0], box[3] - box[1]
    top = int(np.clip(box[0] + offset[0], 0, hw[0] - height))
    left = int(np.clip(box[1] + offset[1], 0, hw[1] - width))
    return top, left, top + height, left + width
