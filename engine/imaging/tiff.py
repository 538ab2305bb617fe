"""TIFF files in and out: every depth and layout that tifffile knows, EXIF as proper directories."""

from __future__ import annotations

import logging
import struct
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import ImageFileError
from engine.imaging import colour, containers
from engine.imaging.decoding import (
    Decoded,
    decode_with_pillow,
    scale_to_full,
    unpremultiply,
)
from engine.imaging.exif import (
    EXIF_IFD,
    GPS_IFD,
    STRUCTURAL_TAGS,
    Directory,
    byte_order,
    exif_of_tiff,
    orientation_of,
    pack_directory,
    read_directory,
)

if TYPE_CHECKING:
    import tifffile

_log = logging.getLogger(__name__)
# tifffile reports every oddity of a file as an error in the log; what matters is raised anyway.
logging.getLogger("tifffile").setLevel(logging.CRITICAL)

_ICC, _XMP, _DNG_VERSION, _DPI_TAGS = 34675, 700, 50706, (282, 283)
_CM_PER_INCH = 2.54

COMPRESSIONS = {"none": None, "lzw": "lzw", "deflate": "zlib"}

# PhotometricInterpretation values (TIFF 6.0)
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _MASK, _CMYK, _YCBCR = 0, 1, 2, 3, 4, 5, 6
_CIELAB, _ICCLAB, _CFA, _LINEAR_RAW = 8, 9, 32803, 34892


# --- reading ------------------------------------------------------------------------------------


def decode_tiff(data: bytes, name: str, limit: float) -> Decoded:
    """Decode the first picture of a TIFF file (8, 16, 32 bit integers, floats in 0..1).

    Raises ImageFileError, or what tifffile raises if the file is malformed.
    """
    import tifffile

    try:
        with tifffile.TiffFile(BytesIO(data)) as file:
            page = file.pages.first
            _refuse_raw(page, name)
            containers.check_size(page.imagewidth, page.imagelength, name, limit)
            _check_segments(page, len(data), name)
            decoded = _decode_page(page, data, name, limit)
            decoded.icc = _tag_bytes(page, _ICC)
            decoded.xmp = _tag_bytes(page, _XMP)
            decoded.dpi = _dpi(page)
    except tifffile.TiffFileError as error:
        raise containers.damaged(name, "TIFF") from error
    except IndexError as error:  # no page at all
        raise containers.incomplete(name) from error
    decoded.exif = exif_of_tiff(data)
    if decoded.orientation is None:
        decoded.orientation = _orientation(data)
    return decoded


def _refuse_raw(page: tifffile.TiffPage, name: str) -> None:
    photometric = int(page.photometric)
    if photometric in (_CFA, _LINEAR_RAW) or _DNG_VERSION in page.tags:
        raise ImageFileError(
            f"“{name}” is a camera raw file, which cannot be opened here: develop it to a 16-bit "
            "TIFF first."
        )


def _check_segments(page: tifffile.TiffPage, size: int, name: str) -> None:
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False):
        if offset + count > size:
            raise containers.incomplete(name)


def _decode_page(page: tifffile.TiffPage, data: bytes, name: str, limit: float) -> Decoded:
    if int(page.photometric) == _YCBCR:  # subsampled chroma is libtiff's strength
        decoded = decode_with_pillow(data, "TIFF", name, limit)
        decoded.orientation = 1  # Pillow turns TIFFs, and only those, upright by itself
        return decoded
    if page.imagedepth != 1:
        raise _unsupported(name, "a volume of several slices")
    samples = page.asarray()
    if samples.ndim == 3 and int(page.planarconfig) == 2:
        samples = np.moveaxis(samples, 0, -1)
    if samples.ndim == 2:
        samples = samples[..., None]
    photometric = int(page.photometric)
    if photometric == _PALETTE:
        return Decoded(_look_up(page, samples[..., 0]), "rgb")
    if photometric in (_CIELAB, _ICCLAB):
        return Decoded(colour.lab_to_srgb(_lab(samples, photometric, name)), "rgb")
    samples = _to_integers(samples, page, name)
    if photometric == _WHITE_IS_ZERO:
        samples[..., 0] = np.iinfo(samples.dtype).max - samples[..., 0]
    return _split(samples, page, name)


