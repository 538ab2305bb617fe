"""The inside of an outline, tile by tile, so that a large lasso costs little more than its line.

Only tiles through which the line runs are drawn; each of the others is wholly inside or wholly
outside, which one look at its middle tells.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from engine.imaging.tiles import Box
from gui.qimage import AlphaSheet

TILE_PX = 512
Points = list[tuple[float, float]]


def polygon_tiles(points: Points, hw: tuple[int, int]) -> Iterator[tuple[Box, np.ndarray]]:
    """Boxes of a picture of ``hw`` with their coverage, uint8 (h, w), 255 = wholly inside.

    ``points`` are (x, y) in picture coordinates; the outline is closed, and where it crosses
    itself the inside is what an odd number of lines encloses. The edge is smooth. Tiles with
    nothing in them are left out; one that is wholly inside comes in the memory of one value.
    """
    corners = np.asarray(points, float).reshape(-1, 2)
    if len(corners) < 3:
        return
    low = np.floor(np.clip(corners.min(0), 0, (hw[1], hw[0]))).astype(int)
    high = np.ceil(np.clip(corners.max(0), 0, (hw[1], hw[0]))).astype(int)
    if (high <= low).any():
        return
    (left, top), (right, bottom) = low.tolist(), high.tolist()
    rows, columns = -(-(bottom - top) // TILE_PX), -(-(right - left) // TILE_PX)
    crossed = _crossed(corners - low, (rows, columns))
    inside = _inside(corners - low, (rows, columns))
    outline = QPolygonF([QPointF(x, y) for x, y in corners.tolist()])
    full = np.broadcast_to(np.uint8(255), (TILE_PX, TILE_PX))
    for row, column in np.argwhere(crossed | inside).tolist():
        y, x = top + row * TILE_PX, left + column * TILE_PX
        box = y, x, min(y + TILE_PX, bottom), min(x + TILE_PX, right)
        shape = box[2] - y, box[3] - x
        if not crossed[row, column]:
            yield box, full[: shape[0], : shape[1]]
            continue
        coverage = _drawn(outline, box)
        if coverage.any():
            yield box, coverage


def _crossed(corners: np.ndarray, grid: tuple[int, int]) -> np.ndarray:
    """The tiles, bool (rows, columns), that the closed line may touch, some of its neighbours too.

    The line is cut into pieces of less than a tile, each of which touches four tiles at most.
    """
    ends = np.roll(corners, -1, 0)
    lengths = np.abs(ends - corners).max(1)
    counts = np.maximum(np.ceil(lengths / (TILE_PX - 4)).astype(int), 1)
    which = np.repeat(np.arange(len(corners)), counts)
    step = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    way = (ends - corners)[which] / counts[which, None]
    first = corners[which] + way * step[:, None]
    last = first + way
    # A pixel more, since a smooth edge reaches a little over the line.
    least = np.floor((np.minimum(first, last) - 1) / TILE_PX).astype(int)
    most = np.floor((np.maximum(first, last) + 1) / TILE_PX).astype(int)
    crossed = np.zeros(grid, bool)
    for xs in (least[:, 0], most[:, 0]):
        for ys in (least[:, 1], most[:, 1]):
            there = (ys >= 0) & (ys < grid[0]) & (xs >= 0) & (xs < grid[1])
            crossed[ys[there], xs[there]] = True
    return crossed


def _inside(corners: np.ndarray, grid: tuple[int, int]) -> np.ndarray:
    """The tiles, bool (rows, columns), whose middle is inside the outline."""
    (x0, y0), (x1, y1) = corners.T, np.roll(corners, -1, 0).T
    middles = (np.arange(grid[1]) + 0.5) * TILE_PX
    inside = np.zeros(grid, bool)
    for row in range(grid[0]):
        y = (row + 0.5) * TILE_PX
        across = (y0 <= y) != (y1 <= y)
        xs = x0[across] + (y - y0[across]) / (y1 - y0)[across] * (x1 - x0)[across]
        inside[row] = np.searchsorted(np.sort(xs), middles) % 2 == 1
    return inside


def _drawn(outline: QPolygonF, box: Box) -> np.ndarray:
    """The coverage, uint8 (h, w), of a tile through which the line runs."""
    top, left, bottom, right = box
    sheet = AlphaSheet(right - left, bottom - top)
    painter = QPainter(sheet.image)
    painter.translate(-left, -top)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawPolygon(outline)
    painter.end()
    return sheet.levels.copy()
