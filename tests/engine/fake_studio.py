"""A studio without networks, for tests of what is built around the studio.

It is simple but not empty: pure red pixels are the fault that it finds, and repairing them works.
"""

from __future__ import annotations

import hashlib

import numpy as np
from scipy.ndimage import find_objects, label

from engine.imaging.masks import mask_box
from engine.imaging.photo import Photo, freeze
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import AnomalyMap, Evaluation, Inspection, Region, RepairResult
from engine.progress import Progress
from engine.styles import StyleSource

RED = (255, 0, 0)


def is_red(pixels: np.ndarray) -> np.ndarray:
    return (pixels == RED).all(axis=-1)


class FakeStudio:
    """Speaks like `engine.studio.Studio`; remembers in ``calls`` what it was asked."""

    def __init__(self, device: str = "auto", refuses: bool = False) -> None:
        self.device = device
        self.refuses = refuses
        self.calls: list[tuple[object, ...]] = []

    def device_sentence(self) -> str:
        return f"pretended {self.device}"

    def transfer(
        self,
        content: Photo,
        style: StyleSource,
        params: TransferParams,
        progress: Progress | None = None,
    ) -> Photo:
        self.calls.append(("transfer", content, style, params))
        progress = progress or Progress()
        for step in range(5):
            progress.report(step / 5, "Painting")
        full_scale = np.iinfo(content.pixels.dtype).max
        pixels = full_scale - content.pixels
        # Two faults of different size, so that the demo has something to find.
        pixels[10:20, 10:30] = RED
        pixels[40:44, 50:60] = RED
        return content.with_pixels(freeze(pixels))

    def inspect(
        self,
        stylized: Photo,
        content: Photo | None,
        style: StyleSource | None,
        params: InspectParams,
        progress: Progress | None = None,
    ) -> Inspection:
        self.calls.append(("inspect", stylized, content, style, params))
        (progress or Progress()).report(0.5, "Looking")
        values = np.where(is_red(stylized.pixels), np.float32(0.9), np.float32(0.1))
        confidence = "full" if content and style else "no style" if content else "no content"
        return self._flag(AnomalyMap(freeze(values), "fake"), confidence)

    def reflag(self, anomaly: AnomalyMap, params: InspectParams) -> Inspection:
        self.calls.append(("reflag", params))
        return self._flag(anomaly, "full")

    def _flag(self, anomaly: AnomalyMap, confidence: str) -> Inspection:
        flagged = anomaly.values > 0.5
        labels, _ = label(flagged)
        found = []
        for index, (rows, columns) in enumerate(find_objects(labels), start=1):
            mask = (labels[rows, columns] == index).astype(np.uint8)
            found.append(((rows.start, columns.start, rows.stop, columns.stop), mask))
        found.sort(key=lambda item: -int(item[1].sum()))
        regions = tuple(
            Region(number, box, int(mask.sum()), 0.9, None, "A red patch.", mask)
            for number, (box, mask) in enumerate(found, start=1)
        )
        score = 0.8 if regions else 0.05
        return Inspection(anomaly, regions, score, float(flagged.mean()), 0.5, confidence)

    def repair(
        self,
        stylized: Photo,
        content: Photo | None,
        style: StyleSource | None,
        mask: np.ndarray,
        params: RepairParams,
        transfer_params: TransferParams,
        progress: Progress | None = None,
    ) -> RepairResult:
        self.calls.append(("repair", mask.copy(), params, transfer_params))
        (progress or Progress()).report(0.5, "Mending")
        box = mask_box(mask)
        assert box is not None
        top, left, bottom, right = box
        before = stylized.pixels[top:bottom, left:right]
        wrong = is_red(before) & (mask[top:bottom, left:right] > 0)
        after = np.where(wrong[..., None], before.dtype.type(99), before)
        outside = stylized.pixels[mask <= 0]
        digest = hashlib.sha256(outside.tobytes()).hexdigest()
        return RepairResult(
            accepted=not self.refuses,
            sentence="Refused." if self.refuses else "Painted it grey.",
            box=box,
            before=before.copy(),
            after=before.copy() if self.refuses else after,
            method=params.method,
            score_before=0.9,
            score_after=0.9 if self.refuses else 0.1,
            outside_changed_px=0,
            outside_total_px=len(outside),
            sha256_outside_before=digest,
            sha256_outside_after=digest,
            proof_sentence=f"0 of {len(outside)} pixels outside the mask changed.",
        )

    def evaluate(
        self,
        stylized: Photo,
        content: Photo,
        style: StyleSource | None,
        progress: Progress | None = None,
    ) -> Evaluation:
        self.calls.append(("evaluate", stylized, content, style))
        return Evaluation(0.5, 0.25, None if style is None else 0.125, 0.0625)
