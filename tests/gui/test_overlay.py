"""Heatmap and mask colouring, and the outlines of regions."""

from __future__ import annotations

import numpy as np
import pytest

from gui.overlay import (
    MASK_ALPHA,
    OUTLINE_CELLS,
    HeatmapSource,
    MaskLayer,
    MaskSource,
    border_lines,
    inner_edge,
    outlines,
)
from gui.pyramid import TileCache


def _area(loop: np.ndarray) -> float:
    x, y = loop[:, 0], loop[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def test_heat_is_nothing_at_zero_and_rises() -> None:
    values = np.linspace(0, 1, 64, dtype=np.float32)[None]
    alpha = HeatmapSource(values).render(0, (0, 0, 1, 64))[0, :, 3].astype(int)
    assert alpha[0] == 0 and alpha[-1] == 255
    assert (np.diff(alpha) >= 0).all()


def test_heat_is_averaged_at_lower_levels() -> None:
    values = np.zeros((64, 64), np.float32)
    values[::2] = 1
    coarse = HeatmapSource(values).render(1, (0, 0, 32, 32))
    even = HeatmapSource(np.full((32, 32), 0.5, np.float32)).render(0, (0, 0, 32, 32))
    assert np.array_equal(coarse, even)


def test_mask_alpha_follows_the_mask() -> None:
    mask = np.zeros((8, 8), np.float32)
    mask[2], mask[5] = 0.4, 0.2
    alpha = MaskSource(mask, edged=True).render(0, (0, 0, 8, 8))[..., 3]
    assert (alpha[0] == 0).all()
    assert (alpha[2] == round(0.4 * MASK_ALPHA * 255)).all()
    assert (alpha[5] == round(0.2 * MASK_ALPHA * 255)).all()


def test_mask_edge_is_the_same_in_parts_as_in_one_piece() -> None:
    mask = np.zeros((40, 40), np.float32)
    mask[7:31, 5:33] = 1
    source = MaskSource(mask, edged=True)
    whole = source.render(0, (0, 0, 40, 40))
    for box in ((0, 0, 20, 20), (20, 0, 40, 20), (7, 5, 8, 33), (30, 20, 40, 40)):
        top, left, bottom, right = box
        assert np.array_equal(source.render(0, box), whole[top:bottom, left:right])


def test_inner_edge() -> None:
    inside = np.zeros((6, 6), bool)
    inside[2:, 1:5] = True
    edge = inner_edge(inside)
    expected = inside.copy()
    expected[3:, 2:4] = False
    # The lower end lies at the border of the picture, which is no edge.
    assert np.array_equal(edge, expected)


def test_border_lines_are_whole_runs() -> None:
    inside = np.zeros((10, 10), bool)
    inside[2:5, 3:8] = True
    lines = border_lines(inside, (100, 200))
    assert sorted(lines) == sorted(
        [
            (203, 102, 208, 102),
            (203, 105, 208, 105),
            (203, 102, 203, 105),
            (208, 102, 208, 105),
        ]
    )


def test_lines_are_drawn_only_where_pixels_are_large() -> None:
    mask = np.zeros((50, 50), np.float32)
    mask[10:20, 10:20] = 1
    layer = MaskLayer(mask, TileCache())
    assert layer.edge_lines(1.0, (0, 0, 50, 50)) == []
    assert len(layer.edge_lines(8.0, (0, 0, 50, 50))) == 4
    assert layer.edge_lines(8.0, (30, 30, 50, 50)) == []
    assert layer.tiles_for(1.0) is not layer.tiles_for(8.0)


def test_outline_of_a_block() -> None:
    loops = outlines(np.ones((10, 20), np.uint8), (5, 7))
    assert len(loops) == 1
    low, high = loops[0].min(0), loops[0].max(0)
    assert low.tolist() == [7, 5] and high.tolist() == [27, 15]
    assert _area(loops[0]) == pytest.approx(200 - 0.5)  # the corners are cut


def test_outline_of_a_ring_has_two_loops() -> None:
    ring = np.ones((9, 9), np.uint8)
    ring[3:6, 3:6] = 0
    assert sorted(round(_area(loop)) for loop in outlines(ring)) == [8, 80]


def test_blocks_that_touch_by_a_corner_stay_closed() -> None:
    mask = np.zeros((6, 6), np.uint8)
    mask[0:3, 0:3] = mask[3:6, 3:6] = 1
    assert sum(_area(loop) for loop in outlines(mask)) == pytest.approx(18, abs=1.5)


def test_random_shapes_are_outlined_completely() -> None:
    mask = (np.random.default_rng(2).random((40, 40)) > 0.5).astype(np.uint8)
    loops = outlines(mask)
    assert all(len(loop) >= 4 for loop in loops)
    # Signed areas: the outer loops turn one way, the holes the other.
    signed = 0.0
    for loop in loops:
        x, y = loop[:, 0], loop[:, 1]
        signed += float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    assert abs(abs(signed) - mask.sum()) < 0.35 * mask.sum()


def test_a_large_region_is_traced_coarsely_but_in_place() -> None:
    side = 4 * OUTLINE_CELLS + 3
    mask = np.zeros((side, side), np.uint8)
    mask[100:-100, 200:-50] = 1
    (loop,) = outlines(mask)
    step = 5
    assert loop.min(0) == pytest.approx((200, 100), abs=step)
    assert loop.max(0) == pytest.approx((side - 50, side - 100), abs=step)
