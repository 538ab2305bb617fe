"""The repair of a masked place: what it mends, and that it touches nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from repair_scenes import (
    COARSE,
    FAULT,
    HW,
    Finder,
    broken_at,
    composite,
    renderer,
    scene,
    shapes,
    stylized,
)
from tiny_models import picture, style_code, tiny_inspector, to_16_bits

from engine.errors import OptionError
from engine.imaging.photo import Photo
from engine.imaging.tensors import quantize
from engine.operations import renditions
from engine.operations import repair as operation
from engine.operations.candidates import Candidate
from engine.operations.judging import Judge
from engine.operations.params import RepairParams, TransferParams
from engine.operations.places import Place, open_place
from engine.operations.refining import LARGEST_CHANGE, LEAST_STEPS, MOST_STEPS, refine
from engine.operations.rendering import TileRenderer
from engine.operations.repair import Scene, repair
from engine.progress import Cancelled, Progress

__all__ = ["renderer", "stylized"]


@pytest.mark.parametrize("sixteen", [False, True])
@pytest.mark.parametrize(
    "name", ["pixel", "corner", "rectangle", "everything", "disjoint", "column", "soft"]
)
def test_a_fault_is_mended_and_nothing_else_touched(
    renderer: TileRenderer, stylized: np.ndarray, name: str, sixteen: bool
) -> None:
    mask = shapes(HW)[name]
    broken = broken_at(mask, to_16_bits(stylized) if sixteen else stylized)
    broken.setflags(write=False)
    mended = repair(scene(renderer, broken, mask), RepairParams(), renderer, Finder())
    assert mended.options, mended.sentence
    for rank, option in enumerate(mended.options):
        assert option.score_after <= mended.score_before
        after = composite(broken, mended, rank)
        assert after.dtype == broken.dtype
        assert np.array_equal(after[mask <= 0], broken[mask <= 0])
    assert mended.options[0].score_after < mended.score_before
    after = composite(broken, mended)
    solid = mask == 1
    assert (after != broken).any(axis=2)[solid].mean() > 0.9


def test_restyling_a_fault_is_the_transfer_again(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    mask = shapes(HW)["rectangle"]
    broken = broken_at(mask, stylized)
    params = RepairParams(method="restyle", feather=0.0)
    mended = repair(scene(renderer, broken, mask), params, renderer, Finder())
    assert mended.method == "restyle" and "restyle" in mended.sentence
    after = composite(broken, mended).astype(int)
    assert np.abs(after - stylized).mean() < 1 and np.abs(after - stylized).max() < 25


def test_a_method_chosen_by_hand_is_taken(renderer: TileRenderer, stylized: np.ndarray) -> None:
    mask = shapes(HW)["rectangle"]
    for method in ("restyle", "calm", "heal"):
        params = RepairParams(method=method)
        mended = repair(scene(renderer, stylized, mask), params, renderer, Finder())
        assert mended.method == method
        assert mended.options, mended.sentence
        assert {option.method for option in mended.options} == {method}


@pytest.mark.parametrize("method", ["auto", "restyle", "heal", "calm", "refine"])
def test_a_repair_that_raises_the_anomaly_is_never_taken(
    renderer: TileRenderer, stylized: np.ndarray, method: str
) -> None:
    """Whatever is painted, it is worse than what is there."""

    class Conservative(Finder):
        def verdict(
            self, picture: np.ndarray, content: np.ndarray | None, style: object
        ) -> tuple[np.ndarray, np.ndarray, float]:
            values, kinds, score = super().verdict(picture, content, style)
            return 0.5 - 0.4 * values, kinds, score

    mask = shapes(HW)["corner"]
    broken = broken_at(mask, stylized)
    params = RepairParams(method=method)
    mended = repair(scene(renderer, broken, mask), params, renderer, Conservative())
    assert not mended.options and mended.sentence.startswith("Nothing was changed")
    if method != "auto":
        assert f"{method} would look worse" in mended.sentence


def test_the_alternatives_come_best_first_and_differ(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    mask = shapes(HW)["rectangle"]
    broken = broken_at(mask, stylized)
    mended = repair(scene(renderer, broken, mask), RepairParams(), renderer, Finder())
    assert 2 <= len(mended.options) <= operation.MOST_ALTERNATIVES
    assert mended.method == mended.options[0].method
    assert mended.sentence == mended.options[0].sentence
    assert len({option.method for option in mended.options}) >= 2
    seen = [composite(broken, mended, rank) for rank in range(len(mended.options))]
    for i, one in enumerate(seen):
        assert not any(np.array_equal(one, other) for other in seen[:i])


def test_islands_far_apart_are_repaired_each_on_its_own(
    renderer: TileRenderer, stylized: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One island is broken and the other one fine: only the broken one changes."""
    mask = shapes(HW)["disjoint"]
    broken = stylized.copy()
    broken[10:30, 10:30] = quantize(np.array(FAULT), stylized.dtype)
    opened = []
    original = operation.open_place

    def noted(*arguments: object) -> object:
        opened.append(arguments[-1])
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(operation, "open_place", noted)
    mended = repair(scene(renderer, broken, mask), RepairParams(), renderer, Finder())
    assert sorted(opened) == [(10, 10, 30, 30), (80, 120, 100, 160)]
    assert mended.box == (10, 10, 100, 160)
    after = composite(broken, mended)
    assert (after != broken)[10:30, 10:30].any()
    assert np.array_equal(after[40:], broken[40:])
    assert "1 of 2 places" in mended.sentence


