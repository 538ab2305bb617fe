"""Picture files as other programs write them."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image
from sample_pixels import noise, saved, smooth

from engine.errors import ImageFileError
from engine.imaging.decoding import orient
from engine.imaging.files import decode_photo


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG", "BMP", "WEBP", "GIF"])
def test_grey_becomes_rgb(kind: str) -> None:
    grey = np.tile(np.arange(64, dtype=np.uint8) * 4, (32, 1))
    photo = decode_photo(saved(Image.fromarray(grey), kind), "g")
    assert photo.pixels.shape == (32, 64, 3)
    assert np.abs(photo.pixels.astype(int) - grey[..., None]).max() <= (
        3 if kind in ("JPEG", "WEBP") else 0
    )


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit_grey_is_exact(kind: str) -> None:
    grey = noise(16, 1)[..., 0]
    photo = decode_photo(saved(Image.fromarray(grey), kind), "g")
    np.testing.assert_array_equal(photo.pixels, np.repeat(grey[..., None], 3, axis=2))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_one_bit(kind: str) -> None:
    dots = noise(8, 1)[..., 0] > 128
    photo = decode_photo(saved(Image.fromarray(dots), kind), "dots")
    np.testing.assert_array_equal(photo.pixels[..., 1], dots * np.uint8(255))


def test_white_is_zero_tiff() -> None:
    grey = noise(8, 1)[..., 0]
    file = io.BytesIO()
    tifffile.imwrite(file, grey, photometric="miniswhite")
    np.testing.assert_array_equal(
        decode_photo(file.getvalue(), "w").pixels[..., 0], np.uint8(255) - grey
    )


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "GIF", "BMP"])
def test_palettes(kind: str) -> None:
    picture = Image.fromarray(smooth(8)).quantize(64)
    expected = np.asarray(picture.convert("RGB"))
    np.testing.assert_array_equal(decode_photo(saved(picture, kind), "p").pixels, expected)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_palettes_with_transparency(kind: str) -> None:
    picture = Image.fromarray(smooth(8)).quantize(16)
    photo = decode_photo(saved(picture, kind, transparency=3), "p")
    np.testing.assert_array_equal(photo.alpha == 0, np.asarray(picture) == 3)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_grey_with_alpha(kind: str) -> None:
    samples = noise(8, 2)
    photo = decode_photo(saved(Image.fromarray(samples, "LA"), kind), "la")
    np.testing.assert_array_equal(photo.pixels[..., 2], samples[..., 0])
    np.testing.assert_array_equal(photo.alpha, samples[..., 1])


def test_16_bit_grey_with_alpha() -> None:
    samples = noise(16, 2)
    photo = decode_photo(imagecodecs.png_encode(samples), "la")
    np.testing.assert_array_equal(photo.pixels[..., 2], samples[..., 0])
    np.testing.assert_array_equal(photo.alpha, samples[..., 1])


TIFF_LAYOUTS = [
    {"byteorder": ">"},
    {"byteorder": "<", "bigtiff": True},
    {"tile": (16, 16)},
    {"tile": (32, 16), "byteorder": ">", "compression": "zlib"},
    {"compression": "lzw", "predictor": True},
    {"compression": "zlib", "predictor": True, "rowsperstrip": 5},
    {"compression": "zstd"},
    {"compression": "packbits"},
    {"planarconfig": "separate"},
]


@pytest.mark.parametrize("layout", TIFF_LAYOUTS, ids=str)
@pytest.mark.parametrize("bits", [8, 16])
def test_tiff_layouts(layout: dict, bits: int) -> None:
    pixels = noise(bits)
    stored = np.moveaxis(pixels, -1, 0) if "planarconfig" in layout else pixels
    file = io.BytesIO()
    tifffile.imwrite(file, stored, photometric="rgb", **layout)
    photo = decode_photo(file.getvalue(), "t.tif")
    assert photo.bit_depth == bits
    np.testing.assert_array_equal(photo.pixels, pixels)


def test_premultiplied_alpha_is_divided_out() -> None:
    alpha = np.full((20, 20), 32768, np.uint16)
    premultiplied = np.full((20, 20, 3), 10000, np.uint16)
    file = io.BytesIO()
    tifffile.imwrite(file, np.dstack([premultiplied, alpha]), photometric="rgb",
                     extrasamples=["assocalpha"])  # fmt: skip
    photo = decode_photo(file.getvalue(), "a.tif")
    assert np.all(photo.pixels == round(10000 * 65535 / 32768))
    np.testing.assert_array_equal(photo.alpha, alpha)


def test_unspecified_extra_channels_are_no_transparency() -> None:
    file = io.BytesIO()
    tifffile.imwrite(file, noise(8, 4), photometric="rgb", extrasamples=["unspecified"])
    photo = decode_photo(file.getvalue(), "a.tif")
    assert photo.alpha is None
    np.testing.assert_array_equal(photo.pixels, noise(8, 4)[..., :3])


def test_float_and_32_bit_tiffs() -> None:
    unit = (noise(16) / 65535).astype(np.float32)
    file = io.BytesIO()
    tifffile.imwrite(file, unit, photometric="rgb")
    np.testing.assert_array_equal(decode_photo(file.getvalue(), "f.tif").pixels, noise(16))
    file = io.BytesIO()
    tifffile.imwrite(file, noise(16).astype(np.uint32) * 65537, photometric="rgb")
    np.testing.assert_array_equal(decode_photo(file.getvalue(), "i.tif").pixels, noise(16))
    for values in (unit * 3, np.full_like(unit, np.nan), unit.astype(np.complex64)):
        file = io.BytesIO()
        tifffile.imwrite(file, values, photometric="rgb")
        with pytest.raises(ImageFileError, match="8- or 16-bit RGB TIFF"):
            decode_photo(file.getvalue(), "f.tif")


@pytest.mark.parametrize("compression", [None, "jpeg", "tiff_lzw"])
def test_ycbcr_tiffs_and_their_orientation(compression: str | None) -> None:
    picture = Image.fromarray(smooth(8)).convert("YCbCr")
    data = saved(picture, "TIFF", compression=compression, tiffinfo={274: 6})
    photo = decode_photo(data, "y.tif")
    expected = orient(smooth(8), 6)
    assert photo.pixels.shape == expected.shape
    assert np.abs(photo.pixels.astype(int) - expected).max() < 12


def test_the_first_frame_of_animations_and_the_first_page() -> None:
    frames = [Image.new("RGB", (20, 10), c) for c in ("red", "blue")]
    for kind in ("GIF", "PNG", "WEBP", "TIFF"):
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:], **(
            {"lossless": True} if kind == "WEBP" else {}))  # fmt: skip
        photo = decode_photo(data, "a")
        assert photo.pixels[5, 5].tolist() == [255, 0, 0], kind


@pytest.mark.parametrize("bits", [10, 12])
def test_deep_avif(bits: int) -> None:
    source = smooth(16) >> (16 - bits)
    data = imagecodecs.avif_encode(source, level=100, bitspersample=bits, pixelformat="444")
    photo = decode_photo(data, "a.avif")
    assert photo.bit_depth == 16
    assert np.abs(photo.pixels.astype(int) - smooth(16)).max() < 65535 * 8 / (1 << bits)


def test_deep_heic_reaches_full_scale() -> None:
    white = np.full((64, 64, 3), 65535, np.uint16)
    file = io.BytesIO()
    pillow_heif.encode("RGB;16", (64, 64), white.tobytes(), file, quality=100, chroma=444)
    photo = decode_photo(file.getvalue(), "h.heic")
    assert photo.bit_depth == 16 and photo.pixels.min() > 65300 and photo.pixels.max() == 65535
