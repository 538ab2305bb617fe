from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from tiny_models import (
    RUNTIME,
    VECTOR,
    picture,
    style_code,
    tiny_inspector,
    tiny_renderer,
    to_16_bits,
)

from engine.errors import OptionError
from engine.imaging.tensors import as_float
from engine.operations.inspect import Inspector, inspect, inspection_size, resize_map
from engine.operations.params import InspectParams
from engine.progress import Cancelled, Progress


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return tiny_inspector()


def vector() -> torch.Tensor:
    return torch.randn(1, VECTOR, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("hw", [(32, 32), (50, 77), (1100, 300), (32, 4000), (4000, 33)])
def test_the_map_has_the_size_of_the_picture(inspector: Inspector, hw: tuple[int, int]) -> None:
    shown = picture(*hw)
    shown.setflags(write=False)
    found = inspect(shown, picture(*hw), vector(), InspectParams(), inspector)
    values = found.anomaly.values
    assert values.shape == hw and values.dtype == np.float32 and not values.flags.writeable
    assert np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1
    assert found.anomaly.model_id == "tiny" and 0 <= found.score <= 1
    assert found.anomaly.kinds is not None and found.anomaly.kinds.max() < 9


def test_confidence_says_what_was_known(inspector: Inspector) -> None:
    shown, photo = picture(64, 64), picture(64, 64)[::-1].copy()
    given = {"full": (photo, vector()), "no style": (photo, None), "no content": (None, vector())}
    for confidence, (content, style) in given.items():
        found = inspect(shown, content, style, InspectParams(), inspector)
        assert found.confidence == found.anomaly.confidence == confidence
    assert inspect(shown, None, None, InspectParams(), inspector).confidence == "no content"


def test_16_bits_are_looked_at_as_8_bits_are(inspector: Inspector) -> None:
    shown = picture(64, 96)
    a = inspect(shown, None, None, InspectParams(), inspector).anomaly.values
    b = inspect(to_16_bits(shown), None, None, InspectParams(), inspector).anomaly.values
    assert np.abs(a - b).max() < 0.02


def test_a_content_of_another_size_is_scaled(inspector: Inspector) -> None:
    shown = picture(128, 192)
    small = inspect(shown, picture(64, 96), vector(), InspectParams(), inspector)
    same = inspect(shown, picture(128, 192), vector(), InspectParams(), inspector)
    assert small.anomaly.values.shape == (128, 192)
    assert np.abs(small.anomaly.values - same.anomaly.values).mean() < 0.1


def test_a_content_of_another_shape_is_refused(inspector: Inspector) -> None:
    with pytest.raises(OptionError, match=r"96 × 64.*128 × 128"):
        inspect(picture(128, 128), picture(64, 96), None, InspectParams(), inspector)


def test_too_small_a_picture_is_refused(inspector: Inspector) -> None:
    with pytest.raises(OptionError, match="100 × 31"):
        inspect(picture(31, 100), None, None, InspectParams(), inspector)


def test_cancel(inspector: Inspector) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        inspect(picture(64, 64), None, None, InspectParams(), inspector, progress)


def test_a_change_raises_or_lowers_the_map_where_it_is(inspector: Inspector) -> None:
    """The map is in register with the picture, also where that is larger than the inspected one."""
    shown = picture(1500, 1800)
    changed = shown.copy()
    changed[900:1100, 1200:1500] = np.random.default_rng(1).integers(0, 256, (200, 300, 3))
    a, b = (
        inspect(p, None, None, InspectParams(), inspector).anomaly.values for p in (shown, changed)
    )
    difference = np.abs(a - b)
    assert difference[900:1100, 1200:1500].mean() > 20 * difference[:600].mean()
    weights = difference / difference.sum()
    centre = (weights.sum(1) * np.arange(1500)).sum(), (weights.sum(0) * np.arange(1800)).sum()
    # Within the reach of the local statistics: 15 pixels at half the inspected size.
    assert centre == pytest.approx((1000, 1350), abs=15 * 2 * 1800 / 1024)


def test_without_the_photo_another_calibration_counts() -> None:
    bundle = tiny_inspector(1.0, 0.0).bundle
    own = {"gain": 1.0, "offset": 0.0, "without_photo": {"gain": 1.0, "offset": -4.0}}
    usual = Inspector(bundle, RUNTIME)
    careful = Inspector(replace(bundle, manifest=bundle.manifest | {"calibration": own}), RUNTIME)
    shown = as_float(picture(64, 64))
    known, alone = (careful.verdict(shown, content, None)[0] for content in (shown, None))
    assert np.array_equal(known, usual.verdict(shown, shown, None)[0])
    assert alone.max() < usual.verdict(shown, None, None)[0].min()


def test_the_calibration_moves_the_map() -> None:
    shown = picture(64, 64)
    low, high = (
        inspect(shown, None, None, InspectParams(), tiny_inspector(1.0, offset)).anomaly.values
        for offset in (0.0, 3.0)
    )
    logit = np.log(low / (1 - low)) + 3.0
    assert np.abs(1 / (1 + np.exp(-logit)) - high).max() < 0.05
    assert (high > low).all()


def test_the_style_of_the_generator_is_understood(inspector: Inspector) -> None:
    code = style_code(tiny_renderer())
    found = inspect(picture(64, 64), picture(64, 64), code.vector, InspectParams(), inspector)
    assert found.confidence == "full"


def test_a_resized_map_keeps_its_place_and_values() -> None:
    ramp = np.tile((np.arange(16, dtype=np.float32) + 0.5) / 16, (8, 1))
    # 61 wide: the last of the 16 cells reaches beyond the picture.
    wide = resize_map(ramp, (32, 61), (64, 122))
    wanted = (np.arange(122) + 0.5) / 128
    assert np.abs(wide[5, 4:-4] - wanted[4:-4]).max() < 1e-5
    assert np.array_equal(wide[0], wide[-1])
    column = resize_map(ramp.T.copy(), (61, 32), (122, 64))
    assert np.array_equal(column, wide.T)
    assert resize_map(np.full((1, 1), 0.25, np.float32), (2, 3), (700, 9)).min() == 0.25


def test_a_map_may_be_wider_than_32767_pixels() -> None:
    assert resize_map(np.eye(8, 256, dtype=np.float32), (32, 1024), (33, 40000)).shape == (
        33,
        40000,
    )


@pytest.mark.parametrize("hw", [(32, 32), (1024, 700), (6000, 4000), (32, 4000)])
def test_inspection_size(hw: tuple[int, int]) -> None:
    height, width = inspection_size(hw)
    assert min(height, width) >= 8 and max(height, width) <= 1024
    assert height <= hw[0] and width <= hw[1]
    if max(hw) <= 1024:
        assert (height, width) == hw
