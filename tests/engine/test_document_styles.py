"""Mixes, crops and own presets in project files, here and on another computer."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from project_files import repacked
from tiny_collections import pretended_model

from engine.document import Document, load_project, save_project
from engine.document.project import SCHEMA
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.styles import (
    StyleCode,
    StyleCrop,
    StyleMix,
    StylePart,
    StylePreset,
    StyleSource,
    add_own_style,
    bundled_styles,
    read_code,
)

HW = (20, 30)
CODE = StyleCode(np.linspace(0, 1, 30).astype(np.float16), "d" * 64)
CROP = StyleCrop(0.1, 0.2, 0.9, 1.0, 33.5, 1.5)


def painted(seed: int, name: str = "") -> Photo:
    shape = (*HW, 3)
    return Photo(np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8), name=name)


def own(folder: Path) -> StylePreset:
    thumbnail = np.full((16, 16, 3), 77, np.uint8)
    return add_own_style(folder, "Skizzen", [painted(1), painted(2)], CODE, thumbnail)


def saved(tmp_path: Path, style: StyleSource) -> Path:
    document = Document(painted(9))
    document.set_style(style)
    path = tmp_path / "work.kintsugi"
    save_project(document, path)
    return path


def with_style(path: Path, change: Callable[[dict], object]) -> Path:
    def edit(members: dict[str, bytes]) -> None:
        values = json.loads(members["project.json"])
        change(values["style"])
        members["project.json"] = json.dumps(values).encode()

    return repacked(path, edit)


def mix(folder: Path) -> StyleMix:
    return StyleMix(
        (
            StylePart(painted(3, "a.png"), 2.0),
            StylePart(bundled_styles()[2], 1.0, CROP),
            StylePart(own(folder), 0.5, StyleCrop(rotation=-90)),
        )
    )


def test_a_mix_comes_back_with_weights_and_crops(tmp_path: Path) -> None:
    before = mix(tmp_path / "styles")
    opened = load_project(saved(tmp_path, before), own=[own(tmp_path / "styles")])
    assert opened.lost == ()
    after = opened.document.style
    assert isinstance(after, StyleMix) and after.title == before.title
    for one, other in zip(before.parts, after.parts, strict=True):
        assert (one.weight, one.crop) == (other.weight, other.crop)
    picture = after.parts[0].source
    assert isinstance(picture, Photo) and np.array_equal(picture.pixels, painted(3).pixels)
    assert after.parts[1].source == bundled_styles()[2]
    assert after.parts[2].source == own(tmp_path / "styles")


def test_an_own_preset_opens_where_it_was_never_made(tmp_path: Path) -> None:
    preset = own(tmp_path / "styles")
    stored = [read_photo(path).pixels for path in preset.image_paths]
    path = saved(tmp_path, preset)
    shutil.rmtree(tmp_path / "styles")
    opened = load_project(path)
    assert opened.lost == ()
    after = opened.document.style
    assert isinstance(after, StylePreset) and after.own and after.title == "Skizzen"
    assert (after.id, after.note) == (preset.id, preset.note)
    assert after.carried is not None and after.carried.code is not None
    assert np.array_equal(after.carried.code.numbers, CODE.numbers)
    assert after.carried.code.model_sha256 == CODE.model_sha256
    assert [p.pixels.tolist() for p in after.carried.pictures] == [p.tolist() for p in stored]
    assert after.carried.thumbnail is not None
    assert np.abs(after.carried.thumbnail.astype(int) - 77).max() <= 2
    # And it goes on into the next project from there.
    again = load_project(saved(tmp_path, after)).document.style
    assert isinstance(again, StylePreset) and again == after
    assert again.carried is not None and len(again.carried.pictures) == 2


def test_where_it_was_made_it_is_the_preset_itself(tmp_path: Path) -> None:
    preset = own(tmp_path / "styles")
    style = load_project(saved(tmp_path, preset), own=[preset]).document.style
    assert style is preset


def test_a_preset_without_pictures_lives_by_its_code(tmp_path: Path) -> None:
    preset = replace(own(tmp_path / "styles"), image_path=None, more_paths=())
    after = load_project(saved(tmp_path, preset)).document.style
    assert isinstance(after, StylePreset) and after.carried is not None
    assert after.carried.pictures == () and after.carried.code is not None


def test_a_preset_shown_by_its_first_picture_keeps_that_picture(tmp_path: Path) -> None:
    preset = own(tmp_path / "styles")
    assert preset.image_path is not None
    preset = replace(preset, thumbnail_path=preset.image_path)
    after = load_project(saved(tmp_path, preset)).document.style
    assert isinstance(after, StylePreset) and after.carried is not None
    assert len(after.carried.pictures) == 2
    assert after.carried.thumbnail is not None
    assert after.carried.thumbnail.shape == after.carried.pictures[0].pixels.shape


def test_saving_a_preset_whose_files_have_gone_loses_nothing_else(tmp_path: Path) -> None:
    preset = own(tmp_path / "styles")
    shutil.rmtree(tmp_path / "styles")
    opened = load_project(saved(tmp_path, preset))
    assert opened.document.style is None
    assert opened.lost == ("The style “Skizzen” is lost: it is damaged.",)


def test_the_same_mix_gives_the_same_file(tmp_path: Path) -> None:
    files = [saved(tmp_path, mix(tmp_path / "styles")).read_bytes() for _ in range(2)]
    assert files[0] == files[1]


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("style/1/pixels.png", "Style 1 of the mix is lost."),
        ("style/3/picture-2/pixels.png", "picture 2 of the style “Skizzen” is lost"),
    ],
)
def test_one_broken_part_costs_no_other(tmp_path: Path, member: str, words: str) -> None:
    path = saved(tmp_path, mix(tmp_path / "styles"))
    opened = load_project(repacked(path, lambda members: members.update({member: b"broken"})))
    style = opened.document.style
    assert isinstance(style, StyleMix) and len(style.parts) == (2 if "1" in words[:8] else 3)
    assert any(words in sentence for sentence in opened.lost)


def test_a_broken_code_or_thumbnail_is_made_up_for_by_the_pictures(tmp_path: Path) -> None:
    def damage(members: dict[str, bytes]) -> None:
        members["style/code.safetensors"] = members["style/thumbnail.png"] = b"broken"

    path = repacked(saved(tmp_path, own(tmp_path / "styles")), damage)
    style = load_project(path).document.style
    assert isinstance(style, StylePreset) and style.carried is not None
    assert style.carried.code is None and style.carried.thumbnail is None
    assert len(style.carried.pictures) == 2


@pytest.mark.parametrize(
    "values",
    [
        {"weight": "much"},
        {"weight": -1},
        {"crop": {"top": 2}},
        {"crop": {"other": 1}},
        {"crop": {"left": "a"}},
    ],
)
def test_impossible_weights_and_crops_fall_back_with_a_word(tmp_path: Path, values: dict) -> None:
    path = saved(tmp_path, mix(tmp_path / "styles"))
    opened = load_project(with_style(path, lambda style: style["mix"][0].update(values)))
    style = opened.document.style
    assert isinstance(style, StyleMix) and len(style.parts) == 3
    assert style.parts[0].weight == 1 and style.parts[0].crop == StyleCrop()
    assert opened.lost == ("The weight and crop of style 1 of the mix are lost.",)


@pytest.mark.parametrize("parts", [[], [5], ["x", None], [{"style": 7}], [{"style": {"mix": []}}]])
def test_a_mix_of_nothing_is_no_style(tmp_path: Path, parts: list) -> None:
    path = saved(tmp_path, StyleMix((StylePart(bundled_styles()[0]),)))
    opened = load_project(with_style(path, lambda style: style.update(mix=parts)))
    assert opened.document.style is None
    assert len(opened.lost) >= len(parts)


def test_a_mix_of_too_many_keeps_the_first(tmp_path: Path) -> None:
    path = saved(tmp_path, StyleMix((StylePart(bundled_styles()[0]),)))
    opened = load_project(with_style(path, lambda style: style.update(mix=style["mix"] * 9)))
    assert isinstance(opened.document.style, StyleMix) and len(opened.document.style.parts) == 6


@pytest.mark.parametrize("style", [painted(4, "old.png"), bundled_styles()[1]])
def test_projects_of_the_first_schema_open(tmp_path: Path, style: Photo | StylePreset) -> None:
    """Their styles were described as they still are: by a folder of layers, or by an id."""

    def edit(members: dict[str, bytes]) -> None:
        values = json.loads(members["project.json"])
        assert values["schema"] == SCHEMA > 1
        values["schema"] = 1
        preset = isinstance(style, StylePreset)
        described = {"preset": style.id, "title": style.title} if preset else {
            "name": "old.png", "dpi": None, "carriers": []
        }  # fmt: skip
        assert values["style"] == described
        members["project.json"] = json.dumps(values).encode()

    opened = load_project(repacked(saved(tmp_path, style), edit))
    assert opened.lost == ()
    if isinstance(style, StylePreset):
        assert opened.document.style == style
    else:
        assert isinstance(opened.document.style, Photo)
        assert np.array_equal(opened.document.style.pixels, style.pixels)


def test_the_code_in_the_folder_is_the_one_that_was_given(tmp_path: Path) -> None:
    preset = own(tmp_path / "styles")
    assert preset.code_path is not None
    code = read_code(preset.code_path)
    assert code is not None and np.array_equal(code.numbers, CODE.numbers)


# --- styles with a generator of their own ---------------------------------------------------------


def trained(folder: Path) -> StylePreset:
    picture = [painted(1)]
    return add_own_style(folder, "Wald", picture, CODE, None, pretended_model(), "adapted", "Mine.")


def test_a_generator_goes_along_and_on(tmp_path: Path) -> None:
    preset = trained(tmp_path / "styles")
    path = saved(tmp_path, StyleMix((StylePart(painted(3)), StylePart(preset, 2.0))))
    shutil.rmtree(tmp_path / "styles")
    for _ in range(2):
        opened = load_project(path)
        style = opened.document.style
        assert opened.lost == () and isinstance(style, StyleMix)
        after = style.parts[1].source
        assert isinstance(after, StylePreset) and after.carried is not None
        assert (after.family, after.title, after.note) == ("adapted", "Wald", "Mine.")
        assert after.carried.model == pretended_model() and after.model_path is None
        path = saved(tmp_path, style)


def test_where_it_was_made_its_generator_is_the_one_there(tmp_path: Path) -> None:
    preset = trained(tmp_path / "styles")
    assert load_project(saved(tmp_path, preset), own=[preset]).document.style is preset


@pytest.mark.parametrize("harm", ["broken", "missing", "family"])
def test_without_its_generator_stylenet_draws_it_and_that_is_said(
    tmp_path: Path, harm: str
) -> None:
    path = saved(tmp_path, trained(tmp_path / "styles"))
    if harm == "family":
        path = with_style(path, lambda style: style.update(family="dreams"))
    else:
        name = "style/model.safetensors"
        path = repacked(
            path,
            lambda members: members.pop(name) if harm == "missing"
            else members.update({name: members[name][:-1]}),
        )  # fmt: skip
    opened = load_project(path)
    style = opened.document.style
    assert isinstance(style, StylePreset) and style.family == "stylenet"
    assert style.carried is not None and style.carried.model is None
    assert opened.lost == (
        "The generator of the style “Wald” is lost: it is damaged. StyleNet draws it instead.",
    )


def test_a_bundled_collection_is_named_by_its_id(tmp_path: Path) -> None:
    collection = replace(bundled_styles()[2], family="cyclegan", model_path=tmp_path)
    with zipfile.ZipFile(saved(tmp_path, collection)) as file:
        values = json.loads(file.read("project.json"))
        assert values["style"] == {"preset": collection.id, "title": collection.title}
        assert not any(name.startswith("style/") for name in file.namelist())
