"""What the canvas shows of pictures, read back from its pixels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from canvas_pixels import BLUE, RED, at, canvas, flat, shown
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPaintEvent, QPalette
from PySide6.QtTest import QTest

from gui.canvas import Canvas
from gui.canvas_painting import surround_colour

__all__ = ["canvas"]


def test_an_empty_canvas_is_nothing_but_surround(canvas: Canvas) -> None:
    colour = surround_colour(canvas.palette()).getRgb()[:3]
    assert (shown(canvas) == colour).all()
    # Nothing of this may fail without a picture.
    canvas.zoom_in()
    canvas.zoom_to_fit()
    canvas.zoom_to_actual()
    canvas.set_compare_mode("split")
    canvas.set_tool("brush")
    QTest.mouseMove(canvas, QPoint(50, 50))
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert (shown(canvas) == colour).all()


def test_the_surround_follows_the_palette(canvas: Canvas) -> None:
    palette = QPalette()
    for window, bright in (("#202020", False), ("#f0f0f0", True)):
        palette.setColor(QPalette.ColorRole.Window, QColor(window))
        canvas.setPalette(palette)
        red, green, blue = shown(canvas)[5, 5].astype(int)
        assert (red > 128) == bright
        assert max(red, green, blue) - min(red, green, blue) <= 4  # neutral


def test_the_result_shows_and_the_photo_without_one(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), None)
    assert at(canvas, 200, 150) == RED
    canvas.set_layers(flat(RED), flat(BLUE))
    assert at(canvas, 200, 150) == BLUE
    canvas.show_original(True)
    assert at(canvas, 200, 150) == RED
    canvas.show_original(False)
    assert at(canvas, 200, 150) == BLUE
    canvas.set_layers(None, None)
    assert (shown(canvas) == surround_colour(canvas.palette()).getRgb()[:3]).all()


def test_a_hundred_percent_is_pixel_for_pixel(canvas: Canvas) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1300, 1500, 3), np.uint8)
    canvas.set_layers(noise, None)
    canvas.zoom_to_actual()
    top, left, bottom, right = canvas.view.visible_box()
    assert np.array_equal(shown(canvas), noise[top:bottom, left:right])


def test_magnified_pixels_stay_sharp(canvas: Canvas) -> None:
    board = (np.indices((300, 400)).sum(0) % 2 * 255).astype(np.uint8)
    canvas.set_layers(np.repeat(board[..., None], 3, 2), None)
    canvas.set_zoom(7.0)
    assert set(np.unique(shown(canvas))) == {0, 255}


@pytest.mark.parametrize("zoom", [0.37, 0.9, 1.43, 2.6])
def test_no_seams_between_tiles(canvas: Canvas, zoom: float) -> None:
    ramp = np.linspace(20, 230, 1600).astype(np.uint8)
    canvas.set_layers(np.broadcast_to(ramp[None, :, None], (1200, 1600, 3)), None)
    canvas.set_zoom(zoom)
    steps = np.diff(shown(canvas)[240, 30:610, 0].astype(int))
    assert steps.min() >= 0 and steps.max() <= 1


def test_split_shows_both_sides(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    canvas.set_compare_mode("split")
    canvas.set_split(0.25)
    pixels = shown(canvas)
    assert at(canvas, 60, 250, pixels) == RED
    assert at(canvas, 150, 250, pixels) == BLUE
    canvas.set_zoom(4.0)
    line = canvas.split_x()
    pixels = shown(canvas)
    assert tuple(pixels[100, line - 20]) == RED
    assert tuple(pixels[100, line + 20]) == BLUE


def test_split_line_moves_by_mouse_and_keys(canvas: Canvas, qtbot) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    canvas.set_compare_mode("split")
    canvas.set_tool("brush")  # the grip works with any tool
    strokes = []
    canvas.stroke_finished.connect(lambda *stroke: strokes.append(stroke))
    grip = QPoint(canvas.split_x(), canvas.split_area().center().y())
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=grip)
    QTest.mouseMove(canvas, grip + QPoint(100, 30))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=grip + QPoint(100, 30))
    assert canvas.split == pytest.approx(0.5 + 100 / canvas.split_area().width(), abs=0.01)
    assert not strokes
    before = canvas.split
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.split == pytest.approx(before - 0.01)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.split == pytest.approx(before + 0.09)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.split == 0.0
    canvas.set_split(7)
    assert canvas.split == 1.0


def test_side_by_side_is_linked(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    canvas.set_compare_mode("side")
    left, right = canvas.panes()
    pixels = shown(canvas)
    x, y = (int(edge) for edge in canvas.view.to_device(200, 150))
    assert tuple(pixels[y, x + left.shift[0]]) == RED
    assert tuple(pixels[y, x + right.shift[0]]) == BLUE
    # The same point of the picture lies under the pointer in both.
    first = canvas.pointer_at(QPointF(x, y))
    second = canvas.pointer_at(QPointF(x + right.shift[0], y))
    assert (first.x, first.y) == (second.x, second.y)


def test_compare_modes_need_two_pictures(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), None)
    for mode in ("split", "side"):
        canvas.set_compare_mode(mode)
        assert len(canvas.panes()) == 1
        assert at(canvas, 200, 150) == RED
    canvas.set_layers(flat(RED), flat(BLUE))
    assert len(canvas.panes()) == 2 and canvas.view.view_wh[0] < 640


def test_layers_of_other_sizes_cover_the_same_place(canvas: Canvas) -> None:
    small = np.concatenate([flat(RED, (75, 50)), flat(BLUE, (75, 50))], axis=1)
    canvas.set_layers(small, flat((9, 9, 9)))
    canvas.show_original(True)
    assert at(canvas, 150, 150) == RED
    assert at(canvas, 250, 150) == BLUE


def test_checkerboard_under_transparent_pixels_only(canvas: Canvas) -> None:
    alpha = np.full((300, 400), 255, np.uint8)
    alpha[:, 200:] = 0
    canvas.set_layers(flat(RED), None, alpha)
    pixels = shown(canvas)
    assert at(canvas, 100, 150, pixels) == RED
    x0, y0 = (int(edge) for edge in canvas.view.to_device(230, 60))
    colours = {tuple(colour) for colour in pixels[y0 : y0 + 32, x0 : x0 + 32].reshape(-1, 3)}
    assert len(colours) == 2
    assert all(red == green == blue for red, green, blue in colours)


def test_a_thin_edge_surrounds_the_picture(canvas: Canvas) -> None:
    colour = surround_colour(canvas.palette()).getRgb()[:3]
    canvas.set_layers(flat(colour), None)
    left = round(canvas.view.picture_rect()[0])
    row = shown(canvas)[240]
    assert tuple(row[left]) == colour and tuple(row[left - 2]) == colour
    assert tuple(row[left - 1]) != colour


class WatchedCanvas(Canvas):
    """Remembers which part of it was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[QRect] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(event.rect())
        super().paintEvent(event)


