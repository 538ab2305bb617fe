"""Styles with a generator of their own: collections (CycleGAN) and adapted styles."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from engine.errors import ModelError
from engine.models.bundles import load_bundle
from engine.models.device import Runtime, channels_last
from engine.models.fixed_style import FixedStyleNet
from engine.models.style_models import CHANGES, StyleModel, parse_style_model, restore
from engine.models.stylenet import StyleNet
from engine.operations.rendering import TileRenderer
from engine.operations.style_codes import unpack_code
from engine.styles import CarriedStyle, StyleCode, StylePreset, StyleSource

# A generator is 8 MB, and its baked weights as much again.
MOST_KEPT = 4

Key = tuple[StylePreset, CarriedStyle | None]


def has_own_generator(style: StyleSource | None) -> bool:
    """Whether another generator than StyleNet draws this style."""
    return isinstance(style, StylePreset) and style.family != "stylenet"


def load_own_generator(
    preset: StylePreset, base: StyleNet, base_sha256: str, runtime: Runtime
) -> FixedStyleNet:
    """The generator of a preset that has its own, on the runtime's device.

    base: StyleNet, which adapted styles change. Raises ModelError when the generator is missing,
    damaged, or was made for other weights of StyleNet.
    """
    path, carried = preset.model_path, preset.carried
    if carried is not None and carried.model is not None:
        content = carried.model
    elif path is None:
        raise ModelError(f"The style “{preset.title}” has lost its generator; add it again.")
    elif path.is_dir():
        network = load_bundle(path, runtime.device).network
        if not isinstance(network, FixedStyleNet):
            raise ModelError(
                f"The model “{path.name}” draws no single style; install Kintsugi again."
            )
        return network
    else:
        try:
            content = path.read_bytes()
        except OSError as error:
            if preset.own:
                raise ModelError(
                    f"The generator of the style “{preset.title}” is missing; add the style again."
                ) from error
            raise ModelError(
                f"The generator of the style “{preset.title}” is missing; install Kintsugi again."
            ) from error
    model = parse_style_model(content, preset.title)
    begun = None
    if model.architecture == CHANGES:
        begun = _begun(model, preset, base, base_sha256, runtime)
    network = restore(model, preset.title, begun).to(runtime.device)
    channels_last(network)
    return network


def _begun(
    model: StyleModel, preset: StylePreset, base: StyleNet, base_sha256: str, runtime: Runtime
) -> FixedStyleNet:
    if model.base_sha256 != base_sha256:
        raise ModelError(
            f"The style “{preset.title}” was adapted with another version of Kintsugi; "
            "adapt it again with this one."
        )
    numbers = model.code.half().numpy().astype(np.float16)
    code = unpack_code(StyleCode(numbers, base_sha256), base, runtime.device)
    return FixedStyleNet.of_style(base, code)


@dataclass
class OwnGenerators:
    """The renderers of the last few such styles.

    make: brings a preset's generator; side_px: of a tile, see `tile_side`.
    """

    make: Callable[[StylePreset], FixedStyleNet]
    runtime: Runtime
    side_px: int
    _kept: OrderedDict[Key, TileRenderer] = field(default_factory=OrderedDict)

    def renderer(self, preset: StylePreset) -> TileRenderer:
        """Draws in this style; ModelError as `load_own_generator` has it."""
        # What is carried is no part of a preset's equality.
        key = preset, preset.carried
        if key not in self._kept:
            while len(self._kept) >= MOST_KEPT:
                self._kept.popitem(last=False)
            self._kept[key] = TileRenderer(self.make(preset), self.runtime, self.side_px)
        self._kept.move_to_end(key)
        return self._kept[key]
