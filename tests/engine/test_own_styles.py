"""A person's own presets on the disk."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save
from tiny_collections import pretended_model as model

import engine.own_styles as storage
from engine.errors import StyleError
from engine.imaging.colour import display_p3_profile
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.own_styles import contents_of, keep_carried, rename_own_style
from engine.styles import (
    CarriedStyle,
    StyleCode,
    StylePreset,
    add_own_style,
    own_styles,
    own_styles_folder,
    read_code,
    read_own_styles,
    remove_own_style,
)

THUMBNAIL = np.full((128, 128, 3), 90, np.uint8)


def code(value: float = 0.5) -> StyleCode:
    return StyleCode(np.full(20, value, np.float16), "c" * 64)


def painted(seed: int = 1, hw: tuple[int, int] = (40, 60)) -> Photo:
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 256, (4, 6, 3)).astype(np.uint8)
    return Photo(np.kron(low, np.ones((hw[0] // 4, hw[1] // 6, 1), np.uint8)), exif=b"MM\0*")


def add_trained(folder: Path, title: str = "Trained", value: float = 0.5) -> StylePreset:
    return add_own_style(
        folder, title, [painted(1)], code(), THUMBNAIL, model(value), "cyclegan", "Of 12 prints."
    )


def add(folder: Path, title: str = "Sketch", seed: int = 1) -> StylePreset:
    return add_own_style(folder, title, [painted(seed)], code(), THUMBNAIL)


def test_what_is_added_is_listed_with_all_it_has(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "styles"
    pictures = [painted(1), painted(2)]
    added = add_own_style(folder, "  Zwölf   Skizzen ", pictures, code(), THUMBNAIL)
    (listed,) = own_styles(folder)
    assert listed == added and listed.own and listed.title == "Zwölf Skizzen"
    assert "2 pictures" in listed.note and len(listed.image_paths) == 2
    for path, original in zip(listed.image_paths, pictures, strict=True):
        stored = read_photo(path)
        assert np.abs(stored.pixels.astype(int) - original.pixels).mean() < 8
        assert stored.exif is None, "nothing of a person's metadata is stored"
    assert listed.code_path is not None
    kept = read_code(listed.code_path)
    assert kept is not None and np.array_equal(kept.numbers, code().numbers)
    assert np.abs(read_photo(listed.thumbnail_path).pixels.astype(int) - 90).max() <= 2
    assert [p.name for p in folder.iterdir()] == [listed.id], "no temporary folder is left"


def test_large_pictures_are_stored_small_and_in_srgb(tmp_path: Path) -> None:
    wide = Photo(painted(1, (800, 1800)).pixels, icc=display_p3_profile())
    stored = add_own_style(tmp_path, "Large", [wide], code(), THUMBNAIL).image_path
    assert stored is not None
    photo = read_photo(stored)
    assert photo.hw == (455, 1024)
    assert np.abs(photo.pixels.mean((0, 1)) - wide.pixels.mean((0, 1))).max() > 1


def test_the_list_is_in_order_and_removal_takes_one(tmp_path: Path) -> None:
    for seed, title in enumerate(("Wash", "clay", "Ash")):
        add(tmp_path, title, seed)
    assert [style.title for style in own_styles(tmp_path)] == ["Ash", "clay", "Wash"]
    remove_own_style(tmp_path, own_styles(tmp_path)[1].id)
    assert [style.title for style in own_styles(tmp_path)] == ["Ash", "Wash"]


def test_the_same_again_is_one_preset(tmp_path: Path) -> None:
    assert add(tmp_path) == add(tmp_path)
    assert add(tmp_path, "Other").id != add(tmp_path).id != add(tmp_path, seed=2).id
    assert len(own_styles(tmp_path)) == 3


@pytest.mark.parametrize("title", ["../../etc", "名前", "a" * 300, ".", "x/y\\z"])
def test_no_title_leads_out_of_the_folder(tmp_path: Path, title: str) -> None:
    folder = tmp_path / "styles"
    added = add(folder, title)
    assert own_styles(folder) == (added,) and added.title == title
    assert [path.name for path in tmp_path.iterdir()] == ["styles"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: (entry / "style.json").unlink(),
        lambda entry: (entry / "style.json").write_text("[1"),
        lambda entry: (entry / "style.json").write_text('{"title": 5, "pictures": []}'),
        lambda entry: (entry / "style.json").write_text("[" * 100_000),
        lambda entry: [p.unlink() for p in entry.iterdir() if p.name != "style.json"],
    ],
)
def test_a_broken_entry_is_skipped_with_a_sentence(tmp_path: Path, damage: object) -> None:
    broken, good = add(tmp_path, "Broken"), add(tmp_path, "Good")
    damage(tmp_path / broken.id)
    found = read_own_styles(tmp_path)
    assert found.presets == (good,)
    assert len(found.skipped) == 1 and broken.id in found.skipped[0]
    assert found.skipped[0].endswith(".")
    remove_own_style(tmp_path, broken.id)
    assert read_own_styles(tmp_path).skipped == ()


def test_half_a_preset_is_better_than_none(tmp_path: Path) -> None:
    added = add(tmp_path)
    assert added.code_path is not None and added.image_path is not None
    added.code_path.write_bytes(b"")
    added.thumbnail_path.unlink()
    (left,) = own_styles(tmp_path)
    assert left.thumbnail_path == left.image_path == added.image_path
    added.image_path.unlink()
    assert own_styles(tmp_path) == ()


def test_an_entry_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    added = add(tmp_path / "styles")
    assert added.image_path is not None
    secret.write_bytes(added.image_path.read_bytes())
    listing = tmp_path / "styles" / added.id / "style.json"
    listing.write_text(json.dumps({"title": "T", "pictures": ["../../secret.jpg"]}))
    (left,) = own_styles(tmp_path / "styles")
    assert left.image_paths == ()


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "code_bytes", full_disk)
    with pytest.raises(StyleError, match="No space left on device"):
        add(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sweeping", [own_styles, lambda folder: add(folder, "Another")])
def test_what_a_crash_left_is_swept_once_it_is_old(tmp_path: Path, sweeping: object) -> None:
    added = add(tmp_path)
    names = (".new-" + "a" * 16, ".removed-" + "b" * 16, ".new-" + "c" * 16, ".new-mine")
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "picture-1.jpg").write_bytes(b"half")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / (".new-" + "d" * 16)).symlink_to(elsewhere)
    for name in (names[0], names[1], names[3], added.id):
        os.utime(tmp_path / name, (1.0, 1.0))
    sweeping(tmp_path)
    assert not any((tmp_path / name).exists() for name in names[:2])
    assert (tmp_path / names[2]).exists(), "somebody may be at work on it"
    assert (tmp_path / names[3]).exists() and elsewhere.is_dir()
    assert added in own_styles(tmp_path)


def test_what_cannot_be_added_or_removed_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StyleError, match="title"):
        add(tmp_path, "  ")
    with pytest.raises(StyleError, match="1 to 64 pictures"):
        add_own_style(tmp_path, "T", [], code(), THUMBNAIL)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StyleError, match="another folder"):
        add(tmp_path / "file")
    (tmp_path / "precious").mkdir()
    for name in ("own-none", "precious", "../precious", "", "."):
        with pytest.raises(StyleError, match="no own style"):
            remove_own_style(tmp_path, name)
    assert (tmp_path / "precious").is_dir()


# --- styles with a generator of their own --------------------------------------------------------


def test_a_generator_is_kept_with_its_family_and_note(tmp_path: Path) -> None:
    added = add_trained(tmp_path)
    (listed,) = own_styles(tmp_path)
    assert listed == added and (added.family, added.note) == ("cyclegan", "Of 12 prints.")
    assert added.model_path is not None and added.model_path.read_bytes() == model()
    assert contents_of(added).model == model()
    plain = add(tmp_path)
    assert plain.family == "stylenet" and plain.model_path is None
    listing = json.loads((tmp_path / plain.id / "style.json").read_text())
    assert set(listing) == {"schema", "title", "pictures"}, "as an older version wrote it"
    assert add_trained(tmp_path).id == added.id
    assert add_trained(tmp_path, value=0.25).id != added.id


def test_such_a_style_may_live_by_its_code_alone(tmp_path: Path) -> None:
    added = add_own_style(tmp_path, "T", [], code(), None, model(), "adapted")
    assert added.image_paths == () and added.note == "" and added.code_path is not None
    with pytest.raises(StyleError, match="neither a picture nor a code"):
        add_own_style(tmp_path, "U", [], None, None, model(), "adapted")
    bare = add_own_style(tmp_path, "V", [painted()], None, None, model(), "adapted")
    assert bare.code_path is None and bare.thumbnail_path == bare.image_path


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-3]),
        lambda path: path.write_bytes(b"\xff" * 400),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(model(0.25)),
        lambda path: path.write_bytes(save({"x": np.zeros(8, np.float16)})),
        lambda path: (path.parent / "style.json").write_text(
            json.dumps({"title": "T", "pictures": ["picture-1.jpg"], "family": "dreams"})
        ),
    ],
)
def test_a_damaged_generator_is_skipped_with_a_sentence(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    broken, good = add_trained(tmp_path, "Broken"), add_trained(tmp_path, "Good")
    assert broken.model_path is not None
    damage(broken.model_path)
    found = read_own_styles(tmp_path)
    assert found.presets == (good,)
    assert len(found.skipped) == 1 and broken.id in found.skipped[0]


@pytest.mark.parametrize(
    ("content", "family"),
    [(b"", "cyclegan"), (b"broken", "cyclegan"), (None, "cyclegan"), (model(), "stylenet")],
)
def test_a_generator_that_is_none_is_not_stored(
    tmp_path: Path, content: bytes | None, family: str
) -> None:
    with pytest.raises(StyleError, match="generator of the style “T”"):
        add_own_style(tmp_path, "T", [painted()], code(), None, content, family)
    assert list(tmp_path.iterdir()) == []


def test_a_carried_style_is_kept_under_its_own_id_or_a_new_one(tmp_path: Path) -> None:
    stored = add_trained(tmp_path / "there")
    away = replace(
        stored, image_path=None, thumbnail_path=Path(), code_path=None, model_path=None,
        carried=contents_of(stored),
    )  # fmt: skip
    kept = keep_carried(tmp_path / "here", away)
    assert kept.id == stored.id and kept.family == "cyclegan" and kept.note == stored.note
    assert keep_carried(tmp_path / "here", away, "Another").id != stored.id
    nameless = replace(away, id="", title="Adapted", family="adapted")
    first = keep_carried(tmp_path / "here", nameless)
    assert first.id.startswith("own-adapted-") and first.family == "adapted"
    bad = replace(away, id="../../x")
    assert keep_carried(tmp_path / "here", bad).id.startswith("own-trained-")
    assert len(own_styles(tmp_path / "here")) == 4
    with pytest.raises(StyleError, match="neither a picture nor a code"):
        keep_carried(tmp_path / "here", replace(away, carried=CarriedStyle(model=model())))


def test_a_style_that_learnt_by_its_code_alone_is_kept_too(tmp_path: Path) -> None:
    contents = CarriedStyle(code=code())
    preset = StylePreset("own-x", "X", "", "", "", None, Path(), own=True, carried=contents)
    kept = keep_carried(tmp_path, preset)
    assert kept.id == "own-x" and kept.code_path is not None


def test_a_style_gets_another_title_and_stays_the_same_otherwise(tmp_path: Path) -> None:
    added = add_trained(tmp_path, "Old")
    renamed = rename_own_style(tmp_path, added.id, "  New   name ")
    assert renamed == replace(added, title="New name") and own_styles(tmp_path) == (renamed,)
    # The old title is free again, and the renamed style is not taken for it.
    again = add_trained(tmp_path, "Old")
    assert again.id != renamed.id and {s.title for s in own_styles(tmp_path)} == {"Old", "New name"}
    assert add_trained(tmp_path, "Old").id == again.id
    for style_id, title, words in (
        (added.id, "  ", "title"),
        ("own-none", "T", "no own style"),
        ("../precious", "T", "no own style"),
    ):
        with pytest.raises(StyleError, match=words):
            rename_own_style(tmp_path, style_id, title)
    (tmp_path / again.id / "style.json").write_text("[1]")
    with pytest.raises(StyleError, match="could not be renamed"):
        rename_own_style(tmp_path, again.id, "T")
    digest = hashlib.sha256(model()).hexdigest()
    listing = json.loads((tmp_path / added.id / "style.json").read_text())
    assert listing["model_sha256"] == digest and listing["family"] == "cyclegan"


def test_no_folder_is_no_styles(tmp_path: Path) -> None:
    assert read_own_styles(tmp_path / "gone") == storage.OwnStyles((), ())


@pytest.mark.parametrize(
    ("platform", "variables", "wanted"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/Kintsugi/styles"),
        ("linux", {}, "~/.local/share/Kintsugi/styles"),
        ("darwin", {}, "~/Library/Application Support/Kintsugi/styles"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming/Kintsugi/styles"),
        ("linux", {"KINTSUGI_STYLES": "/mine"}, "/mine"),
    ],
)
def test_the_folder_of_each_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], wanted: str
) -> None:
    for name in ("XDG_DATA_HOME", "APPDATA", "KINTSUGI_STYLES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert own_styles_folder() == Path(wanted).expanduser()
