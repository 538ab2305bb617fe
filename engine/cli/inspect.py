"""`kintsugi inspect`: where a stylized picture looks broken."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cli.console import Console, UsageProblem
from engine.cli.options import add_command, add_params, add_pictures, fraction, read_params
from engine.cli.pictures import (
    check_output,
    check_picture_output,
    count_text,
    is_same_file,
    percent_text,
    read_optional_photo,
)
from engine.cli.style_options import add_style_options, read_optional_styles, style_files
from engine.imaging.colour import to_srgb
from engine.imaging.files import atomic_write, read_photo, write_array, write_photo
from engine.imaging.photo import Photo
from engine.operations.coco import coco_annotations
from engine.operations.heatmap import draw_regions, overlay
from engine.operations.params import InspectParams
from engine.operations.results import Inspection, Region, place_text

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

TOO_MUCH_FLAGGED = 3

_DESCRIPTION = """\
Look for places in STYLIZED that look broken: seams, smears, halos, colour that runs over an edge.
The more of --content and --style is given, the surer the answer.

Prints the flagged regions, worst first, and an overall score from 0 (flawless) to 1.
"""
_EXAMPLES = """\
  kintsugi inspect painted.png --content photo.jpg --style painting.jpg -o heatmap.png
  kintsugi inspect mixed.png --content photo.jpg --style mosaic --style ink-wash --weights 0.7,0.3
  kintsugi inspect painted.png --raw map.tif
  kintsugi inspect painted.png --content photo.jpg --max-flagged 1% --json   (exit code 3 if over)
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "inspect", "find the places that look broken", _DESCRIPTION, _EXAMPLES
    )
    add_pictures(parser, "look at")
    add_style_options(parser, "what it was painted in: ", required=False)
    parser.add_argument(
        "-o", "--output", metavar="OVERLAY", help="write the heatmap over the picture, 8 bit"
    )
    parser.add_argument(
        "--raw",
        metavar="MAP.tif",
        help="write the bare map: grey, 16 bit, 65535 = 1.0, size of the picture (.tif or .png)",
    )
    parser.add_argument(
        "--coco",
        metavar="REGIONS.json",
        help="write the flagged regions as COCO annotations with their masks",
    )
    parser.add_argument(
        "--max-flagged",
        type=fraction,
        metavar="PART",
        help="exit with code 3 if more than this part of the picture is flagged, like 1%% or 0.01",
    )
    add_params(parser, InspectParams, "what is flagged")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    inputs = [arguments.stylized, arguments.content, *style_files(arguments)]
    if arguments.output:
        check_picture_output(arguments.output, inputs)
    if arguments.raw:
        check_output(arguments.raw, inputs, (".tif", ".tiff", ".png"))
    if arguments.coco:
        check_output(arguments.coco, inputs, (".json",))
    if arguments.output and arguments.raw and is_same_file(arguments.output, arguments.raw):
        raise UsageProblem(f"{arguments.raw} cannot be both the overlay and the map; name two.")
    stylized = read_photo(arguments.stylized)
    content, style = read_optional_photo(arguments.content), read_optional_styles(arguments)
    params = read_params(InspectParams, arguments)
    studio = make_studio(arguments.device)
    with console.progress() as progress:
        inspection = studio.inspect(stylized, content, style, params, progress)
        progress.check()
    if arguments.raw:
        write_array(arguments.raw, np.rint(inspection.anomaly.values * 65535).astype(np.uint16))
    if arguments.coco:
        annotations = coco_annotations(inspection, Path(arguments.stylized).name)
        atomic_write(Path(arguments.coco), json.dumps(annotations).encode())
    if arguments.output:
        write_photo(heatmap_photo(stylized, inspection), arguments.output)
    describe(inspection, arguments, console)
    return verdict(inspection.flagged_fraction, arguments.max_flagged, console)


def heatmap_photo(stylized: Photo, inspection: Inspection) -> Photo:
    """The heatmap with numbered outlines over the picture, 8 bit sRGB."""
    shown = overlay(to_srgb(stylized), inspection.anomaly)
    return Photo(pixels=draw_regions(shown, inspection.regions))


def describe(inspection: Inspection, arguments: argparse.Namespace, console: Console) -> None:
    """Say what was found, to a person or as JSON."""
    console.say(
        f"{arguments.stylized}: {count_text(len(inspection.regions), 'flagged region')}, "
        f"{percent_text(inspection.flagged_fraction)} of the picture, "
        f"overall score {inspection.score:.2f} (0 is flawless)."
    )
    for region in inspection.regions:
        console.say(region_line(region))
    given = {"--content": arguments.content, "--style": arguments.style}
    missing = [flag for flag, value in given.items() if value is None]
    if missing:
        console.say(f"The answer would be surer with {' and '.join(missing)}.")
    for path in (arguments.output, arguments.raw, arguments.coco):
        if path:
            console.say(f"Wrote {path}.")
    height, width = inspection.anomaly.hw
    console.answer(
        command="inspect",
        stylized=arguments.stylized,
        width=width,
        height=height,
        score=inspection.score,
        flagged_fraction=inspection.flagged_fraction,
        threshold=inspection.threshold,
        confidence=inspection.confidence,
        model=inspection.anomaly.model_id,
        regions=[region_values(region) for region in inspection.regions],
        overlay=arguments.output,
        raw=arguments.raw,
        coco=arguments.coco,
    )


def verdict(flagged: float, most: float | None, console: Console) -> int:
    """The exit code for a picture of which the part ``flagged`` is flagged."""
    if most is None or flagged <= most:
        return 0
    console.warn(
        f"{percent_text(flagged)} of the picture is flagged, more than the allowed "
        f"{percent_text(most)}."
    )
    return TOO_MUCH_FLAGGED


def region_line(region: Region) -> str:
    """One region as a line of text."""
    return (
        f"  {region.number:>2}. score {region.score:.2f} at {place_text(region.box)} "
        f"({region.area_px} px): {region.sentence}"
    )


def region_values(region: Region) -> dict[str, Any]:
    """One region as plain values; the box is (top, left, bottom, right), half-open."""
    return {
        "number": region.number,
        "box": list(region.box),
        "area_px": region.area_px,
        "score": region.score,
        "kind": region.kind,
        "sentence": region.sentence,
    }
