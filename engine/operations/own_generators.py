"""Styles with a generator of their own: collections (CycleGAN) and adapted styles."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch

from engine.errors import ModelError
from engine.models.baked import DecoderMould
from engine.models.bundles import load_bundle
from engine.models.device import Runtime, channels_last
from engine.models.fixed_style import FixedStyleNet
from engine.models.style_models import CHANGES, StyleModel, parse_style_model, restore
from engine.models.stylenet import StyleNet, StyleTensors
from engine.operations.rendering import EncodedPicture, MouldedStyle, TileRenderer
from engine.operations.style_codes import unpack_code
from engine.styles import CarriedStyle, StyleCode, StylePreset, StyleSource

# A generator is 8 MB, and its baked weights as much again.
MOST_KEPT = 4

Key = tuple[StylePreset, CarriedStyle | None]


def has_own_generator(style: StyleSource | None) -> bool:
    """Whether another generator than StyleNet draws this style."""
    return isinstance(style, StylePreset) and style.family != "stylenet"


def earlier_changes(style: StyleSource, base_sha256: str) -> StyleModel | None:
    """What an adapted style changes about StyleNet with these weights; None for any other style.

    Raises ModelError when its generator is missing or damaged.
    """
    if not isinstance(style, StylePreset) or style.family != "adapted":
        return None
    model = parse_style_model(_content(style), style.title)
    fits = model.architecture == CHANGES and model.base_sha256 == base_sha256
    return model if fits else None


def code_of_changes(
    model: StyleModel, base: StyleNet, base_sha256: str, runtime: Runtime
) -> StyleTensors:
    """The code of the style that the changes of an adapted one begin with."""
    numbers = model.code.half().numpy().astype(np.float16)
    return unpack_code(StyleCode(numbers, base_sha256), base, runtime.device)


def _carried_model(preset: StylePreset) -> bytes | None:
    return None if preset.carried is None else preset.carried.model


def _content(preset: StylePreset) -> bytes:
    """The file of a preset's generator; ModelError where it cannot be had."""
    carried, path = _carried_model(preset), preset.model_path
    if carried is not None:
        return carried
    if path is None:
        raise ModelError(f"The style “{preset.title}” has lost its generator; add it again.")
    try:
        return path.read_bytes()
    except OSError as error:
        if preset.own:
            raise ModelError(
                f"The generator of the style “{preset.title}” is missing; add the style again."
            ) from error
        raise ModelError(
            f"The generator of the style “{preset.title}” is missing; install Kintsugi again."
        ) from error


class AdaptedRenderer(TileRenderer):
    """Draws in an adapted style.

    What was learned on one photo are changes to what StyleNet is for the style there. On another
    photo StyleNet is to be asked for another code (see `Feedback`), by what the changed generator
    makes of that photo.
    """

    @torch.inference_mode()
    def __init__(
        self,
        network: FixedStyleNet,
        begun: FixedStyleNet,
        stylenet: TileRenderer,
        code: StyleTensors,
    ) -> None:
        """begun: what the network was before it learned. code: of the style itself."""
        super().__init__(network, stylenet.runtime, stylenet.side_px)
        self._stylenet, self._code = stylenet, code
        before = dict(begun.decoder.named_parameters())
        self._changes = {
            name: learned - before[name] for name, learned in network.decoder.named_parameters()
        }

    def corrected(self, glances: list[EncodedPicture], style: StyleTensors) -> StyleTensors:
        return self._stylenet.corrected_by(glances, self._code, self._changed)

    def _changed(self, asked: StyleTensors) -> MouldedStyle:
        assert isinstance(self._stylenet.network, StyleNet)
        network = FixedStyleNet.of_style(self._stylenet.network, asked)
        for name, parameter in network.decoder.named_parameters():
            parameter.add_(self._changes[name])
        mould = DecoderMould(network, self.runtime.dtype)
        return MouldedStyle(**vars(network.style()), mould=mould)


@dataclass
class OwnGenerators:
    """The renderers of the last few such styles.

    stylenet: what adapted styles change; stylenet_sha256: of its weights. code: what it sees of a
    style.
    """

    stylenet: TileRenderer
    stylenet_sha256: str
    code: Callable[[StylePreset], StyleTensors]
    _kept: OrderedDict[Key, TileRenderer] = field(default_factory=OrderedDict)

    def renderer(self, preset: StylePreset) -> TileRenderer:
        """Draws in this style.

        Raises ModelError when its generator is missing, damaged, or was made for other weights of
        StyleNet.
        """
        # What is carried is no part of a preset's equality.
        key = preset, preset.carried
        if key not in self._kept:
            while len(self._kept) >= MOST_KEPT:
                self._kept.popitem(last=False)
            self._kept[key] = self._made(preset)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _made(self, preset: StylePreset) -> TileRenderer:
        runtime, side_px = self.stylenet.runtime, self.stylenet.side_px
        path = preset.model_path
        if _carried_model(preset) is None and path is not None and path.is_dir():
            network = load_bundle(path, runtime.device).network
            if not isinstance(network, FixedStyleNet):
                raise ModelError(
                    f"The model “{path.name}” draws no single style; install Kintsugi again."
                )
            return TileRenderer(network, runtime, side_px)
        model = parse_style_model(_content(preset), preset.title)
        begun = self._begun(model, preset) if model.architecture == CHANGES else None
        network = restore(model, preset.title, copy.deepcopy(begun)).to(runtime.device)
        channels_last(network)
        if begun is None:
            return TileRenderer(network, runtime, side_px)
        return AdaptedRenderer(network, begun, self.stylenet, self.code(preset))

    def _begun(self, model: StyleModel, preset: StylePreset) -> FixedStyleNet:
        """What StyleNet was for the style of these changes before they were learned."""
        if model.base_sha256 != self.stylenet_sha256:
            raise ModelError(
                f"The style “{preset.title}” was adapted with another version of Kintsugi; "
                "adapt it again with this one."
            )
        base, runtime = self.stylenet.network, self.stylenet.runtime
        assert isinstance(base, StyleNet)
        code = code_of_changes(model, base, self.stylenet_sha256, runtime)
        return FixedStyleNet.of_style(base, code)
