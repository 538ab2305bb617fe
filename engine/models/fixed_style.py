"""A generator for one style alone, as plain convolutions.

It has StyleNet's shape without the style encoder and without modulation: what the style is lies in
the weights themselves. A direction of a CycleGAN is one (Zhu et al., "Unpaired Image-to-Image
Translation using Cycle-Consistent Adversarial Networks", ICCV 2017), and so is a StyleNet that was
adapted to one style. It can begin as what StyleNet knows of that style.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.stylenet import (
    Convolution,
    Encoder,
    ModulatedBlock,
    ModulatedConvolution,
    StyleNet,
    StyleTensors,
    fixed_noise,
    grain,
    restyled,
    spatial_statistics,
)

Layer = tuple[Tensor, Tensor]


def plain_bias(conv: nn.Conv2d) -> Tensor:
    """The bias of a convolution in float32, zeros where it has none."""
    if conv.bias is None:
        return torch.zeros(conv.out_channels, device=conv.weight.device)
    return conv.bias.float()


def _demodulated(layer: ModulatedConvolution, vector: Tensor, gain: Tensor | None = None) -> Layer:
    """Weight and bias of the layer for one style, times gain."""
    scale, demodulation, bias = (t[0] for t in layer.modulation(vector))
    if gain is not None:
        demodulation, bias = demodulation * gain, bias * gain
    # Both factors at once: the weights are megabytes, which cost more to move than to multiply.
    both = demodulation[:, None] * scale
    return layer.conv.weight.float() * both[:, :, None, None], bias


class PlainBlock(nn.Module):
    """Two convolutions beside a path that skips them."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = Convolution(channels, channels)
        self.second = Convolution(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.leaky_relu(self.first(x), 0.2))


class PlainDecoder(nn.Module):
    """StyleNet's decoder for one style."""

    def __init__(self, widths: tuple[int, int, int], blocks: int) -> None:
        super().__init__()
        narrow, middle, wide = widths
        self.entry = Convolution(wide, wide)
        self.blocks8 = nn.ModuleList([PlainBlock(wide) for _ in range(blocks)])
        self.up4 = Convolution(wide, middle)
        self.skip4 = nn.Conv2d(middle, middle, 1)
        self.block4 = PlainBlock(middle)
        self.up2 = Convolution(middle, narrow)
        self.skip2 = nn.Conv2d(narrow, narrow, 1)
        self.block2 = PlainBlock(narrow)
        self.head = Convolution(narrow, 12)
        self.noise_gains = nn.ParameterList([torch.full((width,), 0.1) for width in widths])

    def forward(self, features: list[Tensor], noise: list[Tensor]) -> Tensor:
        """As StyleNet's decoder has it: restyled features and noise at 1/2, 1/4 and 1/8."""
        half, quarter, eighth = features
        x = self._grained(F.leaky_relu(self.entry(eighth), 0.2), 2, noise)
        for block in self.blocks8:
            x = block(x)
        x = F.leaky_relu(self.up4(self._enlarged(x)) + self.skip4(quarter), 0.2)
        x = self.block4(self._grained(x, 1, noise))
        x = F.leaky_relu(self.up2(self._enlarged(x)) + self.skip2(half), 0.2)
        x = self.block2(self._grained(x, 0, noise))
        return F.pixel_shuffle(self.head(x), 2) * 0.5 + 0.5

    @staticmethod
    def _enlarged(x: Tensor) -> Tensor:
        return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)

    def _grained(self, x: Tensor, level: int, noise: list[Tensor]) -> Tensor:
        gain = self.noise_gains[level][None, :, None, None]
        return torch.addcmul(x, gain.to(x.dtype), noise[level].to(x.dtype))

    def layers(self) -> dict[str, Layer]:
        """Weight and bias of every convolution by its name."""
        return {
            name: (conv.weight.float(), plain_bias(conv))
            for name, conv in self.named_modules()
            if isinstance(conv, nn.Conv2d)
        }


