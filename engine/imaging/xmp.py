"""XMP packets: kept as they are, but for what baking the orientation made untrue."""

from __future__ import annotations

import re

_RDF = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ORIENTATION = ("tiff:Orientation",)
_SIZES = ("tiff:ImageWidth", "tiff:ImageLength", "exif:PixelXDimension", "exif:PixelYDimension")
# Thumbnails show the old picture; extended XMP lies in JPEG segments that are not carried.
_ALWAYS_STALE = ("xmp:Thumbnails", "xap:Thumbnails", "xmpNote:HasExtendedXMP")

_ORIENTATION_VALUE = re.compile(rb"tiff:Orientation(?:\s*=\s*[\"']|\s*>\s*)([1-8])\b")
_RDF_END = re.compile(rb"</[\w.-]+:RDF\s*>")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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


def escape_text(text: str) -> str:
    """A text as the content of an XML element; characters that XML cannot hold are left out."""
    text = _NOT_IN_XML.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def add_description(packet: bytes | None, properties: str, namespace: str) -> bytes | None:
    """The packet with a description of its own in `namespace`, in place of an older one.

    properties: XML of the description's inside, which writes the namespace as `kintsugi` and RDF as
    `rdf`. Without a packet a new one is made. None where the packet has no RDF to add to.
    """
    block = (
        f'<rdf:Description xmlns:rdf="{_RDF.decode()}" rdf:about="" '
        f'xmlns:kintsugi="{namespace}">{properties}</rdf:Description>'
    ).encode()
    if packet is None:
        return (
            b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="' + _RDF + b'">\n'
            + block + b'\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
        )  # fmt: skip
    older = (
        rb'<rdf:Description xmlns:rdf="[^"]*" rdf:about="" xmlns:kintsugi="'
        + re.escape(namespace.encode())
        + rb'">.*?</rdf:Description>\s*'
    )
    packet = re.sub(older, b"", packet, flags=re.DOTALL)
    ends = list(_RDF_END.finditer(packet))
    if not ends:
        return None
    last = ends[-1].start()
    return packet[:last] + block + b"\n" + packet[last:]
