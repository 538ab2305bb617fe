"""PatchGAN on the features of the perception network: real or not, patch by patch.

Patches as in Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks" (CVPR
2017) and CycleGAN (Zhu et al., ICCV 2017); frozen features and one head for each of their levels as
in Sauer et al., "Projected GANs Converge Faster" (NeurIPS 2021): what takes a discriminator of its
own many thousands of steps to see, these features see from the first one. It is for training alone
and ships with no model.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.perception import PerceptionNet

# How coarsely each level of the features is looked at, shallow to deep.
STRIDES = (4, 2, 2, 1)


class PatchHead(nn.Module):
    """Features (B, C, H, W) to scores (B, 1, H / stride, W / stride)."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(inputs, width, 1)
        self.look = nn.Conv2d(width, width, 2 * stride + 1, stride, stride)
        self.score = nn.Conv2d(width, 1, 3, 1, 1)

    def forward(self, features: Tensor) -> Tensor:
        x = F.leaky_relu(self.mix(features), 0.2)
        return self.score(F.leaky_relu(self.look(x), 0.2))


class PatchDiscriminator(nn.Module):
    """Pictures (B, 3, H, W) in [0, 1] to one map of scores for each level, 1 for real, 0 for not.

    The perception network is not changed; `heads` is what learns. scales: what the features of each
    level are divided by.
    """

    scales: Tensor

    def __init__(self, perception: PerceptionNet, width: int = 64) -> None:
        super().__init__()
        self._perception = [perception]  # In a list: its weights are not part of this network's.
        widths = perception.config["widths"]
        self.heads = nn.ModuleList(
            PatchHead(inputs, width, stride) for inputs, stride in zip(widths, STRIDES, strict=True)
        )
        self.register_buffer("scales", torch.ones(len(widths)))

    @torch.no_grad()
    def measure(self, pictures: Tensor) -> None:
        """Set the scales so that the features of these pictures have a mean square of 1."""
        levels = self._perception[0](pictures)
        self.scales.copy_(torch.stack([level.float().square().mean().sqrt() for level in levels]))

    def forward(self, picture: Tensor) -> list[Tensor]:
        levels = self._perception[0](picture)
        return [
            head(level / scale)
            for head, level, scale in zip(self.heads, levels, self.scales, strict=True)
        ]