def decoder_layers(network: StyleNet, vector: Tensor) -> dict[str, Layer]:
    """The convolutions that PlainDecoder needs to draw what StyleNet draws with this vector."""
    decoder = network.decoder
    layers: dict[str, Layer] = {}

    def plain(name: str, conv: nn.Conv2d) -> None:
        layers[name] = conv.weight.float(), plain_bias(conv)

    def block(name: str, modulated: nn.Module) -> None:
        assert isinstance(modulated, ModulatedBlock)
        layers[f"{name}.first.conv"] = _demodulated(modulated.first, vector)
        layers[f"{name}.second.conv"] = _demodulated(
            modulated.second, vector, modulated.scale.float()
        )

    plain("entry.conv", decoder.entry.conv)
    for i, modulated in enumerate(decoder.blocks8):
        block(f"blocks8.{i}", modulated)
    layers["up4.conv"] = _demodulated(decoder.up4, vector)
    plain("skip4", decoder.skip4)
    block("block4", decoder.block4)
    layers["up2.conv"] = _demodulated(decoder.up2, vector)
    plain("skip2", decoder.skip2)
    block("block2", decoder.block2)
    plain("head.conv", decoder.head.conv)
    return layers


class FixedStyleNet(nn.Module):
    """Any photo in one style.

    Takes and returns what StyleNet does: pictures (B, 3, H, W) in [0, 1], H and W multiples of 8.
    """

    noise_field: Tensor

    def __init__(
        self,
        widths: tuple[int, int, int] = (24, 64, 128),
        encoder_blocks: tuple[int, int] = (1, 2),
        decoder_blocks: int = 3,
    ) -> None:
        super().__init__()
        narrow, middle, wide = widths
        shallow, deep = encoder_blocks
        widths, encoder_blocks = (narrow, middle, wide), (shallow, deep)
        self.config = {
            "widths": list(widths),
            "encoder_blocks": list(encoder_blocks),
            "decoder_blocks": decoder_blocks,
        }
        self.content_encoder = Encoder(widths, encoder_blocks)
        self.means = nn.ParameterList([torch.zeros(width) for width in widths])
        # Deviations stay positive, whatever a step does to them.
        self.log_stds = nn.ParameterList([torch.zeros(width) for width in widths])
        self.decoder = PlainDecoder(widths, decoder_blocks)
        self.register_buffer("noise_field", fixed_noise())

    @classmethod
    @torch.no_grad()
    def of_style(cls, network: StyleNet, style: StyleTensors) -> FixedStyleNet:
        """What StyleNet is for this style, a batch of 1: it draws the same."""
        config = {k: v for k, v in network.config.items() if k != "vector"}
        fixed = cls(**config).to(network.noise_field.device)  # type: ignore[arg-type]
        fixed.content_encoder.load_state_dict(network.content_encoder.state_dict())
        convolutions = dict(fixed.decoder.named_modules())
        vector = style.vector.float()
        for name, (weight, bias) in decoder_layers(network, vector).items():
            conv = convolutions[name]
            assert isinstance(conv, nn.Conv2d) and conv.bias is not None
            conv.weight.copy_(weight)
            conv.bias.copy_(bias)
        for ours, gain in zip(fixed.decoder.noise_gains, network.decoder.noise_gains, strict=True):
            ours.copy_(gain(vector)[0])
        for ours, mean in zip(fixed.means, style.means, strict=True):
            ours.copy_(mean[0])
        for ours, std in zip(fixed.log_stds, style.stds, strict=True):
            ours.copy_(std[0].log())
        return fixed

    def style(self) -> StyleTensors:
        """The one style: its statistics, a batch of 1, and no vector."""
        means = [mean.float()[None] for mean in self.means]
        stds = [std.float().exp()[None] for std in self.log_stds]
        return StyleTensors(means, stds, means[0].new_zeros(1, 0))

    def encode_style(self, picture: Tensor) -> StyleTensors:
        """The one style, whatever the picture: there is no encoder for another."""
        return self.style()

    def encode_content(self, content: Tensor) -> list[Tensor]:
        return self.content_encoder(content)

    def decode(
        self,
        features: list[Tensor],
        statistics: list[tuple[Tensor, Tensor]],
        style: StyleTensors,
        origin: tuple[int, int] = (0, 0),
    ) -> Tensor:
        """As StyleNet.decode; of the style only its statistics matter."""
        noise = grain(self.noise_field, features, origin, fresh=self.training)
        return self.decoder(restyled(features, statistics, style), noise)

    def forward(self, content: Tensor) -> Tensor:
        features = self.encode_content(content)
        statistics = [spatial_statistics(level) for level in features]
        return self.decode(features, statistics, self.style())
