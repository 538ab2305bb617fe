"""Candidates for a repair: every way of painting a place anew.

Restyle draws the photo again: as the whole picture was drawn, and from a crop of its own at a
higher working resolution, where the statistics are those of the healthy surroundings. Heal paints
from healthy pieces of the picture. Calm carries the photo's own detail over healthy tones, as
strong as the surroundings carry it. Restyle and Calm need the photo. Restored is what is drawn
towards calm, or towards healthy tones where there is no photo, only as far as the fault explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.imaging.luma import luma
from engine.imaging.masks import expand_box
from engine.imaging.resample import blur, fit_within, resize
from engine.imaging.tensors import pad_to_multiple, to_pixels, to_tensor
from engine.models.fixed_style import FixedStyleNet
from engine.models.stylenet import LEVELS, SIZE_MULTIPLE, StyleTensors
from engine.operations.healing import guides, heal
from engine.operations.params import TransferParams
from engine.operations.places import Place, inner
from engine.operations.rendering import BORDER_PX, Statistics, TileRenderer
from engine.operations.restoring import restore
from engine.operations.results import Box
from engine.operations.surroundings import bands
from engine.operations.transfer import WORKING_SHORT_PX, Rendition, keep_colors
from engine.progress import Progress

QUICK = ("restyle", "calm", "heal")
NEED_THE_PHOTO = ("restyle", "calm")

# A crop of its own reaches this many region sizes beyond the region, and at least these pixels of
# the working size; it is drawn at no more than this many pixels.
CROP_REACH = 0.75
LEAST_CROP_REACH_PX = 64
MOST_CROP_PIXELS = 512 * 512
# How much finer than the whole picture a crop of its own is drawn.
FINER = 2.0
# Root mean square difference up to which two drawings are the same but for rounding.
SAME = 0.02
LEAST_HEALTHY_PX = 50
PART_PX = 768
# Pixels from which the strength of detail is learned.
MOST_LEARNED = 20_000


@dataclass(frozen=True)
class Candidate:
    """One way of painting a place.

    picture: float32 (h, w, 3) of the place's frame. known: whether it is the transfer itself, which
    also drew the healthy surroundings: then it is not a guess. doubt: of what was restored, its
    expected mean square error; None for what was painted anew.
    """

    method: str
    picture: np.ndarray
    known: bool = False
    doubt: float | None = None


Again = Callable[[Progress], Rendition]


def draw_candidates(
    place: Place,
    wanted: Callable[[str], bool],
    code: StyleTensors | None,
    params: TransferParams,
    renderer: TileRenderer,
    again: Again | None,
    restoring: bool,
    progress: Progress,
) -> Iterator[Candidate]:
    """Every candidate of the methods that are wanted, the cheapest first.

    wanted: asked of a method before each of its candidates, and may change its mind. code: the
    style, None where it is not known. again: the transfer of the whole photo, None where there is
    no photo or no style. restoring: with what keeps all but the fault of what is there.
    """
    guess = filled(place)
    box = carried_box(place)
    if place.content is None and restoring:
        smooth = blur(place.cut(guess, box), _tone_sigma(place))
        yield from _restored("heal", place, smooth, box, progress)
    if place.content is not None:
        carried = carried_detail(place, guess, box)
        if restoring:
            yield from _restored("calm", place, carried, box, progress)
        np.copyto(place.cut(guess, box), carried, where=place.cut(place.broken, box)[..., None])
        if wanted("calm"):
            progress.report(0.0, "Trying calm")
            yield Candidate("calm", inner(carried, box, place.frame))
        if wanted("restyle") and again is not None:
            progress.report(0.05, "Trying restyle")
            rendition = again(progress.sub(0.05, 0.3))
            drawn = _drawn_in_parts(rendition, place.in_picture(place.frame), progress)
            drawn = resize(drawn, _size(place.frame))
            yield Candidate("restyle", drawn, _is_same(drawn, place))
        yield from _crops(place, wanted, code, params, renderer, guess, progress.sub(0.3, 0.5))
    if wanted("heal") and place.content is None:
        # Skies and other smooth places: the surroundings, continued.
        yield Candidate("heal", place.cut(guess))
    if wanted("heal"):
        for i, keep_tones in enumerate((False, True)):
            progress.report(0.5 + 0.25 * i, "Trying heal")
            known = guides(place.stylized, place.content, place.box, keep_tones)
            healed = heal(guess, known, place.broken, place.frame, progress.check)
            if healed is not None:
                yield Candidate("heal", healed)
    progress.report(1.0)


def _restored(
    method: str, place: Place, suggested: np.ndarray, box: Box, progress: Progress
) -> Iterator[Candidate]:
    progress.report(0.0, f"Trying {method}")
    found = restore(place, suggested, box, _tone_sigma(place), progress.check)
    if found is not None:
        yield Candidate(method, found.picture, doubt=found.doubt)


def _size(box: Box) -> tuple[int, int]:
    return box[2] - box[0], box[3] - box[1]


def _drawn_in_parts(rendition: Rendition, box: Box, progress: Progress) -> np.ndarray:
    """The box drawn part by part where it is large: memory is bounded by the part."""
    parts = [
        (top, left, min(top + PART_PX, box[2]), min(left + PART_PX, box[3]))
        for top in range(box[0], box[2], PART_PX)
        for left in range(box[1], box[3], PART_PX)
    ]
    drawn = np.empty((*_size(box), 3), np.float32)
    for part in parts:
        progress.check()
        inner(drawn, box, part)[:] = rendition.draw_box(part)
    return drawn


def _is_same(drawn: np.ndarray, place: Place) -> bool:
    """Whether what is healthy around the place looks like this, too."""
    healthy = place.cut(place.healthy)
    if healthy.sum() < LEAST_HEALTHY_PX:
        return False
    off = (drawn - place.cut(place.stylized))[healthy]
    return float(np.sqrt(np.mean(np.square(off)))) < (SAME if place.scale == 1 else 2 * SAME)


def _crops(
    place: Place,
    wanted: Callable[[str], bool],
    code: StyleTensors | None,
    params: TransferParams,
    renderer: TileRenderer,
    guess: np.ndarray,
    progress: Progress,
) -> Iterator[Candidate]:
    """The place drawn from crops of its own."""
    working = WORKING_SHORT_PX / params.stroke_size / min(place.hw) / place.scale
    for finer in (1.0, FINER):
        ways = [way for way in _STRENGTHS[finer] if wanted(way[0])]
        if not ways:
            continue
        progress.report(0.0 if finer == 1.0 else 0.5, f"Trying {ways[0][0]}")
        crop = Crop(place, guess, working * finer, renderer, code)
        for method, strength in ways:
            yield Candidate(method, crop.draw(strength, params.keep_colors))


# Method and strength of what is drawn from a crop as fine as the whole picture, and from a finer.
_STRENGTHS: dict[float, list[tuple[str, float]]] = {
    1.0: [("restyle", 1.0)],
    FINER: [("restyle", 0.8), ("calm", 0.4)],
}


class Crop:
    """A part of the photo around the place, drawn with the statistics of what is healthy in it.

    guess: float32, the window with a plausible guess in the broken place. scale: working pixels
    per pixel; over 1 in pictures smaller than the working size.
    """

    def __init__(
        self,
        place: Place,
        guess: np.ndarray,
        scale: float,
        renderer: TileRenderer,
        code: StyleTensors | None,
    ) -> None:
        assert place.content is not None
        self._place, self._renderer = place, renderer
        long = max(place.frame[2] - place.frame[0], place.frame[3] - place.frame[1])
        reach = max(round(CROP_REACH * long), round(LEAST_CROP_REACH_PX / scale))
        self._box = expand_box(place.frame, reach, place.mask.shape)
        top, left, bottom, right = self._box
        hw = bottom - top, right - left
        # No finer than the picture itself, unless the whole picture was drawn so.
        short = max(8.0, min(hw) * min(scale, max(1.0, scale / FINER)))
        self._hw = fit_within(hw, short, MOST_CROP_PIXELS)
        self._photo = np.clip(resize(place.cut(place.content, self._box), self._hw), 0, 1)
        painted = np.clip(resize(place.cut(guess, self._box), self._hw), 0, 1)
        healthy = resize(place.cut(place.healthy, self._box).astype(np.float32), self._hw)
        self._learn(painted, np.clip(healthy, 0, 1), code)

    @torch.inference_mode()
    def _learn(self, painted: np.ndarray, healthy: np.ndarray, code: StyleTensors | None) -> None:
        network, runtime = self._renderer.network, self._renderer.runtime

        def padded(picture: np.ndarray) -> Tensor:
            return pad_to_multiple(to_tensor(picture, runtime.device), SIZE_MULTIPLE, BORDER_PX)[0]

        weights = padded(np.repeat(healthy[..., None], 3, axis=2))[:, :1]
        if isinstance(network, FixedStyleNet):
            with runtime.autocast():
                self._features = network.encode_content(padded(self._photo))
            self._statistics = _healthy_statistics(self._features, weights)
            self._code = self._own = network.style()
            return
        photo, picture = padded(self._photo), padded(painted)
        with runtime.autocast():
            self._features = network.encode_content(photo)
            natural = network.encode_style(photo)
            drawn = network.style_encoder.encoder(picture)
            known = code if code is not None else network.encode_style(picture)
        self._statistics = _healthy_statistics(self._features, weights)
        style = _healthy_statistics(drawn, weights)
        self._code = StyleTensors([m for m, _ in style], [s for _, s in style], known.vector)
        self._own = StyleTensors(
            [m for m, _ in self._statistics], [s for _, s in self._statistics], natural.vector
        )

    @torch.inference_mode()
    def draw(self, strength: float, colours_kept: bool) -> np.ndarray:
        """float32 (h, w, 3) of the place's frame."""
        code = self._own.mixed(self._code, strength) if strength < 1 else self._code
        with self._renderer.runtime.autocast():
            decoded = self._renderer.network.decode(self._features, self._statistics, code)
        height, width = self._hw
        drawn = to_pixels(
            decoded[..., BORDER_PX : BORDER_PX + height, BORDER_PX : BORDER_PX + width]
        )
        if self._renderer.fixed:
            drawn = self._photo + strength * (drawn - self._photo)
        if colours_kept:
            drawn = keep_colors(drawn, self._photo)
        place, box = self._place, self._box
        full = resize(drawn, (box[2] - box[0], box[3] - box[1]))
        return inner(toned(full, place, box), box, place.frame)


