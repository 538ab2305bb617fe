"""Time and peak memory of transfer, inspection and repair at several sizes.

Each size runs in a process of its own, so that the peak is that size's:
    python benchmarks/speed.py
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
RESULT = Path(__file__).parent / "results" / "speed.json"
SIZES = {"512²": (512, 512), "1024²": (1024, 1024), "12 megapixels": (3000, 4000)}


def measure(hw: tuple[int, int], device: str) -> dict[str, float | str]:
    """Best of three runs each, in seconds, and the peak resident size in MiB."""
    import numpy as np
    from skimage import data, transform

    from engine.imaging.photo import Photo, freeze
    from engine.operations.params import InspectParams, RepairParams, TransferParams
    from engine.studio import Studio
    from engine.styles import bundled_styles

    picture = transform.resize(data.astronaut(), hw, order=1, preserve_range=True)
    photo = Photo(freeze(picture.astype(np.uint8)))
    del picture
    studio, style = Studio(device), bundled_styles()[0]
    report: dict[str, float | str] = {"device": studio.device_sentence()}

    def best_s(work, runs: int = 3):
        times = []
        for _ in range(runs):
            begin = time.perf_counter()
            result = work()
            times.append(time.perf_counter() - begin)
        return round(min(times), 3), result

    report["first transfer_s"], _ = best_s(
        lambda: studio.transfer(photo, style, TransferParams()), 1
    )
    report["transfer_s"], drawn = best_s(lambda: studio.transfer(photo, style, TransferParams()))
    report["inspect_s"], _ = best_s(lambda: studio.inspect(drawn, photo, style, InspectParams()))
    mask = np.zeros(hw, np.float32)
    top, left = hw[0] // 3, hw[1] // 3
    mask[top : top + 256, left : left + 256] = 1
    report["repair 256² region_s"], _ = best_s(
        lambda: studio.repair(drawn, photo, style, mask, RepairParams(), TransferParams()), 1
    )
    report["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--size", choices=SIZES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.size:
        print(json.dumps(measure(SIZES[options.size], options.device)))
        return 0
    results = {}
    for size in SIZES:
        command = [sys.executable, __file__, "--size", size, "--device", options.device]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        results[size] = json.loads(done.stdout.splitlines()[-1])
        print(size, results[size], flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
