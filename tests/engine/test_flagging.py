from __future__ import annotations

import numpy as np
import pytest

from engine.operations.flagging import HYSTERESIS, flag, threshold_at
from engine.operations.kinds import KIND_IDS, KINDS
from engine.operations.params import InspectParams
from engine.operations.results import AnomalyMap, Box

EVERYTHING = InspectParams(minimum_area=0.0)


def map_of(
    hw: tuple[int, int],
    spots: list[tuple[Box, float]],
    kinds: np.ndarray | None = None,
    ground: float = 0.02,
) -> AnomalyMap:
    values = np.full(hw, ground, np.float32)
    for (top, left, bottom, right), value in spots:
        values[top:bottom, left:right] = value
    values.setflags(write=False)
    return AnomalyMap(values, "hand-made", kinds, 0.4, "no style")


def test_a_spot_is_found_where_it_is() -> None:
    box = (20, 30, 44, 70)
    found = flag(map_of((120, 160), [(box, 0.8)]), InspectParams())
    (region,) = found.regions
    assert region.number == 1 and region.box == box and region.area_px == 24 * 40
    assert region.score == pytest.approx(0.8) and region.mask.all()
    assert region.mask.shape == (24, 40) and region.mask.dtype == np.uint8
    assert found.flagged_fraction == pytest.approx(24 * 40 / (120 * 160))
    assert (found.score, found.confidence, found.threshold) == (0.4, "no style", 0.5)


def test_a_clean_map_has_no_region() -> None:
    found = flag(map_of((64, 64), []), InspectParams())
    assert found.regions == () and found.flagged_fraction == 0


@pytest.mark.parametrize("hw", [(1400, 1100), (2000, 3001), (40, 5000), (5000, 40), (32, 40000)])
def test_large_pictures_are_flagged_in_their_own_pixels(hw: tuple[int, int]) -> None:
    box = (hw[0] // 4, hw[1] // 3, hw[0] // 2, hw[1] // 2)
    (region,) = flag(map_of(hw, [(box, 0.9)]), InspectParams()).regions
    slack = 2 * max(1, -(-max(hw) // 512)) + 1
    assert all(abs(a - b) <= slack for a, b in zip(region.box, box, strict=True))
    top, left, bottom, right = region.box
    assert region.mask.shape == (bottom - top, right - left)
    assert 0 <= top < bottom <= hw[0] and 0 <= left < right <= hw[1]
    assert region.area_px == region.mask.sum()


def test_disjoint_spots_worst_first() -> None:
    spots = [((5, 5, 15, 15), 0.95), ((40, 40, 100, 100), 0.7), ((5, 60, 15, 70), 0.6)]
    found = flag(map_of((128, 128), spots), InspectParams())
    assert [region.box for region in found.regions] == [spots[1][0], spots[0][0], spots[2][0]]
    assert [region.number for region in found.regions] == [1, 2, 3]


def test_spots_that_touch_at_a_corner_are_one() -> None:
    spots = [((10, 10, 30, 30), 0.9), ((30, 30, 50, 50), 0.9)]
    (region,) = flag(map_of((64, 64), spots), InspectParams()).regions
    assert region.box == (10, 10, 50, 50) and region.area_px == 800 and not region.mask.all()


def test_hysteresis_grows_a_core_but_starts_none() -> None:
    weak = 0.5 * (1 + HYSTERESIS) / 2
    halo_and_core = [((10, 10, 40, 40), weak), ((20, 20, 28, 28), 0.9)]
    alone = [((60, 60, 90, 90), weak)]
    found = flag(map_of((128, 128), halo_and_core + alone), InspectParams())
    assert [region.box for region in found.regions] == [(10, 10, 40, 40)]
    assert found.flagged_fraction == pytest.approx(64 / 128**2)


def test_small_regions_are_left_out() -> None:
    anomaly = map_of((100, 100), [((10, 10, 13, 13), 0.9), ((50, 50, 70, 70), 0.9)])
    assert len(flag(anomaly, InspectParams(minimum_area=0.0009)).regions) == 2
    assert [r.area_px for r in flag(anomaly, InspectParams(minimum_area=0.001)).regions] == [400]
    one = map_of((100, 100), [((99, 99, 100, 100), 0.9)])
    assert [r.box for r in flag(one, EVERYTHING).regions] == [(99, 99, 100, 100)]


def test_sensitivity_is_monotone() -> None:
    ramp = np.tile(np.linspace(0, 1, 400, dtype=np.float32), (50, 1))
    anomaly = AnomalyMap(ramp, "ramp")
    found = [flag(anomaly, InspectParams(sensitivity=s)) for s in np.linspace(0, 1, 11)]
    fractions = [inspection.flagged_fraction for inspection in found]
    assert fractions == sorted(fractions) and fractions[0] > 0.05 and fractions[-1] < 0.95
    areas = [inspection.regions[0].area_px for inspection in found]
    assert areas == sorted(areas)
    assert [threshold_at(s) for s in (0, 0.5, 1)] == pytest.approx([0.9, 0.5, 0.1])


def test_the_whole_picture_may_be_one_region() -> None:
    (region,) = flag(map_of((700, 900), [], ground=0.8), InspectParams()).regions
    assert region.box == (0, 0, 700, 900) and region.area_px == 630_000


def test_the_kind_is_that_of_most_of_the_region() -> None:
    kinds = np.zeros((32, 32), np.uint8)
    kinds[8:16, 8:16] = KIND_IDS.index("noise")
    kinds[8:10, 8:16] = KIND_IDS.index("halo")
    spots = [((32, 32, 64, 64), 0.9), ((80, 80, 100, 100), 0.6)]
    first, second = flag(map_of((128, 128), spots, kinds), InspectParams()).regions
    assert first.kind == "noise"
    assert first.sentence == KINDS[KIND_IDS.index("noise")].sentence
    assert second.kind == KIND_IDS[0]


def test_without_kinds_the_sentence_claims_none() -> None:
    (region,) = flag(map_of((64, 64), [((8, 8, 30, 30), 0.9)]), InspectParams()).regions
    assert region.kind is None and region.sentence.endswith(".")


def test_at_most_sixty_regions_and_those_are_the_worst() -> None:
    spots = [
        ((y, x, y + 4, x + 4), 0.6 + 0.004 * (y // 10))
        for y in range(0, 100, 10)
        for x in range(0, 100, 10)
    ]
    found = flag(map_of((100, 100), spots), EVERYTHING)
    assert len(found.regions) == 60
    assert min(region.score for region in found.regions) >= 0.6 + 0.004 * 4 - 1e-6
