"""Which kind of file bytes are, by their content; and whether they are all there."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from engine.errors import ImageFileError

READABLE_SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".tif", ".tiff", ".webp", ".bmp", ".dib",
    ".heic", ".heif", ".hif", ".avif", ".gif",
)  # fmt: skip

FORMAT_OF_SUFFIX = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".png": "PNG",
    ".tif": "TIFF", ".tiff": "TIFF", ".webp": "WebP", ".bmp": "BMP",
    ".heic": "HEIC", ".heif": "HEIC", ".avif": "AVIF",
}  # fmt: skip
WRITABLE_SUFFIXES = tuple(FORMAT_OF_SUFFIX)

# How many leading bytes `sniff` wants to see.
SNIFF_BYTES = 4096

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}

_RAW_SUFFIXES = (".dng", ".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw", ".sr2", ".raf", ".rw2",
                 ".orf", ".pef", ".srw", ".3fr", ".iiq", ".rwl", ".x3f")  # fmt: skip

# Recognised only to say what they are.
_FOREIGN_MAGIC = (
    (b"8BPS", "a Photoshop document"),
    (b"8BPB", "a Photoshop document"),
    (b"gimp xcf", "a GIMP document"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"v/1\x01", "an OpenEXR picture"),
    (b"#?RADIANCE", "a Radiance HDR picture"),
    (b"FUJIFILMCCD-RAW", "a camera raw file"),
    (b"IIRO", "a camera raw file"),
    (b"IIU\0", "a camera raw file"),
    (b"FOVb", "a camera raw file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1aE\xdf\xa3", "a video"),
)


def sniff(head: bytes, name: str) -> str:
    """The format of a file from its first bytes: "JPEG", "PNG", "TIFF", "WebP", "BMP", ...

    Raises ImageFileError with a sentence that says what the file is instead, where that is known.
    """
    if not head:
        raise ImageFileError(f"“{name}” is empty (0 bytes): copy it again from its source.")
    if name.lower().endswith(_RAW_SUFFIXES) and not _is_plain_picture(head):
        raise _foreign(name, "a camera raw file", "develop it to a 16-bit TIFF first")
    if head[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        if head[8:10] == b"CR":
            raise _foreign(name, "a camera raw file", "develop it to a 16-bit TIFF first")
        return "TIFF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head[4:8] == b"ftyp":
        return _sniff_boxes(head, name)
    if head[:2] == b"BM" and len(head) > 18 and head[14] in (12, 40, 52, 56, 64, 108, 124):
        return "BMP"
    for magic, what in _FOREIGN_MAGIC:
        if head.startswith(magic):
            raise _foreign(name, what)
    if b"<svg" in head[:1024].lower():
        raise _foreign(name, "an SVG drawing", "export it as PNG first")
    raise ImageFileError(
        f"“{name}” is not a picture, whatever its name says: choose a JPEG, PNG, TIFF, WebP, BMP, "
        "HEIC, AVIF or GIF file."
    )


def _is_plain_picture(head: bytes) -> bool:
    return head[:3] == b"\xff\xd8\xff" or head[:4] == b"\x89PNG"


def _sniff_boxes(head: bytes, name: str) -> str:
    size = min(struct.unpack_from(">I", head)[0], len(head))
    brands = {head[8:12]} | {head[i : i + 4] for i in range(16, size - 3, 4)}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIC_BRANDS:
        return "HEIC"
    if b"crx " in brands:
        raise _foreign(name, "a camera raw file", "develop it to a 16-bit TIFF first")
    if brands & {b"mif1", b"msf1"}:
        return "HEIC"
    raise _foreign(name, "a video", "save one of its frames as a picture first")


def _foreign(
    name: str, what: str, advice: str = "export it as TIFF or PNG first"
) -> ImageFileError:
    return ImageFileError(f"“{name}” is {what}, which cannot be opened here: {advice}.")


def incomplete(name: str) -> ImageFileError:
    """The error for a file whose end is missing."""
    return ImageFileError(
        f"“{name}” ends too early, part of the picture is missing: copy it again from its source."
    )


def damaged(name: str, container: str) -> ImageFileError:
    """The error for a file whose content cannot be decoded."""
    return ImageFileError(
        f"“{name}” is a damaged {container} file and cannot be decoded: "
        "use another copy, or open it in another program and save it anew."
    )


def check_size(width: int, height: int, name: str, max_megapixels: float) -> None:
    """Refuse a picture that declares more pixels than allowed, before any of them is decoded."""
    if width < 1 or height < 1:
        raise damaged(name, "picture")
    megapixels = width * height / 1e6
    if megapixels > max_megapixels:
        raise ImageFileError(
            f"“{name}” claims to be {width} × {height} pixels ({megapixels:,.0f} megapixels), more "
            f"than the {max_megapixels:,.0f} megapixels that are opened: make it smaller first."
        )


def check_complete(data: bytes, container: str, name: str) -> None:
    """Refuse a file that is shorter than its own structure says (PNG, WebP, HEIC, AVIF)."""
    if container == "PNG":
        if not any(kind == b"IEND" for kind, _ in png_chunks(data)):
            raise incomplete(name)
    elif container == "WebP":
        if len(data) < 12 or struct.unpack_from("<I", data, 4)[0] + 8 > len(data):
            raise incomplete(name)
    elif container in ("HEIC", "AVIF"):
        _check_boxes(data, name)


def _check_boxes(data: bytes, name: str) -> None:
    position = 0
    while position + 8 <= len(data):
        size = struct.unpack_from(">I", data, position)[0]
        if size == 1 and position + 16 <= len(data):
            size = struct.unpack_from(">Q", data, position + 8)[0]
        elif size == 0:  # the last box may reach to the end of the file
            return
        if size < 8:
            raise damaged(name, "HEIC or AVIF")
        position += size
    if position > len(data):
        raise incomplete(name)


# --- PNG chunks ---------------------------------------------------------------------------------


def png_chunks(data: bytes) -> Iterator[tuple[bytes, slice]]:
    """Walk the chunks of a PNG file as (type, where the content lies); ends where one is cut."""
    position = 8
    while position + 12 <= len(data):
        length = struct.unpack_from(">I", data, position)[0]
        kind = data[position + 4 : position + 8]
        stop = position + 8 + length
        if stop + 4 > len(data):
            return
        yield kind, slice(position + 8, stop)
        if kind == b"IEND":
            return
        position = stop + 4


def png_without_metadata(data: bytes) -> bytes:
    """The file without texts, EXIF and profile, which Pillow refuses to read beyond 1 MB."""
    parts = [data[:8]]
    for kind, where in png_chunks(data):
        if kind not in (b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"eXIf"):
            parts.append(data[where.start - 8 : where.stop + 4])
    return b"".join(parts)


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """One PNG chunk, with length and checksum."""
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def inflate(packed: bytes, limit: int = 64 << 20) -> bytes | None:
    """Decompress a zlib stream of at most `limit` bytes; None if it is broken or longer."""
    machine = zlib.decompressobj()
    try:
        content = machine.decompress(packed, limit)
    except zlib.error:
        return None
    return content if machine.eof else None


def deflate(content: bytes) -> bytes:
    """A zlib stream, as PNG chunks hold them."""
    return zlib.compress(content, 9)
