from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tiny_models import picture, style_code, tiny_inspector, tiny_renderer, to_16_bits

from engine.errors import OptionError
from engine.imaging.photo import Photo
from engine.imaging.tensors import quantize
from engine.operations import places, renditions
from engine.operations import repair as operation
from engine.operations.candidates import Candidate
from engine.operations.inspect import Inspector
from engine.operations.judging import Judge, Verdict
from engine.operations.params import RepairParams, TransferParams
from engine.operations.places import Place, find_places, open_place
from engine.operations.refining import (
    LARGEST_CHANGE,
    LEAST_STEPS,
    MOST_STEPS,
    Refinement,
    refine,
)
from engine.operations.rendering import TileRenderer
from engine.operations.repair import Mended, Scene, repair, settle
from engine.operations.transfer import transfer
from engine.progress import Cancelled, Progress

HW = (120, 160)
# A colour that nothing else has.
FAULT = (0.5, 0.25, 0.75)
# The quickest to draw.
COARSE = TransferParams(stroke_size=3.0)


@pytest.fixture(scope="module")
def renderer() -> TileRenderer:
    return tiny_renderer()


@pytest.fixture(scope="module")
def stylized(renderer: TileRenderer) -> np.ndarray:
    drawn = transfer(picture(*HW), style_code(renderer), COARSE, renderer)
    drawn.setflags(write=False)
    return drawn


