"""A Photo to the bytes of a picture file."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from engine.errors import ImageFileError, OptionError
from engine.imaging import colour, containers
from engine.imaging.exif import fit_exif, shrink_exif
from engine.imaging.photo import Photo, set_depth
from engine.imaging.tiff import COMPRESSIONS, encode_tiff
from engine.imaging.xmp import shrink_xmp

_log = logging.getLogger(__name__)

XMP_FORMATS = frozenset(["JPEG", "PNG", "TIFF", "WebP", "HEIC", "AVIF"])
"""Formats that hold an XMP packet."""

DEEP_FORMATS = frozenset(["PNG", "TIFF"])
"""Formats that are written with 16 bits; the others take 8."""

_ALPHA_FORMATS = frozenset(["PNG", "TIFF", "WebP", "HEIC", "AVIF"])
_PROFILE_FORMATS = frozenset(["JPEG", "PNG", "TIFF", "WebP", "HEIC", "AVIF"])
_LONGEST_SIDE = {"JPEG": 65500, "WebP": 16383, "AVIF": 65535, "HEIC": 16384, "BMP": 65535}

# A JPEG segment holds 65533 bytes, of which EXIF's and XMP's own headers take 6 and 29.
_JPEG_EXIF_LIMIT, _JPEG_XMP_LIMIT = 65533 - 6, 65533 - 29

# From this quality on, chroma is kept at full resolution: edges of strong colour stay clean.
_FULL_CHROMA_QUALITY = 90

CHROMA: dict[str, tuple[int, str, int]] = {
    "444": (0, "4:4:4", 444), "422": (1, "4:2:2", 422), "420": (2, "4:2:0", 420),
}  # fmt: skip
"""Chroma subsampling by name, as Pillow's JPEG, its AVIF and HEIC want it."""
AUTO_CHROMA = "auto"


@dataclass(frozen=True)
class ExportOptions:
    """How a picture is written.

    `quality` 1..100 is for JPEG, WebP, HEIC and AVIF; `chroma` ("auto", "444", "422", "420") is how
    finely JPEG, HEIC and AVIF keep colours, "auto" by the quality; `png_compression` 0..9 and
    `tiff_compression` ("deflate", "lzw", "none") trade time for size and lose nothing; `lossless`
    is for WebP and HEIC.  `bit_depth` 8, 16 or None (as the photo, where the format can).  Without
    `keep_profile` the pixels are converted to sRGB and no profile is written; without
    `keep_metadata` neither EXIF nor XMP is.

    Raises OptionError for values out of range.
    """

    quality: int = 92
    png_compression: int = 6
    tiff_compression: str = "deflate"
    lossless: bool = False
    bit_depth: int | None = None
    keep_metadata: bool = True
    keep_profile: bool = True
    chroma: str = AUTO_CHROMA

    def __post_init__(self) -> None:
        if not 1 <= self.quality <= 100:
            raise OptionError(f"The quality must lie between 1 and 100, not {self.quality}.")
        if not 0 <= self.png_compression <= 9:
            raise OptionError(
                f"The PNG compression must lie between 0 and 9, not {self.png_compression}."
            )
        if self.tiff_compression not in COMPRESSIONS:
            raise OptionError(
                f"The TIFF compression must be one of {', '.join(COMPRESSIONS)}, "
                f"not “{self.tiff_compression}”."
            )
        if self.bit_depth not in (None, 8, 16):
            raise OptionError(f"The bit depth must be 8 or 16, not {self.bit_depth}.")
        if self.chroma != AUTO_CHROMA and self.chroma not in CHROMA:
            raise OptionError(
                f"The chroma subsampling must be one of {AUTO_CHROMA}, {', '.join(CHROMA)}, "
                f"not “{self.chroma}”."
            )

    @property
    def chosen_chroma(self) -> str:
        """A key of `CHROMA`: what "auto" comes to at this quality."""
        if self.chroma != AUTO_CHROMA:
            return self.chroma
        return "444" if self.quality >= _FULL_CHROMA_QUALITY else "420"


@dataclass(frozen=True)
class _Ready:
    """What goes into the file: uint8|uint16 (H, W, 3|4) and its carriers."""

    samples: np.ndarray
    icc: bytes | None
    exif: bytes | None
    xmp: bytes | None
    dpi: tuple[float, float] | None


