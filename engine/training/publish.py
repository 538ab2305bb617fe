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


def publish(
    generator_run: Path | None, discriminator_run: Path, models_dir: Path, configs: Path
) -> None:
    """Write both bundles from finished runs: the generator as the adversarial game left it.

    A run that started from earlier weights goes on from the history of the bundle that it
    replaces. generator_run: None when the game began with the generator that is there.
    """
    recipes = {
        family: tomllib.loads((configs / f"{family}-v1.toml").read_text(encoding="utf-8"))
        for family in ("stylenet", "discriminator")
    }
    folders = {family: models_dir / recipe["id"] for family, recipe in recipes.items()}
    facts = {
        "stylenet": _published(folders["stylenet"])
        if generator_run is None
        else _facts(generator_run, recipes["stylenet"], folders["stylenet"]),
        "discriminator": _facts(
            discriminator_run, recipes["discriminator"], folders["discriminator"]
        ),
    }
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
    if facts["started_from"] and (replaced / "manifest.json").exists():
        phases = _published(replaced)["phases"]
    phases.append(phase_of(recipe, progress))
    licences = "licence class clean" if recipe["clean_only"] else "all licence classes"
    return {
        "data": f"{facts['photos']} photos and {facts['artworks']} artworks of {licences}; "
        "one in forty held out beside them",
        "loss_networks": recipe["loss_networks"],
        "phases": phases,
    }


def _published(folder: Path) -> dict[str, Any]:
    """What the manifest of a bundle says of its training."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest["training"]


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
