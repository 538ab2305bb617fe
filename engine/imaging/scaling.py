"""Making a picture larger or smaller for export: how large it becomes, and the resampling.

Lanczos with three lobes (Duchon 1979), widened when shrinking so that nothing aliases. The samples
are resampled as they are encoded, as photo editors do by default; 16-bit ones in float32, so that
no bit is lost, and under transparency multiplied by alpha, so that no hidden colour bleeds out.
Free of torch and OpenCV.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from engine.errors import OptionError
from engine.imaging.photo import Photo, freeze
from engine.imaging.tiles import Box

LONGEST_PX = 65_535
MOST_MEGAPIXELS = 400.0
MODES = ("none", "percent", "longest", "exact")
_KERNEL_LOBES = 3
_FILTER = Image.Resampling.LANCZOS


@dataclass(frozen=True)
class Resize:
    """How large a picture is written.

    mode: "none"; "percent" of its sides; "longest" side in pixels; "exact" width and height in
    pixels. With `keeps_shape` an exact size is a frame that a picture of another shape is fitted
    into, else the picture is stretched to it.  Raises OptionError for values out of range.
    """

    mode: str = "none"
    percent: float = 100.0
    longest_px: int = 2048
    width_px: int = 1920
    height_px: int = 1080
    keeps_shape: bool = True

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise OptionError(f"The way to resize must be one of {', '.join(MODES)}.")
        if not 1 <= self.percent <= 1000:
            raise OptionError(f"The size must lie between 1 and 1000 %, not {self.percent:g}.")
        for side in (self.longest_px, self.width_px, self.height_px):
            if not 1 <= side <= LONGEST_PX:
                raise OptionError(f"A side must have 1 to {LONGEST_PX} pixels, not {side}.")

    def target_hw(self, hw: tuple[int, int]) -> tuple[int, int]:
        """The (height, width) that a picture of `hw` gets.

        Raises OptionError above 400 megapixels and 65,535 pixels a side, for what is resized only:
        which size a format can hold as it is, the format knows.
        """
        if self.mode == "none":
            return hw
        height, width = hw
        if self.mode == "exact" and (not self.keeps_shape or self._has_shape_of(hw)):
            target = self.height_px, self.width_px
        else:
            scale = {
                "percent": self.percent / 100,
                "longest": self.longest_px / max(hw),
                "exact": min(self.width_px / width, self.height_px / height),
            }[self.mode]
            target = max(1, round(height * scale)), max(1, round(width * scale))
        if target[0] * target[1] > MOST_MEGAPIXELS * 1e6 or max(target) > LONGEST_PX:
            raise OptionError(
                f"{target[1]} × {target[0]} pixels are more than can be written; choose at most "
                f"{MOST_MEGAPIXELS:.0f} megapixels and {LONGEST_PX} pixels a side."
            )
        return target

    def _has_shape_of(self, hw: tuple[int, int]) -> bool:
        """Whether the frame differs from the shape of a picture by rounding at most."""
        follows = hw[0] / hw[1] * self.width_px - self.height_px
        leads = hw[1] / hw[0] * self.height_px - self.width_px
        return min(abs(follows), abs(leads)) <= 0.5


KEEP_SIZE = Resize()


def scale_photo(photo: Photo, hw: tuple[int, int], box: Box | None = None) -> Photo:
    """The photo at another size, with depth, profile and metadata kept.

    box: only this part of the scaled picture, the same pixels as the whole would have there.
    The photo itself when there is nothing to do.
    """
    whole = (0, 0, *hw)
    box = box or whole
    if hw == photo.hw:
        if box == whole:
            return photo
        inside = np.s_[box[0] : box[2], box[1] : box[3]]
        return replace(
            photo,
            pixels=freeze(photo.pixels[inside].copy()),
            alpha=None if photo.alpha is None else freeze(photo.alpha[inside].copy()),
        )
    source, place = _needed_part(photo.hw, hw, box)
    inside = np.s_[source[0] : source[2], source[1] : source[3]]
    size = box[2] - box[0], box[3] - box[1]
    pixels = photo.pixels[inside]
    if photo.alpha is None:
        return replace(photo, pixels=freeze(resample(pixels, size, place)))
    drawn, cover = _resample_with_alpha(pixels, photo.alpha[inside], size, place)
    return replace(photo, pixels=freeze(drawn), alpha=freeze(cover))


def _needed_part(
    hw: tuple[int, int], target: tuple[int, int], box: Box
) -> tuple[Box, tuple[float, float, float, float]]:
    """The part of the source that `box` of the target is made from, and where in that part the
    box lies, as (top, left, bottom, right) with fractions."""
    begins, ends, lows, highs = [], [], [], []
    for axis in (0, 1):
        step = hw[axis] / target[axis]
        reach = _KERNEL_LOBES * max(step, 1.0) + 1
        low, high = box[axis] * step, box[axis + 2] * step
        begin = max(0, int(np.floor(low - reach)))
        begins.append(begin)
        ends.append(min(hw[axis], int(np.ceil(high + reach))))
        lows.append(low - begin)
        highs.append(min(high - begin, ends[axis] - begin))
    return (begins[0], begins[1], ends[0], ends[1]), (lows[0], lows[1], highs[0], highs[1])


def resample(
    samples: np.ndarray,
    hw: tuple[int, int],
    place: tuple[float, float, float, float] | None = None,
) -> np.ndarray:
    """uint8, uint16 or float32 (H, W[, 3]) to the size hw in the same type.

    place: the (top, left, bottom, right) of `samples` that is spread over the new size.
    """
    if samples.dtype == np.uint8:
        return np.asarray(_resized(Image.fromarray(np.ascontiguousarray(samples)), hw, place))
    planes = samples[..., None] if samples.ndim == 2 else samples
    out = np.empty((*hw, planes.shape[2]), samples.dtype)
    for channel in range(planes.shape[2]):
        plane = np.ascontiguousarray(planes[..., channel], dtype=np.float32)
        drawn = np.asarray(_resized(Image.fromarray(plane), hw, place))
        if samples.dtype != np.float32:
            drawn = np.rint(np.clip(drawn, 0, np.iinfo(samples.dtype).max))
        out[..., channel] = drawn
    return out[..., 0] if samples.ndim == 2 else out


def _resized(
    image: Image.Image, hw: tuple[int, int], place: tuple[float, float, float, float] | None
) -> Image.Image:
    box = None if place is None else (place[1], place[0], place[3], place[2])
    return image.resize((hw[1], hw[0]), _FILTER, box=box)


def _resample_with_alpha(
    pixels: np.ndarray, alpha: np.ndarray, hw: tuple[int, int], place: tuple
) -> tuple[np.ndarray, np.ndarray]:
    top = np.float32(np.iinfo(pixels.dtype).max)
    cover = np.clip(resample(alpha.astype(np.float32) / top, hw, place), 0, 1)
    # Where nothing covers, the colour is that of the picture without its alpha.
    bare = resample(pixels, hw, place)
    drawn = np.empty_like(bare)
    for channel in range(pixels.shape[2]):
        weighted = pixels[..., channel].astype(np.float32) * (alpha.astype(np.float32) / top)
        plane = resample(weighted, hw, place)
        with np.errstate(divide="ignore", invalid="ignore"):
            plane = np.where(cover > 0, plane / cover, bare[..., channel])
        drawn[..., channel] = np.rint(np.clip(plane, 0, top))
    return drawn, np.rint(cover * top).astype(alpha.dtype)
