"""What jobs do with files. Runs in the engine thread; takes and returns only snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.document import Document
from engine.imaging.photo import Photo
from engine.progress import Progress
from gui.export_choice import ExportChoice, format_of

PROJECT_SUFFIX = ".kintsugi"
PROJECT_FILTER = f"Kintsugi project (*{PROJECT_SUFFIX})"


@dataclass(frozen=True, eq=False)
class ShownPhoto:
    """A photo and its pixels as the screen wants them: sRGB, same size and depth."""

    photo: Photo
    shown: np.ndarray


@dataclass(frozen=True, eq=False)
class ShownProject:
    """An opened project; the document is handed over, the job keeps no hold of it."""

    document: Document
    lost: tuple[str, ...]
    shown_content: np.ndarray
    shown_result: np.ndarray | None


def shown_pixels(photo: Photo) -> np.ndarray:
    """`photo` in sRGB; the same array when it is sRGB already."""
    if photo.icc is None:
        return photo.pixels
    from engine.imaging.colour import to_srgb

    return to_srgb(photo)


def read_shown(path: Path, progress: Progress) -> ShownPhoto:
    """Raises ImageFileError with a sentence."""
    from engine.imaging.files import read_photo

    progress.check()
    photo = read_photo(path)
    progress.check()
    return ShownPhoto(photo, shown_pixels(photo))


def read_project(path: Path, progress: Progress) -> ShownProject:
    """Raises ProjectError with a sentence; what is damaged is listed in `lost`."""
    from engine.document import load_project

    progress.check()
    opened = load_project(path)
    progress.check()
    document = opened.document
    assert document.content is not None
    return ShownProject(
        document,
        opened.lost,
        shown_pixels(document.content),
        None if document.stylized is None else shown_pixels(document.stylized),
    )


def snapshot_of(document: Document) -> Document:
    """A document of its own for a job to save: shares only read-only pictures. GUI thread."""
    assert document.content is not None
    snapshot = Document(document.content)
    snapshot.restore(
        document.stylized, document.mask.copy(), document.style, document.transfer_params,
        list(document.proofs),
    )  # fmt: skip
    return snapshot


def write_snapshot(snapshot: Document, path: Path, progress: Progress) -> None:
    """Raises ProjectError with a sentence; an existing file is replaced whole or not at all."""
    from engine.document import save_project

    progress.check()
    save_project(snapshot, path)


def write_export(photo: Photo, choice: ExportChoice, progress: Progress) -> Path:
    """Raises ImageFileError with a sentence; an existing file is replaced whole or not at all."""
    from engine.imaging.files import ExportOptions, write_photo

    progress.check()
    depth = choice.bit_depth
    file_format = format_of(choice.path)
    if file_format is not None and depth not in file_format.depths:
        depth = None
    options = ExportOptions(
        quality=choice.quality,
        bit_depth=depth,
        keep_metadata=choice.keep_metadata,
        keep_profile=choice.keep_profile,
    )
    write_photo(photo, choice.path, options)
    return choice.path


def picture_filter() -> str:
    """The filter line of file dialogs for opening."""
    from engine.imaging.files import READABLE_SUFFIXES

    patterns = " ".join(f"*{suffix}" for suffix in sorted(READABLE_SUFFIXES))
    return f"Pictures ({patterns});;All files (*)"
