"""The person's own styles: kept in a folder of the person, made from one or several pictures."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.errors import KintsugiError
from engine.imaging.photo import Photo
from engine.own_styles import own_styles, own_styles_folder, read_code, remove_own_style
from engine.progress import Progress
from engine.styles import CarriedStyle, StylePreset
from gui.language import tr
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.session import EditorSession

log = logging.getLogger(__name__)


class OwnStyles(QObject):
    """Reads, makes and removes own styles; all of it in jobs."""

    loaded = Signal(object)  # tuple[StylePreset, ...], all there are
    saved = Signal(object)  # StylePreset
    removed = Signal(object, object)  # StylePreset, and the same with its contents in memory

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
            session.notify(Notice(
                tr("“{title}” is one of your own styles now.").format(title=preset.title),
                "success", "own-style", lasts_ms=6000,
            ))  # fmt: skip
            self.saved.emit(preset)
            self.load()

        session.submit_quietly(tr("Learning “{title}”").format(title=title), work, on_success)

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
    from engine.imaging.files import read_photo

    pictures = []
    for path in preset.image_paths:
        try:
            pictures.append(read_photo(path))
        except KintsugiError as error:
            log.warning("%s", error)
    code = None if preset.code_path is None else read_code(preset.code_path)
    try:
        shown = read_photo(preset.thumbnail_path).pixels
    except KintsugiError:
        shown = None
    carried = CarriedStyle(tuple(pictures), code, shown)
    return replace(
        preset, image_path=None, thumbnail_path=Path(), code_path=None, more_paths=(),
        carried=carried,
    )  # fmt: skip
