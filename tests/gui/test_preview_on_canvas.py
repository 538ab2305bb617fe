"""What the canvas and the window show while there is a preview."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from quick_previews import no_waiting

from engine.styles import StyleMix, StylePart
from gui.live_preview import EnlargedSource, LivePreview
from gui.pyramid import PixelSource

__all__ = ["no_waiting"]


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
