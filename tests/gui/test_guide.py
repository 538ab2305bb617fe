"""What the guide says of the window is what the window does."""

from __future__ import annotations

import re
from pathlib import Path

from gui.actions import specs

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"


def keys_of_the_guide() -> dict[tuple[str, str], set[str]]:
    """Keys by menu and action, of the table under "All keys"."""
    text = GUIDE.read_text(encoding="utf-8").split("## All keys", 1)[1]
    text = text.split("These belong to the place", 1)[0]
    found = {}
    for row in re.findall(r"^\| (\w+) \| (.+?) \| (.+) \|$", text, re.MULTILINE):
        menu, action, cell = row
        cell = re.sub(r"\([^)]*\)", "", cell)
        tokens = re.findall(r"`([^`]+)`|([^\s,`]+)", cell)
        found[menu, action] = {quoted or plain for quoted, plain in tokens}
    found.pop(("menu", "action"))
    return found


def test_the_key_table_names_every_keyed_action() -> None:
    in_table = {
        (spec.menu, spec.text.removesuffix("…")): {
            key.replace("Return", "Enter") for key in spec.shortcuts
        }
        for spec in specs()
        if spec.shortcuts
    }
    assert keys_of_the_guide() == in_table
