"""How good a candidate for a repair is: what the discriminator says, and what it may overlook.

A network can be fooled and is sometimes blind, so four things that an eye sees at once count
beside its word, each in units of what is usual in the healthy surroundings: a seam at the edge,
colours that the surroundings do not suggest, too much or too little detail, and structure that
leaves the photo. Its own word counts in such units, too: what a discriminator says of flawless
places depends on its training and on the kind of picture. And it counts to change more than the
fault explains: where what is there still tells what ought to be there, that is the likeliest
picture, and whoever departs from it has to gain by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from torch import Tensor

from engine.imaging.luma import luma
from engine.imaging.masks import expand_box
from engine.imaging.resample import blur, resize
from engine.models.discriminator import FLAT, WINDOWS
from engine.operations.compositing import seam_strength
from engine.operations.inspect import Inspector, resize_map
from engine.operations.places import CONTEXT_PX, Place, inner

# What a doubling of the anomaly counts where it is far above the usual, and the usual where nothing
# healthy is left to tell it. Below the least, differences of the map mean nothing.
ANOMALY_WEIGHT, UNKNOWN_USUAL, LEAST_USUAL = 0.12, 0.1, 0.02
# A seam is a fault of its own: its excess over the surroundings' gradient counts against it. But
# what is there may end at the mask by nature, so to take it away earns no more than this.
SEAM_WEIGHT, SEAM_FREE, MOST_SEAM = 0.15, 1.2, 0.15
# What one unit of the usual spread beyond the first counts, and the most that each may count.
SPREAD_WEIGHT, MOST = 0.06, 0.3
# What a root mean square difference of 1 from the known right picture counts.
DEPARTURE_WEIGHT = 2.0
# What a decibel of expected error beyond that of the likeliest picture counts, and an error that
# nobody sees: that of one step of 8 bits.
RISK_WEIGHT, UNSEEN = 0.02, 255.0**-2
DETAIL_SIGMAS = (1.0, 3.0)
# Correlation with the photo's structure that is lost against the surroundings: so much is free, and
# so much a loss of 1 counts. Local variance at which a place of the photo counts as structured.
AGREEMENT_FREE, AGREEMENT_WEIGHT = 0.05, 1.0
# A loss against what was there before counts beyond this.
GONE_FREE = 0.2
STRUCTURE = 2e-3


@dataclass(frozen=True)
class Verdict:
    """anomaly: mean in the region, 0..1, and usual: that of the healthy surroundings. seam, colour,
    detail, content, departure, risk: what each adds to the cost, 0 where nothing is unusual."""

    anomaly: float
    usual: float
    seam: float
    colour: float
    detail: float
    content: float
    departure: float
    risk: float

    @property
    def objection(self) -> float:
        """What the anomaly adds to the cost."""
        return ANOMALY_WEIGHT * float(np.log2(1 + self.anomaly / self.usual))

    @property
    def unusual(self) -> float:
        """What an eye sees at once adds to the cost."""
        return self.seam + self.colour + self.detail + self.content

    @property
    def cost(self) -> float:
        """Lower is better."""
        return self.objection + self.unusual + self.departure + self.risk


class Judge:
    """Looks at one place in its context, at the scale at which pictures are inspected.

    thorough: it also looks at it in the mirror, where whatever was made to please it does not.
    """

    def __init__(
        self, place: Place, inspector: Inspector, vector: Tensor | None, thorough: bool = False
    ) -> None:
        self._thorough = thorough
        self._place, self._inspector, self._vector = place, inspector, vector
        scale = place.inspected_scale
        self._outer = expand_box(place.box, round(CONTEXT_PX / scale), place.mask.shape)
        top, left, bottom, right = self._outer
        self._size = max(8, round((bottom - top) * scale)), max(8, round((right - left) * scale))
        self._base = resize(place.cut(place.stylized, self._outer), self._size)
        self._content = None
        if place.content is not None:
            content = resize(place.cut(place.content, self._outer), self._size)
            self._content = np.clip(content, 0, 1)
        own = (place.cut(place.mask, self._outer) > 0).astype(np.float32)
        self._weights = np.clip(resize(own, self._size), 0, 1)
        healthy = place.cut(place.healthy, self._outer).astype(np.float32)
        self._healthy = resize(healthy, self._size) > 0.9
        self._tones = resize(place.tones.within(self._outer, place.mask.shape), self._size)
        self._expected = _Expected(self._base, self._content, self._healthy)
        self._known: np.ndarray | None = None
        self._likeliest: np.ndarray | None = None
        self._doubt = 0.0

    def learn(self, picture: np.ndarray) -> None:
        """Take float32 (h, w, 3) of the box for what it ought to look like."""
        self._known = self._small(picture)

    def expect(self, picture: np.ndarray, doubt: float) -> None:
        """Take float32 (h, w, 3) of the box for the likeliest picture.

        doubt: its expected mean square error. It counts for nothing beside what is known.
        """
        self._likeliest, self._doubt = self._small(picture), doubt

    def look(self, picture: np.ndarray | None = None) -> Verdict:
        """The verdict on float32 (h, w, 3) in the place's box; None: on the picture as it is."""
        small = np.clip(self._small(picture), 0, 1)
        seen = self._seen_before if picture is None else self._seen(small)
        total = float(self._weights.sum())
        anomaly = float((seen * self._weights).sum() / total if total > 0 else seen.mean())
        risk = self._risk(small)
        return Verdict(anomaly, self._usual, *self._unusual(small), self._departure(small), risk)

    @property
    def knows(self) -> bool:
        """Whether it has been shown what the place ought to look like."""
        return self._known is not None

    @cached_property
    def _seen_before(self) -> np.ndarray:
        return self._seen(np.clip(self._base, 0, 1))

    @cached_property
    def _usual(self) -> float:
        if not self._healthy.any():
            return UNKNOWN_USUAL
        return max(LEAST_USUAL, float(self._seen_before[self._healthy].mean()))

    def _departure(self, small: np.ndarray) -> float:
        if self._known is None:
            return 0.0
        return min(MOST, DEPARTURE_WEIGHT * self._square(small - self._known) ** 0.5)

    def _risk(self, small: np.ndarray) -> float:
        if self._likeliest is None or self._known is not None:
            return 0.0
        least = self._doubt + UNSEEN
        excess = 10 * np.log10(1 + self._square(small - self._likeliest) / least)
        return min(MOST, RISK_WEIGHT * float(excess))

    def _square(self, change: np.ndarray) -> float:
        """Mean square inside."""
        total = float(self._weights.sum())
        if total <= 0:
            return 0.0
        return float((np.square(change).mean(2) * self._weights).sum() / total)

    def _small(self, picture: np.ndarray | None) -> np.ndarray:
        if picture is None:
            return self._base
        place, outer = self._place, self._outer
        change = np.zeros((outer[2] - outer[0], outer[3] - outer[1], 3), np.float32)
        changed = picture - place.cut(place.stylized, place.box)
        inner(change, outer, place.box)[:] = changed
        return self._base + resize(change, self._size)

    def _seen(self, small: np.ndarray) -> np.ndarray:
        """The discriminator's map, float32 of the size at which it looks."""
        maps = []
        for way in (1, -1) if self._thorough else (1,):
            picture = np.ascontiguousarray(small[:, ::way])
            content = self._content
            if content is not None:
                content = np.ascontiguousarray(content[:, ::way])
            values, _, _ = self._inspector.verdict(picture, content, self._vector)
            maps.append(resize_map(values, self._size, self._size)[:, ::way])
        return maps[0] if len(maps) == 1 else (maps[0] + maps[1]) / 2

    def _unusual(self, small: np.ndarray) -> tuple[float, float, float, float]:
        inside = self._weights > 0.5
        if not inside.any():
            inside = self._weights > 0.5 * self._weights.max()
        excess = max(0.0, seam_strength(small, inside) - SEAM_FREE)
        seam = min(MOST_SEAM, SEAM_WEIGHT * excess)
        if not inside.any() or not self._healthy.any():
            return seam, 0.0, 0.0, 0.0
        height = self._place.tones.picture.shape[0] * small.shape[0] / self._place.mask.shape[0]
        broad = blur(small, max(1.0, 0.7 * small.shape[0] / max(1.0, height)))
        off = np.sqrt(np.mean(np.square(broad - self._tones)[inside]))
        colour = _counted(float(off) / self._place.tones.error)
        detail, content = self._expected.surprise(small, inside)
        return seam, colour, detail, content


