"""The pictures of compared styles, zoomed and moved as one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.compare_views import LinkedPictures, grid_of


def flat(colour: int, width: int = 400, height: int = 300) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


@pytest.fixture
def views(qtbot):
    made = LinkedPictures()
    qtbot.addWidget(made)
    made.resize(800, 240)
    made.show()
    made.show_pictures([("Photo", flat(0xFF2020)), ("One", flat(0x20FF20))])
    return made


def test_pictures_stand_side_by_side_in_their_order(views) -> None:
    left, right = views.panes()
    assert left.right() < right.left() and left.size() == right.size()
    shot = views.grab().toImage()
    ratio = views.devicePixelRatioF()
    assert shot.width() == round(views.width() * ratio)
    colours = [shot.pixelColor(pane.center()) for pane in views.panes()]
    assert colours[0].red() > 200 > colours[0].green()
    assert colours[1].green() > 200 > colours[1].red()
    assert views.accessibleDescription() == "Photo, One"


def test_the_grid_is_the_one_with_the_largest_pictures() -> None:
    assert grid_of(2, (800, 240), (400, 300)) == (1, 2)
    assert grid_of(2, (300, 900), (400, 300)) == (2, 1)
    assert grid_of(4, (800, 600), (400, 300)) == (2, 2)
    assert grid_of(1, (800, 240), (400, 300)) == (1, 1)
    assert grid_of(0, (800, 240), (0, 0)) == (1, 1)


def test_all_are_zoomed_and_moved_as_one(qtbot, views) -> None:
    fitted = views.zoom
    right = views.panes()[1]
    at = QPointF(right.center()) / views.devicePixelRatioF()
    before = views.view.to_image(
        right.center().x() - right.left(), right.center().y() - right.top()
    )  # fmt: skip
    views.set_zoom(2.0, at)
    after = views.view.to_image(
        right.center().x() - right.left(), right.center().y() - right.top()
    )  # fmt: skip
    assert after == pytest.approx(before, abs=1)
    wheel = QWheelEvent(
        at, QPointF(views.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(views, wheel)
    assert views.zoom == pytest.approx(2.4)
    origin = views.view.origin
    qtbot.mousePress(views, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    qtbot.mouseMove(views, QPoint(280, 110))
    qtbot.mouseRelease(views, Qt.MouseButton.LeftButton, pos=QPoint(280, 110))
    ratio = views.devicePixelRatioF()
    assert views.view.origin == (origin[0] - 20 * ratio, origin[1] + 10 * ratio)
    QTest.keyClick(views, Qt.Key.Key_0)
    assert views.zoom == fitted and views.is_fitted
    QTest.keyClick(views, Qt.Key.Key_1)
    assert views.zoom == 1.0
    QTest.keyClick(views, Qt.Key.Key_Plus)
    assert views.zoom == 1.5
    origin = views.view.origin
    QTest.keyClick(views, Qt.Key.Key_Right)
    assert views.view.origin[0] < origin[0]


def test_another_picture_keeps_the_place_that_is_looked_at(views) -> None:
    views.set_zoom(3.0)
    origin = views.view.origin
    views.show_pictures([("Photo", flat(0)), ("Two", flat(1))])
    assert views.zoom == 3.0 and views.view.origin == origin
    views.show_pictures([])
    assert views.panes() == []
    views.grab()
