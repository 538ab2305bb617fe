"""Folders of small pictures and tiny networks, for trainings that take a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from tiny_models import tiny_generator, tiny_perception

from engine.training.cyclegan_loop import Collections, CycleGanTraining
from engine.training.team import ALONE, Team

CYCLEGAN: dict[str, Any] = {
    "network": {"widths": [8, 8, 8], "encoder_blocks": [1, 1], "decoder_blocks": 1},
    "discriminator": {"width": 8},
    "optimizer": {
        "learning_rate": 2e-3,
        "judges_learning_rate": 2e-3,
        "final_learning_rate": 2e-3,
        "decay_from": 0.9,
        "warmup_steps": 2,
        "betas": [0.5, 0.99],
        "clip_norm": 10.0,
        "ema": 0.9,
        "history": 4,
    },
    "data": {"crop": 64, "batch": 2, "content_scales": [0.6, 1.0], "style_scales": [0.6, 1.0]},
    "losses": {
        "paint": 1.0,
        "unpaint": 1.0,
        "cycle": 10.0,
        "identity": 2.0,
        "structure": 1.0,
        "style": 1.0,
        "contrast": 0.5,
        "grid": 600.0,
        "flatness": 0.5,
    },
}


def painted(count: int, seed: int, hw: tuple[int, int] = (112, 128)) -> list[np.ndarray]:
    """Pictures of discs in colours of their own."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        picture = np.full((*hw, 3), rng.integers(0, 255, 3), np.uint8)
        for _ in range(12):
            centre = int(rng.integers(0, hw[1])), int(rng.integers(0, hw[0]))
            colour = tuple(int(v) for v in rng.integers(0, 255, 3))
            cv2.circle(picture, centre, int(rng.integers(4, 30)), colour, -1)
        made.append(picture)
    return made


def two_palettes(count: int = 4) -> Collections:
    """Photos that are dark and blue, paintings that are bright and red."""
    photos = [(p * (0.3, 0.4, 0.9)).astype(np.uint8) for p in painted(count, 1)]
    paintings = [255 - (p * (0.1, 0.5, 0.8)).astype(np.uint8) for p in painted(count, 2)]
    return Collections(photos, photos[:1], paintings, paintings[:1])


def tiny_cyclegan(
    folder: Path, base: bool = True, seed: int = 1, team: Team = ALONE
) -> CycleGanTraining:
    network = tiny_generator() if base else None
    device = torch.device("cpu")
    pictures, perception = two_palettes(), tiny_perception()
    return CycleGanTraining(CYCLEGAN, pictures, perception, folder, device, network, seed, team)


def write_folders(parent: Path, photos: int = 20, paintings: int = 10) -> tuple[Path, Path]:
    """A folder of photos and one of style pictures."""
    folders = parent / "holiday", parent / "sketchbook"
    for seed, (folder, count) in enumerate(zip(folders, (photos, paintings), strict=True)):
        folder.mkdir(parents=True)
        for number, picture in enumerate(painted(count, seed + 3)):
            cv2.imwrite(str(folder / f"{number:03}.png"), picture)
    return folders
