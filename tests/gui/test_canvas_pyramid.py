"""Tiles: right pixels at every level, bounded memory and work."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gui.pyramid import (
    BAND_SAMPLES,
    TILE_PX,
    Allowance,
    PixelSource,
    TileCache,
    TilePyramid,
    mean,
    samples,
    samples_per_axis,
)
from gui.qimage import from_qimage
from gui.qimage import make_image as pyramid_image

ENDLESS = Allowance(math.inf)


def _pyramid(pixels: np.ndarray, alpha: np.ndarray | None = None, budget: int = 1 << 28):
    cache = TileCache(budget)
    return TilePyramid(PixelSource(pixels, alpha), cache), cache


def _noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


def _assemble(pyramid: TilePyramid, level: int) -> np.ndarray:
    """The whole level put together from the cores of its tiles."""
    height, width = pyramid.source.hw
    rows, columns = -(-height >> level), -(-width >> level)
    whole = np.zeros((rows, columns, 3), np.uint8)
    for tile in pyramid.tiles(level, (0, 0, height, width), ENDLESS):
        pixels, _ = from_qimage(tile.image)
        top, left, bottom, right = (-(-edge >> level) for edge in tile.core)
        outer_top, outer_left = tile.outer[0] >> level, tile.outer[1] >> level
        whole[top:bottom, left:right] = pixels[
            top - outer_top : bottom - outer_top, left - outer_left : right - outer_left
        ]
    return whole


@pytest.mark.parametrize("hw", [(1, 1), (700, 513), (1030, 600)])
def test_level_zero_is_the_picture(hw: tuple[int, int]) -> None:
    pixels = _noise(*hw)
    pyramid, _ = _pyramid(pixels)
    assert np.array_equal(_assemble(pyramid, 0), pixels)


@pytest.mark.parametrize("level", [1, 2])
def test_levels_are_rounded_block_means(level: int) -> None:
    pixels = _noise(1100, 1204)
    side = 1 << level
    blocks = pixels.reshape(1100 // side, side, 1204 // side, side, 3).astype(float)
    exact = np.floor(blocks.mean((1, 3)) + 0.5)
    pyramid, _ = _pyramid(pixels)
    assert np.array_equal(_assemble(pyramid, level), exact)


def test_odd_edges_repeat_the_last_pixels() -> None:
    pixels = np.zeros((5, 3, 3), np.uint8)
    pixels[4], pixels[:, 2] = 100, 100
    pyramid, _ = _pyramid(pixels)
    small = _assemble(pyramid, 1)
    assert small.shape == (3, 2, 3)
    assert small[2, 0, 0] == 100 and small[0, 1, 0] == 100 and small[0, 0, 0] == 0


def test_high_levels_take_evenly_spread_samples() -> None:
    ramp = np.broadcast_to(np.arange(4096, dtype=np.float32), (64, 4096))
    level = 5
    values = mean(samples(ramp, level, (0, 0, 2, 128)), level)
    centres = np.arange(128) * 32 + 15.5
    assert np.abs(values - centres).max() <= 1.0
    assert samples(ramp, level, (0, 0, 2, 128)).size == 2 * 128 * 16


def test_a_sliver_thinner_than_one_pixel_of_the_level() -> None:
    pyramid, _ = _pyramid(np.broadcast_to(np.uint8(77), (100, 600_000, 3)))
    level = pyramid.top_level
    tiles = list(pyramid.tiles(level, (0, 0, 100, 600_000), ENDLESS))
    assert [from_qimage(tile.image)[0][0, 0, 0] for tile in tiles] == [77]


def test_sixteen_bit_and_alpha() -> None:
    pixels = np.full((4, 4, 3), 65535, np.uint16)
    alpha = np.full((4, 4), 32896, np.uint16)
    pyramid, _ = _pyramid(pixels, alpha)
    tile = next(iter(pyramid.tiles(0, (0, 0, 4, 4), ENDLESS)))
    back, back_alpha = from_qimage(tile.image)
    assert back_alpha is not None and (back_alpha == 128).all() and (back == 255).all()


def test_only_the_tiles_in_view_are_made() -> None:
    pyramid, cache = _pyramid(np.broadcast_to(np.uint8(9), (9000, 12000, 3)))
    list(pyramid.tiles(0, (4000, 4000, 4100, 4100), ENDLESS))
    assert len(cache) <= 4


def test_the_cache_keeps_to_its_budget_and_drops_the_oldest() -> None:
    budget = 3 * 4 * (TILE_PX + 2) ** 2
    pyramid, cache = _pyramid(np.broadcast_to(np.uint8(9), (4000, 4000, 3)), budget=budget)
    list(pyramid.tiles(0, (0, 0, 4000, 4000), ENDLESS))
    assert 0 < cache.used_bytes <= budget
    left = {(key.row, key.column) for key in cache.keys_of(pyramid._number)}
    last = (4000 - 1) // TILE_PX
    assert (last, last) in left and (0, 0) not in left
    pyramid.discard()
    assert cache.used_bytes == 0 and len(cache) == 0


def test_invalidate_forgets_only_what_shows_the_box() -> None:
    pixels = _noise(1200, 1200)
    pyramid, cache = _pyramid(pixels)
    list(pyramid.tiles(0, (0, 0, 1200, 1200), ENDLESS))
    list(pyramid.tiles(1, (0, 0, 1200, 1200), ENDLESS))
    pyramid.invalidate((600, 600, 610, 610))
    left = {(key.level, key.row, key.column) for key in cache.keys_of(pyramid._number)}
    assert (0, 2, 2) not in left and (1, 1, 1) not in left
    assert (0, 1, 1) in left and (0, 4, 4) in left
    # A change just outside a tile still shows in its apron.
    pyramid.invalidate((0, TILE_PX, 1, TILE_PX + 1))
    left = {(key.level, key.row, key.column) for key in cache.keys_of(pyramid._number)}
    assert (0, 0, 0) not in left


class CountingSource(PixelSource):
    """Notes how many samples each uninterrupted piece of work reads."""

    def __init__(self, pixels: np.ndarray) -> None:
        super().__init__(pixels)
        self.reads: list[int] = []

    def render(self, level: int, box: tuple[int, int, int, int]) -> np.ndarray:
        area = (box[2] - box[0]) * (box[3] - box[1])
        self.reads.append(area * samples_per_axis(level) ** 2)
        return super().render(level, box)


def test_without_allowance_coarser_tiles_stand_in() -> None:
    pyramid, cache = _pyramid(np.broadcast_to(np.uint8(50), (3000, 3000, 3)))
    allowance = Allowance(1)
    tiles = list(pyramid.tiles(0, (0, 0, 3000, 3000), allowance))
    assert allowance.exhausted
    assert len(tiles) == 144  # the whole area is covered
    assert len(cache) == 2  # one real tile and the whole picture in one
    assert sum((t.core[2] - t.core[0]) * (t.core[3] - t.core[1]) for t in tiles) == 3000 * 3000


def test_when_the_time_is_up_only_the_first_band_is_made() -> None:
    source = CountingSource(np.broadcast_to(np.uint8(50), (6000, 6000, 3)))
    pyramid = TilePyramid(source, TileCache(1 << 28))
    for frame in range(1, 7):
        allowance = Allowance(math.inf, seconds=-1)
        tiles = list(pyramid.tiles(3, (0, 0, 6000, 6000), allowance))
        assert allowance.exhausted and len(tiles) == 9
        # What stands in for everything is made once, of next to nothing.
        assert len(source.reads) == frame + 1
    assert max(source.reads) <= BAND_SAMPLES
    assert len(pyramid._begun) <= 1


def test_no_frame_of_a_huge_picture_reads_more_than_its_share() -> None:
    """The first frame at any zoom, with nothing made before."""
    source = CountingSource(np.broadcast_to(np.uint8(50), (9000, 12000, 3)))
    for level in range(8):
        pyramid = TilePyramid(source, TileCache(1 << 28))
        span = TILE_PX << level
        box = (0, 0, min(4 * span, 9000), min(6 * span, 12000))
        for _frame in range(40):
            source.reads.clear()
            allowance = Allowance(1_000_000)
            list(pyramid.tiles(level, box, allowance))
            assert max(source.reads, default=0) <= BAND_SAMPLES
            assert sum(source.reads) <= 1_000_000 + 2 * BAND_SAMPLES
            if not allowance.exhausted:
                break
        assert not allowance.exhausted  # and all of it is there in the end


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_tile_made_in_pieces_is_the_tile(level: int) -> None:
    pixels = _noise(1030, 1204)
    whole, _ = _pyramid(pixels)
    pieces, _ = _pyramid(pixels)
    for _frame in range(200):
        allowance = Allowance(math.inf, seconds=-1)
        list(pieces.tiles(level, (0, 0, 1030, 1204), allowance))
        if not allowance.exhausted:
            break
    assert np.array_equal(_assemble(pieces, level), _assemble(whole, level))


def test_a_change_drops_a_tile_on_its_way() -> None:
    pixels = np.full((3000, 3000, 3), 50, np.uint8)
    pyramid, _ = _pyramid(pixels)
    box = (0, 0, 2048, 2048)
    list(pyramid.tiles(3, box, Allowance(math.inf, seconds=-1)))
    assert pyramid._begun
    pixels[:] = 90
    pyramid.invalidate((0, 0, 10, 10))
    assert not pyramid._begun
    (tile,) = pyramid.tiles(3, box, ENDLESS)
    assert (from_qimage(tile.image)[0] == 90).all()


@pytest.mark.parametrize(
    ("scale", "level"), [(4, 0), (1, 0), (0.52, 0), (0.5, 1), (0.26, 1), (0.25, 2), (0.001, 5)]
)
def test_level_for_scale(scale: float, level: int) -> None:
    pyramid, _ = _pyramid(np.broadcast_to(np.uint8(0), (6000, 8000, 3)))
    assert pyramid.level_for(scale) == level


class Veil:
    """An overlay with one colour in its left part and another in its right one."""

    opaque = False

    def __init__(self, hw: tuple[int, int], split: int) -> None:
        self.hw = hw
        self._split = split

    def render(self, level: int, box: tuple[int, int, int, int]) -> np.ndarray:
        columns = (np.arange(box[1], box[3]) << level) >= self._split
        row = np.where(columns[:, None], np.array([9, 8, 7, 90]), np.zeros(4)).astype(np.uint8)
        return np.broadcast_to(row, (box[2] - box[0], *row.shape))


def test_an_overlay_of_one_colour_takes_one_pixel_for_a_tile() -> None:
    cache = TileCache()
    pyramid = TilePyramid(Veil((2048, 2048), 1100), cache)
    tiles = list(pyramid.tiles(0, (0, 0, 2048, 2048), ENDLESS))
    assert len(tiles) == 64
    for tile in tiles:
        left, right = tile.outer[1], tile.outer[3]
        assert tile.is_even == (right <= 1100 or left >= 1100)
        assert tile.is_clear == (right <= 1100)
        if tile.is_even and not tile.is_clear:
            assert tile.image.pixelColor(0, 0).alpha() == 90
    uneven = 8 * 4 * (TILE_PX + 2) ** 2
    assert cache.used_bytes <= uneven + 64 * 8


def test_an_overlay_that_is_even_at_its_top_only_is_all_there() -> None:
    class Half(Veil):
        def render(self, level: int, box: tuple[int, int, int, int]) -> np.ndarray:
            rows = np.arange(box[0], box[2]) >= 150
            packed = np.where(rows[:, None, None], 60, 20).astype(np.uint8)
            return np.broadcast_to(packed, (box[2] - box[0], box[3] - box[1], 4))

    pyramid = TilePyramid(Half((200, 200), 0), TileCache())
    for _frame in range(20):
        allowance = Allowance(math.inf, seconds=-1)
        (tile,) = pyramid.tiles(0, (0, 0, 200, 200), allowance)
    alphas = [tile.image.pixelColor(100, row).alpha() for row in (0, 149, 150, 199)]
    assert alphas == [20, 20, 60, 60]


def test_nothing_is_begun_in_vain(monkeypatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr(
        "gui.pyramid.make_image", lambda *size: begun.append(1) or pyramid_image(*size)
    )
    pyramid, _ = _pyramid(np.broadcast_to(np.uint8(50), (3000, 3000, 3)))
    list(pyramid.tiles(0, (0, 0, 3000, 3000), Allowance(1)))
    assert len(begun) <= 2  # one tile, and what stands in for all the others
