"""From an anomaly map to a ranked list of flagged regions.  Torch-free and quick, so that the
sensitivity can change without another look at the picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import ndimage

from engine.operations.kinds import KIND_IDS, KINDS
from engine.operations.params import InspectParams
from engine.operations.results import AnomalyMap, Box, Inspection, Region

# Regions are found on a map of at most this side: finer than the network's own grid.
LABEL_LONG_PX = 512
LEAST_CELLS = 8
MOST_REGIONS = 60
# A region is as large as the map stays above this share of the threshold around its core
# (hysteresis thresholding, Canny 1986).
HYSTERESIS = 0.6


def threshold_at(sensitivity: float) -> float:
    """The map value from which a place is flagged: 0.9 at sensitivity 0, 0.5 at 0.5, 0.1 at 1."""
    return 0.9 - 0.8 * sensitivity


def flag(anomaly: AnomalyMap, params: InspectParams) -> Inspection:
    """Flagged regions of a map at this sensitivity, worst first.

    Rank is the mean of the map inside the region times the square root of its area: a large mild
    fault and a small glaring one both come before specks.
    """
    threshold = threshold_at(params.sensitivity)
    hw = anomaly.hw
    small = _reduced(anomaly.values)
    regions = []
    core = small >= threshold
    if core.any():
        grown = small >= threshold * HYSTERESIS
        labels, _ = ndimage.label(grown, structure=np.ones((3, 3)))
        wanted = np.unique(labels[core])
        slices = ndimage.find_objects(labels)
        for label in wanted[wanted > 0]:
            found = _region(anomaly, small, labels, int(label), slices[label - 1])
            if found.area_px >= max(1.0, params.minimum_area * hw[0] * hw[1]):
                regions.append(found)
    regions.sort(key=lambda r: -r.score * r.area_px**0.5)
    numbered = tuple(
        replace(region, number=number)
        for number, region in enumerate(regions[:MOST_REGIONS], start=1)
    )
    flagged = float(np.mean(anomaly.values >= threshold))
    return Inspection(
        anomaly, numbered, anomaly.picture_score, flagged, threshold, anomaly.confidence
    )


def _reduced(values: np.ndarray) -> np.ndarray:
    """Every k-th value; the map is smooth at that scale, having been enlarged to the picture."""
    step = max(1, -(-max(values.shape) // LABEL_LONG_PX))
    # The short side of a very long picture would be left with one value, or with none.
    down, across = (min(step, max(1, side // LEAST_CELLS)) for side in values.shape)
    return values[down // 2 :: down, across // 2 :: across]


def _region(
    anomaly: AnomalyMap, small: np.ndarray, labels: np.ndarray, label: int, where: tuple
) -> Region:
    inside = labels[where] == label
    scale_y, scale_x = (n / m for n, m in zip(anomaly.hw, small.shape, strict=True))
    box: Box = (
        int(where[0].start * scale_y),
        int(where[1].start * scale_x),
        min(anomaly.hw[0], int(np.ceil(where[0].stop * scale_y))),
        min(anomaly.hw[1], int(np.ceil(where[1].stop * scale_x))),
    )
    mask = _enlarged(inside, where, box, (scale_y, scale_x))
    inner = small[where][inside]
    score = float(np.sort(inner)[len(inner) // 2 :].mean())
    kind = _kind(anomaly, small.shape, where, inside)
    known = KINDS[KIND_IDS.index(kind)] if kind else None
    sentence = known.sentence if known else "Something here does not look right."
    return Region(0, box, int(mask.sum()), score, kind, sentence, mask)


def _enlarged(inside: np.ndarray, where: tuple, box: Box, scales: tuple) -> np.ndarray:
    """The label's mask, uint8 0/1, of the size of its box in the picture."""
    rows = ((np.arange(box[0], box[2]) + 0.5) / scales[0]).astype(int) - where[0].start
    columns = ((np.arange(box[1], box[3]) + 0.5) / scales[1]).astype(int) - where[1].start
    rows = np.clip(rows, 0, inside.shape[0] - 1)
    columns = np.clip(columns, 0, inside.shape[1] - 1)
    return inside[rows[:, None], columns[None]].astype(np.uint8)


def _kind(anomaly: AnomalyMap, small_hw: tuple, where: tuple, inside: np.ndarray) -> str | None:
    """The kind that most of the region's cells were given; None where there is no kind map."""
    if anomaly.kinds is None:
        return None
    rows, columns = np.nonzero(inside)
    scale_y, scale_x = (n / m for n, m in zip(anomaly.kinds.shape, small_hw, strict=True))
    y = np.minimum(
        ((rows + where[0].start + 0.5) * scale_y).astype(int), anomaly.kinds.shape[0] - 1
    )
    x = np.minimum(
        ((columns + where[1].start + 0.5) * scale_x).astype(int), anomaly.kinds.shape[1] - 1
    )
    counts = np.bincount(anomaly.kinds[y, x], minlength=len(KIND_IDS))
    return KIND_IDS[int(counts[: len(KIND_IDS)].argmax())]
