"""Pictures are shown in the colours of the screen, where it tells them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace, QImage

from gui.canvas import Canvas
from gui.pyramid import Allowance, PixelSource, TileCache, TilePyramid
from gui.screen_colours import screen_profile, screen_transform, transform_to

P3 = bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile())
SRGB = bytes(QColorSpace(QColorSpace.NamedColorSpace.SRgb).iccProfile())
RED = np.full((8, 8, 3), (230, 40, 30), np.uint8)
ENDLESS = Allowance(float("inf"))


def colour_at(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def tile_colour(cache: TileCache) -> tuple[int, int, int]:
    (tile,) = TilePyramid(PixelSource(RED), cache).tiles(0, (0, 0, 8, 8), ENDLESS)
    return colour_at(tile.image, 4, 4)


def test_a_wide_screen_gets_smaller_numbers_for_the_same_red():
    transform = transform_to(P3)
    assert transform is not None
    cache = TileCache()
    assert tile_colour(cache) == (230, 40, 30)
    cache.set_colours(transform)
    shown = tile_colour(cache)
    # sRGB (230, 40, 30) in the primaries of Display P3, by the matrices of both spaces.
    assert shown == pytest.approx((212, 59, 46), abs=3)


@pytest.mark.parametrize("profile", [SRGB, b"", b"no profile at all", P3[:200]])
def test_what_is_srgb_or_no_profile_changes_nothing(profile):
    assert not profile or transform_to(profile) is None


def test_only_pictures_are_converted_and_alpha_stays(qtbot):
    cache = TileCache()
    cache.set_colours(transform_to(P3))

    class Overlay:
        hw = (8, 8)
        opaque = False

        def render(self, _level, _box):
            return np.full((8, 8, 4), 90, np.uint8)

    (tile,) = TilePyramid(Overlay(), cache).tiles(0, (0, 0, 8, 8), ENDLESS)
    assert bytes(tile.image.constBits()[:4]) == bytes([90] * 4)
    alpha = np.full((8, 8), 128, np.uint8)
    (tile,) = TilePyramid(PixelSource(RED, alpha), cache).tiles(0, (0, 0, 8, 8), ENDLESS)
    assert tile.image.pixelColor(0, 0).alpha() == 128


def test_another_screen_is_followed(qtbot, monkeypatch):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 150)
    canvas.set_layers(np.full((60, 80, 3), (230, 40, 30), np.uint8), None)
    canvas.show()
    qtbot.waitExposed(canvas)
    centre = canvas.rect().center()
    plain = colour_at(canvas.grab().toImage(), centre.x(), centre.y())
    monkeypatch.setattr("gui.screen_colours.screen_profile", lambda _screen: P3)
    canvas.windowHandle().screenChanged.emit(canvas.screen())
    wide = colour_at(canvas.grab().toImage(), centre.x(), centre.y())
    assert plain == (230, 40, 30) and wide[0] < 220 and wide[1] > 50
    monkeypatch.setattr("gui.screen_colours.screen_profile", lambda _screen: b"")
    canvas.windowHandle().screenChanged.emit(canvas.screen())
    assert colour_at(canvas.grab().toImage(), centre.x(), centre.y()) == plain


def test_a_platform_that_tells_nothing_is_srgb(qapp):
    assert screen_profile(qapp.primaryScreen()) == b""
    assert screen_transform(None) == (b"", None)
