"""Model bundles: a manifest and safetensors side by side. No pickle is ever loaded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from engine.errors import ModelError
from engine.imaging.files import atomic_write
from engine.models.device import channels_last
from engine.models.discriminator import Discriminator
from engine.models.fixed_style import FixedStyleNet
from engine.models.perception import PerceptionNet
from engine.models.stylenet import StyleNet

SCHEMA = 1
NEEDED = ("id", "config", "sha256")
ARCHITECTURES: dict[str, type[nn.Module]] = {
    "stylenet": StyleNet,
    "fixed-style": FixedStyleNet,
    "discriminator": Discriminator,
    "perception": PerceptionNet,
}


@dataclass(frozen=True)
class ModelBundle:
    """A network with the weights and the facts that it shipped with.

    manifest keys: schema, id, version, architecture, config (the network's arguments), sha256 (of
    weights.safetensors), parameters, value_range, size_multiple, overlap_px, training (what it was
    trained on, with which licence class and budget), and for the discriminator calibration.
    """

    manifest: dict[str, Any]
    network: nn.Module

    @property
    def id(self) -> str:
        return self.manifest["id"]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the bundle in `folder`; raises ModelError when it cannot be used."""
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(manifest, dict):
            raise ValueError("a manifest is a JSON object")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model “{folder.name}” has no readable manifest; install Kintsugi again."
        ) from error
    if manifest.get("schema") != SCHEMA or manifest.get("architecture") not in ARCHITECTURES:
        raise ModelError(
            f"The model “{folder.name}” was made for another version of Kintsugi; "
            "install the version that matches it."
        )
    if not all(key in manifest for key in NEEDED):
        raise ModelError(
            f"The manifest of the model “{folder.name}” is incomplete; install Kintsugi again."
        )
    return manifest


def load_bundle(folder: Path, device: torch.device) -> ModelBundle:
    """Load and check a bundle; the network is in eval mode, float32, channels last, on `device`.

    Raises ModelError when a file is missing, damaged or of another version.
    """
    manifest = read_manifest(folder)
    weights = folder / "weights.safetensors"
    try:
        data = weights.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The weights of the model “{manifest['id']}” are missing; install Kintsugi again."
        ) from error
    if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
        raise ModelError(
            f"The weights of the model “{manifest['id']}” are damaged; install Kintsugi again."
        )
    try:
        network = ARCHITECTURES[manifest["architecture"]](**manifest["config"])
        network.load_state_dict({k: v.float() for k, v in load(data).items()})
    except (SafetensorError, RuntimeError, TypeError, ValueError) as error:
        raise ModelError(
            f"The weights of the model “{manifest['id']}” do not fit its manifest; "
            "install Kintsugi again."
        ) from error
    network = network.eval().requires_grad_(False).to(device)
    return ModelBundle(manifest, channels_last(network))


def save_bundle(
    folder: Path, network: nn.Module, architecture: str, facts: dict[str, Any]
) -> dict[str, Any]:
    """Write `network` as float16 safetensors with a manifest; returns the manifest.

    facts: id, version, size_multiple, overlap_px, training and whatever else the manifest carries.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.detach().half().cpu().contiguous() for k, v in network.state_dict().items()}
    data = save(state)
    atomic_write(folder / "weights.safetensors", data)
    manifest = {
        "schema": SCHEMA,
        "id": facts["id"],
        "version": facts["version"],
        "architecture": architecture,
        "config": network.config,
        "sha256": hashlib.sha256(data).hexdigest(),
        "parameters": sum(p.numel() for p in network.parameters()),
        "value_range": [0.0, 1.0],
        **{k: v for k, v in facts.items() if k not in ("id", "version")},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    atomic_write(folder / "manifest.json", text.encode("utf-8"))
    return manifest
