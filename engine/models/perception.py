"""A small network whose features say what people see: the yardstick of losses that we ship.

Quarter-width VGG-19 to relu4_1, as in Wang et al., "Collaborative Distillation for Ultra-Resolution
Universal Style Transfer" (CVPR 2020), trained by our own code to tell what VGG-19 tells, so that
the program can adapt and train generators where no other loss network is at hand.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.stylenet import Convolution

# Convolutions of each level; every level but the first begins with a halving of the size, and the
# features are read after its first convolution.
DEPTHS = (2, 2, 4, 1)


class PerceptionNet(nn.Module):
    """Pictures (B, 3, H, W) in [0, 1] to four levels, (B, C, H / 2^i, W / 2^i), rectified."""

    def __init__(self, widths: tuple[int, int, int, int] = (16, 32, 64, 128)) -> None:
        super().__init__()
        self.config = {"widths": list(widths)}
        self.levels = nn.ModuleList()
        inputs = 3
        for width, depth in zip(widths, DEPTHS, strict=True):
            convolutions = [Convolution(inputs if i == 0 else width, width) for i in range(depth)]
            self.levels.append(nn.ModuleList(convolutions))
            inputs = width

    def forward(self, picture: Tensor) -> list[Tensor]:
        found: list[Tensor] = []
        x = picture * 2 - 1
        for number, level in enumerate(self.levels):
            assert isinstance(level, nn.ModuleList)
            if number:
                x = F.max_pool2d(x, 2)
            x = F.relu(level[0](x))
            found.append(x)
            for convolution in level[1:]:
                x = F.relu(convolution(x))
        return found
