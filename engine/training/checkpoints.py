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
    return {
        f"{i}.{name}": value
        for i, parameter in enumerate(_moved(optimizer))
        for name, value in optimizer.state.get(parameter, {}).items()
    }


def _moved(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    """Everything the optimizer moves, always in the same order."""
    return [p for group in optimizer.param_groups for p in group["params"]]


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
        for i, parameter in enumerate(_moved(optimizer)):
            state = {
                key.split(".")[1]: value
                for key, value in moments.items()
                if key.split(".")[0] == str(i)
            }
            # What another kind of optimizer left, in another order, is of no use to this one.
            if state and state["exp_avg"].shape == parameter.shape:
                optimizer.state[parameter] = {
                    key: value if key == "step" else value.to(parameter)
                    for key, value in state.items()
                }
    return json.loads(metadata["progress"])
