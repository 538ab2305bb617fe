from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from skimage import data
from skimage.metrics import structural_similarity
from tiny_models import art, picture, style_code, tiny_renderer, to_16_bits

from engine.errors import OptionError
from engine.operations.evaluate import structure, style_distance
from engine.operations.style_pictures import style_picture
from engine.progress import Cancelled, Progress


@pytest.mark.parametrize("hw", [(256, 300), (32, 32), (40, 300), (600, 1300)])
def test_a_picture_equals_itself(hw: tuple[int, int]) -> None:
    assert structure(picture(*hw), picture(*hw)) == pytest.approx((1, 1), abs=1e-5)


def noisy(photo: np.ndarray, sigma: float = 25) -> np.ndarray:
    shaken = photo + np.random.default_rng(1).normal(0, sigma, photo.shape)
    return np.clip(shaken, 0, 255).astype(np.uint8)


def blurred(photo: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(photo, (0, 0), 2)


def recoloured(photo: np.ndarray) -> np.ndarray:
    return photo[..., ::-1].copy()


def painted(photo: np.ndarray) -> np.ndarray:
    """Flat patches with hard edges, as a strong style leaves."""
    flat = cv2.pyrMeanShiftFiltering(photo, 12, 40)
    return (flat // 48 * 48 + 20).astype(np.uint8)


def skimage_ssim(photo: np.ndarray, changed: np.ndarray) -> float:
    return structural_similarity(
        photo, changed, channel_axis=2, data_range=255, gaussian_weights=True, sigma=1.5,
        use_sample_covariance=False,
    )  # fmt: skip


@pytest.mark.parametrize("change", [noisy, blurred, recoloured])
@pytest.mark.parametrize("hw", [(256, 300), (32, 47), (300, 40)])
def test_ssim_is_that_of_skimage(hw: tuple[int, int], change: Callable) -> None:
    photo = picture(*hw)
    changed = change(photo)
    ssim, _ = structure(changed, photo)
    assert ssim == pytest.approx(skimage_ssim(photo, changed), abs=1e-3)
    assert ssim < 0.97  # else the agreement would say nothing


@pytest.mark.parametrize("change", [painted, noisy, recoloured])
@pytest.mark.parametrize("photo", [data.coffee(), data.chelsea(), data.astronaut()],
                         ids=["coffee", "chelsea", "astronaut"])  # fmt: skip
def test_ssim_is_that_of_skimage_for_whole_photos(photo: np.ndarray, change: Callable) -> None:
    changed = change(photo)
    ssim, _ = structure(changed, photo)
    assert ssim == pytest.approx(skimage_ssim(photo, changed), abs=1e-3)
    assert ssim < 0.97


def test_ms_ssim_forgives_what_a_step_back_hides() -> None:
    photo = picture(256, 300)
    ssim, ms_ssim = structure(noisy(photo), photo)
    assert ssim < ms_ssim < 1


def test_a_comparison_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        structure(picture(64, 64), picture(64, 64), progress)


def test_more_noise_is_less_alike() -> None:
    photo, rng = picture(200, 200), np.random.default_rng(2)
    found = [
        structure(np.clip(photo + rng.normal(0, s, photo.shape), 0, 255).astype(np.uint8), photo)
        for s in (5, 20, 60)
    ]
    assert found == sorted(found, reverse=True)


def test_16_bits_and_another_size_compare() -> None:
    photo = picture(200, 300)
    assert structure(to_16_bits(photo), photo) == pytest.approx((1, 1), abs=0.01)
    assert structure(picture(400, 600), photo)[0] > 0.7
    with pytest.raises(OptionError, match="proportions"):
        structure(picture(200, 200), photo)


def test_style_distance() -> None:
    renderer = tiny_renderer()
    style = style_code(renderer)
    photo = renderer.encode_style(style_picture(picture(200, 200)))
    half_way = photo.mixed(style, 0.5)
    assert style_distance(style, style) == 0
    assert 0 < style_distance(half_way, style) < style_distance(photo, style)
    assert style_distance(half_way, style) == pytest.approx(style_distance(photo, style) / 4)
    near = renderer.encode_style(style_picture(art()[::-1].copy()))
    assert style_distance(near, style) < style_distance(photo, style)
