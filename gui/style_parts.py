"""What a style is made of: single styles, each with its weight and crop."""

from __future__ import annotations

from engine.imaging.photo import Photo
from engine.styles import StyleMix, StylePart, StylePreset, StyleSource
from gui.style_families import has_own_generator

Single = Photo | StylePreset


def parts_of(source: StyleSource | None) -> tuple[StylePart, ...]:
    """The styles that a source is made of, one for a single style, none for None."""
    if source is None:
        return ()
    return source.parts if isinstance(source, StyleMix) else (StylePart(source),)


def simplified(mix: StyleMix) -> StyleSource:
    """A mix of one whole style is that style.

    A crop of one that has its own generator ends with the mix: only StyleNet could heed it.
    """
    if len(mix.parts) > 1:
        return mix
    alone = mix.parts[0]
    return alone.source if alone.crop.is_whole or has_own_generator(alone.source) else mix


def has_picture(source: Single) -> bool:
    """Whether there is a picture of the style that could be cropped: a code has none."""
    if isinstance(source, Photo):
        return True
    carried = source.carried is not None and bool(source.carried.pictures)
    return source.image_path is not None or carried
