"""Restore: mend no more of a broken place than its fault explains.

What the surroundings suggest is off by so much, and how much can be checked in the surroundings
themselves. A broken place that differs from the suggestion by no more than that shows no fault: it
stays. What differs by more is drawn towards the suggestion, by the share that the fault must have
in the difference: the shrinkage of James and Stein ("Estimation with Quadratic Loss", 1961), which
with nothing to suggest is Wiener's filter. Brightness and colours, octaves of detail, and
frequencies each have a share of their own. So under noise the outlines stay, under a grid all but
its frequency, and under a stain of colour the brightness.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.imaging.luma import luma
from engine.imaging.masks import expand_box
from engine.imaging.resample import blur, resize
from engine.operations.patch_search import CHECK
from engine.operations.places import Place, inner
from engine.operations.results import Box
from engine.operations.surroundings import bands, from_opponent, to_opponent

# A difference this many times as large as usual is not yet a fault: both are only estimates.
USUAL = 1.5
# Differences are averaged over this many sizes of the detail, and, of broad tones, over this part
# of the region's shorter side.
DETAIL_REACH, TONE_REACH = 3.0, 0.25
# Windows in which frequencies are told apart, in regions with shorter sides from 96 pixels on.
WINDOW_PX, SMALL_WINDOW_PX, LARGE_REGION_PX = 32, 16, 96
MOST_WINDOWS, LEAST_WINDOWS = 200, 4
# The surroundings are learned from as far as this, and at no more than so many pixels.
SURROUNDINGS_PX, MOST_LEARNED = 128, 20_000
# Broader means are taken in small.
MOST_SIGMA_PX = 6.0
TINY = 1e-8


@dataclass(frozen=True, eq=False)
class Estimate:
    """The likeliest picture of a place.

    picture: float32 (h, w, 3) of the place's frame. doubt: its expected mean square error inside.
    """

    picture: np.ndarray
    doubt: float


def restore(
    place: Place,
    suggested: np.ndarray,
    box: Box,
    sigma: float,
    check: Callable[[], None] = CHECK,
) -> Estimate | None:
    """The broken place, drawn towards what is suggested as far as the fault explains.

    suggested: float32 (h, w, 3) of the box, a box of the place's arrays around the frame; what it
    shows of the healthy surroundings must have been told as that of the place was, but for tones
    broader than sigma pixels, whose errors are those of the place's tones. None where nothing
    healthy is in the box. check: called often, and may raise to stop the work.
    """
    near = expand_box(place.frame, SURROUNDINGS_PX, place.mask.shape)
    near = max(near[0], box[0]), max(near[1], box[1]), min(near[2], box[2]), min(near[3], box[3])
    suggested, box = inner(suggested, box, near), near
    inside = place.cut(place.broken, box).astype(np.float32)
    healthy = place.cut(place.healthy, box).astype(np.float32)
    if not healthy.any():
        return None
    differs = to_opponent(place.cut(place.stylized, box) - suggested)
    octaves, broad = bands(differs, sigma)
    kept, doubt = _drawn_in(
        broad,
        np.square(place.tones.errors).astype(np.float32),
        _local(np.square(broad), inside, max(sigma, TONE_REACH * place.side)),
        inside,
    )
    check()
    if octaves:
        window = WINDOW_PX if place.side >= LARGE_REGION_PX else SMALL_WINDOW_PX
        fine, unsure = _without_frequencies(differs - broad, inside, healthy, window)
        octaves, rest = bands(fine, sigma)
        kept, doubt = kept + rest, doubt + unsure
    photo = None if place.content is None else luma(place.cut(place.content, box))
    for i, octave in enumerate(octaves):
        check()
        size = 2.0**i
        square = np.square(octave)
        usual = _usual(square, photo, healthy, size)
        here = _local(square, inside, DETAIL_REACH * size)
        # Half by the whole place: a mean over a few pixels is little to go by.
        here = np.sqrt(here * _mean(square, inside))
        share, unsure = _drawn_in(octave, usual, here, inside)
        kept, doubt = kept + share, doubt + unsure
    picture = np.clip(suggested + from_opponent(kept), 0, 1).astype(np.float32)
    return Estimate(inner(picture, box, place.frame), doubt / 3)


def _drawn_in(
    differs: np.ndarray, usual: np.ndarray, here: np.ndarray, inside: np.ndarray
) -> tuple[np.ndarray, float]:
    """What stays of a difference, and the mean square by which that may be off, in all channels.

    usual, here: mean squares of the difference, in the surroundings and in the place.
    """
    share = np.minimum(1.0, USUAL * usual / np.maximum(here, TINY)).astype(np.float32)
    unsure = float(_mean(usual * (1 - share), inside).sum())
    return share * differs, unsure


def _mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(C,) mean of (H, W, C)."""
    return np.tensordot(weights, values, 2) / max(float(weights.sum()), 1e-3)


