"""Favourites, recent and own styles in the window, and a crop that is called off."""

from __future__ import annotations

import threading

from quick_previews import no_waiting

__all__ = ["no_waiting"]


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
