"""The brush in levels: shape, seamless strokes, and the patches that the document keeps."""

from __future__ import annotations

import numpy as np
import pytest

from engine.document import Document, Part
from engine.document.painting import (
    cover_patch,
    levels_of,
    mask_of,
    patch_between,
    stroke_patch,
)
from engine.imaging import brushes
from engine.imaging.brushes import TiledStroke, draw_on_tiles, draw_stroke
from engine.imaging.photo import Photo


def drawn(points, radius, hardness, hw=(200, 300)) -> np.ndarray:
    coverage = np.zeros(hw, np.uint8)
    draw_stroke(coverage, points, radius, hardness)
    return coverage


def disc(centre_xy: tuple[float, float], radius: float, hw=(200, 300)) -> np.ndarray:
    y, x = np.mgrid[: hw[0], : hw[1]] + 0.5
    return np.hypot(x - centre_xy[0], y - centre_xy[1]) <= radius


@pytest.mark.parametrize("radius", [3.0, 20.0, 80.0])
@pytest.mark.parametrize("hardness", [0.0, 0.5, 1.0])
def test_a_dab_is_full_at_its_core_and_nothing_outside(radius: float, hardness: float) -> None:
    coverage = np.zeros((200, 300), np.uint8)
    box = draw_stroke(coverage, [(150.5, 90.5)], radius, hardness)
    assert coverage[90, 150] > 240 and box is not None
    assert np.all(coverage[disc((150.5, 90.5), radius * hardness - 1)] == 255)
    assert not coverage[~disc((150.5, 90.5), radius + 1)].any()
    coverage[box[0] : box[2], box[1] : box[3]] = 0
    assert not coverage.any()


def test_a_dab_covers_the_area_of_its_circle() -> None:
    assert drawn([(31.2, 32.9)], 6.0, 1.0).sum() / 255 == pytest.approx(np.pi * 36, rel=0.02)


def test_a_small_dab_follows_fractions_of_a_pixel() -> None:
    coverage = drawn([(10.25, 9.75)], 3.0, 1.0) / 255
    y, x = np.mgrid[:200, :300] + 0.5
    assert (coverage * x).sum() / coverage.sum() == pytest.approx(10.25, abs=0.03)
    assert (coverage * y).sum() / coverage.sum() == pytest.approx(9.75, abs=0.03)


def test_a_middle_value_raises_what_is_below_and_lowers_what_is_above() -> None:
    levels = np.zeros((40, 40), np.uint8)
    levels[:, 20:] = 255
    patch = stroke_patch(levels, [(20, 20)], 10, 1.0, 0.4)
    assert patch is not None
    top, left, bottom, right = patch.box
    levels[top:bottom, left:right] = patch.after
    assert levels[20, 15] == levels[20, 25] == 102
    assert levels[20, 2] == 0 and levels[20, 37] == 255


@pytest.mark.parametrize("hardness", [0.0, 0.5, 0.8, 1.0])
def test_dabs_far_apart_leave_no_scallops(hardness: float) -> None:
    coverage = np.zeros((300, 700), np.uint8)
    draw_stroke(coverage, [(120, 150), (580, 150)], 100, hardness)
    profile = coverage[:, 250:450].astype(int)
    assert (profile.max(axis=1) - profile.min(axis=1)).max() <= (70 if hardness == 1.0 else 8)
    widths = profile.sum(axis=0) / 255
    assert widths.max() - widths.min() < 0.02 * widths.max()


def test_drawing_in_pieces_is_the_same_as_at_once() -> None:
    points = [(40.0, 40.0), (90.0, 60.0), (130.0, 150.0), (250.0, 100.0)]
    whole = drawn(points, 30, 0.7)
    pieces = np.zeros_like(whole)
    for index in range(len(points) - 1):
        draw_stroke(pieces, points[index : index + 2], 30, 0.7)
    assert np.abs(whole.astype(int) - pieces.astype(int)).max() <= 8


def test_many_slow_events_draw_as_one_line() -> None:
    slow = [(60 + i / 7, 100.0) for i in range(1000)]
    apart = drawn(slow, 25, 0.8).astype(int) - drawn([slow[0], slow[-1]], 25, 0.8)
    assert np.abs(apart).max() <= 20  # a quarter pixel of an edge that is five pixels wide


def test_a_pen_tapers() -> None:
    coverage = drawn([(50.0, 100.0), (250.0, 100.0)], [4.0, 40.0], 1.0)
    widths = (coverage[:, 60:240:20] > 127).sum(axis=0)
    assert np.all(np.diff(widths) > 0)
    assert widths[0] == pytest.approx(2 * (4 + 36 * 10 / 200), abs=3)


