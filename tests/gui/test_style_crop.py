"""The crop of a style: its frame, moved by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from engine.styles import WHOLE, StyleCrop
from gui.style_crop_dialog import StyleCropDialog
from gui.style_crop_view import CropView, Frame

pytestmark = pytest.mark.usefixtures("qapp")  # pixmaps need it


@pytest.fixture
def crop_dialog(qtbot):
    drawn = []
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    made = StyleCropDialog("Wave", image, WHOLE, lambda crop, _show: drawn.append(crop))
    made.drawn = drawn
    qtbot.addWidget(made)
    made.resize(640, 520)
    made.show()
    qtbot.waitExposed(made)
    return made


def drag(view, start, end):
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_the_frame_is_dragged_at_its_corners_and_moved_inside(crop_dialog):
    view, told = crop_dialog.view, []
    crop_dialog.crop_changed.connect(told.append)
    picture = view.picture_rect()
    middle = picture.center().toPoint()
    drag(view, picture.bottomRight().toPoint() - QPoint(1, 1), middle)
    assert crop_dialog.crop.right == pytest.approx(0.5, abs=0.03)
    assert crop_dialog.crop.bottom == pytest.approx(0.5, abs=0.03)
    inside = view.frame_rect().center().toPoint()
    drag(view, inside, inside + QPoint(1000, 0))
    assert crop_dialog.crop.right == 1.0  # it stops at the edge, at its own size
    assert crop_dialog.crop.left == pytest.approx(0.5, abs=0.03)
    assert told and crop_dialog.drawn[-1] == crop_dialog.crop


def test_keys_move_and_stretch_the_frame(crop_dialog):
    view = crop_dialog.view
    view.set_frame(Frame(0.2, 0.2, 0.6, 0.6))
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    frame = view.frame
    assert (frame.left, frame.right) == pytest.approx((0.21, 0.61))
    assert (frame.top, frame.bottom) == pytest.approx((0.2, 0.61))


def test_rotation_scale_and_reset(crop_dialog):
    settled = []
    crop_dialog.settled.connect(lambda: settled.append(crop_dialog.crop))
    crop_dialog.turn.setValue(150)
    crop_dialog._turn_by(90)
    assert crop_dialog.crop.rotation == -120 and settled
    crop_dialog.scale.setValue(crop_dialog.scale.maximum())
    assert crop_dialog.crop.scale == 4.0 and crop_dialog.scale_value.text() == "4.00×"
    crop_dialog.scale.setValue(crop_dialog.scale.minimum())
    assert crop_dialog.crop.scale == 0.25
    crop_dialog.reset_button.click()
    assert crop_dialog.crop == WHOLE and settled[-1] == WHOLE


@pytest.mark.parametrize("seed", range(5))
def test_a_frame_stays_inside_the_picture_whatever_is_done(seed):
    random = np.random.default_rng(seed)
    frame = Frame()
    for _ in range(200):
        side = tuple(int(v) for v in random.integers(-1, 2, 2))
        dx, dy = (float(v) for v in random.uniform(-1.5, 1.5, 2))
        frame = frame.stretched(side, dx, dy) if any(side) else frame.moved(dx, dy)
        StyleCrop(*(round(v, 9) for v in (frame.top, frame.left, frame.bottom, frame.right)))


def test_a_drag_outside_draws_another_frame(qtbot):
    view = CropView(QImage(200, 200, QImage.Format.Format_RGB32))
    qtbot.addWidget(view)
    view.resize(218, 218)
    view.set_frame(Frame(0.6, 0.6, 0.9, 0.9))
    view.show()
    picture = view.picture_rect()
    place = QPointF(picture.left() + 20, picture.top() + 20).toPoint()
    drag(view, place, place + QPoint(60, 40))
    assert view.frame.left == pytest.approx(0.1, abs=0.01)
    assert view.frame.right == pytest.approx(0.45, abs=0.02)
