"""Repair: mend one region, keep the style, touch nothing else.

Candidates for the region are drawn in several ways, fitted to their surroundings, and judged by
the discriminator and by the seam they would leave; the best one has to beat leaving it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from torch import Tensor

from engine.errors import OptionError
from engine.imaging.masks import expand_box, mask_box
from engine.imaging.resample import blur, resize
from engine.imaging.tensors import as_float, quantize
from engine.models.stylenet import StyleTensors
from engine.operations.compositing import membrane, seam_strength, soft_alpha
from engine.operations.healing import heal_sources
from engine.operations.inspect import Inspector, inspection_size, resize_map
from engine.operations.params import RepairParams, TransferParams
from engine.operations.rendering import TileRenderer
from engine.operations.results import Box
from engine.operations.transfer import prepare_rendition
from engine.progress import Progress

# Auto must lower the anomaly by this much; a method chosen by hand may raise it by no more.
WORTHWHILE = 0.03
TOLERATED = 0.03
# A seam is a fault of its own: its excess over the surroundings' gradient counts against it.
SEAM_WEIGHT = 0.15
# A candidate that no eye can tell from what is there is no candidate.
INVISIBLE = 1.5 / 255
CONTEXT_PX = 96
# A calmed region keeps the tones that are broader than this part of its shorter side.
BROAD_TONES = 12
# The edge of the region is met on a frame of this share of its longer side, and of 4 pixels.
FRAME = 1 / 32


@dataclass(frozen=True)
class Scene:
    """What a repair works on, all of one size. Pictures are uint8 or uint16 sRGB (H, W, 3).

    code: the style, or None. vector: what the discriminator is told of the style, or None.
    """

    stylized: np.ndarray
    content: np.ndarray | None
    mask: np.ndarray
    code: StyleTensors | None
    vector: Tensor | None
    transfer_params: TransferParams


@dataclass(frozen=True)
class Mended:
    """The outcome. after: float32 (h, w, 3) of box; alpha: float32 (h, w), 0 outside the mask."""

    box: Box
    after: np.ndarray | None
    alpha: np.ndarray
    method: str
    score_before: float
    score_after: float
    sentence: str


@dataclass(frozen=True)
class _Judged:
    method: str
    picture: np.ndarray
    anomaly: float
    cost: float


def repair(
    scene: Scene,
    params: RepairParams,
    renderer: TileRenderer,
    inspector: Inspector,
    progress: Progress | None = None,
) -> Mended:
    """Mend the masked region of a scene.

    Raises OptionError for an empty mask, a mask of another size, or a method that needs a photo
    where there is none.
    """
    progress = progress or Progress()
    if scene.mask.shape != scene.stylized.shape[:2]:
        raise OptionError("The mask does not have the size of the picture; make it for this one.")
    box = mask_box(scene.mask)
    if box is None:
        raise OptionError("The mask is empty; brush over the place to repair first.")
    if scene.content is None and params.method in ("restyle", "calm"):
        raise OptionError(
            f"The method “{params.method}” needs the content photo; open it, or choose heal."
        )
    top, left, bottom, right = box
    alpha = soft_alpha(_surrounded(scene.mask, box), params.feather)[1:-1, 1:-1]
    judge = _Judge(scene, box, inspector)
    before = judge.look(None)
    original = as_float(scene.stylized[top:bottom, left:right])
    margin = max(4, round(FRAME * max(bottom - top, right - left)))
    frame = expand_box(box, margin, scene.mask.shape)
    framed = as_float(scene.stylized[frame[0] : frame[2], frame[1] : frame[3]])
    framed_mask = scene.mask[frame[0] : frame[2], frame[1] : frame[3]]
    within = np.s_[top - frame[0] : bottom - frame[0], left - frame[1] : right - frame[1]]
    best: _Judged | None = None
    for method, picture in _candidates(scene, frame, params, renderer, progress.sub(0.0, 0.9)):
        fitted = np.clip(membrane(picture, framed, framed_mask)[within], 0, 1)
        blended = original + alpha[..., None] * (fitted - original)
        if np.abs(blended - original).mean() < INVISIBLE * alpha.mean():
            continue
        judged = judge.look(blended, method)
        if best is None or judged.cost < best.cost:
            best = judged
    progress.report(1.0, "Repaired")
    return _decide(best, before, box, alpha, params)


def _surrounded(mask: np.ndarray, box: Box) -> np.ndarray:
    """The mask in its box and one pixel around; continued past the picture's border."""
    top, left, bottom, right = box
    outer = expand_box(box, 1, mask.shape)
    cut = mask[outer[0] : outer[2], outer[1] : outer[3]]
    missing = (
        (outer[0] - top + 1, bottom + 1 - outer[2]),
        (outer[1] - left + 1, right + 1 - outer[3]),
    )
    return np.pad(cut, missing, mode="edge")


def _decide(
    best: _Judged | None, before: _Judged, box: Box, alpha: np.ndarray, params: RepairParams
) -> Mended:
    chosen_by_hand = params.method != "auto"
    if best is None:
        sentence = "Nothing was changed: no way of mending this place makes a visible difference."
    elif chosen_by_hand and best.anomaly > before.anomaly + TOLERATED:
        sentence = f"Nothing was changed: {best.method} would look worse than what is there."
    elif not chosen_by_hand and best.cost > before.cost - WORTHWHILE:
        sentence = (
            "Nothing was changed: nothing looks wrong here; choose a method to redo it anyway."
            if before.anomaly < 0.1
            else "Nothing was changed: no candidate is better than leaving it."
        )
    else:
        sentence = (
            f"Repaired with {best.method}: anomaly from {before.anomaly:.2f} to {best.anomaly:.2f}."
        )
        return Mended(box, best.picture, alpha, best.method, before.anomaly, best.anomaly, sentence)
    return Mended(box, None, alpha, params.method, before.anomaly, before.anomaly, sentence)


