from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.imaging.resample import LONGEST_PX, blur, enlarge_box, fit_within, resize


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).random(shape, np.float32)


@pytest.mark.parametrize("coarse_hw", [(20, 30), (37, 101), (1, 30), (100, 141)])
@pytest.mark.parametrize("channels", [(), (3,)])
def test_boxes_agree_bit_by_bit(coarse_hw: tuple[int, int], channels: tuple[int, ...]) -> None:
    coarse, hw = random(*coarse_hw, *channels), (137, 141)
    whole = enlarge_box(coarse, hw, (0, 0, *hw))
    assert whole.shape == (*hw, *channels)
    for box in ((0, 0, 50, 60), (31, 17, 137, 141), (136, 140, 137, 141), (64, 8, 65, 141)):
        top, left, bottom, right = box
        assert np.array_equal(enlarge_box(coarse, hw, box), whole[top:bottom, left:right])


def test_enlarging_is_what_resizing_the_whole_would_do() -> None:
    coarse = blur(random(24, 32, 3), 1.0)
    ours = enlarge_box(coarse, (96, 128), (0, 0, 96, 128))
    theirs = cv2.resize(coarse, (128, 96), interpolation=cv2.INTER_CUBIC)
    assert np.abs(ours - theirs).max() < 0.02


def test_pixel_centres_stay_in_place() -> None:
    """A ramp is still the same ramp, neither shifted nor stretched."""
    ramp = np.tile((np.arange(40, dtype=np.float32) + 0.5) / 40, (8, 1))
    wide = enlarge_box(ramp, (24, 120), (0, 0, 24, 120))
    wanted = (np.arange(120) + 0.5) / 120
    assert np.abs(wide[12, 8:-8] - wanted[8:-8]).max() < 1e-3
    down = resize(ramp, (4, 20))
    assert np.abs(down[2] - (np.arange(20) + 0.5) / 20).max() < 1e-5


def test_enlarging_to_its_own_size_is_a_copy() -> None:
    coarse = random(12, 12, 3)
    same = enlarge_box(coarse, (12, 12), (2, 3, 9, 9))
    assert np.array_equal(same, coarse[2:9, 3:9]) and not np.shares_memory(same, coarse)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_resize_keeps_the_type_and_takes_read_only_pixels(dtype: type) -> None:
    pixels = (random(40, 60, 3) * 200).astype(dtype)
    pixels.setflags(write=False)
    for hw in ((10, 15), (80, 90), (40, 60), (40, 15)):
        assert resize(pixels, hw).shape == (*hw, 3)
        assert resize(pixels, hw).dtype == dtype
    assert resize(pixels, (40, 60)) is pixels
    assert resize(pixels, (10, 15)).mean() == pytest.approx(pixels.mean(), abs=1)


def test_blur_keeps_flat_pictures_and_the_mean() -> None:
    assert np.allclose(blur(np.full((9, 9, 3), 0.3, np.float32), 2.0), 0.3)
    spot = np.zeros((41, 41), np.float32)
    spot[20, 20] = 1
    assert blur(spot, 3.0).sum() == pytest.approx(1, abs=1e-3)
    assert blur(spot, 0) is spot


def test_fit_within() -> None:
    assert fit_within((1000, 2000), 512, 10**9) == (512, 1024)
    assert fit_within((2000, 1000), 512, 10**9) == (1024, 512)
    assert fit_within((100, 150), 200, 10**9) == (200, 300)
    height, width = fit_within((32, 4000), 512, 3_000_000)
    assert height * width <= 3_030_000 and width / height == pytest.approx(125, rel=0.01)
    assert fit_within((4, 40000), 512, 10**9) == (8, LONGEST_PX)
