"""The thumbnails of the styles, painted on the open photo when nothing else is to be done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from quick_previews import no_waiting, opened

from gui import session_preview
from gui.style_thumbnails import ThumbnailPainter

__all__ = ["no_waiting", "opened"]


@pytest.fixture
def painter(opened, presets):
    from PySide6.QtCore import QObject

    host = QObject()
    made = ThumbnailPainter(opened, lambda: list(presets), host)
    made._timer.setInterval(0)
    made.host = host
    made._on_session_changed(session_preview.Part.CONTENT, None)
    return made


def test_tiles_are_painted_when_nothing_else_is_to_be_done(painter, opened, presets, qtbot):
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))
    assert {preset.id for preset in presets} == set(painter.pictures)


def test_tiles_are_remembered_per_photo(painter, opened, studio, presets, photo_file, style_file,
                                        qtbot, wait_idle):  # fmt: skip
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))
    first = dict(painter.pictures)
    opened.open_content(style_file)
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets) and painter.pictures != first)
    wait_idle(opened)
    batches = len(studio.thumbnail_batches)
    opened.open_content(photo_file)
    wait_idle(opened)
    qtbot.wait(20)
    assert painter.pictures == first and len(studio.thumbnail_batches) == batches


def test_a_transfer_does_not_wait_for_tiles(painter, opened, studio, presets, qtbot, wait_idle):
    studio.thumbnail_gate.clear()
    painter._pictures.clear()
    painter._on_session_changed(session_preview.Part.CONTENT, None)
    qtbot.waitUntil(lambda: bool(studio.thumbnail_batches))
    opened.set_style(presets[0])
    opened.transfer()
    qtbot.waitUntil(lambda: opened.document.stylized is not None)  # with the gate still shut
    studio.thumbnail_gate.set()
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))


def test_a_style_that_cannot_be_painted_is_asked_for_once(opened, studio, presets, qtbot,
                                                          wait_idle):  # fmt: skip
    from PySide6.QtCore import QObject

    host = QObject()
    broken = replace(presets[0], id="broken", title="Broken")
    painter = ThumbnailPainter(opened, lambda: [broken, *presets], host)
    painter._timer.setInterval(0)
    painter._on_session_changed(session_preview.Part.CONTENT, None)
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))
    wait_idle(opened)
    qtbot.wait(20)
    asked = [style for batch in studio.thumbnail_batches for style in batch]
    assert sum(style is broken for style in asked) == 1
