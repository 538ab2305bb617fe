"""The window worked by its keys, and what a screen reader hears of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.shortcuts_dialog import ShortcutsDialog


def test_keys_drive_the_window(stylized_window, qtbot):
    window = stylized_window
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: window.canvas.hasFocus())
    for key, tool in (("b", "brush"), ("e", "erase"), ("x", "brush"), ("m", "rectangle")):
        QTest.keyClick(window.canvas, key)
        assert str(window.canvas.tool_name) == tool
    radius = window.canvas.brush_radius
    QTest.keyClick(window.canvas, "]")
    assert window.canvas.brush_radius > radius
    assert window.tool_bar.brush_size.radius == pytest.approx(window.canvas.brush_radius)
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert not window.left_dock.isVisible() and not window.right_dock.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert window.left_dock.isVisible() and window.right_dock.isVisible()
    QTest.keyClick(window.canvas, "n")
    assert window.canvas.selected_region == 1
    QTest.keyClick(window.canvas, "1")
    assert window.canvas.zoom == 1.0


def test_tab_walks_the_controls_when_a_panel_has_the_focus(stylized_window, qtbot):
    window = stylized_window
    window.activateWindow()
    window.style_panel.own_button.setFocus()
    QTest.keyClick(window.style_panel.own_button, Qt.Key.Key_Tab)
    assert window.left_dock.isVisible()
    assert not window.style_panel.own_button.hasFocus()


def test_the_photo_shows_while_the_key_is_held(stylized_window, qtbot):
    window = stylized_window
    window.activateWindow()
    handle = window.windowHandle()
    QTest.keyPress(handle, Qt.Key.Key_Backslash)
    assert window.canvas._original_held and window.hold_key.held
    QTest.keyRelease(handle, Qt.Key.Key_Backslash)
    assert not window.canvas._original_held


def test_everything_that_takes_focus_has_a_name(stylized_window):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QWidget

    kinds = (QAbstractButton, QAbstractItemView, QAbstractSlider)
    for widget in stylized_window.findChildren(QWidget):
        if (
            isinstance(widget, kinds)
            and widget.isVisible()
            and (widget.focusPolicy() != Qt.FocusPolicy.NoFocus)
        ):
            named = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            tip = widget.toolTip()
            assert named or tip, (widget, widget.objectName())


def test_rebound_keys_are_used_at_once_and_remembered(make_window, monkeypatch):
    window = make_window()

    def choose(dialog):
        assert dialog.set_key("repair", "Ctrl+R")
        return True

    monkeypatch.setattr(ShortcutsDialog, "exec", choose)
    window.table["shortcuts"].trigger()
    assert window.table["repair"].shortcut().toString() == "Ctrl+R"
    assert make_window().table["repair"].shortcut().toString() == "Ctrl+R"


def test_the_tab_key_leaves_the_table_of_keys(qtbot, window):
    dialog = ShortcutsDialog(window.table.keys, window)
    qtbot.addWidget(dialog)
    assert not dialog.table.tabKeyNavigation()


def test_the_panels_are_named_in_the_language_of_the_person(window):
    from gui.relabelling import switch_language

    switch_language("zh_CN")
    assert window.left_dock.windowTitle() == "照片与风格"
    assert window.right_dock.windowTitle() == "问题与历史记录"
    switch_language("en")
    assert window.left_dock.windowTitle() == "Photo and style"
