"""Writing a document beside the person's own files, so that a crash does not take it along."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from engine.document.archive import write_members
from engine.document.document import Document
from engine.document.project import project_members
from engine.errors import ProjectError
from engine.progress import Progress


def write_recovery(document: Document, path: Path, progress: Progress | None = None) -> None:
    """Write ``document`` to ``path`` as a project, whole or not at all; it stays modified.

    Made for a thread that nobody should notice: member after member goes straight to the disk,
    without a second copy of the file in memory, and history and inspection are left out: they take
    the longest, and after a crash it is the picture that one wants back.  Raises ProjectError with
    a sentence, or Cancelled before anything was replaced.
    """
    progress = progress or Progress()
    progress.check()
    members = project_members(document, with_past=False)
    progress.check()
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.part")
    try:
        try:
            _write(temporary, members, progress)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ProjectError(
            f"Your work could not be saved for recovery ({error.strerror or error}); save the "
            "project to be safe."
        ) from error


def _write(path: Path, members: Mapping[str, bytes], progress: Progress) -> None:
    with path.open("xb") as file:
        # Only the person's own eyes, as they may have protected the photo itself.
        os.chmod(path, 0o600)
        write_members(file, members, progress.check)
        file.flush()
        os.fsync(file.fileno())
