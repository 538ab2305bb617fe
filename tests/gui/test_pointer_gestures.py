"""From mouse, wheel and touchpad to shapes, clicked regions, panning and zooming."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_hands import LEFT, MIDDLE, RIGHT, SHIFT, canvas, drag, place, strokes
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.operations.results import Region
from gui.canvas import Canvas

__all__ = ["canvas", "strokes"]


def test_rectangle(canvas: Canvas, qtbot) -> None:
    canvas.set_tool("rectangle")
    boxes = []
    canvas.box_selected.connect(lambda box, mode: boxes.append((box, mode)))
    drag(canvas, [place(canvas, 120, 80), place(canvas, 60, 50), place(canvas, 30, 20)])
    assert boxes == [((20, 30, 80, 120), "paint")]
    drag(canvas, [place(canvas, 350, 250), place(canvas, 360, 250), QPoint(599, 399)])
    assert boxes[-1][0] == (250, 350, 300, 400)  # cut to the picture
    drag(canvas, [place(canvas, 10, 10), place(canvas, 30, 20)], modifiers=SHIFT)
    count = len(boxes)
    QTest.mouseClick(canvas, LEFT, pos=place(canvas, 10, 10))
    drag(canvas, [place(canvas, 50, 50), place(canvas, 80, 90)], end=False)
    assert canvas.scene.band
    canvas.set_tool("pan")  # gives the gesture up
    assert not canvas.scene.band and len(boxes) == count


def test_shift_keeps_the_rectangle_square(canvas: Canvas) -> None:
    canvas.set_tool("rectangle")
    boxes = []
    canvas.box_selected.connect(lambda box, mode: boxes.append((box, mode)))
    drag(canvas, [place(canvas, 100, 100), place(canvas, 140, 110)], modifiers=SHIFT)
    assert boxes == [((100, 100, 140, 140), "paint")]


def test_lasso(canvas: Canvas) -> None:
    canvas.set_tool("lasso")
    outlines = []
    canvas.polygon_selected.connect(lambda points, mode: outlines.append((points, mode)))
    corners = [(50, 50), (100, 50), (100, 100), (60, 90)]
    drag(canvas, [place(canvas, *corner) for corner in corners])
    assert outlines == [(corners, "paint")]
    drag(canvas, [place(canvas, 50, 50), place(canvas, 60, 60)])
    assert len(outlines) == 1


def _region(number: int, box: tuple[int, int, int, int]) -> Region:
    mask = np.zeros((box[2] - box[0], box[3] - box[1]), np.uint8)
    mask[:, : mask.shape[1] // 2] = 1
    return Region(number, box, int(mask.sum()), 0.9, None, "", mask)


def test_clicking_a_region_or_its_badge(canvas: Canvas) -> None:
    canvas.set_regions((_region(1, (100, 100, 200, 200)), _region(2, (60, 90, 160, 290))))
    clicked = []
    canvas.region_clicked.connect(clicked.append)

    def click(x: float, y: float) -> None:
        QTest.mouseClick(canvas, LEFT, pos=place(canvas, x, y))

    click(130, 180)
    click(180, 180)  # in the box of 1 but not in its mask
    click(180, 80)
    click(120, 130)  # both: the worse one
    assert clicked == [1, 2, 1]
    badge = canvas.scene.marks.badges(canvas.view, canvas.device_rect(), 1.0)[2]
    QTest.mouseClick(canvas, LEFT, pos=badge.center().toPoint())
    assert clicked == [1, 2, 1, 2]
    canvas.show_original(True)
    click(130, 180)
    canvas.show_original(False)
    canvas.set_tool("brush")
    click(130, 180)
    assert len(clicked) == 4


def test_dragging_over_a_region_does_not_click_it(canvas: Canvas) -> None:
    canvas.set_regions((_region(1, (0, 0, 300, 400)),))
    clicked = []
    canvas.region_clicked.connect(clicked.append)
    drag(canvas, [place(canvas, 50, 50), place(canvas, 80, 50), place(canvas, 50, 50)])
    assert clicked == []


@pytest.mark.parametrize("way", ["hand", "middle", "space"])
def test_panning(canvas: Canvas, strokes, way: str) -> None:
    canvas.set_zoom(4.0)
    canvas.set_tool("pan" if way == "hand" else "brush")
    before = canvas.view.origin
    if way == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    button = MIDDLE if way == "middle" else LEFT
    drag(canvas, [QPoint(300, 200), QPoint(320, 190), QPoint(340, 180)], button)
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.origin == (before[0] + 40, before[1] - 20)
    assert strokes == []
    if way != "hand":
        drag(canvas, [QPoint(300, 200)])
        assert len(strokes) == 1  # the tool in hand is back


def _turn(canvas: Canvas, position: QPoint, angle: int, pixels: QPoint | None = None) -> None:
    spot = QPointF(position)
    event = QWheelEvent(
        spot,
        QPointF(canvas.mapToGlobal(position)),
        pixels or QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_the_wheel_zooms_at_the_pointer(canvas: Canvas) -> None:
    canvas.set_zoom(3.0)
    spot = QPoint(420, 130)
    before = canvas.view.to_image(420, 130)
    zooms = []
    canvas.zoom_changed.connect(zooms.append)
    _turn(canvas, spot, 120)
    assert canvas.zoom == pytest.approx(3.6) and zooms == [canvas.zoom]
    assert canvas.view.to_image(420, 130) == pytest.approx(before, abs=0.5)
    _turn(canvas, spot, -120)
    assert canvas.zoom == pytest.approx(3.0)
    _turn(canvas, spot, 15)  # a wheel with fine steps
    assert canvas.zoom == pytest.approx(3.0 * 1.2 ** (1 / 8))


def test_the_wheel_zooms_in_the_right_pane(canvas: Canvas) -> None:
    canvas.set_compare_mode("side")
    canvas.set_zoom(4.0)
    shift = canvas.panes()[1].shift[0]
    before = canvas.view.to_image(480 - shift, 130)
    _turn(canvas, QPoint(480, 130), 120)
    assert canvas.view.to_image(480 - shift, 130) == pytest.approx(before, abs=0.3)


def test_the_wheel_stops_at_a_hundred_percent(canvas: Canvas) -> None:
    canvas.set_zoom(0.9)
    _turn(canvas, QPoint(300, 200), 120)
    assert canvas.zoom == 1.0
    _turn(canvas, QPoint(300, 200), 120)
    assert canvas.zoom == pytest.approx(1.2)


def test_two_fingers_pan(canvas: Canvas) -> None:
    canvas.set_zoom(4.0)
    before = canvas.view.origin
    _turn(canvas, QPoint(300, 200), 40, QPoint(-12, 9))
    assert canvas.zoom == 4.0
    assert canvas.view.origin == (before[0] - 12, before[1] + 9)


def test_pinching_zooms(canvas: Canvas) -> None:
    canvas.set_zoom(4.0)
    before = canvas.view.to_image(200, 150)
    spot = QPointF(200, 150)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        spot,
        spot,
        QPointF(canvas.mapToGlobal(spot)),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.zoom == pytest.approx(5.0)
    assert canvas.view.to_image(200, 150) == pytest.approx(before, abs=0.5)


@pytest.mark.parametrize("tool", ["pan", "brush", "lasso"])
def test_a_right_click_asks_for_the_menu_and_a_right_drag_does_not(canvas: Canvas, tool) -> None:
    canvas.set_regions((_region(3, (20, 20, 60, 60)),))
    canvas.set_tool(tool)
    asked = []
    canvas.menu_wanted.connect(lambda at, number: asked.append((at, number)))
    spot = place(canvas, 30, 40)
    QTest.mouseClick(canvas, RIGHT, pos=spot)
    assert asked == [(canvas.mapToGlobal(spot), 3)]
    QTest.mouseClick(canvas, RIGHT, pos=place(canvas, 200, 200))
    assert asked[-1][1] is None
    drag(canvas, [QPoint(300, 200), QPoint(340, 200)], RIGHT)
    assert len(asked) == 2


def test_pointer_position_is_told_in_pixels(canvas: Canvas) -> None:
    told = []
    canvas.pointer_moved.connect(lambda x, y: told.append((x, y)))
    QTest.mouseMove(canvas, place(canvas, 0, 0))
    QTest.mouseMove(canvas, place(canvas, 399, 299))
    QTest.mouseMove(canvas, place(canvas, 400, 299))
    QTest.mouseMove(canvas, QPoint(1, 1))
    assert told == [(0, 0), (399, 299), (None, None)]
    QTest.mouseMove(canvas, place(canvas, 5, 6))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert told[-2:] == [(5, 6), (None, None)]


def test_escape_is_left_to_the_window_when_nothing_is_under_way(canvas: Canvas) -> None:
    def claims_escape() -> bool:
        kind, none = QEvent.Type.ShortcutOverride, Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(kind, Qt.Key.Key_Escape, none)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    assert not claims_escape()
    canvas.set_tool("brush")
    drag(canvas, [place(canvas, 5, 5), place(canvas, 9, 9)], end=False)
    assert claims_escape()
    canvas.cancel_gesture()
    assert not claims_escape()
