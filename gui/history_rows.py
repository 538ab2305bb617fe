"""What the history list says of each state: words, proof, and a small picture."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QImage, QPixmap

from engine.document import Document, Edit
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams, declared
from engine.operations.results import RepairProof
from gui import icons
from gui.language import tr, tr_engine, tr_n
from gui.qimage import thumbnail

PICTURE_SIZE = QSize(32, 24)
# Twice the size, for screens with twice the pixels.
_SHARPNESS = 2
_ICON_OF_LABEL = {
    "Brush": "brush", "Erase": "erase", "Rectangle": "rectangle", "Lasso": "lasso",
    "Clear mask": "clear-mask", "Invert mask": "invert-mask", "Grow mask": "grow-mask",
    "Shrink mask": "grow-mask",
}  # fmt: skip


class HistoryRow(NamedTuple):
    """One state of the document.

    below: the proof of a repair or the look of a transfer, in few words, under the label.
    """

    label: str
    tip: str = ""
    icon: QIcon | None = None
    below: str = ""


class HistoryRows:
    """Makes the rows of a document; the picture of an edit is made once."""

    def __init__(self) -> None:
        self._pictures: WeakKeyDictionary[Edit | Photo, QIcon] = WeakKeyDictionary()

    def of(self, document: Document) -> list[HistoryRow]:
        """Row 0 is the opened photo; row n is the state after the n-th edit."""
        history = document.history
        rows = [self._first(document)]
        for edit in history.entries:
            proof = tr_engine(edit.proof.proof_sentence) if edit.proof is not None else ""
            below = look_of(edit) if edit.proof is None else short_proof(edit.proof)
            rows.append(HistoryRow(tr_engine(edit.label), proof or below, self._icon(edit), below))
        clean = history.clean_index
        if clean and clean < len(rows):
            row = rows[clean]
            saved = tr("This state is saved.")
            rows[clean] = row._replace(tip=f"{row.tip} {saved}".strip())
        return rows

    def _first(self, document: Document) -> HistoryRow:
        """What was there before the first edit that can be undone."""
        change = next((edit for edit in document.history.entries if edit.changes_result), None)
        result = document.stylized if change is None else change.before
        if isinstance(result, Photo):
            return HistoryRow(tr("Earlier state"), "", self._picture(result, result))
        if result is not None:  # a place in a result that was there already
            return HistoryRow(tr("Earlier state"), "", icons.icon("picture"))
        content = document.content
        icon = None if content is None else self._picture(content, content)
        return HistoryRow(tr("Photo opened"), "", icon)

    def _icon(self, edit: Edit) -> QIcon:
        """The place that was repaired, the picture that was painted, or the tool."""
        if edit.after is None:
            return icons.icon(_ICON_OF_LABEL.get(edit.label, "mark-region"))
        return self._picture(edit, edit.after)

    def _picture(self, key: Edit | Photo, shown: Photo | np.ndarray) -> QIcon:
        icon = self._pictures.get(key)
        if icon is None:
            pixels = shown.pixels if isinstance(shown, Photo) else shown
            alpha = shown.alpha if isinstance(shown, Photo) else None
            icon = self._pictures[key] = icons.of_picture(QPixmap.fromImage(filled(pixels, alpha)))
        return icon


def short_proof(proof: RepairProof) -> str:
    """What the narrow list has room for; the tooltip has the whole sentence."""
    return tr_n("%n pixel changed outside the mask", proof.outside_changed_px)


def look_of(edit: Edit) -> str:
    """What tells a transfer from another one in the same style: "Strength 0.50"; "" if usual."""
    words = []
    for spec in declared(TransferParams):
        value = edit.params.get(spec.name, spec.default)
        if edit.operation != "transfer" or value == spec.default:
            continue
        label = tr_engine(spec.label)
        words.append(label if spec.kind == "bool" else f"{label} {value:g}")
    return ", ".join(words)


def filled(pixels: np.ndarray, alpha: np.ndarray | None) -> QImage:
    """The middle of a picture, filling the size of a row's picture."""
    size = PICTURE_SIZE * _SHARPNESS
    height, width = pixels.shape[:2]
    scale = max(size.width() / width, size.height() / height)
    small = thumbnail(pixels, max(1, round(scale * max(height, width))), alpha)
    part = QRect(0, 0, min(size.width(), small.width()), min(size.height(), small.height()))
    part.moveCenter(small.rect().center())
    return small.copy(part)
