"""Refine: work a repaired place over until the discriminator has no objection.

A short optimisation through both networks. What changes are the generator's features of the place
and its broad tones, not single pixels: what is added is always something that the generator can
paint, so that the discriminator is persuaded rather than fooled. For the same reason it looks at
the place mirrored and shifted, another way at every step (Athalye et al., "Synthesizing Robust
Adversarial Examples", ICML 2018, turned around).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.imaging.masks import expand_box
from engine.imaging.resample import enlarge_box, resize
from engine.imaging.tensors import to_tensor
from engine.models.discriminator import SIZE_MULTIPLE
from engine.models.fixed_style import FixedStyleNet
from engine.models.stylenet import LEVELS, StyleNet, spatial_statistics
from engine.operations.inspect import Inspector
from engine.operations.places import Place
from engine.operations.rendering import TileRenderer
from engine.progress import Progress

# Inspected pixels around the region that take part.
CONTEXT_PX = 48
# Steps are bounded by their number and by the pixels that all of them look at together.
MOST_STEPS, LEAST_STEPS = 36, 6
PIXELS_IN_ALL = 4_000_000
# Nothing changes by more than this.
LARGEST_CHANGE = 0.2
FEATURE_RATE, TONE_RATE = 0.06, 0.012
TONE_CELL_PX = 8
SHIFT_PX = 8
# What counts beside the anomaly: the place stays what it is, looks like its surroundings, and
# changes no more than it has to.
CONTENT_WEIGHT, STYLE_WEIGHT, CHANGE_WEIGHT = 1.0, 0.3, 2.0


@dataclass
class Refinement:
    """A change to a place, float32 (h, w, 3) of its box, to be added where the mask is."""

    change: np.ndarray
    steps: int


def refine(
    start: np.ndarray,
    alpha: np.ndarray,
    place: Place,
    vector: Tensor | None,
    renderer: TileRenderer,
    inspector: Inspector,
    progress: Progress,
    most_steps: int = MOST_STEPS,
) -> Refinement:
    """Find a change to `start` that lowers the anomaly.

    start: float32 (h, w, 3) of the place's box, a repair that is to be improved, or the picture as
    it is. alpha: float32 (h, w), how much of a change shows. vector: what the discriminator is
    told of the style, or None. most_steps: fewer change less. Raises Cancelled between steps.
    """
    work = _Work(start, alpha, place, vector, renderer, inspector)
    steps = int(np.clip(PIXELS_IN_ALL / work.pixels, LEAST_STEPS, most_steps))
    rng = np.random.default_rng(0)
    with torch.enable_grad():
        for step in range(steps):
            progress.report(step / steps, "Refining")
            work.step(rng, 1.0 - 0.8 * step / steps)
    progress.report(1.0)
    return Refinement(work.change(), steps)


class _Work:
    """The tensors of one refinement, at the size at which pictures are inspected."""

    def __init__(
        self,
        start: np.ndarray,
        alpha: np.ndarray,
        place: Place,
        vector: Tensor | None,
        renderer: TileRenderer,
        inspector: Inspector,
    ) -> None:
        self._place, self._inspector, self._vector = place, inspector, vector
        self._network: StyleNet | FixedStyleNet = renderer.network
        self._runtime = renderer.runtime
        scale = place.inspected_scale
        self._outer = expand_box(place.box, round(CONTEXT_PX / scale), place.mask.shape)
        top, left, bottom, right = self._outer
        size = tuple(
            max(SIZE_MULTIPLE, round(side * scale / SIZE_MULTIPLE) * SIZE_MULTIPLE)
            for side in (bottom - top, right - left)
        )
        self._size = size[0], size[1]
        window = place.cut(place.stylized, self._outer).copy()
        shown = np.zeros(window.shape[:2], np.float32)
        y, x = place.box[0] - top, place.box[1] - left
        inner = np.s_[y : y + start.shape[0], x : x + start.shape[1]]
        window[inner], shown[inner] = start, alpha
        device = self._runtime.device

        def small(picture: np.ndarray) -> Tensor:
            return to_tensor(np.clip(resize(picture, self._size), 0, 1), device)

        self._start = small(window)
        self._mask = small(np.repeat(shown[..., None], 3, 2))[:, :1]
        healthy = place.cut(place.healthy, self._outer).astype(np.float32)
        self._healthy = small(np.repeat(healthy[..., None], 3, 2))[:, :1]
        self._content = None
        if place.content is not None:
            self._content = small(place.cut(place.content, self._outer))
        self._prepare()

    @property
    def pixels(self) -> int:
        """How many pixels each step looks at."""
        return self._size[0] * self._size[1]

    @torch.no_grad()
    def _prepare(self) -> None:
        network = self._network
        with self._runtime.autocast():
            photo = self._start if self._content is None else self._content
            self._features = [level.float() for level in network.encode_content(photo)]
            self._statistics = [spatial_statistics(level) for level in self._features]
            self._code = network.encode_style(self._start)
            begin = network.decode(self._features, self._statistics, self._code)
            levels = network.encode_content(self._start)
        self._begin = begin.float()
        self._kept = F.instance_norm(levels[-1].float())
        self._wanted = [
            _moments(level, self._healthy, stride) if bool((self._healthy > 0.9).any()) else None
            for level, stride in zip(levels, LEVELS, strict=True)
        ]
        spreads = [std[:, :, None, None] for _, std in self._statistics]
        self._spreads = spreads[1:]
        self._shifts = [torch.zeros_like(level) for level in self._features[1:]]
        cells = tuple(max(2, side // TONE_CELL_PX) for side in self._size)
        self._tones = torch.zeros(1, 3, *cells, device=self._start.device)
        variables = [*self._shifts, self._tones]
        for variable in variables:
            variable.requires_grad_(True)
        self._optimizer = torch.optim.Adam(
            [
                {"params": self._shifts, "lr": FEATURE_RATE},
                {"params": [self._tones], "lr": TONE_RATE},
            ],
            betas=(0.8, 0.98),
        )
        self._rates = [group["lr"] for group in self._optimizer.param_groups]

    def _changed(self) -> Tensor:
        """The change so far, before the mask."""
        moved = [self._features[0]] + [
            level + shift * spread
            for level, shift, spread in zip(
                self._features[1:], self._shifts, self._spreads, strict=True
            )
        ]
        drawn = self._network.decode(moved, self._statistics, self._code).float()
        tones = F.interpolate(self._tones, self._size, mode="bilinear", align_corners=False)
        return LARGEST_CHANGE * torch.tanh((drawn - self._begin + tones) / LARGEST_CHANGE)

    def step(self, rng: np.random.Generator, rate: float) -> None:
        """One step downhill, as far as `rate` of the full step."""
        for group, full in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = full * rate
        self._optimizer.zero_grad()
        with self._runtime.autocast():
            change = self._changed()
            picture = (self._start + self._mask * change).clamp(0, 1)
            loss = self._objection(picture, rng) + self._drift(picture)
        loss = loss + CHANGE_WEIGHT * (self._mask * change.square()).sum() / self._area / 3
        loss.backward()
        self._optimizer.step()

    @property
    def _area(self) -> Tensor:
        return self._mask.sum().clamp_min(1e-3)

    def _objection(self, picture: Tensor, rng: np.random.Generator) -> Tensor:
        """What the discriminator says inside, seen in a way of its own each time."""
        axes = [axis for axis in (2, 3) if rng.random() < 0.5]
        shift = [int(v) for v in rng.integers(0, SHIFT_PX, 2)]

        def seen(plane: Tensor) -> Tensor:
            plane = plane.flip(axes) if axes else plane
            return F.pad(plane, (shift[1], SIZE_MULTIPLE - shift[1], shift[0],
                                 SIZE_MULTIPLE - shift[0]), mode="replicate")  # fmt: skip

        content = None if self._content is None else seen(self._content)
        found = self._inspector.bundle.network(seen(picture), content, self._vector)
        gain, offset = self._inspector.fit(content is not None)
        logits = gain * found.anomaly_logits.float() + offset
        weights = F.interpolate(seen(self._mask), logits.shape[2:], mode="area")
        return (F.softplus(logits) * weights).sum() / weights.sum().clamp_min(1e-3)

    def _drift(self, picture: Tensor) -> Tensor:
        """How far the place has left what it shows, and what its surroundings look like."""
        levels = self._network.encode_content(picture)
        inside = F.interpolate(self._mask, self._kept.shape[2:], mode="area")
        moved = (F.instance_norm(levels[-1].float()) - self._kept).square().mean(1, keepdim=True)
        loss = CONTENT_WEIGHT * (moved * inside).sum() / inside.sum().clamp_min(1e-3)
        for level, stride, wanted in zip(levels, LEVELS, self._wanted, strict=True):
            if wanted is None:
                continue
            mean, std = _moments(level, self._mask, stride)
            off = ((mean - wanted[0]) / wanted[1]).square() + (std / wanted[1]).log().square()
            loss = loss + STYLE_WEIGHT / len(LEVELS) * off.mean()
        return loss

    @torch.no_grad()
    def change(self) -> np.ndarray:
        """float32 (h, w, 3) of the place's box."""
        with self._runtime.autocast():
            small = self._changed()[0].permute(1, 2, 0).float().cpu().numpy()
        place, outer = self._place, self._outer
        box = tuple(edge - outer[i % 2] for i, edge in enumerate(place.box))
        hw = outer[2] - outer[0], outer[3] - outer[1]
        return enlarge_box(np.ascontiguousarray(small), hw, (box[0], box[1], box[2], box[3]))


def _moments(level: Tensor, mask: Tensor, stride: int) -> tuple[Tensor, Tensor]:
    """Mean and deviation of a level inside a mask, (1, C) each."""
    values, share = level.float(), F.avg_pool2d(mask, stride)
    total = share.sum().clamp_min(1e-3)
    mean = (values * share).sum((2, 3)) / total
    square = ((values - mean[:, :, None, None]).square() * share).sum((2, 3)) / total
    return mean, (square + 1e-4).sqrt()
