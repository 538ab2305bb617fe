"""Draws the canvas: surround, picture, overlays, compare handle, cursor ring.

All functions take a painter whose unit is one DEVICE pixel and rectangles in device pixels. None
does work that grows with the size of the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)

from engine.imaging.brushes import draw_stroke
from gui.overlay import LINES_ABOVE_ZOOM, MASK_ALPHA, MASK_RGB, MaskLayer
from gui.panes import Pane
from gui.pyramid import Allowance, Box, TilePyramid
from gui.qimage import AlphaSheet
from gui.region_marks import GOLD, RegionMarks
from gui.tools import Point, Stroke
from gui.view_transform import ViewTransform

NEAREST_ABOVE_ZOOM = 2.0
CHECKER_PX = 8
SPLIT_GRIP_PX = 15
MASK_COLOUR = QColor(*MASK_RGB)


@dataclass
class Scene:
    """Everything there is to draw, apart from where it lies."""

    before: TilePyramid | None = None
    after: TilePyramid | None = None
    heat: TilePyramid | None = None
    heat_opacity: float = 0.6
    heat_threshold: float = 0.5
    mask: MaskLayer | None = None
    mask_visible: bool = True
    marks: RegionMarks = field(default_factory=RegionMarks)
    marks_visible: bool = True
    preview: StrokePreview | None = None
    band: list[Point] = field(default_factory=list)
    band_mode: str = "paint"
    difference: TilePyramid | None = None
    difference_factor: float = 1.0

    def picture(self, side: str) -> TilePyramid | None:
        """The picture of a side, or the only one there is."""
        if side == "difference" and self.difference is not None:
            return self.difference
        first, second = (self.before, self.after) if side == "before" else (self.after, self.before)
        return first or second

    @property
    def opaque(self) -> bool:
        return all(tiles.source.opaque for tiles in (self.before, self.after) if tiles is not None)


class StrokePreview:
    """The stroke under way, drawn dab by dab in device pixels of a pane, as soft as the brush.

    Only the newest segments are drawn as the pointer moves, so a long stroke stays as quick as a
    short one; the mask itself changes when the stroke is finished.
    """

    def __init__(self, stroke: Stroke, width: int, height: int) -> None:
        self.stroke = stroke
        self._sheet = AlphaSheet(width, height)

    @property
    def image(self) -> QImage:
        """What the stroke covers, as opacity."""
        return self._sheet.image

    def draw(self, view: ViewTransform, start: int = 0) -> None:
        """Add the stroke from its point ``start`` on."""
        points = [view.to_device(*point) for point in self.stroke.points[start:]]
        radii = [radius * view.zoom for radius in self.stroke.radii[start:]]
        draw_stroke(self._sheet.levels, points, radii, self.stroke.hardness)


@dataclass(frozen=True)
class Frame:
    """What one paint event draws with."""

    painter: QPainter
    view: ViewTransform
    dirty: QRect
    dpr: float
    allowance: Allowance
    palette: QPalette

    @property
    def dark(self) -> bool:
        return is_dark(self.palette)


def is_dark(palette: QPalette) -> bool:
    """Whether the palette is that of a dark theme."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def surround_colour(palette: QPalette) -> QColor:
    """Neutral, so that it does not tint the eye; darker or lighter with the theme."""
    return QColor("#18191b") if is_dark(palette) else QColor("#d6d6d5")


def picture_bounds(view: ViewTransform) -> QRect:
    """The whole device pixels that the picture covers, in pane coordinates."""
    return _rounded(*view.picture_rect())


def paint_pane(frame: Frame, scene: Scene, pane: Pane) -> None:
    """The picture of one pane with its overlays."""
    painter = frame.painter
    painter.save()
    painter.translate(*pane.shift)
    clip = (pane.clip & frame.dirty).translated(-pane.shift[0], -pane.shift[1])
    bounds = picture_bounds(frame.view)
    tiles = scene.picture(pane.side)
    if tiles is not None and not clip.isEmpty():
        painter.setClipRect(clip)
        _paint_edge(frame, bounds)
        if not tiles.source.opaque:
            _paint_checkerboard(frame, bounds & clip, bounds)
        draw_tiles(frame, tiles, clip, painter)
        if pane.judged and scene.heat is not None and scene.heat_opacity > 0:
            painter.setOpacity(scene.heat_opacity)
            draw_tiles(frame, scene.heat, clip, painter, smooth=True)
            painter.setOpacity(1.0)
        if pane.masked:
            _paint_mask(frame, scene, clip & bounds)
        painter.setClipRect(clip)
        if pane.judged and scene.marks_visible:
            scene.marks.paint(painter, frame.view, pane.room, clip, frame.dpr)
        if scene.band:
            _paint_band(frame, scene.band, scene.band_mode)
    painter.restore()


