"""StyleNet: one feed-forward network that renders any photo in the style of any picture.

The shape follows arbitrary style transfer with adaptive instance normalization (Huang & Belongie,
"Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization", ICCV 2017), with a
style vector that modulates the decoder's convolutions with weight demodulation (Karras et al.,
"Analyzing and Improving the Image Quality of StyleGAN", CVPR 2020). Demodulation needs no spatial
statistics, so that everything after the encoder is local and a picture may be drawn in tiles.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LEVELS = (2, 4, 8)
SIZE_MULTIPLE = 8
NOISE_CELLS = 128
# Of the small drawings by which a style code is corrected, one after the other: the first need
# only tell the way.
GLANCES_SHORT_PX = (96, 144)
GLANCE_MAX_PIXELS = 120_000
# What lies this far from a tile's border differs by less than 0.02 of 255 from what one pass over
# the whole picture draws; how far the network could look in theory is twice that. In pixels.
OVERLAP_PX = 64


@dataclass
class StyleTensors:
    """What the style encoder says of a style, as tensors.

    means, stds: one (B, C) pair for each of the levels 1/2, 1/4 and 1/8.
    vector: (B, Z).
    """

    means: list[Tensor]
    stds: list[Tensor]
    vector: Tensor

    def mixed(self, other: StyleTensors, weight: float) -> StyleTensors:
        """Linear mix: weight 0 is this style, 1 is the other one."""
        pairs = zip(self.means, other.means, strict=True), zip(self.stds, other.stds, strict=True)
        means, stds = ([a.lerp(b, weight) for a, b in pair] for pair in pairs)
        return StyleTensors(means, stds, self.vector.lerp(other.vector, weight))


def spatial_statistics(features: Tensor, epsilon: float = 1e-5) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation over space, (B, C) each, in float32."""
    flat = features.flatten(2).float()
    variance, mean = torch.var_mean(flat, dim=2, correction=0)
    return mean, (variance + epsilon).sqrt()


def bordered(x: Tensor) -> Tensor:
    """(B, C, H, W) with its outermost pixels repeated once on every side."""
    # Autocast would do this in float32, at a sixth of the time of a training step.
    with torch.autocast(x.device.type, enabled=False):
        return F.pad(x, (1, 1, 1, 1), mode="replicate")


def fixed_noise() -> Tensor:
    """The field that pictures are drawn with, (3, 1, 128, 128): one plane for each level."""
    generator = torch.Generator().manual_seed(20)
    return torch.randn(3, 1, NOISE_CELLS, NOISE_CELLS, generator=generator)


