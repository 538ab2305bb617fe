"""The places into which a mask is cut before it is repaired."""

from __future__ import annotations

import numpy as np
import pytest
from repair_scenes import (
    HW,
    Finder,
    broken_at,
    composite,
    renderer,
    scene,
    shapes,
    stylized,
)
from tiny_models import to_16_bits

from engine.imaging.photo import Photo
from engine.operations import places
from engine.operations.params import RepairParams
from engine.operations.places import find_places, open_place
from engine.operations.rendering import TileRenderer
from engine.operations.repair import repair

__all__ = ["renderer", "stylized"]


def test_close_islands_are_one_place_and_far_ones_are_several() -> None:
    mask = np.zeros((300, 400), np.float32)
    mask[10:30, 10:30] = 1
    mask[10:30, 35:50] = 1
    mask[200:230, 300:320] = 0.4
    assert sorted(find_places(mask)) == [(10, 10, 30, 50), (200, 300, 230, 320)]
    assert find_places(np.zeros((5, 5), np.float32)) == []


def test_no_pixel_of_a_large_mask_is_lost() -> None:
    rng = np.random.default_rng(0)
    mask = (rng.random((1500, 2100)) > 0.99999).astype(np.float32)
    mask[0, 0] = mask[-1, -1] = 1
    covered = np.zeros(mask.shape, bool)
    for top, left, bottom, right in find_places(mask):
        covered[top:bottom, left:right] = True
    assert covered[mask > 0].all()


def test_a_place_is_no_larger_than_its_region_asks() -> None:
    pixels = np.zeros((2000, 3000, 3), np.uint8)
    mask = np.zeros((2000, 3000), np.float32)
    mask[900:1000, 1200:1300] = 1
    place = open_place(Photo(pixels), Photo(pixels), mask, (900, 1200, 1000, 1300))
    assert max(place.stylized.shape) < 900
    assert place.in_picture(place.box) == (900, 1200, 1000, 1300)


@pytest.mark.parametrize("content", [True, False])
@pytest.mark.parametrize("sixteen", [False, True])
def test_a_very_large_place_is_worked_on_in_small(
    renderer: TileRenderer,
    stylized: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    sixteen: bool,
    content: bool,
) -> None:
    monkeypatch.setattr(places, "MOST_WINDOW_PX", 5000)
    mask = shapes(HW)["rectangle"]
    mask[31, 41] = 0
    broken = broken_at(mask, to_16_bits(stylized) if sixteen else stylized)
    one = scene(renderer, broken, mask, content)
    assert open_place(one.stylized, one.content, mask, (30, 40, 70, 90)).scale < 0.6
    mended = repair(one, RepairParams(), renderer, Finder())
    assert mended.options and mended.options[0].score_after < mended.score_before
    after = composite(broken, mended)
    assert after.dtype == broken.dtype and np.array_equal(after[mask <= 0], broken[mask <= 0])
    assert (after != broken).any(axis=2)[mask > 0].mean() > 0.9
