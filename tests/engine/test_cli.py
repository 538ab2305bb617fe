from __future__ import annotations

import errno
import io
import json
import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from fake_studio import RED, FakeStudio, is_red

from engine.cli import COMMANDS, main
from engine.cli.console import Console
from engine.errors import ModelError
from engine.imaging.files import read_photo, write_array, write_photo
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams, declared
from engine.styles import bundled_styles


@dataclass
class Ran:
    code: int
    out: str
    err: str
    studio: FakeStudio

    @property
    def answer(self) -> dict:
        return json.loads(self.out)


@dataclass
class Desk:
    """A folder with pictures and a way to run commands in it."""

    capsys: pytest.CaptureFixture[str]
    made: list[FakeStudio] = field(default_factory=list)

    def run(self, *arguments: object, studio: FakeStudio | None = None) -> Ran:
        def factory(device: str) -> FakeStudio:
            self.made.append(studio or FakeStudio(device))
            return self.made[-1]

        code = main([str(argument) for argument in arguments], studio_factory=factory)
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err, self.made[-1] if self.made else FakeStudio())


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(5)
    write_photo(Photo(rng.integers(0, 200, (60, 80, 3)).astype(np.uint8)), "photo.png")
    write_photo(Photo(rng.integers(0, 200, (32, 32, 3)).astype(np.uint8)), "style.png")
    broken = rng.integers(0, 200, (60, 80, 3)).astype(np.uint16) * 200
    broken[10:20, 10:30] = RED
    broken[40:44, 50:60] = RED
    write_photo(Photo(broken), "broken.tif")
    mask = np.zeros((60, 80), np.uint8)
    mask[8:22, 8:32] = 255
    write_array("mask.png", mask)
    write_array("black.png", mask * 0)
    return Desk(capsys)


# --- help and usage ---------------------------------------------------------------------------


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


# --- failures from below ----------------------------------------------------------------------


class Failing(FakeStudio):
    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def transfer(self, *_: object, **__: object) -> Photo:
        raise self.error


TRANSFER = "transfer photo.png --style style.png -o out.png".split()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ModelError("The model is missing."), 1, "The model is missing."),
        (MemoryError(), 1, "not enough memory"),
        (OSError(errno.ENOSPC, "No space left on device", "x"), 1, "No space left"),
        (ZeroDivisionError("oops"), 1, "ZeroDivisionError: oops"),
        (KeyboardInterrupt(), 130, "Cancelled."),
    ],
)
def test_no_failure_shows_a_traceback(
    desk: Desk, error: BaseException, code: int, words: str
) -> None:
    ran = desk.run(*TRANSFER, studio=Failing(error))
    assert ran.code == code and words in ran.err and ran.out == ""
    assert len(ran.err.splitlines()) == 1 and not Path("out.png").exists()


def test_details_of_a_defect_are_there_for_those_who_ask(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINTSUGI_DEBUG", "1")
    assert "Traceback" in desk.run(*TRANSFER, studio=Failing(ZeroDivisionError("oops"))).err


class Interrupted(FakeStudio):
    """Presses Ctrl-C in the middle of its work."""

    def transfer(self, content, style, params, progress=None, region=None) -> Photo:
        signal.raise_signal(signal.SIGINT)
        return super().transfer(content, style, params, progress)


def test_ctrl_c_cancels_cleanly(desk: Desk) -> None:
    handler = signal.getsignal(signal.SIGINT)
    ran = desk.run(*TRANSFER, "--json", studio=Interrupted())
    assert ran.code == 130 and ran.answer == {"error": "Cancelled."}
    assert not Path("out.png").exists() and signal.getsignal(signal.SIGINT) is handler


class Stubborn(FakeStudio):
    """Does not look at its progress, so that only a second Ctrl-C can stop it."""

    def transfer(self, content, style, params, progress=None, region=None) -> Photo:
        signal.raise_signal(signal.SIGINT)
        assert progress is not None and progress.cancelled
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the second Ctrl-C did not interrupt")


def test_a_second_ctrl_c_does_not_wait(desk: Desk) -> None:
    assert desk.run(*TRANSFER, studio=Stubborn()).code == 130


class FakeScreen(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("quiet", "terminal", "shown"),
    [(False, True, True), (True, True, False), (False, False, False)],
)
def test_the_bar_appears_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, quiet: bool, terminal: bool, shown: bool
) -> None:
    screen = FakeScreen(terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    before = threading.active_count()
    with Console(quiet=quiet).progress() as progress:
        progress.report(0.5, "Painting")
        assert threading.active_count() == before
    drawn = screen.getvalue()
    assert ("Painting" in drawn and "50%" in drawn) if shown else drawn == ""


def test_commands_run_outside_of_the_main_thread_too(desk: Desk) -> None:
    codes: list[int] = []
    thread = threading.Thread(
        target=lambda: codes.append(main(TRANSFER, studio_factory=FakeStudio))
    )
    thread.start()
    thread.join()
    assert codes == [0] and Path("out.png").exists()
