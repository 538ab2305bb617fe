"""Convolutions with repeated borders whose weights are their own, ready to be run."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.models.cells import copy_runs, in_memory

SLOPE = 0.2
# Up to so many numbers torch's own padding is the quicker: beyond, it reads them one by one.
MOST_PADDED = 1 << 20


def bordered(x: Tensor) -> Tensor:
    """(B, C, H, W) with its outermost pixels repeated once on every side."""
    if x.numel() <= MOST_PADDED:
        return F.pad(x, (1, 1, 1, 1), mode="replicate")
    batch, channels, height, width = x.shape
    out = torch.empty(
        (batch, channels, height + 2, width + 2),
        dtype=x.dtype,
        device=x.device,
        memory_format=torch.channels_last,
    )
    out[:, :, 1:-1, 1:-1] = x
    out[:, :, 1:-1, 0] = x[:, :, :, 0]
    out[:, :, 1:-1, -1] = x[:, :, :, -1]
    out[:, :, 0] = out[:, :, 1]
    out[:, :, -1] = out[:, :, -2]
    return out


class PlainConvolution:
    """A convolution with repeated borders, with weights of its own in one number format."""

    def __init__(self, weight: Tensor, bias: Tensor, dtype: torch.dtype, stride: int = 1) -> None:
        self.weight = weight.to(dtype).contiguous(memory_format=torch.channels_last)
        self.bias, self.stride = bias.to(dtype), stride

    def __call__(self, x: Tensor) -> Tensor:
        if self.weight.shape[-1] > 1:
            x = bordered(x)
        return F.conv2d(x, self.weight, self.bias, self.stride)


class EnlargingConvolution:
    """A 3x3 convolution of what bilinear interpolation makes twice as large, without making it.

    Each of the four pixels that come from one is a 3x3 convolution of the small picture: this is
    exact, borders included, as quick as the sums are many, and several times quicker in memory.
    """

    # By parity of the large picture's row and its tap above, at and below it: the weights of the
    # small picture's rows above, at and below.
    TAPS = (
        ((0.75, 0.25, 0.0), (0.25, 0.75, 0.0), (0.0, 0.75, 0.25)),
        ((0.25, 0.75, 0.0), (0.0, 0.75, 0.25), (0.0, 0.25, 0.75)),
    )

    def __init__(self, phases: PlainConvolution) -> None:
        """phases: makes all four pixels, with the weights that the method of this name gives."""
        self.channels, self.convolution = len(phases.bias) // 4, phases

    @classmethod
    def phases(cls, weight: Tensor) -> Tensor:
        """The weights of the four convolutions, (4, O, I, 3, 3), of (O, I, 3, 3)."""
        taps = torch.tensor(cls.TAPS, device=weight.device)
        return torch.einsum("ocij,pia,qjb->pqocab", weight, taps, taps).flatten(0, 1)

    def add_to(self, large: Tensor, x: Tensor) -> Tensor:
        """large, (1, O, 2 H, 2 W), with the result for x, (1, I, H, W), added in place."""
        _, _, height, width = x.shape
        cells = in_memory(self.convolution(x)).view(height, width, 2, 2 * self.channels)
        rows = cells.new_empty((height, 2, width, 2 * self.channels))
        for parity in (0, 1):
            copy_runs(rows[:, parity], cells[:, :, parity])
        return large.add_(rows.view(2 * height, 2 * width, self.channels).permute(2, 0, 1))


class BakedBlock:
    """Two convolutions beside a path that skips them."""

    def __init__(self, first: PlainConvolution, second: PlainConvolution) -> None:
        self.first, self.second = first, second

    def __call__(self, x: Tensor) -> Tensor:
        return self.second(F.leaky_relu_(self.first(x), SLOPE)).add_(x)
