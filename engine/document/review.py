"""How far a person has got through the list of problems; a project keeps it beside the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.operations.params import InspectParams
from engine.operations.results import Region


@dataclass(frozen=True, eq=False)
class Review:
    """What was decided about the flagged places.

    ``params`` is the sensitivity that the list was made with. ``ignored`` are taken off the list.
    ``mended`` were repaired, each with the position of its edit in the history, 0 = the oldest.
    """

    params: InspectParams = field(default_factory=InspectParams)
    ignored: tuple[Region, ...] = ()
    mended: tuple[tuple[int, Region], ...] = ()

    def moved(self, places: Mapping[int, int]) -> Review:
        """The same for a history in which the edits are at other places, or not at all."""
        mended = tuple((places[at], region) for at, region in self.mended if at in places)
        return Review(self.params, self.ignored, mended)
