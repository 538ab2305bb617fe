"""Bytes of a picture file to a Photo."""

from __future__ import annotations

import logging
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

from engine.errors import ImageFileError
from engine.imaging import colour, containers
from engine.imaging.exif import clean_exif, dpi_of, says_adobe_rgb
from engine.imaging.photo import Photo, set_depth
from engine.imaging.xmp import clean_xmp, normal_xmp, xmp_orientation

_log = logging.getLogger(__name__)

# Pillow's own limit is one number for the whole process and lower than what is allowed here; every
# file is checked against `max_megapixels` instead, before its pixels are decoded.
Image.MAX_IMAGE_PIXELS = None

# What the decoders raise on malformed input, beside MemoryError.
DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, RuntimeError, EOFError, IndexError, KeyError, TypeError,
    AttributeError, ArithmeticError, AssertionError, NotImplementedError, struct.error, zlib.error,
)  # fmt: skip

_P3_PRIMARIES_CODE = 12  # ISO/IEC 23091-2 colour primaries "SMPTE EG 432-1"


@dataclass
class Decoded:
    """What a file holds, before colours and orientation are made uniform.

    `samples` is uint8|uint16, (H, W) for space "grey", (H, W, 3) for "rgb", (H, W, 4) for "cmyk";
    `alpha` is straight.  `orientation` is what the container itself says beyond EXIF and XMP;
    None = ask EXIF, then XMP.
    """

    samples: np.ndarray
    space: str
    alpha: np.ndarray | None = None
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | str | None = None
    dpi: tuple[float, float] | None = None
    orientation: int | None = None


def decode(data: bytes, name: str, max_megapixels: float) -> Photo:
    """Decode the bytes of a picture file; `name` is used in titles and sentences.

    Raises ImageFileError if it cannot be decoded or declares too many pixels.
    """
    container = containers.sniff(data[: containers.SNIFF_BYTES], name)
    try:
        containers.check_complete(data, container, name)
        decoded = _decode_container(data, container, name, max_megapixels)
        return _photo(decoded, name)
    except ImageFileError:
        raise
    except MemoryError as error:
        raise ImageFileError(
            f"“{name}” does not fit into memory: close other programs or make it smaller first."
        ) from error
    except DECODER_ERRORS as error:
        _log.info("decoding %s as %s failed", name, container, exc_info=True)
        if "truncated" in str(error).lower():
            raise containers.incomplete(name) from error
        raise containers.damaged(name, container) from error


def _decode_container(data: bytes, container: str, name: str, limit: float) -> Decoded:
    if container == "PNG":
        return _decode_png(data, name, limit)
    if container == "TIFF":
        from engine.imaging.tiff import decode_tiff

        return decode_tiff(data, name, limit)
    if container == "HEIC":
        return _decode_heic(data, name, limit)
    if container == "AVIF":
        return _decode_avif(data, name, limit)
    return decode_with_pillow(data, container.upper(), name, limit)


# --- the containers -------------------------------------------------------------------------------


def decode_with_pillow(data: bytes, pillow_format: str, name: str, limit: float) -> Decoded:
    """Decode 8-bit pictures, first frame; CMYK comes out as 0 = no ink."""
    with Image.open(BytesIO(data), formats=[pillow_format]) as picture:
        containers.check_size(*picture.size, name, limit)
        picture.load()
        info = picture.info
        samples, space, alpha = _samples_of(picture)
        return Decoded(
            samples=samples,
            space=space,
            alpha=alpha,
            icc=info.get("icc_profile"),
            exif=info.get("exif"),
            xmp=info.get("xmp"),
            dpi=info.get("dpi"),
        )


def _samples_of(picture: Image.Image) -> tuple[np.ndarray, str, np.ndarray | None]:
    if picture.mode == "CMYK":
        return np.array(picture), "cmyk", None
    if picture.mode == "LAB":
        array = np.array(picture)
        lab = array.astype(np.float32)
        lab[..., 0] *= 100 / 255
        lab[..., 1:] = array[..., 1:].view(np.int8)
        return colour.lab_to_srgb(lab), "rgb", None
    if picture.mode == "I;16":
        return np.array(picture).astype(np.uint16), "grey", None
    if picture.has_transparency_data:
        is_grey = picture.mode in ("1", "L", "LA", "La")
        rgba = np.array(picture.convert("RGBA"))
        if is_grey:
            return rgba[..., 0], "grey", rgba[..., 3]
        return rgba[..., :3], "rgb", rgba[..., 3]
    if picture.mode in ("1", "L"):
        return np.array(picture.convert("L")), "grey", None
    return np.array(picture.convert("RGB")), "rgb", None


