"""Ranking scores of a detector."""

from __future__ import annotations

import numpy as np


def ranking_scores(values: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Area under the ROC curve and average precision of scores against boolean truth.

    Ties count half in the one and are taken as one step in the other, as is usual. NaN, NaN when
    one of the classes is missing.
    """
    truth = np.asarray(truth, bool).ravel()
    values = np.asarray(values, np.float64).ravel()
    positives = int(truth.sum())
    negatives = truth.size - positives
    if not positives or not negatives:
        return float("nan"), float("nan")
    order = np.argsort(-values, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(values[order])), truth.size - 1)
    hits = np.cumsum(truth[order])[ends]
    misses = ends + 1 - hits
    recall = np.concatenate([[0.0], hits / positives])
    fall_out = np.concatenate([[0.0], misses / negatives])
    auroc = float(np.trapezoid(recall, fall_out))
    precision = hits / (ends + 1)
    return auroc, float(np.sum(np.diff(recall) * precision))
