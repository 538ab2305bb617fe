"""Style codes: what the style encoder says of pictures, presets and mixes, made and remembered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, ref

import numpy as np
import torch
from torch import Tensor

from engine.errors import StyleError
from engine.imaging.colour import to_srgb
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.models.stylenet import StyleNet, StyleTensors
from engine.operations.rendering import TileRenderer
from engine.operations.style_pictures import style_picture
from engine.styles import (
    WHOLE,
    CarriedStyle,
    StyleCode,
    StyleCrop,
    StyleMix,
    StylePart,
    StylePreset,
    StyleSource,
    read_code,
)

MOST_REMEMBERED = 256

Key = TypeVar("Key", bound=Hashable)


def pack_code(style: StyleTensors, model_sha256: str) -> StyleCode:
    """The tensors of one style (a batch of 1) as the flat numbers of a code."""
    parts = [*style.means, *style.stds, style.vector]
    flat = torch.cat([part.detach().float().cpu().flatten() for part in parts])
    return StyleCode(flat.numpy().astype(np.float16), model_sha256)


def unpack_code(code: StyleCode, network: StyleNet, device: torch.device) -> StyleTensors:
    """The tensors of a code, float32 on ``device``; StyleError if it is not of this network."""
    config: Any = network.config
    widths = config["widths"]
    sizes = [*widths, *widths, config["vector"]]
    if len(code.numbers) != sum(sizes):
        raise StyleError("The code of this style is damaged; choose its picture again.")
    flat = torch.from_numpy(code.numbers.astype(np.float32)).to(device)
    parts: list[Tensor] = [part[None] for part in flat.split(sizes)]
    levels = len(widths)
    return StyleTensors(parts[:levels], parts[levels : 2 * levels], parts[-1])


def mix_codes(codes: Sequence[StyleTensors], weights: Sequence[float]) -> StyleTensors:
    """Several styles in one; the weights sum up to 1.

    Means and vectors are mixed linearly. Deviations are gains, and mixed as gains are, by their
    logarithms: in a linear mix the style with the loudest channel would drown the others at a
    weight at which it should hardly show.
    """
    if len(codes) == 1:
        return codes[0]

    def linear(parts: Iterable[Tensor]) -> Tensor:
        return torch.stack([w * part for w, part in zip(weights, parts, strict=True)]).sum(0)

    levels = range(len(codes[0].means))
    means = [linear(code.means[i] for code in codes) for i in levels]
    stds = [linear(code.stds[i].clamp_min(1e-6).log() for code in codes).exp() for i in levels]
    return StyleTensors(means, stds, linear(code.vector for code in codes))


def mean_code(codes: Sequence[StyleTensors]) -> StyleTensors:
    """The style that several have in common: all of them mixed in equal parts."""
    return mix_codes(codes, [1 / len(codes)] * len(codes))


class StyleCoder:
    """Codes of styles for one generator, remembered: presets, and pictures as long as they live.

    The same style in the same crop gives the very same tensors, as long as they are remembered.
    """

    def __init__(self) -> None:
        self._presets: dict[tuple[StylePreset, CarriedStyle | None, StyleCrop], StyleTensors] = {}
        # Weak: a code must not keep a large picture in memory.
        self._pictures: WeakKeyDictionary[Photo, dict[StyleCrop, StyleTensors]] = (
            WeakKeyDictionary()
        )
        self._mix: tuple[object, StyleTensors] | None = None

    def __len__(self) -> int:
        return len(self._presets) + len(self._pictures)

    def code_of(
        self, source: StyleSource, renderer: TileRenderer, model_sha256: str
    ) -> StyleTensors:
        """The code of a style for the generator whose weights have this hash.

        Raises StyleError or ImageFileError for a preset that has neither a code of this generator
        nor a picture, OptionError for a picture that is too small.
        """
        if not isinstance(source, StyleMix):
            return self._part(source, WHOLE, renderer, model_sha256)
        key = tuple(
            (_identity(p), weight) for p, weight in zip(source.parts, source.weights, strict=True)
        )
        if self._mix is not None and self._mix[0] == key:
            return self._mix[1]
        codes = [self._part(p.source, p.crop, renderer, model_sha256) for p in source.parts]
        mixed = mix_codes(codes, source.weights)
        self._mix = key, mixed
        return mixed

    def _part(
        self, source: Photo | StylePreset, crop: StyleCrop, renderer: TileRenderer, sha256: str
    ) -> StyleTensors:
        if isinstance(source, Photo):
            known = self._pictures.setdefault(source, {})
            return _remembered(known, crop, lambda: _encode([source], crop, renderer))
        key = _preset_key(source, crop)
        return _remembered(self._presets, key, lambda: _preset_code(source, crop, renderer, sha256))


def _identity(part: StylePart) -> tuple[object, CarriedStyle | None, StyleCrop]:
    source = part.source
    if isinstance(source, Photo):
        return ref(source), None, part.crop
    return _preset_key(source, part.crop)


def _preset_key(
    preset: StylePreset, crop: StyleCrop
) -> tuple[StylePreset, CarriedStyle | None, StyleCrop]:
    # What is carried is no part of a preset's equality, but of what it looks like.
    return preset, preset.carried, crop


def _remembered(
    known: dict[Key, StyleTensors], key: Key, make: Callable[[], StyleTensors]
) -> StyleTensors:
    if key not in known:
        made = make()
        while len(known) >= MOST_REMEMBERED:
            del known[next(iter(known))]
        known[key] = made
    return known[key]


def _encode(pictures: Sequence[Photo], crop: StyleCrop, renderer: TileRenderer) -> StyleTensors:
    codes = [renderer.encode_style(style_picture(to_srgb(p), crop)) for p in pictures]
    return mean_code(codes)


def encode_pictures(pictures: Sequence[Photo], renderer: TileRenderer) -> StyleTensors:
    """One code for a set of pictures, the mean of theirs; StyleError for an empty set."""
    if not pictures:
        raise StyleError("A style needs at least one picture; choose one.")
    return _encode(pictures, WHOLE, renderer)


def _preset_code(
    preset: StylePreset, crop: StyleCrop, renderer: TileRenderer, sha256: str
) -> StyleTensors:
    """From the preset's own code where it is of this generator, from its pictures otherwise."""
    carried = preset.carried
    if crop.is_whole:
        code = carried.code if carried is not None else None
        if code is None and preset.code_path is not None:
            code = read_code(preset.code_path)
        if code is not None and code.model_sha256 == sha256:
            assert isinstance(renderer.network, StyleNet)
            return unpack_code(code, renderer.network, renderer.runtime.device)
    pictures = list(carried.pictures) if carried is not None else []
    pictures = pictures or [read_photo(path) for path in preset.image_paths]
    if not pictures:
        reason = "is of another version" if crop.is_whole else "cannot be cropped"
        raise StyleError(
            f"The style “{preset.title}” {reason} and has no picture of its own; "
            "choose another one or add it again from a picture."
        )
    return _encode(pictures, crop, renderer)