def _healthy_statistics(levels: list[Tensor], weights: Tensor) -> Statistics:
    """Mean and deviation of each level over the healthy cells, (1, C) each."""
    statistics = []
    for stride, level in zip(LEVELS, levels, strict=True):
        share = F.avg_pool2d(weights, stride)
        share = (share > 0.9).float() if bool((share > 0.9).any()) else share + 1e-3
        total = share.sum()
        values = level.float()
        mean = (values * share).sum((2, 3)) / total
        square = ((values - mean[:, :, None, None]).square() * share).sum((2, 3)) / total
        statistics.append((mean, (square + 1e-5).sqrt()))
    return statistics


def toned(picture: np.ndarray, place: Place, box: Box) -> np.ndarray:
    """The picture's detail over the tones that the surroundings suggest; both of the box."""
    sigma = _tone_sigma(place)
    wanted = place.tones.within(box, place.mask.shape)
    return np.clip(picture + blur(wanted - picture, sigma), 0, 1)


def _tone_sigma(place: Place) -> float:
    """Half a cell of the grid on which tones are learned, in pixels."""
    cell = place.mask.shape[0] / place.tones.picture.shape[0]
    return max(2.0, cell)


def filled(place: Place) -> np.ndarray:
    """The window with the suggested tones in its broken places."""
    height, width = place.mask.shape
    tones = place.tones.within((0, 0, height, width), place.mask.shape)
    return np.where(place.broken[..., None], tones, place.stylized).astype(np.float32)


