"""`kintsugi compare`: one photo in many styles, in figures and pictures."""

from __future__ import annotations

import argparse
import textwrap
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from engine.cli.console import Console, UsageProblem
from engine.cli.options import add_command, add_params, read_params
from engine.cli.pictures import check_output, read_style
from engine.comparison import (
    FIGURES,
    HOW_TO_READ,
    LONGEST_PX_RANGE,
    WORKING_LONGEST_PX,
    ComparedStyle,
    ComparisonReport,
    compare_styles,
    figure_text,
    working_size,
)
from engine.comparison_files import write_comparison
from engine.imaging.files import read_photo
from engine.operations.params import TransferParams
from engine.styles import (
    Family,
    StylePreset,
    StyleSource,
    bundled_styles,
    own_styles,
    own_styles_folder,
)

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

SOME_FAILED = 1
_TITLE_WIDTH = 28
_FAMILY_WIDTH = 10
_LINE_WIDTH = 96
_DESCRIPTION = """\
Paint PHOTO in each style and measure every result against the photo and against its style:

  SSIM, MS-SSIM    how much of the photo's structure is kept; 1 is all of it
  style distance   how far the statistics are from those of the style; 0 is equal
  flagged          the part of the picture that the discriminator flags
  time             of the transfer alone, measured once, after loading

The first line is the unchanged photo. No figure replaces a look: --html writes a page with the
pictures side by side.
"""
_EXAMPLES = """\
  kintsugi compare photo.jpg --styles great-wave,starry-night,painting.jpg
  kintsugi compare photo.jpg --family cyclegan --styles great-wave --html compared.html
  kintsugi compare photo.jpg --all --csv compared.csv --json
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "compare", "one photo in many styles, in figures and pictures", _DESCRIPTION,
        _EXAMPLES,
    )  # fmt: skip
    parser.add_argument("photo", metavar="PHOTO", help="the photo to paint")
    parser.add_argument(
        "--styles",
        action="append",
        default=[],
        metavar="A,B,…",
        help="ids of presets or picture files; may be given several times",
    )
    parser.add_argument(
        "--family",
        action="append",
        default=[],
        choices=get_args(Family),
        help="every preset that this kind of generator draws; may be given several times",
    )
    parser.add_argument("--all", action="store_true", help="every preset, bundled and your own")
    parser.add_argument("--html", metavar="FILE", help="write a page with table and pictures")
    parser.add_argument("--csv", metavar="FILE", help="write a table")
    low, high = LONGEST_PX_RANGE
    parser.add_argument(
        "--longest",
        type=int,
        default=WORKING_LONGEST_PX,
        metavar="PX",
        help=f"compare at this longest side, {low} to {high}; a smaller photo stays as it is "
        f"(default: {WORKING_LONGEST_PX})",
    )
    add_params(parser, TransferParams, "transfer")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    outputs = _outputs(arguments)
    photo, styles = read_photo(arguments.photo), _styles(arguments)
    working_size(photo.hw, arguments.longest)
    params = read_params(TransferParams, arguments)
    studio = make_studio(arguments.device)
    with console.progress() as progress:
        report = compare_styles(studio, photo, styles, params, arguments.longest, progress)
    for path in outputs:
        write_comparison(report, path)
    _describe(report, console)
    for path in outputs:
        console.say(f"Written to {path}.")
    console.answer(command="compare", outputs=outputs, **_values(report))
    return SOME_FAILED if any(row.failure for row in report.rows) else 0


def _outputs(arguments: argparse.Namespace) -> list[str]:
    """The files to write; each is refused at once if it cannot be."""
    outputs = []
    for path, suffixes in ((arguments.html, (".html", ".htm")), (arguments.csv, (".csv",))):
        if path is not None:
            check_output(path, [arguments.photo], suffixes)
            outputs.append(path)
    return outputs


def _styles(arguments: argparse.Namespace) -> list[StyleSource]:
    """What is asked for by name, then by family, then all; each style once."""
    named = [word for text in arguments.styles for word in _words(text)]
    found: list[StyleSource] = [read_style(word) for word in named if word]
    if arguments.all or arguments.family:
        for preset in (*bundled_styles(), *own_styles(own_styles_folder())):
            if (arguments.all or preset.family in arguments.family) and preset not in found:
                found.append(preset)
    styles = _each_once(found)
    if not styles:
        if arguments.family:
            raise UsageProblem(f"There is no style of the family {', '.join(arguments.family)}.")
        raise UsageProblem("Say which styles to compare with --styles, --family or --all.")
    return styles


def _words(text: str) -> list[str]:
    """What stands between the commas; a file may have some in its name."""
    return [text] if Path(text).is_file() else [word.strip() for word in text.split(",")]


def _each_once(styles: Sequence[StyleSource]) -> list[StyleSource]:
    seen: set[str] = set()
    kept = []
    for style in styles:
        key = style.id if isinstance(style, StylePreset) else f"picture {id(style)}"
        if key not in seen:
            seen.add(key)
            kept.append(style)
    return kept


# --- on the terminal ------------------------------------------------------------------------------


def _describe(report: ComparisonReport, console: Console) -> None:
    height, width = report.working_hw
    console.say(f"{report.photo_name} at {width} × {height} pixels on {report.device}")
    console.say()
    labels = [figure.label for figure in FIGURES]
    console.say(_line("Style", "Family", labels))
    for row in report.rows:
        if row.failure:
            console.say(f"{_fitted(row.title, _TITLE_WIDTH)}  {row.failure}")
            continue
        figures = [_figure(row, figure.name) for figure in FIGURES]
        console.say(_line(row.title, row.family or "–", figures))
    missing = {row.reason(figure.name) for row in report.rows if not row.is_photo
               and not row.failure for figure in FIGURES} - {""}  # fmt: skip
    console.say()
    for sentence in sorted(missing):
        console.say(f"–: {sentence}")
    console.say(textwrap.fill(HOW_TO_READ, _LINE_WIDTH))


def _figure(row: ComparedStyle, name: str) -> str:
    value = row.value(name)
    return "–" if value is None else figure_text(name, value)


def _line(title: str, family: str, figures: Sequence[str]) -> str:
    widths = [max(len(figure.label), 8) for figure in FIGURES]
    cells = [text.rjust(width) for text, width in zip(figures, widths, strict=True)]
    return "  ".join([_fitted(title, _TITLE_WIDTH), _fitted(family, _FAMILY_WIDTH), *cells])


def _fitted(text: str, width: int) -> str:
    """Cut or filled up to this many columns."""
    if _columns(text) > width:
        while _columns(text) >= width:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _columns(text))


def _columns(text: str) -> int:
    """A wide character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _values(report: ComparisonReport) -> dict[str, Any]:
    height, width = report.working_hw
    return {
        "photo": report.photo_name,
        "width": width,
        "height": height,
        "device": report.device,
        "rows": [
            {
                "style": row.title,
                "id": row.style_id,
                "family": row.family,
                "architecture": row.architecture,
                **{figure.name: row.value(figure.name) for figure in FIGURES},
                "photo_style_distance": row.photo_distance,
                "error": row.failure or None,
            }
            for row in report.rows
        ],
    }
