"""EXIF blocks: cleaned, corrected and carried from one container to another.

An EXIF block is a small TIFF file.  Wherever it can be carried as it is, its bytes are kept and
single values are corrected in place: maker notes hold offsets of their own and survive only where
nothing moves.  Only TIFF files (whose EXIF is scattered over their own directories) and blocks that
are too long for a JPEG are taken apart and put together again.

Tag numbers and layout: CIPA DC-008 (Exif 2.32) and TIFF 6.0.
"""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass, field

_log = logging.getLogger(__name__)

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_INTEGER_CODES = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_BIG_SIZES = _SIZES | {16: 8, 17: 8, 18: 8}

_CLASSIC, _BIG = 42, 43  # the number behind the byte order of a TIFF and of a BigTIFF
ORIENTATION = 274
EXIF_IFD = 34665
GPS_IFD = 34853
_INTEROP_IFD = 40965
_MAKER_NOTE = 37500
_THUMBNAIL_OFFSET, _THUMBNAIL_LENGTH = 513, 514
_WIDTH_TAGS, _HEIGHT_TAGS = (256, 40962), (257, 40963)
_COLOUR_SPACE = 40961
_INTEROP_INDEX = 1
_RESOLUTION_UNIT = 296
_POINTERS = (EXIF_IFD, GPS_IFD, _INTEROP_IFD)

# Tags of a TIFF's first directory that say how its own pixels are stored, or carry what a Photo
# holds elsewhere (resolution, XMP 700, ICC 34675) or what no longer fits (Photoshop's layers 37724
# and resources 34377, sub-images 330); everything else describes the picture and is kept.
STRUCTURAL_TAGS = frozenset(
    [
        *range(254, 269), ORIENTATION, *range(273, 285), *range(288, 294), 296, 297, 301, 317,
        *range(320, 348), 351, 400, *range(512, 522), *range(529, 533), 559, 700, 32781,
        *range(32995, 32999), 33421, 33422, 33550, 33922, 34264, 34377, 34675,
        *range(34735, 34738), 37724, *range(50706, 50780), 50838, 50839,
    ]
)  # fmt: skip


class _Malformed(ValueError):
    """The block cannot be read as TIFF."""


@dataclass
class Entry:
    """One field of a directory; `value` is raw, in the byte order of its block."""

    tag: int
    kind: int
    count: int
    value: bytes
    position: int = 0  # where `value` lies in the block it was read from


@dataclass
class Directory:
    """An IFD: its fields, the directories that its pointers lead to, and the next one's offset."""

    entries: dict[int, Entry] = field(default_factory=dict)
    children: dict[int, Directory] = field(default_factory=dict)
    next_offset: int = 0
    next_position: int = 0


# --- reading ------------------------------------------------------------------------------------


def strip_prefix(block: bytes) -> bytes:
    """The block without the "Exif\\0\\0" that JPEG and some WebP files put before it."""
    return block[6:] if block[:6] == b"Exif\0\0" else block


