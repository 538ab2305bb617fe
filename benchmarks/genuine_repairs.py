"""Real faults of real transfers, before and after their repair: a sheet to look at.

    python benchmarks/genuine_repairs.py --content DIR --style DIR

Transfers photos, inspects them, repairs the worst flagged place of each picture, and says how
often the anomaly fell, how often nothing was better, and how long it took. The sheet shows
the place with its outline, before, after, and in the photo.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.repairs import RESULTS, Case, sheet_row
from engine.corridor import apply_repair, region_mask
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.studio import Studio
from engine.training import data, sheets


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--method", default="auto")
    parser.add_argument("--count", type=int, default=16, help="pictures to transfer")
    parser.add_argument("--sheet", type=Path, default=RESULTS / "genuine-repairs.jpg")
    options = parser.parse_args()
    studio = Studio()
    contents, styles = data.load_pictures(options.content), data.load_pictures(options.style)
    rows, fates = [], []
    for number in range(options.count):
        photo = Photo(contents[number % len(contents)])
        style = Photo(styles[(5 * number + 1) % len(styles)])
        drawn = studio.transfer(photo, style, TransferParams())
        found = studio.inspect(drawn, photo, style, InspectParams())
        if not found.regions:
            continue
        region = found.regions[0]
        mask = region_mask(region, drawn.hw)
        begin = time.perf_counter()
        result = studio.repair(
            drawn, photo, style, mask, RepairParams(options.method), TransferParams()
        )
        fates.append(
            {
                "kind": region.kind,
                "accepted": result.accepted,
                "method": result.method,
                "before": round(result.score_before, 3),
                "after": round(result.score_after, 3),
                "seconds": round(time.perf_counter() - begin, 2),
                "outside_changed_px": result.outside_changed_px,
            }
        )
        print(number, fates[-1], result.sentence, flush=True)
        after = apply_repair(drawn, result).pixels
        case = Case("", "", drawn.pixels, drawn.pixels, mask, photo.pixels, style)
        rows.append(sheet_row(case, [drawn.pixels, after, photo.pixels]))
    summary = {
        "pictures": options.count,
        "flagged": len(fates),
        "accepted": sum(fate["accepted"] for fate in fates),
        "accepted and rose": sum(f["accepted"] and f["after"] > f["before"] for f in fates),
        "mean anomaly before": float(np.mean([f["before"] for f in fates])) if fates else None,
        "mean anomaly after": float(np.mean([f["after"] for f in fates])) if fates else None,
        "places": fates,
    }
    print(json.dumps({k: v for k, v in summary.items() if k != "places"}, indent=1))
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(summary, indent=1) + "\n"
    (RESULTS / "genuine_repairs.json").write_text(text, encoding="utf-8")
    if rows:
        sheets.write_picture(options.sheet, np.vstack(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
