"""From run folders to the bundles that ship."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from safetensors import safe_open
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


def publish(generator_run: Path, discriminator_run: Path, models_dir: Path, configs: Path) -> None:
    """Write both bundles from finished runs: the generator as the adversarial game left it."""
    recipes = {
        family: tomllib.loads((configs / f"{family}-v1.toml").read_text(encoding="utf-8"))
        for family in ("stylenet", "discriminator")
    }
    budgets = {
        "stylenet": _budget(generator_run, "perceptual"),
        "discriminator": _budget(discriminator_run, "planted defects and adversarial"),
    }
    publish_generator(
        discriminator_run / "generator.safetensors",
        recipes["stylenet"],
        models_dir / recipes["stylenet"]["id"],
        {"phases": list(budgets.values())},
    )
    publish_discriminator(
        discriminator_run / "discriminator.safetensors",
        discriminator_run / "calibration.json",
        recipes["discriminator"],
        models_dir / recipes["discriminator"]["id"],
        {"phases": [budgets["discriminator"]]},
    )


def _budget(run: Path, phase: str) -> dict[str, Any]:
    with safe_open(run / "checkpoint.safetensors", framework="pt") as file:
        progress = json.loads(file.metadata()["progress"])
    return {"phase": phase, "steps": progress["step"], "minutes": round(progress["spent_s"] / 60)}


def _loaded(network: nn.Module, weights: Path) -> nn.Module:
    network.load_state_dict({k: v.float() for k, v in load_file(weights).items()})
    return network
