"""How well the discriminator finds planted defects in pictures held out from training.

    python benchmarks/faults.py --content DIR --style DIR --weights DIR

Beside it, in the same run: the residual of local SSIM, the residual of gradients, the bare
adversarial logits, and a memory of flawless patches. Families that no training plants are scored
apart. Then: false alarms on flawless pictures of several sources, regions found and invented at
several sensitivities, how far the map's values can be trusted, and tiles against the whole.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from benchmarks.rivals import Adversary, PatchMemory, gradient_residual, ssim_residual
from engine.models.bundles import ModelBundle, load_bundle
from engine.models.device import choose_runtime
from engine.models.discriminator import MAP_STRIDE
from engine.operations.flagging import flag, threshold_at
from engine.operations.inspect import Inspector, resize_map
from engine.operations.params import InspectParams
from engine.operations.results import AnomalyMap
from engine.resources import resource_path
from engine.training import data, defects, sheets
from engine.training.flawed_pictures import FlawedBatch, FlawedPictures
from engine.training.scores import ranking_scores

RESULT = Path(__file__).parent / "results" / "faults.json"
OPTIONS = {
    "batch": 8,
    "crop": 256,
    "content_scales": [0.5, 1.0],
    "style_scales": [0.5, 1.0],
    "jitter": 0.0,
    "photo_styles": 0.0,
    "recoloured": 0.0,
    "stored": 0.0,
    "foreign": 0.2,
    "grafted": 0.0,
    "donated": 1.0,
    "older_generator": 0.0,
}
# A planted fault counts as found when this share of it is flagged; a flagged region counts as
# invented when less than this share of it is planted.
FOUND, INVENTED = 0.3, 0.1
BINS = 10
SENSITIVITIES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def score(values: list[np.ndarray], truth: list[np.ndarray]) -> dict[str, float]:
    auroc, precision = ranking_scores(np.concatenate(values), np.concatenate(truth))
    return {"auroc": round(auroc, 4), "ap": round(precision, 4)}


class Contest:
    """Our map and its rivals on the same batches."""

    def __init__(self, bundle: ModelBundle, weights: Path) -> None:
        self.bundle = bundle
        self.adversary = Adversary(bundle.network)
        self.memory = PatchMemory(weights)

    def logits(self, batch: FlawedBatch) -> np.ndarray:
        found = self.bundle.network(batch.stylized, batch.content, batch.vector)
        return found.anomaly_logits[:, 0].float().numpy()

    def maps(self, batch: FlawedBatch) -> dict[str, np.ndarray]:
        pictures, photos = (p.permute(0, 2, 3, 1).numpy() for p in (batch.stylized, batch.content))
        pairs = list(zip(pictures, photos, strict=True))
        return {
            "ours": self.logits(batch),
            "SSIM residual": np.stack([ssim_residual(*pair) for pair in pairs]),
            "gradient residual": np.stack([gradient_residual(*pair) for pair in pairs]),
            "adversarial logits": self.adversary(batch.stylized, batch.vector),
            "patch memory": self.memory(batch.stylized),
        }


def truth_of(batch: FlawedBatch) -> np.ndarray:
    return F.avg_pool2d(batch.mask, MAP_STRIDE)[:, 0].numpy()


def ranking_table(
    contest: Contest, draw_from: Iterator[tuple[str, FlawedPictures]], batches: int
) -> dict[str, dict]:
    """Pixel AUROC and average precision per family, and pooled over seen and unseen ones."""
    table: dict[str, dict] = {}
    pooled: dict[str, dict[str, list]] = {
        part: defaultdict(list) for part in ("families seen", "families unseen")
    }
    for family, pictures in draw_from:
        found: dict[str, list] = defaultdict(list)
        truths = []
        for _ in range(batches):
            batch = pictures.draw()
            truth = truth_of(batch)
            # Cells that are half changed are neither right nor wrong.
            plain = (truth < 0.1) | (truth > 0.5)
            truths.append(truth[plain] > 0.5)
            for name, values in contest.maps(batch).items():
                found[name].append(values[plain])
        table[family] = {name: score(values, truths) for name, values in found.items()}
        part = pooled["families unseen" if family in defects.UNSEEN else "families seen"]
        part["truth"] += truths
        for name, values in found.items():
            part[name] += values
        print(family, table[family]["ours"], flush=True)
    for name, part in pooled.items():
        truths = part.pop("truth")
        table[name] = {rival: score(values, truths) for rival, values in part.items()}
    return table


def planted_faults(mask: np.ndarray) -> list[np.ndarray]:
    """Where each of the faults is whose mask, float32 (H, W), this is."""
    labels, count = ndimage.label(mask > 0.5, structure=np.ones((3, 3)))
    places = (labels == label for label in range(1, count + 1))
    return [place for place in places if place.sum() >= defects.planter.SMALLEST_PLANT_PX]


def hits(
    anomaly: AnomalyMap, mask: np.ndarray, faults: list[np.ndarray], sensitivity: float
) -> tuple[int, int]:
    """How many of the planted faults are found in a map, and how many regions are invented."""
    marked, invented = np.zeros(mask.shape, bool), 0
    for region in flag(anomaly, InspectParams(sensitivity=sensitivity)).regions:
        top, left, bottom, right = region.box
        inside = region.mask.astype(bool)
        marked[top:bottom, left:right] |= inside
        invented += float((mask[top:bottom, left:right][inside] > 0.02).mean()) < INVENTED
    return sum(float(marked[place].mean()) >= FOUND for place in faults), invented


def region_table(
    inspector: Inspector, pictures: FlawedPictures, batches: int
) -> dict[str, int | list]:
    """Planted faults found and regions invented at several sensitivities; reliability."""
    planted, seen = 0, 0
    counts = np.zeros((len(SENSITIVITIES), 2))
    sums = np.zeros((BINS, 3))
    for _ in range(batches):
        batch = pictures.draw()
        planes = [p.permute(0, 2, 3, 1).numpy() for p in (batch.stylized, batch.content)]
        truth = truth_of(batch)
        for i, mask in enumerate(batch.mask[:, 0].numpy()):
            values, kinds, whole = inspector.verdict(
                planes[0][i], planes[1][i], batch.vector[i : i + 1]
            )
            plain = (truth[i] < 0.1) | (truth[i] > 0.5)
            bins = np.minimum((values[plain] * BINS).astype(int), BINS - 1)
            for column, what in enumerate(
                (np.ones(bins.shape), values[plain], truth[i][plain] > 0.5)
            ):
                sums[:, column] += np.bincount(bins, what, BINS)
            full = resize_map(values, mask.shape, mask.shape)
            anomaly = AnomalyMap(full, inspector.bundle.id, kinds, whole, "full")
            faults = planted_faults(mask)
            counts += [hits(anomaly, mask, faults, sensitivity) for sensitivity in SENSITIVITIES]
            planted, seen = planted + len(faults), seen + 1
    return {
        "planted faults": planted,
        "by sensitivity": [
            {
                "sensitivity": sensitivity,
                "recall": round(float(found / max(1, planted)), 4),
                "false regions per picture": round(float(invented / max(1, seen)), 4),
            }
            for sensitivity, (found, invented) in zip(SENSITIVITIES, counts, strict=True)
        ],
        "reliability": [
            {
                "map value": round(float(total / cells), 4),
                "truly flawed": round(float(flawed / cells), 4),
                "cells": int(cells),
            }
            for cells, total, flawed in sums[sums[:, 0] > 0]
        ],
    }


def false_alarms(
    inspector: Inspector, clean: FlawedPictures, paintings: list, photos: list, batches: int
) -> dict[str, float]:
    """Share of pixels flagged at the default sensitivity where nothing is wrong."""
    threshold = threshold_at(InspectParams().sensitivity)
    flagged: dict[str, list[float]] = defaultdict(list)

    def look(name: str, picture: np.ndarray, photo: np.ndarray | None, style) -> None:
        values, _, _ = inspector.verdict(picture, photo, style)
        flagged[name].append(float((values >= threshold).mean()))

    for _ in range(batches):
        batch = clean.draw(clean_only=True)
        planes = [p.permute(0, 2, 3, 1).numpy() for p in (batch.stylized, batch.content)]
        for i in range(len(planes[0])):
            look("flawless outputs", planes[0][i], planes[1][i], batch.vector[i : i + 1])
            look("flawless outputs, photo unknown", planes[0][i], None, batch.vector[i : i + 1])
    for name, pictures in (("paintings", paintings), ("photos", photos)):
        for picture in pictures:
            square = sheets.center_square(picture, 384).astype(np.float32) / 255
            look(name, square, None, None)
            if name == "photos":
                look("photos at strength 0", square, square, None)
    return {name: round(float(np.mean(values)), 5) for name, values in flagged.items()}


def tile_difference(
    inspector: Inspector, photos: list, vector: torch.Tensor, margin_px: int = 160
) -> float:
    """Largest difference of the map's values between a tile with a margin and the whole."""
    worst = 0.0
    for photo in photos[:3]:
        picture = sheets.center_square(photo, 640).astype(np.float32) / 255
        whole, _, _ = inspector.verdict(picture, picture, vector)
        part = picture[:, : 320 + margin_px]
        tile, _, _ = inspector.verdict(part, part, vector)
        kept = 320 // MAP_STRIDE
        worst = max(worst, float(np.abs(whole[:, :kept] - tile[:, :kept]).max()))
    return round(worst, 5)