def _to_integers(samples: np.ndarray, page: tifffile.TiffPage, name: str) -> np.ndarray:
    """Samples of any kind as writable uint8 or uint16 at full scale."""
    if samples.dtype == bool:
        return samples.astype(np.uint8) * np.uint8(255)
    if samples.dtype.kind == "f":
        if not (np.isfinite(samples).all() and samples.min() >= 0 and samples.max() <= 1.0001):
            raise _unsupported(name, "a floating-point picture with values outside 0 to 1")
        # In half floats 65535 is infinity.
        samples = np.clip(samples, 0, 1).astype(np.float32, copy=False)
        return np.rint(samples * np.float32(65535)).astype(np.uint16)
    if samples.dtype.kind != "u" or samples.dtype.itemsize > 4:
        raise _unsupported(name, f"a picture of {samples.dtype} samples")
    bits = page.bitspersample
    return scale_to_full(samples, (1 << int(bits)) - 1).copy()


def _split(samples: np.ndarray, page: tifffile.TiffPage, name: str) -> Decoded:
    photometric, channels = int(page.photometric), samples.shape[2]
    if photometric in (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _MASK):
        space, colours = "grey", 1
    elif photometric == _CMYK:
        space, colours = "cmyk", 4
    elif photometric == _RGB:
        space, colours = "rgb", 3
    else:
        raise _unsupported(name, "a TIFF of an uncommon colour model")
    if channels < colours:
        raise containers.damaged(name, "TIFF")
    main, alpha = samples[..., :colours], None
    if channels > colours:
        kind = int(page.extrasamples[0]) if page.extrasamples else 2
        if kind in (1, 2):  # 0 is "unspecified": Photoshop's saved selections, not transparency
            alpha = samples[..., colours]
            main = unpremultiply(main, alpha) if kind == 1 else main
    return Decoded(main[..., 0] if space == "grey" else main, space, alpha)


def _look_up(page: tifffile.TiffPage, indices: np.ndarray) -> np.ndarray:
    """Palette colours.

    The map is 16 bit; writers fill it with 257 times an 8-bit value, 256 times, or just that value.
    """
    deep = np.asarray(page.colormap, dtype=np.uint16).T
    colours = (deep >> 8 if deep.max() > 255 else deep).astype(np.uint8)
    return colours[np.minimum(indices, len(colours) - 1)]


def _lab(samples: np.ndarray, photometric: int, name: str) -> np.ndarray:
    """8- or 16-bit Lab samples to L 0..100, a and b, as float32 (H, W, 3)."""
    if samples.dtype not in (np.uint8, np.uint16) or samples.shape[2] < 3:
        raise _unsupported(name, "a Lab picture of an uncommon depth")
    samples = np.ascontiguousarray(samples[..., :3])
    full = float(np.iinfo(samples.dtype).max)
    step = 1 if samples.dtype == np.uint8 else 256
    lab = samples.astype(np.float32)
    lab[..., 0] *= 100 / full
    if photometric == _CIELAB:  # signed
        signed = samples.view(np.int8 if step == 1 else np.int16)
        lab[..., 1:] = signed[..., 1:].astype(np.float32) / step
    else:
        lab[..., 1:] = lab[..., 1:] / step - 128
    return lab


def _tag_bytes(page: tifffile.TiffPage, code: int) -> bytes | None:
    tag = page.tags.get(code)
    if tag is None:
        return None
    value: Any = tag.value
    if isinstance(value, str):
        return value.encode("utf-8")
    # A single number, which no packet and no profile is, would count the bytes to make up.
    return None if isinstance(value, int) else bytes(value)


