"""The generator as plain convolutions, for drawing.

While a network trains, a style modulates its convolutions and the photo's statistics normalise its
features, picture by picture. For one style and one photo all of that is constant: scales go into
the weights, shifts into the biases, and what is left to compute are convolutions. The weights are
kept in the number format of the computation, where autocast would convert them, and every border,
each time.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.fixed_style import FixedStyleNet, Layer, decoder_layers, plain_bias
from engine.models.stylenet import (
    Convolution,
    Encoder,
    ResidualBlock,
    StyleEncoder,
    StyleNet,
    StyleTensors,
    grain,
)

Statistics = list[tuple[Tensor, Tensor]]
SLOPE = 0.2


def level_statistics(level: Tensor, epsilon: float = 1e-5) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation over space of (1, C, H, W), (1, C) each, in float32.

    As spatial_statistics has it, in two passes over pixels with their channels side by side: many
    times quicker than the one-pass sums that torch has for this.
    """
    pixels = level.permute(0, 2, 3, 1).reshape(-1, level.shape[1])
    pixels = pixels.to(torch.float32, copy=True)
    mean = pixels.mean(0)
    variance = pixels.sub_(mean).square_().mean(0)
    return mean[None], (variance + epsilon).sqrt()[None]


def bordered(x: Tensor) -> Tensor:
    """(B, C, H, W) with its outermost pixels repeated once on every side."""
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

    def __init__(self, weight: Tensor, bias: Tensor, dtype: torch.dtype) -> None:
        taps = torch.tensor(self.TAPS, device=weight.device)
        self.channels = len(weight)
        phases = torch.einsum("ocij,pia,qjb->pqocab", weight, taps, taps)
        self.convolution = PlainConvolution(phases.flatten(0, 2), bias.repeat(4), dtype)

    def __call__(self, x: Tensor) -> Tensor:
        _, _, height, width = x.shape
        cells = self.convolution(x).permute(0, 2, 3, 1)
        cells = cells.reshape(-1, height, width, 2, 2, self.channels).transpose(2, 3)
        return cells.reshape(-1, 2 * height, 2 * width, self.channels).permute(0, 3, 1, 2)


class BakedBlock:
    """Two convolutions beside a path that skips them."""

    def __init__(self, first: PlainConvolution, second: PlainConvolution) -> None:
        self.first, self.second = first, second

    def __call__(self, x: Tensor) -> Tensor:
        return self.second(F.leaky_relu_(self.first(x), SLOPE)).add_(x)


def _plain(layer: Convolution, dtype: torch.dtype, gain: Tensor | None = None) -> PlainConvolution:
    weight, bias = layer.conv.weight.float(), plain_bias(layer.conv)
    if gain is not None:
        weight, bias = weight * gain, bias * gain
    return PlainConvolution(weight, bias, dtype, layer.conv.stride[0])


def _normalising(layer: Layer, gain: Tensor, shift: Tensor, dtype: torch.dtype) -> PlainConvolution:
    """conv(x * gain + shift) as one convolution; gain and shift: (C,). A repeated border is the
    same before and after, so that this is exact."""
    weight, bias = layer
    bias = bias + (weight * shift[:, None, None]).sum(dim=(1, 2, 3))
    return PlainConvolution(weight * gain[:, None, None], bias, dtype)


def _residual(block: nn.Module, dtype: torch.dtype) -> BakedBlock:
    assert isinstance(block, ResidualBlock)
    return BakedBlock(_plain(block.first, dtype), _plain(block.second, dtype, block.scale.float()))


class BakedEncoder:
    """What Encoder computes, in one number format."""

    @torch.no_grad()
    def __init__(self, encoder: Encoder, dtype: torch.dtype) -> None:
        self.dtype = dtype
        self.stem = _plain(encoder.stem, dtype)
        self.down4 = _plain(encoder.down4, dtype)
        self.blocks4 = [_residual(block, dtype) for block in encoder.blocks4]
        self.down8 = _plain(encoder.down8, dtype)
        self.blocks8 = [_residual(block, dtype) for block in encoder.blocks8]

    def __call__(self, picture: Tensor) -> list[Tensor]:
        """picture: float32 (1, 3, H, W) in [0, 1]; returns features at 1/2, 1/4 and 1/8."""
        x = F.pixel_unshuffle((picture * 2 - 1).to(self.dtype), 2)
        half = F.leaky_relu_(self.stem(x), SLOPE)
        quarter = F.leaky_relu_(self.down4(half), SLOPE)
        for block in self.blocks4:
            quarter = block(quarter)
        eighth = F.leaky_relu_(self.down8(quarter), SLOPE)
        for block in self.blocks8:
            eighth = block(eighth)
        return [half, quarter, eighth]


