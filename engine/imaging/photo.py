"""A picture in memory: pixels and everything that rides beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


def freeze(array: np.ndarray) -> np.ndarray:
    """Return `array` C-contiguous and read-only.

    No copy is made where none is needed: the caller gives the array away and may not write to it
    afterwards (numpy raises ValueError if it tries).  A view of somebody else's writable memory is
    copied, since that memory could still change underneath.
    """
    frozen = np.ascontiguousarray(array)
    if not frozen.flags.owndata and _is_writable_view(frozen):
        frozen = frozen.copy()
    frozen.flags.writeable = False
    return frozen


def _is_writable_view(array: np.ndarray) -> bool:
    base = array.base
    while isinstance(base, np.ndarray):
        if base.flags.writeable:
            return True
        base = base.base
    return False


def set_depth(array: np.ndarray, bits: int) -> np.ndarray:
    """Convert uint8 or uint16 samples of any shape to `bits` (8 or 16), rounding correctly.

    8 -> 16 multiplies by 257, so full scale stays full scale and 8 -> 16 -> 8 is exact.
    """
    if array.dtype == (np.uint8 if bits == 8 else np.uint16):
        return array
    if bits == 16:
        return array.astype(np.uint16) * np.uint16(257)
    return ((array.astype(np.uint32) + 128) // 257).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Photo:
    """One picture as the document, the operations and the files know it.

    `pixels` is uint8 or uint16 (H, W, 3), C-contiguous, read-only, encoded in the colour space of
    `icc` (sRGB when that is None).  `alpha` is straight (not premultiplied), of the same dtype,
    (H, W).  `exif` is a TIFF-structured block without the "Exif\\0\\0" prefix, with orientation
    and thumbnail already removed; `dpi` is (horizontal, vertical).

    Raises ValueError if the arrays do not have these shapes and types.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None = None
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    name: str = ""

    def __post_init__(self) -> None:
        pixels = self.pixels
        if pixels.dtype not in (np.uint8, np.uint16) or pixels.ndim != 3 or pixels.shape[2] != 3:
            raise ValueError(f"pixels must be uint8|uint16 (H, W, 3), not {_describe(pixels)}")
        if 0 in pixels.shape:
            raise ValueError("a photo needs at least one pixel")
        object.__setattr__(self, "pixels", freeze(pixels))
        if self.alpha is not None:
            if self.alpha.dtype != pixels.dtype or self.alpha.shape != pixels.shape[:2]:
                raise ValueError(f"alpha must match {_describe(pixels)}: {_describe(self.alpha)}")
            object.__setattr__(self, "alpha", freeze(self.alpha))

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def hw(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return self.height, self.width

    @property
    def bit_depth(self) -> int:
        """8 or 16 bits per sample."""
        return int(self.pixels.dtype.itemsize * 8)

    @property
    def megapixels(self) -> float:
        return self.height * self.width / 1e6

    def with_pixels(self, pixels: np.ndarray) -> Photo:
        """The same carriers (profile, metadata, alpha, name) around new pixels.

        `pixels` is uint8 or uint16 (H, W, 3) and becomes read-only.  The alpha follows a change of
        depth; it is dropped when the size changes, since it no longer fits.
        """
        alpha = self.alpha
        if alpha is not None:
            fits = alpha.shape == pixels.shape[:2]
            alpha = set_depth(alpha, pixels.dtype.itemsize * 8) if fits else None
        return replace(self, pixels=pixels, alpha=alpha)


def _describe(array: np.ndarray) -> str:
    return f"{array.dtype} {array.shape}"
