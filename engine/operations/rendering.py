"""Drawing a picture with the generator: statistics of the whole, pixels tile by tile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.imaging.resample import resize
from engine.imaging.tensors import as_tensor, mirrored, pad_to_multiple, to_pixels
from engine.imaging.tiles import Box, Tile, plan_tiles
from engine.models.baked import (
    BakedDecoder,
    BakedEncoder,
    BakedStyleEncoder,
    DecoderMould,
    Statistics,
    level_statistics,
)
from engine.models.device import Runtime
from engine.models.fixed_style import FixedStyleNet
from engine.models.stylenet import (
    GLANCES_SHORT_PX,
    OVERLAP_PX,
    SIZE_MULTIPLE,
    StyleNet,
    StyleTensors,
    glance_size,
)
from engine.progress import Progress

# Reflected once around the picture so that strokes at the border have something to hold on to.
BORDER_PX = 8
# How far the style encoder looks, up to a sixteenth of the size.
STYLE_OVERLAP_PX = 96
# Live activations of encoder and decoder, measured as peak memory over pixels of a tile.
BYTES_PER_PIXEL = 700
LARGEST_TILE_PX = 960
SMALLEST_TILE_PX = 256


def tile_side(memory_budget_mb: float) -> int:
    """The side of a tile, its overlap counted, whose activations fit the budget."""
    side = (memory_budget_mb * 2**20 / BYTES_PER_PIXEL) ** 0.5
    return int(np.clip(side, SMALLEST_TILE_PX, LARGEST_TILE_PX)) // SIZE_MULTIPLE * SIZE_MULTIPLE


def blend_weight(strength: float) -> float:
    """How much of the drawing shows over the photo.

    The style code already moves with the strength; the first half of the way also fades the
    drawing in, which makes strength 0 the photo itself.
    """
    return min(1.0, 2.0 * strength)


@dataclass(frozen=True)
class EncodedPicture:
    """A picture of size hw as the content encoder sees it, its own statistics, and where in the
    features it begins, in pixels."""

    hw: tuple[int, int]
    features: list[Tensor]
    statistics: Statistics
    corner: tuple[int, int]


def inside(features: list[Tensor], box: Box, corner: tuple[int, int]) -> list[Tensor]:
    """The features, at 1/2, 1/4 and so on, within a box of a picture that begins in them at corner:
    borders that were reflected around it do not count."""
    top, left, bottom, right = box
    cut = []
    for i, level in enumerate(features):
        stride = 2 ** (i + 1)
        rows = slice((top + corner[0]) // stride, -(-(bottom + corner[0]) // stride))
        columns = slice((left + corner[1]) // stride, -(-(right + corner[1]) // stride))
        cut.append(level[:, :, rows, columns])
    return cut


@dataclass
class MouldedStyle(StyleTensors):
    """A style that another decoder draws than the renderer's own."""

    mould: DecoderMould


class PooledStatistics:
    """Mean and deviation of each level of features over several parts of a picture."""

    def __init__(self) -> None:
        self._sums: list[list[Tensor]] = []

    def add(self, features: list[Tensor]) -> None:
        """Another part, (1, C, H, W) at each level."""
        for i, level in enumerate(features):
            # In float64, since the difference of large squares is to be small.
            mean, std = (s.cpu().double() for s in level_statistics(level))
            count = torch.tensor(level.shape[2] * level.shape[3], dtype=torch.double)
            parts = [count, mean * count, (std.square() + mean.square()) * count]
            if len(self._sums) <= i:
                self._sums.append(parts)
            else:
                self._sums[i] = [a + b for a, b in zip(self._sums[i], parts, strict=True)]

    def pooled(self, device: torch.device) -> Statistics:
        """What level_statistics says of all parts together."""
        pooled = []
        for count, total, squares in self._sums:
            mean = total / count
            std = (squares / count - mean.square()).clamp_min(1e-5).sqrt()
            pooled.append((mean.float().to(device), std.float().to(device)))
        return pooled


def core_box(tile: Tile) -> Box:
    """Where the core of a tile lies within it."""
    rows, columns = tile.core_in_padded
    return rows.start, columns.start, rows.stop, columns.stop


