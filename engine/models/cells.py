"""Pixels by cells of 2x2 in memory, as the first and the last convolutions of our networks have
them, and how to copy them quickly."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

# Numbers of a 2x2 cell of a picture, by row, column and colour.
CELL = 12
# Temporary numbers of a band of rows: half a megabyte of them.
BAND_NUMBERS = 130_000
# Of twice the size, to copy two numbers at once.
TWICE = {torch.bfloat16: torch.int32, torch.float16: torch.int32, torch.float32: torch.int64}


def in_memory(x: Tensor) -> Tensor:
    """(1, C, H, W) as it lies in memory when its channels lie side by side: (H, W, C)."""
    return x[0].permute(1, 2, 0).contiguous()


def copy_runs(target: Tensor, source: Tensor) -> None:
    """target.copy_(source) of the same number format where only short runs of numbers lie together
    in both, two numbers at a time if that can be: copying takes as long as the steps are many."""
    twice = TWICE.get(target.dtype)
    if twice is not None and all(_in_pairs(x) for x in (target, source)):
        target, source = target.view(twice), source.view(twice)
    target.copy_(source)


def _in_pairs(x: Tensor) -> bool:
    *strides, last = x.stride()
    even = x.shape[-1], x.storage_offset(), *strides
    return last == 1 and not any(number % 2 for number in even)


def bands(height: int, numbers: int) -> Iterator[slice]:
    """Even slices of `height` rows of so many numbers each, the last maybe less: what is computed
    on the way from one band to the next finds its memory in the processor's cache."""
    rows = max(2, BAND_NUMBERS // numbers // 2 * 2)
    return (slice(top, min(top + rows, height)) for top in range(0, height, rows))


def put_centred(cells: Tensor, pixels: Tensor) -> None:
    """Write pixels, float32 (H, W, 3) in [0, 1], into cells, (H / 2, W / 2, 12), in [-1, 1]."""
    for rows in bands(pixels.shape[0], 3 * pixels.shape[1]):
        centred = (2 * pixels[rows] - 1).to(cells.dtype)
        put_in_cells(cells[rows.start // 2 : rows.stop // 2], centred)


def put_in_cells(cells: Tensor, pixels: Tensor) -> None:
    """Write pixels, (H, W, 3), into cells, (H / 2, W / 2, 12)."""
    height, width, _ = cells.shape
    rows = pixels.view(height, 2, width, CELL // 2)
    copy_runs(cells[..., : CELL // 2], rows[:, 0])
    copy_runs(cells[..., CELL // 2 :], rows[:, 1])


def out_of_cells(cells: Tensor, offset: float) -> Tensor:
    """The pixels, float32 (2 H, 2 W, 3), of cells, (H, W, 12), with offset added to them."""
    height, width, _ = cells.shape
    pixels = cells.new_empty((2 * height, 2 * width, 3), dtype=torch.float32)
    all_rows = pixels.view(height, 2, width, CELL // 2)
    for band in bands(height, CELL * width):
        values = cells[band].float() + offset
        copy_runs(all_rows[band, 0], values[..., : CELL // 2])
        copy_runs(all_rows[band, 1], values[..., CELL // 2 :])
    return pixels


def by_cells(weight: Tensor) -> Tensor:
    """Weights (O, 12, k, k) for what pixel_unshuffle makes of a picture as those for its cells."""
    return weight.unflatten(1, (3, 2, 2)).permute(0, 2, 3, 1, 4, 5).flatten(1, 3)
