"""The inside of a lasso, tile by tile."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from gui.polygon_tiles import TILE_PX, polygon_tiles
from gui.qimage import AlphaSheet

Points = list[tuple[float, float]]


def assembled(points: Points, hw: tuple[int, int]) -> np.ndarray:
    """All tiles together; none overlaps another."""
    whole, seen = np.zeros(hw, np.uint8), np.zeros(hw, bool)
    for (top, left, bottom, right), coverage in polygon_tiles(points, hw):
        assert coverage.shape == (bottom - top, right - left) and coverage.dtype == np.uint8
        assert not seen[top:bottom, left:right].any()
        seen[top:bottom, left:right] = True
        whole[top:bottom, left:right] = coverage
    return whole


def drawn_at_once(points: Points, hw: tuple[int, int]) -> np.ndarray:
    sheet = AlphaSheet(hw[1], hw[0])
    painter = QPainter(sheet.image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    painter.end()
    return sheet.levels.copy()


def ring(centre: tuple[float, float], radius: float, count: int, wobble: float) -> Points:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radii = radius * (1 + wobble * np.sin(9 * angles))
    x, y = centre[0] + radii * np.cos(angles), centre[1] + radii * np.sin(angles)
    return list(zip(x.tolist(), y.tolist(), strict=True))


@pytest.mark.parametrize(
    "points",
    [
        ring((1100, 900), 850, 300, 0.2),
        ring((300, 200), 700, 50, 0.3),  # reaches beyond the picture
        [(100, 100), (2000, 1700), (2000, 100), (100, 1700)],  # crosses itself
        [(-900, -900), (4000, -900), (4000, 4000), (-900, 4000)],  # holds all of it
        [(512, 512), (1536, 512), (1536, 1024), (512, 1024)],  # along the edges of tiles
        [(10.3, 20.7), (14.2, 21.1), (12.0, 30.9)],
    ],
)
def test_the_tiles_are_what_would_be_drawn_at_once(points: Points) -> None:
    hw = (1800, 2200)
    apart = np.abs(assembled(points, hw).astype(int) - drawn_at_once(points, hw))
    assert apart.max() <= 8 and (apart > 0).mean() < 0.001


def test_a_polygon_is_filled_and_cut_to_the_picture() -> None:
    ((box, coverage),) = polygon_tiles([(-5, 2), (4, 2), (4, 6), (-5, 6)], (10, 10))
    assert box == (2, 0, 6, 4) and (coverage == 255).all()


def test_edges_are_smooth() -> None:
    coverage = assembled([(0, 0), (8, 0), (0, 8)], (8, 8))
    assert coverage[0, 0] == 255 and coverage[7, 7] == 0
    assert abs(float(coverage.sum()) / 255 - 32) < 1


@pytest.mark.parametrize(
    "points", [[(20, 20), (30, 20), (30, 30)], [(1, 1), (2, 2)], [], [(3, 3), (3, 3), (3, 3)]]
)
def test_where_nothing_is_inside_there_are_no_tiles(points: Points) -> None:
    assert list(polygon_tiles(points, (8, 8))) == []


def test_of_a_huge_lasso_only_the_line_is_drawn() -> None:
    tiles = list(polygon_tiles(ring((6000, 4500), 4200, 2000, 0.02), (9000, 12000)))
    drawn = [coverage for _, coverage in tiles if any(coverage.strides)]
    full = [coverage for _, coverage in tiles if not any(coverage.strides)]
    # Around a circle of eight tiles' radius, with room for what lies aslant.
    assert len(drawn) <= 2.2 * 2 * np.pi * 4200 / TILE_PX and len(full) > 130
