"""Boxes, regions and proofs as plain values of a project's JSON, and back.

What is read comes from a file, so it may be of any kind: each function that reads raises
`UnreadableValue` for what is not as it was written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.operations.results import Box, Region, RepairProof


class UnreadableValue(Exception):
    """A value in the JSON of a project is not of the kind that was written there."""


def read_box(values: Any, hw: tuple[int, int]) -> Box:
    """A box that lies in a picture of this size and holds at least one pixel."""
    if not (isinstance(values, list) and len(values) == 4 and all(type(v) is int for v in values)):
        raise UnreadableValue("no box")
    top, left, bottom, right = values
    if not (0 <= top < bottom <= hw[0] and 0 <= left < right <= hw[1]):
        raise UnreadableValue(f"a box outside the picture: {values}")
    return top, left, bottom, right


def read_fraction(values: Any) -> float:
    """A number in [0, 1]."""
    if isinstance(values, bool) or not isinstance(values, int | float) or not 0 <= values <= 1:
        raise UnreadableValue("no number in [0, 1]")
    return float(values)


def region_values(region: Region) -> dict[str, Any]:
    """A region without its mask."""
    return {
        "number": region.number,
        "box": list(region.box),
        "area_px": int(region.area_px),
        "score": float(region.score),
        "kind": region.kind,
        "sentence": region.sentence,
    }


def read_region(values: Any, hw: tuple[int, int]) -> Region:
    """The region that `region_values` described, with an empty mask of the size of its box."""
    if not isinstance(values, dict):
        raise UnreadableValue("no region")
    box = read_box(values.get("box"), hw)
    number, area, kind = values.get("number"), values.get("area_px"), values.get("kind")
    sentence = values.get("sentence")
    if type(number) is not int or type(area) is not int or number < 0 or area < 0:
        raise UnreadableValue("a region without number or area")
    if not isinstance(kind, str | None) or not isinstance(sentence, str):
        raise UnreadableValue("a region without words")
    empty = np.zeros((box[2] - box[0], box[3] - box[1]), np.uint8)
    return Region(number, box, area, read_fraction(values.get("score")), kind, sentence, empty)


def read_regions(values: Any, hw: tuple[int, int]) -> list[Region]:
    """Several regions; see `read_region`."""
    return [read_region(one, hw) for one in values] if isinstance(values, list) else []


def with_masks(regions: Sequence[Region], masks: Sequence[np.ndarray]) -> tuple[Region, ...]:
    """The regions with these masks, uint8 0/1 of the size of each one's box."""
    return tuple(
        dataclasses.replace(region, mask=mask) for region, mask in zip(regions, masks, strict=True)
    )


def proof_values(proof: RepairProof) -> dict[str, Any]:
    """The proof of a repair."""
    return dataclasses.asdict(proof)


def read_proof(values: Any) -> RepairProof:
    """The proof that `proof_values` described."""
    try:
        box = values["box"]
        return RepairProof(**{**values, "box": None if box is None else tuple(box)})
    except (TypeError, KeyError) as error:
        raise UnreadableValue("no proof") from error
