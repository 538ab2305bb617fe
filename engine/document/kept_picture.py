"""One whole picture kept beside the one that is shown, so that undoing a repair copies nothing."""

from __future__ import annotations

import numpy as np

from engine.imaging.photo import Photo, freeze


class KeptPicture:
    """The latest picture under the number of its state.

    A repair changes a box, and history keeps no more than the box; but to put a box into a picture
    that others may be reading means to copy all of it, and the window has no time for that. The
    picture on the other side of the last repair is therefore kept, and only that.
    """

    def __init__(self) -> None:
        self._number: int | None = None
        self._photo: Photo | None = None

    def keep(self, number: int, photo: Photo) -> None:
        """Keep this one, instead of any other."""
        self._number, self._photo = number, photo

    def take(self, number: int) -> Photo | None:
        """The picture of this state, if it is the one that is kept."""
        return self._photo if self._number == number else None

    def drop(self) -> None:
        """Let it go."""
        self._number = self._photo = None


def owned(pixels: np.ndarray) -> np.ndarray:
    """Pixels that nobody can write to; a copy only where somebody could, or where they are but a
    part of a larger array, which would be kept alive with them."""
    if pixels.base is None and not pixels.flags.writeable:
        return pixels
    return freeze(pixels.copy())
