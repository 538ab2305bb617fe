"""Photos and masks as lossless members of a project file."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.imaging.photo import Photo

_CARRIERS = ("icc", "exif", "xmp")
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_MEGAPIXELS = 400
_MOST_DPI = 65_535


class UnreadableLayer(Exception):
    """A layer is not a PNG of the kind that a project holds."""


def encode_pixels(pixels: np.ndarray) -> bytes:
    """uint8 or uint16, (H, W, 3) or (H, W), as a PNG of the same depth, without loss."""
    import imagecodecs

    # A low level: three times faster than the default for a tenth more bytes.
    return bytes(imagecodecs.png_encode(pixels, level=3))


def decode_pixels(content: bytes, channels: int) -> np.ndarray:
    """The array of `encode_pixels`; UnreadableLayer if it is none with ``channels`` (1 or 3)."""
    import imagecodecs

    if content[:8] != _PNG_SIGNATURE or len(content) < 33:
        raise UnreadableLayer("not a PNG")
    width, height = struct.unpack_from(">II", content, 16)
    # Before decoding: a few bytes can claim any size.
    if not 0 < width * height <= MOST_MEGAPIXELS * 1_000_000:
        raise UnreadableLayer(f"{width} × {height} pixels")
    try:
        pixels = imagecodecs.png_decode(content)
    except (imagecodecs.PngError, ValueError, RuntimeError) as error:
        raise UnreadableLayer(str(error)) from error
    expected = (height, width) if channels == 1 else (height, width, channels)
    if pixels.shape != expected or pixels.dtype not in (np.uint8, np.uint16):
        raise UnreadableLayer(f"{pixels.dtype} {pixels.shape}")
    return pixels


def encode_levels(arrays: Iterable[np.ndarray]) -> bytes:
    """Any number of uint8 arrays one after another, compressed; their shapes are kept elsewhere."""
    packer = zlib.compressobj(level=1)
    parts = [packer.compress(np.ascontiguousarray(array).data) for array in arrays]
    return b"".join((*parts, packer.flush()))


def decode_levels(content: bytes, shapes: Sequence[tuple[int, int]]) -> list[np.ndarray]:
    """The arrays of `encode_levels`, read-only; UnreadableLayer if they have other shapes."""
    sizes = [height * width for height, width in shapes]
    if sum(sizes) > MOST_MEGAPIXELS * 1_000_000:
        raise UnreadableLayer(f"{sum(sizes)} levels")
    try:
        # No more is unpacked than is asked for: a few bytes can claim any size.
        whole = zlib.decompressobj().decompress(content, sum(sizes) + 1)
    except zlib.error as error:
        raise UnreadableLayer(str(error)) from error
    if len(whole) != sum(sizes):
        raise UnreadableLayer(f"{len(whole)} levels instead of {sum(sizes)}")
    levels, starts = np.frombuffer(whole, np.uint8), np.cumsum([0, *sizes]).tolist()
    return [
        levels[start : start + size].reshape(shape)
        for start, size, shape in zip(starts, sizes, shapes, strict=False)
    ]


def photo_members(folder: str, photo: Photo) -> Iterator[tuple[str, bytes]]:
    """The members, as (name, bytes), that hold ``photo`` and what rides beside its pixels."""
    yield f"{folder}/pixels.png", encode_pixels(photo.pixels)
    if photo.alpha is not None:
        yield f"{folder}/alpha.png", encode_pixels(photo.alpha)
    for carrier in _CARRIERS:
        block = getattr(photo, carrier)
        if block is not None:
            yield f"{folder}/{carrier}.bin", block


def photo_values(photo: Photo) -> dict[str, Any]:
    """What of ``photo`` goes into the JSON of the project."""
    carriers = [name for name in ("alpha", *_CARRIERS) if getattr(photo, name) is not None]
    return {"name": photo.name, "dpi": photo.dpi, "carriers": carriers}


def build_photo(pixels: np.ndarray, carried: Mapping[str, Any], values: Mapping[str, Any]) -> Photo:
    """A photo from its decoded ``pixels``, the ``carried`` parts and its JSON ``values``."""
    name = values.get("name", "")
    return Photo(
        pixels=pixels,
        alpha=carried.get("alpha"),
        icc=carried.get("icc"),
        exif=carried.get("exif"),
        xmp=carried.get("xmp"),
        dpi=_read_dpi(values.get("dpi")),
        name=name if isinstance(name, str) else "",
    )


def _read_dpi(values: Any) -> tuple[float, float] | None:
    """A resolution as a file can hold it, None for anything else."""
    if not isinstance(values, list) or len(values) != 2:
        return None
    if not all(type(one) in (int, float) and 0 < one <= _MOST_DPI for one in values):
        return None
    return float(values[0]), float(values[1])
