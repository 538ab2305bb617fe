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


class PairSource:
    """Draws crops of photos and artworks."""

    def __init__(self, contents: list, styles: list, config: dict, seed: int | list[int]) -> None:
        self.contents, self.styles, self.config = contents, styles, config
        self.rng = np.random.default_rng(seed)
        self.fraction = 0.0

    def _style(self, crop_px: int) -> np.ndarray:
        options, rng = self.config["data"], self.rng
        # A photo may lend its looks as well as a painting: styles are what there is little of.
        lenders = self.contents if rng.random() < options["photo_styles"] else self.styles
        style = lenders[rng.integers(len(lenders))]
        crop = data.random_crop(style, crop_px, options["style_scales"], rng)
        # A photo has an up and a down; for strokes every direction is as good.
        if rng.random() < 0.5:
            crop = np.ascontiguousarray(crop.transpose(1, 0, 2))
        if rng.random() < options["jitter"]:
            crop = data.jitter_colours(crop, rng)
        if rng.random() < options["recoloured"]:
            lenders = self.contents if rng.random() < 0.4 else self.styles
            palette = lenders[rng.integers(len(lenders))]
            crop = data.recoloured(
                crop, data.random_crop(palette, 96, options["style_scales"], rng), rng
            )
        return crop

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
        styles = [self._style(phase["crop"]) for _ in contents]
        return Batch(np.stack(contents), np.stack(styles), phase)