def carried_detail(place: Place, guess: np.ndarray, box: Box) -> np.ndarray:
    """The photo's detail over the tones that the surroundings suggest, float32 (h, w, 3) of the
    box, which `carried_box` names; guess: as `filled` gives it.

    Octave by octave, each as strong as the surroundings show it: the least-squares fit of the
    picture's detail by the photo's.
    """
    assert place.content is not None
    sigma = _tone_sigma(place)
    guess, content = place.cut(guess, box), place.cut(place.content, box)
    healthy = place.cut(place.healthy, box)
    tones = blur(guess, sigma)
    theirs, _ = bands(content, sigma)
    ours, _ = bands(guess, sigma)
    # Learned where no smoothing has reached across the edge.
    size = 2 * round(2 * sigma) + 1
    sure = cv2.erode(healthy.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    sure = sure if sure.sum() > LEAST_HEALTHY_PX else healthy
    if not sure.any():
        return tones
    rows, columns = np.nonzero(sure)
    stride = -(-len(rows) // MOST_LEARNED)
    learned = rows[::stride], columns[::stride]
    detail = np.zeros_like(guess)
    for photo, picture in zip(theirs, ours, strict=True):
        grey = luma(photo)
        known, wanted = photo[learned], picture[learned]
        for channel in range(3):
            both = np.stack([grey[learned], known[:, channel]], axis=1)
            normal = both.T @ both + (1e-6 * len(both) + 1e-9) * np.eye(2, dtype=np.float32)
            weights = np.linalg.solve(normal, both.T @ wanted[:, channel])
            detail[..., channel] += weights[0] * grey + weights[1] * photo[..., channel]
    return np.clip(tones + detail, 0, 1)


def carried_box(place: Place) -> Box:
    """The part of the window from which the strength of the detail is learned."""
    long = max(place.frame[2] - place.frame[0], place.frame[3] - place.frame[1])
    return expand_box(place.frame, max(LEAST_CROP_REACH_PX, long // 2), place.mask.shape)
