"""Mixes and crops of styles for the commands that look at a picture, mend it, or make many."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_desk import CommandDesk
from fake_studio import FakeStudio

from engine.styles import StyleCrop, StyleMix, bundled_styles

FIRST, SECOND = bundled_styles()[:2]
MIX = f"--style a.png --style {FIRST.id} --weights 3,1 --style-scale 2"


class RepairsInAStyle(FakeStudio):
    """Remembers what a repair was told of the style, too."""

    def repair(self, stylized, content, style, *rest: Any, **named: Any) -> Any:
        self.calls.append(("repaired in", style))
        return super().repair(stylized, content, style, *rest, **named)


@pytest.fixture
def desk_studio() -> FakeStudio:
    return RepairsInAStyle()


def check_mix(style: Any) -> None:
    assert isinstance(style, StyleMix) and style.weights == (0.75, 0.25)
    assert style.parts[1].source == FIRST
    assert [part.crop for part in style.parts] == [StyleCrop(scale=2)] * 2


# --- one picture ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "operation", "place"),
    [
        ("inspect broken.png --content photo.png", "inspect", 3),
        ("evaluate broken.png --content photo.png", "evaluate", 3),
        ("repair broken.png --content photo.png --mask mask.png -o o.png", "repaired in", 1),
        ("repair broken.png --content photo.png --all -o o.png", "inspect", 3),
    ],
)
def test_a_mix_is_taken_as_transfer_takes_it(
    desk: CommandDesk, command: str, operation: str, place: int
) -> None:
    desk.run(f"{command} {MIX}")
    assert desk.code == 0, desk.err
    (style,) = desk.styles(operation, place)
    check_mix(style)


def test_all_repairs_and_their_receipt_know_the_mix(desk: CommandDesk) -> None:
    desk.run(f"repair broken.png --content photo.png --all --receipt -o o.png {MIX}")
    assert desk.code == 0, desk.err
    for style in desk.styles("repaired in", 1):
        check_mix(style)
    told = json.loads(Path("o-receipt.json").read_text(encoding="utf-8"))
    assert len(told["style"]["parts"]) == 2


@pytest.mark.parametrize("command", ["inspect", "evaluate", "repair --mask mask.png -o o.png"])
def test_one_style_may_be_cropped(desk: CommandDesk, command: str) -> None:
    name, *rest = command.split()
    desk.run(f"{name} broken.png --content photo.png {' '.join(rest)} "
             "--style a.png --style-crop 0,0,1,0.5")  # fmt: skip
    assert desk.code == 0, desk.err
    operation, place = ("repaired in", 1) if name == "repair" else (name, 3)
    (style,) = desk.styles(operation, place)
    assert style.parts[0].crop == StyleCrop(right=0.5)


@pytest.mark.parametrize("command", ["inspect", "evaluate", "repair --mask mask.png -o o.png"])
@pytest.mark.parametrize(
    "options",
    [
        "--style a.png --weights 1,2",
        "--style a.png --style-scale 9",
        "--weights 1",
        "--style-crop 0,0,1,0.5",
        "--style-rotation 90",
        "--style-scale 2",
        "--style b.png " * 7,
    ],
)
def test_what_does_not_fit_is_a_wrong_usage(desk: CommandDesk, command: str, options: str) -> None:
    name, *rest = command.split()
    desk.run(f"{name} broken.png --content photo.png {' '.join(rest)} {options}")
    assert desk.code == 2 and desk.err.count("\n") == 1
    assert desk.studio.calls == [] and not Path("o.png").exists()


@pytest.mark.parametrize(
    "command", ["inspect broken.png -o b.png", "repair broken.png --mask mask.png -o b.png"]
)
def test_no_style_of_a_mix_is_overwritten(desk: CommandDesk, command: str) -> None:
    before = Path("b.png").read_bytes()
    desk.run(f"{command} --style a.png --style b.png")
    assert desk.code == 2 and "one of the inputs" in desk.err
    assert Path("b.png").read_bytes() == before


def test_an_alternative_is_not_written_over_a_style_of_the_mix(desk: CommandDesk) -> None:
    Path("ways").mkdir()
    before = Path("b.png").read_bytes()
    Path("ways/o-2-other.png").write_bytes(before)
    desk.run("repair broken.png --mask mask.png -o o.png --alternatives ways --style a.png "
             "--style ways/o-2-other.png")  # fmt: skip
    assert desk.code == 0, desk.err
    assert Path("ways/o-2-other.png").read_bytes() == before
    assert Path("ways/o-2-other-new.png").exists()


# --- a batch --------------------------------------------------------------------------------------


def test_a_batch_paints_in_each_style_or_in_their_mix(desk: CommandDesk) -> None:
    desk.run(f"batch photo.png --style a.png --style {FIRST.id} --out each")
    assert desk.code == 0, desk.err
    assert sorted(path.name for path in Path("each").iterdir()) == [
        "photo-a.png", f"photo-{FIRST.id}.png",
    ]  # fmt: skip
    desk.run(f"batch photo.png b.png --out mixed --json {MIX}")
    assert desk.code == 0, desk.err
    assert len(desk.answer["made"]) == len(list(Path("mixed").iterdir())) == 2
    for style in desk.styles("transfer", 2):
        check_mix(style)
    assert desk.answer["made"][0]["style"] == f"a 75% + {FIRST.title} 25%"


def test_a_batch_crops_its_styles(desk: CommandDesk) -> None:
    desk.run(f"batch photo.png --style a.png --style {FIRST.id} --style-scale 2 --style-scale 1 "
             "--out out")  # fmt: skip
    assert desk.code == 0, desk.err
    cropped, whole = desk.styles("transfer", 2)
    assert cropped.parts[0].crop == StyleCrop(scale=2) and whole == FIRST
    desk.run(f"batch photo.png --style {SECOND.id} --style-rotation 90 --out out")
    assert Path(f"out/photo-{SECOND.id}.png").exists()  # called as without the crop


def test_no_style_picture_of_a_mix_is_overwritten_by_a_batch(desk: CommandDesk) -> None:
    Path("out").mkdir()
    Path("out/photo.png").write_bytes(Path("a.png").read_bytes())
    before = Path("out/photo.png").read_bytes()
    desk.run("batch photo.png --style out/photo.png --style b.png --weights 1,1 --out out "
             "--name {photo} --existing replace")  # fmt: skip
    assert desk.code == 0, desk.err
    assert Path("out/photo.png").read_bytes() == before and Path("out/photo-2.png").exists()


@pytest.mark.parametrize("options", ["--weights 1", "--weights 0,1", "--style-scale 9"])
def test_a_batch_refuses_what_does_not_fit_its_styles(desk: CommandDesk, options: str) -> None:
    desk.run(f"batch photo.png --style a.png --style b.png --out out {options}")
    assert desk.code == 2 and desk.err.count("\n") == 1
    assert desk.studio.calls == [] and not Path("out").exists()
