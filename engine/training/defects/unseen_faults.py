"""Faults that no training plants: they measure what the anomaly head makes of the unknown.

Never add them to what is trained on; a family that turns out to matter gets a sibling in one of
the other modules.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.training.defects.fields import (
    between,
    blur,
    chance,
    draw_int,
    log_between,
    luma_of,
    pick,
    shift,
    sign,
)
from engine.training.defects.scene import Change, Scene, draw_shape


def pixelation(scene: Scene, rng: np.random.Generator) -> Change:
    """Large square pixels, as an enlargement without interpolation leaves them."""
    height, width = scene.hw
    cell = draw_int(rng, 4, 13)
    small_wh = (max(1, width // cell), max(1, height // cell))
    small = cv2.resize(scene.image, small_wh, interpolation=cv2.INTER_AREA)
    changed = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    return changed, draw_shape(scene, rng, smallest_px=24, hard=0.5)


def ringing(scene: Scene, rng: np.random.Generator) -> Change:
    """Sharpened until every edge swings over."""
    reach = log_between(rng, 1.5, 5.0)
    detail = scene.image - blur(scene.image, reach)
    changed = scene.image + detail * log_between(rng, 2.5, 7.0)
    shape = draw_shape(scene, rng, smallest_px=24, hard=0.2, prefer=scene.edges)
    return np.clip(changed, 0.0, 1.0), shape


def hue_turn(scene: Scene, rng: np.random.Generator) -> Change:
    """A patch whose colours are turned around the grey axis."""
    luma = luma_of(scene.image)[..., None]
    chroma = scene.image - luma
    angle = sign(rng) * between(rng, 0.8, np.pi)
    third = np.float32(1 / 3)
    turn = np.cos(angle) * np.eye(3) + (1 - np.cos(angle)) * third
    axis = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) * np.sin(angle) / np.sqrt(3)
    changed = luma + cv2.transform(chroma, (turn + axis).astype(np.float32)) * 1.3
    return np.clip(changed, 0.0, 1.0), draw_shape(scene, rng, hard=0.4)


def misplaced(scene: Scene, rng: np.random.Generator) -> Change:
    """A piece of the same picture in the wrong place, sometimes mirrored."""
    height, width = scene.hw
    image = scene.image[:, ::-1] if chance(rng, 0.4) else scene.image
    far = (between(rng, 0.2, 0.5) * width * sign(rng), between(rng, 0.2, 0.5) * height * sign(rng))
    changed = shift(np.ascontiguousarray(image), *far)
    return changed, draw_shape(scene, rng, smallest_px=16, largest=0.3, hard=0.5)


def interlace(scene: Scene, rng: np.random.Generator) -> Change:
    """Every other line is out of step, in position or in level."""
    height, width = scene.hw
    upright = chance(rng, 0.3)
    thickness = pick(rng, 1, 1, 2, 3)
    extent = width if upright else height
    odd = ((np.arange(extent) // thickness) % 2).astype(np.float32)
    lines = np.broadcast_to(odd[None, :] if upright else odd[:, None], scene.hw)[..., None]
    if chance(rng, 0.6):
        away = log_between(rng, 3.0, 9.0) * sign(rng)
        moved = shift(scene.image, *((0.0, away) if upright else (away, 0.0)))
    else:
        moved = scene.image * between(rng, 0.5, 0.8)
    changed = scene.image + lines * (moved - scene.image)
    return changed.astype(np.float32), draw_shape(scene, rng, smallest_px=24, hard=0.4)
