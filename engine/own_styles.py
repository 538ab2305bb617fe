"""A person's own presets: folders of small files that can be copied, read and thrown away.

``FOLDER/ID/`` holds ``style.json`` (title and the names of the others), ``code.safetensors``,
``thumbnail.jpg`` and the pictures. An entry appears in one step and goes in one step.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ImageFileError, StyleError
from engine.imaging.photo import Photo, set_depth
from engine.style_types import StyleCode, StylePreset

SCHEMA = 1
# Enough for a style that is used at twice its size.
PICTURE_LONG_PX = 1024
MOST_PICTURES = 64
_DESCRIPTION, _CODE, _THUMBNAIL = "style.json", "code.safetensors", "thumbnail.jpg"
_CODE_TENSOR, _CODE_MODEL = "code", "model_sha256"
_MOST_CODE_BYTES = 1 << 20
_ID = re.compile(r"own-[a-z0-9-]{1,60}")
_LEFTOVER = re.compile(r"\.(new|removed)-[0-9a-f]{16}")
# Whoever is still at work on an entry has been so for less than this.
_LEFTOVER_SECONDS = 24 * 3600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OwnStyles:
    """The own presets that can be used, and a sentence for each entry that cannot."""

    presets: tuple[StylePreset, ...]
    skipped: tuple[str, ...]


def own_styles_folder() -> Path:
    """Where the own presets of the person at this computer lie; it may not exist yet.

    The folder for application data of each system; KINTSUGI_STYLES names another one.
    """
    named = os.environ.get("KINTSUGI_STYLES")
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "Kintsugi" / "styles"


# --- codes as files -----------------------------------------------------------------------------


def code_bytes(code: StyleCode) -> bytes:
    """A code as a safetensors file of a few kB."""
    from safetensors.numpy import save

    return bytes(save({_CODE_TENSOR: code.numbers}, {_CODE_MODEL: code.model_sha256}))


def parse_code(content: bytes) -> StyleCode | None:
    """The code that `code_bytes` wrote, None if it is damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        numbers = load(content)[_CODE_TENSOR]
        # The header with its metadata lies behind its own length.
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        code = StyleCode(numbers, str(header["__metadata__"][_CODE_MODEL]))
    except (SafetensorError, ValueError, KeyError, TypeError):
        return None
    return code if np.isfinite(code.numbers).all() else None


def read_code(path: Path) -> StyleCode | None:
    """The code in a file, None if it is missing or damaged."""
    try:
        if path.stat().st_size > _MOST_CODE_BYTES:
            return None
        return parse_code(path.read_bytes())
    except OSError:
        return None


# --- the folder ---------------------------------------------------------------------------------


def own_styles(folder: Path) -> tuple[StylePreset, ...]:
    """The own presets in ``folder`` by their titles; broken entries are skipped and logged."""
    found = read_own_styles(folder)
    for sentence in found.skipped:
        _log.warning(sentence)
    return found.presets


def read_own_styles(folder: Path) -> OwnStyles:
    """As `own_styles`, with a sentence for each entry that was skipped; never raises."""
    presets, skipped = [], []
    _sweep(folder)
    try:
        entries = sorted(path for path in folder.iterdir() if _ID.fullmatch(path.name))
    except OSError:
        return OwnStyles((), ())
    for entry in entries:
        try:
            presets.append(_read_preset(entry))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            skipped.append(
                f"The own style “{entry.name}” is damaged and was skipped; "
                "remove it and add it again."
            )
    presets.sort(key=lambda preset: (preset.title.casefold(), preset.id))
    return OwnStyles(tuple(presets), tuple(skipped))


def _sweep(folder: Path) -> None:
    """Throw away what a crash has left half added or half removed; never raises."""
    try:
        found = [path for path in folder.iterdir() if _LEFTOVER.fullmatch(path.name)]
    except OSError:
        return
    oldest = time.time() - _LEFTOVER_SECONDS
    for path in found:
        try:
            old = path.lstat().st_mtime < oldest
        except OSError:
            continue
        if old:
            shutil.rmtree(path, ignore_errors=True)


