"""Other ways to find faults in a stylized picture, for comparison with our anomaly map.

Each takes pictures as float32 (H, W, 3) in [0, 1] and returns a map (H / 4, W / 4); higher means
more abnormal. None is calibrated.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from skimage.metrics import structural_similarity
from torch import Tensor

from engine.models.discriminator import MAP_STRIDE, Discriminator
from engine.training import losses


def at_map_size(values: np.ndarray) -> np.ndarray:
    size = tuple(side // MAP_STRIDE for side in values.shape[::-1])
    return cv2.resize(values.astype(np.float32), size, interpolation=cv2.INTER_AREA)


def ssim_residual(picture: np.ndarray, photo: np.ndarray) -> np.ndarray:
    """1 - local SSIM (Wang et al. 2004) between picture and photo."""
    _, full = structural_similarity(picture, photo, channel_axis=2, data_range=1.0, full=True)
    return at_map_size(1 - full.mean(2))


def gradient_residual(picture: np.ndarray, photo: np.ndarray) -> np.ndarray:
    """Smoothed difference of the strengths of their edges."""

    def gradient(p: np.ndarray) -> np.ndarray:
        grey = p.mean(2)
        return np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))

    return at_map_size(cv2.GaussianBlur(np.abs(gradient(picture) - gradient(photo)), (0, 0), 4))


class Adversary:
    """The bare adversarial logits of our own discriminator: what does not look real."""

    def __init__(self, network: Discriminator) -> None:
        self.network = network

    def __call__(self, pictures: Tensor, vectors: Tensor) -> np.ndarray:
        logits = self.network.judge_patches(pictures, None, vectors)
        scale = 16 // MAP_STRIDE
        return -F.interpolate(logits.float(), scale_factor=scale, mode="bilinear")[:, 0].numpy()


class PatchMemory:
    """Distance to the nearest patches of flawless pictures, after PatchCore (Roth et al., CVPR
    2022), on levels 2 and 3 of a loss network; the memory is a random sample instead of a coreset.
    """

    def __init__(self, weights_dir: Path, size: int = 8000, neighbours: int = 3) -> None:
        self.extractor = losses.distilled_extractor(weights_dir).eval()
        self.size, self.neighbours = size, neighbours
        self.kept: list[Tensor] = []
        self.memory: Tensor | None = None

    def _patches(self, pictures: Tensor) -> Tensor:
        """(B, C, H / 4, W / 4), averaged over 3 x 3 cells."""
        _, second, third, _ = self.extractor(pictures)
        side = tuple(length // MAP_STRIDE for length in pictures.shape[-2:])
        levels = [F.adaptive_avg_pool2d(level.float(), side) for level in (second, third)]
        return torch.cat([F.avg_pool2d(level, 3, 1, 1) for level in levels], dim=1)

    def remember(self, pictures: Tensor, rng: np.random.Generator) -> None:
        patches = self._patches(pictures).permute(0, 2, 3, 1).flatten(0, 2)
        chosen = rng.choice(len(patches), min(len(patches), 800), replace=False)
        self.kept.append(patches[torch.from_numpy(chosen)])

    def __call__(self, pictures: Tensor) -> np.ndarray:
        if self.memory is None:
            self.memory = torch.cat(self.kept)[-self.size :]
        maps = []
        for patches in self._patches(pictures):
            cells = patches.flatten(1).T
            nearest = torch.cdist(cells, self.memory).topk(self.neighbours, largest=False).values
            maps.append(nearest.mean(1).view(patches.shape[1:]).numpy())
        return np.stack(maps)
