"""Generators of single styles that paint for the discriminator: it is to know other hands too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from engine.imaging.tensors import as_float, to_pixels, to_tensor
from engine.models.bundles import load_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.styles import load_styles
from engine.training import data
from engine.training.stylenet_loop import mixed_precision


@dataclass(frozen=True)
class Painter:
    """A collection's generator, and pictures of the collection, uint8 (H, W, 3)."""

    network: FixedStyleNet
    examples: list[np.ndarray]

    def example(self, size_px: int, rng: np.random.Generator) -> np.ndarray:
        """A square crop of one of the pictures, float32 in [0, 1]."""
        picture = self.examples[int(rng.integers(len(self.examples)))]
        return as_float(data.random_crop(picture, size_px, (0.7, 1.2), rng))

    @torch.no_grad()
    def paint(self, photo: np.ndarray, device: torch.device) -> np.ndarray:
        """The photo in the style, float32 (H, W, 3) in [0, 1], sides multiples of 8."""
        with mixed_precision(device):
            return to_pixels(self.network(to_tensor(photo, device)))


def load_painters(styles_dir: Path, device: torch.device) -> list[Painter]:
    """Those of the CycleGAN collections that styles.json lists."""
    painters = []
    for style in load_styles(styles_dir):
        if style.family == "cyclegan" and style.model_path is not None:
            network = load_bundle(style.model_path, device).network
            assert isinstance(network, FixedStyleNet)
            names = {path.name for path in style.image_paths}
            painters.append(Painter(network, data.load_pictures(styles_dir, names=names)))
    return painters
