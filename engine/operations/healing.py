"""Heal: paint a region from healthy pieces of the same picture.

Guided texture synthesis. Where the photo is known, texture follows content (Hertzmann et al.,
"Image Analogies", SIGGRAPH 2001): a broken patch is painted from places where the photo shows the
same. Where it is not, the surroundings lead, and as much of the broken place as may be trusted.
From coarse to fine, searching and voting in turn (Wexler et al., "Space-Time Completion of
Video", PAMI 2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from engine.imaging.resample import blur, resize
from engine.operations.patch_search import (
    CHECK,
    PATCH_PX,
    PatchField,
    PatchSearch,
    offsets_for,
    vote,
)
from engine.operations.results import Box

# The region is searched at no more than this; larger ones take their detail from what was found.
# A little larger ones are searched as they are: to make them smaller would cost more than it saves.
FINEST_PX, LARGEST_PX = 256, 320
COARSEST_PX = 16
SMALLEST_LEVEL_PX = 24
CONTENT_WEIGHT = 1.0
TONE_WEIGHT = 1.0
# Tones that are kept are broader than this part of the region's shorter side.
TONE_SHARE = 1 / 16
ROUNDS = 2


def guides(
    stylized: np.ndarray, content: np.ndarray | None, box: Box, keep_tones: bool
) -> np.ndarray | None:
    """What is known of both sides, float32 (H, W, G) weighted, or None where nothing is.

    stylized, content: float32 (H, W, 3). keep_tones: the broad tones of the broken place are right
    and only its detail is not, as under a grid or noise.
    """
    planes = []
    if content is not None:
        planes.append(content * np.float32(CONTENT_WEIGHT**0.5))
    if keep_tones:
        sigma = max(1.5, TONE_SHARE * min(box[2] - box[0], box[3] - box[1]))
        planes.append(blur(stylized, sigma) * np.float32(TONE_WEIGHT**0.5))
    return np.concatenate(planes, axis=2) if planes else None


def heal(
    start: np.ndarray,
    guide: np.ndarray | None,
    broken: np.ndarray,
    box: Box,
    check: Callable[[], None] = CHECK,
) -> np.ndarray | None:
    """The box painted anew, float32 (h, w, 3); None where there is no healthy piece to paint from.

    start: float32 (H, W, 3), the picture with a first guess inside. guide: see `guides`. broken:
    bool (H, W). check: called often, and may raise to stop the work.
    """
    long = max(box[2] - box[0], box[3] - box[1])
    # Patches of a thin picture must not become larger than it is.
    finest = 1.0
    if long > LARGEST_PX:
        finest = min(1.0, max(FINEST_PX / long, PATCH_PX / min(broken.shape)))
    scales = [finest]
    while (
        scales[-1] * long > 2 * COARSEST_PX
        and scales[-1] * min(broken.shape) > 2 * SMALLEST_LEVEL_PX
    ):
        scales.append(scales[-1] / 2)
    rng = np.random.default_rng(0)
    field: PatchField | None = None
    painted: np.ndarray | None = None
    search: PatchSearch | None = None
    before = scales[-1]
    for scale in reversed(scales):
        picture, level_guide, level_broken, level_box = _level(start, guide, broken, box, scale)
        if painted is not None:
            _put(picture, painted, level_broken, level_box)
        search = PatchSearch(picture, level_guide, level_broken, level_box)
        if not search.possible:
            continue
        for turn in range(ROUNDS):
            check()
            if field is None:
                field = search.everywhere()
            else:
                step = scale / before if turn == 0 else 1.0
                field = search.improve(offsets_for(field, search, step), 1, rng, check)
            painted = vote(field, search.patch, picture, level_box, 1.0 + turn)
            _put(picture, painted, level_broken, level_box)
        before = scale
    if field is None or search is None or painted is None:
        return None
    return painted if finest == 1.0 else _at_full_size(field, search, start, box, finest)


def _level(
    start: np.ndarray, guide: np.ndarray | None, broken: np.ndarray, box: Box, scale: float
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray, Box]:
    if scale == 1.0:
        return start.copy(), guide, broken, box
    hw = tuple(max(PATCH_PX, round(side * scale)) for side in broken.shape)
    share = cv2.resize(broken.astype(np.float32), hw[::-1], interpolation=cv2.INTER_AREA)
    top, left = int(box[0] * scale), int(box[1] * scale)
    bottom = min(hw[0], max(top + 1, int(np.ceil(box[2] * scale))))
    right = min(hw[1], max(left + 1, int(np.ceil(box[3] * scale))))
    small_guide = None if guide is None else _reduced(guide, hw)
    return resize(start, hw).copy(), small_guide, share > 0.01, (top, left, bottom, right)


def _reduced(planes: np.ndarray, hw: tuple[int, ...]) -> np.ndarray:
    # OpenCV resizes at most four channels at a time by area.
    parts = [
        resize(np.ascontiguousarray(planes[..., i : i + 3]), (hw[0], hw[1]))
        for i in range(0, planes.shape[2], 3)
    ]
    return np.concatenate(parts, axis=2)


def _put(picture: np.ndarray, painted: np.ndarray, broken: np.ndarray, box: Box) -> None:
    """Paint inside, enlarged if it comes from a coarser level."""
    top, left, bottom, right = box
    inside = broken[top:bottom, left:right]
    fitting = resize(painted, (bottom - top, right - left))
    picture[top:bottom, left:right][inside] = fitting[inside]


def _at_full_size(
    field: PatchField, search: PatchSearch, start: np.ndarray, box: Box, scale: float
) -> np.ndarray:
    """The same patches, cut out of the full-size picture."""
    patch = max(1, round(search.patch / scale))
    limits = start.shape[0] - patch, start.shape[1] - patch
    enlarged = replace(
        field,
        rows=np.clip(np.rint(field.rows / scale).astype(int), 0, limits[0]),
        columns=np.clip(np.rint(field.columns / scale).astype(int), 0, limits[1]),
        source_rows=np.clip(np.rint(field.source_rows / scale).astype(int), 0, limits[0]),
        source_columns=np.clip(np.rint(field.source_columns / scale).astype(int), 0, limits[1]),
    )
    return vote(enlarged, patch, start, box, 2.0)
