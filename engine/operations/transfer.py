"""Transfer: a photo in the style of a picture, at any size.

The style is carried over at a working resolution that depends on the stroke size alone, so that
strokes are as large in the export as in the preview. What is finer than that is then drawn at
native resolution over the enlarged result, and only its fine part is kept: scaled down again, the
export is the preview.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.errors import OptionError
from engine.imaging.resample import blur, enlarge_box, fit_within, resize
from engine.imaging.tensors import as_float, quantize
from engine.models.stylenet import SIZE_MULTIPLE, StyleTensors
from engine.operations.params import TransferParams
from engine.operations.rendering import (
    LARGEST_TILE_PX,
    OVERLAP_PX,
    Statistics,
    TileRenderer,
)
from engine.operations.results import Box
from engine.progress import Progress

WORKING_SHORT_PX = 416
WORKING_MAX_PIXELS = 3_000_000
STYLE_SHORT_PX = 256
SMALLEST_SIDE_PX = 32
# Share of the photo's own fine detail in the picture that the native pass restyles.
PHOTO_DETAIL = 0.6
# Share of the native pass's fine luma that is added; its chroma and what alternates from pixel to
# pixel are the grid of the network's last layer rather than paint.
NATIVE_DETAIL = 0.7
NATIVE_SMOOTHING_PX = 0.6
# Statistics of the native pass come from at most three times three parts of at most this side,
# spread evenly.
SAMPLES_ACROSS = 3
SAMPLE_PX = 512


def style_picture(pixels: np.ndarray) -> np.ndarray:
    """A style's pixels as float32 at the size at which styles are encoded.

    Raises OptionError when the picture is too small to hold a style.
    """
    if min(pixels.shape[:2]) < SMALLEST_SIDE_PX:
        raise OptionError(
            f"The style picture is too small; choose one of at least {SMALLEST_SIDE_PX} × "
            f"{SMALLEST_SIDE_PX} pixels."
        )
    hw = fit_within(pixels.shape[:2], STYLE_SHORT_PX, STYLE_SHORT_PX * STYLE_SHORT_PX * 4)
    return np.clip(resize(as_float(pixels), hw), 0, 1)


def luminance(picture: np.ndarray) -> np.ndarray:
    """Rec. 601 luma of float32 (H, W, 3), as (H, W, 1)."""
    return (picture @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]


def keep_colors(drawn: np.ndarray, content: np.ndarray) -> np.ndarray:
    """Luminance-only transfer (Gatys et al., "Preserving Color in Neural Artistic Style
    Transfer", 2016): the luma of the one, the chroma of the other."""
    return np.clip(content + (luminance(drawn) - luminance(content)), 0, 1)


def blend_weight(strength: float) -> float:
    """How much of the drawing shows over the photo.

    The style code already moves with the strength; the first half of the way also fades the
    drawing in, which makes strength 0 the photo itself.
    """
    return min(1.0, 2.0 * strength)


@dataclass
class Rendition:
    """A transfer that is ready to be drawn, box by box.

    content: (H, W, 3) uint8 or uint16, sRGB. coarse: float32 (h, w, 3), the result at working
    resolution before blending, never larger than the content. grey: float32 (h, w), the photo as
    far as the coarse result can show it. code: the style at the chosen strength. statistics: of
    the native pass, None when there is none.
    """

    content: np.ndarray
    coarse: np.ndarray
    grey: np.ndarray
    code: StyleTensors
    params: TransferParams
    renderer: TileRenderer
    statistics: Statistics | None = None

    @property
    def hw(self) -> tuple[int, int]:
        return self.content.shape[0], self.content.shape[1]

    @property
    def enlargement(self) -> float:
        """Native size over working size."""
        return self.hw[0] / self.coarse.shape[0]

    def _photo(self, box: Box) -> np.ndarray:
        top, left, bottom, right = box
        return as_float(self.content[top:bottom, left:right])

    def _enlarged(self, box: Box) -> np.ndarray:
        return enlarge_box(self.coarse, self.hw, box)

    def _guide(self, box: Box, photo: np.ndarray, enlarged: np.ndarray) -> np.ndarray:
        """What the native pass restyles: the coarse result and the photo's finer detail."""
        fine = luminance(photo)[..., 0] - enlarge_box(self.grey, self.hw, box)
        return np.clip(enlarged + PHOTO_DETAIL * fine[..., None], 0, 1)

    @property
    def has_native_pass(self) -> bool:
        """Whether the export is larger than the preview, so that there is detail to add."""
        return self.enlargement > 1.05 and self.params.strength > 0

    def native_statistics(self, progress: Progress) -> Statistics:
        """Measure the statistics of the native pass.

        They are those of the whole picture even where only a part will be drawn: a flat part has
        none of its own that could be divided by.
        """
        boxes = sampled_boxes(self.hw)

        def parts() -> Iterator[np.ndarray]:
            for i, box in enumerate(boxes):
                progress.report(i / len(boxes))
                yield self._guide(box, self._photo(box), self._enlarged(box))

        return self.renderer.statistics(parts())

    def draw(self, box: Box) -> np.ndarray:
        """float32 (h, w, 3) of the finished picture inside box.

        The box begins on multiples of 8. Trustworthy except near sides of it that are not sides
        of the picture: leave OVERLAP_PX there.
        """
        photo = self._photo(box)
        drawn = self._enlarged(box)
        if self.statistics is not None:
            guide, corner = self._guide(box, photo, drawn), (box[0], box[1])
            native = self.renderer.draw(guide, self.statistics, self.code, corner)
            native = blur(luminance(native)[..., 0], NATIVE_SMOOTHING_PX)
            # Half a working pixel: what the preview can show comes from the preview. Twice, since
            # one Gaussian lets too much of it through.
            for _ in range(2):
                native = native - blur(native, 0.5 * self.enlargement)
            drawn = drawn + NATIVE_DETAIL * native[..., None]
        drawn = np.clip(drawn, 0, 1)
        if self.params.keep_colors:
            drawn = keep_colors(drawn, photo)
        weight = blend_weight(self.params.strength)
        return photo + weight * (drawn - photo) if weight < 1 else drawn

    def draw_box(self, box: Box) -> np.ndarray:
        """float32 (h, w, 3) of the finished picture inside box, right up to its sides."""
        height, width = self.hw
        top, left, bottom, right = box
        outer = (
            max(0, top - OVERLAP_PX) // SIZE_MULTIPLE * SIZE_MULTIPLE,
            max(0, left - OVERLAP_PX) // SIZE_MULTIPLE * SIZE_MULTIPLE,
            min(height, bottom + OVERLAP_PX),
            min(width, right + OVERLAP_PX),
        )
        drawn = self.draw(outer)
        y, x = top - outer[0], left - outer[1]
        return drawn[y : y + bottom - top, x : x + right - left]


def sampled_boxes(hw: tuple[int, int]) -> list[Box]:
    """Parts, spread evenly, that stand for the whole picture."""
    rows, columns = ([_middle(span) for span in _parts(length)] for length in hw)
    return [(top, left, bottom, right) for top, bottom in rows for left, right in columns]


def _parts(length: int) -> list[tuple[int, int]]:
    count = min(SAMPLES_ACROSS, -(-length // SAMPLE_PX))
    return [(length * i // count, length * (i + 1) // count) for i in range(count)]


def _middle(span: tuple[int, int]) -> tuple[int, int]:
    begin, end = span
    begin += max(0, end - begin - SAMPLE_PX) // 2
    return begin, min(end, begin + SAMPLE_PX)


def prepare_rendition(
    content: np.ndarray,
    style: StyleTensors,
    params: TransferParams,
    renderer: TileRenderer,
    progress: Progress,
    statistics: Statistics | None = None,
) -> Rendition:
    """Draw the coarse result and measure what the native pass needs.

    statistics: those of another rendition of the same photo, which saves measuring them again.
    Raises OptionError when the photo is smaller than 32 pixels a side.
    """
    hw = content.shape[:2]
    if min(hw) < SMALLEST_SIDE_PX:
        raise OptionError(
            f"The photo is {hw[1]} × {hw[0]} pixels; a transfer needs at least "
            f"{SMALLEST_SIDE_PX} × {SMALLEST_SIDE_PX}."
        )
    short = max(SMALLEST_SIDE_PX, WORKING_SHORT_PX / params.stroke_size)
    working = np.clip(as_float(resize(content, fit_within(hw, short, WORKING_MAX_PIXELS))), 0, 1)
    code = style
    if params.strength < 1:
        # Bounded: the style encoder sees a picture whole.
        size = fit_within(working.shape[:2], min(working.shape[:2]), LARGEST_TILE_PX**2)
        code = renderer.encode_style(resize(working, size)).mixed(style, params.strength)
    coarse = renderer.draw_tiled(working, code, progress.sub(0.0, 0.7))
    if coarse.shape[0] * coarse.shape[1] > hw[0] * hw[1]:
        # Averaged down: to read single points of it, as on the way up, would alias.
        coarse = np.clip(resize(coarse, hw), 0, 1)
    # As wide as a working pixel, together with the averaging that made the working picture.
    grey = blur(luminance(working)[..., 0], 0.85)
    rendition = Rendition(content, coarse, grey, code, params, renderer)
    if rendition.has_native_pass:
        rendition.statistics = statistics or rendition.native_statistics(progress.sub(0.7, 1.0))
    return rendition


def transfer(
    content: np.ndarray,
    style: StyleTensors,
    params: TransferParams,
    renderer: TileRenderer,
    progress: Progress | None = None,
) -> np.ndarray:
    """(H, W, 3) uint8 or uint16 sRGB photo to the stylized picture of the same shape and dtype.

    Raises OptionError for a photo under 32 pixels a side, Cancelled between tiles.
    """
    progress = progress or Progress()
    if params.strength == 0:
        return content.copy()
    rendition = prepare_rendition(content, style, params, renderer, progress.sub(0.0, 0.4))
    out = np.empty_like(content)
    tiles = renderer.tiles(rendition.hw)
    for i, tile in enumerate(tiles):
        progress.report(0.4 + 0.6 * i / len(tiles), "Painting")
        drawn = rendition.draw(tile.padded)[tile.core_in_padded]
        out[tile.core_slices] = quantize(drawn, content.dtype)
    progress.report(1.0, "Painted")
    return out
