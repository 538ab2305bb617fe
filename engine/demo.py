"""The demo: the whole corridor once, on a sample photo, with a sheet of what happened."""

from __future__ import annotations

import importlib.resources
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.corridor import OutsideCount, RegionRepair, count_outside, region_mask, repair_regions
from engine.errors import StyleError
from engine.imaging.colour import to_srgb
from engine.imaging.files import check_target, make_folder, read_photo, write_photo
from engine.imaging.photo import Photo, freeze
from engine.operations.heatmap import draw_regions, overlay
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import Inspection, Region, place_text
from engine.progress import Progress
from engine.sheet import Scene, draw_sheet
from engine.styles import StylePreset, bundled_styles, find_style

if TYPE_CHECKING:
    from engine.studio import Studio

# Ships inside scikit-image: a cup of coffee by Rachel Michetti, CC0.
SAMPLE_PHOTO = "coffee.png"
# A collection, in whose pictures there is something to mend.
STYLE = "venice-watercolours"
MOST_REPAIRS = 4
FILES = ("stylized.png", "heatmap.png", "repaired.png", "sheet.png")


@dataclass
class DemoReport:
    """What the demo did: ``lines`` for a person, ``values`` for a machine."""

    lines: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def sample_photo() -> Photo:
    """The photo of the demo; ImageFileError if scikit-image does not bring it."""
    source = importlib.resources.files("skimage.data").joinpath(SAMPLE_PHOTO)
    with importlib.resources.as_file(source) as path:
        return read_photo(path)


def run_demo(folder: Path, studio: Studio, progress: Progress | None = None) -> DemoReport:
    """Transfer, inspect and repair the sample photo in a bundled style.

    Writes stylized.png, heatmap.png, repaired.png and sheet.png to ``folder``, which is made if it
    is missing.  Raises ImageFileError or StyleError if photo, style or folder cannot be had.
    """
    progress = progress or Progress()
    make_folder(folder)
    for name in FILES:
        check_target(folder / name)
    content, style = sample_photo(), demo_style()
    transfer_params = TransferParams()
    stylized = studio.transfer(content, style, transfer_params, progress.sub(0.0, 0.4))
    found = studio.inspect(stylized, content, style, InspectParams(), progress.sub(0.4, 0.6))
    shown, planted = stylized, not found.regions
    if planted:
        # A flawless result has nothing to mend, and the demo is there to show the mending.
        shown = with_planted_hole(stylized, content)
        found = studio.inspect(shown, content, style, InspectParams(), progress.sub(0.5, 0.6))
    listed = _listed_regions(studio, found)
    repaired, repairs = repair_regions(
        studio,
        shown,
        content,
        style,
        listed[:MOST_REPAIRS],
        RepairParams(),
        transfer_params,
        progress.sub(0.6, 0.95),
    )
    heatmap = Photo(draw_regions(overlay(to_srgb(shown), found.anomaly), listed))
    masks = [region_mask(one.region, stylized.hw) for one in repairs]
    outside = count_outside(shown, repaired, masks)
    progress.report(0.95, "Writing the pictures")
    picture = read_photo(style.image_path or style.thumbnail_path)
    scene = Scene(content, picture, shown, heatmap, repaired, repairs, outside, planted)
    pictures = (stylized, heatmap, repaired, Photo(draw_sheet(scene)))
    for name, shown in zip(FILES, pictures, strict=True):
        write_photo(shown, folder / name)
    progress.report(1.0, "Done")
    where = folder, studio.device_sentence(), style, stylized.hw
    return _report(where, found, listed, repairs, outside, planted)


def with_planted_hole(stylized: Photo, content: Photo) -> Photo:
    """The stylized picture with a fault planted on purpose: a patch that the style did not reach.

    The photo shows through in an ellipse right of the middle, with an edge as soft as a brush's.
    """
    height, width = stylized.hw
    y, x = np.ogrid[:height, :width]
    reach = 0.13 * min(height, width)
    distance = np.hypot((x - 0.66 * width) / (1.5 * reach), (y - 0.42 * height) / reach)
    alpha = np.clip((1.0 - distance) * reach / 3, 0, 1)[..., None]
    mixed = stylized.pixels + alpha * (content.pixels.astype(np.float32) - stylized.pixels)
    return stylized.with_pixels(freeze(np.rint(mixed).astype(stylized.pixels.dtype)))


