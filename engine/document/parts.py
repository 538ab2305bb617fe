"""What a change of a document touched."""

from __future__ import annotations

from enum import Flag, auto


class Part(Flag):
    """Parts of a document; says what a change touched, so that views refresh no more than that."""

    NOTHING = 0
    CONTENT = auto()
    STYLE = auto()
    PARAMS = auto()
    RESULT = auto()
    INSPECTION = auto()
    MASK = auto()
    HISTORY = auto()
