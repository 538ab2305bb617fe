"""Snapping a painted mask to the anomaly map."""

from __future__ import annotations

import numpy as np
import pytest

from engine.imaging.brushes import draw_stroke
from engine.imaging.masks import grow
from engine.imaging.snapping import snap

HW = (300, 400)


def blob(x: float, y: float, across: float, down: float, height: float = 0.8) -> np.ndarray:
    yy, xx = np.mgrid[0 : HW[0], 0 : HW[1]]
    apart = ((xx - x) / across) ** 2 + ((yy - y) / down) ** 2
    return (height * np.exp(-(apart**2)) + 0.05).astype(np.float32)


def painted(points, radius: float) -> np.ndarray:
    coverage = np.zeros(HW, np.uint8)
    draw_stroke(coverage, points, radius, 0.8)
    return (coverage / 255).astype(np.float32)


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    return (first & second).sum() / (first | second).sum()


@pytest.mark.parametrize("radius", [14, 40, 75])
def test_rough_paint_takes_the_shape_of_what_stands_out(radius: float) -> None:
    values = blob(200, 150, 60, 40)
    snapped = snap(painted([(185, 150), (215, 152)], radius), values)
    assert snapped is not None
    assert overlap(snapped > 0.5, values > 0.45) > 0.9


def test_it_does_not_run_away_to_another_place() -> None:
    values = np.maximum(blob(100, 150, 30, 30), blob(320, 150, 30, 30))
    snapped = snap(painted([(100, 150)], 20), values)
    assert snapped is not None and snapped[150, 100] == 1
    assert not snapped[:, 220:].any()


def test_every_piece_snaps_by_itself() -> None:
    values = np.maximum(blob(100, 150, 30, 30, 0.9), blob(320, 150, 30, 30, 0.4))
    mask = np.maximum(painted([(100, 150)], 45), painted([(320, 150)], 12))
    snapped = snap(mask, values)
    assert snapped is not None
    assert overlap(snapped[:, :200] > 0.5, values[:, :200] > 0.5) > 0.85
    assert overlap(snapped[:, 220:] > 0.5, values[:, 220:] > 0.25) > 0.85


def test_without_an_edge_nothing_changes() -> None:
    flat = np.full(HW, 0.3, np.float32)
    assert snap(painted([(100, 100)], 20), flat) is None
    assert snap(np.zeros(HW, np.float32), blob(200, 150, 60, 40)) is None
    values = blob(320, 150, 30, 30)
    lone = painted([(60, 60)], 12)
    both = np.maximum(lone, painted([(320, 150)], 20))
    snapped = snap(both, values)
    assert snapped is not None
    np.testing.assert_array_equal(snapped[:120, :120], lone[:120, :120])


def test_holes_are_filled_and_the_reach_is_kept_to() -> None:
    values = blob(200, 150, 60, 60)
    values[145:155, 195:205] = 0
    snapped = snap(painted([(200, 150)], 40), values)
    assert snapped is not None and snapped[150, 200] == 1
    near = snap(painted([(200, 150)], 20), values, reach_px=5)
    assert near is not None
    allowed = grow(painted([(200, 150)], 20), 6) > 0
    assert not (near > 0)[~allowed].any()


def test_a_map_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="differ in size"):
        snap(np.zeros((10, 10), np.float32), np.zeros((10, 12), np.float32))


def test_a_large_piece_is_found_on_a_coarser_grid() -> None:
    yy, xx = np.mgrid[0:1400, 0:2600]
    values = (0.8 * (((xx - 1300) / 1000) ** 2 + ((yy - 700) / 500) ** 2 < 1)).astype(np.float32)
    mask = np.zeros((1400, 2600), np.float32)
    mask[300:1100, 400:2200] = 1
    snapped = snap(mask, values)
    assert snapped is not None
    assert overlap(snapped > 0.5, values > 0.4) > 0.99
