"""Mixes, crops, regions and own presets on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from command_desk import CommandDesk

from engine.imaging.photo import Photo
from engine.styles import StyleCrop, StyleMix, StylePreset, bundled_styles, own_styles

FIRST, SECOND = bundled_styles()[:2]


def test_several_styles_are_mixed(desk: CommandDesk) -> None:
    desk.run(f"transfer photo.png --style a.png --style {FIRST.id} --weights 3,1 -o o.png --json")
    assert desk.code == 0, desk.err
    assert isinstance(desk.style, StyleMix) and desk.styles("transfer", 2)[0].weights == (
        0.75,
        0.25,
    )
    assert desk.style.parts[1].source == FIRST
    assert desk.answer["style"] == f"a 75% + {FIRST.title} 25%"


def test_without_weights_every_style_counts_the_same(desk: CommandDesk) -> None:
    desk.run("transfer photo.png --style a.png --style b.png --style a.png -o o.png")
    assert desk.code == 0 and desk.style.weights == pytest.approx((1 / 3,) * 3)


def test_one_whole_style_is_no_mix(desk: CommandDesk) -> None:
    desk.run("transfer photo.png --style a.png --style-scale 1 --weights 5 -o o.png")
    assert desk.code == 0 and isinstance(desk.style, Photo)


def test_a_style_is_cropped_turned_and_scaled(desk: CommandDesk) -> None:
    desk.run(
        "transfer photo.png --style a.png -o o.png --style-crop 0.1,20%,0.9,1 "
        "--style-rotation -90 --style-scale 1.5"
    )
    assert desk.code == 0, desk.err
    assert desk.style.parts[0].crop == StyleCrop(0.1, 0.2, 0.9, 1.0, -90, 1.5)


def test_each_style_may_have_its_own_or_all_the_same(desk: CommandDesk) -> None:
    desk.run(
        "transfer photo.png --style a.png --style b.png -o o.png --style-scale 2 "
        "--style-crop 0,0,1,0.5 --style-crop 0,0.5,1,1"
    )
    crops = [part.crop for part in desk.style.parts]
    assert crops == [StyleCrop(right=0.5, scale=2), StyleCrop(left=0.5, scale=2)]


def test_a_region_is_handed_over(desk: CommandDesk) -> None:
    desk.run("transfer photo.png --style a.png -o o.png --region mask.png --json")
    region = next(call[1] for call in desk.studio.calls if call[0] == "region")
    assert desk.code == 0 and desk.answer["region"] == "mask.png"
    assert region.shape == (60, 80) and region.dtype == np.float32
    assert region[10, 10] == 1 and region[0, 0] == 0
    desk.run("transfer photo.png --style a.png -o o.png --region black.png")
    assert desk.code == 2 and "black all over" in desk.err


@pytest.mark.parametrize(
    "options",
    [
        "--weights 1,2",
        "--weights 0",
        "--weights x",
        "--weights nan",
        "--style-crop 0,0,1",
        "--style-crop 0,0,1,2",
        "--style-crop 0.5,0,0.5,1",
        "--style-rotation far",
        "--style-rotation 1e9",
        "--style-scale 9",
        "--style-scale 1 --style-scale 2",
        "--style b.png " * 6,
    ],
)
def test_what_does_not_fit_is_a_wrong_usage(desk: CommandDesk, options: str) -> None:
    desk.run(f"transfer photo.png --style a.png -o o.png {options}")
    assert desk.code == 2 and desk.err.count("\n") == 1
    assert desk.studio.calls == [] and not Path("o.png").exists()


def test_the_output_must_not_be_one_of_several_inputs(desk: CommandDesk) -> None:
    for name in ("b.png", "mask.png"):
        desk.run("transfer photo.png --style a.png --style b.png --region mask.png -o", name)
        assert desk.code == 2 and "one of the inputs" in desk.err


# --- own presets --------------------------------------------------------------------------------


def test_a_preset_is_added_listed_used_and_removed(desk: CommandDesk, tmp_path: Path) -> None:
    added = desk.run("styles add a.png b.png --json --title", "Meine Skizzen").answer["added"]
    assert desk.code == 0 and added["title"] == "Meine Skizzen" and added["own"]
    (preset,) = own_styles(tmp_path / "mine")
    assert preset.id == added["id"]
    listed = desk.run("styles --json").answer
    assert [style["id"] for style in listed["styles"]][-1] == preset.id and listed["skipped"] == []
    assert "your own" in desk.run("styles list").out
    for name in (preset.id, "meine skizzen"):
        desk.run("transfer photo.png -o o.png --style", name)
        assert desk.code == 0 and desk.style == preset
    assert desk.run(f"styles remove {preset.id} --json").answer["removed"] == [preset.id]
    assert own_styles(tmp_path / "mine") == ()


def test_a_misspelt_own_preset_is_guessed(desk: CommandDesk) -> None:
    added = desk.run("styles add a.png --title Kohle --json").answer["added"]["id"]
    desk.run("transfer photo.png -o o.png --style", added[:-1])
    assert desk.code == 1 and f"did you mean {added}" in desk.err


def test_another_folder_and_the_title_of_the_file(desk: CommandDesk, tmp_path: Path) -> None:
    desk.run("styles add a.png --folder there")
    assert desk.code == 0, desk.err
    assert [style.title for style in own_styles(tmp_path / "there")] == ["a"]
    assert not (tmp_path / "mine").exists()


def test_a_broken_preset_is_said_and_skipped(desk: CommandDesk, tmp_path: Path) -> None:
    added = desk.run("styles add a.png --json").answer["added"]["id"]
    (tmp_path / "mine" / added / "style.json").write_text("{")
    listed = desk.run("styles --json").answer
    assert len(listed["styles"]) == len(bundled_styles()) and added in listed["skipped"][0]
    assert desk.run("styles").code == 0 and "damaged" in desk.out


def test_an_own_preset_is_renamed(desk: CommandDesk, tmp_path: Path) -> None:
    added = desk.run("styles add a.png --json").answer["added"]["id"]
    answer = desk.run(f"styles rename {added} --json --title", "Am Fluss").answer
    assert (answer["renamed"]["id"], answer["renamed"]["title"]) == (added, "Am Fluss")
    assert [style.title for style in own_styles(tmp_path / "mine")] == ["Am Fluss"]


# --- collections and adapted styles ---------------------------------------------------------------


@pytest.fixture
def collection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> StylePreset:
    """One more bundled style, which has a generator of its own."""
    made = replace(FIRST, id="prints", title="Prints", family="cyclegan", model_path=tmp_path)
    for place in ("engine.styles.bundled_styles", "engine.cli.styles.bundled_styles"):
        monkeypatch.setattr(place, lambda: (FIRST, SECOND, made))
    return made


def test_the_list_says_what_draws_a_style(desk: CommandDesk, collection: StylePreset) -> None:
    listed = desk.run("styles --json").answer["styles"]
    assert [style["family"] for style in listed] == ["stylenet", "stylenet", "cyclegan"]
    lines = desk.run("styles").out.splitlines()
    assert "collection (CycleGAN)" in lines[2] and "CycleGAN" not in lines[0] + lines[1]


def test_a_collection_is_a_style_like_any_other(desk: CommandDesk, collection: StylePreset) -> None:
    desk.run("transfer photo.png --style prints -o o.png --receipt --json")
    assert desk.code == 0, desk.err
    assert desk.style == collection and desk.answer["style"] == "prints"
    told = json.loads(Path("o-receipt.json").read_text(encoding="utf-8"))
    assert told["models"]["drawn_by"]["family"] == told["style"]["family"] == "cyclegan"
    desk.studio.calls.clear()
    desk.run("transfer photo.png --style prints --style a.png --style-crop 0,0,1,0.5 -o o.png")
    assert desk.code == 0 and desk.style.parts[0].source == collection


@pytest.mark.parametrize(
    "option", ["--style-crop 0,0,1,0.5", "--style-rotation 90", "--style-scale 2"]
)
def test_what_a_collection_cannot_heed_is_refused(
    desk: CommandDesk, collection: StylePreset, option: str
) -> None:
    desk.run(f"transfer photo.png --style prints {option} -o o.png")
    assert desk.code == 2 and "generator of its own" in desk.err and desk.err.count("\n") == 1
    assert desk.studio.calls == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("styles add", 2),
        ("styles rename", 2),
        ("styles rename own-a", 2),
        ("styles rename own-a own-b --title x", 2),
        ("styles rename own-gone --title x", 1),
        ("styles remove", 2),
        ("styles list a.png", 2),
        ("styles forget", 2),
        ("styles add gone.png", 1),
        ("styles remove own-gone", 1),
        (f"styles remove {SECOND.id}", 1),
    ],
)
def test_what_cannot_be_done_is_one_sentence(desk: CommandDesk, words: str, code: int) -> None:
    assert desk.run(words).code == code
    assert desk.err.count("\n") == 1 and "Traceback" not in desk.err
