"""Two networks that judge how near a picture is to a photo and to a style.

VGG-19 (Simonyan & Zisserman, 2015) helped to train our generator; SqueezeNet 1.0 (Iandola et al.,
2016, BSD) has served no training, neither ours nor that of any peer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from engine.training import losses
from engine.training.losses import FeatureExtractor, StyleStatistics

FIRES = (2, 3, 4, "pool", 5, 6, 7, 8, "pool", 9)


class Fire(nn.Module):
    """A narrow 1x1 layer, then 1x1 and 3x3 layers side by side, every one of them rectified."""

    def __init__(self, squeeze: nn.Conv2d, expand1: nn.Conv2d, expand3: nn.Conv2d) -> None:
        super().__init__()
        self.squeeze, self.expand1, self.expand3 = squeeze, expand1, expand3

    def forward(self, x: Tensor) -> Tensor:
        narrow = self.squeeze(x).relu()
        return torch.cat([self.expand1(narrow), self.expand3(narrow)], dim=1).relu()


class ToImageNet(nn.Module):
    """[0, 1] RGB to BGR in 0..255 minus a mean."""

    mean: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor([104.0, 117.0, 123.0]).view(1, 3, 1, 1))

    def forward(self, picture: Tensor) -> Tensor:
        return picture.flip(1) * 255 - self.mean


def squeezenet_extractor(weights_dir: Path) -> FeatureExtractor:
    """SqueezeNet 1.0; taps conv1 (1/2), fire3 (1/4), fire5 (1/8) and fire9 (1/16)."""
    arrays = np.load(weights_dir / "squeezenet_v1_0_f32.npz")

    def layer(name: str, stride: int = 1, padding: int = 0) -> nn.Conv2d:
        weight, bias = (torch.from_numpy(arrays[f"{name}.{part}"]) for part in ("weight", "bias"))
        outputs, inputs, size, _ = weight.shape
        conv = nn.Conv2d(inputs, outputs, size, stride, padding)
        conv.weight.data, conv.bias = weight.float(), nn.Parameter(bias.float())
        return conv

    def pool() -> tuple[str, nn.Module]:
        return "pool", nn.MaxPool2d(3, 2, ceil_mode=True)

    chain: list[tuple[str, nn.Module]] = [("colour", ToImageNet()), ("layer", layer("conv1", 2))]
    chain += [("conv1", nn.ReLU()), pool()]
    for step in FIRES:
        if step == "pool":
            chain.append(pool())
            continue
        name = f"fire{step}"
        parts = [layer(f"{name}.squeeze1x1"), layer(f"{name}.expand1x1")]
        chain.append((name, Fire(*parts, layer(f"{name}.expand3x3", padding=1))))
    return FeatureExtractor(chain, ("conv1", "fire3", "fire5", "fire9"))


@dataclass
class Impression:
    """What a judge remembers of a picture: normalised features of one level, statistics of all."""

    layout: Tensor
    statistics: list[StyleStatistics]


class Judge:
    """A feature extractor and the level at which it compares content."""

    def __init__(self, extractor: FeatureExtractor, content_level: int) -> None:
        self.extractor, self.content_level = extractor.eval(), content_level

    @torch.inference_mode()
    def look(self, picture: Tensor) -> Impression:
        """picture: (1, 3, H, W) in [0, 1]."""
        levels = self.extractor(picture)
        layout = losses.normalised(levels[self.content_level])
        return Impression(layout, [losses.style_statistics(level) for level in levels])


def named_judges(weights_dir: Path) -> dict[str, Judge]:
    """Every judge by its name; weights_dir holds the two .npz files."""
    return {
        "vgg19": Judge(losses.vgg_extractor(weights_dir), 3),
        "squeezenet": Judge(squeezenet_extractor(weights_dir), 2),
    }


def gram_distance(ours: list[StyleStatistics], style: list[StyleStatistics]) -> float:
    """Mean over levels of the squared distance of Gram matrices over their mean energy."""
    total = 0.0
    for pair in zip(ours, style, strict=True):
        a, b = (s.covariance + s.mean[:, :, None] * s.mean[:, None] for s in pair)
        total += float((a - b).square().sum() / (0.5 * (a.square() + b.square()).sum() + 1e-8))
    return total / len(ours)


def verdict(output: Impression, content: Impression, style: Impression) -> dict[str, float]:
    """Distances of a picture, 0 at best: content, moments, covariance, Gram, and combined.

    combined is (1 + content) x (1 + style), after ArtFID (Wright & Ommer, GCPR 2022), with
    moments plus covariance for style: 1 at best, and neither an untouched photo nor a copy of the
    style comes near.
    """
    content_term = float(losses.content_distance(output.layout, content.layout)[0])
    terms = losses.style_distance(output.statistics, style.statistics, 1.0)
    moments, covariance = (float(term[0]) for term in terms)
    return {
        "content": content_term,
        "moments": moments,
        "covariance": covariance,
        "gram": gram_distance(output.statistics, style.statistics),
        "combined": (1 + content_term) * (1 + moments + covariance),
    }