def byte_order(block: bytes) -> str:
    """struct's character for the block's byte order: "<" or ">"; raises ValueError if neither."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        raise _Malformed("no byte order")
    return order


def read_directory(block: bytes) -> Directory:
    """Read the first directory and the EXIF, GPS and interoperability ones below it.

    Understands BigTIFF too.  Fields that point outside the block are left out.  Raises ValueError
    if there is no directory at all.
    """
    order = byte_order(block)
    try:
        (magic,) = struct.unpack_from(order + "H", block, 2)
        if magic == _CLASSIC:
            (offset,) = struct.unpack_from(order + "I", block, 4)
        elif magic == _BIG:
            (offset,) = struct.unpack_from(order + "Q", block, 8)
        else:
            raise _Malformed("not a TIFF structure")
        return _read_directory(block, offset, order, magic == _BIG, depth=0)
    except struct.error as error:
        raise _Malformed(str(error)) from error


def _read_directory(block: bytes, offset: int, order: str, big: bool, depth: int) -> Directory:
    count_format, entry_size, word = ("Q", 20, "Q") if big else ("H", 12, "I")
    (count,) = struct.unpack_from(order + count_format, block, offset)
    start = offset + struct.calcsize(count_format)
    if count > 4096:
        raise _Malformed("absurd number of fields")
    directory = Directory()
    for position in range(start, start + count * entry_size, entry_size):
        entry = _read_entry(block, position, order, word)
        if entry is None:
            continue
        directory.entries[entry.tag] = entry
        if entry.tag in _POINTERS and depth < 2:
            try:
                pointer = entry_number(entry, order)
                child = _read_directory(block, pointer, order, big, depth + 1)
            except (struct.error, _Malformed):
                continue
            directory.children[entry.tag] = child
    directory.next_position = start + count * entry_size
    if directory.next_position + struct.calcsize(word) <= len(block):
        (directory.next_offset,) = struct.unpack_from(order + word, block, directory.next_position)
    return directory


def _read_entry(block: bytes, position: int, order: str, word: str) -> Entry | None:
    tag, kind, count = struct.unpack_from(order + "HH" + word, block, position)
    size = _BIG_SIZES.get(kind, 0) * count
    inline = struct.calcsize(word)
    value_position = position + 4 + inline
    if size > inline:
        (value_position,) = struct.unpack_from(order + word, block, value_position)
    if size == 0 or value_position + size > len(block):
        return None
    return Entry(tag, kind, count, block[value_position : value_position + size], value_position)


def entry_number(entry: Entry, order: str) -> int:
    """The first value of an integer field; raises ValueError if it is none."""
    code = _INTEGER_CODES.get(entry.kind)
    if code is None:
        raise _Malformed(f"field {entry.tag} is no integer")
    return int(struct.unpack_from(order + code, entry.value)[0])


# --- cleaning and correcting in place -------------------------------------------------------------


def clean_exif(block: bytes | None) -> tuple[bytes | None, int | None]:
    """Take orientation and thumbnail out of an EXIF block; return (block, orientation).

    The orientation is 1..8, None if there is none; (None, None) if the block is unreadable.
    The thumbnail's directory is unlinked and its picture erased (cut off where it ends the
    block); apart from the table that held the orientation, every byte stays where it was.
    """
    if not block:
        return None, None
    block = strip_prefix(bytes(block))
    try:
        order = byte_order(block)
        directory = read_directory(block)
        # EXIF is a classic TIFF; the tables of a BigTIFF cannot be corrected as below.
        if struct.unpack_from(order + "H", block, 2)[0] != _CLASSIC:
            raise _Malformed("not a TIFF structure")
    except ValueError:
        _log.warning("The picture's EXIF block is broken and is dropped.")
        return None, None
    cleaned = bytearray(block)
    _drop_thumbnail(cleaned, directory, order)
    if ORIENTATION in directory.entries:
        _drop_entry(cleaned, ORIENTATION, order)
    is_empty = not directory.entries.keys() - {ORIENTATION}
    return None if is_empty else bytes(cleaned), orientation_of(directory, order)


def _drop_entry(block: bytearray, tag: int, order: str) -> None:
    """Take one field out of the first directory by moving up the rest of its table alone."""
    (offset,) = struct.unpack_from(order + "I", block, 4)
    (count,) = struct.unpack_from(order + "H", block, offset)
    table = range(offset + 2, offset + 2 + 12 * count, 12)
    stop = table.stop + 4 if table.stop + 4 <= len(block) else table.stop
    for position in table:
        if struct.unpack_from(order + "H", block, position)[0] == tag:
            block[position:stop] = block[position + 12 : stop] + bytes(12)
            struct.pack_into(order + "H", block, offset, count - 1)
            return


def orientation_of(directory: Directory, order: str) -> int | None:
    """The orientation 1..8 that a directory declares, None if none or nonsense."""
    entry = directory.entries.get(ORIENTATION)
    if entry is None or entry.kind not in _INTEGER_CODES:
        return None
    orientation = entry_number(entry, order)
    return orientation if 1 <= orientation <= 8 else None


def _drop_thumbnail(block: bytearray, directory: Directory, order: str) -> None:
    offset = directory.next_offset
    if offset == 0:
        return
    struct.pack_into(order + "I", block, directory.next_position, 0)
    try:
        thumbnail = _read_directory(bytes(block), offset, order, big=False, depth=2)
        start = entry_number(thumbnail.entries[_THUMBNAIL_OFFSET], order)
        length = entry_number(thumbnail.entries[_THUMBNAIL_LENGTH], order)
    except (struct.error, ValueError, KeyError):
        return
    stop = min(start + length, len(block))
    if start < 8 or any(a < stop and b > start for a, b in _used_ranges(directory)):
        return
    if len(block) - stop < 8:  # nothing but padding behind it
        del block[start:]
    else:
        block[start:stop] = bytes(stop - start)


def _used_ranges(directory: Directory) -> list[tuple[int, int]]:
    ranges = [(e.position, e.position + len(e.value)) for e in directory.entries.values()]
    ranges.append((directory.next_position - 12 * len(directory.entries), directory.next_position))
    for child in directory.children.values():
        ranges += _used_ranges(child)
    return ranges


def fit_exif(block: bytes, width: int, height: int, is_srgb: bool) -> bytes:
    """Correct what the block says about the pixels beside it: their size and colour space.

    Only fields that are there already are changed, in place.  With `is_srgb` an Adobe RGB mark
    (interoperability index R03) is undone, since no profile will be there to contradict it.
    """
    try:
        order = byte_order(block)
        directory = read_directory(block)
    except ValueError:
        return block
    fitted = bytearray(block)
    exif = directory.children.get(EXIF_IFD, Directory())
    for owner in (directory, exif):
        for tags, number in ((_WIDTH_TAGS, width), (_HEIGHT_TAGS, height)):
            for tag in tags:
                if tag in owner.entries:
                    _write_number(fitted, owner.entries[tag], number, order)
    if is_srgb:
        if _COLOUR_SPACE in exif.entries:
            _write_number(fitted, exif.entries[_COLOUR_SPACE], 1, order)
        index = _interop_index(exif)
        if index is not None and index.value[:3] == b"R03":
            fitted[index.position : index.position + 3] = b"R98"
    return bytes(fitted)


def says_adobe_rgb(block: bytes | None) -> bool:
    """Whether the camera marked its pixels as Adobe RGB (DCF 2.0: interoperability index R03).

    Cameras set to Adobe RGB write this mark and no ICC profile.
    """
    if not block:
        return False
    try:
        exif = read_directory(block).children.get(EXIF_IFD, Directory())
    except ValueError:
        return False
    index = _interop_index(exif)
    return index is not None and index.value[:3] == b"R03"


def dpi_of(block: bytes | None) -> tuple[float, float] | None:
    """The resolution (horizontal, vertical) in pixels per inch that a block declares."""
    try:
        order = byte_order(block or b"")
        entries = read_directory(block or b"").entries
    except ValueError:
        return None
    unit = entries.get(_RESOLUTION_UNIT)
    factor = {2: 1.0, 3: 2.54}.get(entry_number(unit, order) if unit and unit.kind == 3 else 2)
    ratios = [entries[tag] for tag in (282, 283) if tag in entries and entries[tag].kind == 5]
    if factor is None or len(ratios) != 2:
        return None
    (x, x_below), (y, y_below) = (struct.unpack(order + "II", e.value[:8]) for e in ratios)
    return (x / x_below * factor, y / y_below * factor) if x_below and y_below else None


def _interop_index(exif: Directory) -> Entry | None:
    return exif.children.get(_INTEROP_IFD, Directory()).entries.get(_INTEROP_INDEX)


def _write_number(block: bytearray, entry: Entry, number: int, order: str) -> None:
    code = {3: "H", 4: "I"}.get(entry.kind)
    if code is None or (code == "H" and number > 0xFFFF):
        return
    struct.pack_into(order + code, block, entry.position, number)


# --- taking apart and putting together ------------------------------------------------------------


def exif_of_tiff(data: bytes) -> bytes | None:
    """Collect the descriptive fields of a TIFF file into an EXIF block of its own byte order.

    None if there are none.
    """
    try:
        order = byte_order(data)
        directory = read_directory(data)
    except ValueError:
        return None
    directory.entries = {
        tag: entry for tag, entry in directory.entries.items() if tag not in STRUCTURAL_TAGS
    }
    return build_block(directory, order) if directory.entries else None


def shrink_exif(block: bytes, limit: int) -> bytes | None:
    """The block if it is at most `limit` bytes, else without maker notes, else None."""
    if len(block) <= limit:
        return block
    try:
        directory = read_directory(block)
    except ValueError:
        return None
    exif = directory.children.get(EXIF_IFD)
    if exif is not None:
        exif.entries.pop(_MAKER_NOTE, None)
    smaller = build_block(directory, byte_order(block))
    if len(smaller) > limit:
        _log.warning("The EXIF block of %d bytes does not fit the file and is dropped.", len(block))
        return None
    _log.warning("The maker notes do not fit the file and are dropped.")
    return smaller


def build_block(directory: Directory, order: str) -> bytes:
    """Put a directory and its children together as a TIFF-structured block."""
    header = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", _CLASSIC, 8)
    return header + pack_directory(directory, 8, order)


def pack_directory(directory: Directory, base: int, order: str) -> bytes:
    """Serialise a directory that will lie at the even offset `base`, its values behind it."""
    entries = [
        e
        for e in sorted(directory.entries.values(), key=lambda entry: entry.tag)
        if e.kind in _SIZES and (e.tag not in _POINTERS or e.tag in directory.children)
    ]
    # A pointer may come from a BigTIFF, whose field kinds a classic directory does not know.
    entries += [
        Entry(tag, 4, 1, b"\0\0\0\0")
        for tag in directory.children
        if tag not in {e.tag for e in entries}
    ]
    entries.sort(key=lambda entry: entry.tag)
    table = struct.pack(order + "H", len(entries))
    tail = b""
    tail_base = base + 2 + 12 * len(entries) + 4
    for entry in entries:
        if entry.tag in directory.children:
            child = pack_directory(directory.children[entry.tag], tail_base + len(tail), order)
            value = struct.pack(order + "I", tail_base + len(tail))
            table += struct.pack(order + "HHI", entry.tag, 4, 1) + value
            tail += child
        elif len(entry.value) <= 4:
            table += struct.pack(order + "HHI", entry.tag, entry.kind, entry.count)
            table += entry.value.ljust(4, b"\0")
        else:
            position = tail_base + len(tail)
            table += struct.pack(order + "HHII", entry.tag, entry.kind, entry.count, position)
            tail += entry.value + b"\0" * (len(entry.value) % 2)
    return table + struct.pack(order + "I", 0) + tail
