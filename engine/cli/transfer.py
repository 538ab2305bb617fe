"""`kintsugi transfer`: a photo in the style of another picture."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console
from engine.cli.options import add_command, add_export_options, add_params, read_params
from engine.cli.pictures import check_picture_output, export_options, read_style, style_name
from engine.imaging.files import read_photo, write_photo
from engine.operations.params import TransferParams, to_dict

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

_DESCRIPTION = """\
Paint CONTENT in the style of another picture. Size, bit depth, transparency, colour profile and
metadata of CONTENT are kept, as far as the format of OUT can carry them.
"""
_EXAMPLES = """\
  kintsugi transfer photo.jpg --style starry-night.jpg -o painted.png
  kintsugi transfer photo.heic --style great-wave --strength 0.7 --stroke-size large -o painted.tif
  kintsugi transfer photo.jpg --style painting.png --keep-colors --json -o painted.jpg
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "transfer", "paint a photo in the style of a picture", _DESCRIPTION, _EXAMPLES
    )
    parser.add_argument("content", metavar="CONTENT", help="the photo")
    parser.add_argument(
        "--style",
        required=True,
        metavar="IMAGE_OR_PRESET",
        help="a picture file, or the id of a bundled style (`kintsugi styles` lists them)",
    )
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="picture to write")
    add_params(parser, TransferParams, "transfer")
    add_export_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    check_picture_output(arguments.output, [arguments.content, arguments.style])
    content, style = read_photo(arguments.content), read_style(arguments.style)
    params = read_params(TransferParams, arguments)
    studio = make_studio(arguments.device)
    started = time.monotonic()
    with console.progress() as progress:
        stylized = studio.transfer(content, style, params, progress)
        progress.check()
    seconds = round(time.monotonic() - started, 2)
    write_photo(stylized, arguments.output, export_options(arguments))
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
        params=to_dict(params),
        device=studio.device_sentence(),
        seconds=seconds,
    )
    return 0
