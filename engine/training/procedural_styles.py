"""Style pictures that we paint ourselves, so that they are free of any rights but our own.

`python -m engine.training.procedural_styles OUT_FOLDER` paints them all again, bit for bit on
one version of numpy and OpenCV; the seeds are part of `PAINTERS`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.training import procedural_dry, procedural_wet

SIDE_PX = 512
_OVERSAMPLING = 2


@dataclass(frozen=True)
class Painter:
    """One technique: its title, the function that paints (S, S, 3) in [0, 1], and its seed."""

    title: str
    paint: Callable[[int, np.random.Generator], np.ndarray]
    seed: int


PAINTERS: dict[str, Painter] = {
    "ink-wash": Painter("Ink Wash", procedural_wet.ink_wash, 11),
    "watercolour-blooms": Painter("Watercolour Blooms", procedural_wet.watercolour, 5),
    "impasto": Painter("Impasto", procedural_wet.impasto, 3),
    "stipple": Painter("Stipple", procedural_dry.stipple, 4),
    "mosaic": Painter("Mosaic", procedural_dry.mosaic, 8),
    "woodcut": Painter("Woodcut", procedural_dry.woodcut, 2),
    "halftone": Painter("Halftone", procedural_dry.halftone, 6),
    "crayon": Painter("Crayon", procedural_dry.crayon, 9),
}


def paint(name: str, side_px: int = SIDE_PX) -> np.ndarray:
    """The style picture of this name, uint8 (side, side, 3) RGB.

    It is painted at twice the size and averaged down, so that its lines are smooth.

    Raises:
        KeyError: if no painter has this name.
    """
    painter = PAINTERS[name]
    rng = np.random.default_rng(painter.seed)
    large = painter.paint(side_px * _OVERSAMPLING, rng).astype(np.float32)
    small = cv2.resize(large, (side_px, side_px), interpolation=cv2.INTER_AREA)
    return np.clip(small * 255 + 0.5, 0, 255).astype(np.uint8)


def write_all(folder: Path, quality: int = 88) -> list[Path]:
    """Paint every style picture into the folder as `<name>.jpg`; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in PAINTERS:
        path = folder / f"{name}.jpg"
        options = [cv2.IMWRITE_JPEG_QUALITY, quality]
        _, packed = cv2.imencode(".jpg", paint(name)[..., ::-1], options)
        path.write_bytes(packed.tobytes())
        written.append(path)
    return written


def main() -> None:
    """Command line: paint all pictures into the folder that is named."""
    parser = argparse.ArgumentParser(description="Paint Kintsugi's own style pictures.")
    parser.add_argument("folder", type=Path, help="where the JPEG files go")
    parser.add_argument("--quality", type=int, default=88, help="JPEG quality, 1 to 100")
    choices = parser.parse_args()
    for path in write_all(choices.folder, choices.quality):
        print(path)


if __name__ == "__main__":
    main()