@torch.inference_mode()
def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="the loss networks' arrays")
    parser.add_argument("--batches", type=int, default=4, help="batches of 8 per family")
    parser.add_argument("--models", type=Path, default=resource_path("models"))
    options = parser.parse_args()
    device = torch.device("cpu")
    generator = load_bundle(options.models / "stylenet-v1", device).network
    bundle = load_bundle(options.models / "discriminator-v1", device)
    contents, styles = data.load_pictures(options.content), data.load_pictures(options.style)

    def pictures(families: tuple[str, ...], seed: int) -> FlawedPictures:
        return FlawedPictures(
            contents, styles, OPTIONS, [generator], device, seed=seed, families=families
        )

    contest = Contest(bundle, options.weights)
    rng = np.random.default_rng(3)
    flawless = pictures(defects.ALL, 11)
    for _ in range(10):
        contest.memory.remember(flawless.draw(clean_only=True).stylized, rng)
    table: dict[str, dict] = ranking_table(
        contest, ((name, pictures((name,), 7)) for name in defects.FAMILIES), options.batches
    )
    inspector = Inspector(bundle, choose_runtime("cpu"))
    for name, families in (("seen", defects.ALL), ("unseen", defects.UNSEEN)):
        table[f"regions, families {name}"] = region_table(
            inspector, pictures(families, 5), 4 * options.batches
        )
    table["flagged where nothing is wrong"] = false_alarms(
        inspector, pictures(defects.ALL, 9), styles, contents, 2 * options.batches
    )
    vector = generator.encode_style(
        sheets.to_batch([sheets.center_square(styles[0], 256)], device)
    ).vector
    table["tile against whole, largest difference"] = {
        "ours": tile_difference(inspector, contents, vector)
    }
    summary = [name for name in table if name not in defects.FAMILIES]
    print(json.dumps({name: table[name] for name in summary}, indent=2))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
