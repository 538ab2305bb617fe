"""The bundled style pictures: complete, small, credited, and painted again on request."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.resources import resource_path
from engine.styles import bundled_styles, find_style
from engine.training.procedural_styles import PAINTERS, Painter, paint, write_all

FOLDER = resource_path("styles")


def _entries():
    return json.loads((FOLDER / "styles.json").read_text(encoding="utf-8"))


def test_each_entry_is_complete_and_its_pictures_fit():
    for entry in _entries():
        assert set(entry) == {"id", "title", "artist", "year", "note", "image", "thumbnail"}
        assert entry["title"] and entry["artist"]
        with Image.open(FOLDER / entry["image"]) as picture:
            picture.load()
            assert picture.format == "JPEG" and picture.mode == "RGB"
            assert min(picture.size) >= 200 and max(picture.size) <= 512
        with Image.open(FOLDER / entry["thumbnail"]) as thumbnail:
            thumbnail.load()
            assert thumbnail.size == (128, 128)


def test_rights_are_named_for_every_picture():
    credits = (FOLDER / "CREDITS.md").read_text(encoding="utf-8")
    for entry in _entries():
        assert entry["image"] in credits
        assert "Public domain" in entry["note"] or "licence of Kintsugi" in entry["note"]


def test_there_are_enough_styles_and_no_stray_files():
    entries = _entries()
    assert sum(entry["artist"] != "Kintsugi" for entry in entries) >= 20
    assert sum(entry["artist"] == "Kintsugi" for entry in entries) >= 8
    listed = {entry[key] for entry in entries for key in ("image", "thumbnail")}
    found = {p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*.jpg")}
    assert found == listed
    assert sum(p.stat().st_size for p in FOLDER.rglob("*") if p.is_file()) < 4_000_000


def test_the_loader_reads_them():
    assert len(bundled_styles()) == len(_entries())
    assert find_style("The Starry Night").artist == "Vincent van Gogh"
    assert {style.id for style in bundled_styles()} >= set(PAINTERS)


@pytest.mark.parametrize("name", PAINTERS)
def test_painters_are_seeded_and_paint_something(name):
    first, again = paint(name, 96), paint(name, 96)
    assert first.shape == (96, 96, 3) and first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert first.std() > 15


def test_another_seed_paints_another_picture(monkeypatch):
    painter = PAINTERS["woodcut"]
    first = paint("woodcut", 96)
    other = Painter(painter.title, painter.paint, painter.seed + 1)
    monkeypatch.setitem(PAINTERS, "woodcut", other)
    assert not np.array_equal(first, paint("woodcut", 96))


def test_the_shipped_picture_is_what_the_script_paints(tmp_path, monkeypatch):
    one = {"woodcut": PAINTERS["woodcut"]}
    monkeypatch.setattr("engine.training.procedural_styles.PAINTERS", one)
    (path,) = write_all(tmp_path)
    painted, shipped = (cv2.imread(str(p)).astype(float) for p in (path, FOLDER / path.name))
    assert np.abs(shipped - painted).mean() < 1.5


def test_write_all_writes_each_picture(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "engine.training.procedural_styles.paint", lambda name: np.full((8, 8, 3), 9, np.uint8)
    )
    paths = write_all(tmp_path / "new")
    assert [p.stem for p in paths] == list(PAINTERS)
    assert all(Image.open(p).size == (8, 8) for p in paths)
