"""One photo in many styles, in pictures and in figures, so that a style is chosen by evidence.

Torch-free at import; the work itself is the studio's. One style at a time, so that whoever runs it
can show what is there, stop, or let others go first in between. `engine.comparison_files` writes
what was found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.errors import KintsugiError, OptionError
from engine.imaging.photo import Photo, freeze, set_depth
from engine.imaging.scaling import scale_photo
from engine.operations.params import TransferParams
from engine.progress import Progress
from engine.style_types import Family, StylePreset, StyleSource, style_title

if TYPE_CHECKING:
    from engine.studio import Studio

WORKING_LONGEST_PX = 1024
LONGEST_PX_RANGE = (128, 4096)
# MS-SSIM looks at five scales with a window of 11 pixels: 11 * 2**4.
MS_SSIM_SHORT_PX = 176

FAMILY_NAMES: dict[Family, str] = {
    "stylenet": "Any picture (StyleNet)",
    "cyclegan": "Collections (CycleGAN)",
    "adapted": "Adapted",
}
"""The families of generators as a person reads them, in the order in which they are shown."""

UNCHANGED = "Photo, unchanged"
HOW_TO_READ = (
    "No figure chooses for you. SSIM rewards doing nothing: the unchanged photo has 1. Style "
    "distance rewards copying: the style picture itself has 0, and every style has its own scale. "
    "Look for a low distance and little flagged at the SSIM you can live with; then look at the "
    "pictures."
)
_NOTHING_PAINTED = "Nothing was painted here."
_TOO_SMALL = (
    "The picture is too small for MS-SSIM: at this size its short side has under "
    f"{MS_SSIM_SHORT_PX} pixels."
)
_ANY_STYLE = (
    "Each style is at its own distance from the photo: point at the figures of this column."
)


@dataclass(frozen=True)
class Figure:
    """One column of figures. best: which end is the better one, if either is."""

    name: str
    label: str
    best: Literal["high", "low", ""]
    help: str


FIGURES: tuple[Figure, ...] = (
    Figure("parameters", "Parameters", "",
           "How many weights the generator of this style has, in millions."),
    Figure("ssim", "SSIM", "high",
           "How much of the photo's fine structure is still there; 1 is all of it."),
    Figure("ms_ssim", "MS-SSIM", "high",
           "The same, also seen from further away: it forgives strokes and notices lost shapes."),
    Figure("style_distance", "Style distance", "low",
           "How far colours and textures are from those of the style; 0 is the style itself."),
    Figure("flagged_fraction", "Flagged", "low",
           "How much of the picture looks wrong to the discriminator, at the usual sensitivity."),
    Figure("seconds", "Time", "low",
           "Seconds for the transfer alone at this size, measured once, after loading."),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ComparedStyle:
    """The photo in one style; without a style, the photo itself.

    ssim and ms_ssim are to the photo, style_distance to the row's style, photo_distance is that of
    the unchanged photo to it; flagged_fraction is 0..1, seconds those of the transfer. A figure
    that could not be had is None, and `why` says why by its name; `failure` speaks for all of
    them. pixels: uint8 (h, w, 3) sRGB at the working size, None where the transfer failed.
    """

    title: str
    style: StyleSource | None
    family: Family | None
    architecture: str = ""
    parameters: int | None = None
    ssim: float | None = None
    ms_ssim: float | None = None
    style_distance: float | None = None
    photo_distance: float | None = None
    flagged_fraction: float | None = None
    seconds: float | None = None
    pixels: np.ndarray | None = None
    failure: str = ""
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_photo(self) -> bool:
        """Whether this is the photo itself, for comparison."""
        return self.style is None

    @property
    def style_id(self) -> str:
        """The id of a preset, "" for anything else."""
        return self.style.id if isinstance(self.style, StylePreset) else ""

    def value(self, name: str) -> float | int | None:
        """A figure by its name in `FIGURES`."""
        found: float | int | None = getattr(self, name)
        return found

    def reason(self, name: str) -> str:
        """Why a figure is missing, in a sentence; "" where it is there."""
        return "" if self.value(name) is not None else self.failure or self.why.get(name, "")


@dataclass(frozen=True, eq=False)
class ComparisonReport:
    """Everything that was compared, and how: sizes are (height, width) in pixels."""

    photo_name: str
    photo_hw: tuple[int, int]
    working_hw: tuple[int, int]
    params: TransferParams
    device: str
    rows: tuple[ComparedStyle, ...]


def family_of(style: StyleSource) -> Family:
    """The family of generators that draws this style."""
    return style.family if isinstance(style, StylePreset) else "stylenet"


def figure_text(name: str, value: float | int) -> str:
    """A figure for a person: "1.42 M", "0.613", "0.0227", "2.4%", "1.84 s"."""
    if name == "parameters":
        return f"{value / 1e6:.2f} M"
    if name == "seconds":
        return f"{value:.2f} s"
    if name == "style_distance":
        return f"{value:.4f}"
    if name != "flagged_fraction":
        return f"{value:.3f}"
    percent = 100 * value
    # It does not read 0 unless it is.
    return "<0.1%" if 0 < percent < 0.05 else f"{percent:.1f}%"


def shown_title(row: ComparedStyle, words: Callable[[str], str]) -> str:
    """The title of a row; what comes with the program is brought into the reader's `words`."""
    shipped = row.is_photo or (isinstance(row.style, StylePreset) and not row.style.own)
    return words(row.title) if shipped else row.title