def _decode_png(data: bytes, name: str, limit: float) -> Decoded:
    width, height, bits = struct.unpack_from(">IIB", data, 16)
    containers.check_size(width, height, name, limit)
    if bits == 16:
        import imagecodecs

        decoded = _split_channels(imagecodecs.png_decode(data))
    else:
        decoded = decode_with_pillow(containers.png_without_metadata(data), "PNG", name, limit)
        decoded.dpi = None
    _read_png_metadata(data, decoded)
    return decoded


def _read_png_metadata(data: bytes, decoded: Decoded) -> None:
    for kind, where in containers.png_chunks(data):
        if kind == b"IDAT":
            continue
        content = data[where]
        if kind == b"iCCP":
            decoded.icc = containers.inflate(content.partition(b"\0")[2][1:])
        elif kind == b"eXIf":
            decoded.exif = content
        elif kind == b"iTXt" and content.startswith(b"XML:com.adobe.xmp\0"):
            flag, text = content[18], content[20:].split(b"\0", 2)[-1]
            decoded.xmp = containers.inflate(text) if flag else text
        elif kind == b"zTXt" and content.startswith(b"Raw profile type exif\0"):
            decoded.exif = decoded.exif or _raw_profile(containers.inflate(content[23:]))
        elif kind == b"pHYs" and len(content) == 9:
            x, y, unit = struct.unpack(">IIB", content)
            if unit == 1:  # whole pixels per metre: 300 dpi come back as 299.9994
                decoded.dpi = (round(x * 0.0254, 1), round(y * 0.0254, 1))


def _raw_profile(text: bytes | None) -> bytes | None:
    """ImageMagick's way to put EXIF into PNG: name, length, hexadecimal digits, in lines."""
    lines = (text or b"").split()
    try:
        return bytes.fromhex(b"".join(lines[2:]).decode("ascii"))
    except ValueError:
        return None


def _decode_heic(data: bytes, name: str, limit: float) -> Decoded:
    import pillow_heif

    picture = pillow_heif.open_heif(
        BytesIO(data), convert_hdr_to_8bit=False, hdr_to_16bit=False
    )  # lazy: pixels are decoded when asked for
    width, height = picture.size
    containers.check_size(width, height, name, limit)
    info = picture.info
    bits = int(info.get("bit_depth") or 8)
    decoded = _split_channels(_widen(np.asarray(picture).copy(), bits))
    if decoded.alpha is not None and picture.premultiplied_alpha:
        decoded.samples = unpremultiply(decoded.samples, decoded.alpha)
    decoded.icc = info.get("icc_profile")
    primaries = (info.get("nclx_profile") or {}).get("color_primaries")
    if decoded.icc is None and primaries == _P3_PRIMARIES_CODE:
        decoded.icc = colour.display_p3_profile()
    decoded.exif, decoded.xmp = info.get("exif"), info.get("xmp")
    # The container's own rotation was applied while decoding; EXIF's merely repeats it.
    decoded.orientation = 1
    return decoded


def _decode_avif(data: bytes, name: str, limit: float) -> Decoded:
    with Image.open(BytesIO(data), formats=["AVIF"]) as picture:
        containers.check_size(*picture.size, name, limit)
        info = picture.info  # Pillow turns the container's rotation into EXIF orientation
        bits = _avif_bits(data)
        if bits == 8:
            picture.load()
            samples, space, alpha = _samples_of(picture)
            decoded = Decoded(samples, space, alpha)
        else:
            import imagecodecs

            decoded = _split_channels(_widen(imagecodecs.avif_decode(data, index=0), bits))
        decoded.icc, decoded.exif, decoded.xmp = (
            info.get("icc_profile"), info.get("exif"), info.get("xmp"),
        )  # fmt: skip
        return decoded


