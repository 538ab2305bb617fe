"""The picture canvas: shows two pictures and what is known of them, and reports gestures.

It knows numpy arrays, no document: what to show is given by the ``set_…`` methods, and what the
person did comes out as signals in picture coordinates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui import canvas_painting as painting
from gui.brush_ring import paint_ring
from gui.canvas_input import CanvasInput
from gui.language import tr
from gui.overlay import DifferenceSource, HeatmapSource, MaskLayer
from gui.panes import CompareMode
from gui.picture_view import PictureView
from gui.pyramid import Box, PixelSource, TilePyramid
from gui.tools import Point, Pointer, Stroke, ToolName

if TYPE_CHECKING:
    from engine.operations.results import Region

BRUSH_RADIUS_RANGE = (0.5, 4000.0)

__all__ = ["BRUSH_RADIUS_RANGE", "Canvas", "CompareMode", "ToolName"]


class Canvas(PictureView):
    """The picture with its overlays.

    Boxes are (top, left, bottom, right), half-open, in pixels of the picture; points are (x, y) in
    picture coordinates, where pixel (0, 0) covers [0, 1) x [0, 1). Zoom 1.0 shows one picture
    pixel on one device pixel.
    """

    pointer_moved = Signal(object, object)
    """Column and row of the pixel under the pointer; None, None outside the picture."""
    stroke_started = Signal(str)
    stroke_extended = Signal(object, int)
    """The stroke under way, and the point from which on it has got further."""
    stroke_finished = Signal(object, object, str, float)
    """Points, radius in pixels (a list with one per point if pen pressure varied), mode ("paint"
    or "erase") and hardness."""
    box_selected = Signal(object, str)
    polygon_selected = Signal(object, str)
    """What was outlined, and whether to "paint" or to "erase" it."""
    region_clicked = Signal(int)
    brush_radius_changed = Signal(float)
    brush_hardness_changed = Signal(float)
    menu_wanted = Signal(object, object)
    """Where on the screen (QPoint), and the number of the region there or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAccessibleName(tr("Picture"))
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.arrows_taken = False
        """Whether the left and right arrow keys are wanted elsewhere than for the split line."""
        self._brush_radius = 24.0
        self._brush_hardness = 0.8
        self._ring_rect = QRectF()
        self._input = CanvasInput(self)

    # --- what is shown --------------------------------------------------------------------------

    def set_layers(
        self,
        base: np.ndarray | None,
        stylized: np.ndarray | None,
        alpha: np.ndarray | None = None,
    ) -> None:
        """Show uint8 or uint16 (H, W, 3) pictures: ``base`` before, ``stylized`` after.

        ``alpha`` (H, W), straight, belongs to every picture of its size. The view is fitted anew
        only when the size of the picture changes. Arrays are kept, not copied.
        """
        self.scene.before = self._layer(self.scene.before, base, alpha)
        self.scene.after = self._layer(self.scene.after, stylized, alpha)
        shown = self.scene.picture("after")
        height, width = shown.source.hw if shown is not None else (0, 0)
        if self.view.set_picture(width, height):
            self._input.forget()
        self._resize_panes()

    def update_stylized(self, pixels: np.ndarray, box: Box) -> None:
        """The result changed inside ``box`` only; ``pixels`` is the whole new picture."""
        after = self.scene.after
        if after is None or after.source.hw != pixels.shape[:2]:
            raise ValueError("update_stylized needs a result of the same size; use set_layers")
        source = after.source
        assert isinstance(source, PixelSource)
        source.pixels = pixels
        after.invalidate(box)
        self._update_box(box)

    def set_anomaly(self, values: np.ndarray | None, threshold: float = 0.5) -> None:
        """Lay the anomaly map, float32 (H, W) in [0, 1], over the result; None takes it away.

        The legend marks ``threshold``, from which places are flagged.
        """
        if threshold != self.scene.heat_threshold:
            self.scene.heat_threshold = threshold
            self.update()
        if self.scene.heat is not None:
            shown = self.scene.heat.source
            if isinstance(shown, HeatmapSource) and shown.values is values:
                return
            self.scene.heat.discard()
        source = None if values is None else HeatmapSource(values)
        self.scene.heat = None if source is None else TilePyramid(source, self._cache)
        self.update()

    def set_anomaly_opacity(self, opacity: float) -> None:
        """0 hides the heatmap, 1 shows it at its strongest."""
        self.scene.heat_opacity = min(max(opacity, 0.0), 1.0)
        self.update()

    def set_regions(self, regions: tuple[Region, ...]) -> None:
        """Mark these regions with outlines and badges; an empty tuple marks none."""
        self.scene.marks.set_regions(regions)
        self.update()

    def set_repaired(self, region: Region | None) -> None:
        """Outline a place that was repaired, or none."""
        if region is not self.scene.marks.repaired:
            self.scene.marks.repaired = region
            self.view_changed.emit()
            self.update()

    def set_difference(
        self, before: np.ndarray | None, after: np.ndarray | None, factor: float = 1.0
    ) -> None:
        """What the mode "difference" shows: how far two (H, W, 3) pictures of one size and depth
        are apart, times ``factor``. None, or pictures of two kinds, take it away."""
        if self.scene.difference is not None:
            self.scene.difference.discard()
        self.scene.difference = None
        if before is not None and after is not None:
            if before.shape == after.shape and before.dtype == after.dtype:
                source = DifferenceSource(before, after, factor)
                self.scene.difference = TilePyramid(source, self._cache)
            self.scene.difference_factor = factor
        self.update()

    def set_regions_visible(self, visible: bool) -> None:
        """Show or hide the outlines and badges."""
        self.scene.marks_visible = visible
        self.update()

    def select_region(self, number: int | None) -> None:
        """Emphasise one region, or none. The view does not move: see ``zoom_to_box``."""
        if number != self.scene.marks.selected:
            self.scene.marks.selected = number
            self.view_changed.emit()
            self.update()

    @property
    def selected_region(self) -> int | None:
        return self.scene.marks.selected

    def looked_at(self) -> QRect:
        """Where the selected or repaired place shows on the widget; empty without one."""
        marks = self.scene.marks
        region = marks.find(marks.selected) or marks.repaired
        if region is None or self.view.is_empty:
            return QRect()
        dpr, rect = self.devicePixelRatioF(), QRectF()
        for pane in self.panes():
            if pane.judged:
                touched = marks.touched_rect(region, self.view, dpr).translated(*pane.shift)
                rect |= touched & QRectF(pane.clip)
        return QRectF(rect.topLeft() / dpr, rect.size() / dpr).toAlignedRect()

    def set_mask(self, mask: np.ndarray | None) -> None:
        """Show a mask, float32 (H, W) in [0, 1] or uint8 levels; None shows none. Not copied."""
        if self.scene.mask is not None:
            self.scene.mask.discard()
        self.scene.mask = None if mask is None else MaskLayer(mask, self._cache)
        self.update()

    def update_mask(self, mask: np.ndarray, box: Box) -> None:
        """The mask changed inside ``box`` only; ``mask`` is the whole mask."""
        layer = self.scene.mask
        if layer is None or layer.mask.shape != mask.shape:
            self.set_mask(mask)
            return
        layer.replace(mask, box)
        top, left, bottom, right = box
        self._update_box((top - 2, left - 2, bottom + 2, right + 2))

    def set_mask_visible(self, visible: bool) -> None:
        """Show or hide the mask without forgetting it."""
        self.scene.mask_visible = visible
        self.update()

    # --- tools ----------------------------------------------------------------------------------

    @property
    def tool_name(self) -> ToolName:
        return self._input.tool.name

    def set_tool(self, name: ToolName | str) -> None:
        """ "pan", "brush", "erase", "rectangle" or "lasso"; a gesture under way is given up."""
        self._input.choose(ToolName(name))

    @property
    def brush_radius(self) -> float:
        """In pixels of the picture."""
        return self._brush_radius

    def set_brush_radius(self, radius: float) -> None:
        """In pixels of the picture, limited to BRUSH_RADIUS_RANGE."""
        radius = min(max(radius, BRUSH_RADIUS_RANGE[0]), BRUSH_RADIUS_RANGE[1])
        if radius != self._brush_radius:
            self._brush_radius = radius
            self.brush_radius_changed.emit(radius)
            self.update_ring()

    @property
    def brush_hardness(self) -> float:
        """0 (soft all through) to 1 (sharp)."""
        return self._brush_hardness

    def set_brush_hardness(self, hardness: float) -> None:
        """Limited to 0..1."""
        hardness = min(max(hardness, 0.0), 1.0)
        if hardness != self._brush_hardness:
            self._brush_hardness = hardness
            self.brush_hardness_changed.emit(hardness)
            self.update_ring()

    @property
    def gesture_active(self) -> bool:
        """Whether a button is held in a stroke, a rubber band or a drag."""
        return self._input.busy

    def cancel_gesture(self) -> bool:
        """Give up the gesture under way; False if there is none."""
        return self._input.cancel()

    # --- the surface that tools act on ----------------------------------------------------------

    @property
    def picture_hw(self) -> tuple[int, int]:
        width, height = self.view.picture_wh
        return height, width

    def click_at(self, pointer: Pointer) -> None:
        number = self.region_at(pointer)
        if number is not None:
            self.region_clicked.emit(number)

    def region_at(self, pointer: Pointer) -> int | None:
        """The region whose badge or mask lies under the pointer, where regions show."""
        pane = self._pane_at(QPointF(pointer.view_x, pointer.view_y) / self.devicePixelRatioF())
        if not pane.judged or not self.scene.marks_visible:
            return None
        x, y = pointer.view_x - pane.shift[0], pointer.view_y - pane.shift[1]
        marks = self.scene.marks
        badge = marks.badge_at(x, y, self.view, pane.room, self.devicePixelRatioF())
        return badge if badge is not None else marks.number_at(pointer.x, pointer.y)

    def begin_stroke(self, stroke: Stroke) -> None:
        self.scene.preview = painting.StrokePreview(stroke, *self.pane_wh())
        self.stroke_started.emit(stroke.mode)
        self.extend_stroke(stroke, 0)

    def extend_stroke(self, stroke: Stroke, start: int) -> None:
        if self.scene.preview is not None:
            self.scene.preview.draw(self.view, start)
            self._update_image_rect(stroke.reach(start))
            self.stroke_extended.emit(stroke, start)

    def end_stroke(self, stroke: Stroke, keep: bool) -> None:
        if keep:
            # The preview stays until the mask has been changed, so that nothing flickers.
            self.stroke_finished.emit(
                list(stroke.points), stroke.radius, stroke.mode, stroke.hardness
            )
        self.scene.preview = None
        self._update_image_rect(stroke.reach())

    def show_band(self, points: list[Point], mode: str = "paint") -> None:
        before, self.scene.band = self.scene.band, points
        self.scene.band_mode = mode
        for band in (before, points):
            if band:
                xs, ys = [x for x, _ in band], [y for _, y in band]
                self._update_image_rect((min(xs), min(ys), max(xs), max(ys)))

    def choose_box(self, box: Box, mode: str) -> None:
        self.box_selected.emit(box, mode)

    def choose_polygon(self, points: list[Point], mode: str) -> None:
        self.polygon_selected.emit(points, mode)

    # --- painting and events --------------------------------------------------------------------

    def update_ring(self) -> None:
        """Repaint where the brush ring was and where it is."""
        old, self._ring_rect = self._ring_rect, self._input.ring_rect()
        for rect in (old, self._ring_rect):
            if not rect.isEmpty():
                self._update_device_rect(rect)

    def paint_cursor(self, frame: painting.Frame) -> None:
        ring = self._input.ring()
        if ring is not None:
            paint_ring(frame, *ring, self._brush_hardness, self._input.erasing)

    def _on_view_changed(self) -> None:
        if self.scene.preview is not None:
            stroke = self.scene.preview.stroke
            self.scene.preview = painting.StrokePreview(stroke, *self.pane_wh())
            self.scene.preview.draw(self.view)
        super()._on_view_changed()
        self._ring_rect = self._input.ring_rect()
        self._input.tell_position()

    def _layer(
        self, current: TilePyramid | None, pixels: np.ndarray | None, alpha: np.ndarray | None
    ) -> TilePyramid | None:
        """The pyramid of these arrays: the current one if it already shows them."""
        if alpha is not None and pixels is not None and alpha.shape != pixels.shape[:2]:
            alpha = None
        if current is not None:
            source = current.source
            if isinstance(source, PixelSource) and source.shows(pixels, alpha):
                return current
            current.discard()
        return None if pixels is None else TilePyramid(PixelSource(pixels, alpha), self._cache)

    def event(self, event: QEvent) -> bool:
        # Qt sends the first events while the widget is still being made.
        taker: CanvasInput | None = getattr(self, "_input", None)
        handled = taker is not None and taker.handle(event)
        return handled or super().event(event)
