"""Perceptual losses on frozen feature extractors that are read from arrays, never shipped.

Content and style distances follow Gatys et al. (CVPR 2016) and Huang & Belongie (ICCV 2017); the
quarter-width extractors are those of Wang et al., "Collaborative Distillation for Ultra-Resolution
Universal Style Transfer" (CVPR 2020).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.distances import (
    StyleStatistics,
    content_distance,
    flatness_penalty,
    grid_penalty,
    normalised,
    range_penalty,
    style_distance,
    style_statistics,
)

__all__ = [
    "FeatureExtractor",
    "StyleStatistics",
    "content_distance",
    "contrast_distance",
    "distilled_extractor",
    "flatness_penalty",
    "grid_penalty",
    "layout_distance",
    "normalised",
    "range_penalty",
    "rims",
    "style_distance",
    "style_statistics",
    "unevenness",
    "vgg_extractor",
]

DISTILLED_LAYERS = ("11", "12", "M", "21", "22", "M", "31", "32", "33", "34", "M", "41")
VGG_LAYERS = (
    "conv1_1", "conv1_2", "M", "conv2_1", "conv2_2", "M", "conv3_1", "conv3_2", "conv3_3", "conv3_4"
)  # fmt: skip

# Below it a place is plain.
LEAST_CONTRAST = 0.01
# How far apart colours (of 1) may be to count as those of one surface.
LIKE_COLOURS = 0.06


class FeatureExtractor(nn.Module):
    """A frozen chain of convolutions, rectifiers and poolings that returns named levels."""

    def __init__(self, chain: list[tuple[str, nn.Module]], taps: tuple[str, ...]) -> None:
        super().__init__()
        self.names = [name for name, _ in chain]
        self.taps = taps
        self.steps = nn.ModuleList([module for _, module in chain])
        self.requires_grad_(False)

    def forward(self, picture: Tensor) -> list[Tensor]:
        """picture (B, 3, H, W) in [0, 1]; returns the tapped levels, shallow to deep."""
        levels, x = [], picture
        for name, step in zip(self.names, self.steps, strict=True):
            x = step(x)
            if name in self.taps:
                levels.append(x)
                if len(levels) == len(self.taps):
                    break
        return levels


def _convolution(weight: np.ndarray, bias: np.ndarray) -> nn.Conv2d:
    outputs, inputs, size, _ = weight.shape
    mode: Literal["replicate", "zeros"] = "replicate" if size > 1 else "zeros"
    conv = nn.Conv2d(inputs, outputs, size, padding=size // 2, padding_mode=mode)
    conv.weight.data = torch.from_numpy(np.ascontiguousarray(weight, np.float32))
    conv.bias = nn.Parameter(torch.from_numpy(np.ascontiguousarray(bias, np.float32)))
    return conv


def distilled_extractor(weights_dir: Path) -> FeatureExtractor:
    """The quarter-width VGG-19 to relu4_1; taps relu1_1, relu2_1, relu3_1, relu4_1."""
    arrays = np.load(weights_dir / "vgg19_16x_distilled_encoders_f32.npz")
    chain: list[tuple[str, nn.Module]] = [
        ("colour", _convolution(arrays["e4.conv0.weight"], arrays["e4.conv0.bias"]))
    ]
    for layer in DISTILLED_LAYERS:
        if layer == "M":
            chain.append(("pool", nn.MaxPool2d(2)))
            continue
        key = f"e4.conv{layer}"
        chain.append(("conv", _convolution(arrays[f"{key}.weight"], arrays[f"{key}.bias"])))
        chain.append((f"relu{layer}", nn.ReLU()))
    return FeatureExtractor(chain, ("relu11", "relu21", "relu31", "relu41"))


class _ToCaffe(nn.Module):
    """[0, 1] RGB to the BGR minus mean that the original VGG-19 was trained on."""

    mean: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1))

    def forward(self, picture: Tensor) -> Tensor:
        return picture.flip(1) * 255 - self.mean.to(picture.dtype)


def vgg_extractor(weights_dir: Path) -> FeatureExtractor:
    """VGG-19 (Simonyan & Zisserman, 2015) to relu3_4; taps relu1_1, relu2_1, relu3_1, relu3_4."""
    arrays = np.load(weights_dir / "vgg19_to_relu3_4_f32.npz")
    chain: list[tuple[str, nn.Module]] = [("colour", _ToCaffe())]
    for layer in VGG_LAYERS:
        if layer == "M":
            chain.append(("pool", nn.MaxPool2d(2)))
            continue
        chain.append(("conv", _convolution(arrays[f"{layer}.weight"], arrays[f"{layer}.bias"])))
        chain.append((layer.replace("conv", "relu"), nn.ReLU()))
    return FeatureExtractor(chain, ("relu1_1", "relu2_1", "relu3_1", "relu3_4"))


def _luma(picture: Tensor) -> Tensor:
    weights = torch.tensor([0.299, 0.587, 0.114], device=picture.device).view(1, 3, 1, 1)
    return (picture * weights).sum(1, keepdim=True)


def local_contrast(picture: Tensor, window: int) -> Tensor:
    """Logarithm of the standard deviation in overlapping windows over all channels, (B, N)."""
    mean, square = (F.avg_pool2d(p, window, window // 2) for p in (picture, picture.square()))
    variance = (square - mean.square()).mean(1).clamp_min(0)
    return 0.5 * (variance + LEAST_CONTRAST**2).log().flatten(1)


def contrast_distance(
    output: Tensor, content: Tensor, style: Tensor, windows: tuple[int, ...] = (8, 16)
) -> Tensor:
    """How far the local contrasts are from the style's, given to the places in the photo's order.

    The plainest place of the photo should be as plain as the plainest of the style, the busiest as
    busy as its busiest: histogram matching of local contrast. Statistics over the whole picture
    are as well served by a texture that covers everything, skies too. All (B, 3, H, W) of one
    size; returns (B,), the mean squared logarithm of the ratio, 0 at best.
    """
    distance = torch.zeros(len(output), device=output.device)
    for window in windows:
        with torch.no_grad():
            ranks = local_contrast(content, window).argsort(1).argsort(1)
            wanted = local_contrast(style, window).sort(1).values.gather(1, ranks)
        distance = distance + (local_contrast(output, window) - wanted).square().mean(1)
    return distance / len(windows)


def _neighbours(picture: Tensor, reach: int, dilation: int = 1) -> Tensor:
    """(B, C, H, W) to (B, C, T, H * W): what lies around each place, the sides repeated."""
    pad = reach * dilation
    bordered = F.pad(picture, (pad, pad, pad, pad), mode="replicate")
    taps = F.unfold(bordered, 2 * reach + 1, dilation=dilation)
    return taps.unflatten(1, (picture.shape[1], -1))


def _likeness(photo: Tensor, reach: int, dilation: int = 1) -> Tensor:
    """How like each place of a photo what lies around it is, (B, T, H * W) in (0, 1]."""
    apart = _neighbours(photo, reach, dilation) - photo.flatten(2)[:, :, None]
    return torch.exp(-apart.square().sum(1) / (2 * LIKE_COLOURS**2))


def unevenness(output: Tensor, content: Tensor, cell: int = 8, reach: int = 4) -> Tensor:
    """Blotches: squared distance of coarse colours from those of like places around them, (B,).

    output, content: (B, 3, H, W). Places are cells of `cell` pixels, so that strokes stay free;
    like each other are those with like colours in the photo, as for a bilateral filter (Tomasi &
    Manduchi, ICCV 1998).
    """
    ours, photo = (F.avg_pool2d(p, cell) for p in (output, content))
    with torch.no_grad():
        like = _likeness(photo, reach)
        shares = like / like.sum(1, keepdim=True)
        # A place that is like no other has nothing to be even with.
        count = (like.mean(1) * 4).clamp(max=1)
    mean = (_neighbours(ours, reach) * shares[:, None]).sum(2)
    return ((mean - ours.flatten(2)).square().sum(1) * count).mean(1)


def rims(
    output: Tensor, content: Tensor, cell: int = 4, reach: int = 3, dilation: int = 2
) -> Tensor:
    """Halos: squared distance of the colour beside an edge of the photo from that of like places
    further from it, (B,).

    output, content: (B, 3, H, W). Compares means over all like places around, so that strokes are
    free and only what goes on along the edge counts.
    """
    ours, photo = (F.avg_pool2d(p, cell) for p in (output, content))
    with torch.no_grad():
        across = (photo[..., 1:] - photo[..., :-1]).abs().amax(1, keepdim=True)
        down = (photo[..., 1:, :] - photo[..., :-1, :]).abs().amax(1, keepdim=True)
        step = torch.maximum(F.pad(across, (0, 1)), F.pad(down, (0, 0, 0, 1)))
        near = F.max_pool2d(torch.sigmoid((step - 0.15) / 0.03), 5, 1, 2)
        like, beside = _likeness(photo, reach, dilation), _neighbours(near, reach, dilation)[:, 0]
        close, far = like * beside, like * (1 - beside)
        known = torch.minimum(close.sum(1), far.sum(1)) / (0.1 * like.shape[1])
        counts = known.clamp(max=1) * near.flatten(1)
        contrast = close / (close.sum(1, keepdim=True) + 1e-3)
        contrast = contrast - far / (far.sum(1, keepdim=True) + 1e-3)
    gap = (_neighbours(ours, reach, dilation) * contrast[:, None]).sum(2)
    # A picture with hardly an edge must not be ruled by it.
    return (gap.square().sum(1) * counts).sum(1) / (counts.sum(1) + 0.02 * counts.shape[1])


def layout_distance(
    output: Tensor, content: Tensor, style: Tensor, cell: int = 12, flat_weight: float = 10.0
) -> Tensor:
    """Squared error of the coarse luma against the photo's in the contrast of the style, (B,).

    Keeps light and shade where the photo has them: strokes may be anything inside a cell, but a
    plain wall does not become a leopard. Where the photo is flat it counts flat_weight times more:
    the statistics of the style must come from somewhere, and blotches in skies are the easiest.
    """
    ours, photo, artwork = (_luma(p) for p in (output, content, style))
    deviation, mean = torch.std_mean(photo, dim=(2, 3), keepdim=True)
    wanted_deviation, wanted_mean = torch.std_mean(artwork, dim=(2, 3), keepdim=True)
    wanted = (photo - mean) * (wanted_deviation / (deviation + 0.05)) + wanted_mean
    difference = F.avg_pool2d(ours - wanted, cell, cell // 2)
    level, square = (F.avg_pool2d(p, 2 * cell + 1, 1, cell) for p in (photo, photo.square()))
    flat = torch.exp((square - level.square()).clamp_min(0) / -1e-3)
    importance = 1 + (flat_weight - 1) * F.avg_pool2d(flat, cell, cell // 2)
    return (difference.square() * importance).flatten(1).mean(1)
