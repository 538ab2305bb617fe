"""What the losses of the trainings measure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from short_trainings import weights

from engine.training import losses

__all__ = ["weights"]


def test_extractors_read_the_arrays(weights: Path) -> None:
    batch = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(7))
    for extractor in (losses.distilled_extractor(weights), losses.vgg_extractor(weights)):
        levels = extractor(batch)
        assert len(levels) == 4 and all(level.min() >= 0 for level in levels)
        sides = [level.shape[-1] for level in levels]
        assert sides[:3] == [64, 32, 16]
        assert not any(p.requires_grad for p in extractor.parameters())


def test_distances_are_0_for_the_same_and_grow() -> None:
    level = torch.rand(2, 6, 16, 16, generator=torch.Generator().manual_seed(8))
    other = level * 0.5 + 1
    ours, theirs = ([losses.style_statistics(features)] for features in (level, other))
    same = losses.style_distance(ours, ours)
    apart = losses.style_distance(ours, theirs)
    assert all(torch.allclose(term, torch.zeros(2), atol=1e-6) for term in same)
    assert all((term > 0.1).all() for term in apart)
    kept = losses.normalised(level)
    assert losses.content_distance(kept, losses.normalised(other)).max() < 1e-3, "contrast"
    assert losses.content_distance(kept, kept.flip(3)).min() > 0.5


def test_statistics_are_those_of_numpy_and_so_are_their_gradients() -> None:
    level = torch.randn(2, 5, 6, 7, generator=torch.Generator().manual_seed(8)).requires_grad_()
    found = losses.style_statistics(level)
    flat = level.detach().numpy().reshape(2, 5, -1)
    for i in range(2):
        assert np.allclose(found.mean[i].detach(), flat[i].mean(1), atol=1e-5)
        covariance = np.cov(flat[i], bias=True)
        assert np.allclose(found.covariance[i].detach(), covariance, atol=1e-5)
        assert np.allclose(found.std[i].detach(), np.sqrt(np.diag(covariance)), atol=1e-4)
    assert torch.equal(found.of(torch.tensor([1, 0])).mean[0], found.mean[1])
    weights = torch.randn(2, 5, 5, generator=torch.Generator().manual_seed(9))
    ours = torch.autograd.grad(((found.covariance * weights).sum() + found.mean.sum()), level)[0]
    plain = level.flatten(2)
    centred = plain - plain.mean(2, keepdim=True)
    covariance = centred @ centred.transpose(1, 2) / plain.shape[2]
    wanted = torch.autograd.grad((covariance * weights).sum() + plain.mean(2).sum(), level)[0]
    assert torch.allclose(ours, wanted, atol=1e-5)


def test_penalties_see_what_they_are_for() -> None:
    flat = torch.full((1, 3, 64, 64), 0.5)
    assert losses.range_penalty(flat) == 0
    assert losses.range_penalty(flat + 1).item() == pytest.approx(0.25)
    assert losses.flatness_penalty(flat, flat) == 0
    checks = flat + 0.1 * (torch.arange(64) % 2)
    assert losses.flatness_penalty(checks, flat) > 0.1
    busy = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(9))
    assert losses.flatness_penalty(checks, busy) < 0.01 * losses.flatness_penalty(checks, flat)
    assert losses.grid_penalty(flat).item() == pytest.approx(0)
    grid = flat + 0.2 * (torch.arange(64) % 8 == 0)
    assert losses.grid_penalty(grid) > 20 * losses.grid_penalty(0.2 * busy)


def test_blotches_count_most_where_the_photo_is_flat() -> None:
    rng = torch.Generator().manual_seed(4)
    flat = torch.full((1, 3, 96, 96), 0.5)
    busy = (flat + 0.3 * torch.randn(1, 1, 96, 96, generator=rng)).clamp(0, 1)
    rows = torch.arange(96.0)
    blotches = 0.2 * torch.sin(rows[:, None] / 8) * torch.sin(rows[None] / 8)
    fine = 0.2 * (torch.arange(96) % 2 * 2 - 1.0)
    on_flat = losses.layout_distance(flat + blotches, flat, flat)
    assert losses.layout_distance(flat, flat, flat) < 1e-6
    assert on_flat > 2 * losses.layout_distance(busy + blotches, busy, busy)
    assert on_flat > 20 * losses.layout_distance(flat + fine, flat, flat), "strokes are free"


def test_the_plainest_place_takes_the_least_contrast() -> None:
    """Half of the photo and half of the style are plain; the rest is busy, in other places."""
    generator = torch.Generator().manual_seed(2)
    busy = torch.rand(1, 3, 64, 64, generator=generator)
    photo, style = busy.clone(), busy.clone()
    photo[..., :32], style[..., :32, :] = 0.5, 0.3
    good, mottled = photo.clone(), style.clone()
    assert losses.contrast_distance(good, photo, style) < 0.05
    assert losses.contrast_distance(mottled, photo, style) > 1, "the right contrasts misplaced"
    assert losses.contrast_distance(busy, photo, style) > 1, "texture everywhere"
    tinted = torch.tensor([1.0, -0.51, 0.0]).view(1, 3, 1, 1) * (busy[:, :1] - 0.5) * 0.3 + 0.5
    coloured = torch.where(photo == 0.5, tinted, photo)
    assert losses.contrast_distance(coloured, photo, style) > 0.5, "colours have contrast, too"


def sky_and_tower(side: int = 96) -> torch.Tensor:
    """A dark tower before a pale sky."""
    photo = torch.full((1, 3, side, side), 0.8)
    photo[..., side // 3 : side // 2] = 0.1
    return photo


def test_blotches_are_uneven_and_strokes_and_surfaces_are_not() -> None:
    photo = sky_and_tower()
    rows = torch.arange(96.0)
    blotches = 0.15 * torch.sin(rows[:, None] / 7) * torch.sin(rows[None] / 7)
    fine = 0.15 * (torch.arange(96) % 2 * 2 - 1.0)
    blotched = losses.unevenness(photo + blotches, photo)
    assert losses.unevenness(1 - photo, photo) < 1e-3, "other colours for the same surfaces"
    assert losses.unevenness(photo + fine, photo) < 0.05 * blotched, "strokes are free"
    tinted = photo + blotches * torch.tensor([1.0, -0.5, 0.0]).view(1, 3, 1, 1)
    assert losses.unevenness(tinted, photo) > 0.3 * blotched, "colours alone, too"
    two = losses.unevenness(torch.cat([photo, photo + blotches]), torch.cat([photo, photo]))
    assert two[0] < 1e-6 and two[1] == pytest.approx(float(blotched), rel=1e-4)


def test_a_rim_around_a_figure_costs_and_another_background_does_not() -> None:
    photo = sky_and_tower()
    halo = photo.clone()
    for columns in (slice(24, 32), slice(48, 56)):
        halo[:, 2, :, columns] -= 0.4  # yellow
    haloed = losses.rims(halo, photo)
    assert haloed > 0.01
    assert losses.rims(photo, photo) < 1e-6
    assert losses.rims(1 - photo, photo) < 0.05 * haloed
    noise = 0.2 * torch.randn(photo.shape, generator=torch.Generator().manual_seed(1))
    assert losses.rims(photo + noise, photo) < 0.1 * haloed, "strokes are free"
    plain = torch.full_like(photo, 0.5)
    assert losses.rims(plain + noise, plain) < 1e-5, "no edge, no rim"


def test_both_lead_to_even_surfaces() -> None:
    photo = sky_and_tower(64)
    noise = torch.randn(photo.shape, generator=torch.Generator().manual_seed(3))
    drawn = (photo + 0.2 * F.avg_pool2d(noise, 9, 1, 4) * 9).requires_grad_()
    before = float((losses.unevenness(drawn, photo) + losses.rims(drawn, photo)).detach())
    for _ in range(20):
        loss = (losses.unevenness(drawn, photo) + losses.rims(drawn, photo)).sum()
        (slope,) = torch.autograd.grad(loss, drawn)
        drawn = (drawn - 200 * slope).detach().requires_grad_()
    after = float((losses.unevenness(drawn, photo) + losses.rims(drawn, photo)).detach())
    assert after < 0.5 * before
