"""Networks as the shipped ones, but tiny and with seeded random weights: right in every shape."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from skimage import data

from engine.loaded_models import DISCRIMINATOR, GENERATOR, PERCEPTION
from engine.models.bundles import ModelBundle, save_bundle
from engine.models.device import Runtime
from engine.models.discriminator import Discriminator
from engine.models.perception import PerceptionNet
from engine.models.stylenet import StyleNet, StyleTensors
from engine.operations.inspect import Inspector
from engine.operations.rendering import TileRenderer
from engine.operations.style_pictures import style_picture

RUNTIME = Runtime(torch.device("cpu"), torch.float32)
VECTOR = 8


def tiny_generator(seed: int = 0) -> StyleNet:
    torch.manual_seed(seed)
    network = StyleNet(widths=(8, 8, 8), encoder_blocks=(1, 1), decoder_blocks=1, vector=VECTOR)
    # The same for the four pixels of each cell: random weights would draw nothing but noise.
    head = network.decoder.head.conv.weight.data.unflatten(0, (3, 4))
    head[:, 1:] = head[:, :1].clone()
    return network.eval().requires_grad_(False)


def random_generator() -> StyleNet:
    """Every weight is random, gains of noise and residual paths too, so that none is forgotten."""
    network = tiny_generator(4)
    torch.manual_seed(9)
    for parameter in network.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.1)
    return network


def tiny_discriminator(seed: int = 0) -> Discriminator:
    torch.manual_seed(seed)
    network = Discriminator(style_size=VECTOR, kinds=9, widths=(8, 8, 8, 8), vector=8)
    return network.eval().requires_grad_(False)


def tiny_perception(seed: int = 0) -> PerceptionNet:
    torch.manual_seed(seed)
    return PerceptionNet(widths=(8, 8, 8, 8)).eval().requires_grad_(False)


def tiny_renderer(side_px: int = 960) -> TileRenderer:
    return TileRenderer(tiny_generator(), RUNTIME, side_px)


def tiny_inspector(gain: float = 1.0, offset: float = 3.0) -> Inspector:
    """Its map scatters around one half: the random logits scatter around the head's bias, -3."""
    manifest = {"id": "tiny", "calibration": {"gain": gain, "offset": offset}}
    return Inspector(ModelBundle(manifest, tiny_discriminator()), RUNTIME)


def write_tiny_models(folder: Path) -> Path:
    """A models folder as the studio expects it."""
    facts = {"version": 1, "size_multiple": 8, "overlap_px": 96, "training": {}}
    save_bundle(folder / GENERATOR, tiny_generator(), "stylenet", {"id": GENERATOR} | facts)
    save_bundle(folder / PERCEPTION, tiny_perception(), "perception", {"id": PERCEPTION} | facts)
    calibration = {"calibration": {"gain": 1.0, "offset": 3.0}}
    save_bundle(
        folder / DISCRIMINATOR,
        tiny_discriminator(),
        "discriminator",
        {"id": DISCRIMINATOR} | facts | calibration,
    )
    return folder


def picture(height: int, width: int) -> np.ndarray:
    """A real photo at this size, uint8."""
    return cv2.resize(data.astronaut(), (width, height), interpolation=cv2.INTER_AREA)


def art() -> np.ndarray:
    return data.coffee()


def style_code(renderer: TileRenderer) -> StyleTensors:
    return renderer.encode_style(style_picture(art()))


def to_16_bits(pixels: np.ndarray, seed: int = 5) -> np.ndarray:
    """uint16 pixels whose low byte is not the high one."""
    low = np.random.default_rng(seed).integers(0, 256, pixels.shape)
    return (pixels.astype(np.uint16) << 8) + low.astype(np.uint16)
