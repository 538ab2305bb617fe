"""XMP packets: kept as they are, but for what baking the orientation made untrue."""

from __future__ import annotations

import re

_ORIENTATION = ("tiff:Orientation",)
_SIZES = ("tiff:ImageWidth", "tiff:ImageLength", "exif:PixelXDimension", "exif:PixelYDimension")
# Thumbnails show the old picture; extended XMP lies in JPEG segments that are not carried.
_ALWAYS_STALE = ("xmp:Thumbnails", "xap:Thumbnails", "xmpNote:HasExtendedXMP")

_ORIENTATION_VALUE = re.compile(rb"tiff:Orientation(?:\s*=\s*[\"']|\s*>\s*)([1-8])\b")
_PADDING = re.compile(rb"\s{64,}(?=<\?xpacket end)")


def normal_xmp(packet: bytes | str | None) -> bytes | None:
    """The packet as bytes without trailing zeros, None if there is nothing in it."""
    if isinstance(packet, str):
        packet = packet.encode("utf-8")
    packet = (packet or b"").rstrip(b"\0")
    return packet if packet.strip() else None


def xmp_orientation(packet: bytes | None) -> int:
    """The orientation 1..8 that a packet declares, 1 if none."""
    found = _ORIENTATION_VALUE.search(packet or b"")
    return int(found.group(1)) if found else 1


def clean_xmp(packet: bytes, transposed: bool) -> bytes:
    """Take orientation and thumbnails out of a packet, and the sizes too if they changed places."""
    return _without(packet, _ORIENTATION + _ALWAYS_STALE + (_SIZES if transposed else ()))


def shrink_xmp(packet: bytes, limit: int) -> bytes | None:
    """The packet if it is at most `limit` bytes, perhaps without its padding, else None."""
    if len(packet) > limit:
        packet = _PADDING.sub(b"\n", packet)
    return packet if len(packet) <= limit else None


def _without(packet: bytes, names: tuple[str, ...]) -> bytes:
    for name in names:
        tag = re.escape(name.encode("ascii"))
        packet = re.sub(rb"\s+" + tag + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", b"", packet)
        packet = re.sub(rb"<" + tag + rb"(\s[^>]*)?(/>|>.*?</" + tag + rb"\s*>)", b"", packet,
                        flags=re.DOTALL)  # fmt: skip
    return packet
