"""EditorSession: the document, the jobs that change it, and what the widgets hear of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.document import Document, Part, Review
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import Box, Inspection, Region, RepairResult
from engine.progress import Progress
from engine.styles import StyleSource, style_title
from gui import file_work
from gui.export_choice import ExportChoice
from gui.file_work import ShownPhoto
from gui.jobs import WorkerThread
from gui.language import tr
from gui.mask_edits import BRUSH_HARDNESS
from gui.session_files import SessionFiles
from gui.session_inspection import SessionInspection
from gui.session_masks import SessionMasks
from gui.session_places import SessionPlaces
from gui.session_preview import SessionPreview
from gui.session_repairs import SessionRepairs
from gui.style_region import transfer_within
from gui.workbench import Workbench

if TYPE_CHECKING:
    from engine.studio import Studio


class EditorSession(Workbench):
    """One person working on one document.

    All work that takes time runs in the engine thread on snapshots; the document itself is
    touched in the GUI thread only.
    """

    changed = Signal(object, object)  # Part, Box or None (everywhere)
    device_known = Signal(str)
    place_repaired = Signal(object)  # RepairedPlace
    file_opened = Signal(object, str)  # Path, "content" | "style" | "project"

    def __init__(
        self,
        make_studio: Callable[[], Studio],
        parent: QObject | None = None,
        engine_thread: WorkerThread | None = None,
    ) -> None:
        super().__init__(parent, engine_thread)
        self.document = Document()
        self.inspect_params = InspectParams()
        self.files = SessionFiles(self)
        self.inspections = SessionInspection(self)
        self.masks = SessionMasks(self)
        self.places = SessionPlaces(self)
        self.repairs = SessionRepairs(self)
        self.shown_content: np.ndarray | None = None
        self.shown_result: np.ndarray | None = None
        self.has_mask = False
        self._make_studio = make_studio
        self._studio_is_shared = engine_thread is not None
        self._studio_in_engine_thread: Studio | None = None
        self.inspects_by_itself = True
        self.undo_budget_bytes = self.document.history.budget_bytes
        self.picture_number = 0
        self.mask_revision = 0
        self.previews = SessionPreview(self)

    # --- reading -----------------------------------------------------------------------------

    @property
    def regions(self) -> tuple[Region, ...]:
        """Flagged regions of the present result that are still to do, worst first."""
        return self.places.open_regions

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
        self, document: Document, shown_content: np.ndarray, shown_result: np.ndarray | None,
        review: Review | None = None,
    ) -> None:  # fmt: skip
        """Everything anew: another photo was opened, or a project with its review."""
        self.picture_number += 1
        self.runner.cancel_key("inspect")
        for key in ("reflag", "show"):
            self.light_runner.cancel_key(key)
        if self.activity is not None:
            self.activity.job.cancel()
        self.places.forget()
        self.document = document
        document.history.budget_bytes = self.undo_budget_bytes
        self.shown_content, self.shown_result = shown_content, shown_result
        if review is not None:
            self.inspect_params = review.params
            self.places.restore(review)
        self.note_mask()
        everything = Part.NOTHING
        for part in Part:
            everything |= part
        self.changed.emit(everything, None)
        if not document.inspection_is_current:
            self.inspect_by_itself()

    # --- transfer, inspect, repair -----------------------------------------------------------

    def transfer(self) -> None:
        """Paint the photo in the style; the result replaces the one before, undoably."""
        document = self.document
        content, style, params = document.content, document.style, document.transfer_params
        if self.activity is not None or content is None or style is None:
            return
        self.runner.cancel_key("inspect")
        region = self.previews.region()

        def work(progress: Progress) -> ShownPhoto:
            stylized = transfer_within(self.studio(), content, style, params, region, progress)
            return ShownPhoto(stylized, file_work.shown_pixels(stylized))

        def on_success(result: ShownPhoto) -> None:
            self.places.forget()
            self.shown_result = result.shown
            label = f"Transfer: {style_title(style)}"
            self.previews.note_result(result.photo, style, params, region)
            self.tell(document.set_stylized(result.photo, label, params, style=style))
            self.inspect_by_itself()

        self.start(
            "transfer", tr("Painting"), work, on_success, self.picture_number,
            lambda: self.picture_number,
        )  # fmt: skip

    def inspect(self) -> None:
        """Look for problems in the background; a newer request replaces an older one."""
        self.inspections.inspect()

    def inspect_by_itself(self) -> None:
        """After a change of the picture, unless the person prefers to ask."""
        self.inspections.inspect_by_itself()

    def set_inspect_params(self, params: InspectParams) -> None:
        """Another sensitivity: regions are found anew in the same map, nothing is re-run."""
        self.inspect_params = params
        self.inspections.reflag()

    def repair(self, params: RepairParams) -> None:
        """Repair under the painted mask."""
        self.previews.drop()
        self.repairs.repair_mask(params)

    def repair_all(self, regions: tuple[Region, ...], params: RepairParams) -> None:
        """Repair these flagged regions one after the other, one edit each."""
        self.previews.drop()
        self.repairs.round.start(regions, params)

    def repair_region(self, number: int, params: RepairParams) -> None:
        """Repair one flagged region, whatever the mask is."""
        self.previews.drop()
        region = self.region(number)
        if region is not None:
            self.repairs.repair_region(region, params)

    def ignore(self, number: int) -> None:
        """Take a region off the list until the next transfer."""
        region = self.region(number)
        if region is not None:
            self.places.ignore(region)

    # --- mask --------------------------------------------------------------------------------

    def paint(
        self,
        points: list[tuple[float, float]],
        radius: float | list[float],
        mode: str,
        hardness: float = BRUSH_HARDNESS,
    ) -> None:
        """One brush gesture; `radius` in pixels of the picture, one per point under a pen."""
        self.masks.paint(points, radius, mode, hardness)

    def fill_box(self, box: Box, mode: str = "paint") -> None:
        self.masks.fill_box(box, mode)

    def fill_polygon(self, points: list[tuple[float, float]], mode: str = "paint") -> None:
        self.masks.fill_polygon(points, mode)

    def clear_mask(self) -> None:
        self.masks.clear()

    def invert_mask(self) -> None:
        self.masks.invert()

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
            tr("Starting the engine"),
            lambda progress: self.studio().device_sentence(),
            self.device_known.emit,
        )

    def renew_studio(self) -> None:
        """The engine is to run differently: a new studio takes over with the next job."""

        def work(_progress: Progress) -> str:
            self._studio_in_engine_thread = None
            return self.studio().device_sentence()

        self.submit_quietly(tr("Starting the engine"), work, self.device_known.emit)

    # --- the inside --------------------------------------------------------------------------

    def studio(self) -> Studio:
        """Only ever called in the engine thread. A shared one is remembered by who shares it."""
        if self._studio_in_engine_thread is None or self._studio_is_shared:
            self._studio_in_engine_thread = self._make_studio()
        return self._studio_in_engine_thread

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
            if parts & Part.RESULT:
                box = None
            self.masks.note(box)
        self.changed.emit(parts, box)
        if parts & Part.RESULT:
            self.inspect_by_itself()

    def _show_result_again(self) -> None:
        """After undo or redo: find the screen's pixels for a result that is known already."""
        stylized = self.document.stylized
        self.shown_result = None if stylized is None else stylized.pixels
        if stylized is None or stylized.icc is None:
            return

        def on_success(shown: np.ndarray) -> None:
            self.shown_result = shown
            self.changed.emit(Part.RESULT, None)

        self.submit_lightly(
            tr("Converting colours"),
            lambda progress: file_work.shown_pixels(stylized),
            on_success,
            supersedes="show",
            revision=self.document.picture_revision,
            current_revision=lambda: self.document.picture_revision,
        )

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
        """The mask is another one than before, perhaps everywhere."""
        self.masks.note()

    def tell(self, parts: Part) -> None:
        """Pass on what a change of the document touched."""
        if parts:
            self.changed.emit(parts, None)

    def on_broken_off(self) -> None:
        """The inspection that made room for the long job is still wanted."""
        if self.document.stylized is not None and not self.document.inspection_is_current:
            self.inspect_by_itself()