def _read_preset(entry: Path) -> StylePreset:
    """Raises OSError, ValueError, KeyError or TypeError for an entry that cannot be used."""
    values = json.loads((entry / _DESCRIPTION).read_text(encoding="utf-8"))
    title, names = values["title"], values["pictures"]
    if not isinstance(title, str) or not title or not isinstance(names, list):
        raise ValueError("no title or no list of pictures")
    # Names, not paths: an entry that somebody passed on must not point elsewhere.
    pictures = [entry / Path(str(name)).name for name in names[:MOST_PICTURES]]
    pictures = [path for path in pictures if path.is_file()]
    code, thumbnail = entry / _CODE, entry / _THUMBNAIL
    if not pictures and read_code(code) is None:
        raise ValueError("neither a picture nor a code")
    if not thumbnail.is_file():
        thumbnail = (*pictures, thumbnail)[0]
    return StylePreset(
        id=entry.name,
        title=title,
        artist="",
        year="",
        note=_note(len(names)),
        image_path=pictures[0] if pictures else None,
        thumbnail_path=thumbnail,
        code_path=code if code.is_file() else None,
        own=True,
        more_paths=tuple(pictures[1:]),
    )


def _note(count: int) -> str:
    return "Made from one picture." if count == 1 else f"Made from {count} pictures."


def add_own_style(
    folder: Path,
    title: str,
    pictures: Sequence[Photo],
    code: StyleCode,
    thumbnail: np.ndarray,
) -> StylePreset:
    """Store a preset in ``folder``, which is made if it is missing; all of it or nothing.

    thumbnail: uint8 (h, w, 3) sRGB. The pictures are stored at most 1024 px long, so that the
    style can be cropped and survives another version of the generator. The same pictures under the
    same title are one preset. Raises StyleError with a sentence if that cannot be done.
    """
    title = " ".join(title.split())
    if not title:
        raise StyleError("An own style needs a title; write one.")
    if not 1 <= len(pictures) <= MOST_PICTURES:
        raise StyleError(f"An own style is made from 1 to {MOST_PICTURES} pictures.")
    _sweep(folder)
    target = folder / _id_of(title, pictures)
    temporary = folder / f".new-{secrets.token_hex(8)}"
    try:
        if not target.exists():
            temporary.mkdir(parents=True)
            _write_entry(temporary, title, pictures, code, thumbnail)
            os.replace(temporary, target)
        return _read_preset(target)
    except (OSError, ImageFileError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise StyleError(
            f"The style “{title}” could not be stored in {folder} ({reason or error}); "
            "make room there or choose another folder."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StyleError(
            f"The style “{title}” is there already, but damaged; remove it and add it again."
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _id_of(title: str, pictures: Sequence[Photo]) -> str:
    digest = hashlib.sha256(title.encode("utf-8"))
    for picture in pictures:
        digest.update(picture.pixels.tobytes())
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:32].strip("-")
    return "-".join(part for part in ("own", slug, digest.hexdigest()[:8]) if part)


def _write_entry(
    entry: Path, title: str, pictures: Sequence[Photo], code: StyleCode, thumbnail: np.ndarray
) -> None:
    from engine.imaging.files import ExportOptions, atomic_write, write_photo

    options, names = ExportOptions(quality=95), []
    for number, picture in enumerate(pictures, start=1):
        names.append(f"picture-{number}.jpg")
        write_photo(_small(picture), entry / names[-1], options)
    write_photo(Photo(np.ascontiguousarray(thumbnail)), entry / _THUMBNAIL, options)
    atomic_write(entry / _CODE, code_bytes(code))
    values: dict[str, Any] = {"schema": SCHEMA, "title": title, "pictures": names}
    text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    atomic_write(entry / _DESCRIPTION, text.encode("utf-8"))


def _small(picture: Photo) -> Photo:
    """The picture in sRGB, 8 bits, without metadata, at most PICTURE_LONG_PX long."""
    from engine.imaging.colour import to_srgb
    from engine.imaging.resample import resize

    scale = min(1.0, PICTURE_LONG_PX / max(picture.hw))
    hw = (max(1, round(picture.height * scale)), max(1, round(picture.width * scale)))
    return Photo(set_depth(resize(to_srgb(picture), hw), 8), name=picture.name)


def remove_own_style(folder: Path, style_id: str) -> None:
    """Throw a preset away; StyleError if there is none of this id or it cannot be removed."""
    entry = folder / style_id
    if not _ID.fullmatch(style_id) or not entry.is_dir():
        raise StyleError(f"There is no own style “{style_id}”.")
    doomed = folder / f".removed-{secrets.token_hex(8)}"
    try:
        os.replace(entry, doomed)
    except OSError as error:
        raise StyleError(
            f"The own style “{style_id}” could not be removed ({error.strerror or error})."
        ) from error
    shutil.rmtree(doomed, ignore_errors=True)
