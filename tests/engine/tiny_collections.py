"""Tiny styles with a generator of their own, right in every shape, with seeded random weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import save
from tiny_models import art

from engine.models.bundles import save_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.models.style_models import style_model_bytes, whole_model
from engine.style_types import StylePreset


def tiny_fixed(seed: int = 3) -> FixedStyleNet:
    torch.manual_seed(seed)
    network = FixedStyleNet(widths=(8, 8, 8), encoder_blocks=(1, 1), decoder_blocks=1)
    # The same for the four pixels of each cell: random weights would draw nothing but noise.
    head = network.decoder.head.conv.weight.data.unflatten(0, (3, 4))
    head[:, 1:] = head[:, :1].clone()
    return network.eval().requires_grad_(False)


def tiny_model(seed: int = 3) -> bytes:
    """The file of a generator, as an own style has it."""
    return style_model_bytes(whole_model(tiny_fixed(seed), {"epochs": 1}))


def write_tiny_collection(folder: Path, seed: int = 3) -> StylePreset:
    """A collection as those that ship: a bundle, two pictures, no code."""
    facts = {"id": f"cyclegan-tiny-{seed}", "version": 1, "size_multiple": 8, "overlap_px": 96}
    save_bundle(folder / "bundle", tiny_fixed(seed), "fixed-style", {**facts, "training": {}})
    pictures = folder / "one.png", folder / "two.png"
    for turned, path in enumerate(pictures):
        Image.fromarray(np.rot90(art()[:200, :300], turned).copy()).save(path)
    return StylePreset(
        f"tiny-{seed}", "Tiny pictures", "Nobody", "1900", "A note.", pictures[0], pictures[0],
        more_paths=pictures[1:], family="cyclegan", model_path=folder / "bundle",
    )  # fmt: skip


def pretended_model(value: float = 0.5) -> bytes:
    """A file with the outside of a generator and nothing of use inside."""
    header = {"schema": 1, "architecture": "fixed-style", "config": {}, "base_sha256": ""}
    described: dict[str, Any] = {**header, "training": {}}
    return bytes(save({"x": np.full(8, value, np.float16)}, {"kintsugi": json.dumps(described)}))
