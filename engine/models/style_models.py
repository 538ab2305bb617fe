"""Generators of single styles as files: whole ones, and changes to what StyleNet knows.

One safetensors file whose header says what it is, so that it can lie beside a person's own style
or travel inside a project. No pickle is ever loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from engine.errors import ModelError
from engine.models.fixed_style import FixedStyleNet

SCHEMA = 1
WHOLE, CHANGES = "fixed-style", "changes"
_HEADER = "kintsugi"
_MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class StyleModel:
    """What a file holds.

    architecture: WHOLE, with all weights of a FixedStyleNet of this config; or CHANGES to the one
    that the StyleNet with base_sha256 makes of `code` (float16 numbers, as a StyleCode has them):
    `full.NAME` replaces a parameter, `up.NAME` @ `down.NAME` is added to it. training: for people,
    how it was made.
    """

    architecture: str
    config: dict[str, Any]
    tensors: dict[str, Tensor]
    base_sha256: str = ""
    training: dict[str, Any] | None = None

    @property
    def code(self) -> Tensor:
        """The numbers of the style that the changes begin with; ModelError without them."""
        if "code" not in self.tensors:
            raise ModelError("The generator of this style is damaged; add the style again.")
        return self.tensors["code"]


def whole_model(network: FixedStyleNet, training: dict[str, Any]) -> StyleModel:
    """All weights of a network."""
    return StyleModel(WHOLE, dict(network.config), dict(network.state_dict()), "", training)


def style_model_bytes(model: StyleModel) -> bytes:
    """The file of a model, its weights in float16."""
    tensors = {k: v.detach().half().cpu().contiguous() for k, v in model.tensors.items()}
    header = {
        "schema": SCHEMA,
        "architecture": model.architecture,
        "config": model.config,
        "base_sha256": model.base_sha256,
        "training": model.training or {},
    }
    return bytes(save(tensors, {_HEADER: json.dumps(header, ensure_ascii=False)}))


def parse_style_model(content: bytes, title: str) -> StyleModel:
    """What `style_model_bytes` wrote; ModelError with a sentence about the style `title`."""
    damaged = ModelError(f"The generator of the style “{title}” is damaged; add the style again.")
    if len(content) > _MOST_BYTES:
        raise damaged
    try:
        tensors = load(content)
        # The header with its metadata lies behind its own length.
        outer = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        header = json.loads(outer["__metadata__"][_HEADER])
        schema, architecture, config = (header[k] for k in ("schema", "architecture", "config"))
        base, training = str(header["base_sha256"]), header["training"]
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise damaged from error
    if schema != SCHEMA or architecture not in (WHOLE, CHANGES):
        raise ModelError(
            f"The style “{title}” was made by another version of Kintsugi; use the version that "
            "made it, or add the style again."
        )
    if not isinstance(config, dict) or not isinstance(training, dict):
        raise damaged
    if not all(bool(torch.isfinite(t.float()).all()) for t in tensors.values()):
        raise damaged
    return StyleModel(architecture, config, tensors, base, training)


def restore(model: StyleModel, title: str, base: FixedStyleNet | None = None) -> FixedStyleNet:
    """The network of a model, in eval mode, in float32.

    base: for CHANGES, what StyleNet makes of the model's code; it is changed in place. Raises
    ModelError for weights that do not fit.
    """
    try:
        if model.architecture == WHOLE:
            network = FixedStyleNet(**model.config)
            network.load_state_dict({k: v.float() for k, v in model.tensors.items()})
        else:
            assert base is not None
            network = base
            _change(network, model.tensors)
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"The generator of the style “{title}” does not fit; add the style again."
        ) from error
    return network.eval().requires_grad_(False)


@torch.no_grad()
def _change(network: FixedStyleNet, tensors: dict[str, Tensor]) -> None:
    parameters = dict(network.named_parameters())
    for key, value in tensors.items():
        kind, _, name = key.partition(".")
        if kind == "full":
            parameters[name].copy_(value.float())
        elif kind == "up":
            change = value.float() @ tensors[f"down.{name}"].float()
            parameters[name].add_(change.view_as(parameters[name]))
