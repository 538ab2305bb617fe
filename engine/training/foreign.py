"""Pictures that no network has drawn: filters a person could apply to a photo.

The discriminator must learn faults and not one generator's signature, so part of what it sees
comes from elsewhere.
"""

from __future__ import annotations

import cv2
import numpy as np

Picture = np.ndarray


def match_colours(photo: Picture, style: Picture) -> Picture:
    """Mean and deviation of each Lab channel taken from the style (Reinhard et al., 2001)."""
    a, b = (cv2.cvtColor(p.astype(np.float32), cv2.COLOR_RGB2LAB) for p in (photo, style))
    mean_a, mean_b = a.mean((0, 1)), b.mean((0, 1))
    gain = np.clip(b.std((0, 1)) / (a.std((0, 1)) + 1e-3), 0.3, 3.0)
    lab = (a - mean_a) * gain + mean_b
    return np.clip(cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB), 0, 1)


def _bytes(picture: Picture) -> Picture:
    return (picture * 255).round().astype(np.uint8)


def _smooth(photo: Picture, rng: np.random.Generator) -> Picture:
    return (
        cv2.stylization(_bytes(photo), sigma_s=rng.uniform(20, 80), sigma_r=rng.uniform(0.2, 0.6))
        / 255
    )


def _quantized(photo: Picture, rng: np.random.Generator) -> Picture:
    levels = int(rng.integers(4, 9))
    flat = cv2.bilateralFilter(photo.astype(np.float32), 9, 0.25, 5)
    return np.round(flat * levels) / levels


def _oil(photo: Picture, rng: np.random.Generator) -> Picture:
    side = int(rng.choice([3, 5, 7]))
    return cv2.medianBlur(_bytes(photo), side) / 255


def _pencil(photo: Picture, rng: np.random.Generator) -> Picture:
    grey, coloured = cv2.pencilSketch(
        _bytes(photo),
        sigma_s=rng.uniform(20, 60),
        sigma_r=0.1,
        shade_factor=rng.uniform(0.02, 0.06),
    )
    chosen = coloured if rng.random() < 0.5 else cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    return chosen / 255


def _textured(photo: Picture, rng: np.random.Generator) -> Picture:
    """Strokes along the edges: noise smeared in the direction of least change."""
    height, width = photo.shape[:2]
    noise = rng.normal(0, 1, (height, width)).astype(np.float32)
    length = int(rng.integers(7, 15))
    angle = rng.uniform(0, np.pi)
    kernel = np.zeros((length, length), np.float32)
    for t in np.linspace(-1, 1, 4 * length):
        x, y = (length - 1) / 2 * (1 + t * np.array([np.cos(angle), np.sin(angle)]))
        kernel[round(y), round(x)] = 1
    strokes = cv2.filter2D(noise, -1, kernel / kernel.sum())
    return np.clip(photo + 0.25 * rng.uniform(0.3, 1) * strokes[..., None], 0, 1)


FILTERS = (_smooth, _quantized, _oil, _pencil, _textured)


def filtered(photo: Picture, style: Picture, rng: np.random.Generator) -> Picture:
    """A hand-made rendering of a photo with the colours of a style; all float32 in [0, 1]."""
    picture = FILTERS[int(rng.integers(len(FILTERS)))](photo, rng).astype(np.float32)
    if rng.random() < 0.7:
        picture = match_colours(picture, style)
    return np.ascontiguousarray(picture, np.float32)
