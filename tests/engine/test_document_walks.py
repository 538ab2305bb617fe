"""Whatever is done to a document, in any order: undo, redo and a project give the same bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.document import Document, load_project, save_project
from engine.imaging.photo import Photo
from engine.operations.results import RepairAlternative, RepairResult

HW = (33, 47)
STEPS = 30
SMALL_BUDGET = 60_000
Bytes = tuple[object, ...]


def noise(rng: np.random.Generator, shape: tuple[int, ...], dtype: type = np.uint8) -> np.ndarray:
    return rng.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


def painting(rng: np.random.Generator) -> Photo:
    dtype = np.uint16 if rng.random() < 0.3 else np.uint8
    alpha = noise(rng, HW, dtype) if rng.random() < 0.5 else None
    return Photo(noise(rng, (*HW, 3), dtype), alpha, icc=b"profile" * 20)


def repair(rng: np.random.Generator, photo: Photo) -> RepairResult:
    top, left = int(rng.integers(0, 20)), int(rng.integers(0, 30))
    bottom, right = top + int(rng.integers(1, 10)), left + int(rng.integers(1, 10))
    before = photo.pixels[top:bottom, left:right].copy()
    first, second = (noise(rng, before.shape, before.dtype.type) for _ in range(2))
    return RepairResult(
        True, "Mended.", (top, left, bottom, right), "heal", 0.9, 0.1, 0, 9, "a", "a", "Ok.",
        before=before, after=first,
        alternatives=(
            RepairAlternative("heal", first, 0.1, "Mended."),
            RepairAlternative("calm", second, 0.2, "Calmed."),
        ),
    )  # fmt: skip


def mend(document: Document, rng: np.random.Generator) -> None:
    result = repair(rng, document.stylized)
    document.apply_repair(result, clear_mask=rng.random() < 0.5)
    for other in (1, 0):
        if rng.random() < 0.4:
            document.apply_alternative(result, other)


def anything(document: Document, rng: np.random.Generator) -> None:
    """One of the things that a person can do."""
    box = tuple(int(edge) for edge in (*rng.integers(-5, 30, 2), *rng.integers(5, 60, 2)))
    points = [(float(x), float(y)) for x, y in rng.random((4, 2)) * (HW[1], HW[0])]
    radius, hardness = float(rng.random()) * 12 + 0.5, float(rng.random())
    deeds = (
        document.invert_mask,
        document.clear_mask,
        document.undo,
        document.redo,
        lambda: document.fill_box(box, float(rng.random())),
        lambda: document.set_mask(rng.random(HW, np.float32)),
        lambda: document.paint_stroke(points, radius, hardness, float(rng.integers(0, 2))),
        lambda: document.set_style(painting(rng)),
        lambda: document.set_stylized(painting(rng)),
        lambda: mend(document, rng) if document.stylized else document.set_stylized(painting(rng)),
    )
    deeds[int(rng.integers(len(deeds)))]()


def state(document: Document) -> Bytes:
    photo, mask = document.stylized, document.mask_levels.tobytes()
    if photo is None:
        return None, mask
    alpha = None if photo.alpha is None else photo.alpha.tobytes()
    return photo.pixels.dtype, photo.pixels.tobytes(), alpha, photo.icc, mask


def walked(document: Document) -> tuple[list[Bytes], list[Bytes]]:
    """Every state on the way back to the oldest one, and on the way from there to where it was."""
    index = document.history.index
    back = [state(document)]
    while document.undo():
        back.append(state(document))
    ahead = [state(document)]
    while document.history.index < index:
        document.redo()
        ahead.append(state(document))
    return back, ahead


@pytest.mark.parametrize("budget_bytes", [SMALL_BUDGET, 1 << 29])
@pytest.mark.parametrize("seed", range(6))
def test_any_work_can_be_walked_back_and_kept(tmp_path: Path, seed: int, budget_bytes: int) -> None:
    rng = np.random.default_rng(seed)
    document = Document(painting(rng), budget_bytes)
    first, second = tmp_path / "first.kintsugi", tmp_path / "second.kintsugi"
    for _ in range(3):
        for _ in range(STEPS // 3):
            anything(document, rng)
        back, ahead = walked(document)
        assert ahead == back[::-1]

        save_project(document, first)
        opened = load_project(first)
        assert opened.lost == () and not opened.document.is_modified
        save_project(opened.document, second)
        assert second.read_bytes() == first.read_bytes()
        assert opened.document.proofs == document.proofs
        assert walked(opened.document) == (back, ahead)
        # What was undone is still there to be done again.
        while document.redo():
            opened.document.redo()
            assert state(opened.document) == state(document)
        document = opened.document
        document.history.budget_bytes = budget_bytes
