"""From run folders to the bundles that ship."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import nn

from engine.models import discriminator, stylenet
from engine.models.bundles import save_bundle
from engine.models.discriminator import Discriminator
from engine.models.stylenet import StyleNet

TRAINING = {
    "data": "1,022 photos and 1,228 artworks of licence class clean (CC0, public domain, "
    "permissive); one in forty held out",
    "loss_networks": "VGG-19 to relu3_4 and a quarter-width VGG-19 to relu4_1; neither is shipped",
}


def publish_generator(weights: Path, config: dict, folder: Path, training: dict) -> dict[str, Any]:
    """Write the generator bundle from averaged weights; returns its manifest."""
    network = _loaded(StyleNet(**config["network"]), weights)
    facts = {
        "id": config["id"],
        "version": 1,
        "size_multiple": stylenet.SIZE_MULTIPLE,
        "overlap_px": 96,
        "training": TRAINING | training,
    }
    return save_bundle(folder, network, "stylenet", facts)


def publish_discriminator(
    weights: Path, calibration: Path, config: dict, folder: Path, training: dict
) -> dict[str, Any]:
    """Write the discriminator bundle with its calibration; returns its manifest."""
    network = _loaded(Discriminator(**config["network"]), weights)
    facts = {
        "id": config["id"],
        "version": 1,
        "size_multiple": discriminator.SIZE_MULTIPLE,
        "overlap_px": 0,
        "map_stride": discriminator.MAP_STRIDE,
        "calibration": json.loads(calibration.read_text(encoding="utf-8")),
        "training": TRAINING | training,
    }
    return save_bundle(folder, network, "discriminator", facts)


def _loaded(network: nn.Module, weights: Path) -> nn.Module:
    network.load_state_dict({k: v.float() for k, v in load_file(weights).items()})
    return network
