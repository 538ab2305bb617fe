"""What is laid over the picture: the heatmap, the mask, and the outlines of regions.

The sources here are drawn through the same tile pyramid as the picture, so that only what shows
is coloured, at the size at which it shows.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from engine.document.painting import levels_of
from engine.operations.heatmap import heat_rgba
from gui.pyramid import Box, TileCache, TilePyramid, mean, samples
from gui.qimage import pack, pack_premultiplied

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK_RGB = (196, 60, 255)
MASK_ALPHA = 0.42
MASK_EDGE_ALPHA = 0.95
HALF_LEVEL = 128
OUTLINE_CELLS = 384
LINES_ABOVE_ZOOM = 2.0

Line = tuple[int, int, int, int]


class HeatmapSource:
    """The anomaly map, float32 (H, W) in [0, 1], coloured."""

    opaque = False

    def __init__(self, values: np.ndarray) -> None:
        self.hw: tuple[int, int] = values.shape
        self.values = values

    def render(self, level: int, box: Box) -> np.ndarray:
        values = mean(samples(self.values, level, box), level)
        return _looked_up(_heat_pixels(), levels_of(values))


class DifferenceSource:
    """How much two pictures (H, W, 3) of one size differ, times ``factor``, on black.

    What is grey or coloured differs in brightness or in colour; black is equal.
    """

    opaque = True

    def __init__(self, before: np.ndarray, after: np.ndarray, factor: float) -> None:
        if before.shape != after.shape:
            raise ValueError(f"pictures of {before.shape} and {after.shape} cannot be compared")
        self.hw: tuple[int, int] = (after.shape[0], after.shape[1])
        self.before = before
        self.after = after
        self.factor = factor

    def render(self, level: int, box: Box) -> np.ndarray:
        # Each sample by itself: the difference of averages would hide fine grain.
        first, second = (samples(side, level, box) for side in (self.before, self.after))
        apart = np.maximum(first, second) - np.minimum(first, second)
        # 16 bits keep their fine steps, which a factor brings up.
        scale = self.factor / (257 if apart.dtype == np.uint16 else 1)
        shown = mean(apart.astype(np.float32), level) * np.float32(scale)
        return pack(np.rint(np.minimum(shown, 255)).astype(np.uint8))


class MaskSource:
    """The mask: a translucent colour, ``edged`` with a solid line.

    It is float32 (H, W) in [0, 1], or uint8 levels, 255 = 1.0.  The line is one pixel of the level,
    so it is thin as long as the picture is not enlarged.
    """

    opaque = False

    def __init__(self, mask: np.ndarray, edged: bool) -> None:
        self.hw: tuple[int, int] = mask.shape
        self.mask = mask
        self._edged = edged

    def render(self, level: int, box: Box) -> np.ndarray:
        height, width = (-(-side >> level) for side in self.hw)
        top, left, bottom, right = box
        # What is edge is judged by one pixel more around.
        around = 1 if self._edged else 0
        above, before = min(top, around), min(left, around)
        below, after = min(height - bottom, around), min(width - right, around)
        wide = (top - above, left - before, bottom + below, right + after)
        part = samples(self.mask, level, wide)
        least = part.min()
        if least == part.max():
            # Nearly everywhere: nothing, or all of it.
            pixel = _mask_pixels()[_levels(least.reshape(1, 1))]
            return np.broadcast_to(pixel.view(np.uint8), (bottom - top, right - left, 4))
        levels = mean(_levels(part), level)
        rows = slice(above, levels.shape[0] - below)
        columns = slice(before, levels.shape[1] - after)
        shown = _looked_up(_mask_pixels(), levels[rows, columns])
        if self._edged:
            shown[inner_edge(levels >= HALF_LEVEL)[rows, columns]] = _mask_edge_pixel()
        return shown


def _levels(values: np.ndarray) -> np.ndarray:
    """A part of a mask as levels, uint8, 255 = 1.0."""
    return values if values.dtype == np.uint8 else levels_of(values)


def _looked_up(pixels: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """uint8 levels (H, W) through a table of 256 pixels, to uint8 (H, W, 4) as Qt has them."""
    return pixels[levels][..., None].view(np.uint8)


@cache
def _heat_pixels() -> np.ndarray:
    """The heatmap's colours from 0 to 1 as pixels, uint32 (256,)."""
    rgba = heat_rgba(np.linspace(0, 1, 256, dtype=np.float32)[None])
    return _as_pixels(rgba[..., :3], rgba[..., 3])


