from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.document import Document, Part, StaleResult
from engine.imaging.photo import Photo, freeze
from engine.operations.params import TransferParams
from engine.operations.results import AnomalyMap, Inspection, RepairResult

HW = (40, 60)


def photo(value: int = 100, dtype: type = np.uint8, hw: tuple[int, int] = HW) -> Photo:
    noise = np.random.default_rng(value).integers(0, 50, (*hw, 3))
    return Photo((noise + value).astype(dtype), icc=b"profile", name=f"{value}.png")


def inspection(hw: tuple[int, int] = HW) -> Inspection:
    values = freeze(np.zeros(hw, np.float32))
    return Inspection(AnomalyMap(values, "model"), (), 0.1, 0.0, 0.5, "full")


def repair_of(result: Photo, box: tuple[int, int, int, int], accepted: bool = True) -> RepairResult:
    top, left, bottom, right = box
    before = result.pixels[top:bottom, left:right].copy()
    after = before + before.dtype.type(7)
    return RepairResult(
        accepted, "Mended.", box, "heal", 0.9, 0.1, 0, 5, "ab", "ab", "Nothing else.",
        before=before, after=after,
    )  # fmt: skip


def painted() -> Document:
    document = Document(photo(50))
    document.set_stylized(photo(100), "Transfer", TransferParams(strength=0.5))
    return document


def test_an_empty_document_has_nothing_to_lose() -> None:
    document = Document()
    assert document.content is None and document.stylized is None and document.hw == (0, 0)
    assert document.undo() is Part.NOTHING and document.redo() is Part.NOTHING
    assert document.clear_mask() is Part.NOTHING
    assert not document.is_modified


def test_opening_a_photo_starts_over_and_keeps_the_style() -> None:
    document = painted()
    style = photo(7)
    document.set_style(style)
    document.paint_stroke([(10, 10)], 5)
    revision = document.revision
    touched = document.open_content(photo(60, hw=(20, 30)))
    assert Part.CONTENT | Part.RESULT | Part.MASK in touched
    assert document.stylized is None and document.mask.shape == (20, 30)
    assert not document.mask.any() and not document.history.can_undo and not document.is_modified
    assert document.style is style and document.revision > revision


def test_choosing_what_is_chosen_already_changes_nothing() -> None:
    document = painted()
    style = photo(7)
    assert document.set_style(style) == Part.STYLE
    assert document.set_transfer_params(TransferParams(strength=0.2)) == Part.PARAMS
    revision = document.revision
    assert document.set_style(style) is Part.NOTHING
    assert document.set_transfer_params(TransferParams(strength=0.2)) is Part.NOTHING
    assert document.revision == revision


def test_a_transfer_is_an_edit_that_undo_takes_back() -> None:
    document = Document(photo(50))
    first, second = photo(100), photo(150)
    document.set_stylized(first, "First")
    assert document.set_stylized(second, "Second") == Part.RESULT | Part.INSPECTION | Part.HISTORY
    assert document.is_modified and document.history.undo_label == "Second"
    document.undo()
    assert document.stylized is first
    document.undo()
    assert document.stylized is None and not document.is_modified
    document.redo()
    document.redo()
    assert document.stylized is second and document.changed_box is None


def test_a_result_of_another_size_is_refused() -> None:
    document = Document(photo(50))
    with pytest.raises(ValueError, match="does not fit"):
        document.set_stylized(photo(1, hw=(41, 60)))
    with pytest.raises(ValueError, match="does not fit"):
        document.set_inspection(inspection((41, 60)))
    assert not document.history.can_undo


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_repair_swaps_the_pixels_of_its_box_and_nothing_else(dtype: type) -> None:
    document = Document(photo(50, dtype))
    original = photo(100, dtype)
    document.set_stylized(original)
    result = repair_of(original, (5, 10, 15, 30))
    touched = document.apply_repair(result)
    assert touched == Part.RESULT | Part.INSPECTION | Part.HISTORY
    assert document.changed_box == (5, 10, 15, 30)
    expected = original.pixels.copy()
    expected[5:15, 10:30] = result.after
    assert np.array_equal(document.stylized.pixels, expected)
    assert document.stylized.icc == original.icc
    document.undo()
    assert np.array_equal(document.stylized.pixels, original.pixels)
    document.redo()
    assert np.array_equal(document.stylized.pixels, expected)
    assert not document.stylized.pixels.flags.writeable


def test_a_repair_leaves_snapshots_alone() -> None:
    document = painted()
    snapshot = document.stylized
    before = snapshot.pixels.copy()
    document.apply_repair(repair_of(snapshot, (0, 0, 40, 60)))
    assert np.array_equal(snapshot.pixels, before)


def test_a_refused_repair_changes_nothing() -> None:
    document = painted()
    revision = document.revision
    refused = repair_of(document.stylized, (0, 0, 5, 5), accepted=False)
    assert document.apply_repair(refused) is Part.NOTHING
    assert document.revision == revision and document.history.undo_label == "Transfer"


def test_a_repair_of_pixels_that_have_changed_since_is_refused() -> None:
    document = painted()
    stale = repair_of(document.stylized, (0, 0, 5, 5))
    document.apply_repair(repair_of(document.stylized, (2, 2, 4, 4)))
    now = document.stylized
    with pytest.raises(StaleResult):
        document.apply_repair(stale)
    assert document.stylized is now
    elsewhere = repair_of(photo(100), (20, 20, 25, 25))
    assert document.apply_repair(elsewhere)


def test_a_repair_before_any_transfer_is_refused() -> None:
    with pytest.raises(StaleResult):
        Document(photo(50)).apply_repair(repair_of(photo(50), (0, 0, 5, 5)))


