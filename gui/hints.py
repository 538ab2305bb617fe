"""What to do next, in one sentence, from the state of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gui.actions import WindowState, specs


@dataclass(frozen=True)
class Hint:
    """`action_id` names the action that the hint offers as a button, "" for none."""

    sentence: str
    action_id: str = ""
    button: str = ""


def own_key(action_id: str) -> str:
    """The key of an action as the table has it, "" if none."""
    return next((s.shortcuts[0] for s in specs() if s.id == action_id and s.shortcuts), "")


def press(key: str, what: str) -> str:
    """Names the key where there is one: a person may have taken it away."""
    return f"Press {key} to {what}." if key else f"{what[0].upper()}{what[1:]}."


def next_step(
    state: WindowState, problems: int, inspected: bool, key_of: Callable[[str], str] = own_key
) -> Hint | None:
    """problems: how many flagged places are listed; inspected: they belong to this result.

    key_of: the key that an action has now, "" if none.
    """
    if state.foreground_busy or not state.has_content:
        return None
    if not state.has_result:
        if not state.has_style:
            return Hint("Choose a style on the left, or drop a picture there.")
        return Hint("Ready to paint.", "transfer", "Transfer style")
    if state.has_mask:
        return Hint(press(key_of("repair"), "repair what is marked"), "repair", "Repair")
    if not inspected:
        return None
    if state.region_selected:
        return Hint(press(key_of("repair"), "repair this place"), "repair", "Repair")
    if problems:
        places = "1 place looks" if problems == 1 else f"{problems} places look"
        see = press(key_of("next_region"), "see the worst")
        return Hint(f"{places} wrong. {see}", "next_region", "Show it")
    return Hint("Nothing looks wrong.", "export", "Export…")
