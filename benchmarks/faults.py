"""How well the discriminator finds planted defects in pictures held out from training.

    python benchmarks/faults.py --content DIR --style DIR

Baselines in the same run: the residual of local SSIM between picture and photo, and the
residual of their gradients.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from skimage.metrics import structural_similarity

from engine.models.bundles import load_bundle
from engine.models.discriminator import MAP_STRIDE
from engine.resources import resource_path
from engine.training import data, defects
from engine.training.flawed_pictures import FlawedPictures
from engine.training.scores import ranking_scores

RESULT = Path(__file__).parent / "results" / "faults.json"
OPTIONS = {
    "batch": 8,
    "crop": 256,
    "content_scales": [0.5, 1.0],
    "style_scales": [0.5, 1.0],
    "jitter": 0.0,
    "foreign": 0.2,
    "grafted": 0.0,
    "donated": 1.0,
    "older_generator": 0.0,
}


def ssim_residual(picture: np.ndarray, photo: np.ndarray) -> np.ndarray:
    _, full = structural_similarity(picture, photo, channel_axis=2, data_range=1.0, full=True)
    return 1 - full.mean(2)


def gradient_residual(picture: np.ndarray, photo: np.ndarray) -> np.ndarray:
    def gradient(p: np.ndarray) -> np.ndarray:
        grey = p.mean(2)
        return np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))

    return cv2.GaussianBlur(np.abs(gradient(picture) - gradient(photo)), (0, 0), 4)


def at_map_size(values: np.ndarray) -> np.ndarray:
    size = tuple(side // MAP_STRIDE for side in values.shape[::-1])
    return cv2.resize(values.astype(np.float32), size, interpolation=cv2.INTER_AREA)


@torch.inference_mode()
def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--batches", type=int, default=6, help="batches per family")
    options = parser.parse_args()
    device = torch.device("cpu")
    generator = load_bundle(resource_path("models", "stylenet-v1"), device).network
    bundle = load_bundle(resource_path("models", "discriminator-v1"), device)
    calibration = bundle.manifest["calibration"]
    contents, styles = data.load_pictures(options.content), data.load_pictures(options.style)
    table: dict[str, dict] = {}
    everything: dict[str, list] = {}
    for family in (*defects.ALL, "none"):
        families = defects.ALL if family == "none" else (family,)
        pictures = FlawedPictures(
            contents, styles, OPTIONS, [generator], device, seed=7, families=families
        )
        found: dict[str, list] = {"ours": [], "SSIM residual": [], "gradient residual": []}
        truths = []
        for _ in range(options.batches):
            batch = pictures.draw(clean_only=family == "none")
            logits = bundle.network(batch.stylized, batch.content, batch.vector).anomaly_logits
            truth = F.avg_pool2d(batch.mask, MAP_STRIDE)[:, 0].numpy()
            planes = [p.permute(0, 2, 3, 1).numpy() for p in (batch.stylized, batch.content)]
            for i in range(len(truth)):
                plain = (truth[i] < 0.1) | (truth[i] > 0.5)
                truths.append(truth[i][plain] > 0.5)
                found["ours"].append(logits[i, 0].numpy()[plain])
                for name, rival in (
                    ("SSIM residual", ssim_residual),
                    ("gradient residual", gradient_residual),
                ):
                    values = rival(planes[0][i], planes[1][i])
                    found[name].append(at_map_size(values)[plain])
        truth = np.concatenate(truths)
        values = {name: np.concatenate(parts) for name, parts in found.items()}
        if family == "none":
            sure = calibration["gain"] * values["ours"] + calibration["offset"] >= 0
            table["clean pictures"] = {"flagged fraction": round(float(sure.mean()), 5)}
            continue
        everything.setdefault("truth", []).append(truth)
        table[family] = {}
        for name, scores in values.items():
            everything.setdefault(name, []).append(scores)
            table[family][name] = [round(v, 4) for v in ranking_scores(scores, truth)]
        print(family, table[family], flush=True)
    truth = np.concatenate(everything.pop("truth"))
    table["all families"] = {
        name: [round(v, 4) for v in ranking_scores(np.concatenate(parts), truth)]
        for name, parts in everything.items()
    }
    print(json.dumps({k: table[k] for k in ("all families", "clean pictures")}, indent=2))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
