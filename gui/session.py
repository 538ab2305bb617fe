"""EditorSession: the document, the jobs that change it, and what the widgets hear of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.document import Document, Part
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import Box, Inspection, Region, RepairResult
from engine.progress import Progress
from engine.styles import StylePreset
from gui import file_work, mask_edits
from gui.export_choice import ExportChoice
from gui.file_work import ShownPhoto
from gui.session_files import SessionFiles
from gui.session_repairs import SessionRepairs
from gui.workbench import Workbench

if TYPE_CHECKING:
    from engine.studio import Studio

StyleSource = Photo | StylePreset

SAME_PLACE_IOU = 0.5


class EditorSession(Workbench):
    """One person working on one document.

    All work that takes time runs in the engine thread on snapshots; the document itself is
    touched in the GUI thread only.
    """

    changed = Signal(object, object)  # Part, Box or None (everywhere)
    device_known = Signal(str)
    file_opened = Signal(object, str)  # Path, "content" | "style" | "project"

    def __init__(self, make_studio: Callable[[], Studio], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document()
        self.inspect_params = InspectParams()
        self.files = SessionFiles(self)
        self.repairs = SessionRepairs(self)
        self.shown_content: np.ndarray | None = None
        self.shown_result: np.ndarray | None = None
        self.has_mask = False
        self._make_studio = make_studio
        self._studio_in_engine_thread: Studio | None = None
        self.picture_number = 0
        self.mask_revision = 0
        self._reflagging = False
        self._ignored: list[Box] = []

    # --- reading -----------------------------------------------------------------------------

    @property
    def regions(self) -> tuple[Region, ...]:
        """Flagged regions of the present result that are not ignored, worst first."""
        inspection = self.inspection
        if inspection is None:
            return ()
        return tuple(r for r in inspection.regions if not self._is_ignored(r))

    @property
    def inspection(self) -> Inspection | None:
        return self.document.inspection if self.document.stylized is not None else None

    @property
    def is_modified(self) -> bool:
        return self.document.is_modified

    def region(self, number: int) -> Region | None:
        return next((r for r in self.regions if r.number == number), None)

    # --- files (see session_files) -----------------------------------------------------------

    def open_content(self, source: Path | Photo) -> None:
        self.files.open_content(source)

    def open_project(self, path: Path) -> None:
        self.files.open_project(path)

    def save_project(self, path: Path, then: Callable[[], object] | None = None) -> None:
        self.files.save_project(path, then)

    def export(self, choice: ExportChoice) -> None:
        self.files.export(choice)

    # --- choosing ----------------------------------------------------------------------------

    def set_style(self, source: StyleSource | Path | None) -> None:
        """Choose a preset, a loaded picture, or a file, which is read first."""
        self.files.forget_style_being_read()
        if isinstance(source, Path):
            self.files.read_style(source)
        else:
            self.tell(self.document.set_style(source))

    def set_transfer_params(self, params: TransferParams) -> None:
        self.tell(self.document.set_transfer_params(params))

    def replace_document(
        self, document: Document, shown_content: np.ndarray, shown_result: np.ndarray | None
    ) -> None:
        """Everything anew: another photo was opened, or a project."""
        self.picture_number += 1
        for key in ("inspect", "show"):
            self.runner.cancel_key(key)
        self.light_runner.cancel_key("reflag")
        if self.activity is not None:
            self.activity.job.cancel()
        self._ignored.clear()
        self.document = document
        self.shown_content, self.shown_result = shown_content, shown_result
        self.note_mask()
        everything = Part.NOTHING
        for part in Part:
            everything |= part
        self.changed.emit(everything, None)
        self.inspect()

    # --- transfer, inspect, repair -----------------------------------------------------------

    def transfer(self) -> None:
        """Paint the photo in the style; the result replaces the one before, undoably."""
        document = self.document
        content, style, params = document.content, document.style, document.transfer_params
        if self.activity is not None or content is None or style is None:
            return
        self.runner.cancel_key("inspect")

        def work(progress: Progress) -> ShownPhoto:
            stylized = self.studio().transfer(content, style, params, progress)
            return ShownPhoto(stylized, file_work.shown_pixels(stylized))

        def on_success(result: ShownPhoto) -> None:
            self._ignored.clear()
            self.shown_result = result.shown
            label = f"Transfer: {style_name(style)}"
            self.tell(document.set_stylized(result.photo, label, params))
            self.inspect()

        self.start(
            "transfer", "Painting", work, on_success, self.picture_number,
            lambda: self.picture_number,
        )  # fmt: skip

    def inspect(self) -> None:
        """Look for problems in the background; a newer request replaces an older one."""
        document = self.document
        stylized, content, style = document.stylized, document.content, document.style
        params = self.inspect_params
        if stylized is None:
            self.runner.cancel_key("inspect")
            return

        def on_success(inspection: Inspection) -> None:
            self.tell(document.set_inspection(inspection))
            if self.inspect_params != params:
                self._reflag()

        self.submit_quietly(
            "Looking for problems",
            lambda progress: self.studio().inspect(stylized, content, style, params, progress),
            on_success,
            supersedes="inspect",
            revision=document.picture_revision,
            current_revision=lambda: document.picture_revision,
            on_progress=lambda fraction, _message: self.inspection_progressed.emit(fraction),
        )
        self.inspection_progressed.emit(0.0)

    def set_inspect_params(self, params: InspectParams) -> None:
        """Another sensitivity: regions are found anew in the same map, nothing is re-run."""
        self.inspect_params = params
        self._reflag()

    def repair(self, params: RepairParams) -> None:
        """Repair under the painted mask."""
        self.repairs.repair_mask(params)

    def repair_region(self, number: int, params: RepairParams) -> None:
        """Repair one flagged region, whatever the mask is."""
        region = self.region(number)
        if region is not None:
            self.repairs.repair_region(region, params)

    def ignore(self, number: int) -> None:
        """Take a region off the list until the next transfer."""
        region = self.region(number)
        if region is not None:
            self._ignored.append(region.box)
            self.changed.emit(Part.INSPECTION, None)

    # --- mask --------------------------------------------------------------------------------

    def paint(
        self, points: list[tuple[float, float]], radius: float | list[float], mode: str
    ) -> None:
        """One brush gesture; `radius` in pixels of the picture, one per point under a pen."""
        self._tell_mask(mask_edits.paint(self.document, points, radius, mode))

    def fill_box(self, box: Box) -> None:
        self._tell_mask(self.document.fill_box(box))

    def fill_polygon(self, points: list[tuple[float, float]]) -> None:
        self._tell_mask(mask_edits.fill_polygon(self.document, points))

    def clear_mask(self) -> None:
        self._tell_mask(self.document.clear_mask())

    def invert_mask(self) -> None:
        self._tell_mask(self.document.invert_mask())

    # --- history -----------------------------------------------------------------------------

    def undo(self) -> None:
        self._walk_history([self.document.undo()])

    def redo(self) -> None:
        self._walk_history([self.document.redo()])

    def go_to_state(self, index: int) -> None:
        """Undo or redo until `index` edits are applied."""
        history = self.document.history
        steps = []
        while history.index > index and history.can_undo:
            steps.append(self.document.undo())
        while history.index < index and history.can_redo:
            steps.append(self.document.redo())
        self._walk_history(steps)

    # --- life --------------------------------------------------------------------------------

    def warm_up(self) -> None:
        """Let the engine thread import what it needs and say where it will run."""
        self.submit_quietly(
            "Starting the engine",
            lambda progress: self.studio().device_sentence(),
            self.device_known.emit,
        )

    # --- the inside --------------------------------------------------------------------------

    def studio(self) -> Studio:
        """Only ever called in the engine thread."""
        if self._studio_in_engine_thread is None:
            self._studio_in_engine_thread = self._make_studio()
        return self._studio_in_engine_thread

    def _reflag(self) -> None:
        """In the light thread, so that it acts at once while a transfer runs.

        One at a time: while a slider is dragged, each result shows before the next is begun.
        """
        inspection, params = self.inspection, self.inspect_params
        if inspection is None or self._reflagging:
            return
        self._reflagging = True
        anomaly = inspection.anomaly

        def work(_progress: Progress) -> Inspection:
            # Not of the studio, which belongs to the engine thread; needs scipy, but no torch.
            from engine.operations.flagging import flag

            return flag(anomaly, params)

        def on_finished() -> None:
            self._reflagging = False
            if self.inspect_params != params:
                self._reflag()

        job = self.submit_lightly(
            "Looking for problems",
            work,
            lambda found: self.tell(self.document.set_inspection(found)),
            supersedes="reflag",
            revision=self.document.picture_revision,
            current_revision=lambda: self.document.picture_revision,
        )
        job.finished.connect(on_finished)

    def _walk_history(self, steps: list[Part]) -> None:
        parts = Part.NOTHING
        for step in steps:
            parts |= step
        if not parts:
            return
        box = self.document.changed_box if len(steps) == 1 else None
        if parts & Part.RESULT:
            self._show_result_again()
        if parts & Part.MASK:
            self.note_mask()
            if parts & Part.RESULT:
                box = None
        self.changed.emit(parts, box)
        if parts & Part.RESULT:
            self.inspect()

    def _show_result_again(self) -> None:
        """After undo or redo: find the screen's pixels for a result that is known already."""
        stylized = self.document.stylized
        self.shown_result = None if stylized is None else stylized.pixels
        if stylized is None or stylized.icc is None:
            return

        def on_success(shown: np.ndarray) -> None:
            self.shown_result = shown
            self.changed.emit(Part.RESULT, None)

        self.submit_quietly(
            "Converting colours",
            lambda progress: file_work.shown_pixels(stylized),
            on_success,
            supersedes="show",
            revision=self.document.picture_revision,
            current_revision=lambda: self.document.picture_revision,
        )

    def _is_ignored(self, region: Region) -> bool:
        return any(overlap(region.box, box) > SAME_PLACE_IOU for box in self._ignored)

    def show_repaired(self, result: RepairResult, shown_after: np.ndarray) -> None:
        """Take over the screen's pixels of a repair that has just been applied."""
        stylized = self.document.stylized
        assert stylized is not None and result.box is not None
        if stylized.icc is None or self.shown_result is None:
            self.shown_result = stylized.pixels
            return
        top, left, bottom, right = result.box
        shown = self.shown_result.copy()
        shown[top:bottom, left:right] = shown_after
        self.shown_result = shown

    def note_mask(self) -> None:
        """The mask is another one than before."""
        self.mask_revision += 1
        self.has_mask = bool(self.document.mask.any())

    def tell(self, parts: Part) -> None:
        """Pass on what a change of the document touched."""
        if parts:
            self.changed.emit(parts, None)

    def _tell_mask(self, parts: Part) -> None:
        if parts:
            self.note_mask()
            self.changed.emit(parts, self.document.changed_box)

    def on_broken_off(self) -> None:
        """The inspection that made room for the long job is still wanted."""
        if self.document.stylized is not None and not self.document.inspection_is_current:
            self.inspect()


def style_name(style: StyleSource) -> str:
    if isinstance(style, StylePreset):
        return style.title
    return Path(style.name).stem or "own picture"


def overlap(first: Box, second: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    height = min(first[2], second[2]) - max(first[0], second[0])
    width = min(first[3], second[3]) - max(first[1], second[1])
    if height <= 0 or width <= 0:
        return 0.0
    shared = height * width
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (first, second)]
    return shared / (sum(areas) - shared)
