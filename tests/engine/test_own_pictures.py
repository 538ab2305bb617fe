"""The pictures that a training reads from a person’s own folders."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from own_training_desk import own_folders
from PIL import Image, ImageCms
from tiny_trainings import painted

from engine.training import own_pictures
from engine.training.own_pictures import load_own_pictures, small_pixels
from engine.training.own_training import evenly, held_out
from engine.trainings import count_pictures

__all__ = ["own_folders"]


def test_pictures_are_drawn_evenly_from_folders_inside_each_other(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for number, picture in enumerate(painted(8, 1)):
        place = inside if number % 2 else tmp_path
        cv2.imwrite(str(place / f"{number}.png"), picture)
    cv2.imwrite(str(tmp_path / ".hidden" / "x.png"), painted(1, 1)[0])
    (tmp_path / "notes.txt").write_text("no picture")
    assert count_pictures(tmp_path) == 8
    read: list[tuple[int, int]] = []
    found = load_own_pictures(tmp_path, 2, lambda *of: read.append(of), most=4)
    assert len(found.pictures) == 4 and found.there == 8 and read[-1] == (4, 4)
    assert found.sentences() == [
        f"“{tmp_path.name}” holds 8 pictures; 4 of them, evenly drawn, are learnt from."
    ]


def test_a_large_jpeg_is_small_upright_and_in_srgb(tmp_path: Path) -> None:
    image = Image.new("RGB", (2400, 1600), (200, 40, 40))
    image.paste((20, 20, 220), (0, 0, 1200, 1600))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    lab = io.BytesIO()
    image.save(lab, "JPEG", quality=95, exif=exif)
    path = tmp_path / "turned.JPG"
    path.write_bytes(lab.getvalue())
    pixels = small_pixels(path)
    assert pixels is not None and pixels.shape == (640, 427, 3) and pixels.dtype == np.uint8
    assert pixels[20, 200, 2] > 200 > 100 > pixels[-20, 200, 2], "blue is above"

    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(path, quality=95, icc_profile=swapped)
    again = small_pixels(path)
    assert again is not None and again.shape == (427, 640, 3)
    (tmp_path / "cut.jpg").write_bytes(lab.getvalue()[:4000])
    assert small_pixels(tmp_path / "cut.jpg") is None
    grey = np.full((700, 900), 40_000, np.uint16)
    cv2.imwrite(str(tmp_path / "deep.png"), grey)
    deep = small_pixels(tmp_path / "deep.png")
    assert deep is not None and deep.dtype == np.uint8 and deep.shape == (498, 640, 3)
    assert abs(int(deep[5, 5, 0]) - 40_000 // 257) <= 1


def test_too_large_a_picture_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (2000, 1000)).save(tmp_path / "map.jpg")
    monkeypatch.setattr(own_pictures, "MOST_MEGAPIXELS", 1.0)
    assert small_pixels(tmp_path / "map.jpg") is None


@pytest.mark.parametrize(("count", "held"), [(1, 0), (4, 0), (5, 1), (10, 2), (20, 4), (400, 4)])
def test_some_pictures_are_held_out_for_the_sheets(count: int, held: int) -> None:
    pictures = painted(1, 0) * count
    learnt, shown = held_out([p.copy() for p in pictures])
    assert (len(shown), len(learnt)) == ((held, count - held) if held else (count, count))
    if held:
        assert not any(a is b for a in learnt for b in shown)


def test_evenly_keeps_both_ends() -> None:
    pictures = painted(10, 0)
    drawn = evenly(pictures, 4)
    assert len(drawn) == 4 and drawn[0] is pictures[0] and drawn[-1] is pictures[-1]
