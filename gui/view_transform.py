"""Where the picture lies in the view: zoom, position, fit.

Everything here is in DEVICE pixels, so that a zoom of 1.0 means one picture pixel on one screen
pixel whatever the scale factor of the desktop. No Qt: only arithmetic.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

from engine.imaging.tiles import Box

ZOOM_MINIMUM = 0.02
ZOOM_MAXIMUM = 32.0
ZOOM_STOPS = (
    *(0.02, 0.03, 0.04, 0.05, 0.0625, 0.08, 0.1, 0.125, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0),
)

Rect = tuple[float, float, float, float]
"""(left, top, right, bottom) in device pixels of the view."""


class ViewTransform:
    """Maps picture coordinates to device pixels of one pane and back.

    Picture coordinates are continuous (x, y): pixel (0, 0) covers [0, 1) x [0, 1). ``zoom`` is
    device pixels per picture pixel. The position used for mapping is rounded to whole device
    pixels, because a picture at 100 % must not be resampled; the unrounded position is kept so
    that repeated zooming at one point does not drift.
    """

    def __init__(self, margin_px: float = 12.0) -> None:
        self.margin_px = margin_px
        self.zoom = 1.0
        self.fitted = True
        self._picture_wh = (0, 0)
        self._view_wh = (1.0, 1.0)
        self._origin = (0.0, 0.0)

    @property
    def is_empty(self) -> bool:
        return self._picture_wh[0] == 0 or self._picture_wh[1] == 0

    @property
    def picture_wh(self) -> tuple[int, int]:
        return self._picture_wh

    @property
    def view_wh(self) -> tuple[float, float]:
        return self._view_wh

    @property
    def origin(self) -> tuple[float, float]:
        """Device position of the picture's top left corner, whole pixels."""
        return float(round(self._origin[0])), float(round(self._origin[1]))

    def set_picture(self, width: int, height: int) -> bool:
        """Take a picture of another size and fit it; False (and no change) for the same size."""
        if (width, height) == self._picture_wh:
            return False
        self._picture_wh = (width, height)
        self.fit()
        return True

    def resize_view(self, width: float, height: float) -> None:
        """The view has another size: stay fitted, or keep the picture point at its centre."""
        old_w, old_h = self._view_wh
        self._view_wh = (max(1.0, width), max(1.0, height))
        if self.fitted:
            self.fit()
            return
        x, y = self._origin
        self._place(x + (self._view_wh[0] - old_w) / 2, y + (self._view_wh[1] - old_h) / 2)

    def fit_zoom(self) -> float:
        """The zoom at which the whole picture shows."""
        if self.is_empty:
            return 1.0
        (picture_w, picture_h), (view_w, view_h) = self._picture_wh, self._view_wh
        margin = 2 * self.margin_px
        room_w, room_h = max(view_w - margin, 1.0), max(view_h - margin, 1.0)
        return min(room_w / picture_w, room_h / picture_h, ZOOM_MAXIMUM)

    def fit(self) -> None:
        """Show the whole picture, and keep doing so when the view is resized."""
        self.fitted = True
        self.zoom = self.fit_zoom()
        self._place(0.0, 0.0)

    def set_zoom(self, zoom: float, anchor: tuple[float, float] | None = None) -> None:
        """Zoom so that the picture point under ``anchor`` (default: the centre) stays there."""
        if self.is_empty:
            return
        low = min(ZOOM_MINIMUM, self.fit_zoom())
        zoom = min(max(zoom, low), ZOOM_MAXIMUM)
        ax, ay = anchor or (self._view_wh[0] / 2, self._view_wh[1] / 2)
        x, y = self._origin
        factor = zoom / self.zoom
        self.zoom = zoom
        self.fitted = False
        self._place(ax - (ax - x) * factor, ay - (ay - y) * factor)

    def next_stop(self, inwards: bool) -> float:
        """The next round zoom, for the zoom-in and zoom-out commands."""
        if inwards:
            index = bisect_right(ZOOM_STOPS, self.zoom * 1.001)
            return ZOOM_STOPS[min(index, len(ZOOM_STOPS) - 1)]
        index = bisect_left(ZOOM_STOPS, self.zoom * 0.999) - 1
        return ZOOM_STOPS[max(index, 0)]

    def show_box(self, box: Box, fill: float = 0.7, most: float = 8.0) -> None:
        """Centre ``box`` and zoom until it takes ``fill`` of the view (at most ``most``)."""
        if self.is_empty:
            return
        top, left, bottom, right = box
        view_w, view_h = self._view_wh
        zoom = fill * min(view_w / max(right - left, 1), view_h / max(bottom - top, 1))
        self.set_zoom(min(zoom, most))
        centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
        self._place(view_w / 2 - centre_x * self.zoom, view_h / 2 - centre_y * self.zoom)

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the picture by device pixels; a fitted view stays fitted if nothing could move."""
        before = self._origin
        self._place(before[0] + dx, before[1] + dy)
        if self._origin != before:
            self.fitted = False

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """Device position to picture coordinates."""
        origin_x, origin_y = self.origin
        return (x - origin_x) / self.zoom, (y - origin_y) / self.zoom

    def to_device(self, x: float, y: float) -> tuple[float, float]:
        """Picture coordinates to device position."""
        origin_x, origin_y = self.origin
        return origin_x + x * self.zoom, origin_y + y * self.zoom

    def box_rect(self, box: Box) -> Rect:
        """Where a box of the picture lies."""
        top, left, bottom, right = box
        return (*self.to_device(left, top), *self.to_device(right, bottom))

    def picture_rect(self) -> Rect:
        """Where the whole picture lies."""
        width, height = self._picture_wh
        return self.box_rect((0, 0, height, width))

    def visible_box(self) -> Box:
        """The pixels of the picture that show, as a box (empty if none does)."""
        left, top = self.to_image(0, 0)
        right, bottom = self.to_image(*self._view_wh)
        width, height = self._picture_wh
        return (
            min(max(math.floor(top), 0), height),
            min(max(math.floor(left), 0), width),
            min(max(math.ceil(bottom), 0), height),
            min(max(math.ceil(right), 0), width),
        )

    def _place(self, x: float, y: float) -> None:
        self._origin = (
            _settle(x, self._picture_wh[0] * self.zoom, self._view_wh[0]),
            _settle(y, self._picture_wh[1] * self.zoom, self._view_wh[1]),
        )


def _settle(position: float, length: float, room: float) -> float:
    """Centre what is smaller than the view; keep the rest from being pushed out of sight.

    A picture larger than the view may leave up to half the view free, so that its corners can be
    worked on in the middle; the allowance grows with the surplus, so nothing jumps.
    """
    if length <= room:
        return (room - length) / 2
    spare = min(room / 2, length - room)
    return min(max(position, room - length - spare), spare)
