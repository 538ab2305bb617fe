"""Another size for export: how large, how well, and the same in part as in whole."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from engine.errors import OptionError
from engine.imaging.encoding import ExportOptions, encode
from engine.imaging.estimate import WHOLE_PX, encoded_crop, estimate_size
from engine.imaging.files import decode_photo
from engine.imaging.photo import Photo, freeze
from engine.imaging.scaling import KEEP_SIZE, Resize, resample, scale_photo


def photo(bits: int = 8, alpha: bool = False) -> Photo:
    pixels = data.astronaut()[:240, :360].copy()
    cover = np.tile(np.linspace(0, 255, 360).astype(np.uint8), (240, 1))
    if bits == 16:
        pixels, cover = pixels.astype(np.uint16) * 257, cover.astype(np.uint16) * 257
    return Photo(freeze(pixels), freeze(cover) if alpha else None, icc=b"i", name="n")


@pytest.mark.parametrize(
    ("resize", "wanted"),
    [
        (KEEP_SIZE, (240, 360)),
        (Resize("percent", percent=50), (120, 180)),
        (Resize("longest", longest_px=90), (60, 90)),
        (Resize("exact", width_px=100, height_px=100), (67, 100)),
        (Resize("exact", width_px=100, height_px=100, keeps_shape=False), (100, 100)),
        (Resize("percent", percent=1), (2, 4)),
        (Resize("exact", width_px=101, height_px=67), (67, 101)),
    ],
)
def test_the_size_that_is_asked_for(resize: Resize, wanted: tuple[int, int]) -> None:
    assert resize.target_hw((240, 360)) == wanted


def test_sizes_that_cannot_be_are_refused() -> None:
    with pytest.raises(OptionError, match="megapixels"):
        Resize("percent", percent=1000).target_hw((5000, 5000))
    for values in ({"mode": "huge"}, {"percent": 0}, {"longest_px": 0}, {"width_px": 70_000}):
        with pytest.raises(OptionError):
            Resize(**values)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("hw", [(91, 137), (500, 700)])
def test_a_part_is_cut_from_the_whole(bits: int, alpha: bool, hw: tuple[int, int]) -> None:
    whole = scale_photo(photo(bits, alpha), hw)
    assert whole.hw == hw and whole.bit_depth == bits and (whole.icc, whole.name) == (b"i", "n")
    part = scale_photo(photo(bits, alpha), hw, (16, 32, 80, 130))
    # The filter's weights are rounded once more in the part.
    most = 1 if bits == 8 else 8
    off = whole.pixels[16:80, 32:130].astype(int) - part.pixels
    if alpha:
        off = off[part.alpha > 2 ** (bits - 3)]
        assert np.abs(whole.alpha[16:80, 32:130].astype(int) - part.alpha).max() <= most
    assert np.abs(off).max() <= most


def test_nothing_to_do_is_the_same_photo() -> None:
    same = photo()
    assert scale_photo(same, same.hw) is same


def test_16_bits_stay_16_bits() -> None:
    ramp = np.linspace(20_000, 21_000, 400).astype(np.uint16)
    small = resample(np.tile(ramp, (40, 1)), (20, 200))
    assert small.dtype == np.uint16 and len(np.unique(small)) > 190
    assert abs(int(small.mean()) - int(ramp.mean())) <= 1


def test_shrinking_does_not_alias() -> None:
    stripes = np.zeros((64, 300), np.uint8)
    stripes[:, ::2] = 255
    small = resample(stripes, (64, 97))[:, 4:-4]
    assert np.ptp(small.astype(int)) < 12


def test_hidden_colours_do_not_bleed() -> None:
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[:, 20:] = 255  # white, but transparent there
    alpha = np.zeros((40, 40), np.uint8)
    alpha[:, :20] = 255
    small = scale_photo(Photo(freeze(pixels), freeze(alpha)), (15, 15))
    assert small.pixels[small.alpha > 20].max() < 10


# --- estimate and preview -------------------------------------------------------------------------


def large() -> Photo:
    return scale_photo(Photo(freeze(data.astronaut().copy())), (1300, 1300))


@pytest.mark.parametrize(
    ("container", "options"),
    [("JPEG", ExportOptions(quality=80)), ("JPEG", ExportOptions(quality=97)),
     ("WebP", ExportOptions(quality=60)), ("PNG", ExportOptions())],
)  # fmt: skip
def test_an_estimate_is_near_the_truth(container: str, options: ExportOptions) -> None:
    whole = large()
    assert whole.width * whole.height > WHOLE_PX
    found = estimate_size(whole, container, options)
    truth = len(encode(whole, container, options))
    assert not found.is_exact and found.hw == whole.hw
    assert found.size_bytes == pytest.approx(truth, rel=0.25)


def test_small_pictures_are_measured_and_resizing_counts() -> None:
    options = ExportOptions(quality=80)
    small = photo()
    found = estimate_size(small, "JPEG", options)
    assert found.is_exact and found.size_bytes == len(encode(small, "JPEG", options))
    half = estimate_size(large(), "JPEG", options, Resize("percent", percent=50))
    assert half.is_exact and half.hw == (650, 650)
    assert half.size_bytes < estimate_size(large(), "JPEG", options).size_bytes


def test_an_estimate_can_be_called_off() -> None:
    class Enough(Exception):
        pass

    def check() -> None:
        raise Enough

    with pytest.raises(Enough):
        estimate_size(large(), "JPEG", ExportOptions(), check=check)


@pytest.mark.parametrize("chroma", ["444", "422", "420"])
def test_the_preview_has_the_artefacts_of_the_file(chroma: str) -> None:
    options = ExportOptions(quality=25, chroma=chroma)
    plain = Photo(photo().pixels)
    crop = encoded_crop(plain, "JPEG", options, KEEP_SIZE, (0.5, 0.5), (96, 96))
    file = decode_photo(encode(plain, "JPEG", options), "p").pixels
    top, left, bottom, right = crop.box
    assert (bottom - top, right - left) >= (96, 96) and crop.hw == plain.hw
    # The outermost pixels of a decoder that smooths chroma depend on what lies beyond.
    inner = np.s_[2:-2, 2:-2]
    off = crop.pixels[inner].astype(int) - file[top:bottom, left:right][inner]
    assert np.abs(off).max() <= 1
    assert np.abs(off).mean() < 0.05
    changed = np.abs(crop.pixels.astype(int) - plain.pixels[top:bottom, left:right])
    assert changed.mean() > 2


def test_a_lossless_preview_is_the_picture_itself() -> None:
    deep = photo(16, alpha=True)
    deep = Photo(deep.pixels, deep.alpha)
    crop = encoded_crop(deep, "PNG", ExportOptions(), KEEP_SIZE, (0.0, 1.0), (64, 64))
    top, left, bottom, right = crop.box
    assert (top, right) == (0, 360)
    assert np.array_equal(crop.pixels, photo().pixels[top:bottom, left:right])
    assert crop.alpha is not None and crop.alpha.dtype == np.uint8


def test_chroma_subsampling_is_as_chosen(tmp_path) -> None:
    from PIL import Image, JpegImagePlugin

    from engine.imaging.files import write_photo

    plain = Photo(photo().pixels)
    for chroma, code in (("444", 0), ("422", 1), ("420", 2)):
        path = tmp_path / f"{chroma}.jpg"
        write_photo(plain, path, ExportOptions(quality=80, chroma=chroma))
        with Image.open(path) as image:
            assert JpegImagePlugin.get_sampling(image) == code
    assert ExportOptions(quality=92).chosen_chroma == "444"
    assert ExportOptions(quality=80).chosen_chroma == "420"
    with pytest.raises(OptionError, match="chroma"):
        ExportOptions(chroma="411")
