"""Fits a roughly painted mask to what stands out of the anomaly map below it."""

from __future__ import annotations

import math

import numpy as np

from engine.imaging.masks import Mask, expand_box, mask_box
from engine.imaging.tiles import Box

LEAST_REACH_PX = 24.0
# How far from what was painted an edge is looked for, in half-widths of the painted piece, and
# how much farther the calm values around it may lie.
REACH = 2.0
SURROUNDINGS = 3.0
# What differs by less than this between a piece and its surroundings has no edge.
LEAST_CONTRAST = 0.1
# Pieces larger than this are searched on a coarser grid.
_LONGEST_PX = 1024
_MOST_PIECES = 64


def snap(mask: Mask, values: np.ndarray, reach_px: float | None = None) -> Mask | None:
    """The mask with each of its pieces grown or shrunk to the edge of the anomaly nearby.

    mask: float32 (H, W) in [0, 1]; its shape is where it is at least one half.  values: float32
    (H, W) in [0, 1], the anomaly map.  A piece becomes the connected part of the map around it
    that lies above the middle between the piece's own high values and the calm ones around it, as
    far as ``reach_px`` from it (by default in proportion to the piece).  A piece over which the map
    has no such edge stays as it is; None if that is all of them.

    Returns float32 (H, W), 0 or 1 where something was found.  Raises ValueError for another size.
    """
    if mask.shape != values.shape:
        raise ValueError(f"the mask {mask.shape} and the map {values.shape} differ in size")
    solid = mask >= 0.5
    whole = mask_box(solid)
    if whole is None:
        return None
    from scipy import ndimage  # costs half a second to import

    snapped = np.array(mask, dtype=np.float32)
    labels, _ = ndimage.label(solid[whole[0] : whole[2], whole[1] : whole[3]], np.ones((3, 3)))
    found_any = False
    for number, where in enumerate(ndimage.find_objects(labels)[:_MOST_PIECES], start=1):
        if where is None:
            continue
        piece = labels[where] == number
        top, left = whole[0] + where[0].start, whole[1] + where[1].start
        box = (top, left, top + piece.shape[0], left + piece.shape[1])
        found = _snapped_piece(piece, box, values, reach_px)
        if found is None:
            continue
        found_any = True
        place, inside = found
        snapped[box[0] : box[2], box[1] : box[3]][piece] = 0
        part = snapped[place[0] : place[2], place[1] : place[3]]
        np.maximum(part, inside, out=part)
    return snapped if found_any else None


def _snapped_piece(
    piece: np.ndarray, box: Box, values: np.ndarray, reach_px: float | None
) -> tuple[Box, np.ndarray] | None:
    """Where a piece (bool, of the size of its box) snaps to: a box and a bool array of its size."""
    from scipy import ndimage

    step = max(1, math.ceil(max(piece.shape) / _LONGEST_PX))
    half_width = float(ndimage.distance_transform_edt(np.pad(piece[::step, ::step], 1)).max())
    reach = max(LEAST_REACH_PX, REACH * half_width * step) if reach_px is None else reach_px
    margin = math.ceil(SURROUNDINGS * reach) + 1
    place = expand_box(box, margin, (values.shape[0], values.shape[1]))
    room = np.zeros((place[2] - place[0], place[3] - place[1]), bool)
    down, across = box[0] - place[0], box[1] - place[1]
    room[down : down + piece.shape[0], across : across + piece.shape[1]] = piece
    local = values[place[0] : place[2], place[1] : place[3]]
    coarse_room, coarse_local = room[::step, ::step], local[::step, ::step]
    if not coarse_room.any():
        return None
    near = ndimage.distance_transform_edt(~coarse_room) * step <= reach
    high = float(np.percentile(coarse_local[coarse_room], 90))
    low = float(np.percentile(coarse_local, 10))
    if high - low < LEAST_CONTRAST:
        return None
    cut = (high + low) / 2
    coarse, _ = ndimage.label(near & (coarse_local >= cut), np.ones((3, 3)))
    touched = np.unique(coarse[coarse_room])
    kept = ndimage.binary_fill_holes(np.isin(coarse, touched[touched > 0]))
    if step == 1:
        return place, kept
    # The coarse grid says which parts belong to it, the map itself where they end.
    wide = ndimage.binary_dilation(kept, iterations=1)
    inner = ndimage.binary_erosion(kept, iterations=1)
    rows, columns = (np.arange(side) // step for side in room.shape)
    fine = wide[rows[:, None], columns[None]] & (local >= cut)
    return place, fine | inner[rows[:, None], columns[None]]
