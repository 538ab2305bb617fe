"""What to do next, in one sentence, from the state of the window."""

from __future__ import annotations

from dataclasses import dataclass

from gui.actions import WindowState


@dataclass(frozen=True)
class Hint:
    """`action_id` names the action that the hint offers as a button, "" for none."""

    sentence: str
    action_id: str = ""
    button: str = ""


def next_step(state: WindowState, problems: int, inspected: bool) -> Hint | None:
    """problems: how many flagged spots are listed; inspected: they belong to this result."""
    if state.foreground_busy or not state.has_content:
        return None
    if not state.has_result:
        if not state.has_style:
            return Hint("Choose a style on the left, or drop a picture there.")
        return Hint("Ready to paint.", "transfer", "Transfer style")
    if state.has_mask:
        return Hint("R repairs what is marked.", "repair", "Repair")
    if not inspected:
        return None
    if state.region_selected:
        return Hint("R repairs this spot, Del ignores it.", "repair", "Repair")
    if problems:
        spots = "1 spot looks" if problems == 1 else f"{problems} spots look"
        return Hint(f"{spots} off – N goes to the first.", "next_region", "Show it")
    return Hint("Nothing looks off.", "export", "Export…")
