"""The calibration of the discriminator, and the scores by which it is judged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from short_trainings import CPU, DISCRIMINATOR
from tiny_models import picture, tiny_discriminator, tiny_generator

from engine.training import calibration
from engine.training.__main__ import main
from engine.training.calibration import MOST_FLAGGED, calibrate, collect, platt
from engine.training.flawed_pictures import FlawedPictures
from engine.training.scores import ranking_scores


def test_calibration_keeps_its_promise_on_clean_pictures(tmp_path: Path) -> None:
    def flawed_pictures() -> FlawedPictures:
        artwork = [picture(90, 110)[:, ::-1].copy()]
        options = DISCRIMINATOR["data"] | {"foreign": 0.2}
        return FlawedPictures([picture(90, 110)], artwork, options, [tiny_generator()], CPU, 4)

    network = tiny_discriminator()
    facts = calibrate(network, flawed_pictures(), tmp_path / "calibration.json", batches=4)
    assert json.loads((tmp_path / "calibration.json").read_text(encoding="utf-8")) == facts
    assert facts["gain"] > 0 and 0 <= facts["clean_flagged_fraction"] <= 0.01
    clean, truth, each = collect(network, flawed_pictures(), 4, clean_only=True)
    assert not truth.any() and len(each) == facts["pictures"] == 8
    flagged = np.mean(facts["gain"] * clean + facts["offset"] >= 0)
    assert flagged <= MOST_FLAGGED + 0.002 and flagged == pytest.approx(
        facts["clean_flagged_fraction"], abs=1e-4
    )


def test_without_the_photo_the_map_has_a_fit_of_its_own(tmp_path: Path) -> None:
    pictures = FlawedPictures(
        [picture(90, 110)], [picture(80, 80)], DISCRIMINATOR["data"], [tiny_generator()], CPU, 4
    )
    network = tiny_discriminator()
    facts = calibrate(network, pictures, tmp_path / "calibration.json", batches=3)
    alone = facts["without_photo"]
    clean, _, _ = collect(network, pictures, 3, clean_only=True, knows_photo=False)
    assert (alone["gain"], alone["offset"]) != (facts["gain"], facts["offset"])
    assert np.mean(alone["gain"] * clean + alone["offset"] >= 0) <= 0.02


def test_what_a_good_jpeg_file_loses_is_no_fault() -> None:
    options = DISCRIMINATOR["data"] | {"stored": 1.0, "foreign": 0.0}
    pictures = FlawedPictures(
        [picture(90, 110)], [picture(80, 80)], options, [tiny_generator()], CPU, 4
    )
    batch = pictures.draw(clean_only=True)
    lost = (batch.stylized - batch.clean).abs()
    assert not batch.mask.any() and 0 < float(lost.mean()) < 0.06


def test_weights_between_two_snapshots(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    paths = [tmp_path / name for name in ("a.safetensors", "b.safetensors", "c.safetensors")]
    for path, value in zip(paths, (1.0, 3.0, 0.0), strict=True):
        shape = (2, 2) if value else (3,)
        save_file({"weight": torch.full(shape, value)}, path)
    out = tmp_path / "out.safetensors"
    arguments = ["average", *map(str, paths[:2]), "--share", "0.25", "--out", str(out)]
    assert main(arguments) == 0
    assert torch.equal(load_file(out)["weight"], torch.full((2, 2), 1.5, dtype=torch.float16))
    assert main(["average", str(paths[0]), str(paths[2]), "--out", str(out)]) == 1
    assert "different networks" in capsys.readouterr().err


def test_the_promise_goes_before_the_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "platt", lambda logits, truth: (2.0, 50.0))
    pictures = FlawedPictures(
        [picture(90, 110)], [picture(80, 80)], DISCRIMINATOR["data"], [tiny_generator()], CPU, 4
    )
    facts = calibrate(tiny_discriminator(), pictures, tmp_path / "calibration.json", batches=3)
    assert facts["gain"] == 2.0 and facts["clean_flagged_fraction"] <= 0.01


def test_platt_finds_the_logistic_that_made_the_truth() -> None:
    rng = np.random.default_rng(6)
    logits = rng.normal(0, 2, 40_000).astype(np.float32)
    truth = rng.random(40_000) < 1 / (1 + np.exp(-(1.7 * logits - 0.8)))
    assert platt(logits, truth) == pytest.approx((1.7, -0.8), abs=0.06)


def test_platt_stays_finite_and_never_turns_a_map_round() -> None:
    logits = np.linspace(-3, 3, 200).astype(np.float32)
    gain, offset = platt(logits, logits > 0)
    assert np.isfinite([gain, offset]).all() and gain > 1
    assert platt(logits, logits < 0)[0] > 0
    assert np.isfinite(platt(np.full(50, -3, np.float32), np.arange(50) < 5)).all()


def test_scores_by_hand() -> None:
    truth = np.array([True, False, True, False])
    assert ranking_scores(np.array([0.9, 0.8, 0.7, 0.6]), truth) == pytest.approx((0.75, 5 / 6))
    assert ranking_scores(np.array([0.9, 0.1, 0.8, 0.2]), truth) == pytest.approx((1, 1))
    assert ranking_scores(np.array([0.1, 0.9, 0.2, 0.8]), truth)[0] == 0
    assert ranking_scores(np.ones(4), truth) == pytest.approx((0.5, 0.5))
    # One positive tied with one negative, above the rest: half a pair is won.
    assert ranking_scores(np.array([0.9, 0.9, 0.1, 0.1]), np.array([1, 0, 0, 0])) == pytest.approx(
        (5 / 6, 0.5)
    )
    assert np.isnan(ranking_scores(np.ones(4), np.zeros(4))).all()
