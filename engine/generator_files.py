"""Generators of single styles as files, seen from outside: whole or not, and what identifies them.

Nothing here needs a network; `engine.models.style_models` reads what is inside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.style_types import StylePreset, StyleSource

MOST_BYTES = 64 << 20
_HEADER = "kintsugi"


def is_intact(content: bytes) -> bool:
    """Whether this is the file of a generator, as long as its header says that it is."""
    size = int.from_bytes(content[:8], "little")
    if not 0 < size <= len(content) - 8 or len(content) > MOST_BYTES:
        return False
    try:
        header = json.loads(content[8 : 8 + size])
        ours = json.loads(header.pop("__metadata__")[_HEADER])
        end = max((tensor["data_offsets"][1] for tensor in header.values()), default=0)
        return "architecture" in ours and end == len(content) - 8 - size
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return False


def read_model(path: Path) -> bytes | None:
    """The file of a generator, None if it is missing, unreadable, damaged or far too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    return content if is_intact(content) else None


def describe_generator(
    style: StyleSource | None, stylenet: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Which generator draws a style: its family, id, version and the SHA-256 of its weights.

    stylenet: the manifest of StyleNet, which draws pictures, mixes and all presets without a
    generator of their own. For a generator in one file the id is that of the style, and the hash
    that of the file; what cannot be read is None. None for no style.
    """
    if style is None:
        return None
    if not isinstance(style, StylePreset) or style.family == "stylenet":
        known = {key: stylenet.get(key) for key in ("id", "version", "sha256")}
        return {"family": "stylenet", **known}
    about: dict[str, Any] = {"family": style.family, "id": style.id, "title": style.title}
    path, carried = style.model_path, style.carried
    if carried is not None and carried.model is not None:
        return {**about, "sha256": hashlib.sha256(carried.model).hexdigest()}
    if path is not None and path.is_dir():
        return {**about, **_of_bundle(path)}
    try:
        content = None if path is None else path.read_bytes()
    except OSError:
        content = None
    return {**about, "sha256": None if content is None else hashlib.sha256(content).hexdigest()}


def _of_bundle(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {key: manifest.get(key) for key in ("id", "version", "sha256")}
    except (OSError, ValueError, AttributeError):
        return {"sha256": None}
