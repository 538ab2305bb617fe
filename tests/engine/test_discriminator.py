from __future__ import annotations

import pytest
import torch
from tiny_models import VECTOR, tiny_discriminator

from engine.models.discriminator import WINDOWS, Discriminator, box_means, local_statistics


def random_picture(height: int, width: int, seed: int = 1, count: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, 3, height, width, generator=generator)


def styled_discriminator() -> Discriminator:
    """With the modulation away from its first value, at which it does nothing."""
    network = tiny_discriminator()
    for name, parameter in network.named_parameters():
        if "film" in name:
            torch.nn.init.normal_(parameter, std=0.5)
    return network


def test_sizes_of_the_verdict() -> None:
    found = tiny_discriminator()(random_picture(64, 96, count=2), random_picture(64, 96, 2, 2))
    assert found.patch_logits.shape == (2, 1, 4, 6)
    assert found.anomaly_logits.shape == (2, 1, 16, 24)
    assert found.kind_logits.shape == (2, 9, 16, 24)
    assert found.picture_logit.shape == (2,)


def test_the_photo_and_the_style_count() -> None:
    network = styled_discriminator()
    stylized, content = random_picture(64, 64), random_picture(64, 64, seed=2)
    style = torch.randn(1, VECTOR, generator=torch.Generator().manual_seed(3))
    maps = [
        network(stylized, photo, vector).anomaly_logits
        for photo, vector in ((content, style), (stylized, style), (None, style), (content, None))
    ]
    for i, one in enumerate(maps):
        for other in maps[i + 1 :]:
            assert (one - other).abs().max() > 1e-3


def test_the_map_starts_from_the_prior_that_faults_are_rare() -> None:
    found = Discriminator(style_size=VECTOR, widths=(8, 8, 8, 8), vector=8).eval()
    nn_bias = found.anomaly_head.bias
    assert torch.sigmoid(nn_bias).item() < 0.05


def test_nothing_is_normalised_over_space() -> None:
    """The map of a part, away from its sides, is the map of the whole: no statistics of it."""
    network = tiny_discriminator()
    picture, content = random_picture(64, 768), random_picture(64, 768, seed=2)
    picture[..., :256] *= 0.1
    whole = network(picture, content).anomaly_logits
    part = network(picture[..., 256:], content[..., 256:]).anomaly_logits
    assert torch.allclose(whole[..., 64 + 80 : -1], part[..., 80:-1], atol=1e-4)


def test_local_statistics_see_agreement_and_busyness() -> None:
    busy = random_picture(64, 64)
    calm = 0.5 + 0.1 * (busy - 0.5)
    planes = {
        name: local_statistics(busy, other).unflatten(1, (len(WINDOWS), 3)).mean((0, 3, 4))
        for name, other in (("same", busy), ("inverted", 1 - busy), ("calm", calm))
    }
    assert (planes["same"][:, 2] > 0.95).all()
    assert (planes["inverted"][:, 2] < -0.95).all()
    assert (planes["calm"][:, 0] > planes["calm"][:, 1] + 0.3).all()
    other = local_statistics(busy, random_picture(64, 64, seed=9))
    assert other.unflatten(1, (len(WINDOWS), 3))[:, 1:, 2].abs().mean() < 0.3
    flat = local_statistics(torch.zeros(1, 3, 32, 32), torch.ones(1, 3, 32, 32))
    assert torch.isfinite(flat).all() and flat.abs().max() < 2


def test_the_configuration_builds_the_same_network() -> None:
    network = tiny_discriminator()
    again = Discriminator(**network.config)
    again.load_state_dict(network.state_dict())
    picture = random_picture(32, 32)
    assert torch.equal(again(picture).anomaly_logits, network(picture).anomaly_logits)


def test_a_block_at_half_the_size_refines_what_the_rest_sees() -> None:
    torch.manual_seed(0)
    network = Discriminator(VECTOR, widths=(8, 8, 8, 8), vector=8, half_blocks=1).eval()
    stylized, content = random_picture(64, 64), random_picture(64, 64, seed=2)
    with torch.no_grad():
        refined = network(stylized, content).anomaly_logits
        network.blocks2[0].scale.zero_()
        plain = network(stylized, content).anomaly_logits
        kept = {k: v for k, v in network.state_dict().items() if "blocks2" not in k}
        without = Discriminator(VECTOR, widths=(8, 8, 8, 8), vector=8).eval()
        without.load_state_dict(kept)
        assert torch.equal(without(stylized, content).anomaly_logits, plain)
    assert not torch.allclose(refined, plain)


@pytest.mark.parametrize("window", WINDOWS)
def test_means_over_windows_are_those_of_pooling(window: int) -> None:
    planes = random_picture(40, 56).double()
    expected = torch.nn.functional.avg_pool2d(planes, window, 1)
    assert torch.allclose(box_means(planes, window), expected)
