"""Faults where another picture shows: unstyled holes, other styles, texture, droplets."""

from __future__ import annotations

import numpy as np

from engine.training.defects.fields import (
    between,
    blur,
    chance,
    log_between,
    luma_of,
    matched,
    pick,
    tint,
)
from engine.training.defects.scene import Change, Scene, draw_shape


def unstyled_hole(scene: Scene, rng: np.random.Generator) -> Change:
    """The photo shows through, as it is or with the colours of the style."""
    mode = pick(rng, "raw", "raw", "matched", "luma", "thin")
    if mode == "raw":
        changed = scene.content
    elif mode == "matched":
        changed = matched(scene.content, scene.image)
    elif mode == "luma":
        luma = luma_of(scene.content)[..., None]
        changed = luma + blur(scene.image - luma_of(scene.image)[..., None], 3.0)
    else:
        share = between(rng, 0.55, 0.85)
        changed = scene.image + (scene.content - scene.image) * share
    return changed, draw_shape(scene, rng, largest=0.4, hard=0.4)


def wrong_style(scene: Scene, rng: np.random.Generator) -> Change | None:
    """A patch rendered in another style. None without donors."""
    if not scene.donors:
        return None
    donor = scene.donors[int(rng.integers(len(scene.donors)))]
    if chance(rng, 0.25):
        donor = matched(donor, scene.image)
    return donor, draw_shape(scene, rng, largest=0.4, hard=0.4)


def texture_blob(scene: Scene, rng: np.random.Generator) -> Change:
    """A piece of the style picture, or its texture alone, over the content."""
    piece = scene.style_crop(rng)
    image = scene.image
    mode = pick(rng, "piece", "piece", "local", "relief")
    if mode == "piece":
        changed = image + (piece - image) * between(rng, 0.7, 1.0)
    else:
        relief = piece - blur(piece, 6.0)
        ground = blur(image, log_between(rng, 5.0, 16.0)) if mode == "local" else image
        changed = ground + relief * between(rng, 1.0, 2.5)
    return changed, draw_shape(scene, rng, smallest_px=12, largest=0.35, hard=0.3)


def droplet(scene: Scene, rng: np.random.Generator) -> Change:
    """Blobs like drops of water, as instance normalisation leaves them (StyleGAN2, fig. 1)."""
    height, width = scene.hw
    rows = np.arange(height, dtype=np.float32)[:, None]
    cols = np.arange(width, dtype=np.float32)[None, :]
    changed = scene.image.copy()
    shape = np.zeros(scene.hw, np.float32)
    colour = tint(rng)
    radius = log_between(rng, 4.0, max(6.0, scene.side / 11))
    ring = between(rng, 0.0, 0.9)
    for _ in range(pick(rng, 1, 1, 2, 3, 5)):
        size = radius * between(rng, 0.6, 1.4)
        stretch = log_between(rng, 0.7, 1.4)
        y, x = scene.spot(rng)
        square = ((rows - y) / (size * stretch)) ** 2 + ((cols - x) * stretch / size) ** 2
        core = np.exp(-(square**2))
        rim = np.exp(-((np.sqrt(square) - 1.5) ** 2) / 0.12)
        bump = (core - ring * rim) * log_between(rng, 0.2, 0.8)
        flat = 0.6 * core[..., None] * (blur(scene.image, size) - changed)
        changed = changed + flat + bump[..., None] * colour
        shape = np.maximum(shape, (square < 5.3).astype(np.float32))
    return np.clip(changed, 0.0, 1.0), shape
