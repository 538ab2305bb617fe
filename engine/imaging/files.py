"""Picture files in and out: what is read is checked, what is written is whole or not there."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import stat
from pathlib import Path

import numpy as np

from engine.errors import ImageFileError
from engine.imaging import containers
from engine.imaging.containers import (
    FORMAT_OF_SUFFIX,
    READABLE_SUFFIXES,
    WRITABLE_SUFFIXES,
)
from engine.imaging.decoding import decode
from engine.imaging.encoding import ExportOptions, encode, png_bytes
from engine.imaging.photo import Photo
from engine.imaging.tiff import encode_tiff

__all__ = [
    "READABLE_SUFFIXES",
    "WRITABLE_SUFFIXES",
    "ExportOptions",
    "atomic_write",
    "check_target",
    "decode_photo",
    "read_photo",
    "write_array",
    "write_photo",
]

_log = logging.getLogger(__name__)

MAX_MEGAPIXELS = 400.0

# No readable picture needs more: 32-bit RGBA has 16 bytes a pixel, previews and metadata aside.
_MOST_BYTES_PER_MEGAPIXEL = 16e6
_METADATA_ALLOWANCE = 256e6


# --- reading ------------------------------------------------------------------------------------


def read_photo(path: str | Path, max_megapixels: float = MAX_MEGAPIXELS) -> Photo:
    """Open a picture file of any readable format, recognised by its content, not its suffix.

    The orientation is baked into pixels and alpha, thumbnails are dropped; grey, palette, CMYK and
    Lab pictures become RGB (sRGB where their profile does not describe RGB); 10- and 12-bit ones
    become 16-bit; of an animation the first frame is read.

    Raises ImageFileError, with one sentence, if that is not possible.
    """
    path = Path(path)
    data = _read_bytes(path, max_megapixels)
    return decode(data, _legible(path.name), max_megapixels)


def decode_photo(data: bytes, name: str, max_megapixels: float = MAX_MEGAPIXELS) -> Photo:
    """Decode a picture file that is in memory already; as `read_photo` otherwise."""
    return decode(data, name, max_megapixels)


def _legible(name: str) -> str:
    """A file's name as text that can be shown and stored.

    Names of older systems need not be UTF-8; Python hands them on in characters that are none.
    """
    return os.fsencode(name).decode("utf-8", "replace")


def _read_bytes(path: Path, max_megapixels: float) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ImageFileError(f"“{path}” is a folder: choose a picture file inside it.")
        if not stat.S_ISREG(mode):
            raise ImageFileError(f"“{path}” is a device or a pipe: choose a picture file.")
        with path.open("rb") as file:
            head = file.read(containers.SNIFF_BYTES)
            # Refuses what is no picture before gigabytes of it are read.
            containers.sniff(head, path.name)
            size = os.fstat(file.fileno()).st_size
            if size > max_megapixels * _MOST_BYTES_PER_MEGAPIXEL + _METADATA_ALLOWANCE:
                raise ImageFileError(
                    f"“{path.name}” is a file of {size / 1e9:,.1f} GB, larger than any picture "
                    f"of {max_megapixels:,.0f} megapixels: make it smaller first."
                )
            return head + file.read()
    except OSError as error:
        raise ImageFileError(_reading_sentence(path, error)) from error
    except ValueError as error:  # a zero byte in the name
        raise ImageFileError(f"{path.name!r} is no possible file name: choose another.") from error
    except MemoryError as error:
        raise ImageFileError(
            f"“{path.name}” does not fit into memory: close other programs or make it smaller "
            "first."
        ) from error


def _reading_sentence(path: Path, error: OSError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return f"There is no file “{path}”: check its name and folder."
    if isinstance(error, PermissionError):
        return f"“{path}” may not be read: ask for permission to read it, or copy it elsewhere."
    if error.errno == errno.ENAMETOOLONG:
        return f"The name “{path.name[:40]}…” is too long for a file: check it."
    return f"“{path}” could not be read ({error.strerror or error}): check the disk it is on."


# --- writing ------------------------------------------------------------------------------------


def write_photo(photo: Photo, path: str | Path, options: ExportOptions | None = None) -> None:
    """Write a photo in the format of the suffix; whatever fails, an older file stays as it was.

    JPEG and BMP have no alpha: the picture is laid onto white.  16 bits go into PNG and TIFF,
    elsewhere they are rounded to 8.  Raises ImageFileError, with one sentence.
    """
    path = Path(path)
    container = _format_for(path, FORMAT_OF_SUFFIX)
    check_target(path)
    atomic_write(path, encode(photo, container, options or ExportOptions()))


def write_array(path: str | Path, array: np.ndarray) -> None:
    """Write a mask or raw map, uint8|uint16 (H, W), as a grey PNG or TIFF, atomically.

    Raises ImageFileError; ValueError if the array is of another kind.
    """
    path = Path(path)
    if array.dtype not in (np.uint8, np.uint16) or array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"expected uint8|uint16 (H, W), not {array.dtype} {array.shape}")
    lossless = {".png": "PNG", ".tif": "TIFF", ".tiff": "TIFF"}
    container = _format_for(path, lossless)
    check_target(path)
    array = np.ascontiguousarray(array)
    if container == "PNG":
        atomic_write(path, png_bytes(array, level=6))
    else:
        atomic_write(path, encode_tiff(array, "deflate"))


def _format_for(path: Path, formats: dict[str, str]) -> str:
    container = formats.get(path.suffix.lower())
    if container is None:
        ending = f"“{path.suffix}”" if path.suffix else "no suffix"
        raise ImageFileError(
            f"“{path.name}” has {ending}, which names no format that can be written: "
            f"use one of {', '.join(formats)}."
        )
    return container


def atomic_write(path: str | Path, content: bytes) -> None:
    """Put `content` into the file `path`, all of it or none.

    It goes to a temporary file in the same folder first, is forced to the disk and takes the old
    file's place in one step; a link is followed, the old file's permissions are kept.

    Raises ImageFileError with a sentence; the old file is then untouched.
    """
    path = Path(path)
    check_target(path)
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".kintsugi-{secrets.token_hex(8)}.part")
    try:
        try:
            _write_durably(temporary, content, target)
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ImageFileError(_writing_sentence(path, error)) from error
    _sync_folder(target.parent)


def _write_durably(temporary: Path, content: bytes, target: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # 0o666 less the umask: what any other program would give a new file.
    with open(os.open(temporary, flags, 0o666), "wb") as file:
        if target.exists():
            with contextlib.suppress(OSError):  # not every file system keeps permissions
                os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Force the renaming to the disk.  The file is complete either way, so failing is no error."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows cannot open folders
        return
    try:
        os.fsync(descriptor)
    except OSError:
        _log.info("could not sync the folder %s", folder, exc_info=True)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder to write into, unless it is there; ImageFileError where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImageFileError(
            f"The folder “{folder}” cannot be made ({error.strerror or error}): choose another."
        ) from error


def check_target(path: Path) -> None:
    """Refuse early what cannot succeed, before a picture is made or encoded.

    Raises ImageFileError if `path` is a folder, or may not be written, or its folder is missing.
    """
    try:
        if path.is_dir():
            raise ImageFileError(f"“{path}” is a folder: give the file a name of its own.")
        if not path.parent.is_dir():
            raise ImageFileError(
                f"The folder “{path.parent}” does not exist: create it or choose another."
            )
        if path.exists() and not (path.is_file() and os.access(path, os.W_OK)):
            raise ImageFileError(f"“{path}” is write-protected: choose another name.")
        folder = os.path.dirname(os.path.realpath(path))
        if not os.access(folder, os.W_OK):
            raise ImageFileError(f"You may not write to the folder “{folder}”: choose another.")
    except OSError as error:
        raise ImageFileError(_writing_sentence(path, error)) from error
    except ValueError as error:  # a zero byte in the name
        raise ImageFileError(f"{path.name!r} is no possible file name: choose another.") from error


def _writing_sentence(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return f"“{path.name}” was not written, the disk is full: make room or choose another disk."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"“{path.name}” was not written: you may not write to the folder “{path.parent}”."
    if error.errno == errno.EROFS:
        return f"“{path.name}” was not written, its disk is read-only: choose another folder."
    if error.errno == errno.ENAMETOOLONG:
        return f"The name “{path.name[:40]}…” is too long: choose a shorter one."
    return (
        f"“{path.name}” was not written ({error.strerror or error}): check the disk or choose "
        "another folder."
    )