@cache
def _mask_pixels() -> np.ndarray:
    """What the mask looks like at each of its levels, uint32 (256,)."""
    alpha = np.rint(np.arange(256, dtype=np.float32)[None] * np.float32(MASK_ALPHA))
    return _as_pixels(_mask_rgb(alpha), alpha.astype(np.uint8))


@cache
def _mask_edge_pixel() -> np.ndarray:
    """The line around the mask, uint8 (4,)."""
    alpha = np.full((1, 1), round(MASK_EDGE_ALPHA * 255), np.uint8)
    return _as_pixels(_mask_rgb(alpha), alpha).view(np.uint8)


def _mask_rgb(alpha: np.ndarray) -> np.ndarray:
    return np.broadcast_to(np.array(MASK_RGB, np.uint8), (*alpha.shape, 3))


def _as_pixels(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """One row of colours (1, N, 3) with their alpha as uint32 (N,), premultiplied."""
    return pack_premultiplied(rgb, alpha).view(np.uint32)[0, :, 0]


class MaskLayer:
    """The mask as drawn: edged tiles at ordinary zooms; plain tiles and drawn lines when enlarged,
    where an edge of whole pixels would hide what lies under it.
    """

    def __init__(self, mask: np.ndarray, cache: TileCache) -> None:
        self._sources = MaskSource(mask, edged=True), MaskSource(mask, edged=False)
        self._edged, self._plain = (TilePyramid(source, cache) for source in self._sources)

    @property
    def mask(self) -> np.ndarray:
        return self._sources[0].mask

    def tiles_for(self, zoom: float) -> TilePyramid:
        return self._edged if zoom <= LINES_ABOVE_ZOOM else self._plain

    def edge_lines(self, zoom: float, box: Box) -> list[Line]:
        """The lines to draw over ``box`` at this zoom."""
        if zoom <= LINES_ABOVE_ZOOM:
            return []
        top, left, bottom, right = box
        rows = slice(max(top - 1, 0), bottom + 1)
        columns = slice(max(left - 1, 0), right + 1)
        inside = _levels(self.mask[rows, columns]) >= HALF_LEVEL
        return border_lines(inside, (rows.start, columns.start))

    def replace(self, mask: np.ndarray, box: Box) -> None:
        """Take a mask that differs only inside ``box``."""
        top, left, bottom, right = box
        for source, tiles in zip(self._sources, (self._edged, self._plain), strict=True):
            source.mask = mask
            tiles.invalidate((top - 2, left - 2, bottom + 2, right + 2))

    def discard(self) -> None:
        self._edged.discard()
        self._plain.discard()


def border_lines(inside: np.ndarray, offset: tuple[int, int] = (0, 0)) -> list[Line]:
    """The borders of a bool (H, W) shape as (x0, y0, x1, y1), straight runs in one piece.

    ``offset`` is (top, left) of the array; its own border is no edge.
    """
    top, left = offset
    level = [(x0, y, x1, y) for y, x0, x1 in _runs(inside[1:] != inside[:-1])]
    upright = [(x, y0, x, y1) for x, y0, y1 in _runs((inside[:, 1:] != inside[:, :-1]).T)]
    lines = [(x0, y0 + 1, x1, y1 + 1) for x0, y0, x1, y1 in level]
    lines += [(x0 + 1, y0, x1 + 1, y1) for x0, y0, x1, y1 in upright]
    return [(x0 + left, y0 + top, x1 + left, y1 + top) for x0, y0, x1, y1 in lines]


def _runs(changes: np.ndarray) -> list[tuple[int, int, int]]:
    """The runs of True in each row of a bool array: (row, start, end)."""
    steps = np.diff(np.pad(changes, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    return list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))


def inner_edge(inside: np.ndarray) -> np.ndarray:
    """The pixels of a bool (H, W) shape that touch its outside; the array's border is no edge."""
    padded = np.pad(inside, 1, mode="edge")
    surrounded = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return inside & ~surrounded


def outlines(mask: np.ndarray, offset: tuple[int, int] = (0, 0)) -> list[np.ndarray]:
    """Closed outlines of a 0/1 mask (H, W), each float (N, 2) of (x, y) picture coordinates.

    ``offset`` is (top, left) of the mask. A mask longer than OUTLINE_CELLS is traced coarser, so
    that the cost has a bound. Corners are cut at the middle of each pixel's edge, which keeps
    slanted borders from looking like stairs.
    """
    height, width = mask.shape
    step = -(-max(height, width) // OUTLINE_CELLS)
    cells = _coarsen(mask != 0, step)
    top, left = offset
    found = []
    for loop in _loops(np.pad(cells, 1)):
        corners = np.array(loop, float)
        middles = (corners + np.roll(corners, -1, 0)) / 2 - 1
        smooth = _without_straight(middles) * step
        found.append(np.minimum(smooth, (width, height)) + np.array((left, top)))
    return found


def _coarsen(inside: np.ndarray, step: int) -> np.ndarray:
    """Blocks of ``step`` pixels to one cell that is set if any of its pixels is."""
    if step == 1:
        return inside
    height, width = inside.shape
    rows = np.logical_or.reduceat(inside, np.arange(0, height, step), axis=0)
    return np.logical_or.reduceat(rows, np.arange(0, width, step), axis=1)


def _loops(cells: np.ndarray) -> Iterator[list[tuple[int, int]]]:
    """The borders between set and unset cells as closed chains of corners (x, y).

    Each border segment runs with the set cell on its right; where two cells touch by a corner
    only, the chain turns so that they stay apart.
    """
    following: dict[tuple[int, int], list[tuple[int, int]]] = {}
    down = np.argwhere(cells[1:] & ~cells[:-1]) + np.array((1, 0))
    up = np.argwhere(~cells[1:] & cells[:-1]) + np.array((1, 0))
    right = np.argwhere(cells[:, 1:] & ~cells[:, :-1]) + np.array((0, 1))
    left = np.argwhere(~cells[:, 1:] & cells[:, :-1]) + np.array((0, 1))
    for places, start, end in (
        (down, (0, 0), (1, 0)),
        (up, (1, 0), (0, 0)),
        (right, (0, 1), (0, 0)),
        (left, (0, 0), (0, 1)),
    ):
        for y, x in places.tolist():
            begin = (x + start[0], y + start[1])
            following.setdefault(begin, []).append((x + end[0], y + end[1]))
    while following:
        begin = next(iter(following))
        loop = [begin]
        came_from, here = (0, 0), begin
        while True:
            ends = following[here]
            ahead = ends.pop(_sharpest_right(came_from, here, ends))
            if not ends:
                del following[here]
            came_from, here = here, ahead
            if here == begin:
                break
            loop.append(here)
        yield loop


def _sharpest_right(
    came_from: tuple[int, int], here: tuple[int, int], ends: list[tuple[int, int]]
) -> int:
    if len(ends) == 1:
        return 0
    dx, dy = here[0] - came_from[0], here[1] - came_from[1]
    turns = [dx * (y - here[1]) - dy * (x - here[0]) for x, y in ends]
    return turns.index(max(turns))


def _without_straight(points: np.ndarray) -> np.ndarray:
    """Drop the points in the middle of straight stretches."""
    ahead = np.roll(points, -1, 0) - points
    behind = points - np.roll(points, 1, 0)
    turning = np.abs(ahead[:, 0] * behind[:, 1] - ahead[:, 1] * behind[:, 0]) > 1e-9
    return points[turning] if turning.any() else points