def _local(values: np.ndarray, weights: np.ndarray, sigma: float) -> np.ndarray:
    """Weighted local mean of (H, W, C)."""
    summed = _smooth(values * weights[..., None], sigma)
    return np.maximum(summed, 0) / np.maximum(_smooth(weights, sigma), 1e-3)[..., None]


def _smooth(picture: np.ndarray, sigma: float) -> np.ndarray:
    if sigma <= MOST_SIGMA_PX:
        return blur(picture, sigma)
    scale = MOST_SIGMA_PX / 2 / sigma
    height, width = picture.shape[:2]
    small = resize(picture, (max(2, round(scale * height)), max(2, round(scale * width))))
    smoothed = blur(small, MOST_SIGMA_PX / 2)
    return cv2.resize(smoothed, (width, height), interpolation=cv2.INTER_LINEAR)


def _usual(
    square: np.ndarray, photo: np.ndarray | None, healthy: np.ndarray, size: float
) -> np.ndarray:
    """How large a squared difference usually is: (3,), or (H, W, 3) where a photo tells the place.

    photo: float32 (H, W). Where the photo has more detail of this size, more of it is different.
    """
    mean = _mean(square, healthy)
    if photo is None:
        return mean
    fine = blur(photo, 0.5 * size) if size > 1 else photo
    reach = 2 * size + 1
    detail = np.log(_smooth(np.square(fine - blur(fine, size)), reach).clip(0) + 1e-7)
    where = np.flatnonzero(healthy)
    where = where[:: -(-len(where) // MOST_LEARNED)]
    known = detail.ravel()[where]
    off = np.log(_local(square, healthy, reach).reshape(-1, 3)[where] + TINY)
    known = known - known.mean()
    slopes = (known @ (off - off.mean(0))) / (known @ known + 1e-3 * len(known))
    level = np.log(np.maximum(mean, TINY)) - np.log(np.exp(known[:, None] * slopes).mean(0))
    middle = detail.ravel()[where].mean()
    return np.exp((detail - middle)[..., None] * slopes + level).astype(np.float32)


def _without_frequencies(
    differs: np.ndarray, inside: np.ndarray, healthy: np.ndarray, window: int
) -> tuple[np.ndarray, float]:
    """The difference less the frequencies that are stronger in the place than around it, and the
    mean square by which that may be off, in all channels.

    In overlapping windows, each frequency of each channel is left as strong as is usual in the
    healthy surroundings: Wiener's filter, with what is unusual for noise.
    """
    height, width = inside.shape
    if min(height, width) <= window:
        return differs, 0.0
    # Even steps of half a window cover everything, the border too.
    step = window // 2
    more = [(step, step + -side % step) for side in (height, width)]
    fine = np.pad(differs, (*more, (0, 0)), mode="reflect")
    shares = [
        sliding_window_view(np.pad(weights, more), (window, window))[::step, ::step].mean((2, 3))
        for weights in (inside, healthy)
    ]
    ramp = np.sin(np.pi * (np.arange(window, dtype=np.float32) + 0.5) / window)
    shape = np.outer(ramp, ramp).astype(np.float32)
    windows = sliding_window_view(fine, (window, window), axis=(0, 1))[::step, ::step]
    sound = np.argwhere(shares[1] > 0.98)
    if len(sound) < LEAST_WINDOWS:
        return differs, 0.0
    sound = sound[:: -(-len(sound) // MOST_WINDOWS)]
    usual = _power(windows[tuple(sound.T)] * shape).mean(0)
    rows = np.flatnonzero((shares[0] > 0).any(1))
    here, total = np.zeros_like(usual), 0.0
    for row in rows:
        touched = np.flatnonzero(shares[0][row])
        weights = np.square(shares[0][row, touched])
        here += np.tensordot(weights, _power(windows[row, touched] * shape), 1)
        total += float(weights.sum())
    share = np.minimum(1.0, USUAL * usual / np.maximum(here / total, 1e-12))
    out = np.zeros_like(fine)
    for row in rows:
        touched = np.flatnonzero(shares[0][row])
        spectra = np.fft.rfft2(windows[row, touched] * shape) * share
        filtered = np.fft.irfft2(spectra, s=(window, window)) * shape
        for column, part in zip(touched, filtered, strict=True):
            at = np.s_[row * step : row * step + window, column * step : column * step + window]
            out[at] += part.transpose(1, 2, 0)
    (top, _), (left, _) = more
    # Windows that touch no broken pixel were left out, and nothing of them is asked for.
    whole = out[top : top + height, left : left + width]
    lost = usual * (1 - share)
    # Half of the spectrum stands for the other half; a quarter of the power is in the windows.
    power = 2 * lost.sum() - lost[..., 0].sum() - lost[..., -1].sum()
    unsure = 4 * float(power) / window**4
    return np.where(inside[..., None] > 0, whole, differs).astype(np.float32), unsure


def _power(windows: np.ndarray) -> np.ndarray:
    return np.square(np.abs(np.fft.rfft2(windows))).astype(np.float32)
