"""`kintsugi repair`: mend a place, or every flagged place, and nothing else."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cli.console import Console, UsageProblem
from engine.cli.inspect import region_line, region_values
from engine.cli.options import (
    add_command,
    add_export_options,
    add_params,
    add_pictures,
    add_receipt_option,
    read_params,
)
from engine.cli.pictures import (
    check_picture_output,
    count_text,
    export_options,
    is_same_file,
    keeps_every_pixel,
    read_optional_photo,
    write_result,
)
from engine.cli.style_options import add_style_options, read_optional_styles, style_files
from engine.corridor import apply_repair, count_outside, region_mask, repair_regions
from engine.imaging.files import make_folder, read_photo, write_photo
from engine.imaging.masks import read_mask
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import RepairProof, RepairResult
from engine.receipt import Receipt, ReceiptSources, make_receipt

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory
    from engine.progress import Progress
    from engine.studio import Studio
    from engine.styles import StyleSource

_DESCRIPTION = """\
Repair STYLIZED where MASK is white, or with --all wherever `kintsugi inspect` flags it, worst
first. A repair that would make the picture worse is refused. No pixel outside the mask changes;
the proof, with counted pixels, is printed.
"""
_EXAMPLES = """\
  kintsugi repair painted.png --content photo.jpg --style painting.jpg --mask mask.png -o better.png
  kintsugi repair painted.png --content photo.jpg --style painting.jpg --all -o better.png
  kintsugi repair painted.tif --mask mask.png --method heal --feather 0.5 -o better.tif
  kintsugi repair painted.png --content photo.jpg --mask mask.png --method refine -o better.png
  kintsugi repair painted.png --mask mask.png --alternatives ways -o better.png
  kintsugi repair mixed.png --content photo.jpg --style mosaic --style ink-wash --all -o better.png
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "repair", "mend a place without touching the rest", _DESCRIPTION, _EXAMPLES
    )
    add_pictures(parser, "repair")
    add_style_options(parser, "what it was painted in: ", required=False)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--mask", metavar="MASK", help="picture of the same shape, white where to repair"
    )
    where.add_argument(
        "--all", "--auto", dest="every_flag", action="store_true",
        help="repair every flagged region, worst first",
    )  # fmt: skip
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="picture to write")
    parser.add_argument(
        "--alternatives", metavar="DIR",
        help="with --mask: also write every other way of repairing into this folder, best first",
    )  # fmt: skip
    add_params(parser, RepairParams, "repair")
    add_params(parser, TransferParams, "as the picture was made (for restyling)")
    add_params(parser, InspectParams, "what --all flags")
    add_export_options(parser)
    add_receipt_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    inputs = [arguments.stylized, arguments.content, *style_files(arguments), arguments.mask]
    check_picture_output(arguments.output, inputs)
    if arguments.receipt and arguments.content is None:
        raise UsageProblem("--receipt compares with the photo; give it with --content.")
    if arguments.alternatives and arguments.every_flag:
        raise UsageProblem("--alternatives are those of one place; give it with --mask.")
    stylized = read_photo(arguments.stylized)
    content, style = read_optional_photo(arguments.content), read_optional_styles(arguments)
    if arguments.alternatives:
        make_folder(Path(arguments.alternatives))  # what cannot be written is known before the work
    repairing = _Repairing(arguments, make_studio, stylized, content, style)
    with console.progress() as whole:
        progress = whole.sub(0.0, 0.8) if arguments.receipt else whole
        if arguments.every_flag:
            repaired, report = repairing.every_flag(progress)
        else:
            mask = read_mask(arguments.mask, stylized.hw)
            if not (mask > 0).any():
                raise UsageProblem(f"{arguments.mask} is black all over; paint the place white.")
            repaired, report = repairing.place(mask, progress)
        receipt = repairing.receipt(repaired, whole.sub(0.8, 1.0)) if arguments.receipt else None
        whole.check()
    write_result(repaired, arguments, receipt)
    if arguments.alternatives:
        report["alternatives"] = repairing.write_alternatives(Path(arguments.alternatives))
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
        self._results: list[RepairResult] = []
        self._output, self._export = Path(arguments.output), export_options(arguments)
        named = (arguments.stylized, arguments.content, arguments.mask)
        self._inputs = [name for name in named if name is not None] + style_files(arguments)

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
        self._results = [result]
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
        self._results = [one.result for one in repairs]
        masks = [region_mask(region, self._stylized.hw) for region in inspection.regions]
        return repaired, self._report(repaired, values, masks)

    def write_alternatives(self, folder: Path) -> list[dict[str, Any]]:
        """Write the picture with each of the ways of the only repair; say what was written."""
        written = []
        for result in self._results:
            for number, other in enumerate(result.alternatives, start=1):
                method = other.method.replace(" ", "-")
                path = self._free_of_inputs(folder, f"{self._output.stem}-{number}-{method}")
                chosen = replace(result, after=other.after, patched=None)
                picture = apply_repair(self._stylized, chosen)
                write_photo(picture, path, self._export)
                written.append(
                    {
                        "file": str(path),
                        "method": other.method,
                        "score_after": other.score_after,
                        "sentence": other.sentence,
                    }
                )
        return written

    def _free_of_inputs(self, folder: Path, stem: str) -> Path:
        """A file for an alternative; what an earlier repair left there may be our own input."""
        path = folder / f"{stem}{self._output.suffix}"
        while any(is_same_file(str(path), name) for name in self._inputs):
            path = path.with_name(f"{path.stem}-new{path.suffix}")
        return path

    def receipt(self, repaired: Photo, progress: Progress) -> Receipt:
        """The receipt of what has been repaired; there must be a photo to compare with."""
        assert self._content is not None
        proofs = tuple(RepairProof.of(one) for one in self._results if one.accepted)
        before = self._stylized if proofs else repaired
        sources = ReceiptSources(
            repaired, self._content, self._style, self._transfer_params, before, proofs
        )
        return make_receipt(self._studio, sources, progress)

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


def _summary(repaired: int, left: int) -> str:
    """What became of all flagged regions, such as "7 repaired, 2 left as they were: …"."""
    sentence = f"{repaired} repaired"
    if left:
        as_before = "it was" if left == 1 else "they were"
        sentence += f", {left} left as {as_before}: no better candidate"
    return sentence + "."


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
    for other in report.get("alternatives", ()):
        console.say(f"  {other['file']}: {other['sentence']}")
    if not repairs:
        console.say("Nothing is flagged, so there is nothing to repair.")
    elif arguments.every_flag:
        console.say(_summary(report["accepted"], len(repairs) - report["accepted"]))
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
