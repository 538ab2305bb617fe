"""The help of the command line, and what it says to a command that is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from picture_desk import Desk, desk

from engine.cli import COMMANDS
from engine.imaging.files import read_photo, write_photo
from engine.operations.params import InspectParams, RepairParams, TransferParams, declared
from engine.styles import bundled_styles

__all__ = ["desk"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(desk: Desk, command: str) -> None:
    ran = desk.run(command, "--help")
    assert ran.code == 0 and f"  kintsugi {command}" in ran.out
    assert all(option in ran.out for option in ("--json", "--device {auto,cpu,cuda,mps}"))
    assert "%%" not in ran.out and max(map(len, ran.out.splitlines())) <= 100


def test_the_help_names_every_command_and_exit_code(desk: Desk) -> None:
    ran = desk.run("--help")
    assert ran.code == 0 and all(command in ran.out for command in COMMANDS)
    assert all(f"{code} " in ran.out for code in (0, 1, 2, 3, 130))


@pytest.mark.parametrize(
    ("command", "params_cls"),
    [
        ("transfer", TransferParams),
        ("inspect", InspectParams),
        ("repair", RepairParams),
        ("repair", TransferParams),
    ],
)
def test_every_declared_parameter_is_an_option(desk: Desk, command: str, params_cls: type) -> None:
    shown = desk.run(command, "--help").out
    for spec in declared(params_cls):
        assert "--" + spec.name.replace("_", "-") in shown


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "paint photo.png",
        "transfer photo.png -o out.png",
        "transfer photo.png --style style.png",
        "transfer photo.png --style style.png -o out.png --strength 1.5",
        "transfer photo.png --style style.png -o out.png --strength nan",
        "transfer photo.png --style style.png -o out.png --stroke-size huge",
        "transfer photo.png --style style.png -o out.png --stroke-size 99",
        "transfer photo.png --style style.png -o out.png --device tpu",
        "transfer photo.png --style style.png -o out.png --quality 0",
        "transfer photo.png --style style.png -o out.gif.txt",
        "transfer photo.png --style style.png -o photo.png",
        "transfer photo.png --style style.png -o ./style.png",
        "inspect broken.tif --max-flagged 101%",
        "inspect broken.tif --max-flagged few",
        "inspect broken.tif --raw map.jpg",
        "inspect broken.tif --coco regions.csv",
        "inspect broken.tif -o broken.tif",
        "inspect broken.tif -o map.tif --raw ./map.tif",
        "repair broken.tif -o out.tif",
        "repair broken.tif --auto --mask mask.png -o out.tif",
        "repair broken.tif --mask mask.png -o mask.png",
        "repair broken.tif --mask black.png -o out.tif",
        "repair broken.tif --auto --method magic -o out.tif",
        "evaluate broken.tif",
    ],
)
def test_wrong_usage_is_code_2_and_writes_nothing(desk: Desk, arguments: str) -> None:
    before = {path: path.read_bytes() for path in Path().iterdir()}
    ran = desk.run(*arguments.split())
    assert ran.code == 2 and ran.out == ""
    assert ran.err.startswith("kintsugi: ") and len(ran.err.splitlines()) == 1
    assert {path: path.read_bytes() for path in Path().iterdir()} == before
    assert not any(studio.calls for studio in desk.made)
    told = desk.run(*arguments.split(), "--json")
    assert told.code == 2 and f"kintsugi: {told.answer['error']}" == told.err.strip()


def test_wrong_usage_names_the_help_of_its_command(desk: Desk) -> None:
    ran = desk.run(*"transfer photo.png --style style.png -o out.png --strength 2".split())
    assert "--strength" in ran.err and "0 to 1" in ran.err
    assert "`kintsugi transfer --help`" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        "transfer photo.png --style style.png -o closed/out.png",
        "inspect broken.tif -o closed/heat.png",
        "inspect broken.tif --raw closed/map.tif",
        "repair broken.tif --mask mask.png -o closed/out.tif",
    ],
)
def test_a_folder_that_may_not_be_written_is_refused_before_the_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, arguments: str
) -> None:
    closed = Path("closed").resolve()
    closed.mkdir()
    # As root everything is writable, so the folder only says that it is not.
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != closed)
    ran = desk.run(*arguments.split())
    assert ran.code == 1 and "may not write" in ran.err and "closed" in ran.err
    assert not any(studio.calls for studio in desk.made) and not any(closed.iterdir())


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"hello\n" * 99, "not a picture"), (None, "ends too early")],
)
def test_a_file_that_is_no_picture_is_one_sentence(
    desk: Desk, content: bytes | None, words: str
) -> None:
    write_photo(read_photo("photo.png"), "bad.jpg")
    whole = Path("bad.jpg").read_bytes()
    Path("bad.jpg").write_bytes(whole[: len(whole) // 2] if content is None else content)
    for arguments in (
        "transfer bad.jpg --style style.png -o out.png",
        "transfer photo.png --style bad.jpg -o out.png",
        "repair broken.tif --mask bad.jpg -o out.png",
        "evaluate broken.tif --content bad.jpg",
    ):
        ran = desk.run(*arguments.split())
        assert ran.code == 1 and words in ran.err and len(ran.err.splitlines()) == 1
    assert not Path("out.png").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("transfer gone.png --style style.png -o out.png", "gone.png"),
        ("transfer photo.png --style no-such-style -o out.png", "no-such-style"),
        ("transfer photo.png --style gone.jpg -o out.png", "gone.jpg"),
        ("transfer photo.png --style style.png -o nowhere/out.png", "nowhere"),
        ("inspect gone.tif", "gone.tif"),
        ("repair broken.tif --mask style.png -o out.tif", "style.png"),
        ("evaluate broken.tif --content gone.png", "gone.png"),
    ],
)
def test_a_failure_is_one_sentence_and_code_1(desk: Desk, arguments: str, words: str) -> None:
    ran = desk.run(*arguments.split())
    assert ran.code == 1 and ran.out == "" and words in ran.err
    assert len(ran.err.strip().splitlines()) == 1 and ran.err.startswith("kintsugi: ")
    ran = desk.run(*arguments.split(), "--json")
    assert ran.code == 1 and words in ran.answer["error"]


def test_a_mistyped_preset_is_answered_with_a_suggestion(desk: Desk) -> None:
    wanted = bundled_styles()[0].id
    ran = desk.run("transfer", "photo.png", "--style", wanted + "x", "-o", "out.png")
    assert ran.code == 1 and f"did you mean {wanted}" in ran.err