def demo_style() -> StylePreset:
    """The style of the demo; StyleError if no style is bundled."""
    found = find_style(STYLE)
    if found is not None:
        return found
    styles = bundled_styles()
    if not styles:
        raise StyleError("No style is bundled with this copy of Kintsugi; please reinstall it.")
    return styles[0]


def _listed_regions(studio: Studio, found: Inspection) -> tuple[Region, ...]:
    """The flagged regions; without any, those that raise the faintest doubt.

    So there is a place to show a repair on; the report says which of the two it is.
    """
    if found.regions:
        return found.regions
    return studio.reflag(found.anomaly, InspectParams(sensitivity=1.0)).regions


def _report(
    where: tuple[Path, str, StylePreset, tuple[int, int]],
    found: Inspection,
    listed: Sequence[Region],
    repairs: Sequence[RegionRepair],
    outside: OutsideCount,
    planted: bool,
) -> DemoReport:
    """Say what was done, where the discriminator looked, and what the proof of the repairs is."""
    folder, device, style, (height, width) = where
    report = DemoReport()
    say = report.lines.append
    say(
        f"Painted the sample photo {SAMPLE_PHOTO} ({width} × {height} px) in the style of "
        f"“{style.title}” by {style.artist}, on {device}."
    )
    if planted:
        say(
            "Inspected the result: nothing is flagged. To show the mending all the same, a fault "
            "was planted on purpose: a patch where the photo shows through."
        )
    subject = "that" if planted else "the result"
    say(
        f"Inspected {subject}: overall score {found.score:.2f} (0 is flawless), "
        f"{found.flagged_fraction * 100:.2f} % of the picture flagged."
    )
    if not found.regions:
        say(
            "Nothing is flagged at the usual sensitivity; these are the most doubtful places."
            if listed
            else "Nothing is flagged, not even in doubt, so there is nothing to repair."
        )
    for region in listed:
        say(
            f"  {region.number}. score {region.score:.2f} at {place_text(region.box)}: "
            f"{region.sentence}"
        )
    for one in repairs:
        say(f"Repaired region {one.region.number}:" if one.result.accepted
            else f"Left region {one.region.number} alone:")  # fmt: skip
        say(f"  {one.result.sentence}")
        say(f"  {one.result.proof_sentence}")
    say(
        f"Counted over the whole picture: {outside.changed_px:,} of {outside.total_px:,} pixels "
        "outside the repaired regions changed."
    )
    say(f"Wrote {', '.join(FILES)} to {folder}; sheet.png shows before and after side by side.")
    report.values = {
        "folder": str(folder),
        "files": [str(folder / name) for name in FILES],
        "photo": SAMPLE_PHOTO,
        "style": style.id,
        "device": device,
        "planted_fault": planted,
        "flagged_at_usual_sensitivity": bool(found.regions),
        **_found(found, listed, repairs, outside),
    }
    return report


def _found(
    found: Inspection,
    listed: Sequence[Region],
    repairs: Sequence[RegionRepair],
    outside: OutsideCount,
) -> dict[str, Any]:
    """What was found and repaired, as plain values."""
    return {
        "score": found.score,
        "flagged_fraction": found.flagged_fraction,
        "regions": [
            {"number": r.number, "box": list(r.box), "score": r.score, "sentence": r.sentence}
            for r in listed
        ],
        "repairs": [
            {
                "region": one.region.number,
                "accepted": one.result.accepted,
                "method": one.result.method,
                "score_before": one.result.score_before,
                "score_after": one.result.score_after,
                "sentence": one.result.sentence,
                "proof": one.result.proof_sentence,
            }
            for one in repairs
        ],
        "outside_changed_px": outside.changed_px,
        "outside_total_px": outside.total_px,
    }
