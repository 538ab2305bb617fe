from __future__ import annotations

import json

import numpy as np
import pytest

from engine.operations.coco import UNKNOWN_CATEGORY, coco_annotations, run_lengths
from engine.operations.kinds import KIND_IDS
from engine.operations.results import AnomalyMap, Inspection, Region


def decoded(counts: list[int], hw: tuple[int, int]) -> np.ndarray:
    """The plain way round: runs laid out one after the other, down the columns."""
    flat = np.zeros(hw[0] * hw[1], np.uint8)
    at = 0
    for i, length in enumerate(counts):
        flat[at : at + length] = i % 2
        at += length
    assert at <= flat.size
    return flat.reshape(hw[::-1]).T


@pytest.mark.parametrize("box", [(0, 0, 9, 7), (2, 1, 6, 5), (3, 6, 4, 7), (8, 0, 9, 7)])
def test_run_lengths_decode_to_the_mask(box: tuple[int, int, int, int]) -> None:
    rng = np.random.default_rng(sum(box))
    for density in (0.0, 0.3, 0.9, 1.0):
        mask = (rng.random((box[2] - box[0], box[3] - box[1])) < density).astype(np.uint8)
        full = np.zeros((9, 7), np.uint8)
        full[box[0] : box[2], box[1] : box[3]] = mask
        counts = run_lengths(mask, box, (9, 7))
        assert np.array_equal(decoded(counts, (9, 7)), full)
        assert all(length > 0 for length in counts[1:])


def test_the_document_is_what_labelling_tools_expect() -> None:
    mask = np.ones((4, 6), np.uint8)
    regions = (
        Region(1, (2, 3, 6, 9), 24, 0.9, KIND_IDS[2], "Bleed.", mask),
        Region(2, (0, 0, 4, 6), 24, 0.6, None, "Odd.", mask),
    )
    anomaly = AnomalyMap(np.zeros((20, 30), np.float32), "tiny")
    found = Inspection(anomaly, regions, 0.7, 0.08, 0.5, "full")
    document = json.loads(json.dumps(coco_annotations(found, "a.png")))
    assert document["images"][0] | {"score": 0} == {
        "id": 1, "file_name": "a.png", "width": 30, "height": 20, "score": 0,
        "flagged_fraction": 0.08,
    }  # fmt: skip
    names = {c["id"]: c["name"] for c in document["categories"]}
    first, second = document["annotations"]
    assert names[first["category_id"]] == KIND_IDS[2] and first["bbox"] == [3, 2, 6, 4]
    assert second["category_id"] == UNKNOWN_CATEGORY and names[UNKNOWN_CATEGORY] == "unknown"
    assert decoded(first["segmentation"]["counts"], (20, 30)).sum() == first["area"] == 24
