"""How far a picture is from a photo's content and from a style, as the features of a network say.

Content and style distances follow Gatys et al. (CVPR 2016) and Huang & Belongie (ICCV 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


class _MeanAndCovariance(torch.autograd.Function):
    """Mean (B, C) and centred covariance (B, C, C) over space of features (B, N, C), in float32.

    Written out because the judges' levels are the largest tensors of a step: everything large
    stays in the features' own (half) precision, forward and backward.
    """

    @staticmethod
    def forward(ctx: Any, features: Tensor) -> tuple[Tensor, Tensor]:
        mean = features.mean(1, keepdim=True, dtype=torch.float32)
        centred = features - mean.to(features.dtype)
        covariance = torch.bmm(centred.transpose(1, 2), centred).float() / features.shape[1]
        ctx.save_for_backward(centred)
        return mean[:, 0], covariance

    @staticmethod
    def backward(ctx: Any, of_mean: Tensor, of_covariance: Tensor) -> Tensor:
        (centred,) = ctx.saved_tensors
        both = ((of_covariance + of_covariance.transpose(1, 2)) / centred.shape[1]).to(centred)
        rows = (of_mean / centred.shape[1]).to(centred)[:, None]
        return torch.baddbmm(rows, centred, both)


@dataclass
class StyleStatistics:
    """mean, std: (B, C). covariance: (B, C, C), centred. All float32."""

    mean: Tensor
    std: Tensor
    covariance: Tensor

    def of(self, order: Tensor) -> StyleStatistics:
        """The same for the pictures in this order, an index (B',)."""
        return StyleStatistics(self.mean[order], self.std[order], self.covariance[order])


def style_statistics(level: Tensor) -> StyleStatistics:
    """Per-channel mean and deviation and the covariance over space of features (B, C, H, W)."""
    mean, covariance = _MeanAndCovariance.apply(level.permute(0, 2, 3, 1).flatten(1, 2))
    variance = covariance.diagonal(dim1=1, dim2=2)
    return StyleStatistics(mean, (variance.clamp_min(0) + 1e-6).sqrt(), covariance)


def _relative(a: Tensor, b: Tensor, ours: Tensor, theirs: Tensor) -> Tensor:
    """Squared distance of each picture over the mean energy of both, (B,).

    Only the style's energy would let nearly flat styles outweigh all others.
    """
    energy = 0.5 * (ours.detach() + theirs).flatten(1).sum(1)
    return (a - b).square().flatten(1).sum(1) / (energy + 1e-8)


def style_distance(
    output: list[StyleStatistics], style: list[StyleStatistics], covariance_weight: float = 0.5
) -> tuple[Tensor, Tensor]:
    """Mean over levels of the relative distances of moments and of covariances, each (B,).

    Everything is relative to the centred energy. Plain Gram matrices are ruled by the means: a
    network that trains on them learns the palette and never the strokes.
    """
    moments = textures = torch.zeros(())
    for a, b in zip(output, style, strict=True):
        energies = a.std.square(), b.std.square()
        moments = moments + _relative(a.mean, b.mean, *energies)
        moments = moments + _relative(a.std, b.std, *energies)
        squares = a.covariance.square(), b.covariance.square()
        textures = textures + _relative(a.covariance, b.covariance, *squares)
    return moments / len(output), covariance_weight * textures / len(output)


def normalised(level: Tensor) -> Tensor:
    """Features (B, C, H, W) without their mean and contrast: blind to colour, in float32."""
    return F.instance_norm(level.float())


def content_distance(output: Tensor, content: Tensor) -> Tensor:
    """Mean squared error of normalised features, (B,)."""
    return (output - content).square().flatten(1).mean(1)


def range_penalty(picture: Tensor) -> Tensor:
    """Mean squared distance outside [0, 1], (B,)."""
    outside = F.relu(-picture) + F.relu(picture - 1)
    return outside.square().flatten(1).mean(1)


def flatness_penalty(output: Tensor, content: Tensor) -> Tensor:
    """Ripples and grids where the photo is smooth (skies): second differences there, (B,).

    Strokes are edges, grids are alternations; a second difference at distance one sees only the
    finest of them, so that brushwork in a sky stays free.
    """
    return ripples(output, smooth_places(content))


def smooth_places(content: Tensor) -> Tensor:
    """How smooth a photo (B, 3, H, W) is at each place, (B, 1, H, W): 1 at most."""
    grey = content.mean(1, keepdim=True)
    local = F.avg_pool2d(grey.square(), 9, 1, 4) - F.avg_pool2d(grey, 9, 1, 4).square()
    return torch.exp(-local.clamp_min(0) / 2e-4)


def ripples(output: Tensor, smooth: Tensor) -> Tensor:
    """`flatness_penalty` where the smooth places of the photo are known."""
    across = (output[..., 2:] - 2 * output[..., 1:-1] + output[..., :-2]).abs()
    down = (output[..., 2:, :] - 2 * output[..., 1:-1, :] + output[..., :-2, :]).abs()
    across = across * smooth[..., 1:-1]
    down = down * smooth[..., 1:-1, :]
    return across.flatten(1).mean(1) + down.flatten(1).mean(1)


def grid_penalty(output: Tensor, period: int = 8, window: int = 64) -> Tensor:
    """Energy of what repeats with the network's strides, (B,).

    Within each window the mean over all period x period cells is what is locked to the grid;
    a picture without one averages out.
    """
    window = min(window, min(output.shape[-2:]) // period * period)
    height, width = (side // window * window for side in output.shape[-2:])
    cells = output[..., :height, :width].unflatten(3, (-1, window // period, period))
    cells = cells.unflatten(2, (-1, window // period, period))
    locked = cells.mean(dim=(3, 6))
    locked = locked - locked.mean(dim=(3, 5), keepdim=True)
    return locked.square().flatten(1).mean(1)
