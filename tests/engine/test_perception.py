"""The perception network, and a few steps of its training by random teachers."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tiny_models import art, picture, tiny_generator

from engine.models.bundles import load_bundle, save_bundle
from engine.models.perception import PerceptionNet
from engine.resources import resource_path
from engine.training import losses, sheets
from engine.training.__main__ import main
from engine.training.perception_loop import PerceptionTraining

CPU = torch.device("cpu")
CONFIG = {
    "clean_only": False,
    "network": {"widths": [8, 8, 8, 8]},
    "optimizer": {
        "learning_rate": 1e-2,
        "final_learning_rate": 1e-4,
        "decay_from": 0.5,
        "warmup_steps": 2,
        "betas": [0.9, 0.99],
        "clip_norm": 5.0,
        "ema": 0.5,
    },
    "data": {"crop": 64, "batch": 2, "scales": [0.6, 1.0]},
}


def arrays(seed: int, width: int) -> dict[str, np.ndarray]:
    """Both teachers' arrays in their layout, but narrow and random."""
    rng = np.random.default_rng(seed)

    def layer(name: str, inputs: int, outputs: int, side: int = 3) -> dict[str, np.ndarray]:
        scale = (2 / (inputs * side * side)) ** 0.5
        kernel = rng.normal(0, scale, (outputs, inputs, side, side)).astype(np.float32)
        return {f"{name}.weight": kernel, f"{name}.bias": np.zeros(outputs, np.float32)}

    made = layer("e4.conv0", 3, 3, 1)
    for prefix, names in (("e4.conv", losses.DISTILLED_LAYERS), ("", losses.VGG_LAYERS)):
        inputs = 3
        for name in names:
            if name != "M":
                made |= layer(f"{prefix}{name}", inputs, width)
                inputs = width
    return made


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for part, source in (("train_content", picture(96, 96)), ("train_style", art()[:96, :96])):
        (tmp_path / part).mkdir()
        for i in range(3):
            shifted = np.roll(source, 20 * i, axis=1)
            cv2.imwrite(str(tmp_path / part / f"{i}.png"), shifted)
    made = arrays(3, 8)
    np.savez(tmp_path / "vgg19_16x_distilled_encoders_f32.npz", **made)
    np.savez(tmp_path / "vgg19_to_relu3_4_f32.npz", **made)
    facts = {"id": "g", "version": 1, "size_multiple": 8, "overlap_px": 96, "training": {}}
    save_bundle(tmp_path / "g", tiny_generator(), "stylenet", facts)
    return tmp_path


def training(folders: Path) -> PerceptionTraining:
    return PerceptionTraining(CONFIG, folders, folders, folders / "g", folders / "run", CPU)


def test_levels_halve_and_are_rectified() -> None:
    levels = PerceptionNet((4, 8, 12, 16))(torch.rand(2, 3, 64, 48))
    assert [tuple(level.shape) for level in levels] == [
        (2, 4, 64, 48), (2, 8, 32, 24), (2, 12, 16, 12), (2, 16, 8, 6),
    ]  # fmt: skip
    assert all(float(level.detach().min()) >= 0 for level in levels)


def test_it_learns_to_tell_what_its_teachers_tell(folders: Path) -> None:
    run = training(folders)
    photos, artworks = (sheets.to_batch(list(part), CPU) for part in run.draw())
    reports = [run.train_on(photos, artworks, 0.1) for _ in range(40)]
    assert all(np.isfinite(list(report.values())).all() for report in reports)
    first, last = (np.mean([r["narrow1"] for r in part]) for part in (reports[:5], reports[-5:]))
    assert last < 0.8 * first
    assert run.step == 40


def test_a_run_is_resumed_and_published(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = training(folders)
    run.run(minutes=1e-6)
    again = training(folders)
    assert again.step == run.step == 1
    wanted = load_file(folders / "run" / "perception.safetensors")
    config = folders / "config.toml"
    config.write_text(
        'id = "perception-v1"\nphase = "distillation"\nloss_networks = "none"\n'
        "[network]\nwidths = [8, 8, 8, 8]\n"
    )
    arguments = ["--config", str(config), "--run", str(folders / "run"), "--models", str(folders)]
    assert main(["publish-perception", *arguments]) == 0
    bundle = load_bundle(folders / "perception-v1", CPU)
    assert isinstance(bundle.network, PerceptionNet)
    assert bundle.manifest["training"]["phases"][0]["steps"] == 1
    for name, value in bundle.network.state_dict().items():
        assert torch.equal(value.half(), wanted[name]), name


def test_the_shipped_one_sees_a_blur_as_further_than_a_slight_one() -> None:
    network = load_bundle(resource_path("models", "perception-v1"), CPU).network
    photo = picture(128, 128)

    def levels(sigma: float) -> list[torch.Tensor]:
        blurred = cv2.GaussianBlur(photo, (0, 0), sigma) if sigma else photo
        tensor = torch.from_numpy(blurred.copy()).permute(2, 0, 1)[None].float() / 255
        with torch.no_grad():
            return network(tensor)

    sharp = levels(0)
    distances = [
        float(
            losses.content_distance(losses.normalised(levels(s)[-1]), losses.normalised(sharp[-1]))
        )
        for s in (0.5, 1.5, 4.0)
    ]
    assert 0 < distances[0] < distances[1] < distances[2]