def test_dirty_boxes_repaint_only_themselves(qtbot) -> None:
    canvas = WatchedCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(640, 480)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_layers(flat(RED), flat(BLUE))
    mask = np.zeros((300, 400), np.float32)
    canvas.set_mask(mask)
    canvas.zoom_to_actual()
    x, y = (int(edge) for edge in canvas.view.to_device(70, 50))
    for change in (
        lambda: canvas.update_stylized(flat(BLUE), (50, 70, 60, 90)),
        lambda: canvas.update_mask(mask, (50, 70, 60, 90)),
    ):
        qtbot.wait(20)
        canvas.painted.clear()
        change()
        qtbot.waitUntil(lambda: bool(canvas.painted))
        assert len(canvas.painted) == 1
        assert canvas.painted[0].contains(QRect(x, y, 20, 10))
        assert canvas.painted[0].width() <= 40 and canvas.painted[0].height() <= 30


def test_update_stylized_changes_the_pixels_of_the_box_alone(canvas: Canvas) -> None:
    canvas.set_layers(flat(RED), flat(BLUE))
    canvas.zoom_to_actual()
    before = shown(canvas)
    pixels = flat(BLUE).copy()
    pixels[50:60, 70:90] = 255
    canvas.update_stylized(pixels, (50, 70, 60, 90))
    after = shown(canvas)
    x, y = (int(edge) for edge in canvas.view.to_device(70, 50))
    assert (after[y : y + 10, x : x + 20] == 255).all()
    after[y : y + 10, x : x + 20] = before[y : y + 10, x : x + 20]
    assert np.array_equal(after, before)
    with pytest.raises(ValueError, match="same size"):
        canvas.update_stylized(pixels[:-1], (0, 0, 1, 1))


