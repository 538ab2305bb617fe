"""Transfer, inspect, repair and evaluate as commands: what they do, print and write."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from fake_studio import FakeStudio, is_red
from picture_desk import Desk, desk

from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.styles import bundled_styles

__all__ = ["desk"]


# --- transfer ---------------------------------------------------------------------------------


def test_transfer_hands_everything_to_the_studio(desk: Desk) -> None:
    ran = desk.run(
        *"transfer photo.png --style style.png -o out.png --strength 0.5".split(),
        *"--stroke-size large --keep-colors --device cpu".split(),
    )
    assert ran.code == 0 and "out.png" in ran.out and ran.err == ""
    _, content, style, params = ran.studio.calls[0]
    assert np.array_equal(content.pixels, read_photo("photo.png").pixels)
    assert style.name == "style.png" and ran.studio.device == "cpu"
    assert params == TransferParams(strength=0.5, stroke_size=1.8, keep_colors=True)
    expected = FakeStudio().transfer(content, style, params)
    assert np.array_equal(read_photo("out.png").pixels, expected.pixels)


def test_transfer_answers_in_json(desk: Desk) -> None:
    preset = bundled_styles()[0]
    ran = desk.run("transfer", "photo.png", "--style", preset.title, "-o", "out.png", "--json")
    answer = ran.answer
    assert ran.code == 0 and ran.studio.calls[0][2] == preset
    assert (answer["width"], answer["height"], answer["bit_depth"]) == (80, 60, 8)
    assert answer["style"] == preset.id and answer["params"]["strength"] == 1.0


def test_a_file_wins_over_a_preset_of_the_same_name(desk: Desk) -> None:
    preset = bundled_styles()[0]
    Path("style.png").rename(preset.id)
    ran = desk.run("transfer", "photo.png", "--style", preset.id, "-o", "out.png")
    assert ran.code == 0 and isinstance(ran.studio.calls[0][2], Photo)


def test_an_existing_output_is_replaced(desk: Desk) -> None:
    Path("out.png").write_bytes(b"old")
    assert desk.run(*"transfer photo.png --style style.png -o out.png".split()).code == 0
    assert read_photo("out.png").hw == (60, 80)


def test_an_input_is_not_overwritten_through_a_link(desk: Desk) -> None:
    Path("link.png").symlink_to("photo.png")
    before = Path("photo.png").read_bytes()
    ran = desk.run(*"transfer photo.png --style style.png -o link.png".split())
    assert ran.code == 2 and Path("photo.png").read_bytes() == before


# --- inspect ----------------------------------------------------------------------------------


def test_inspect_lists_the_regions_and_writes_both_pictures(desk: Desk) -> None:
    ran = desk.run(
        *"inspect broken.tif --content photo.png --style style.png".split(),
        *"-o heat.png --raw map.tif".split(),
    )
    assert ran.code == 0 and "2 flagged regions" in ran.out and "x 10–30, y 10–20" in ran.out
    heat, raw = read_photo("heat.png"), read_photo("map.tif")
    assert heat.hw == (60, 80) and heat.bit_depth == 8
    assert raw.hw == (60, 80) and raw.bit_depth == 16
    values = raw.pixels[..., 0] / 65535
    assert values[15, 15] == pytest.approx(0.9, abs=1e-5)
    assert values[0, 0] == pytest.approx(0.1, abs=1e-5)


def test_inspect_writes_the_regions_for_labelling_tools(desk: Desk) -> None:
    desk.run("inspect", "broken.tif", "--coco", "regions.json")
    written = json.loads(Path("regions.json").read_text())
    answer = desk.run("inspect", "broken.tif", "--json").answer
    assert len(written["annotations"]) == len(answer["regions"]) > 0
    assert [a["area"] for a in written["annotations"]] == [r["area_px"] for r in answer["regions"]]
    assert written["images"][0]["file_name"] == "broken.tif"


def test_inspect_answers_in_json(desk: Desk) -> None:
    answer = desk.run("inspect", "broken.tif", "--json").answer
    assert answer["confidence"] == "no content" and answer["overlay"] is None
    assert [region["box"] for region in answer["regions"]] == [[10, 10, 20, 30], [40, 50, 44, 60]]
    assert answer["flagged_fraction"] == pytest.approx(240 / 4800)


@pytest.mark.parametrize(
    ("most", "code"), [("4.9%", 3), ("0.049", 3), ("0", 3), ("5.1%", 0), ("0.06", 0), ("100%", 0)]
)
def test_too_much_flagged_is_code_3(desk: Desk, most: str, code: int) -> None:
    ran = desk.run("inspect", "broken.tif", "--max-flagged", most, "--json")
    assert ran.code == code and ran.answer["score"] == 0.8
    assert ("5.0 %" in ran.err) == (code == 3)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("", "surer with --content and --style."),
        ("--content photo.png", "surer with --style."),
        ("--style style.png", "surer with --content."),
        ("--content photo.png --style style.png", None),
    ],
)
def test_inspect_says_what_would_make_it_surer(desk: Desk, given: str, missing: str | None) -> None:
    out = desk.run("inspect", "broken.tif", *given.split()).out
    assert missing in out if missing else "surer" not in out


def test_inspect_takes_its_parameters(desk: Desk) -> None:
    ran = desk.run(*"inspect broken.tif --sensitivity 0.9 --minimum-area 0.01".split())
    assert ran.studio.calls[0][-1] == InspectParams(sensitivity=0.9, minimum_area=0.01)


# --- repair -----------------------------------------------------------------------------------


def test_repair_mends_the_masked_place_and_proves_the_rest(desk: Desk) -> None:
    ran = desk.run(*"repair broken.tif --mask mask.png --method heal -o out.tif".split())
    assert ran.code == 0 and "0 of 4464 pixels outside the mask changed" in ran.out
    before, after = read_photo("broken.tif").pixels, read_photo("out.tif").pixels
    assert after.dtype == np.uint16 and not is_red(after[:30]).any() and is_red(after).sum() == 40
    outside = np.ones((60, 80), bool)
    outside[8:22, 8:32] = False
    assert np.array_equal(before[outside], after[outside])
    assert ran.studio.calls[0][2] == RepairParams(method="heal")


def test_auto_repairs_every_flagged_region(desk: Desk) -> None:
    ran = desk.run(*"repair broken.tif --auto -o out.tif --json".split())
    answer = ran.answer
    assert not is_red(read_photo("out.tif").pixels).any()
    assert [repair["region"]["number"] for repair in answer["repairs"]] == [1, 2]
    assert answer["accepted"] == 2 and answer["outside_changed_px"] == 0
    assert 0 < answer["outside_total_px"] < 4800 - 240 and answer["output_is_exact"]


def test_auto_prints_what_it_did_to_each_region(desk: Desk) -> None:
    out = desk.run(*"repair broken.tif --auto -o out.jpg".split()).out
    assert out.count("Painted it grey.") == 2 and "2 of 2 repairs accepted" in out
    assert "before compression" in out


def test_all_goes_down_the_list_and_sums_up(desk: Desk) -> None:
    out = desk.run(*"repair broken.tif --all -o out.tif".split()).out
    assert "2 repaired.\n" in out
    refusing = FakeStudio(refuses=True)
    refused = desk.run(*"repair broken.tif --all -o out.tif".split(), studio=refusing)
    assert "0 repaired, 2 left as they were: no better candidate." in refused.out


def test_every_alternative_is_written_into_a_folder(desk: Desk) -> None:
    command = "repair broken.tif --mask mask.png --alternatives new/ways -o out.tif --json"
    ran = desk.run(*command.split())
    files = [one["file"] for one in ran.answer["alternatives"]]
    assert [Path(file).name for file in files] == ["out-1-auto.tif", "out-2-other.tif"]
    before, first, second = (read_photo(f).pixels for f in ("broken.tif", *files))
    assert np.array_equal(first, read_photo("out.tif").pixels)
    changed = (second != before).any(axis=2)
    assert changed.any() and not np.array_equal(first, second)
    assert not changed[:8].any() and not changed[22:].any()


def test_an_alternative_never_takes_the_place_of_an_input(desk: Desk) -> None:
    Path("ways").mkdir()
    mine = Path("broken.tif").rename("ways/out-2-other.tif")
    before = mine.read_bytes()
    ran = desk.run(*f"repair {mine} --mask mask.png --alternatives ways -o out.tif --json".split())
    files = [Path(one["file"]).name for one in ran.answer["alternatives"]]
    assert files == ["out-1-auto.tif", "out-2-other-new.tif"] and mine.read_bytes() == before


def test_alternatives_are_those_of_one_place(desk: Desk) -> None:
    ran = desk.run(*"repair broken.tif --all --alternatives ways -o out.tif".split())
    assert ran.code != 0 and "--mask" in ran.err


def test_a_refused_repair_writes_the_picture_as_it_was(desk: Desk) -> None:
    arguments = "repair broken.tif --mask mask.png -o out.tif --json".split()
    ran = desk.run(*arguments, studio=FakeStudio(refuses=True))
    assert ran.code == 0 and ran.answer["accepted"] == 0
    assert np.array_equal(read_photo("out.tif").pixels, read_photo("broken.tif").pixels)


def test_nothing_flagged_is_nothing_to_repair(desk: Desk) -> None:
    ran = desk.run(*"repair photo.png --auto -o out.png".split())
    assert ran.code == 0 and "nothing to repair" in ran.out
    assert np.array_equal(read_photo("out.png").pixels, read_photo("photo.png").pixels)


# --- evaluate and styles ----------------------------------------------------------------------


def test_evaluate_prints_and_answers(desk: Desk) -> None:
    ran = desk.run(*"evaluate broken.tif --content photo.png --style style.png".split())
    assert "0.5000" in ran.out and "0.1250" in ran.out and "6.2 %" in ran.out
    answer = desk.run(*"evaluate broken.tif --content photo.png --json".split()).answer
    assert answer["ssim"] == 0.5 and answer["style_distance"] is None


def test_styles_lists_every_preset_without_a_studio(desk: Desk) -> None:
    ran = desk.run("styles")
    assert ran.code == 0 and desk.made == []
    assert all(style.id in ran.out and style.title in ran.out for style in bundled_styles())
    listed = desk.run("styles", "--json").answer["styles"]
    assert [style["id"] for style in listed] == [style.id for style in bundled_styles()]