def _avif_bits(data: bytes) -> int:
    """Bits per sample from the AV1 configuration box (AV1-ISOBMFF 2.3)."""
    position = data.find(b"av1C")
    if position < 0 or position + 6 >= len(data) or not data[position + 6] & 0x40:
        return 8
    return 12 if data[position + 6] & 0x20 else 10


# --- making them uniform --------------------------------------------------------------------------


def _split_channels(array: np.ndarray) -> Decoded:
    """Grey, grey + alpha, RGB or RGBA samples by the number of channels."""
    if array.ndim == 2:
        return Decoded(array, "grey")
    channels = array.shape[2]
    if channels in (1, 2):
        return Decoded(array[..., 0], "grey", array[..., 1] if channels == 2 else None)
    return Decoded(array[..., :3], "rgb", array[..., 3] if channels == 4 else None)


def _widen(array: np.ndarray, bits: int) -> np.ndarray:
    """Stretch samples of 8 to 16 significant bits to the full scale of their dtype."""
    if bits == array.dtype.itemsize * 8:
        return array
    return scale_to_full(array, (1 << bits) - 1)


def scale_to_full(array: np.ndarray, top: int) -> np.ndarray:
    """Integer samples 0..`top` to full scale: uint8 if `top` is at most 255, else uint16."""
    dtype = np.uint8 if top <= 255 else np.uint16
    full = int(np.iinfo(dtype).max)
    if top == full:
        return array.astype(dtype, copy=False)
    return ((array.astype(np.uint64) * full + top // 2) // top).clip(0, full).astype(dtype)


def unpremultiply(colours: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Divide (H, W, C) colours by their alpha (H, W), rounding; black where alpha is 0."""
    full = int(np.iinfo(colours.dtype).max)
    divisor = np.maximum(alpha, 1).astype(np.uint64)[..., None]
    return (
        ((colours.astype(np.uint64) * full + divisor // 2) // divisor)
        .clip(0, full)
        .astype(colours.dtype)
    )


def _photo(decoded: Decoded, name: str) -> Photo:
    exif, exif_orientation = clean_exif(decoded.exif)
    xmp = normal_xmp(decoded.xmp)
    orientation = decoded.orientation
    if orientation is None:
        orientation = exif_orientation or xmp_orientation(xmp)
    transposed = orientation >= 5
    pixels, icc = _to_rgb(decoded, exif)
    alpha = decoded.alpha
    if alpha is not None:
        alpha = orient(set_depth(alpha, pixels.dtype.itemsize * 8), orientation)
    dpi = _sane_dpi(decoded.dpi) or _sane_dpi(dpi_of(exif))
    return Photo(
        pixels=orient(pixels, orientation),
        alpha=alpha,
        icc=icc,
        exif=exif,
        xmp=clean_xmp(xmp, transposed) if xmp else None,
        dpi=(dpi[1], dpi[0]) if dpi and transposed else dpi,
        name=name,
    )


def _to_rgb(decoded: Decoded, exif: bytes | None) -> tuple[np.ndarray, bytes | None]:
    """RGB samples and the profile that describes them (None = sRGB)."""
    samples, icc = decoded.samples, decoded.icc or None
    if decoded.space == "cmyk":
        return colour.cmyk_to_srgb(samples, icc), None
    if decoded.space == "grey":
        if icc is not None and colour.is_usable(icc, "rgb"):
            return colour.grey_to_srgb(samples, None), icc
        return colour.grey_to_srgb(samples, icc), None
    if icc is not None and not colour.is_usable(icc, "rgb"):
        # A grey profile on RGB pixels is what palette files made from grey ones carry.
        _log.warning("The colour profile is broken or not one for RGB and is dropped.")
        icc = None
    if icc is None and says_adobe_rgb(exif):
        icc = colour.adobe_rgb_profile()
    return samples, icc


def orient(array: np.ndarray, orientation: int) -> np.ndarray:
    """Bring (H, W, ...) stored with an EXIF orientation 1..8 upright."""
    if orientation >= 5:
        array = array.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    return array


def _sane_dpi(dpi: tuple[float, float] | None) -> tuple[float, float] | None:
    try:
        x, y = (float(value) for value in dpi or ())
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (round(x, 2), round(y, 2)) if 1 <= x <= 65535 and 1 <= y <= 65535 else None
