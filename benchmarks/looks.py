"""Held-out photos in held-out styles, ours beside others: distances, ratios and a blind sheet.

    python benchmarks/looks.py --content DIR --style DIR --weights DIR \
        [--peer MODULE:FUNCTION]... [--generator BUNDLE_DIR] [--blind SHEET.jpg --key KEY.json]

Beside our rows stand the untouched photo and a copy of the style: a good transfer is near the one
in content and near the other in style, and neither of them is one. "ours" is the whole operation
with its defaults, "ours, one pass" the network alone. A peer is any function
(content, style) -> picture on (1, 3, H, W) tensors in [0, 1].
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import torch
from torch import Tensor

from benchmarks.blind import BlindSheet, telling_pairs
from benchmarks.contenders import (
    Contender,
    OurGenerator,
    named_pictures,
    peer_function,
    peer_label,
)
from benchmarks.judges import Impression, named_judges, verdict
from engine.models.device import choose_runtime
from engine.training import sheets

RESULTS = Path(__file__).parent / "results"
OURS, ALONE, PHOTO, STYLE = "ours", "ours, one pass", "photo untouched", "copy of the style"
Scores = dict[str, dict[str, list[dict[str, float]]]]
"""By judge and method: one verdict for each pair."""


def as_square(picture: np.ndarray, size: int) -> Tensor:
    return sheets.to_batch([sheets.center_square(picture, size)], torch.device("cpu"))


def judged(
    looks: dict[str, Impression], photo: Impression, style: Impression
) -> dict[str, dict[str, float]]:
    """The verdict on each method's picture; both reference rows cost no look of their own.

    It gains `from ideal`: how far from the photo's content and the style's statistics at once,
    each as a share of what the other reference row has. Both of them are at 1, the ideal at 0.
    """
    everyone = looks | {PHOTO: photo, STYLE: style}
    found = {name: verdict(look, photo, style) for name, look in everyone.items()}
    most_content, most_style = found[STYLE]["content"], style_term(found[PHOTO])
    for row in found.values():
        shares = row["content"] / most_content, style_term(row) / most_style
        row["from ideal"] = float(np.hypot(*shares))
    return found


def style_term(row: dict[str, float]) -> float:
    return row["moments"] + row["covariance"]


def averages(scores: Scores) -> dict:
    """Mean over the pairs, by judge, method and distance."""
    return {
        judge: {
            method: {
                name: round(float(np.mean([pair[name] for pair in pairs])), 4) for name in pairs[0]
            }
            for method, pairs in methods.items()
        }
        for judge, methods in scores.items()
    }


def ratios(scores: Scores, ours: str, peer: str) -> dict:
    """Pair by pair ours over the peer's: the median (under 1 is better) and the share won."""
    table: dict[str, dict] = {}
    for judge, methods in scores.items():
        table[judge] = {}
        for name in methods[ours][0]:
            quotients = np.array(
                [
                    a[name] / max(b[name], 1e-9)
                    for a, b in zip(methods[ours], methods[peer], strict=True)
                ]
            )
            table[judge][name] = {
                "median": round(float(np.median(quotients)), 3),
                "won": round(float((quotients < 1).mean()), 3),
            }
    return table


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the judges")
    parser.add_argument("--generator", type=Path, help="a bundle other than the one that ships")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--pairs", type=int, default=0, help="only so many; 0 is one per photo")
    parser.add_argument("--peer", action="append", default=[], metavar="MODULE:FUNCTION")
    parser.add_argument("--out", type=Path, default=RESULTS / "looks.json")
    parser.add_argument("--sheet", type=Path, default=RESULTS / "looks.jpg")
    parser.add_argument("--blind", type=Path, metavar="SHEET.jpg")
    parser.add_argument("--key", type=Path, metavar="KEY.json")
    options = parser.parse_args()
    if (options.blind is None) != (options.key is None):
        parser.error("--blind and --key belong together")
    if options.blind and not options.peer:
        parser.error("a blind sheet needs a --peer")
    return options


@torch.inference_mode()
def main() -> int:
    options = parsed()
    generator = OurGenerator(choose_runtime("cpu"), options.generator)
    peers = {peer_label(name): peer_function(name) for name in options.peer}
    methods: dict[str, Contender] = {OURS: generator.exported, ALONE: generator.alone} | peers
    contents, styles = named_pictures(options.content), named_pictures(options.style)
    pairs = [(c, list(styles)[i % len(styles)]) for i, c in enumerate(contents)]
    shown = set(telling_pairs(contents, pairs)) if options.blind else set()
    sheet = BlindSheet()
    judges = named_judges(options.weights)
    scores: Scores = {judge: {} for judge in judges}
    for i, (photo_name, style_name) in enumerate(pairs[: options.pairs or None]):
        content, style = (
            as_square(p, options.size) for p in (contents[photo_name], styles[style_name])
        )
        outputs = {name: run(content, style).float().clamp(0, 1) for name, run in methods.items()}
        for label, judge in judges.items():
            looks = {name: judge.look(output) for name, output in outputs.items()}
            for name, found in judged(looks, judge.look(content), judge.look(style)).items():
                scores[label].setdefault(name, []).append(found)
        if i in shown:
            drawn = {name: output for name, output in outputs.items() if name != ALONE}
            sheet.add((photo_name, style_name), content, style, drawn)
        print(f"{i + 1}: {photo_name} in {style_name}", flush=True)
    report = {
        "size": options.size,
        "pairs": len(scores["vgg19"][OURS]),
        "mean": averages(scores),
        "ours over the peer": {
            ours: {peer: ratios(scores, ours, peer) for peer in peers} for ours in (OURS, ALONE)
        },
    }
    print(json.dumps(report, indent=2))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    overview = sheets.contact_sheet(
        generator.alone,
        list(contents.values())[:8],
        list(styles.values())[:12],
        256,
        generator.runtime.device,
    )
    sheets.write_picture(options.sheet, overview)
    if options.blind:
        sheet.write(options.blind, options.key)
    return 0


if __name__ == "__main__":
    sys.exit(main())
