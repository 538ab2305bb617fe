"""The view of the picture: zoom, panes, compare modes and painting, without tools."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWindow
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import canvas_painting as painting
from gui import legend
from gui.language import tr
from gui.panes import DIVIDER_PX, CompareMode, Pane, lay_out, pane_width
from gui.pyramid import Allowance, Box, TileCache
from gui.screen_colours import screen_transform
from gui.tools import Pointer
from gui.view_transform import ViewTransform
from gui.zoom_steps import ZoomSteps

# What one frame may spend on making tiles. A frame is longer by one band and by its drawing.
SAMPLES_PER_FRAME = 4_000_000
SECONDS_PER_FRAME = 0.012
FIT_MARGIN_PX = 12


class PictureView(ZoomSteps, QWidget):
    """Shows a scene; zoom 1.0 is one picture pixel on one device pixel."""

    zoom_changed = Signal(float)
    split_changed = Signal(float)
    compare_mode_changed = Signal(object)  # CompareMode
    view_changed = Signal()
    """The picture, or what is emphasised in it, lies elsewhere on the widget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.view = ViewTransform()
        self.scene = painting.Scene()
        self.held_pane: int | None = None
        """The pane in which a drag began: it stays with it wherever the pointer goes."""
        self._cache = TileCache()
        self._mode = CompareMode.SINGLE
        self._split = 0.5
        self._original_held = False
        self._told_zoom = 0.0
        self._foot_px = 0
        self._watched_handle: QWindow | None = None
        self._screen_profile = b""
        # Tiles that did not fit into one frame's allowance are made in the next ones.
        self._unfinished = QTimer(self, singleShot=True, interval=0)
        self._unfinished.timeout.connect(self.update)

    # --- compare --------------------------------------------------------------------------------

    @property
    def compare_mode(self) -> CompareMode:
        return self._mode

    def set_compare_mode(self, mode: CompareMode | str) -> None:
        """ "single" (the result), "split" (a movable line), "side" (two linked views) or
        "difference" (what sets the two apart)."""
        self._mode = CompareMode(mode)
        self._resize_panes()
        self.compare_mode_changed.emit(self._mode)

    @property
    def split(self) -> float:
        """Where the split line is, 0..1 of the part of the picture that shows."""
        return self._split

    def set_split(self, fraction: float) -> None:
        """Move the split line."""
        fraction = min(max(fraction, 0.0), 1.0)
        if fraction != self._split:
            self._split = fraction
            self.split_changed.emit(fraction)
            self.update()

    def show_original(self, shown: bool) -> None:
        """While True, only the photo shows, without overlays and compare modes."""
        self._original_held = shown
        self._resize_panes()

    @property
    def comparing(self) -> CompareMode:
        """The mode in effect: comparing needs two pictures and no held original."""
        both = self.scene.before is not None and self.scene.after is not None
        return self._mode if both and not self._original_held else CompareMode.SINGLE

    # --- view -----------------------------------------------------------------------------------

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom (1.0 = 100 %) so that what lies under ``anchor`` (widget position) stays there."""
        pane = self._pane_at(anchor)
        at = None if anchor is None else self.to_pane(anchor, pane)
        self.view.set_zoom(zoom, at)
        self._on_view_changed()

    def zoom_to_box(self, box: Box) -> None:
        """Show a box of the picture large, with some of its surroundings."""
        self.view.show_box(box)
        self._on_view_changed()

    @property
    def is_complete(self) -> bool:
        """Whether the last painting had all its tiles, rather than coarser ones in their place."""
        return not self._unfinished.isActive()

    def set_foot(self, height_px: int) -> None:
        """Keep a strip at the lower edge free of a fitted picture, in logical pixels.

        What is centred is centred above it; a picture that is larger than the view fills it.
        """
        self._foot_px = height_px
        self._resize_panes()

    # --- places ---------------------------------------------------------------------------------

    def device_rect(self) -> QRect:
        """The widget in device pixels."""
        dpr = self.devicePixelRatioF()
        return QRect(0, 0, round(self.width() * dpr), round(self.height() * dpr))

    def pane_wh(self) -> tuple[int, int]:
        """The size of one view of the picture in device pixels, with the strip at its foot."""
        return round(self.view.view_wh[0]), self.device_rect().height()

    def panes(self) -> list[Pane]:
        """The views of the picture, left to right."""
        if self._original_held:
            return [Pane(self.device_rect(), (0, 0), "before", judged=False, masked=False)]
        return lay_out(self.device_rect(), self.comparing, self.split_x(), self._divider())

    def split_area(self) -> QRect:
        """The part of the view that the picture takes, in device pixels."""
        return painting.picture_bounds(self.view) & self.device_rect()

    def split_x(self) -> int:
        area = self.split_area()
        return area.left() + round(self._split * area.width())

    def pointer_at(
        self,
        position: QPointF,
        pressure: float = 1.0,
        shift: bool = False,
        reverse: bool = False,
    ) -> Pointer:
        """A widget position as tools know it."""
        x, y = self.view.to_image(*self.to_pane(position, self._pane_at(position)))
        dpr = self.devicePixelRatioF()
        return Pointer(x, y, position.x() * dpr, position.y() * dpr, pressure, shift, reverse)

    def to_pane(self, position: QPointF, pane: Pane) -> tuple[float, float]:
        """A widget position in device pixels of a pane."""
        dpr = self.devicePixelRatioF()
        return position.x() * dpr - pane.shift[0], position.y() * dpr - pane.shift[1]

    def _pane_at(self, position: QPointF | None) -> Pane:
        panes = self.panes()
        if self.held_pane is not None and self.held_pane < len(panes):
            return panes[self.held_pane]
        if position is None:
            return panes[-1]
        x = position.x() * self.devicePixelRatioF()
        return next((pane for pane in panes if x < pane.clip.right() + 1), panes[-1])

    def pane_index_at(self, position: QPointF) -> int:
        return self.panes().index(self._pane_at(position))

    def _divider(self) -> int:
        return max(1, round(DIVIDER_PX * self.devicePixelRatioF()))

    # --- painting -------------------------------------------------------------------------------

    def _update_box(self, box: Box) -> None:
        top, left, bottom, right = box
        self._update_image_rect((left, top, right, bottom))

    def _update_image_rect(self, rect: tuple[float, float, float, float]) -> None:
        """Repaint (left, top, right, bottom) of the picture in every pane."""
        x0, y0 = self.view.to_device(rect[0], rect[1])
        x1, y1 = self.view.to_device(rect[2], rect[3])
        for pane in self.panes():
            moved = QRectF(x0, y0, x1 - x0, y1 - y0).translated(*pane.shift)
            self._update_device_rect(moved.intersected(QRectF(pane.clip)))

    def _update_device_rect(self, rect: QRectF) -> None:
        dpr = self.devicePixelRatioF()
        # Smooth scaling and outlines reach a little over the edge.
        reach = 2 + 2 * dpr + (self.view.zoom if self.view.zoom > 1 else 0)
        grown = rect.adjusted(-reach, -reach, reach, reach)
        logical = QRectF(grown.topLeft() / dpr, grown.bottomRight() / dpr)
        self.update(logical.toAlignedRect())

    def paint_cursor(self, frame: painting.Frame) -> None:
        """What follows the pointer, painted over everything else."""

    def _resize_panes(self) -> None:
        area = self.device_rect()
        dpr = self.devicePixelRatioF()
        self.view.margin_px = FIT_MARGIN_PX * dpr
        width = pane_width(area, self.comparing, self._divider())
        self.view.resize_view(width, max(1, area.height() - round(self._foot_px * dpr)))
        self._on_view_changed()

    def _on_view_changed(self) -> None:
        """Zoom, position or panes are others than before."""
        if self.view.zoom != self._told_zoom:
            self._told_zoom = self.view.zoom
            self.zoom_changed.emit(self.view.zoom)
        self.view_changed.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        dpr = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.scale(1 / dpr, 1 / dpr)
        # At fractional scales a widget may begin between device pixels; a picture must not.
        place = painter.deviceTransform()
        painter.translate(round(place.dx()) - place.dx(), round(place.dy()) - place.dy())
        dirty = QRectF(event.rect())
        dirty_px = QRectF(dirty.topLeft() * dpr, dirty.bottomRight() * dpr).toAlignedRect()
        dirty_px.adjust(-1, -1, 1, 1)
        allowance = Allowance(SAMPLES_PER_FRAME, SECONDS_PER_FRAME)
        frame = painting.Frame(painter, self.view, dirty_px, dpr, allowance, self.palette())
        painter.fillRect(dirty_px, painting.surround_colour(self.palette()))
        if not self.view.is_empty:
            for pane in self.panes():
                painting.paint_pane(frame, self.scene, pane)
            self._paint_compare(frame)
            if self.scene.heat is not None and any(pane.judged for pane in self.panes()):
                area = self.device_rect()
                above = max(0, self.split_area().top())
                if self.comparing is CompareMode.SPLIT and above < legend.needed_height(dpr):
                    area.setTop(above + round(28 * dpr))  # below "After", which has the corner
                legend.paint_legend(frame, area, self.scene.heat_threshold)
            self.paint_cursor(frame)
        painter.end()
        if allowance.exhausted:
            self._unfinished.start()

    def _paint_compare(self, frame: painting.Frame) -> None:
        """The split line and the captions that say which side is which."""
        area, mode = self.split_area(), self.comparing
        before, after = tr("Before"), tr("After")
        if self._original_held and self.scene.before is not None:
            painting.paint_label(frame, tr("Original"), area, at_right=False)
        elif mode is CompareMode.DIFFERENCE and self.scene.difference is not None:
            factor = self.scene.difference_factor
            words = tr("Difference × {factor}").format(factor=f"{factor:g}")
            painting.paint_label(frame, words, area, at_right=False)
        elif mode is CompareMode.SPLIT:
            x = self.split_x()
            left, right = QRect(area), QRect(area)
            left.setRight(x - 1)
            right.setLeft(x)
            painting.paint_label(frame, before, left, at_right=False)
            painting.paint_label(frame, after, right, at_right=True)
            painting.paint_split(frame, x, area, self.hasFocus())
        elif mode is CompareMode.SIDE:
            left_pane, right_pane = self.panes()
            gap = self.device_rect()
            gap.setLeft(left_pane.clip.right() + 1)
            gap.setRight(right_pane.clip.left() - 1)
            painting.paint_divider(frame, gap)
            for pane, text in ((left_pane, before), (right_pane, after)):
                shown = painting.picture_bounds(self.view) & pane.room
                painting.paint_label(frame, text, shown.translated(*pane.shift), at_right=False)

    # --- events ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._resize_panes()

    def showEvent(self, event: QShowEvent) -> None:
        handle = self.window().windowHandle()
        if handle is not None and handle is not self._watched_handle:
            self._watched_handle = handle
            handle.screenChanged.connect(self._on_screen_changed)
            self._on_screen_changed()
        super().showEvent(event)

    def _on_screen_changed(self) -> None:
        """Another screen may show colours in another way."""
        profile, transform = screen_transform(self.screen())
        if profile != self._screen_profile:
            self._screen_profile = profile
            self._cache.set_colours(transform)
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resize_panes()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
