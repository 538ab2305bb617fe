"""Walking from one room to the next: from flagged regions to repairs to a repaired picture.

Torch-free; the work itself is the studio's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.imaging.masks import expand_box, grow
from engine.imaging.photo import Photo, freeze
from engine.operations.params import RepairParams, TransferParams
from engine.operations.results import Region, RepairResult
from engine.progress import Progress

if TYPE_CHECKING:
    from engine.studio import Studio
    from engine.styles import StyleSource


@dataclass(frozen=True, eq=False)
class RegionRepair:
    """What became of one flagged region."""

    region: Region
    result: RepairResult


@dataclass(frozen=True)
class OutsideCount:
    """Counted pixels outside of a mask: how many there are, and how many changed."""

    changed_px: int
    total_px: int


def region_mask(region: Region, hw: tuple[int, int]) -> np.ndarray:
    """The mask to repair ``region`` with: float32 (H, W), 1 inside.

    It reaches a little beyond the flagged pixels, because a fault begins before the inspection is
    sure of it, and because a repair blends in from the edge of the mask inwards.
    """
    top, left, bottom, right = region.box
    margin_px = max(2, round(0.12 * min(bottom - top, right - left)))
    grown = expand_box(region.box, margin_px, hw)
    room = np.zeros((grown[2] - grown[0], grown[3] - grown[1]), np.float32)
    room[top - grown[0] : bottom - grown[0], left - grown[1] : right - grown[1]] = region.mask > 0
    mask = np.zeros(hw, np.float32)
    mask[grown[0] : grown[2], grown[1] : grown[3]] = grow(room, margin_px)
    return mask


def apply_repair(photo: Photo, result: RepairResult) -> Photo:
    """``photo`` with the box of ``result`` replaced; ``photo`` itself if it was not accepted."""
    if not result.accepted or result.box is None:
        return photo
    made = result.patched
    if made is not None and made.base() is photo.pixels:
        return photo.with_pixels(made.pixels)
    top, left, bottom, right = result.box
    pixels = photo.pixels.copy()
    pixels[top:bottom, left:right] = result.after
    return photo.with_pixels(freeze(pixels))


def repair_regions(
    studio: Studio,
    stylized: Photo,
    content: Photo | None,
    style: StyleSource | None,
    regions: Sequence[Region],
    params: RepairParams,
    transfer_params: TransferParams,
    progress: Progress | None = None,
) -> tuple[Photo, tuple[RegionRepair, ...]]:
    """Repair ``regions`` one after the other, worst first; each sees the repairs before it.

    Returns the picture with every accepted repair and what became of each region.
    """
    progress = progress or Progress()
    repairs: list[RegionRepair] = []
    for index, region in enumerate(regions):
        part = progress.sub(index / len(regions), (index + 1) / len(regions))
        part.report(0.0, f"Repairing region {region.number} of {len(regions)}")
        mask = region_mask(region, stylized.hw)
        result = studio.repair(stylized, content, style, mask, params, transfer_params, part)
        stylized = apply_repair(stylized, result)
        repairs.append(RegionRepair(region, result))
    progress.report(1.0, "Repaired")
    return stylized, tuple(repairs)


def count_outside(before: Photo, after: Photo, masks: Sequence[np.ndarray]) -> OutsideCount:
    """Count the pixels that differ between ``before`` and ``after`` outside all ``masks``.

    Independent of what a repair says of itself: it looks at the two pictures and nothing else.
    """
    outside = np.ones(before.hw, bool)
    for mask in masks:
        outside &= mask <= 0
    differs = (before.pixels != after.pixels).any(axis=-1) & outside
    return OutsideCount(int(differs.sum()), int(outside.sum()))