def test_only_what_lies_inside_is_touched() -> None:
    coverage = np.zeros((50, 60), np.uint8)
    assert draw_stroke(coverage, [(-300.0, 10.0)], 20, 1.0) is None and not coverage.any()
    box = draw_stroke(coverage, [(-10.0, 10.0)], 20, 1.0)
    assert box is not None and box[1] == 0 and coverage[10, 5] == 255
    left, top = 100, 40
    moved = np.zeros((50, 60), np.uint8)
    draw_stroke(moved, [(left - 10.0, top + 10.0)], 20, 1.0, (left, top))
    np.testing.assert_array_equal(moved, coverage)


@pytest.mark.parametrize("radius", [4.0, 30.0, [5.0, 40.0, 10.0]])
def test_on_tiles_it_is_the_same_stroke(radius) -> None:
    points = [(-20.0, 30.0), (150.0, 100.0), (330.0, 190.0)]
    joined = np.zeros((200, 300), np.uint8)
    boxes = []
    for (top, left, bottom, right), coverage in draw_on_tiles(points, radius, 0.7, (200, 300), 64):
        joined[top:bottom, left:right] = coverage
        boxes.append((top, left))
    np.testing.assert_array_equal(joined, drawn(points, radius, 0.7))
    assert len(boxes) == len(set(boxes)) < 20


def test_a_thin_line_across_a_large_picture_is_kept_in_pieces() -> None:
    levels = np.zeros((3000, 4000), np.uint8)
    patch = stroke_patch(levels, [(100, 100), (3900, 2900)], 5, 1.0, 1.0)
    assert patch is not None and len(patch.pieces) > 8
    kept = sum(piece.after.size for piece in patch.pieces)
    assert kept < 0.2 * 2800 * 3800 and patch.reach == (95, 95, 2905, 3905)
    document = Document(Photo(np.zeros((3000, 4000, 3), np.uint8)))
    document.paint_stroke([(100, 100), (3900, 2900)], 5)
    assert document.changed_box is not None and document.mask[1500, 2000] == 1
    assert document.mask.any(axis=1)[100:2900].all()
    document.undo()
    assert not document.mask.any() and len(document.history.entries) == 1


def test_a_coverage_pulls_the_mask() -> None:
    levels = np.full((40, 40), 255, np.uint8)
    coverage = np.zeros((10, 20), np.uint8)
    coverage[2:8, 5:15] = 255
    patch = cover_patch(levels, [((5, 10, 15, 30), coverage)], 0.0)
    assert patch is not None and patch.box == (7, 15, 13, 25) and not patch.after.any()
    assert cover_patch(levels, [((5, 10, 15, 30), coverage)], 1.0) is None
    with pytest.raises(ValueError, match="does not fit"):
        cover_patch(levels, [((0, 0, 5, 5), coverage)], 1.0)


def test_a_patch_is_the_smallest_change() -> None:
    rng = np.random.default_rng(1)
    levels = rng.integers(0, 256, (120, 160), np.uint8)
    painted = np.maximum(levels, drawn([(40, 50), (90, 70)], 12, 0.5, levels.shape))
    patch = stroke_patch(levels, [(40, 50), (90, 70)], 12, 0.5, 1.0)
    assert patch is not None
    assert not patch.rest
    top, left, bottom, right = patch.box
    after = levels.copy()
    after[top:bottom, left:right] = patch.after
    np.testing.assert_array_equal(after, painted)
    np.testing.assert_array_equal(levels[top:bottom, left:right], patch.before)
    assert stroke_patch(levels, [], 12, 0.5, 1.0) is None
    assert stroke_patch(levels, [(-90, -90)], 12, 0.5, 1.0) is None
    assert stroke_patch(np.full((50, 50), 255, np.uint8), [(20, 20)], 9, 0.5, 1.0) is None


def test_a_value_between_pulls_from_both_sides() -> None:
    levels = np.zeros((60, 60), np.uint8)
    levels[:, 30:] = 255
    patch = stroke_patch(levels, [(30, 30)], 10, 1.0, 0.4)
    assert patch is not None
    middle = patch.after[30 - patch.box[0]]
    assert set(middle[2:-2].tolist()) == {102}


def test_levels_survive_the_way_there_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    np.testing.assert_array_equal(levels_of(mask_of(levels)), levels)
    assert mask_of(levels)[-1, -1] == 1.0
    large = np.linspace(-0.5, 1.5, 3000 * 200, dtype=np.float32).reshape(3000, 200)
    np.testing.assert_array_equal(
        levels_of(large), np.rint(np.clip(large, 0, 1) * 255).astype(np.uint8)
    )


def test_a_part_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        patch_between(np.zeros((20, 20), np.uint8), (0, 0, 5, 5), np.zeros((4, 5), np.float32))


