"""The mask of a session: gestures at once, reshaping in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.document import Document, Part
from engine.document.painting import begin_stroke, levels_of, mask_of
from engine.imaging.brushes import TiledStroke
from engine.imaging.masks import grow, is_empty, mask_box
from engine.operations.results import Box, Region
from engine.progress import Progress
from gui import mask_edits
from gui.language import tr
from gui.notifications import Notice
from gui.tools import Point, Stroke

if TYPE_CHECKING:
    from gui.session import EditorSession

MaskPart = tuple[Box, np.ndarray]


@dataclass(eq=False)
class FollowedStroke:
    """What the gesture under way covers so far, and the points that this was drawn through."""

    document: Document
    drawn: TiledStroke
    points: list[Point] = field(default_factory=list)

    def is_of(self, points: list[Point], document: Document) -> bool:
        return document is self.document and points == self.points


@dataclass
class SessionMasks:
    """Changes the document's mask and keeps track of where it may hold anything."""

    session: EditorSession
    extent: Box | None = None
    """A box outside of which the mask is empty; None while all of it is."""

    _followed: FollowedStroke | None = None

    # --- gestures --------------------------------------------------------------------------------

    def paint(
        self,
        points: list[tuple[float, float]],
        radius: float | list[float],
        mode: str,
        hardness: float = mask_edits.BRUSH_HARDNESS,
    ) -> None:
        """One brush gesture; `radius` in pixels of the picture, one per point under a pen."""
        followed, self._followed = self._followed, None
        if followed is not None and followed.is_of(points, self.session.document):
            self._tell(mask_edits.paint_drawn(self.session.document, followed.drawn, mode))
            return
        self._tell(mask_edits.paint(self.session.document, points, radius, mode, hardness))

    def follow(self, stroke: Stroke, start: int) -> None:
        """A gesture under way has got further, from its point `start` on.

        What it covers is worked out as it goes, so that a long one with a large brush does not
        hold up the window at its end.
        """
        document = self.session.document
        if start == 0:
            self._followed = FollowedStroke(document, begin_stroke(document.hw, stroke.hardness))
        if self._followed is not None and document is self._followed.document:
            self._followed.drawn.extend(stroke.points[start:], stroke.radii[start:])
            self._followed.points = stroke.points

    def fill_box(self, box: Box, mode: str = "paint") -> None:
        self._tell(mask_edits.fill_box(self.session.document, box, mode))

    def fill_polygon(self, points: list[tuple[float, float]], mode: str = "paint") -> None:
        self._tell(mask_edits.fill_polygon(self.session.document, points, mode))

    def clear(self) -> None:
        self._tell(self.session.document.clear_mask(), cleared=True)

    def invert(self) -> None:
        self._tell(self.session.document.invert_mask())

    # --- reshaping -------------------------------------------------------------------------------

    def grow(self, px: int) -> None:
        """Grow by so many pixels in every direction, or shrink if negative."""
        part = self.snapshot(max(0, px) + 2)
        if part is None or px == 0:
            return
        box, levels = part
        label = "Grow mask" if px > 0 else "Shrink mask"
        self._reshape(lambda: (box, grow(mask_of(levels), px)), label)

    def preview_grown(self, px: int, show: Callable[[np.ndarray, Box], None]) -> None:
        """Let `show` have the levels that `grow` would leave, and the box where they may differ."""
        part = self.snapshot(max(0, px) + 2)
        if part is None:
            return
        (top, left, bottom, right), before = part
        hw = self.session.document.hw

        def work(_progress: Progress) -> np.ndarray:
            levels = np.zeros(hw, np.uint8)
            levels[top:bottom, left:right] = levels_of(grow(mask_of(before), px))
            return levels

        def on_success(levels: np.ndarray) -> None:
            show(levels, (top, left, bottom, right))

        self._submit(tr("Reshaping the mask"), work, on_success, "mask preview")

    def snap(self) -> None:
        """Let every marked place take the shape of what stands out of the heatmap there."""
        inspection, part = self.session.inspection, self.snapshot(0)
        if inspection is None or part is None:
            return
        anomaly = inspection.anomaly.values
        (top, left, bottom, right), levels = part

        def reshaped() -> MaskPart | None:
            from engine.imaging.snapping import snap

            mask = np.zeros(anomaly.shape, np.float32)
            mask[top:bottom, left:right] = mask_of(levels)
            snapped = snap(mask, anomaly)
            if snapped is None:
                return None
            box = mask_box(np.abs(snapped - mask)) or (0, 0, 0, 0)
            return box, snapped[box[0] : box[2], box[1] : box[3]]

        def on_nothing() -> None:
            self.session.notify(Notice(
                tr("The heatmap has no edge near what you marked, so the mask stays as it is."),
                "info", "snap", lasts_ms=6000,
            ))  # fmt: skip

        self._reshape(reshaped, "Snap mask", on_nothing)

    def mark_region(self, region: Region) -> None:
        """Mark a flagged place, so that it can be painted on."""
        hw = self.session.document.hw

        def work(_progress: Progress) -> MaskPart:
            from engine.corridor import region_mask

            mask = region_mask(region, hw)
            box = mask_box(mask) or region.box
            return box, mask[box[0] : box[2], box[1] : box[3]].copy()

        def on_success(part: MaskPart) -> None:
            document = self.session.document
            self._tell(mask_edits.add_part(document, *part, label="Mark problem"))

        self._submit(tr("Marking the problem"), work, on_success)

    # --- keeping track ---------------------------------------------------------------------------

    def snapshot(self, margin_px: int = 0) -> MaskPart | None:
        """A copy of all that is marked, uint8 levels with a margin, for another thread.

        None if nothing is marked.
        """
        if self.extent is None:
            return None
        return mask_edits.part_around(self.session.document, self.extent, margin_px)

    def note(self, changed: Box | None = None, cleared: bool = False) -> None:
        """The mask is another one than before, inside of `changed`, or anywhere if None.

        One that is known to be `cleared` need not be looked through.
        """
        session = self.session
        session.mask_revision += 1
        levels = session.document.mask_levels
        if cleared:
            self.extent = None
        elif changed is None or changed == (0, 0, *levels.shape):
            self.extent = mask_box(levels)
        else:
            self.extent = mask_edits.united(self.extent, changed)
        if self.extent is not None:
            top, left, bottom, right = self.extent
            if is_empty(levels[top:bottom, left:right]):
                self.extent = None
        session.has_mask = self.extent is not None

    def _tell(self, parts: Part, cleared: bool = False) -> None:
        if parts:
            changed = self.session.document.changed_box
            self.note(changed, cleared)
            self.session.changed.emit(parts, changed)

    def _reshape(
        self,
        reshaped: Callable[[], MaskPart | None],
        label: str,
        on_nothing: Callable[[], None] = lambda: None,
    ) -> None:
        """One edit from what `reshaped` gives in the light thread."""

        def on_success(part: MaskPart | None) -> None:
            if part is None:
                on_nothing()
            else:
                self._tell(self.session.document.set_mask_part(*part, label=label))

        self._submit(tr("Reshaping the mask"), lambda _progress: reshaped(), on_success)

    def _submit(
        self,
        label: str,
        work: Callable[[Progress], object],
        on_success: Callable[..., None],
        key: str = "mask",
    ) -> None:
        session = self.session
        session.submit_lightly(
            label, work, on_success, supersedes=key,
            revision=session.mask_revision, current_revision=lambda: session.mask_revision,
        )  # fmt: skip
