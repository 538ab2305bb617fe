"""Pictures named on the command line: reading inputs, checking outputs before the work."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from engine.cli.console import UsageProblem
from engine.errors import StyleError
from engine.imaging.files import (
    WRITABLE_SUFFIXES,
    ExportOptions,
    check_target,
    read_photo,
    write_photo,
)
from engine.imaging.photo import Photo
from engine.receipt import Receipt, write_with_receipt
from engine.styles import (
    StyleMix,
    StylePreset,
    StyleSource,
    find_style,
    own_styles,
    own_styles_folder,
    similar_styles,
)

_EXACT_SUFFIXES = (".png", ".tif", ".tiff")
_EXACT_8_BIT_SUFFIXES = (".bmp",)
_LOSSLESS_8_BIT_SUFFIXES = (".webp", ".heic", ".heif")


def read_style(text: str) -> Photo | StylePreset:
    """The style that ``text`` names: a picture file, else the id or title of a preset.

    Presets are the bundled ones and those in the person's own folder.
    """
    if Path(text).is_file():
        return read_photo(text)
    preset = find_style(text)
    if preset is not None:
        return preset
    own = own_styles(own_styles_folder())
    preset = find_style(text, own)
    if preset is not None:
        return preset
    similar = similar_styles(text, own)
    if Path(text).suffix and not similar:
        return read_photo(text)  # meant as a file; its sentence says what is wrong with it
    hint = f"did you mean {', '.join(similar)}?" if similar else "`kintsugi styles` lists them."
    raise StyleError(f"There is no style picture or preset “{text}”; {hint}")


def read_optional_photo(path: str | None) -> Photo | None:
    """The photo at ``path``, None for None."""
    return None if path is None else read_photo(path)


def style_name(style: StyleSource | None) -> str | None:
    """A word for the style: the id of a preset, the file name of a picture, a mix in full."""
    if style is None:
        return None
    if isinstance(style, StyleMix):
        return style.title
    return style.id if isinstance(style, StylePreset) else style.name


def check_output(path: str, inputs: Iterable[str | None], suffixes: Iterable[str]) -> None:
    """Refuse an output that could not or must not be written, before any work is done.

    Raises UsageProblem if it is one of the inputs or of a format that cannot be written,
    ImageFileError if its folder is missing or it may not be written there.
    """
    known = sorted(suffixes)
    if Path(path).suffix.lower() not in known:
        raise UsageProblem(f"{path} must end in one of {', '.join(known)}.")
    for name in inputs:
        if name is not None and is_same_file(path, name):
            raise UsageProblem(f"{path} is one of the inputs; choose another name for the output.")
    check_target(Path(path))


def check_picture_output(path: str, inputs: Iterable[str | None]) -> None:
    """As `check_output` for a picture in any format that can be written."""
    check_output(path, inputs, WRITABLE_SUFFIXES)


def keeps_every_pixel(path: str, photo: Photo, lossless: bool) -> bool:
    """Whether the format of ``path`` holds the pixels of ``photo`` exactly."""
    suffix = Path(path).suffix.lower()
    if suffix in _EXACT_SUFFIXES:
        return True
    exact = (*_EXACT_8_BIT_SUFFIXES, *(_LOSSLESS_8_BIT_SUFFIXES if lossless else ()))
    return photo.bit_depth == 8 and suffix in exact


def is_same_file(first: str, second: str) -> bool:
    """Whether two names, of files that may not be there yet, stand for one file."""
    ours, theirs = Path(first), Path(second)
    if ours.exists() and theirs.exists():
        return ours.samefile(theirs)
    return ours.resolve() == theirs.resolve()


def export_options(arguments: argparse.Namespace) -> ExportOptions:
    """The export options that the parsed ``arguments`` hold."""
    return ExportOptions(quality=arguments.quality, lossless=arguments.lossless)


def write_result(photo: Photo, arguments: argparse.Namespace, receipt: Receipt | None) -> None:
    """Write ``photo`` where and how ``arguments`` say, with its receipt if there is one."""
    options = export_options(arguments)
    if receipt is None:
        write_photo(photo, arguments.output, options)
    else:
        write_with_receipt(photo, arguments.output, options, receipt)


def percent_text(part: float) -> str:
    """A fraction as a percentage with as many digits as it takes to not read 0."""
    return f"{part * 100:.1f} %" if part == 0 or part >= 0.001 else f"{part * 100:.3f} %"


def count_text(count: int, noun: str) -> str:
    """A count with its noun: "1 region", "3 regions"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
