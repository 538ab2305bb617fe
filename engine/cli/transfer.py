"""`kintsugi transfer`: a photo in the style of another picture."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console, UsageProblem
from engine.cli.options import (
    add_command,
    add_export_options,
    add_params,
    add_receipt_option,
    read_params,
)
from engine.cli.pictures import check_picture_output, style_name, write_result
from engine.cli.style_options import add_style_options, read_styles
from engine.imaging.files import read_photo
from engine.imaging.masks import read_mask
from engine.operations.params import TransferParams, to_dict
from engine.receipt import ReceiptSources, make_receipt

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

_DESCRIPTION = """\
Paint CONTENT in the style of another picture, or of several. Size, bit depth, transparency, colour
profile and metadata of CONTENT are kept, as far as the format of OUT can carry them.
"""
_EXAMPLES = """\
  kintsugi transfer photo.jpg --style starry-night.jpg -o painted.png
  kintsugi transfer photo.heic --style great-wave --strength 0.7 --stroke-size large -o painted.tif
  kintsugi transfer photo.jpg --style painting.png --keep-colors --json -o painted.jpg
  kintsugi transfer photo.jpg --style mosaic --style ink-wash --weights 0.7,0.3 -o painted.png
  kintsugi transfer photo.jpg --style oil.png --style-crop 0,0,50%,1 --style-scale 2 -o painted.png
  kintsugi transfer photo.jpg --style oil.png --region sky.png -o painted.png
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "transfer", "paint a photo in the style of a picture", _DESCRIPTION, _EXAMPLES
    )
    parser.add_argument("content", metavar="CONTENT", help="the photo")
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="picture to write")
    parser.add_argument(
        "--region",
        metavar="MASK",
        help="picture of the same shape, white where the style applies; where it is black the "
        "photo stays exactly as it is",
    )
    add_style_options(parser)
    add_params(parser, TransferParams, "transfer")
    add_export_options(parser)
    add_receipt_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    check_picture_output(arguments.output, [arguments.content, *arguments.style, arguments.region])
    content, style = read_photo(arguments.content), read_styles(arguments)
    region = None if arguments.region is None else read_mask(arguments.region, content.hw)
    if region is not None and not (region > 0).any():
        raise UsageProblem(f"{arguments.region} is black all over; paint the place white.")
    params = read_params(TransferParams, arguments)
    studio = make_studio(arguments.device)
    started = time.monotonic()
    with console.progress() as progress:
        painting = progress.sub(0.0, 0.8 if arguments.receipt else 1.0)
        stylized = studio.transfer(content, style, params, painting, region)
        progress.check()
        seconds = round(time.monotonic() - started, 2)
        receipt = None
        if arguments.receipt:
            sources = ReceiptSources(stylized, content, style, params, stylized)
            receipt = make_receipt(studio, sources, progress.sub(0.8, 1.0))
    write_result(stylized, arguments, receipt)
    console.say(
        f"{arguments.output}: {stylized.width} × {stylized.height} px, in the style of "
        f"{style_name(style)}, {seconds:.1f} s on {studio.device_sentence()}."
    )
    console.answer(
        command="transfer",
        output=arguments.output,
        width=stylized.width,
        height=stylized.height,
        bit_depth=stylized.bit_depth,
        style=style_name(style),
        region=arguments.region,
        params=to_dict(params),
        device=studio.device_sentence(),
        seconds=seconds,
    )
    return 0
