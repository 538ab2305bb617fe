"""Files as other programs and older systems leave them: odd names, odd numbers, odd tables."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from project_files import repacked

from engine.document import Document, load_project, save_project
from engine.imaging.exif import read_directory
from engine.imaging.files import ExportOptions, decode_photo, read_photo, write_photo
from engine.imaging.photo import Photo
from engine.imaging.scaling import KEEP_SIZE, Resize
from engine.receipt import Receipt, receipt_path, write_with_receipt

GREY = Photo(np.full((8, 10, 3), 90, np.uint8))

needs_byte_names = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere every name of a file is Unicode"
)


@pytest.fixture
def latin_1_name(tmp_path: Path) -> Path:
    """A picture whose name was written by a system that spelt é in one byte."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png"))
    write_photo(GREY, path)
    return path


@needs_byte_names
def test_a_photo_with_a_name_that_is_not_utf8_can_be_kept_in_a_project(
    latin_1_name: Path, tmp_path: Path
) -> None:
    photo = read_photo(latin_1_name)
    assert photo.name == "caf\ufffd.png"
    save_project(Document(photo), tmp_path / "work.kintsugi")
    opened = load_project(tmp_path / "work.kintsugi")
    assert opened.lost == () and opened.document.content.name == photo.name


@needs_byte_names
def test_a_receipt_of_a_file_with_such_a_name_says_which_it_is(latin_1_name: Path) -> None:
    receipt = Receipt({"format": "kintsugi receipt", "repairs": []})
    written = write_with_receipt(GREY, latin_1_name, ExportOptions(), receipt)
    assert written == receipt_path(latin_1_name)
    assert json.loads(written.read_bytes())["file"]["name"] == latin_1_name.name
    # The next one takes its place, as it is of the same picture.
    assert write_with_receipt(GREY, latin_1_name, ExportOptions(), receipt) == written


def tiff(samples: np.ndarray, **options: object) -> bytearray:
    file = io.BytesIO()
    tifffile.imwrite(file, samples, photometric="rgb", **options)
    return bytearray(file.getvalue())


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_point_tiffs_of_every_width(dtype: type) -> None:
    values = np.linspace(0, 1, 8 * 10 * 3).reshape(8, 10, 3).astype(dtype)
    photo = decode_photo(bytes(tiff(values)), "f.tif")
    off = photo.pixels - values.astype(np.float64) * 65535
    assert photo.pixels.dtype == np.uint16 and np.abs(off).max() < 0.51


@pytest.mark.parametrize("kind", ["float", "unit"])
def test_a_resolution_of_an_odd_type_is_no_obstacle(kind: str) -> None:
    data = tiff(GREY.pixels, resolution=(300, 300), resolutionunit="INCH")
    assert decode_photo(bytes(data), "a.tif").dpi == (300, 300)
    entries = read_directory(bytes(data)).entries
    (table,) = struct.unpack_from("<I", data, 4)
    place = {tag: table + 2 + 12 * row for row, tag in enumerate(sorted(entries))}
    if kind == "float":
        struct.pack_into("<HIf", data, place[282] + 2, 11, 1, 300.0)
    else:
        struct.pack_into("<HI2H", data, place[296] + 2, 3, 2, 2, 2)
    photo = decode_photo(bytes(data), "a.tif")
    np.testing.assert_array_equal(photo.pixels, GREY.pixels)
    assert photo.dpi is None


def test_exif_in_tables_of_a_bigtiff_is_left_out_and_the_picture_opens() -> None:
    block = b"II+\0\x08\0\0\0" + struct.pack("<QQHHQQQ", 16, 1, 274, 3, 1, 6, 0)
    file = io.BytesIO()
    Image.fromarray(GREY.pixels).save(file, "JPEG", exif=b"Exif\0\0" + block)
    photo = decode_photo(file.getvalue(), "a.jpg")
    assert photo.exif is None and photo.hw == GREY.hw


@pytest.mark.parametrize(
    "dpi", [[float("inf"), 72], [float("nan"), 72], [True, 72], [0, 72], [72], "72"]
)
def test_an_impossible_resolution_in_a_project_is_forgotten(tmp_path: Path, dpi: object) -> None:
    path = tmp_path / "work.kintsugi"
    save_project(Document(Photo(GREY.pixels, dpi=(72, 72))), path)

    def change(members: dict[str, bytes]) -> None:
        values = json.loads(members["project.json"])
        values["content"]["dpi"] = dpi
        members["project.json"] = json.dumps(values).encode()

    content = load_project(repacked(path, change)).document.content
    write_photo(content, tmp_path / "out.png")
    assert content.dpi is None and read_photo(tmp_path / "out.png").dpi is None


def test_a_picture_that_is_not_resized_may_be_longer_than_what_is() -> None:
    panorama = (100, 70_000)
    assert KEEP_SIZE.target_hw(panorama) == panorama
    assert Resize("longest", longest_px=65_535).target_hw(panorama) == (94, 65_535)
