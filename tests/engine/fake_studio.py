"""A studio without networks, for tests of what is built around the studio.

It is simple but not empty: pure red pixels are the fault that it finds, and repairing them works.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save
from scipy.ndimage import find_objects, label

from engine.adaptation import AdaptReport, AdaptSwitch
from engine.imaging.masks import mask_box
from engine.imaging.photo import Photo, freeze, set_depth
from engine.operations.params import AdaptParams, InspectParams, RepairParams, TransferParams
from engine.operations.results import (
    AnomalyMap,
    Evaluation,
    GeneratorFacts,
    Inspection,
    Region,
    RepairAlternative,
    RepairResult,
)
from engine.progress import Progress
from engine.styles import CarriedStyle, StyleCode, StylePreset, StyleSource, add_own_style

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
        region: np.ndarray | None = None,
    ) -> Photo:
        self.calls.append(("transfer", content, style, params))
        if region is not None:
            self.calls.append(("region", region))
        progress = progress or Progress()
        for step in range(5):
            progress.report(step / 5, "Painting")
        full_scale = np.iinfo(content.pixels.dtype).max
        pixels = full_scale - content.pixels
        # Two faults of different size, so that the demo has something to find.
        pixels[10:20, 10:30] = RED
        pixels[40:44, 50:60] = RED
        return content.with_pixels(freeze(pixels))

    def preview(
        self,
        content: Photo,
        style: StyleSource,
        params: TransferParams,
        longest_px: int = 512,
        progress: Progress | None = None,
    ) -> np.ndarray:
        self.calls.append(("preview", content, style, params))
        step = -(-max(content.hw) // longest_px)
        return set_depth(255 - set_depth(content.pixels, 8)[::step, ::step], 8)

    def thumbnails(
        self,
        content: Photo,
        styles: Sequence[StyleSource],
        side_px: int = 96,
        progress: Progress | None = None,
    ) -> Iterator[tuple[int, np.ndarray]]:
        self.calls.append(("thumbnails", content, tuple(styles)))
        for index in range(len(styles)):
            (progress or Progress()).report(index / len(styles))
            yield index, np.full((side_px, side_px, 3), 40 + index, np.uint8)

    def encode_own_style(self, pictures: Sequence[Photo]) -> StyleCode:
        self.calls.append(("encode_own_style", tuple(pictures)))
        mean = np.mean([picture.pixels.mean() for picture in pictures])
        return StyleCode(np.full(8, mean, np.float16), "fake")

    def add_own_style(
        self,
        folder: Path,
        title: str,
        pictures: Sequence[Photo],
        progress: Progress | None = None,
    ) -> StylePreset:
        code = self.encode_own_style(pictures)
        thumbnail = np.full((128, 128, 3), 99, np.uint8)
        return add_own_style(folder, title, pictures, code, thumbnail)

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
        black = np.where(wrong[..., None], before.dtype.type(1), before)
        ways = [(params.method, after, "Painted it grey."), ("other", black, "Painted it black.")]
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
            alternatives=() if self.refuses else tuple(
                RepairAlternative(method, pixels, 0.1, sentence)
                for method, pixels, sentence in ways
            ),
        )  # fmt: skip

    def evaluate(
        self,
        stylized: Photo,
        content: Photo,
        style: StyleSource | None,
        progress: Progress | None = None,
        inspect_params: InspectParams | None = InspectParams(),  # noqa: B008 - frozen
    ) -> Evaluation:
        self.calls.append(("evaluate", stylized, content, style))
        (progress or Progress()).report(0.5, "Measuring")
        flagged = None if inspect_params is None else 0.0625
        return Evaluation(0.5, 0.25, None if style is None else 0.125, flagged)

    def style_distance(self, picture: Photo, style: StyleSource) -> float:
        self.calls.append(("style_distance", picture, style))
        return 0.5

    def generator_facts(self, style: StyleSource) -> GeneratorFacts:
        self.calls.append(("generator_facts", style))
        own = isinstance(style, StylePreset) and style.family != "stylenet"
        return GeneratorFacts("fixed-style", 900_000) if own else GeneratorFacts("stylenet", 10**6)

    def before_adapting(self, style: StyleSource) -> StyleSource:
        return style

    def adapt(
        self,
        content: Photo,
        style: StyleSource,
        params: AdaptParams,
        transfer_params: TransferParams,
        on_report: Callable[[AdaptReport], None],
        switch: AdaptSwitch,
        progress: Progress | None = None,
    ) -> StylePreset:
        self.calls.append(("adapt", content, style, params, transfer_params))
        progress, steps, step = progress or Progress(), 2 * params.epochs, 0
        while step < steps and not switch.stopped:
            while not switch.wait(0.005):
                progress.check()
            step += 1
            progress.report(step / steps, "Adapting")
            preview = np.full((8, 8, 3), 10 * step % 256, np.uint8) if step % 2 == 0 else None
            on_report(AdaptReport(
                step, steps, (step + 1) // 2, params.epochs, 1 / step, 2 / step,
                1 - 0.3 * step / steps, 1 + 0.05 * step / steps, preview,
            ))  # fmt: skip
        model = save({"steps": np.array([step])}, {"kintsugi": '{"architecture": "changes"}'})
        carried = CarriedStyle((content,), self.encode_own_style([content]), None, model)
        return StylePreset(
            "", "Adapted", "", "", "", None, Path(), own=True, carried=carried, family="adapted"
        )

    def manifests(self) -> dict[str, dict[str, object]]:
        return {
            role: {"id": f"fake-{role}", "version": 1, "sha256": "a" * 64, "config": {}}
            for role in ("generator", "discriminator")
        }