def draw_tiles(
    frame: Frame,
    tiles: TilePyramid,
    clip: QRect,
    painter: QPainter,
    smooth: bool = False,
) -> None:
    """The tiles that show inside ``clip``, stretched over the picture if sizes differ."""
    view = frame.view
    height, width = tiles.source.hw
    picture_w, picture_h = view.picture_wh
    scale_x, scale_y = picture_w / width * view.zoom, picture_h / height * view.zoom
    origin_x, origin_y = view.origin
    seen = clip & picture_bounds(view)
    if seen.isEmpty():
        return
    box = _box_of(seen, (origin_x, origin_y), (scale_x, scale_y), (height, width))
    scale = max(scale_x, scale_y)
    smooth = (smooth or scale <= NEAREST_ABOVE_ZOOM) and scale != 1.0
    smoothly = QPainter.RenderHint.SmoothPixmapTransform
    painter.setRenderHint(smoothly, smooth)
    for tile in tiles.tiles(tiles.level_for(scale), box, frame.allowance):
        top, left, bottom, right = tile.core
        core = _rounded(
            origin_x + left * scale_x,
            origin_y + top * scale_y,
            origin_x + right * scale_x,
            origin_y + bottom * scale_y,
        )
        part = core & seen
        if part.isEmpty() or tile.is_clear:
            continue
        top, left, bottom, right = tile.outer
        target = QRectF(
            origin_x + left * scale_x,
            origin_y + top * scale_y,
            (right - left) * scale_x,
            (bottom - top) * scale_y,
        )
        painter.setClipRect(part)
        if tile.is_even:
            painter.setRenderHint(smoothly, False)  # one colour: there is nothing to smooth
            painter.drawImage(part, tile.image)
            painter.setRenderHint(smoothly, smooth)
        else:
            painter.drawImage(target, tile.image)


def _box_of(
    seen: QRect, origin: tuple[float, float], scale: tuple[float, float], hw: tuple[int, int]
) -> Box:
    left = (seen.left() - origin[0]) / scale[0]
    top = (seen.top() - origin[1]) / scale[1]
    right = (seen.right() + 1 - origin[0]) / scale[0]
    bottom = (seen.bottom() + 1 - origin[1]) / scale[1]
    return (
        max(math.floor(top), 0),
        max(math.floor(left), 0),
        min(math.ceil(bottom), hw[0]),
        min(math.ceil(right), hw[1]),
    )


def _rounded(left: float, top: float, right: float, bottom: float) -> QRect:
    x0, y0 = math.floor(left + 0.5), math.floor(top + 0.5)
    x1, y1 = math.floor(right + 0.5), math.floor(bottom + 0.5)
    return QRect(x0, y0, max(x1 - x0, 1), max(y1 - y0, 1))


def _paint_edge(frame: Frame, bounds: QRect) -> None:
    """A hairline just outside the picture, so that a white sky does not run into the surround."""
    width = max(1, round(frame.dpr))
    colour = QColor(0, 0, 0) if frame.dark else QColor(0, 0, 0, 70)
    outer = bounds.adjusted(-width, -width, width, width)
    frame.painter.fillRect(outer, colour)
    frame.painter.fillRect(bounds, surround_colour(frame.palette))


def _paint_checkerboard(frame: Frame, part: QRect, bounds: QRect) -> None:
    side = max(1, round(CHECKER_PX * frame.dpr))
    light, deep = ("#6b6b6b", "#555555") if frame.dark else ("#ffffff", "#cfcfcf")
    squares = QPixmap(2 * side, 2 * side)
    squares.fill(QColor(light))
    painter = QPainter(squares)
    painter.fillRect(0, 0, side, side, QColor(deep))
    painter.fillRect(side, side, side, side, QColor(deep))
    painter.end()
    frame.painter.setBrushOrigin(bounds.topLeft())
    frame.painter.fillRect(part, QBrush(squares))


