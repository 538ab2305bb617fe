"""Options that say which styles a transfer takes, how much of each, and which part of it."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import TypeVar

from engine.cli.console import UsageProblem
from engine.cli.options import fraction
from engine.cli.pictures import read_style
from engine.errors import OptionError
from engine.styles import MOST_PARTS, StyleCrop, StyleMix, StylePart, StyleSource

T = TypeVar("T")

_EDGES = ("top", "left", "bottom", "right")


def add_style_options(parser: argparse.ArgumentParser) -> None:
    """Declare --style, which may be given several times, and what goes with it."""
    group = parser.add_argument_group("style")
    group.add_argument(
        "--style",
        required=True,
        action="append",
        metavar="IMAGE_OR_PRESET",
        help="a picture file, or the id of a preset (`kintsugi styles` lists them); several are "
        f"mixed, at most {MOST_PARTS}",
    )
    group.add_argument(
        "--weights",
        type=_weights,
        metavar="A,B,…",
        help="how much of each style, in their order (default: the same of each)",
    )
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
    weights = arguments.weights or [1.0] * len(names)
    if len(weights) != len(names):
        raise UsageProblem(f"--weights names {len(weights)} numbers for {len(names)} styles.")
    edges = _for_each(arguments.style_crop, names, "--style-crop", (0.0, 0.0, 1.0, 1.0))
    rotations = _for_each(arguments.style_rotation, names, "--style-rotation", 0.0)
    scales = _for_each(arguments.style_scale, names, "--style-scale", 1.0)
    try:
        crops = [
            StyleCrop(top, left, bottom, right, rotation, scale)
            for (top, left, bottom, right), rotation, scale in zip(
                edges, rotations, scales, strict=True
            )
        ]
        if len(names) > MOST_PARTS:
            raise OptionError(f"A mix takes 1 to {MOST_PARTS} styles, not {len(names)}.")
    except OptionError as error:
        raise UsageProblem(str(error)) from error
    if len(names) == 1 and crops[0].is_whole:
        return read_style(names[0])
    parts = zip(names, weights, crops, strict=True)
    return StyleMix(tuple(StylePart(read_style(name), w, crop) for name, w, crop in parts))


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
