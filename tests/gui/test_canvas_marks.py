"""What the canvas draws over the picture: heatmap, mask and the marks of problems."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_pixels import BLUE, RED, at, canvas, flat, shown

from engine.operations.results import Region
from gui.canvas import Canvas
from gui.overlay import MASK_RGB

__all__ = ["canvas"]


def test_heatmap_of_zeros_changes_nothing(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    plain = shown(canvas)
    values = np.zeros((300, 400), np.float32)
    canvas.set_anomaly(values)
    canvas.set_anomaly_opacity(1.0)
    left_half = np.s_[:, :320]  # the legend is in the other one
    assert np.array_equal(shown(canvas)[left_half], plain[left_half])


def test_the_legend_comes_with_the_heatmap_and_follows_the_threshold(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    corner = np.s_[:90, 420:]
    plain = shown(canvas)[corner]
    values = np.zeros((300, 400), np.float32)
    canvas.set_anomaly(values, 0.3)
    low = shown(canvas)[corner]
    canvas.set_anomaly(values, 0.8)
    high = shown(canvas)[corner]
    assert (low != plain).any() and (high != low).any()
    canvas.show_original(True)
    assert not (shown(canvas)[corner][:, :, 0] == low[:, :, 0]).all()
    canvas.show_original(False)
    canvas.set_anomaly(None)
    assert np.array_equal(shown(canvas)[corner], plain)


def test_heatmap_rises_with_value_and_opacity(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    values = np.zeros((300, 400), np.float32)
    values[:, 200:300], values[:, 300:] = 0.5, 1.0
    canvas.set_anomaly(values)

    def change(x: int) -> int:
        return int(np.abs(np.subtract(at(canvas, x, 150), BLUE)).sum())

    canvas.set_anomaly_opacity(0.5)
    assert change(100) == 0
    assert 0 < change(250) < change(350)
    half = change(350)
    canvas.set_anomaly_opacity(1.0)
    assert change(350) > half
    canvas.set_anomaly_opacity(0.0)
    assert change(350) == 0
    canvas.set_anomaly_opacity(1.0)
    canvas.show_original(True)
    assert at(canvas, 350, 150) == RED
    canvas.show_original(False)
    canvas.set_compare_mode("split")
    canvas.set_split(1.0)
    assert at(canvas, 350, 250) == RED
    canvas.set_compare_mode("single")
    canvas.set_anomaly(None)
    assert change(350) == 0


def test_mask_shows_translucent_and_only_where_it_is(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat((128, 128, 128)))
    plain = shown(canvas)
    mask = np.zeros((300, 400), np.float32)
    canvas.set_mask(mask)
    assert np.array_equal(shown(canvas), plain)
    mask[100:200, 100:200] = 1
    canvas.update_mask(mask, (100, 100, 200, 200))
    colour = at(canvas, 150, 150)
    assert colour == pytest.approx(128 + 0.42 * (np.array(MASK_RGB) - 128), abs=2)
    assert at(canvas, 250, 150) == (128, 128, 128)
    canvas.set_mask_visible(False)
    assert np.array_equal(shown(canvas), plain)
    canvas.set_mask_visible(True)
    canvas.set_mask(None)
    assert np.array_equal(shown(canvas), plain)


@pytest.mark.parametrize("zoom", [1.0, 6.0])
def test_mask_has_a_clear_edge(canvas: Canvas, zoom: float) -> None:
    canvas.set_layers(flat(RED), flat((128, 128, 128)))
    mask = np.zeros((300, 400), np.float32)
    mask[:, 200:] = 1
    canvas.set_mask(mask)
    canvas.set_zoom(zoom)
    row = shown(canvas)[240].astype(int)
    likeness = np.abs(row - MASK_RGB).sum(1)
    edge = int(canvas.view.to_device(200, 0)[0])
    assert abs(int(likeness.argmin()) - edge) <= 1
    assert likeness.min() < 30 < likeness[edge + 30]


def _region(number: int, box: tuple[int, int, int, int]) -> Region:
    mask = np.ones((box[2] - box[0], box[3] - box[1]), np.uint8)
    return Region(number, box, mask.size, 0.9, None, "", mask)


def test_badges_keep_their_size_and_stay_in_sight(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    canvas.set_regions((_region(1, (100, 100, 200, 300)), _region(2, (0, 0, 30, 30))))
    marks, view = canvas.scene.marks, canvas.view
    sizes = set()
    for zoom in (0.5, 1.0, 4.0, 12.0):
        canvas.set_zoom(zoom)
        badges = marks.badges(view, canvas.device_rect(), 1.0)
        sizes |= {(badge.width(), badge.height()) for badge in badges.values()}
        assert all(canvas.device_rect().contains(badge.toRect()) for badge in badges.values())
    assert len(sizes) == 1
    assert 2 not in badges  # far out of view at 1200 %
    assert marks.badges(view, canvas.device_rect(), 2.0)[1].height() == 2 * next(iter(sizes))[1]


def test_the_place_that_is_looked_at_is_known(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    moves = []
    canvas.view_changed.connect(lambda: moves.append(canvas.looked_at()))
    canvas.set_regions((_region(1, (40, 60, 80, 120)), _region(2, (200, 300, 220, 340))))
    assert canvas.looked_at().isEmpty()
    canvas.select_region(1)
    left, top, right, bottom = canvas.view.box_rect((40, 60, 80, 120))
    place = canvas.looked_at()
    assert moves == [place]
    assert place.left() <= left and place.top() <= top
    assert place.right() >= right - 1 and place.bottom() >= bottom - 1
    canvas.set_compare_mode("side")
    assert canvas.looked_at().left() > canvas.width() / 2  # where the result is
    canvas.set_compare_mode("single")
    canvas.zoom_to_box((200, 300, 220, 340))
    assert canvas.looked_at().isEmpty()  # out of sight


def test_the_selected_region_is_emphasised(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat((60, 60, 60)))
    canvas.set_regions((_region(1, (100, 100, 200, 300)),))
    plain = shown(canvas)
    canvas.select_region(1)
    chosen = shown(canvas)
    assert canvas.selected_region == 1

    def yellow(pixels: np.ndarray) -> int:
        red, green, blue = np.moveaxis(pixels.astype(int), 2, 0)
        return int(((red > 180) & (green > 120) & (blue < 120)).sum())

    assert yellow(plain) == 0 < yellow(chosen)
    canvas.set_regions(())
    assert canvas.selected_region is None
    assert yellow(shown(canvas)) == 0
