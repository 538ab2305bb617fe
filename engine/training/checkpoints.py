"""Resumable state as safetensors: weights, moving average, optimizer moments. No pickle."""

from __future__ import annotations

import json
import os
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn


class MovingAverage:
    """Exponential moving average of a network's parameters, warmed up over the first steps."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {k: v.detach().clone().float() for k, v in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        keep = min(self.decay, (1 + step) / (10 + step))
        state = network.state_dict()
        names = list(self.values)
        torch._foreach_lerp_(
            [self.values[n] for n in names], [state[n].float() for n in names], 1 - keep
        )


def _moments(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    tensors = {}
    for group in optimizer.param_groups:
        for i, parameter in enumerate(group["params"]):
            state = optimizer.state.get(parameter)
            if state:
                tensors[f"{i}.exp_avg"] = state["exp_avg"]
                tensors[f"{i}.exp_avg_sq"] = state["exp_avg_sq"]
                tensors[f"{i}.step"] = state["step"]
    return tensors


def write_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Atomic: a checkpoint that is cut off leaves the one before it."""
    part = path.with_suffix(".part")
    save_file({k: v.detach().cpu().contiguous() for k, v in tensors.items()}, part, metadata)
    os.replace(part, path)


def save_checkpoint(
    path: Path,
    networks: dict[str, nn.Module],
    averages: dict[str, MovingAverage],
    optimizers: dict[str, torch.optim.Optimizer],
    progress: dict,
) -> None:
    tensors: dict[str, Tensor] = {}
    for name, network in networks.items():
        tensors |= {f"net.{name}.{k}": v for k, v in network.state_dict().items()}
    for name, average in averages.items():
        tensors |= {f"ema.{name}.{k}": v for k, v in average.values.items()}
    for name, optimizer in optimizers.items():
        tensors |= {f"opt.{name}.{k}": v for k, v in _moments(optimizer).items()}
    write_tensors(path, tensors, {"progress": json.dumps(progress)})


def load_checkpoint(
    path: Path,
    networks: dict[str, nn.Module],
    averages: dict[str, MovingAverage],
    optimizers: dict[str, torch.optim.Optimizer],
) -> dict:
    """Restore in place; returns the progress that was saved beside the tensors."""
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {key: file.get_tensor(key) for key in file.keys()}

    def part(prefix: str) -> dict[str, Tensor]:
        return {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}

    for name, network in networks.items():
        network.load_state_dict(part(f"net.{name}."))
    for name, average in averages.items():
        for key, value in part(f"ema.{name}.").items():
            average.values[key].copy_(value)
    for name, optimizer in optimizers.items():
        moments = part(f"opt.{name}.")
        for group in optimizer.param_groups:
            for i, parameter in enumerate(group["params"]):
                if f"{i}.exp_avg" not in moments:
                    continue
                optimizer.state[parameter] = {
                    "step": moments[f"{i}.step"],
                    "exp_avg": moments[f"{i}.exp_avg"].to(parameter),
                    "exp_avg_sq": moments[f"{i}.exp_avg_sq"].to(parameter),
                }
    return json.loads(metadata["progress"])
