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


def publish_generator(weights: Path, config: dict, folder: Path, training: dict) -> dict[str, Any]:
    """Write the generator bundle from averaged weights; returns its manifest."""
    network = loaded(StyleNet(**config["network"]), weights)
    facts = {
        "id": config["id"],
        "version": 1,
        "size_multiple": stylenet.SIZE_MULTIPLE,
        "overlap_px": stylenet.OVERLAP_PX,
        "training": training,
    }
    return save_bundle(folder, network, "stylenet", facts)


def publish_discriminator(
    weights: Path, calibration: Path, config: dict, folder: Path, training: dict
) -> dict[str, Any]:
    """Write the discriminator bundle with its calibration; returns its manifest."""
    network = loaded(Discriminator(**config["network"]), weights)
    facts = {
        "id": config["id"],
        "version": 1,
        "size_multiple": discriminator.SIZE_MULTIPLE,
        "overlap_px": 0,
        "map_stride": discriminator.MAP_STRIDE,
        "calibration": json.loads(calibration.read_text(encoding="utf-8")),
        "training": training,
    }
    return save_bundle(folder, network, "discriminator", facts)


def publish(generator_run: Path, discriminator_run: Path, models_dir: Path, configs: Path) -> None:
    """Write both bundles from finished runs: the generator as the adversarial game left it.

    A run that started from earlier weights goes on from the history of the bundle that it
    replaces.
    """
    recipes = {
        family: tomllib.loads((configs / f"{family}-v1.toml").read_text(encoding="utf-8"))
        for family in ("stylenet", "discriminator")
    }
    runs = {"stylenet": generator_run, "discriminator": discriminator_run}
    folders = {family: models_dir / recipe["id"] for family, recipe in recipes.items()}
    facts = {family: _facts(runs[family], recipes[family], folders[family]) for family in runs}
    facts["stylenet"]["phases"].append(facts["discriminator"]["phases"][-1])
    publish_generator(
        discriminator_run / "generator.safetensors",
        recipes["stylenet"],
        folders["stylenet"],
        facts["stylenet"],
    )
    publish_discriminator(
        discriminator_run / "discriminator.safetensors",
        discriminator_run / "calibration.json",
        recipes["discriminator"],
        folders["discriminator"],
        facts["discriminator"],
    )


def _facts(run: Path, recipe: dict, replaced: Path) -> dict[str, Any]:
    """What the manifest says of a run: its data, its judges, and all phases so far."""
    progress = progress_of(run)
    facts = progress["facts"]
    phases = []
    manifest = replaced / "manifest.json"
    if facts["started_from"] and manifest.exists():
        phases = json.loads(manifest.read_text(encoding="utf-8"))["training"]["phases"]
    phases.append(phase_of(recipe, progress))
    licences = "licence class clean" if recipe["clean_only"] else "all licence classes"
    return {
        "data": f"{facts['photos']} photos and {facts['artworks']} artworks of {licences}; "
        "one in forty held out beside them",
        "loss_networks": recipe["loss_networks"],
        "phases": phases,
    }


def progress_of(run: Path) -> dict[str, Any]:
    """What the checkpoint of a run says of its progress."""
    with safe_open(run / "checkpoint.safetensors", framework="pt") as file:
        return json.loads(file.metadata()["progress"])


def phase_of(recipe: dict, progress: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says of a run: what was done, how often, and how long."""
    minutes = round(progress["spent_s"] / 60)
    return {"phase": recipe["phase"], "steps": progress["step"], "minutes": minutes}


def loaded(network: nn.Module, weights: Path) -> nn.Module:
    """The network with the weights (safetensors of any precision) in float32."""
    network.load_state_dict({k: v.float() for k, v in load_file(weights).items()})
    return network
