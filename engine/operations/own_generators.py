"""Styles with a generator of their own: collections (CycleGAN) and adapted styles."""

from __future__ import annotations

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


def load_own_generator(
    preset: StylePreset, base: StyleNet, base_sha256: str, runtime: Runtime
) -> FixedStyleNet:
    """The generator of a preset that has its own, on the runtime's device.

    base: StyleNet, which adapted styles change. Raises ModelError when the generator is missing,
    damaged, or was made for other weights of StyleNet.
    """
    path = preset.model_path
    if _carried_model(preset) is None and path is not None and path.is_dir():
        network = load_bundle(path, runtime.device).network
        if not isinstance(network, FixedStyleNet):
            raise ModelError(
                f"The model “{path.name}” draws no single style; install Kintsugi again."
            )
        return network
    model = parse_style_model(_content(preset), preset.title)
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
    return FixedStyleNet.of_style(base, code_of_changes(model, base, base_sha256, runtime))


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
        stylenet: TileRenderer,
        begun: StyleTensors,
        code: StyleTensors,
    ) -> None:
        """begun: the code that the changes were learned on. code: of the style itself."""
        super().__init__(network, stylenet.runtime, stylenet.side_px)
        assert isinstance(stylenet.network, StyleNet)
        self._stylenet, self._base, self._code = stylenet, stylenet.network, code
        before = dict(FixedStyleNet.of_style(self._base, begun).decoder.named_parameters())
        self._changes = {
            name: learned - before[name] for name, learned in network.decoder.named_parameters()
        }

    @torch.inference_mode()
    def corrected(self, glances: list[EncodedPicture], style: StyleTensors) -> StyleTensors:
        asked = self._code
        for glance in glances:
            found = self._stylenet.seen(self._drawn(glance, self._changed(asked), (0, 0)))
            asked = self._base.feedback(self._code, asked, found)
        return self._changed(asked)

    def _changed(self, asked: StyleTensors) -> MouldedStyle:
        network = FixedStyleNet.of_style(self._base, asked)
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
        """Draws in this style; ModelError as `load_own_generator` has it."""
        # What is carried is no part of a preset's equality.
        key = preset, preset.carried
        if key not in self._kept:
            while len(self._kept) >= MOST_KEPT:
                self._kept.popitem(last=False)
            self._kept[key] = self._made(preset)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _made(self, preset: StylePreset) -> TileRenderer:
        base, sha256, runtime = self.stylenet.network, self.stylenet_sha256, self.stylenet.runtime
        assert isinstance(base, StyleNet)
        network = load_own_generator(preset, base, sha256, runtime)
        changes = earlier_changes(preset, sha256)
        if changes is None:
            return TileRenderer(network, runtime, self.stylenet.side_px)
        begun = code_of_changes(changes, base, sha256, runtime)
        return AdaptedRenderer(network, self.stylenet, begun, self.code(preset))