def _dpi(page: tifffile.TiffPage) -> tuple[float, float] | None:
    """Pixels per inch, horizontal and vertical; None where a writer put something else there."""
    unit = page.tags.get(296)
    factor = {2: 1.0, 3: _CM_PER_INCH}.get(2 if unit is None else unit.value)
    values = [tag.value for code in _DPI_TAGS if (tag := page.tags.get(code)) is not None]
    fractions = [value for value in values if isinstance(value, tuple) and len(value) == 2]
    if len(fractions) != 2 or factor is None:
        return None
    x, y = (factor * above / below if below else 0.0 for above, below in fractions)
    return x, y


def _orientation(data: bytes) -> int | None:
    try:
        return orientation_of(read_directory(data), byte_order(data))
    except ValueError:
        return None


def _unsupported(name: str, what: str) -> ImageFileError:
    return ImageFileError(
        f"“{name}” is {what}, which cannot be opened here: save it as an 8- or 16-bit RGB TIFF."
    )


# --- writing ------------------------------------------------------------------------------------


def encode_tiff(
    samples: np.ndarray,
    compression: str,
    icc: bytes | None = None,
    exif: bytes | None = None,
    xmp: bytes | None = None,
    dpi: tuple[float, float] | None = None,
) -> bytes:
    """Encode uint8|uint16 (H, W), (H, W, 3) or (H, W, 4: straight alpha) as a TIFF file.

    The file takes the byte order of the EXIF block, whose values can then be copied as they are.
    """
    import tifffile

    directory, order = _directory_of(exif)
    extra: list[tuple[Any, int, int, Any, bool]] = []
    for entry in directory.entries.values():
        if entry.tag not in STRUCTURAL_TAGS and entry.tag not in (*_DPI_TAGS, EXIF_IFD, GPS_IFD):
            extra.append((entry.tag, entry.kind, entry.count, entry.value, True))
    # Placeholders; tifffile lets these through only by name.
    names = {EXIF_IFD: "ExifTag", GPS_IFD: "GPSTag"}
    extra += [(names[tag], 4, 1, 0, True) for tag in directory.children]
    if icc:
        extra.append((_ICC, 7, len(icc), icc, True))
    if xmp:
        extra.append((_XMP, 1, len(xmp), xmp, True))
    packed = COMPRESSIONS[compression]
    file = BytesIO()
    tifffile.imwrite(
        file,
        samples,
        byteorder="<" if order == "<" else ">",
        photometric="minisblack" if samples.ndim == 2 else "rgb",
        extrasamples=["unassalpha"] if samples.ndim == 3 and samples.shape[2] == 4 else None,
        compression=packed,
        predictor=packed is not None,
        metadata=None,
        software=False,
        resolution=dpi,
        resolutionunit="INCH" if dpi else None,
        extratags=extra,
        bigtiff=samples.nbytes > 3.5e9,
    )
    return _append_directories(file.getvalue(), directory, order)


def _directory_of(exif: bytes | None) -> tuple[Directory, str]:
    if exif is not None:
        try:
            directory = read_directory(exif)
        except ValueError:
            _log.warning("The EXIF block is broken and is not written.")
        else:
            directory.children = {
                tag: child
                for tag, child in directory.children.items()
                if tag in (EXIF_IFD, GPS_IFD)
            }
            return directory, byte_order(exif)
    return Directory(), "<"


def _append_directories(data: bytes, directory: Directory, order: str) -> bytes:
    """Put the EXIF and GPS directories at the end of the file and point the placeholders there."""
    if not directory.children:
        return data
    file = bytearray(data)
    written = read_directory(data)
    for tag, child in directory.children.items():
        if len(file) % 2:
            file += b"\0"
        code = "Q" if written.entries[tag].kind in (16, 18) else "I"
        struct.pack_into(order + code, file, written.entries[tag].position, len(file))
        file += pack_directory(child, len(file), order)
    return bytes(file)