def test_one_pen_gesture_is_one_edit_that_undo_takes_back() -> None:
    document = Document(Photo(np.zeros((100, 120, 3), np.uint8)))
    assert document.paint_stroke([(20, 20), (80, 60)], [3.0, 12.0]) == Part.MASK | Part.HISTORY
    assert document.mask[60, 80] == 1 and len(document.history.entries) == 1
    box = document.changed_box
    assert box is not None and box[0] > 10 and box[2] < 80
    assert document.paint_stroke([(20, 20), (80, 60)], [3.0, 12.0]) is Part.NOTHING
    document.undo()
    assert not document.mask.any()


def test_a_stroke_that_grows_covers_what_it_covers_at_once() -> None:
    points = [(20.0 + 9 * i, 60 + 30 * np.sin(i / 3)) for i in range(25)]
    hw, whole = (200, 300), np.zeros((200, 300), np.uint8)
    draw_stroke(whole, points, 30, 0.6)
    growing = TiledStroke(hw, 0.6, 64)
    growing.extend(points[:1], 30)
    for start in range(len(points) - 1):
        growing.extend(points[start : start + 2], 30)
    grown = np.zeros(hw, np.uint8)
    for (top, left, bottom, right), coverage in growing.tiles():
        grown[top:bottom, left:right] = coverage
    assert np.abs(grown.astype(int) - whole).max() <= 8
    assert ((grown == 0) == (whole == 0)).mean() > 0.999


def test_tiles_inside_a_large_brush_are_done_with_after_one_dab() -> None:
    stroke = TiledStroke((2000, 2000), 0.9, 256)
    stroke.extend([(1000, 1000)], 900)
    full = {box[:2] for box, coverage in stroke.tiles() if not any(coverage.strides)}
    assert (768, 768) in full and len(full) >= 16
    exact = np.zeros((2000, 2000), np.uint8)
    draw_stroke(exact, [(1000, 1000)], 900, 0.9)
    for (top, left, bottom, right), coverage in stroke.tiles():
        assert np.array_equal(coverage, exact[top:bottom, left:right])


@pytest.mark.parametrize("hardness", [0.0, 0.8, 1.0])
@pytest.mark.parametrize("radius", [600, 1500])
def test_a_large_brush_is_the_brush(radius: int, hardness: float) -> None:
    """What comes from a table is what square roots would give."""
    tip = brushes._centred_tip(radius, hardness)
    reach = tip.shape[0] // 2
    for row in (0, 7, radius // 3, radius - 1, radius):
        distance = np.hypot(np.arange(-reach, reach + 1, dtype=np.float32), np.float32(row))
        exact = brushes._levels(distance, radius, hardness)
        for line in (tip[reach + row], tip[reach - row], tip[:, reach + row]):
            assert np.abs(line.astype(int) - exact).max() <= 2


def test_a_brush_much_larger_than_its_sheet_is_not_made(monkeypatch) -> None:
    """A stroke of the largest brush seen from near."""

    def refuse(radius: float, hardness: float) -> np.ndarray:
        raise AssertionError(f"a tip of {radius} pixels was made")

    monkeypatch.setattr(brushes, "_centred_tip", refuse)
    sheet = np.zeros((300, 400), np.uint8)
    radius = 64_000.0
    draw_stroke(sheet, [(200 - radius, 150)], radius, 0.998)
    assert (
        sheet[150, 0] > 0 and sheet[150, 399] == 0 and (np.diff(sheet[150].astype(int)) <= 0).all()
    )
    draw_stroke(sheet, [(200.0, 150.0)], radius, 0.5)
    assert (sheet == 255).all()


def test_a_large_brush_works_out_only_where_it_falls_off(monkeypatch) -> None:
    worked: list[int] = []
    levels_at = brushes._levels_at

    def counted(rows, columns, radius, hardness):
        worked.append(rows.size * columns.size)
        return levels_at(rows, columns, radius, hardness)

    monkeypatch.setattr(brushes, "_levels_at", counted)
    brushes._large_quarter(2001, 2000, 0.9)
    assert 0 < sum(worked) < 0.25 * 2002**2 and max(worked) <= 64 * 2002


def test_a_stroke_over_an_empty_mask_is_its_coverage() -> None:
    for start, value in ((0, 1.0), (255, 0.0), (255, 0.25), (0, 0.5), (90, 1.0), (200, 0.4)):
        levels = np.full((300, 300), start, np.uint8)
        uneven = levels.copy()
        uneven[0, 0] ^= 1  # far from the stroke: the same change, found the long way
        coverage = drawn([(120, 130), (160, 150)], 40, 0.5, levels.shape)
        even_patch = cover_patch(levels, [((0, 0, 300, 300), coverage)], value)
        patch = cover_patch(uneven, [((0, 0, 300, 300), coverage)], value)
        if patch is None:
            assert even_patch is None
            continue
        assert even_patch is not None and even_patch.box == patch.box
        assert np.array_equal(even_patch.before, patch.before)
        assert np.array_equal(even_patch.after, patch.after)
        even_patch.put(levels, forward=True)
        even_patch.put(levels, forward=False)
        assert (levels == start).all()
