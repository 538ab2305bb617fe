"""Colour profiles: opening in, writing back, at full precision."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from engine.imaging import colour
from engine.imaging.colour import adobe_rgb_profile, display_p3_profile, from_srgb, to_srgb
from engine.imaging.files import ExportOptions, decode_photo, read_photo, write_photo
from engine.imaging.photo import Photo

WIDE = {"adobe": adobe_rgb_profile, "p3": display_p3_profile}

# Linear RGB to XYZ (D65), from the primaries; rows of sRGB and of Adobe RGB (1998).
SRGB_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                     [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
ADOBE_XYZ = np.array([[0.5767309, 0.1855540, 0.1881852], [0.2973769, 0.6273491, 0.0752741],
                      [0.0270343, 0.0706872, 0.9911085]])  # fmt: skip


def random_pixels(dtype: type, hw: tuple[int, int] = (300, 400)) -> np.ndarray:
    top = int(np.iinfo(dtype).max)
    return np.random.default_rng(5).integers(0, top + 1, (*hw, 3), dtype=dtype)


def adobe_by_formula(srgb: np.ndarray) -> np.ndarray:
    """sRGB 0..1 to Adobe RGB 0..1 from the published equations (an independent judge)."""
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    adobe = linear @ SRGB_XYZ.T @ np.linalg.inv(ADOBE_XYZ).T
    return np.clip(adobe, 0, 1) ** (1 / (2 + 51 / 256))


def gray_profile() -> bytes:
    return bytes(imagecodecs.cms_profile("gray", gamma=1.0, whitepoint=(0.3127, 0.329, 1.0)))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_conversion_agrees_with_the_published_equations(dtype: type) -> None:
    pixels, top = random_pixels(dtype), np.iinfo(dtype).max
    converted = from_srgb(pixels, Photo(pixels, icc=adobe_rgb_profile()))
    assert converted.dtype == dtype and not converted.flags.writeable
    expected = adobe_by_formula(pixels / top)
    off = np.abs(converted / top - expected) * top
    assert off.mean() < (0.3 if dtype == np.uint8 else 2)
    # Near 0 the curve is so steep that the rounding of the profile's own numbers shows.
    assert off[expected.min(axis=-1) > 0.1].max() < (0.6 if dtype == np.uint8 else 16)


@pytest.mark.parametrize("profile", WIDE)
def test_the_16_bit_round_trip_is_far_finer_than_8_bit(profile: str) -> None:
    pixels = random_pixels(np.uint16)
    wide = Photo(from_srgb(pixels, Photo(pixels, icc=WIDE[profile]())), icc=WIDE[profile]())
    off = np.abs(to_srgb(wide).astype(int) - pixels)
    assert off.max() <= 32 and off.mean() < 1


@pytest.mark.parametrize("profile", WIDE)
def test_the_8_bit_round_trip_is_as_exact_as_8_bits_allow(profile: str) -> None:
    """Within 1 for soft colours; saturated darks lose more, to the 8-bit numbers in between."""
    base = np.random.default_rng(6).integers(70, 236, (300, 400, 1))
    tint = np.random.default_rng(7).integers(-20, 21, (300, 400, 3))
    pixels = (base + tint).astype(np.uint8)
    wide = Photo(from_srgb(pixels, Photo(pixels, icc=WIDE[profile]())), icc=WIDE[profile]())
    assert np.abs(to_srgb(wide).astype(int) - pixels).max() <= 1
    deep = from_srgb(pixels, Photo(pixels, icc=WIDE[profile]()), bit_depth=16)
    back = from_srgb(to_srgb(Photo(deep, icc=WIDE[profile]())), Photo(pixels), bit_depth=8)
    np.testing.assert_array_equal(back, pixels)


def test_8_bit_results_are_rounded_from_the_exact_ones() -> None:
    pixels = random_pixels(np.uint8)
    photo = Photo(pixels, icc=adobe_rgb_profile())
    exact = to_srgb(Photo(pixels.astype(np.uint16) * 257, icc=adobe_rgb_profile())) / 257
    assert np.abs(to_srgb(photo) - exact).max() <= 0.51


def test_srgb_is_left_alone_bit_for_bit() -> None:
    pixels = random_pixels(np.uint16)
    pillows = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (None, colour.srgb_profile(), pillows):
        photo = Photo(pixels, icc=icc)
        assert to_srgb(photo) is photo.pixels
        np.testing.assert_array_equal(from_srgb(pixels, photo), pixels)
    assert not colour.is_srgb(adobe_rgb_profile()) and not colour.is_srgb(display_p3_profile())


@pytest.mark.parametrize(
    "icc", [b"", b"no profile", b"x" * 200, adobe_rgb_profile()[:200], gray_profile()]
)
def test_a_broken_or_foreign_profile_is_ignored_with_a_warning(
    icc: bytes, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    photo = Photo(random_pixels(np.uint8), icc=icc)
    with caplog.at_level(logging.WARNING):
        np.testing.assert_array_equal(to_srgb(photo), photo.pixels)
        np.testing.assert_array_equal(from_srgb(photo.pixels, photo), photo.pixels)
    assert "ignored" in caplog.text
    for suffix in (".png", ".jpg", ".tif"):
        write_photo(photo, tmp_path / f"a{suffix}")
        assert read_photo(tmp_path / f"a{suffix}").icc is None


def test_without_profile_the_pixels_become_srgb(tmp_path: Path) -> None:
    photo = Photo(random_pixels(np.uint16), icc=adobe_rgb_profile())
    write_photo(photo, tmp_path / "a.png", ExportOptions(keep_profile=False))
    again = read_photo(tmp_path / "a.png")
    assert again.icc is None
    np.testing.assert_array_equal(again.pixels, to_srgb(photo))
    write_photo(photo, tmp_path / "a.bmp")  # holds no profile
    np.testing.assert_array_equal(read_photo(tmp_path / "a.bmp").pixels, (
        (to_srgb(photo).astype(np.uint32) + 128) // 257))  # fmt: skip


# --- sources that are not RGB -------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_grey_profile_is_applied_at_opening_and_dropped(dtype: type) -> None:
    top = np.iinfo(dtype).max
    ramp = np.tile(np.linspace(0, top, 256).round().astype(dtype), (8, 1))
    file = io.BytesIO()
    tifffile.imwrite(file, ramp, photometric="minisblack",
                     extratags=[(34675, 7, len(gray_profile()), gray_profile(), True)])  # fmt: skip
    photo = decode_photo(file.getvalue(), "g.tif")
    linear = ramp / top
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert photo.icc is None
    assert np.abs(photo.pixels[..., 1] / top - encoded).max() < 1.5 / 255
    assert np.ptp(photo.pixels.astype(int), axis=2).max() <= (1 if dtype == np.uint8 else 8)


def test_a_grey_picture_with_an_rgb_profile_keeps_it() -> None:
    file = io.BytesIO()
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    Image.fromarray(grey).save(file, "PNG", icc_profile=adobe_rgb_profile())
    photo = decode_photo(file.getvalue(), "g.png")
    assert photo.icc == adobe_rgb_profile()
    np.testing.assert_array_equal(photo.pixels[..., 0], grey)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_without_profile(kind: str) -> None:
    cmyk = np.zeros((32, 40, 4), np.uint8)
    cmyk[:, 10:20, 0] = 255
    cmyk[:, 20:30, 3] = 255
    file = io.BytesIO()
    Image.fromarray(cmyk, "CMYK").save(file, kind, **({"quality": 100} if kind == "JPEG" else {}))
    photo = decode_photo(file.getvalue(), "c")
    assert photo.icc is None
    for column, expected in ((4, (255, 255, 255)), (15, (0, 255, 255)), (25, (0, 0, 0))):
        assert np.abs(photo.pixels[16, column].astype(int) - expected).max() <= 3


def test_16_bit_cmyk_stays_16_bit() -> None:
    cmyk = np.random.default_rng(1).integers(0, 65536, (20, 30, 4), dtype=np.uint16)
    file = io.BytesIO()
    tifffile.imwrite(file, cmyk, photometric="separated")
    pixels = decode_photo(file.getvalue(), "c.tif").pixels
    ink = cmyk / 65535
    expected = (1 - ink[..., :3]) * (1 - ink[..., 3:]) * 65535
    assert pixels.dtype == np.uint16 and np.abs(pixels - expected).max() <= 0.51


def test_a_cmyk_profile_is_used() -> None:
    """The inks of this profile are paler than ideal ones: black is a dark grey of L* 16."""
    icc = cmyk_profile()
    assert colour.is_usable(icc, "cmyk") and not colour.is_usable(icc, "rgb")
    file = io.BytesIO()
    cmyk = np.zeros((16, 16, 4), np.uint8)
    cmyk[8:, :, 3] = 255
    Image.fromarray(cmyk, "CMYK").save(file, "TIFF", icc_profile=icc)
    photo = decode_photo(file.getvalue(), "c.tif")
    assert photo.icc is None
    assert photo.pixels[2, 2].min() > 250
    assert photo.pixels[12, 12].min() > 30 and photo.pixels[12, 12].max() < 50


def cmyk_profile() -> bytes:
    """A minimal ICC v2 output profile with a 2×2×2×2 table from CMYK to Lab."""
    import struct

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    table = b""
    for index in range(16):
        c, m, y, k = (index >> 3) & 1, (index >> 2) & 1, (index >> 1) & 1, index & 1
        lightness = 16 if k else 100 - 20 * (c + m + y)
        table += bytes([round(lightness * 2.55), 128, 128])
    straight = bytes(range(256))
    a2b = b"mft1" + bytes(4) + bytes([4, 3, 2, 0])
    a2b += b"".join(s15(float(i == j)) for i in range(3) for j in range(3))
    a2b += straight * 4 + table + straight * 3
    white = b"XYZ " + bytes(4) + s15(0.9642) + s15(1.0) + s15(0.8249)
    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(78)
    tags = {b"desc": text, b"wtpt": white, b"A2B0": a2b, b"A2B1": a2b}
    offset = 128 + 4 + 12 * len(tags)
    directory, body = struct.pack(">I", len(tags)), b""
    for signature, content in tags.items():
        content += bytes(-len(content) % 4)
        directory += signature + struct.pack(">II", offset + len(body), len(content))
        body += content
    header = struct.pack(">I4s4s4s4s4s", offset + len(body), b"lcms", b"\2\x40\0\0", b"prtr",
                         b"CMYK", b"Lab ")  # fmt: skip
    header += bytes(12) + b"acsp" + bytes(28) + s15(0.9642) + s15(1.0) + s15(0.8249)
    return header.ljust(128, b"\0") + directory + body


def srgb_of_lab(lab: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D50) to sRGB 0..1 by the published equations, Bradford-adapted to D65."""
    fy = (lab[..., 0] + 16) / 116
    f = np.stack([fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200], axis=-1)
    xyz = np.where(f > 6 / 29, f**3, (f - 4 / 29) * 3 * (6 / 29) ** 2) * (0.96422, 1, 0.82521)
    linear = xyz @ np.array([[3.1338561, -0.9787684, 0.0719453], [-1.6168667, 1.9161415,
                             -0.2289914], [-0.4906146, 0.0334540, 1.4052427]])  # fmt: skip
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("encoding", ["cielab", "icclab"])
def test_lab_tiffs(bits: int, encoding: str) -> None:
    rng = np.random.default_rng(2)
    lab = np.stack([rng.uniform(20, 90, (12, 14)), *rng.uniform(-30, 30, (2, 12, 14))], axis=-1)
    dtype, step = (np.uint8, 1) if bits == 8 else (np.uint16, 256)
    stored = np.empty(lab.shape, dtype)
    stored[..., 0] = np.rint(lab[..., 0] / 100 * np.iinfo(dtype).max)
    shifted = lab[..., 1:] + (128 if encoding == "icclab" else 0)
    stored[..., 1:] = np.rint(shifted * step).astype(np.int64).astype(dtype)
    file = io.BytesIO()
    tifffile.imwrite(file, stored, photometric=encoding)
    pixels = decode_photo(file.getvalue(), "l.tif").pixels / 65535
    assert np.abs(pixels - srgb_of_lab(lab)).max() < (0.015 if bits == 8 else 0.001)