def test_refining_goes_on_from_the_best_quick_repair(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    mask = shapes(HW)["rectangle"]
    broken = broken_at(mask, stylized)
    messages: list[str] = []
    progress = Progress(lambda _, message: messages.append(message))
    params = RepairParams(method="refine")
    mended = repair(scene(renderer, broken, mask), params, renderer, Finder(), progress)
    assert mended.options and mended.method == "refine"
    assert messages.count("Refining") >= LEAST_STEPS
    after = composite(broken, mended)
    assert np.array_equal(after[mask <= 0], broken[mask <= 0])


def test_refining_lowers_what_the_discriminator_says(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    mask = shapes(HW)["rectangle"]
    inspector = tiny_inspector()
    one = scene(renderer, stylized, mask)
    place = open_place(one.stylized, one.content, mask, (30, 40, 70, 90))
    start = place.cut(place.stylized, place.box)
    alpha = np.ones(start.shape[:2], np.float32)
    found = refine(start, alpha, place, one.vector, renderer, inspector, Progress())
    assert LEAST_STEPS <= found.steps <= MOST_STEPS
    assert found.change.shape == start.shape and np.abs(found.change).max() <= LARGEST_CHANGE + 0.02
    judge = Judge(place, inspector, one.vector, thorough=True)
    changed = np.clip(start + found.change, 0, 1)
    assert judge.look(changed).anomaly < judge.look().anomaly


def test_without_a_photo_only_healing_is_left(renderer: TileRenderer, stylized: np.ndarray) -> None:
    mask = shapes(HW)["rectangle"]
    broken = broken_at(mask, stylized)
    alone = scene(renderer, broken, mask, content=False)
    assert repair(alone, RepairParams(), renderer, Finder()).method == "heal"
    for method in ("restyle", "calm"):
        with pytest.raises(OptionError, match=f"{method}.*needs the content photo"):
            repair(alone, RepairParams(method=method), renderer, Finder())


@pytest.mark.parametrize("method", ["auto", "restyle", "calm", "heal"])
def test_a_picture_too_small_for_a_transfer_is_mended(renderer: TileRenderer, method: str) -> None:
    photo, code = picture(28, 24), style_code(renderer)
    mask = np.zeros((28, 24), np.float32)
    mask[10:16, 8:14] = 1
    broken = broken_at(mask, photo)
    there = Scene(Photo(broken), Photo(photo), mask, code, code.vector, COARSE)
    mended = repair(there, RepairParams(method=method), renderer, Finder())
    assert mended.options, mended.sentence
    changed = (composite(broken, mended) != broken).any(axis=2)
    assert changed.any() and not changed[mask == 0].any()


def test_without_a_style_the_picture_is_its_own_example(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    mask = shapes(HW)["disjoint"]
    broken = broken_at(mask, stylized)
    foreign = replace(scene(renderer, broken, mask), code=None, vector=None)
    assert repair(foreign, RepairParams(method="restyle"), renderer, Finder()).options


def test_masks_that_cannot_be_used(renderer: TileRenderer, stylized: np.ndarray) -> None:
    for mask, words in ((np.zeros(HW), "empty"), (np.ones((60, 80)), "size of the picture")):
        with pytest.raises(OptionError, match=words):
            repair(scene(renderer, stylized, mask.astype(np.float32)), RepairParams(), renderer,
                   Finder())  # fmt: skip


def test_a_whole_region_is_met_without_a_seam(
    renderer: TileRenderer, stylized: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A candidate that is too dark everywhere is fitted to what surrounds a rectangle."""
    mask = shapes(HW)["rectangle"]
    broken = broken_at(mask, stylized)

    def candidates(scene: Scene, place: Place, *_: object) -> Iterator[Candidate]:
        top, left, bottom, right = place.in_picture(place.frame)
        dark = (stylized[top:bottom, left:right] / 255 * 0.8).astype(np.float32)
        yield Candidate("restyle", dark)

    monkeypatch.setattr(operation, "_candidates", candidates)
    params = RepairParams(method="restyle", feather=0.0)
    mended = repair(scene(renderer, broken, mask), params, renderer, Finder())
    after = composite(broken, mended).astype(float)[mask > 0].mean()
    wanted, too_dark = stylized[mask > 0].mean(), 0.8 * stylized[mask > 0].mean()
    assert abs(after - wanted) < 0.4 * abs(too_dark - wanted)


def test_the_whole_picture_is_not_drawn_again_for_the_next_repair(
    renderer: TileRenderer, stylized: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    original = renditions.prepare_rendition

    def counted(*arguments: object) -> object:
        drawn.append(1)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(renditions, "prepare_rendition", counted)
    mask = shapes(HW)["rectangle"]
    one = scene(renderer, broken_at(mask, stylized), mask)
    for _ in range(3):
        repair(one, RepairParams(method="restyle"), renderer, Finder())
    assert len(drawn) == 1
    other = replace(one, transfer_params=TransferParams(strength=0.5, stroke_size=3.0))
    repair(other, RepairParams(method="restyle"), renderer, Finder())
    assert len(drawn) == 2


# -- stopping


def test_cancel_within_a_candidate(renderer: TileRenderer, stylized: np.ndarray) -> None:
    mask, fractions = shapes(HW)["rectangle"], []

    def listen(fraction: float, message: str) -> None:
        fractions.append(fraction)
        if len(fractions) == 4:
            progress.cancel()

    progress = Progress(listen)
    with pytest.raises(Cancelled):
        repair(scene(renderer, stylized, mask), RepairParams(), renderer, Finder(), progress)
    assert len(fractions) == 4

    seen: list[float] = []
    whole = Progress(lambda fraction, _: seen.append(fraction))
    repair(scene(renderer, stylized, mask), RepairParams(), renderer, tiny_inspector(), whole)
    assert seen == sorted(seen) and seen[-1] == 1
