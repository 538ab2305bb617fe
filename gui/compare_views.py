"""Pictures side by side that are zoomed and moved as one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import canvas_painting as painting
from gui.canvas_zooming import CanvasZooming
from gui.keyboard_focus import FocusFrame
from gui.language import tr
from gui.pyramid import Allowance
from gui.screen_colours import screen_transform
from gui.view_transform import ViewTransform
from gui.zoom_steps import ARROWS, ZoomSteps

GAP_PX, MARGIN_PX = 2, 6
_KEY_STEP = 0.2
_SMALLER = (1.0, 0.5, 0.25)


@dataclass(eq=False)
class ShownPicture:
    """One picture with its caption, and smaller versions of it, made when they are needed."""

    caption: str
    image: QImage
    _levels: dict[float, QImage] = field(default_factory=dict)

    def level(self, zoom: float) -> QImage:
        """The smallest version that is not enlarged at this zoom."""
        scale = min((one for one in _SMALLER if one >= zoom), default=1.0)
        if scale == 1.0:
            return self.image
        if scale not in self._levels:
            size = QSize(
                max(1, round(self.image.width() * scale)),
                max(1, round(self.image.height() * scale)),
            )
            self._levels[scale] = self.image.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._levels[scale]


def grid_of(count: int, room_wh: tuple[int, int], picture_wh: tuple[int, int]) -> tuple[int, int]:
    """The (rows, columns) in which so many pictures of one size are seen largest."""
    count = max(1, count)

    def zoom(rows: int) -> float:
        columns = math.ceil(count / rows)
        return min(
            room_wh[0] / columns / max(1, picture_wh[0]), room_wh[1] / rows / max(1, picture_wh[1])
        )

    rows = max(range(1, count + 1), key=lambda rows: (zoom(rows), -rows))
    return rows, math.ceil(count / rows)


class LinkedPictures(ZoomSteps, QWidget):
    """Pictures of one size in a grid, all with the same zoom and place.

    The wheel zooms, dragging moves; so do +, -, 0 (fit), 1 (actual size) and the arrow keys.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It asks of a canvas nothing but what is here as well. First, since events come at once.
        self._zooming = CanvasZooming(self, lambda: None)  # type: ignore[arg-type]
        self.view = ViewTransform()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Pictures side by side"))
        self.setToolTip(tr("The wheel zooms all pictures, dragging moves them"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.pictures: list[ShownPicture] = []
        self.empty_words = ""
        self._originals: list[tuple[str, QImage]] = []
        self._profile = b""
        self._held_at: QPointF | None = None
        self.focus_frame = FocusFrame(self)

    # --- what is shown -----------------------------------------------------------------------

    def show_pictures(self, pictures: Sequence[tuple[str, QImage]]) -> None:
        """Captions and pictures of one size, from left to right; zoom and place stay."""
        known = {(one.caption, one.image.cacheKey()): one for one in self.pictures}
        keeps = not self._profile
        self._originals = list(pictures)
        self.pictures = [
            (keeps and known.get((caption, image.cacheKey())))
            or ShownPicture(caption, self._for_screen(image))
            for caption, image in pictures
        ]
        self.setAccessibleDescription(", ".join(caption for caption, _ in pictures))
        if self.pictures:
            size = self.pictures[0].image.size()
            self.view.set_picture(size.width(), size.height())
        else:
            self.view.set_picture(0, 0)
        self._resize_panes()

    def _for_screen(self, image: QImage) -> QImage:
        transform = screen_transform(self.screen())[1] if self._profile else None
        return image if transform is None else image.colorTransformed(transform)

    # --- zoom --------------------------------------------------------------------------------

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom so that what lies under ``anchor`` (widget position) stays there, in every pane."""
        at = None
        if anchor is not None:
            dpr = self.devicePixelRatioF()
            point = QPoint(round(anchor.x() * dpr), round(anchor.y() * dpr))
            panes = self.panes()
            pane = next((one for one in panes if one.contains(point)), panes[0] if panes else None)
            if pane is not None:
                at = float(point.x() - pane.left()), float(point.y() - pane.top())
        self.view.set_zoom(zoom, at)
        self._on_view_changed()

    def _on_view_changed(self) -> None:
        self.zoom_changed.emit(self.view.zoom)
        self.update()

    # --- places ------------------------------------------------------------------------------

    def panes(self) -> list[QRect]:
        """Where the pictures are, in device pixels; all of one size."""
        if not self.pictures:
            return []
        dpr = self.devicePixelRatioF()
        area = round(self.width() * dpr), round(self.height() * dpr)
        gap = max(1, round(GAP_PX * dpr))
        rows, columns = grid_of(len(self.pictures), area, self.view.picture_wh)
        width = max(1, (area[0] - (columns - 1) * gap) // columns)
        height = max(1, (area[1] - (rows - 1) * gap) // rows)
        return [
            QRect((i % columns) * (width + gap), (i // columns) * (height + gap), width, height)
            for i in range(len(self.pictures))
        ]

    def _resize_panes(self) -> None:
        self.view.margin_px = MARGIN_PX * self.devicePixelRatioF()
        panes = self.panes()
        if panes:
            self.view.resize_view(panes[0].width(), panes[0].height())
        self._on_view_changed()

    # --- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        dpr = self.devicePixelRatioF()
        painter = QPainter(self)
        if not self.pictures:
            painter.fillRect(self.rect(), painting.surround_colour(self.palette()))
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self.empty_words)
            return
        painter.scale(1 / dpr, 1 / dpr)
        area = QRect(0, 0, round(self.width() * dpr), round(self.height() * dpr))
        painter.fillRect(area, self.palette().color(QPalette.ColorRole.Mid))
        frame = painting.Frame(painter, self.view, area, dpr, Allowance(0), self.palette())
        for picture, pane in zip(self.pictures, self.panes(), strict=True):
            painter.save()
            painter.setClipRect(pane)
            painter.fillRect(pane, painting.surround_colour(self.palette()))
            painter.translate(pane.topLeft())
            self._paint_picture(painter, picture)
            inside = painting.picture_bounds(self.view) & QRect(QPoint(0, 0), pane.size())
            text = _elided(picture.caption, inside.width() - 36 * dpr, painter.font(), dpr)
            painting.paint_label(frame, text, inside, at_right=False)
            painter.restore()

    def _paint_picture(self, painter: QPainter, picture: ShownPicture) -> None:
        zoom = self.view.zoom
        image = picture.level(zoom)
        # Far in, pixels are shown as what they are.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < 2)
        if image is not picture.image:
            painter.drawImage(QRectF(painting.picture_bounds(self.view)), image)
            return
        top, left, bottom, right = box = self.view.visible_box()
        x0, y0, x1, y1 = self.view.box_rect(box)
        target = QRectF(x0, y0, x1 - x0, y1 - y0)
        painter.drawImage(target, image, QRectF(left, top, right - left, bottom - top))

    # --- events ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(800, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._resize_panes()

    def showEvent(self, event: QShowEvent) -> None:
        profile = screen_transform(self.screen())[0]
        if profile != self._profile:
            self._profile = profile
            self.pictures = []
            self.show_pictures(self._originals)
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resize_panes()
        handler = self._zooming.handlers.get(event.type())
        if handler is not None and handler(event):
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._held_at = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None:
            return
        moved = (event.position() - self._held_at) * self.devicePixelRatioF()
        self.pan_by(moved.x(), moved.y())
        self._held_at = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held_at = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        dpr = self.devicePixelRatioF()
        across, down = self.width() * dpr * _KEY_STEP, self.height() * dpr * _KEY_STEP
        zooms = {
            Qt.Key.Key_Plus: self.zoom_in, Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out, Qt.Key.Key_0: self.zoom_to_fit,
            Qt.Key.Key_1: self.zoom_to_actual,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in ARROWS:
            x, y = ARROWS[key]
            self.pan_by(-x * across, -y * down)
        elif key in zooms:
            zooms[key]()
        else:
            super().keyPressEvent(event)


def _elided(text: str, room: float, font: QFont, dpr: float) -> str:
    """As much of a caption as `paint_label` has room for."""
    used = QFont(font)
    used.setPixelSize(round(11.5 * dpr))
    used.setWeight(QFont.Weight.DemiBold)
    return QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room))
