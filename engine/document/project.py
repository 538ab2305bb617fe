"""Project files: a document on disk.

A ``.kintsugi`` file is a zip of PNG layers (``content/``, ``stylized/``, ``style/``, ``mask.png``),
the metadata blocks of the pictures as they came, ``project.json``, the last inspection
(``inspection/``) and the undo history (``history/``).  Every part has a fixed name and stands for
itself, so that whatever is intact can be opened.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.document import layers
from engine.document.archive import Archive, DamagedMember, open_archive, pack
from engine.document.document import Document
from engine.document.history import NO_PAST, RepairProof
from engine.document.history_layers import NAME as HISTORY
from engine.document.history_layers import history_members
from engine.document.history_reading import ReadHistory, read_history
from engine.document.inspection_layers import NAME as INSPECTION
from engine.document.inspection_layers import ReadInspection, inspection_members, read_inspection
from engine.document.painting import mask_of
from engine.document.plain_values import UnreadableValue, proof_values, read_proof
from engine.document.review import Review
from engine.document.style_layers import read_style, style_layers
from engine.errors import KintsugiError, OptionError, ProjectError
from engine.imaging.files import atomic_write
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams, from_dict, to_dict
from engine.styles import StylePreset, StyleSource

SUFFIX = ".kintsugi"
# 1 knew neither mixes nor own presets, 2 neither history nor inspection; what they have is read as
# it always was.
SCHEMA = 3
_FORMAT = "kintsugi project"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class OpenedProject:
    """A document as it could be opened, and a sentence for each part that was lost.

    ``review`` is what was decided about the problems, None where the project does not say.
    """

    document: Document
    lost: tuple[str, ...]
    review: Review | None = None


def save_project(document: Document, path: str | Path, review: Review | None = None) -> None:
    """Write ``document`` to ``path``, whole or not at all, and mark it as saved.

    review: what was decided about the problems in it.

    Raises ProjectError if there is nothing to save or the file cannot be written; a file that was
    there before is then still as it was.
    """
    write_project(project_members(document, review), path)
    document.mark_saved()


def project_members(
    document: Document, review: Review | None = None, with_past: bool = True
) -> dict[str, bytes]:
    """The members of the project file in their order.

    Apart from `write_project`, so that an autosave can take a snapshot and write elsewhere.
    with_past: False leaves out the history and the inspection, which take the longest.
    """
    if document.content is None:
        raise ProjectError("There is nothing to save yet; open a photo first.")
    values: dict[str, Any] = {
        "format": _FORMAT,
        "schema": SCHEMA,
        "hw": document.hw,
        "content": layers.photo_values(document.content),
        "transfer": to_dict(document.transfer_params),
        "proofs": [proof_values(proof) for proof in document.proofs],
    }
    members = {"project.json": b""}
    members.update(layers.photo_members("content", document.content))
    if document.stylized is not None:
        values["stylized"] = layers.photo_values(document.stylized)
        members.update(layers.photo_members("stylized", document.stylized))
    mask = document.mask_levels
    if mask.any():
        values["mask"] = True
        members["mask.png"] = layers.encode_pixels(mask)
    if document.style is not None:
        values["style"], style_members = style_layers(document.style)
        members.update(style_members)
    if with_past:
        past = _past_members(document, review)
        values.update({name.split("/")[0]: True for name in past})
        members.update(past)
    text = json.dumps(values, ensure_ascii=False, indent=1)
    members["project.json"] = text.encode("utf-8")
    return members


def _past_members(document: Document, review: Review | None) -> dict[str, bytes]:
    """The inspection, then the history: of a file that was cut off the end is lost first."""
    history, first = history_members(document.history, document.style)
    members: dict[str, bytes] = {}
    if document.inspection is not None or review is not None:
        places = {at: at - first for at in range(first, len(document.history.entries))}
        members = inspection_members(
            document.inspection, document.inspection_age, (review or Review()).moved(places)
        )
    return {**members, **history}


def write_project(members: dict[str, bytes], path: str | Path) -> None:
    """Write what `project_members` made; ProjectError if that fails."""
    try:
        atomic_write(path, pack(members))
    except KintsugiError as error:
        raise ProjectError(str(error)) from error
    except OSError as error:
        raise ProjectError(
            f"“{Path(path).name}” could not be saved ({error.strerror or error}); "
            "save it in another folder."
        ) from error


def load_project(path: str | Path, own: Sequence[StylePreset] = ()) -> OpenedProject:
    """Open the project at ``path`` as far as it can be opened.

    own: the person's own presets; a style of the project that is one of them becomes that one.
    Raises ProjectError only if the file cannot be read, is no project, or holds neither the photo
    nor the result in one piece.
    """
    return _Reader(Path(path), own).open()


class _Reader:
    """Opens one project, noting in `lost` what cannot be had."""

    def __init__(self, path: Path, own: Sequence[StylePreset]) -> None:
        self._path, self._own = path, own
        self._archive: Archive = open_archive(path)
        self.lost: list[str] = []

    def open(self) -> OpenedProject:
        """Put together what is left; see `load_project`."""
        values = self._values()
        content = self.photo("content", values, "photo")
        stylized = self.photo("stylized", values, "result")
        if content is None and stylized is None:
            raise ProjectError(
                f"“{self._path.name}” is too damaged to open: neither the photo nor the result in "
                "it can be read; use a backup copy."
            )
        if content is None:
            assert stylized is not None
            content = stylized
            self.lost.append("The photo is lost; the result takes its place.")
        if stylized is not None and stylized.hw != content.hw:
            self.lost.append("The result is lost: its size is not that of the photo.")
            stylized = None
        mask = self._mask(content.hw, values)
        style = read_style(values.get("style"), self, self._own)
        history = self._history(values, stylized, content.hw, style, mask)
        past = NO_PAST if history is None else history.past
        kept = sum(edit.proof is not None for edit in past.edits[: past.index])
        found = self._inspection(values, stylized, content.hw)
        document = Document(content)
        document.restore(
            stylized,
            mask,
            style,
            self._params(values),
            self._proofs(values, kept),
            past,
            None if found is None else found.inspection,
            None if found is None else found.age,
        )
        review = None
        if found is not None:
            review = found.review.moved({} if history is None else history.places)
        return OpenedProject(document, tuple(self.lost), review)

    def _history(
        self,
        values: dict[str, Any],
        stylized: Photo | None,
        hw: tuple[int, int],
        style: StyleSource | None,
        mask: np.ndarray | None,
    ) -> ReadHistory | None:
        if not values.get("history") and HISTORY not in self._archive:
            return None
        if stylized is None and "stylized" in values:
            self.lost.append("The history is lost: it needs the result.")
            return None
        mask_is_lost = mask is None and bool(values.get("mask"))
        return read_history(self, stylized, hw, style, self._own, mask_is_lost)

    def _inspection(
        self, values: dict[str, Any], stylized: Photo | None, hw: tuple[int, int]
    ) -> ReadInspection | None:
        if not values.get("inspection") and INSPECTION not in self._archive:
            return None
        if stylized is None and "stylized" in values:
            return None  # of a lost result it says nothing any more
        return read_inspection(self, hw)

    def _values(self) -> dict[str, Any]:
        """The JSON of the project, {} if it cannot be read."""
        if self._archive.is_cut_off:
            self.lost.append("The file is cut off or damaged at its end; what was left was opened.")
        try:
            values = json.loads(self._archive.read("project.json"))
        except (KeyError, DamagedMember, ValueError, RecursionError):
            values = None
        if not isinstance(values, dict) or values.get("format") != _FORMAT:
            # The layers have names of their own; with one of them it is a project all the same.
            if not any(f"{name}/pixels.png" in self._archive for name in ("content", "stylized")):
                raise ProjectError(
                    f"“{self._path.name}” is not a Kintsugi project; open pictures with Open."
                )
            self.lost.append("The settings of the project are lost; the defaults take their place.")
            return {}
        schema = values.get("schema")
        if not isinstance(schema, int) or schema > SCHEMA:
            self.lost.append(
                "The project was saved by a newer version of Kintsugi; what this version does not "
                "know was left out."
            )
        return values

    def photo(self, folder: str, values: dict[str, Any], noun: str) -> Photo | None:
        name = f"{folder}/pixels.png"
        if name not in self._archive:
            if folder in values:
                self.lost.append(f"The {noun} is lost: it is missing from the file.")
            return None
        pixels = self.pixels(name, 3)
        if pixels is None:
            self.lost.append(f"The {noun} is lost: its pixels are damaged.")
            return None
        described = values.get(folder)
        described = described if isinstance(described, dict) else {}
        return layers.build_photo(pixels, self._carried(folder, pixels, described, noun), described)

    def _carried(
        self, folder: str, pixels: np.ndarray, values: dict[str, Any], noun: str
    ) -> dict[str, Any]:
        """What rides beside the pixels, as far as it is intact."""
        carried: dict[str, Any] = {}
        listed = values.get("carriers")
        promised = set(listed) if isinstance(listed, list) else set()
        for carrier, words in (
            ("alpha", "transparency"),
            ("icc", "colour profile"),
            ("exif", "EXIF metadata"),
            ("xmp", "XMP metadata"),
        ):
            name = f"{folder}/{carrier}.{'png' if carrier == 'alpha' else 'bin'}"
            if name not in self._archive and carrier not in promised:
                continue
            part = self.pixels(name, 1) if carrier == "alpha" else self.member(name)
            if isinstance(part, np.ndarray) and (
                part.shape != pixels.shape[:2] or part.dtype != pixels.dtype
            ):
                part = None
            if part is None:
                self.lost.append(f"The {words} of the {noun} is lost.")
            else:
                carried[carrier] = part
        return carried

    def _mask(self, hw: tuple[int, int], values: dict[str, Any]) -> np.ndarray | None:
        if "mask.png" not in self._archive and not values.get("mask"):
            return None
        levels = self.pixels("mask.png", 1)
        if levels is None or levels.shape != hw or levels.dtype != np.uint8:
            self.lost.append("The mask is lost: it is damaged or of another size.")
            return None
        return mask_of(levels)

    def _params(self, values: dict[str, Any]) -> TransferParams:
        stored = values.get("transfer", {})
        try:
            return from_dict(TransferParams, stored if isinstance(stored, dict) else {})
        except OptionError as error:
            self.lost.append(f"The transfer settings are back at their defaults: {error}")
            return TransferParams()

    def _proofs(self, values: dict[str, Any], kept: int) -> list[RepairProof]:
        """Those of the repairs before the history, which has ``kept`` of them itself."""
        stored = values.get("proofs", [])
        stored = stored if isinstance(stored, list) else []
        proofs = []
        for one in stored[: max(0, len(stored) - kept)]:
            try:
                proofs.append(read_proof(one))
            except UnreadableValue:
                self.lost.append("The record of a repair is lost.")
        return proofs

    def member(self, name: str) -> bytes | None:
        try:
            return self._archive.read(name)
        except (KeyError, DamagedMember):
            return None

    def pixels(self, name: str, channels: int) -> np.ndarray | None:
        content = self.member(name)
        if content is None:
            return None
        try:
            return layers.decode_pixels(content, channels)
        except layers.UnreadableLayer as error:
            _log.warning("%s in %s: %s", name, self._path.name, error)
            return None
