"""What an export writes: the picture, what lies beside it, and its receipt. Runs in jobs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.document import Document
from engine.imaging.photo import Photo, freeze
from engine.operations.params import InspectParams
from engine.operations.results import Inspection
from engine.progress import Progress
from engine.receipt import Receipt, ReceiptSources, make_receipt
from gui.export_choice import ExportChoice
from gui.new_folder import make_folder

if TYPE_CHECKING:
    from engine.studio import Studio


@dataclass(frozen=True, eq=False)
class ExportSources:
    """Snapshots of what goes into the files; `inspection` and `receipt` may still be missing."""

    photo: Photo
    asked: ReceiptSources | None
    inspect_params: InspectParams
    inspection: Inspection | None = None
    mask_levels: np.ndarray | None = None
    receipt: Receipt | None = None

    def needs_studio(self, choice: ExportChoice) -> bool:
        """Whether `measure` has something to do first, in the engine thread."""
        needs_map = (choice.heatmap or choice.anomaly) and self.inspection is None
        return needs_map or (choice.receipt and self.receipt is None)


def sources_of(
    document: Document, choice: ExportChoice, inspect_params: InspectParams
) -> ExportSources | None:
    """The snapshots for an export of what the document shows now, None without a result."""
    if document.stylized is None:
        return None
    return ExportSources(
        document.stylized,
        ReceiptSources.of(document),
        inspect_params,
        document.inspection if document.inspection_is_current else None,
        document.mask_levels.copy() if choice.mask else None,
    )


def measure(
    studio: Studio, sources: ExportSources, choice: ExportChoice, progress: Progress
) -> ExportSources:
    """Fill in what only the studio knows. Engine thread; raises what the studio raises."""
    asked = sources.asked
    if asked is None:
        return sources
    if (choice.heatmap or choice.anomaly) and sources.inspection is None:
        found = studio.inspect(
            sources.photo, asked.content, asked.style, sources.inspect_params,
            progress.sub(0.0, 0.3),
        )  # fmt: skip
        sources = replace(sources, inspection=found)
    if choice.receipt:
        sources = replace(sources, receipt=make_receipt(studio, asked, progress.sub(0.3, 1.0)))
    return sources


def write_export(
    sources: ExportSources, choice: ExportChoice, progress: Progress
) -> tuple[Path, ...]:
    """Write the picture and what was asked for beside it; returns the paths, the picture first.

    Each file appears whole or not at all. Raises ImageFileError with a sentence, Cancelled between
    the files.
    """
    from engine.imaging.files import check_target, write_photo
    from engine.imaging.scaling import scale_photo
    from engine.receipt import write_with_receipt

    make_folder(choice.path.parent)
    for path in choice.targets:
        check_target(path)
    progress.check()
    hw = choice.resize.target_hw(sources.photo.hw)
    photo = scale_photo(sources.photo, hw)
    progress.report(0.3)
    written = [choice.path]
    if choice.receipt and sources.receipt is not None:
        written.append(write_with_receipt(photo, choice.path, choice.options, sources.receipt))
    else:
        write_photo(photo, choice.path, choice.options)
    progress.report(0.7)
    for extra, make in (("heatmap", _heatmap), ("anomaly", _anomaly), ("mask", _mask)):
        if getattr(choice, extra):
            path = choice.extra_path(extra)
            if make(sources, hw, path):
                written.append(path)
            progress.check()
    return tuple(written)


def _heatmap(sources: ExportSources, hw: tuple[int, int], path: Path) -> bool:
    """The heatmap over the picture with numbered outlines, 8 bit, at the size of the export."""
    from engine.imaging.colour import to_srgb
    from engine.imaging.files import write_photo
    from engine.imaging.scaling import scale_photo
    from engine.operations.heatmap import draw_regions, overlay

    if sources.inspection is None:
        return False
    shown = overlay(to_srgb(sources.photo), sources.inspection.anomaly)
    drawn = Photo(freeze(draw_regions(shown, sources.inspection.regions)))
    write_photo(scale_photo(drawn, hw), path)
    return True


def _anomaly(sources: ExportSources, hw: tuple[int, int], path: Path) -> bool:
    """The map as 16-bit grey, 65535 = 1, at the size of the export."""
    from engine.imaging.files import write_array
    from engine.imaging.scaling import resample

    if sources.inspection is None:
        return False
    values = np.rint(np.clip(sources.inspection.anomaly.values, 0, 1) * 65535).astype(np.uint16)
    write_array(path, values if values.shape == hw else resample(values, hw))
    return True


def _mask(sources: ExportSources, hw: tuple[int, int], path: Path) -> bool:
    """The mask as 8-bit grey, white = to be repaired, at the size of the export."""
    from engine.imaging.files import write_array
    from engine.imaging.scaling import resample

    levels = sources.mask_levels
    if levels is None:
        return False
    write_array(path, levels if levels.shape == hw else resample(levels, hw))
    return True
