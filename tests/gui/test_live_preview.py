"""Previews and thumbnails: computed in the engine thread, latest wins, never an edit."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.styles import StyleMix, StylePart
from gui import session_preview
from gui.live_preview import EnlargedSource, LivePreview
from gui.pyramid import PixelSource
from gui.style_region import StyleRegion, confined_preview, over_base
from gui.style_thumbnails import ThumbnailPainter


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(session_preview, "SETTLE_MS", 1)
    monkeypatch.setattr(session_preview, "INSPECT_AGAIN_MS", 1)


@pytest.fixture
def opened(session, photo_file, wait_idle):
    """A session with a photo and a record of its previews."""
    session.shown_previews, session.drops = [], []
    session.previews.shown.connect(session.shown_previews.append)
    session.previews.dropped.connect(lambda: session.drops.append(1))
    session.open_content(photo_file)
    wait_idle(session)
    return session


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


# --- on the canvas ------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [1, 2, 8])
def test_an_enlarged_source_is_smooth_and_exact_at_its_own_size(factor):
    y, x = np.mgrid[0:12, 0:20]
    pixels = np.stack([x * 10, y * 10, x + y], axis=2).astype(np.uint8)
    source = EnlargedSource(pixels, None, factor)
    assert source.hw == (12 * factor, 20 * factor)
    octaves = factor.bit_length() - 1
    exact = PixelSource(pixels).render(0, (2, 3, 9, 11))
    assert np.array_equal(source.render(octaves, (2, 3, 9, 11)), exact)
    whole = source.render(0, (0, 0, *source.hw)).astype(int)
    part = source.render(0, (3, 5, 9, 17))
    assert np.array_equal(part, whole[3:9, 5:17])
    assert np.abs(np.diff(whole[..., :3], axis=1)).max() <= -(-10 // factor) + 1
    assert whole.shape == (12 * factor, 20 * factor, 4)


def test_an_enlarged_source_keeps_transparency():
    pixels = np.full((4, 4, 3), 200, np.uint8)
    alpha = np.array([[0, 0, 255, 255]] * 4, np.uint8)
    drawn = EnlargedSource(pixels, alpha, 2).render(0, (0, 0, 8, 8))
    assert (drawn[:, 0] == 0).all() and (drawn[:, 7, :3] == 200).all()
    assert 0 < drawn[0, 4, 3] < 255 or 0 < drawn[0, 3, 3] < 255


def test_the_canvas_shows_the_preview_and_then_the_result_again(stylized_window, presets, qtbot,
                                                                wait_idle):  # fmt: skip
    window = stylized_window
    live, canvas = window.styling.live, window.canvas
    window.table["heatmap"].setChecked(True)
    under, heat = canvas.scene.after, canvas.scene.heat
    assert heat is not None
    window.session.set_style(presets[1])
    qtbot.waitUntil(lambda: live.visible)
    assert live.badge.isVisible() and live.badge.text().startswith("Preview")
    assert canvas.scene.after is not under and canvas.scene.heat is None
    assert not canvas.scene.marks_visible
    canvas.grab()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not live.visible and canvas.scene.after is under and canvas.scene.heat is not None
    assert canvas.scene.marks_visible and live.badge.isHidden()
    assert window.session.document.style is presets[0]
    wait_idle(window.session)


def test_a_change_of_language_leaves_the_preview(stylized_window, presets, qtbot, wait_idle):
    window = stylized_window
    under = window.canvas.scene.after
    window.session.set_style(presets[1])
    qtbot.waitUntil(lambda: window.styling.live.visible)
    wait_idle(window.session)
    shown = window.canvas.scene.after
    window.styling.live.badge.retranslate()
    window.retranslate()
    qtbot.waitUntil(lambda: window.canvas.scene.after is shown)
    window.session.previews.drop()
    assert window.canvas.scene.after.source.pixels is under.source.pixels


def test_the_mask_steps_aside_while_the_preview_is_about_its_inside(
    stylized_window, studio, qtbot, wait_idle
):
    window = stylized_window
    window.session.fill_box((20, 30, 60, 90))
    studio.gate.clear()  # the full picture, which follows by itself, has to wait
    window.style_panel.inside_mask.click()
    qtbot.waitUntil(lambda: window.styling.live.visible)
    assert not window.canvas.scene.mask_visible
    window.canvas.stroke_started.emit("paint")
    assert window.canvas.scene.mask_visible
    studio.gate.set()
    wait_idle(window.session)
    qtbot.waitUntil(lambda: not window.styling.live.visible)  # painted by itself
    assert window.canvas.scene.mask_visible
    assert window.style_panel.run_bar.button.text() == "Transfer inside the mask"


def test_the_full_picture_replaces_the_preview(stylized_window, presets, qtbot, wait_idle):
    window = stylized_window
    window.session.set_style(presets[1])
    qtbot.waitUntil(lambda: window.styling.live.visible)
    window.table["transfer"].trigger()
    wait_idle(window.session)
    source = window.canvas.scene.after.source
    assert not window.styling.live.visible and source.pixels is window.session.shown_result


def test_a_slider_in_the_window_previews_and_paints_on_release(
    stylized_window, studio, qtbot, wait_idle
):
    window = stylized_window
    slider = window.style_panel.params.controls["strength"].slider
    first = window.session.document.stylized
    slider.setSliderDown(True)
    slider.setValue(400)
    qtbot.waitUntil(lambda: window.styling.live.visible)
    assert window.session.document.stylized is first
    slider.setSliderDown(False)
    qtbot.waitUntil(lambda: window.session.document.stylized is not first)
    wait_idle(window.session)
    assert not window.styling.live.visible


def test_a_mix_slider_previews_the_mix(window, studio, photo_file, presets, qtbot, wait_idle):
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    mix = StyleMix((StylePart(presets[0]), StylePart(presets[1])))
    window.session.set_style(mix)
    wait_idle(window.session)
    window.style_panel.mix.rows[0].slider.setValue(20)
    wait_idle(window.session)
    style, _params = studio.previewed[-1]
    assert style.weights == pytest.approx((1 / 6, 5 / 6)) and window.styling.live.visible
    assert window.style_panel.mix.rows[0].slider.value() == 20


def test_a_live_preview_needs_no_result_to_compare(window, photo_file, presets, qtbot, wait_idle):
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    live = LivePreview(window.canvas, lambda: None, lambda: None, window)
    live.show(np.zeros((60, 80, 3), np.uint8), "Preview")
    window.canvas.set_compare_mode("split")
    assert window.canvas.comparing == "split"
    live.drop()
    assert window.canvas.comparing == "single" and window.canvas.scene.after is None


# --- thumbnails ---------------------------------------------------------------------------------


@pytest.fixture
def painter(opened, presets):
    from PySide6.QtCore import QObject

    host = QObject()
    made = ThumbnailPainter(opened, lambda: list(presets), host)
    made._timer.setInterval(0)
    made.host = host
    made._on_session_changed(session_preview.Part.CONTENT, None)
    return made


def test_tiles_are_painted_when_nothing_else_is_to_be_done(painter, opened, presets, qtbot):
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))
    assert {preset.id for preset in presets} == set(painter.pictures)


def test_tiles_are_remembered_per_photo(painter, opened, studio, presets, photo_file, style_file,
                                        qtbot, wait_idle):  # fmt: skip
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))
    first = dict(painter.pictures)
    opened.open_content(style_file)
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets) and painter.pictures != first)
    wait_idle(opened)
    batches = len(studio.thumbnail_batches)
    opened.open_content(photo_file)
    wait_idle(opened)
    qtbot.wait(20)
    assert painter.pictures == first and len(studio.thumbnail_batches) == batches


def test_a_transfer_does_not_wait_for_tiles(painter, opened, studio, presets, qtbot, wait_idle):
    studio.thumbnail_gate.clear()
    painter._pictures.clear()
    painter._on_session_changed(session_preview.Part.CONTENT, None)
    qtbot.waitUntil(lambda: bool(studio.thumbnail_batches))
    opened.set_style(presets[0])
    opened.transfer()
    qtbot.waitUntil(lambda: opened.document.stylized is not None)  # with the gate still shut
    studio.thumbnail_gate.set()
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))


def test_a_style_that_cannot_be_painted_is_asked_for_once(opened, studio, presets, qtbot,
                                                          wait_idle):  # fmt: skip
    from PySide6.QtCore import QObject

    host = QObject()
    broken = replace(presets[0], id="broken", title="Broken")
    painter = ThumbnailPainter(opened, lambda: [broken, *presets], host)
    painter._timer.setInterval(0)
    painter._on_session_changed(session_preview.Part.CONTENT, None)
    qtbot.waitUntil(lambda: len(painter.pictures) == len(presets))
    wait_idle(opened)
    qtbot.wait(20)
    asked = [style for batch in studio.thumbnail_batches for style in batch]
    assert sum(style is broken for style in asked) == 1


# --- favourites, recent and own styles in the window --------------------------------------------


def test_stars_and_recent_styles_are_remembered(stylized_window, presets, make_window):
    window = stylized_window
    window.style_panel.favourite_toggled.emit(presets[2])
    assert window.settings.favourite_styles == ["style-2"]
    assert window.settings.recent_styles == ["style-0"]
    again = make_window()
    assert again.style_panel.model.is_favourite(presets[2])
    assert again.style_panel.model.recent == ("style-0",)
    window.style_panel.favourite_toggled.emit(presets[2])
    assert window.settings.favourite_styles == []


def test_a_picture_becomes_an_own_style_and_goes_again(
    window, photo_file, style_file, monkeypatch, qtbot, wait_idle
):
    from gui import dialogs, styling

    window.commands.open_path(photo_file)
    window.session.set_style(style_file)
    wait_idle(window.session)
    photo = window.session.document.style
    monkeypatch.setattr(styling.OwnStyleDialog, "exec", lambda self: 1)
    window.style_panel.save_wanted.emit(photo)
    wait_idle(window.session)
    preset = window.session.document.style
    assert preset.own and preset.title == "brushwork" and preset.image_path.exists()
    model = window.style_panel.model
    assert model.row_of(preset) == 0 and model.row_of(photo) == -1
    assert window.style_panel.style_name.full_text == "brushwork"
    monkeypatch.setattr(dialogs, "ask", lambda *_: False)
    window.style_panel.removal_wanted.emit(preset)
    wait_idle(window.session)
    assert model.row_of(preset) == 0
    monkeypatch.setattr(dialogs, "ask", lambda *_: True)
    window.session.transfer()
    wait_idle(window.session)
    window.style_panel.removal_wanted.emit(preset)
    wait_idle(window.session)
    assert model.row_of(preset) == -1 and not preset.image_path.exists()
    # What is being worked on goes on with the style, and says so.
    kept = window.session.document.style
    assert kept.title == "brushwork" and len(kept.carried.pictures) == 1
    assert window.session.previews.result_style is kept and not window.session.previews.look_differs
    assert any("brushwork" in n.sentence and "keeps it" in n.sentence
               for n in window.notifications.notices)  # fmt: skip
    window.session.save_project(photo_file.with_name("kept.kintsugi"))
    wait_idle(window.session)
    from engine.document import load_project

    assert load_project(photo_file.with_name("kept.kintsugi")).document.style.title == "brushwork"


def test_the_artwork_is_read_outside_the_window(window, presets, monkeypatch, qtbot):
    from gui import styling

    threads, shown, read = [], [], styling.picture_of

    def remember(*arguments):
        threads.append(threading.current_thread().name)
        return read(*arguments)

    monkeypatch.setattr(styling, "picture_of", remember)
    monkeypatch.setattr(styling.ArtworkDialog, "exec", lambda self: shown.append(self))
    window.style_panel.artwork_wanted.emit(presets[0])
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert threads == ["kintsugi-light"]


def test_a_cancelled_crop_puts_back_what_was(
    window, photo_file, presets, monkeypatch, wait_idle, qtbot
):
    from engine.styles import StyleCrop
    from gui import styling

    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    seen = []

    def crop_and(answer):
        def run(dialog):
            dialog.show_crop(StyleCrop(0.0, 0.25, 0.5, 0.75, 90.0, 2.0))
            dialog.crop_changed.emit(dialog.crop)
            seen.append(window.session.document.style)
            return answer

        return run

    monkeypatch.setattr(styling.StyleCropDialog, "exec", crop_and(0))
    window.style_panel.crop_wanted.emit(0)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen[-1].parts[0].crop.rotation == 90
    assert window.session.document.style is presets[0]
    monkeypatch.setattr(styling.StyleCropDialog, "exec", crop_and(1))
    window.style_panel.crop_wanted.emit(0)
    qtbot.waitUntil(lambda: len(seen) == 2)
    wait_idle(window.session)
    assert window.session.document.style is seen[-1]
    assert "cropped" in window.style_panel.style_credit.full_text
    assert window.styling.live.visible
