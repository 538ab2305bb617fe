"""What StyleNet trains on: pairs of crops of photos and of styles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.training import data


@dataclass
class Batch:
    """content, style: uint8 (B, S, S, 3); phase: the recipe's entry that they were drawn for."""

    content: np.ndarray
    style: np.ndarray
    phase: dict


def phase_of(config: dict, fraction: float) -> dict:
    return next((p for p in config["phases"] if fraction < p["until"]), config["phases"][-1])


def style_crop(
    contents: list, styles: list, crop_px: int, options: dict, rng: np.random.Generator
) -> np.ndarray:
    """A square crop of an artwork, uint8 (crop_px, crop_px, 3), as the recipe varies it."""
    # A photo may lend its looks as well as a painting: styles are what there is little of.
    lenders = contents if rng.random() < options["photo_styles"] else styles
    style = lenders[rng.integers(len(lenders))]
    crop = data.random_crop(style, crop_px, options["style_scales"], rng)
    # A photo has an up and a down; for strokes every direction is as good.
    if rng.random() < 0.5:
        crop = np.ascontiguousarray(crop.transpose(1, 0, 2))
    if rng.random() < options["jitter"]:
        crop = data.jitter_colours(crop, rng)
    if rng.random() < options["recoloured"]:
        lenders = contents if rng.random() < 0.4 else styles
        palette = lenders[rng.integers(len(lenders))]
        crop = data.recoloured(
            crop, data.random_crop(palette, 96, options["style_scales"], rng), rng
        )
    return crop


class PairSource:
    """Draws crops of photos and artworks."""

    def __init__(self, contents: list, styles: list, config: dict, seed: int | list[int]) -> None:
        self.contents, self.styles, self.config = contents, styles, config
        self.rng = np.random.default_rng(seed)
        self.fraction = 0.0

    def __call__(self) -> Batch:
        phase, options, rng = phase_of(self.config, self.fraction), self.config["data"], self.rng
        contents = [
            data.random_crop(
                self.contents[rng.integers(len(self.contents))],
                phase["crop"],
                options["content_scales"],
                rng,
            )
            for _ in range(phase["batch"])
        ]
        styles = [
            style_crop(self.contents, self.styles, phase["crop"], options, rng) for _ in contents
        ]
        return Batch(np.stack(contents), np.stack(styles), phase)
