"""numpy <-> QImage: exact, whatever the width, depth and alpha."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtGui import QColor, QColorSpace, QImage

from gui.qimage import from_qimage, thumbnail, to_eight_bit, to_qimage


def _noise(height: int, width: int, dtype: type = np.uint8) -> np.ndarray:
    top = np.iinfo(dtype).max + 1
    return np.random.default_rng(5).integers(0, top, (height, width, 3), dtype)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 7, 8, 13])
def test_round_trip_of_any_width(width: int) -> None:
    pixels = _noise(3, width)
    back, alpha = from_qimage(to_qimage(pixels))
    assert np.array_equal(back, pixels)
    assert alpha is None


def test_round_trip_with_straight_alpha() -> None:
    pixels = _noise(4, 6)
    alpha = np.arange(24, dtype=np.uint8).reshape(4, 6) * 10
    back, back_alpha = from_qimage(to_qimage(pixels, alpha))
    assert np.array_equal(back, pixels)
    assert back_alpha is not None and np.array_equal(back_alpha, alpha)


def test_parts_and_strides_are_understood() -> None:
    pixels = _noise(20, 30)[2:17:3, 5:29:2, ::-1]
    assert np.array_equal(from_qimage(to_qimage(pixels))[0], pixels)


def test_the_image_outlives_the_array() -> None:
    pixels = _noise(64, 65)
    expected = pixels.copy()
    image = to_qimage(pixels)
    pixels[:] = 0
    del pixels
    gc.collect()
    assert np.array_equal(from_qimage(image)[0], expected)


def test_grey_becomes_three_equal_channels() -> None:
    grey = np.arange(15, dtype=np.uint8).reshape(3, 5)
    back, _ = from_qimage(to_qimage(grey))
    assert all(np.array_equal(back[..., channel], grey) for channel in range(3))


def test_sixteen_bits_are_rounded_to_nearest() -> None:
    values = np.arange(65536, dtype=np.uint16)
    exact = np.rint(values.astype(np.float64) * 255 / 65535).astype(np.uint8)
    assert np.array_equal(to_eight_bit(values), exact)
    pixels = _noise(4, 5, np.uint16)
    assert np.array_equal(from_qimage(to_qimage(pixels))[0], to_eight_bit(pixels))


def test_a_deep_image_is_read_with_all_its_bits() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGBA64)
    image.fill(QColor.fromRgba64(65535, 12345, 257, 65535))
    pixels, alpha = from_qimage(image)
    assert pixels.dtype == np.uint16 and alpha is None
    assert pixels[1, 2].tolist() == [65535, 12345, 257]


def test_another_colour_space_arrives_as_srgb() -> None:
    image = to_qimage(np.full((2, 2, 3), 128, np.uint8))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgbLinear))
    pixels, _ = from_qimage(image)
    assert 186 <= int(pixels[0, 0, 0]) <= 189  # linear 0.5 is 0.735 in sRGB


def test_an_empty_image_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        from_qimage(QImage())


def test_thumbnail_fits_and_averages() -> None:
    pixels = np.zeros((600, 1200, 3), np.uint8)
    pixels[:, ::2] = 200
    image = thumbnail(pixels, 64)
    assert (image.width(), image.height()) == (64, 32)
    assert thumbnail(pixels[:10, :20], 64).width() == 20  # never enlarged


def test_thumbnail_of_a_huge_picture_is_cheap() -> None:
    huge = np.broadcast_to(np.array([10, 20, 30], np.uint8), (30000, 40000, 3))
    pixels, _ = from_qimage(thumbnail(huge, 100))
    assert pixels.shape == (75, 100, 3)
    assert pixels[40, 50].tolist() == [10, 20, 30]
