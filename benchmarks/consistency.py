"""Whether exports keep what previews promise, on held-out pictures.

    python benchmarks/consistency.py --content DIR --style DIR [--pairs N] [--megapixels M]

For every stroke size: structural similarity of the preview and the export scaled down to it, drawn
whole and in tiles, and whether tiles show: the mean step across their borders over that elsewhere,
next to the same places of the picture drawn whole, where there is no border. Then whether more
strength always means further from the photo, from exactly nothing on, and whether the same input
gives the same bits. Exits with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import numpy as np
from skimage.metrics import structural_similarity

from benchmarks.contenders import OurGenerator, named_pictures
from engine.imaging.photo import Photo, freeze
from engine.imaging.resample import resize
from engine.models.device import choose_runtime
from engine.models.stylenet import StyleTensors
from engine.operations.params import STROKE_SIZES, TransferParams
from engine.operations.previewing import PreviewPainter
from engine.operations.rendering import TileRenderer
from engine.operations.style_pictures import style_picture
from engine.operations.transfer import prepare_rendition, transfer
from engine.progress import Progress

RESULT = Path(__file__).parent / "results" / "consistency.json"
STROKES = STROKE_SIZES | {"0.25": 0.25, "3.0": 3.0}
STRENGTHS = [round(0.05 * i, 2) for i in range(21)]
# Far smaller tiles than in use, for many borders in pictures of moderate size.
TILE_PX = 448
WHOLE_PX = 20_000
WANTED_SSIM, WANTED_SEAM = 0.92, 0.01


def preview_of(photo: Photo, code: StyleTensors, params: TransferParams, renderer: TileRenderer):
    painter = PreviewPainter()
    return painter.draw(photo, code, params, 512, renderer, lambda p: p.pixels, Progress())


def similarity(export: np.ndarray, preview: np.ndarray) -> float:
    small = resize(export, preview.shape[:2])
    return float(structural_similarity(small, preview, channel_axis=2))


class Seams:
    """Sums of steps between neighbouring pixels, across the borders of tiles and elsewhere."""

    def __init__(self) -> None:
        self.sums = np.zeros((2, 2, 2))  # tiled or whole; at borders or elsewhere; sum, count

    def add(self, tiled: np.ndarray, whole: np.ndarray, boxes: list) -> None:
        for axis in (0, 1):
            borders = sorted({box[axis] for box in boxes} - {0})
            for i, picture in enumerate((tiled, whole)):
                steps = np.abs(np.diff(picture.astype(np.int16), axis=axis)).mean(2)
                lines = steps.mean(1 - axis)
                crossing = np.zeros(len(lines), bool)
                crossing[[border - 1 for border in borders]] = True
                for j, chosen in enumerate((crossing, ~crossing)):
                    self.sums[i, j] += lines[chosen].sum(), chosen.sum()

    def report(self) -> dict:
        """crossing: the step at borders over that elsewhere; against whole: over the same ratio
        of the picture drawn whole, 1 where tiles leave no trace."""
        means = self.sums[..., 0] / np.maximum(self.sums[..., 1], 1)
        tiled, whole = means[:, 0] / means[:, 1]
        return {
            "border lines": int(self.sums[0, 0, 1]),
            "crossing": round(float(tiled), 4),
            "crossing, drawn whole": round(float(whole), 4),
            "against whole": round(float(tiled / whole), 4),
        }


def strength_path(
    pixels: np.ndarray, code: StyleTensors, renderer: TileRenderer
) -> dict[str, float | bool | list]:
    """Mean distance from the photo, in steps of 255, for rising strength."""
    distances = []
    for strength in STRENGTHS:
        drawn = transfer(pixels, code, TransferParams(strength=strength), renderer)
        distances.append(float(np.abs(drawn.astype(np.float32) - pixels).mean()))
    return {
        "distances": [round(d, 2) for d in distances],
        "zero is the photo": distances[0] == 0,
        "monotonous": bool((np.diff(distances) > 0).all()),
        "largest step of the whole": round(float(np.diff(distances).max() / distances[-1]), 3),
    }


def sha256(picture: np.ndarray) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


def chosen_pairs(options: argparse.Namespace) -> list[tuple[str, str, np.ndarray, np.ndarray]]:
    contents, styles = named_pictures(options.content), named_pictures(options.style)
    pairs = [(c, list(styles)[i % len(styles)]) for i, c in enumerate(contents)]
    places = np.linspace(0, len(pairs) - 1, min(options.pairs, len(pairs))).round().astype(int)
    return [(*pairs[i], contents[pairs[i][0]], styles[pairs[i][1]]) for i in places]


def at_megapixels(picture: np.ndarray, megapixels: float) -> np.ndarray:
    if not megapixels:
        return picture
    scale = (megapixels * 1e6 / (picture.shape[0] * picture.shape[1])) ** 0.5
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)


def missed_bounds(report: dict) -> list[str]:
    """A line for everything in the report that is not as wanted."""
    strokes = report["preview and export"].items()
    return [
        *(
            f"strokes {name}: similarity {v['tiled']['least']} of the worst pair"
            for name, v in strokes
            if min(v["tiled"]["mean"], v["whole"]["mean"]) < WANTED_SSIM
        ),
        *(
            f"strokes {name}: seams {v['seams']['against whole']}"
            for name, v in strokes
            if abs(v["seams"]["against whole"] - 1) > WANTED_SEAM
        ),
        *(
            f"{pair}: strength"
            for pair, path in report["strength"].items()
            if not (path["monotonous"] and path["zero is the photo"])
        ),
        *([] if report["same input, same bits"] else ["the same input gives other bits"]),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--generator", type=Path, help="a bundle other than the one that ships")
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--megapixels", type=float, default=0, help="enlarge the photos to this")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    generator = OurGenerator(choose_runtime("cpu"), options.generator)
    whole, tiled = (
        TileRenderer(generator.network, generator.runtime, side) for side in (WHOLE_PX, TILE_PX)
    )
    found: dict[str, dict] = {name: {"whole": [], "tiled": [], "tiles": []} for name in STROKES}
    seams = {name: Seams() for name in STROKES}
    paths, repeated = {}, []
    for photo_name, style_name, picture, artwork in chosen_pairs(options):
        pixels = at_megapixels(picture, options.megapixels)
        photo = Photo(freeze(pixels))
        code = generator.renderer.encode_style(style_picture(artwork))
        for name, size in STROKES.items():
            params = TransferParams(stroke_size=size)
            preview = preview_of(photo, code, params, generator.renderer)
            exports = [transfer(pixels, code, params, r) for r in (whole, tiled)]
            for key, export in zip(("whole", "tiled"), exports, strict=True):
                found[name][key].append(similarity(export, preview))
            difference = np.abs(exports[0].astype(np.int16) - exports[1])
            found[name]["tiles"].append((float(difference.mean()), int(difference.max())))
            rendition = prepare_rendition(pixels, code, params, tiled, Progress())
            seams[name].add(exports[1], exports[0], rendition.boxes())
        small = resize(pixels, preview.shape[:2])
        paths[f"{photo_name} in {style_name}"] = strength_path(small, code, generator.renderer)
        again = [transfer(pixels, code, TransferParams(), generator.renderer) for _ in range(2)]
        repeated.append(sha256(again[0]) == sha256(again[1]))
        print(photo_name, style_name, {n: round(v["tiled"][-1], 3) for n, v in found.items()})
    report = {
        "preview and export": {
            name: {
                key: {"mean": round(float(np.mean(v[key])), 4), "least": round(min(v[key]), 4)}
                for key in ("whole", "tiled")
            }
            | {
                "tiles differ by": {
                    "mean": round(float(np.mean([m for m, _ in v["tiles"]])), 3),
                    "most": max(m for _, m in v["tiles"]),
                },
                "seams": seams[name].report(),
            }
            for name, v in found.items()
        },
        "strength": paths,
        "same input, same bits": all(repeated),
    }
    print(json.dumps(report, indent=2))
    failures = missed_bounds(report)
    print("\n".join(failures) or "all as wanted")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
