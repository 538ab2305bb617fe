"""How the canvas is divided into views of the picture, in device pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect

DIVIDER_PX = 2


class CompareMode(StrEnum):
    SINGLE = "single"
    SPLIT = "split"
    SIDE = "side"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class Pane:
    """One view of the picture; ``shift`` is where the zero of the view transform lies."""

    clip: QRect
    shift: tuple[int, int]
    side: str  # "before", "after" or "difference"
    judged: bool  # whether heatmap and regions, which speak of the result, belong here
    masked: bool = True

    @property
    def room(self) -> QRect:
        """The pane in its own coordinates, those of the view transform."""
        return self.clip.translated(-self.shift[0], -self.shift[1])


def lay_out(area: QRect, mode: CompareMode, split_x: int, divider: int) -> list[Pane]:
    """The panes of a compare mode, left to right. Side by side, both are of the same width."""
    width, height = area.width(), area.height()
    if mode is CompareMode.SIDE:
        half = pane_width(area, mode, divider)
        right = half + divider
        return [
            Pane(QRect(0, 0, half, height), (0, 0), "before", judged=False),
            Pane(QRect(right, 0, width - right, height), (right, 0), "after", judged=True),
        ]
    if mode is CompareMode.SPLIT:
        return [
            Pane(QRect(0, 0, split_x, height), (0, 0), "before", judged=False),
            Pane(QRect(split_x, 0, width - split_x, height), (0, 0), "after", judged=True),
        ]
    if mode is CompareMode.DIFFERENCE:
        return [Pane(area, (0, 0), "difference", judged=False)]
    return [Pane(area, (0, 0), "after", judged=True)]


def pane_width(area: QRect, mode: CompareMode, divider: int) -> int:
    """How wide the view transform may take its view to be."""
    if mode is CompareMode.SIDE:
        return max(1, (area.width() - divider) // 2)
    return area.width()
