"""Photos and their files: what the program writes, it reads again."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image
from sample_pixels import noise, saved, smooth

from engine.errors import ImageFileError, OptionError
from engine.imaging import colour
from engine.imaging.encoding import flatten
from engine.imaging.files import (
    READABLE_SUFFIXES,
    WRITABLE_SUFFIXES,
    ExportOptions,
    decode_photo,
    read_photo,
    write_array,
    write_photo,
)
from engine.imaging.photo import Photo, freeze, set_depth

LOSSLESS = [".png", ".tif", ".tiff"]


# --- Photo --------------------------------------------------------------------------------------


def test_a_photo_is_read_only_and_knows_its_size() -> None:
    photo = Photo(smooth(16), alpha=smooth(16)[..., 0])
    assert (photo.hw, photo.bit_depth, photo.alpha is not None) == ((48, 72), 16, True)
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 0
    with pytest.raises(ValueError, match="read-only"):
        photo.alpha[0, 0] = 0
    assert photo.pixels.flags.c_contiguous and photo.alpha.flags.c_contiguous


def test_freezing_a_view_does_not_leave_a_back_door() -> None:
    owner = smooth(8)
    frozen = freeze(owner[:10])
    owner[:] = 0
    assert frozen.any()


def test_new_pixels_keep_the_carriers_and_the_alpha_follows() -> None:
    photo = Photo(smooth(8), smooth(8)[..., 0], icc=b"i", exif=b"e", xmp=b"x", dpi=(1, 2), name="n")
    deep = photo.with_pixels(smooth(16))
    assert (deep.icc, deep.exif, deep.xmp, deep.dpi, deep.name) == (b"i", b"e", b"x", (1, 2), "n")
    assert deep.alpha.dtype == np.uint16
    np.testing.assert_array_equal(deep.alpha, photo.alpha.astype(np.uint16) * 257)
    assert photo.with_pixels(smooth(8, (5, 6))).alpha is None


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((0, 4, 3), np.uint8)],
)
def test_a_photo_of_other_arrays_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="pixel"):
        Photo(pixels)


def test_depth_changes_round_correctly() -> None:
    deep = np.arange(65536, dtype=np.uint16)
    np.testing.assert_array_equal(set_depth(deep, 8), np.rint(deep / 257).astype(np.uint8))
    shallow = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(set_depth(set_depth(shallow, 16), 8), shallow)


# --- round trips --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", LOSSLESS)
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("alpha", [False, True])
def test_lossless_formats_keep_every_bit(
    tmp_path: Path, suffix: str, bits: int, alpha: bool
) -> None:
    samples = noise(bits, 4)
    photo = Photo(samples[..., :3], samples[..., 3] if alpha else None)
    write_photo(photo, tmp_path / f"p{suffix}")
    again = read_photo(tmp_path / f"p{suffix}")
    assert again.bit_depth == bits and again.name == f"p{suffix}"
    np.testing.assert_array_equal(again.pixels, photo.pixels)
    assert (again.alpha is not None) == alpha
    if alpha:
        np.testing.assert_array_equal(again.alpha, photo.alpha)


@pytest.mark.parametrize("suffix", [s for s in WRITABLE_SUFFIXES if s not in LOSSLESS])
@pytest.mark.parametrize("bits", [8, 16])
def test_lossy_formats_stay_close(tmp_path: Path, suffix: str, bits: int) -> None:
    photo = Photo(smooth(bits))
    write_photo(photo, tmp_path / f"p{suffix.upper()}", ExportOptions(quality=95))
    again = read_photo(tmp_path / f"p{suffix.upper()}")
    assert again.bit_depth == 8
    off = again.pixels.astype(float) - set_depth(photo.pixels, 8)
    assert np.abs(off).mean() < 2 and np.abs(off).max() < 16
    assert suffix in READABLE_SUFFIXES


@pytest.mark.parametrize("suffix", [".webp", ".avif", ".heic"])
def test_lossy_formats_keep_alpha(tmp_path: Path, suffix: str) -> None:
    photo = Photo(smooth(8), alpha=smooth(8)[..., 1])
    write_photo(photo, tmp_path / f"p{suffix}")
    again = read_photo(tmp_path / f"p{suffix}")
    assert np.abs(again.alpha.astype(int) - photo.alpha).max() < 8


@pytest.mark.parametrize("suffix", [".webp", ".heic", ".bmp"])
def test_lossless_options_are_lossless(tmp_path: Path, suffix: str) -> None:
    photo = Photo(noise(8, hw=(64, 64)))
    write_photo(photo, tmp_path / f"p{suffix}", ExportOptions(lossless=True))
    np.testing.assert_array_equal(read_photo(tmp_path / f"p{suffix}").pixels, photo.pixels)


@pytest.mark.parametrize("suffix", [".jpg", ".bmp"])
def test_formats_without_alpha_lie_on_white(tmp_path: Path, suffix: str) -> None:
    pixels = np.full((32, 32, 3), 20000, np.uint16)
    alpha = np.full((32, 32), 65535, np.uint16)
    alpha[:16] = 0
    write_photo(Photo(pixels, alpha), tmp_path / f"p{suffix}", ExportOptions(quality=100))
    again = read_photo(tmp_path / f"p{suffix}")
    assert again.alpha is None
    assert again.pixels[:8].min() >= 254
    assert np.abs(again.pixels[24:].astype(int) - 78).max() <= 1


def test_flattening_is_exact_at_the_ends_and_rounded_between() -> None:
    samples = noise(16, 4)
    exact = samples[..., :3] * (samples[..., 3:] / 65535) + 65535 * (1 - samples[..., 3:] / 65535)
    flat = flatten(samples[..., :3], samples[..., 3])
    assert np.abs(flat - exact).max() <= 0.5 + 1e-6
    np.testing.assert_array_equal(
        flatten(samples[..., :3], np.full(samples.shape[:2], 65535, np.uint16)), samples[..., :3]
    )


def test_the_depth_can_be_chosen(tmp_path: Path) -> None:
    write_photo(Photo(noise(8)), tmp_path / "a.png", ExportOptions(bit_depth=16))
    np.testing.assert_array_equal(
        read_photo(tmp_path / "a.png").pixels, noise(8).astype(np.uint16) * 257
    )
    write_photo(Photo(noise(16)), tmp_path / "b.tif", ExportOptions(bit_depth=8))
    np.testing.assert_array_equal(read_photo(tmp_path / "b.tif").pixels, set_depth(noise(16), 8))


def test_options_change_the_size(tmp_path: Path) -> None:
    photo = Photo(smooth(8, (200, 300)))
    sizes = {}
    for key, name, options in [
        ("q30", "a.jpg", ExportOptions(quality=30)),
        ("q95", "b.jpg", ExportOptions(quality=95)),
        ("png0", "a.png", ExportOptions(png_compression=0)),
        ("png9", "b.png", ExportOptions(png_compression=9)),
        ("none", "a.tif", ExportOptions(tiff_compression="none")),
        ("lzw", "b.tif", ExportOptions(tiff_compression="lzw")),
        ("deflate", "c.tif", ExportOptions(tiff_compression="deflate")),
    ]:
        write_photo(photo, tmp_path / name, options)
        sizes[key] = (tmp_path / name).stat().st_size
    assert sizes["q30"] < sizes["q95"] and sizes["png9"] < sizes["png0"]
    assert sizes["deflate"] < sizes["none"] and sizes["lzw"] < sizes["none"]


@pytest.mark.parametrize(
    "values",
    [{"quality": 0}, {"png_compression": 10}, {"tiff_compression": "zip"}, {"bit_depth": 12}],
)
def test_options_out_of_range_are_refused(values: dict) -> None:
    with pytest.raises(OptionError, match="must"):
        ExportOptions(**values)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_raw_maps_are_written_as_they_are(tmp_path: Path, suffix: str, dtype: type) -> None:
    grey = noise(16, 1)[..., 0].astype(dtype)
    write_array(tmp_path / f"m{suffix}", grey)
    read = np.asarray(Image.open(tmp_path / f"m{suffix}"))
    np.testing.assert_array_equal(read, grey)
    with pytest.raises(ValueError, match=r"\(H, W\)"):
        write_array(tmp_path / f"m{suffix}", noise(8))
    with pytest.raises(ImageFileError, match=r"use one of \.png, \.tif, \.tiff"):
        write_array(tmp_path / "m.jpg", grey)


def test_16_bit_files_are_what_other_programs_expect(tmp_path: Path) -> None:
    photo = Photo(noise(16))
    write_photo(photo, tmp_path / "p.tif")
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "p.tif"), photo.pixels)
    write_photo(photo, tmp_path / "p.png")
    np.testing.assert_array_equal(
        imagecodecs.png_decode((tmp_path / "p.png").read_bytes()), photo.pixels
    )
    with Image.open(tmp_path / "p.png") as picture:
        assert picture.size == (53, 37)


# --- profiles and names -------------------------------------------------------------------------


def test_srgb_is_the_default_profile_and_unknown_formats_are_named(tmp_path: Path) -> None:
    photo = decode_photo(saved(Image.fromarray(smooth(8)), "PNG"), "p.png")
    assert photo.icc is None and colour.to_srgb(photo) is photo.pixels
    for name in ("p.xyz", "p"):
        with pytest.raises(ImageFileError, match=r"use one of \.jpg"):
            write_photo(photo, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
