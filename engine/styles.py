"""Styles as values: pictures, presets, mixes of them, and what a generator made of them.

Nothing here needs a network; `engine.operations.style_codes` turns styles into tensors.
"""

from __future__ import annotations

import difflib
import json
from functools import cache
from pathlib import Path
from typing import get_args

from engine.code_files import code_bytes, parse_code, read_code
from engine.errors import StyleError
from engine.own_styles import (
    add_own_style,
    own_styles,
    own_styles_folder,
    read_own_styles,
    remove_own_style,
)
from engine.resources import resource_path
from engine.style_types import (
    MOST_PARTS,
    WHOLE,
    CarriedStyle,
    Family,
    StyleCode,
    StyleCrop,
    StyleMix,
    StylePart,
    StylePreset,
    StyleSource,
    style_title,
)

__all__ = [
    "MOST_PARTS",
    "WHOLE",
    "CarriedStyle",
    "Family",
    "StyleCode",
    "StyleCrop",
    "StyleMix",
    "StylePart",
    "StylePreset",
    "StyleSource",
    "add_own_style",
    "bundled_styles",
    "code_bytes",
    "find_style",
    "load_styles",
    "own_styles",
    "own_styles_folder",
    "parse_code",
    "read_code",
    "read_own_styles",
    "remove_own_style",
    "similar_styles",
    "style_title",
]


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
    image, code, model = entry.get("image"), entry.get("code"), entry.get("model")
    family = entry.get("family", "stylenet")
    if family not in get_args(Family):
        raise ValueError(f"no family {family}")
    return StylePreset(
        id=str(entry["id"]),
        title=str(entry["title"]),
        artist=str(entry.get("artist", "")),
        year=str(entry.get("year", "")),
        note=str(entry.get("note", "")),
        image_path=None if image is None else folder / str(image),
        thumbnail_path=folder / str(entry["thumbnail"]),
        code_path=None if code is None else folder / str(code),
        more_paths=tuple(folder / str(name) for name in _listed(entry.get("more_images"))),
        family=family,  # type: ignore[arg-type]
        model_path=None if model is None else folder / str(model),
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def find_style(id_or_title: str, own: tuple[StylePreset, ...] = ()) -> StylePreset | None:
    """The bundled or own style with this id or title (upper and lower case alike), or None."""
    wanted = id_or_title.strip().casefold()
    for style in (*bundled_styles(), *own):
        if wanted in (style.id.casefold(), style.title.casefold()):
            return style
    return None


def similar_styles(word: str, own: tuple[StylePreset, ...] = ()) -> tuple[str, ...]:
    """Ids of styles that look like ``word``, best first, for "did you mean"."""
    ids = [style.id for style in (*bundled_styles(), *own)]
    return tuple(difflib.get_close_matches(word.casefold(), ids, n=3, cutoff=0.5))
