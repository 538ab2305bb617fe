from __future__ import annotations

import json
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from project_files import repacked

from engine.document import Document, load_project, save_project
from engine.document.archive import DamagedMember, open_archive, pack
from engine.document.layers import UnreadableLayer, decode_pixels, encode_pixels
from engine.document.project import project_members
from engine.errors import ProjectError
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.operations.results import RepairResult
from engine.styles import bundled_styles

HW = (33, 47)


def noise(shape: tuple[int, ...], dtype: type, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


def picture(seed: int, dtype: type = np.uint8, alpha: bool = True) -> Photo:
    return Photo(
        noise((*HW, 3), dtype, seed),
        alpha=noise(HW, dtype, seed + 1) if alpha else None,
        icc=bytes([seed]) * 100,
        exif=b"II*\0exif",
        xmp=b"<x:xmpmeta/>",
        dpi=(300.0, 299.5),
        name="Käfer im Gras.jpg",
    )


def worked_on(dtype: type = np.uint8) -> Document:
    document = Document(picture(1, dtype))
    document.set_style(picture(3, alpha=False))
    document.set_transfer_params(TransferParams(strength=0.25, stroke_size=1.8, keep_colors=True))
    document.set_stylized(picture(5, dtype))
    before = document.stylized.pixels[2:6, 3:9].copy()
    after = noise(before.shape, dtype, 7)
    document.apply_repair(
        RepairResult(
            True,
            "Mended.",
            (2, 3, 6, 9),
            "heal",
            0.9,
            0.1,
            0,
            9,
            "a",
            "a",
            "Ok.",
            before=before,
            after=after,
        )
    )
    document.paint_stroke([(10, 10), (20, 15)], 6, 0.2, 1.0)
    return document


def assert_same_photo(first: Photo | None, second: Photo | None) -> None:
    assert first is not None and second is not None
    assert first.pixels.dtype == second.pixels.dtype
    assert np.array_equal(first.pixels, second.pixels)
    assert (first.alpha is None) == (second.alpha is None)
    if first.alpha is not None:
        assert np.array_equal(first.alpha, second.alpha)
    for carrier in ("icc", "exif", "xmp", "dpi", "name"):
        assert getattr(first, carrier) == getattr(second, carrier)


def saved(tmp_path: Path, document: Document | None = None) -> Path:
    path = tmp_path / "work.kintsugi"
    save_project(document or worked_on(), path)
    return path


def with_values(path: Path, **values: object) -> Path:
    def change(members: dict[str, bytes]) -> None:
        members["project.json"] = json.dumps(json.loads(members["project.json"]) | values).encode()

    return repacked(path, change)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_everything_comes_back_as_it_was(tmp_path: Path, dtype: type) -> None:
    document = worked_on(dtype)
    opened = load_project(saved(tmp_path, document))
    assert opened.lost == ()
    again = opened.document
    assert_same_photo(again.content, document.content)
    assert_same_photo(again.stylized, document.stylized)
    assert_same_photo(again.style, document.style)
    assert np.array_equal(again.mask, document.mask)
    assert again.transfer_params == document.transfer_params
    assert again.proofs == document.proofs and len(again.proofs) == 1
    assert not again.is_modified and not document.is_modified


def test_a_bare_photo_is_a_project_too(tmp_path: Path) -> None:
    document = Document(Photo(noise((*HW, 3), np.uint8, 1)))
    opened = load_project(saved(tmp_path, document))
    assert opened.lost == ()
    assert_same_photo(opened.document.content, document.content)
    assert opened.document.stylized is None and opened.document.style is None
    assert not opened.document.mask.any()


def test_a_bundled_style_is_kept_by_its_id(tmp_path: Path) -> None:
    document = worked_on()
    document.set_style(bundled_styles()[0])
    path = saved(tmp_path, document)
    assert load_project(path).document.style == bundled_styles()[0]
    with zipfile.ZipFile(path) as file:
        assert not any(name.startswith("style/") for name in file.namelist())


def test_the_same_state_gives_the_same_file(tmp_path: Path) -> None:
    assert saved(tmp_path).read_bytes() == saved(tmp_path).read_bytes()


def test_there_is_nothing_to_save_without_a_photo(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="open a photo"):
        save_project(Document(), tmp_path / "work.kintsugi")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_save_leaves_the_old_file_and_the_document_modified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path)
    good = path.read_bytes()
    document = worked_on()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(ProjectError, match="disk is full"):
        save_project(document, path)
    assert path.read_bytes() == good and [path] == list(tmp_path.iterdir())
    assert document.is_modified


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        save_project(worked_on(), tmp_path / "nowhere" / "work.kintsugi")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0 a photo", b"PK", b"PK\x03\x04" * 9, b"\0" * 500]
)
def test_other_files_are_not_projects(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "work.kintsugi"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="not a Kintsugi project"):
        load_project(path)


