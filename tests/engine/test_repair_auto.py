"""How the automatic repair chooses among its candidates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from repair_scenes import HW, Finder, composite, renderer, scene, shapes, stylized

from engine.operations import repair as operation
from engine.operations.candidates import Candidate
from engine.operations.judging import Verdict
from engine.operations.params import RepairParams
from engine.operations.refining import Refinement
from engine.operations.rendering import TileRenderer
from engine.operations.repair import repair

__all__ = ["renderer", "stylized"]


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
