"""Which part of a style picture is encoded, which way up, and at which size."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_models import art, picture, to_16_bits

from engine.errors import OptionError
from engine.operations.style_pictures import STYLE_SHORT_PX, inscribed, style_picture, turned
from engine.styles import StyleCrop


def test_a_style_is_scaled_to_one_size() -> None:
    assert style_picture(art()).shape == (STYLE_SHORT_PX, STYLE_SHORT_PX * 3 // 2, 3)
    assert min(style_picture(picture(40, 60)).shape[:2]) == STYLE_SHORT_PX
    long = style_picture(picture(40, 4000))
    assert long.shape[0] * long.shape[1] <= 4 * STYLE_SHORT_PX**2 * 1.01 and long.max() <= 1


def test_too_small_a_style() -> None:
    with pytest.raises(OptionError, match="style picture is too small"):
        style_picture(picture(31, 200))


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0, 4.0])
def test_the_scale_enlarges_the_strokes(scale: float) -> None:
    """Stripes of a known width come out as wide as the scale says."""
    stripes = np.zeros((600, 600, 3), np.uint8)
    stripes[:, (np.arange(600) // 30) % 2 == 0] = 255
    row = style_picture(stripes, StyleCrop(scale=scale))[10, :, 0]
    changes = np.flatnonzero(np.diff(row > 0.5))
    assert np.median(np.diff(changes)) == pytest.approx(30 * STYLE_SHORT_PX / 600 * scale, abs=1)


def test_a_crop_keeps_the_width_of_the_strokes() -> None:
    whole = style_picture(art())
    part = style_picture(art(), StyleCrop(top=0.25, left=0.5))
    side = STYLE_SHORT_PX * 3 // 4
    assert part.shape == (side, side, 3)
    assert np.abs(part - whole[-side:, -side:]).mean() < 0.01


def test_sixteen_bits_are_the_same_style() -> None:
    crop = StyleCrop(0.1, 0.1, 0.8, 0.9, 20, 1.5)
    eight, sixteen = (style_picture(p, crop) for p in (art(), to_16_bits(art())))
    assert np.abs(eight - sixteen).max() < 0.02


def test_a_huge_style_picture_is_no_other_style() -> None:
    large = art().repeat(8, axis=0).repeat(8, axis=1)
    assert np.abs(style_picture(large) - style_picture(art())).mean() < 0.03


def test_a_tiny_part_is_mirrored_rather_than_enlarged() -> None:
    part = style_picture(art(), StyleCrop(0.4, 0.4, 0.5, 0.5))
    assert part.shape[:2] == (128, 128)
    middle = part[38:89, 25:102]
    assert np.abs(middle - style_picture(art())[205:256, 307:384]).mean() < 0.04


@pytest.mark.parametrize("degrees", [90, -270, 450])
def test_a_quarter_turn_is_clockwise_and_exact(degrees: float) -> None:
    shown = np.arange(4 * 6 * 3, dtype=np.float32).reshape(4, 6, 3)
    assert np.array_equal(turned(shown, degrees), np.rot90(shown, -1))


def test_a_turn_is_clockwise_and_makes_nothing_up() -> None:
    """A line that leans to the right leans further; corners that are not there stay away."""
    size = 301
    columns = np.arange(size) - size // 2
    upright = np.broadcast_to((np.abs(columns) < 6)[None, :, None], (size, size, 3))
    shown = turned(upright.astype(np.float32) * 0.5 + 0.25, 30)
    height, width = shown.shape[:2]
    assert shown.min() > 0.15, "no black corner"
    top, bottom = (np.argmax(shown[row, :, 0]) for row in (5, height - 6))
    assert top > width / 2 > bottom, "clockwise: the upper end moves to the right"
    assert (top - bottom) / (height - 11) == pytest.approx(np.tan(np.radians(30)), abs=0.05)


@pytest.mark.parametrize("hw", [(100, 100), (100, 260), (260, 100)])
@pytest.mark.parametrize("degrees", [1, 30, 45, 60, 89])
def test_the_inscribed_rectangle_lies_inside(hw: tuple[int, int], degrees: float) -> None:
    height, width = inscribed(hw, degrees)
    assert height >= 1 and width >= 1
    angle = np.radians(degrees)
    for x, y in ((width, height), (width, -height)):
        # The corner, turned back, must lie in the picture.
        back = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
        assert abs(back[0]) <= hw[1] + 1e-6 and abs(back[1]) <= hw[0] + 1e-6
    assert height * width > 0.1 * hw[0] * hw[1]


@pytest.mark.parametrize(
    "values",
    [
        {"top": -0.1},
        {"bottom": 1.2},
        {"left": 0.6, "right": 0.6},
        {"top": 0.9, "bottom": 0.1},
        {"scale": 0.1},
        {"scale": 5},
        {"scale": float("nan")},
        {"rotation": float("inf")},
        {"left": float("nan")},
    ],
)
def test_impossible_crops_do_not_come_into_being(values: dict[str, float]) -> None:
    with pytest.raises(OptionError):
        StyleCrop(**values)
