"""Previews: computed in the engine thread, the latest wins, and none is ever an edit."""

from __future__ import annotations

import numpy as np
import pytest
from quick_previews import no_waiting, opened

from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from gui.style_region import StyleRegion, confined_preview, over_base

__all__ = ["no_waiting", "opened"]


@pytest.fixture
def stylized(opened, presets, wait_idle):
    opened.set_style(presets[0])
    opened.transfer()
    wait_idle(opened)
    opened.shown_previews.clear()
    opened.drops.clear()
    return opened


def of_strength(value: float) -> TransferParams:
    return TransferParams(strength=value)


# --- when a preview is made ---------------------------------------------------------------------


def test_choosing_a_style_shows_a_preview_and_changes_nothing(opened, studio, presets, wait_idle):
    opened.set_style(presets[0])
    wait_idle(opened)
    assert len(opened.shown_previews) == 1 and opened.previews.active
    assert opened.document.stylized is None and not opened.document.history.entries
    assert not opened.is_modified
    assert "preview" in studio.calls and studio.threads == {"kintsugi-engine"}


def test_without_a_photo_there_is_no_preview(session, studio, presets, wait_idle):
    session.set_style(presets[0])
    session.set_transfer_params(of_strength(0.5))
    wait_idle(session)
    assert "preview" not in studio.calls and not session.previews.active


def test_one_in_flight_and_of_the_rest_only_the_newest(opened, studio, presets, qtbot, wait_idle):
    studio.preview_gate.clear()
    opened.set_style(presets[0])
    qtbot.waitUntil(lambda: len(studio.previewed) == 1)
    for percent in range(90, 10, -10):
        opened.set_transfer_params(of_strength(percent / 100))
    assert len(studio.previewed) == 1
    studio.preview_gate.set()
    wait_idle(opened)
    strengths = [params.strength for _style, params in studio.previewed]
    assert strengths == [1.0, pytest.approx(0.2)]
    assert len(opened.shown_previews) == 2


def test_a_preview_that_waits_for_another_goes_with_the_window(opened, studio, presets, qtbot):
    """The one under way is heard of once more after the threads have ended."""
    studio.preview_gate.clear()
    opened.set_style(presets[0])
    qtbot.waitUntil(lambda: bool(studio.previewed))
    opened.set_style(presets[1])
    assert opened.shutdown()
    qtbot.wait(20)  # an exception in a slot fails the test
    assert [style for style, _ in studio.previewed] == [presets[0]]


def test_a_preview_of_the_photo_before_is_not_shown(
    opened, studio, presets, style_file, qtbot, wait_idle
):
    studio.preview_gate.clear()
    opened.set_style(presets[0])
    qtbot.waitUntil(lambda: len(studio.previewed) == 1)
    opened.open_content(style_file)
    qtbot.waitUntil(lambda: opened.document.content.name == style_file.name)
    studio.preview_gate.set()
    wait_idle(opened)
    assert opened.shown_previews == [] and not opened.previews.active


def test_a_transfer_does_not_wait_for_a_preview(opened, studio, presets, qtbot, wait_idle):
    studio.preview_gate.clear()
    opened.set_style(presets[0])
    qtbot.waitUntil(lambda: len(studio.previewed) == 1)
    opened.transfer()
    qtbot.waitUntil(lambda: opened.document.stylized is not None)  # with the gate still shut
    assert not opened.previews.active and opened.shown_previews == []


def test_a_broken_style_is_told_once(opened, studio, presets, wait_idle):
    notices = []
    opened.notified.connect(notices.append)
    studio.fail_with = RuntimeError("boom")
    opened.set_style(presets[0])
    wait_idle(opened)
    assert [notice.tone for notice in notices] == ["error"] and not opened.previews.active


def test_the_inspection_makes_room_and_comes_back(stylized, studio, presets, qtbot, wait_idle):
    studio.gate.clear()
    stylized.inspect()
    before = studio.calls.count("inspect")
    qtbot.waitUntil(lambda: studio.calls.count("inspect") == before + 1 or stylized.inspecting)
    stylized.document.set_inspection(None)
    stylized.set_style(presets[1])
    qtbot.waitUntil(lambda: len(stylized.shown_previews) == 1)  # with the inspection held
    studio.gate.set()
    qtbot.waitUntil(lambda: stylized.document.inspection_is_current)


# --- settling -----------------------------------------------------------------------------------


