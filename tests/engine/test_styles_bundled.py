"""The bundled style pictures: complete, small, credited, and painted again on request."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage import data
from tiny_models import write_tiny_models

from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.loaded_models import GENERATOR
from engine.models.bundles import read_manifest
from engine.operations.params import TransferParams
from engine.resources import resource_path
from engine.studio import Studio
from engine.styles import bundled_styles, find_style, load_styles, read_code
from engine.training.__main__ import main as train
from engine.training.procedural_styles import PAINTERS, Painter, paint, write_all

FOLDER = resource_path("styles")
COARSE = TransferParams(stroke_size=3.0)


def _entries():
    return json.loads((FOLDER / "styles.json").read_text(encoding="utf-8"))


def images(entry):
    return [entry["image"], *entry.get("more_images", [])]


def test_each_entry_is_complete_and_its_pictures_fit():
    for entry in _entries():
        needed = {"id", "title", "artist", "year", "note", "image", "thumbnail", "code"}
        of_collections = {"family", "model", "more_images"}
        assert set(entry) in (needed, needed | of_collections)
        assert entry["title"] and entry["artist"]
        for image in images(entry):
            with Image.open(FOLDER / image) as picture:
                picture.load()
                assert picture.format == "JPEG" and picture.mode == "RGB"
                assert min(picture.size) >= 200 and max(picture.size) <= 512
        with Image.open(FOLDER / entry["thumbnail"]) as thumbnail:
            thumbnail.load()
            assert thumbnail.size == (128, 128)


def test_rights_are_named_for_every_picture():
    credits = (FOLDER / "CREDITS.md").read_text(encoding="utf-8")
    for entry in _entries():
        assert all(image in credits for image in images(entry))
        assert "public domain" in entry["note"].lower() or "licence of Kintsugi" in entry["note"]


def test_there_are_enough_styles_and_no_stray_files():
    entries = _entries()
    assert sum(entry["artist"] != "Kintsugi" for entry in entries) >= 20
    assert sum(entry["artist"] == "Kintsugi" for entry in entries) >= 8
    assert sum(entry.get("family") == "cyclegan" for entry in entries) >= 3
    listed = {image for entry in entries for image in (*images(entry), entry["thumbnail"])}
    found = {p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*.jpg")}
    assert found == listed
    codes = {p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*.safetensors")}
    assert codes == {entry["code"] for entry in entries}
    assert sum(p.stat().st_size for p in FOLDER.rglob("*") if p.is_file()) < 4_000_000


def test_the_loader_reads_them():
    assert len(bundled_styles()) == len(_entries())
    assert find_style("The Starry Night").artist == "Vincent van Gogh"
    assert {style.id for style in bundled_styles()} >= set(PAINTERS)


def test_every_shipped_code_belongs_to_the_shipped_generator():
    manifest = read_manifest(resource_path("models") / GENERATOR)
    for style in bundled_styles():
        assert style.code_path is not None and style.code_path.stat().st_size < 4096
        code = read_code(style.code_path)
        assert code is not None, style.id
        assert code.model_sha256 == manifest["sha256"], (
            "run `python -m engine.training presets --models resources/models "
            "--styles resources/styles` after a change of the weights"
        )


def test_a_shipped_code_paints_as_its_picture_does():
    studio = Studio("cpu", number_format="float32")
    photo = Photo(cv2.resize(data.astronaut(), (160, 160), interpolation=cv2.INTER_AREA))
    for style in bundled_styles()[::8]:
        by_code = studio.transfer(photo, style, COARSE).pixels.astype(int)
        by_picture = studio.transfer(photo, replace(style, code_path=None), COARSE).pixels
        assert np.abs(by_code - by_picture).max() <= 3
        assert np.abs(by_code - by_picture).mean() < 0.5
        assert np.abs(by_code - photo.pixels).mean() > 5


def test_shipped_thumbnails_are_paintings_of_one_photo():
    """Not small copies of the style pictures: by brightness they resemble each other."""
    shown = [read_photo(style.thumbnail_path).pixels for style in bundled_styles()]
    grey = np.array([cv2.cvtColor(one, cv2.COLOR_RGB2GRAY).ravel() for one in shown])
    assert np.median(np.corrcoef(grey)) > 0.3


def test_the_strength_leads_away_from_the_photo_step_by_step():
    """With the shipped weights: the mean difference to the photo grows with the strength."""
    studio = Studio("cpu", number_format="float32")
    photo = Photo(cv2.resize(data.astronaut(), (256, 256), interpolation=cv2.INTER_AREA))
    for style in bundled_styles()[::6]:
        drawn = [
            studio.preview(photo, style, TransferParams(strength, 1.8)).astype(int)
            for strength in np.linspace(0, 1, 9).tolist()
        ]
        assert np.array_equal(drawn[0], photo.pixels)
        away = [np.abs(one - photo.pixels).mean() for one in drawn]
        assert all(later > earlier for earlier, later in itertools.pairwise(away)), (
            style.id, away
        )  # fmt: skip


def test_the_presets_can_be_made_again(tmp_path):
    """The command is repeatable: the same weights give the same codes and thumbnails."""
    models = write_tiny_models(tmp_path / "models")
    folder = tmp_path / "styles"
    (folder / "thumbnails").mkdir(parents=True)
    entries = _entries()[:2]
    for entry in entries:
        shutil.copy(FOLDER / entry["image"], folder)
        del entry["code"]
    (folder / "styles.json").write_text(json.dumps(entries))
    made = []
    for _ in range(2):
        (folder / "codes").mkdir(exist_ok=True)
        (folder / "codes" / "stray.safetensors").write_bytes(b"of a style that is gone")
        command = ["presets", "--models", str(models), "--styles", str(folder)]
        assert train(command) == 0
        made.append({p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()})
    assert made[0] == made[1]
    assert {name for name in made[0] if name.endswith("safetensors")} == {
        f"{entry['id']}.safetensors" for entry in entries
    }
    for style in load_styles(folder):
        assert style.code_path is not None
        code = read_code(style.code_path)
        assert code is not None
        assert code.model_sha256 == read_manifest(models / GENERATOR)["sha256"]
        assert read_photo(style.thumbnail_path).hw == (128, 128)


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