def figure_note(row: ComparedStyle, name: str) -> str:
    """What is to be known of a figure of this row beside what its column says; "" for most."""
    if name == "style_distance" and row.photo_distance is not None:
        return f"The unchanged photo is at {row.photo_distance:.4f} from this style."
    if name == "flagged_fraction" and row.is_photo:
        return "The discriminator is told of no style here, so it is less sure."
    return ""


def working_size(hw: tuple[int, int], longest_px: int = WORKING_LONGEST_PX) -> tuple[int, int]:
    """The (height, width) at which a photo of this size is compared; it is never enlarged.

    Raises OptionError for a longest side out of range.
    """
    low, high = LONGEST_PX_RANGE
    if not low <= longest_px <= high:
        raise OptionError(f"The longest side must have {low} to {high} pixels, not {longest_px}.")
    scale = min(1.0, longest_px / max(hw))
    return max(1, round(hw[0] * scale)), max(1, round(hw[1] * scale))


class StyleComparison:
    """Measures one photo in one style after another, at a working size of at most `longest_px`.

    Belongs to the engine thread, as the studio does. Raises OptionError for a longest side out of
    range.
    """

    def __init__(
        self, photo: Photo, params: TransferParams, longest_px: int = WORKING_LONGEST_PX
    ) -> None:
        self._photo, self._params = photo, params
        self.working_hw = working_size(photo.hw, longest_px)
        self._small: Photo | None = None
        self._device = ""
        self._warm = False

    def photo_row(self, studio: Studio, progress: Progress | None = None) -> ComparedStyle:
        """The photo itself, which every figure of the others is to be held against.

        Raises KintsugiError where this photo cannot be compared at all, or Cancelled.
        """
        progress = progress or Progress()
        progress.report(0.0, "Preparing")
        small = self._working_photo()
        self._device = studio.device_sentence()
        found = studio.evaluate(small, small, None, progress.sub(0.1, 1.0))
        why = {
            "parameters": _NOTHING_PAINTED,
            "seconds": _NOTHING_PAINTED,
            "style_distance": _ANY_STYLE,
        }
        return ComparedStyle(
            UNCHANGED, None, None, ssim=found.ssim, ms_ssim=self._ms_ssim(found.ms_ssim, why),
            flagged_fraction=found.flagged_fraction, pixels=small.pixels, why=why,
        )  # fmt: skip

    def style_row(
        self, studio: Studio, style: StyleSource, progress: Progress | None = None
    ) -> ComparedStyle:
        """The photo in one style. Raises KintsugiError with a sentence, or Cancelled."""
        progress = progress or Progress()
        progress.report(0.0, "Preparing")
        small, params = self._working_photo(), self._params
        facts = studio.generator_facts(style)  # loads what draws it, so that no time counts that
        if not self._warm:
            studio.transfer(small, style, params, progress.sub(0.02, 0.1))
            self._warm = True
        part = progress.sub(0.1, 0.5)
        began = time.perf_counter()
        drawn = studio.transfer(small, style, params, part)
        seconds = time.perf_counter() - began
        found = studio.evaluate(drawn, small, style, progress.sub(0.5, 0.9))
        progress.report(0.9, "Comparing with the style")
        why: dict[str, str] = {}
        return ComparedStyle(
            style_title(style), style, family_of(style), facts.architecture, facts.parameters,
            found.ssim, self._ms_ssim(found.ms_ssim, why), found.style_distance,
            studio.style_distance(small, style), found.flagged_fraction, seconds, drawn.pixels,
            why=why,
        )  # fmt: skip

    @staticmethod
    def failed_row(style: StyleSource, sentence: str) -> ComparedStyle:
        """What stands where a style could not be used."""
        return ComparedStyle(style_title(style), style, family_of(style), failure=sentence)

    def report(self, rows: Sequence[ComparedStyle]) -> ComparisonReport:
        """Everything that was found, with how it was found."""
        photo = self._photo
        return ComparisonReport(
            photo.name, photo.hw, self.working_hw, self._params, self._device, tuple(rows)
        )

    def _working_photo(self) -> Photo:
        if self._small is None:
            from engine.imaging.colour import to_srgb

            small = scale_photo(Photo(self._photo.pixels, icc=self._photo.icc), self.working_hw)
            pixels = freeze(set_depth(to_srgb(small), 8))
            self._small = Photo(pixels, name=self._photo.name)
        return self._small

    def _ms_ssim(self, found: float, why: dict[str, str]) -> float | None:
        if min(self.working_hw) >= MS_SSIM_SHORT_PX:
            return found
        why["ms_ssim"] = _TOO_SMALL
        return None


def compare_styles(
    studio: Studio,
    photo: Photo,
    styles: Sequence[StyleSource],
    params: TransferParams,
    longest_px: int = WORKING_LONGEST_PX,
    progress: Progress | None = None,
    on_row: Callable[[ComparedStyle], None] | None = None,
) -> ComparisonReport:
    """The photo itself and in every style; a style that cannot be used has a row that says why.

    on_row is told of each row as soon as it is there. Raises KintsugiError where the photo cannot
    be compared at all, Cancelled when it is broken off.
    """
    progress = progress or Progress()
    comparison = StyleComparison(photo, params, longest_px)
    rows: list[ComparedStyle] = []

    def add(row: ComparedStyle) -> None:
        rows.append(row)
        if on_row is not None:
            on_row(row)

    count = len(styles) + 1
    add(comparison.photo_row(studio, progress.sub(0.0, 1 / count)))
    for index, style in enumerate(styles, start=1):
        part = progress.sub(index / count, (index + 1) / count)
        part.report(0.0, style_title(style))
        try:
            add(comparison.style_row(studio, style, part))
        except KintsugiError as error:
            add(comparison.failed_row(style, str(error)))
    progress.check()
    return comparison.report(rows)
