"""Drawing a picture with the generator: statistics of the whole, pixels tile by tile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from engine.imaging.tensors import pad_to_multiple, to_pixels, to_tensor
from engine.imaging.tiles import Tile, plan_tiles
from engine.models.device import Runtime
from engine.models.stylenet import SIZE_MULTIPLE, StyleNet, StyleTensors, spatial_statistics
from engine.progress import Progress

Statistics = list[tuple[Tensor, Tensor]]

# Reflected once around the picture so that strokes at the border have something to hold on to.
BORDER_PX = 16
# Live activations of encoder and decoder, measured as peak memory over pixels of a tile.
BYTES_PER_PIXEL = 700
OVERLAP_PX = 96
LARGEST_TILE_PX = 960
SMALLEST_TILE_PX = 256


def tile_side(memory_budget_mb: float) -> int:
    """The side of a tile, its overlap counted, whose activations fit the budget."""
    side = (memory_budget_mb * 2**20 / BYTES_PER_PIXEL) ** 0.5
    return int(np.clip(side, SMALLEST_TILE_PX, LARGEST_TILE_PX)) // SIZE_MULTIPLE * SIZE_MULTIPLE


class TileRenderer:
    """Runs the generator over pictures of any size.

    The content statistics are those of the whole picture and serve every tile, and all that comes
    after them is local: with an overlap as wide as the network looks, tiles leave no seam.
    """

    def __init__(self, network: StyleNet, runtime: Runtime, side_px: int) -> None:
        self.network, self.runtime, self.side_px = network, runtime, side_px

    def tiles(self, hw: tuple[int, int]) -> list[Tile]:
        """Tiles of a picture of this size; one without overlap when it fits whole."""
        side = self.side_px
        if hw[0] * hw[1] <= side * side:
            side = max(hw) + 2 * OVERLAP_PX
        return plan_tiles(hw, side, OVERLAP_PX, SIZE_MULTIPLE)

    @torch.inference_mode()
    def encode_style(self, style: np.ndarray) -> StyleTensors:
        """Statistics of a style picture, float32 (H, W, 3) in [0, 1]."""
        padded, _ = pad_to_multiple(to_tensor(style, self.runtime.device), 2 * SIZE_MULTIPLE)
        with self.runtime.autocast():
            return self.network.encode_style(padded)

    def _encode(self, picture: np.ndarray) -> list[Tensor]:
        padded, _ = pad_to_multiple(
            to_tensor(picture, self.runtime.device), SIZE_MULTIPLE, BORDER_PX
        )
        with self.runtime.autocast():
            return self.network.encode_content(padded)

    @torch.inference_mode()
    def statistics(self, pictures: Iterator[np.ndarray]) -> Statistics:
        """Pooled mean and deviation at each level over several parts of a picture."""
        sums: list[list[Tensor]] = []
        for picture in pictures:
            for i, level in enumerate(self._encode(picture)):
                # In float64, since the difference of large squares is to be small.
                mean, std = (s.cpu().double() for s in spatial_statistics(level))
                count = torch.tensor(level.shape[2] * level.shape[3], dtype=torch.double)
                parts = [count, mean * count, (std.square() + mean.square()) * count]
                if len(sums) <= i:
                    sums.append(parts)
                else:
                    sums[i] = [a + b for a, b in zip(sums[i], parts, strict=True)]
        pooled = []
        for count, total, squares in sums:
            mean = total / count
            std = (squares / count - mean.square()).clamp_min(1e-5).sqrt()
            device = self.runtime.device
            pooled.append((mean.float().to(device), std.float().to(device)))
        return pooled

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
        height, width = picture.shape[:2]
        padded, (top, left) = pad_to_multiple(
            to_tensor(picture, self.runtime.device), SIZE_MULTIPLE, BORDER_PX
        )
        with self.runtime.autocast():
            features = self.network.encode_content(padded)
            if statistics is None:
                statistics = [spatial_statistics(level) for level in features]
            corner = origin[0] - BORDER_PX, origin[1] - BORDER_PX
            drawn = self.network.decode(features, statistics, style, corner)
        return to_pixels(drawn[..., top : top + height, left : left + width])

    def draw_tiled(
        self, picture: np.ndarray, style: StyleTensors, progress: Progress
    ) -> np.ndarray:
        """Like draw with the picture's own statistics, in tiles where it is large."""
        tiles = self.tiles(picture.shape[:2])
        if len(tiles) == 1:
            progress.check()
            return self.draw(picture, None, style)

        def parts() -> Iterator[np.ndarray]:
            for i, tile in enumerate(tiles):
                progress.report(0.3 * i / len(tiles))
                yield picture[tile.core_slices]

        statistics = self.statistics(parts())
        out = np.empty_like(picture, dtype=np.float32)
        for i, tile in enumerate(tiles):
            progress.report(0.3 + 0.7 * i / len(tiles))
            corner = tile.padded[0], tile.padded[1]
            drawn = self.draw(picture[tile.padded_slices], statistics, style, corner)
            out[tile.core_slices] = drawn[tile.core_in_padded]
        return out