class Finder(Inspector):
    """Calls abnormal one colour, so that the judge's opinion is known."""

    def __init__(self) -> None:
        inspector = tiny_inspector()
        super().__init__(inspector.bundle, inspector.runtime)

    def verdict(
        self, stylized: np.ndarray, content: np.ndarray | None, style: object
    ) -> tuple[np.ndarray, np.ndarray, float]:
        fault = np.abs(stylized - FAULT).max(axis=2) < 0.01
        height, width = (-(-side // 4) * 4 for side in fault.shape)
        padded = np.zeros((height, width), np.float32)
        padded[: fault.shape[0], : fault.shape[1]] = fault
        values = padded.reshape(height // 4, 4, width // 4, 4).mean(axis=(1, 3))
        return values, np.zeros(values.shape, np.uint8), float(values.max())


def shapes(hw: tuple[int, int]) -> dict[str, np.ndarray]:
    height, width = hw
    y, x = np.ogrid[:height, :width]
    empty = np.zeros(hw, np.float32)
    masks = {
        name: empty.copy()
        for name in ("pixel", "corner", "rectangle", "everything", "disjoint", "column", "soft")
    }
    masks["pixel"][height // 2, width // 3] = 1
    masks["corner"][:20, -15:] = 1
    masks["rectangle"][30:70, 40:90] = 1
    masks["everything"][:] = 1
    masks["disjoint"][10:30, 10:30] = 1
    masks["disjoint"][80:100, 120:160] = 1
    masks["column"][:, 70:75] = 1
    masks["soft"][:] = np.clip(1 - np.hypot(y - 60, x - 80) / 40, 0, 1)
    return masks


def scene(
    renderer: TileRenderer, stylized: np.ndarray, mask: np.ndarray, content: bool = True
) -> Scene:
    photo, code = picture(*HW), style_code(renderer)
    if stylized.dtype == np.uint16:
        photo = to_16_bits(photo)
    return Scene(
        Photo(stylized), Photo(photo) if content else None, mask, code, code.vector, COARSE
    )


def broken_at(mask: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    broken = pixels.copy()
    broken[mask > 0] = quantize(np.array(FAULT), pixels.dtype)
    return broken


def composite(pixels: np.ndarray, mended: Mended, rank: int = 0) -> np.ndarray:
    top, left, bottom, right = mended.box
    out = pixels.copy()
    if mended.options:
        before = pixels[top:bottom, left:right]
        out[top:bottom, left:right] = settle(before, mended.box, mended.options[rank])
    return out


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


def test_auto_knows_the_transfer_when_it_sees_it(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    """All around, the picture is what the generator draws; so it ought to be inside, too, however
    little the discriminator may mind."""
    mask = shapes(HW)["rectangle"]
    darker = stylized.copy()
    darker[mask > 0] = darker[mask > 0] // 2
    mended = repair(scene(renderer, darker, mask), RepairParams(feather=0.0), renderer, Finder())
    assert mended.method == "restyle"
    after = composite(darker, mended).astype(int)
    assert np.abs(after - stylized)[mask > 0].mean() < 3


def test_auto_refuses_where_nothing_is_wrong(renderer: TileRenderer, stylized: np.ndarray) -> None:
    mended = repair(
        scene(renderer, stylized, shapes(HW)["rectangle"]), RepairParams(), renderer, Finder()
    )
    assert not mended.options
    assert mended.sentence.startswith("Nothing was changed")
    assert np.array_equal(composite(stylized, mended), stylized)


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


# -- what Auto goes by


def test_what_a_map_says_counts_in_units_of_the_surroundings() -> None:
    """A discriminator that says twice as much of everything changes nothing."""
    quiet, loud = (Verdict(scale * 0.2, scale * 0.05, 0, 0, 0, 0, 0, 0) for scale in (1.0, 2.0))
    assert quiet.cost == loud.cost > 0
    assert Verdict(0.05, 0.2, 0, 0, 0, 0, 0, 0).cost < 0.3 * quiet.cost


def test_what_is_known_is_not_guessed_from_other_pieces(
    renderer: TileRenderer, stylized: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.operations.candidates.heal", lambda *_: pytest.fail("healed"))
    mask = shapes(HW)["rectangle"]
    darker = stylized.copy()
    darker[mask > 0] = darker[mask > 0] // 2
    mended = repair(scene(renderer, darker, mask), RepairParams(), renderer, Finder())
    assert mended.method == "restyle"


@pytest.mark.parametrize("fall", [0.5, 0.95])
@pytest.mark.parametrize("suspect", [True, False])
def test_where_no_candidate_will_do_auto_refines_a_little(
    renderer: TileRenderer,
    stylized: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    fall: float,
    suspect: bool,
) -> None:
    """Only where something is wrong, by next to nothing, and if the anomaly falls by enough."""
    mask = shapes(HW)["rectangle"]
    inside = np.s_[30:70, 40:90]
    steps: list[int] = []

    def refined(start: np.ndarray, *arguments: object) -> Refinement:
        steps.append(int(arguments[-1]))  # type: ignore[call-overload]
        return Refinement(np.full(start.shape, 0.1, np.float32), 1)

    def candidates(*_: object) -> Iterator[Candidate]:
        yield Candidate("heal", np.random.default_rng(0).random((52, 62, 3), np.float32))

    class Minding(Finder):
        """Minds the region, a little brighter less, and noise most."""

        def verdict(
            self, picture: np.ndarray, content: np.ndarray | None, style: object
        ) -> tuple[np.ndarray, np.ndarray, float]:
            values, kinds, score = super().verdict(picture, content, style)
            values[:] = 0.1
            y, x = (int(side) // 4 for side in (picture.shape[0] / 2, picture.shape[1] / 2))
            bright = float(picture.mean())
            known = seen.setdefault("bright", bright)
            here = 0.4 if suspect else 0.1
            noisy = picture.std() > 0.1
            here *= 2.0 if noisy else fall if bright > known + 1e-4 else 1.0
            values[y - 5 : y + 5, x - 6 : x + 6] = here
            return values, kinds, score

    seen: dict[str, float] = {}
    monkeypatch.setattr(operation, "refine", refined)
    monkeypatch.setattr(operation, "_candidates", candidates)
    plain = np.random.default_rng(1).integers(108, 149, stylized.shape).astype(np.uint8)
    mended = repair(scene(renderer, plain, mask, False), RepairParams(), renderer, Minding())
    assert steps == ([operation.NUDGE_STEPS] if suspect else [])
    assert bool(mended.options) == (suspect and fall < 0.9), mended.sentence
    if mended.options:
        change = composite(plain, mended)[inside].astype(float) - plain[inside]
        assert mended.method == "refine"
        assert 0 < np.sqrt(np.square(change).mean()) <= 255 * operation.LARGEST_NUDGE + 1


# -- places


def test_close_islands_are_one_place_and_far_ones_are_several() -> None:
    mask = np.zeros((300, 400), np.float32)
    mask[10:30, 10:30] = 1
    mask[10:30, 35:50] = 1
    mask[200:230, 300:320] = 0.4
    assert sorted(find_places(mask)) == [(10, 10, 30, 50), (200, 300, 230, 320)]
    assert find_places(np.zeros((5, 5), np.float32)) == []


def test_no_pixel_of_a_large_mask_is_lost() -> None:
    rng = np.random.default_rng(0)
    mask = (rng.random((1500, 2100)) > 0.99999).astype(np.float32)
    mask[0, 0] = mask[-1, -1] = 1
    covered = np.zeros(mask.shape, bool)
    for top, left, bottom, right in find_places(mask):
        covered[top:bottom, left:right] = True
    assert covered[mask > 0].all()


def test_a_place_is_no_larger_than_its_region_asks() -> None:
    pixels = np.zeros((2000, 3000, 3), np.uint8)
    mask = np.zeros((2000, 3000), np.float32)
    mask[900:1000, 1200:1300] = 1
    place = open_place(Photo(pixels), Photo(pixels), mask, (900, 1200, 1000, 1300))
    assert max(place.stylized.shape) < 900
    assert place.in_picture(place.box) == (900, 1200, 1000, 1300)


@pytest.mark.parametrize("content", [True, False])
@pytest.mark.parametrize("sixteen", [False, True])
def test_a_very_large_place_is_worked_on_in_small(
    renderer: TileRenderer,
    stylized: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    sixteen: bool,
    content: bool,
) -> None:
    monkeypatch.setattr(places, "MOST_WINDOW_PX", 5000)
    mask = shapes(HW)["rectangle"]
    mask[31, 41] = 0
    broken = broken_at(mask, to_16_bits(stylized) if sixteen else stylized)
    one = scene(renderer, broken, mask, content)
    assert open_place(one.stylized, one.content, mask, (30, 40, 70, 90)).scale < 0.6
    mended = repair(one, RepairParams(), renderer, Finder())
    assert mended.options and mended.options[0].score_after < mended.score_before
    after = composite(broken, mended)
    assert after.dtype == broken.dtype and np.array_equal(after[mask <= 0], broken[mask <= 0])
    assert (after != broken).any(axis=2)[mask > 0].mean() > 0.9


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
