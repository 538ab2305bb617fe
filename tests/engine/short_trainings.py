"""Recipes, pictures and random loss networks for trainings of a few steps."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from tiny_models import VECTOR

from engine.training import losses
from engine.training.stylenet_loop import StyleNetTraining

CPU = torch.device("cpu")
NETWORK = {"widths": [8, 8, 8], "encoder_blocks": [1, 1], "decoder_blocks": 1, "vector": VECTOR}
OPTIMIZER = {
    "learning_rate": 1e-3,
    "final_learning_rate": 1e-4,
    "decay_from": 0.5,
    "warmup_steps": 2,
    "betas": [0.9, 0.99],
    "clip_norm": 5.0,
    "ema": 0.9,
}
GENERATOR = {
    "id": "stylenet-v1",
    "clean_only": False,
    "network": NETWORK,
    "optimizer": OPTIMIZER,
    "phases": [
        {"until": 0.5, "crop": 64, "batch": 2},
        {"until": 1.0, "crop": 64, "batch": 3},
    ],
    "vgg": True,
    "data": {
        "content_scales": [0.6, 1.0],
        "style_scales": [0.6, 1.0],
        "jitter": 0.5,
        "photo_styles": 0.5,
        "recoloured": 0.5,
        "identity": 0.3,
        "pairings": 2,
        "glances": [0.3, 0.2, 0.5],
    },
    "losses": {
        "content": 1.0,
        "content_shallow": 0.3,
        "style": [6.0, 12.0],
        "style_ramp": 0.4,
        "covariance": 0.5,
        "range": 10.0,
        "flatness": 0.5,
        "layout": 6.0,
        "contrast": 1.0,
        "unevenness": 10.0,
        "rims": 10.0,
        "identity": 3.0,
        "grid": 600.0,
    },
}
DISCRIMINATOR = {
    "id": "discriminator-v1",
    "clean_only": False,
    "network": {"style_size": VECTOR, "kinds": 9, "widths": [8, 8, 8, 8], "vector": 8},
    "optimizer": OPTIMIZER,
    "data": {
        "crop": 64,
        "batch": 2,
        "pool": 4,
        "pool_least": 1,
        "reuse": 2,
        "window": 32,
        "zooms": [0.7, 1.6],
        "content_scales": [0.6, 1.0],
        "style_scales": [0.6, 1.0],
        "jitter": 0.5,
        "photo_styles": 0.3,
        "recoloured": 0.5,
        "stored": 0.5,
        "foreign": 0.3,
        "grafted": 0.5,
        "donated": 0.5,
        "without_content": 0.3,
        "without_style": 0.3,
        "older_generator": 0.3,
    },
    "losses": {"anomaly": 1.0, "dice": 0.5, "kind": 0.3, "picture": 0.3, "adversarial": 0.2},
    "joint": {
        "from": 0.5,
        "every": 1,
        "generator_learning_rate": 1e-4,
        "adversarial": 0.15,
    },
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for part, seed in (("train_content", 1), ("train_style", 2)):
        (folder / part).mkdir()
        rng = np.random.default_rng(seed)
        for i in range(3):
            painted = np.full((80, 100, 3), rng.integers(0, 255, 3), np.uint8)
            for _ in range(25):
                centre = tuple(int(v) for v in rng.integers(0, 100, 2))
                colour = tuple(int(v) for v in rng.integers(0, 255, 3))
                cv2.circle(painted, centre, int(rng.integers(3, 25)), colour, -1)
            cv2.imwrite(str(folder / part / f"{i}.png"), painted)
    return folder


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loss networks' arrays in their layout, but narrow and random."""
    folder, rng = tmp_path_factory.mktemp("weights"), np.random.default_rng(3)

    def arrays(name: str, inputs: int, outputs: int, side: int = 3) -> dict[str, np.ndarray]:
        scale = (2 / (inputs * side * side)) ** 0.5
        kernel = rng.normal(0, scale, (outputs, inputs, side, side)).astype(np.float32)
        return {f"{name}.weight": kernel, f"{name}.bias": np.zeros(outputs, np.float32)}

    distilled, width = arrays("e4.conv0", 3, 3, 1), 3
    for layer in losses.DISTILLED_LAYERS:
        if layer != "M":
            distilled |= arrays(f"e4.conv{layer}", width, 4 * int(layer[0]))
            width = 4 * int(layer[0])
    np.savez(folder / "vgg19_16x_distilled_encoders_f32.npz", **distilled)
    vgg, width = {}, 3
    for layer in losses.VGG_LAYERS:
        if layer != "M":
            vgg |= arrays(layer, width, 4 * int(layer[4]))
            width = 4 * int(layer[4])
    vgg["conv1_1.weight"] /= 255
    np.savez(folder / "vgg19_to_relu3_4_f32.npz", **vgg)
    return folder


@pytest.fixture(scope="module")
def generator_run(pictures: Path, weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a generator after a few steps, with two snapshots."""
    run = tmp_path_factory.mktemp("stylenet")
    training = StyleNetTraining(GENERATOR, pictures, weights, run, CPU)
    for _ in range(2):
        for fraction in (0.1, 0.9):
            training.source.fraction = fraction
            next(training.train_on(training.source(), fraction))
        training.snapshot()
    training.save()
    return run


def moved(network: torch.nn.Module, before: dict[str, torch.Tensor]) -> set[str]:
    return {k for k, v in network.state_dict().items() if not torch.equal(v, before[k])}


def state_of(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {k: v.clone() for k, v in network.state_dict().items()}