def _counted(spreads: float) -> float:
    return min(MOST, SPREAD_WEIGHT * max(0.0, spreads - 1.0))


class _Expected:
    """Detail and agreement with the photo, as they are in the healthy surroundings."""

    def __init__(self, base: np.ndarray, content: np.ndarray | None, healthy: np.ndarray) -> None:
        self._healthy, self._content = healthy, content
        self._photo_energy: list[np.ndarray] | None = None
        if content is not None:
            self._photo_energy = [_energy(content, sigma) for sigma in DETAIL_SIGMAS]
        self._fits: list[tuple[np.ndarray, float]] = []
        self._structure: np.ndarray | None = None
        self._before = np.zeros(base.shape[:2], np.float32)
        self._agreed = 0.0
        if not healthy.any():
            return
        for i, sigma in enumerate(DETAIL_SIGMAS):
            self._fits.append(self._fit(_energy(base, sigma), i))
        if content is not None:
            # An outline of the photo that is lost tells more than noise that is not followed.
            variance = _local_variance(luma(content))
            self._structure = variance / (variance + STRUCTURE)
            self._before = _agreement(base, content)
            self._agreed = _weighted(self._before, self._structure, healthy)

    def _design(self, i: int, where: np.ndarray) -> np.ndarray:
        one = np.ones((int(where.sum()), 1), np.float32)
        if self._photo_energy is None:
            return one
        return np.concatenate([one, self._photo_energy[i][where][:, None]], axis=1)

    def _fit(self, energy: np.ndarray, i: int) -> tuple[np.ndarray, float]:
        design, values = self._design(i, self._healthy), energy[self._healthy]
        normal = design.T @ design + 1e-3 * len(values) * np.eye(design.shape[1])
        weights = np.linalg.solve(normal, design.T @ values)
        spread = float(np.sqrt(np.mean(np.square(values - design @ weights)))) + 0.1
        return weights, spread

    def surprise(self, small: np.ndarray, inside: np.ndarray) -> tuple[float, float]:
        """What unusual detail and unusual distance from the photo count."""
        worst = 0.0
        for i, (weights, spread) in enumerate(self._fits):
            energy = _energy(small, DETAIL_SIGMAS[i])[inside]
            off = energy - self._design(i, inside) @ weights
            worst = max(worst, float(np.sqrt(np.mean(np.square(off)))) / spread)
        content = 0.0
        if self._structure is not None and self._content is not None:
            agreement = _agreement(small, self._content)
            agreed = _weighted(agreement, self._structure, inside)
            lost = max(0.0, self._agreed - agreed - AGREEMENT_FREE)
            # A handle that was there before and is gone is small, but missed: squared.
            gone = np.square(np.clip(self._before - agreement - GONE_FREE, 0, 1))
            lost = max(lost, _weighted(gone, self._structure, inside) ** 0.5)
            content = min(MOST, AGREEMENT_WEIGHT * lost)
        return _counted(worst), content


