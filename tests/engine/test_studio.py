"""The operations of the studio, with tiny models."""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from studio_pictures import COARSE, HW, disc_mask, photo
from tiny_models import art, picture, to_16_bits

import engine.api
from engine.api import check_abnormal
from engine.errors import ModelError, OptionError, StyleError
from engine.imaging.colour import adobe_rgb_profile, display_p3_profile
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.rendering import TileRenderer
from engine.progress import Cancelled, Progress
from engine.studio import Studio
from engine.styles import StyleCrop, StyleMix, StylePart, StylePreset, bundled_styles


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """The shape of every picture that is encoded as a style."""
    shapes, encode = [], TileRenderer.encode_style

    def listen(self: TileRenderer, style: np.ndarray) -> Any:
        shapes.append(style.shape)
        return encode(self, style)

    monkeypatch.setattr(TileRenderer, "encode_style", listen)
    return shapes


def sixteen(**carriers: Any) -> Photo:
    return Photo(to_16_bits(picture(*HW)), **carriers)


def test_everything_that_rides_beside_the_pixels_stays(studio: Studio) -> None:
    alpha = np.full(HW, 77, np.uint8)
    content = photo(alpha=alpha, icc=display_p3_profile(), exif=b"MM\0*", dpi=(72, 72), name="a")
    drawn = studio.transfer(content, Photo(art()), COARSE)
    assert drawn.hw == HW and drawn.bit_depth == 8 and not drawn.pixels.flags.writeable
    assert (drawn.icc, drawn.exif, drawn.dpi, drawn.name) == (
        content.icc, content.exif, content.dpi, content.name
    )  # fmt: skip
    assert drawn.alpha is not None and np.array_equal(drawn.alpha, alpha)
    assert np.abs(drawn.pixels.astype(int) - content.pixels).mean() > 3


def test_the_style_is_carried_over_in_srgb(studio: Studio) -> None:
    """The same colours in another encoding give the same colours."""
    from engine.imaging.colour import from_srgb, to_srgb

    plain = sixteen()
    wide = Photo(from_srgb(plain.pixels, sixteen(icc=adobe_rgb_profile())), icc=adobe_rgb_profile())
    style = Photo(art())
    a = to_srgb(studio.transfer(plain, style, COARSE)).astype(float)
    b = to_srgb(studio.transfer(wide, style, COARSE)).astype(float)
    assert np.abs(a - b).mean() / 65535 < 0.01


@pytest.mark.parametrize("icc", [None, display_p3_profile(), b"broken"])
def test_strength_0_gives_the_photo_back(studio: Studio, icc: bytes | None) -> None:
    content = photo(icc=icc)
    drawn = studio.transfer(content, Photo(art()), TransferParams(strength=0))
    assert np.array_equal(drawn.pixels, content.pixels) and drawn.icc == icc


def test_style_codes_are_remembered(studio: Studio, encoded: list) -> None:
    style, preset = Photo(art()), bundled_styles()[0]
    for source in (style, preset):
        encoded.clear()
        first = studio.transfer(photo(), source, COARSE)
        assert len(encoded) == 1
        again = studio.transfer(photo(), source, COARSE)
        studio.inspect(again, None, source, InspectParams())
        assert len(encoded) == 1 and np.array_equal(first.pixels, again.pixels)
    studio.transfer(photo(), Photo(art()), COARSE)
    assert len(encoded) == 2, "another picture is encoded anew"


def test_a_forgotten_style_picture_is_let_go(studio: Studio) -> None:
    style = Photo(art())
    studio.transfer(photo(), style, COARSE)
    assert len(studio._models.styling().coder) == 1
    del style
    gc.collect()
    assert len(studio._models.styling().coder) == 0


