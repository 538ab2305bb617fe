"""What jobs do with files. Runs in the engine thread; takes and returns only snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.document import Document, Past, RepairProof, Review
from engine.document.painting import mask_of
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.operations.results import Box, Inspection
from engine.progress import Progress
from engine.styles import StyleSource
from gui.language import tr

PROJECT_SUFFIX = ".kintsugi"


@dataclass(frozen=True, eq=False)
class ShownPhoto:
    """A photo and its pixels as the screen wants them: sRGB, same size and depth."""

    photo: Photo
    shown: np.ndarray


@dataclass(frozen=True, eq=False)
class ShownProject:
    """An opened project; the document is handed over, the job keeps no hold of it.

    review: what was decided about its problems, None where nothing is known of that.
    """

    document: Document
    lost: tuple[str, ...]
    shown_content: np.ndarray
    shown_result: np.ndarray | None
    review: Review | None = None


def load_codecs() -> None:
    """Import the libraries behind the file formats; later reading and writing finds them there."""
    import imagecodecs  # noqa: F401
    import PIL.Image  # noqa: F401


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
        opened.review,
    )


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What of a document a job needs to save it; taking one costs no more than the painted box."""

    content: Photo
    stylized: Photo | None
    painted: tuple[Box, np.ndarray] | None
    style: StyleSource | None
    params: TransferParams
    proofs: tuple[RepairProof, ...]
    """Of the repairs that are older than the edits of `past`."""
    past: Past
    inspection: Inspection | None
    inspection_age: int | None
    review: Review | None

    def document(self) -> Document:
        """A document of the job's own; shares only read-only pictures."""
        document = Document(self.content)
        mask = None
        if self.painted is not None:
            (top, left, bottom, right), part = self.painted
            mask = np.zeros(self.content.hw, np.float32)
            mask[top:bottom, left:right] = mask_of(part)
        document.restore(
            self.stylized, mask, self.style, self.params, self.proofs, self.past,
            self.inspection, self.inspection_age,
        )  # fmt: skip
        return document


def snapshot_of(
    document: Document,
    painted: tuple[Box, np.ndarray] | None,
    review: Review | None = None,
) -> Snapshot:
    """`painted`: a box that holds all of the mask, and a copy of its levels; None if empty."""
    assert document.content is not None
    history, proofs = document.history, document.proofs
    past = Past(history.entries, history.index)
    kept = sum(edit.proof is not None for edit in past.edits[: past.index])
    return Snapshot(
        document.content, document.stylized, painted, document.style, document.transfer_params,
        proofs[: len(proofs) - kept], past, document.inspection, document.inspection_age, review,
    )  # fmt: skip


def write_snapshot(snapshot: Snapshot, path: Path, progress: Progress) -> None:
    """Raises ProjectError with a sentence; an existing file is replaced whole or not at all."""
    from engine.document import save_project

    progress.check()
    save_project(snapshot.document(), path, snapshot.review)


def project_filter() -> str:
    """The filter line of file dialogs for saving a project."""
    return tr("Kintsugi project ({patterns})").format(patterns=f"*{PROJECT_SUFFIX}")