def xmp_limit(container: str) -> int | None:
    """The most bytes that an XMP packet may have in a file of this format, None for any number."""
    if container not in XMP_FORMATS:
        return 0
    return _JPEG_XMP_LIMIT if container == "JPEG" else None


def is_lossless(container: str, options: ExportOptions) -> bool:
    """Whether 8-bit samples come back from a file of this format exactly as they went in."""
    return container in ("PNG", "TIFF", "BMP") or (
        options.lossless and container in ("WebP", "HEIC")
    )


def check_fits(hw: tuple[int, int], container: str) -> None:
    """Raise ImageFileError if the format holds no picture of this (height, width)."""
    longest = _LONGEST_SIDE.get(container)
    if longest is not None and max(hw) > longest:
        raise ImageFileError(
            f"{container} holds at most {longest} pixels a side and the picture is "
            f"{hw[1]} × {hw[0]}: export it as TIFF or PNG."
        )


def encode(photo: Photo, container: str, options: ExportOptions) -> bytes:
    """Encode a photo as "JPEG", "PNG", "TIFF", "WebP", "BMP", "HEIC" or "AVIF".

    Alpha is flattened onto white where the format has none (JPEG, BMP).  Pixels are converted to
    sRGB where no profile can be or shall be written.  Raises ImageFileError if the picture is too
    large for the format or the encoder fails.
    """
    check_fits(photo.hw, container)
    ready = _prepare(photo, container, options)
    try:
        return _ENCODERS[container](ready, options)
    except MemoryError as error:
        raise ImageFileError(
            "The picture does not fit into memory while it is written: close other programs first."
        ) from error
    except (OSError, RuntimeError, ValueError, SyntaxError, struct.error) as error:
        raise ImageFileError(
            f"The picture could not be encoded as {container} ({error}): export it as PNG or TIFF."
        ) from error


def _prepare(photo: Photo, container: str, options: ExportOptions) -> _Ready:
    keep_icc = options.keep_profile and container in _PROFILE_FORMATS
    bits = 8
    if container in DEEP_FORMATS:
        bits = options.bit_depth or photo.bit_depth
    icc = photo.icc if keep_icc else None
    if icc is not None and not colour.is_usable(icc, "rgb"):
        icc = None
    samples = photo.pixels if keep_icc else colour.to_srgb(photo)
    if photo.alpha is not None:
        if container in _ALPHA_FORMATS:
            samples = np.dstack([samples, photo.alpha])
        else:
            samples = flatten(samples, photo.alpha)
    exif = photo.exif if options.keep_metadata else None
    if exif is not None:
        exif = fit_exif(exif, photo.width, photo.height, is_srgb=colour.is_srgb(icc))
    return _Ready(
        samples=np.ascontiguousarray(set_depth(samples, bits)),
        icc=icc,
        exif=exif,
        xmp=photo.xmp if options.keep_metadata else None,
        dpi=photo.dpi,
    )


