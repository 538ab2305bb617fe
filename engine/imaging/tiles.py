"""How a large picture is cut into tiles that overlap."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[int, int, int, int]
"""(top, left, bottom, right) in pixels, half-open."""


def united(first: Box, second: Box) -> Box:
    """The smallest box around both; an empty one counts by its corners like any other."""
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


@dataclass(frozen=True)
class Tile:
    """One tile: it is computed on `padded` and only its `core` is kept.

    Both are boxes of the picture in pixels.
    """

    core: Box
    padded: Box

    @property
    def core_slices(self) -> tuple[slice, slice]:
        """Where the core lies in the picture, as (rows, columns)."""
        top, left, bottom, right = self.core
        return slice(top, bottom), slice(left, right)

    @property
    def padded_slices(self) -> tuple[slice, slice]:
        """Where the padded box lies in the picture, as (rows, columns)."""
        top, left, bottom, right = self.padded
        return slice(top, bottom), slice(left, right)

    @property
    def core_in_padded(self) -> tuple[slice, slice]:
        """Where the core lies inside the padded box, as (rows, columns)."""
        top, left, bottom, right = self.core
        y, x = self.padded[:2]
        return slice(top - y, bottom - y), slice(left - x, right - x)


def plan_tiles(hw: tuple[int, int], tile: int, overlap: int, multiple: int = 1) -> list[Tile]:
    """Cut a picture of `hw` = (height, width) into tiles, row by row.

    The cores partition the picture exactly.  A padded box is its core grown by `overlap`, clipped
    at the borders of the picture, and its sides are at most `tile`.  Every box starts on a multiple
    of `multiple` (the overlap is rounded up to one), so that strided networks see the same grid
    phase in every tile; only at the bottom and right border may a box end off the grid.  Cores are
    of nearly equal size: no slivers.

    Raises ValueError if `tile` leaves no room for a core or an argument is out of range.
    """
    height, width = hw
    if height < 1 or width < 1 or tile < 1 or overlap < 0 or multiple < 1:
        raise ValueError(f"cannot tile {hw} by {tile}, overlap {overlap}, multiple {multiple}")
    rows = _plan_axis(height, tile, overlap, multiple)
    columns = _plan_axis(width, tile, overlap, multiple)
    return [
        Tile(core=(top, left, bottom, right), padded=(pad_top, pad_left, pad_bottom, pad_right))
        for top, bottom, pad_top, pad_bottom in rows
        for left, right, pad_left, pad_right in columns
    ]


def _plan_axis(
    length: int, tile: int, overlap: int, multiple: int
) -> list[tuple[int, int, int, int]]:
    """Spans along one axis as (start, stop, padded start, padded stop)."""
    if length <= tile:
        return [(0, length, 0, length)]
    overlap = _round_up(overlap, multiple)
    room = (tile - 2 * overlap) // multiple * multiple
    if room < multiple:
        raise ValueError(f"a tile of {tile} px has no core left with an overlap of {overlap} px")
    count = -(-length // room)
    core = _round_up(-(-length // count), multiple)
    return [
        (
            start,
            min(start + core, length),
            max(start - overlap, 0),
            min(start + core + overlap, length),
        )
        for start in range(0, length, core)
    ]


def _round_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple
