"""EXIF, XMP, resolution: what is carried from file to file, and what is not."""

from __future__ import annotations

import io
import logging
import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import ExifTags, Image

from engine.imaging.colour import adobe_rgb_profile, display_p3_profile, srgb_profile
from engine.imaging.exif import build_block, byte_order, clean_exif, read_directory, shrink_exif
from engine.imaging.files import ExportOptions, decode_photo, read_photo, write_photo
from engine.imaging.photo import Photo

MAKER_NOTE = b"MakerNote\0" + bytes(range(256))
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:Description dc:title="T\xc3\xa4nze" tiff:Orientation="6"'
    b' exif:PixelXDimension="72" xmp:Rating="4">'
    b"<tiff:Orientation> 6 </tiff:Orientation><xmp:Thumbnails><rdf:Alt>AAAA</rdf:Alt>"
    b"</xmp:Thumbnails><dc:creator>Me</dc:creator></rdf:Description></x:xmpmeta>"
    b'<?xpacket end="w"?>'
)


def exif_block(order: str = ">", orientation: int = 6, adobe: bool = False) -> bytes:
    """A camera's EXIF with maker note, GPS, interoperability and a thumbnail."""
    exif = Image.Exif()
    exif.endian = order
    exif[271], exif[272], exif[33432], exif[274] = "Kamera", "K-1", "Ich", orientation
    exif[282], exif[283], exif[296] = 240.0, 240.0, 2
    details = exif.get_ifd(34665)
    details[33437], details[36867] = 2.8, "2024:05:06 07:08:09"
    details[40962], details[40963], details[40961] = 4000, 3000, 65535 if adobe else 1
    details[37500] = MAKER_NOTE
    details[40965] = {1: "R03" if adobe else "R98"}
    exif.get_ifd(34853)[1] = "N"
    exif.get_ifd(34853)[2] = (52.0, 30.0, 1.5)
    block = exif.tobytes()[6:]
    return with_thumbnail(block)


def with_thumbnail(block: bytes) -> bytes:
    order = byte_order(block)
    directory = read_directory(block)
    thumbnail = b"\xff\xd8THUMBNAIL\xff\xd9"
    start = len(block)
    ifd = struct.pack(order + "H", 2)
    ifd += struct.pack(order + "HHII", 513, 4, 1, start + 30)
    ifd += struct.pack(order + "HHII", 514, 4, 1, len(thumbnail))
    ifd += struct.pack(order + "I", 0)
    linked = bytearray(block)
    struct.pack_into(order + "I", linked, directory.next_position, start)
    return bytes(linked) + ifd + thumbnail


def pillow_exif(block: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif.load(b"Exif\0\0" + block)
    return exif


def assert_complete(block: bytes, width: int, height: int) -> None:
    """Every field of `exif_block` is there, as an independent reader (Pillow) sees it."""
    exif = pillow_exif(block)
    assert (exif[271], exif[272], exif[33432]) == ("Kamera", "K-1", "Ich")
    assert 274 not in exif
    details = exif.get_ifd(34665)
    assert details[33437] == pytest.approx(2.8)
    assert details[36867] == "2024:05:06 07:08:09"
    assert details[37500] == MAKER_NOTE
    assert (details[40962], details[40963]) == (width, height)
    assert exif.get_ifd(34853) == {1: "N", 2: (52.0, 30.0, 1.5)}
    assert exif.get_ifd(40965)[1] == "R98"
    assert not exif.get_ifd(ExifTags.IFD.IFD1)
    assert b"THUMBNAIL" not in block


def picture() -> np.ndarray:
    y, x = np.mgrid[:48, :72]
    return np.stack([y * 5, x * 3, x + y], axis=-1).astype(np.uint8)


# --- cleaning -----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["<", ">"])
def test_cleaning_takes_orientation_and_thumbnail_and_moves_nothing(order: str) -> None:
    block = exif_block(order)
    assert pillow_exif(block).get_ifd(ExifTags.IFD.IFD1)[513] > 0
    cleaned, orientation = clean_exif(b"Exif\0\0" + block)
    assert orientation == 6
    assert_complete(cleaned, 4000, 3000)
    # Maker notes hold offsets: they must stay exactly where they were.
    assert cleaned.index(MAKER_NOTE) == block.index(MAKER_NOTE)
    assert clean_exif(cleaned) == (cleaned, None)


def test_a_thumbnail_in_the_middle_is_erased_in_place() -> None:
    block = exif_block() + b"MAKER DATA BEHIND THE THUMBNAIL"
    cleaned, _ = clean_exif(block)
    assert len(cleaned) == len(block) and b"THUMBNAIL\xff" not in cleaned
    assert cleaned.endswith(b"MAKER DATA BEHIND THE THUMBNAIL")


@pytest.mark.parametrize(
    "block", [b"", b"junk", b"II*\0", b"MM\0*\0\0\0\x08\xff\xff", b"II*\0\xff" * 4]
)
def test_a_broken_block_is_dropped(block: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert clean_exif(block) == (None, None)


def test_every_truncation_of_a_block_is_survived() -> None:
    block = exif_block()
    for length in range(0, len(block), 3):
        cleaned, _ = clean_exif(block[:length])
        assert cleaned is None or cleaned[:2] == b"MM"


def test_taking_apart_and_putting_together_loses_nothing() -> None:
    for order in "<>":
        cleaned, _ = clean_exif(exif_block(order))
        rebuilt = build_block(read_directory(cleaned), order)
        assert_complete(rebuilt, 4000, 3000)


def test_a_block_too_long_loses_its_maker_note_first(caplog: pytest.LogCaptureFixture) -> None:
    block, _ = clean_exif(exif_block())
    with caplog.at_level(logging.WARNING):
        smaller = shrink_exif(block, len(block) - 1)
    assert len(smaller) < len(block) and "maker notes" in caplog.text
    exif = pillow_exif(smaller)
    assert exif[271] == "Kamera" and 37500 not in exif.get_ifd(34665)
    assert shrink_exif(block, 20) is None


# --- from file to file --------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".heic", ".avif"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_metadata_survives_every_container_and_a_second_trip(
    tmp_path: Path, suffix: str, order: str
) -> None:
    file = io.BytesIO()
    Image.fromarray(picture()).save(
        file, "JPEG", exif=b"Exif\0\0" + exif_block(order), xmp=XMP, dpi=(240, 240),
        icc_profile=display_p3_profile(),
    )  # fmt: skip
    photo = decode_photo(file.getvalue(), "camera.jpg")
    assert photo.hw == (72, 48)
    for trip in range(2):
        path = tmp_path / f"{trip}{suffix}"
        write_photo(photo, path)
        photo = read_photo(path)
        assert photo.hw == (72, 48)
        assert_complete(photo.exif, 48, 72)
        assert photo.icc == display_p3_profile()
        assert photo.dpi == (240, 240)
        assert b"T\xc3\xa4nze" in photo.xmp and b"<dc:creator>Me</dc:creator>" in photo.xmp
        assert b'xmp:Rating="4"' in photo.xmp
        for gone in (b"Orientation", b"Thumbnails", b"PixelXDimension"):
            assert gone not in photo.xmp


def test_jpeg_to_jpeg_carries_the_bytes_verbatim(tmp_path: Path) -> None:
    block, _ = clean_exif(exif_block())
    write_photo(Photo(picture(), exif=block), tmp_path / "a.jpg")
    again = read_photo(tmp_path / "a.jpg").exif
    assert len(again) == len(block)
    assert sum(a != b for a, b in zip(again, block, strict=True)) <= 8  # the two sizes


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiff_metadata_lies_in_proper_directories(tmp_path: Path, dtype: type) -> None:
    block, _ = clean_exif(exif_block())
    write_photo(
        Photo(
            picture().astype(dtype), exif=block, xmp=XMP, icc=adobe_rgb_profile(), dpi=(300, 200)
        ),
        tmp_path / "a.tif",
    )
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        tags = file.pages.first.tags
        assert tags["Make"].value == "Kamera"
        assert tags["ExifTag"].value["MakerNote"] == MAKER_NOTE
        assert tags["GPSTag"].value["GPSLatitudeRef"] == "N"
        assert tags["XResolution"].value == (300, 1) and tags["YResolution"].value == (200, 1)
        assert bytes(tags["XMP"].value) == XMP
        assert bytes(tags["InterColorProfile"].value) == adobe_rgb_profile()
        assert "Software" not in tags and "ImageDescription" not in tags
    with Image.open(tmp_path / "a.tif") as seen:
        assert seen.getexif().get_ifd(34665)[36867] == "2024:05:06 07:08:09"


def test_metadata_can_be_left_out(tmp_path: Path) -> None:
    block, _ = clean_exif(exif_block())
    for suffix in (".jpg", ".png", ".tif", ".webp"):
        write_photo(
            Photo(picture(), exif=block, xmp=XMP),
            tmp_path / f"a{suffix}",
            ExportOptions(keep_metadata=False),
        )
        data = (tmp_path / f"a{suffix}").read_bytes()
        assert b"Kamera" not in data and b"xmpmeta" not in data


def test_xmp_too_long_for_a_jpeg_is_left_out_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        write_photo(Photo(picture(), xmp=b"<x>" + b"y" * 70000), tmp_path / "a.jpg")
    assert read_photo(tmp_path / "a.jpg").xmp is None and "XMP" in caplog.text
    padded = b"<x:xmpmeta>z</x:xmpmeta>" + b" " * 70000 + b'<?xpacket end="w"?>'
    write_photo(Photo(picture(), xmp=padded), tmp_path / "a.jpg")
    assert read_photo(tmp_path / "a.jpg").xmp == b'<x:xmpmeta>z</x:xmpmeta>\n<?xpacket end="w"?>'


def test_imagemagick_s_way_to_put_exif_into_png() -> None:
    from PIL.PngImagePlugin import PngInfo

    block = b"Exif\0\0" + exif_block(orientation=1)
    info = PngInfo()
    info.add_text("Raw profile type exif", f"\nexif\n{len(block):8d}\n{block.hex()}\n", zip=True)
    file = io.BytesIO()
    Image.fromarray(picture()).save(file, "PNG", pnginfo=info)
    assert_complete(decode_photo(file.getvalue(), "m.png").exif, 4000, 3000)


def test_a_long_text_in_a_png_is_no_obstacle() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "<x>" + "y" * (3 << 20), zip=True)
    info.add_text("Comment", "z" * (3 << 20), zip=True)
    file = io.BytesIO()
    Image.fromarray(picture()).save(file, "PNG", pnginfo=info)
    assert len(decode_photo(file.getvalue(), "long.png").xmp) > 3 << 20


# --- colour marks -------------------------------------------------------------------------------


def test_a_camera_s_adobe_rgb_mark_is_honoured_and_undone_where_it_would_lie(
    tmp_path: Path,
) -> None:
    file = io.BytesIO()
    Image.fromarray(picture()).save(file, "JPEG", exif=b"Exif\0\0" + exif_block(adobe=True))
    photo = decode_photo(file.getvalue(), "camera.jpg")
    assert photo.icc == adobe_rgb_profile()
    write_photo(photo, tmp_path / "a.jpg", ExportOptions(keep_profile=False))
    again = read_photo(tmp_path / "a.jpg")
    assert again.icc is None
    assert pillow_exif(again.exif).get_ifd(40965)[1] == "R98"
    assert pillow_exif(again.exif).get_ifd(34665)[40961] == 1


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".heic", ".avif"])
def test_profiles_are_written_back(tmp_path: Path, suffix: str) -> None:
    for icc in (adobe_rgb_profile(), srgb_profile(), None):
        write_photo(Photo(picture(), icc=icc), tmp_path / f"a{suffix}")
        assert read_photo(tmp_path / f"a{suffix}").icc == icc