def flatten(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Lay (H, W, 3) pixels with straight alpha (H, W), both uint8 or uint16, onto white."""
    full = np.uint32(np.iinfo(pixels.dtype).max)
    weight = alpha[..., None].astype(np.uint32)
    # 65535² + half of it still fits 32 bits.
    light = pixels.astype(np.uint32) * weight + full * (full - weight)
    return ((light + full // np.uint32(2)) // full).astype(pixels.dtype)


# --- the formats ----------------------------------------------------------------------------------


def _encode_jpeg(ready: _Ready, options: ExportOptions) -> bytes:
    exif = shrink_exif(ready.exif, _JPEG_EXIF_LIMIT) if ready.exif else None
    xmp = shrink_xmp(ready.xmp, _JPEG_XMP_LIMIT) if ready.xmp else None
    if ready.xmp and xmp is None:
        _log.warning("The XMP packet of %d bytes does not fit a JPEG.", len(ready.xmp))
    more: dict[str, Any] = {"exif": b"Exif\0\0" + exif} if exif else {}
    if ready.dpi:
        more["dpi"] = (max(round(ready.dpi[0]), 1), max(round(ready.dpi[1]), 1))
    return _encode_with_pillow(
        replace(ready, exif=None, xmp=xmp),
        "JPEG",
        quality=options.quality,
        subsampling=CHROMA[options.chosen_chroma][0],
        # Optimised tables (a few per cent) need the whole file in one buffer, which Pillow makes
        # too small for noisy pictures of high quality.
        optimize=options.quality < _FULL_CHROMA_QUALITY,
        **more,
    )


def _encode_webp(ready: _Ready, options: ExportOptions) -> bytes:
    return _encode_with_pillow(
        ready,
        "WEBP",
        quality=options.quality,
        lossless=options.lossless,
        use_sharp_yuv=True,  # WebP always halves chroma; this keeps edges of strong colour clean
        exact=options.lossless,  # or else colours under full transparency are thrown away
        method=4,
    )


def _encode_avif(ready: _Ready, options: ExportOptions) -> bytes:
    subsampling = CHROMA[options.chosen_chroma][1]
    return _encode_with_pillow(ready, "AVIF", quality=options.quality, subsampling=subsampling)


def _encode_bmp(ready: _Ready, options: ExportOptions) -> bytes:
    more = {"dpi": ready.dpi} if ready.dpi else {}
    return _encode_with_pillow(replace(ready, exif=None, xmp=None), "BMP", **more)


def _encode_with_pillow(ready: _Ready, pillow_format: str, **options: Any) -> bytes:
    carriers = {"icc_profile": ready.icc, "exif": ready.exif, "xmp": ready.xmp}
    options |= {key: value for key, value in carriers.items() if value}
    file = BytesIO()
    Image.fromarray(ready.samples).save(file, pillow_format, **options)
    return file.getvalue()


def _encode_heic(ready: _Ready, options: ExportOptions) -> bytes:
    import pillow_heif

    height, width, channels = ready.samples.shape
    settings: dict[str, Any] = {"quality": options.quality}
    if options.lossless:
        # Identity matrix: RGB is stored as it is, without a lossy turn through YCbCr.
        settings = {"quality": -1, "chroma": 444, "matrix_coefficients": 0, "full_range_flag": 1}
    else:
        settings["chroma"] = CHROMA[options.chosen_chroma][2]
    carriers = {"exif": ready.exif, "xmp": ready.xmp, "icc_profile": ready.icc}
    if ready.exif:
        carriers["exif"] = b"Exif\0\0" + ready.exif
    settings |= {key: value for key, value in carriers.items() if value}
    mode = "RGBA" if channels == 4 else "RGB"
    file = BytesIO()
    pillow_heif.encode(mode, (width, height), ready.samples.tobytes(), file, **settings)
    return file.getvalue()


def _encode_png(ready: _Ready, options: ExportOptions) -> bytes:
    chunks = []
    if ready.icc:
        chunks.append((b"iCCP", b"ICC profile\0\0" + containers.deflate(ready.icc)))
    else:
        chunks.append((b"sRGB", b"\x01"))  # relative colorimetric
    if ready.dpi:
        per_metre = [round(value / 0.0254) for value in ready.dpi]
        chunks.append((b"pHYs", struct.pack(">IIB", *per_metre, 1)))
    if ready.exif:
        chunks.append((b"eXIf", ready.exif))
    if ready.xmp:
        chunks.append((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + ready.xmp))
    return png_bytes(ready.samples, options.png_compression, chunks)


def png_bytes(
    samples: np.ndarray, level: int, chunks: list[tuple[bytes, bytes]] | None = None
) -> bytes:
    """Encode uint8|uint16 (H, W), (H, W, 3) or (H, W, 4) as PNG with extra chunks after IHDR."""
    import imagecodecs

    plain = bytes(imagecodecs.png_encode(samples, level=level))
    header_end = 8 + 12 + 13  # signature, chunk frame, IHDR
    extra = b"".join(containers.png_chunk(kind, content) for kind, content in chunks or [])
    return plain[:header_end] + extra + plain[header_end:]


def _encode_tiff(ready: _Ready, options: ExportOptions) -> bytes:
    return encode_tiff(
        ready.samples, options.tiff_compression, ready.icc, ready.exif, ready.xmp, ready.dpi
    )


_ENCODERS = {
    "JPEG": _encode_jpeg,
    "PNG": _encode_png,
    "TIFF": _encode_tiff,
    "WebP": _encode_webp,
    "BMP": _encode_bmp,
    "HEIC": _encode_heic,
    "AVIF": _encode_avif,
}