def test_letting_go_paints_the_full_picture_where_there_is_a_result(
    stylized, studio, qtbot, wait_idle
):
    before = stylized.document.stylized
    stylized.set_transfer_params(of_strength(0.4))
    stylized.previews.settle()
    qtbot.waitUntil(lambda: stylized.document.stylized is not before)
    wait_idle(stylized)
    assert len(stylized.document.history.entries) == 2 and not stylized.previews.active
    assert stylized.document.history.entries[-1].params["strength"] == pytest.approx(0.4)


def test_before_the_first_transfer_the_button_is_the_act(opened, presets, qtbot, wait_idle):
    opened.set_style(presets[0])
    opened.set_transfer_params(of_strength(0.4))
    opened.previews.settle()
    wait_idle(opened)
    qtbot.wait(20)
    wait_idle(opened)
    assert opened.document.stylized is None and opened.previews.active


def test_repairs_are_never_painted_over_without_being_asked(stylized, studio, qtbot, wait_idle):
    from engine.operations.params import RepairParams

    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    repaired = stylized.document.stylized
    stylized.set_transfer_params(of_strength(0.4))
    stylized.previews.settle()
    wait_idle(stylized)
    qtbot.wait(20)
    assert stylized.document.stylized is repaired and stylized.previews.replaces_repairs
    assert stylized.previews.drop()
    assert stylized.document.transfer_params.strength == 1.0


def test_dragged_there_and_back_again_paints_nothing(stylized, studio, qtbot, wait_idle):
    transfers = studio.calls.count("transfer")
    stylized.set_transfer_params(of_strength(0.4))
    stylized.set_transfer_params(of_strength(1.0))
    stylized.previews.settle()
    qtbot.waitUntil(lambda: not stylized.previews.active)
    wait_idle(stylized)
    assert studio.calls.count("transfer") == transfers


def test_dragging_on_takes_back_the_picture_that_was_begun(stylized, studio, qtbot, wait_idle):
    studio.gate.clear()
    stylized.set_transfer_params(of_strength(0.4))
    stylized.previews.settle()
    qtbot.waitUntil(lambda: stylized.activity is not None)
    stylized.set_transfer_params(of_strength(0.6))
    qtbot.waitUntil(lambda: stylized.activity is None)
    qtbot.waitUntil(lambda: len(stylized.shown_previews) == 2)
    assert len(stylized.document.history.entries) == 1
    stylized.previews.settle()
    studio.gate.set()
    qtbot.waitUntil(lambda: not stylized.previews.active)
    wait_idle(stylized)
    edits = stylized.document.history.entries
    assert [edit.params["strength"] for edit in edits] == pytest.approx([1.0, 0.6])


def test_a_transfer_that_was_asked_for_is_not_disturbed(stylized, studio, qtbot, wait_idle):
    studio.gate.clear()
    stylized.transfer()
    job = stylized.activity.job
    stylized.set_transfer_params(of_strength(0.5))
    assert not job.cancel_requested and not stylized.previews.active
    studio.gate.set()
    qtbot.waitUntil(lambda: len(stylized.shown_previews) == 1)
    assert stylized.document.transfer_params.strength == 0.5  # and the slider stays


# --- dropping, undo and redo --------------------------------------------------------------------


def test_dropping_goes_back_to_the_look_of_the_result(stylized, presets, wait_idle):
    stylized.set_style(presets[2])
    stylized.set_transfer_params(of_strength(0.3))
    wait_idle(stylized)
    assert stylized.previews.drop() and not stylized.previews.drop()
    assert stylized.document.style is presets[0]
    assert stylized.document.transfer_params == TransferParams()
    wait_idle(stylized)
    assert not stylized.previews.active and stylized.drops == [1]


def test_a_repair_is_of_the_result_and_not_of_the_preview(stylized, presets, qtbot, wait_idle):
    from engine.operations.params import RepairParams

    stylized.set_style(presets[2])
    wait_idle(stylized)
    assert stylized.previews.result_style is presets[0]
    stylized.repair_region(1, RepairParams())
    assert not stylized.previews.active and stylized.document.style is presets[0]
    wait_idle(stylized)


def test_without_a_result_dropping_keeps_the_choices(opened, presets, wait_idle):
    opened.set_style(presets[1])
    opened.set_transfer_params(of_strength(0.3))
    wait_idle(opened)
    assert opened.previews.drop()
    assert opened.document.style is presets[1]
    assert opened.document.transfer_params.strength == 0.3


