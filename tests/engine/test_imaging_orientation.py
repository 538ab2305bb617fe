"""The orientation of a picture file is applied once, to all that it holds."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image
from sample_pixels import noise, saved, smooth

from engine.imaging.files import decode_photo, read_photo, write_photo


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
