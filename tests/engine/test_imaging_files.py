"""Picture files of every format, in and out."""

from __future__ import annotations

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image

from engine.errors import ImageFileError, OptionError
from engine.imaging import colour
from engine.imaging.decoding import orient
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


def smooth(bits: int, hw: tuple[int, int] = (48, 72)) -> np.ndarray:
    """A gradient with every channel different, in 8 or 16 bits."""
    y, x = np.mgrid[: hw[0], : hw[1]].astype(np.float64)
    planes = [y / hw[0], x / hw[1], (x + y) / sum(hw)]
    top, dtype = (255, np.uint8) if bits == 8 else (65535, np.uint16)
    return np.rint(np.stack(planes, axis=-1) * top).astype(dtype)


def noise(bits: int, channels: int = 3, hw: tuple[int, int] = (37, 53)) -> np.ndarray:
    rng = np.random.default_rng(11)
    dtype = np.uint8 if bits == 8 else np.uint16
    return rng.integers(0, np.iinfo(dtype).max + 1, (*hw, channels), dtype=dtype)


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


# --- what other programs write ------------------------------------------------------------------


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


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


# --- orientation --------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_orientation_is_baked_once(kind: str, orientation: int, tmp_path: Path) -> None:
    """Pillow's exif_transpose on a plain picture is the judge."""
    from PIL import ImageOps

    pillow_heif.register_heif_opener()
    upright = Image.fromarray(smooth(8, (32, 64)))
    exif = Image.Exif()
    exif[274] = orientation
    exif[271] = "Maker"
    options = {"lossless": True} if kind == "WEBP" else {}
    # pillow-heif turns EXIF given as bytes into the container's own rotation, as cameras do.
    data = saved(upright, kind, exif=exif.tobytes() if kind == "HEIF" else exif, **options)
    tagged = Image.fromarray(smooth(8, (32, 64)))
    tagged.getexif()[274] = orientation
    expected = np.asarray(ImageOps.exif_transpose(tagged))
    photo = decode_photo(data, "o")
    assert photo.pixels.shape == expected.shape
    assert np.abs(photo.pixels.astype(int) - expected).mean() < 3
    left = Image.Exif()
    left.load(b"Exif\0\0" + photo.exif)
    assert 274 not in left and left[271] == "Maker"
    write_photo(photo, tmp_path / "again.png")
    again = read_photo(tmp_path / "again.png")
    np.testing.assert_array_equal(again.pixels, photo.pixels)


def test_heif_ignores_the_orientation_in_exif_as_its_standard_says() -> None:
    exif = Image.Exif()
    exif[274] = 6
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(smooth(8))).save(file, exif=exif)
    assert decode_photo(file.getvalue(), "h.heic").hw == (48, 72)


def test_orientation_turns_alpha_and_dpi_too() -> None:
    exif = Image.Exif()
    exif[274] = 6
    samples = noise(8, 4)
    data = saved(Image.fromarray(samples), "PNG", exif=exif, dpi=(300, 150))
    photo = decode_photo(data, "o.png")
    np.testing.assert_array_equal(photo.pixels, np.rot90(samples[..., :3], -1))
    np.testing.assert_array_equal(photo.alpha, np.rot90(samples[..., 3], -1))
    assert photo.dpi == (150, 300)


def test_a_16_bit_tiff_is_oriented_exactly() -> None:
    file = io.BytesIO()
    tifffile.imwrite(file, noise(16), photometric="rgb", extratags=[(274, 3, 1, 8, True)])
    np.testing.assert_array_equal(
        decode_photo(file.getvalue(), "o.tif").pixels, np.rot90(noise(16), 1)
    )


def test_orientation_from_xmp_where_exif_has_none() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a tiff:Orientation="3" b="c"/></x:xmpmeta>'
    photo = decode_photo(saved(Image.fromarray(smooth(8)), "JPEG", quality=95, xmp=xmp), "x.jpg")
    assert np.abs(photo.pixels.astype(int) - smooth(8)[::-1, ::-1]).mean() < 3
    assert b"Orientation" not in photo.xmp and b'b="c"' in photo.xmp


def test_srgb_is_the_default_profile_and_unknown_formats_are_named(tmp_path: Path) -> None:
    photo = decode_photo(saved(Image.fromarray(smooth(8)), "PNG"), "p.png")
    assert photo.icc is None and colour.to_srgb(photo) is photo.pixels
    for name in ("p.xyz", "p"):
        with pytest.raises(ImageFileError, match=r"use one of \.jpg"):
            write_photo(photo, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
