"""`python -m engine.training presets`: codes and thumbnails of the bundled styles.

To be run whenever the generator's weights have changed: a code means something to the weights
that it was made with, and to no others.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from engine.demo import sample_photo
from engine.imaging.files import ExportOptions, atomic_write, read_photo, write_photo
from engine.imaging.photo import Photo
from engine.studio import THUMBNAIL_PX, Studio
from engine.styles import code_bytes, load_styles

CODES = "codes"
THUMBNAIL_QUALITY = 90


def add_parser(families: Any) -> None:
    """Declare the command."""
    sub = families.add_parser("presets", help="write codes and thumbnails of the bundled styles")
    sub.add_argument("--models", type=Path, required=True, help="folder with the bundles")
    sub.add_argument("--styles", type=Path, required=True, help="folder with styles.json")


def run(options: argparse.Namespace) -> int:
    """Carry the command out."""
    count = write_presets(options.models, options.styles)
    print(f"{count} presets written to {options.styles}")
    return 0


def write_presets(models: Path, styles: Path, sample: Photo | None = None) -> int:
    """Encode every style picture and render every thumbnail with the generator in ``models``.

    Writes ``styles/codes/ID.safetensors``, the thumbnails and the names of the codes in
    ``styles.json``; returns how many. In float32 on the CPU, so that it gives the same everywhere.
    """
    studio = Studio("cpu", models, number_format="float32")
    (styles / CODES).mkdir(exist_ok=True)
    listing = styles / "styles.json"
    entries = json.loads(listing.read_text(encoding="utf-8"))
    for preset, entry in zip(load_styles(styles), entries, strict=True):
        code = studio.encode_own_style([read_photo(path) for path in preset.image_paths])
        entry["code"] = f"{CODES}/{preset.id}.safetensors"
        atomic_write(styles / entry["code"], code_bytes(code))
    text = json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
    atomic_write(listing, text.encode("utf-8"))
    presets = load_styles(styles)
    for stray in (styles / CODES).iterdir():
        if stray not in {preset.code_path for preset in presets}:
            stray.unlink()
    options = ExportOptions(quality=THUMBNAIL_QUALITY)
    photo = sample or sample_photo()
    for index, thumbnail in studio.thumbnails(photo, presets, THUMBNAIL_PX):
        write_photo(Photo(thumbnail), presets[index].thumbnail_path, options)
    return len(presets)
