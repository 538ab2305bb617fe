"""Reading the undo history of a project file, which `history_layers` wrote.

The side of an edit that the file does not hold is found by walking from the result of the project.
Where a member is damaged, or there is no memory for more, the history ends on that side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from engine.document import layers
from engine.document.history import (
    DEFAULT_BUDGET_BYTES,
    Edit,
    MaskInversion,
    MaskPatch,
    Past,
)
from engine.document.history_layers import FOLDER, MOST_EDITS, NAME, Values, edit_folder
from engine.document.layers import UnreadableLayer
from engine.document.plain_values import UnreadableValue, read_box, read_proof
from engine.document.style_layers import LayerReader, read_style
from engine.imaging.photo import Photo, freeze
from engine.operations.results import Box
from engine.styles import StylePreset, StyleSource

_MOST_PIECES = 200_000


@dataclass(frozen=True, eq=False)
class ReadHistory:
    """The edits of a project as far as they are intact, and where each is by where it was."""

    past: Past
    places: Mapping[int, int]


def read_history(
    reader: LayerReader,
    stylized: Photo | None,
    hw: tuple[int, int],
    style: StyleSource | None,
    own: Sequence[StylePreset],
    mask_is_lost: bool,
) -> ReadHistory | None:
    """The history of a project whose result is ``stylized``; None if none of it can be had.

    style: that of the document. With ``mask_is_lost`` the changes of the mask are left out, as
    they cannot be undone. Sentences for what is lost go to the reader.
    """
    try:
        values = _listed(reader)
    except UnreadableValue:
        reader.lost.append("The history is lost: it is damaged.")
        return None
    walk = _Walk(reader, values["edits"], hw, _read_styles(values, reader, style, own), stylized)
    index = values["index"]
    older = list(walk.back(index))
    previous = walk.previous
    if len(older) < index:
        reader.lost.append("Older steps of the history are lost: a part of it is damaged.")
    walk.begin(stylized)
    undone = list(walk.ahead(index))
    if len(undone) < len(values["edits"]) - index:
        reader.lost.append("Undone steps of the history are lost: a part of it is damaged.")
    found = dict(enumerate([*older[::-1], *undone], start=index - len(older)))
    if mask_is_lost and any(edit.mask is not None for edit in found.values()):
        reader.lost.append("The steps that painted the mask are lost with it.")
        found = {at: replace(edit, mask=None) for at, edit in found.items() if edit.changes_result}
    applied = sum(at < index for at in found)
    places = {at: place for place, at in enumerate(found)}
    return ReadHistory(Past(_numbered(list(found.values())), applied, previous), places)


def _listed(reader: LayerReader) -> Values:
    content = reader.member(NAME)
    try:
        values = json.loads(content or b"")
    except (ValueError, RecursionError) as error:
        raise UnreadableValue("no JSON") from error
    edits = values.get("edits") if isinstance(values, dict) else None
    index = values.get("index") if isinstance(values, dict) else None
    if not isinstance(edits, list) or len(edits) > MOST_EDITS or type(index) is not int:
        raise UnreadableValue("no list of edits")
    if not 0 <= index <= len(edits):
        raise UnreadableValue("an index that does not fit")
    return cast(Values, values)


def _read_styles(
    values: Values, reader: LayerReader, style: StyleSource | None, own: Sequence[StylePreset]
) -> list[StyleSource | None]:
    listed = values.get("styles")
    listed = listed[:MOST_EDITS] if isinstance(listed, list) else []
    said = list(reader.lost)
    found = [
        read_style(one, reader, own, f"{FOLDER}/style-{number}")
        for number, one in enumerate(listed, start=1)
    ]
    # What is said of the style of the document need not be said again of every step.
    reader.lost[len(said) :] = dict.fromkeys(
        words for words in reader.lost[len(said) :] if words not in said
    )
    return [style, *found]


def _numbered(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits with the states of the result on either side numbered from 1."""
    number, numbered = 1, []
    for edit in edits:
        after = number + edit.changes_result
        numbered.append(replace(edit, result_before=number, result_after=after))
        number = after
    return tuple(numbered)


