"""Paints the tiles of the gallery on the person's own photo whenever nothing else is to be done."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from engine.document import Part
from engine.imaging.photo import Photo
from engine.progress import Progress
from engine.styles import StylePreset
from gui.jobs import Job
from gui.qimage import to_qimage
from gui.style_list import picture_digest, style_key

if TYPE_CHECKING:
    from gui.session import EditorSession

Single = Photo | StylePreset

KEY = "thumbnails"
SIDE_PX = 128
BATCH = 6
PHOTOS_REMEMBERED = 8
PAUSE_MS = 300
log = logging.getLogger(__name__)


class ThumbnailPainter(QObject):
    """Asks which styles are wanted, paints those that lack, remembers them per photo.

    Small batches in the engine thread, and none while anything else runs or waits there: other
    work cancels the batch, which ends within one thumbnail.
    """

    painted = Signal(str, object)  # key of the style, QImage
    changed = Signal(object)  # dict of key to QImage: all there are for the photo that shows now
    _made = Signal(str, str, object)  # emitted in the engine thread

    def __init__(
        self, session: EditorSession, wanted: Callable[[], list[Single]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted = wanted
        self._photo_key = ""
        self._batch = BATCH
        self._pictures: OrderedDict[str, dict[str, QImage]] = OrderedDict()
        self._failed: set[tuple[str, str]] = set()
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._on_quiet)
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
        session.changed.connect(self._on_session_changed)
        session.activity_changed.connect(self._on_traffic)
        session.status_changed.connect(self._on_traffic)
        session.previews.state_changed.connect(self._on_traffic)

    @property
    def pictures(self) -> dict[str, QImage]:
        """The tiles of the photo that shows now, by key of the style."""
        return self._pictures.get(self._photo_key, {})

    def look_again(self) -> None:
        """Other tiles show than before."""
        self._timer.start()

    # --- when ---------------------------------------------------------------------------------

    def _on_session_changed(self, parts: Part, _box: object) -> None:
        if not parts & Part.CONTENT:
            return
        content = self._session.document.content
        self._stop()
        self._photo_key = "" if content is None else picture_digest(content)
        self._pictures.setdefault(self._photo_key, {})
        self._pictures.move_to_end(self._photo_key)
        while len(self._pictures) > PHOTOS_REMEMBERED:
            self._pictures.popitem(last=False)
        self.changed.emit(self.pictures)
        self._timer.start()

    def _on_traffic(self, *_news: object) -> None:
        if self._others_work():
            self._stop()
        self._timer.start()

    def _others_work(self) -> bool:
        return self._session.busy or self._session.previews.working

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # --- what ---------------------------------------------------------------------------------

    def _on_quiet(self) -> None:
        session = self._session
        content = session.document.content
        if session.ended or content is None or self._job is not None or self._others_work():
            return
        lacking = self._lacking()
        if lacking:
            self._paint(content, lacking[: self._batch])

    def _lacking(self) -> list[Single]:
        done = self.pictures
        keyed = ((style_key(source), source) for source in self._wanted())
        return [
            source
            for key, source in keyed
            if key not in done and (self._photo_key, key) not in self._failed
        ]

    def _paint(self, content: Photo, batch: list[Single]) -> None:
        session, photo_key = self._session, self._photo_key
        keys = [style_key(source) for source in batch]

        def work(progress: Progress) -> None:
            for place, pixels in session.studio().thumbnails(content, batch, SIDE_PX, progress):
                self._made.emit(photo_key, keys[place], pixels)
                progress.check()

        self._job = session.runner.submit(
            "Thumbnails", work, on_success=lambda _nothing: self._on_done(photo_key, keys),
            on_failure=lambda _sentence, details: self._on_failed(keys, details), supersedes=KEY,
        )  # fmt: skip
        self._job.finished.connect(self._on_finished)

    def _on_made(self, photo_key: str, key: str, pixels: np.ndarray) -> None:
        pictures = self._pictures.get(photo_key)
        if pictures is None:
            return
        pictures[key] = to_qimage(pixels)
        if photo_key == self._photo_key:
            self.painted.emit(key, pictures[key])

    def _on_done(self, photo_key: str, keys: list[str]) -> None:
        self._batch = BATCH
        painted = self._pictures.get(photo_key, {})
        self._failed.update((photo_key, key) for key in keys if key not in painted)

    def _on_failed(self, keys: list[str], details: str) -> None:
        """One style at a time from now on, so that only the broken one stays unpainted."""
        if len(keys) > 1:
            self._batch = 1
            return
        log.warning("No thumbnail for %s: %s", keys[0], details)
        self._failed.add((self._photo_key, keys[0]))

    def _on_finished(self) -> None:
        self._job = None
        # At once while there is nothing else to do: the pause is for other work.
        QTimer.singleShot(0, self, self._on_quiet)
