"""Faults that nobody planted: what the discriminator flags in transfers of ours and of others.

    python benchmarks/genuine_faults.py --content DIR --style DIR [--peer MODULE:FUNCTION]... \
        [--pairs 6] [--collections]

For each pair and each method the sheet shows the photo, the picture, and the picture with its
heatmap and outlines: to be looked at by a person, hits and misses alike. The JSON says what was
flagged, of which kind, and how sure.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.contenders import named_pictures, peer_function, peer_label
from engine.imaging.photo import Photo
from engine.imaging.tensors import quantize, to_pixels, to_tensor
from engine.operations.heatmap import draw_regions, overlay
from engine.operations.params import InspectParams, TransferParams
from engine.studio import Studio
from engine.styles import StyleSource, bundled_styles
from engine.training import sheets

RESULTS = Path(__file__).parent / "results"
BYTES = np.dtype(np.uint8)
CELL_PX = 320


def pictures(
    studio: Studio, photo: np.ndarray, artwork: np.ndarray, options: argparse.Namespace, turn: int
) -> Iterator[tuple[str, np.ndarray, StyleSource]]:
    """Who drew it, the picture, and in which style."""
    content, style = Photo(photo), Photo(artwork)
    yield "ours", studio.transfer(content, style, TransferParams()).pixels, style
    for name in options.peer:
        drawn = peer_function(name)(to_tensor(photo), to_tensor(artwork))
        yield peer_label(name), quantize(to_pixels(drawn.float()), BYTES), style
    if options.collections:
        collections = [style for style in bundled_styles() if style.family == "cyclegan"]
        chosen = collections[turn % len(collections)]
        yield chosen.id, studio.transfer(content, chosen, TransferParams()).pixels, chosen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--peer", action="append", default=[], metavar="MODULE:FUNCTION")
    parser.add_argument("--collections", action="store_true", help="ours of the collections, too")
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--out", type=Path, default=RESULTS / "genuine-faults.json")
    parser.add_argument("--sheet", type=Path, default=RESULTS / "genuine-faults.jpg")
    options = parser.parse_args()
    studio = Studio("cpu")
    contents, styles = named_pictures(options.content), named_pictures(options.style)
    rows, found = [], []
    step = max(1, len(contents) // options.pairs)
    for turn, name in enumerate(list(contents)[::step][: options.pairs]):
        style_name = list(styles)[(7 * turn + 3) % len(styles)]
        photo = sheets.center_square(contents[name], options.size)
        artwork = sheets.center_square(styles[style_name], options.size)
        row = [photo]
        for drawer, drawn, style in pictures(studio, photo, artwork, options, turn):
            seen = studio.inspect(Photo(drawn), Photo(photo), style, InspectParams())
            marked = draw_regions(overlay(drawn, seen.anomaly), seen.regions)
            row += [drawn, marked]
            found.append(
                {
                    "photo": name,
                    "style": style_name,
                    "drawn by": drawer,
                    "flagged": round(seen.flagged_fraction, 4),
                    "regions": [
                        {"kind": r.kind, "score": round(r.score, 2), "box": r.box}
                        for r in seen.regions
                    ],
                }
            )
        rows.append(np.hstack([sheets.center_square(picture, CELL_PX) for picture in row]))
        print(name, style_name, [round(f["flagged"], 4) for f in found if f["photo"] == name])
    drawers = {row["drawn by"] for row in found}
    mean = {
        drawer: round(float(np.mean([r["flagged"] for r in found if r["drawn by"] == drawer])), 4)
        for drawer in sorted(drawers)
    }
    print(json.dumps(mean))
    report = {"mean flagged": mean, "pictures": found}
    options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    sheets.write_picture(options.sheet, np.vstack(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
