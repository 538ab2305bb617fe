"""A studio of tiny numpy operations, so that the window is tested without networks."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from engine.adaptation import AdaptReport
from engine.errors import ModelError
from engine.imaging.masks import mask_box
from engine.imaging.photo import Photo, freeze
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import (
    AnomalyMap,
    Evaluation,
    GeneratorFacts,
    Inspection,
    Region,
    RepairAlternative,
    RepairResult,
)
from engine.own_styles import add_own_style
from engine.progress import Progress
from engine.styles import CarriedStyle, StyleCode, StylePreset

FLAW = (250, 10, 250)
# Where the fake transfer goes wrong, as fractions of the picture, with the score of each place.
FLAWS = (((0.15, 0.20, 0.27, 0.32), 0.92), ((0.55, 0.60, 0.65, 0.72), 0.75),
         ((0.70, 0.10, 0.78, 0.18), 0.55))  # fmt: skip


class FakeStudio:
    """Deterministic and quick: the transfer swaps channels and plants flaws of a known colour;
    the inspection finds exactly those; the repair paints them over.

    `gate`: clear it to hold every operation until the test sets it. `fail_with`: raised instead.
    """

    def __init__(self, steps: int = 4, step_s: float = 0.0) -> None:
        self.steps = steps
        self.step_s = step_s
        self.gate = threading.Event()
        self.gate.set()
        self.fail_with: Exception | None = None
        self.refuse_repair = False
        self.repair_params: RepairParams | None = None
        self.calls: list[str] = []
        self.regions: list[np.ndarray | None] = []
        self.previewed: list[tuple[object, TransferParams]] = []
        self.thumbnail_batches: list[list[object]] = []
        self.preview_gate, self.thumbnail_gate = threading.Event(), threading.Event()
        self.preview_gate.set()
        self.thumbnail_gate.set()
        self.adapt_permits: threading.Semaphore | None = None
        """Where it is set, every step of an adaptation takes one."""
        self.threads: set[str] = set()

    def device_sentence(self) -> str:
        self._called("device_sentence")
        return "CPU, 2 threads, float32"

    def devices(self) -> tuple[str, ...]:
        self._called("devices")
        return ("cpu",)

    def transfer(self, content, style, params: TransferParams, progress=None, region=None) -> Photo:
        self._called("transfer")
        self.regions.append(region)
        self._work(progress, "Painting")
        swapped = content.pixels[..., [1, 2, 0]].astype(np.float32)
        if getattr(style, "family", "stylenet") == "adapted":
            swapped = np.iinfo(content.pixels.dtype).max - swapped
        mixed = content.pixels * (1 - params.strength) + swapped * params.strength
        pixels = np.rint(mixed).astype(content.pixels.dtype)
        for box, _score in self._flaw_boxes(content.hw):
            pixels[box] = self._flaw_colour(pixels.dtype)
        if region is not None:
            kept = np.rint(content.pixels + (pixels.astype(float) - content.pixels)
                           * region[..., None])  # fmt: skip
            pixels = kept.astype(content.pixels.dtype)
        return content.with_pixels(freeze(pixels))

    def preview(self, content, style, params: TransferParams, longest_px=512, progress=None):
        """The transfer without flaws, every second pixel of it."""
        self._called("preview")
        self.previewed.append((style, params))
        while not self.preview_gate.wait(0.005):
            (progress or Progress()).check()
        small = content.pixels[::2, ::2]
        swapped = small[..., [1, 2, 0]].astype(np.float32)
        mixed = small * (1 - params.strength) + swapped * params.strength
        scale = 257 if content.bit_depth == 16 else 1
        return np.rint(mixed / scale).astype(np.uint8)

    def thumbnails(self, content, styles, side_px=96, progress=None):
        """Flat tiles: red counts the calls, green is the mean of the photo."""
        self.thumbnail_batches.append(list(styles))
        for index, style in enumerate(styles):
            (progress or Progress()).report(index / len(styles))
            while not self.thumbnail_gate.wait(0.005):
                (progress or Progress()).check()
            if getattr(style, "title", "") == "Broken":
                continue
            level = (len(self.thumbnail_batches) % 256, int(content.pixels.mean()) % 256, 9)
            yield index, np.full((side_px, side_px, 3), level, np.uint8)

    def encode_own_style(self, pictures) -> StyleCode:
        self._called("encode_own_style")
        means = np.array([photo.pixels.mean((0, 1)) for photo in pictures])
        return StyleCode(means.mean(0).astype(np.float16), "0" * 64)

    def add_own_style(self, folder, title, pictures, progress=None) -> StylePreset:
        code = self.encode_own_style(pictures)
        return add_own_style(folder, title, pictures, code, pictures[0].pixels[:64, :64])

    def inspect(self, stylized, content, style, params: InspectParams, progress=None) -> Inspection:
        self._called("inspect")
        self._work(progress, "Looking")
        values = np.full(stylized.hw, 0.03, np.float32)
        flawed = (stylized.pixels == self._flaw_colour(stylized.pixels.dtype)).all(axis=2)
        for box, score in self._flaw_boxes(stylized.hw):
            values[box] = np.where(flawed[box], np.float32(score), values[box])
        confidence = "full" if style is not None else "no style"
        self._confidence = confidence
        return self.reflag(AnomalyMap(freeze(values), "fake"), params)

    def reflag(self, anomaly: AnomalyMap, params: InspectParams) -> Inspection:
        self.calls.append("reflag")
        threshold = 1.0 - params.sensitivity
        regions = []
        for box, _score in self._flaw_boxes(anomaly.hw):
            part = anomaly.values[box]
            inside = part > threshold
            if inside.any():
                rows, columns = box
                regions.append(Region(
                    len(regions) + 1, (rows.start, columns.start, rows.stop, columns.stop),
                    int(inside.sum()), float(part.max()), "blotch",
                    "A flat patch of a colour that neither photo nor style has.",
                    inside.astype(np.uint8),
                ))  # fmt: skip
        flagged = float((anomaly.values > threshold).mean())
        score = max((region.score for region in regions), default=0.02)
        return Inspection(anomaly, tuple(regions), score, flagged, threshold, "full")

    def repair(
        self, stylized, content, style, mask, params: RepairParams, transfer_params, progress=None
    ) -> RepairResult:
        self._called("repair")
        self.repair_params = params
        self._work(progress, "Repairing")
        box = mask_box(mask)
        top, left, bottom, right = box
        before = stylized.pixels[top:bottom, left:right]
        inside = mask[top:bottom, left:right, None] > 0
        swapped = content.pixels[top:bottom, left:right][..., [1, 2, 0]]
        after = np.where(inside, swapped, before).astype(before.dtype)
        outside = stylized.pixels[mask == 0]
        digest = hashlib.sha256(outside.tobytes()).hexdigest()
        total = int((mask == 0).sum())
        accepted = not self.refuse_repair
        sentence = (
            "Repaired."
            if accepted
            else (
                "No candidate looked better than what is there, so the picture was left as it is."
            )
        )
        proof = f"0 of {total:,} pixels outside the mask changed."
        return RepairResult(
            accepted=accepted, sentence=sentence, box=box, before=freeze(before.copy()),
            after=freeze(after), method="restyle", score_before=0.9, score_after=0.1,
            outside_changed_px=0, outside_total_px=total, sha256_outside_before=digest,
            sha256_outside_after=digest, proof_sentence=proof,
            alternatives=self._alternatives(before, after, inside) if accepted else (),
        )  # fmt: skip

    @staticmethod
    def _alternatives(before, after, inside) -> tuple[RepairAlternative, ...]:
        """The way that is taken, and two runners-up of one colour each."""
        ways = [RepairAlternative("restyle", freeze(after), 0.1, "Repaired.")]
        for method, level, score in (("heal", 60, 0.2), ("calm", 120, 0.3)):
            flat = np.where(inside, before.dtype.type(level), before)
            ways.append(RepairAlternative(method, freeze(flat), score, f"Repaired by {method}."))
        return tuple(ways)

    def open_gates(self) -> None:
        for gate in (self.gate, self.preview_gate, self.thumbnail_gate):
            gate.set()

    def evaluate(
        self,
        stylized,
        content,
        style,
        progress=None,
        inspect_params=InspectParams(),  # noqa: B008
    ) -> Evaluation:
        """SSIM is 0.5 for a picture with flaws and nears 1 as they are repaired."""
        self._called("evaluate")
        self._work(progress, "Measuring")
        flawed = (stylized.pixels == self._flaw_colour(stylized.pixels.dtype)).all(axis=2).mean()
        ssim = 0.5 if stylized.pixels is not content.pixels else 1.0
        flagged = None if inspect_params is None else float(flawed)
        distance = None if style is None else 0.25
        return Evaluation(ssim, 1.0 - float(flawed), distance, flagged)

    def style_distance(self, picture, style) -> float:
        self._called("style_distance")
        return 0.75

    def generator_facts(self, style) -> GeneratorFacts:
        self._called("generator_facts")
        if getattr(style, "title", "") == "Broken":
            raise ModelError("The style “Broken” has lost its generator; add it again.")
        return GeneratorFacts("stylenet", 1_250_000)

    def before_adapting(self, style):
        return style

    def adapt(
        self, content, style, params, transfer_params, on_report, switch, progress=None
    ) -> StylePreset:
        """Five steps an epoch; the losses fall and the previews turn into the negative."""
        self._called("adapt")
        progress = progress or Progress()
        steps = 5 * params.epochs
        plain = content.pixels[::2, ::2].astype(np.float32)
        done = 0
        while done < steps and self._may_adapt(switch, progress):
            done += 1
            share = done / steps
            progress.report(share, "Adapting")
            preview = np.rint(plain * (1 - share) + (255 - plain) * share).astype(np.uint8)
            on_report(AdaptReport(
                done, steps, 1 + (done - 1) // 5, params.epochs, 2.0 - share, 1.0 - 2 * share,
                1 - 0.3 * share, 1 + 0.06 * share, freeze(preview),
            ))  # fmt: skip
        model = save({"steps": np.array([done])}, {"kintsugi": '{"architecture": "changes"}'})
        carried = CarriedStyle((content,), self.encode_own_style([content]), None, model)
        return StylePreset(
            "", "Adapted", "", "", "", None, Path(), own=True, carried=carried, family="adapted"
        )

    def _may_adapt(self, switch, progress: Progress) -> bool:
        """Waits for a permit and for the end of a pause; false when it was stopped."""
        permits = self.adapt_permits
        while permits is not None and not permits.acquire(timeout=0.005):
            progress.check()
            if switch.stopped:
                return False
        while not switch.wait(0.005):
            progress.check()
        progress.check()
        return not switch.stopped

    def manifests(self) -> dict[str, dict[str, object]]:
        return {
            role: {"id": f"fake-{role}", "version": 1, "sha256": "a" * 64}
            for role in ("generator", "discriminator")
        }

    def _called(self, name: str) -> None:
        self.calls.append(name)
        self.threads.add(threading.current_thread().name)
        if self.fail_with is not None and name != "device_sentence":
            raise self.fail_with

    def _work(self, progress: Progress | None, message: str) -> None:
        progress = progress or Progress()
        for step in range(self.steps):
            progress.report(step / self.steps, message)
            while not self.gate.wait(0.005):
                progress.check()
            if self.step_s:
                time.sleep(self.step_s)
        progress.report(1.0, message)

    @staticmethod
    def _flaw_colour(dtype) -> np.ndarray:
        return np.array(FLAW, np.uint16).astype(dtype) * (257 if dtype == np.uint16 else 1)

    @staticmethod
    def _flaw_boxes(hw):
        height, width = hw
        for (top, left, bottom, right), score in FLAWS:
            yield np.s_[int(top * height) : int(bottom * height),
                        int(left * width) : int(right * width)], score  # fmt: skip


def make_pixels(height: int = 120, width: int = 160) -> np.ndarray:
    """A smooth picture in which every channel differs."""
    y, x = np.mgrid[0:height, 0:width]
    channels = [x * 255 / width, y * 255 / height, (x + y) * 255 / (width + height)]
    return np.stack(channels, axis=2).astype(np.uint8)
