"""How an adaptation is steered, what it measures by, and which of its moments is kept."""

from __future__ import annotations

import pytest
import torch
from tiny_models import art, picture, tiny_perception
from torch import nn

from engine.imaging.tensors import to_tensor
from engine.operations.adapting_steering import (
    CONTENT_ROOM,
    LARGEST,
    MOST_CONTENT,
    BestMoment,
    Multiplier,
    Standing,
    Steering,
)
from engine.operations.adapting_yardstick import HAZE, JUDGED_SIZES, LEARNED_SIZES, Yardstick

BEGUN = Standing(1.0, 1.0, 0.01)


def test_a_weight_rises_above_its_bound_and_falls_below_it() -> None:
    weight = Multiplier()
    weight.heed(-0.1)
    assert weight.value == 1
    values = []
    for _ in range(20):
        weight.heed(0.05)
        values.append(weight.value)
    assert values[0] > 1.2 and values == sorted(values) and values[-1] > 2 * values[0]
    weight.heed(-0.01)
    assert 1 < weight.value < values[-1]
    for _ in range(200):
        weight.heed(1.0)
    assert weight.value == pytest.approx(LARGEST)
    for _ in range(50):
        weight.heed(-0.2)
    assert weight.value == 1


def test_it_holds_a_content_that_would_run_away() -> None:
    """Content that grows by the style's pull and shrinks by its own weight settles at the bound."""
    steering, content = Steering(BEGUN), 1.0
    for _ in range(150):
        steering.heed(content)
        content += 0.03 * (1 - 0.4 * steering.content.value)
    assert content == pytest.approx(1 + CONTENT_ROOM, abs=0.02)


def test_what_other_eyes_see_lost_counts() -> None:
    plain, seen = Steering(BEGUN), Steering(BEGUN)
    seen.unseen = 0.1
    for steering in (plain, seen):
        steering.heed(1 + CONTENT_ROOM - 0.01)
    assert plain.content.value == 1 < seen.content.value
    # That they see less lost is no licence.
    seen.unseen = -0.5
    seen.heed(1.2)
    assert seen.content.value > 1


def test_more_that_is_flagged_weighs_more() -> None:
    steering = Steering(BEGUN)
    steering.heed(0.9, 0.01)
    assert steering.flagged.value == 1
    for _ in range(5):
        steering.heed(0.9, 0.03)
    assert steering.flagged.value > 5
    raised = steering.flagged.value
    steering.heed(0.9)  # it did not look
    assert steering.flagged.value == raised
    for _ in range(400):
        steering.heed(0.9, 0.0)
    assert steering.flagged.value == 1


def test_the_best_moment_within_all_bounds_is_kept() -> None:
    learned = [nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(3))]
    best = BestMoment(BEGUN, learned)

    def offer(standing: Standing, value: float) -> bool:
        return best.consider(standing, [torch.full_like(p, value) for p in learned])

    best.take(learned)
    assert all(bool((p == 0).all()) for p in learned)
    assert not offer(Standing(1.01, 0.8, 0.0), 1)  # farther from the style
    assert not offer(Standing(0.5, 1 + MOST_CONTENT + 0.01, 0.0), 2)
    assert not offer(Standing(0.5, 0.9, 0.011), 3)
    assert not offer(Standing(float("nan"), 0.9, 0.0), 4)
    assert best.standing == BEGUN
    free = 1 + CONTENT_ROOM  # content up to here costs nothing
    assert offer(Standing(0.8, free - 0.03, 0.01), 5)
    assert offer(Standing(0.6, free, 0.01), 6)
    assert not offer(Standing(0.7, free - 0.08, 0.0), 7)
    # Hardly nearer to the style, and content pays for it.
    assert not offer(Standing(0.59, free + 0.02, 0.0), 8)
    best.take(learned)
    assert all(bool((p == 6).all()) and p.requires_grad for p in learned)
    assert best.standing == Standing(0.6, free, 0.01)


@pytest.mark.parametrize(("sizes", "haze"), [(LEARNED_SIZES, HAZE), (JUDGED_SIZES, 0.0)])
def test_a_yardstick_knows_its_photo_and_its_style(sizes: tuple[float, ...], haze: float) -> None:
    photo, style = (to_tensor(p) for p in (picture(96, 64), art()[:96, :64].copy()))
    yardstick = Yardstick(tiny_perception(), photo, [(style, 1.0)], sizes, haze)
    with torch.no_grad():
        (of_photo, kept), (of_style, _) = (
            yardstick.distances(p) for p in (photo, style[..., :96, :64])
        )
        mirrored = yardstick.distances(photo.flip(3))
        again = yardstick.distances(photo)
    assert of_style < of_photo and kept < mirrored[1]
    # The haze is the same each time, or no two moments could be compared.
    assert again == (of_photo, kept)
    if haze == 0:
        assert kept == 0 and of_style < 1e-6


def test_a_yardstick_of_two_styles_lies_between_them() -> None:
    one, other = (to_tensor(p) for p in (art()[:96, :96].copy(), picture(96, 96)))

    def far(*styles: tuple[torch.Tensor, float]) -> float:
        yardstick = Yardstick(tiny_perception(), other, list(styles), (1.0,))
        with torch.no_grad():
            return float(yardstick.distances(one)[0])

    assert far((one, 1.0)) < far((one, 0.7), (other, 0.3)) < far((other, 1.0))
