"""Faults along outlines and of colour: bleed, blotches, halos, ghosts, misaligned warps."""

from __future__ import annotations

import cv2
import numpy as np

from engine.training.defects.fields import (
    between,
    blur,
    chance,
    displace,
    log_between,
    luma_of,
    pick,
    shift,
    sign,
    smooth_noise,
    tint,
)
from engine.training.defects.scene import Change, Scene, draw_along, draw_edge_band, draw_shape


def colour_bleed(scene: Scene, rng: np.random.Generator) -> Change:
    """Chroma that is shifted or diffused over the photo's outlines; luma stays in place."""
    reach = log_between(rng, 4.0, max(6.0, scene.side / 12))
    luma = luma_of(scene.image)[..., None]
    chroma = scene.image - luma
    mode = pick(rng, "shift", "spread", "overrun", "overrun", "spill")
    if mode == "shift":
        dx, dy = draw_along(rng)
        moved = shift(chroma, dx * reach, dy * reach)
        shape = draw_edge_band(scene, rng, min(reach, 8.0))
    elif mode == "spread":
        moved = blur(chroma, reach) * 1.4
        shape = draw_edge_band(scene, rng, min(reach, 10.0))
    else:
        if mode == "overrun":
            dx, dy = draw_along(rng)
            moved = blur(shift(chroma, dx * reach * 2.5, dy * reach * 2.5), reach * 0.4)
        else:
            vividness = np.abs(chroma).max(axis=2)
            row, col = scene.spot(rng, vividness)
            moved = np.broadcast_to(chroma[int(row), int(col)], chroma.shape)
        shape = draw_shape(
            scene,
            rng,
            forms=("blob", "stroke"),
            smallest_px=16,
            largest=0.2,
            hard=0.2,
            prefer=scene.edges,
        )
    return luma + moved * between(rng, 1.2, 2.5), shape


def colour_blotch(scene: Scene, rng: np.random.Generator) -> Change:
    """A stain of a hue that belongs to nothing in the photo."""
    luma = luma_of(scene.image)[..., None]
    chroma = scene.image - luma
    mode = pick(rng, "turn", "stain", "bleach", "vivid")
    if mode == "turn":
        changed = luma + np.roll(chroma, pick(rng, 1, 2), axis=2) * between(rng, 0.9, 1.6)
    elif mode == "stain":
        colour = tint(rng, 1.0)
        colour = colour - float(colour @ np.array([0.299, 0.587, 0.114], np.float32))
        changed = scene.image + colour * log_between(rng, 0.1, 0.4)
    elif mode == "bleach":
        changed = luma + chroma * between(rng, 0.0, 0.3)
    else:
        changed = luma + chroma * between(rng, 2.0, 3.5)
    forms = ("blob", "blob", "scatter", "ellipse", "stroke")
    return changed, draw_shape(scene, rng, forms=forms, hard=0.25)


def halo(scene: Scene, rng: np.random.Generator) -> Change:
    """A bright or dark fringe along the photo's outlines."""
    reach = log_between(rng, 1.5, max(3.0, scene.side / 24))
    if chance(rng, 0.5):
        luma = luma_of(scene.content)
        overshoot = np.clip(luma - blur(luma, reach * 1.5), -0.13, 0.13)
        if chance(rng, 0.3):
            overshoot = np.abs(overshoot) * sign(rng)
        changed = scene.image + overshoot[..., None] * log_between(rng, 0.8, 2.5)
        return changed, draw_edge_band(scene, rng, reach * 2.0)
    strong = (scene.edges > between(rng, 0.45, 0.8)).astype(np.float32)
    dx, dy = draw_along(rng)
    line = shift(strong, dx * reach, dy * reach) if chance(rng, 0.5) else strong
    line = np.clip(blur(line, reach * 0.6) * 1.6, 0.0, 1.0)
    colour = tint(rng) * log_between(rng, 0.12, 0.5)
    window = draw_shape(
        scene,
        rng,
        forms=("blob", "ellipse"),
        smallest_px=24,
        largest=0.45,
        hard=0.0,
        prefer=scene.edges,
    )
    return scene.image + line[..., None] * colour, window * (line > 0.05)


def ghost(scene: Scene, rng: np.random.Generator) -> Change:
    """Structure seen twice: a displaced, half-transparent second copy."""
    reach = log_between(rng, 4.0, max(6.0, scene.side / 8))
    dx, dy = draw_along(rng)
    image = scene.image
    mode = pick(rng, "double", "outline", "photo")
    if mode == "double":
        changed = cv2.addWeighted(image, 1.0, shift(image, dx * reach, dy * reach), 1.0, 0.0)
        share = between(rng, 0.3, 0.6)
        changed = image + (changed - 2.0 * image) * share
    elif mode == "outline":
        second = shift(luma_of(scene.content), dx * reach, dy * reach)
        detail = np.clip(second - blur(second, 2.5), -0.2, 0.2)
        changed = image + detail[..., None] * between(rng, 1.2, 3.0)
    else:
        second = shift(scene.content, dx * reach, dy * reach)
        changed = image + (second - image) * between(rng, 0.25, 0.55)
    shape = draw_shape(
        scene,
        rng,
        forms=("blob", "ellipse", "rectangle"),
        smallest_px=24,
        largest=0.5,
        hard=0.2,
        prefer=scene.edges,
    )
    return changed, shape


def warp(scene: Scene, rng: np.random.Generator) -> Change:
    """Structure bent or moved away from where the photo has it."""
    shape = draw_shape(
        scene,
        rng,
        forms=("blob", "ellipse", "rectangle"),
        smallest_px=20,
        largest=0.4,
        hard=0.2,
        prefer=scene.edges,
    )
    reach = log_between(rng, 3.0, max(5.0, scene.side / 12))
    if chance(rng, 0.3):
        dx, dy = draw_along(rng)
        return shift(scene.image, dx * reach, dy * reach), shape
    cell = log_between(rng, 8.0, scene.side / 3)
    weight = np.minimum(shape, 1.0) * reach
    move_x = weight * smooth_noise(scene.hw, cell, rng) * 1.6
    move_y = weight * smooth_noise(scene.hw, cell, rng) * 1.6
    return displace(scene.image, move_x, move_y), (shape > 0.02).astype(np.float32)
