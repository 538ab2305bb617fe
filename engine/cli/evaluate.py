"""`kintsugi evaluate`: a stylized picture in numbers."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console
from engine.cli.options import add_command, add_pictures
from engine.cli.pictures import percent_text
from engine.cli.style_options import add_style_options, read_optional_styles
from engine.imaging.files import read_photo

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory

_DESCRIPTION = """\
Measure STYLIZED against the photo that it was made from and, if given, against the style:

  SSIM, MS-SSIM    how much of the photo's structure is kept; 1 is all of it
  style distance   how far the statistics are from those of the style; 0 is equal
  flagged          the part of the picture that `kintsugi inspect` flags

No number replaces a look: a photo that was left alone has a perfect SSIM.
"""
_EXAMPLES = """\
  kintsugi evaluate painted.png --content photo.jpg --style painting.jpg
  kintsugi evaluate painted.png --content photo.jpg --json
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "evaluate", "measure a stylized picture", _DESCRIPTION, _EXAMPLES
    )
    add_pictures(parser, "measure", content_required=True)
    add_style_options(parser, "what to measure the distance to: ", required=False)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    stylized, content = read_photo(arguments.stylized), read_photo(arguments.content)
    style = read_optional_styles(arguments)
    studio = make_studio(arguments.device)
    with console.progress() as progress:
        measured = studio.evaluate(stylized, content, style, progress)
        progress.check()
    console.say(f"SSIM            {measured.ssim:.4f}")
    console.say(f"MS-SSIM         {measured.ms_ssim:.4f}")
    if measured.style_distance is not None:
        console.say(f"style distance  {measured.style_distance:.4f}")
    if measured.flagged_fraction is not None:
        console.say(f"flagged         {percent_text(measured.flagged_fraction)}")
    console.answer(command="evaluate", stylized=arguments.stylized, **dataclasses.asdict(measured))
    return 0
