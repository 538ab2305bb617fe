"""Codes of styles as files of a few kB, as they ship, lie in own presets and ride in projects."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from engine.style_types import StyleCode

_CODE_TENSOR, _CODE_MODEL = "code", "model_sha256"
_MOST_CODE_BYTES = 1 << 20


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
