"""`kintsugi repair`: mend a place, or every flagged place, and nothing else."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cli.console import Console, UsageProblem
from engine.cli.inspect import region_line, region_values
from engine.cli.options import (
    add_command,
    add_export_options,
    add_params,
    add_pictures,
    read_params,
)
from engine.cli.pictures import (
    check_picture_output,
    count_text,
    export_options,
    keeps_every_pixel,
    read_optional_photo,
    read_optional_style,
)
from engine.corridor import apply_repair, count_outside, region_mask, repair_regions
from engine.imaging.files import read_photo, write_photo
from engine.imaging.masks import read_mask
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import RepairResult

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory
    from engine.progress import Progress
    from engine.studio import Studio
    from engine.styles import StyleSource

_DESCRIPTION = """\
Repair STYLIZED where MASK is white, or with --auto wherever `kintsugi inspect` flags it. A repair
that would make the picture worse is refused. No pixel outside the mask changes; the proof, with
counted pixels, is printed.
"""
_EXAMPLES = """\
  kintsugi repair painted.png --content photo.jpg --style painting.jpg --mask mask.png -o better.png
  kintsugi repair painted.png --content photo.jpg --style painting.jpg --auto -o better.png
  kintsugi repair painted.tif --mask mask.png --method heal --feather 0.5 -o better.tif
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "repair", "mend a place without touching the rest", _DESCRIPTION, _EXAMPLES
    )
    add_pictures(parser, "repair")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--mask", metavar="MASK", help="picture of the same shape, white where to repair"
    )
    where.add_argument(
        "--auto", action="store_true", help="repair every flagged region, worst first"
    )
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="picture to write")
    add_params(parser, RepairParams, "repair")
    add_params(parser, TransferParams, "as the picture was made (for restyling)")
    add_params(parser, InspectParams, "what --auto flags")
    add_export_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    inputs = [arguments.stylized, arguments.content, arguments.style, arguments.mask]
    check_picture_output(arguments.output, inputs)
    stylized = read_photo(arguments.stylized)
    content, style = read_optional_photo(arguments.content), read_optional_style(arguments.style)
    repairing = _Repairing(arguments, make_studio, stylized, content, style)
    with console.progress() as progress:
        if arguments.auto:
            repaired, report = repairing.every_flag(progress)
        else:
            mask = read_mask(arguments.mask, stylized.hw)
            if not (mask > 0).any():
                raise UsageProblem(f"{arguments.mask} is black all over; paint the place white.")
            repaired, report = repairing.place(mask, progress)
        progress.check()
    write_photo(repaired, arguments.output, export_options(arguments))
    exact = keeps_every_pixel(arguments.output, repaired, arguments.lossless)
    _describe(report, exact, arguments, console)
    return 0


class _Repairing:
    """One repair command with its inputs at hand."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        make_studio: StudioFactory,
        stylized: Photo,
        content: Photo | None,
        style: StyleSource | None,
    ) -> None:
        self._studio: Studio = make_studio(arguments.device)
        self._stylized, self._content, self._style = stylized, content, style
        self._inspect_params = read_params(InspectParams, arguments)
        self._repair_params = read_params(RepairParams, arguments)
        self._transfer_params = read_params(TransferParams, arguments)

    def place(self, mask: np.ndarray, progress: Progress) -> tuple[Photo, dict[str, Any]]:
        """Repair where ``mask`` says."""
        result = self._studio.repair(
            self._stylized,
            self._content,
            self._style,
            mask,
            self._repair_params,
            self._transfer_params,
            progress,
        )
        repaired = apply_repair(self._stylized, result)
        return repaired, self._report(repaired, [result_values(result)], [mask])

    def every_flag(self, progress: Progress) -> tuple[Photo, dict[str, Any]]:
        """Inspect, then repair each flagged region."""
        inspection = self._studio.inspect(
            self._stylized,
            self._content,
            self._style,
            self._inspect_params,
            progress.sub(0.0, 0.3),
        )
        repaired, repairs = repair_regions(
            self._studio,
            self._stylized,
            self._content,
            self._style,
            inspection.regions,
            self._repair_params,
            self._transfer_params,
            progress.sub(0.3, 1.0),
        )
        values = [
            {"region": region_values(one.region), "line": region_line(one.region)}
            | result_values(one.result)
            for one in repairs
        ]
        masks = [region_mask(region, self._stylized.hw) for region in inspection.regions]
        return repaired, self._report(repaired, values, masks)

    def _report(
        self, repaired: Photo, repairs: list[dict[str, Any]], masks: list[np.ndarray]
    ) -> dict[str, Any]:
        outside = count_outside(self._stylized, repaired, masks)
        return {
            "repairs": repairs,
            "accepted": sum(one["accepted"] for one in repairs),
            "outside_changed_px": outside.changed_px,
            "outside_total_px": outside.total_px,
        }


def result_values(result: RepairResult) -> dict[str, Any]:
    """One repair as plain values, without its pixels."""
    return {
        "accepted": result.accepted,
        "sentence": result.sentence,
        "method": result.method,
        "box": None if result.box is None else list(result.box),
        "score_before": result.score_before,
        "score_after": result.score_after,
        "outside_changed_px": result.outside_changed_px,
        "outside_total_px": result.outside_total_px,
        "sha256_outside_before": result.sha256_outside_before,
        "sha256_outside_after": result.sha256_outside_after,
        "proof": result.proof_sentence,
    }


def _describe(
    report: dict[str, Any], exact: bool, arguments: argparse.Namespace, console: Console
) -> None:
    """Say what was repaired, and prove what was not touched."""
    repairs = report["repairs"]
    for one in repairs:
        if "line" in one:
            console.say(one.pop("line"))
        console.say(f"  {one['sentence']}")
        console.say(f"  {one['proof']}")
    if not repairs:
        console.say("Nothing is flagged, so there is nothing to repair.")
    console.say(
        f"Wrote {arguments.output}: {report['accepted']} of {count_text(len(repairs), 'repair')} "
        f"accepted; {report['outside_changed_px']:,} of {report['outside_total_px']:,} pixels "
        "outside changed."
    )
    if not exact:
        console.say(
            "The proof holds for the pixels before compression; write PNG or TIFF to keep each "
            "one exactly."
        )
    console.answer(
        command="repair",
        stylized=arguments.stylized,
        output=arguments.output,
        output_is_exact=exact,
        **report,
    )
