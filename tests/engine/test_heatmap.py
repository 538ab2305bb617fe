from __future__ import annotations

import numpy as np
import pytest

from engine.operations.heatmap import (
    OUTLINE_RGB,
    color_table,
    draw_regions,
    heat_rgba,
    opacity_table,
    overlay,
)
from engine.operations.results import AnomalyMap, Region


def luma(colors: np.ndarray) -> np.ndarray:
    linear = (colors / 255.0) ** 2.2
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def region(number: int, box: tuple[int, int, int, int]) -> Region:
    mask = np.ones((box[2] - box[0], box[3] - box[1]), np.uint8)
    return Region(number, box, int(mask.sum()), 0.5, None, "A patch.", mask)


def test_brightness_alone_tells_the_values_apart() -> None:
    assert (np.diff(luma(color_table()[::8])) > 0).all()


def test_colours_are_clamped_and_nan_is_nothing() -> None:
    values = np.array([[-1.0, 0.0, 1.0, 2.0, np.nan]], np.float32)
    layer = heat_rgba(values)
    assert layer.shape == (1, 5, 4) and layer.dtype == np.uint8
    low, high = color_table()[0], color_table()[255]
    assert np.array_equal(layer[0, :, :3], [low, low, high, high, low])


def test_the_layer_is_clear_where_nothing_is_wrong() -> None:
    layer = heat_rgba(np.array([[0.0, 0.5, 1.0]], np.float32))
    assert list(layer[0, :, 3]) == [0, round(255 * opacity_table()[128]), 255]
    assert np.array_equal(layer[0, 2, :3], color_table()[255])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_clean_picture_stays_as_it_is_under_its_heatmap(dtype: type) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (300, 7, 3)).astype(dtype)
    pixels *= 257 if dtype == np.uint16 else 1
    shown = overlay(pixels, AnomalyMap(np.zeros((300, 7), np.float32), "m"), 1.0)
    assert shown.dtype == np.uint8
    assert np.array_equal(shown, pixels // (257 if dtype == np.uint16 else 1))


def test_the_overlay_is_the_layer_laid_over_the_picture() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (600, 5, 3)).astype(np.uint8)
    values = rng.random((600, 5)).astype(np.float32)
    layer = heat_rgba(values).astype(np.float64)
    weight = layer[..., 3:] / 255 * 0.5
    expected = pixels * (1 - weight) + layer[..., :3] * weight
    shown = overlay(pixels, AnomalyMap(values, "m"), 0.5)
    assert np.abs(shown - expected).max() <= 1.0
    assert np.array_equal(overlay(pixels, AnomalyMap(values, "m"), 0.0), pixels)


def test_a_map_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="differ in size"):
        overlay(np.zeros((4, 4, 3), np.uint8), AnomalyMap(np.zeros((4, 5), np.float32), "m"))


def test_outlines_go_around_the_region_and_not_over_it() -> None:
    pixels = np.full((200, 300, 3), 128, np.uint8)
    drawn = draw_regions(pixels, [region(1, (100, 150, 130, 190))])
    assert np.array_equal(drawn[100:130, 150:190], pixels[100:130, 150:190])
    assert np.array_equal(drawn[130, 170], OUTLINE_RGB) and np.array_equal(
        drawn[110, 149], OUTLINE_RGB
    )
    assert np.array_equal(drawn[180:], pixels[180:])
    assert (pixels == 128).all()


@pytest.mark.parametrize(
    "box", [(0, 0, 40, 60), (0, 0, 1, 1), (39, 59, 40, 60), (0, 0, 40, 1), (10, 0, 20, 60)]
)
def test_regions_at_the_border_are_drawn_inside_the_picture(box: tuple[int, ...]) -> None:
    pixels = np.full((40, 60, 3), 128, np.uint8)
    drawn = draw_regions(pixels, [region(1, box), region(12, box)])
    assert drawn.shape == pixels.shape and not np.array_equal(drawn, pixels)


def test_no_region_draws_nothing() -> None:
    pixels = np.full((40, 60, 3), 128, np.uint16)
    assert (draw_regions(pixels, []) == 0).all()  # 128 of 65535 is 0 of 255
