"""Many photos in many styles: names, making, failures, triage and the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from fake_studio import FakeStudio

from engine.batch import (
    LONGEST_NAME_BYTES,
    BatchItem,
    BatchOptions,
    BatchOutcome,
    BatchWorker,
    find_photos,
    needs_a_look,
    plan_batch,
    ranked,
)
from engine.cli import main
from engine.errors import ImageFileError, OptionError
from engine.imaging.encoding import ExportOptions
from engine.imaging.files import read_photo, write_photo
from engine.imaging.photo import Photo
from engine.imaging.scaling import Resize
from engine.progress import Cancelled, Progress
from engine.styles import bundled_styles

WAVE = next(style for style in bundled_styles() if style.id == "great-wave")


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    rng = np.random.default_rng(8)
    folder = tmp_path / "in"
    folder.mkdir()
    paths = [folder / "a.png", folder / "b.jpg"]
    for path in paths:
        write_photo(Photo(rng.integers(0, 200, (60, 80, 3)).astype(np.uint8)), path)
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden.png").write_bytes(b"")
    return paths


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def names(items) -> list[str]:
    return [item.target.name for item in items]


# --- planning -------------------------------------------------------------------------------------


def test_folders_stand_for_the_pictures_in_them(photos, tmp_path) -> None:
    assert find_photos([tmp_path / "in"]) == tuple(photos)
    assert find_photos([photos[1], tmp_path / "in"]) == (photos[1], photos[0])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ImageFileError, match="no pictures in the folder"):
        find_photos([tmp_path / "empty"])
    with pytest.raises(ImageFileError, match="no file"):
        find_photos([tmp_path / "gone.png"])


def test_every_photo_in_every_style_has_a_name_of_its_own(photos, out, tmp_path) -> None:
    own = tmp_path / "brush: work?.png"
    items = plan_batch(photos, [WAVE, own], out)
    assert names(items) == [
        "a-great-wave.png", "a-brush_ work_.png", "b-great-wave.png", "b-brush_ work_.png",
    ]  # fmt: skip
    assert [item.number for item in items] == [1, 2, 3, 4]
    assert names(plan_batch(photos, [WAVE, own], out, "{number}", ".jpg")) == [
        "1.jpg", "2.jpg", "3.jpg", "4.jpg",
    ]  # fmt: skip
    assert names(plan_batch(photos, [WAVE], out, "same")) == ["same.png", "same-2.png"]


def test_no_file_is_lost(photos, out) -> None:
    (out / "a-great-wave.png").write_bytes(b"mine")
    assert names(plan_batch(photos, [WAVE], out))[0] == "a-great-wave-2.png"
    assert names(plan_batch(photos, [WAVE], out, existing="replace"))[0] == "a-great-wave.png"
    # Even then the photos of the batch are out of bounds.
    folder = photos[0].parent
    assert names(plan_batch(photos, [WAVE], folder, "{photo}", existing="replace")) == [
        "a-2.png", "b.png",
    ]  # fmt: skip
    # Through a link as well, and style pictures are, too.
    link = out / "link"
    link.symlink_to(folder, target_is_directory=True)
    assert names(plan_batch(photos[:1], [WAVE], link, "{photo}", existing="replace")) == ["a-2.png"]
    assert names(plan_batch(photos[1:], photos[:1], folder, "a", existing="replace")) == ["a-2.png"]


def test_a_receipt_does_not_take_the_place_of_another_pictures(photos, out) -> None:
    options = BatchOptions(receipt=True, existing="replace")
    for suffix in (".jpg", ".png", ".png"):
        (item,) = plan_batch(photos[:1], [WAVE], out, "x", suffix, "replace", receipt=True)
        BatchWorker(options).run(FakeStudio(), item)
    assert sorted(path.name for path in out.iterdir()) == [
        "x-2-receipt.json", "x-2.png", "x-receipt.json", "x.jpg",
    ]  # fmt: skip
    told = json.loads((out / "x-receipt.json").read_text(encoding="utf-8"))
    assert told["file"]["name"] == "x.jpg"
    # Nor where only the worker knows of receipts.
    (item,) = plan_batch(photos[:1], [WAVE], out, "x", ".webp", "replace")
    outcome = BatchWorker(options).run(FakeStudio(), item)
    assert outcome.path.name == "x-3.webp" and (out / "x-3-receipt.json").exists()
    assert names(plan_batch(photos[:1], [WAVE], out, "x", ".webp", "number")) == ["x.webp"]


@pytest.mark.parametrize("letter", ["景", "a", "é"])
def test_long_names_fit_the_disk_in_bytes(photos, out, letter: str) -> None:
    items = plan_batch(photos, [WAVE], out, letter * 300, receipt=True)
    assert len(set(names(items))) == 2
    for item in items:
        assert len(item.target.stem.encode()) <= LONGEST_NAME_BYTES + 2
        assert set(item.target.stem) <= {letter, "-", "2"}
        BatchWorker(BatchOptions(receipt=True)).run(FakeStudio(), item)
        assert item.target.exists()


def test_no_more_than_a_few_style_pictures_are_kept(photos, out, monkeypatch) -> None:
    monkeypatch.setattr("engine.batch.MOST_STYLE_PICTURES", 2)
    read: list[Path] = []

    def reading(path: Path) -> Photo:
        read.append(path)
        return read_photo(path)

    monkeypatch.setattr("engine.batch.read_photo", reading)
    styles = [out.parent / f"style{i}.png" for i in range(3)]
    for style in styles:
        write_photo(read_photo(photos[0]), style)
    worker = BatchWorker(BatchOptions())
    items = plan_batch(photos[:1], [styles[i] for i in (0, 1, 0, 2, 0, 1)], out)
    for item in items:
        worker.run(FakeStudio(), item)
    assert [styles.index(path) for path in read if path in styles] == [0, 1, 2, 1]


@pytest.mark.parametrize("pattern", ["", "{shop}", "{photo", "a/{photo}", "..", " "])
def test_patterns_that_make_no_name_are_refused(photos, out, pattern: str) -> None:
    with pytest.raises(OptionError):
        plan_batch(photos, [WAVE], out, pattern)


# --- making ---------------------------------------------------------------------------------------


def test_an_item_is_painted_inspected_and_written(photos, out) -> None:
    studio, worker = FakeStudio(), BatchWorker(BatchOptions(resize=Resize("percent", percent=50)))
    told: list[float] = []
    progress = Progress(lambda fraction, _message: told.append(fraction))
    items = plan_batch(photos[:1], [WAVE, photos[1]], out)
    outcome = worker.run(studio, items[0], progress)
    assert read_photo(items[0].target).hw == (30, 40) and outcome.hw == (60, 80)
    assert outcome.flagged_fraction == pytest.approx(240 / 4800) and outcome.regions == 2
    assert outcome.thumbnail.shape == (60, 80, 3) and outcome.thumbnail.dtype == np.uint8
    assert told == sorted(told) and told[-1] > 0.9
    worker.run(studio, items[1])
    contents = [call[1] for call in studio.calls if call[0] == "transfer"]
    assert contents[0] is contents[1]  # read once
    assert isinstance(studio.calls[2][2], Photo)


def test_what_was_broken_off_goes_on_where_it_was(photos, out) -> None:
    studio, worker = FakeStudio(), BatchWorker(BatchOptions())
    (item,) = plan_batch(photos[:1], [WAVE], out)
    progress = Progress(lambda fraction, _message: progress.cancel() if fraction > 0.82 else None)
    with pytest.raises(Cancelled):
        worker.run(studio, item, progress)
    assert not item.target.exists()
    worker.run(studio, item)
    assert item.target.exists()
    assert [call[0] for call in studio.calls].count("transfer") == 1


def test_existing_files_are_skipped_when_asked(photos, out) -> None:
    studio, worker = FakeStudio(), BatchWorker(BatchOptions(existing="skip"))
    (item,) = plan_batch(photos[:1], [WAVE], out, existing="skip")
    item.target.write_bytes(b"mine")
    assert worker.run(studio, item).skipped and studio.calls == []
    assert item.target.read_bytes() == b"mine"


def test_what_came_there_since_the_planning_is_not_replaced(photos, out) -> None:
    studio, worker = FakeStudio(), BatchWorker(BatchOptions())
    (item,) = plan_batch(photos[:1], [WAVE], out)
    item.target.write_bytes(b"mine")
    outcome = worker.run(studio, item)
    assert item.target.read_bytes() == b"mine" and outcome.path.name == "a-great-wave-2.png"
    assert worker.run(studio, item) is outcome  # its outcome was not heard: not made twice
    assert len(list(out.iterdir())) == 2


def test_a_receipt_goes_with_each_picture(photos, out) -> None:
    options = BatchOptions(receipt=True, export=ExportOptions(keep_metadata=False))
    (item,) = plan_batch(photos[:1], [WAVE], out, suffix=".jpg")
    BatchWorker(options).run(FakeStudio(), item)
    told = json.loads((out / "a-great-wave-receipt.json").read_text(encoding="utf-8"))
    assert told["style"]["id"] == "great-wave" and told["file"]["name"] == "a-great-wave.jpg"
    written = read_photo(item.target)
    assert written.exif is None and b"urn:kintsugi:receipt:1#" in written.xmp


def test_triage_puts_the_worst_first() -> None:
    item = BatchItem(1, Path("a"), WAVE, Path("b"))
    made = [
        BatchOutcome(item, item.target, flagged_fraction=part, score=score)
        for part, score in ((0.0, 0.9), (0.03, 0.1), (0.01, 0.2), (0.01, 0.5))
    ]
    order = ranked([*made, BatchOutcome(item, item.target, skipped=True)])
    assert order == [made[1], made[3], made[2], made[0]]
    assert [needs_a_look(one, 0.01) for one in order] == [True, False, False, False]


# --- the command ----------------------------------------------------------------------------------


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments], studio_factory=FakeStudio)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_command_makes_everything_and_names_what_to_look_at(photos, tmp_path, capsys) -> None:
    out = tmp_path / "new" / "folder"
    common = ("batch", photos[0].parent, "--style", "great-wave", "--out", out)
    code, said, _ = run(capsys, *common, "--style", photos[0], "--max-flagged", "1%")
    assert code == 3 and said.count("Look at") == 4 and "4 pictures of 4 made" in said
    assert len(list(out.iterdir())) == 4
    code, said, _ = run(capsys, *common, "--max-flagged", "10%", "--json", "--name", "{number}")
    answer = json.loads(said)
    assert code == 0 and [one["look"] for one in answer["made"]] == [False, False]
    assert {Path(one["output"]).name for one in answer["made"]} == {"1.png", "2.png"}
    code, said, _ = run(capsys, *common, "--existing", "skip", "--json")
    assert code == 0 and len(json.loads(said)["skipped"]) == 2


def test_the_command_overwrites_no_style_picture(photos, tmp_path, capsys) -> None:
    out = tmp_path / "o"
    out.mkdir()
    style = out / "oil.png"
    write_photo(read_photo(photos[0]), style)
    before = style.read_bytes()
    code, said, _ = run(
        capsys, "batch", photos[1], "--style", style, "--out", out, "--name", "oil",
        "--existing", "replace", "--json",
    )  # fmt: skip
    (made,) = json.loads(said)["made"]
    assert code == 0 and Path(made["output"]).name == "oil-2.png" and made["style"] == "oil"
    assert style.read_bytes() == before


def test_a_broken_photo_does_not_stop_the_others(photos, tmp_path, capsys) -> None:
    (photos[0].parent / "aa.png").write_bytes(b"broken")
    out = tmp_path / "o"
    code, said, _ = run(
        capsys, "batch", photos[0].parent, "--style", "great-wave", "--out", out, "--json"
    )
    answer = json.loads(said)
    assert code == 1 and len(answer["made"]) == 2
    assert answer["failed"][0]["photo"].endswith("aa.png")
    assert "not a picture" in answer["failed"][0]["error"]


@pytest.mark.parametrize(
    ("more", "code"),
    [("--name {shop}", 2), ("--format gif", 2), ("--longest 0", 2), ("--existing never", 2),
     ("--style nonsense-style", 1)],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_the_work(photos, tmp_path, capsys, more, code) -> None:
    out = tmp_path / "o"
    arguments = ("batch", photos[0], "--style", "great-wave", "--out", out, *more.split())
    assert run(capsys, *arguments)[0] == code and not out.exists()


@pytest.mark.parametrize("command", ["transfer", "repair"])
def test_transfer_and_repair_write_receipts(photos, tmp_path, capsys, command: str) -> None:
    out = tmp_path / "out.png"
    painted = tmp_path / "painted.png"
    run(capsys, "transfer", photos[0], "--style", "great-wave", "-o", painted)
    arguments = {
        "transfer": ("transfer", photos[0], "--style", "great-wave", "-o", out),
        "repair": ("repair", painted, "--content", photos[0], "--auto", "-o", out),
    }[command]
    code, _, err = run(capsys, *arguments, "--receipt")
    assert code == 0, err
    told = json.loads((tmp_path / "out-receipt.json").read_text(encoding="utf-8"))
    assert len(told["repairs"]) == (2 if command == "repair" else 0)
    assert told["flagged"]["before_repairs"] == pytest.approx(0.05, abs=0.02)
    assert b"urn:kintsugi:receipt:1#" in read_photo(out).xmp


def test_a_receipt_of_a_repair_needs_the_photo(photos, tmp_path, capsys) -> None:
    code, _, err = run(capsys, "repair", photos[0], "--auto", "-o", tmp_path / "o.png", "--receipt")
    assert code == 2 and "--content" in err
