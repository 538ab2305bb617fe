"""What the anomaly map's values mean, measured on pictures held out from training.

A logistic fit (Platt, 1999) turns logits into probabilities; then the map is shifted so far down
that a threshold of one half flags at most one per cent of the pixels of flawless pictures.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.models.discriminator import MAP_STRIDE, Discriminator
from engine.training.flawed_pictures import FlawedPictures
from engine.training.scores import ranking_scores

QUANTILES = (0.5, 0.9, 0.95, 0.99, 0.995, 0.999)
MOST_FLAGGED = 0.008
LEAST_GAIN = 0.05
# Keeps the fit finite where the classes can be told apart without an error.
RIDGE = 1e-3


@torch.no_grad()
def collect(
    network: Discriminator,
    pictures: FlawedPictures,
    batches: int,
    clean_only: bool,
    knows_photo: bool = True,
) -> tuple[np.ndarray, np.ndarray, list[tuple[np.ndarray, np.ndarray, tuple[str, ...]]]]:
    """Logits and truth of all map cells, and the same picture by picture with its families.

    Where the photo is not known, the style is neither in every second batch.
    """
    logits, truths, each = [], [], []
    for i in range(batches):
        batch = pictures.draw(clean_only)
        photo = batch.content if knows_photo else None
        style = batch.vector if knows_photo or i % 2 else None
        found = network(batch.stylized, photo, style).anomaly_logits[:, 0].float()
        truth = F.avg_pool2d(batch.mask, MAP_STRIDE)[:, 0]
        for value, mask, families in zip(
            found.cpu().numpy(), truth.cpu().numpy(), batch.families, strict=True
        ):
            # Cells that are half changed are neither right nor wrong.
            plain = (mask < 0.1) | (mask > 0.5)
            each.append((value[plain], mask[plain] > 0.5, families))
            logits.append(value[plain])
            truths.append(mask[plain] > 0.5)
    return np.concatenate(logits), np.concatenate(truths), each


def platt(logits: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Gain and offset of the logistic fit of truth to logits, by Newton's method.

    The gain is positive: a map that ranks backwards must not be turned round by its calibration.
    """
    x, y = torch.from_numpy(logits).double(), torch.from_numpy(truth).double()
    coefficients = torch.tensor([1.0, 0.0], dtype=torch.double)
    design = torch.stack([x, torch.ones_like(x)], dim=1)
    for _ in range(20):
        probability = torch.sigmoid(design @ coefficients)
        gradient = design.T @ (probability - y)
        weight = (probability * (1 - probability)).clamp_min(1e-9)
        hessian: Tensor = (design * weight[:, None]).T @ design + RIDGE * torch.eye(2)
        coefficients = coefficients - torch.linalg.solve(hessian, gradient)
    return max(LEAST_GAIN, float(coefficients[0])), float(coefficients[1])


def calibrate(
    network: Discriminator, pictures: FlawedPictures, path: Path, batches: int = 24
) -> dict:
    """Measure, fit, and write calibration.json; returns what was written."""
    facts, each = _fitted(network, pictures, batches, knows_photo=True)
    facts |= {"per_family": _per_family(each), "pictures": len(each)}
    facts["without_photo"], _ = _fitted(network, pictures, batches, knows_photo=False)
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return facts


def _fitted(
    network: Discriminator, pictures: FlawedPictures, batches: int, knows_photo: bool
) -> tuple[dict, list]:
    """The fit of one case with what speaks for it, and all pictures that it was made on."""
    clean, _, _ = collect(network, pictures, batches, True, knows_photo)
    logits, truth, each = collect(network, pictures, batches, False, knows_photo)
    gain, offset = platt(logits, truth)
    highest = float(np.quantile(clean, 1 - MOST_FLAGGED))
    offset = min(offset, -gain * highest)
    auroc, precision = ranking_scores(logits, truth)
    facts = {
        "gain": round(gain, 5),
        "offset": round(offset, 5),
        "clean_logit_quantiles": {
            str(q): round(float(np.quantile(clean, q)), 4) for q in QUANTILES
        },
        "clean_flagged_fraction": round(float(np.mean(gain * clean + offset >= 0)), 5),
        "pixel_auroc": round(auroc, 4),
        "pixel_average_precision": round(precision, 4),
    }
    return facts, each


def _per_family(each: list) -> dict[str, dict[str, float]]:
    """Pooled scores over the pictures that hold one family alone."""
    scores = {}
    names = sorted({families[0] for _, _, families in each if len(families) == 1})
    for name in names:
        chosen = [(v, t) for v, t, families in each if families == (name,)]
        auroc, precision = ranking_scores(
            *(np.concatenate(part) for part in zip(*chosen, strict=True))
        )
        scores[name] = {
            "pixel_auroc": round(auroc, 4),
            "pixel_average_precision": round(precision, 4),
            "pictures": len(chosen),
        }
    return scores
