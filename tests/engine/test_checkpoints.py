"""Checkpoints of a training: written whole or not at all, and read back with everything."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from short_trainings import moved
from tiny_models import tiny_generator

from engine.training import checkpoints
from engine.training.checkpoints import MovingAverage, load_checkpoint, save_checkpoint


def test_a_checkpoint_that_is_cut_short_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, path = tiny_generator(), tmp_path / "checkpoint.safetensors"
    save_checkpoint(path, {"g": network}, {}, {}, {"step": 7})
    kept = path.read_bytes()

    def cut(tensors: dict, part: Path, metadata: dict) -> None:
        part.write_bytes(kept[: len(kept) // 2])
        raise OSError("No space left on device")

    monkeypatch.setattr(checkpoints, "save_file", cut)
    with pytest.raises(OSError, match="No space"):
        save_checkpoint(path, {"g": tiny_generator(1)}, {}, {}, {"step": 8})
    assert path.read_bytes() == kept
    other = tiny_generator(2)
    assert load_checkpoint(path, {"g": other}, {}, {}) == {"step": 7}
    assert not moved(other, network.state_dict())


def test_optimizer_and_average_come_back(tmp_path: Path) -> None:
    def start(seed: int) -> tuple[torch.nn.Module, torch.optim.Adam, MovingAverage]:
        network = tiny_generator(seed).requires_grad_(True)
        return network, torch.optim.Adam(network.parameters(), 1e-3), MovingAverage(network, 0.9)

    def step(network: torch.nn.Module, optimizer: torch.optim.Adam, average: MovingAverage) -> None:
        rng = torch.Generator().manual_seed(5)
        picture = torch.rand(1, 3, 32, 32, generator=rng)
        optimizer.zero_grad()
        (network(picture, picture) - picture).square().mean().backward()
        optimizer.step()
        average.update(network, 20)

    straight, resumed = start(1), start(2)
    step(*straight)
    path = tmp_path / "checkpoint.safetensors"
    network, optimizer, average = straight
    save_checkpoint(path, {"g": network}, {"g": average}, {"g": optimizer}, {})
    load_checkpoint(path, {"g": resumed[0]}, {"g": resumed[2]}, {"g": resumed[1]})
    step(*straight)
    step(*resumed)
    assert not moved(resumed[0], straight[0].state_dict())
    assert all(torch.equal(v, average.values[k]) for k, v in resumed[2].values.items())
