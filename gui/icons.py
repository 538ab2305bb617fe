"""Stroke icons from resources/icons, tinted with the colours of the theme."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine.resources import resource_path

ICONS_DIR = resource_path("icons")

_colours = {"text": "#808080", "muted": "#808080", "gold": "#808080"}


def set_colours(text: str, muted: str, gold: str) -> None:
    """The theme's colours; icons drawn from now on use them."""
    _colours.update(text=text, muted=muted, gold=gold)
    _render.cache_clear()


def icon(name: str, colour: str | None = None) -> QIcon:
    """An icon that is redrawn sharp at any size and follows the theme.

    colour: fixed "#rrggbb" for every state; None takes text, muted and gold by state.
    """
    return QIcon(_TintedEngine(name, colour))


def pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    """The icon in one colour, `size` logical pixels wide at device pixel ratio `ratio`."""
    result = QPixmap.fromImage(_render(name, colour, round(size * ratio)))
    result.setDevicePixelRatio(ratio)
    return result


def of_picture(picture: QPixmap) -> QIcon:
    """A picture as an icon, the same in a selected row: Qt would tint it there."""
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made


def of_picture_file(path: Path) -> QIcon:
    """As `of_picture`; the file is read when it is first drawn."""
    made = QIcon(str(path))
    made.addFile(str(path), QSize(), QIcon.Mode.Selected)
    return made


@lru_cache(maxsize=512)
def _render(name: str, colour: str, side_px: int) -> QImage:
    svg = (ICONS_DIR / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    image = QImage(QSize(side_px, side_px), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return image


class _TintedEngine(QIconEngine):
    def __init__(self, name: str, colour: str | None) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._colour)

    def _tint(self, mode: QIcon.Mode, state: QIcon.State) -> tuple[str, float]:
        if self._colour is not None:
            return self._colour, 0.4 if mode == QIcon.Mode.Disabled else 1.0
        if mode == QIcon.Mode.Disabled:
            return _colours["muted"], 0.4
        return _colours["gold" if state == QIcon.State.On else "text"], 1.0

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour, opacity = self._tint(mode, state)
        ratio = painter.device().devicePixelRatio() if painter.device() else 1.0
        side_px = round(min(rect.width(), rect.height()) * ratio)
        if side_px < 1:
            return
        painter.save()
        painter.setOpacity(painter.opacity() * opacity)
        side = side_px / ratio
        target = QRectF(0, 0, side, side)
        target.moveCenter(QRectF(rect).center())
        painter.drawImage(target, _render(self._name, QColor(colour).name(), side_px))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # `size` is in device pixels here; Qt sets the ratio on what is returned.
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, result.rect(), mode, state)
        painter.end()
        return result