def _energy(picture: np.ndarray, sigma: float) -> np.ndarray:
    """Logarithm of the local power of detail of about this size, float32 (h, w)."""
    grey = luma(picture)
    fine = grey if sigma <= 1 else blur(grey, 0.5 * sigma)
    detail = fine - blur(fine, sigma)
    return 0.5 * np.log(blur(detail * detail, 2.0 * sigma + 1.0) + 1e-5)


WINDOW = (2 * WINDOWS[1] + 1,) * 2


def _mean(plane: np.ndarray) -> np.ndarray:
    return cv2.blur(plane, WINDOW, borderType=cv2.BORDER_REFLECT)


def _local_variance(plane: np.ndarray) -> np.ndarray:
    return np.maximum(_mean(plane * plane) - _mean(plane) ** 2, 0)


def _weighted(values: np.ndarray, weights: np.ndarray, where: np.ndarray) -> float:
    return float((values * weights)[where].sum() / (weights[where].sum() + 1e-6))


def _agreement(picture: np.ndarray, content: np.ndarray) -> np.ndarray:
    """The structure term of SSIM (Wang et al., 2004) in windows of the middle size, (h, w)."""
    x, y = luma(picture), luma(content)
    spread = np.sqrt((_local_variance(x) + FLAT) * (_local_variance(y) + FLAT))
    return (_mean(x * y) - _mean(x) * _mean(y)) / spread
