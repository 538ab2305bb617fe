"""A window in which a photo was painted by clicks, as a hand would do it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def painted(window, photo_file, presets, wait_idle):
    """A photo opened, a style clicked and *Transfer style* clicked, as by hand."""
    window.activateWindow()
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    wait_idle(window.session)
    click(window.style_panel.run_bar.button)
    wait_idle(window.session)
    assert window.session.regions
    return window


def click(widget, place: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, pos=widget.rect().center() if place is None else place)