class _Judge:
    """Looks at the region in its context, at the scale at which pictures are inspected."""

    def __init__(self, scene: Scene, box: Box, inspector: Inspector) -> None:
        hw = scene.stylized.shape[:2]
        self._inspector, self._scene, self._box = inspector, scene, box
        self._scale = inspection_size(hw)[0] / hw[0]
        self._outer = expand_box(box, round(CONTEXT_PX / self._scale), hw)
        top, left, bottom, right = self._outer
        self._size = tuple(
            max(8, round(side * self._scale)) for side in (bottom - top, right - left)
        )
        window = np.s_[top:bottom, left:right]
        self._native = as_float(scene.stylized[window])
        self._content = None
        if scene.content is not None:
            self._content = as_float(resize(scene.content[window], self._size))
        weights = resize((scene.mask[window] > 0).astype(np.float32), self._size)
        self._weights = np.clip(weights, 0, 1)

    def look(self, blended: np.ndarray | None, method: str = "") -> _Judged:
        """The verdict on the picture with `blended` in the box; None: on the picture as it is."""
        picture = self._native
        if blended is not None:
            picture = picture.copy()
            y, x = self._box[0] - self._outer[0], self._box[1] - self._outer[1]
            picture[y : y + blended.shape[0], x : x + blended.shape[1]] = blended
        small = np.clip(resize(picture, self._size), 0, 1)
        values, _, _ = self._inspector.verdict(small, self._content, self._scene.vector)
        enlarged = resize_map(values, self._size, self._size)
        weights = self._weights if self._weights.any() else np.ones_like(self._weights)
        anomaly = float((enlarged * weights).sum() / weights.sum())
        seam = seam_strength(small, self._weights > 0.5)
        cost = anomaly + SEAM_WEIGHT * max(0.0, seam - 1.2)
        return _Judged(method, blended if blended is not None else picture, anomaly, cost)


def _candidates(
    scene: Scene, box: Box, params: RepairParams, renderer: TileRenderer, progress: Progress
) -> Iterator[tuple[str, np.ndarray]]:
    """(method, float32 (h, w, 3) of the box) for every way the method allows."""
    wanted = ("restyle", "calm", "heal") if params.method == "auto" else (params.method,)
    if scene.content is not None:
        code = scene.code
        if code is None:
            # A picture made elsewhere is itself the best example of its style.
            code = renderer.encode_style(as_float(resize(scene.stylized, _code_size(scene))))
        variants = [v for v in _variants(scene.transfer_params) if v[0] in wanted]
        statistics = None
        for i, (method, varied) in enumerate(variants):
            begin, end = (0.9 * k / len(variants) for k in (i, i + 1))
            progress.report(begin, f"Trying {method}")
            part = progress.sub(begin, end)
            rendition = prepare_rendition(scene.content, code, varied, renderer, part, statistics)
            statistics = statistics or rendition.statistics
            drawn = rendition.draw_box(box)
            if method == "calm":
                drawn = _in_colours_of(
                    drawn, as_float(scene.stylized[box[0] : box[2], box[1] : box[3]])
                )
            yield method, drawn
    if "heal" in wanted:
        progress.report(0.9, "Trying heal")
        for top, left, bottom, right in heal_sources(
            scene.stylized, scene.content, scene.mask, box
        ):
            yield "heal", as_float(scene.stylized[top:bottom, left:right])


def _in_colours_of(drawn: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Detail of the one, broad tones of the other: with less style the photo's own colours would
    come back, and bleed."""
    sigma = max(2.0, min(drawn.shape[:2]) / BROAD_TONES)
    return np.clip(drawn + blur(picture - drawn, sigma), 0, 1)


def _code_size(scene: Scene) -> tuple[int, int]:
    height, width = scene.stylized.shape[:2]
    scale = min(1.0, 320 / min(height, width))
    return max(32, round(height * scale)), max(32, round(width * scale))


def _variants(params: TransferParams) -> list[tuple[str, TransferParams]]:
    """The transfer again, finer, and gentler."""
    strength = params.strength if params.strength > 0 else 1.0
    base = replace(params, strength=strength)
    finer = max(0.25, params.stroke_size * 0.6)
    return [
        ("restyle", base),
        ("restyle", replace(base, stroke_size=finer)),
        ("restyle", replace(base, strength=0.75 * strength)),
        ("calm", replace(base, strength=0.5 * strength)),
        ("calm", replace(base, strength=0.5 * strength, stroke_size=finer)),
        ("calm", replace(base, strength=0.25 * strength)),
    ]


def settle(
    before: np.ndarray,
    mended: Mended,
    encode: Callable[[np.ndarray], np.ndarray] = lambda drawn: drawn,
) -> np.ndarray:
    """The pixels of the box after the repair; those that the mask does not cover are `before`.

    before: uint8 or uint16 (h, w, 3) in the picture's own encoding; encode: from sRGB to that.
    """
    if mended.after is None:
        return before
    after = encode(quantize(mended.after, before.dtype))
    return np.where(mended.alpha[..., None] > 0, after, before)