class TileRenderer:
    """Runs the generator over pictures of any size.

    The content statistics are those of the whole picture and serve every tile, and all that comes
    after them is local: with an overlap as wide as the network looks, tiles leave no seam.
    """

    def __init__(self, network: StyleNet | FixedStyleNet, runtime: Runtime, side_px: int) -> None:
        self.network, self.runtime, self.side_px = network, runtime, side_px
        self._encoder = BakedEncoder(network.content_encoder, runtime.dtype)
        # Neither mixes with the photo's own style nor sees another one.
        self.fixed = isinstance(network, FixedStyleNet)
        self._own_style: StyleTensors | None = None
        self._style_encoder = (
            None
            if isinstance(network, FixedStyleNet)
            else BakedStyleEncoder(network.style_encoder, runtime.dtype)
        )
        self._mould = DecoderMould(network, runtime.dtype)
        self._baked: tuple[Statistics, StyleTensors, BakedDecoder] | None = None

    def tiles(self, hw: tuple[int, int]) -> list[Tile]:
        """Tiles of a picture of this size; one without overlap when it fits whole."""
        return self._tiles(hw, OVERLAP_PX, SIZE_MULTIPLE)

    def _tiles(self, hw: tuple[int, int], overlap_px: int, multiple: int) -> list[Tile]:
        side = self.side_px
        if hw[0] * hw[1] <= side * side:
            side = max(hw) + 2 * overlap_px
        return plan_tiles(hw, side, overlap_px, multiple)

    @torch.inference_mode()
    def encode_style(self, style: np.ndarray) -> StyleTensors:
        """The code of a style picture, float32 (H, W, 3) in [0, 1]; in tiles where it is large.

        The statistics of the tiles are pooled before a vector is made of them, so that they say
        what the whole picture says. A generator of one style knows no other.
        """
        encoder = self._style_encoder
        if encoder is None:
            return self.own_style()
        multiple, device = 2 * SIZE_MULTIPLE, self.runtime.device
        style = mirrored(style, multiple)
        tiles = self._tiles((style.shape[0], style.shape[1]), STYLE_OVERLAP_PX, multiple)
        if len(tiles) == 1:
            return encoder(as_tensor(style, device))
        statistics = PooledStatistics()
        for tile in tiles:
            features = encoder.features(as_tensor(style[tile.padded_slices], device))
            statistics.add(inside(features, core_box(tile), (0, 0)))
        return encoder.code(statistics.pooled(device))

    def glances(self, picture: np.ndarray) -> list[EncodedPicture]:
        """A photo, float32 (H, W, 3), small and made ready for `corrected`."""
        hw = picture.shape[0], picture.shape[1]
        sizes = (glance_size(hw, short_px) for short_px in GLANCES_SHORT_PX)
        return [self.encode(np.clip(resize(picture, size), 0, 1)) for size in sizes]

    def corrected(self, glances: list[EncodedPicture], style: StyleTensors) -> StyleTensors:
        """The code to ask for so that the photo of the glances comes out in the style; a generator
        of one style has nothing to correct."""
        return style if self.fixed else self.corrected_by(glances, style, lambda asked: asked)

    @torch.inference_mode()
    def corrected_by(
        self,
        glances: list[EncodedPicture],
        style: StyleTensors,
        drawn_as: Callable[[StyleTensors], StyleTensors],
    ) -> StyleTensors:
        """What draws the code to ask for.

        Small drawings show what asking for the style itself, and then for what was corrected, would
        give (see `Feedback`). drawn_as: what draws when a code is asked for.
        """
        assert isinstance(self.network, StyleNet) and self._style_encoder is not None
        asked = style
        for glance in glances:
            drawn = self._drawn(glance, drawn_as(asked), (0, 0)).clamp(0, 1)
            padded, _ = pad_to_multiple(drawn, 2 * SIZE_MULTIPLE)
            asked = self.network.feedback(style, asked, self._style_encoder(padded))
        return drawn_as(asked)

    @torch.inference_mode()
    def own_style(self) -> StyleTensors:
        """The style of a generator that has but one: always the very same tensors."""
        assert isinstance(self.network, FixedStyleNet)
        if self._own_style is None:
            self._own_style = self.network.style()
        return self._own_style

    def blend_weight(self, strength: float) -> float:
        """How much of a drawing at this strength shows over the photo; a fixed style is faded in
        all the way."""
        return strength if self.fixed else blend_weight(strength)

    def _encode(self, picture: np.ndarray) -> tuple[list[Tensor], tuple[int, int]]:
        """Features, and where in them the picture begins, in pixels."""
        padded = mirrored(picture, SIZE_MULTIPLE, BORDER_PX)
        return self._encoder(as_tensor(padded, self.runtime.device)), (BORDER_PX, BORDER_PX)

    def _decoder(self, style: StyleTensors, statistics: Statistics) -> BakedDecoder:
        """Baked once for all tiles of a picture, which share style and statistics."""
        baked = self._baked
        if baked is None or baked[0] is not statistics or baked[1] is not style:
            dtype = self.runtime.dtype
            mould = style.mould if isinstance(style, MouldedStyle) else self._mould
            decoder = BakedDecoder(self.network, style, statistics, dtype, mould)
            baked = self._baked = statistics, style, decoder
        return baked[2]

    @torch.inference_mode()
    def statistics(self, pictures: Iterator[tuple[np.ndarray, Box]]) -> Statistics:
        """Pooled mean and deviation at each level over several parts of a picture.

        pictures: each with the box within it that counts, (top, left, bottom, right).
        """
        statistics = PooledStatistics()
        for picture, box in pictures:
            features, corner = self._encode(picture)
            statistics.add(inside(features, box, corner))
        return statistics.pooled(self.runtime.device)

    @torch.inference_mode()
    def draw(
        self,
        picture: np.ndarray,
        statistics: Statistics | None,
        style: StyleTensors,
        origin: tuple[int, int] = (0, 0),
    ) -> np.ndarray:
        """float32 (H, W, 3) in [0, 1], any size, to the same; statistics None: its own.

        origin: (row, column) of this part in the whole picture, multiples of 8.
        """
        encoded = self.encode(picture, statistics)
        return self.decode(encoded, style, origin)

    @torch.inference_mode()
    def encode(self, picture: np.ndarray, statistics: Statistics | None = None) -> EncodedPicture:
        """The first half of draw, which does not depend on the style; for pictures that fit a
        tile."""
        features, corner = self._encode(picture)
        if statistics is None:
            box = 0, 0, picture.shape[0], picture.shape[1]
            statistics = [level_statistics(level) for level in inside(features, box, corner)]
        hw = picture.shape[0], picture.shape[1]
        return EncodedPicture(hw, features, statistics, corner)

    @torch.inference_mode()
    def decode(
        self, encoded: EncodedPicture, style: StyleTensors, origin: tuple[int, int] = (0, 0)
    ) -> np.ndarray:
        """The second half of draw."""
        return to_pixels(self._drawn(encoded, style, origin))

    def _drawn(
        self, encoded: EncodedPicture, style: StyleTensors, origin: tuple[int, int]
    ) -> Tensor:
        """float32 (1, 3, H, W), not clamped."""
        (height, width), (top, left) = encoded.hw, encoded.corner
        begin = origin[0] - top, origin[1] - left
        drawn = self._decoder(style, encoded.statistics)(encoded.features, begin)
        return drawn[..., top : top + height, left : left + width]

    def draw_tiled(
        self, picture: np.ndarray, style: StyleTensors, progress: Progress
    ) -> np.ndarray:
        """Like draw with the picture's own statistics, in tiles where it is large."""
        tiles = self.tiles(picture.shape[:2])
        if len(tiles) == 1:
            progress.check()
            return self.draw(picture, None, style)

        def parts() -> Iterator[tuple[np.ndarray, Box]]:
            for i, tile in enumerate(tiles):
                progress.report(0.3 * i / len(tiles))
                yield picture[tile.padded_slices], core_box(tile)

        statistics = self.statistics(parts())
        out = np.empty_like(picture, dtype=np.float32)
        for i, tile in enumerate(tiles):
            progress.report(0.3 + 0.7 * i / len(tiles))
            corner = tile.padded[0], tile.padded[1]
            drawn = self.draw(picture[tile.padded_slices], statistics, style, corner)
            out[tile.core_slices] = drawn[tile.core_in_padded]
        return out
