"""PatchGAN: real or not, patch by patch.

As in Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks" (CVPR 2017)
and CycleGAN (Zhu et al., ICCV 2017), narrower, and with spectral normalisation (Miyato et al.,
ICLR 2018) in place of instance normalisation, whose statistics would tell it a whole crop's tone.
It is for training alone and ships with no model.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


class PatchDiscriminator(nn.Module):
    """Pictures (B, 3, H, W) in [0, 1] to scores (B, 1, h, w), 1 for real and 0 for not.

    One score for patches of 70 x 70 pixels, every 8 pixels.
    """

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        plan = (
            (3, width, 2),
            (width, 2 * width, 2),
            (2 * width, 4 * width, 2),
            (4 * width, 8 * width, 1),
        )
        self.convolutions = nn.ModuleList(
            spectral_norm(nn.Conv2d(inputs, outputs, 4, stride, 1))
            for inputs, outputs, stride in plan
        )
        self.head = nn.Conv2d(8 * width, 1, 4, 1, 1)

    def forward(self, picture: Tensor) -> Tensor:
        x = picture * 2 - 1
        for convolution in self.convolutions:
            x = F.leaky_relu(convolution(x), 0.2)
        return self.head(x)
