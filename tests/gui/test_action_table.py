"""The table of actions with its keys and icons, and the contrast of the theme."""

from __future__ import annotations

import pytest

from gui import icons
from gui.actions import TOOL_BAR, conflicts, specs
from gui.shortcuts_dialog import ShortcutsDialog
from gui.theme import DARK, LIGHT, contrast


def keys_of_table():
    return {spec.id: spec.shortcuts for spec in specs()}


# --- actions and keys ---------------------------------------------------------------------------


def test_no_key_is_used_twice():
    assert conflicts(keys_of_table()) == []


def test_keys_are_the_ones_that_hands_expect():
    keys = keys_of_table()
    expected = {
        "open": "Ctrl+O", "save": "Ctrl+S", "save_as": "Ctrl+Shift+S", "export": "Ctrl+Shift+E",
        "export_again": "Ctrl+E", "undo": "Ctrl+Z", "copy": "Ctrl+C", "paste": "Ctrl+V",
        "tool_brush": "B", "tool_erase": "E", "swap_tool": "X", "brush_smaller": "[",
        "brush_bigger": "]", "zoom_fit": "Ctrl+0", "toggle_panels": "Tab", "show_original": "\\",
        "transfer": "Ctrl+Return", "cancel": "Esc", "next_region": "N",
        "previous_region": "Shift+N", "repair": "R", "invert_mask": "Shift+V",
        "full_screen": "F11",
    }  # fmt: skip
    assert {name: keys[name][0] for name in expected} == expected
    assert keys["redo"] == ("Ctrl+Shift+Z", "Ctrl+Y") and keys["zoom_actual"] == ("1", "Ctrl+1")


def test_every_icon_named_in_the_table_exists_and_draws(qapp):
    for spec in specs():
        if spec.icon:
            assert (icons.ICONS_DIR / f"{spec.icon}.svg").exists(), spec.icon
            image = icons.pixmap(spec.icon, 20, "#ffffff", 2.0).toImage()
            assert image.width() == 40
            assert any(image.pixelColor(x, y).alpha() for x in range(40) for y in range(40))


def test_tool_bar_entries_exist():
    ids = {spec.id for spec in specs()}
    entries = [entry for entry in TOOL_BAR if entry != "|" and not entry.startswith("<")]
    assert entries and set(entries) <= ids


def test_shortcuts_dialog_refuses_a_taken_key(qtbot):
    dialog = ShortcutsDialog(keys_of_table())
    qtbot.addWidget(dialog)
    assert not dialog.set_key("repair", "B")
    assert "Brush" in dialog.message.text() and dialog.rebound == {}
    assert dialog.set_key("repair", "Ctrl+R")
    assert dialog.rebound == {"repair": ["Ctrl+R"]}


# --- theme --------------------------------------------------------------------------------------


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_text_has_aa_contrast(tokens):
    backgrounds = (tokens.window, tokens.panel, tokens.raised)
    for background in backgrounds:
        assert contrast(tokens.text, background) >= 7
        assert contrast(tokens.muted, background) >= 4.5
        assert contrast(tokens.gold, background) >= 4.5
    for background in (tokens.hovered, tokens.selection, tokens.canvas):
        assert contrast(tokens.text, background) >= 4.5
        assert contrast(tokens.muted, background) >= 4.5
    assert contrast(tokens.on_gold, tokens.gold_fill) >= 4.5
    assert contrast(tokens.on_gold, tokens.gold_fill_hovered) >= 4.5
    assert contrast(tokens.danger, tokens.raised) >= 4.5
    assert contrast(tokens.success, tokens.raised) >= 4.5


def test_contrast_is_the_wcag_ratio():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == 1.0
