"""The places that an inspection flagged, as a person works through them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from engine.document.history import Edit, RepairProof
from engine.operations.kinds import KIND_IDS, find_kind
from engine.operations.results import Box, Region, RepairResult
from gui.language import tr, tr_engine

UNKNOWN_KIND = "unknown"
SAME_PLACE_IOU = 0.5


class PlaceState(StrEnum):
    OPEN = "open"
    REPAIRED = "repaired"
    IGNORED = "ignored"


@dataclass(frozen=True)
class RepairChoice:
    """One way in which a place was mended: the one taken, or a runner-up."""

    method: str
    score_after: float
    sentence: str


@dataclass(eq=False)
class RepairedPlace:
    """A repair in the history and the other ways in which it could have gone.

    ``choices`` are those of ``result.alternatives``, the one that the repair took by itself first;
    ``shown`` holds the screen's pixels of the box for each of them.
    """

    region: Region
    result: RepairResult
    choices: tuple[RepairChoice, ...]
    shown: tuple[np.ndarray, ...]
    edit: Edit
    chosen: int = 0

    @property
    def proof(self) -> RepairProof:
        proof = self.edit.proof
        assert proof is not None, "a repair carries its proof"
        return proof

    @property
    def nbytes(self) -> int:
        """Memory that its pixels take, over and above what the history holds."""
        return sum(pixels.nbytes for pixels in self.shown)

    def forget_choices(self) -> None:
        """Keep only what the history needs; the runners-up are gone."""
        self.choices = (self.choices[self.chosen],)
        self.shown = (self.shown[self.chosen],)
        self.chosen = 0


@dataclass(frozen=True, eq=False)
class Place:
    """One row of the list of problems."""

    region: Region
    state: PlaceState = PlaceState.OPEN
    repaired: RepairedPlace | None = None

    def is_same(self, other: Place | None) -> bool:
        """Whether this is that row, perhaps after another inspection or its repair."""
        if other is None:
            return False
        if self.repaired is not None and other.repaired is not None:
            return self.repaired is other.repaired
        return self.region.box == other.region.box


SORT_ORDERS = ("worst", "largest", "position", "kind")


@dataclass(frozen=True)
class ListChoice:
    """Which places are listed, and in which order."""

    order: str = "worst"
    hidden_kinds: frozenset[str] = field(default_factory=frozenset)
    show_repaired: bool = True
    show_ignored: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether flagged places are left out."""
        return bool(self.hidden_kinds)

    def toggled_kind(self, kind: str) -> ListChoice:
        return replace(self, hidden_kinds=self.hidden_kinds ^ {kind})


def kind_of(region: Region) -> str:
    """The kind's id, UNKNOWN_KIND where there is none that this version knows."""
    kind = find_kind(region.kind)
    return kind.id if kind is not None else UNKNOWN_KIND


def kind_name(kind_id: str) -> str:
    """Two or three words for a list."""
    kind = find_kind(kind_id)
    if kind is None:
        return tr("Looks wrong")
    name = tr_engine(kind.name)
    return name[:1].upper() + name[1:]


def title_of(region: Region) -> str:
    """The kind of the fault in two or three words; number 0 is a place that was painted."""
    return kind_name(kind_of(region)) if region.number else tr("Marked by hand")


def arranged(
    places: Iterable[Place], choice: ListChoice, fresh: RepairedPlace | None = None
) -> tuple[Place, ...]:
    """The places that are listed: open ones in the chosen order, then repaired, then ignored.

    A ``fresh`` repair, which is still being looked at, stays on top.
    """
    listed = [
        place
        for place in places
        if (place.state is not PlaceState.REPAIRED or choice.show_repaired)
        and (place.state is not PlaceState.IGNORED or choice.show_ignored)
        and (place.state is PlaceState.REPAIRED or kind_of(place.region) not in choice.hidden_kinds)
    ]
    ranks = {PlaceState.OPEN: 0, PlaceState.REPAIRED: 1, PlaceState.IGNORED: 2}

    def key(place: Place) -> tuple[object, ...]:
        region = place.region
        if place.repaired is not None:
            # As they come: the latest first.
            return -1 if place.repaired is fresh else ranks[place.state], 0
        return ranks[place.state], *_order_key(region, choice.order)

    return tuple(sorted(listed, key=key))


def _order_key(region: Region, order: str) -> tuple[object, ...]:
    if order == "largest":
        return -region.area_px, region.number
    if order == "position":
        top, left, bottom, right = region.box
        return top + bottom, left + right
    if order == "kind":
        kinds = (*KIND_IDS, UNKNOWN_KIND)
        return kinds.index(kind_of(region)), region.number
    return (region.number,)


def overlap(first: Box, second: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    height = min(first[2], second[2]) - max(first[0], second[0])
    width = min(first[3], second[3]) - max(first[1], second[1])
    if height <= 0 or width <= 0:
        return 0.0
    shared = height * width
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (first, second)]
    return shared / (sum(areas) - shared)


def is_same_spot(first: Region, second: Region) -> bool:
    """Whether two inspections mean the same place."""
    return overlap(first.box, second.box) > SAME_PLACE_IOU
