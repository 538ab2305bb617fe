"""The undo history as members of a project file; `history_reading` reads them.

Of every edit only the side is kept that is not there otherwise: of one that is applied what was
before it, of one that was undone what comes after it. The other side is found by walking from the
result of the project, edit by edit, as undo and redo would. What is nearest to the present is kept
first, as far as there is room.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import numpy as np

from engine.document import layers
from engine.document.history import Edit, History, MaskInversion, MaskPatch
from engine.document.plain_values import proof_values
from engine.document.style_layers import style_layers
from engine.imaging.photo import Photo
from engine.styles import StyleSource

FOLDER = "history"
NAME = f"{FOLDER}/history.json"
BUDGET_BYTES = 200 * 1024 * 1024
"""Of the members of the history in the file."""
MOST_EDITS = 2_000
Values = dict[str, Any]


def history_members(
    history: History, style: StyleSource | None, budget_bytes: int = BUDGET_BYTES
) -> tuple[dict[str, bytes], int]:
    """The members for the edits that fit into the budget, and how many older ones do not.

    style: that of the document, which need not be written again. No members without an edit.
    """
    writer = _Writer(style, budget_bytes)
    index, entries = history.index, history.entries
    sides = [iter(range(index - 1, -1, -1)), iter(range(index, len(entries)))]
    open_sides = {0, 1}
    for pair in zip_longest(*sides):
        for side, at in enumerate(pair):
            if at is None or side not in open_sides:
                continue
            if len(writer.edits) >= MOST_EDITS or not writer.add(at, entries[at], at < index):
                open_sides.discard(side)
    if not writer.edits:
        return {}, index
    first = min(writer.edits)
    return writer.members(first, index - first), first


@dataclass
class _Writer:
    style: StyleSource | None
    room: int
    edits: dict[int, tuple[Values, dict[str, bytes]]] = field(default_factory=dict)
    styles: dict[int, tuple[StyleSource, int, Values, dict[str, bytes]]] = field(
        default_factory=dict
    )

    def add(self, at: int, edit: Edit, applied: bool) -> bool:
        """Take the edit at this position; False if there is no room for it."""
        values, members = edit_layers(edit, applied)
        cost = sum(map(len, members.values()))
        made = None
        if edit.style is not None and edit.style is not self.style:
            made = self.styles.get(id(edit.style))
            if made is None:
                number = len(self.styles) + 1
                made = edit.style, number, *style_layers(edit.style, f"{FOLDER}/style-{number}")
                cost += sum(map(len, made[3].values()))
        if cost > self.room:
            return False
        self.room -= cost
        if made is not None:
            self.styles[id(edit.style)] = made
        if edit.style is not None:
            values["style"] = 0 if made is None else made[1]
        self.edits[at] = values, members
        return True

    def members(self, first: int, index: int) -> dict[str, bytes]:
        """Everything under its name, the list first."""
        members: dict[str, bytes] = {NAME: b""}
        listed = []
        for at in sorted(self.edits):
            values, parts = self.edits[at]
            listed.append(values)
            members.update(
                {f"{edit_folder(at - first)}/{name}": part for name, part in parts.items()}
            )
        styles = []
        for _style, _number, values, parts in self.styles.values():
            styles.append(values)
            members.update(parts)
        text = json.dumps({"index": index, "edits": listed, "styles": styles}, ensure_ascii=False)
        members[NAME] = text.encode("utf-8")
        return members


def edit_folder(position: int) -> str:
    """Where the members of the edit at this position (0 = the oldest that is kept) lie."""
    return f"{FOLDER}/{position + 1}"


def edit_layers(edit: Edit, applied: bool) -> tuple[Values, dict[str, bytes]]:
    """What of an edit goes into the JSON, and its members by their names."""
    values: Values = {
        "label": edit.label,
        "operation": edit.operation,
        "params": dict(edit.params),
        "box": None if edit.box is None else list(edit.box),
        "proof": None if edit.proof is None else proof_values(edit.proof),
    }
    members: dict[str, bytes] = {}
    if edit.changes_result:
        side = edit.before if applied else edit.after
        values["changes"] = "nothing before" if side is None else "result"
        if isinstance(side, Photo):
            values["photo"] = layers.photo_values(side)
            members.update(
                (name.removeprefix("/"), part) for name, part in layers.photo_members("", side)
            )
        elif side is not None:
            members["pixels.png"] = layers.encode_pixels(side)
    if isinstance(edit.mask, MaskInversion):
        values["mask"] = "inverted"
    elif edit.mask is not None:
        values["mask"], uneven = _mask_values(edit.mask)
        if uneven:
            members["mask.bin"] = layers.encode_levels(uneven)
    return values, members


def _mask_values(patch: MaskPatch) -> tuple[list[list[int]], list[np.ndarray]]:
    """Each piece as its box and the level of either side, -1 where there are many of them."""
    listed, uneven = [], []
    for piece in patch.pieces:
        levels = []
        for side in (piece.before, piece.after):
            level = _even_level(side)
            levels.append(level)
            if level < 0:
                uneven.append(side)
        listed.append([*piece.box, *levels])
    return listed, uneven


def _even_level(levels: np.ndarray) -> int:
    first = int(levels.flat[0])
    return first if not any(levels.strides) or bool((levels == first).all()) else -1
