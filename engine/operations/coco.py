"""Flagged regions as COCO annotations, which labelling tools read.  Torch-free.

Format: Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014; masks as uncompressed
run-length encodings, counted down the columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operations.kinds import KIND_IDS, KINDS
from engine.operations.results import Inspection, Region

UNKNOWN_CATEGORY = len(KINDS) + 1


def coco_annotations(inspection: Inspection, file_name: str) -> dict[str, Any]:
    """One picture's regions as a COCO document, ready for JSON.

    Beside COCO's own keys each annotation has the region's ``score`` and ``sentence``, and the
    image what was flagged of it. Boxes are [x, y, width, height] in pixels of the picture.
    """
    height, width = inspection.anomaly.hw
    categories = [
        {"id": number, "name": kind.id, "supercategory": "fault"}
        for number, kind in enumerate(KINDS, 1)
    ]
    categories.append({"id": UNKNOWN_CATEGORY, "name": "unknown", "supercategory": "fault"})
    return {
        "info": {
            "description": "Places that look broken in a stylized picture",
            "model": inspection.anomaly.model_id,
            "threshold": inspection.threshold,
            "confidence": inspection.confidence,
        },
        "images": [
            {
                "id": 1,
                "file_name": file_name,
                "width": width,
                "height": height,
                "score": inspection.score,
                "flagged_fraction": inspection.flagged_fraction,
            }
        ],
        "categories": categories,
        "annotations": [_annotation(region, (height, width)) for region in inspection.regions],
    }


def _annotation(region: Region, hw: tuple[int, int]) -> dict[str, Any]:
    top, left, bottom, right = region.box
    known = region.kind in KIND_IDS
    return {
        "id": region.number,
        "image_id": 1,
        "category_id": KIND_IDS.index(str(region.kind)) + 1 if known else UNKNOWN_CATEGORY,
        "bbox": [left, top, right - left, bottom - top],
        "area": region.area_px,
        "iscrowd": 1,
        "segmentation": {"size": list(hw), "counts": run_lengths(region.mask, region.box, hw)},
        "score": region.score,
        "sentence": region.sentence,
    }


def run_lengths(mask: np.ndarray, box: tuple[int, int, int, int], hw: tuple[int, int]) -> list[int]:
    """Lengths of runs of 0 and 1 in turn, down the columns of a picture of size ``hw``.

    ``mask`` is uint8 0/1 of the size of ``box``; all else is 0. The first run is one of zeros and
    may be empty.
    """
    top, left, _, _ = box
    # Only where the mask begins and ends matters: a full-size plane would be 100 megapixels.
    framed = np.pad(mask.astype(np.int8), ((1, 1), (0, 0)))
    steps = np.diff(framed, axis=0).T
    columns, rows = np.nonzero(steps)
    edges = (columns + left) * hw[0] + rows + top
    # A run that ends where the next column's begins is one run: both edges go.
    _, first, times = np.unique(edges, return_index=True, return_counts=True)
    ends = np.concatenate([[0], edges[first[times == 1]], [hw[0] * hw[1]]])
    counts = np.diff(ends).tolist()
    return counts if counts[-1] else counts[:-1]
