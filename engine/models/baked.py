"""The generator as plain convolutions, for drawing.

While a network trains, a style modulates its convolutions and the photo's statistics normalise its
features, picture by picture. For one style and one photo all of that is constant: scales go into
the weights, shifts into the biases, and what is left to compute are convolutions. The weights are
kept in the number format of the computation, where autocast would convert them, and every border,
each time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.cells import CELL, by_cells, in_memory, out_of_cells, put_centred
from engine.models.convolutions import (
    SLOPE,
    BakedBlock,
    EnlargingConvolution,
    PlainConvolution,
)
from engine.models.fixed_style import FixedStyleNet, Layer, PlainBlock, PlainDecoder, plain_bias
from engine.models.stylenet import (
    Convolution,
    Decoder,
    Encoder,
    ModulatedBlock,
    ModulatedConvolution,
    ResidualBlock,
    StyleEncoder,
    StyleNet,
    StyleTensors,
    grain,
)

Statistics = list[tuple[Tensor, Tensor]]


def level_statistics(level: Tensor, epsilon: float = 1e-5) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation over space of (1, C, H, W), (1, C) each, in float32.

    As spatial_statistics has it, in two passes over pixels with their channels side by side: many
    times quicker than the one-pass sums that torch has for this.
    """
    channels = level.shape[1]
    pixels = level.permute(0, 2, 3, 1)
    pixels = torch.empty(pixels.shape, device=level.device).copy_(pixels)
    # Several pixels in a row, since a row of few numbers is slow to add.
    together = math.gcd(pixels.numel() // channels, 32)
    pixels = pixels.view(-1, together * channels)
    mean = pixels.mean(0).view(together, channels).mean(0)
    squares = pixels.sub_(mean.repeat(together)).square_().mean(0)
    variance = squares.view(together, channels).mean(0)
    return mean[None], (variance + epsilon).sqrt()[None]


def _plain(layer: Convolution, dtype: torch.dtype, gain: Tensor | None = None) -> PlainConvolution:
    weight, bias = layer.conv.weight.float(), plain_bias(layer.conv)
    if gain is not None:
        weight, bias = weight * gain, bias * gain
    return PlainConvolution(weight, bias, dtype, layer.conv.stride[0])


def _residual(block: nn.Module, dtype: torch.dtype) -> BakedBlock:
    assert isinstance(block, ResidualBlock)
    return BakedBlock(_plain(block.first, dtype), _plain(block.second, dtype, block.scale.float()))


class BakedEncoder:
    """What Encoder computes, in one number format."""

    @torch.no_grad()
    def __init__(self, encoder: Encoder, dtype: torch.dtype) -> None:
        self.dtype = dtype
        weight = by_cells(encoder.stem.conv.weight.float())
        self.stem = PlainConvolution(weight, plain_bias(encoder.stem.conv), dtype)
        self.down4 = _plain(encoder.down4, dtype)
        self.blocks4 = [_residual(block, dtype) for block in encoder.blocks4]
        self.down8 = _plain(encoder.down8, dtype)
        self.blocks8 = [_residual(block, dtype) for block in encoder.blocks8]

    def __call__(self, picture: Tensor) -> list[Tensor]:
        """picture: float32 (1, 3, H, W) in [0, 1]; returns features at 1/2, 1/4 and 1/8."""
        _, _, height, width = picture.shape
        shape = 1, height // 2, width // 2, CELL
        cells = torch.empty(shape, dtype=self.dtype, device=picture.device)
        put_centred(cells[0], in_memory(picture))
        half = F.leaky_relu_(self.stem(cells.permute(0, 3, 1, 2)), SLOPE)
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
        return self.code([level_statistics(level) for level in self.features(style)])

    def features(self, style: Tensor) -> list[Tensor]:
        """At 1/2, 1/4, 1/8 and 1/16; style: float32 (1, 3, H, W) in [0, 1]."""
        features = self.levels(style)
        deepest = self.block16(F.leaky_relu_(self.down16(features[-1]), SLOPE))
        return [*features, deepest]

    def code(self, statistics: Statistics) -> StyleTensors:
        """The style of which these are the statistics, at all four levels."""
        means = [mean for mean, _ in statistics]
        stds = [std for _, std in statistics]
        joined = torch.cat([*means, *(std.log() for std in stds)], dim=1)
        vector = self.to_vector(joined.to(next(self.to_vector.parameters()).dtype)).float()
        return StyleTensors(means[:3], stds[:3], vector)


class ModulatedGroup:
    """Modulated convolutions of one shape, whose scales and shifts are found together.

    layers: each with what its result is multiplied by. enlarging: they follow an enlargement.
    """

    def __init__(
        self,
        layers: list[tuple[ModulatedConvolution, Tensor]],
        dtype: torch.dtype,
        enlarging: bool = False,
    ) -> None:
        self.dtype = dtype
        weights = torch.stack([layer.conv.weight.float() for layer, _ in layers])
        self._energy = weights.square().sum(dim=(3, 4))
        phases = weights[:, None]
        if enlarging:
            phases = torch.stack([EnlargingConvolution.phases(weight) for weight in weights])
        # (layers, phases, O, 3, 3, I): as the weights of convolutions lie in memory.
        self._weights = phases.permute(0, 1, 2, 4, 5, 3).contiguous()
        self._gains = torch.stack([gain.float() for _, gain in layers])[:, None]
        modulations = [layer for layer, _ in layers]
        # Of all layers at once: from a style's vector to all scales, and to all shifts.
        self._to_scales = _joined([layer.to_scale for layer in modulations])
        weight, bias = _joined([layer.to_bias for layer in modulations])
        self._to_shifts = weight, bias + torch.cat([layer.bias.float() for layer in modulations])

    def convolutions(self, vector: Tensor) -> Iterator[PlainConvolution]:
        """The layers for the style of this vector, (1, Z)."""
        count, phases, outputs, _, _, inputs = self._weights.shape
        scales = F.linear(vector, *self._to_scales).view(count, inputs)
        shifts = F.linear(vector, *self._to_shifts).view(count, outputs) * self._gains
        energies = torch.bmm(self._energy, scales.square()[:, :, None])[:, :, 0]
        # sqrt(2) as in ModulatedConvolution.
        demodulation = (energies + 1e-6).rsqrt() * (2**0.5 * self._gains)
        # Both factors at once: the weights are megabytes, which cost more to move than to multiply.
        both = demodulation[:, :, None] * scales[:, None]
        for weight, factor, shift in zip(self._weights, both, shifts, strict=True):
            styled = (weight * factor[:, None, None]).to(self.dtype).flatten(0, 1)
            bias = shift.repeat(phases) if phases > 1 else shift
            yield PlainConvolution(styled.permute(0, 3, 1, 2), bias, self.dtype)


def _joined(layers: Sequence[nn.Linear]) -> Layer:
    """Several linear layers of the same input as one."""
    weights = [layer.weight.float() for layer in layers]
    biases = [layer.bias.float() for layer in layers]
    return torch.cat(weights), torch.cat(biases)


class Normalising:
    """A convolution that will follow a normalisation."""

    def __init__(self, conv: nn.Conv2d, dtype: torch.dtype) -> None:
        self.dtype = dtype
        self._weight, self._bias = conv.weight.float(), plain_bias(conv)
        self._weight = self._weight.contiguous(memory_format=torch.channels_last)
        self._sums = self._weight.sum(dim=(2, 3))

    def baked(self, gain: Tensor, shift: Tensor) -> PlainConvolution:
        """conv(x * gain + shift) as one convolution; gain and shift: (C,). A repeated border is the
        same before and after, so that this is exact."""
        bias = self._bias + self._sums @ shift
        return PlainConvolution(self._weight * gain[:, None, None], bias, self.dtype)


class DecoderMould:
    """Whatever of a generator's decoder depends neither on the style nor on the photo."""

    @torch.no_grad()
    def __init__(self, network: StyleNet | FixedStyleNet, dtype: torch.dtype) -> None:
        decoder = network.decoder
        self.noise_field = network.noise_field.to(dtype)
        self.entry = Normalising(decoder.entry.conv, dtype)
        self.skip4, self.skip2 = (
            Normalising(decoder.skip4, dtype),
            Normalising(decoder.skip2, dtype),
        )
        self.head = _picture_head(decoder.head, dtype)
        self._dtype, self._network = dtype, network
        # As `layers` returns them, either ready or to be modulated.
        self._plain: list[list[PlainConvolution]] = []
        self._modulated: list[ModulatedGroup] = []
        if isinstance(network, FixedStyleNet):
            self._plain = _plain_layers(network.decoder, dtype)
        else:
            self._modulated = _modulated_layers(network.decoder, dtype)

    def layers(self, vector: Tensor) -> list[list[PlainConvolution]]:
        """All convolutions that the style changes, in the order in which they are run: of the
        blocks at 1/8, up to 1/4, of the block there, up to 1/2, of the block there."""
        return self._plain or [list(group.convolutions(vector)) for group in self._modulated]

    def noise_gains(self, vector: Tensor) -> list[Tensor]:
        """What the noise at 1/2, 1/4 and 1/8 is multiplied by, (1, C) each."""
        if isinstance(self._network, FixedStyleNet):
            gains = [gain[None] for gain in self._network.decoder.noise_gains]
        else:
            gains = [gain(vector) for gain in self._network.decoder.noise_gains]
        return [gain.to(self._dtype) for gain in gains]


def _plain_layers(decoder: PlainDecoder, dtype: torch.dtype) -> list[list[PlainConvolution]]:
    def pairs(*blocks: nn.Module) -> list[PlainConvolution]:
        parts = []
        for block in blocks:
            assert isinstance(block, PlainBlock)
            parts += [_plain(block.first, dtype), _plain(block.second, dtype)]
        return parts

    def enlarging(layer: Convolution) -> list[PlainConvolution]:
        phases = EnlargingConvolution.phases(layer.conv.weight.float())
        return [PlainConvolution(phases.flatten(0, 1), plain_bias(layer.conv).repeat(4), dtype)]

    return [
        pairs(*decoder.blocks8),
        enlarging(decoder.up4),
        pairs(decoder.block4),
        enlarging(decoder.up2),
        pairs(decoder.block2),
    ]


def _modulated_layers(decoder: Decoder, dtype: torch.dtype) -> list[ModulatedGroup]:
    one = decoder.block4.scale.new_ones(())

    def pairs(*blocks: nn.Module) -> ModulatedGroup:
        parts = []
        for block in blocks:
            assert isinstance(block, ModulatedBlock)
            parts += [(block.first, one), (block.second, block.scale)]
        return ModulatedGroup(parts, dtype)

    return [
        pairs(*decoder.blocks8),
        ModulatedGroup([(decoder.up4, one)], dtype, enlarging=True),
        pairs(decoder.block4),
        ModulatedGroup([(decoder.up2, one)], dtype, enlarging=True),
        pairs(decoder.block2),
    ]


def _picture_head(layer: Convolution, dtype: torch.dtype) -> PlainConvolution:
    """The last layer for half its values, which are exact, in the order of pixels in memory."""
    weight, bias = layer.conv.weight.float() / 2, plain_bias(layer.conv) / 2
    order = torch.arange(CELL).view(3, 2, 2).permute(1, 2, 0).flatten()
    return PlainConvolution(weight[order], bias[order], dtype)


class BakedDecoder:
    """What a generator's decode computes, for one style and the statistics of one photo."""

    def __init__(
        self,
        network: StyleNet | FixedStyleNet,
        style: StyleTensors,
        statistics: Statistics,
        dtype: torch.dtype,
        mould: DecoderMould | None = None,
    ) -> None:
        """mould: of this network and number format, where it has been made before."""
        mould = mould or DecoderMould(network, dtype)
        folds = []
        for (mean, std), wanted_mean, wanted_std in zip(
            statistics, style.means, style.stds, strict=True
        ):
            gain = wanted_std[0] / std[0]
            folds.append((gain, wanted_mean[0] - mean[0] * gain))
        vector = style.vector.float()
        blocks8, up4, block4, up2, block2 = mould.layers(vector)
        self.noise_field = mould.noise_field
        self.entry = mould.entry.baked(*folds[2])
        self.skip4 = mould.skip4.baked(*folds[1])
        self.skip2 = mould.skip2.baked(*folds[0])
        self.blocks8 = [BakedBlock(*pair) for pair in zip(blocks8[::2], blocks8[1::2], strict=True)]
        self.up4 = EnlargingConvolution(*up4)
        self.block4 = BakedBlock(*block4)
        self.up2 = EnlargingConvolution(*up2)
        self.block2 = BakedBlock(*block2)
        self.head = mould.head
        self.noise_gains = mould.noise_gains(vector)

    def __call__(self, features: list[Tensor], origin: tuple[int, int]) -> Tensor:
        """features: of a BakedEncoder, as they are; origin: as in StyleNet.decode.

        Returns float32 (1, 3, H, W), nominally in [0, 1].
        """
        half, quarter, eighth = features
        noise = grain(self.noise_field, features, origin)
        x = self._grained(F.leaky_relu_(self.entry(eighth), SLOPE), 2, noise)
        for block in self.blocks8:
            x = block(x)
        x = F.leaky_relu_(self.up4.add_to(self.skip4(quarter), x), SLOPE)
        x = self.block4(self._grained(x, 1, noise))
        x = F.leaky_relu_(self.up2.add_to(self.skip2(half), x), SLOPE)
        x = self.block2(self._grained(x, 0, noise))
        return out_of_cells(in_memory(self.head(x)), 0.5).permute(2, 0, 1)[None]

    def _grained(self, x: Tensor, level: int, noise: list[Tensor]) -> Tensor:
        # An outer product: broadcasting over the channels is ten times slower.
        pixels = x.permute(0, 2, 3, 1).view(-1, x.shape[1])
        pixels.addmm_(noise[level].to(x.dtype).reshape(-1, 1), self.noise_gains[level])
        return x
