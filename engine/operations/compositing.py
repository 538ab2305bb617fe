"""Putting a repaired region back so that nothing else changes, and proving it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np

from engine.imaging.masks import feather_inside
from engine.operations.results import Box, proof_sentence

# The membrane is smooth, so it is solved on a small grid and enlarged.
MEMBRANE_LONG_PX = 128
MEMBRANE_ITERATIONS = 64


@dataclass(frozen=True)
class Proof:
    """Counted and hashed evidence about the pixels outside a mask."""

    changed_px: int
    total_px: int
    sha256_before: str
    sha256_after: str

    @property
    def sentence(self) -> str:
        return proof_sentence(self.changed_px, self.total_px)


def soft_alpha(mask: np.ndarray, feather: float, most_px: float = np.inf) -> np.ndarray:
    """Opacity of a repair, float32 (h, w): the mask, fading in from its edge.

    feather 0..1 is the share of the half-width of the region over which it fades, but no more than
    most_px: where a repair fades, the fault shows through.
    """
    inside = (mask > 0).astype(np.uint8)
    # A frame of zeros: a region that touches the border of its box has an edge there as well
    # only if the picture goes on, which the caller's box has made sure of.
    half_width = float(cv2.distanceTransform(inside, cv2.DIST_L2, 3).max())
    return feather_inside(mask, min(feather * half_width, most_px))


def membrane(candidate: np.ndarray, original: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Candidate corrected so that it meets the original at the edge of the mask.

    Gradient-domain cloning (Pérez et al., "Poisson Image Editing", SIGGRAPH 2003): the difference
    at the edge is continued into the region by Laplace's equation and added. All float32, (h, w, 3)
    and (h, w); only edges with some of the outside around them are met, so give more than the box
    of the mask. The correction is clamped to what the edge itself shows, against colour bleed.
    """
    inside = mask > 0
    if inside.all() or not inside.any():
        return candidate
    scale = min(1.0, MEMBRANE_LONG_PX / max(mask.shape))
    size = tuple(max(2, round(side * scale)) for side in mask.shape[::-1])
    around = (~inside).astype(np.float32)
    outside = cv2.resize(around, size, interpolation=cv2.INTER_AREA)
    # Only what lies outside may be averaged: inside is the very fault that is to go.
    sigma = max(0.8, 1.0 / scale)
    ring = cv2.GaussianBlur((original - candidate) * around[..., None], (0, 0), sigma)
    ring /= np.maximum(cv2.GaussianBlur(around, (0, 0), sigma), 1e-3)[..., None]
    known = (ring * around[..., None]).astype(np.float32)
    gap = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    gap /= np.maximum(outside, 1e-3)[..., None]
    fixed = outside > 0.5
    if not fixed.any():
        return candidate
    field = _laplace(np.where(fixed[..., None], gap, 0.0).astype(np.float32), fixed)
    field = cv2.resize(field, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return candidate + field


def _laplace(field: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Relax field to the mean of its neighbours wherever it is not fixed, coarse to fine."""
    if min(fixed.shape) > 8:
        half = (max(2, fixed.shape[1] // 2), max(2, fixed.shape[0] // 2))
        weight = cv2.resize(fixed.astype(np.float32), half, interpolation=cv2.INTER_AREA)
        known = cv2.resize(field * fixed[..., None], half, interpolation=cv2.INTER_AREA)
        coarse_fixed = weight > 0
        known = np.where(coarse_fixed[..., None], known / np.maximum(weight, 1e-6)[..., None], 0)
        coarse = _laplace(known.astype(np.float32), coarse_fixed)
        start = cv2.resize(coarse, fixed.shape[::-1], interpolation=cv2.INTER_LINEAR)
        field = np.where(fixed[..., None], field, start)
    else:
        mean = field[fixed].mean(axis=0) if fixed.any() else 0.0
        field = np.where(fixed[..., None], field, mean)
    lowest, highest = field[fixed].min(axis=0), field[fixed].max(axis=0)
    kernel = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4
    field = field.astype(np.float32)
    for _ in range(min(MEMBRANE_ITERATIONS, 2 * max(fixed.shape))):
        mean = cv2.filter2D(field, -1, kernel, borderType=cv2.BORDER_REPLICATE)
        field = np.where(fixed[..., None], field, mean)
    return np.clip(field, lowest, highest)


class OutsideProver:
    """Counts and hashes what differs outside the mask when one box of a picture is filled anew.

    It proves several ways of filling the box, and hashes the picture only once: the pixels of every
    row outside the mask go into both SHA-256 sums in reading order.

    before: (H, W, 3) integer pixels, C-contiguous or not; mask: (H, W), above 0 inside.
    """

    def __init__(self, before: np.ndarray, box: Box, mask: np.ndarray) -> None:
        self._before, self._mask, self._box = before, mask, box
        self._above = hashlib.sha256()
        _feed(self._above, before[: box[0]], mask[: box[0]])
        self._total_px = int(mask.size - np.count_nonzero(mask > 0))
        self._known: dict[bytes, str] = {}
        self._sha256_before = self._finish(before[box[0] : box[2]])

    def prove(self, after_box: np.ndarray) -> Proof:
        """The proof for after_box (h, w, 3) put into the box."""
        top, left, bottom, right = self._box
        old = self._before[top:bottom]
        new = old.copy()
        new[:, left:right] = after_box
        differs = (old[:, left:right] != after_box).any(axis=2)
        changed = int((differs & (self._mask[top:bottom, left:right] <= 0)).sum())
        return Proof(changed, self._total_px, self._sha256_before, self._finish(new))

    def _finish(self, rows: np.ndarray) -> str:
        """The sum over the picture with these rows between those above and below the box."""
        top, bottom = self._box[0], self._box[2]
        sums = self._above.copy()
        _feed(sums, rows, self._mask[top:bottom])
        # What has gone in so far decides together with what follows, which is always the same.
        so_far = sums.digest()
        if so_far not in self._known:
            _feed(sums, self._before[bottom:], self._mask[bottom:])
            self._known[so_far] = sums.hexdigest()
        return self._known[so_far]


def _feed(sums: hashlib._Hash, pixels: np.ndarray, mask: np.ndarray) -> None:
    """Add all pixels outside the mask, in reading order."""
    for begin in range(0, len(pixels), 64):
        rows, inside = pixels[begin : begin + 64], mask[begin : begin + 64] > 0
        outside = rows[~inside] if inside.any() else rows
        sums.update(np.ascontiguousarray(outside).data)


def seam_strength(picture: np.ndarray, mask: np.ndarray) -> float:
    """Mean gradient across the edge of the mask over the mean gradient around it; 1: no seam.

    picture float32 (h, w, 3). 1 also where the mask has no edge inside the picture.
    """
    inside = (mask > 0).astype(np.uint8)
    grey = picture.mean(axis=2)
    gradient = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    kernel = np.ones((3, 3), np.uint8)
    edge = cv2.dilate(inside, kernel) != cv2.erode(inside, kernel)
    near = cv2.dilate(inside, np.ones((17, 17), np.uint8)) != cv2.erode(
        inside, np.ones((17, 17), np.uint8)
    )
    near &= ~edge
    if not edge.any() or not near.any():
        return 1.0
    return float((gradient[edge].mean() + 0.01) / (gradient[near].mean() + 0.01))
