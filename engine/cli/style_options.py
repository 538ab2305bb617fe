"""Options that say which styles a command takes, how much of each, and which part of it."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from engine.cli.console import UsageProblem
from engine.cli.options import fraction
from engine.cli.pictures import read_style
from engine.errors import OptionError
from engine.imaging.photo import Photo
from engine.styles import MOST_PARTS, StyleCrop, StyleMix, StylePart, StylePreset, StyleSource

T = TypeVar("T")
Single = Photo | StylePreset

_EDGES = ("top", "left", "bottom", "right")


def add_style_options(
    parser: argparse.ArgumentParser, purpose: str = "", required: bool = True
) -> None:
    """Declare --style, which may be given several times for a mix, and what goes with it.

    purpose: of the style in this command, before the forms that it can have.
    """
    group = parser.add_argument_group("style")
    group.add_argument(
        "--style",
        required=required,
        action="append",
        metavar="IMAGE_OR_PRESET",
        help=f"{purpose}a picture file, or the id of a preset (`kintsugi styles` lists them); "
        f"several are mixed by StyleNet, at most {MOST_PARTS}",
    )
    _add_details(group, "how much of each style, in their order (default: the same of each)")


def add_batch_style_options(parser: argparse.ArgumentParser) -> None:
    """As `add_style_options`, where several styles are used one after another unless weighed."""
    group = parser.add_argument_group("style")
    group.add_argument(
        "--style",
        required=True,
        action="append",
        metavar="IMAGE_OR_PRESET",
        help="a picture file, or the id of a preset (`kintsugi styles` lists them); with several "
        "every photo is painted in each, or with --weights in their mix",
    )
    _add_details(
        group,
        f"paint in one mix of all styles, at most {MOST_PARTS}: how much of each, in their order, "
        "such as 1,1",
    )


def _add_details(group: argparse._ArgumentGroup, weights_help: str) -> None:
    """How much of the styles, and which part of them."""
    group.add_argument("--weights", type=_weights, metavar="A,B,…", help=weights_help)
    group.add_argument(
        "--style-crop",
        type=_edges,
        action="append",
        metavar="T,L,B,R",
        help="use only this part of the style picture: parts of its height and width, like "
        "0,0,0.5,1 or 0%%,0%%,50%%,100%%",
    )
    group.add_argument(
        "--style-rotation",
        type=_number,
        action="append",
        metavar="DEGREES",
        help="turn the style picture clockwise",
    )
    group.add_argument(
        "--style-scale",
        type=_number,
        action="append",
        metavar="0.25..4",
        help="enlarge the style picture: 2 makes its strokes twice as wide",
    )


def read_styles(arguments: argparse.Namespace) -> StyleSource:
    """The style, or the mix of styles, that the parsed ``arguments`` ask for.

    Raises UsageProblem where the numbers of styles and of what goes with them do not match,
    StyleError or ImageFileError for a style that cannot be had.
    """
    names: list[str] = arguments.style
    weights, crops = _weights_of(arguments), _crops_of(arguments)
    if len(names) > MOST_PARTS:
        raise UsageProblem(f"A mix takes 1 to {MOST_PARTS} styles, not {len(names)}.")
    sources = [read_style(name) for name in names]
    if len(names) == 1:
        return _cropped(sources[0], crops[0])
    parts = zip(sources, weights, crops, strict=True)
    return StyleMix(tuple(StylePart(source, w, crop) for source, w, crop in parts))


def read_optional_styles(arguments: argparse.Namespace) -> StyleSource | None:
    """As `read_styles`, None where no style is given."""
    if arguments.style is not None:
        return read_styles(arguments)
    for flag, given in (
        ("--weights", arguments.weights),
        ("--style-crop", arguments.style_crop),
        ("--style-rotation", arguments.style_rotation),
        ("--style-scale", arguments.style_scale),
    ):
        if given is not None:
            raise UsageProblem(f"{flag} says something about a style; name it with --style.")
    return None


def read_each_style(arguments: argparse.Namespace) -> Iterator[tuple[str, StyleSource]]:
    """The styles one by one, each with the name that it was given by. Raises as `read_styles`."""
    for name, crop in zip(arguments.style, _crops_of(arguments), strict=True):
        yield name, _cropped(read_style(name), crop)


def style_files(arguments: argparse.Namespace) -> list[str]:
    """What is named as a style, which is no place for an output; nothing where none is given."""
    return list(arguments.style or ())


def _weights_of(arguments: argparse.Namespace) -> list[float]:
    names = arguments.style
    weights: list[float] = arguments.weights or [1.0] * len(names)
    if len(weights) != len(names):
        raise UsageProblem(f"--weights names {len(weights)} numbers for {len(names)} styles.")
    return weights


def _crops_of(arguments: argparse.Namespace) -> list[StyleCrop]:
    """The used part of each style."""
    names = arguments.style
    edges = _for_each(arguments.style_crop, names, "--style-crop", (0.0, 0.0, 1.0, 1.0))
    rotations = _for_each(arguments.style_rotation, names, "--style-rotation", 0.0)
    scales = _for_each(arguments.style_scale, names, "--style-scale", 1.0)
    try:
        return [
            StyleCrop(top, left, bottom, right, rotation, scale)
            for (top, left, bottom, right), rotation, scale in zip(
                edges, rotations, scales, strict=True
            )
        ]
    except OptionError as error:
        raise UsageProblem(str(error)) from error


def _cropped(source: Single, crop: StyleCrop) -> StyleSource:
    if crop.is_whole:
        return source
    _check_croppable(source)
    return StyleMix((StylePart(source, 1.0, crop),))


def _check_croppable(source: Single) -> None:
    if isinstance(source, StylePreset) and source.family != "stylenet":
        raise UsageProblem(
            f"The style “{source.title}” is drawn by a generator of its own, which looks at no "
            "picture: leave --style-crop, --style-rotation and --style-scale out."
        )


def _for_each(given: Sequence[T] | None, names: Sequence[str], flag: str, default: T) -> list[T]:
    """One value for each style: its own, the only one for all, or the default."""
    if not given:
        return [default] * len(names)
    if len(given) == 1:
        return [given[0]] * len(names)
    if len(given) != len(names):
        raise UsageProblem(
            f"{flag} is given {len(given)} times for {len(names)} styles; give it once for all or "
            "once for each."
        )
    return list(given)


def _edges(text: str) -> tuple[float, float, float, float]:
    values = [fraction(word) for word in text.split(",")]
    if len(values) != len(_EDGES):
        raise argparse.ArgumentTypeError(f"“{text}” is not {', '.join(_EDGES)}.")
    return values[0], values[1], values[2], values[3]


def _weights(text: str) -> list[float]:
    weights = [_number(word) for word in text.split(",")]
    if not all(weight > 0 for weight in weights):
        raise argparse.ArgumentTypeError(f"“{text}” holds a weight that is not over 0.")
    return weights


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number.")
    return value
