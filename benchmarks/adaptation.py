"""What adapting to a photo and a style gains: before and after, on held-out pairs.

    python benchmarks/adaptation.py --content DIR --style DIR --weights DIR [--pairs 8] [--epochs 5]

For each pair: style distance (moments and covariances), content distance and flagged area before
and after, judged by networks that the adaptation does not use, the time, and the size of the file.
"another photo" is the next photo of the folder, drawn in the adapted style.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import torch
from torch import Tensor

from benchmarks.contenders import named_pictures
from benchmarks.judges import Judge, named_judges, verdict
from engine.adaptation import AdaptReport, AdaptSwitch
from engine.imaging.photo import Photo
from engine.operations.params import AdaptParams, InspectParams, TransferParams
from engine.studio import Studio
from engine.styles import StyleSource
from engine.training import sheets

RESULTS = Path(__file__).parent / "results"
CPU = torch.device("cpu")
PLAIN = TransferParams()


def tensor(pixels: np.ndarray) -> Tensor:
    return sheets.to_batch([pixels], CPU)


def distances(
    judges: dict[str, Judge], drawn: np.ndarray, content: np.ndarray, style: np.ndarray
) -> dict[str, dict[str, float]]:
    """By judge: distances of content and of style, 0 at best."""
    found = {}
    for name, judge in judges.items():
        row = verdict(*(judge.look(tensor(p)) for p in (drawn, content, style)))
        found[name] = {
            "content": row["content"],
            "style": row["moments"] + row["covariance"],
        }
    return found


def over(after: dict[str, dict[str, float]], before: dict[str, dict[str, float]]) -> dict:
    return {
        judge: {k: after[judge][k] / max(before[judge][k], 1e-9) for k in after[judge]}
        for judge in after
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the judges")
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=AdaptParams().epochs)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--out", type=Path, default=RESULTS / "adaptation.json")
    parser.add_argument("--sheet", type=Path, default=RESULTS / "adaptation.jpg")
    options = parser.parse_args()
    studio, judges = Studio("cpu"), named_judges(options.weights)
    contents, styles = named_pictures(options.content), named_pictures(options.style)
    names = list(contents)[:: max(1, len(contents) // options.pairs)][: options.pairs]
    rows, shown = [], []
    for i, name in enumerate(names):
        style_name = list(styles)[(5 * i + 2) % len(styles)]
        square = sheets.center_square(contents[name], options.size)
        other = sheets.center_square(contents[names[(i + 1) % len(names)]], options.size)
        artwork = sheets.center_square(styles[style_name], options.size)
        photo, another, style = Photo(square), Photo(other), Photo(artwork)

        def drawn(content: Photo, source: StyleSource) -> np.ndarray:
            return studio.transfer(content, source, PLAIN).pixels

        def flagged(content: Photo, picture: np.ndarray, source: StyleSource) -> float:
            found = studio.inspect(Photo(picture), content, source, InspectParams())
            return found.flagged_fraction

        before, before_there = drawn(photo, style), drawn(another, style)
        reports: list[AdaptReport] = []
        begun = time.perf_counter()
        params = AdaptParams(epochs=options.epochs)
        preset = studio.adapt(photo, style, params, PLAIN, reports.append, AdaptSwitch())
        seconds = time.perf_counter() - begun
        after, after_there = drawn(photo, preset), drawn(another, preset)
        assert preset.carried is not None and preset.carried.model is not None
        here = [distances(judges, p, square, artwork) for p in (before, after)]
        there = [distances(judges, p, other, artwork) for p in (before_there, after_there)]
        row = {
            "photo": name,
            "style": style_name,
            "seconds": round(seconds, 1),
            "steps": reports[-1].steps,
            "kilobytes": round(len(preset.carried.model) / 1000),
            "before": here[0],
            "after": here[1],
            "ratio": over(here[1], here[0]),
            "ratio on another photo": over(there[1], there[0]),
            "flagged": [flagged(photo, before, style), flagged(photo, after, style)],
        }
        rows.append(row)
        shown.append(np.hstack([square, artwork, before, after, before_there, after_there]))
        ratio = {k: {n: round(v, 3) for n, v in d.items()} for k, d in row["ratio"].items()}
        print(
            f"{name} in {style_name}: {seconds:.0f} s, {ratio}, flagged {row['flagged']}",
            flush=True,
        )
    mean = {
        where: {
            judge: {
                k: round(float(np.mean([r[where][judge][k] for r in rows])), 3)
                for k in ("style", "content")
            }
            for judge in judges
        }
        for where in ("ratio", "ratio on another photo")
    }
    flags = np.mean([r["flagged"] for r in rows], axis=0)
    report = {"epochs": options.epochs, "mean": mean, "flagged": flags.round(4).tolist()} | {
        "rows": rows
    }
    print(json.dumps({k: report[k] for k in ("mean", "flagged")}, indent=2))
    options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    sheets.write_picture(options.sheet, np.vstack(shown))
    return 0


if __name__ == "__main__":
    sys.exit(main())