def _paint_mask(frame: Frame, scene: Scene, clip: QRect) -> None:
    """The mask, with the stroke under way painted into it or erased from it."""
    preview = scene.preview
    if clip.isEmpty() or not scene.mask_visible or (scene.mask is None and preview is None):
        return
    if preview is None:
        _draw_mask(frame, scene.mask, clip, frame.painter)
        return
    # Mask and stroke are joined before they meet the picture: laid over each other one by one,
    # two translucent colours would darken where they overlap.
    joined = QImage(clip.size(), QImage.Format.Format_ARGB32_Premultiplied)
    joined.fill(0)
    painter = QPainter(joined)
    painter.translate(-clip.topLeft())
    _draw_mask(frame, scene.mask, clip, painter)
    painter.setClipRect(clip)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.drawImage(clip, preview.image, clip)
    if preview.stroke.mode == "paint":
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setOpacity(MASK_ALPHA)
        painter.drawImage(clip.topLeft(), _coloured(preview.image, clip))
    painter.end()
    frame.painter.setClipRect(clip)
    frame.painter.drawImage(clip.topLeft(), joined)


def _coloured(opacity: QImage, part: QRect) -> QImage:
    """A part of an opacity image in the colour of the mask."""
    image = QImage(part.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(MASK_COLOUR)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(image.rect(), opacity, part)
    painter.end()
    return image


def _draw_mask(frame: Frame, mask: MaskLayer | None, clip: QRect, painter: QPainter) -> None:
    if mask is None:
        return
    zoom = frame.view.zoom
    draw_tiles(frame, mask.tiles_for(zoom), clip, painter)
    if zoom <= LINES_ABOVE_ZOOM:
        return
    origin_x, origin_y = frame.view.origin
    box = _box_of(clip, (origin_x, origin_y), (zoom, zoom), mask.mask.shape)
    lines = [
        QLineF(
            round(origin_x + x0 * zoom),
            round(origin_y + y0 * zoom),
            round(origin_x + x1 * zoom),
            round(origin_y + y1 * zoom),
        )
        for x0, y0, x1, y1 in mask.edge_lines(zoom, box)
    ]
    painter.setClipRect(clip)
    pen = QPen(MASK_COLOUR, max(1, round(1.5 * frame.dpr)))
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    painter.drawLines(lines)


def _paint_band(frame: Frame, band: list[Point], mode: str) -> None:
    """The outline being dragged: black under white dashes shows on any picture.

    What will be marked is tinted like the mask, what will be unmarked is darkened.
    """
    painter = frame.painter
    outline = QPolygonF([QPointF(*frame.view.to_device(*point)) for point in band])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tint = QColor(*MASK_RGB, 44) if mode == "paint" else QColor(0, 0, 0, 70)
    painter.setBrush(tint)
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1.5 * frame.dpr))
    painter.drawPolygon(outline)
    pen = QPen(QColor(255, 255, 255), 1.5 * frame.dpr)
    pen.setDashPattern([4, 4])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(outline)


def paint_split(frame: Frame, x: int, area: QRect, focused: bool) -> None:
    """The line between before and after with its grip."""
    painter, dpr = frame.painter, frame.dpr
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = max(1, round(dpr))
    dim = round(dpr)
    painter.fillRect(
        QRect(x - half - dim, area.top(), 2 * (half + dim), area.height()), QColor(0, 0, 0, 70)
    )
    painter.fillRect(QRect(x - half, area.top(), 2 * half, area.height()), QColor(255, 255, 255))
    centre = QPointF(x, area.center().y())
    reach = SPLIT_GRIP_PX * dpr
    painter.setPen(QPen(GOLD if focused else QColor(0, 0, 0, 90), (2.5 if focused else 1.5) * dpr))
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(centre, reach, reach)
    pen = QPen(QColor("#33312d"), 2 * dpr)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for sign in (-1, 1):
        tip, back, rise = sign * 8.5 * dpr, sign * 4.5 * dpr, 4 * dpr
        arrow = [QPointF(back, -rise), QPointF(tip, 0), QPointF(back, rise)]
        painter.drawPolyline([point + centre for point in arrow])


def paint_divider(frame: Frame, gap: QRect) -> None:
    """The line between two views side by side."""
    frame.painter.fillRect(gap, QColor("#000000") if frame.dark else QColor("#a9a9a7"))


def paint_label(frame: Frame, text: str, area: QRect, at_right: bool) -> None:
    """A small caption in an upper corner of ``area``; left out where there is no room."""
    painter, dpr = frame.painter, frame.dpr
    font = QFont(painter.font())
    font.setPixelSize(round(11.5 * dpr))
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 16 * dpr, round(22 * dpr)
    gap = 10 * dpr
    if area.width() < width + 2 * gap or area.height() < height + 2 * gap:
        return
    x = area.right() + 1 - gap - width if at_right else area.left() + gap
    plate = QRectF(round(x), round(area.top() + gap), round(width), height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 20, 22, 170))
    painter.drawRoundedRect(plate, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
