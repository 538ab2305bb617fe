"""How large an exported file will be and how it will look, without writing it.

Free of torch and OpenCV: quick enough to follow a slider.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.imaging.colour import to_srgb
from engine.imaging.encoding import ExportOptions, encode, is_lossless
from engine.imaging.files import decode_photo
from engine.imaging.photo import Photo, freeze, set_depth
from engine.imaging.scaling import KEEP_SIZE, Resize, scale_photo
from engine.imaging.tiles import Box

# Pictures of up to so many pixels are encoded whole, so that the size is the true one.
WHOLE_PX = 1_500_000
# Of larger ones, blocks spread over the picture: so many across and down, of so many pixels a side.
BLOCKS_ACROSS, BLOCK_PX = 4, 256
# JPEG codes blocks of 8 pixels, of 16 where chroma is halved; a cut there leaves them as they are.
ALIGNED_PX = 16


@dataclass(frozen=True)
class SizeEstimate:
    """Bytes of the file, whether exactly those, and the (height, width) that it will hold."""

    size_bytes: int
    is_exact: bool
    hw: tuple[int, int]


def estimate_size(
    photo: Photo,
    container: str,
    options: ExportOptions,
    resize: Resize = KEEP_SIZE,
    check: Callable[[], None] = lambda: None,
) -> SizeEstimate:
    """The size of the file that `photo` makes in this format.

    Large pictures are judged by sixteen blocks spread over them: within some ten per cent for
    photos. check: called between steps, to cancel by raising. Raises what `encode` raises.
    """
    hw = resize.target_hw(photo.hw)
    if hw[0] * hw[1] <= WHOLE_PX:
        scaled = scale_photo(photo, hw)
        check()
        return SizeEstimate(len(encode(scaled, container, options)), True, hw)
    sample = _mosaic(photo, hw, check)
    check()
    bare = replace(sample, icc=photo.icc, exif=None, xmp=None)
    size = len(encode(bare, container, options))
    check()
    # What does not grow with the picture: headers, tables and the profile.
    speck = replace(bare, pixels=bare.pixels[:16, :16], alpha=_cut(bare.alpha))
    fixed = len(encode(speck, container, options))
    carried = 0
    if options.keep_metadata:
        carried = sum(len(block) for block in (photo.exif, photo.xmp) if block)
    enlargement = hw[0] * hw[1] / (sample.height * sample.width)
    grown = max(size - fixed, 0) * enlargement
    return SizeEstimate(round(fixed + grown) + carried, False, hw)


def _cut(alpha: np.ndarray | None) -> np.ndarray | None:
    return None if alpha is None else alpha[:16, :16]


def _mosaic(photo: Photo, hw: tuple[int, int], check: Callable[[], None]) -> Photo:
    """Blocks of the scaled picture, evenly spread, side by side in one picture."""
    sides = [min(BLOCK_PX, side // BLOCKS_ACROSS) for side in hw]
    starts = [
        [round((side - block) * i / (BLOCKS_ACROSS - 1)) for i in range(BLOCKS_ACROSS)]
        for side, block in zip(hw, sides, strict=True)
    ]
    rows = []
    for top in starts[0]:
        row = []
        for left in starts[1]:
            row.append(scale_photo(photo, hw, (top, left, top + sides[0], left + sides[1])))
            check()
        rows.append(row)
    pixels = np.vstack([np.hstack([part.pixels for part in row]) for row in rows])
    if photo.alpha is None:
        return Photo(freeze(pixels))
    alpha = np.vstack(
        [np.hstack([part.alpha for part in row if part.alpha is not None]) for row in rows]
    )
    return Photo(freeze(pixels), freeze(alpha))


@dataclass(frozen=True, eq=False)
class EncodedCrop:
    """A part of the picture as the file will show it: uint8 (h, w, 3) sRGB and alpha (h, w)."""

    box: Box
    pixels: np.ndarray
    alpha: np.ndarray | None
    hw: tuple[int, int]


def encoded_crop(
    photo: Photo,
    container: str,
    options: ExportOptions,
    resize: Resize,
    centre: tuple[float, float],
    size_px: tuple[int, int],
) -> EncodedCrop:
    """The part around `centre`, (y, x) as fractions of the picture, encoded and decoded again.

    size_px: (height, width) that are wanted. The box is cut on the blocks of JPEG, so that the
    artefacts are those that the whole file will have; other formats come close.
    """
    hw = resize.target_hw(photo.hw)
    spans = [_span(hw[axis], centre[axis], size_px[axis]) for axis in (0, 1)]
    box: Box = (spans[0][0], spans[1][0], spans[0][1], spans[1][1])
    part = replace(scale_photo(photo, hw, box), exif=None, xmp=None)
    if is_lossless(container, options):
        # Only the depth can change what is seen, and the screen has 8 bits anyway.
        seen = part
    else:
        seen = decode_photo(encode(part, container, options), "preview")
    alpha = None if seen.alpha is None else set_depth(seen.alpha, 8)
    return EncodedCrop(box, set_depth(to_srgb(seen), 8), alpha, hw)


def _span(length: int, centre: float, wanted: int) -> tuple[int, int]:
    """Begin and end on a side, the begin on a multiple of ALIGNED_PX."""
    wanted = min(wanted, length)
    begin = round(centre * length - wanted / 2)
    begin = min(max(begin, 0), length - wanted)
    begin -= begin % ALIGNED_PX
    end = begin + wanted + ALIGNED_PX
    return begin, min(end - end % ALIGNED_PX if end < length else length, length)
