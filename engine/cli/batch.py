"""`kintsugi batch`: many photos in many styles, and which of the results need a look."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.batch import (
    DEFAULT_PATTERN,
    EXISTING,
    BatchItem,
    BatchOptions,
    BatchOutcome,
    BatchStyle,
    BatchWorker,
    find_photos,
    needs_a_look,
    plan_batch,
    ranked,
)
from engine.cli.console import Console, UsageProblem
from engine.cli.inspect import TOO_MUCH_FLAGGED
from engine.cli.options import (
    add_command,
    add_export_options,
    add_params,
    add_receipt_option,
    fraction,
    read_params,
)
from engine.cli.pictures import count_text, export_options, percent_text
from engine.cli.style_options import add_batch_style_options, read_each_style, read_styles
from engine.errors import KintsugiError, OptionError
from engine.imaging.files import WRITABLE_SUFFIXES, check_target, make_folder
from engine.imaging.photo import Photo
from engine.imaging.scaling import KEEP_SIZE, LONGEST_PX, Resize
from engine.operations.params import InspectParams, TransferParams
from engine.progress import Cancelled

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory
    from engine.progress import Progress
    from engine.studio import Studio

SOME_FAILED = 1

_DESCRIPTION = """\
Paint every PHOTO (files, or folders with pictures) in every --style, or with --weights in one mix
of them, and write the results to a folder. A photo that fails does not stop the others. Every
result is inspected; those of which more than --max-flagged is flagged are named at the end, worst
first, and the exit code is 3 (1 if something failed).
"""
_EXAMPLES = """\
  kintsugi batch holiday/ --style great-wave --style starry-night --out painted/ --max-flagged 1%
  kintsugi batch a.jpg b.jpg --style oil.png --out out --name "{number}-{photo}" --format jpg
  kintsugi batch holiday/ --style mosaic --style ink-wash --weights 0.7,0.3 --out mixed
  kintsugi batch holiday/ --style great-wave --out small --longest 1600 --existing skip --json
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "batch", "paint many photos in many styles", _DESCRIPTION, _EXAMPLES
    )
    parser.add_argument("photos", metavar="PHOTO", nargs="+", help="a photo, or a folder of photos")
    parser.add_argument("-o", "--out", required=True, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--name",
        default=DEFAULT_PATTERN,
        metavar="PATTERN",
        help="of the files, made of {photo}, {style} and {number} (default: " + DEFAULT_PATTERN
        + ")",
    )  # fmt: skip
    suffixes = sorted({suffix[1:] for suffix in WRITABLE_SUFFIXES})
    parser.add_argument(
        "--format", choices=suffixes, default="png", metavar="SUFFIX",
        help=f"one of {', '.join(suffixes)} (default: png)",
    )  # fmt: skip
    parser.add_argument(
        "--existing",
        choices=EXISTING,
        default="number",
        help="where a file is there already: write under a numbered name, skip the item, or "
        "replace the file (default: number)",
    )
    parser.add_argument(
        "--longest", type=_side, metavar="PX", help="scale results to this longest side"
    )
    add_batch_style_options(parser)
    add_receipt_option(parser)
    parser.add_argument(
        "--max-flagged",
        type=fraction,
        metavar="PART",
        help="name results of which more than this part is flagged, like 1%% or 0.01, and exit "
        "with code 3 if there are any",
    )
    add_params(parser, TransferParams, "transfer")
    add_params(parser, InspectParams, "what is flagged")
    add_export_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    items = _plan(arguments)
    options = BatchOptions(
        read_params(TransferParams, arguments),
        export_options(arguments),
        KEEP_SIZE if arguments.longest is None else Resize("longest", longest_px=arguments.longest),
        arguments.receipt,
        arguments.existing,
        read_params(InspectParams, arguments),
    )
    running = _Running(make_studio(arguments.device), BatchWorker(options), console)
    cancelled = False
    try:
        with console.progress() as progress:
            running.every(items, progress)
    except Cancelled:
        cancelled = True
    running.describe(len(items), arguments.max_flagged)
    if cancelled:
        raise Cancelled
    if running.failures:
        return SOME_FAILED
    most = arguments.max_flagged
    if most is not None and any(needs_a_look(one, most) for one in running.outcomes):
        return TOO_MUCH_FLAGGED
    return 0


