"""What to do next, in one sentence, from the state of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gui.actions import WindowState, specs
from gui.language import tr, tr_n


@dataclass(frozen=True)
class Hint:
    """`action_id` names the action that the hint offers as a button, "" for none."""

    sentence: str
    action_id: str = ""
    button: str = ""


def own_key(action_id: str) -> str:
    """The key of an action as the table has it, "" if none."""
    return next((s.shortcuts[0] for s in specs() if s.id == action_id and s.shortcuts), "")


def next_step(
    state: WindowState, problems: int, inspected: bool, key_of: Callable[[str], str] = own_key
) -> Hint | None:
    """problems: how many flagged places are listed; inspected: they belong to this result.

    key_of: the key that an action has now, "" if none.
    """
    if state.foreground_busy or not state.has_content:
        return None
    if not state.has_result:
        if state.too_small:
            return Hint(state.too_small, "open", tr("Open photo…"))
        if not state.has_style:
            return Hint(tr("Choose a style on the left, or drop a picture there."))
        return Hint(tr("Ready to paint."), "transfer", tr("Transfer style"))
    # The key is named where there is one: a person may have taken it away.
    key = key_of("repair")
    if state.has_mask:
        marked = tr("Press {key} to repair what is marked.").format(key=key)
        return Hint(marked if key else tr("Repair what is marked."), "repair", tr("Repair"))
    if not inspected:
        return None
    if state.region_selected:
        place = tr("Press {key} to repair this place.").format(key=key)
        return Hint(place if key else tr("Repair this place."), "repair", tr("Repair"))
    if problems:
        return Hint(_problems_found(problems, key_of("next_region")), "next_region", tr("Show it"))
    return Hint(tr("Nothing looks wrong."), "export", tr("Export…"))


def _problems_found(count: int, key: str) -> str:
    if key:
        found = tr_n("%n place looks wrong. Press {key} to see the worst.", count)
        return found.format(key=key)
    return tr_n("%n place looks wrong. See the worst.", count)