class BakedStyleEncoder:
    """What StyleEncoder computes, in one number format."""

    @torch.no_grad()
    def __init__(self, encoder: StyleEncoder, dtype: torch.dtype) -> None:
        self.levels = BakedEncoder(encoder.encoder, dtype)
        self.down16 = _plain(encoder.down16, dtype)
        self.block16 = _residual(encoder.block16, dtype)
        self.to_vector = encoder.to_vector

    def __call__(self, style: Tensor) -> StyleTensors:
        """style: float32 (1, 3, H, W) in [0, 1]."""
        features = self.levels(style)
        deepest = self.block16(F.leaky_relu_(self.down16(features[-1]), SLOPE))
        statistics = [level_statistics(level) for level in [*features, deepest]]
        means = [mean for mean, _ in statistics]
        stds = [std for _, std in statistics]
        joined = torch.cat([*means, *(std.log() for std in stds)], dim=1)
        vector = self.to_vector(joined.to(next(self.to_vector.parameters()).dtype)).float()
        return StyleTensors(means[:3], stds[:3], vector)


class BakedDecoder:
    """What a generator's decode computes, for one style and the statistics of one photo."""

    def __init__(
        self,
        network: StyleNet | FixedStyleNet,
        style: StyleTensors,
        statistics: Statistics,
        dtype: torch.dtype,
    ) -> None:
        if isinstance(network, FixedStyleNet):
            layers = network.decoder.layers()
            gains = [gain.float()[None] for gain in network.decoder.noise_gains]
        else:
            vector = style.vector.float()
            layers = decoder_layers(network, vector)
            gains = [gain(vector) for gain in network.decoder.noise_gains]
        folds = []
        for (mean, std), wanted_mean, wanted_std in zip(
            statistics, style.means, style.stds, strict=True
        ):
            gain = wanted_std[0] / std[0]
            folds.append((gain, wanted_mean[0] - mean[0] * gain))

        def block(name: str) -> BakedBlock:
            first, second = (layers[f"{name}.{part}.conv"] for part in ("first", "second"))
            return BakedBlock(PlainConvolution(*first, dtype), PlainConvolution(*second, dtype))

        self.noise_field = network.noise_field
        self.entry = _normalising(layers["entry.conv"], *folds[2], dtype)
        self.skip4 = _normalising(layers["skip4"], *folds[1], dtype)
        self.skip2 = _normalising(layers["skip2"], *folds[0], dtype)
        self.blocks8 = [block(f"blocks8.{i}") for i in range(len(network.decoder.blocks8))]
        self.up4 = EnlargingConvolution(*layers["up4.conv"], dtype)
        self.block4 = block("block4")
        self.up2 = EnlargingConvolution(*layers["up2.conv"], dtype)
        self.block2 = block("block2")
        self.head = PlainConvolution(*layers["head.conv"], dtype)
        self.noise_gains = [gain.to(dtype) for gain in gains]

    def __call__(self, features: list[Tensor], origin: tuple[int, int]) -> Tensor:
        """features: of a BakedEncoder, as they are; origin: as in StyleNet.decode.

        Returns (1, 3, H, W) in the number format of the features.
        """
        half, quarter, eighth = features
        noise = grain(self.noise_field, features, origin)
        x = self._grained(F.leaky_relu_(self.entry(eighth), SLOPE), 2, noise)
        for block in self.blocks8:
            x = block(x)
        x = F.leaky_relu_(self.up4(x).add_(self.skip4(quarter)), SLOPE)
        x = self.block4(self._grained(x, 1, noise))
        x = F.leaky_relu_(self.up2(x).add_(self.skip2(half)), SLOPE)
        x = self.block2(self._grained(x, 0, noise))
        return F.pixel_shuffle(self.head(x), 2) * 0.5 + 0.5

    def _grained(self, x: Tensor, level: int, noise: list[Tensor]) -> Tensor:
        # An outer product: broadcasting over the channels is ten times slower.
        pixels = x.permute(0, 2, 3, 1).view(-1, x.shape[1])
        pixels.addmm_(noise[level].to(x.dtype).reshape(-1, 1), self.noise_gains[level])
        return x
