"""A generator of one style draws what StyleNet draws, and its changes are stored as they are."""

from __future__ import annotations

import pytest
import torch
from tiny_models import random_generator

from engine.errors import ModelError
from engine.models.baked import BakedDecoder, BakedEncoder
from engine.models.fixed_style import FixedStyleNet
from engine.models.style_models import (
    CHANGES,
    StyleModel,
    parse_style_model,
    restore,
    style_model_bytes,
    whole_model,
)
from engine.models.stylenet import StyleNet, StyleTensors, spatial_statistics
from engine.models.weight_changes import changes_of, make_changeable


@pytest.fixture(scope="module")
def network() -> StyleNet:
    return random_generator()


def picture(size: int, seed: int = 1) -> torch.Tensor:
    return torch.rand(1, 3, size, size + 16, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def code(network: StyleNet) -> StyleTensors:
    return network.encode_style(picture(96, seed=2))


def of_style(network: StyleNet, code: StyleTensors) -> FixedStyleNet:
    return FixedStyleNet.of_style(network, code).eval().requires_grad_(False)


def test_it_draws_what_stylenet_draws(network: StyleNet, code: StyleTensors) -> None:
    content = picture(64)
    features = network.encode_content(content)
    theirs = network.decode(features, [spatial_statistics(level) for level in features], code)
    assert torch.allclose(of_style(network, code)(content), theirs, atol=2e-4)


def test_it_is_smaller_than_two_million_parameters() -> None:
    assert sum(p.numel() for p in FixedStyleNet().parameters()) <= 2_000_000


@pytest.mark.parametrize("origin", [(0, 0), (-8, 24)])
def test_baked_it_draws_the_same(
    network: StyleNet, code: StyleTensors, origin: tuple[int, int]
) -> None:
    fixed, content = of_style(network, code), picture(64)
    features = fixed.encode_content(content)
    statistics = [spatial_statistics(level) for level in features]
    baked = BakedEncoder(fixed.content_encoder, torch.float32)(content)
    for a, b in zip(baked, features, strict=True):
        assert torch.allclose(a, b, atol=1e-5)
    theirs = fixed.decode(features, statistics, fixed.style(), origin)
    ours = BakedDecoder(fixed, fixed.style(), statistics, torch.float32)(features, origin)
    assert torch.allclose(ours, theirs, atol=2e-4)


def changed(network: StyleNet, code: StyleTensors) -> FixedStyleNet:
    fixed = FixedStyleNet.of_style(network, code).eval()
    learned = make_changeable(fixed, 1.0)
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in learned:
            parameter.add_(torch.randn_like(parameter) * 0.05)
    return fixed


def test_changes_begin_with_nothing(network: StyleNet, code: StyleTensors) -> None:
    fixed, content = FixedStyleNet.of_style(network, code).eval(), picture(64)
    before = fixed(content).detach()
    make_changeable(fixed, 1.0)
    assert torch.allclose(fixed(content), before, atol=1e-6)


def test_changes_are_stored_as_they_are(network: StyleNet, code: StyleTensors) -> None:
    fixed, content = changed(network, code), picture(64)
    wanted = fixed(content).detach()
    assert not torch.allclose(wanted, of_style(network, code)(content), atol=1e-2)
    tensors = {"code": torch.zeros(4), **changes_of(fixed)}
    model = StyleModel(CHANGES, dict(fixed.config), tensors, "base", {"epochs": 1})
    again = parse_style_model(style_model_bytes(model), "X")
    assert again.base_sha256 == "base" and again.training == {"epochs": 1}
    restored = restore(again, "X", of_style(network, code))
    # Stored in half precision.
    assert torch.allclose(restored(content), wanted, atol=2e-2)


def test_large_convolutions_change_by_low_ranks_only() -> None:
    fixed = FixedStyleNet()
    make_changeable(fixed, 1.0)
    tensors = {"code": torch.zeros(560), **changes_of(fixed)}
    assert "up.decoder.entry.conv.weight" in tensors
    assert "full.decoder.head.conv.weight" in tensors
    assert len(style_model_bytes(StyleModel(CHANGES, fixed.config, tensors))) < 1_000_000


def test_a_whole_model_comes_back(network: StyleNet, code: StyleTensors) -> None:
    fixed = of_style(network, code)
    again = parse_style_model(style_model_bytes(whole_model(fixed, {})), "X")
    content = picture(64)
    assert torch.allclose(restore(again, "X")(content), fixed(content), atol=2e-2)


def test_a_damaged_model_says_so(network: StyleNet, code: StyleTensors) -> None:
    content = style_model_bytes(whole_model(of_style(network, code), {}))
    with pytest.raises(ModelError, match="“Sunny” is damaged"):
        parse_style_model(content[:-40], "Sunny")
    model = parse_style_model(content, "Sunny")
    del model.tensors["means.0"]
    with pytest.raises(ModelError, match="“Sunny” does not fit"):
        restore(model, "Sunny")
    broken = {k: torch.full_like(v, float("nan")) for k, v in model.tensors.items()}
    with pytest.raises(ModelError, match="damaged"):
        parse_style_model(style_model_bytes(StyleModel("fixed-style", {}, broken)), "Sunny")
