"""Adapting when something is in its way: no style, no room, other work, an error."""

from __future__ import annotations

from dataclasses import replace

import pytest
from adapting_desk import LIMIT_MS, desk, finish, own_folder, until

from engine.errors import ModelError, StyleError
from engine.own_styles import own_styles
from engine.styles import CarriedStyle, StyleMix, StylePart, StylePreset
from gui import adapt_work
from gui.adapt_work import AdaptState, obstacle_of

__all__ = ["desk", "own_folder"]

# The offscreen platform has no window manager that could bring a window to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_an_error_is_said_in_the_dialog(qtbot, desk, stylized_window, studio, wait_idle) -> None:
    sentence = "There is not enough memory for adapting; use a smaller photo."
    studio.fail_with = ModelError(sentence)
    desk.dialog.start_button.click()
    qtbot.waitUntil(lambda: desk.dialog.message.text() == sentence, timeout=LIMIT_MS)
    assert desk.work.state is AdaptState.READY and desk.dialog.start_button.isEnabled()
    studio.fail_with = None
    wait_idle(stylized_window.session)


def test_a_style_that_cannot_be_stored_can_be_tried_again(
    qtbot, desk, stylized_window, monkeypatch, wait_idle, own_folder
) -> None:
    finish(qtbot, desk)
    keep = adapt_work.keep_carried

    def refuse(*_arguments):
        raise StyleError("The disk is full; make room.")

    monkeypatch.setattr(adapt_work, "keep_carried", refuse)
    desk.dialog.title_edit.setText("Mine")
    desk.dialog.keep_button.click()
    qtbot.waitUntil(lambda: "disk is full" in desk.dialog.message.text(), timeout=LIMIT_MS)
    assert desk.dialog.isVisible() and desk.dialog.title_edit.text() == "Mine"
    monkeypatch.setattr(adapt_work, "keep_carried", keep)
    desk.dialog.keep_button.click()
    until(qtbot, desk, AdaptState.READY)
    wait_idle(stylized_window.session)
    assert [style.title for style in own_styles(own_folder)] == ["Mine"]


def test_a_title_is_needed(qtbot, desk) -> None:
    finish(qtbot, desk)
    desk.dialog.title_edit.setText("   ")
    assert not desk.dialog.keep_button.isEnabled()
    desk.work.discard()


def test_a_collection_is_refused_with_a_reason(stylized_window, presets, tmp_path) -> None:
    collection = StylePreset(
        "c", "Impressionists", "", "", "", None, tmp_path, family="cyclegan", model_path=tmp_path
    )
    assert obstacle_of(collection) and not obstacle_of(presets[0])
    mixed = StylePart(replace(collection, image_path=presets[1].image_path))
    assert not obstacle_of(StyleMix((mixed, StylePart(presets[0]))))
    stylized_window.session.set_style(collection)
    stylized_window.table["adapt"].trigger()
    assert stylized_window.adapting.dialog is None
    assert any("cannot be adapted" in n.sentence for n in stylized_window.notifications.notices)


def test_a_style_without_pictures_is_refused_before_anything_starts(
    stylized_window, presets, tmp_path, make_photo
) -> None:
    bare = StylePreset("own-x", "My wave", "", "", "", None, tmp_path, own=True, family="adapted")
    for style in (bare, StyleMix((StylePart(presets[0]), StylePart(bare)))):
        stylized_window.session.set_style(style)
        stylized_window.table["adapt"].trigger()
        assert stylized_window.adapting.dialog is None
        sentences = [notice.sentence for notice in stylized_window.notifications.notices]
        assert any("“My wave” has no picture to learn from" in one for one in sentences)
    carried = CarriedStyle((make_photo(8, 8),))
    assert not obstacle_of(replace(bare, carried=carried)) and not obstacle_of(make_photo(8, 8))


def test_it_waits_for_other_work(qtbot, desk, stylized_window, studio, wait_idle) -> None:
    studio.gate.clear()
    stylized_window.session.transfer()
    assert not desk.dialog.start_button.isEnabled() and "under way" in desk.dialog.message.text()
    studio.gate.set()
    wait_idle(stylized_window.session)
    assert desk.dialog.start_button.isEnabled() and desk.dialog.message.text() == ""


def test_without_photo_or_style_there_is_nothing_to_adapt(
    window, photo_file, wait_idle, presets
) -> None:
    assert not window.table["adapt"].isEnabled()
    assert window.adapting.work.trouble == "First open a photo."
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    assert window.adapting.work.trouble == "First choose a style."
    window.session.set_style(presets[0])
    window.refresh()
    assert window.table["adapt"].isEnabled() and window.adapting.work.trouble == ""
