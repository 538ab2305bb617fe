"""What changes of a mask keep in memory, and that they are taken back exactly all the same."""

from __future__ import annotations

import numpy as np
import pytest

from engine.document import Document, Part
from engine.document.painting import fill_patch, levels_of
from engine.imaging.masks import is_empty, mask_box
from engine.imaging.photo import Photo

HW = (1300, 1700)


def document() -> Document:
    return Document(Photo(np.zeros((*HW, 3), np.uint8)))


def random_levels(seed: int = 0) -> np.ndarray:
    """Even areas, uneven ones, and both beside each other."""
    rng = np.random.default_rng(seed)
    levels = np.zeros(HW, np.uint8)
    levels[100:700, 200:1600] = 255
    levels[600:900, :300] = rng.integers(0, 256, (300, 300), np.uint8)
    levels[1200:, 1690:] = 7
    return levels


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("box", [(0, 0, *HW), (513, 3, 1299, 1025), (10, 20, 11, 21)])
def test_filling_a_box_changes_all_of_it_and_nothing_else(
    box: tuple[int, int, int, int], value: float
) -> None:
    levels = random_levels()
    top, left, bottom, right = box
    expected = levels.copy()
    expected[top:bottom, left:right] = round(value * 255)
    patch, worked_on = fill_patch(levels, box, value), levels.copy()
    if patch is None:
        assert np.array_equal(expected, levels)
        return
    patch.put(worked_on, forward=True)
    assert np.array_equal(worked_on, expected)
    patch.put(worked_on, forward=False)
    assert np.array_equal(worked_on, levels)
    assert fill_patch(expected, box, value) is None


def test_filling_nothing_is_no_change() -> None:
    levels = random_levels()
    assert fill_patch(levels, (5, 5, 5, 9), 1.0) is None
    assert fill_patch(levels, (5, 9, 8, 9), 1.0) is None
    assert document().fill_box((-50, -50, -10, -10)) is Part.NOTHING


def test_large_even_areas_are_not_kept_pixel_by_pixel() -> None:
    made = document()
    made.fill_box((0, 0, *HW))
    made.fill_box((600, 600, 610, 610), 0.0)
    kept = made.history.nbytes
    assert kept < 2000
    made.clear_mask()
    assert is_empty(made.mask_levels) and made.history.nbytes - kept < HW[0] * HW[1] / 2
    made.undo()
    assert made.mask_levels[605, 605] == 0 and made.mask_levels.sum() == 255 * (1300 * 1700 - 100)


def test_turning_a_mask_inside_out_keeps_nothing_and_comes_back_exactly() -> None:
    made = document()
    made.set_mask(random_levels() / np.float32(255))
    before, kept = made.mask_levels.copy(), made.history.nbytes
    assert made.invert_mask() == Part.MASK | Part.HISTORY
    assert made.changed_box == (0, 0, *HW) and made.history.nbytes == kept
    assert np.array_equal(made.mask_levels, 255 - before)
    made.paint_stroke([(50, 50), (900, 800)], 30, value=0.0)
    painted = made.mask_levels.copy()
    made.undo()
    made.undo()
    assert np.array_equal(made.mask_levels, before)
    made.redo()
    made.redo()
    assert np.array_equal(made.mask_levels, painted)


def test_a_document_without_a_picture_has_no_mask_to_turn() -> None:
    assert Document().invert_mask() is Part.NOTHING


def test_the_levels_are_those_of_the_mask_and_cannot_be_written_to() -> None:
    made = document()
    made.paint_stroke([(300, 300)], 40, 0.2)
    levels = made.mask_levels
    assert np.array_equal(levels_of(made.mask), levels)
    with pytest.raises(ValueError, match="read-only"):
        levels[0, 0] = 1
    made.clear_mask()
    assert is_empty(levels)  # a view: it follows


def test_empty_is_what_has_no_box() -> None:
    levels = np.zeros((200, 30), np.uint8)
    assert is_empty(levels) and mask_box(levels) is None and is_empty(levels[:0])
    levels[199, 29] = 1
    assert not is_empty(levels) and mask_box(levels) == (199, 29, 200, 30)
