"""A sheet that does not say who drew what, and the key to it in a file of its own."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
from torch import Tensor

from benchmarks.contenders import is_dark, is_pale
from engine.imaging.tensors import quantize, to_pixels

SEED = 11
ROWS = 12
MARGIN_PX = 40


def telling_pairs(contents: dict[str, np.ndarray], pairs: list[tuple[str, str]]) -> list[int]:
    """Which pairs to show: those of the two darkest and the two palest photos, where grids and
    droplets show first, and others spread evenly."""
    order = range(len(pairs))
    chosen: set[int] = set()
    for measure in (is_dark, is_pale):
        ranked = sorted(order, key=lambda i: measure(contents[pairs[i][0]]), reverse=True)
        chosen.update(ranked[:2])
    rest = [i for i in order if i not in chosen]
    missing = min(len(rest), ROWS - len(chosen))
    chosen.update(rest[round(k)] for k in np.linspace(0, len(rest) - 1, max(0, missing)))
    return sorted(chosen)


class BlindSheet:
    """Rows of content, style and every contender's picture, these in an order by a fixed seed."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(SEED)
        self._rows: list[np.ndarray] = []
        self.key: list[dict] = []

    def add(
        self, pair: tuple[str, str], content: Tensor, style: Tensor, drawn: dict[str, Tensor]
    ) -> None:
        """One row; all tensors (1, 3, H, W) of one size in [0, 1]."""
        names = [str(name) for name in self._random.permutation(sorted(drawn))]
        cells = [content, style, *(drawn[name] for name in names)]
        pixels = np.hstack([quantize(to_pixels(cell), np.dtype(np.uint8)) for cell in cells])
        margin = np.full((len(pixels), MARGIN_PX, 3), 255, np.uint8)
        number = str(len(self._rows) + 1)
        cv2.putText(margin, number, (4, 24), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1)
        self._rows.append(np.hstack([margin, pixels]))
        row = {"row": len(self._rows), "content": pair[0], "style": pair[1]}
        self.key.append(row | {"ABCDEFGH"[i]: name for i, name in enumerate(names)})

    def write(self, sheet: Path, key: Path) -> None:
        """The picture and, apart from it, who drew the columns after content and style."""
        ok, encoded = cv2.imencode(
            sheet.suffix,
            cv2.cvtColor(np.vstack(self._rows), cv2.COLOR_RGB2BGR),
            [cv2.IMWRITE_JPEG_QUALITY, 88],
        )
        if not ok:
            raise OSError(f"{sheet} could not be encoded")
        for path in (sheet, key):
            path.parent.mkdir(parents=True, exist_ok=True)
        sheet.write_bytes(encoded.tobytes())
        key.write_text(json.dumps(self.key, indent=2) + "\n", encoding="utf-8")
