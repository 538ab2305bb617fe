"""Heal: fill a region with a healthy piece of the same picture.

Finds the place whose surroundings match those of the region best, and, where the photo is known,
where the photo shows the same: texture follows content (Hertzmann et al., "Image Analogies",
SIGGRAPH 2001), in the manner of a healing brush that finds its own source.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.imaging.tensors import as_float
from engine.operations.results import Box

SEARCH_LONG_PX = 384
# Width of the surroundings that are compared, as a share of the region's shorter side. The widest
# comes first; in a picture with little room a narrower one may still find a place.
RINGS = (0.5, 0.25, 0.1)
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
    small_box = _scaled(box, scale, small_mask.shape)
    pictures = [_small(stylized, size)]
    if content is not None:
        pictures.append(_small(content, size))
    for share in RINGS:
        sides = small_box[2] - small_box[0], small_box[3] - small_box[1]
        ring = max(2, int(share * min(sides)))
        offsets = _best_offsets(pictures, small_mask, small_box, ring, count)
        moved = [_moved(box, (round(y / scale), round(x / scale)), hw) for y, x in offsets]
        sources = [m for m in moved if not (mask[m[0] : m[2], m[1] : m[3]] > 0).any()]
        if sources:
            return sources
    return []


def _best_offsets(
    pictures: list[np.ndarray], mask: np.ndarray, box: Box, ring: int, count: int
) -> list[tuple[int, int]]:
    """Ways (down, right) to move the box to where its surroundings match best, best first.

    pictures: the stylized one and, where it is known, the photo; all on the search grid.
    """
    top, left, bottom, right = box
    y, x = max(0, top - ring), max(0, left - ring)
    window = np.s_[y : min(mask.shape[0], bottom + ring), x : min(mask.shape[1], right + ring)]
    known = (~mask[window]).astype(np.float32)
    cost = _mismatch(pictures[0], window, known)
    for photo in pictures[1:]:
        cost = cost + CONTENT_WEIGHT * _mismatch(photo, window, np.ones_like(known))
    # Only the box has to be healthy: a fault in the ring around it costs what it differs.
    touching = _touching(mask, (bottom - top, right - left))[top - y :, left - x :]
    cost[touching[: cost.shape[0], : cost.shape[1]]] = np.inf
    offsets = []
    reach = max(3, ring)
    for _ in range(count):
        row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
        if not np.isfinite(cost[row, column]):
            break
        offsets.append((int(row) - y, int(column) - x))
        near = np.s_[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach]
        cost[near] = np.inf
    return offsets


def _small(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return as_float(cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA))


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
