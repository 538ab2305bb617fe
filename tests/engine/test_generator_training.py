"""A few steps of training the generator, its resuming, its budget and its command."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from short_trainings import (
    CPU,
    GENERATOR,
    OPTIMIZER,
    generator_run,
    moved,
    pictures,
    state_of,
    weights,
)

from engine.training import stylenet_loop
from engine.training.__main__ import main
from engine.training.optimizers import MuonAdam
from engine.training.pairs import phase_of
from engine.training.stylenet_loop import StyleNetTraining, learning_rate

__all__ = ["generator_run", "pictures", "weights"]


# -- the generator


def test_generator_steps_in_both_phases(pictures: Path, weights: Path, tmp_path: Path) -> None:
    training = StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU)
    before = state_of(training.network)
    for fraction, count in ((0.1, 2), (0.9, 3)):
        training.source.fraction = fraction
        batch = training.source()
        assert batch.content.shape == (count, 64, 64, 3) and batch.content.dtype == np.uint8
        reports = list(training.train_on(batch, fraction))
        assert len(reports) == GENERATOR["data"]["pairings"]
        for report in reports:
            assert all(np.isfinite(value) for value in report.values())
            assert {"content", "moments", "textures", "identity", "loss"} <= report.keys()
    assert training.step == 4
    parts = {name.split(".")[0] for name in moved(training.network, before)}
    assert {"content_encoder", "style_encoder", "decoder"} <= parts


def test_steps_lower_the_loss_on_one_batch(pictures: Path, weights: Path, tmp_path: Path) -> None:
    training = StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU)
    batch = training.source()
    reports = [report["loss"] for _ in range(13) for report in training.train_on(batch, 0.1)]
    assert np.mean(reports[-3:]) < 0.9 * np.mean(reports[:3])


def test_generator_resumes_where_it_stopped(
    pictures: Path, weights: Path, generator_run: Path
) -> None:
    again = StyleNetTraining(GENERATOR, pictures, weights, generator_run, CPU)
    assert again.step == 4
    snapshot = sorted(generator_run.glob("snapshot-*.safetensors"))[-1]
    assert snapshot.stem.endswith("000004")
    averaged = again.averaged().state_dict()
    for name, value in checkpoints_read(snapshot).items():
        assert torch.equal(averaged[name].half(), value), name
    assert again.optimizer.state_dict()["state"][0]["step"] == 4
    sheet = cv2.imread(str(generator_run / "sheet-000004.jpg"))
    assert sheet.shape[0] % 192 == 0 and sheet.std() > 1
    curve = (generator_run / "validation.csv").read_text().splitlines()
    assert curve[0].startswith("step,seconds,content,moments,textures")
    assert [row.split(",")[0] for row in curve[1:]] == ["2", "4"]


def test_a_run_from_before_losses_and_glances_were_known_goes_on(
    pictures: Path, weights: Path, tmp_path: Path
) -> None:
    unknown = ("contrast", "unevenness", "rims")
    losses = {k: v for k, v in GENERATOR["losses"].items() if k not in unknown}
    options = {k: v for k, v in GENERATOR["data"].items() if k != "glances"}
    recipe = {**GENERATOR, "losses": losses, "data": options}
    training = StyleNetTraining(recipe, pictures, weights, tmp_path, CPU)
    for report in training.train_on(training.source(), 0.0):
        assert all(np.isfinite(v) for v in report.values())


def test_a_run_may_start_from_other_weights(
    pictures: Path, weights: Path, generator_run: Path, tmp_path: Path
) -> None:
    snapshot = sorted(generator_run.glob("snapshot-*.safetensors"))[-1]
    training = StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU)
    training.start_from(snapshot)
    for name, value in checkpoints_read(snapshot).items():
        assert torch.equal(training.network.state_dict()[name], value.float()), name
        assert torch.equal(training.average.values[name], value.float()), name
    training.save()
    again = StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU)
    assert again.facts["started_from"] == snapshot.name


def test_muon_steps_are_orthogonal_and_as_large_as_adams() -> None:
    torch.manual_seed(0)
    layer = torch.nn.Conv2d(6, 4, 3)
    optimizer = MuonAdam(layer, 0.01, (0.9, 0.99))
    before = layer.weight.detach().clone()
    layer(torch.randn(2, 6, 9, 9)).square().mean().backward()
    optimizer.step()
    moved = (layer.weight.detach() - before).reshape(4, -1)
    assert torch.linalg.matrix_rank(moved) == 4
    singular = torch.linalg.svdvals(moved / (0.01 * 0.2 * 54**0.5))
    assert singular.min() > 0.5 and singular.max() < 1.5
    assert not torch.equal(layer.bias.detach(), torch.zeros(4))


def checkpoints_read(path: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(path)


def test_a_run_keeps_to_its_budget_over_resumes(
    pictures: Path, weights: Path, tmp_path: Path
) -> None:
    first = StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU)
    first.run(minutes=1e-6)
    assert first.step == 1 and first.checkpoint.exists()
    second = StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU)
    assert second.step == 1 and second.spent_s == first.spent_s > 0
    second.run(minutes=1e-6)
    assert second.step == 1, "the budget is spent"
    second.run(minutes=second.spent_s / 60 + 1e-6)
    assert second.step == 2


def test_a_resumed_run_warms_up_again(
    pictures: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU).run(minutes=1e-6)
    asked = []

    def recorded(config: dict, step: int, fraction: float) -> float:
        asked.append(step)
        return learning_rate(config, step, fraction)

    monkeypatch.setattr(stylenet_loop, "learning_rate", recorded)
    again = StyleNetTraining(GENERATOR, pictures, weights, tmp_path, CPU)
    again.run(minutes=again.spent_s / 60 + 1e-6)
    assert again.step == 2 and set(asked) == {0}


def test_phases_and_learning_rate() -> None:
    assert [phase_of(GENERATOR, f)["batch"] for f in (0, 0.49, 0.5, 1.0, 1.2)] == [2, 2, 3, 3, 3]
    config = {"optimizer": OPTIMIZER}
    assert learning_rate(config, 0, 0) == pytest.approx(5e-4)
    assert learning_rate(config, 5, 0.5) == pytest.approx(1e-3)
    assert learning_rate(config, 5, 0.75) == pytest.approx(5.5e-4)
    assert learning_rate(config, 5, 1.0) == pytest.approx(1e-4)


# -- the command


def test_the_command_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = [str(tmp_path / name) for name in ("data", "weights", "out")]
    options = [
        x for pair in zip(("--data", "--weights", "--out"), where, strict=True) for x in pair
    ]
    assert main(["stylenet", *options, "--device", "cpu"]) == 1
    assert "no readable picture" in capsys.readouterr().err
