"""Breaking words into the lines that a small place has room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def two_lines(sentence: str, metrics: QFontMetrics, width: int) -> list[str]:
    """The sentence broken at a word into at most two lines, the second one elided."""
    words = sentence.split()
    first = ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first and words:
        return [metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, width)]
    rest = metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)
    return [first, rest] if rest else [first]
