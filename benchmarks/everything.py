"""Every measurement of the transfer anew, one after the other.

    python benchmarks/everything.py --data DIR --weights DIR [--peer MODULE:FUNCTION]... \
        [--generator BUNDLE_DIR] [--only looks,speed,consistency]

--data holds holdout_content and holdout_style; --weights the judges. Takes about ten minutes on
two cores; results go to benchmarks/results/. The exports of speed.py always use what ships.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = ("looks", "speed", "consistency")


def commands(options: argparse.Namespace) -> dict[str, list[str]]:
    pictures = ["--content", str(options.data / "holdout_content")]
    pictures += ["--style", str(options.data / "holdout_style")]
    peers = [word for name in options.peer for word in ("--peer", name)]
    generator = ["--generator", str(options.generator)] if options.generator else []
    blind = ["--blind", str(HERE / "results" / "blind.jpg")]
    blind += ["--key", str(HERE / "results" / "blind_key.json")]
    looks = [*pictures, "--weights", str(options.weights), *peers, *generator]
    return {
        "looks": [*looks, *(blind if peers else [])],
        "speed": [*peers, *generator],
        "consistency": [*pictures, *generator],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--peer", action="append", default=[], metavar="MODULE:FUNCTION")
    parser.add_argument("--generator", type=Path)
    parser.add_argument("--only", default=",".join(PARTS), help="which, with commas between")
    options = parser.parse_args()
    chosen = options.only.split(",")
    if not set(chosen) <= set(PARTS):
        parser.error(f"--only takes {', '.join(PARTS)}")
    failed = []
    for part, arguments in commands(options).items():
        if part in chosen:
            print(f"== {part}", flush=True)
            command = [sys.executable, str(HERE / f"{part}.py"), *arguments]
            if subprocess.run(command, check=False).returncode:
                failed.append(part)
    print(f"failed: {', '.join(failed)}" if failed else "all done")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
