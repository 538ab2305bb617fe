from __future__ import annotations

import numpy as np
import pytest
from tiny_models import picture

from engine.imaging.masks import mask_box
from engine.operations.healing import guides, heal
from engine.operations.patch_search import PatchSearch, vote
from engine.operations.results import Box
from engine.progress import Cancelled

NOISE = np.random.default_rng(4)


def waves(height: int, width: int) -> np.ndarray:
    """A texture that repeats every 30 pixels across and every 20 down, in three colours."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    wave = np.sin(2 * np.pi * x / 30) * np.cos(2 * np.pi * y / 20)
    return (0.5 + 0.35 * np.stack([wave, -wave, wave * wave], axis=2)).astype(np.float32)


def broken_at(hw: tuple[int, int], *boxes: Box) -> np.ndarray:
    broken = np.zeros(hw, bool)
    for top, left, bottom, right in boxes:
        broken[top:bottom, left:right] = True
    return broken


def healed(
    healthy: np.ndarray, photo: np.ndarray | None, broken: np.ndarray, keep_tones: bool = False
) -> np.ndarray | None:
    """The box of the broken place, painted over a grey that nobody knows better than."""
    box = mask_box(broken)
    assert box is not None
    start = np.where(broken[..., None], np.float32(0.5), healthy)
    return heal(start, guides(start, photo, box, keep_tones), broken, box)


def test_a_texture_is_continued() -> None:
    healthy = waves(160, 200)
    painted = healed(healthy, None, broken_at((160, 200), (60, 80, 100, 120)))
    assert painted is not None
    error = np.abs(painted - healthy[60:100, 80:120]).mean()
    assert error < 0.05 < np.abs(0.5 - healthy[60:100, 80:120]).mean()


def test_nothing_shows_the_grid_of_the_patches() -> None:
    """Overlapping patches fade into each other: no jump every few pixels."""
    rng = np.random.default_rng(1)
    healthy = rng.random((200, 200, 3), np.float32)
    painted = healed(healthy, None, broken_at((200, 200), (50, 50, 150, 150)))
    assert painted is not None
    across = np.abs(np.diff(painted.mean(2), axis=1)).mean(0)
    by_phase = [across[phase::4].mean() for phase in range(4)]
    assert max(by_phase) < 1.15 * min(by_phase)


def test_the_photo_decides_what_is_painted_where() -> None:
    """Left of a line the photo is dark and the painting striped, right of it bright and plain."""
    photo = np.full((120, 160, 3), 0.2, np.float32)
    painting = waves(120, 160)
    line = 70 + (np.arange(120) // 3)[:, None]
    right = np.arange(160)[None] > line
    photo[right] = 0.8
    painting[right] = (0.1, 0.2, 0.9)
    broken = broken_at((120, 160), (40, 60, 80, 110))
    with_photo = healed(painting, photo, broken)
    without = healed(painting, None, broken)
    assert with_photo is not None and without is not None
    truth = painting[40:80, 60:110]
    errors = [float(np.abs(p - truth).mean()) for p in (with_photo, without)]
    assert errors[0] < 0.05 and errors[0] < errors[1]


def test_tones_are_kept_where_only_the_detail_is_wrong() -> None:
    """Noise over a slope: its broad tones are right, and tell which piece belongs where."""
    slope = np.repeat(np.linspace(0.1, 0.9, 160, dtype=np.float32)[None, :, None], 120, axis=0)
    slope = np.repeat(slope, 3, axis=2)
    broken = broken_at((120, 160), (30, 50, 80, 100))
    noisy = slope + NOISE.normal(0, 0.08, slope.shape).astype(np.float32) * broken[..., None]
    guide = guides(noisy, None, (30, 50, 80, 100), True)
    start = np.where(broken[..., None], np.float32(0.5), slope)
    painted = heal(start, guide, broken, (30, 50, 80, 100))
    assert painted is not None
    assert np.abs(painted - slope[30:80, 50:100]).mean() < 0.02


@pytest.mark.parametrize(
    "box",
    [(0, 0, 20, 20), (100, 130, 120, 150), (0, 60, 12, 80), (60, 0, 61, 1), (0, 40, 120, 44)],
)
def test_regions_at_the_border_and_of_one_pixel(box: Box) -> None:
    whole = picture(120, 150).astype(np.float32) / 255
    painted = healed(whole, whole, broken_at((120, 150), box))
    assert painted is not None
    assert painted.shape == (box[2] - box[0], box[3] - box[1], 3)
    assert painted.min() >= 0 and painted.max() <= 1


def test_nothing_broken_is_ever_copied() -> None:
    healthy = waves(120, 160) * 0.5
    broken = broken_at((120, 160), (20, 20, 40, 50), (60, 90, 100, 150))
    box = mask_box(broken)
    assert box is not None
    start = np.where(broken[..., None], np.float32(1.0), healthy)
    search = PatchSearch(start, None, broken, box)
    field = search.improve(
        (np.zeros((len(search.rows), len(search.columns)), int),) * 2, 2, np.random.default_rng(0)
    )
    for row, column in zip(field.source_rows.ravel(), field.source_columns.ravel(), strict=True):
        assert not broken[row : row + search.patch, column : column + search.patch].any()
    assert vote(field, search.patch, start, box).max() < 0.9


def test_neighbours_find_what_the_exact_search_finds() -> None:
    healthy = waves(90, 120)
    broken = broken_at((90, 120), (30, 40, 50, 60))
    search = PatchSearch(healthy, None, broken, (30, 40, 50, 60))
    exact = search.everywhere()
    nothing = (np.full((len(search.rows), len(search.columns)), 7),) * 2
    found = search.improve(nothing, 6, np.random.default_rng(0))
    assert np.median(found.costs) <= np.median(exact.costs) + 0.005


def test_a_large_region_takes_its_detail_at_full_size() -> None:
    healthy = waves(900, 900)
    broken = broken_at((900, 900), (200, 200, 560, 560))
    painted = healed(healthy, None, broken)
    assert painted is not None and painted.shape == (360, 360, 3)
    assert painted.std() > 0.6 * healthy.std()


def test_a_picture_that_is_broken_everywhere_has_no_healthy_piece() -> None:
    whole = picture(64, 64).astype(np.float32) / 255
    assert healed(whole, None, np.ones((64, 64), bool)) is None


@pytest.mark.parametrize("hw", [(9, 300), (300, 9), (12, 12), (4, 40)])
def test_odd_pictures(hw: tuple[int, int]) -> None:
    whole = picture(*hw).astype(np.float32) / 255
    box = (hw[0] // 2, hw[1] // 2, hw[0] // 2 + 2, hw[1] // 2 + 2)
    painted = healed(whole, whole, broken_at(hw, box))
    assert painted is None or painted.shape == (2, 2, 3)


def test_a_long_place_in_a_thin_picture() -> None:
    """Patches of the reduced picture, enlarged again, must still fit into it."""
    healthy = waves(20, 2100)
    painted = healed(healthy, None, broken_at((20, 2100), (0, 100, 20, 2000)))
    assert painted is not None and painted.shape == (20, 1900, 3)
    assert painted.min() > 0.05 and painted.std() > 0.1, "painted throughout"


def test_it_can_be_stopped() -> None:
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise Cancelled

    whole = waves(120, 160)
    broken = broken_at((120, 160), (30, 40, 80, 100))
    with pytest.raises(Cancelled):
        heal(whole, None, broken, (30, 40, 80, 100), stop)
    assert len(calls) == 3
