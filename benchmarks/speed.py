"""How long a transfer takes beside others, and how much memory large pictures take.

    python benchmarks/speed.py [--peer MODULE:FUNCTION]... [--generator BUNDLE_DIR]

Side by side: the same picture, style and threads, in turns, each at its own best; the median of
each and the ratios. Ours is the whole operation, from 8-bit pixels and a style picture to 8-bit
pixels; a peer gets tensors and runs in float32. Then, each in a process of its own so that the
peak is its own, whole exports through the studio, and inspection and repair of their results, by
every method.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
RESULT = Path(__file__).parent / "results" / "speed.json"
SIDES = (512, 1024, 2048)
ROUNDS = {512: 7, 1024: 5, 2048: 3}
EXPORTS = {
    "512²": (512, 512),
    "1024²": (1024, 1024),
    "12 megapixels": (3000, 4000),
    "100 megapixels": (8660, 11547),
}
BIGGEST_INSPECTED = 20_000_000
METHODS = ("restyle", "calm", "heal", "auto", "refine")
# The median of so many is told.
REPAIRS = 3


def large_picture(hw: tuple[int, int]) -> Any:
    """A photo enlarged to hw, uint8, with fine grain so that it has detail at this size."""
    import cv2
    import numpy as np
    from skimage import data

    picture = cv2.resize(data.astronaut(), hw[::-1], interpolation=cv2.INTER_LINEAR)
    grain = np.random.default_rng(3).integers(-6, 7, (64, hw[1], 3), dtype=np.int16)
    for top in range(0, hw[0], 64):
        rows = picture[top : top + 64]
        rows[:] = np.clip(rows + grain[: len(rows)], 0, 255)
    return picture


def rivals(side: int, options: argparse.Namespace) -> dict[str, Any]:
    """Medians over rounds in turns, in seconds, and ratios of the peers' to ours."""
    import cv2
    import numpy as np
    import torch
    from skimage import data

    from benchmarks.contenders import OurGenerator, peer_function, peer_label
    from engine.imaging.tensors import to_tensor
    from engine.models.device import Runtime, choose_runtime

    torch.set_num_threads(options.threads)
    photo = large_picture((side, side))
    artwork = cv2.resize(data.coffee()[:400, 100:500], (512, 512))
    content, style = to_tensor(photo), to_tensor(artwork)
    runtime = choose_runtime("cpu")
    chosen = OurGenerator(runtime, options.generator)
    plain = OurGenerator(Runtime(torch.device("cpu"), torch.float32), options.generator)
    peers = {peer_label(name): peer_function(name) for name in options.peer}
    contenders: dict[str, Callable[[], Any]] = {
        "ours": lambda: chosen.export(photo, artwork),
        "ours, float32": lambda: plain.export(photo, artwork),
    }
    contenders |= {name: partial(run, content, style) for name, run in peers.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(ROUNDS[side] + 1):
        for name, run in contenders.items():
            begin = time.perf_counter()
            with torch.inference_mode():
                run()
            if turn:  # the first one warms up
                times[name].append(time.perf_counter() - begin)
    medians = {name: float(np.median(seconds)) for name, seconds in times.items()}
    return {
        "format": str(runtime.dtype).removeprefix("torch."),
        "threads": options.threads,
        "median_s": {name: round(seconds, 4) for name, seconds in medians.items()},
        "best_s": {name: round(min(seconds), 4) for name, seconds in times.items()},
        "times as fast": {
            name: round(seconds / medians["ours"], 2)
            for name, seconds in medians.items()
            if name != "ours"
        },
    }


def peak_mib() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def timed(work: Callable) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = work()
    return round(time.perf_counter() - begin, 3), result


def export(hw: tuple[int, int], device: str) -> dict[str, Any]:
    """One export through the studio in a fresh process, then inspection and repair."""
    from engine.imaging.photo import Photo, freeze
    from engine.operations.params import InspectParams, RepairParams, TransferParams
    from engine.studio import Studio
    from engine.styles import bundled_styles

    photo = Photo(freeze(large_picture(hw)))
    report: dict[str, Any] = {"peak before_mib": peak_mib()}
    studio, style = Studio(device), bundled_styles()[0]
    report["device"] = studio.device_sentence()
    report["first transfer_s"], drawn = timed(
        lambda: studio.transfer(photo, style, TransferParams())
    )
    assert drawn.hw == hw
    report["peak of transfer_mib"] = peak_mib()
    if hw[0] * hw[1] > BIGGEST_INSPECTED:
        return report
    report["transfer_s"], drawn = timed(lambda: studio.transfer(photo, style, TransferParams()))
    report["inspect_s"], _ = timed(lambda: studio.inspect(drawn, photo, style, InspectParams()))
    mask = square_mask(hw)

    def repair(method: str, content: Any = photo, known: Any = style) -> float:
        """Seconds that a repair takes, the mending and the proof."""
        params = RepairParams(method)
        work = partial(studio.repair, drawn, content, known, mask, params, TransferParams())
        return timed(work)[0]

    # The first one measures the whole picture, too, and loads what is used for the first time.
    report["repair 256² region_s"] = repair("auto")
    ways: dict[str, tuple] = {method: (method,) for method in METHODS} | {
        "auto, style unknown": ("auto", photo, None),
        "heal, photo unknown": ("heal", None, None),
        "auto, photo unknown": ("auto", None, None),
    }
    report["repair by method_s"] = {
        name: statistics.median(repair(*way) for _ in range(REPAIRS)) for name, way in ways.items()
    }
    report["peak of all_mib"] = peak_mib()
    return report


def square_mask(hw: tuple[int, int]) -> Any:
    import numpy as np

    mask = np.zeros(hw, np.float32)
    top, left = hw[0] // 3, hw[1] // 3
    mask[top : top + 256, left : left + 256] = 1
    return mask


def run_part(part: str, options: argparse.Namespace) -> dict[str, Any]:
    """This script again in a fresh process, for one part."""
    command = [sys.executable, __file__, "--part", part, "--device", options.device]
    command += ["--threads", str(options.threads)]
    command += [word for name in options.peer for word in ("--peer", name)]
    if options.generator:
        command += ["--generator", str(options.generator)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="auto", help="of the exports")
    parser.add_argument("--threads", type=int, default=2, help="of the comparison")
    parser.add_argument("--peer", action="append", default=[], metavar="MODULE:FUNCTION")
    parser.add_argument("--generator", type=Path, help="for the comparison alone")
    parser.add_argument("--only", choices=("rivals", "exports"))
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        side_by_side = options.part.isdecimal()
        print(
            json.dumps(
                rivals(int(options.part), options)
                if side_by_side
                else export(EXPORTS[options.part], options.device)
            )
        )
        return 0
    results: dict[str, Any] = {}
    if options.out.exists():
        # A part that is not measured now keeps its last result.
        known = json.loads(options.out.read_text(encoding="utf-8"))
        results = {k: v for k, v in known.items() if k in ("side by side", "exports")}
    if options.only != "exports":
        results["side by side"] = {}
        for side in SIDES:
            found = results["side by side"][f"{side}²"] = run_part(str(side), options)
            print(f"{side}²", json.dumps(found), flush=True)
    if options.only != "rivals":
        results["exports"] = {}
        for name in EXPORTS:
            found = results["exports"][name] = run_part(name, options)
            print(name, json.dumps(found, ensure_ascii=False), flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(
        json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
