"""Masks: shaping, reading; boxes, tiles and luma."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import ImageFileError
from engine.imaging.luma import luma
from engine.imaging.masks import (
    expand_box,
    feather_inside,
    grow,
    invert,
    mask_box,
    read_mask,
)
from engine.imaging.tiles import plan_tiles, united


def disc(hw: tuple[int, int], centre_xy: tuple[float, float], radius: float) -> np.ndarray:
    y, x = np.mgrid[: hw[0], : hw[1]] + 0.5
    return np.hypot(x - centre_xy[0], y - centre_xy[1]) <= radius


# --- boxes --------------------------------------------------------------------------------------


def test_the_box_holds_exactly_what_is_masked() -> None:
    mask = np.zeros((40, 50), np.float32)
    assert mask_box(mask) is None
    mask[7, 11] = 0.001
    mask[20, 30] = 1
    assert mask_box(mask) == (7, 11, 21, 31)


def test_united_boxes_hold_both() -> None:
    assert united((5, 6, 10, 12), (7, 2, 9, 30)) == (5, 2, 10, 30)


def test_grey_keeps_its_value_and_green_counts_most() -> None:
    greys = np.repeat(np.linspace(0, 1, 9, dtype=np.float32)[None, :, None], 3, axis=2)
    np.testing.assert_allclose(luma(greys), greys[..., 0], atol=1e-6)
    red, green, blue = luma(np.eye(3, dtype=np.float32)[None])[0]
    assert green > red > blue > 0


def test_an_expanded_box_stays_inside_the_picture() -> None:
    assert expand_box((5, 6, 10, 12), 7, (14, 100)) == (0, 0, 14, 19)


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
    mask = np.zeros((40, 40), np.float32)
    mask[:, :20] = 1
    soft = feather_inside(mask, 8)
    assert np.all(soft[:, 0] == 1)
    assert soft[20, 19] < 0.1
    full = np.ones((20, 20), dtype=np.float32)
    np.testing.assert_array_equal(feather_inside(full, 5), full)
    assert not feather_inside(np.zeros((9, 9), np.float32), 5).any()


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
