"""Where unsaved work lies while a window is open, and how it is found after a crash.

A window has one place in the recovery folder: ``<id>.kintsugi`` with the work, ``<id>.json`` and
``<id>.png`` that say what it is, and ``<id>.lock``, held for as long as the window is open. What
lies there unlocked belongs to nobody any more and is offered at the next start; a second running
Kintsugi cannot take the place of the first.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QStandardPaths
from PySide6.QtGui import QImage

from engine.document import Document
from engine.document.recovery import write_recovery
from engine.imaging.files import atomic_write
from engine.progress import Progress
from gui.file_work import PROJECT_SUFFIX
from gui.qimage import thumbnail

THUMBNAIL_PX = 160
BROKEN_SUFFIX = ".broken"
# A lock of a machine of another name counts as left behind after a day; a live one never does,
# because the system itself knows that it is held.
STALE_LOCK_MS = 24 * 60 * 60 * 1000
log = logging.getLogger(__name__)


def recovery_folder() -> Path:
    """The folder of this person's unsaved work; need not exist yet."""
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(data) / "recovery"


@dataclass(frozen=True)
class RecoveryNote:
    """What is said of saved work before it is opened."""

    title: str
    project: str | None = None
    photo: str | None = None


class RecoveryPlace:
    """One window's place in the recovery folder; see the module."""

    def __init__(self, path: Path, lock: QLockFile) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def claim(cls, folder: Path) -> RecoveryPlace | None:
        """A new place; None where the folder cannot be written to."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            log.warning("No recovery folder: %s", error)
            return None
        name = f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}-{secrets.token_hex(3)}"
        return cls.adopt(folder / f"{name}{PROJECT_SUFFIX}")

    @classmethod
    def adopt(cls, path: Path) -> RecoveryPlace | None:
        """The place of this file; None as long as somebody else holds it."""
        lock = QLockFile(str(path.with_suffix(".lock")))
        lock.setStaleLockTime(STALE_LOCK_MS)
        return cls(path, lock) if lock.tryLock(0) else None

    def write(self, document: Document, note: RecoveryNote, progress: Progress) -> None:
        """Keep ``document``, a snapshot. For a worker thread; raises ProjectError."""
        write_recovery(document, self.path, progress)
        # All ASCII: the name of a file need not be UTF-8.
        atomic_write(self.path.with_suffix(".json"), json.dumps(asdict(note)).encode("ascii"))
        photo = document.stylized or document.content
        if photo is not None:
            picture = thumbnail(photo.pixels, THUMBNAIL_PX, photo.alpha)
            picture.save(str(self.path.with_suffix(".png")))

    def forget(self) -> None:
        """Remove what was kept; the place stays ours."""
        for suffix in (PROJECT_SUFFIX, ".json", ".png"):
            self._remove(self.path.with_suffix(suffix))

    def set_aside(self) -> Path:
        """Keep a file that cannot be opened out of the way of the next start; its new path."""
        kept = self.path.with_suffix(BROKEN_SUFFIX)
        try:
            self.path.replace(kept)
        except OSError as error:
            log.warning("Could not set %s aside: %s", self.path.name, error)
        self.forget()
        return kept

    def release(self) -> None:
        """Let go of the place as it is: empty, or with work for the next start."""
        self._lock.unlock()

    @staticmethod
    def _remove(path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("Could not remove %s: %s", path.name, error)


@dataclass(frozen=True)
class AbandonedWork:
    """Work that a crash left behind. Its place is ours until it is restored or released."""

    place: RecoveryPlace
    note: RecoveryNote
    saved_at: datetime
    thumbnail: QImage


def find_abandoned(folder: Path) -> list[AbandonedWork]:
    """Everything in the folder that no running Kintsugi holds, the newest first."""
    found = []
    for path in sorted(folder.glob(f"*{PROJECT_SUFFIX}")):
        place = RecoveryPlace.adopt(path)
        if place is None:
            continue
        try:
            saved_at = datetime.fromtimestamp(path.stat().st_mtime)
        except OSError:  # taken by another instance a moment ago
            place.release()
            continue
        picture = QImage(str(path.with_suffix(".png")))
        found.append(AbandonedWork(place, _read_note(path), saved_at, picture))
    _sweep(folder)
    return sorted(found, key=lambda work: work.saved_at, reverse=True)


def _sweep(folder: Path) -> None:
    """Remove what belongs to no work: locks of windows that crashed before there was any."""
    for lock in folder.glob("*.lock"):
        path = lock.with_suffix(PROJECT_SUFFIX)
        if path.exists():
            continue
        place = RecoveryPlace.adopt(path)
        if place is not None:
            if not path.exists():  # not even written a moment ago
                place.forget()
            place.release()


def _read_note(path: Path) -> RecoveryNote:
    """What was noted, as far as it can be read."""
    try:
        values = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        values = {}
    values = values if isinstance(values, dict) else {}
    texts = {name: text for name, text in values.items() if isinstance(text, str)}
    return RecoveryNote(texts.get("title", ""), texts.get("project"), texts.get("photo"))
