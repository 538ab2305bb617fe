"""The baked discriminator says what the network itself says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from tiny_models import RUNTIME, VECTOR

from engine.imaging.tensors import pad_to_multiple, to_tensor
from engine.models.baked_discriminator import (
    BakedDiscriminator,
    RepeatingConvolution,
    grey_cells,
    statistics_of_greys,
    window_sums,
)
from engine.models.bundles import ModelBundle
from engine.models.discriminator import WINDOWS, Discriminator, Verdict, local_statistics
from engine.operations.inspect import Inspector


@pytest.fixture(scope="module")
def network() -> Discriminator:
    """Every weight is random, the modulation and the residual paths too, so that none is
    forgotten."""
    torch.manual_seed(5)
    network = Discriminator(
        style_size=VECTOR, kinds=4, widths=(8, 12, 16, 20), vector=8, half_blocks=1
    )
    network.eval().requires_grad_(False)
    for parameter in network.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.1)
    return network


def pictures(height: int, width: int, seed: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    stylized, content = torch.rand(2, 1, 3, height, width, generator=generator)
    # Alike, as a drawing and its photo are.
    return stylized, 0.7 * content + 0.3 * stylized


def a_style(seed: int = 2) -> torch.Tensor:
    return torch.randn(1, VECTOR, generator=torch.Generator().manual_seed(seed))


def told(found: Verdict) -> torch.Tensor:
    return torch.cat([found.anomaly_logits, found.kind_logits], dim=1)


@pytest.mark.parametrize("hw", [(32, 32), (64, 96), (160, 64)])
@pytest.mark.parametrize("with_content", [True, False])
@pytest.mark.parametrize("with_style", [True, False])
def test_the_answer_is_the_networks(
    network: Discriminator, hw: tuple[int, int], with_content: bool, with_style: bool
) -> None:
    stylized, content = pictures(*hw)
    given = stylized, content if with_content else None, a_style() if with_style else None
    theirs = network(*given)
    ours = BakedDiscriminator(network, torch.float32)(*given)
    assert told(theirs).std() > 0.2
    assert torch.allclose(ours.anomaly_logits, theirs.anomaly_logits, atol=2e-3)
    assert torch.allclose(ours.kind_logits, theirs.kind_logits, atol=2e-3)
    assert torch.allclose(ours.picture_logit, theirs.picture_logit, atol=2e-3)


def test_half_precision_is_near(network: Discriminator) -> None:
    stylized, content = pictures(96, 128)
    theirs = network(stylized, content, a_style())
    ours = BakedDiscriminator(network, torch.bfloat16)(stylized, content, a_style())
    for a, b in (
        (ours.anomaly_logits, theirs.anomaly_logits),
        (ours.kind_logits, theirs.kind_logits),
    ):
        assert a.dtype == torch.bfloat16
        assert (a.float() - b).abs().mean() < 0.03 * b.std()


def test_a_part_of_the_answer_is_that_of_the_whole(network: Discriminator) -> None:
    stylized, content = pictures(160, 192)
    baked = BakedDiscriminator(network, torch.float32)
    whole = baked(stylized, content, a_style())
    for rows, columns in (((8, 32), (8, 40)), ((0, 5), (9, 48)), ((15, 16), (23, 24))):
        within = slice(*rows), slice(*columns)
        part = baked(stylized, content, a_style(), within)
        for ours, theirs in (
            (part.anomaly_logits, whole.anomaly_logits),
            (part.kind_logits, whole.kind_logits),
        ):
            assert torch.allclose(ours, theirs[:, :, *within], atol=1e-5)
        assert torch.equal(part.picture_logit, whole.picture_logit)


def test_another_style_is_another_answer(network: Discriminator) -> None:
    stylized, content = pictures(64, 64)
    baked = BakedDiscriminator(network, torch.float32)
    style = a_style()
    first = baked(stylized, content, style).anomaly_logits
    style[:, 0] += 3
    for other in (style, None, a_style(3)):
        answer = baked(stylized, content, other).anomaly_logits
        assert (answer - first).abs().max() > 1e-3
        assert torch.allclose(answer, network(stylized, content, other).anomaly_logits, atol=2e-3)
    assert torch.equal(baked(stylized, content, a_style()).anomaly_logits, first)


def test_repeating_first_is_the_same() -> None:
    torch.manual_seed(3)
    weight, bias, x = torch.randn(5, 3, 3, 3), torch.randn(5), torch.randn(1, 3, 6, 9)
    beside = torch.randn(1, 5, 12, 18)
    repeated = F.interpolate(x, scale_factor=2, mode="nearest")
    wanted = F.conv2d(repeated, weight, bias, padding=1) + beside
    found = RepeatingConvolution(weight, bias, torch.float32).add_to(beside, x)
    assert found is beside and torch.allclose(found, wanted, atol=1e-5)


def test_sums_over_windows() -> None:
    planes = torch.rand(2, 17, 20, generator=torch.Generator().manual_seed(6))
    for window, sums in zip(WINDOWS, window_sums(planes), strict=True):
        wanted = F.avg_pool2d(planes[None], window, 1)[0] * window**2
        assert sums.shape == wanted.shape and torch.allclose(sums, wanted, atol=1e-4)


def test_local_statistics_are_the_networks() -> None:
    stylized, content = pictures(64, 48)
    stylized[..., :20, :20] = 0.25
    x, y = (grey_cells(p[0].permute(1, 2, 0).contiguous()) for p in (stylized, content))
    wanted = local_statistics(stylized, content)[0]
    assert torch.allclose(statistics_of_greys(x, y), wanted, atol=2e-3)
    alone = local_statistics(stylized, torch.full_like(stylized, 0.5))[0]
    assert torch.allclose(statistics_of_greys(x, None), alone, atol=2e-3)


@pytest.mark.parametrize("hw", [(32, 32), (61, 90), (8, 200), (130, 33)])
@pytest.mark.parametrize("with_content", [True, False])
def test_an_inspection_is_what_the_network_says(
    network: Discriminator, hw: tuple[int, int], with_content: bool
) -> None:
    manifest = {"id": "random", "calibration": {"gain": 0.7, "offset": 0.4}}
    inspector = Inspector(ModelBundle(manifest, network), RUNTIME)
    random = np.random.default_rng(7)
    stylized, content = random.random((2, *hw, 3), dtype=np.float32)
    padded, photo = (pad_to_multiple(to_tensor(p), 32)[0] for p in (stylized, content))
    wanted = network(padded, photo if with_content else None, a_style())
    height, width = (-(-side // 4) for side in hw)
    part = np.s_[0, :, :height, :width]
    anomaly = torch.sigmoid(0.7 * wanted.anomaly_logits[part][0] + 0.4).numpy()
    values, kinds, score = inspector.verdict(stylized, content if with_content else None, a_style())
    assert values.shape == kinds.shape == (height, width)
    assert np.abs(values - anomaly).max() < 1e-3
    assert (kinds == wanted.kind_logits[part].argmax(0).numpy()).mean() > 0.99
    assert score == pytest.approx(float(torch.sigmoid(wanted.picture_logit[0])), abs=1e-3)