@pytest.mark.parametrize("hw", [(200, 40000), (9000, 12000)])
def test_huge_pictures(canvas: Canvas, qtbot, hw: tuple[int, int]) -> None:
    canvas.set_layers(flat(RED, hw), flat(BLUE, hw))
    canvas.set_anomaly(np.broadcast_to(np.float32(0), hw))
    canvas.set_mask(np.broadcast_to(np.float32(0), hw))
    middle = (hw[1] / 2, hw[0] / 2)
    assert at(canvas, *middle) == BLUE
    qtbot.waitUntil(lambda: canvas.is_complete)
    canvas.zoom_to_box((hw[0] - 50, hw[1] - 50, hw[0], hw[1]))
    assert at(canvas, hw[1] - 10.5, hw[0] - 10.5) == BLUE
    canvas.zoom_to_actual()
    assert canvas._cache.used_bytes < 100e6


def test_frames_that_ran_out_of_time_are_finished_later(canvas: Canvas, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("gui.picture_view.SAMPLES_PER_FRAME", 300_000)
    noise = np.random.default_rng(1).integers(0, 256, (1800, 2400, 3), np.uint8)
    canvas.set_layers(noise, None)
    canvas.zoom_to_actual()
    canvas.repaint()
    assert not canvas.is_complete
    qtbot.waitUntil(lambda: canvas.is_complete)
    top, left, bottom, right = canvas.view.visible_box()
    assert np.array_equal(shown(canvas), noise[top:bottom, left:right])


def test_resizing_keeps_the_picture_fitted(canvas: Canvas, qtbot) -> None:
    canvas.set_layers(flat(RED), None)
    zooms = []
    canvas.zoom_changed.connect(zooms.append)
    canvas.resize(320, 300)
    assert canvas.is_fitted and zooms and zooms[-1] == canvas.zoom
    canvas.set_zoom(2.0)
    canvas.resize(400, 400)
    assert canvas.zoom == 2.0 and not canvas.is_fitted
    canvas.set_layers(flat(RED), flat(BLUE))  # same size: the view stays
    assert canvas.zoom == 2.0
    canvas.set_layers(flat(RED, (10, 10)), None)
    assert canvas.is_fitted


SCALED = """
import math
import numpy as np
from PySide6.QtWidgets import QApplication, QWidget
from gui import picture_view
from gui.canvas import Canvas
from gui.qimage import from_qimage

picture_view.SECONDS_PER_FRAME = math.inf  # or a slow machine would sharpen it later
app = QApplication([])
window = QWidget()
window.resize(420, 330)
canvas = Canvas(window)
canvas.setGeometry(7, 5, 403, 311)  # begins between device pixels where the scale is fractional
noise = np.random.default_rng(1).integers(0, 256, (900, 1300, 3), np.uint8)
canvas.set_layers(noise, None)
window.show()
canvas.zoom_to_actual()
assert canvas.zoom == 1.0
image = window.grab().toImage()
shown = from_qimage(image)[0]
dpr = image.devicePixelRatio()
assert abs(dpr - SCALE) < 1e-6, dpr
x, y = canvas.view.origin
probe = noise[-int(y) + 100 : -int(y) + 160, -int(x) + 120 : -int(x) + 200]
left, top = round(7 * dpr) + 120, round(5 * dpr) + 100
assert np.array_equal(shown[top : top + 60, left : left + 80], probe)
"""


@pytest.mark.parametrize("scale", ["1", "1.25", "2"])
def test_a_hundred_percent_means_device_pixels(scale: str) -> None:
    env = {
        **os.environ,
        "QT_SCALE_FACTOR": scale,
        "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    code = SCALED.replace("SCALE", scale)
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
