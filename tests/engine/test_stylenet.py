from __future__ import annotations

import pytest
import torch
from tiny_models import tiny_generator

from engine.models.stylenet import (
    SIZE_MULTIPLE,
    Feedback,
    StyleNet,
    StyleTensors,
    glance_size,
    spatial_statistics,
)


def random_picture(height: int, width: int, seed: int = 1, count: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, 3, height, width, generator=generator)


@pytest.mark.parametrize("hw", [(32, 32), (40, 64), (64, 8), (8, 72)])
def test_a_picture_keeps_its_size(hw: tuple[int, int]) -> None:
    drawn = tiny_generator()(random_picture(*hw), random_picture(48, 32, seed=2))
    assert drawn.shape == (1, 3, *hw)
    assert torch.isfinite(drawn).all()


def test_the_same_input_gives_the_same_picture() -> None:
    content, style = random_picture(48, 48), random_picture(32, 32, seed=2)
    assert torch.equal(tiny_generator()(content, style), tiny_generator()(content, style))


def test_the_style_decides_what_is_drawn() -> None:
    network, content = tiny_generator(), random_picture(48, 48)
    dark, light = random_picture(32, 32, seed=2) * 0.2, random_picture(32, 32, seed=2) * 0.2 + 0.8
    assert (network(content, dark) - network(content, light)).abs().mean() > 0.01


def test_each_picture_of_a_batch_has_its_own_style() -> None:
    network = tiny_generator()
    content, style = random_picture(32, 32, count=2), random_picture(32, 32, seed=2, count=2)
    together = network(content, style)
    for i in range(2):
        alone = network(content[i : i + 1], style[i : i + 1])
        assert torch.allclose(together[i : i + 1], alone, atol=1e-4)


def test_statistics_are_those_of_each_channel() -> None:
    features = torch.stack([torch.full((4, 4), 2.0), torch.arange(16.0).view(4, 4)])[None]
    mean, std = spatial_statistics(features)
    assert torch.allclose(mean, torch.tensor([[2.0, 7.5]]))
    assert torch.allclose(std, torch.tensor([[0.0, 21.25**0.5]]), atol=4e-3)


def test_codes_mix_linearly() -> None:
    network = tiny_generator()
    a, b = (network.encode_style(random_picture(32, 32, seed)) for seed in (1, 2))

    def parts(code: StyleTensors) -> list[torch.Tensor]:
        return [*code.means, *code.stds, code.vector]

    for mixed, ours, theirs in zip(parts(a.mixed(b, 0.25)), parts(a), parts(b), strict=True):
        assert torch.allclose(mixed, 0.75 * ours + 0.25 * theirs, atol=1e-5)
    assert all(torch.equal(x, y) for x, y in zip(parts(a.mixed(b, 0)), parts(a), strict=True))
    assert all(torch.allclose(x, y) for x, y in zip(parts(a.mixed(b, 1)), parts(b), strict=True))


def test_a_part_drawn_at_its_place_is_that_part_of_the_whole() -> None:
    network = tiny_generator()
    picture, style = random_picture(96, 416), network.encode_style(random_picture(32, 32, seed=2))
    features = network.encode_content(picture)
    statistics = [spatial_statistics(level) for level in features]
    whole = network.decode(features, statistics, style)
    part = network.encode_content(picture[..., 160:])
    placed = network.decode(part, statistics, style, origin=(0, 160))
    misplaced = network.decode(part, statistics, style)
    # Away from the cut by more than the network looks; its noise then has to be the same as well.
    assert torch.allclose(placed[..., 128:], whole[..., 288:], atol=1e-4)
    assert not torch.allclose(misplaced[..., 128:], whole[..., 288:], atol=1e-4)


def test_the_configuration_builds_the_same_network() -> None:
    network = tiny_generator()
    again = StyleNet(**network.config)
    again.load_state_dict(network.state_dict())
    content, style = random_picture(32, 32), random_picture(32, 32, seed=2)
    assert torch.equal(again.eval()(content, style), network(content, style))


