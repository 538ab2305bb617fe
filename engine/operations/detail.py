"""Fine detail for an enlarged drawing: the generator draws again and again over the drawing itself.

Coarse to fine: each pass draws over what the passes before it made, enlarged a few times, and only
what is finer than they could show is kept of it. So strokes have crisp edges at every size, and
the export, scaled down again, is the preview.

The finest that the generator draws, what alternates from pixel to pixel, is the grid of its last
layer rather than paint: enlarged it looks like woven cloth. So it is taken out of everything that
is enlarged, and the last pass is not made at the photo's full size but somewhat below, where its
thinnest strokes are two pixels wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np

from engine.imaging.luma import luma
from engine.imaging.resample import blur, enlarge_box, resize
from engine.imaging.tensors import as_float
from engine.imaging.tiles import Tile, plan_tiles
from engine.models.stylenet import SIZE_MULTIPLE, StyleTensors
from engine.operations.rendering import OVERLAP_PX, Statistics, TileRenderer
from engine.operations.results import Box
from engine.progress import Progress

# The side of the last pass over the side of the photo: the least that makes it GAIN times as large
# as the drawing, within these bounds. No pass is more than MOST_GAIN times as large as the last.
SCALES = (0.6, 0.8)
GAIN, MOST_GAIN = 2.25, 5.0
# Below this enlargement there is nothing finer that a pass could add.
LEAST_ENLARGEMENT = 1.5
# A preview shows next to nothing of a pass over what is already this large beside it.
SHOWN = 0.8
# Nor does it wait for larger passes than this.
MOST_SHOWN_PIXELS = 1_500_000
# Share of the photo's own fine detail in the picture that is drawn over.
PHOTO_SHARE = 0.6
# Share of the fine luma that is added; fine chroma is the last layer's grid, too.
SHARE = 0.8
GRID_PX = 0.6
SMOOTHING_PX = 0.5
# Statistics come from at most so many times so many parts of at most this side, spread evenly.
SAMPLES_ACROSS = 3
SAMPLE_PX = 256
LEAST_CORE_PX = 64


def without_grid(drawing: np.ndarray) -> np.ndarray:
    """float32 (h, w[, 3]) without what alternates from pixel to pixel."""
    return blur(drawing, GRID_PX)


def is_enlarged(hw: tuple[int, int], coarse_hw: tuple[int, int]) -> bool:
    """Whether a photo is so much larger than its drawing that there is detail to add."""
    return hw[0] >= LEAST_ENLARGEMENT * coarse_hw[0]


def pass_sizes(hw: tuple[int, int], coarse_hw: tuple[int, int]) -> list[tuple[int, int]]:
    """The sizes of the passes for a photo of size hw, smallest first."""
    enlargement = hw[0] / coarse_hw[0]
    scale = float(np.clip(GAIN / enlargement, *SCALES))
    count = max(1, math.ceil(math.log(scale * enlargement) / math.log(MOST_GAIN)))
    shares = [scale * (scale * enlargement) ** (i / count - 1) for i in range(1, count + 1)]
    return [(round(hw[0] * share), round(hw[1] * share)) for share in shares]


class Drawing:
    """A drawing that is shown larger than it was made: colours, and luma on top of a finer size.

    colours: float32 (h, w, 3). luma: float32 (h', w') to be added, None where there is none yet.
    """

    def __init__(self, colours: np.ndarray, luma: np.ndarray | None = None) -> None:
        self.colours, self.luma = colours, luma

    @property
    def hw(self) -> tuple[int, int]:
        finest = self.colours if self.luma is None else self.luma
        return finest.shape[0], finest.shape[1]

    def part(self, hw: tuple[int, int], box: Box) -> np.ndarray:
        """float32 (h, w, 3) of the part `box` of the drawing when it is enlarged to hw."""
        drawn = enlarge_box(self.colours, hw, box)
        if self.luma is not None:
            drawn += enlarge_box(self.luma, hw, box)[..., None]
        return drawn


class DetailPass:
    """One pass over a drawing, at its own size and part by part.

    photo: uint8 or uint16 (H, W), the photo's luma at any size. below: what is drawn over.
    """

    def __init__(
        self, photo: np.ndarray, below: Drawing, hw: tuple[int, int], code: StyleTensors
    ) -> None:
        self.hw, self.below, self.code = hw, below, code
        self._photo = resize(photo, hw)
        # As wide as a pixel of what is below, together with the averaging down to it.
        self._broad = blur(as_float(resize(photo, below.hw)), 0.85)
        # Half a pixel of what is below: what that can show comes from there.
        self._finest_px = 0.5 * hw[0] / below.hw[0]
        margin = OVERLAP_PX + round(3 * self._finest_px)
        self.margin_px = -(-margin // SIZE_MULTIPLE) * SIZE_MULTIPLE
        self._statistics: Statistics = []

    def measure(self, renderer: TileRenderer, progress: Progress) -> None:
        """Measure the statistics of what is drawn over.

        They are those of the whole picture even where only a part will be drawn: a flat part has
        none of its own that could be divided by.
        """
        boxes = sampled_boxes(self.hw)

        def parts() -> Iterator[tuple[np.ndarray, Box]]:
            for i, box in enumerate(boxes):
                progress.report(i / len(boxes))
                guide = self._guide(box)
                yield guide, (0, 0, guide.shape[0], guide.shape[1])

        self._statistics = renderer.statistics(parts())

    def _guide(self, box: Box) -> np.ndarray:
        """What is drawn over: the drawing and, where it is finer, the photo."""
        top, left, bottom, right = box
        fine = as_float(self._photo[top:bottom, left:right])
        fine = fine - enlarge_box(self._broad, self.hw, box)
        return np.clip(self.below.part(self.hw, box) + PHOTO_SHARE * fine[..., None], 0, 1)

    def draw(self, box: Box, renderer: TileRenderer) -> np.ndarray:
        """float32 (h, w): the luma that is finer than what is below. box: begins on multiples of
        8; trustworthy except within margin_px of sides that are not sides of the picture."""
        corner = box[0], box[1]
        fine = luma(renderer.draw(self._guide(box), self._statistics, self.code, corner))
        fine = blur(fine, SMOOTHING_PX)
        # Twice, since one Gaussian lets too much through that is not fine.
        for _ in range(2):
            fine = fine - blur(fine, self._finest_px)
        return SHARE * fine

    def tiles(self, side_px: int) -> list[Tile]:
        """The pass cut so that no part, its margin counted, is larger than side_px a side."""
        side = max(side_px, 2 * self.margin_px + LEAST_CORE_PX)
        if self.hw[0] * self.hw[1] <= side_px * side_px:
            side = max(self.hw)
        return plan_tiles(self.hw, side, self.margin_px, SIZE_MULTIPLE)

    def drawn_over(self, renderer: TileRenderer, progress: Progress) -> Drawing:
        """The drawing with this pass on it, whole."""
        self.measure(renderer, progress.sub(0.0, 0.3))
        luma = np.empty(self.hw, np.float32)
        tiles = self.tiles(renderer.side_px)
        for i, tile in enumerate(tiles):
            progress.report(0.3 + 0.7 * i / len(tiles))
            luma[tile.core_slices] = self.draw(tile.padded, renderer)[tile.core_in_padded]
        if self.below.luma is not None:
            luma += enlarge_box(self.below.luma, self.hw, (0, 0, *self.hw))
        return Drawing(self.below.colours, luma)


class FineDetail:
    """The passes over one enlarged drawing: all but the last are made at once, that one part by
    part.

    content: (H, W, 3) uint8 or uint16. coarse: float32 (h, w, 3), the drawing, for which
    `is_enlarged`. code: the style.
    """

    def __init__(
        self,
        content: np.ndarray,
        coarse: np.ndarray,
        code: StyleTensors,
        renderer: TileRenderer,
        progress: Progress,
    ) -> None:
        self.hw = content.shape[0], content.shape[1]
        sizes = pass_sizes(self.hw, (coarse.shape[0], coarse.shape[1]))
        photo = resize(cv2.cvtColor(content, cv2.COLOR_RGB2GRAY), sizes[-1])
        before = draw_passes(photo, coarse, sizes[:-1], code, renderer, progress.sub(0.0, 0.8))
        self._last = DetailPass(photo, before, sizes[-1], code)
        self._last.measure(renderer, progress.sub(0.8, 1.0))

    def boxes(self, side_px: int) -> list[Box]:
        """The photo cut so that no pass over a part is larger than side_px a side."""
        scale = self._last.hw[0] / self.hw[0]
        side = max(LEAST_CORE_PX, side_px - 2 * self._last.margin_px)
        if self._last.hw[0] * self._last.hw[1] <= side_px * side_px:
            side = max(self._last.hw)
        return [tile.core for tile in plan_tiles(self.hw, round(side / scale), 0)]

    def draw(self, box: Box, renderer: TileRenderer) -> np.ndarray:
        """float32 (h, w, 3): the drawing with all its detail inside box, not clipped."""
        last = self._last
        (top, bottom, rows), (left, right, columns) = (
            _span(box[axis], box[axis + 2], self.hw[axis], last.hw[axis], last.margin_px)
            for axis in (0, 1)
        )
        fine = last.draw((top, left, bottom, right), renderer)
        map_x = np.repeat(columns[None], len(rows), axis=0)
        map_y = np.repeat(rows[:, None], len(columns), axis=1)
        fine = cv2.remap(fine, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        drawn = last.below.part(self.hw, box)
        drawn += fine[..., None]
        return drawn


def draw_passes(
    photo: np.ndarray,
    coarse: np.ndarray,
    sizes: list[tuple[int, int]],
    code: StyleTensors,
    renderer: TileRenderer,
    progress: Progress,
) -> Drawing:
    """The drawing, float32 (h, w, 3), with passes of these sizes over it, ready to be enlarged.

    photo: uint8 or uint16 (H, W), the photo's luma at any size.
    """
    drawing = Drawing(without_grid(coarse))
    for i, hw in enumerate(sizes):
        part = progress.sub(i / len(sizes), (i + 1) / len(sizes))
        drawing = DetailPass(photo, drawing, hw, code).drawn_over(renderer, part)
        assert drawing.luma is not None
        drawing.luma = without_grid(drawing.luma)
    return drawing


def as_shown(
    content: np.ndarray,
    hw: tuple[int, int],
    shown_hw: tuple[int, int],
    coarse: np.ndarray,
    code: StyleTensors,
    renderer: TileRenderer,
    progress: Progress,
) -> np.ndarray:
    """The drawing, float32 (h, w, 3), with all that a preview shows of an export's detail.

    content: (H, W, 3) uint8 or uint16, the photo at any size that is not smaller than shown_hw.
    hw: the size of the export; shown_hw: that of the preview. Returns the coarse drawing itself
    or a larger one.
    """
    coarse_hw = coarse.shape[0], coarse.shape[1]
    if not is_enlarged(hw, coarse_hw):
        return coarse
    sizes, below = [], coarse_hw
    for size in pass_sizes(hw, coarse_hw):
        if below[0] >= SHOWN * shown_hw[0] or size[0] * size[1] > MOST_SHOWN_PIXELS:
            break
        sizes.append(size)
        below = size
    photo = cv2.cvtColor(content, cv2.COLOR_RGB2GRAY)
    drawing = draw_passes(photo, coarse, sizes, code, renderer, progress)
    return np.clip(drawing.part(drawing.hw, (0, 0, *drawing.hw)), 0, 1)


def _span(
    begin: int, end: int, length: int, drawn_length: int, margin_px: int
) -> tuple[int, int, np.ndarray]:
    """What has to be drawn along an axis for the photo's pixels begin..end: where it begins and
    ends, and where in it those pixels lie."""
    places = (np.arange(begin, end) + 0.5) * (drawn_length / length) - 0.5
    first = max(0, int(places[0]) - margin_px) // SIZE_MULTIPLE * SIZE_MULTIPLE
    last = min(drawn_length, int(places[-1]) + 1 + margin_px)
    return first, last, (places - first).astype(np.float32)


def sampled_boxes(hw: tuple[int, int]) -> list[Box]:
    """Parts, spread evenly, that stand for the whole picture."""
    rows, columns = ([_middle(span) for span in _parts(length)] for length in hw)
    return [(top, left, bottom, right) for top, bottom in rows for left, right in columns]


def _parts(length: int) -> list[tuple[int, int]]:
    count = min(SAMPLES_ACROSS, -(-length // SAMPLE_PX))
    return [(length * i // count, length * (i + 1) // count) for i in range(count)]


def _middle(span: tuple[int, int]) -> tuple[int, int]:
    begin, end = span
    begin += max(0, end - begin - SAMPLE_PX) // 2
    return begin, min(end, begin + SAMPLE_PX)
