"""A picture of any size as QImage tiles at halving scales, made only where and when they show.

Level L is the picture divided by 2**L. A tile covers 256 x 256 pixels of its level plus an apron
of one pixel, so that smooth scaling sees its neighbours and no seams show. Each tile is made
straight from the full picture out of at most 16 samples per pixel, so that the cost of a tile has
a bound whatever the size of the picture. It is made in bands: a frame that has no time left stops
between two of them, and the next frame goes on from there.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple, Protocol

import numpy as np
from PySide6.QtGui import QColorTransform, QImage

from engine.imaging.tiles import Box
from gui.qimage import (
    from_packed,
    make_image,
    pack,
    pack_premultiplied,
    put_packed,
    to_eight_bit,
)

TILE_PX = 256
APRON_PX = 1
SAMPLES_PER_AXIS = 4
CACHE_BYTES = 384 * 1024 * 1024
# What is made without looking at the clock: the coarsest tile has fewer samples still.
BAND_SAMPLES = 100_000
ROUGH_LEVELS = 2
"""How much coarser than the whole picture in one tile is what stands in for it."""
MOST_BEGUN = 8


class TileSource(Protocol):
    """Something that can draw any part of itself at any level."""

    hw: tuple[int, int]
    opaque: bool

    def render(self, level: int, box: Box) -> np.ndarray:
        """``box`` in pixels of the level -> uint8 (h, w, 4), packed and premultiplied."""
        ...


class PixelSource:
    """uint8 or uint16 pixels (H, W, 3) with an optional straight alpha (H, W)."""

    def __init__(self, pixels: np.ndarray, alpha: np.ndarray | None = None) -> None:
        self.hw: tuple[int, int] = pixels.shape[:2]
        self.opaque = alpha is None
        self.pixels = pixels
        self._alpha = alpha

    def shows(self, pixels: np.ndarray | None, alpha: np.ndarray | None) -> bool:
        """Whether these very arrays are the ones shown."""
        return self.pixels is pixels and self._alpha is alpha

    def render(self, level: int, box: Box) -> np.ndarray:
        rgb = to_eight_bit(samples(self.pixels, level, box))
        if self._alpha is None:
            return pack(mean(rgb, level))
        alpha = to_eight_bit(samples(self._alpha, level, box))
        return mean(pack_premultiplied(rgb, alpha), level)


def samples_per_axis(level: int) -> int:
    """How many samples along each axis make one pixel of the level."""
    return min(1 << level, SAMPLES_PER_AXIS)


def samples(array: np.ndarray, level: int, box: Box) -> np.ndarray:
    """The pixels of ``array`` (H, W[, C]) to average for ``box`` of a level, regularly spaced.

    The last row and column are repeated where a pixel of the level reaches past the edge.
    """
    per_axis = samples_per_axis(level)
    step = (1 << level) // per_axis
    top, left, bottom, right = (edge << level for edge in box)
    first_row = min(top + step // 2, array.shape[0] - 1)
    first_column = min(left + step // 2, array.shape[1] - 1)
    part = array[first_row:bottom:step, first_column:right:step]
    rows, columns = (box[2] - box[0]) * per_axis, (box[3] - box[1]) * per_axis
    lacking = ((0, rows - part.shape[0]), (0, columns - part.shape[1]))
    if lacking != ((0, 0), (0, 0)):
        part = np.pad(part, (*lacking, *[(0, 0)] * (array.ndim - 2)), mode="edge")
    return part


def mean(part: np.ndarray, level: int) -> np.ndarray:
    """Block means of what ``samples`` gave; uint8 is rounded to nearest, float32 stays so."""
    n = samples_per_axis(level)
    if n == 1:
        return part
    whole = np.issubdtype(part.dtype, np.integer)
    # 16 samples of 255 fit into 16 bits.
    rows: np.ndarray = part[0::n].astype(np.uint16 if whole else np.float32)
    for offset in range(1, n):
        rows += part[offset::n]
    planes = rows[..., None] if rows.ndim == 2 else rows
    out = np.empty((planes.shape[0], planes.shape[1] // n, planes.shape[2]), part.dtype)
    for channel in range(planes.shape[2]):
        # One channel at a time: numpy is slow on inner loops of three.
        total: np.ndarray = planes[:, 0::n, channel].copy()
        for offset in range(1, n):
            total += planes[:, offset::n, channel]
        out[..., channel] = (total + n * n // 2) // (n * n) if whole else total / (n * n)
    return out[..., 0] if part.ndim == 2 else out


class TileKey(NamedTuple):
    pyramid: int
    level: int
    row: int
    column: int


class TileCache:
    """Tiles of all pyramids, the longest unused dropped first."""

    def __init__(self, budget_bytes: int = CACHE_BYTES) -> None:
        self._budget = budget_bytes
        self._tiles: OrderedDict[TileKey, QImage] = OrderedDict()
        self.used_bytes = 0
        self.colours: QColorTransform | None = None
        """From sRGB to the colours of the screen; applied to pictures, not to what lies on them."""

    def __len__(self) -> int:
        return len(self._tiles)

    def find(self, key: TileKey) -> QImage | None:
        image = self._tiles.get(key)
        if image is not None:
            self._tiles.move_to_end(key)
        return image

    def put(self, key: TileKey, image: QImage) -> None:
        self.drop(key)
        self._tiles[key] = image
        self.used_bytes += image.sizeInBytes()
        while self.used_bytes > self._budget and len(self._tiles) > 1:
            _, oldest = self._tiles.popitem(last=False)
            self.used_bytes -= oldest.sizeInBytes()

    def drop(self, key: TileKey) -> None:
        image = self._tiles.pop(key, None)
        if image is not None:
            self.used_bytes -= image.sizeInBytes()

    def set_colours(self, colours: QColorTransform | None) -> None:
        """Show pictures in the colours of another screen, None for sRGB; drops all tiles."""
        self.colours = colours
        self._tiles.clear()
        self.used_bytes = 0

    def keys_of(self, pyramid: int) -> list[TileKey]:
        return [key for key in self._tiles if key.pyramid == pyramid]


class Tile(NamedTuple):
    """One tile: ``image`` covers ``outer``, of which ``core`` is its own, in full-size pixels.

    An overlay that has one colour all over the tile comes as an image of one pixel.
    """

    image: QImage
    outer: Box
    core: Box

    @property
    def is_even(self) -> bool:
        return self.image.width() * self.image.height() == 1

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to see in it."""
        if not self.is_even or not self.image.hasAlphaChannel():
            return False
        return self.image.pixelColor(0, 0).alpha() == 0


