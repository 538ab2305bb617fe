"""Who is compared with whom, and the pictures they are given.

A contender is a function (content, style) -> picture on (1, 3, H, W) float32 tensors in [0, 1].
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.imaging.tensors import quantize, to_pixels, to_tensor
from engine.models.bundles import load_bundle
from engine.models.device import Runtime
from engine.models.stylenet import StyleNet
from engine.operations.params import TransferParams
from engine.operations.rendering import TileRenderer, tile_side
from engine.operations.style_pictures import style_picture
from engine.operations.transfer import transfer
from engine.resources import resource_path
from engine.training import data

Contender = Callable[[Tensor, Tensor], Tensor]
BUDGET_MB = 1024.0


class OurGenerator:
    """Our generator from a bundle, by default the one that ships."""

    def __init__(self, runtime: Runtime, bundle_dir: Path | None = None) -> None:
        folder = bundle_dir or resource_path("models", "stylenet-v1")
        network = load_bundle(folder, runtime.device).network
        assert isinstance(network, StyleNet)
        self.runtime, self.network = runtime, network
        self.renderer = TileRenderer(network, runtime, tile_side(BUDGET_MB))

    @torch.inference_mode()
    def exported(self, content: Tensor, style: Tensor) -> Tensor:
        """What a person gets: the whole operation with its defaults, from 8 bits to 8 bits."""
        photo, artwork = (quantize(to_pixels(t), np.dtype(np.uint8)) for t in (content, style))
        return to_tensor(self.export(photo, artwork))

    def export(self, photo: np.ndarray, artwork: np.ndarray) -> np.ndarray:
        """The same on uint8 (H, W, 3) pixels."""
        code = self.renderer.encode_style(style_picture(artwork))
        return transfer(photo, code, TransferParams(), self.renderer)

    @torch.inference_mode()
    def alone(self, content: Tensor, style: Tensor) -> Tensor:
        """One pass of the network over content and style as they are."""
        with self.runtime.autocast():
            return self.network(content, style).float().clamp(0, 1)


def peer_function(name: str) -> Contender:
    """The contender that MODULE:FUNCTION names; the module must be on PYTHONPATH."""
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)


def peer_label(name: str) -> str:
    """microast_peer:run is called microast."""
    return name.split(":")[0].removesuffix("_peer")


def named_pictures(folder: Path, longest_px: int = 4096) -> dict[str, np.ndarray]:
    """Every readable picture of a folder as uint8 (H, W, 3), by file name without its ending."""
    names = sorted(p.name for p in folder.iterdir() if p.suffix.lower() in data.PICTURE_SUFFIXES)
    return {
        Path(name).stem: data.load_pictures(folder, longest_px, names={name})[0] for name in names
    }


def is_dark(picture: np.ndarray) -> float:
    """How much of the upper third is nearly black: night skies."""
    upper = picture[: len(picture) // 3].mean(2)
    return float((upper < 72).mean() - (upper > 144).mean())


def is_pale(picture: np.ndarray) -> float:
    """How much of the picture is nearly white and without colour: white backgrounds."""
    return float((picture.min(2) > 200).mean())
