"""The styles that ship with the program."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.errors import StyleError
from engine.imaging.photo import Photo
from engine.resources import resource_path


@dataclass(frozen=True)
class StylePreset:
    """One bundled style: a small picture (longest side at most 512 px) and what is known of it."""

    id: str
    title: str
    artist: str
    year: str
    note: str
    image_path: Path
    thumbnail_path: Path


StyleSource = Photo | StylePreset
"""What a style can be taken from: a picture of one's own or a bundled one."""


@cache
def bundled_styles() -> tuple[StylePreset, ...]:
    """Every bundled style in the order of ``resources/styles/styles.json``.

    Raises StyleError if the list is missing or damaged.
    """
    return load_styles(resource_path("styles"))


def load_styles(folder: Path) -> tuple[StylePreset, ...]:
    """The styles that ``folder/styles.json`` lists; paths in it are relative to ``folder``."""
    try:
        entries = json.loads((folder / "styles.json").read_text(encoding="utf-8"))
        styles = tuple(_preset(entry, folder) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StyleError(
            "The list of bundled styles is missing or damaged; please reinstall Kintsugi."
        ) from error
    if len({style.id for style in styles}) != len(styles):
        raise StyleError("Two bundled styles share an id; please reinstall Kintsugi.")
    return styles


def _preset(entry: dict[str, object], folder: Path) -> StylePreset:
    return StylePreset(
        id=str(entry["id"]),
        title=str(entry["title"]),
        artist=str(entry.get("artist", "")),
        year=str(entry.get("year", "")),
        note=str(entry.get("note", "")),
        image_path=folder / str(entry["image"]),
        thumbnail_path=folder / str(entry["thumbnail"]),
    )


def find_style(id_or_title: str) -> StylePreset | None:
    """The bundled style with this id or title (upper and lower case alike), or None."""
    wanted = id_or_title.strip().casefold()
    for style in bundled_styles():
        if wanted in (style.id.casefold(), style.title.casefold()):
            return style
    return None


def similar_styles(word: str) -> tuple[str, ...]:
    """Ids of bundled styles that look like ``word``, best first, for "did you mean"."""
    ids = [style.id for style in bundled_styles()]
    return tuple(difflib.get_close_matches(word.casefold(), ids, n=3, cutoff=0.5))
