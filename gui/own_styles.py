"""The person's own styles: kept in a folder of the person, made from one or several pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.imaging.photo import Photo
from engine.own_styles import (
    contents_of,
    keep_carried,
    own_styles,
    own_styles_folder,
    remove_own_style,
    rename_own_style,
)
from engine.progress import Progress
from engine.styles import StylePreset
from gui.language import tr
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.session import EditorSession


class OwnStyles(QObject):
    """Reads, makes, keeps, renames and removes own styles; all of it in jobs."""

    loaded = Signal(object)  # tuple[StylePreset, ...], all there are
    saved = Signal(object)  # StylePreset
    removed = Signal(object, object)  # StylePreset, and the same with its contents in memory
    exchanged = Signal(object, object)  # StylePreset as it was, and as it is kept now

    def __init__(self, session: EditorSession, folder: Path | None = None) -> None:
        super().__init__(session)
        self._session = session
        self.folder = folder or own_styles_folder()

    def load(self) -> None:
        """Read the folder anew; `loaded` tells what is there."""
        folder = self.folder
        self._session.submit_lightly(
            "Reading own styles", lambda _progress: own_styles(folder), self.loaded.emit,
            supersedes="own-styles",
        )  # fmt: skip

    def save(self, title: str, pictures: Sequence[Photo | Path]) -> None:
        """Make a style of these pictures, files among them are read first."""
        session, folder = self._session, self.folder

        def work(progress: Progress) -> StylePreset:
            from engine.imaging.files import read_photo

            photos = [
                picture if isinstance(picture, Photo) else read_photo(picture)
                for picture in pictures
            ]
            progress.check()
            studio = session.studio()
            return studio.add_own_style(folder, title, photos, progress)

        def on_success(preset: StylePreset) -> None:
            self._tell_of(preset)
            self.saved.emit(preset)
            self.load()

        session.submit_quietly(tr("Learning “{title}”").format(title=title), work, on_success)

    def keep(self, preset: StylePreset, title: str = "") -> None:
        """Store a style that came without files, as with a project or from adapting."""
        folder = self.folder

        def on_success(kept: StylePreset) -> None:
            self._tell_of(kept)
            self.exchanged.emit(preset, kept)
            self.load()

        self._session.submit_lightly(
            "Keeping a style", lambda _progress: keep_carried(folder, preset, title), on_success
        )

    def rename(self, preset: StylePreset, title: str) -> None:
        """Give a style another title."""
        folder = self.folder

        def on_success(renamed: StylePreset) -> None:
            self.exchanged.emit(preset, renamed)
            self.load()

        self._session.submit_lightly(
            "Renaming an own style",
            lambda _progress: rename_own_style(folder, preset.id, title),
            on_success,
        )

    def _tell_of(self, preset: StylePreset) -> None:
        self._session.notify(Notice(
            tr("“{title}” is one of your own styles now.").format(title=preset.title),
            "success", "own-style", lasts_ms=6000,
        ))  # fmt: skip

    def remove(self, preset: StylePreset) -> None:
        """Throw a style away for good."""
        folder = self.folder

        def work(_progress: Progress) -> StylePreset:
            kept = in_memory(preset)
            remove_own_style(folder, preset.id)
            return kept

        def on_success(kept: StylePreset) -> None:
            self.removed.emit(preset, kept)
            self.load()

        self._session.submit_lightly("Removing an own style", work, on_success)


def in_memory(preset: StylePreset) -> StylePreset:
    """The same style without its files, so that a picture can go on using it; for a job."""
    return replace(
        preset, image_path=None, thumbnail_path=Path(), code_path=None, more_paths=(),
        model_path=None, carried=contents_of(preset),
    )  # fmt: skip
