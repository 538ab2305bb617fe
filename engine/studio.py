"""The studio: every operation by name, with the models that ship.

Importing this module costs nothing: torch comes in with the first operation, in the thread that
asks for it. One studio serves one thread at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine.adaptation import AdaptReport, AdaptSwitch
from engine.errors import KintsugiError, OptionError
from engine.imaging.photo import Photo, freeze
from engine.loaded_models import DISCRIMINATOR, GENERATOR, PERCEPTION, LoadedModels
from engine.operations.params import AdaptParams, InspectParams, RepairParams, TransferParams
from engine.operations.results import (
    AnomalyMap,
    Evaluation,
    GeneratorFacts,
    Inspection,
    RepairResult,
)
from engine.progress import Progress
from engine.styles import (
    CarriedStyle,
    StyleCode,
    StyleMix,
    StylePart,
    StylePreset,
    StyleSource,
    add_own_style,
)

_log = logging.getLogger(__name__)

THUMBNAIL_PX = 128
_AS_SHIPPED = InspectParams()


class Studio:
    """Loads the shipped models on first use and runs the operations with them.

    device: "auto", "cpu", "cuda" or "mps". models_dir: where the bundles lie, by default those
    that ship. memory_budget_mb bounds what one tile may take. number_format: "auto", "float32" or
    "bfloat16".
    """

    def __init__(
        self,
        device: str = "auto",
        models_dir: Path | None = None,
        memory_budget_mb: int = 1024,
        number_format: str = "auto",
    ) -> None:
        self._models = LoadedModels(device, models_dir, float(memory_budget_mb), number_format)

    # -- what it runs on

    def device_sentence(self) -> str:
        """Device, threads and number format, such as "CPU, 2 threads, bfloat16"."""
        return self._models.runtime().sentence()

    def devices(self) -> tuple[str, ...]:
        """The names of the devices that are there, the quickest first."""
        from engine.models.device import devices_found

        return devices_found()

    @property
    def models_dir(self) -> Path:
        """Where the bundles lie."""
        return self._models.models_dir

    # -- operations

    def transfer(
        self,
        content: Photo,
        style: StyleSource,
        params: TransferParams,
        progress: Progress | None = None,
        region: np.ndarray | None = None,
    ) -> Photo:
        """The photo in the style: same size, bit depth, alpha, profile and metadata.

        region: float32 (H, W) in [0, 1] where the style applies, None for everywhere; where it is
        0 the photo is left exactly as it is. OptionError for a region of another size.
        """
        from engine.imaging.colour import from_srgb
        from engine.operations.transfer import blend_region, transfer

        if region is not None and region.shape != content.hw:
            raise OptionError(
                "The region does not have the size of the photo; make it for this one."
            )
        progress = progress or Progress()
        progress.report(0.0, "Preparing")
        if params.strength == 0:
            # Not even a round trip through the colour profile may touch it.
            return content
        pixels = _srgb(content)

        def work() -> np.ndarray:
            code, renderer = self._models.drawing(style)
            return transfer(pixels, code, params, renderer, progress, region)

        drawn = from_srgb(self._models.bounded(work), content)
        if region is not None:
            drawn = freeze(blend_region(content.pixels, drawn, region))
        return content.with_pixels(drawn)

    def preview(
        self,
        content: Photo,
        style: StyleSource,
        params: TransferParams,
        longest_px: int = 512,
        progress: Progress | None = None,
    ) -> np.ndarray:
        """The transfer in small: uint8 (h, w, 3) sRGB, quick when only a parameter has changed.

        It is drawn at the working resolution of the export, so that both have the same strokes.
        """

        def work() -> np.ndarray:
            code, renderer = self._models.drawing(style)
            arguments = content, code, params, longest_px, renderer
            return self._models.styling().preview(*arguments, progress or Progress())

        return self._models.bounded(work)

    def thumbnails(
        self,
        content: Photo,
        styles: Sequence[StyleSource],
        side_px: int = 96,
        progress: Progress | None = None,
    ) -> Iterator[tuple[int, np.ndarray]]:
        """The middle of the photo in each style: (index, uint8 (side_px, side_px, 3) sRGB).

        A style that cannot be used is left out.
        """
        progress = progress or Progress()
        for index, style in enumerate(styles):
            progress.report(index / len(styles))
            shown = self._models.bounded(partial(self._thumbnail, content, style, side_px))
            if shown is not None:
                yield index, shown

    def _thumbnail(self, content: Photo, style: StyleSource, side_px: int) -> np.ndarray | None:
        try:
            code, renderer = self._models.drawing(style)
        except KintsugiError as error:
            _log.warning("no thumbnail: %s", error)
            return None
        return self._models.styling().thumbnail(content, code, side_px, renderer)

    def encode_own_style(self, pictures: Sequence[Photo]) -> StyleCode:
        """One code for a picture or a set of pictures; StyleError for an empty set."""
        return self._models.bounded(
            lambda: self._models.styling().packed(pictures, self._models.renderer())
        )

    def add_own_style(
        self,
        folder: Path,
        title: str,
        pictures: Sequence[Photo],
        progress: Progress | None = None,
    ) -> StylePreset:
        """Make a preset from pictures and store it in ``folder``; see `engine.styles`.

        Its thumbnail shows the sample photo of the demo, as those of the bundled styles do.
        """
        from engine.demo import sample_photo

        progress = progress or Progress()
        progress.report(0.0, "Learning the style")
        code = self.encode_own_style(pictures)
        carried = CarriedStyle(code=code)
        made = StylePreset("", title, "", "", "", None, Path(), own=True, carried=carried)
        (thumbnail,) = (shown for _, shown in self.thumbnails(sample_photo(), [made], THUMBNAIL_PX))
        progress.report(0.8, "Storing the style")
        return add_own_style(folder, title, pictures, code, thumbnail)

    def inspect(
        self,
        stylized: Photo,
        content: Photo | None,
        style: StyleSource | None,
        params: InspectParams,
        progress: Progress | None = None,
    ) -> Inspection:
        """Anomaly map and ranked regions; without content or style at lower confidence."""
        photo = None if content is None else _srgb(content)
        return self._inspect_srgb(_srgb(stylized), photo, style, params, progress)

    def _inspect_srgb(
        self,
        pixels: np.ndarray,
        photo: np.ndarray | None,
        style: StyleSource | None,
        params: InspectParams,
        progress: Progress | None,
    ) -> Inspection:
        from engine.operations.inspect import inspect

        def work() -> Inspection:
            return inspect(
                pixels,
                photo,
                None if style is None else self._models.code(style).vector,
                params,
                self._models.inspector(),
                progress,
            )

        return self._models.bounded(work)

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
        from engine.operations.inspect import check_same_shape
        from engine.operations.repair import Scene, repair

        renditions, photo = self._models.renditions(), None
        if content is not None:
            check_same_shape(stylized.pixels, content.pixels)
            photo = renditions.fitting(content, stylized.hw)

        def work() -> Any:
            code = vector = None
            renderer = self._models.renderer()
            if style is not None:
                vector = self._models.code(style).vector
                code, renderer = self._models.drawing(style)
            scene = Scene(stylized, photo, mask, code, vector, transfer_params, renditions)
            return repair(scene, params, renderer, self._models.inspector(), progress)

        return _proven(stylized, mask, self._models.bounded(work))

    def evaluate(
        self,
        stylized: Photo,
        content: Photo,
        style: StyleSource | None,
        progress: Progress | None = None,
        inspect_params: InspectParams | None = _AS_SHIPPED,
    ) -> Evaluation:
        """SSIM and MS-SSIM to the content, distance to the style, flagged part of the picture.

        inspect_params: what counts as flagged; None leaves the discriminator out, which is for
        callers that have its map already.
        """
        from engine.operations.evaluate import structure
        from engine.operations.inspect import check_large_enough

        progress = progress or Progress()
        progress.report(0.0, "Comparing with the photo")
        if style is not None or inspect_params is not None:
            check_large_enough(stylized.hw)
        pixels, photo = _srgb(stylized), _srgb(content)
        ssim, ms_ssim = structure(pixels, photo, progress.sub(0.0, 0.4))
        distance = None
        if style is not None:
            progress.report(0.4, "Comparing with the style")
            distance = self._style_distance(pixels, style)
        flagged = None
        if inspect_params is not None:
            found = self._inspect_srgb(pixels, photo, style, inspect_params, progress.sub(0.6, 1.0))
            flagged = found.flagged_fraction
        return Evaluation(ssim, ms_ssim, distance, flagged)

    def style_distance(self, picture: Photo, style: StyleSource) -> float:
        """How far the statistics of a picture are from those of a style; 0 is equal."""
        return self._style_distance(_srgb(picture), style)

    def _style_distance(self, pixels: np.ndarray, style: StyleSource) -> float:
        from engine.operations.evaluate import style_distance
        from engine.operations.style_pictures import style_picture

        def work() -> float:
            ours = self._models.renderer().encode_style(style_picture(pixels))
            return style_distance(ours, self._models.code(style))

        return self._models.bounded(work)

    def generator_facts(self, style: StyleSource) -> GeneratorFacts:
        """What draws this style, and how large it is; loads it if it is not loaded.

        Raises ModelError or StyleError for a style that cannot be used.
        """
        from engine.models.bundles import ARCHITECTURES

        network = self._models.bounded(lambda: self._models.drawing(style)[1].network)
        name = next(name for name, cls in ARCHITECTURES.items() if isinstance(network, cls))
        return GeneratorFacts(name, sum(one.numel() for one in network.parameters()))

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
        """Train the generator on this photo and style; see `engine.operations.adapting`.

        Returns the adapted style: an own preset without an id, which carries its generator.
        on_report is called in this thread. Raises Cancelled when progress is cancelled.
        """
        from engine.operations.adapting import Shipped, adapt

        progress, models = progress or Progress(), self._models

        def work() -> StylePreset:
            ids = GENERATOR, DISCRIMINATOR, PERCEPTION
            generator, discriminator, perception = (models.bundle(m).network for m in ids)
            sha256, runtime = models.styling().model_sha256, models.runtime()
            gain, offset = models.inspector().fit(photo_known=True)
            shipped = Shipped(generator, discriminator, perception, runtime, sha256, -offset / gain)
            code = models.code(style)
            return adapt(
                content, style, code, params, transfer_params, shipped, on_report, switch, progress
            )

        return models.bounded(work)

    def before_adapting(self, style: StyleSource) -> StyleSource:
        """The style as the first step of `adapt` finds it: one that has been adapted with these
        weights goes on where it was, any other begins as StyleNet draws it."""
        from engine.operations.own_generators import earlier_changes, has_own_generator

        if not has_own_generator(style):
            return style
        assert isinstance(style, StylePreset)
        sha256 = self._models.styling().model_sha256
        goes_on = earlier_changes(style, sha256) is not None
        return style if goes_on else StyleMix((StylePart(style),))

    def manifests(self) -> dict[str, dict[str, Any]]:
        """The manifests (see `ModelBundle`) of the models in use, by what they do."""
        models = {"generator": GENERATOR, "discriminator": DISCRIMINATOR}
        return {role: dict(self._models.bundle(model).manifest) for role, model in models.items()}


def _srgb(photo: Photo) -> np.ndarray:
    from engine.imaging.colour import to_srgb

    return to_srgb(photo)


def _proven(stylized: Photo, mask: np.ndarray, mended: Any) -> RepairResult:
    """Composite in the picture's own encoding and count what changed outside the mask."""
    from engine.operations.proving import prove_repair

    return prove_repair(stylized, mask, mended)
