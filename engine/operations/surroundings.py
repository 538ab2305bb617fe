"""What the healthy surroundings of a broken place say about how it ought to look.

A style turns equal things into equal things, so the healthy pairs of photo and picture around a
place tell its tones, how much detail it ought to have, and how closely it ought to follow the
photo. Without a photo, nearness alone has to tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.imaging.resample import blur, resize
from engine.operations.results import Box

# Tones are learned on a grid of at most this many cells a side.
STUDY_PX = 112
MOST_SAMPLES = 2500
# Two colours of the photo this far apart have little to tell each other.
COLOUR_REACH = 0.08
# Distance at which a place has little to tell, in sizes of the region.
REACH = 0.6
RIDGE = 1e-2
# Brightness, blue-yellow, green-purple: orthonormal, so that squares add up as they do in RGB.
_OPPONENT = np.array(
    [[3**-0.5] * 3, [2**-0.5, 0, -(2**-0.5)], [6**-0.5, -2 * 6**-0.5, 6**-0.5]], np.float32
)


@dataclass(frozen=True)
class Tones:
    """Broad tones that the surroundings suggest.

    picture: float32 (h, w, 3) on the study grid, the healthy picture's own outside of the region.
    errors: how far such a suggestion is off where it can be checked, root mean square, (3,) for
    brightness and the two opponent colours.
    """

    picture: np.ndarray
    errors: np.ndarray

    @property
    def error(self) -> float:
        """Root mean square over all of them."""
        return float(np.sqrt(np.mean(np.square(self.errors))))

    def within(self, box: Box, hw: tuple[int, int]) -> np.ndarray:
        """float32 (h, w, 3) of the box of a window of size hw."""
        top, left, bottom, right = box
        height, width = self.picture.shape[:2]
        scale = height / hw[0], width / hw[1]
        rows = (np.arange(top, bottom, dtype=np.float32) + 0.5) * scale[0] - 0.5
        columns = (np.arange(left, right, dtype=np.float32) + 0.5) * scale[1] - 0.5
        map_x = np.repeat(columns[None], len(rows), axis=0)
        map_y = np.repeat(rows[:, None], len(columns), axis=1)
        way = cv2.INTER_LINEAR
        return cv2.remap(self.picture, map_x, map_y, way, borderMode=cv2.BORDER_REPLICATE)


def study_tones(stylized: np.ndarray, content: np.ndarray | None, broken: np.ndarray) -> Tones:
    """Tones of the broken place as its healthy surroundings suggest them.

    stylized, content: float32 (H, W, 3); broken: bool (H, W). Kernel regression from the photo's
    colour and the place to the picture's colour, on top of what one affine map of colours explains.
    """
    scale = min(1.0, STUDY_PX / max(broken.shape))
    hw = tuple(max(2, round(side * scale)) for side in broken.shape)
    healthy = resize((~broken).astype(np.float32), hw)
    whole = resize(stylized * (~broken)[..., None], hw)
    small = whole / np.maximum(healthy, 1e-3)[..., None]
    known = healthy > 0.6
    if known.all() or not known.any():
        return Tones(small if known.any() else resize(stylized, hw), np.ones(3))
    photo = None if content is None else resize(content, hw)
    box = _extent(~known)
    side = max(4.0, float(min(box[2] - box[0], box[3] - box[1])))
    place = np.moveaxis(np.indices(hw, np.float32), 0, 2) / np.float32(REACH * side)
    outside = np.argwhere(known)
    distance = _distance(outside, box)
    near = np.argsort(distance, kind="stable")
    reached = near[: max(MOST_SAMPLES, int((distance < side).sum()))]
    chosen = outside[reached[:: -(-len(reached) // MOST_SAMPLES)]]
    learn = tuple(chosen.T)
    ask = tuple(np.argwhere(~known).T)
    model = _Model(place, photo, small, learn)
    out = small.astype(np.float32).copy()
    out[ask] = model.tell(ask)
    check = chosen[_distance(chosen, box) < side]
    errors = model.errors(tuple(check.T), 0.5 / REACH) if len(check) else np.ones(3)
    return Tones(np.clip(out, 0, 1), errors)


class _Model:
    """Kernel regression over (photo's colour, place)."""

    def __init__(
        self, place: np.ndarray, photo: np.ndarray | None, picture: np.ndarray, learn: tuple
    ) -> None:
        self._place = place
        self._colour = None if photo is None else photo / np.float32(COLOUR_REACH)
        self._learn = learn
        values = picture[learn]
        self._affine = None
        if photo is not None:
            self._design = np.concatenate([photo, np.ones((*photo.shape[:2], 1), np.float32)], 2)
            known = self._design[learn]
            normal = known.T @ known + RIDGE * np.eye(4, dtype=np.float32) * len(known)
            # Towards the mean rather than towards black.
            mean = values.mean(axis=0)
            self._affine = np.linalg.solve(normal, known.T @ (values - mean)).astype(np.float32)
            values = values - mean - known @ self._affine
            self._mean = mean
        self._values = values
        self._true = picture

    def _features(self, at: tuple) -> np.ndarray:
        if self._colour is None:
            return self._place[at]
        return np.concatenate([self._place[at], self._colour[at]], axis=1)

    def tell(self, at: tuple, skip_within: float = 0.0) -> np.ndarray:
        """(n, 3) tones at these cells, not learned from within a distance (in units of place)."""
        asked, learned = self._features(at), self._features(self._learn)
        square = (asked**2).sum(1)[:, None] + (learned**2).sum(1)[None] - 2 * asked @ learned.T
        if skip_within:
            a, b = self._place[at], self._place[self._learn]
            apart = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
            square = np.where(apart < skip_within**2, square + 1e4, square)
        nearest = square.min(axis=1, keepdims=True)
        weights = np.exp(-0.5 * (square - nearest))
        told = weights @ self._values / weights.sum(axis=1, keepdims=True)
        if self._affine is not None:
            # Where nothing like it is known, the affine map alone has to do.
            told = told * np.exp(-0.5 * np.maximum(nearest - 4, 0) / 8)
            told = told + self._mean + self._design[at] @ self._affine
        return told.astype(np.float32)

    def errors(self, at: tuple, skip_within: float) -> np.ndarray:
        off = to_opponent(self.tell(at, skip_within) - self._true[at])
        return np.sqrt(np.mean(off**2, axis=0)) + 1e-3


def _extent(inside: np.ndarray) -> Box:
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _distance(points: np.ndarray, box: Box) -> np.ndarray:
    """Distance of (n, 2) points to a box."""
    below = np.maximum(np.array(box[:2]) - points, points - np.array(box[2:]) + 1)
    return np.hypot(*np.maximum(below, 0).T.astype(np.float32))


# -- colour and detail


def to_opponent(colours: np.ndarray) -> np.ndarray:
    """RGB (..., 3) as brightness and two opponent colours, turned so that lengths are kept."""
    return colours @ _OPPONENT.T


def from_opponent(values: np.ndarray) -> np.ndarray:
    """The way back."""
    return values @ _OPPONENT


def bands(picture: np.ndarray, broadest: float) -> tuple[list[np.ndarray], np.ndarray]:
    """Octaves of detail, finest first, and the broad rest; they add up to the picture.

    picture: float32 (H, W, 3). broadest: sigma in pixels of what the rest leaves out.
    """
    octaves, rest, sigma = [], picture, 1.0
    while sigma <= broadest:
        smoother = blur(rest, sigma)
        octaves.append(rest - smoother)
        rest, sigma = smoother, 2 * sigma
    return octaves, rest