def grain(
    field: Tensor, features: list[Tensor], origin: tuple[int, int], fresh: bool = False
) -> list[Tensor]:
    """Noise for each level: the field from `origin` (pixels, multiples of 8) on, or fresh."""
    if fresh:
        return [torch.randn_like(level[:, :1].float()) for level in features]
    planes = []
    for plane, stride, level in zip(field, LEVELS, features, strict=True):
        rows, columns = (
            (torch.arange(count, device=field.device) + start // stride) % NOISE_CELLS
            for count, start in zip(level.shape[-2:], origin, strict=True)
        )
        planes.append(plane[None, :, rows[:, None], columns])
    return planes


def restyled(
    features: list[Tensor], statistics: list[tuple[Tensor, Tensor]], style: StyleTensors
) -> list[Tensor]:
    """Features normalised by the given (mean, std) and given those of the style."""
    levels = []
    for level, (mean, std), style_mean, style_std in zip(
        features, statistics, style.means, style.stds, strict=True
    ):
        gain = style_std / std
        shift = style_mean - mean * gain
        gain, shift = (t[:, :, None, None].to(level.dtype) for t in (gain, shift))
        levels.append(torch.addcmul(shift, level, gain))
    return levels


class Convolution(nn.Module):
    """3x3 convolution with replicated borders: zero padding would draw a frame."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride=stride)
        nn.init.kaiming_normal_(self.conv.weight, a=0.2, nonlinearity="leaky_relu")
        self.conv.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(bordered(x))


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = Convolution(channels, channels)
        self.second = Convolution(channels, channels)
        self.scale = nn.Parameter(torch.tensor(0.3))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.scale * self.second(F.leaky_relu(self.first(x), 0.2))


class Encoder(nn.Module):
    """Features at 1/2, 1/4 and 1/8 of the picture's size."""

    def __init__(self, widths: tuple[int, int, int], blocks: tuple[int, int]) -> None:
        super().__init__()
        narrow, middle, wide = widths
        self.stem = Convolution(12, narrow)
        self.down4 = Convolution(narrow, middle, stride=2)
        self.blocks4 = nn.Sequential(*[ResidualBlock(middle) for _ in range(blocks[0])])
        self.down8 = Convolution(middle, wide, stride=2)
        self.blocks8 = nn.Sequential(*[ResidualBlock(wide) for _ in range(blocks[1])])

    def forward(self, picture: Tensor) -> list[Tensor]:
        half = F.leaky_relu(self.stem(F.pixel_unshuffle(picture * 2 - 1, 2)), 0.2)
        quarter = self.blocks4(F.leaky_relu(self.down4(half), 0.2))
        eighth = self.blocks8(F.leaky_relu(self.down8(quarter), 0.2))
        return [half, quarter, eighth]


class ModulatedConvolution(nn.Module):
    """Convolution whose input channels are scaled by the style and whose outputs are demodulated.

    Equal to scaling the weights, but written on the activations so that a batch may hold
    different styles.
    """

    def __init__(self, inputs: int, outputs: int, vector: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, bias=False)
        nn.init.kaiming_normal_(self.conv.weight, a=0.2, nonlinearity="leaky_relu")
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.to_scale = nn.Linear(vector, inputs)
        self.to_bias = nn.Linear(vector, outputs)
        nn.init.normal_(self.to_scale.weight, std=0.02)
        nn.init.ones_(self.to_scale.bias)
        nn.init.normal_(self.to_bias.weight, std=0.02)
        nn.init.zeros_(self.to_bias.bias)

    def modulation(self, vector: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Input scale (B, I), output scale (B, O) and bias (B, O), in float32."""
        with torch.autocast(vector.device.type, enabled=False):
            vector = vector.float()
            scale = F.linear(vector, self.to_scale.weight.float(), self.to_scale.bias.float())
            energy = self.conv.weight.float().square().sum(dim=(2, 3))
            demodulation = (F.linear(scale.square(), energy) + 1e-6).rsqrt()
            # sqrt(2) keeps the variance through the leaky rectifiers, as in kaiming's rule.
            shift = F.linear(vector, self.to_bias.weight.float(), self.to_bias.bias.float())
            return scale, demodulation * 2**0.5, shift + self.bias.float()

    def forward(self, x: Tensor, vector: Tensor) -> Tensor:
        scale, demodulation, bias = (t[:, :, None, None] for t in self.modulation(vector))
        y = self.conv(bordered(x * scale.to(x.dtype)))
        return torch.addcmul(bias.to(y.dtype), y, demodulation.to(y.dtype))


class ModulatedBlock(nn.Module):
    def __init__(self, channels: int, vector: int) -> None:
        super().__init__()
        self.first = ModulatedConvolution(channels, channels, vector)
        self.second = ModulatedConvolution(channels, channels, vector)
        self.scale = nn.Parameter(torch.tensor(0.3))

    def forward(self, x: Tensor, vector: Tensor) -> Tensor:
        return x + self.scale * self.second(F.leaky_relu(self.first(x, vector), 0.2), vector)


class StyleEncoder(nn.Module):
    """Statistics of the style's features at three levels, and a vector made from four."""

    def __init__(self, widths: tuple[int, int, int], blocks: tuple[int, int], vector: int) -> None:
        super().__init__()
        self.encoder = Encoder(widths, blocks)
        wide = widths[2]
        self.down16 = Convolution(wide, wide, stride=2)
        self.block16 = ResidualBlock(wide)
        inputs = 2 * (sum(widths) + wide)
        self.to_vector = nn.Sequential(
            nn.Linear(inputs, 2 * vector), nn.LeakyReLU(0.2), nn.Linear(2 * vector, vector)
        )

    def forward(self, style: Tensor) -> StyleTensors:
        features = self.encoder(style)
        deepest = self.block16(F.leaky_relu(self.down16(features[-1]), 0.2))
        statistics = [spatial_statistics(level) for level in [*features, deepest]]
        means = [mean for mean, _ in statistics]
        stds = [std for _, std in statistics]
        with torch.autocast(style.device.type, enabled=False):
            joined = torch.cat([*means, *(std.log() for std in stds)], dim=1)
            weight_dtype = next(self.to_vector.parameters()).dtype
            vector = self.to_vector(joined.to(weight_dtype)).float()
        return StyleTensors(means[:3], stds[:3], vector)


class Decoder(nn.Module):
    def __init__(self, widths: tuple[int, int, int], blocks: int, vector: int) -> None:
        super().__init__()
        narrow, middle, wide = widths
        self.entry = Convolution(wide, wide)
        self.blocks8 = nn.ModuleList([ModulatedBlock(wide, vector) for _ in range(blocks)])
        self.up4 = ModulatedConvolution(wide, middle, vector)
        self.skip4 = nn.Conv2d(middle, middle, 1)
        self.block4 = ModulatedBlock(middle, vector)
        self.up2 = ModulatedConvolution(middle, narrow, vector)
        self.skip2 = nn.Conv2d(narrow, narrow, 1)
        self.block2 = ModulatedBlock(narrow, vector)
        self.head = Convolution(narrow, 12)
        gains = [nn.Linear(vector, width) for width in widths]
        self.noise_gains = nn.ModuleList(gains)
        for gain in gains:
            nn.init.zeros_(gain.weight)
            nn.init.constant_(gain.bias, 0.1)

    def _grained(self, x: Tensor, level: int, vector: Tensor, noise: list[Tensor]) -> Tensor:
        gain = self.noise_gains[level](vector)[:, :, None, None]
        return torch.addcmul(x, gain.to(x.dtype), noise[level].to(x.dtype))

    def forward(self, features: list[Tensor], vector: Tensor, noise: list[Tensor]) -> Tensor:
        """features: restyled, at 1/2, 1/4 and 1/8; noise: one channel each, of the same sizes.

        Returns the picture, (B, 3, H, W).
        """
        half, quarter, eighth = features
        x = self._grained(F.leaky_relu(self.entry(eighth), 0.2), 2, vector, noise)
        for block in self.blocks8:
            x = block(x, vector)
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        x = F.leaky_relu(self.up4(x, vector) + self.skip4(quarter), 0.2)
        x = self.block4(self._grained(x, 1, vector, noise), vector)
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        x = F.leaky_relu(self.up2(x, vector) + self.skip2(half), 0.2)
        x = self._grained(x, 0, vector, noise)
        x = self.block2(x, vector)
        return F.pixel_shuffle(self.head(x), 2) * 0.5 + 0.5


def glance_size(hw: tuple[int, int], short_px: int) -> tuple[int, int]:
    """At which size a picture of this size is drawn for a first look: half of it, or less."""
    factor = min(0.5, short_px / min(hw), (GLANCE_MAX_PIXELS / (hw[0] * hw[1])) ** 0.5)
    height, width = (max(2, round(side * factor / SIZE_MULTIPLE)) * SIZE_MULTIPLE for side in hw)
    return height, width


class Feedback(nn.Module):
    """Corrects a style code by what the generator made of it.

    The generator is asked for the style's statistics and misses them by what depends on photo and
    style. A small first drawing shows by how much; asking for as much more in the other direction
    closes a part of the gap, which part is learned for each channel. It is the controller of a
    closed loop, and each call is one turn of it.

    What is missing counts as given: what was found comes from the same encoder as what is wanted,
    and a gradient that knew the one and not the other would blow the encoder's numbers up.
    """

    def __init__(self, widths: tuple[int, int, int], vector: int, gain: float = 0.4) -> None:
        super().__init__()
        self.of_means = nn.ParameterList([torch.full((width,), gain) for width in widths])
        self.of_stds = nn.ParameterList([torch.full((width,), gain) for width in widths])
        self.of_vector = nn.Parameter(torch.full((vector,), gain))

    def forward(
        self, wanted: StyleTensors, asked: StyleTensors, found: StyleTensors
    ) -> StyleTensors:
        """The code to ask for, in float32, when asking for `asked` gave `found`."""
        means, stds = [], []
        for i, (of_mean, of_std) in enumerate(zip(self.of_means, self.of_stds, strict=True)):
            missing = wanted.stds[i].clamp_min(1e-6).log() - found.stds[i].clamp_min(1e-6).log()
            stds.append(asked.stds[i] * (of_std * missing.detach().clamp(-1, 1)).exp())
            means.append(asked.means[i] + of_mean * (wanted.means[i] - found.means[i]).detach())
        missing = (wanted.vector - found.vector).detach()
        return StyleTensors(means, stds, asked.vector + self.of_vector * missing)


class StyleNet(nn.Module):
    """Any photo in any style.

    Takes pictures (B, 3, H, W) in [0, 1] with H and W multiples of 8; returns the same shape,
    nominally in [0, 1] but not clamped.
    """

    noise_field: Tensor

    def __init__(
        self,
        widths: tuple[int, int, int] = (24, 64, 128),
        encoder_blocks: tuple[int, int] = (1, 2),
        decoder_blocks: int = 3,
        vector: int = 128,
    ) -> None:
        super().__init__()
        # A manifest brings lists.
        narrow, middle, wide = widths
        shallow, deep = encoder_blocks
        widths, encoder_blocks = (narrow, middle, wide), (shallow, deep)
        self.config = {
            "widths": list(widths),
            "encoder_blocks": list(encoder_blocks),
            "decoder_blocks": decoder_blocks,
            "vector": vector,
        }
        self.content_encoder = Encoder(widths, encoder_blocks)
        self.style_encoder = StyleEncoder(widths, encoder_blocks, vector)
        self.decoder = Decoder(widths, decoder_blocks, vector)
        self.feedback = Feedback(widths, vector)
        # Where the photo is flat, a convolutional network can only repeat itself with the period
        # of its strides: a grid. Grain to paint with is what it lacks (StyleGAN, Karras et al.,
        # CVPR 2019). It is a fixed field, so that the same input gives the same picture.
        self.register_buffer("noise_field", fixed_noise())

    def encode_style(self, style: Tensor) -> StyleTensors:
        return self.style_encoder(style)

    def encode_content(self, content: Tensor) -> list[Tensor]:
        return self.content_encoder(content)

    def decode(
        self,
        features: list[Tensor],
        statistics: list[tuple[Tensor, Tensor]],
        style: StyleTensors,
        origin: tuple[int, int] = (0, 0),
    ) -> Tensor:
        """Render from content features normalised by the given (mean, std) of the whole picture.

        origin: (row, column) of the features' corner in the picture, in pixels, multiples of 8.
        """
        noise = grain(self.noise_field, features, origin, fresh=self.training)
        return self.decoder(restyled(features, statistics, style), style.vector, noise)

    @torch.no_grad()
    def glance(self, content: Tensor, code: StyleTensors, short_px: int) -> StyleTensors:
        """What the style encoder sees in a small drawing of the photo in this style."""
        size = glance_size((content.shape[-2], content.shape[-1]), short_px)
        small = F.interpolate(content.float(), size, mode="bilinear", antialias=True)
        features = self.encode_content(small)
        statistics = [spatial_statistics(level) for level in features]
        return self.encode_style(self.decode(features, statistics, code).clamp(0, 1))

    def corrected(
        self, content: Tensor, code: StyleTensors, turns: int = len(GLANCES_SHORT_PX)
    ) -> StyleTensors:
        """The code to ask for so that these photos come out in the style."""
        asked = code
        for short_px in GLANCES_SHORT_PX[:turns]:
            asked = self.feedback(code, asked, self.glance(content, asked, short_px))
        return asked

    def forward(self, content: Tensor, style: Tensor, turns: int = len(GLANCES_SHORT_PX)) -> Tensor:
        """turns: how often a glance corrects the code."""
        features = self.encode_content(content)
        statistics = [spatial_statistics(level) for level in features]
        code = self.encode_style(style)
        return self.decode(features, statistics, self.corrected(content, code, turns))
