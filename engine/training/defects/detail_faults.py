"""Faults of detail and tone: smears, erased content, clipping, banding, noise, blocks."""

from __future__ import annotations

import cv2
import numpy as np

from engine.training.defects.fields import (
    Picture,
    between,
    blur,
    chance,
    displace,
    drag,
    log_between,
    luma_of,
    pick,
    smooth_noise,
    tint,
)
from engine.training.defects.scene import Change, Scene, draw_shape


def _as_bytes(picture: Picture) -> np.ndarray:
    return np.clip(picture * 255.0 + 0.5, 0, 255).astype(np.uint8)


def _as_floats(picture: np.ndarray) -> Picture:
    return picture.astype(np.float32) * np.float32(1 / 255)


def as_jpeg(picture: Picture, quality: int) -> Picture:
    """The picture as it comes back from a JPEG file of this quality, 1 to 100."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    _, packed = cv2.imencode(".jpg", _as_bytes(picture[..., ::-1]), options)
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    if unpacked is None:
        raise RuntimeError("OpenCV could not read back the JPEG that it has just written.")
    return _as_floats(unpacked[..., ::-1])


def smear(scene: Scene, rng: np.random.Generator) -> Change:
    """Lost detail: blurred, dragged, shrunk and enlarged, or molten."""
    image = scene.image
    mode = pick(rng, "blur", "drag", "drag", "shrink", "melt")
    if mode == "blur":
        changed = blur(image, log_between(rng, 1.8, max(3.0, scene.side / 24)))
    elif mode == "drag":
        changed = drag(image, log_between(rng, 7.0, scene.side / 5), between(rng, 0, 2 * np.pi))
    elif mode == "shrink":
        height, width = scene.hw
        factor = log_between(rng, 3.0, 10.0)
        small_wh = (max(2, int(width / factor)), max(2, int(height / factor)))
        small = cv2.resize(image, small_wh, interpolation=cv2.INTER_AREA)
        flag = cv2.INTER_NEAREST if chance(rng, 0.25) else cv2.INTER_LINEAR
        changed = cv2.resize(small, (width, height), interpolation=flag)
    else:
        reach, cell = log_between(rng, 3.0, 8.0), log_between(rng, 3.0, 9.0)
        move_x = smooth_noise(scene.hw, cell, rng) * reach
        move_y = smooth_noise(scene.hw, cell, rng) * reach
        changed = blur(displace(image, move_x, move_y), between(rng, 0.8, 2.0))
    shape = draw_shape(scene, rng, smallest_px=12, largest=0.45, hard=0.25, prefer=scene.edges)
    return changed, shape


def erased(scene: Scene, rng: np.random.Generator) -> Change:
    """Content painted over with a flat or nearly flat colour."""
    shape = draw_shape(scene, rng, smallest_px=12, largest=0.3, hard=0.45, prefer=scene.edges)
    mode = pick(rng, "flat", "far", "median")
    changed: np.ndarray
    if mode == "flat":
        weight = shape + 1e-4
        colour = (scene.image * weight[..., None]).sum(axis=(0, 1)) / weight.sum()
        changed = np.broadcast_to(colour, scene.image.shape).astype(np.float32)
        if chance(rng, 0.5):
            cloud = smooth_noise(scene.hw, between(rng, 4, 20), rng)
            changed = changed + cloud[..., None] * tint(rng) * between(rng, 0.01, 0.06)
    elif mode == "far":
        changed = blur(scene.image, log_between(rng, scene.side / 16, scene.side / 5))
    else:
        half = cv2.resize(scene.image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        calm = cv2.medianBlur(_as_bytes(half), pick(rng, 5, 7, 9))
        height, width = scene.hw
        changed = cv2.resize(_as_floats(calm), (width, height), interpolation=cv2.INTER_CUBIC)
    return changed, shape


def clipping(scene: Scene, rng: np.random.Generator) -> Change:
    """Tones driven out of range: burnt white, blocked black, or one channel flooded."""
    gain = log_between(rng, 1.4, 3.5)
    mode = pick(rng, "white", "black", "contrast", "channel")
    if mode == "white":
        changed = scene.image * gain + between(rng, 0.0, 0.25)
    elif mode == "black":
        changed = scene.image * gain - between(rng, 0.5, 1.0) * gain * 0.8
    elif mode == "contrast":
        changed = (scene.image - 0.5) * (gain + 1.0) + 0.5
    else:
        changed = scene.image.copy()
        channel = int(rng.integers(3))
        changed[..., channel] = changed[..., channel] * gain + pick(rng, -0.5, 0.3)
    return np.clip(changed, 0.0, 1.0), draw_shape(scene, rng, hard=0.15)


def overdriven(scene: Scene, rng: np.random.Generator) -> Change:
    """Local contrast that was pushed until it turns into hard crumbs."""
    fine = scene.image - blur(scene.image, log_between(rng, 1.0, 5.0))
    changed = scene.image + fine * log_between(rng, 1.5, 5.0)
    if chance(rng, 0.3):
        changed += luma_of(fine)[..., None] * tint(rng, 1.0) * between(rng, 1.0, 3.0)
    return np.clip(changed, 0.0, 1.0), draw_shape(scene, rng, hard=0.2, prefer=scene.edges)


def banding(scene: Scene, rng: np.random.Generator) -> Change:
    """Gradients broken into few flat steps."""
    levels = int(rng.integers(3, 9))
    source = blur(scene.image, between(rng, 0.5, 3.0)) if chance(rng, 0.6) else scene.image
    if chance(rng, 0.5):
        changed = np.floor(np.clip(source, 0, 0.9999) * levels) * (1.0 / (levels - 1))
    else:
        luma = luma_of(source)
        steps = np.floor(np.clip(luma, 0, 0.9999) * levels) * (1.0 / (levels - 1))
        changed = source + (steps - luma)[..., None]
    shape = draw_shape(
        scene,
        rng,
        smallest_px=20,
        hard=0.3,
        prefer=scene.flatness if chance(rng, 0.6) else None,
    )
    return np.clip(changed, 0.0, 1.0).astype(np.float32), shape


def noise(scene: Scene, rng: np.random.Generator) -> Change:
    """Grain, speckle, salt and pepper, or coloured dots."""
    height, width = scene.hw
    channels = pick(rng, 1, 3)
    mode = pick(rng, "grain", "grain", "speckle", "salt")
    changed: np.ndarray
    if mode == "salt":
        density = log_between(rng, 0.01, 0.12)
        draw = rng.random((height, width, channels), dtype=np.float32)
        peppered = np.where(draw < density / 2, 0.0, scene.image)
        changed = np.where(draw > 1 - density / 2, 1.0, peppered)
    else:
        grain: np.ndarray = rng.standard_normal((height, width, channels), dtype=np.float32)
        if chance(rng, 0.4):
            size = between(rng, 0.5, 1.4)
            grain = blur(grain, size).reshape(height, width, channels) * (1.0 + 1.8 * size)
        amount = log_between(rng, 0.06, 0.25)
        changed = scene.image + grain * amount * (scene.image * 1.6 if mode == "speckle" else 1.0)
    shape = draw_shape(scene, rng, smallest_px=14, hard=0.25)
    return np.clip(changed, 0.0, 1.0).astype(np.float32), shape


def jpeg_blocks(scene: Scene, rng: np.random.Generator) -> Change:
    """The 8 px blocks of a picture compressed far too hard."""
    changed = as_jpeg(scene.image, int(rng.integers(2, 13)))
    forms = ("blob", "rectangle", "rectangle")
    return changed, draw_shape(scene, rng, forms=forms, smallest_px=24, hard=0.4)
