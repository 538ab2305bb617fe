"""Where the picture lies: the arithmetic of the view transform, without a widget."""

from __future__ import annotations

import pytest

from gui.view_transform import ZOOM_MAXIMUM, ZOOM_MINIMUM, ViewTransform


def _view(picture: tuple[int, int] = (4000, 3000), room: tuple[int, int] = (800, 600)):
    view = ViewTransform(margin_px=0)
    view.resize_view(*room)
    view.set_picture(*picture)
    return view


def test_a_new_picture_is_fitted_and_centred() -> None:
    view = _view((1000, 3000))
    assert view.fitted and view.zoom == pytest.approx(0.2)
    left, top, right, bottom = view.picture_rect()
    assert (left, top, right, bottom) == (300, 0, 500, 600)


def test_the_same_size_keeps_the_view() -> None:
    view = _view()
    view.set_zoom(2.0, (100, 100))
    origin = view.origin
    assert not view.set_picture(4000, 3000)
    assert view.zoom == 2.0 and view.origin == origin
    assert view.set_picture(3000, 4000) and view.fitted


@pytest.mark.parametrize("anchor", [(400, 300), (123, 456), (799, 1)])
@pytest.mark.parametrize("zoom", [0.7, 1.0, 3.3, 32.0])
def test_the_point_under_the_pointer_stays(anchor: tuple[int, int], zoom: float) -> None:
    view = _view()
    view.set_zoom(0.9)
    before = view.to_image(*anchor)
    view.set_zoom(zoom, anchor)
    at = view.to_device(*before)
    # Half a pixel each way, because pictures lie on whole device pixels; magnified by the zoom.
    slack = 0.5 + 0.5 * zoom / 0.9
    assert at == pytest.approx(anchor, abs=slack)


def test_many_small_steps_do_not_drift() -> None:
    view = _view()
    view.set_zoom(1.0)
    start = view.to_image(250, 170)
    for _ in range(40):
        view.set_zoom(view.zoom * 1.05, (250, 170))
    for _ in range(40):
        view.set_zoom(view.zoom / 1.05, (250, 170))
    assert view.to_image(250, 170) == pytest.approx(start, abs=1.0)


def test_the_position_is_in_whole_device_pixels() -> None:
    view = _view((401, 301), (800, 601))
    view.set_zoom(1.0, (133.3, 77.7))
    assert all(edge == int(edge) for edge in view.picture_rect())


def test_to_image_and_to_device_undo_each_other() -> None:
    view = _view()
    view.set_zoom(1.7, (10, 20))
    assert view.to_image(*view.to_device(12.5, 99.25)) == pytest.approx((12.5, 99.25))


def test_limits() -> None:
    view = _view()
    view.set_zoom(1000)
    assert view.zoom == ZOOM_MAXIMUM
    view.set_zoom(0.0001)
    assert view.zoom == ZOOM_MINIMUM


def test_a_picture_too_large_for_the_lower_limit_still_fits() -> None:
    view = _view((200_000, 400))
    assert view.zoom == pytest.approx(0.004)
    view.set_zoom(0.001)
    assert view.zoom == pytest.approx(0.004)


def test_fitted_view_follows_the_window() -> None:
    view = _view()
    view.resize_view(400, 300)
    assert view.fitted and view.zoom == pytest.approx(0.1)


def test_zoomed_view_keeps_its_centre_when_the_window_grows() -> None:
    view = _view()
    view.set_zoom(1.0)
    centre = view.to_image(400, 300)
    view.resize_view(1000, 700)
    assert view.to_image(500, 350) == pytest.approx(centre, abs=0.5)


def test_a_small_picture_stays_centred_and_cannot_be_dragged() -> None:
    view = _view((100, 100))
    view.set_zoom(1.0, (5, 5))
    view.pan_by(300, -200)
    assert view.picture_rect() == (350, 250, 450, 350)


def test_a_large_picture_cannot_be_lost() -> None:
    view = _view()
    view.set_zoom(2.0)
    view.pan_by(1e9, 1e9)
    assert view.origin == (400, 300)
    view.pan_by(-1e9, -1e9)
    assert view.picture_rect()[2:] == (400, 300)


def test_panning_ends_fit_only_if_something_moved() -> None:
    view = _view()
    view.pan_by(10, 10)
    assert view.fitted
    view.set_zoom(1.0)
    assert not view.fitted


def test_stops_lead_through_round_zooms() -> None:
    view = _view()
    view.set_zoom(0.8)
    assert view.next_stop(inwards=True) == 1.0
    view.set_zoom(1.0)
    assert view.next_stop(inwards=True) == 1.5
    assert view.next_stop(inwards=False) == pytest.approx(2 / 3)
    view.set_zoom(32)
    assert view.next_stop(inwards=True) == 32
    view.set_zoom(0.02)
    assert view.next_stop(inwards=False) == 0.02


def test_show_box_centres_it() -> None:
    view = _view()
    view.show_box((1000, 2000, 1100, 2300))
    x, y = view.to_device(2150, 1050)
    assert (x, y) == pytest.approx((400, 300), abs=1)
    left, top, right, bottom = view.box_rect((1000, 2000, 1100, 2300))
    assert left >= 0 and top >= 0 and right <= 800 and bottom <= 600


def test_visible_box() -> None:
    view = _view()
    view.set_zoom(1.0)
    top, left, bottom, right = view.visible_box()
    assert (right - left, bottom - top) == (800, 600)
    view.fit()
    assert view.visible_box() == (0, 0, 3000, 4000)


def test_nothing_to_show() -> None:
    view = ViewTransform()
    view.resize_view(0, 0)
    view.fit()
    view.set_zoom(3.0)
    view.show_box((0, 0, 1, 1))
    assert view.is_empty and view.visible_box() == (0, 0, 0, 0)
