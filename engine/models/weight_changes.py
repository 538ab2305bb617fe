"""Small changes to a trained network: of low rank for large convolutions, plain for the rest.

Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (ICLR 2022).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from engine.models.fixed_style import FixedStyleNet

RANK = 12
# Convolutions with more weights than this are changed by low ranks only.
SMALL = 20_000


class LowRankChange(nn.Module):
    """Adds up @ down to a weight; nothing at first."""

    def __init__(self, weight: Tensor, gain: float) -> None:
        super().__init__()
        outputs, inputs = len(weight), weight[0].numel()
        rank = min(RANK, outputs, inputs)
        self.down = nn.Parameter(torch.randn(rank, inputs, device=weight.device) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(outputs, rank, device=weight.device))
        self.gain = 0.4 * gain

    def factor(self) -> Tensor:
        return self.gain * self.up

    def forward(self, weight: Tensor) -> Tensor:
        return weight + (self.factor() @ self.down).view_as(weight)


class PlainChange(nn.Module):
    """Adds to a weight or bias, in units of its own deviation; nothing at first."""

    def __init__(self, weight: Tensor, gain: float) -> None:
        super().__init__()
        self.change = nn.Parameter(torch.zeros_like(weight))
        self.gain = gain * (float(weight.std()) + 0.02)

    def forward(self, weight: Tensor) -> Tensor:
        return weight + self.gain * self.change


def make_changeable(network: FixedStyleNet, gain: float) -> list[nn.Parameter]:
    """Freeze a network and lay changes over its convolutions; returns what is to be learned."""
    network.requires_grad_(False)
    learned: list[nn.Parameter] = []
    for conv in [m for m in network.modules() if isinstance(m, nn.Conv2d)]:
        large = conv.weight.numel() > SMALL
        kind = LowRankChange if large else PlainChange
        assert conv.bias is not None
        for name, change in (
            ("weight", kind(conv.weight, gain)),
            ("bias", PlainChange(conv.bias, gain)),
        ):
            parametrize.register_parametrization(conv, name, change)
            learned += change.parameters()
    return learned


@torch.no_grad()
def take_up(network: FixedStyleNet, tensors: Mapping[str, Tensor]) -> None:
    """Begin with changes that `changes_of` told of an equal network, which is changeable now.

    Raises KeyError or RuntimeError for changes that do not fit.
    """
    for name, change, laid in _laid_over(network):
        if isinstance(change, LowRankChange):
            change.down.copy_(tensors[f"down.{name}"])
            change.up.copy_(tensors[f"up.{name}"].float() / change.gain)
        else:
            wanted = tensors[f"full.{name}"].to(laid.original.device)
            change.change.copy_((wanted.float() - laid.original) / change.gain)


def changes_of(network: FixedStyleNet) -> dict[str, Tensor]:
    """The learned changes as a `StyleModel` of CHANGES names them."""
    tensors: dict[str, Tensor] = {}
    for name, change, laid in _laid_over(network):
        if isinstance(change, LowRankChange):
            tensors[f"up.{name}"] = change.factor().detach()
            tensors[f"down.{name}"] = change.down.detach()
        else:
            tensors[f"full.{name}"] = laid().detach()
    return tensors


def _laid_over(
    network: FixedStyleNet,
) -> Iterator[tuple[str, LowRankChange | PlainChange, parametrize.ParametrizationList]]:
    """The name of each weight and bias of a changeable network, its change, and both together."""
    for path, conv in network.named_modules():
        if not isinstance(conv, nn.Conv2d):
            continue
        for name, laid in conv.parametrizations.items():  # type: ignore[union-attr, operator]
            (change,) = laid
            yield f"{path}.{name}", change, laid
