"""A person's own presets: folders of small files that can be copied, read and thrown away.

``FOLDER/ID/`` holds ``style.json`` (title and the names of the others), ``code.safetensors``,
``thumbnail.jpg``, the pictures, and ``model.safetensors`` where the style has a generator of its
own. An entry appears in one step and goes in one step.
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
from typing import Any, get_args

import numpy as np

from engine.code_files import code_bytes, read_code
from engine.errors import ImageFileError, KintsugiError, StyleError
from engine.generator_files import is_intact, read_model
from engine.imaging.photo import Photo, set_depth
from engine.style_types import CarriedStyle, Family, StyleCode, StylePreset

SCHEMA = 1
# Enough for a style that is used at twice its size.
PICTURE_LONG_PX = 1024
MOST_PICTURES = 64
_DESCRIPTION, _CODE, _THUMBNAIL = "style.json", "code.safetensors", "thumbnail.jpg"
_MODEL = "model.safetensors"
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
    family, model = _read_family(entry, values)
    note = values.get("note")
    return StylePreset(
        id=entry.name,
        title=title,
        artist="",
        year="",
        note=note if isinstance(note, str) and note else _note(len(names)),
        image_path=pictures[0] if pictures else None,
        thumbnail_path=thumbnail,
        code_path=code if code.is_file() else None,
        own=True,
        more_paths=tuple(pictures[1:]),
        family=family,
        model_path=model,
    )


def _read_family(entry: Path, values: dict[str, Any]) -> tuple[Family, Path | None]:
    """What draws the style of an entry; ValueError where that is missing or damaged."""
    family = values.get("family", "stylenet")
    if family not in get_args(Family):
        raise ValueError(f"no family {family}")
    if family == "stylenet":
        return family, None
    path = entry / _MODEL
    content = read_model(path)
    if content is None:
        raise ValueError("no generator in one piece")
    known = values.get("model_sha256")
    if known is not None and hashlib.sha256(content).hexdigest() != known:
        raise ValueError("another generator than it was")
    return family, path


def _note(count: int) -> str:
    if count == 0:
        return ""
    return "Made from one picture." if count == 1 else f"Made from {count} pictures."


def contents_of(preset: StylePreset) -> CarriedStyle:
    """What an own preset is made of, read from its files where it has them; never raises."""
    if preset.carried is not None:
        return preset.carried
    pictures = [photo for photo in map(_readable, preset.image_paths) if photo is not None]
    # Without one of its own, a preset is shown by its first picture.
    shown = _readable(preset.thumbnail_path)
    code = None if preset.code_path is None else read_code(preset.code_path)
    model = None if preset.model_path is None else read_model(preset.model_path)
    thumbnail = None if shown is None else shown.pixels
    return CarriedStyle(tuple(pictures), code, thumbnail, model)


def _readable(path: Path) -> Photo | None:
    from engine.imaging.files import read_photo

    try:
        return read_photo(path)
    except KintsugiError as error:
        _log.warning("left out of a style: %s", error)
        return None


def add_own_style(
    folder: Path,
    title: str,
    pictures: Sequence[Photo],
    code: StyleCode | None,
    thumbnail: np.ndarray | None,
    model: bytes | None = None,
    family: Family = "stylenet",
    note: str = "",
) -> StylePreset:
    """Store a preset in ``folder``, which is made if it is missing; all of it or nothing.

    thumbnail: uint8 (h, w, 3) sRGB. The pictures are stored at most 1024 px long, so that the
    style can be cropped and survives another version of the generator. The same pictures under the
    same title are one preset. model: the file of a generator of its own, see
    `engine.models.style_models`, with the family that it is of; such a style may do without
    pictures if it has a code. note: for people, where it comes from. Raises StyleError with a
    sentence if that cannot be done.
    """
    if not 0 <= len(pictures) <= MOST_PICTURES or (family == "stylenet" and not pictures):
        raise StyleError(f"An own style is made from 1 to {MOST_PICTURES} pictures.")
    contents = CarriedStyle(tuple(pictures), code, thumbnail, model)
    return _store(folder, _plain(title), contents, family, note)


def keep_carried(folder: Path, preset: StylePreset, title: str = "") -> StylePreset:
    """Store a preset whose contents came without files, from a project or from adapting.

    title: under which it is kept, its own by default. Returns the stored preset, which keeps the
    id where it has one that is free. Raises StyleError with a sentence as `add_own_style` does.
    """
    family, contents = preset.family, contents_of(preset)
    named = _plain(title or preset.title)
    own_id = preset.id if named == preset.title and _ID.fullmatch(preset.id) else ""
    return _store(folder, named, contents, family, preset.note, own_id)


def rename_own_style(folder: Path, style_id: str, title: str) -> StylePreset:
    """Give a preset another title; its id stays. StyleError with a sentence if that cannot be."""
    from engine.imaging.files import atomic_write

    title, entry = _plain(title), _entry(folder, style_id)
    try:
        values = json.loads((entry / _DESCRIPTION).read_text(encoding="utf-8"))
        atomic_write(entry / _DESCRIPTION, _as_json({**values, "title": title}))
        return _read_preset(entry)
    except (OSError, ImageFileError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StyleError(
            f"The own style “{style_id}” could not be renamed; check that you may write in "
            f"{folder}."
        ) from error


def _plain(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise StyleError("An own style needs a title; write one.")
    return title


def _store(
    folder: Path, title: str, contents: CarriedStyle, family: Family, note: str, own_id: str = ""
) -> StylePreset:
    """own_id: the one it should have if there is no entry of that id."""
    if not contents.pictures and contents.code is None:
        raise StyleError(f"The style “{title}” has neither a picture nor a code to be kept by.")
    if (family != "stylenet") != (contents.model is not None) or (
        contents.model is not None and not is_intact(contents.model)
    ):
        raise StyleError(f"The generator of the style “{title}” is damaged; make the style again.")
    _sweep(folder)
    target = folder / own_id
    if not own_id or target.exists():
        target = _place_for(folder, title, contents)
    temporary = folder / f".new-{secrets.token_hex(8)}"
    try:
        if not target.exists():
            temporary.mkdir(parents=True)
            _write_entry(temporary, title, contents, family, note)
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


def _place_for(folder: Path, title: str, contents: CarriedStyle) -> Path:
    """The entry for this title and these contents; not one that was renamed since."""
    digest = hashlib.sha256(title.encode("utf-8"))
    for picture in contents.pictures:
        digest.update(picture.pixels.tobytes())
    if contents.model is not None:
        digest.update(contents.model)
    elif not contents.pictures and contents.code is not None:
        digest.update(contents.code.numbers.tobytes())
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:32].strip("-")
    while True:
        parts = ("own", slug, digest.hexdigest()[:8])
        target = folder / "-".join(part for part in parts if part)
        if _title_of(target) in (None, title):
            return target
        digest.update(b"again")


def _title_of(entry: Path) -> str | None:
    try:
        title = json.loads((entry / _DESCRIPTION).read_text(encoding="utf-8"))["title"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return title if isinstance(title, str) else None


def _write_entry(
    entry: Path, title: str, contents: CarriedStyle, family: Family, note: str
) -> None:
    from engine.imaging.files import ExportOptions, atomic_write, write_photo

    options, names = ExportOptions(quality=95), []
    for number, picture in enumerate(contents.pictures, start=1):
        names.append(f"picture-{number}.jpg")
        write_photo(_small(picture), entry / names[-1], options)
    if contents.thumbnail is not None:
        write_photo(Photo(np.ascontiguousarray(contents.thumbnail)), entry / _THUMBNAIL, options)
    if contents.code is not None:
        atomic_write(entry / _CODE, code_bytes(contents.code))
    values: dict[str, Any] = {"schema": SCHEMA, "title": title, "pictures": names}
    if note:
        values["note"] = note
    if contents.model is not None:
        atomic_write(entry / _MODEL, contents.model)
        # An older Kintsugi, which knows neither, draws the style with StyleNet.
        values["family"] = family
        values["model_sha256"] = hashlib.sha256(contents.model).hexdigest()
    atomic_write(entry / _DESCRIPTION, _as_json(values))


def _as_json(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _small(picture: Photo) -> Photo:
    """The picture in sRGB, 8 bits, without metadata, at most PICTURE_LONG_PX long."""
    from engine.imaging.colour import to_srgb
    from engine.imaging.resample import resize

    scale = min(1.0, PICTURE_LONG_PX / max(picture.hw))
    hw = (max(1, round(picture.height * scale)), max(1, round(picture.width * scale)))
    return Photo(set_depth(resize(to_srgb(picture), hw), 8), name=picture.name)


def _entry(folder: Path, style_id: str) -> Path:
    entry = folder / style_id
    if not _ID.fullmatch(style_id) or not entry.is_dir():
        raise StyleError(f"There is no own style “{style_id}”.")
    return entry


def remove_own_style(folder: Path, style_id: str) -> None:
    """Throw a preset away; StyleError if there is none of this id or it cannot be removed."""
    entry = _entry(folder, style_id)
    doomed = folder / f".removed-{secrets.token_hex(8)}"
    try:
        os.replace(entry, doomed)
    except OSError as error:
        raise StyleError(
            f"The own style “{style_id}” could not be removed ({error.strerror or error})."
        ) from error
    shutil.rmtree(doomed, ignore_errors=True)
