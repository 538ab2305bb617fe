from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tiny_models import picture, style_code, tiny_inspector, tiny_renderer, to_16_bits

from engine.errors import OptionError
from engine.imaging.tensors import quantize
from engine.operations import repair as operation
from engine.operations.inspect import Inspector
from engine.operations.params import RepairParams, TransferParams
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
    return Scene(stylized, photo if content else None, mask, code, code.vector, COARSE)


def broken_at(mask: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    broken = pixels.copy()
    broken[mask > 0] = quantize(np.array(FAULT), pixels.dtype)
    return broken


def composite(pixels: np.ndarray, mended: Mended) -> np.ndarray:
    top, left, bottom, right = mended.box
    out = pixels.copy()
    out[top:bottom, left:right] = settle(pixels[top:bottom, left:right], mended)
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
    assert mended.after is not None, mended.sentence
    assert mended.score_after < mended.score_before
    after = composite(broken, mended)
    assert after.dtype == broken.dtype
    assert np.array_equal(after[mask <= 0], broken[mask <= 0])
    solid = mask == 1
    assert (after != broken).any(axis=2)[solid].mean() > 0.9


def test_restyling_a_fault_is_the_transfer_again(
    renderer: TileRenderer, stylized: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "_variants", lambda params: [("restyle", params)])
    mask = shapes(HW)["rectangle"]
    broken = broken_at(mask, stylized)
    params = RepairParams(method="restyle", feather=0.0)
    mended = repair(scene(renderer, broken, mask), params, renderer, Finder())
    assert mended.method == "restyle" and "restyle" in mended.sentence
    after = composite(broken, mended).astype(int)
    assert np.abs(after - stylized).mean() < 1 and np.abs(after - stylized).max() < 25


def test_auto_refuses_where_nothing_is_wrong(renderer: TileRenderer, stylized: np.ndarray) -> None:
    mended = repair(
        scene(renderer, stylized, shapes(HW)["rectangle"]), RepairParams(), renderer, Finder()
    )
    assert mended.after is None and mended.score_after == mended.score_before
    assert mended.sentence.startswith("Nothing was changed")
    assert np.array_equal(composite(stylized, mended), stylized)


def test_a_method_chosen_by_hand_is_taken(renderer: TileRenderer, stylized: np.ndarray) -> None:
    mask = shapes(HW)["rectangle"]
    for method in ("restyle", "calm", "heal"):
        params = RepairParams(method=method)
        mended = repair(scene(renderer, stylized, mask), params, renderer, Finder())
        assert mended.method == method
        # The transfer again, where nothing is wrong, may well be what is there.
        assert mended.after is not None or method == "restyle", mended.sentence


def test_a_method_that_makes_it_worse_is_refused(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    mask = shapes(HW)["corner"]
    poisoned = broken_at(1 - mask, stylized)
    mended = repair(
        scene(renderer, poisoned, mask), RepairParams(method="heal"), renderer, Finder()
    )
    assert mended.after is None and "heal would look worse" in mended.sentence


def test_without_a_photo_only_healing_is_left(renderer: TileRenderer, stylized: np.ndarray) -> None:
    mask = shapes(HW)["rectangle"]
    broken = broken_at(mask, stylized)
    alone = scene(renderer, broken, mask, content=False)
    assert repair(alone, RepairParams(), renderer, Finder()).method == "heal"
    for method in ("restyle", "calm"):
        with pytest.raises(OptionError, match=f"{method}.*needs the content photo"):
            repair(alone, RepairParams(method=method), renderer, Finder())


def test_without_a_style_the_picture_is_its_own_example(
    renderer: TileRenderer, stylized: np.ndarray
) -> None:
    mask = shapes(HW)["disjoint"]
    broken = broken_at(mask, stylized)
    foreign = replace(scene(renderer, broken, mask), code=None, vector=None)
    assert repair(foreign, RepairParams(method="restyle"), renderer, Finder()).after is not None


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

    def candidates(scene: Scene, frame: tuple, *_: object):
        top, left, bottom, right = frame
        yield "restyle", (stylized[top:bottom, left:right] / 255 * 0.8).astype(np.float32)

    monkeypatch.setattr(operation, "_candidates", candidates)
    params = RepairParams(method="restyle", feather=0.0)
    mended = repair(scene(renderer, broken, mask), params, renderer, Finder())
    after = composite(broken, mended).astype(float)[mask > 0].mean()
    wanted, too_dark = stylized[mask > 0].mean(), 0.8 * stylized[mask > 0].mean()
    assert abs(after - wanted) < 0.4 * abs(too_dark - wanted)


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
