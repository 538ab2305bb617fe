"""Transfer: a photo in the style of a picture, at any size.

The style is carried over at a working resolution that depends on the stroke size alone, so that
strokes are as large in the export as in the preview. What is finer than that is then drawn over
the enlarged result, and only its fine part is kept: scaled down again, the export is the preview.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.imaging.luma import luma
from engine.imaging.resample import enlarge_box, fit_within, resize
from engine.imaging.tensors import as_float, quantize
from engine.imaging.tiles import plan_tiles
from engine.models.stylenet import StyleTensors
from engine.operations.detail import FineDetail, is_enlarged
from engine.operations.params import TransferParams
from engine.operations.rendering import LARGEST_TILE_PX, TileRenderer
from engine.operations.results import Box
from engine.operations.sizes import SMALLEST_SIDE_PX, check_paintable
from engine.progress import Progress

WORKING_SHORT_PX = 512
WORKING_MAX_PIXELS = 3_000_000
# Floats of a whole photo would take four times its memory; its rows are blended in bands.
BAND_ROWS = 512


def keep_colors(drawn: np.ndarray, content: np.ndarray) -> np.ndarray:
    """Luminance-only transfer (Gatys et al., "Preserving Color in Neural Artistic Style
    Transfer", 2016): the luma of the one, the chroma of the other."""
    return np.clip(content + (luma(drawn) - luma(content))[..., None], 0, 1)


@dataclass
class Rendition:
    """A transfer that is ready to be drawn, box by box.

    content: (H, W, 3) uint8 or uint16, sRGB. coarse: float32 (h, w, 3), the result at working
    resolution before blending, never larger than the content. code: the style at the chosen
    strength, in which fine detail is drawn. detail: what the enlarged coarse result lacks, None
    when it is hardly enlarged.
    """

    content: np.ndarray
    coarse: np.ndarray
    code: StyleTensors
    params: TransferParams
    renderer: TileRenderer
    detail: FineDetail | None = None

    @property
    def hw(self) -> tuple[int, int]:
        return self.content.shape[0], self.content.shape[1]

    def boxes(self) -> list[Box]:
        """Parts of the picture, row by row, that can be drawn within the renderer's memory."""
        if self.detail is not None:
            return self.detail.boxes(self.renderer.side_px)
        return [tile.core for tile in plan_tiles(self.hw, 2 * self.renderer.side_px, 0)]

    def draw_box(self, box: Box) -> np.ndarray:
        """float32 (h, w, 3) of the finished picture inside box, right up to its sides."""
        if self.detail is None:
            drawn = enlarge_box(self.coarse, self.hw, box)
        else:
            drawn = self.detail.draw(box, self.renderer)
        np.clip(drawn, 0, 1, out=drawn)
        weight = self.renderer.blend_weight(self.params.strength)
        if weight == 1 and not self.params.keep_colors:
            return drawn
        top, left, bottom, right = box
        photo = as_float(self.content[top:bottom, left:right])
        if self.params.keep_colors:
            drawn = keep_colors(drawn, photo)
        return photo + weight * (drawn - photo) if weight < 1 else drawn


def working_picture(content: np.ndarray, stroke_size: float) -> np.ndarray:
    """The photo as float32 at the resolution at which strokes of this size are drawn.

    Raises OptionError when the photo is smaller than 32 pixels a side.
    """
    hw = content.shape[:2]
    check_paintable(hw)
    short = max(SMALLEST_SIDE_PX, WORKING_SHORT_PX / stroke_size)
    working = resize(content, fit_within(hw, short, WORKING_MAX_PIXELS))
    return np.clip(as_float(working), 0, 1)


def own_code(working: np.ndarray, renderer: TileRenderer) -> StyleTensors:
    """The photo's own style, from which the strength leads to the other one."""
    # Bounded: the style encoder sees a picture whole.
    size = fit_within(working.shape[:2], min(working.shape[:2]), LARGEST_TILE_PX**2)
    return renderer.encode_style(resize(working, size))


def prepare_rendition(
    content: np.ndarray,
    style: StyleTensors,
    params: TransferParams,
    renderer: TileRenderer,
    progress: Progress,
) -> Rendition:
    """Draw the coarse result and measure what its fine detail needs.

    Raises OptionError when the photo is smaller than 32 pixels a side.
    """
    hw = content.shape[:2]
    working = working_picture(content, params.stroke_size)
    code = style
    if params.strength < 1 and not renderer.fixed:
        code = own_code(working, renderer).mixed(style, params.strength)
    asked = renderer.corrected(renderer.glances(working), code)
    coarse = renderer.draw_tiled(working, asked, progress.sub(0.0, 0.7))
    if coarse.shape[0] * coarse.shape[1] > hw[0] * hw[1]:
        # Averaged down: to read single points of it, as on the way up, would alias.
        coarse = np.clip(resize(coarse, hw), 0, 1)
    rendition = Rendition(content, coarse, code, params, renderer)
    if is_enlarged(rendition.hw, (coarse.shape[0], coarse.shape[1])):
        rendition.detail = FineDetail(content, coarse, code, renderer, progress.sub(0.7, 1.0))
    return rendition


def transfer(
    content: np.ndarray,
    style: StyleTensors,
    params: TransferParams,
    renderer: TileRenderer,
    progress: Progress | None = None,
    region: np.ndarray | None = None,
) -> np.ndarray:
    """(H, W, 3) uint8 or uint16 sRGB photo to the stylized picture of the same shape and dtype.

    region: (H, W); parts in which it is 0 throughout are not drawn and stay the photo.
    Raises OptionError for a photo under 32 pixels a side, Cancelled between parts.
    """
    progress = progress or Progress()
    if params.strength == 0:
        return content.copy()
    rendition = prepare_rendition(content, style, params, renderer, progress.sub(0.0, 0.4))
    out = np.empty_like(content)
    boxes = rendition.boxes()
    for i, box in enumerate(boxes):
        progress.report(0.4 + 0.6 * i / len(boxes), "Painting")
        top, left, bottom, right = box
        part = np.s_[top:bottom, left:right]
        if region is not None and not region[part].any():
            out[part] = content[part]
            continue
        out[part] = quantize(rendition.draw_box(box), content.dtype)
    progress.report(1.0, "Painted")
    return out


def blend_region(photo: np.ndarray, drawn: np.ndarray, region: np.ndarray) -> np.ndarray:
    """The drawing where region, float32 (H, W) in [0, 1], says so, over the photo.

    Both uint8 or uint16 (H, W, 3). Where region is 0 the photo stays to the last bit, where it is
    1 the drawing is to the last bit what it was.
    """
    out = np.empty_like(photo)
    for top in range(0, len(photo), BAND_ROWS):
        rows = np.s_[top : top + BAND_ROWS]
        alpha = np.clip(region[rows], 0, 1).astype(np.float32)[..., None]
        below = photo[rows].astype(np.float32)
        mixed = np.rint(below + alpha * (drawn[rows].astype(np.float32) - below))
        mixed = np.where(alpha > 0, mixed, below)
        out[rows] = np.where(alpha < 1, mixed, drawn[rows]).astype(photo.dtype)
    return out