def test_a_region_says_where_the_style_applies(studio: Studio) -> None:
    content, style, region = sixteen(icc=display_p3_profile()), Photo(art()), disc_mask() * 0.5
    region[30:36, 40:60] = 1
    whole = studio.transfer(content, style, COARSE).pixels
    drawn = studio.transfer(content, style, COARSE, region=region).pixels
    assert np.array_equal(drawn[region == 0], content.pixels[region == 0])
    assert np.array_equal(drawn[region == 1], whole[region == 1])
    half = region == 0.5
    middle = (content.pixels[half].astype(float) + whole[half]) / 2
    assert half.any() and np.abs(drawn[half] - middle).max() <= 0.5
    nowhere = studio.transfer(content, style, COARSE, region=np.zeros(HW, np.float32))
    assert np.array_equal(nowhere.pixels, content.pixels)
    with pytest.raises(OptionError, match="region does not have the size"):
        studio.transfer(content, style, COARSE, region=np.ones((5, 5), np.float32))


def test_a_mix_lies_between_its_styles(studio: Studio) -> None:
    first, second = Photo(art()), bundled_styles()[0]

    def drawn(weight: float) -> np.ndarray:
        parts = [StylePart(first, 1 - weight)] if weight < 1 else []
        parts += [StylePart(second, weight)] if weight > 0 else []
        return studio.transfer(photo(), StyleMix(tuple(parts)), COARSE).pixels.astype(float)

    alone = studio.transfer(photo(), first, COARSE).pixels
    assert np.array_equal(drawn(0), alone)
    away = [np.abs(drawn(weight) - alone).mean() for weight in (0, 0.2, 0.6, 1)]
    assert away == sorted(away) and away[0] == 0 and away[-1] > 1


def test_the_same_input_gives_the_same_output(models: Path, studio: Studio) -> None:
    crop = StyleCrop(0.1, 0.0, 0.9, 0.7, 25, 1.3)
    params = TransferParams(0.8, 3.0)
    drawn = []
    for one in (studio, Studio("cpu", models)):
        mix = StyleMix((StylePart(Photo(art()), 2, crop), StylePart(bundled_styles()[3], 1)))
        drawn.append(one.transfer(photo(), mix, params).pixels)
        drawn.append(one.preview(photo(), mix, params))
    assert np.array_equal(drawn[0], drawn[2]) and np.array_equal(drawn[1], drawn[3])


def test_a_mix_in_another_order_is_the_same(studio: Studio) -> None:
    parts = StylePart(Photo(art()), 3), StylePart(bundled_styles()[1], 1)
    one, other = (
        studio.transfer(photo(), StyleMix(order), COARSE).pixels.astype(int)
        for order in (parts, parts[::-1])
    )
    assert np.abs(one - other).max() <= 1