def test_a_repair_may_empty_the_mask_and_undo_brings_it_back() -> None:
    document = painted()
    document.fill_box((5, 5, 15, 15))
    mask = document.mask.copy()
    touched = document.apply_repair(repair_of(document.stylized, (5, 5, 15, 15)), clear_mask=True)
    assert Part.MASK in touched and not document.mask.any()
    document.undo()
    assert np.array_equal(document.mask, mask)
    document.redo()
    assert not document.mask.any()


def test_proofs_follow_undo_and_survive_the_budget() -> None:
    document = painted()
    document.apply_repair(repair_of(document.stylized, (0, 0, 5, 5)))
    document.apply_repair(repair_of(document.stylized, (9, 9, 12, 12)))
    assert [proof.box for proof in document.proofs] == [(0, 0, 5, 5), (9, 9, 12, 12)]
    document.undo()
    assert len(document.proofs) == 1
    document.history.budget_bytes = 0
    document.fill_box((0, 0, 2, 2))
    assert len(document.history.entries) == 1
    assert [proof.box for proof in document.proofs] == [(0, 0, 5, 5)]


def test_an_inspection_knows_whether_it_is_of_the_present_result() -> None:
    document = painted()
    assert not document.inspection_is_current
    document.set_inspection(inspection())
    assert document.inspection_is_current
    document.fill_box((0, 0, 3, 3))
    assert document.inspection_is_current
    document.apply_repair(repair_of(document.stylized, (0, 0, 5, 5)))
    assert document.inspection is not None and not document.inspection_is_current
    document.undo()
    assert document.inspection_is_current
    document.undo()
    document.set_stylized(photo(150))
    assert document.inspection is None


def test_painting_does_not_make_work_on_the_pictures_stale() -> None:
    document = painted()
    revision, pictures = document.revision, document.picture_revision
    document.paint_stroke([(5, 5), (20, 20)], 4)
    assert document.revision > revision and document.picture_revision == pictures
    document.undo()
    assert document.picture_revision == pictures
    document.undo()
    assert document.picture_revision > pictures


def test_the_mask_cannot_be_written_around_the_document() -> None:
    document = painted()
    with pytest.raises(ValueError, match="read-only"):
        document.mask[0, 0] = 1


@pytest.mark.parametrize("hardness", [0.0, 0.5, 1.0])
def test_undo_restores_the_mask_exactly_also_under_soft_strokes(hardness: float) -> None:
    document = painted()
    rng = np.random.default_rng(3)
    states = [document.mask.copy()]
    for value in (1.0, 0.6, 0.0, 1.0, 0.0):
        points = [tuple(point) for point in rng.uniform(-10, 70, (6, 2))]
        assert document.paint_stroke(points, 6.5, hardness, value)
        states.append(document.mask.copy())
    document.invert_mask()
    states.append(document.mask.copy())
    for state in reversed(states[:-1]):
        assert document.undo() == Part.MASK | Part.HISTORY
        assert np.array_equal(document.mask, state)
    for state in states[1:]:
        document.redo()
        assert np.array_equal(document.mask, state)


def test_a_long_gesture_over_a_large_picture_is_restored_exactly() -> None:
    document = Document(photo(50, hw=(700, 900)))
    document.set_mask(np.random.default_rng(1).random((700, 900)).astype(np.float32))
    before = document.mask.copy()
    path = [(450, 350), (460, 350), (600, 100), (100, 600), (899, 699), (-50, -50)]
    document.paint_stroke(path, 25, 0.3, 1.0)
    after = document.mask.copy()
    assert not np.array_equal(before, after)
    document.undo()
    assert np.array_equal(document.mask, before)
    document.redo()
    assert np.array_equal(document.mask, after)


def test_an_edit_of_the_mask_keeps_no_more_than_its_box() -> None:
    document = Document(photo(50, hw=(700, 900)))
    document.paint_stroke([(450, 350)], 5, 1.0, 1.0)
    patch = document.history.entries[-1].mask
    top, left, bottom, right = patch.box
    assert bottom - top <= 16 and right - left <= 16
    assert 0 < document.history.nbytes <= 2 * (bottom - top) * (right - left)


def test_strokes_that_change_nothing_are_no_edits() -> None:
    document = painted()
    assert document.paint_stroke([(-100, -100)], 5) is Part.NOTHING
    assert document.paint_stroke([(10, 10)], 5, value=0.0) is Part.NOTHING
    assert document.set_mask(document.mask.copy()) is Part.NOTHING
    assert document.history.undo_label == "Transfer"


def test_a_box_is_filled_within_the_picture() -> None:
    document = painted()
    document.fill_box((-5, 50, 10, 100), 1.0)
    assert document.mask.sum() == 10 * 10 and document.changed_box == (0, 50, 10, 60)
    document.clear_mask()
    assert not document.mask.any()
    with pytest.raises(ValueError, match="does not fit"):
        document.set_mask(np.zeros((3, 3), np.float32))


def test_saving_marks_clean_and_edits_modify() -> None:
    document = painted()
    assert document.mark_saved() == Part.HISTORY and not document.is_modified
    document.fill_box((0, 0, 3, 3))
    assert document.is_modified
    document.undo()
    assert not document.is_modified


def test_alpha_and_metadata_survive_a_repair() -> None:
    document = Document(photo(50))
    carrier = replace(photo(100), alpha=np.full(HW, 9, np.uint8), exif=b"exif", dpi=(72.0, 72.0))
    document.set_stylized(carrier)
    document.apply_repair(repair_of(carrier, (0, 0, 5, 5)))
    kept = document.stylized
    assert np.array_equal(kept.alpha, carrier.alpha)
    assert (kept.exif, kept.dpi, kept.name) == (b"exif", (72.0, 72.0), "100.png")
