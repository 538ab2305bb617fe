"""`python -m engine.training average`: weights between two snapshots of one line of training.

What a run has learned on top of another one can be taken over by a share: networks that come from
the same weights may be averaged (Wortsman et al., "Model soups", ICML 2022).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import Tensor

from engine.errors import OptionError
from engine.training.checkpoints import write_tensors


def add_parser(families: Any) -> None:
    """Declare the command."""
    sub = families.add_parser("average", help="weights between two snapshots of one network")
    sub.add_argument("first", type=Path, help="snapshot (safetensors) at share 0")
    sub.add_argument("second", type=Path, help="snapshot at share 1")
    sub.add_argument("--share", type=float, default=0.5, help="of the second (default %(default)s)")
    sub.add_argument(
        "--out", type=Path, required=True, help="file for the result, in half precision"
    )


def run(options: argparse.Namespace) -> int:
    """Carry the command out."""
    merged = averaged(load_file(options.first), load_file(options.second), options.share)
    write_tensors(options.out, {name: value.half() for name, value in merged.items()}, {})
    return 0


def averaged(
    first: dict[str, Tensor], second: dict[str, Tensor], share: float
) -> dict[str, Tensor]:
    """(1 - share) of the first and share of the second, tensor by tensor, in float32.

    Raises OptionError when they are not of the same network.
    """
    if {n: t.shape for n, t in first.items()} != {n: t.shape for n, t in second.items()}:
        raise OptionError("The snapshots are of different networks; give two of the same recipe.")
    return {name: value.float().lerp(second[name].float(), share) for name, value in first.items()}
