from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from tiny_models import tiny_inspector

from engine.imaging.photo import Photo
from engine.imaging.resample import blur
from engine.imaging.tensors import quantize
from engine.operations.candidates import carried_box, carried_detail, draw_candidates, filled
from engine.operations.judging import MOST, Judge
from engine.operations.params import TransferParams
from engine.operations.places import Place, inner, open_place
from engine.operations.restoring import Estimate, restore
from engine.operations.surroundings import from_opponent, to_opponent
from engine.progress import Progress

HW = (160, 200)
BOX = (50, 60, 110, 140)
# Tones are learned on a coarser grid than this.
SIGMA = 3.0


def painting() -> np.ndarray:
    """A slope of colours under brushwork of one strength everywhere."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[: HW[0], : HW[1]].astype(np.float32)
    slope = np.stack([x / HW[1], y / HW[0], 1 - x / HW[1]], axis=2) * 0.5 + 0.25
    strokes = cv2.GaussianBlur(rng.standard_normal(HW).astype(np.float32), (0, 0), 1.5)
    return np.clip(slope + 0.25 * strokes[..., None], 0, 1).astype(np.float32)


def noise(part: np.ndarray) -> np.ndarray:
    return part + 0.15 * np.random.default_rng(5).standard_normal(part.shape)


def grid(part: np.ndarray) -> np.ndarray:
    y, x = np.indices(part.shape[:2])
    return part + 0.08 * (2 * ((x // 2 + y // 2) % 2) - 1)[..., None]


def stain(part: np.ndarray) -> np.ndarray:
    return part + np.array([0.2, -0.2, 0.0])


def too_crisp(part: np.ndarray) -> np.ndarray:
    fine = part - cv2.GaussianBlur(part, (0, 0), 2)
    return part + 3 * fine


FAULTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "noise": noise, "grid": grid, "stain": stain, "too crisp": too_crisp,
}  # fmt: skip


def place_with(fault: Callable[[np.ndarray], np.ndarray], photo: np.ndarray | None) -> Place:
    broken = painting()
    top, left, bottom, right = BOX
    broken[top:bottom, left:right] = fault(broken[top:bottom, left:right])
    mask = np.zeros(HW, np.float32)
    mask[top:bottom, left:right] = 1

    def shown(picture: np.ndarray) -> Photo:
        return Photo(quantize(np.clip(picture, 0, 1), np.dtype(np.uint8)))

    return open_place(shown(broken), None if photo is None else shown(photo), mask, BOX)


def restored(place: Place) -> Estimate:
    guess, box = filled(place), carried_box(place)
    suggested = blur(place.cut(guess, box), SIGMA)
    if place.content is not None:
        suggested = carried_detail(place, guess, box)
    found = restore(place, suggested, box, SIGMA)
    assert found is not None
    return found


def error(picture: np.ndarray, place: Place) -> float:
    """Mean square error in the box; picture: of the frame."""
    truth = painting()[BOX[0] : BOX[2], BOX[1] : BOX[3]]
    return float(np.mean(np.square(inner(picture, place.frame, place.box) - truth)))


@pytest.mark.parametrize("with_photo", [False, True])
@pytest.mark.parametrize("name", FAULTS)
def test_a_faint_fault_goes_and_the_picture_stays(name: str, with_photo: bool) -> None:
    """Better than the fault, and better than painting the place anew by the suggestion."""
    rng = np.random.default_rng(8)
    photo = np.clip(painting()[..., ::-1] + 0.03 * rng.standard_normal((*HW, 3)), 0, 1)
    place = place_with(FAULTS[name], photo if with_photo else None)
    found = restored(place)
    before = error(place.cut(place.stylized), place)
    assert error(found.picture, place) < 0.5 * before
    if not with_photo:
        assert error(found.picture, place) < error(place.cut(filled(place)), place)


def test_what_shows_no_fault_stays_as_it_is() -> None:
    place = place_with(lambda part: part, None)
    found = restored(place)
    assert np.abs(found.picture - place.cut(place.stylized)).mean() < 0.01
    # Of what is kept, nothing is in doubt.
    assert found.doubt < 2e-4


def test_the_doubt_is_about_as_large_as_the_error() -> None:
    for fault in (noise, too_crisp):
        place = place_with(fault, None)
        found = restored(place)
        assert 0.25 < found.doubt / error(found.picture, place) < 4


def test_nothing_is_restored_where_nothing_healthy_is_known() -> None:
    pixels = quantize(painting(), np.dtype(np.uint8))
    place = open_place(Photo(pixels), None, np.ones(HW, np.float32), (0, 0, *HW))
    assert restore(place, place.stylized, (0, 0, *HW), 3.0) is None


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (3, 4)])
def test_places_of_few_pixels(size: tuple[int, int]) -> None:
    mask = np.zeros(HW, np.float32)
    mask[: size[0], : size[1]] = 1
    picture = Photo(quantize(painting(), np.dtype(np.uint8)))
    place = open_place(picture, None, mask, (0, 0, *size))
    found = restore(place, filled(place), (0, 0, *place.mask.shape), 3.0)
    assert found is not None and np.isfinite(found.picture).all() and found.doubt >= 0


def test_opponent_colours_keep_lengths() -> None:
    colours = np.random.default_rng(1).random((5, 7, 3)).astype(np.float32)
    turned = to_opponent(colours)
    assert np.allclose((turned**2).sum(2), (colours**2).sum(2), atol=1e-5)
    assert np.allclose(from_opponent(turned), colours, atol=1e-5)


# -- its use


def test_only_auto_is_offered_what_is_restored() -> None:
    place = place_with(noise, None)
    for restoring in (True, False):
        offered = list(
            draw_candidates(
                place, "heal".__eq__, None, TransferParams(), None, None, restoring, Progress()
            )  # type: ignore[arg-type]
        )
        doubts = [candidate.doubt for candidate in offered]
        assert {candidate.method for candidate in offered} == {"heal"}
        assert [doubt is not None for doubt in doubts].count(True) == int(restoring)


def test_to_change_more_than_the_fault_explains_counts() -> None:
    place = place_with(noise, None)
    judge = Judge(place, tiny_inspector(), None)
    found = restored(place)
    likeliest = inner(found.picture, place.frame, place.box)
    anew = inner(place.cut(filled(place)), place.frame, place.box)
    assert judge.look(anew).risk == 0
    judge.expect(likeliest, found.doubt)
    risks = [judge.look(picture).risk for picture in (likeliest, None, anew)]
    assert 0 == risks[0] < min(risks[1:]) and max(risks) <= MOST
    verdict = judge.look(anew)
    judge.learn(anew)
    known = judge.look(anew)
    assert known.risk == 0 and known.cost < verdict.cost
