"""The zip file around a project, read also when its end is missing.

A zip keeps its table of contents at the end, so a file that was cut off has none.  Projects are
written without compression by the zip itself, member after member, each behind a header with its
length and checksum; those headers are enough to find whatever is left.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from engine.errors import ProjectError

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_SIGNATURE = b"PK\x03\x04"
_ZIP64_SIZE = 0xFFFFFFFF
_MOST_BYTES = 8 << 30


class DamagedMember(Exception):
    """A member is in the archive, but not as it was written."""


class Archive:
    """The members of a project file.  ``is_cut_off`` says that its table of contents is gone."""

    def __init__(self, members: Mapping[str, bytes | None], is_cut_off: bool) -> None:
        self._members = dict(members)
        self.is_cut_off = is_cut_off

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member; KeyError if there is none, DamagedMember if it is broken."""
        content = self._members[name]
        if content is None:
            raise DamagedMember(name)
        return content


def pack(members: Mapping[str, bytes]) -> bytes:
    """A zip file with ``members`` in their order, stored: they are compressed in themselves."""
    buffer = io.BytesIO()
    write_members(buffer, members)
    return buffer.getvalue()


def write_members(
    file: BinaryIO, members: Mapping[str, bytes], check: Callable[[], None] = lambda: None
) -> None:
    """Write what `pack` returns into ``file``, calling ``check`` before each member."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            check()
            # A fixed date, so that saving the same state twice gives the same file.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)


def open_archive(path: Path) -> Archive:
    """Read the project file at ``path`` as far as it goes.

    Raises ProjectError if it cannot be read at all or is no archive.
    """
    try:
        whole = path.read_bytes()
    except OSError as error:
        raise ProjectError(
            f"“{path.name}” cannot be opened ({error.strerror or error}); "
            "check that it is still there and that you may read it."
        ) from error
    try:
        members = _members_by_table(whole)
        is_cut_off = False
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError):
        members, is_cut_off = _members_by_headers(whole), True
    if not members:
        raise ProjectError(f"“{path.name}” is not a Kintsugi project; open pictures with Open.")
    return Archive(members, is_cut_off)


def _members_by_table(whole: bytes) -> dict[str, bytes | None]:
    members: dict[str, bytes | None] = {}
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        for info in file.infolist():
            # Somebody else's zip may be compressed; a small file must not grow without bounds.
            if info.file_size > min(_MOST_BYTES, 64 * len(whole)):
                members[info.filename] = None
                continue
            try:
                members[info.filename] = file.read(info)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
                members[info.filename] = None
    return members


def _members_by_headers(whole: bytes) -> dict[str, bytes | None]:
    members: dict[str, bytes | None] = {}
    start = whole.find(_SIGNATURE)
    while start >= 0 and start + _LOCAL_HEADER.size <= len(whole):
        fields = _LOCAL_HEADER.unpack_from(whole, start)
        method, checksum, size, name_length, extra_length = (
            fields[3],
            fields[6],
            fields[8],
            fields[9],
            fields[10],
        )
        name_at = start + _LOCAL_HEADER.size
        content_at = name_at + name_length + extra_length
        name = whole[name_at : name_at + name_length].decode("utf-8", "replace")
        if size == _ZIP64_SIZE:
            size = _zip64_size(whole[name_at + name_length : content_at])
        content = whole[content_at : content_at + size]
        intact = method == 0 and len(content) == size and zlib.crc32(content) == checksum
        members[name] = content if intact else None
        # Behind a broken member the next header may be anywhere; behind a good one it is next.
        start = whole.find(_SIGNATURE, content_at + size if intact else name_at)
    return members


def _zip64_size(extra: bytes) -> int:
    while len(extra) >= 12:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1:
            return int(struct.unpack_from("<Q", extra, 4)[0])
        extra = extra[4 + length :]
    return 0