def test_undo_and_redo_bring_back_the_look_with_the_picture(stylized, presets, wait_idle):
    stylized.set_style(presets[1])
    stylized.set_transfer_params(of_strength(0.5))
    stylized.transfer()
    wait_idle(stylized)
    stylized.undo()
    wait_idle(stylized)
    assert stylized.document.style is presets[0]
    assert stylized.document.transfer_params.strength == 1.0
    assert not stylized.previews.active
    stylized.redo()
    wait_idle(stylized)
    assert stylized.document.style is presets[1]
    assert stylized.document.transfer_params.strength == 0.5


def test_undo_of_a_stroke_leaves_preview_and_choices_alone(stylized, presets, wait_idle):
    stylized.fill_box((10, 10, 40, 40))
    stylized.set_style(presets[1])
    wait_idle(stylized)
    stylized.undo()
    wait_idle(stylized)
    assert stylized.previews.active and stylized.document.style is presets[1]


# --- inside the mask ----------------------------------------------------------------------------


def test_the_style_stays_inside_the_mask_over_the_result(stylized, studio, presets, wait_idle):
    before = stylized.document.stylized.pixels
    stylized.fill_box((20, 30, 60, 90))
    stylized.set_style(presets[1])
    stylized.previews.inside_mask = True
    stylized.set_transfer_params(of_strength(0.0))
    wait_idle(stylized)
    stylized.transfer()
    wait_idle(stylized)
    after, inside = stylized.document.stylized.pixels, np.s_[20:60, 30:90]
    outside = np.ones(after.shape[:2], bool)
    outside[inside] = False
    assert np.array_equal(after[outside], before[outside])
    assert (after[inside] != before[inside]).any()
    assert studio.regions[-1].shape == after.shape[:2]
    stylized.undo()
    assert np.array_equal(stylized.document.stylized.pixels, before)


def test_painting_into_the_same_mask_again_starts_from_what_was_there(stylized, wait_idle):
    first = stylized.document.stylized
    stylized.fill_box((20, 30, 60, 90))
    stylized.previews.inside_mask = True
    stylized.transfer()
    wait_idle(stylized)
    assert stylized.document.stylized is not first
    assert stylized.previews.region().base is first
    stylized.invert_mask()
    assert stylized.previews.region().base is stylized.document.stylized


def test_the_preview_follows_the_mask(stylized, studio, wait_idle):
    stylized.previews.inside_mask = True
    stylized.fill_box((20, 30, 60, 90))
    wait_idle(stylized)
    assert not stylized.previews.active  # only the look asks for a preview in the first place
    stylized.set_transfer_params(of_strength(0.3))
    wait_idle(stylized)
    shown = stylized.shown_previews[-1]
    stylized.fill_box((60, 30, 100, 90))
    wait_idle(stylized)
    grown = stylized.shown_previews[-1]
    assert np.array_equal(shown[:28], grown[:28])
    assert (shown[32:48, 17:43] != grown[32:48, 17:43]).any()
    assert np.array_equal(shown[32:48, 47:], grown[32:48, 47:])


def test_over_base_mixes_by_the_mask_and_keeps_the_rest_bit_by_bit():
    random = np.random.default_rng(3)
    content, base, styled = (random.integers(0, 65536, (300, 5, 3), np.uint16) for _ in range(3))
    levels = random.integers(0, 256, (300, 5), np.uint8)
    levels[:100], levels[100:150] = 0, 255
    weights = levels[..., None] / 255
    painted = np.rint(content * (1 - weights) + styled * weights).astype(np.uint16)
    region = StyleRegion(levels, 0, Photo(base), None)
    out = over_base(painted, Photo(content), region)
    expected = base * (1 - weights) + styled * weights
    assert np.array_equal(out[:100], base[:100])
    assert np.array_equal(out[100:150], styled[100:150])
    assert np.abs(out - expected).max() <= 1.5


def test_a_confined_preview_keeps_the_screen_around_the_mask():
    shown = np.full((40, 60, 3), 200, np.uint8)
    levels = np.zeros((40, 60), np.uint8)
    levels[:20] = 255
    pixels = np.full((20, 30, 3), 50, np.uint8)
    out = confined_preview(pixels, StyleRegion(levels, 0, None, None), shown)
    assert (out[:10] == 50).all() and (out[10:] == 200).all()
    assert confined_preview(pixels, None, shown) is pixels
