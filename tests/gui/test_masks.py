"""Masks in the window: soft brushes, taking away, growing, snapping, marking a problem."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog

from engine.document.painting import mask_of
from engine.imaging.masks import grow
from gui.mask_dialog import MaskDialog


def labels(session):
    return [edit.label for edit in session.document.history.entries]


def test_a_soft_brush_marks_softly(stylized):
    stylized.paint([(60.0, 60.0)], 30.0, "paint", 0.0)
    mask = stylized.document.mask
    assert mask[60, 60] > 0.98 and 0.4 < mask[60, 75] < 0.6 and mask[60, 91] == 0
    stylized.clear_mask()
    stylized.paint([(60.0, 60.0)], 30.0, "paint", 1.0)
    assert stylized.document.mask[60, 85] == 1


def test_rectangle_and_lasso_take_away_too(stylized):
    stylized.fill_box((10, 10, 60, 80))
    stylized.fill_box((20, 20, 30, 30), "erase")
    stylized.fill_polygon([(60, 10), (80, 10), (80, 60), (60, 60)], "erase")
    mask = stylized.document.mask
    assert mask[15, 15] == 1 and mask[25, 25] == 0 and mask[40, 70] == 0
    assert labels(stylized)[-2:] == ["Erase", "Erase"]
    stylized.undo()
    assert stylized.document.mask[40, 70] == 1


def test_growing_and_shrinking_are_edits(stylized, wait_idle):
    stylized.fill_box((40, 40, 60, 70))
    before = stylized.document.mask.copy()
    stylized.masks.grow(6)
    wait_idle(stylized)
    assert np.abs(stylized.document.mask - grow(before, 6)).max() < 0.003
    assert labels(stylized)[-1] == "Grow mask"
    stylized.masks.grow(-12)
    wait_idle(stylized)
    assert stylized.document.mask[50, 55] == 1 and stylized.document.mask[41, 55] == 0
    stylized.undo()
    stylized.undo()
    np.testing.assert_array_equal(stylized.document.mask, before)
    stylized.masks.grow(-40)
    wait_idle(stylized)
    assert not stylized.has_mask


def test_a_reshaping_that_is_overtaken_is_dropped(stylized, wait_idle):
    stylized.fill_box((40, 40, 60, 70))
    stylized.masks.grow(6)
    stylized.fill_box((5, 5, 10, 10))
    wait_idle(stylized)
    assert stylized.document.mask[37, 50] == 0 and stylized.document.mask[7, 7] == 1


def test_snapping_fits_the_mask_to_the_flaw(stylized, wait_idle):
    region = stylized.regions[0]
    top, left, bottom, right = region.box
    middle = (left + right) / 2, (top + bottom) / 2
    stylized.paint([middle], 5.0, "paint")
    stylized.masks.snap()
    wait_idle(stylized)
    mask = stylized.document.mask >= 0.5
    assert labels(stylized)[-1] == "Snap mask"
    inside = mask[top:bottom, left:right]
    assert inside.mean() > 0.85 and mask.sum() - inside.sum() < 0.15 * mask.sum()


def test_snapping_where_nothing_stands_out_says_so(stylized, wait_idle):
    told = []
    stylized.notified.connect(told.append)
    stylized.paint([(150.0, 10.0)], 6.0, "paint")
    before = stylized.document.mask.copy()
    stylized.masks.snap()
    wait_idle(stylized)
    assert told[-1].sentence.startswith("The heatmap has no edge")
    np.testing.assert_array_equal(stylized.document.mask, before)


def test_a_problem_can_be_marked_and_painted_on(stylized_window, wait_idle):
    window = stylized_window
    window.problems_panel.select(1)
    window.refresh()
    window.session.fill_box((0, 0, 4, 4))
    window.table["mark_region"].trigger()
    wait_idle(window.session)
    region = window.session.region(1)
    top, left, bottom, right = region.box
    mask = window.session.document.mask
    assert mask[top:bottom, left:right].all() and mask[2, 2] == 1
    assert labels(window.session)[-1] == "Mark problem"


def test_whether_there_is_a_mask_is_known_without_looking_everywhere(stylized):
    masks = stylized.masks
    assert masks.extent is None and not stylized.has_mask
    stylized.paint([(20.0, 20.0)], 5.0, "paint")
    first = masks.extent
    assert stylized.has_mask and first is not None and first[2] < 30
    stylized.paint([(100.0, 100.0)], 5.0, "paint")
    stylized.paint([(20.0, 20.0)], 9.0, "erase")
    assert stylized.has_mask
    box, part = masks.snapshot()
    assert part.shape == (box[2] - box[0], box[3] - box[1])
    assert mask_of(part).sum() == pytest.approx(stylized.document.mask.sum())
    stylized.paint([(100.0, 100.0)], 9.0, "erase")
    assert not stylized.has_mask and masks.extent is None and masks.snapshot() is None
    stylized.undo()
    assert stylized.has_mask
    stylized.invert_mask()
    assert stylized.has_mask and masks.extent is not None
    stylized.clear_mask()
    assert not stylized.has_mask


def test_the_dialog_previews_on_the_canvas_and_changes_on_ok(stylized_window, qtbot, wait_idle):
    window = stylized_window
    window.session.fill_box((40, 40, 60, 70))
    before = window.session.document.mask.copy()
    dialog = MaskDialog(window.session.masks, window.canvas, window)
    dialog.show()

    def previewed():
        shown = window.canvas.scene.mask.mask
        return shown[33, 55] > 0 and shown[20, 55] == 0

    qtbot.waitUntil(previewed)
    np.testing.assert_array_equal(window.session.document.mask, before)
    dialog.reject()
    np.testing.assert_array_equal(mask_of(window.canvas.scene.mask.mask), before)
    dialog = MaskDialog(window.session.masks, window.canvas, window)
    dialog.show()
    dialog.slider.setValue(-4)
    assert dialog.number.value() == -4
    dialog.accept()
    wait_idle(window.session)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert window.session.document.mask[41, 55] == 0 and window.session.document.mask[50, 55] == 1
    dialog.deleteLater()


def test_hardness_by_keys_slider_and_hand_agree(stylized_window):
    window = stylized_window
    slider = window.tool_bar.brush_hardness.slider
    assert slider.value() == 80
    window.table["brush_softer"].trigger()
    assert window.canvas.brush_hardness == pytest.approx(0.7) and slider.value() == 70
    slider.setValue(25)
    assert window.canvas.brush_hardness == 0.25
    for _ in range(20):
        window.table["brush_harder"].trigger()
    assert window.canvas.brush_hardness == 1.0 and slider.value() == 100


# --- difference ---------------------------------------------------------------------------------


def test_difference_is_black_where_nothing_differs(stylized_window, qtbot, wait_idle):
    window = stylized_window
    session, canvas = window.session, window.canvas
    assert not window.tool_bar.difference.isVisible()
    window.table["compare_difference"].trigger()
    qtbot.waitUntil(window.tool_bar.difference.isVisible)
    source = canvas.scene.difference.source
    assert source.before is session.shown_content and source.after is session.shown_result
    # From before its repairs on, only the repaired place differs.
    session.repair_region(1, repair_params())
    wait_idle(session)
    window.tool_bar.difference._choose_base(True)
    window.tool_bar.difference._choose_factor(8.0)
    wait_idle(session)
    source = canvas.scene.difference.source
    box = session.document.proofs[-1].box
    apart = (source.before != source.after).any(axis=2)
    inside = np.zeros_like(apart)
    inside[box[0] : box[2], box[1] : box[3]] = True
    assert apart.any() and not (apart & ~inside).any() and source.factor == 8.0
    x, y = canvas.view.to_device(150.5, 110.5)
    assert canvas.grab().toImage().pixelColor(int(x), int(y)).getRgb()[:3] == (0, 0, 0)
    window.table["compare_single"].trigger()
    assert canvas.scene.difference is None
    qtbot.waitUntil(lambda: not window.tool_bar.difference.isVisible())


def repair_params():
    from engine.operations.params import RepairParams

    return RepairParams()


def test_difference_amplifies_and_keeps_fine_steps():
    from gui.overlay import DifferenceSource

    def shown(before, after, factor):
        packed = DifferenceSource(before, after, factor).render(0, (0, 0, 4, 4))
        return sorted({int(v) for v in packed[..., :3].ravel()})

    low = np.full((4, 4, 3), 100, np.uint8)
    assert shown(low, low, 32) == [0]
    assert shown(low, low + 3, 4) == [12] and shown(low + 3, low, 4) == [12]
    assert shown(low, low + 100, 4) == [255]
    deep = low.astype(np.uint16) * 257
    assert shown(deep, deep + 64, 16) == [4]  # a quarter of a level of 8 bits, times 16
    with pytest.raises(ValueError, match="cannot be compared"):
        DifferenceSource(low, low[:2], 1)


def test_a_stroke_is_worked_out_while_it_lasts(stylized_window, monkeypatch):
    """At its end nothing is drawn any more; only what it changes is looked for."""
    from engine.imaging import brushes
    from gui.tools import Stroke

    window, session = stylized_window, stylized_window.session
    canvas, drawn = window.canvas, []
    dabs = brushes._dabs
    monkeypatch.setattr(
        brushes, "_dabs", lambda points, *rest: drawn.append(len(points)) or dabs(points, *rest)
    )
    points = [(20.0 + 4 * i, 30.0 + i) for i in range(20)]
    stroke = Stroke("paint", 0.8)
    for index, point in enumerate(points):
        stroke.add(*point, 8.0)
        if index == 0:
            canvas.begin_stroke(stroke)
        else:
            canvas.extend_stroke(stroke, index - 1)
    assert max(drawn) <= 2  # never more than the newest piece
    drawn.clear()
    canvas.end_stroke(stroke, keep=True)
    assert drawn == []
    mask = session.document.mask_levels.copy()
    assert mask[30, 20] == 255 and mask[49, 96] == 255 and mask[100, 20] == 0
    session.undo()
    session.paint(points, 8.0, "paint", 0.8)
    again = session.document.mask_levels
    assert ((mask > 127) == (again > 127)).mean() > 0.999


def test_a_stroke_of_another_document_is_not_taken(stylized, make_photo, wait_idle):
    from gui.tools import Stroke

    stroke = Stroke("paint", 0.8, [(20.0, 20.0)], [8.0])
    stylized.masks.follow(stroke, 0)
    stylized.open_content(make_photo(40, 40))
    wait_idle(stylized)
    stylized.paint([(20.0, 20.0)], 8.0, "paint", 0.8)
    assert stylized.document.mask_levels.shape == (40, 40)
    assert stylized.document.mask_levels[20, 20] == 255


def test_a_cleared_mask_is_not_looked_through(stylized, monkeypatch):
    stylized.fill_box((20, 20, 40, 40))
    monkeypatch.setattr("gui.session_masks.mask_box", lambda _mask: pytest.fail("looked through"))
    stylized.clear_mask()
    assert not stylized.has_mask and stylized.masks.extent is None
    assert not stylized.document.mask.any()
    monkeypatch.undo()
    stylized.undo()
    assert stylized.has_mask and stylized.document.mask.sum() == 400
