"""Transfers that are remembered, so that a repair need not measure a whole picture again."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import ReferenceType, ref

import numpy as np

from engine.imaging.colour import to_srgb
from engine.imaging.photo import Photo
from engine.imaging.resample import resize
from engine.models.stylenet import StyleTensors
from engine.operations.params import TransferParams
from engine.operations.rendering import TileRenderer
from engine.operations.transfer import Rendition, prepare_rendition
from engine.progress import Progress

MOST_REMEMBERED = 3


@dataclass
class _Entry:
    photo: ReferenceType[Photo]
    code: StyleTensors
    params: TransferParams
    rendition: Rendition


class Renditions:
    """The latest transfers at working resolution, with their statistics.

    They are those of whole pictures: cost and memory are bounded by the working resolution. Kept
    no longer than the photo itself lives, but for the pixels of the last few.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._fitting: tuple[ReferenceType[Photo], tuple[int, int], Photo] | None = None

    def of(
        self,
        photo: Photo,
        code: StyleTensors,
        params: TransferParams,
        renderer: TileRenderer,
        progress: Progress,
    ) -> Rendition:
        """The transfer of the photo, ready to be drawn box by box.

        Raises OptionError when the photo is smaller than 32 pixels a side.
        """
        self._entries = [entry for entry in self._entries if entry.photo() is not None]
        for entry in self._entries:
            if entry.photo() is photo and entry.code is code and entry.params == params:
                entry.rendition.renderer = renderer
                return entry.rendition
        rendition = prepare_rendition(_srgb(photo), code, params, renderer, progress)
        self._entries = self._entries[1 - MOST_REMEMBERED :]
        self._entries.append(_Entry(ref(photo), code, params, rendition))
        return rendition

    def fitting(self, photo: Photo, hw: tuple[int, int]) -> Photo:
        """The photo at another size; itself where it has that size."""
        if photo.hw == hw:
            return photo
        if self._fitting is not None and self._fitting[0]() is photo and self._fitting[1] == hw:
            return self._fitting[2]
        resized = Photo(resize(photo.pixels, hw), icc=photo.icc)
        self._fitting = ref(photo), hw, resized
        return resized

    def forget(self) -> None:
        """Drop everything, as when memory runs out."""
        self._entries.clear()
        self._fitting = None


def _srgb(photo: Photo) -> np.ndarray:
    return to_srgb(photo)
