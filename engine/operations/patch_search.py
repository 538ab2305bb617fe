"""Finding, for every patch of a broken place, the healthy patch that is most like it.

Exact search where pictures are small, then PatchMatch from level to level: neighbours hand on what
they found, and chance tries its luck ever closer by (Barnes et al., "PatchMatch: A Randomized
Correspondence Algorithm for Structural Image Editing", SIGGRAPH 2009).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.operations.results import Box

PATCH_PX = 8
# Patches along each side of the box, at most; there is one for every few pixels of it.
PATCHES_ACROSS = 64
# So many healthy patches are compared with every broken one in the exact search.
MOST_SOURCES = 8192
# What is painted so far counts less than what is known.
GUESSED_WEIGHT = 0.4
RANDOM_REACH_PX = (12, 4, 1)
# Patches are compared so many at a time that they stay in the processor's cache.
BATCH_VALUES = 400_000
CHECK: Callable[[], None] = lambda: None  # noqa: E731


@dataclass
class PatchField:
    """Patches on a regular grid over a box, and where each of them is copied from.

    rows (n,), columns (m,): corners of the patches; source_rows, source_columns, costs: (n, m).
    """

    rows: np.ndarray
    columns: np.ndarray
    source_rows: np.ndarray
    source_columns: np.ndarray
    costs: np.ndarray


class PatchSearch:
    """One level of the pyramid.

    picture: float32 (H, W, 3), painted so far inside the mask. guide: float32 (H, W, G) or None,
    known everywhere, already weighted. broken: bool (H, W). box: what has to be painted.
    Usable only if `possible`: some patch lies wholly outside of what is broken.
    """

    def __init__(
        self, picture: np.ndarray, guide: np.ndarray | None, broken: np.ndarray, box: Box
    ) -> None:
        self.picture, self.broken = picture, broken
        self.patch = min(PATCH_PX, *broken.shape)
        self._guide = guide
        self._limits = broken.shape[0] - self.patch, broken.shape[1] - self.patch
        # True where the patch that begins here holds something broken.
        touched = cv2.dilate(
            broken.astype(np.uint8), np.ones((self.patch,) * 2, np.uint8), anchor=(0, 0),
            borderType=cv2.BORDER_CONSTANT, borderValue=0,
        )  # fmt: skip
        self._healthy = touched[: self._limits[0] + 1, : self._limits[1] + 1] == 0
        step = max(1, round(max(box[2] - box[0], box[3] - box[1]) / PATCHES_ACROSS))
        self.step = min(step, self.patch // 2 or 1)
        self.rows = self._corners(box[0], box[2], self._limits[0])
        self.columns = self._corners(box[1], box[3], self._limits[1])

    @property
    def possible(self) -> bool:
        return bool(self._healthy.any())

    def _corners(self, begin: int, end: int, limit: int) -> np.ndarray:
        first = max(0, begin - self.patch + 1)
        return np.unique(np.minimum(np.arange(first, end + self.step, self.step), limit))

    def _stack(self) -> np.ndarray:
        if self._guide is None:
            return self.picture
        return np.concatenate([self.picture, self._guide], axis=2)

    def _targets(self, stack: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Patches (n, m, P, P * C) of the grid and how much each of their values counts."""
        corners = np.ix_(self.rows, self.columns)
        known = np.ones(stack.shape, np.float32)
        known[..., :3][self.broken] = GUESSED_WEIGHT
        return _patches(stack, self.patch)[corners], _patches(known, self.patch)[corners]

    def everywhere(self) -> PatchField:
        """The best of all healthy patches (of a sample of them where there are very many)."""
        stack = self._stack()
        targets, weights = self._targets(stack)
        grid = targets.shape[:2]
        rows, columns = np.nonzero(self._healthy)
        stride = -(-len(rows) // MOST_SOURCES)
        rows, columns = rows[::stride], columns[::stride]
        sources = _patches(stack, self.patch)[rows, columns].reshape(len(rows), -1)
        flat = targets.reshape(-1, sources.shape[1])
        flat_weights = weights.reshape(flat.shape)
        constant = (flat_weights * flat * flat).sum(axis=1)
        distances = flat_weights @ (sources * sources).T - 2 * (flat_weights * flat) @ sources.T
        best = distances.argmin(axis=1)
        costs = np.take_along_axis(distances, best[:, None], 1)[:, 0] + constant
        costs = np.maximum(costs, 0) / flat.shape[1]
        return PatchField(
            self.rows, self.columns, rows[best].reshape(grid), columns[best].reshape(grid),
            costs.reshape(grid),
        )  # fmt: skip

    def improve(
        self,
        offsets: tuple[np.ndarray, np.ndarray],
        rounds: int,
        rng: np.random.Generator,
        check: Callable[[], None] = CHECK,
    ) -> PatchField:
        """Better sources than those at these offsets (down, right), each (n, m) of this grid."""
        stack = self._stack()
        source = _patches(stack, self.patch)
        targets, weights = self._targets(stack)

        batch = max(1, BATCH_VALUES // targets[0].size)

        def costs_of(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
            costs = np.empty(rows.shape, np.float32)
            for begin in range(0, len(rows), batch):
                part = slice(begin, begin + batch)
                difference = source[rows[part], columns[part]]
                difference -= targets[part]
                np.square(difference, out=difference)
                difference *= weights[part]
                costs[part] = difference.mean(axis=(2, 3))
            costs[~self._healthy[rows, columns]] = np.inf
            return costs

        own = self.rows[:, None], self.columns[None, :]
        rows, columns = self._inside(own[0] + offsets[0], own[1] + offsets[1])
        costs = costs_of(rows, columns)
        lost = ~np.isfinite(costs)
        if lost.any():
            # Somewhere to begin: any healthy place, the same one every time.
            healthy = np.argwhere(self._healthy)
            drawn = healthy[rng.integers(len(healthy), size=int(lost.sum()))]
            rows[lost], columns[lost] = drawn.T
            costs = costs_of(rows, columns)
        for _ in range(rounds):
            for axis, way in ((0, 1), (1, 1), (0, -1), (1, -1)):
                check()
                theirs = (_shifted(rows - own[0], way, axis), _shifted(columns - own[1], way, axis))
                tried = self._inside(own[0] + theirs[0], own[1] + theirs[1])
                rows, columns, costs = _better((rows, columns, costs), tried, costs_of(*tried))
            for reach in RANDOM_REACH_PX:
                step = rng.integers(-reach, reach + 1, size=(2, *rows.shape))
                tried = self._inside(rows + step[0], columns + step[1])
                rows, columns, costs = _better((rows, columns, costs), tried, costs_of(*tried))
        return PatchField(self.rows, self.columns, rows, columns, costs)

    def _inside(self, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows = np.clip(rows, 0, self._limits[0])
        return rows, np.clip(columns, 0, self._limits[1])


def _patches(stack: np.ndarray, patch: int) -> np.ndarray:
    """Every patch of (H, W, C), a view (H - P + 1, W - P + 1, P, P * C).

    Row by row, as they lie in memory: what is gathered from it comes in long runs.
    """
    height, width, channels = stack.shape
    rows = np.ascontiguousarray(stack).reshape(height, width * channels)
    return sliding_window_view(rows, (patch, patch * channels))[:, ::channels]


def _shifted(values: np.ndarray, way: int, axis: int) -> np.ndarray:
    """What the neighbour along the axis has; at the border, one's own."""
    moved = np.roll(values, way, axis)
    edge = [slice(None), slice(None)]
    edge[axis] = slice(0, 1) if way > 0 else slice(-1, None)
    moved[tuple(edge)] = values[tuple(edge)]
    return moved


def _better(
    present: tuple[np.ndarray, np.ndarray, np.ndarray],
    tried: tuple[np.ndarray, np.ndarray],
    costs: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    wins = costs < present[2]
    rows, columns = (np.where(wins, new, old) for new, old in zip(tried, present[:2], strict=True))
    return rows, columns, np.where(wins, costs, present[2])


def offsets_for(
    field: PatchField, finer: PatchSearch, scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """The offsets of a field for the grid of another level; scale: its size over the field's."""
    nearest = []
    for ours, theirs in ((field.rows, finer.rows), (field.columns, finer.columns)):
        nearest.append(np.abs(ours[None, :] * scale - theirs[:, None]).argmin(axis=1))
    pick = np.ix_(*nearest)
    down = (field.source_rows - field.rows[:, None])[pick]
    right = (field.source_columns - field.columns[None, :])[pick]
    return np.rint(down * scale).astype(int), np.rint(right * scale).astype(int)


def vote(
    field: PatchField, patch: int, picture: np.ndarray, box: Box, sharpness: float = 1.0
) -> np.ndarray:
    """What the found patches say together, float32 (h, w, C) of the box.

    Overlapping patches are averaged with weights that fade towards their borders, so that no block
    shows, and that favour good matches (Wexler et al., "Space-Time Completion of Video", PAMI
    2007). picture: float32 (H, W, C). sharpness: how strongly good matches are favoured.
    """
    top, left, bottom, right = box
    ramp = np.minimum(np.arange(patch) + 0.5, patch - np.arange(patch) - 0.5).astype(np.float32)
    window = np.outer(ramp, ramp) + 1e-3
    typical = float(np.quantile(field.costs, 0.6)) + 1e-6
    trust = np.exp(-sharpness * field.costs / typical).astype(np.float32) + 1e-6
    grid = int(field.rows[0]), int(field.columns[0])
    height = max(int(field.rows[-1]) + patch, bottom) - min(grid[0], top)
    width = max(int(field.columns[-1]) + patch, right) - min(grid[1], left)
    y0, x0 = min(grid[0], top), min(grid[1], left)
    total = np.zeros((height, width, picture.shape[2]), np.float32)
    weight = np.zeros((height, width, 1), np.float32)
    found = _patches(picture, patch)[field.source_rows, field.source_columns]
    found = found.reshape(*trust.shape, patch, patch, picture.shape[2])
    blocks = [
        (rows, columns)
        for rows in _even_runs(field.rows - y0)
        for columns in _even_runs(field.columns - x0)
    ]
    for dy in range(patch):
        for dx in range(patch):
            share = (trust * window[dy, dx])[..., None]
            pieces = share * found[:, :, dy, dx]
            for (rows, below), (columns, beside) in blocks:
                at = _shifted_by(below, dy), _shifted_by(beside, dx)
                total[at] += pieces[rows, columns]
                weight[at] += share[rows, columns]
    inner = np.s_[top - y0 : bottom - y0, left - x0 : right - x0]
    return total[inner] / np.maximum(weight[inner], 1e-12)


def _even_runs(corners: np.ndarray) -> list[tuple[slice, slice]]:
    """Ascending (n,) corners in runs of even steps: where each run is among them, and where it
    lies. Only the last corner may be closer to the one before than the others are."""
    step = int(corners[1] - corners[0]) if len(corners) > 1 else 1
    ends = [0, *(np.flatnonzero(np.diff(corners) != step) + 1).tolist(), len(corners)]
    return [
        (slice(begin, end), slice(int(corners[begin]), int(corners[end - 1]) + 1, step))
        for begin, end in pairwise(ends)
        if end > begin
    ]


def _shifted_by(run: slice, shift: int) -> slice:
    return slice(run.start + shift, run.stop + shift, run.step)
