"""The last inspection, and what was decided about it, as members of a project file.

The map is kept as 16-bit grey, at no more than `MOST_SIDE_PX` a side: it is smooth, having been
enlarged from a map of far less. The regions are kept as they were found, with their masks, so that
the list of problems is the same to the last pixel; another sensitivity finds them anew in the map.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.document import layers
from engine.document.layers import UnreadableLayer
from engine.document.plain_values import (
    UnreadableValue,
    read_fraction,
    read_region,
    read_regions,
    region_values,
    with_masks,
)
from engine.document.review import Review
from engine.document.style_layers import LayerReader
from engine.errors import OptionError
from engine.imaging.photo import freeze
from engine.operations.params import InspectParams, from_dict, to_dict
from engine.operations.results import AnomalyMap, Inspection, Region

FOLDER = "inspection"
NAME = f"{FOLDER}/inspection.json"
MOST_SIDE_PX = 2048
_FULL = 65535
_MOST_REGIONS = 5_000
Values = dict[str, Any]


@dataclass(frozen=True, eq=False)
class ReadInspection:
    """What a project knows of the problems; ``age`` as `Document.inspection_age`."""

    inspection: Inspection | None
    age: int | None
    review: Review


# --- writing --------------------------------------------------------------------------------------


def inspection_members(
    inspection: Inspection | None, age: int | None, review: Review
) -> dict[str, bytes]:
    """The members for an inspection and what was decided about it; one or the other may be none."""
    listed = [*review.ignored, *(region for _, region in review.mended)]
    values: Values = {
        "params": to_dict(review.params),
        "ignored": [region_values(region) for region in review.ignored],
        "mended": [
            {"edit": at, "region": region_values(region)} for at, region in review.mended
        ],
    }  # fmt: skip
    members = {NAME: b""}
    if inspection is not None:
        anomaly = inspection.anomaly
        values["inspection"] = {
            "age": age,
            "score": inspection.score,
            "flagged_fraction": inspection.flagged_fraction,
            "threshold": inspection.threshold,
            "confidence": inspection.confidence,
            "model": anomaly.model_id,
            "picture_score": anomaly.picture_score,
            "regions": [region_values(region) for region in inspection.regions],
        }
        listed = [*inspection.regions, *listed]
        members[f"{FOLDER}/map.png"] = layers.encode_pixels(_map_levels(anomaly.values))
        if anomaly.kinds is not None:
            members[f"{FOLDER}/kinds.png"] = layers.encode_pixels(anomaly.kinds)
    if listed:
        masks = (region.mask for region in listed)
        members[f"{FOLDER}/regions.bin"] = layers.encode_levels(masks)
    members[NAME] = json.dumps(values, ensure_ascii=False).encode("utf-8")
    return members


def _map_levels(values: np.ndarray) -> np.ndarray:
    """The map as uint16, 65535 = 1, reduced where it is larger than is kept."""
    longest = max(values.shape)
    if longest > MOST_SIDE_PX:
        from engine.imaging.scaling import resample

        kept = tuple(max(1, round(side * MOST_SIDE_PX / longest)) for side in values.shape)
        values = resample(values, (kept[0], kept[1]))
    return np.rint(np.clip(values, 0, 1) * _FULL).astype(np.uint16)


# --- reading --------------------------------------------------------------------------------------


def read_inspection(reader: LayerReader, hw: tuple[int, int]) -> ReadInspection:
    """What a project of a picture of this size knows; sentences for what is lost to the reader."""
    try:
        values = _values(reader)
        review, parts = _read_review(values, hw)
        found = values.get("inspection")
        regions = [] if not isinstance(found, dict) else read_regions(found.get("regions"), hw)
        masks = _read_masks(reader, [*regions, *parts])
    except (UnreadableValue, UnreadableLayer):
        reader.lost.append("The list of problems is lost: it is damaged.")
        return ReadInspection(None, None, Review())
    review = _with_masks(review, masks[len(regions) :])
    if not isinstance(found, dict):
        return ReadInspection(None, None, review)
    try:
        regions = list(with_masks(regions, masks[: len(regions)]))
        inspection = _inspection(found, _read_map(reader, found, hw), tuple(regions))
    except (UnreadableValue, UnreadableLayer):
        reader.lost.append("The heatmap is lost: it is damaged.")
        return ReadInspection(None, None, review)
    age = found.get("age")
    return ReadInspection(inspection, age if type(age) is int else None, review)


def _values(reader: LayerReader) -> Values:
    try:
        values = json.loads(reader.member(NAME) or b"")
    except (ValueError, RecursionError) as error:
        raise UnreadableValue("no JSON") from error
    if not isinstance(values, dict):
        raise UnreadableValue("no inspection")
    return values


def _read_review(values: Values, hw: tuple[int, int]) -> tuple[Review, list[Region]]:
    """The review with empty masks, and its regions in the order in which their masks are kept."""
    ignored = read_regions(values.get("ignored"), hw)
    mended = []
    listed = values.get("mended")
    for one in listed if isinstance(listed, list) else []:
        at = one.get("edit") if isinstance(one, dict) else None
        if type(at) is not int:
            raise UnreadableValue("a repair of no edit")
        mended.append((at, read_region(one.get("region"), hw)))
    stored = values.get("params")
    try:
        params = from_dict(InspectParams, stored if isinstance(stored, dict) else {})
    except OptionError as error:
        raise UnreadableValue(str(error)) from error
    return Review(params, tuple(ignored), tuple(mended)), [*ignored, *(r for _, r in mended)]


def _with_masks(review: Review, masks: list[np.ndarray]) -> Review:
    count = len(review.ignored)
    mended = with_masks([region for _, region in review.mended], masks[count:])
    places = (at for at, _ in review.mended)
    return Review(
        review.params,
        with_masks(review.ignored, masks[:count]),
        tuple(zip(places, mended, strict=True)),
    )


def _read_masks(reader: LayerReader, regions: list[Region]) -> list[np.ndarray]:
    if not regions:
        return []
    content = reader.member(f"{FOLDER}/regions.bin")
    if content is None or len(regions) > _MOST_REGIONS:
        raise UnreadableLayer("no masks")
    masks = layers.decode_levels(content, [region.mask.shape for region in regions])
    if any(mask.max() > 1 for mask in masks):
        raise UnreadableLayer("a mask of something else")
    return masks


def _read_map(reader: LayerReader, found: Values, hw: tuple[int, int]) -> AnomalyMap:
    levels = reader.pixels(f"{FOLDER}/map.png", 1)
    if levels is None or levels.dtype != np.uint16:
        raise UnreadableLayer("no map")
    values = levels.astype(np.float32)
    if values.shape != hw:
        from engine.imaging.scaling import resample

        values = resample(values, hw)
    values /= np.float32(_FULL)
    np.clip(values, 0, 1, out=values)
    kinds = reader.pixels(f"{FOLDER}/kinds.png", 1)
    model, confidence = found.get("model"), found.get("confidence")
    if not isinstance(model, str) or not isinstance(confidence, str):
        raise UnreadableValue("a map of no model")
    score = read_fraction(found.get("picture_score"))
    return AnomalyMap(freeze(values), model, kinds, score, confidence)


def _inspection(found: Values, anomaly: AnomalyMap, regions: tuple[Region, ...]) -> Inspection:
    return Inspection(
        anomaly,
        regions,
        read_fraction(found.get("score")),
        read_fraction(found.get("flagged_fraction")),
        read_fraction(found.get("threshold")),
        anomaly.confidence,
    )
