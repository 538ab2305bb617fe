"""Colour spaces: ICC profiles to sRGB and back, at the full precision of the samples.

Conversions go through Little CMS (imagecodecs) with relative colorimetric intent and black point
compensation, what photo editors use by default.  Its optimised transforms are off: they resample a
16-bit transform onto a coarse grid and are wrong by up to 8% (5495 of 65535 measured); without
them every result is the correctly rounded one.
"""

from __future__ import annotations

import logging
from functools import lru_cache

import numpy as np

from engine.imaging.photo import Photo, freeze, set_depth

_log = logging.getLogger(__name__)

# Little CMS holds Python's interpreter lock while it converts, at about 8 megapixels a second; in
# strips of this many pixels the window gets its turn every few milliseconds.
_STRIP_PX = 1 << 16

# Profiles that call themselves sRGB differ among one another by up to half an 8-bit step.
_SRGB_TOLERANCE = 160 / 65535

_D65 = (0.3127, 0.3290, 1.0)
_P3_PRIMARIES = (0.680, 0.320, 1.0, 0.265, 0.690, 1.0, 0.150, 0.060, 1.0)


def to_srgb(photo: Photo) -> np.ndarray:
    """The photo's pixels in sRGB: (H, W, 3) of the photo's own depth, read-only.

    The photo's own array is returned when it is sRGB already.  A broken profile is ignored with a
    warning in the log: its pixels are taken for sRGB.
    """
    if photo.icc is None or not _needs_conversion(photo.icc):
        return photo.pixels
    return freeze(_transform(photo.pixels, photo.icc, srgb_profile(), "rgb"))


def from_srgb(pixels: np.ndarray, like: Photo, bit_depth: int | None = None) -> np.ndarray:
    """Bring sRGB `pixels`, uint8|uint16 (H, W, 3), into the colour space of `like`; read-only.

    The identity when `like` has no profile, an sRGB one or a broken one.  The depth is that of
    `pixels` unless `bit_depth` (8 or 16) says otherwise; give 16-bit pixels and `bit_depth=8` to
    round once rather than twice.
    """
    bits = bit_depth or pixels.dtype.itemsize * 8
    if like.icc is None or not _needs_conversion(like.icc):
        return freeze(set_depth(pixels, bits))
    return freeze(_transform(pixels, srgb_profile(), like.icc, "rgb", bits))


def _needs_conversion(icc: bytes) -> bool:
    if not is_usable(icc, "rgb"):
        _log.warning("The picture's colour profile is broken and is ignored; sRGB is assumed.")
        return False
    return not is_srgb(icc)


# --- what a profile is ----------------------------------------------------------------------------


def profile_space(icc: bytes) -> str:
    """The colour space that an ICC profile describes: "rgb", "grey", "cmyk", "lab" or ""."""
    if len(icc) < 132 or icc[36:40] != b"acsp":
        return ""
    signatures = {b"RGB ": "rgb", b"GRAY": "grey", b"CMYK": "cmyk", b"Lab ": "lab"}
    return signatures.get(icc[16:20], "")


@lru_cache(maxsize=32)
def is_usable(icc: bytes, space: str) -> bool:
    """Whether an ICC profile describes `space` ("rgb", "grey", "cmyk") and can be computed with."""
    if profile_space(icc) != space:
        return False
    channels = {"rgb": 3, "grey": 1, "cmyk": 4}[space]
    probe = np.zeros((1, 1) if channels == 1 else (1, 1, channels), dtype=np.uint16)
    try:
        _transform(probe, icc, srgb_profile(), space)
        if space == "rgb":  # some profiles (scanners') can only be read from
            _transform(probe, srgb_profile(), icc, "rgb")
    except (RuntimeError, ValueError):
        return False
    return True