def test_the_crop_of_a_style_is_the_style_of_the_crop(studio: Studio, encoded: list) -> None:
    half = Photo(np.ascontiguousarray(art()[:, : art().shape[1] // 2]))
    cropped = StyleMix((StylePart(Photo(art()), crop=StyleCrop(right=0.5)),))
    a, b = (studio.transfer(photo(), style, COARSE).pixels for style in (half, cropped))
    # Its strokes keep the size that they have in the whole.
    assert encoded[0][:2] == (683, 512) and encoded[1][:2] == (512, 384)
    assert np.abs(a.astype(int) - b).mean() < np.abs(a.astype(int) - photo().pixels).mean() / 4


def test_preview_and_export_agree(studio: Studio) -> None:
    large = Photo(cv2.resize(picture(*HW), (480, 360), interpolation=cv2.INTER_CUBIC))
    style = Photo(art())
    for strength in (1.0, 0.3):
        for keep_colors in (False, True):
            params = TransferParams(strength, 3.0, keep_colors)
            shown = studio.preview(large, style, params, 96)
            export = studio.transfer(large, style, params).pixels
            assert shown.shape == (72, 96, 3) and shown.dtype == np.uint8
            reduced = cv2.resize(export, (96, 72), interpolation=cv2.INTER_AREA)
            small = cv2.resize(large.pixels, (96, 72), interpolation=cv2.INTER_AREA)
            error = np.abs(reduced.astype(int) - shown).mean()
            assert error < 0.15 * np.abs(reduced.astype(int) - small).mean()
    nothing = studio.preview(large, style, TransferParams(0.0), 96)
    assert np.abs(nothing.astype(int) - small).max() <= 1
    assert studio.preview(photo(), style, COARSE, 4000).shape == (*HW, 3)


def test_a_preview_remembers_what_has_not_changed(
    studio: Studio, encoded: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, encode = [], TileRenderer.encode

    def listen(self: TileRenderer, shown: np.ndarray, *more: Any) -> Any:
        seen.append(shown.shape)
        return encode(self, shown, *more)

    monkeypatch.setattr(TileRenderer, "encode", listen)
    content, style = photo(), Photo(art())
    first = studio.preview(content, style, COARSE)
    for params in (COARSE, TransferParams(1.0, 3.0, True), TransferParams(0.7, 3.0)):
        studio.preview(content, style, params)
    assert len(seen) == 3, "the photo and its small copies"
    assert len(encoded) == 2, "the style and, for strength, the photo's own"
    assert np.array_equal(studio.preview(content, style, COARSE), first) and len(seen) == 3
    studio.preview(content, bundled_styles()[0], COARSE)
    assert len(seen) == 3
    studio.preview(content, style, TransferParams(stroke_size=2.0))
    assert len(seen) == 6
    other = studio.preview(Photo(picture(*HW)[::-1].copy()), style, COARSE)
    assert len(seen) == 9 and not np.array_equal(other, first)


def test_thumbnails(studio: Studio) -> None:
    lost = StylePreset("lost", "Lost", "", "", "", None, Path("gone.jpg"))
    styles = [Photo(art()), lost, bundled_styles()[0]]
    made = dict(studio.thumbnails(photo(), styles, 40))
    assert sorted(made) == [0, 2]
    assert all(one.shape == (40, 40, 3) and one.dtype == np.uint8 for one in made.values())
    assert np.abs(made[0].astype(int) - made[2]).mean() > 1
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        next(studio.thumbnails(photo(), styles, 40, stopped))


def test_an_own_style_of_one_picture_is_that_picture(studio: Studio, tmp_path: Path) -> None:
    whole = studio.transfer(photo(), Photo(art()), COARSE).pixels.astype(int)
    own = studio.add_own_style(tmp_path, "Coffee", [Photo(art())])
    assert own.own and own.code_path is not None
    assert np.abs(studio.transfer(photo(), own, COARSE).pixels - whole).max() <= 2
    both = studio.add_own_style(tmp_path, "Coffee", [Photo(art()), Photo(picture(200, 200))])
    assert both.id != own.id and len(both.image_paths) == 2
    assert np.abs(studio.transfer(photo(), both, COARSE).pixels - whole).mean() > 1
    shown = read_photo(both.thumbnail_path).pixels
    assert np.abs(shown.astype(int) - read_photo(own.thumbnail_path).pixels).mean() > 1
    with pytest.raises(StyleError, match="at least one picture"):
        studio.encode_own_style([])


def test_inspect_and_reflag(studio: Studio) -> None:
    content, style = photo(), Photo(art())
    drawn = studio.transfer(content, style, COARSE)
    found = studio.inspect(drawn, content, style, InspectParams())
    assert found.confidence == "full" and found.anomaly.hw == HW
    assert found.anomaly.model_id == "discriminator-v1"
    same = studio.reflag(found.anomaly, InspectParams())
    assert same.regions == found.regions and same.flagged_fraction == found.flagged_fraction
    more = studio.reflag(found.anomaly, InspectParams(sensitivity=0.9))
    assert more.flagged_fraction > found.flagged_fraction or found.flagged_fraction == 1
    assert more.anomaly is found.anomaly


@pytest.mark.parametrize("icc", [None, display_p3_profile()])
@pytest.mark.parametrize("make", [photo, sixteen])
def test_a_repair_proves_that_nothing_else_changed(
    studio: Studio, make: Any, icc: bytes | None, monkeypatch: Any
) -> None:
    from engine.operations.inspect import Inspector

    def indifferent(self: Any, picture: np.ndarray, *_: Any) -> Any:
        cells = np.zeros([-(-side // 4) for side in picture.shape[:2]], np.float32)
        return cells, cells.astype(np.uint8), 0.0

    # Random weights would refuse a repair for no reason.
    monkeypatch.setattr(Inspector, "verdict", indifferent)
    content, mask = make(icc=icc), disc_mask()
    style = Photo(art())
    drawn = studio.transfer(content, style, COARSE)
    found = studio.repair(drawn, content, style, mask, RepairParams("calm"), COARSE)
    assert found.accepted, found.sentence
    assert found.box is not None
    top, left, bottom, right = found.box
    after = drawn.pixels.copy()
    after[top:bottom, left:right] = found.after
    assert after.dtype == drawn.pixels.dtype == found.before.dtype
    outside = mask == 0
    assert np.array_equal(after[outside], drawn.pixels[outside])
    assert (after != drawn.pixels).any(axis=2)[mask == 1].mean() > 0.9
    assert (found.outside_changed_px, found.outside_total_px) == (0, int(outside.sum()))
    wanted = hashlib.sha256(drawn.pixels[outside].tobytes()).hexdigest()
    assert found.sha256_outside_before == found.sha256_outside_after == wanted
    assert found.proof_sentence == f"0 of {outside.sum():,} pixels outside the mask changed."


def test_a_refused_repair_leaves_the_pixels(studio: Studio, monkeypatch: Any) -> None:
    from engine.operations import repair as operation

    monkeypatch.setattr(operation, "_candidates", lambda *args: iter(()))
    drawn = photo()
    found = studio.repair(drawn, photo(), None, disc_mask(), RepairParams(), COARSE)
    assert not found.accepted and np.array_equal(found.before, found.after)
    assert found.outside_changed_px == 0 and found.score_before == found.score_after


def test_repairs_that_cannot_be(studio: Studio) -> None:
    with pytest.raises(OptionError, match="mask is empty"):
        studio.repair(photo(), photo(), None, np.zeros(HW, np.float32), RepairParams(), COARSE)
    with pytest.raises(OptionError, match="proportions"):
        studio.repair(photo(), Photo(picture(96, 72)), None, disc_mask(), RepairParams(), COARSE)


def test_evaluate(studio: Studio) -> None:
    content, style = photo(), Photo(art())
    same = studio.evaluate(content, content, style)
    assert same.ssim == pytest.approx(1) and same.ms_ssim == pytest.approx(1)
    drawn = studio.transfer(content, style, COARSE)
    found = studio.evaluate(drawn, content, style)
    assert found.ssim < 0.95
    assert found.style_distance is not None and found.style_distance > 0
    assert found.flagged_fraction is not None and 0 <= found.flagged_fraction <= 1
    assert studio.evaluate(drawn, content, None).style_distance is None
    assert studio.evaluate(style, style, style).style_distance == pytest.approx(0, abs=1e-6)
    tiny = Photo(picture(20, 20))
    with pytest.raises(OptionError, match="The picture is 20 × 20 pixels"):
        studio.evaluate(tiny, tiny, style)


def test_cancel(studio: Studio) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        studio.transfer(photo(), Photo(art()), COARSE, progress)


# -- models


def test_missing_models(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install Kintsugi again"):
        Studio("cpu", tmp_path).transfer(photo(), Photo(art()), TransferParams())


def test_devices() -> None:
    assert Studio("cpu").device_sentence().startswith("CPU, ")
    with pytest.raises(OptionError, match="not known"):
        Studio("abacus").device_sentence()


@pytest.mark.parametrize(("threads", "words"), [(1, "1 thread, "), (2, "2 threads, ")])
def test_the_device_sentence_counts_threads(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, threads: int, words: str
) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert words in studio.device_sentence()


# -- the plain function


def test_check_abnormal(studio: Studio, monkeypatch: Any, tmp_path: Path) -> None:
    from engine.imaging.files import write_photo

    monkeypatch.setattr(engine.api, "_studio", lambda: studio)
    content, stylized = picture(*HW), picture(*HW)[:, ::-1].copy()
    found = check_abnormal(content, stylized, art())
    assert found.confidence == "full" and found.anomaly.hw == HW
    stylized[0, 0] = 0  # still the caller's
    write_photo(Photo(picture(*HW)), tmp_path / "content.png")
    by_path = check_abnormal(tmp_path / "content.png", str(tmp_path / "content.png"))
    assert by_path.confidence == "no style"
    wanted = check_abnormal(content, picture(*HW)).anomaly.values
    assert np.array_equal(by_path.anomaly.values, wanted)
