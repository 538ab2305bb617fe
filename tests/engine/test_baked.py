"""The baked generator draws what the network itself draws."""

from __future__ import annotations

import pytest
import torch
from tiny_models import random_generator

from engine.models import convolutions
from engine.models.baked import (
    BakedDecoder,
    BakedEncoder,
    BakedStyleEncoder,
    DecoderMould,
    level_statistics,
)
from engine.models.convolutions import EnlargingConvolution, PlainConvolution, bordered
from engine.models.stylenet import StyleNet, spatial_statistics


@pytest.fixture(scope="module")
def network() -> StyleNet:
    return random_generator()


def pictures(*sizes: int) -> list[torch.Tensor]:
    torch.manual_seed(1)
    return [torch.rand(1, 3, size, size + 16) for size in sizes]


def test_features_are_the_encoders(network: StyleNet) -> None:
    (picture,) = pictures(64)
    baked = BakedEncoder(network.content_encoder, torch.float32)(picture)
    for ours, theirs in zip(baked, network.encode_content(picture), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-5)


def test_a_style_is_the_style_encoders(network: StyleNet) -> None:
    (picture,) = pictures(96)
    ours = BakedStyleEncoder(network.style_encoder, torch.float32)(picture)
    theirs = network.encode_style(picture)
    assert torch.allclose(ours.vector, theirs.vector, atol=1e-4)
    for a, b in zip([*ours.means, *ours.stds], [*theirs.means, *theirs.stds], strict=True):
        assert torch.allclose(a, b, atol=1e-4)


@pytest.mark.parametrize("origin", [(0, 0), (-8, 24)])
def test_the_picture_is_the_decoders(network: StyleNet, origin: tuple[int, int]) -> None:
    content, style = pictures(64, 96)
    features, code = network.encode_content(content), network.encode_style(style)
    statistics = [spatial_statistics(level) for level in features]
    theirs = network.decode(features, statistics, code, origin)
    ours = BakedDecoder(network, code, statistics, torch.float32)(features, origin)
    assert torch.allclose(ours, theirs, atol=2e-4)


def test_half_precision_is_near(network: StyleNet) -> None:
    content, style = pictures(64, 96)
    features, code = network.encode_content(content), network.encode_style(style)
    statistics = [spatial_statistics(level) for level in features]
    theirs = network.decode(features, statistics, code)
    encoder = BakedEncoder(network.content_encoder, torch.bfloat16)
    decoder = BakedDecoder(network, code, statistics, torch.bfloat16)
    ours = decoder(encoder(content), (0, 0))
    assert decoder.entry.weight.dtype == torch.bfloat16 and ours.dtype == torch.float32
    assert (ours.float() - theirs).abs().mean() < 0.03 * theirs.std()


def test_statistics_are_those_of_one_pass() -> None:
    torch.manual_seed(2)
    level = 5 + 0.1 * torch.randn(1, 7, 30, 41)
    before = level.clone()
    for ours, theirs in zip(level_statistics(level), spatial_statistics(level), strict=True):
        assert ours.shape == (1, 7) and torch.allclose(ours, theirs, atol=1e-5)
    assert torch.equal(level, before)


@pytest.mark.parametrize("most_padded", [0, 1 << 20])
def test_borders_are_repeated(most_padded: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolutions, "MOST_PADDED", most_padded)
    x = torch.arange(24.0).view(1, 2, 3, 4)
    wanted = torch.nn.functional.pad(x, (1, 1, 1, 1), mode="replicate")
    assert torch.equal(bordered(x), wanted)
    pixels = bordered(x.contiguous(memory_format=torch.channels_last))
    assert torch.equal(pixels, wanted)
    assert pixels.is_contiguous(memory_format=torch.channels_last)


def test_enlarging_first_is_the_same() -> None:
    torch.manual_seed(3)
    weight, bias, x = torch.randn(5, 3, 3, 3), torch.randn(5), torch.randn(1, 3, 6, 9)
    large = torch.nn.functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
    beside = torch.randn(1, 5, 12, 18)
    wanted = torch.nn.functional.conv2d(bordered(large), weight, bias) + beside
    phases = EnlargingConvolution.phases(weight).flatten(0, 1)
    convolution = PlainConvolution(phases, bias.repeat(4), torch.float32)
    drawn = EnlargingConvolution(convolution).add_to(beside, x)
    assert drawn is beside and torch.allclose(drawn, wanted, atol=1e-5)


def test_a_mould_serves_many_styles(network: StyleNet) -> None:
    content, *styles = pictures(64, 96, 80)
    features = network.encode_content(content)
    statistics = [spatial_statistics(level) for level in features]
    mould = DecoderMould(network, torch.float32)
    for code in (network.encode_style(style) for style in styles):
        theirs = network.decode(features, statistics, code)
        ours = BakedDecoder(network, code, statistics, torch.float32, mould)(features, (0, 0))
        assert torch.allclose(ours, theirs, atol=2e-4)
