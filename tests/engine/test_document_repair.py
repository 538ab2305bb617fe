"""Repairs in a document: what they copy, what they keep, and how they give way to another."""

from __future__ import annotations

from dataclasses import replace
from weakref import ref

import numpy as np
import pytest

from engine.document import Document, Part, StaleResult
from engine.imaging.photo import Photo, freeze
from engine.operations.results import (
    PatchedPixels,
    RepairAlternative,
    RepairProof,
    RepairResult,
)

BOX = (5, 10, 15, 30)


def document() -> Document:
    made = Document(Photo(np.full((40, 60, 3), 50, np.uint8)))
    rng = np.random.default_rng(0)
    made.set_stylized(Photo(rng.integers(0, 200, (40, 60, 3)).astype(np.uint8)))
    made.mark_saved()
    return made


def result_for(photo: Photo, patched: bool = True) -> RepairResult:
    top, left, bottom, right = BOX
    before = freeze(photo.pixels[top:bottom, left:right].copy())
    ways = [freeze(before + np.uint8(step)) for step in (7, 20, 40)]
    alternatives = tuple(
        RepairAlternative(method, after, score, f"Repaired with {method}.", 0, "ab")
        for method, after, score in zip(("heal", "calm", "restyle"), ways, (0.1, 0.2, 0.3),
                                        strict=True)
    )  # fmt: skip
    pixels = photo.pixels.copy()
    pixels[top:bottom, left:right] = ways[0]
    return RepairResult(
        True, "Repaired with heal.", BOX, "heal", 0.9, 0.1, 0, 2200, "ab", "ab", "0 of 2,200.",
        before=before, after=ways[0], alternatives=alternatives,
        patched=PatchedPixels(ref(photo.pixels), freeze(pixels)) if patched else None,
    )  # fmt: skip


def boxed(made: Document) -> np.ndarray:
    assert made.stylized is not None
    return made.stylized.pixels[BOX[0] : BOX[2], BOX[1] : BOX[3]]


def test_the_array_made_beside_the_window_takes_its_place() -> None:
    made = document()
    assert made.stylized is not None
    original, result = made.stylized, result_for(made.stylized)
    assert made.apply_repair(result)
    assert result.patched is not None and made.stylized.pixels is result.patched.pixels
    assert not made.stylized.pixels.flags.writeable
    made.undo()
    assert made.stylized is original
    made.redo()
    assert made.stylized.pixels is result.patched.pixels


def test_an_array_made_for_another_picture_is_not_taken() -> None:
    made = document()
    assert made.stylized is not None
    result = result_for(made.stylized)
    elsewhere = made.stylized.pixels.copy()
    elsewhere[0, 0] = 255
    made.set_stylized(made.stylized.with_pixels(elsewhere))
    made.apply_repair(result)
    assert (made.stylized.pixels[0, 0] == 255).all()
    assert np.array_equal(boxed(made), result.after)


def test_results_without_it_are_applied_just_the_same() -> None:
    made = document()
    assert made.stylized is not None
    original = made.stylized.pixels
    result = result_for(made.stylized, patched=False)
    made.apply_repair(result)
    assert np.array_equal(boxed(made), result.after)
    made.undo()
    assert np.array_equal(made.stylized.pixels, original)


def test_an_alternative_replaces_the_repair_and_does_not_stack() -> None:
    made = document()
    assert made.stylized is not None
    original, result = made.stylized, result_for(made.stylized)
    made.apply_repair(result, clear_mask=True)
    edits = len(made.history.entries)
    for index in (1, 2, 0, 2):
        assert made.apply_alternative(result, index) & Part.RESULT
        assert np.array_equal(boxed(made), result.alternatives[index].after)
        assert len(made.history.entries) == edits and not made.history.can_redo
        assert [proof.method for proof in made.proofs] == [result.alternatives[index].method]
    outside = np.ones((40, 60), bool)
    outside[BOX[0] : BOX[2], BOX[1] : BOX[3]] = False
    assert np.array_equal(made.stylized.pixels[outside], original.pixels[outside])
    made.undo()
    assert made.stylized is original and made.proofs == () and not made.is_modified
    made.redo()
    assert np.array_equal(boxed(made), result.alternatives[2].after)


def test_each_alternative_has_its_own_proof() -> None:
    made = document()
    assert made.stylized is not None
    result = result_for(made.stylized)
    result = replace(
        result,
        alternatives=(*result.alternatives[:2], replace(result.alternatives[2],
                      outside_changed_px=3, sha256_outside_after="cd")),
    )  # fmt: skip
    made.apply_repair(result)
    made.apply_alternative(result, 2)
    proof = made.proofs[-1]
    assert type(proof) is RepairProof
    assert (proof.method, proof.score_before, proof.score_after) == ("restyle", 0.9, 0.3)
    assert (proof.outside_changed_px, proof.sha256_outside_after) == (3, "cd")
    assert proof.proof_sentence == "3 of 2,200 pixels outside the mask changed."


def test_the_alternative_that_is_shown_changes_nothing() -> None:
    made = document()
    assert made.stylized is not None
    result = result_for(made.stylized)
    made.apply_repair(result)
    made.apply_alternative(result, 1)
    assert made.apply_alternative(result, 1) is Part.NOTHING


def test_an_alternative_after_a_save_is_a_change() -> None:
    made = document()
    assert made.stylized is not None
    result = result_for(made.stylized)
    made.apply_repair(result)
    made.mark_saved()
    made.apply_alternative(result, 1)
    assert made.is_modified
    made.undo()
    assert made.is_modified, "what was saved is out of reach"


def test_only_the_last_edit_gives_way() -> None:
    made = document()
    assert made.stylized is not None
    result = result_for(made.stylized)
    with pytest.raises(StaleResult):
        made.apply_alternative(result, 1)
    made.apply_repair(result)
    made.paint_stroke([(3, 3)], 2)
    with pytest.raises(StaleResult, match="undo it first"):
        made.apply_alternative(result, 1)
    made.undo()
    assert made.apply_alternative(result, 1)
    with pytest.raises(IndexError):
        made.apply_alternative(result, 3)


def test_pixels_made_beside_the_window_serve_an_alternative() -> None:
    made = document()
    assert made.stylized is not None
    result = result_for(made.stylized)
    made.apply_repair(result)
    pixels = made.stylized.pixels.copy()
    pixels[BOX[0] : BOX[2], BOX[1] : BOX[3]] = result.alternatives[1].after
    made.apply_alternative(result, 1, freeze(pixels))
    assert made.stylized.pixels is pixels
