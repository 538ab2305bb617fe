"""The pictures from which an adaptation learns a style, and how much of each."""

from __future__ import annotations

import numpy as np

from engine.errors import StyleError
from engine.imaging.colour import to_srgb
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.operations.style_pictures import style_picture
from engine.styles import WHOLE, StyleCrop, StyleMix, StylePreset, StyleSource, style_title


def learnt_pictures(style: StyleSource) -> list[tuple[np.ndarray, float]]:
    """The pictures of a style, float32 (H, W, 3), with weights that sum up to 1.

    Raises StyleError for a preset without pictures.
    """
    if isinstance(style, StyleMix):
        found = []
        for part, weight in zip(style.parts, style.weights, strict=True):
            found += [(p, w * weight) for p, w in _pictures(part.source, part.crop)]
        return found
    return _pictures(style, WHOLE)


def pictures_to_keep(style: StyleSource) -> tuple[Photo, ...]:
    """The pictures by which a style can be learnt once more; a mix has none of its own."""
    return () if isinstance(style, StyleMix) else _photos(style)


def _pictures(source: Photo | StylePreset, crop: StyleCrop) -> list[tuple[np.ndarray, float]]:
    photos, title = _photos(source), style_title(source)
    if not photos:
        raise StyleError(f"The style “{title}” has no picture to learn from; choose a picture.")
    return [(style_picture(to_srgb(photo), crop), 1 / len(photos)) for photo in photos]


def _photos(source: Photo | StylePreset) -> tuple[Photo, ...]:
    if isinstance(source, Photo):
        return (source,)
    carried = source.carried.pictures if source.carried is not None else ()
    return carried or tuple(read_photo(path) for path in source.image_paths)