class Allowance:
    """How much may still go into tiles before the frame must be shown: samples, and seconds.

    The seconds count what samples do not: other programs, and the engine's threads.
    """

    def __init__(self, samples_left: float, seconds: float = math.inf) -> None:
        self.samples_left = samples_left
        self._ends = time.perf_counter() + seconds
        self._taken = False
        self.exhausted = False

    def take(self, cost: int) -> bool:
        """True if there is room; the first taker always gets its band of a tile."""
        late = self._taken and time.perf_counter() > self._ends
        self._taken = True
        if self.samples_left <= 0 or late:
            self.exhausted = True
            return False
        self.samples_left -= cost
        return True


class BegunTile:
    """A tile on its way, ``outer`` in pixels of its level; rendered band by band from the top.

    What lies on a picture is the same all over most tiles, or nothing at all: as long as all rows
    have one colour, that is kept in the memory of one pixel.
    """

    def __init__(self, source: TileSource, level: int, outer: Box) -> None:
        self._source, self._level, self._outer = source, level, outer
        formats = QImage.Format
        self._format = (
            formats.Format_RGB32 if source.opaque else formats.Format_ARGB32_Premultiplied
        )
        self._height, self._width = outer[2] - outer[0], outer[3] - outer[1]
        self._image: QImage | None = None
        self._even: np.ndarray | None = None
        """The colour (1, 1, 4) of all rows so far, if they have but one."""
        self._done = 0
        row_cost = self._width * samples_per_axis(level) ** 2
        self._band_rows = max(1, BAND_SAMPLES // row_cost)
        self._row_cost = row_cost

    @property
    def is_begun(self) -> bool:
        return self._done > 0

    @property
    def is_complete(self) -> bool:
        return self._done >= self._height

    @property
    def next_cost(self) -> int:
        """How many samples the next band takes."""
        return self._row_cost * min(self._band_rows, self._height - self._done)

    @property
    def image(self) -> QImage:
        """The tile as far as it is made; of one pixel if it has one colour all over."""
        if self._image is None:
            if self._even is not None:
                return from_packed(self._even, self._format)
            self._image = make_image(self._width, self._height, self._format)
        return self._image

    def add_band(self) -> None:
        """Render the next rows."""
        top, left, bottom, right = self._outer
        first = top + self._done
        last = min(first + self._band_rows, bottom)
        packed = self._source.render(self._level, (first, left, last, right))
        if not self._stays_even(packed):
            if self._even is not None:
                above = np.broadcast_to(self._even, (self._done, self._width, 4))
                self._even = None
                put_packed(self.image, above)
            put_packed(self.image, packed, self._done)
        self._done += last - first

    def _stays_even(self, packed: np.ndarray) -> bool:
        """Whether these rows too have the one colour of those before."""
        if self._source.opaque or (self._done and self._even is None):
            return False
        colour = packed[:1, :1] if self._even is None else self._even
        # The first row tells nearly always.
        if (packed[:1] != colour).any() or (packed != colour).any():
            return False
        self._even = colour.copy()
        return True


class TilePyramid:
    """The tiles of one source in a shared cache."""

    _numbers = count()

    def __init__(self, source: TileSource, cache: TileCache) -> None:
        self.source = source
        self._cache = cache
        self._number = next(self._numbers)
        self._begun: dict[TileKey, BegunTile] = {}
        longest = max(source.hw)
        self.top_level = max(0, math.ceil(math.log2(max(longest, 1) / TILE_PX)))

    def level_for(self, scale: float) -> int:
        """The level drawn at ``scale`` device pixels per pixel: never enlarged below 100 %."""
        if scale >= 1:
            return 0
        # A little slack, so that 49 % still takes the sharper half of two near equals.
        return min(self.top_level, int(math.log2(1 / scale) + 0.05))

    def tiles(self, level: int, box: Box, allowance: Allowance) -> Iterator[Tile]:
        """The tiles that cover ``box`` (full-size pixels); coarser ones where allowance ends."""
        span = TILE_PX << level
        top, left, bottom, right = box
        for row in range(top // span, -(-bottom // span)):
            for column in range(left // span, -(-right // span)):
                image = self._image(level, row, column, allowance)
                if image is not None:
                    yield self._placed(level, row, column, image)
                    continue
                place = self._coarser(level, row, column)
                image = self._image(*place, Allowance(math.inf))  # there already, or as good as
                if image is not None:
                    # It fills only the missing tile: its neighbours may be sharp already.
                    stand_in = self._placed(*place, image)
                    yield stand_in._replace(core=self._core(level, row, column))

    def invalidate(self, box: Box) -> None:
        """Forget the tiles that show any pixel of ``box`` (full-size pixels)."""
        for key in [*self._cache.keys_of(self._number), *self._begun]:
            outer = self._outer(key.level, key.row, key.column)
            top, left, bottom, right = (edge << key.level for edge in outer)
            if top < box[2] and box[0] < bottom and left < box[3] and box[1] < right:
                self._cache.drop(key)
                self._begun.pop(key, None)

    def discard(self) -> None:
        """Forget all tiles."""
        self._begun.clear()
        for key in self._cache.keys_of(self._number):
            self._cache.drop(key)

    def _image(self, level: int, row: int, column: int, allowance: Allowance) -> QImage | None:
        key = TileKey(self._number, level, row, column)
        image = self._cache.find(key)
        if image is not None:
            return image
        begun = self._begun.pop(key, None)
        if begun is None:
            if allowance.exhausted:
                return None
            begun = BegunTile(self.source, level, self._outer(level, row, column))
        while not begun.is_complete:
            if not allowance.take(begun.next_cost):
                self._keep_begun(key, begun)
                return None
            begun.add_band()
        image = begun.image
        if self._cache.colours is not None and isinstance(self.source, PixelSource):
            image.applyColorTransform(self._cache.colours)
        self._cache.put(key, image)
        return image

    def _keep_begun(self, key: TileKey, begun: BegunTile) -> None:
        """Only what has something in it; tiles that nobody came back for make way."""
        if begun.is_begun:
            self._begun[key] = begun
            while len(self._begun) > MOST_BEGUN:
                self._begun.pop(next(iter(self._begun)))

    def _coarser(self, level: int, row: int, column: int) -> tuple[int, int, int]:
        """The nearest coarser tile already made, else one that is made in no time: very coarse."""
        for above in range(1, self.top_level - level + 1):
            place = (level + above, row >> above, column >> above)
            if self._cache.find(TileKey(self._number, *place)) is not None:
                return place
        return max(self.top_level, level) + ROUGH_LEVELS, 0, 0

    def _placed(self, level: int, row: int, column: int, image: QImage) -> Tile:
        top, left, bottom, right = (edge << level for edge in self._outer(level, row, column))
        return Tile(image, (top, left, bottom, right), self._core(level, row, column))

    def _core(self, level: int, row: int, column: int) -> Box:
        """The tile without its apron, cut to the picture, in full-size pixels."""
        span = TILE_PX << level
        height, width = self.source.hw
        return (
            row * span,
            column * span,
            min((row + 1) * span, height),
            min((column + 1) * span, width),
        )

    def _outer(self, level: int, row: int, column: int) -> Box:
        """The tile with its apron, cut to the level, in pixels of the level."""
        height, width = (-(-side >> level) for side in self.source.hw)
        return (
            max(row * TILE_PX - APRON_PX, 0),
            max(column * TILE_PX - APRON_PX, 0),
            min((row + 1) * TILE_PX + APRON_PX, height),
            min((column + 1) * TILE_PX + APRON_PX, width),
        )
