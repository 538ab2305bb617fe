from __future__ import annotations

import numpy as np
import pytest

from engine.document.history import Edit, History, MaskPatch
from engine.imaging.photo import Photo


def edit(label: str, nbytes: int = 0) -> Edit:
    half = np.zeros(nbytes // 2, np.uint8)
    return Edit(label, "test", box=(0, 0, 1, 1), before=half, after=half.copy())


def test_edits_are_walked_back_and_forth() -> None:
    history = History()
    assert not history.can_undo and history.undo() is None
    for label in "abc":
        history.push(edit(label))
    assert [history.undo_label, history.redo_label] == ["c", ""]
    assert [history.undo().label, history.undo().label] == ["c", "b"]
    assert [history.undo_label, history.redo_label, history.index] == ["a", "b", 1]
    assert history.redo().label == "b"
    history.push(edit("d"))
    assert [entry.label for entry in history.entries] == ["a", "b", "d"]
    assert not history.can_redo and history.redo() is None


def test_the_clean_index_alone_decides_what_is_modified() -> None:
    history = History()
    assert not history.is_modified
    history.push(edit("a"))
    assert history.is_modified
    history.undo()
    assert not history.is_modified
    history.redo()
    history.mark_clean()
    history.undo()
    assert history.is_modified
    history.redo()
    assert not history.is_modified


def test_a_saved_state_that_was_undone_and_replaced_is_out_of_reach() -> None:
    history = History()
    history.push(edit("a"))
    history.mark_clean()
    history.undo()
    history.push(edit("b"))
    assert history.is_modified
    history.undo()
    assert history.is_modified
    assert history.clean_index is None


def test_the_oldest_edits_are_forgotten_beyond_the_budget() -> None:
    history = History(budget_bytes=250)
    for label in "abc":
        history.push(edit(label, 100))
    assert [entry.label for entry in history.entries] == ["b", "c"]
    assert history.nbytes == 200
    assert history.index == 2
    # The unmodified state lay before "a", which cannot be undone any more.
    history.undo()
    history.undo()
    assert history.is_modified and not history.can_undo


def test_forgetting_moves_the_clean_index_along() -> None:
    history = History(budget_bytes=250)
    history.push(edit("a", 100))
    history.push(edit("b", 100))
    history.mark_clean()
    history.push(edit("c", 100))
    assert history.is_modified
    history.undo()
    assert not history.is_modified


def test_the_newest_edit_stays_however_large() -> None:
    history = History(budget_bytes=10)
    history.push(edit("small", 4))
    history.push(edit("large", 1000))
    assert [entry.label for entry in history.entries] == ["large"]


def test_pixels_that_two_edits_share_count_once() -> None:
    first, second, third = (Photo(np.full((10, 10, 3), value, np.uint8)) for value in (1, 2, 3))
    history = History()
    history.push(Edit("a", "transfer", before=first, after=second))
    history.push(Edit("b", "transfer", before=second, after=third))
    assert history.nbytes == 3 * 300


def test_masks_and_alpha_count_too() -> None:
    levels = np.zeros((4, 5), np.uint8)
    photo = Photo(np.zeros((4, 5, 3), np.uint8), alpha=levels.copy())
    patch = MaskPatch((0, 0, 4, 5), levels, levels.copy())
    history = History()
    history.push(Edit("a", "transfer", after=photo, mask=patch))
    assert history.nbytes == 60 + 20 + 2 * 20


@pytest.mark.parametrize("budget", [0, 10**6])
def test_clear_starts_over(budget: int) -> None:
    history = History(budget)
    history.push(edit("a", 100))
    history.clear()
    assert not history.is_modified and not history.can_undo and history.entries == ()


def test_recovered_work_counts_as_modified_until_it_is_saved() -> None:
    history = History()
    history.mark_modified()
    assert history.is_modified
    history.mark_clean()
    assert not history.is_modified