@pytest.mark.parametrize("hw", [(32, 32), (8, 8), (416, 624), (1000, 1000), (416, 30_000)])
def test_a_glance_is_small_and_fits_the_network(hw: tuple[int, int]) -> None:
    size = glance_size(hw, 144)
    assert all(side % SIZE_MULTIPLE == 0 and side >= 16 for side in size)
    assert min(size) <= 144
    assert size[0] * size[1] <= 130_000
    if min(hw) >= 416 and max(hw) <= 1000:
        assert size[0] / size[1] == pytest.approx(hw[0] / hw[1], rel=0.05)


def test_what_came_out_as_wanted_is_asked_for_as_it_is() -> None:
    wanted = tiny_generator().encode_style(random_picture(32, 32))
    asked = Feedback((8, 8, 8), wanted.vector.shape[1])(wanted, wanted, wanted)
    for ours, theirs in zip(
        [*asked.means, *asked.stds], [*wanted.means, *wanted.stds], strict=True
    ):
        assert torch.allclose(ours, theirs)
    assert torch.equal(asked.vector, wanted.vector)


def test_what_fell_short_is_asked_for_beyond() -> None:
    wanted = StyleTensors([torch.ones(1, 2)], [torch.full((1, 2), 2.0)], torch.zeros(1, 3))
    found = StyleTensors([torch.zeros(1, 2)], [torch.ones(1, 2)], torch.ones(1, 3))
    feedback = Feedback((2, 2, 2), 3, gain=0.5)
    feedback.of_means, feedback.of_stds = feedback.of_means[:1], feedback.of_stds[:1]
    asked = feedback(wanted, wanted, found)
    assert torch.allclose(asked.means[0], torch.full((1, 2), 1.5))
    assert torch.allclose(asked.stds[0], torch.full((1, 2), 2 * 2**0.5))
    assert torch.allclose(asked.vector, torch.full((1, 3), -0.5))
    further = feedback(wanted, asked, found)
    assert torch.allclose(further.means[0], torch.full((1, 2), 2.0)), "on top of what was asked"
    assert torch.allclose(further.stds[0], torch.full((1, 2), 4.0))
    assert torch.allclose(further.vector, torch.full((1, 3), -1.0))


def test_what_is_missing_counts_as_given() -> None:
    """Else the encoder of both what is wanted and what was found would run away."""
    wanted = StyleTensors([torch.ones(1, 2)], [torch.ones(1, 2)], torch.ones(1, 3))
    for tensor in (*wanted.means, *wanted.stds, wanted.vector):
        tensor.requires_grad_()
    found = StyleTensors([torch.zeros(1, 2)], [torch.full((1, 2), 2.0)], torch.zeros(1, 3))
    feedback = Feedback((2,) * 3, 3, gain=0.5)
    feedback.of_means, feedback.of_stds = feedback.of_means[:1], feedback.of_stds[:1]
    asked = feedback(wanted, wanted, found)
    (asked.means[0].sum() + asked.vector.sum() + asked.stds[0].log().sum()).backward()
    for tensor in (*wanted.means, *wanted.stds, wanted.vector):
        assert tensor.grad is not None and torch.allclose(tensor.grad, torch.ones_like(tensor))
    assert feedback.of_vector.grad is not None and bool((feedback.of_vector.grad == 1).all())


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_as_many_glances_as_are_asked_for(monkeypatch: pytest.MonkeyPatch, turns: int) -> None:
    network, sizes = tiny_generator(), []
    glance = network.glance
    monkeypatch.setattr(
        network, "glance", lambda photo, code, px: sizes.append(px) or glance(photo, code, px)
    )
    network(random_picture(64, 64), random_picture(32, 32, seed=2), turns)
    assert sizes == [96, 144][:turns]


def test_the_picture_is_drawn_with_the_corrected_code() -> None:
    network = tiny_generator()
    content, style = random_picture(64, 64), random_picture(32, 32, seed=2)
    features = network.encode_content(content)
    statistics = [spatial_statistics(level) for level in features]
    code = network.encode_style(style)
    asked = network.corrected(content, code)
    drawn = network(content, style)
    assert torch.allclose(drawn, network.decode(features, statistics, asked))
    assert not torch.allclose(drawn, network.decode(features, statistics, code), atol=1e-3)