class _Walk:
    """Reads the edits one after another, from the present to either side."""

    def __init__(
        self,
        reader: LayerReader,
        listed: list[Any],
        hw: tuple[int, int],
        styles: Sequence[StyleSource | None],
        stylized: Photo | None,
    ) -> None:
        self._reader, self._listed, self._hw, self._styles = reader, listed, hw, styles
        self._room = DEFAULT_BUDGET_BYTES
        self.previous: Photo | None = None
        self.begin(stylized)

    def begin(self, stylized: Photo | None) -> None:
        """Stand where this is the result."""
        self._photo = stylized
        self._working: np.ndarray | None = None

    def back(self, index: int) -> Iterator[Edit]:
        """The applied edits, the last one first, until one cannot be had."""
        found_previous = False
        for at in range(index - 1, -1, -1):
            edit = self._edit(at, applied=True)
            if edit is None:
                return
            if edit.changes_result and not found_previous:
                found_previous = True
                # The first undo would have to copy the whole picture while the window waits.
                self.previous = self._here() if edit.box is not None else None
            yield edit

    def ahead(self, index: int) -> Iterator[Edit]:
        """The undone edits, the next one first, until one cannot be had."""
        for at in range(index, len(self._listed)):
            edit = self._edit(at, applied=False)
            if edit is None:
                return
            yield edit

    # --- the picture that is walked with ------------------------------------------------------

    def _here(self) -> Photo | None:
        if self._photo is not None and self._working is not None:
            self._photo = replace(self._photo, pixels=freeze(self._working))
            self._working = None
        return self._photo

    def _swap_box(self, box: Box, other: np.ndarray) -> np.ndarray:
        """Put these pixels into a box of the result; those that were there."""
        if self._photo is None:
            raise UnreadableValue("a box of no result")
        top, left, bottom, right = box
        pixels = self._photo.pixels if self._working is None else self._working
        was = pixels[top:bottom, left:right].copy()
        if was.shape != other.shape or was.dtype != other.dtype:
            raise UnreadableValue("pixels of another kind")
        if self._working is None:
            self._working = pixels.copy()
        self._working[top:bottom, left:right] = other
        return freeze(was)

    def _swap_whole(self, other: Photo | None) -> Photo | None:
        was = self._here()
        self._photo = other
        return was

    # --- one edit -----------------------------------------------------------------------------

    def _edit(self, at: int, applied: bool) -> Edit | None:
        try:
            edit = self._read(at, applied)
        except (UnreadableLayer, UnreadableValue):
            return None
        self._room -= sum(array.nbytes for array in edit.arrays() if any(array.strides))
        return edit if self._room >= 0 else None

    def _read(self, at: int, applied: bool) -> Edit:
        values = self._listed[at]
        if not isinstance(values, dict):
            raise UnreadableValue("no edit")
        label, operation, params = (values.get(name) for name in ("label", "operation", "params"))
        if not (isinstance(label, str) and isinstance(operation, str) and isinstance(params, dict)):
            raise UnreadableValue("an edit without words")
        box = None if values.get("box") is None else read_box(values["box"], self._hw)
        proof = None if values.get("proof") is None else read_proof(values["proof"])
        mask = self._mask(at, values.get("mask"))
        number = values.get("style")
        known = type(number) is int and 0 <= number < len(self._styles)
        style = self._styles[cast(int, number)] if known else None
        edit = Edit(label[:500], operation, params, box, mask=mask, proof=proof, style=style)
        changes = values.get("changes")
        if changes is None:
            if mask is None:
                raise UnreadableValue("an edit of nothing")
            return edit
        # Last, as it moves on: nothing can go wrong behind it.
        stored, found = self._sides(at, values, box, changes == "nothing before")
        before, after = (stored, found) if applied else (found, stored)
        if after is None:
            raise UnreadableValue("an edit that leaves nothing")
        return replace(edit, before=before, after=after)

    def _sides(
        self, at: int, values: Values, box: Box | None, was_nothing: bool
    ) -> tuple[np.ndarray | Photo | None, np.ndarray | Photo | None]:
        """The side that the file holds, and the one that was walked to."""
        if was_nothing:
            return None, self._swap_whole(None)
        if box is not None:
            pixels = self._reader.pixels(f"{edit_folder(at)}/pixels.png", 3)
            if pixels is None:
                raise UnreadableLayer("no pixels")
            return freeze(pixels), self._swap_box(box, pixels)
        folder = edit_folder(at)
        said = len(self._reader.lost)
        photo = self._reader.photo(folder, {folder: values.get("photo")}, "earlier result")
        damaged = len(self._reader.lost) > said
        # One sentence for the whole of what is lost is said by who reads the history.
        del self._reader.lost[said:]
        if photo is None or damaged or photo.hw != self._hw:
            raise UnreadableLayer("no photo")
        return photo, self._swap_whole(photo)

    def _mask(self, at: int, listed: Any) -> MaskPatch | MaskInversion | None:
        if listed is None:
            return None
        if listed == "inverted":
            return MaskInversion((0, 0, *self._hw))
        if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_PIECES:
            raise UnreadableValue("no change of the mask")
        boxes, sides = [], []
        for one in listed:
            if not isinstance(one, list) or len(one) != 6:
                raise UnreadableValue("no piece of the mask")
            boxes.append(read_box(one[:4], self._hw))
            sides.append(one[4:])
        shapes = [(bottom - top, right - left) for top, left, bottom, right in boxes]
        uneven = [shape for shape, pair in zip(shapes, sides, strict=True) for v in pair if v == -1]
        levels = iter(layers.decode_levels(self._blob(at), uneven) if uneven else ())
        pieces = [
            MaskPatch(box, _side(pair[0], shape, levels), _side(pair[1], shape, levels))
            for box, shape, pair in zip(boxes, shapes, sides, strict=True)
        ]
        return replace(pieces[0], rest=tuple(pieces[1:]))

    def _blob(self, at: int) -> bytes:
        content = self._reader.member(f"{edit_folder(at)}/mask.bin")
        if content is None:
            raise UnreadableLayer("no levels")
        return content


def _side(level: Any, shape: tuple[int, int], levels: Iterator[np.ndarray]) -> np.ndarray:
    if level == -1:
        return next(levels)
    if type(level) is not int or not 0 <= level <= 255:
        raise UnreadableValue("no level of the mask")
    return np.broadcast_to(np.uint8(level), shape)
