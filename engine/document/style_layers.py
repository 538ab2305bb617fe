"""Styles as members of a project file.

A style picture is a layer like any other, a bundled style is named by its id, and a preset of
one's own goes along by value, so that the project opens on another computer. A mix numbers its
parts: ``style/1``, ``style/2`` and so on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, get_args

import numpy as np

from engine.document import layers
from engine.errors import KintsugiError, OptionError
from engine.generator_files import is_intact
from engine.imaging.photo import Photo
from engine.own_styles import contents_of
from engine.styles import (
    MOST_PARTS,
    CarriedStyle,
    Family,
    StyleCode,
    StyleCrop,
    StyleMix,
    StylePart,
    StylePreset,
    StyleSource,
    code_bytes,
    find_style,
    parse_code,
)

FOLDER = "style"
_MOST_PICTURES = 64


class LayerReader(Protocol):
    """What reads the members of a project; ``lost`` takes a sentence for what cannot be had."""

    lost: list[str]

    def photo(self, folder: str, values: dict[str, Any], noun: str) -> Photo | None:
        """The photo in ``folder`` as ``values[folder]`` describes it."""

    def member(self, name: str) -> bytes | None:
        """The bytes of a member, None if it is missing or damaged."""

    def pixels(self, name: str, channels: int) -> np.ndarray | None:
        """The array of a PNG member, None if it is missing or damaged."""


# --- writing ------------------------------------------------------------------------------------


def style_layers(
    style: StyleSource, folder: str = FOLDER
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What of a style goes into the JSON of the project, and its members by their names."""
    if isinstance(style, Photo):
        return layers.photo_values(style), dict(layers.photo_members(folder, style))
    if isinstance(style, StylePreset):
        return _own_layers(style, folder) if style.own else (_named(style), {})
    parts, members = [], {}
    for number, part in enumerate(style.parts, start=1):
        values, more = style_layers(part.source, f"{folder}/{number}")
        parts.append(
            {"weight": part.weight, "crop": dataclasses.asdict(part.crop), "style": values}
        )
        members.update(more)
    return {"mix": parts}, members


def _named(style: StylePreset) -> dict[str, Any]:
    return {"preset": style.id, "title": style.title}


def _own_layers(style: StylePreset, folder: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    carried = contents_of(style)
    values: dict[str, Any] = {**_named(style), "own": True, "note": style.note}
    values["pictures"] = [layers.photo_values(picture) for picture in carried.pictures]
    members: dict[str, bytes] = {}
    if style.family != "stylenet":
        values["family"] = style.family
    if carried.model is not None:
        members[f"{folder}/model.safetensors"] = carried.model
    if carried.code is not None:
        members[f"{folder}/code.safetensors"] = code_bytes(carried.code)
    if carried.thumbnail is not None:
        members[f"{folder}/thumbnail.png"] = layers.encode_pixels(carried.thumbnail)
    for number, picture in enumerate(carried.pictures, start=1):
        members.update(layers.photo_members(f"{folder}/picture-{number}", picture))
    return values, members


# --- reading ------------------------------------------------------------------------------------


def read_style(
    values: Any, reader: LayerReader, own: Sequence[StylePreset], folder: str = FOLDER
) -> StyleSource | None:
    """The style that ``values`` (of a file, so of any kind) describe, as far as it is intact.

    own: presets that the person has anyway; one with the same id is used as it is.
    """
    values = values if isinstance(values, dict) else None
    mixed = values.get("mix") if values is not None else None
    if isinstance(mixed, list):
        return _read_mix(mixed, reader, own, folder)
    return _read_single(values, reader, own, folder)


def _read_single(
    values: dict[str, Any] | None, reader: LayerReader, own: Sequence[StylePreset], folder: str
) -> Photo | StylePreset | None:
    preset_id = values.get("preset") if values is not None else None
    if values is None or not isinstance(preset_id, str):
        described = {} if values is None else {folder: values}
        return reader.photo(folder, described, "style picture")
    if values.get("own") is True:
        return _read_own(values, preset_id, reader, own, folder)
    try:
        preset = find_style(preset_id)
    except KintsugiError:
        preset = None
    if preset is None:
        reader.lost.append(f"The bundled style “{preset_id}” is not part of this version.")
    return preset


def _read_own(
    values: dict[str, Any],
    preset_id: str,
    reader: LayerReader,
    own: Sequence[StylePreset],
    folder: str,
) -> StylePreset | None:
    for preset in own:
        if preset.id == preset_id:
            return preset
    title, note = values.get("title"), values.get("note")
    title = title if isinstance(title, str) and title else preset_id
    described = values.get("pictures")
    listed = described[:_MOST_PICTURES] if isinstance(described, list) else []
    pictures = []
    for number, one in enumerate(listed, start=1):
        name = f"{folder}/picture-{number}"
        photo = reader.photo(name, {name: one}, f"picture {number} of the style “{title}”")
        if photo is not None:
            pictures.append(photo)
    code = _read_code(reader, folder)
    if not pictures and code is None:
        reader.lost.append(f"The style “{title}” is lost: it is damaged.")
        return None
    thumbnail = reader.pixels(f"{folder}/thumbnail.png", 3)
    if thumbnail is not None and thumbnail.dtype != np.uint8:
        thumbnail = None
    family, model = _read_generator(values, title, reader, folder)
    return StylePreset(
        id=preset_id,
        title=title,
        artist="",
        year="",
        note=note if isinstance(note, str) else "",
        image_path=None,
        thumbnail_path=Path(),
        own=True,
        carried=CarriedStyle(tuple(pictures), code, thumbnail, model),
        family=family,
    )


def _read_generator(
    values: dict[str, Any], title: str, reader: LayerReader, folder: str
) -> tuple[Family, bytes | None]:
    """What draws an own preset; StyleNet, with a sentence, where its own generator is lost."""
    family = values.get("family", "stylenet")
    if family == "stylenet":
        return "stylenet", None
    model = reader.member(f"{folder}/model.safetensors")
    if family in get_args(Family) and model is not None and is_intact(model):
        return family, model
    reader.lost.append(
        f"The generator of the style “{title}” is lost: it is damaged. StyleNet draws it instead."
    )
    return "stylenet", None


def _read_code(reader: LayerReader, folder: str) -> StyleCode | None:
    content = reader.member(f"{folder}/code.safetensors")
    return None if content is None else parse_code(content)


def _read_mix(
    mixed: list[Any], reader: LayerReader, own: Sequence[StylePreset], folder: str
) -> StyleMix | None:
    parts = []
    for number, one in enumerate(mixed[:MOST_PARTS], start=1):
        one = one if isinstance(one, dict) else {}
        source = _read_single(_dict(one.get("style")), reader, own, f"{folder}/{number}")
        if source is None:
            reader.lost.append(f"Style {number} of the mix is lost.")
            continue
        parts.append(_part(source, one, number, reader))
    return StyleMix(tuple(parts)) if parts else None


def _part(
    source: Photo | StylePreset, values: dict[str, Any], number: int, reader: LayerReader
) -> StylePart:
    try:
        crop = StyleCrop(**{k: float(v) for k, v in (_dict(values.get("crop")) or {}).items()})
        return StylePart(source, float(values.get("weight", 1.0)), crop)
    except (OptionError, TypeError, ValueError):
        reader.lost.append(f"The weight and crop of style {number} of the mix are lost.")
        return StylePart(source)


def _dict(values: Any) -> dict[str, Any] | None:
    return values if isinstance(values, dict) else None
