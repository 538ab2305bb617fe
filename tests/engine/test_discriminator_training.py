"""A few steps of training the discriminator, alone and against the generator."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from short_trainings import (
    CPU,
    DISCRIMINATOR,
    GENERATOR,
    generator_run,
    moved,
    pictures,
    state_of,
    weights,
)

from engine.errors import OptionError
from engine.models.bundles import load_bundle
from engine.training.calibration import calibrate
from engine.training.discriminator_loop import DiscriminatorTraining
from engine.training.publish import publish_discriminator, publish_generator

__all__ = ["generator_run", "pictures", "weights"]


@pytest.fixture
def training(
    pictures: Path, weights: Path, generator_run: Path, tmp_path: Path
) -> DiscriminatorTraining:
    return DiscriminatorTraining(
        DISCRIMINATOR, GENERATOR, generator_run, pictures, weights, tmp_path / "d", CPU
    )


def test_discriminator_steps(training: DiscriminatorTraining) -> None:
    before = state_of(training.discriminator)
    judge = state_of(training.generator)
    for adversarial in (False, True):
        batch = training.pictures.draw()
        assert batch.stylized.shape == (2, 3, 64, 64) and batch.mask.shape == (2, 1, 64, 64)
        assert batch.kinds.max() <= 9
        flawed = [bool(families) for families in batch.families]
        assert flawed == (batch.mask.flatten(1).amax(1) > 0).tolist()
        report = training.discriminator_step(batch, adversarial)
        assert all(np.isfinite(value) for value in report.values())
        assert ("adversarial" in report) == adversarial
    assert moved(training.discriminator, before)
    assert not moved(training.generator, judge), "only the game moves the generator"


def test_a_view_shows_the_same_places_of_every_plane(training: DiscriminatorTraining) -> None:
    batch = training.pictures.draw()
    # The mask is written into the picture, so that both must agree wherever the view looks.
    marked = dataclasses.replace(
        batch,
        stylized=batch.mask.expand(-1, 3, -1, -1).contiguous(),
        kinds=(batch.mask[:, 0] > 0.5).to(torch.uint8),
    )
    rng = np.random.default_rng(0)
    for zooms in ((1.0, 1.0001), (0.6, 0.7), (1.8, 2.0)):
        seen = marked.viewed(rng, 32, zooms)
        assert seen.stylized.shape == (2, 3, 32, 32) and seen.kinds.shape == (2, 32, 32)
        assert seen.kinds.dtype == torch.uint8
        assert torch.allclose(seen.stylized[:, :1], seen.mask, atol=1e-5)
        agree = (seen.mask[:, 0] > 0.5) == (seen.kinds > 0)
        assert agree.float().mean() > 0.95
    assert (
        len({tuple(marked.viewed(rng, 32, (1, 2)).mask.flatten().tolist()) for _ in range(9)}) > 4
    )


def test_a_fault_that_a_zoom_takes_away_is_none(training: DiscriminatorTraining) -> None:
    batch = training.pictures.draw()
    grey = torch.full_like(batch.stylized, 0.5)
    rows, columns = np.mgrid[0:64, 0:64]
    lattice = torch.from_numpy((rows + columns) % 2 * 0.16 - 0.08).float()
    flawed = dataclasses.replace(
        batch,
        stylized=grey + lattice,
        sound=grey,
        mask=torch.ones_like(batch.mask),
        kinds=torch.full_like(batch.kinds, 2),
    )
    rng = np.random.default_rng(0)
    views = [flawed.viewed(rng, 32, (0.5, 0.5001)) for _ in range(12)]
    shown = {float(view.stylized.std()) > 0.04: view for view in views}
    assert shown.keys() == {True, False}, "some windows are zoomed, some are not"
    assert bool((shown[True].mask == 1).all()) and bool((shown[True].kinds == 2).all())
    assert not shown[False].mask.any() and not shown[False].kinds.any()


def test_the_game_moves_the_generator_but_not_its_style_encoder(
    training: DiscriminatorTraining,
) -> None:
    before, judge = state_of(training.generator), state_of(training.discriminator)
    report = training.generator_step(training.pictures.draw())
    assert all(np.isfinite(value) for value in report.values())
    parts = {name.split(".")[0] for name in moved(training.generator, before)}
    assert parts == {"content_encoder", "decoder"}
    assert not moved(training.discriminator, judge)
    assert all(p.requires_grad for p in training.discriminator.parameters())


def test_discriminator_run_writes_what_ships(
    training: DiscriminatorTraining,
    pictures: Path,
    weights: Path,
    generator_run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from engine.training import discriminator_loop

    monkeypatch.setattr(discriminator_loop, "calibrate", lambda *args: calibrate(*args, batches=3))
    training.run(minutes=1e-6)
    assert training.step == 1
    again = DiscriminatorTraining(
        DISCRIMINATOR, GENERATOR, generator_run, pictures, weights, training.out_dir, CPU
    )
    assert again.step == 1 and again.spent_s == training.spent_s
    assert not moved(again.discriminator, training.discriminator.state_dict())
    out, folder = training.out_dir, tmp_path / "models"
    manifest = publish_discriminator(
        out / "discriminator.safetensors", out / "calibration.json", DISCRIMINATOR, folder / "d",
        {"minutes": 1},
    )  # fmt: skip
    facts = json.loads((out / "calibration.json").read_text(encoding="utf-8"))
    assert manifest["calibration"] == facts and manifest["training"]["minutes"] == 1
    assert load_bundle(folder / "d", CPU).id == "discriminator-v1"
    publish_generator(out / "generator.safetensors", GENERATOR, folder / "g", {})
    assert load_bundle(folder / "g", CPU).id == "stylenet-v1"


def test_a_run_without_a_generator_says_so(pictures: Path, weights: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="no snapshot"):
        DiscriminatorTraining(
            DISCRIMINATOR, GENERATOR, tmp_path / "empty", pictures, weights, tmp_path / "d", CPU
        )


@pytest.mark.parametrize("name", ["crop", "window"])
def test_a_recipe_that_the_discriminator_cannot_see_is_refused_at_once(
    name: str, pictures: Path, weights: Path, generator_run: Path, tmp_path: Path
) -> None:
    recipe = DISCRIMINATOR | {"data": DISCRIMINATOR["data"] | {name: 208}}
    with pytest.raises(OptionError, match=f"data.{name} is 208 .* multiple of 32"):
        DiscriminatorTraining(recipe, GENERATOR, generator_run, pictures, weights, tmp_path, CPU)
