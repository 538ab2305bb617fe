"""A round brush in whole levels, quick enough for large brushes on large pictures.

Coverage is uint8 (H, W), 255 = wholly covered.  Points are (x, y) in pixels of the picture, where
pixel (row 0, column 0) covers the square from (0, 0) to (1, 1).  A quarter of the memory of floats
moves per dab, and dabs lie as far apart as nobody sees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from engine.imaging.tiles import Box, united

Point = tuple[float, float]

LEAST_RADIUS_PX = 0.5
# Below this radius a dab is so small that moving its centre to a whole pixel would show.
_EXACT_CENTRE_RADIUS = 8.0
# Of larger brushes the tip comes from a table, since square roots of so many pixels take too long.
_TABLED_RADIUS = 512.0
_TABLE_BITS = 18
_ROWS_AT_ONCE = 64
# Beyond this radius, which only a stroke seen from near has, no tip is made of it at all.
_LARGEST_TIP_RADIUS = 4096.0
# A pen changes the radius by this share, or by one pixel, from one piece of its stroke to the next.
_RADIUS_STEP = 0.03


def draw_stroke(
    coverage: np.ndarray,
    points_xy: Sequence[Point],
    radius: float | Sequence[float],
    hardness: float,
    origin_xy: Point = (0.0, 0.0),
) -> Box | None:
    """Draw the polyline through ``points_xy`` onto ``coverage``, in place; the touched box.

    The brush is full within ``hardness`` (0..1) times the radius (px, one or one per point) and
    falls smoothly to nothing at the radius; a hard brush keeps an antialiased edge.  Drawing twice
    in one place changes nothing, so a stroke may be drawn piece by piece.  ``origin_xy`` is where
    the upper left corner of ``coverage`` lies.  None if nothing of the stroke lies inside.
    """
    hardness = min(max(hardness, 0.0), 1.0)
    left, top = origin_xy
    touched: Box | None = None
    for (x, y), dab_radius in _dabs(points_xy, radius, hardness):
        box = _press(coverage, x - left, y - top, dab_radius, hardness)
        if box is not None:
            touched = box if touched is None else united(touched, box)
    return touched


class TiledStroke:
    """A stroke on a picture of `hw`, piece by piece, as the tiles that it touches.

    Costs nothing for what lies between: a thin line across a large picture is a few tiles.  A tile
    that a dab covers wholly is done with, whatever follows.
    """

    def __init__(self, hw: tuple[int, int], hardness: float, tile_px: int) -> None:
        self._hw, self._tile_px = hw, tile_px
        self._hardness = min(max(hardness, 0.0), 1.0)
        self._tiles: dict[tuple[int, int], np.ndarray] = {}
        self._full = np.broadcast_to(np.uint8(255), (tile_px, tile_px))

    def extend(self, points_xy: Sequence[Point], radius: float | Sequence[float]) -> None:
        """Draw the polyline through these points; see `draw_stroke`."""
        for centre, dab_radius in _dabs(points_xy, radius, self._hardness):
            reach = max(dab_radius, LEAST_RADIUS_PX) + 2
            first_row, last_row = _tiles_within(centre[1], reach, self._hw[0], self._tile_px)
            first_column, last_column = _tiles_within(centre[0], reach, self._hw[1], self._tile_px)
            for row in range(first_row, last_row + 1):
                for column in range(first_column, last_column + 1):
                    self._press((row, column), centre, dab_radius)

    def _press(self, key: tuple[int, int], centre: Point, radius: float) -> None:
        tile = self._tiles.get(key)
        if tile is not None and not tile.flags.writeable:
            return
        top, left = key[0] * self._tile_px, key[1] * self._tile_px
        shape = min(self._tile_px, self._hw[0] - top), min(self._tile_px, self._hw[1] - left)
        if _is_covered((top, left), shape, centre, radius, self._hardness):
            self._tiles[key] = self._full[: shape[0], : shape[1]]
            return
        if tile is None:
            tile = self._tiles[key] = np.zeros(shape, np.uint8)
        _press(tile, centre[0] - left, centre[1] - top, radius, self._hardness)

    def tiles(self) -> Iterator[tuple[Box, np.ndarray]]:
        """Box and coverage of each; one that is full comes in the memory of one value."""
        for (row, column), tile in self._tiles.items():
            top, left = row * self._tile_px, column * self._tile_px
            yield (top, left, top + tile.shape[0], left + tile.shape[1]), tile


def draw_on_tiles(
    points_xy: Sequence[Point],
    radius: float | Sequence[float],
    hardness: float,
    hw: tuple[int, int],
    tile_px: int,
) -> Iterator[tuple[Box, np.ndarray]]:
    """The tiles of a whole stroke; see `TiledStroke`."""
    stroke = TiledStroke(hw, hardness, tile_px)
    stroke.extend(points_xy, radius)
    return stroke.tiles()


def _is_covered(
    place: tuple[int, int], shape: tuple[int, int], centre: Point, radius: float, hardness: float
) -> bool:
    """Whether a dab is full all over the tile whose upper left corner lies at `place`."""
    x, y = centre
    down = max(abs(place[0] - y), abs(place[0] + shape[0] - y))
    across = max(abs(place[1] - x), abs(place[1] + shape[1] - x))
    # A pixel less, as the centre and the radius of a large dab are rounded.
    return math.hypot(down, across) < radius - max(radius * (1 - hardness), 1.0) - 1


def _tiles_within(centre: float, reach: float, length: int, tile_px: int) -> tuple[int, int]:
    """The first and the last tile along one axis; the last lies before the first if none is."""
    first = max(math.floor((centre - reach) / tile_px), 0)
    last = min(math.floor((centre + reach) / tile_px), (length - 1) // tile_px)
    return first, last


def _dabs(
    points_xy: Sequence[Point], radius: float | Sequence[float], hardness: float
) -> Iterator[tuple[Point, float]]:
    """Where the brush is pressed, and with which radius; both ends of the line are among them."""
    radii = list(radius) if isinstance(radius, Sequence) else [radius] * len(points_xy)
    yield points_xy[0], radii[0]
    since = 0.0
    last = points_xy[0], radii[0]
    pressed = last
    for (start, end), (first, second) in zip(pairwise(points_xy), pairwise(radii), strict=True):
        length = math.dist(start, end)
        thickest = max(first, second)
        count = max(1, math.ceil(abs(second - first) / max(1.0, _RADIUS_STEP * thickest)))
        count = max(count, math.ceil(length / _spacing(min(first, second), hardness)))
        for step in range(1, count + 1):
            t = step / count
            since += length / count
            place = start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t
            last = place, first + (second - first) * t
            # The many events of a slow hand would press a large brush far more often than shows.
            near = since + length / count <= _spacing(last[1], hardness)
            if near and abs(last[1] - pressed[1]) < max(1.0, _RADIUS_STEP * last[1]):
                continue
            yield last
            pressed, since = last, 0.0
    if last != pressed:
        yield last


def _spacing(radius: float, hardness: float) -> float:
    """How far apart dabs may lie, in pixels.

    Between dabs s apart the edge of a round brush dips by s²/8r: by a quarter pixel at a hard
    edge, and at a soft one by as much as changes a few of its 255 levels.
    """
    soft = radius * (1 - hardness)
    return max(min(radius / 4, math.sqrt(8 * radius * max(0.25, soft / 256))), 0.5)


def _press(coverage: np.ndarray, x: float, y: float, radius: float, hardness: float) -> Box | None:
    radius = max(float(radius), LEAST_RADIUS_PX)
    column, row = math.floor(x), math.floor(y)
    tip = None
    if radius < _EXACT_CENTRE_RADIUS:
        tip = _small_tip(x - column, y - row, radius, hardness)
    elif radius <= _LARGEST_TIP_RADIUS:
        tip = _centred_tip(round(radius, 1) if radius < 64 else round(radius), hardness)
    height, width = coverage.shape
    reach = math.ceil(radius + 1) if tip is None else tip.shape[0] // 2
    top, left = max(row - reach, 0), max(column - reach, 0)
    bottom, right = min(row + reach + 1, height), min(column + reach + 1, width)
    if top >= bottom or left >= right:
        return None
    target = coverage[top:bottom, left:right]
    if tip is None:
        _press_part(target, (top - row, left - column), radius, hardness)
    else:
        down, across = top - (row - reach), left - (column - reach)
        part = tip[down : down + bottom - top, across : across + right - left]
        np.maximum(target, part, out=target)
    return top, left, bottom, right


def _press_part(target: np.ndarray, place: tuple[int, int], radius: float, hardness: float) -> None:
    """A dab far larger than what it is seen through; ``place`` is (row, column) from its centre."""
    if _is_covered(place, target.shape, (0.0, 0.0), radius, hardness):
        target.fill(255)
        return
    rows, columns = (
        np.arange(start, start + length, dtype=np.intp)
        for start, length in zip(place, target.shape, strict=True)
    )
    np.maximum(target, _levels_at(rows, columns, radius, hardness), out=target)


@lru_cache(maxsize=4)
def _centred_tip(radius: float, hardness: float) -> np.ndarray:
    """The brush as uint8 (2n+1, 2n+1), its centre in the middle of the middle pixel."""
    reach = math.ceil(radius + 1)
    # One quarter is worked out and mirrored.
    if radius < _TABLED_RADIUS:
        steps = np.arange(reach + 1, dtype=np.float32)
        quarter = _levels(np.sqrt(steps[:, None] ** 2 + steps[None] ** 2), radius, hardness)
    else:
        quarter = _large_quarter(reach, radius, hardness)
    whole = np.empty((2 * reach + 1, 2 * reach + 1), np.uint8)
    whole[reach:, reach:] = quarter
    whole[reach:, :reach] = quarter[:, :0:-1]
    whole[:reach] = whole[:reach:-1]
    whole.flags.writeable = False
    return whole


def _large_quarter(reach: int, radius: float, hardness: float) -> np.ndarray:
    """The lower right quarter of a large brush: only where it falls off is there work to do."""
    quarter = np.zeros((reach + 1, reach + 1), np.uint8)
    full = max(radius - max(radius * (1 - hardness), 1.0) - 1, 0.0)
    for top in range(0, reach + 1, _ROWS_AT_ONCE):
        bottom = min(top + _ROWS_AT_ONCE, reach + 1)
        covered = math.floor(math.sqrt(max(full**2 - (bottom - 1) ** 2, 0.0)))
        end = min(math.ceil(math.sqrt(max((radius + 1) ** 2 - top**2, 0.0))) + 1, reach + 1)
        quarter[top:bottom, :covered] = 255
        columns = np.arange(covered, end, dtype=np.intp)
        rows = np.arange(top, bottom, dtype=np.intp)
        quarter[top:bottom, covered:end] = _levels_at(rows, columns, radius, hardness)
    return quarter


def _levels_at(rows: np.ndarray, columns: np.ndarray, radius: float, hardness: float) -> np.ndarray:
    """A large brush at these distances from its centre, whole pixels, by the squared distance."""
    table, shift = _falloff_table(radius, hardness)
    squares = (rows * rows)[:, None] + (columns * columns)[None]
    squares >>= shift
    found: np.ndarray = table.take(squares, mode="clip")
    return found


@lru_cache(maxsize=4)
def _falloff_table(radius: float, hardness: float) -> tuple[np.ndarray, int]:
    """The brush by its squared distance shifted right by so many bits, which comes with it.

    The last value, for all that is farther away, is 0.
    """
    farthest = math.ceil(radius + 2) ** 2
    shift = max(farthest.bit_length() - _TABLE_BITS, 0)
    steps = np.arange((farthest >> shift) + 1, dtype=np.float64)
    distance = np.sqrt((steps + 0.5) * (1 << shift)).astype(np.float32)
    table = _levels(distance, radius, hardness)
    table[-1] = 0
    return table, shift


def _small_tip(x: float, y: float, radius: float, hardness: float) -> np.ndarray:
    """The brush with its centre at (x, y) of the middle pixel's square."""
    reach = math.ceil(radius + 1)
    steps = np.arange(-reach, reach + 1, dtype=np.float32) + np.float32(0.5)
    distance = np.hypot(steps[None] - np.float32(x), steps[:, None] - np.float32(y))
    return _levels(distance, radius, hardness)


def _levels(distance: np.ndarray, radius: float, hardness: float) -> np.ndarray:
    soft = max(radius * (1 - hardness), 1.0)
    # A hard edge is centred on the radius (half a pixel on either side); a soft one ends there.
    edge = radius + (0.5 if soft <= 1.0 else 0.0)
    falloff = np.clip((np.float32(edge) - distance) / np.float32(soft), 0, 1)
    if soft > 1.0:
        falloff = falloff * falloff * (3 - 2 * falloff)
    return np.rint(falloff * 255).astype(np.uint8)
