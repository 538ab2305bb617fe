"""Style only inside the mask: what is painted, and over what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.document.painting import mask_of
from engine.imaging.photo import Photo, freeze
from engine.operations.params import TransferParams
from engine.progress import Progress
from engine.styles import StyleSource
from gui.qimage import to_eight_bit

if TYPE_CHECKING:
    from engine.studio import Studio

ROWS_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class StyleRegion:
    """Where a style may be painted, and the picture that stays around it.

    levels: uint8 (H, W), 255 = 1.0, a copy of the mask. base: the result that is kept outside, None
    for the photo itself; shown_base: the same for the screen, sRGB.
    """

    levels: np.ndarray
    mask_revision: int
    base: Photo | None
    shown_base: np.ndarray | None


def transfer_within(
    studio: Studio,
    content: Photo,
    style: StyleSource,
    params: TransferParams,
    region: StyleRegion | None,
    progress: Progress,
) -> Photo:
    """The transfer; with a region only there, over the result that is there already."""
    if region is None:
        return studio.transfer(content, style, params, progress)
    painted = studio.transfer(content, style, params, progress, region=mask_of(region.levels))
    if region.base is None or region.base.bit_depth != painted.bit_depth:
        return painted
    return painted.with_pixels(over_base(painted.pixels, content, region))


def over_base(painted: np.ndarray, content: Photo, region: StyleRegion) -> np.ndarray:
    """`painted` shows the photo outside the mask; put the base of the region there instead.

    Where the mask is 0 the base stays as it is, bit by bit.
    """
    assert region.base is not None
    base, photo = region.base.pixels, content.pixels
    out = np.empty_like(painted)
    full = float(np.iinfo(painted.dtype).max)
    for top in range(0, len(painted), ROWS_AT_ONCE):
        rows = slice(top, top + ROWS_AT_ONCE)
        outside = 1.0 - mask_of(region.levels[rows])[..., None]
        exchange = base[rows].astype(np.float32) - photo[rows]
        mixed = np.rint(np.clip(painted[rows] + outside * exchange, 0, full))
        out[rows] = np.where(outside >= 1.0, base[rows], mixed.astype(painted.dtype))
    return freeze(out)


def confined_preview(
    pixels: np.ndarray, region: StyleRegion | None, shown_content: np.ndarray | None
) -> np.ndarray:
    """A preview, uint8 (h, w, 3), with what surrounds the region as it shows on the screen."""
    if region is None:
        return pixels
    around = region.shown_base if region.shown_base is not None else shown_content
    if around is None:
        return pixels
    height, width = pixels.shape[:2]
    rows = _places(region.levels.shape[0], height)
    columns = _places(region.levels.shape[1], width)
    inside = mask_of(region.levels[rows][:, columns])[..., None]
    base = to_eight_bit(around[rows][:, columns])
    return np.rint(pixels * inside + base * (1.0 - inside)).astype(np.uint8)


def _places(full: int, small: int) -> np.ndarray:
    """The middle row (or column) of the full picture for each of the small one."""
    return np.minimum(((np.arange(small) + 0.5) * full / small).astype(int), full - 1)
