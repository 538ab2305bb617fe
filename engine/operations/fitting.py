"""Fitting what was painted into its place, so that it meets its surroundings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.imaging.masks import expand_box
from engine.operations.candidates import Candidate
from engine.operations.compositing import membrane, soft_alpha
from engine.operations.places import Place, inner
from engine.operations.results import Box

# A candidate that no eye can tell from what is there is no candidate.
INVISIBLE = 1.5 / 255
# A feather of 1 is no wider than this, in pixels of the inspected size.
WIDEST_FEATHER_PX = 48


@dataclass(frozen=True, eq=False)
class Patch:
    """Pixels for one island.

    box: a box of the picture. after: float32 (h, w, 3) sRGB; alpha: float32 (h, w), how much of the
    repair shows; mask: float32, 0 where nothing may change. All of the size of the box, but that in
    a very large place after, alpha and base are smaller, and what counts is by how much after
    differs from base, the picture as it was.
    """

    box: Box
    after: np.ndarray
    alpha: np.ndarray
    mask: np.ndarray
    base: np.ndarray | None = None


class Fitter:
    """Fits candidates into a place: they meet their surroundings and fade in inside the mask.

    mask: float32 (H, W) of the whole picture.
    """

    def __init__(self, mask: np.ndarray, place: Place, feather: float) -> None:
        self._place = place
        top, left, bottom, right = place.region
        self._region_mask = mask[top:bottom, left:right]
        self._framed = place.cut(place.stylized)
        self._mask = place.cut(place.mask)
        # What other regions are about to repair is no surroundings to meet.
        self._foreign = place.cut(place.broken) & (self._mask <= 0)
        self._original = place.cut(place.stylized, place.box)
        self._alpha = _alpha(place, feather)

    def fit(self, candidate: Candidate) -> Patch:
        """The candidate over the box."""
        place, frame = self._place, self._place.frame
        picture = np.where(self._foreign[..., None], self._framed, candidate.picture)
        fitted = inner(membrane(picture, self._framed, self._mask), frame, place.box)
        change = self._alpha[..., None] * (np.clip(fitted, 0, 1) - self._original)
        return replace(self.untouched, after=self._original + change)

    @property
    def untouched(self) -> Patch:
        """The picture as it is."""
        base = None if self._place.scale == 1 else self._original
        return Patch(self._place.region, self._original, self._alpha, self._region_mask, base)

    def change(self, patch: Patch) -> float:
        """Root mean square by which a patch differs from the picture, over what it covers."""
        square = np.square(patch.after - self._original).mean()
        return float((square / max(float(self._alpha.mean()), 1e-6)) ** 0.5)

    def is_visible(self, patch: Patch) -> bool:
        """Whether anybody would see a difference."""
        change = np.abs(patch.after - self._original).mean()
        return bool(change >= INVISIBLE * self._alpha.mean())


def _alpha(place: Place, feather: float) -> np.ndarray:
    """Opacity in the box; a border of the picture is not an edge of the mask."""
    top, left, bottom, right = place.box
    outer = expand_box(place.box, 1, place.mask.shape)
    cut = place.cut(place.mask, outer)
    missing = (
        (outer[0] - top + 1, bottom + 1 - outer[2]),
        (outer[1] - left + 1, right + 1 - outer[3]),
    )
    most_px = feather * WIDEST_FEATHER_PX / place.inspected_scale
    return soft_alpha(np.pad(cut, missing, mode="edge"), feather, most_px)[1:-1, 1:-1]