def _plan(arguments: argparse.Namespace) -> Sequence[BatchItem]:
    """Everything that can be found wrong is found before the first picture is painted."""
    photos = find_photos([Path(photo) for photo in arguments.photos])
    styles = _styles(arguments)
    folder = Path(arguments.out)
    try:
        items = plan_batch(
            photos, styles, folder, arguments.name, f".{arguments.format}", arguments.existing,
            arguments.receipt, [Path(name) for name in arguments.style if Path(name).is_file()],
        )  # fmt: skip
    except OptionError as error:
        raise UsageProblem(str(error)) from error
    make_folder(folder)
    check_target(items[0].target)
    return items


def _styles(arguments: argparse.Namespace) -> list[BatchStyle]:
    """The styles; of a whole picture only its path, so that not all of them stay in memory."""
    if arguments.weights is not None:
        return [read_styles(arguments)]
    return [
        Path(name) if isinstance(style, Photo) else style
        for name, style in read_each_style(arguments)
    ]


class _Running:
    """One batch command on its way."""

    def __init__(self, studio: Studio, worker: BatchWorker, console: Console) -> None:
        self._studio, self._worker, self._console = studio, worker, console
        self.outcomes: list[BatchOutcome] = []
        self.failures: list[tuple[BatchItem, str]] = []

    def every(self, items: Sequence[BatchItem], progress: Progress) -> None:
        """Make every item; one that fails is noted and the next one is made."""
        for index, item in enumerate(items):
            part = progress.sub(index / len(items), (index + 1) / len(items))
            part.report(0.0, f"{index + 1} of {len(items)}: {item.photo.name}")
            count = f"[{index + 1}/{len(items)}]"
            try:
                outcome = self._worker.run(self._studio, item, part)
            except KintsugiError as error:
                self.failures.append((item, str(error)))
                self._console.say(f"{count} {item.target.name}: failed. {error}")
                continue
            self.outcomes.append(outcome)
            self._console.say(f"{count} {_line(outcome)}")

    def describe(self, planned: int, limit: float | None) -> None:
        """Say what was made, what failed, and what needs a look."""
        console = self._console
        made = ranked(self.outcomes)
        skipped = len(self.outcomes) - len(made)
        console.say(
            f"{count_text(len(made), 'picture')} of {planned} made, {skipped} skipped, "
            f"{len(self.failures)} failed."
        )
        look = [] if limit is None else [one for one in made if needs_a_look(one, limit)]
        for one in look:
            console.say(f"  Look at {one.path}: {percent_text(one.flagged_fraction)}.")
        console.answer(
            command="batch",
            planned=planned,
            made=[_values(one, limit) for one in made],
            skipped=[str(one.path) for one in self.outcomes if one.skipped],
            failed=[
                {"photo": str(item.photo), "style": item.style_title, "error": sentence}
                for item, sentence in self.failures
            ],
        )


def _line(outcome: BatchOutcome) -> str:
    name = outcome.path.name
    if outcome.skipped:
        return f"{name}: is there already, skipped."
    flagged = percent_text(outcome.flagged_fraction)
    return f"{name}: {flagged} flagged, {outcome.seconds:.1f} s."


def _values(outcome: BatchOutcome, limit: float | None) -> dict[str, Any]:
    item = outcome.item
    return {
        "photo": str(item.photo),
        "style": item.style_title,
        "output": str(outcome.path),
        "flagged_fraction": outcome.flagged_fraction,
        "score": outcome.score,
        "regions": outcome.regions,
        "seconds": round(outcome.seconds, 2),
        "look": None if limit is None else needs_a_look(outcome, limit),
    }


def _side(text: str) -> int:
    value = int(text) if text.strip().isdecimal() else 0
    if not 1 <= value <= LONGEST_PX:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of pixels up to {LONGEST_PX}.")
    return value
