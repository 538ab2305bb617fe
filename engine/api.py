"""Plain functions for other programs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.imaging.photo import Photo, freeze
from engine.operations.params import InspectParams
from engine.operations.results import Inspection
from engine.studio import Studio
from engine.styles import StylePreset

Picture = Photo | np.ndarray | str | Path


@lru_cache(maxsize=1)
def _studio() -> Studio:
    return Studio()


def _photo(picture: Picture) -> Photo:
    if isinstance(picture, Photo):
        return picture
    if isinstance(picture, np.ndarray):
        # A copy: a photo is read-only, and the caller's array must stay writable.
        return Photo(freeze(picture.copy()))
    from engine.imaging.files import read_photo

    return read_photo(Path(picture))


def check_abnormal(
    content: Picture | None,
    stylized: Picture,
    style: Picture | StylePreset | None = None,
    params: InspectParams | None = None,
) -> Inspection:
    """Where does `stylized` look wrong, given the photo and the style it was made from?

    Pictures are photos, paths or uint8/uint16 sRGB arrays (H, W, 3). content and style may be
    None, at lower confidence. Raises ImageFileError for a file that cannot be read and
    OptionError for pictures whose shapes do not match.
    """
    return _studio().inspect(
        _photo(stylized),
        None if content is None else _photo(content),
        style if style is None or isinstance(style, StylePreset) else _photo(style),
        params or InspectParams(),
    )
