"""Everything about styles that a studio remembers between two calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from weakref import ref

import numpy as np

from engine.imaging.colour import to_srgb
from engine.imaging.photo import Photo
from engine.models.stylenet import StyleTensors
from engine.operations.params import TransferParams
from engine.operations.previewing import (
    PreviewPainter,
    ThumbnailWorking,
    draw_thumbnail,
    thumbnail_working,
)
from engine.operations.rendering import TileRenderer
from engine.operations.style_codes import StyleCoder, encode_pictures, pack_code
from engine.progress import Progress
from engine.styles import StyleCode, StyleSource


@dataclass
class Styling:
    """Codes and previews in the styles of one generator, whose weights have model_sha256."""

    model_sha256: str
    coder: StyleCoder = field(default_factory=StyleCoder)
    painter: PreviewPainter = field(default_factory=PreviewPainter)
    _middle: tuple[ref[Photo], tuple[int, int], ThumbnailWorking] | None = None

    def code(self, style: StyleSource, renderer: TileRenderer) -> StyleTensors:
        """See `StyleCoder.code_of`."""
        return self.coder.code_of(style, renderer, self.model_sha256)

    def preview(
        self,
        content: Photo,
        code: StyleTensors,
        params: TransferParams,
        longest_px: int,
        renderer: TileRenderer,
        progress: Progress,
    ) -> np.ndarray:
        """See `PreviewPainter.draw`."""
        return self.painter.draw(content, code, params, longest_px, renderer, to_srgb, progress)

    def thumbnail(
        self, content: Photo, code: StyleTensors, side_px: int, renderer: TileRenderer
    ) -> np.ndarray:
        """uint8 (side_px, side_px, 3), the middle of the photo."""
        key = side_px, id(renderer)
        if self._middle is None or self._middle[0]() is not content or self._middle[1] != key:
            working = thumbnail_working(to_srgb(content), side_px, renderer)
            self._middle = ref(content), key, working
        return draw_thumbnail(self._middle[2], code, side_px, renderer)

    def forget_pictures(self) -> None:
        """Keep the codes, which are small, and nothing else."""
        self.painter.clear()
        self._middle = None

    def packed(self, pictures: Sequence[Photo], renderer: TileRenderer) -> StyleCode:
        """One code for a set of pictures; StyleError for an empty set."""
        return pack_code(encode_pictures(pictures, renderer), self.model_sha256)
