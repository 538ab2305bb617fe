"""Held-out photos in held-out styles: a contact sheet to look at, and distances.

    python benchmarks/looks.py --content DIR --style DIR --weights DIR [--peer MODULE:FUNCTION]

The judge is VGG-19 to relu3_4, which the training used beside another network and for few
pictures. Beside our rows stand the untouched photo and a copy of the style: a good transfer is
near the one in content and near the other in style, and neither of them is one. A peer is any
function (content, style) -> picture on (1, 3, H, W) tensors in [0, 1].
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import torch

from engine.models.bundles import load_bundle
from engine.models.device import choose_runtime
from engine.resources import resource_path
from engine.training import data, losses, sheets

RESULTS = Path(__file__).parent / "results"


def distances(judge, output: torch.Tensor, content: torch.Tensor, style: torch.Tensor) -> list:
    """Content distance, distance of moments, distance of covariances of one picture."""
    ours, kept, drawn = judge(output), judge(content), judge(style)
    moments, textures = losses.style_distance(ours, drawn, 1.0)
    content_term = losses.content_distance(ours[-1], kept[-1])
    return [float(v[0]) for v in (content_term, moments, textures)]


def peer_function(name: str):
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)


@torch.inference_mode()
def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--peer", action="append", default=[], metavar="MODULE:FUNCTION")
    parser.add_argument("--sheet", type=Path, default=RESULTS / "looks.jpg")
    options = parser.parse_args()
    runtime = choose_runtime("cpu")
    network = load_bundle(resource_path("models", "stylenet-v1"), runtime.device).network

    def ours(content: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        with runtime.autocast():
            return network(content, style).float().clamp(0, 1)

    methods = {
        "ours": ours,
        "photo untouched": lambda content, _style: content,
        "copy of the style": lambda _content, style: style,
    } | {name: peer_function(name) for name in options.peer}
    judge = losses.vgg_extractor(options.weights)
    contents, styles = data.load_pictures(options.content), data.load_pictures(options.style)
    rows: dict[str, list] = {name: [] for name in methods}
    for i, picture in enumerate(contents):
        content = sheets.to_batch([sheets.center_square(picture, options.size)], runtime.device)
        drawn = styles[i % len(styles)]
        style = sheets.to_batch([sheets.center_square(drawn, options.size)], runtime.device)
        for name, method in methods.items():
            output = method(content, style).float().clamp(0, 1)
            rows[name].append(distances(judge, output, content, style))
    table = {
        name: dict(
            zip(
                ("content", "moments", "covariance"), np.mean(row, 0).round(4).tolist(), strict=True
            )
        )
        for name, row in rows.items()
    }
    print(json.dumps(table, indent=2))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "looks.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    sheet = sheets.contact_sheet(ours, contents[:8], styles[:12], 256, runtime.device)
    sheets.write_picture(options.sheet, sheet)
    return 0


if __name__ == "__main__":
    sys.exit(main())
