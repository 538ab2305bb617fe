"""What a style can be: a picture, a preset, a mix, and what a generator made of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from engine.errors import OptionError
from engine.imaging.photo import Photo, freeze

MOST_PARTS = 6
LEAST_CROP = 0.02
SCALES = (0.25, 4.0)


@dataclass(frozen=True)
class StyleCrop:
    """Which part of a style picture is used, and how it is turned and scaled.

    top, left, bottom, right: fractions 0..1 of the picture's height and width. rotation: degrees
    clockwise, after the crop; the largest upright part without corners of the turned picture is
    used. scale: 0.25..4, 2 means the picture enlarged twice, so twice as wide strokes; it does not
    depend on the crop.

    Raises OptionError for values out of range or a crop thinner than 2% of the picture.
    """

    top: float = 0.0
    left: float = 0.0
    bottom: float = 1.0
    right: float = 1.0
    rotation: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        if not (
            0 <= self.top <= self.bottom - LEAST_CROP
            and self.bottom <= 1
            and 0 <= self.left <= self.right - LEAST_CROP
            and self.right <= 1
        ):
            raise OptionError(
                "The crop of a style needs top, left, bottom and right from 0 to 1, with top "
                "above bottom, left before right, and at least 2% of the picture between them."
            )
        if not SCALES[0] <= self.scale <= SCALES[1]:
            raise OptionError("The scale of a style must be a number from 0.25 to 4.")
        if not abs(self.rotation) <= 360:
            raise OptionError("The rotation of a style must be from -360 to 360 degrees.")

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole picture as it is."""
        return self == WHOLE


WHOLE = StyleCrop()


@dataclass(frozen=True, eq=False)
class StyleCode:
    """What a generator made of a style, as numbers that mean something to that generator only.

    numbers: float16, one axis, read-only: per-level means, then deviations, then the vector.
    model_sha256: of the weights of the generator, as its manifest has it.

    Raises ValueError for another type or shape.
    """

    numbers: np.ndarray
    model_sha256: str

    def __post_init__(self) -> None:
        if self.numbers.dtype != np.float16 or self.numbers.ndim != 1:
            raise ValueError(f"a code is float16 (N,), not {self.numbers.dtype}")
        object.__setattr__(self, "numbers", freeze(self.numbers))


@dataclass(frozen=True, eq=False)
class CarriedStyle:
    """The contents of an own preset that came inside a project rather than from a folder.

    thumbnail: uint8 (h, w, 3) sRGB. model: the file of a generator of its own, if it has one.
    """

    pictures: tuple[Photo, ...] = ()
    code: StyleCode | None = None
    thumbnail: np.ndarray | None = None
    model: bytes | None = None


Family = Literal["stylenet", "cyclegan", "adapted"]
"""Which generator draws a style: the one for any style, or one that was trained for it alone."""


@dataclass(frozen=True)
class StylePreset:
    """A style with a name, bundled or a person's own.

    image_path: a small picture of it, where there is one; more_paths: further pictures of an own
    preset that was made from a set. code_path: its code for the generator that it was made with.
    carried: contents without files, of an own preset from somebody else's project; its paths are
    empty then. family: what draws it; a family other than StyleNet has a generator of its own, at
    model_path (the folder of a bundle, or one file) or carried along.
    """

    id: str
    title: str
    artist: str
    year: str
    note: str
    image_path: Path | None
    thumbnail_path: Path
    code_path: Path | None = None
    own: bool = False
    more_paths: tuple[Path, ...] = ()
    carried: CarriedStyle | None = field(default=None, compare=False, repr=False)
    family: Family = "stylenet"
    model_path: Path | None = None

    @property
    def image_paths(self) -> tuple[Path, ...]:
        """The files of all its pictures; none for a preset that has only a code."""
        return () if self.image_path is None else (self.image_path, *self.more_paths)


@dataclass(frozen=True, eq=False)
class StylePart:
    """One style of a mix. weight: over 0, relative to the other parts; OptionError otherwise."""

    source: Photo | StylePreset
    weight: float = 1.0
    crop: StyleCrop = WHOLE

    def __post_init__(self) -> None:
        if not 0 < self.weight < float("inf"):
            raise OptionError("The weight of a style must be a number over 0.")

    @property
    def title(self) -> str:
        """The title of the preset or the name of the picture's file, without its ending."""
        return style_title(self.source)


@dataclass(frozen=True, eq=False)
class StyleMix:
    """Styles that are used together, 1 to 6 of them; OptionError for another number."""

    parts: tuple[StylePart, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.parts) <= MOST_PARTS:
            raise OptionError(f"A mix takes 1 to {MOST_PARTS} styles, not {len(self.parts)}.")

    @property
    def weights(self) -> tuple[float, ...]:
        """The weights of the parts, which sum up to 1."""
        total = sum(part.weight for part in self.parts)
        return tuple(part.weight / total for part in self.parts)

    @property
    def title(self) -> str:
        """The titles with their weights: "Stipple 70% + Mosaic 30%"; one alone without."""
        if len(self.parts) == 1:
            return self.parts[0].title
        shares = zip(self.parts, self.weights, strict=True)
        return " + ".join(f"{part.title} {round(100 * weight)}%" for part, weight in shares)


StyleSource = Photo | StylePreset | StyleMix
"""What a style can be taken from: a picture, a preset, or a mix of them."""


def style_title(style: StyleSource) -> str:
    """The name of a style for a person: its title, else the name of the file without its ending."""
    return Path(style.name).stem or "own picture" if isinstance(style, Photo) else style.title
