"""Shows a preview on the canvas in place of the result, and takes it away again."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel

from engine.imaging.tiles import Box
from gui.canvas import Canvas
from gui.language import tr
from gui.pyramid import PixelSource, TileCache, TilePyramid
from gui.qimage import pack, pack_premultiplied, to_eight_bit

CACHE_BYTES = 64 * 1024 * 1024
TOP_MARGIN_PX = 12
LARGEST_FACTOR = 16


class EnlargedSource:
    """A small picture, enlarged smoothly by a power of two, as a source of tiles.

    The canvas itself does not smooth what it enlarges more than twice, which is right for pixels
    of a photo, but would show a preview as a mosaic.
    """

    def __init__(self, pixels: np.ndarray, alpha: np.ndarray | None, factor: int) -> None:
        height, width = pixels.shape[:2]
        self.hw = height * factor, width * factor
        self.opaque = alpha is None
        self._small = PixelSource(pixels, alpha)
        self._planes = pixels if alpha is None else np.dstack([pixels, alpha])
        self._octaves = factor.bit_length() - 1

    def render(self, level: int, box: Box) -> np.ndarray:
        """See `TileSource`."""
        if level >= self._octaves:
            return self._small.render(level - self._octaves, box)
        step = 1 << (self._octaves - level)
        rows = _between(box[0], box[2], step, self._planes.shape[0])
        columns = _between(box[1], box[3], step, self._planes.shape[1])
        drawn = _blend(_blend(self._planes, rows, 0), columns, 1)
        drawn = np.rint(drawn).astype(np.uint8)
        if self.opaque:
            return pack(drawn)
        return pack_premultiplied(drawn[..., :3], drawn[..., 3])


def _between(start: int, stop: int, step: int, length: int) -> tuple[np.ndarray, ...]:
    """For each pixel of an enlarged axis: the two it lies between, and how near the second."""
    place = (np.arange(start, stop) + 0.5) / step - 0.5
    first = np.floor(place).astype(int)
    share = (place - first).astype(np.float32)
    return np.clip(first, 0, length - 1), np.clip(first + 1, 0, length - 1), share


def _blend(planes: np.ndarray, between: tuple[np.ndarray, ...], axis: int) -> np.ndarray:
    first, second, share = between
    share = share.reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
    near = planes.take(first, axis).astype(np.float32)
    result: np.ndarray = near + share * (planes.take(second, axis).astype(np.float32) - near)
    return result


class PreviewBadge(QLabel):
    """The word "Preview" on the upper edge of the canvas, and what comes next."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.retranslated: Callable[[], None] = lambda: None
        self.setObjectName("previewBadge")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        canvas.installEventFilter(self)
        self.hide()

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()

    def retranslate(self) -> None:
        """The window draws everything anew after this; what stood over it comes back then."""
        QTimer.singleShot(0, self, self.retranslated)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        room = self._canvas.width()
        self.resize(min(self.width(), room), self.height())
        self.move((room - self.width()) // 2, TOP_MARGIN_PX)


class LivePreview(QObject):
    """The preview on the canvas: like a result in every compare mode, but marked as a preview.

    Heatmap and marks speak of the result, so they step aside meanwhile; `put_back` shows them
    again when the preview has gone.
    """

    def __init__(
        self,
        canvas: Canvas,
        alpha: Callable[[], np.ndarray | None],
        put_back: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._alpha = alpha
        self._put_back = put_back
        self._cache = TileCache(CACHE_BYTES)
        self._shown: TilePyramid | None = None
        self._under: TilePyramid | None = None
        self._marks_were_visible = True
        self._mask_was_visible = True
        self.badge = PreviewBadge(canvas)
        self.badge.retranslated = self.show_again

    @property
    def visible(self) -> bool:
        return self._shown is not None

    def show(self, pixels: np.ndarray, text: str = "", hide_mask: bool = False) -> None:
        """Show uint8 (h, w, 3), stretched over the picture.

        text: what the badge says. hide_mask: the preview is about what the mask would cover.
        """
        canvas, scene = self._canvas, self._canvas.scene
        pyramid = TilePyramid(self._source(pixels), self._cache)
        if scene.after is not self._shown:
            self._under = scene.after
        if self._shown is None:
            self._marks_were_visible = scene.marks_visible
            self._mask_was_visible = scene.mask_visible
            canvas.set_anomaly(None)
            canvas.set_regions_visible(False)
        else:
            self._shown.discard()
        self._shown = scene.after = pyramid
        canvas.set_mask_visible(self._mask_was_visible and not hide_mask)
        # With a first result there is something to compare, so the panes may be others now.
        canvas.set_compare_mode(canvas.compare_mode)
        self.badge.show_text(text or tr("Preview"))

    def show_mask(self) -> None:
        """A stroke begins: it must be seen, even where the mask had stepped aside."""
        if self.visible:
            self._canvas.set_mask_visible(True)

    def show_again(self) -> None:
        """Everything was drawn anew: the preview has been painted over, but still stands."""
        scene = self._canvas.scene
        if self._shown is not None and scene.after is not self._shown:
            self._under, scene.after = scene.after, self._shown
            self._canvas.set_anomaly(None)
            self._canvas.update()

    def say(self, text: str) -> None:
        """Change what the badge says of the preview that shows."""
        if self.visible:
            self.badge.show_text(text)

    def drop(self) -> None:
        """Show the result again, or the photo where there is none."""
        if self._shown is None:
            return
        canvas, scene = self._canvas, self._canvas.scene
        if scene.after is self._shown:
            scene.after = self._under
        self._shown.discard()
        self._shown = self._under = None
        canvas.set_regions_visible(self._marks_were_visible)
        canvas.set_mask_visible(self._mask_was_visible)
        canvas.set_compare_mode(canvas.compare_mode)
        self._put_back()
        self.badge.hide()

    def _source(self, pixels: np.ndarray) -> EnlargedSource:
        height, width = pixels.shape[:2]
        alpha = self._alpha()
        if alpha is not None:
            rows, columns = (
                np.minimum(((np.arange(small) + 0.5) * full / small).astype(int), full - 1)
                for small, full in zip((height, width), alpha.shape, strict=True)
            )
            alpha = to_eight_bit(alpha[rows][:, columns])
        view = self._canvas.view
        scale = view.picture_wh[0] * view.zoom / width
        octaves = max(0, math.ceil(math.log2(max(scale, 1.0))) - 1)
        return EnlargedSource(pixels, alpha, min(LARGEST_FACTOR, 1 << octaves))
