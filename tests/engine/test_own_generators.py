"""Everything that is done with a style, done with one that has a generator of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tiny_collections import tiny_model, write_tiny_collection
from tiny_models import art, picture, to_16_bits

import engine.models.device
from engine.document import Document, load_project, save_project
from engine.errors import ModelError
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.own_styles import keep_carried
from engine.receipt import ReceiptSources, make_receipt
from engine.studio import Studio
from engine.styles import CarriedStyle, StyleMix, StylePart, StylePreset, add_own_style, own_styles

HW = (120, 160)
COARSE = TransferParams(stroke_size=3.0)
PHOTO = Photo(picture(*HW))


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> StylePreset:
    return write_tiny_collection(tmp_path_factory.mktemp("collection"))


@pytest.fixture
def carried() -> StylePreset:
    """As `Studio.adapt` hands one back: no id, no files."""
    contents = CarriedStyle((Photo(art()),), None, art()[:64, :64].copy(), tiny_model())
    return StylePreset(
        "", "Adapted", "", "", "For one photo.", None, Path(), own=True, carried=contents,
        family="adapted",
    )  # fmt: skip


def pixels(photo: Photo) -> np.ndarray:
    return photo.pixels.astype(float)


def change(one: Photo, other: Photo = PHOTO) -> float:
    return float(np.abs(pixels(one) - pixels(other)).mean())


def test_its_own_generator_draws_it_and_not_stylenet(studio, collection) -> None:
    drawn = studio.transfer(PHOTO, collection, COARSE)
    by_stylenet = studio.transfer(PHOTO, replace(collection, family="stylenet"), COARSE)
    assert change(drawn) > 3 and change(drawn, by_stylenet) > 3
    assert np.array_equal(drawn.pixels, studio.transfer(PHOTO, collection, COARSE).pixels)


@pytest.mark.parametrize("depth", [8, 16])
def test_strength_goes_from_the_photo_itself_evenly_to_the_style(studio, collection, depth) -> None:
    photo = PHOTO if depth == 8 else Photo(to_16_bits(picture(*HW)))
    drawn = [
        studio.transfer(photo, collection, replace(COARSE, strength=strength))
        for strength in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    assert np.array_equal(drawn[0].pixels, photo.pixels)
    steps = [change(one, photo) for one in drawn]
    assert all(later > earlier for earlier, later in pairwise(steps))
    assert steps[2] == pytest.approx(0.4 * steps[5], rel=0.05)


def test_tiles_agree_with_one_pass(models, collection, monkeypatch) -> None:
    monkeypatch.setattr(engine.models.device, "_bf16_is_faster", lambda: False)
    large = Photo(picture(600, 720))
    fine = TransferParams(stroke_size=0.75)
    whole = Studio("cpu", models).transfer(large, collection, fine)
    tiled = Studio("cpu", models, memory_budget_mb=64).transfer(large, collection, fine)
    assert change(whole, large) > 3
    assert np.abs(pixels(whole) - pixels(tiled)).max() <= 1


def test_a_preview_is_the_export_in_small(studio, collection) -> None:
    for params in (COARSE, replace(COARSE, strength=0.5), replace(COARSE, keep_colors=True)):
        full = studio.transfer(PHOTO, collection, params)
        shown = studio.preview(PHOTO, collection, params, longest_px=160)
        assert shown.shape == (*HW, 3)
        assert np.abs(shown.astype(float) - pixels(full)).mean() < 1.5
    unstyled = studio.preview(PHOTO, collection, replace(COARSE, strength=0.0), longest_px=160)
    assert np.array_equal(unstyled, PHOTO.pixels)


def test_outside_a_region_the_photo_stays(studio, collection) -> None:
    region = np.zeros(HW, np.float32)
    region[20:60, 30:90] = 1
    drawn = studio.transfer(PHOTO, collection, COARSE, region=region)
    assert np.array_equal(drawn.pixels[region == 0], PHOTO.pixels[region == 0])
    whole = studio.transfer(PHOTO, collection, COARSE)
    assert np.array_equal(drawn.pixels[region == 1], whole.pixels[region == 1])


def test_thumbnails_of_both_families_in_one_go(studio, collection) -> None:
    styles = [Photo(art()), collection, replace(collection, family="stylenet"), collection]
    tiles = dict(studio.thumbnails(PHOTO, styles, 64))
    assert set(tiles) == {0, 1, 2, 3} and tiles[1].shape == (64, 64, 3)
    assert np.array_equal(tiles[1], tiles[3])
    assert np.abs(tiles[1].astype(float) - tiles[2]).mean() > 3


def test_inspection_and_measures_go_by_what_stylenet_sees_of_it(studio, collection) -> None:
    drawn = studio.transfer(PHOTO, collection, COARSE)
    plain = replace(collection, family="stylenet")
    found = studio.inspect(drawn, PHOTO, collection, InspectParams())
    assert found.confidence == studio.inspect(drawn, PHOTO, plain, InspectParams()).confidence
    same = studio.inspect(drawn, PHOTO, plain, InspectParams()).anomaly.values
    assert np.array_equal(found.anomaly.values, same)
    measured = studio.evaluate(drawn, PHOTO, collection)
    assert measured.style_distance == studio.evaluate(drawn, PHOTO, plain).style_distance
    assert measured.style_distance is not None and 0 < measured.ssim < 1


@pytest.mark.parametrize("method", ["auto", "restyle", "heal", "calm", "refine"])
def test_repairs_change_nothing_outside_the_mask(studio, collection, method: str) -> None:
    params = replace(COARSE, strength=0.8)
    drawn = studio.transfer(PHOTO, collection, params)
    broken = drawn.pixels.copy()
    broken[40:60, 50:80] = (255, 0, 255)
    mask = np.zeros(HW, np.float32)
    mask[36:64, 46:84] = 1
    result = studio.repair(
        Photo(broken), PHOTO, collection, mask, RepairParams(method=method), params
    )  # fmt: skip
    assert result.outside_changed_px == 0 and result.sentence
    assert result.sha256_outside_before == result.sha256_outside_after
    if method == "restyle" and result.accepted:
        top, left, bottom, right = result.box
        cut = drawn.pixels[top:bottom, left:right].astype(float)
        assert np.abs(result.after - cut).mean() < np.abs(result.before - cut).mean()


def test_a_mix_with_a_collection_is_stylenets(studio, collection) -> None:
    other = Photo(art()[200:, 300:])
    mix = StyleMix((StylePart(collection, 1.0), StylePart(other, 1.0)))
    plain = StyleMix((StylePart(replace(collection, family="stylenet"), 1.0), StylePart(other)))
    drawn = studio.transfer(PHOTO, mix, COARSE)
    assert np.array_equal(drawn.pixels, studio.transfer(PHOTO, plain, COARSE).pixels)
    assert change(drawn, studio.transfer(PHOTO, other, COARSE)) > 0


@pytest.mark.parametrize("harm", ["missing", "manifest", "weights", "cut", "no path"])
def test_a_generator_that_cannot_be_had_costs_only_its_style(
    studio, collection, tmp_path: Path, harm: str
) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(collection.model_path, bundle)
    broken: StylePreset = replace(collection, id="broken", model_path=bundle)
    weights = bundle / "weights.safetensors"
    if harm == "missing":
        shutil.rmtree(bundle)
    elif harm == "manifest":
        (bundle / "manifest.json").write_text("{")
    elif harm == "weights":
        content = bytearray(weights.read_bytes())
        content[-9] ^= 0x55
        weights.write_bytes(content)
    elif harm == "cut":
        weights.write_bytes(weights.read_bytes()[:-50])
    else:
        broken = replace(broken, model_path=None)
    for work in (
        lambda: studio.transfer(PHOTO, broken, COARSE),
        lambda: studio.preview(PHOTO, broken, COARSE),
    ):
        with pytest.raises(ModelError) as caught:
            work()
        assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    assert [index for index, _ in studio.thumbnails(PHOTO, [broken, collection], 64)] == [1]
    assert change(studio.transfer(PHOTO, collection, COARSE)) > 3
    # What was drawn with it earlier can still be looked at and measured.
    assert studio.evaluate(PHOTO, PHOTO, broken).style_distance is not None


# --- kept as one's own, in a project, in a receipt ------------------------------------------------


def test_an_own_style_keeps_its_generator(studio, tmp_path: Path) -> None:
    content = tiny_model()
    code = studio.encode_own_style([Photo(art())])
    added = add_own_style(
        tmp_path, "Trained", [Photo(art())], code, None, content, "cyclegan", "Of 12 pictures."
    )
    (kept,) = own_styles(tmp_path)
    assert kept == added and kept.family == "cyclegan" and kept.note == "Of 12 pictures."
    assert kept.model_path is not None and kept.model_path.read_bytes() == content
    drawn = studio.transfer(PHOTO, kept, COARSE)
    again = CarriedStyle((Photo(art()),), code, None, content)
    same = replace(kept, model_path=None, carried=again)
    assert np.array_equal(drawn.pixels, studio.transfer(PHOTO, same, COARSE).pixels)


def test_a_carried_style_draws_the_same_once_it_is_kept(studio, carried, tmp_path: Path) -> None:
    before = studio.transfer(PHOTO, carried, COARSE)
    kept = keep_carried(tmp_path, carried, "Mine")
    assert kept.id.startswith("own-mine-") and kept.own and kept.carried is None
    assert (kept.title, kept.family, kept.note) == ("Mine", "adapted", "For one photo.")
    assert np.array_equal(studio.transfer(PHOTO, kept, COARSE).pixels, before.pixels)
    other = replace(carried, carried=replace(carried.carried, model=tiny_model(5)))
    assert change(studio.transfer(PHOTO, other, COARSE), before) > 1  # not taken for the first


@pytest.mark.parametrize("stored", [False, True])
def test_a_project_carries_the_generator(studio, carried, tmp_path: Path, stored: bool) -> None:
    style = keep_carried(tmp_path / "styles", carried) if stored else carried
    before = studio.transfer(PHOTO, style, COARSE)
    document = Document(PHOTO)
    document.set_style(style)
    save_project(document, tmp_path / "work.kintsugi")
    shutil.rmtree(tmp_path / "styles", ignore_errors=True)
    opened = load_project(tmp_path / "work.kintsugi")
    after = opened.document.style
    assert opened.lost == () and isinstance(after, StylePreset) and after.family == "adapted"
    assert np.array_equal(studio.transfer(PHOTO, after, COARSE).pixels, before.pixels)


def test_the_receipt_names_what_drew_the_picture(studio, collection, carried, tmp_path) -> None:
    drawn = studio.transfer(PHOTO, collection, COARSE)
    facts = make_receipt(studio, ReceiptSources(drawn, PHOTO, collection, COARSE)).facts
    manifest = json.loads((collection.model_path / "manifest.json").read_text())
    weights = (collection.model_path / "weights.safetensors").read_bytes()
    assert facts["models"]["drawn_by"] == {
        "family": "cyclegan", "id": manifest["id"], "title": collection.title, "version": 1,
        "sha256": hashlib.sha256(weights).hexdigest(),
    }  # fmt: skip
    assert facts["models"]["generator"]["id"] == "stylenet-v1"
    assert facts["style"]["family"] == "cyclegan"
    for style in (carried, keep_carried(tmp_path, carried)):
        told = make_receipt(studio, ReceiptSources(drawn, PHOTO, style, COARSE)).facts
        assert told["models"]["drawn_by"]["sha256"] == hashlib.sha256(tiny_model()).hexdigest()
    plain = make_receipt(studio, ReceiptSources(drawn, PHOTO, Photo(art()), COARSE)).facts
    assert plain["models"]["drawn_by"] == {"family": "stylenet", **plain["models"]["generator"]}