@lru_cache(maxsize=32)
def is_srgb(icc: bytes | None) -> bool:
    """Whether a profile is sRGB for every practical purpose (None counts as sRGB).

    Decided by what it does to a grid of colours, not by its name.
    """
    if icc is None:
        return True
    if not is_usable(icc, "rgb"):
        return False
    steps = np.linspace(0, 65535, 9).round().astype(np.uint16)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    moved = _transform(grid, icc, srgb_profile(), "rgb").astype(np.int32) - grid
    return bool(np.abs(moved).max() <= _SRGB_TOLERANCE * 65535)


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An sRGB ICC profile."""
    import imagecodecs

    return bytes(imagecodecs.cms_profile("srgb"))


@lru_cache(maxsize=1)
def adobe_rgb_profile() -> bytes:
    """An Adobe RGB (1998) compatible ICC profile."""
    import imagecodecs

    return bytes(imagecodecs.cms_profile("adobergb"))


@lru_cache(maxsize=1)
def display_p3_profile() -> bytes:
    """A Display P3 ICC profile: P3 primaries, D65 white, sRGB's transfer curve."""
    import imagecodecs

    code = np.linspace(0, 1, 4096)
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return bytes(
        imagecodecs.cms_profile(
            "rgb",
            whitepoint=_D65,
            primaries=_P3_PRIMARIES,
            transferfunction=linear.astype(np.float32),
        )
    )


# --- other spaces, at opening ---------------------------------------------------------------------


def grey_to_srgb(grey: np.ndarray, icc: bytes | None) -> np.ndarray:
    """Grey uint8|uint16 (H, W) to sRGB (H, W, 3), through a grey profile if there is a usable one.

    Without one, grey is taken to have sRGB's own curve: the value is repeated.
    """
    if icc is not None and is_usable(icc, "grey"):
        return _transform(grey, icc, srgb_profile(), "grey")
    return np.repeat(grey[..., None], 3, axis=2)


def cmyk_to_srgb(cmyk: np.ndarray, icc: bytes | None) -> np.ndarray:
    """CMYK uint8|uint16 (H, W, 4), 0 = no ink, to sRGB (H, W, 3), through its profile.

    Without a usable profile the inks are taken to be ideal: (1 - ink)(1 - black).
    """
    if icc is not None and is_usable(icc, "cmyk"):
        return _transform(cmyk, icc, srgb_profile(), "cmyk")
    full = np.uint32(np.iinfo(cmyk.dtype).max)
    paper = full - cmyk[..., :3].astype(np.uint32)
    light = full - cmyk[..., 3:].astype(np.uint32)
    return ((paper * light + full // 2) // full).astype(cmyk.dtype)


def lab_to_srgb(lab: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D50) float32 (H, W, 3), L 0..100, to sRGB uint16 (H, W, 3)."""
    return _transform(np.ascontiguousarray(lab, dtype=np.float32), _lab_profile(), srgb_profile(),
                      "lab", bits=16)  # fmt: skip


@lru_cache(maxsize=1)
def _lab_profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def _transform(
    samples: np.ndarray, source: bytes, target: bytes, space: str, bits: int | None = None
) -> np.ndarray:
    """Convert `samples` of `space` to the RGB of `target`, strip by strip.

    `bits` is the depth of the result, that of `samples` if None.
    """
    import imagecodecs

    flags = imagecodecs.CMS.FLAGS
    height, width = samples.shape[:2]
    bits = bits or samples.dtype.itemsize * 8
    converted = np.empty((height, width, 3), dtype=np.uint8 if bits == 8 else np.uint16)
    rows = max(_STRIP_PX // width, 1)
    for top in range(0, height, rows):
        converted[top : top + rows] = imagecodecs.cms_transform(
            np.ascontiguousarray(samples[top : top + rows]),
            source,
            target,
            colorspace="gray" if space == "grey" else space,
            outcolorspace="rgb",
            outdtype=converted.dtype,
            intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC,
            flags=int(flags.NOOPTIMIZE | flags.BLACKPOINTCOMPENSATION),
        )
    return converted
