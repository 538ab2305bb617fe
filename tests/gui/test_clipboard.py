"""The picture that is copied to other programs."""

from __future__ import annotations

import io

import numpy as np
import pytest
from export_pictures import runner, textured
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColorSpace, QImage
from PySide6.QtWidgets import QApplication

from gui import clipboard
from gui.qimage import from_qimage, to_deep_qimage

__all__ = ["runner"]


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("alpha", [False, True])
def test_a_copied_picture_is_the_whole_picture(qtbot, runner, bits: int, alpha: bool) -> None:
    photo = textured(60, 90, bits, alpha)
    done = []
    clipboard.copy_picture(photo.pixels, photo.alpha, runner, lambda: done.append(True))
    assert done
    image = QApplication.clipboard().image()
    pixels, cover = from_qimage(image)
    assert pixels.dtype == photo.pixels.dtype and np.array_equal(pixels, photo.pixels)
    assert (cover is not None) == alpha
    if alpha:
        assert np.array_equal(cover, photo.alpha)
    assert image.colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def test_other_programs_get_16_bits(qtbot) -> None:
    photo = textured(20, 30, 16)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    to_deep_qimage(photo.pixels).save(buffer, "PNG")
    data = bytes(buffer.data())
    assert data[24] == 16  # the bit depth in the header
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (30, 20)


def test_large_pictures_are_copied_off_the_gui_thread(qtbot, runner, monkeypatch) -> None:
    monkeypatch.setattr(clipboard, "AT_ONCE_PX", 100)
    first, second = textured(30, 40), textured(50, 60)
    done = []
    for photo in (first, second):
        clipboard.copy_picture(photo.pixels, None, runner, lambda: done.append(True))
    assert not done
    qtbot.waitUntil(lambda: not runner.busy)
    assert done == [True]  # the first was overtaken
    image = QApplication.clipboard().image()
    assert isinstance(image, QImage) and (image.width(), image.height()) == (60, 50)


def test_copy_in_the_window_says_the_size(stylized_window) -> None:
    window = stylized_window
    window.table["copy"].trigger()
    assert any("160 × 120" in notice.sentence for notice in window.notifications.notices)
    assert QApplication.clipboard().image().width() == 160
