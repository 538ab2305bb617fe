"""Files that are broken, missing or lying, and writing that fails: one sentence each."""

from __future__ import annotations

import errno
import io
import os
import stat
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.errors import ImageFileError
from engine.imaging import containers
from engine.imaging.files import (
    WRITABLE_SUFFIXES,
    ExportOptions,
    atomic_write,
    check_target,
    decode_photo,
    read_photo,
    write_array,
    write_photo,
)
from engine.imaging.photo import Photo


def busy(bits: int = 8) -> np.ndarray:
    """Noise on a gradient: every part of the file matters."""
    rng = np.random.default_rng(9)
    dtype = np.uint8 if bits == 8 else np.uint16
    return rng.integers(0, np.iinfo(dtype).max, (60, 80, 3), dtype=dtype)


def sentence(error: ImageFileError) -> str:
    text = str(error)
    assert text.endswith(".") and "\n" not in text and "Traceback" not in text
    assert ":" in text  # what is wrong: what to do
    return text


def refusal(path: Path, **options: float) -> str:
    with pytest.raises(ImageFileError) as caught:
        read_photo(path, **options)
    return sentence(caught.value)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One good file of every format, 16-bit ones too."""
    folder = tmp_path_factory.mktemp("corpus")
    files = {}
    for suffix in (".jpg", ".png", ".tif", ".webp", ".bmp", ".heic", ".avif"):
        write_photo(Photo(busy()), folder / f"a{suffix}")
        files[suffix] = (folder / f"a{suffix}").read_bytes()
    for suffix in (".png", ".tif"):
        write_photo(Photo(busy(16)), folder / f"b{suffix}")
        files["16" + suffix] = (folder / f"b{suffix}").read_bytes()
    gif = io.BytesIO()
    Image.fromarray(busy()).quantize(64).save(gif, "GIF")
    files[".gif"] = gif.getvalue()
    return files


KINDS = [".jpg", ".png", ".tif", ".webp", ".bmp", ".heic", ".avif", "16.png", "16.tif", ".gif"]

# --- what cannot be read --------------------------------------------------------------------------


def test_each_failure_has_a_sentence_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.jpg").write_text("Dear diary, today I was not a picture.")
    (tmp_path / "layers.psd").write_bytes(b"8BPS\0\1" + bytes(40))
    (tmp_path / "paper.png").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "film.heic").write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64))
    (tmp_path / "drawing.svg").write_text("<?xml version='1.0'?><svg/>")
    (tmp_path / "raw.nef").write_bytes(b"MM\0*" + bytes(200))
    (tmp_path / "next.jxl").write_bytes(b"\xff\x0a" + bytes(50))
    sentences = [
        refusal(tmp_path / name)
        for name in ("missing.jpg", "", "empty.jpg", "text.jpg", "layers.psd", "paper.png",
                     "film.heic", "drawing.svg", "raw.nef", "next.jxl")
    ]  # fmt: skip
    assert len(set(sentences)) == len(sentences)
    for part, text in zip(
        ["no file", "folder", "empty", "not a picture", "Photoshop", "PDF", "video", "SVG", "raw",
         "JPEG XL"],
        sentences,
        strict=True,
    ):  # fmt: skip
        assert part in text
    assert "no file" in refusal(tmp_path / "text.jpg" / "inside.jpg")
    assert "too long" in refusal(tmp_path / ("n" * 300 + ".jpg"))
    assert "possible" in refusal(tmp_path / "a\0b.jpg")


def test_a_camera_raw_file_that_looks_like_a_tiff_is_not_opened_as_its_preview() -> None:
    file = io.BytesIO()
    tifffile.imwrite(file, busy(), photometric="rgb", extratags=[(50706, 1, 4, b"\1\4\0\0", True)])
    with pytest.raises(ImageFileError, match="raw"):
        decode_photo(file.getvalue(), "p.tif")
    file = io.BytesIO()
    pattern = [(33421, 3, 2, (2, 2), True), (33422, 1, 4, b"\0\1\1\2", True)]
    tifffile.imwrite(file, busy(16)[..., 0], photometric="cfa", extratags=pattern)
    with pytest.raises(ImageFileError, match="raw"):
        decode_photo(file.getvalue(), "p.tif")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.jpg")
    assert "pipe" in refusal(tmp_path / "p.jpg")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # as root nothing is forbidden
    assert "may not be read" in refusal(tmp_path / "a.jpg")


@pytest.mark.parametrize("kind", KINDS)
def test_truncated_files_are_refused_at_every_length(corpus: dict[str, bytes], kind: str) -> None:
    data = corpus[kind]
    for share in (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99):
        part = data[: max(int(len(data) * share), 1)]
        with pytest.raises(ImageFileError) as caught:
            decode_photo(part, "part")
        sentence(caught.value)
    assert decode_photo(data, "whole").hw == (60, 80)


@pytest.mark.parametrize("kind", [".jpg", ".png", "16.png", ".tif", "16.tif", ".webp", ".heic"])
def test_a_truncated_file_is_called_truncated(corpus: dict[str, bytes], kind: str) -> None:
    with pytest.raises(ImageFileError, match="ends too early"):
        decode_photo(corpus[kind][: len(corpus[kind]) * 2 // 3], "part")


@pytest.mark.parametrize("kind", KINDS)
def test_scrambled_files_open_or_say_so(corpus: dict[str, bytes], kind: str) -> None:
    rng = np.random.default_rng(abs(zlib.crc32(kind.encode())))
    for _ in range(25):
        data = bytearray(corpus[kind])
        for position in rng.integers(4, min(len(data), 400), 6):
            data[position] = int(rng.integers(0, 256))
        try:
            photo = decode_photo(bytes(data), "scrambled", max_megapixels=4)
        except ImageFileError as error:
            sentence(error)
        else:
            assert photo.pixels.size


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_suffix_does_not_matter(
    corpus: dict[str, bytes], kind: str, tmp_path: Path
) -> None:
    expected = decode_photo(corpus[kind], "a")
    for suffix in (".jpg", ".png", ".tiff", ".txt", ""):
        path = tmp_path / f"renamed{suffix}"
        path.write_bytes(corpus[kind])
        np.testing.assert_array_equal(read_photo(path).pixels, expected.pixels)


def test_a_format_behind_the_right_magic_only(tmp_path: Path) -> None:
    for magic in (
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"II*\0\x08\0\0\0",
        b"BM" + bytes(12) + b"\x28",
        b"RIFF\xff\0\0\0WEBPVP8 ",
        b"GIF89a",
        b"\0\0\0\x18ftypheic",
    ):
        path = tmp_path / "a.jpg"
        path.write_bytes(magic + b"garbage " * 40)
        assert "garbage" not in refusal(path)


# --- bombs --------------------------------------------------------------------------------------


def bomb_png(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + containers.png_chunk(b"IHDR", header)
        + containers.png_chunk(b"IDAT", zlib.compress(bytes(1000)))
        + containers.png_chunk(b"IEND", b"")
    )


def with_size(data: bytes, find: bytes, offset: int, layout: str, side: int) -> bytes:
    patched = bytearray(data)
    struct.pack_into(layout, patched, data.index(find) + offset, side, side)
    return bytes(patched)


def test_bombs_are_refused_before_decoding(
    corpus: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("pixels were decoded")

    import imagecodecs

    monkeypatch.setattr(Image.Image, "load", never)
    monkeypatch.setattr(imagecodecs, "png_decode", never)
    monkeypatch.setattr(tifffile.TiffPage, "asarray", never)
    bombs = {
        "png": bomb_png(60000),
        "jpg": with_size(corpus[".jpg"], b"\xff\xc0", 5, ">HH", 65000),
        "bmp": with_size(corpus[".bmp"], b"BM", 18, "<ii", 50000),
        "gif": with_size(corpus[".gif"], b"GIF8", 6, "<HH", 65000),
        "tif": tiff_bomb(),
    }
    for name, data in bombs.items():
        with pytest.raises(ImageFileError, match="megapixels") as caught:
            decode_photo(data, f"bomb.{name}")
        sentence(caught.value)


def tiff_bomb() -> bytes:
    fields = [(256, 4, 1, 100000), (257, 4, 1, 100000), (258, 3, 1, 8), (259, 3, 1, 1),
              (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 100000),
              (279, 4, 1, 4)]  # fmt: skip
    table = b"".join(struct.pack("<HHII", *field) for field in fields)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(fields)) + table + bytes(4)


def test_the_limit_can_be_chosen(corpus: dict[str, bytes]) -> None:
    for kind in KINDS:
        with pytest.raises(ImageFileError, match="megapixels"):
            decode_photo(corpus[kind], kind, max_megapixels=0.004)
        assert decode_photo(corpus[kind], kind, max_megapixels=0.0048).hw == (60, 80)


def test_a_bomb_inside_the_metadata_stays_packed(corpus: dict[str, bytes]) -> None:
    huge = zlib.compress(bytes(200 << 20), 9)
    chunk = containers.png_chunk(b"iCCP", b"icc\0\0" + huge)
    data = corpus["16.png"][:33] + chunk + corpus["16.png"][33:]
    assert decode_photo(data, "a.png").icc is None


# --- what cannot be written -----------------------------------------------------------------------


def fail(number: int) -> Callable[..., None]:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
@pytest.mark.parametrize(
    ("number", "part"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "may not write"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "check the disk"),
    ],
)
@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_the_old_file_stays_whatever_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, part: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    write_photo(Photo(busy()), path)
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail(number))
        with pytest.raises(ImageFileError, match=part) as caught:
            write_photo(Photo(255 - busy()), path)
        assert sentence(caught.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            atomic_write(tmp_path / "a.bin", b"content")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_synced_after_the_replacement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def replaced(source: Path, target: Path) -> None:
        assert source.parent == target.parent
        order.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    atomic_write(tmp_path / "a.bin", b"content")
    assert (tmp_path / "a.bin").read_bytes() == b"content"
    assert order[:2] == ["file", "replace"]
    if sys.platform != "win32":
        assert order == ["file", "replace", "folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    previous = os.umask(0o027)
    try:
        atomic_write(tmp_path / "new.bin", b"1")
    finally:
        os.umask(previous)
    assert stat.S_IMODE((tmp_path / "new.bin").stat().st_mode) == 0o640
    (tmp_path / "new.bin").chmod(0o604)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "link.bin").symlink_to("../new.bin")
    atomic_write(tmp_path / "sub" / "link.bin", b"2")
    assert (tmp_path / "sub" / "link.bin").is_symlink()
    assert (tmp_path / "new.bin").read_bytes() == b"2"
    assert stat.S_IMODE((tmp_path / "new.bin").stat().st_mode) == 0o604


def test_impossible_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = Photo(busy())
    (tmp_path / "folder.png").mkdir()
    targets = {
        tmp_path / "folder.png": "is a folder",
        tmp_path / "nowhere" / "a.png": "does not exist",
        tmp_path / ("n" * 300 + ".png"): "too long",
        tmp_path / "a.gif": "no format that can be written",
        tmp_path / "a": "no suffix",
    }
    for path, part in targets.items():
        with pytest.raises(ImageFileError, match=part) as caught:
            write_photo(photo, path)
        sentence(caught.value)
    with pytest.raises(ImageFileError, match="does not exist"):
        write_array(tmp_path / "nowhere" / "a.png", busy()[..., 0])
    (tmp_path / "locked.png").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # as root everything is writable
    with pytest.raises(ImageFileError, match="write-protected"):
        write_photo(photo, tmp_path / "locked.png")
    assert (tmp_path / "locked.png").read_bytes() == b"old"
    with pytest.raises(ImageFileError, match="may not write to the folder") as caught:
        check_target(tmp_path / "new.png")
    sentence(caught.value)


def test_pictures_too_large_for_a_format_name_another(tmp_path: Path) -> None:
    long = Photo(np.zeros((1, 70000, 3), np.uint8))
    for suffix in (".jpg", ".webp", ".avif", ".heic", ".bmp"):
        with pytest.raises(ImageFileError, match="export it as TIFF or PNG"):
            write_photo(long, tmp_path / f"a{suffix}")
    for suffix in (".png", ".tif"):
        write_photo(long, tmp_path / f"a{suffix}")
        assert read_photo(tmp_path / f"a{suffix}").hw == (1, 70000)


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
@pytest.mark.parametrize("hw", [(1, 1), (1, 7), (33, 1), (3, 5)])
def test_tiny_pictures(tmp_path: Path, suffix: str, hw: tuple[int, int]) -> None:
    write_photo(Photo(np.full((*hw, 3), 90, np.uint8)), tmp_path / f"a{suffix}")
    again = read_photo(tmp_path / f"a{suffix}")
    assert again.hw == hw and np.abs(again.pixels.astype(int) - 90).max() < 8


def test_very_noisy_pictures_fit_a_jpeg(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (400, 500, 3), dtype=np.uint8)
    for quality in (50, 89, 90, 92, 95, 100):
        write_photo(Photo(noise), tmp_path / "a.jpg", ExportOptions(quality=quality))
        assert read_photo(tmp_path / "a.jpg").hw == (400, 500)
