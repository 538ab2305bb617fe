"""Breaking words into the lines that a small place has room for."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTextBoundaryFinder
from PySide6.QtGui import QFontMetrics


def two_lines(sentence: str, metrics: QFontMetrics, width: int) -> list[str]:
    """The sentence broken into at most two lines, the second one elided.

    It breaks between words, and between the characters of a script that has no spaces.
    """
    sentence = " ".join(sentence.split())
    first = ""
    for end in _breaks(sentence):
        if metrics.horizontalAdvance(sentence[:end].rstrip()) > width:
            break
        first = sentence[:end].rstrip()
    if not first and sentence:
        return [metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, width)]
    rest = sentence[len(first) :].lstrip()
    elided = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
    return [first, elided] if elided else [first]


def _breaks(sentence: str) -> Iterator[int]:
    """Where a line may end, by the rules of Unicode; the end of the sentence comes last."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, sentence)
    while (position := finder.toNextBoundary()) > 0:
        yield position