def test_somebody_elses_zip_is_not_a_project(tmp_path: Path) -> None:
    path = tmp_path / "work.kintsugi"
    path.write_bytes(pack({"readme.txt": b"hello", "project.json": b'{"format": "other"}'}))
    with pytest.raises(ProjectError, match="not a Kintsugi project"):
        load_project(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be opened"):
        load_project(tmp_path / "gone.kintsugi")


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("stylized/pixels.png", "result is lost|history is lost: it needs the result"),
        ("stylized/alpha.png", "transparency of the result"),
        ("content/icc.bin", "colour profile of the photo"),
        ("content/exif.bin", "EXIF metadata of the photo"),
        ("style/pixels.png", "style picture is lost"),
        ("mask.png", "mask is lost|steps that painted the mask are lost"),
    ],
)
@pytest.mark.parametrize("how", ["missing", "flipped"])
def test_one_broken_part_costs_no_other(tmp_path: Path, member: str, words: str, how: str) -> None:
    path = saved(tmp_path)
    if how == "missing":
        repacked(path, lambda members: members.pop(member))
    else:
        whole = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as file:
            info = file.getinfo(member)
            whole[info.header_offset + 30 + len(member) + info.file_size // 2] ^= 0xFF
        path.write_bytes(whole)
    opened = load_project(path)
    expected = words.split("|")
    assert len(opened.lost) == len(expected)
    for said, one in zip(opened.lost, expected, strict=True):
        assert one in said and said.endswith(".")
    original = worked_on()
    assert np.array_equal(opened.document.content.pixels, original.content.pixels)
    assert opened.document.transfer_params == original.transfer_params


def test_without_the_photo_the_result_stands_in(tmp_path: Path) -> None:
    path = repacked(saved(tmp_path), lambda members: members.pop("content/pixels.png"))
    opened = load_project(path)
    assert np.array_equal(opened.document.content.pixels, worked_on().stylized.pixels)
    assert any("takes its place" in sentence for sentence in opened.lost)


def test_without_any_picture_there_is_nothing_to_open(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["content/pixels.png"] = members["stylized/pixels.png"] = b"garbage"

    with pytest.raises(ProjectError, match="too damaged"):
        load_project(repacked(saved(tmp_path), change))


@pytest.mark.parametrize("text", [b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_broken_settings_cost_no_picture(tmp_path: Path, text: bytes) -> None:
    path = saved(tmp_path)
    opened = load_project(repacked(path, lambda members: members.update({"project.json": text})))
    assert any("settings" in sentence for sentence in opened.lost)
    assert np.array_equal(opened.document.stylized.pixels, worked_on().stylized.pixels)
    assert np.array_equal(opened.document.mask, worked_on().mask)
    assert opened.document.transfer_params == TransferParams()


@pytest.mark.parametrize("kept", [0.35, 0.6, 0.9, 0.995])
def test_a_file_that_was_cut_off_opens_as_far_as_it_goes(tmp_path: Path, kept: float) -> None:
    path = saved(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    opened = load_project(path)
    assert "cut off" in opened.lost[0]
    assert opened.document.transfer_params == worked_on().transfer_params
    assert np.array_equal(opened.document.content.pixels, worked_on().content.pixels)


def test_settings_of_the_wrong_kind_fall_back_with_a_word(tmp_path: Path) -> None:
    path = with_values(
        saved(tmp_path),
        transfer={"strength": 9},
        proofs=[{"what": 1}, 5],
        content={"name": 5, "dpi": "many", "carriers": 7},
        style={"preset": "no-such-style"},
    )
    opened = load_project(path)
    assert opened.document.transfer_params == TransferParams()
    assert opened.document.content.name == "" and opened.document.content.dpi is None
    # The history knows of its repair by itself.
    assert opened.document.style is None and opened.document.proofs == worked_on().proofs
    assert sum("repair is lost" in sentence for sentence in opened.lost) == 1
    assert any("Strength" in sentence for sentence in opened.lost)
    assert any("no-such-style" in sentence for sentence in opened.lost)


def test_a_newer_project_opens_with_a_word(tmp_path: Path) -> None:
    opened = load_project(with_values(saved(tmp_path), schema=99, future={"a": 1}))
    assert len(opened.lost) == 1 and "newer version" in opened.lost[0]


def test_layers_of_another_size_are_left_out(tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["stylized/pixels.png"] = encode_pixels(noise((9, 9, 3), np.uint8, 1))
        members["mask.png"] = encode_pixels(noise((9, 9), np.uint8, 1))
        del members["stylized/alpha.png"]

    opened = load_project(repacked(saved(tmp_path), change))
    assert opened.document.stylized is None and not opened.document.mask.any()
    assert any("mask" in sentence for sentence in opened.lost)
    assert any("size" in sentence for sentence in opened.lost)


def test_a_layer_that_claims_to_be_huge_is_not_decoded() -> None:
    png = bytearray(encode_pixels(noise((4, 4, 3), np.uint8, 1)))
    png[16:24] = struct.pack(">II", 100_000, 100_000)
    with pytest.raises(UnreadableLayer, match="100000"):
        decode_pixels(bytes(png), 3)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (1, 1, 3)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_layers_lose_nothing(shape: tuple[int, ...], dtype: type) -> None:
    pixels = noise(shape, dtype, 2)
    channels = 1 if len(shape) == 2 else 3
    decoded = decode_pixels(encode_pixels(pixels), channels)
    assert decoded.dtype == dtype and np.array_equal(decoded, pixels)
    with pytest.raises(UnreadableLayer):
        decode_pixels(encode_pixels(pixels), 4 - channels)


def test_an_archive_tells_missing_from_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(pack({"first": b"1" * 50, "second": b"2" * 50})[:-150])
    archive = open_archive(path)
    assert archive.is_cut_off and archive.read("first") == b"1" * 50
    with pytest.raises(DamagedMember):
        archive.read("second")
    with pytest.raises(KeyError):
        archive.read("third")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.kintsugi"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("content/pixels.png", b"\0" * 50_000_000)
    with pytest.raises(ProjectError, match="too damaged"):
        load_project(path)


def test_nothing_but_pictures_json_and_blocks_is_written() -> None:
    names = set(project_members(worked_on()))
    assert {Path(name).suffix for name in names} == {".png", ".json", ".bin"}
