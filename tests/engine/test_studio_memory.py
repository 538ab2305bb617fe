"""What the studio does when memory runs out: smaller tiles, less remembered, then a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from studio_pictures import COARSE, HW, disc_mask, photo
from tiny_models import art

import engine.operations.transfer
from engine.errors import OutOfMemory
from engine.imaging.photo import Photo
from engine.operations.params import RepairParams
from engine.operations.rendering import TileRenderer
from engine.studio import Studio
from engine.styles import bundled_styles


def starved(monkeypatch: pytest.MonkeyPatch, failures: int, error: Exception) -> list[int]:
    """Let the first transfers fail; returns the sides of the tiles that were tried."""
    sides, transfer = [], engine.operations.transfer.transfer

    def attempt(*args: Any) -> np.ndarray:
        sides.append(args[3].side_px)
        if len(sides) <= failures:
            raise error
        return transfer(*args)

    monkeypatch.setattr(engine.operations.transfer, "transfer", attempt)
    return sides


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate"),
    ],
)
def test_out_of_memory_means_smaller_tiles(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    sides = starved(monkeypatch, 2, error)
    drawn = studio.transfer(photo(), Photo(art()), COARSE)
    assert drawn.hw == HW
    assert len(sides) == 3 and sides == sorted(sides, reverse=True) and sides[2] < sides[0]
    studio.transfer(photo(), Photo(art()), COARSE)
    assert sides[3] == sides[2], "what was learnt is kept"


def test_the_renderer_is_kept_until_memory_runs_out(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = [], TileRenderer.__init__

    def listen(self: TileRenderer, *args: Any) -> None:
        made.append(self)
        make(self, *args)

    monkeypatch.setattr(TileRenderer, "__init__", listen)
    content, style = photo(), Photo(art())
    drawn = studio.transfer(content, style, COARSE)
    studio.preview(content, style, COARSE)
    studio.evaluate(drawn, content, style)
    assert len(made) == 1
    starved(monkeypatch, 1, MemoryError())
    assert np.array_equal(studio.transfer(content, style, COARSE).pixels, drawn.pixels)
    assert len(made) == 2


def failing_once(work: Any) -> Any:
    """The same, but the first call runs out of memory."""
    calls = []

    def attempt(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise MemoryError
        return work(*args)

    return attempt


def test_thumbnails_and_measures_give_way_too(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.operations import evaluate, styling

    monkeypatch.setattr(styling, "draw_thumbnail", failing_once(styling.draw_thumbnail))
    styles = [Photo(art()), bundled_styles()[0]]
    assert [index for index, _ in studio.thumbnails(photo(), styles, 40)] == [0, 1]
    monkeypatch.setattr(evaluate, "style_distance", failing_once(evaluate.style_distance))
    assert studio.evaluate(photo(), photo(), styles[0]).style_distance is not None


def test_what_is_remembered_of_pictures_goes_first(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, style = photo(), Photo(art())
    drawn = studio.transfer(content, style, COARSE)
    studio.repair(drawn, content, style, disc_mask(), RepairParams("restyle"), COARSE)
    shown = studio.preview(content, style, COARSE)
    painter = studio._models.styling().painter
    assert painter._kept is not None and studio._models.renditions()._entries
    starved(monkeypatch, 1, MemoryError())
    studio.transfer(content, style, COARSE)
    assert painter._kept is None and not studio._models.renditions()._entries
    assert np.array_equal(studio.preview(content, style, COARSE), shown)


def test_when_no_tile_is_small_enough_a_sentence_says_so(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    starved(monkeypatch, 100, MemoryError())
    with pytest.raises(OutOfMemory, match="not enough memory for this picture"):
        studio.transfer(photo(), Photo(art()), COARSE)


def test_other_errors_are_not_taken_for_it(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    sides = starved(monkeypatch, 1, RuntimeError("size mismatch"))
    with pytest.raises(RuntimeError, match="size mismatch"):
        studio.transfer(photo(), Photo(art()), COARSE)
    assert len(sides) == 1
