"""Masks: painting, shaping, reading; and tiles."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import ImageFileError
from engine.imaging.masks import (
    EMPTY_BOX,
    dab,
    empty_mask,
    expand_box,
    feather_inside,
    grow,
    invert,
    mask_box,
    read_mask,
    stroke,
)
from engine.imaging.tiles import plan_tiles


def disc(hw: tuple[int, int], centre_xy: tuple[float, float], radius: float) -> np.ndarray:
    y, x = np.mgrid[: hw[0], : hw[1]] + 0.5
    return np.hypot(x - centre_xy[0], y - centre_xy[1]) <= radius


# --- boxes --------------------------------------------------------------------------------------


def test_the_box_holds_exactly_what_is_masked() -> None:
    mask = empty_mask((40, 50))
    assert mask_box(mask) is None
    mask[7, 11] = 0.001
    mask[20, 30] = 1
    assert mask_box(mask) == (7, 11, 21, 31)


def test_an_expanded_box_stays_inside_the_picture() -> None:
    assert expand_box((5, 6, 10, 12), 7, (14, 100)) == (0, 0, 14, 19)


# --- painting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("radius", [3.0, 20.0])
@pytest.mark.parametrize("hardness", [0.0, 0.5, 1.0])
def test_a_dab_is_full_at_its_core_and_nothing_outside(radius: float, hardness: float) -> None:
    mask = empty_mask((64, 64))
    box = dab(mask, (32.5, 32.5), radius, hardness, 1.0)
    assert mask[32, 32] > 0.95
    core = disc(mask.shape, (32.5, 32.5), radius * hardness - 1)
    assert np.all(mask[core] == 1)
    assert not mask[~disc(mask.shape, (32.5, 32.5), radius + 1)].any()
    assert mask.min() >= 0 and mask.max() <= 1
    outside = np.ones_like(mask, dtype=bool)
    outside[box[0] : box[2], box[1] : box[3]] = False
    assert not mask[outside].any()


def test_a_dab_covers_the_area_of_its_circle() -> None:
    mask = empty_mask((64, 64))
    dab(mask, (31.2, 32.9), 6.0, 1.0, 1.0)
    assert mask.sum() == pytest.approx(np.pi * 36, rel=0.02)


def test_a_small_dab_follows_fractions_of_a_pixel() -> None:
    mask = empty_mask((20, 20))
    dab(mask, (10.25, 9.75), 3.0, 1.0, 1.0)
    y, x = np.mgrid[:20, :20] + 0.5
    assert (mask * x).sum() / mask.sum() == pytest.approx(10.25, abs=0.03)
    assert (mask * y).sum() / mask.sum() == pytest.approx(9.75, abs=0.03)


def test_pressing_twice_changes_nothing_more() -> None:
    mask = empty_mask((50, 50))
    dab(mask, (25, 25), 15, 0.3, 0.7)
    once = mask.copy()
    dab(mask, (25, 25), 15, 0.3, 0.7)
    np.testing.assert_array_equal(mask, once)


def test_erasing_undoes_painting_and_never_raises() -> None:
    mask = empty_mask((50, 50))
    stroke(mask, [(10, 25), (40, 25)], 9, 0.5, 1.0)
    painted = mask.copy()
    stroke(mask, [(10, 25), (40, 25)], 20, 1.0, 0.0)
    assert mask[25, 12:38].max() == 0
    assert np.all(mask <= painted)


def test_a_middle_value_raises_what_is_below_and_lowers_what_is_above() -> None:
    mask = empty_mask((40, 40))
    mask[:, 20:] = 1
    dab(mask, (20, 20), 10, 1.0, 0.4)
    assert mask[20, 15] == pytest.approx(0.4)
    assert mask[20, 25] == pytest.approx(0.4)
    assert mask[20, 2] == 0 and mask[20, 37] == 1


def test_a_stroke_covers_its_whole_length_without_scallops() -> None:
    mask = empty_mask((200, 600))
    box = stroke(mask, [(100, 100), (500, 100)], 80, 1.0, 1.0)
    assert np.all(mask[30:170, 100:500].min(axis=1)[5:-5] == 1)
    widths = mask[:, 120:480].sum(axis=0)
    assert widths.max() - widths.min() < 0.6
    inner = mask_box(mask)
    assert inner is not None
    assert box[0] <= inner[0] and box[1] <= inner[1] and box[2] >= inner[2] and box[3] >= inner[3]


def test_a_stroke_touches_only_its_box() -> None:
    rng = np.random.default_rng(3)
    mask = rng.random((120, 160), dtype=np.float32)
    before = mask.copy()
    top, left, bottom, right = stroke(mask, [(30, 40), (60, 70), (20, 90)], 10, 0.2, 1.0)
    assert (mask != before).any()
    mask[top:bottom, left:right] = before[top:bottom, left:right]
    np.testing.assert_array_equal(mask, before)


def test_painting_over_the_border_and_outside() -> None:
    mask = empty_mask((30, 30))
    assert stroke(mask, [(-200, -200)], 20, 1, 1) == EMPTY_BOX
    assert not mask.any()
    box = stroke(mask, [(0, 0)], 5, 1, 1)
    assert box[:2] == (0, 0) and mask[0, 0] == 1
    assert stroke(mask, [], 5, 1, 1) == EMPTY_BOX


# --- shaping ------------------------------------------------------------------------------------


def test_a_feather_is_zero_outside_full_inside_and_falls_between() -> None:
    mask = disc((101, 101), (50.5, 50.5), 40).astype(np.float32)
    soft = feather_inside(mask, 12)
    assert np.all(soft[mask == 0] == 0)
    assert np.all(soft <= mask)
    assert np.all(soft[disc(mask.shape, (50.5, 50.5), 26)] == 1)
    profile = soft[50, 50:92]
    assert np.all(np.diff(profile) <= 1e-6)
    assert 0 < profile[39] < 0.05


def test_a_feather_does_not_fall_at_the_border_of_the_picture() -> None:
    mask = empty_mask((40, 40))
    mask[:, :20] = 1
    soft = feather_inside(mask, 8)
    assert np.all(soft[:, 0] == 1)
    assert soft[20, 19] < 0.1
    full = np.ones((20, 20), dtype=np.float32)
    np.testing.assert_array_equal(feather_inside(full, 5), full)
    assert not feather_inside(empty_mask((9, 9)), 5).any()


def test_growing_and_shrinking_move_the_edge_by_pixels() -> None:
    mask = disc((101, 101), (50.5, 50.5), 20).astype(np.float32)
    assert np.sqrt(grow(mask, 10).sum() / np.pi) == pytest.approx(30, abs=0.7)
    assert np.sqrt(grow(mask, -10).sum() / np.pi) == pytest.approx(10, abs=0.7)
    assert np.all(grow(mask, 3) >= mask)
    assert np.all(grow(mask, -3) <= mask)
    np.testing.assert_array_equal(grow(mask, 0), mask)
    np.testing.assert_array_equal(invert(invert(mask)), mask)


# --- from a file --------------------------------------------------------------------------------


def test_a_mask_is_read_exactly_at_its_own_size(tmp_path: Path) -> None:
    grey = np.arange(48 * 64, dtype=np.uint16).reshape(48, 64) * 21
    Image.fromarray(grey).save(tmp_path / "m.png")
    mask = read_mask(tmp_path / "m.png", (48, 64))
    assert mask.dtype == np.float32
    np.testing.assert_array_equal(mask, grey.astype(np.float32) / 65535)


def test_a_mask_of_the_same_proportions_is_resized(tmp_path: Path) -> None:
    grey = np.zeros((30, 40), dtype=np.uint8)
    grey[:, :20] = 255
    Image.fromarray(grey).save(tmp_path / "m.png")
    mask = read_mask(tmp_path / "m.png", (91, 121))
    assert mask.shape == (91, 121)
    assert mask[45, 10] == 1 and mask[45, 110] == 0


def test_a_mask_of_other_proportions_is_refused(tmp_path: Path) -> None:
    Image.new("L", (40, 30)).save(tmp_path / "m.png")
    with pytest.raises(ImageFileError, match=r"40 × 30 pixels and does not fit .* 40 × 60"):
        read_mask(tmp_path / "m.png", (60, 40))


def test_transparency_counts(tmp_path: Path) -> None:
    rgba = np.zeros((10, 10, 4), dtype=np.uint8)
    rgba[..., :3] = 255
    rgba[2:5, 2:5, 3] = 255
    Image.fromarray(rgba).save(tmp_path / "m.png")
    mask = read_mask(tmp_path / "m.png", (10, 10))
    assert mask_box(mask) == (2, 2, 5, 5) and mask.max() == 1
    rgba[..., :3] = 0  # black paint on a transparent sheet
    Image.fromarray(rgba).save(tmp_path / "m.png")
    assert mask_box(read_mask(tmp_path / "m.png", (10, 10))) == (2, 2, 5, 5)


# --- tiles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("hw", [(1, 1), (64, 64), (65, 512), (513, 700), (1000, 37), (2049, 1537)])
@pytest.mark.parametrize(("tile", "overlap", "multiple"), [(512, 64, 8), (200, 13, 16), (64, 0, 1)])
def test_cores_partition_the_picture(
    hw: tuple[int, int], tile: int, overlap: int, multiple: int
) -> None:
    count = np.zeros(hw, dtype=np.uint8)
    for piece in plan_tiles(hw, tile, overlap, multiple):
        count[piece.core_slices] += 1
        top, left, bottom, right = piece.padded
        assert bottom - top <= tile and right - left <= tile
        assert top % multiple == 0 and left % multiple == 0
        inside = np.zeros((bottom - top, right - left), dtype=bool)
        inside[piece.core_in_padded] = True
        assert inside.sum() == count[piece.core_slices].size
        for edge, padded, border in zip(piece.core, piece.padded, (0, 0, *hw), strict=True):
            assert padded == border or abs(edge - padded) >= overlap
    assert np.all(count == 1)


def test_a_small_picture_is_one_tile_and_cores_are_even() -> None:
    assert [t.core for t in plan_tiles((300, 400), 512, 64, 8)] == [(0, 0, 300, 400)]
    heights = {t.core[2] - t.core[0] for t in plan_tiles((1000, 100), 512, 64, 8)}
    assert heights == {336, 328}


def test_a_tile_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no core left"):
        plan_tiles((1000, 1000), 128, 64, 8)


def test_importing_what_the_window_needs_imports_no_torch_and_no_cv2() -> None:
    code = (
        "import sys, engine.imaging.photo, engine.imaging.masks, engine.imaging.files, "
        "engine.imaging.tiles, engine.imaging.colour; "
        "print(sorted({'torch', 'cv2', 'scipy', 'skimage', 'PySide6'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
