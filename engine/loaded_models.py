"""The models in use, and what is remembered between two calls of the studio.

Importing this module costs nothing: torch comes in with the first model that is asked for.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import OutOfMemory
from engine.resources import resource_path
from engine.styles import StylePreset, StyleSource

if TYPE_CHECKING:
    from engine.models.stylenet import StyleTensors
    from engine.operations.inspect import Inspector
    from engine.operations.own_generators import OwnGenerators
    from engine.operations.rendering import TileRenderer
    from engine.operations.renditions import Renditions
    from engine.operations.styling import Styling

T = TypeVar("T")

GENERATOR, DISCRIMINATOR, PERCEPTION = "stylenet-v1", "discriminator-v1", "perception-v1"
LEAST_BUDGET_MB = 64.0
CPU_BUDGET_MB = 512.0


class LoadedModels:
    """Loads the bundles on first use, on the chosen device; see `Studio` for the arguments."""

    def __init__(
        self, device: str, models_dir: Path | None, memory_budget_mb: float, number_format: str
    ) -> None:
        self.models_dir = models_dir or resource_path("models")
        self._device = device
        self._number_format = number_format
        self._budget_mb = memory_budget_mb
        self._runtime: Any = None
        self._bundles: dict[str, Any] = {}
        self._renderer: TileRenderer | None = None
        self._inspector: Inspector | None = None
        self._own_generators: OwnGenerators | None = None
        self._styling: Styling | None = None
        self._renditions: Renditions | None = None

    def runtime(self) -> Any:
        """Device and number format, see `engine.models.device`."""
        if self._runtime is None:
            from engine.models.device import choose_runtime

            self._runtime = choose_runtime(self._device, self._number_format)
        return self._runtime

    def bundle(self, model_id: str) -> Any:
        """The `ModelBundle` of this id; ModelError when it cannot be used."""
        if model_id not in self._bundles:
            from engine.models.bundles import load_bundle

            device = self.runtime().device
            self._bundles[model_id] = load_bundle(self.models_dir / model_id, device)
        return self._bundles[model_id]

    def renderer(self) -> TileRenderer:
        """Draws with StyleNet."""
        # Kept, since it prepares the weights of both encoders.
        if self._renderer is None:
            from engine.operations.rendering import TileRenderer, tile_side

            network, side_px = self.bundle(GENERATOR).network, tile_side(self._budget_mb)
            self._renderer = TileRenderer(network, self.runtime(), side_px)
        return self._renderer

    def inspector(self) -> Inspector:
        """Looks with the discriminator."""
        # Kept, since it prepares the weights.
        if self._inspector is None:
            from engine.operations.inspect import Inspector

            self._inspector = Inspector(self.bundle(DISCRIMINATOR), self.runtime())
        return self._inspector

    def styling(self) -> Styling:
        """What is remembered of styles and previews."""
        if self._styling is None:
            from engine.operations.styling import Styling

            self._styling = Styling(str(self.bundle(GENERATOR).manifest["sha256"]))
        return self._styling

    def renditions(self) -> Renditions:
        """What is remembered of transfers for their repairs."""
        if self._renditions is None:
            from engine.operations.renditions import Renditions

            self._renditions = Renditions()
        return self._renditions

    def code(self, style: StyleSource) -> StyleTensors:
        """What StyleNet sees of a style; by this the discriminator judges whoever drew it."""
        return self.styling().code(style, self.renderer())

    def drawing(self, style: StyleSource) -> tuple[StyleTensors, TileRenderer]:
        """What draws a style: StyleNet with its code, or a generator of the style's own."""
        from engine.operations.own_generators import has_own_generator

        if not has_own_generator(style):
            return self.code(style), self.renderer()
        assert isinstance(style, StylePreset)
        renderer = self._own().renderer(style)
        return renderer.own_style(), renderer

    def _own(self) -> OwnGenerators:
        if self._own_generators is None:
            from engine.operations.own_generators import OwnGenerators

            sha256 = str(self.bundle(GENERATOR).manifest["sha256"])
            self._own_generators = OwnGenerators(self.renderer(), sha256, self.code)
        return self._own_generators

    def bounded(self, work: Callable[[], T]) -> T:
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
        # They are as large and where they are because of what is given up now.
        self._renderer = self._own_generators = self._inspector = None
        # What is remembered of whole pictures takes memory, too.
        if self._styling is not None:
            self._styling.forget_pictures()
        if self._renditions is not None:
            self._renditions.forget()
        gc.collect()
        if self._budget_mb > LEAST_BUDGET_MB:
            self._budget_mb /= 2
            return
        if self.runtime().device.type == "cpu":
            raise OutOfMemory(
                "There is not enough memory for this picture; close other programs or make the "
                "picture smaller."
            ) from error
        self._device, self._runtime, self._budget_mb = "cpu", None, CPU_BUDGET_MB
        self._bundles.clear()
        self._styling = None


def _ran_out_of_memory(error: Exception) -> bool:
    if isinstance(error, MemoryError):
        return True
    text = str(error).lower()
    signs = ("out of memory", "can't allocate memory", "enough memory", "insufficient memory")
    return any(sign in text for sign in signs)
