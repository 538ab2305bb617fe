"""Joins the style panel to the session: previews, thumbnails, own styles, favourites, crops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from engine.document import Part
from engine.imaging.photo import Photo
from engine.progress import Progress
from engine.styles import StyleCrop, StyleMix, StylePart, StylePreset, StyleSource
from gui import dialogs
from gui.artwork_dialog import ArtworkDialog
from gui.language import tr
from gui.live_preview import LivePreview
from gui.notifications import Notice
from gui.own_style_dialog import OwnStyleDialog, ask_title
from gui.own_styles import OwnStyles
from gui.qimage import from_qimage, to_qimage
from gui.style_crop_dialog import StyleCropDialog
from gui.style_list import Single, StyleEntry, is_loose, picture_of, style_key
from gui.style_panel import parts_of, simplified
from gui.style_thumbnails import ThumbnailPainter

if TYPE_CHECKING:
    from gui.main_window import MainWindow

PICTURE_LONG_PX = 1024


class Styling(QObject):
    """Made by the window when panel, canvas and session are there and joined."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._panel = window.style_panel
        self._settings = window.settings
        self._saving: Photo | None = None
        self.live = LivePreview(window.canvas, self._alpha, window.show_heatmap, self)
        self.own = OwnStyles(self._session)
        self.thumbnails = ThumbnailPainter(self._session, self._wanted_tiles, self)
        self._join_previews()
        self._join_gallery()
        self._panel.model.set_favourites(self._settings.favourite_styles)
        self._panel.model.set_recent(self._settings.recent_styles)
        self.own.load()

    def find(self) -> None:
        """Look for a style by its words."""
        self._window.left_dock.show()
        self._panel.find_style()

    def save_own_style(self, pictures: Sequence[Photo | Path] = ()) -> None:
        """Make an own style of these pictures, or else of those that are the style now."""
        if not pictures:
            chosen = [part.source for part in parts_of(self._session.document.style)]
            pictures = [source for source in chosen if isinstance(source, Photo)]
        dialog = OwnStyleDialog(
            list(pictures), self._settings.last_folder("style"), self._session.light_runner,
            self._window,
        )  # fmt: skip
        accepted, kept = dialog.exec(), dialog.pictures
        if accepted:
            alone = kept[0] if len(kept) == 1 else None
            self._saving = alone if isinstance(alone, Photo) else None
            self.own.save(dialog.title, kept)
        dialog.deleteLater()

    # --- previews -----------------------------------------------------------------------------

    def _join_previews(self) -> None:
        previews, panel = self._session.previews, self._panel
        previews.shown.connect(self._on_preview_shown)
        previews.dropped.connect(self.live.drop)
        previews.state_changed.connect(self._on_preview_state)
        previews.painted_with.connect(self._on_painted_with)
        self._window.canvas.stroke_started.connect(lambda _mode: self.live.show_mask())
        panel.look_settled.connect(previews.settle)
        panel.inside_mask_toggled.connect(previews.set_inside_mask)
        self._session.activity_changed.connect(self._on_preview_state)
        # What has to do with the result brings the result back to the eye.
        self._window.problems_panel.place_wanted.connect(lambda _place: previews.drop())
        self._session.changed.connect(self._on_changed)

    def _on_preview_shown(self, pixels: np.ndarray) -> None:
        inside_mask = self._session.previews.inside_mask and self._session.has_mask
        self.live.show(pixels, self._badge_text(), hide_mask=inside_mask)

    def _on_preview_state(self) -> None:
        self.live.say(self._badge_text())
        self._window.queue_refresh()

    def _badge_text(self) -> str:
        """What the picture on the canvas is, and how it becomes the real one."""
        session = self._session
        activity = session.activity
        if activity is not None and activity.kind == "transfer":
            return tr("Preview – the full picture is being painted")
        if session.previews.replaces_repairs:
            return tr("Preview – Transfer replaces your repairs")
        if not session.previews.follows_by_itself or session.previews.rests:
            return tr("Preview – Transfer paints it in full")
        return tr("Preview")

    def _on_changed(self, parts: Part, _box: object) -> None:
        if parts & Part.MASK:
            self._panel.show_mask(self._session.has_mask)
        if parts & Part.INSPECTION and self.live.visible:
            self._window.canvas.set_anomaly(None)

    def _alpha(self) -> np.ndarray | None:
        content = self._session.document.content
        return None if content is None else content.alpha

    # --- gallery ------------------------------------------------------------------------------

    def _join_gallery(self) -> None:
        panel, model = self._panel, self._panel.model
        self.thumbnails.changed.connect(model.set_painted)
        self.thumbnails.painted.connect(model.put_painted)
        panel.gallery.seen_changed.connect(self.thumbnails.look_again)
        self.own.loaded.connect(self._on_own_loaded)
        self.own.saved.connect(self._on_own_saved)
        self.own.saved.connect(lambda _preset: self._load_elsewhere())
        self.own.removed.connect(self._on_own_removed)
        self.own.exchanged.connect(self._on_own_exchanged)
        panel.favourite_toggled.connect(self._on_favourite_toggled)
        panel.save_wanted.connect(lambda photo: self.save_own_style([photo]))
        panel.keep_wanted.connect(self._on_keep_wanted)
        panel.rename_wanted.connect(self._on_rename_wanted)
        panel.removal_wanted.connect(self._on_removal_wanted)
        panel.artwork_wanted.connect(self._on_artwork_wanted)
        panel.crop_wanted.connect(self._on_crop_wanted)

    def _wanted_tiles(self) -> list[Single]:
        gallery = self._panel.gallery
        return gallery.wanted_sources() if gallery.isVisible() else []

    def _on_favourite_toggled(self, preset: StylePreset) -> None:
        on = not self._panel.model.is_favourite(preset)
        self._settings.set_favourite_style(preset.id, on)
        for window in self._windows():
            window.style_panel.model.set_favourites(self._settings.favourite_styles)

    def _on_painted_with(self, style: StyleSource) -> None:
        keys = [style_key(part.source) for part in parts_of(style) if not is_loose(part.source)]
        self._settings.add_recent_styles(keys)
        for window in self._windows():
            window.style_panel.model.set_recent(self._settings.recent_styles)

    def _windows(self) -> list[MainWindow]:
        """This window and all others: what a person likes and uses belongs to no window."""
        windows = self._window.windows
        others = windows.all if windows is not None else ()
        return [self._window, *(window for window in others if window is not self._window)]

    # --- own styles ---------------------------------------------------------------------------

    def _on_own_loaded(self, presets: tuple[StylePreset, ...]) -> None:
        self._panel.model.set_own_presets(presets)
        self._panel.show_style(self._session.document.style)

    def _on_own_saved(self, preset: StylePreset) -> None:
        """The saved style takes the place of the loose picture that it was made from."""
        photo, self._saving = self._saving, None
        if photo is None:
            return
        if self._session.document.style is photo:
            with self._session.previews.silence():
                self._session.set_style(preset)
        self._panel.model.remove(photo)

    def _load_elsewhere(self) -> None:
        for window in self._windows()[1:]:
            window.styling.own.load()

    def _on_own_removed(self, preset: StylePreset, kept: StylePreset) -> None:
        for window in self._windows():
            window.styling.keep_removed(preset, kept)
        self._load_elsewhere()

    def keep_removed(self, preset: StylePreset, kept: StylePreset) -> None:
        """A style whose files are gone stays with the picture that is being painted in it."""
        if not self.exchange(preset, kept):
            return
        self._session.notify(Notice(
            tr("“{title}” is no longer one of your styles; this picture keeps it until you choose "
               "another.").format(title=preset.title),
            "info", "own-style", lasts_ms=8000,
        ))  # fmt: skip

    def exchange(self, preset: StylePreset, other: StylePreset) -> bool:
        """Have the same style in another form wherever it is the style of the picture.

        Returns whether it is the style now.
        """
        made: dict[int, StyleSource] = {}  # looks are compared by identity

        def is_it(source: Single) -> bool:
            # What is carried is no part of a preset's equality.
            return source == preset and style_key(source) == style_key(preset)

        def exchanged(style: StyleSource | None) -> StyleSource | None:
            parts = parts_of(style)
            if style is None or not any(is_it(part.source) for part in parts):
                return style
            if id(style) not in made:
                changed = (
                    replace(part, source=other) if is_it(part.source) else part for part in parts
                )
                made[id(style)] = simplified(StyleMix(tuple(changed)))
            return made[id(style)]

        session, before = self._session, self._session.document.style
        session.previews.exchange_styles(exchanged)
        style = exchanged(before)
        if style is before:
            return False
        with session.previews.silence():
            session.set_style(style)
        return True

    def _on_own_exchanged(self, preset: StylePreset, kept: StylePreset) -> None:
        for window in self._windows():
            window.styling.exchange(preset, kept)
            if is_loose(preset):
                window.style_panel.model.remove(preset)
        self._load_elsewhere()

    def _on_keep_wanted(self, preset: StylePreset) -> None:
        title = ask_title(self._window, tr("Save as own style"), preset.title)
        if title:
            self.own.keep(preset, title)

    def _on_rename_wanted(self, preset: StylePreset) -> None:
        title = ask_title(
            self._window, tr("Rename “{title}”").format(title=preset.title), preset.title
        )
        if title and title != preset.title:
            self.own.rename(preset, title)

    def _on_removal_wanted(self, source: Single) -> None:
        if is_loose(source):
            if source not in [part.source for part in parts_of(self._session.document.style)]:
                self._panel.model.remove(source)
            return
        assert isinstance(source, StylePreset)
        if source.own and dialogs.ask(
            self._window,
            tr("Remove “{title}”?").format(title=source.title),
            tr("The style and the copies of its pictures are deleted. Pictures made with it stay."),
            tr("Remove"),
        ):
            self.own.remove(source)

    def _read_picture(self, source: Single, show: Callable[[QImage], object]) -> None:
        """Read the picture of a style in the light thread; `show` may open a dialog."""
        self._session.submit_lightly(
            "Reading a style picture",
            lambda _progress: picture_of(source, PICTURE_LONG_PX),
            # In a turn of its own: a dialog must not keep the job from ending.
            lambda image: QTimer.singleShot(0, self, lambda: show(image)),
            supersedes="style-picture",
        )

    def _on_artwork_wanted(self, source: Single) -> None:
        self._read_picture(source, lambda image: self._show_artwork(source, image))

    def _show_artwork(self, source: Single, image: QImage) -> None:
        entry = self._panel.model.entry_of(source) or StyleEntry(source, style_key(source))
        dialog = ArtworkDialog(entry.title, entry.credit, entry.note, image, self._window)
        dialog.exec()
        dialog.deleteLater()

    # --- crop ---------------------------------------------------------------------------------

    def _on_crop_wanted(self, place: int) -> None:
        before = self._session.document.style
        parts = parts_of(before)
        if place < len(parts):
            self._read_picture(
                parts[place].source, lambda image: self._crop(before, place, image)
            )  # fmt: skip

    def _crop(self, before: StyleSource | None, place: int, image: QImage) -> None:
        """Every change shows in the preview at once; Cancel puts back what was."""
        if self._session.document.style is not before:
            return  # another one was chosen meanwhile
        parts = parts_of(before)
        entry = self._panel.model.entry_of(parts[place].source)
        title = parts[place].title if entry is None else entry.title
        dialog = StyleCropDialog(title, image, parts[place].crop, self._drawer(image), self._window)

        def show(crop: StyleCrop) -> None:
            changed = replace(parts[place], crop=crop)
            self._session.set_style(simplified(StyleMix(_exchanged(parts, place, changed))))

        dialog.crop_changed.connect(show)
        accepted = dialog.exec()
        self._session.light_runner.cancel_key("crop")
        dialog.deleteLater()
        if accepted:
            self._session.previews.settle()
        elif self._session.document.style is not before:
            self._session.set_style(before)
            self._session.previews.settle()

    def _drawer(self, image: QImage) -> Callable[[StyleCrop, Callable[[QImage], None]], None]:
        """Draws, in the light thread, what the style encoder sees of a crop."""
        pixels = from_qimage(image)[0]

        def draw(crop: StyleCrop, show: Callable[[QImage], None]) -> None:
            def work(_progress: Progress) -> np.ndarray:
                from engine.operations.style_pictures import style_picture

                return np.rint(255 * style_picture(pixels, crop)).astype(np.uint8)

            self._session.light_runner.submit(
                "Cropping", work, on_success=lambda drawn: show(to_qimage(drawn)),
                on_failure=self._on_crop_failed, supersedes="crop",
            )  # fmt: skip

        return draw

    def _on_crop_failed(self, sentence: str, details: str) -> None:
        self._session.notify(Notice(sentence, "error", "failure", details))


def _exchanged(parts: tuple[StylePart, ...], place: int, part: StylePart) -> tuple[StylePart, ...]:
    return (*parts[:place], part, *parts[place + 1 :])
