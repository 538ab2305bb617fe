"""The only place where numpy arrays become QImages and back."""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColorSpace, QImage

_RED, _GREEN, _BLUE, _ALPHA = (2, 1, 0, 3) if sys.byteorder == "little" else (1, 2, 3, 0)
_EIGHT_OF_SIXTEEN = ((np.arange(65536, dtype=np.uint32) + 128) // 257).astype(np.uint8)
_SIXTEEN_BIT_FORMATS = (
    QImage.Format.Format_RGBX64,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_RGBA64_Premultiplied,
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_BGR30,
    QImage.Format.Format_RGB30,
    QImage.Format.Format_A2BGR30_Premultiplied,
    QImage.Format.Format_A2RGB30_Premultiplied,
)


def to_eight_bit(values: np.ndarray) -> np.ndarray:
    """uint16 to uint8, rounded to nearest (65535 -> 255); uint8 is handed back as it is."""
    return _EIGHT_OF_SIXTEEN[values] if values.dtype == np.uint16 else values


def pack(rgb: np.ndarray, alpha: np.ndarray | None = None) -> np.ndarray:
    """uint8 (H, W, 3) [and (H, W)] to (H, W, 4) in the byte order of QImage's 32-bit formats."""
    packed = np.empty((*rgb.shape[:2], 4), np.uint8)
    for channel, place in enumerate((_RED, _GREEN, _BLUE)):
        packed[..., place] = rgb[..., channel]
    packed[..., _ALPHA] = 255 if alpha is None else alpha
    return packed


def pack_premultiplied(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """As ``pack``, with the colours multiplied by alpha, rounded."""
    product = rgb.astype(np.uint16) * alpha[..., None] + 127
    return pack((product // 255).astype(np.uint8), alpha)


def from_packed(packed: np.ndarray, image_format: QImage.Format) -> QImage:
    """A QImage that owns a copy of uint8 (H, W, 4) in 32-bit byte order."""
    image = make_image(packed.shape[1], packed.shape[0], image_format)
    put_packed(image, packed)
    return image


def make_image(width: int, height: int, image_format: QImage.Format) -> QImage:
    """A QImage of this size with anything in it; MemoryError where there is no room for one."""
    image = QImage(width, height, image_format)
    if image.isNull():
        raise MemoryError(f"no memory for a {width} x {height} picture")
    return image


def put_packed(image: QImage, packed: np.ndarray, top: int = 0) -> None:
    """Copy uint8 (h, W, 4) in 32-bit byte order over the rows of an image from `top` on."""
    height, width = packed.shape[:2]
    rows = _rows(image, np.uint8)[top : top + height, : 4 * width]
    rows[:] = packed.reshape(height, 4 * width)


def to_qimage(pixels: np.ndarray, alpha: np.ndarray | None = None) -> QImage:
    """uint8 or uint16 (H, W, 3) or (H, W), straight alpha (H, W), to a QImage of 8 bit.

    The QImage owns its memory: the arrays may go away. Format RGB32, or ARGB32 with alpha.
    """
    rgb = to_eight_bit(pixels)
    if rgb.ndim == 2:
        rgb = np.broadcast_to(rgb[..., None], (*rgb.shape, 3))
    if alpha is None:
        return from_packed(pack(rgb), QImage.Format.Format_RGB32)
    return from_packed(pack(rgb, to_eight_bit(alpha)), QImage.Format.Format_ARGB32)


def to_deep_qimage(pixels: np.ndarray, alpha: np.ndarray | None = None) -> QImage:
    """uint16 (H, W, 3), straight alpha (H, W), to a QImage of 16 bit per channel, marked as sRGB.

    uint8 pixels make the 8-bit one of `to_qimage`. The QImage owns its memory.
    """
    if pixels.dtype != np.uint16:
        image = to_qimage(pixels, alpha)
    else:
        height, width = pixels.shape[:2]
        deep = QImage.Format.Format_RGBX64 if alpha is None else QImage.Format.Format_RGBA64
        image = QImage(width, height, deep)
        if image.isNull():
            raise MemoryError(f"no memory for a {width} x {height} picture")
        rgba = _rows(image, np.uint16)[:, : 4 * width].reshape(height, width, 4)
        rgba[..., :3] = pixels
        rgba[..., 3] = 65535 if alpha is None else alpha
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


def from_qimage(image: QImage) -> tuple[np.ndarray, np.ndarray | None]:
    """A QImage to (pixels (H, W, 3), straight alpha (H, W) or None), as sRGB.

    uint16 when the image holds more than 8 bit per channel, else uint8. Alpha is None when every
    pixel is opaque. Raises ValueError for an empty image.
    """
    if image.isNull():
        raise ValueError("the image is empty")
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if image.colorSpace().isValid() and image.colorSpace() != srgb:
        image = image.convertedToColorSpace(srgb)
    if image.format() in _SIXTEEN_BIT_FORMATS:
        image = image.convertToFormat(QImage.Format.Format_RGBA64)
        dtype: type = np.uint16
    else:
        image = image.convertToFormat(QImage.Format.Format_RGBA8888)
        dtype = np.uint8
    rows = _rows(image, dtype)[:, : 4 * image.width()]
    rgba = rows.reshape(image.height(), image.width(), 4)
    alpha = rgba[..., 3].copy()
    opaque = bool((alpha == np.iinfo(dtype).max).all())
    return rgba[..., :3].copy(), None if opaque else alpha


def thumbnail(pixels: np.ndarray, side: int, alpha: np.ndarray | None = None) -> QImage:
    """The picture scaled to fit a square of ``side`` pixels; never enlarged.

    Reads a bounded number of samples, so a hundred megapixels cost little more than one.
    """
    height, width = pixels.shape[:2]
    step = max(1, max(height, width) // (4 * max(side, 1)))
    sampled = slice(step // 2, None, step)
    part_alpha = None if alpha is None else alpha[sampled, sampled]
    image = to_qimage(pixels[sampled, sampled], part_alpha)
    scale = min(1.0, side / max(height, width))
    size = QSize(max(1, round(width * scale)), max(1, round(height * scale)))
    return image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


class AlphaSheet:
    """A picture of nothing but opacity that numpy draws into and Qt shows.

    ``levels`` is uint8 (H, W), 255 = opaque, and shares its memory with ``image``.
    """

    def __init__(self, width: int, height: int) -> None:
        self.image = QImage(max(width, 1), max(height, 1), QImage.Format.Format_Alpha8)
        self.image.fill(0)
        self.levels = _rows(self.image, np.uint8)[:, : self.image.width()]


def _rows(image: QImage, dtype: type) -> np.ndarray:
    """The memory of ``image`` as (height, elements per line); valid as long as ``image`` is."""
    memory: np.ndarray = np.frombuffer(image.bits(), dtype)
    return memory.reshape(image.height(), image.bytesPerLine() // np.dtype(dtype).itemsize)
