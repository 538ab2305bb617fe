"""From mouse and pen to strokes of the brush: size, softness, pressure and preview."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_hands import LEFT, RIGHT, SHIFT, canvas, drag, place, strokes
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.canvas import BRUSH_RADIUS_RANGE, Canvas
from gui.tools import Stroke

__all__ = ["canvas", "strokes"]


CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_a_stroke_has_the_points_radius_and_mode(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    canvas.set_brush_radius(12)
    started = []
    canvas.stroke_started.connect(started.append)
    drag(canvas, [place(canvas, 50, 60), place(canvas, 70, 60), place(canvas, 70, 90)])
    assert strokes == [([(50, 60), (70, 60), (70, 90)], 12, "paint", 0.8)]
    assert started == ["paint"]
    canvas.set_tool("erase")
    canvas.set_brush_hardness(0.25)
    drag(canvas, [place(canvas, 10, 10)])
    assert strokes[1] == ([(10, 10)], 12, "erase", 0.25)


def test_points_are_picture_coordinates_at_any_zoom(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    canvas.set_zoom(4.0)
    x, y = canvas.view.to_image(100, 80)
    drag(canvas, [QPoint(100, 80), QPoint(140, 80)])
    assert strokes[0][0] == [(x, y), (x + 10, y)]


def test_side_by_side_paints_the_same_place_from_either_side(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    canvas.set_compare_mode("side")
    left = QPoint(150, 200)
    shift = canvas.panes()[1].shift[0]
    drag(canvas, [left])
    drag(canvas, [left + QPoint(shift, 0)])
    assert strokes[0][0] == strokes[1][0]
    # A stroke that crosses the divider goes on in the picture where it began.
    drag(canvas, [left, left + QPoint(300, 0)])
    (x0, _), (x1, _) = strokes[2][0]
    assert x1 - x0 == pytest.approx(300 / canvas.zoom)


def test_preview_shows_while_dragging_and_goes_with_escape(canvas: Canvas, strokes, qtbot) -> None:
    canvas.set_tool("brush")
    canvas.set_brush_hardness(1.0)
    plain = canvas.grab().toImage()
    drag(canvas, [place(canvas, 50, 60), place(canvas, 90, 60)], end=False)
    assert canvas.gesture_active
    middle = place(canvas, 70, 60)
    during = canvas.grab().toImage()
    assert during.pixelColor(middle) != plain.pixelColor(middle)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.gesture_active and canvas.scene.preview is None
    assert canvas.grab().toImage().pixelColor(middle) == plain.pixelColor(middle)
    QTest.mouseRelease(canvas, LEFT, pos=middle)
    assert strokes == []
    assert not canvas.cancel_gesture()


def test_preview_of_painting_and_erasing_meets_the_mask(canvas: Canvas) -> None:
    mask = np.zeros((300, 400), np.float32)
    mask[:, :200] = 1
    canvas.set_mask(mask)
    inside, outside = place(canvas, 100, 150), place(canvas, 300, 150)
    image = canvas.grab().toImage()
    masked, bare = image.pixelColor(inside), image.pixelColor(outside)
    points = [place(canvas, 60, 150), place(canvas, 340, 150)]
    canvas.set_tool("brush")
    canvas.set_brush_radius(20)
    drag(canvas, points, end=False)
    image = canvas.grab().toImage()
    # One tint, also where the stroke lies over the mask.
    for point in (inside, outside):
        red, green, blue = image.pixelColor(point).getRgb()[:3]
        assert (red, green, blue) == pytest.approx(masked.getRgb()[:3], abs=2)
    canvas.cancel_gesture()
    canvas.set_tool("erase")
    drag(canvas, points, end=False)
    image = canvas.grab().toImage()
    assert image.pixelColor(inside) == bare and image.pixelColor(outside) == bare


def test_preview_survives_a_zoom_in_mid_stroke(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    drag(canvas, [place(canvas, 150, 150), place(canvas, 160, 150)], end=False)
    canvas.set_zoom(2.0, QPointF(place(canvas, 150, 150)))
    preview = canvas.scene.preview
    assert preview is not None
    assert preview.image.pixelColor(place(canvas, 155, 150)).alpha() == 255


def test_shift_click_draws_a_straight_line(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    drag(canvas, [place(canvas, 50, 60)], modifiers=SHIFT)
    assert strokes[-1][0] == [(50, 60)]  # nothing to start from yet
    drag(canvas, [place(canvas, 150, 200)], modifiers=SHIFT)
    assert strokes[-1][0] == [(50, 60), (150, 200)]
    canvas.set_layers(np.zeros((200, 200, 3), np.uint8), None)
    drag(canvas, [place(canvas, 20, 20)], modifiers=SHIFT)
    assert len(strokes[-1][0]) == 1


def test_two_clicks_in_one_place_are_two_strokes(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    spot = place(canvas, 50, 60)
    QTest.mouseClick(canvas, LEFT, pos=spot)
    QTest.mouseDClick(canvas, LEFT, pos=spot)  # the second press only
    QTest.mouseRelease(canvas, LEFT, pos=spot)
    assert len(strokes) == 2


def test_near_points_are_left_out() -> None:
    stroke = Stroke("paint")
    assert stroke.add(0, 0, 5)
    assert not stroke.add(0.05, 0.05, 5)
    assert stroke.add(0.05, 0.05, 9)  # but a harder press counts
    assert stroke.radius == [5, 9]
    assert stroke.reach() == pytest.approx((-9, -9, 9.05, 9.05))


def _pen(
    canvas: Canvas,
    kind: QEvent.Type,
    spot: QPoint,
    pressure: float,
    tip: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
) -> None:
    device = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        tip,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else LEFT
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT
    event = QTabletEvent(
        kind,
        device,
        QPointF(spot),
        QPointF(canvas.mapToGlobal(spot)),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        button,
        held,
    )
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_pen_pressure_scales_the_radius(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    canvas.set_brush_radius(20)
    _pen(canvas, QEvent.Type.TabletPress, place(canvas, 50, 50), 0.2)
    _pen(canvas, QEvent.Type.TabletMove, place(canvas, 60, 50), 0.6)
    _pen(canvas, QEvent.Type.TabletMove, place(canvas, 70, 50), 1.0)
    _pen(canvas, QEvent.Type.TabletRelease, place(canvas, 70, 50), 0.0)
    ((points, radii, mode, _hardness),) = strokes
    assert points == [(50, 50), (60, 50), (70, 50)] and mode == "paint"
    assert radii[0] < radii[1] < radii[2] == 20


def test_the_eraser_end_of_the_pen_erases(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    eraser = QPointingDevice.PointerType.Eraser
    _pen(canvas, QEvent.Type.TabletPress, place(canvas, 50, 50), 1.0, eraser)
    _pen(canvas, QEvent.Type.TabletRelease, place(canvas, 50, 50), 0.0, eraser)
    assert strokes[0][2] == "erase"


def test_right_drag_resizes_the_brush(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    canvas.set_zoom(2.0)
    canvas.set_brush_radius(20)
    told = []
    canvas.brush_radius_changed.connect(told.append)
    drag(canvas, [QPoint(300, 200), QPoint(320, 200), QPoint(340, 200)], RIGHT)
    assert canvas.brush_radius == 40 and told == [30, 40]
    drag(canvas, [QPoint(300, 200), QPoint(350, 200)], RIGHT, end=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.brush_radius == 40
    assert strokes == []


def test_right_drag_up_hardens_the_brush(canvas: Canvas, strokes) -> None:
    canvas.set_tool("brush")
    canvas.set_brush_hardness(0.5)
    radius = canvas.brush_radius
    drag(canvas, [QPoint(300, 200), QPoint(302, 160)], RIGHT)
    assert canvas.brush_hardness == pytest.approx(0.7) and canvas.brush_radius == radius
    # Whichever way the hand went first counts: a wide turn afterwards changes no size.
    drag(canvas, [QPoint(300, 200), QPoint(300, 210), QPoint(360, 1000)], RIGHT)
    assert canvas.brush_hardness == 0 and canvas.brush_radius == radius
    drag(canvas, [QPoint(300, 200), QPoint(300, 100)], RIGHT, end=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.brush_hardness == 0 and strokes == []


@pytest.mark.parametrize("key", [CONTROL, ALT])
def test_a_held_key_turns_a_tool_round(canvas: Canvas, strokes, key) -> None:
    canvas.set_tool("brush")
    drag(canvas, [place(canvas, 50, 60), place(canvas, 70, 60)], modifiers=key)
    assert strokes[-1][2] == "erase"
    drag(canvas, [place(canvas, 50, 60)])
    assert strokes[-1][2] == "paint"
    canvas.set_tool("erase")
    drag(canvas, [place(canvas, 50, 60)], modifiers=key)
    assert strokes[-1][2] == "paint"
    modes = []
    canvas.box_selected.connect(lambda _box, mode: modes.append(mode))
    canvas.polygon_selected.connect(lambda _points, mode: modes.append(mode))
    corners = [place(canvas, 10, 10), place(canvas, 60, 10), place(canvas, 60, 60)]
    canvas.set_tool("rectangle")
    drag(canvas, corners, modifiers=key)
    canvas.set_tool("lasso")
    drag(canvas, corners, modifiers=key)
    drag(canvas, corners)
    assert modes == ["erase", "erase", "paint"]


def test_the_ring_says_that_it_erases(canvas: Canvas) -> None:
    canvas.set_tool("brush")
    canvas.set_brush_radius(30)
    QTest.mouseMove(canvas, QPoint(300, 200))
    painting = canvas.grab().toImage()
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Control)
    erasing = canvas.grab().toImage()
    assert erasing != painting
    QTest.keyRelease(canvas, Qt.Key.Key_Control)
    assert canvas.grab().toImage() == painting


def test_the_preview_is_as_soft_as_the_brush(canvas: Canvas) -> None:
    canvas.set_tool("brush")
    canvas.set_brush_radius(40)
    canvas.set_brush_hardness(0.0)
    drag(canvas, [place(canvas, 150, 150)], end=False)
    image = canvas.scene.preview.image
    centre = place(canvas, 150, 150)
    alphas = [image.pixelColor(centre + QPoint(dx, 0)).alpha() for dx in (0, 10, 20, 30, 38, 44)]
    assert alphas[0] > 250 and alphas == sorted(alphas, reverse=True)
    assert 100 < alphas[2] < 160 and alphas[-1] == 0


def test_brush_radius_has_limits(canvas: Canvas) -> None:
    canvas.set_brush_radius(0)
    assert canvas.brush_radius == BRUSH_RADIUS_RANGE[0]
    canvas.set_brush_radius(1e9)
    assert canvas.brush_radius == BRUSH_RADIUS_RANGE[1]


def test_the_ring_has_the_true_size_of_the_brush(canvas: Canvas) -> None:
    canvas.set_tool("brush")
    canvas.set_brush_hardness(1.0)
    canvas.set_brush_radius(30)
    canvas.set_zoom(3.0)
    QTest.mouseMove(canvas, QPoint(300, 200))
    image = canvas.grab().toImage()
    plain = image.pixelColor(300 + 45, 200)
    ring = [x for x in range(300 + 60, 300 + 110) if image.pixelColor(x, 200) != plain]
    assert ring and min(abs(x - (300 + 90)) for x in ring) <= 1
    assert max(ring) - min(ring) <= 6
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    canvas.set_tool("pan")
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    image = canvas.grab().toImage()
    assert all(image.pixelColor(x, 200) == plain for x in range(360, 410))
