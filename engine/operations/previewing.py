"""Previews: the picture that an export would be, small and quick enough to follow a slider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from weakref import ref

import numpy as np

from engine.imaging.photo import Photo
from engine.imaging.resample import enlarge_box, fit_within, resize
from engine.imaging.tensors import as_float, quantize
from engine.models.stylenet import StyleTensors
from engine.operations.detail import as_shown
from engine.operations.params import TransferParams
from engine.operations.rendering import EncodedPicture, TileRenderer
from engine.operations.transfer import keep_colors, own_code, working_picture
from engine.progress import Progress

# What is kept of a larger photo: still larger than any working picture.
MOST_KEPT_PIXELS = 12_000_000
# Thumbnails are drawn at this side and scaled down: in a tiny picture strokes as fine as those of
# the export could not be seen.
THUMBNAIL_WORKING_PX = 240

Sizes = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class _Working:
    """The photo at the working resolution of one stroke size, as far as it has been needed."""

    picture: np.ndarray
    encoded: EncodedPicture | None = None
    glances: list[EncodedPicture] | None = None
    own: StyleTensors | None = None


class PreviewPainter:
    """Draws previews and remembers of the last one whatever the next one can use again."""

    def __init__(self) -> None:
        self._renderer: TileRenderer | None = None
        self._photo: ref[Photo] | None = None
        self._kept: np.ndarray | None = None
        self._working: tuple[float, _Working] | None = None
        self._coarse: tuple[StyleTensors, float, Sizes, np.ndarray] | None = None

    def clear(self) -> None:
        """Forget everything."""
        self._renderer = self._photo = self._kept = self._working = self._coarse = None

    def draw(
        self,
        photo: Photo,
        style: StyleTensors,
        params: TransferParams,
        longest_px: int,
        renderer: TileRenderer,
        pixels_of: Callable[[Photo], np.ndarray],
        progress: Progress,
    ) -> np.ndarray:
        """uint8 (h, w, 3) sRGB, the longest side longest_px, or the photo's own if that is less.

        The coarse result is that of the export, at the same working resolution, with as much of
        its finer detail as a preview shows. pixels_of: brings a photo into sRGB.
        """
        kept = self._kept_pixels(photo, renderer, pixels_of)
        hw = preview_size(photo.hw, longest_px)
        small = np.clip(as_float(resize(kept, hw)), 0, 1)
        if params.strength == 0:
            return quantize(small, np.dtype(np.uint8))
        progress.report(0.2)
        drawn = scaled(self._drawn(kept, (photo.hw, hw), style, params, progress), hw)
        if params.keep_colors:
            drawn = keep_colors(drawn, small)
        blended = small + renderer.blend_weight(params.strength) * (drawn - small)
        progress.report(1.0)
        return quantize(blended, np.dtype(np.uint8))

    def _kept_pixels(
        self,
        photo: Photo,
        renderer: TileRenderer,
        pixels_of: Callable[[Photo], np.ndarray],
    ) -> np.ndarray:
        changed = self._renderer is None or self._renderer.network is not renderer.network
        self._renderer = renderer
        if not changed and self._photo is not None and self._photo() is photo:
            assert self._kept is not None
            return self._kept
        self._working = self._coarse = None
        self._kept = resize(pixels_of(photo), most_kept(photo.hw))
        self._photo = ref(photo)
        return self._kept

    def _drawn(
        self,
        kept: np.ndarray,
        sizes: Sizes,
        style: StyleTensors,
        params: TransferParams,
        progress: Progress,
    ) -> np.ndarray:
        """The drawing, float32, not yet at the preview's size.

        sizes: of the export and of the preview.
        """
        assert self._renderer is not None
        if self._working is None or self._working[0] != params.stroke_size:
            self._coarse = None
            self._working = params.stroke_size, _Working(working_picture(kept, params.stroke_size))
        if self._coarse is not None and self._coarse[0] is style:
            strength, drawn_for, drawn = self._coarse[1:]
            if (strength, drawn_for) == (params.strength, sizes):
                return drawn
        working = self._working[1]
        code = style
        if params.strength < 1 and not self._renderer.fixed:
            if working.own is None:
                working.own = own_code(working.picture, self._renderer)
            code = working.own.mixed(style, params.strength)
        progress.report(0.4)
        if working.glances is None:
            working.glances = self._renderer.glances(working.picture)
        asked = self._renderer.corrected(working.glances, code)
        if len(self._renderer.tiles(working.picture.shape[:2])) > 1:
            coarse = self._renderer.draw_tiled(working.picture, asked, progress.sub(0.4, 0.7))
        else:
            if working.encoded is None:
                working.encoded = self._renderer.encode(working.picture)
            progress.report(0.6)
            coarse = self._renderer.decode(working.encoded, asked)
        part = progress.sub(0.7, 1.0)
        drawn = as_shown(kept, *sizes, coarse, code, self._renderer, part)
        self._coarse = style, params.strength, sizes, drawn
        return drawn


def most_kept(hw: tuple[int, int]) -> tuple[int, int]:
    """The size at which a photo of size hw is kept for previews: its own unless it is huge."""
    if hw[0] * hw[1] <= MOST_KEPT_PIXELS:
        return hw
    return fit_within(hw, min(hw), MOST_KEPT_PIXELS)


def preview_size(hw: tuple[int, int], longest_px: int) -> tuple[int, int]:
    """The size of a preview of a photo of size hw; never larger than the photo."""
    scale = min(1.0, longest_px / max(hw))
    return max(1, round(hw[0] * scale)), max(1, round(hw[1] * scale))


def scaled(coarse: np.ndarray, hw: tuple[int, int]) -> np.ndarray:
    """A drawing at another size, in [0, 1]."""
    if coarse.shape[0] * coarse.shape[1] > hw[0] * hw[1]:
        return np.clip(resize(coarse, hw), 0, 1)
    return np.clip(enlarge_box(coarse, hw, (0, 0, *hw)), 0, 1)


def centre_square(pixels: np.ndarray) -> np.ndarray:
    """The largest square in the middle of (H, W, 3)."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]


@dataclass(frozen=True)
class ThumbnailWorking:
    """The middle of a photo, encoded at the size of a thumbnail's drawing and smaller."""

    encoded: EncodedPicture
    glances: list[EncodedPicture]


def thumbnail_working(pixels: np.ndarray, side_px: int, renderer: TileRenderer) -> ThumbnailWorking:
    """The middle of the photo, uint8 or uint16 (H, W, 3), made ready for `draw_thumbnail`."""
    square = centre_square(pixels)
    side = max(side_px, THUMBNAIL_WORKING_PX)
    picture = np.clip(as_float(resize(square, (side, side))), 0, 1)
    return ThumbnailWorking(renderer.encode(picture), renderer.glances(picture))


def draw_thumbnail(
    working: ThumbnailWorking, style: StyleTensors, side_px: int, renderer: TileRenderer
) -> np.ndarray:
    """uint8 (side_px, side_px, 3) sRGB at full strength."""
    asked = renderer.corrected(working.glances, style)
    drawn = scaled(renderer.decode(working.encoded, asked), (side_px, side_px))
    return quantize(drawn, np.dtype(np.uint8))
