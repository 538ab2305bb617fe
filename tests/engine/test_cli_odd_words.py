"""Names, numbers and terminals that a command line meets now and then."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from command_desk import CommandDesk


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is Unicode")
def test_a_file_name_that_is_not_utf8_is_spelt_with_escapes(desk: CommandDesk) -> None:
    name = os.fsdecode(b"caf\xe9.png")
    Path("photo.png").rename(name)
    desk.run("inspect", name)
    assert desk.code == 0 and desk.out.startswith("caf\\udce9.png: 0 flagged regions"), desk.err
    assert desk.run("inspect --json", name).answer["stylized"] == name
    desk.run("evaluate a.png --content", f"{name}x")
    assert desk.code == 1 and "caf\\udce9.pngx" in desk.err
    added = desk.run("styles add --json", name).answer["added"]
    assert desk.code == 0 and added["title"] == "caf\ufffd"


@pytest.mark.parametrize("as_json", [False, True])
def test_what_a_terminal_cannot_show_is_escaped_and_json_stays_json(
    desk: CommandDesk, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    Path("photo.png").rename("Käfer 🐞.png")
    written = io.BytesIO()
    screen = io.TextIOWrapper(written, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", screen)
    desk.run("inspect --json" if as_json else "inspect", "Käfer 🐞.png")
    screen.flush()
    text = written.getvalue().decode("ascii")
    assert desk.code == 0
    if as_json:
        assert json.loads(text)["stylized"] == "Käfer 🐞.png"
    else:
        assert text.startswith("K\\xe4fer \\U0001f41e.png: 0 flagged")


@pytest.mark.parametrize(
    "words",
    ["repair broken.png --mask mask.png --alternatives a.png -o o.png",
     "batch photo.png --style a.png --out b.png"],
)  # fmt: skip
def test_a_folder_that_cannot_be_made_is_known_before_the_work(
    desk: CommandDesk, words: str
) -> None:
    desk.run(words)
    assert desk.code == 1 and ".png” cannot be made" in desk.err and desk.err.count("\n") == 1
    assert desk.studio.calls == [] and not Path("o.png").exists()


@pytest.mark.parametrize("quality", ["²", "0", "101", "x", "9.5"])
def test_a_quality_is_a_whole_number(desk: CommandDesk, quality: str) -> None:
    desk.run("transfer photo.png --style a.png -o out.jpg --quality", quality)
    assert desk.code == 2 and "whole number from 1 to 100" in desk.err


@pytest.mark.parametrize(
    "words",
    ["styles add a.png b.png --json --title Mine", "styles add --title Mine --json a.png b.png",
     "styles --json add a.png --title Mine b.png"],
)  # fmt: skip
def test_files_may_stand_anywhere_among_the_options(desk: CommandDesk, words: str) -> None:
    assert desk.run(words).code == 0, desk.err
    assert desk.answer["added"]["title"] == "Mine"
    assert [len(call[1]) for call in desk.studio.calls if call[0] == "encode_own_style"] == [2]


def test_a_file_whose_name_begins_with_a_dash(desk: CommandDesk) -> None:
    Path("photo.png").rename("-photo.png")
    assert desk.run("inspect --json -- -photo.png").answer["stylized"] == "-photo.png"
    desk.run("inspect -photo.png")
    assert desk.code == 2 and desk.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "missing"),
    [("inspect --json", "STYLIZED"), ("transfer -o o.png --style a.png", "CONTENT"),
     ("transfer photo.png -o o.png", "--style"), ("batch --style a.png --out o", "PHOTO"),
     ("inspect a.png b.png", "b.png"), ("repair a.png -o o.png", "--mask")],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_named(desk: CommandDesk, words: str, missing: str) -> None:
    desk.run(words)
    assert desk.code == 2 and missing in desk.err.splitlines()[0] and desk.studio.calls == []
