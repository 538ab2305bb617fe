"""The studio: every operation by name, with the models that ship.

Importing this module costs nothing: torch comes in with the first operation, in the thread that
asks for it. One studio serves one thread at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from engine.errors import OutOfMemory
from engine.imaging.photo import Photo, freeze
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import AnomalyMap, Evaluation, Inspection, RepairResult
from engine.progress import Progress
from engine.resources import resource_path
from engine.styles import StylePreset, StyleSource

if TYPE_CHECKING:
    from engine.models.stylenet import StyleTensors
    from engine.operations.inspect import Inspector
    from engine.operations.rendering import TileRenderer

T = TypeVar("T")

GENERATOR, DISCRIMINATOR = "stylenet-v1", "discriminator-v1"


class Studio:
    """Loads the shipped models on first use and runs the operations with them.

    device: "auto", "cpu", "cuda" or "mps". models_dir: where the bundles lie, by default those
    that ship. memory_budget_mb bounds what one tile may take.
    """

    def __init__(
        self, device: str = "auto", models_dir: Path | None = None, memory_budget_mb: int = 1024
    ) -> None:
        self._device = device
        self._models_dir = models_dir or resource_path("models")
        self._budget_mb = float(memory_budget_mb)
        self._runtime: Any = None
        self._bundles: dict[str, Any] = {}
        self._preset_codes: dict[str, StyleTensors] = {}
        # Weak: a code must not keep a large picture in memory.
        self._picture_codes: WeakKeyDictionary[Photo, StyleTensors] = WeakKeyDictionary()

    # -- what it runs on

    def device_sentence(self) -> str:
        """Device, threads and number format, such as "CPU, 2 threads, bfloat16"."""
        return self._chosen_runtime().sentence()

    def _chosen_runtime(self) -> Any:
        if self._runtime is None:
            from engine.models.device import choose_runtime

            self._runtime = choose_runtime(self._device)
        return self._runtime

    def _bundle(self, model_id: str) -> Any:
        if model_id not in self._bundles:
            from engine.models.bundles import load_bundle

            device = self._chosen_runtime().device
            self._bundles[model_id] = load_bundle(self._models_dir / model_id, device)
        return self._bundles[model_id]

    def _renderer(self) -> TileRenderer:
        from engine.operations.rendering import TileRenderer, tile_side

        bundle = self._bundle(GENERATOR)
        return TileRenderer(bundle.network, self._chosen_runtime(), tile_side(self._budget_mb))

    def _inspector(self) -> Inspector:
        from engine.operations.inspect import Inspector

        return Inspector(self._bundle(DISCRIMINATOR), self._chosen_runtime())

    def _code(self, style: StyleSource) -> StyleTensors:
        """The code of a style, remembered: presets by id, pictures as long as they live."""
        from engine.operations.transfer import style_picture

        codes: Any = self._picture_codes
        key: Any = style
        if isinstance(style, StylePreset):
            codes, key = self._preset_codes, style.id
        code = codes.get(key)
        if code is None:
            photo = style if isinstance(style, Photo) else _read(style.image_path)
            code = codes[key] = self._renderer().encode_style(style_picture(_srgb(photo)))
        return code

    def _bounded(self, work: Callable[[], T]) -> T:
        """Run work; where memory runs out, again in smaller tiles, then on the CPU.

        Raises OutOfMemory when nothing is left to try.
        """
        import cv2

        while True:
            try:
                return work()
            except (MemoryError, RuntimeError, cv2.error) as error:
                if not _ran_out_of_memory(error):
                    raise
                self._give_way(error)

    def _give_way(self, error: Exception) -> None:
        gc.collect()
        if self._budget_mb > 64:
            self._budget_mb /= 2
            return
        if self._chosen_runtime().device.type == "cpu":
            raise OutOfMemory(
                "There is not enough memory for this picture; close other programs or make the "
                "picture smaller."
            ) from error
        self._device, self._runtime, self._budget_mb = "cpu", None, 512.0
        self._bundles.clear()
        self._preset_codes.clear()
        self._picture_codes.clear()

    # -- operations

    def transfer(
        self,
        content: Photo,
        style: StyleSource,
        params: TransferParams,
        progress: Progress | None = None,
    ) -> Photo:
        """The photo in the style: same size, bit depth, alpha, profile and metadata."""
        from engine.imaging.colour import from_srgb
        from engine.operations.transfer import transfer

        progress = progress or Progress()
        progress.report(0.0, "Preparing")
        if params.strength == 0:
            # Not even a round trip through the colour profile may touch it.
            return content
        pixels = _srgb(content)

        def work() -> np.ndarray:
            return transfer(pixels, self._code(style), params, self._renderer(), progress)

        return content.with_pixels(from_srgb(self._bounded(work), content))

    def inspect(
        self,
        stylized: Photo,
        content: Photo | None,
        style: StyleSource | None,
        params: InspectParams,
        progress: Progress | None = None,
    ) -> Inspection:
        """Anomaly map and ranked regions; without content or style at lower confidence."""
        from engine.operations.inspect import inspect

        pixels = _srgb(stylized)
        photo = None if content is None else _srgb(content)

        def work() -> Inspection:
            return inspect(
                pixels,
                photo,
                None if style is None else self._code(style).vector,
                params,
                self._inspector(),
                progress,
            )

        return self._bounded(work)

    def reflag(self, anomaly: AnomalyMap, params: InspectParams) -> Inspection:
        """The regions of a map at another sensitivity, without another look at the picture."""
        from engine.operations.flagging import flag

        return flag(anomaly, params)

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
        """Mend the masked region; see engine.operations.repair. mask: float32 (H, W) in [0, 1]."""
        from engine.imaging.resample import resize
        from engine.operations.inspect import check_same_shape
        from engine.operations.repair import Scene, repair

        pixels = _srgb(stylized)
        photo = None
        if content is not None:
            photo = _srgb(content)
            check_same_shape(pixels, photo)
            photo = resize(photo, stylized.hw)

        def work() -> Any:
            code = None if style is None else self._code(style)
            vector = None if code is None else code.vector
            scene = Scene(pixels, photo, mask, code, vector, transfer_params)
            return repair(scene, params, self._renderer(), self._inspector(), progress)

        return _proven(stylized, mask, self._bounded(work))

    def evaluate(
        self,
        stylized: Photo,
        content: Photo,
        style: StyleSource | None,
        progress: Progress | None = None,
    ) -> Evaluation:
        """SSIM and MS-SSIM to the content, distance to the style, flagged part of the picture."""
        from engine.operations.evaluate import structure, style_distance
        from engine.operations.transfer import style_picture

        progress = progress or Progress()
        pixels = _srgb(stylized)
        progress.report(0.0, "Comparing with the photo")
        ssim, ms_ssim = structure(pixels, _srgb(content))
        distance = None
        if style is not None:
            progress.report(0.4, "Comparing with the style")
            ours = self._renderer().encode_style(style_picture(pixels))
            distance = style_distance(ours, self._code(style))
        found = self.inspect(stylized, content, style, InspectParams(), progress.sub(0.6, 1.0))
        return Evaluation(ssim, ms_ssim, distance, found.flagged_fraction)


def _read(path: Path) -> Photo:
    from engine.imaging.files import read_photo

    return read_photo(path)


def _srgb(photo: Photo) -> np.ndarray:
    from engine.imaging.colour import to_srgb

    return to_srgb(photo)


def _ran_out_of_memory(error: Exception) -> bool:
    if isinstance(error, MemoryError):
        return True
    text = str(error).lower()
    signs = ("out of memory", "can't allocate memory", "enough memory", "insufficient memory")
    return any(sign in text for sign in signs)


def _proven(stylized: Photo, mask: np.ndarray, mended: Any) -> RepairResult:
    """Composite in the picture's own encoding and count what changed outside the mask."""
    from engine.imaging.colour import from_srgb
    from engine.operations.compositing import prove
    from engine.operations.repair import settle

    top, left, bottom, right = mended.box
    before = stylized.pixels[top:bottom, left:right]
    patch = replace(stylized, pixels=freeze(before), alpha=None)
    after = settle(before, mended, lambda drawn: from_srgb(freeze(drawn), patch))
    proof = prove(stylized.pixels, after, mended.box, mask)
    return RepairResult(
        accepted=mended.after is not None,
        sentence=mended.sentence,
        box=mended.box,
        before=freeze(before),
        after=freeze(after),
        method=mended.method,
        score_before=mended.score_before,
        score_after=mended.score_after,
        outside_changed_px=proof.changed_px,
        outside_total_px=proof.total_px,
        sha256_outside_before=proof.sha256_before,
        sha256_outside_after=proof.sha256_after,
        proof_sentence=proof.sentence,
    )
