"""A few steps of both trainings on small painted pictures, with random loss networks."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_models import VECTOR, picture, tiny_discriminator, tiny_generator

from engine.errors import OptionError
from engine.models.bundles import load_bundle, save_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.training import calibration, checkpoints, data, foreign, losses, sheets, stylenet_loop
from engine.training.__main__ import main
from engine.training.calibration import MOST_FLAGGED, calibrate, collect, platt
from engine.training.checkpoints import MovingAverage, load_checkpoint, save_checkpoint
from engine.training.discriminator_loop import DiscriminatorTraining
from engine.training.flawed_pictures import FlawedPictures
from engine.training.optimizers import MuonAdam
from engine.training.painters import load_painters
from engine.training.pairs import phase_of
from engine.training.publish import publish_discriminator, publish_generator
from engine.training.scores import ranking_scores
from engine.training.stylenet_loop import StyleNetTraining, learning_rate

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


# -- checkpoints


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


# -- the discriminator


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


# -- calibration and scores


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


# -- losses


def test_extractors_read_the_arrays(weights: Path) -> None:
    batch = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(7))
    for extractor in (losses.distilled_extractor(weights), losses.vgg_extractor(weights)):
        levels = extractor(batch)
        assert len(levels) == 4 and all(level.min() >= 0 for level in levels)
        sides = [level.shape[-1] for level in levels]
        assert sides[:3] == [64, 32, 16]
        assert not any(p.requires_grad for p in extractor.parameters())


def test_distances_are_0_for_the_same_and_grow() -> None:
    level = torch.rand(2, 6, 16, 16, generator=torch.Generator().manual_seed(8))
    other = level * 0.5 + 1
    ours, theirs = ([losses.style_statistics(features)] for features in (level, other))
    same = losses.style_distance(ours, ours)
    apart = losses.style_distance(ours, theirs)
    assert all(torch.allclose(term, torch.zeros(2), atol=1e-6) for term in same)
    assert all((term > 0.1).all() for term in apart)
    kept = losses.normalised(level)
    assert losses.content_distance(kept, losses.normalised(other)).max() < 1e-3, "contrast"
    assert losses.content_distance(kept, kept.flip(3)).min() > 0.5


def test_statistics_are_those_of_numpy_and_so_are_their_gradients() -> None:
    level = torch.randn(2, 5, 6, 7, generator=torch.Generator().manual_seed(8)).requires_grad_()
    found = losses.style_statistics(level)
    flat = level.detach().numpy().reshape(2, 5, -1)
    for i in range(2):
        assert np.allclose(found.mean[i].detach(), flat[i].mean(1), atol=1e-5)
        covariance = np.cov(flat[i], bias=True)
        assert np.allclose(found.covariance[i].detach(), covariance, atol=1e-5)
        assert np.allclose(found.std[i].detach(), np.sqrt(np.diag(covariance)), atol=1e-4)
    assert torch.equal(found.of(torch.tensor([1, 0])).mean[0], found.mean[1])
    weights = torch.randn(2, 5, 5, generator=torch.Generator().manual_seed(9))
    ours = torch.autograd.grad(((found.covariance * weights).sum() + found.mean.sum()), level)[0]
    plain = level.flatten(2)
    centred = plain - plain.mean(2, keepdim=True)
    covariance = centred @ centred.transpose(1, 2) / plain.shape[2]
    wanted = torch.autograd.grad((covariance * weights).sum() + plain.mean(2).sum(), level)[0]
    assert torch.allclose(ours, wanted, atol=1e-5)


def test_penalties_see_what_they_are_for() -> None:
    flat = torch.full((1, 3, 64, 64), 0.5)
    assert losses.range_penalty(flat) == 0
    assert losses.range_penalty(flat + 1).item() == pytest.approx(0.25)
    assert losses.flatness_penalty(flat, flat) == 0
    checks = flat + 0.1 * (torch.arange(64) % 2)
    assert losses.flatness_penalty(checks, flat) > 0.1
    busy = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(9))
    assert losses.flatness_penalty(checks, busy) < 0.01 * losses.flatness_penalty(checks, flat)
    assert losses.grid_penalty(flat).item() == pytest.approx(0)
    grid = flat + 0.2 * (torch.arange(64) % 8 == 0)
    assert losses.grid_penalty(grid) > 20 * losses.grid_penalty(0.2 * busy)


def test_blotches_count_most_where_the_photo_is_flat() -> None:
    rng = torch.Generator().manual_seed(4)
    flat = torch.full((1, 3, 96, 96), 0.5)
    busy = (flat + 0.3 * torch.randn(1, 1, 96, 96, generator=rng)).clamp(0, 1)
    rows = torch.arange(96.0)
    blotches = 0.2 * torch.sin(rows[:, None] / 8) * torch.sin(rows[None] / 8)
    fine = 0.2 * (torch.arange(96) % 2 * 2 - 1.0)
    on_flat = losses.layout_distance(flat + blotches, flat, flat)
    assert losses.layout_distance(flat, flat, flat) < 1e-6
    assert on_flat > 2 * losses.layout_distance(busy + blotches, busy, busy)
    assert on_flat > 20 * losses.layout_distance(flat + fine, flat, flat), "strokes are free"


def test_the_plainest_place_takes_the_least_contrast() -> None:
    """Half of the photo and half of the style are plain; the rest is busy, in other places."""
    generator = torch.Generator().manual_seed(2)
    busy = torch.rand(1, 3, 64, 64, generator=generator)
    photo, style = busy.clone(), busy.clone()
    photo[..., :32], style[..., :32, :] = 0.5, 0.3
    good, mottled = photo.clone(), style.clone()
    assert losses.contrast_distance(good, photo, style) < 0.05
    assert losses.contrast_distance(mottled, photo, style) > 1, "the right contrasts misplaced"
    assert losses.contrast_distance(busy, photo, style) > 1, "texture everywhere"
    tinted = torch.tensor([1.0, -0.51, 0.0]).view(1, 3, 1, 1) * (busy[:, :1] - 0.5) * 0.3 + 0.5
    coloured = torch.where(photo == 0.5, tinted, photo)
    assert losses.contrast_distance(coloured, photo, style) > 0.5, "colours have contrast, too"


# -- pictures


def test_pictures_are_loaded_and_held_out(pictures: Path, tmp_path: Path) -> None:
    loaded = data.load_pictures(pictures / "train_content", longest_px=80)
    assert [p.shape for p in loaded] == [(64, 80, 3)] * 3
    train, held = data.split(loaded * 30)
    assert len(train) + len(held) == 90 and len(held) == 2
    assert len(data.load_pictures(pictures / "train_content", names={"1.png"})) == 1
    with pytest.raises(FileNotFoundError, match="no readable picture"):
        data.load_pictures(tmp_path)


def test_only_clean_names_are_used(tmp_path: Path) -> None:
    assert data.clean_names(tmp_path) is None
    rows = "file,licence_class\ntrain/a.jpg,clean\ntrain/b.jpg,unclear\n"
    (tmp_path / "SOURCES.csv").write_text(rows, encoding="utf-8")
    assert data.clean_names(tmp_path) == {"a.jpg"}


@pytest.mark.parametrize("hw", [(80, 300), (64, 64), (40, 40)])
def test_crops_have_the_size_that_was_asked_for(hw: tuple[int, int]) -> None:
    rng = np.random.default_rng(10)
    for _ in range(20):
        assert data.random_crop(picture(*hw), 64, (0.4, 1.0), rng).shape == (64, 64, 3)


def test_the_prefetcher_hands_over_batches_and_errors() -> None:
    made = iter([1, 2])

    def make() -> int:
        try:
            return next(made)
        except StopIteration:
            raise ValueError("no more") from None

    prefetcher = data.Prefetcher(make)
    assert [next(prefetcher), next(prefetcher)] == [1, 2]
    with pytest.raises(ValueError, match="no more"):
        next(prefetcher)
    prefetcher.close()


def test_foreign_pictures_are_pictures() -> None:
    photo, style = (p.astype(np.float32) / 255 for p in (picture(64, 64), picture(64, 64)[::-1]))
    for seed in range(12):
        made = foreign.filtered(photo, style, np.random.default_rng(seed))
        assert made.shape == photo.shape and made.dtype == np.float32
        assert made.min() >= 0 and made.max() <= 1 and made.std() > 0.02


def test_a_sheet_holds_every_pair() -> None:
    contents, styles = [picture(80, 100)] * 2, [picture(70, 64)] * 3

    def first(content: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        return content

    sheet = sheets.contact_sheet(first, contents, styles, 32, CPU)
    assert sheet.shape == (32 * 4, 32 * 3, 3) and (sheet[:32, :32] == 255).all()
    assert np.array_equal(sheet[:32, 32:], sheet[32:64, 32:])


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


def test_collections_paint_for_the_discriminator(tmp_path: Path) -> None:
    network = FixedStyleNet(widths=(8, 8, 8), encoder_blocks=(1, 1), decoder_blocks=1)
    facts = {"id": "c", "version": 1, "size_multiple": 8, "overlap_px": 96, "training": {}}
    save_bundle(tmp_path / "c", network, "fixed-style", facts)
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(tmp_path / name), picture(96, 80))
    entry = {"id": "c", "title": "C", "family": "cyclegan", "model": "c", "thumbnail": "a.png"}
    listed = [entry | {"image": "a.png", "more_images": ["b.png"]}]
    (tmp_path / "styles.json").write_text(json.dumps(listed), encoding="utf-8")
    painters = load_painters(tmp_path, CPU)
    assert len(painters) == 1 and len(painters[0].examples) == 2

    options = DISCRIMINATOR["data"] | {"foreign": 1.0}
    photos = [picture(96, 96)]
    drawn = FlawedPictures(
        photos, photos, options, [tiny_generator()], CPU, seed=2, painters=painters
    )
    seen = []
    paint = type(painters[0]).paint

    def counted(painter, photo, device):
        seen.append(photo.shape)
        return paint(painter, photo, device)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(painters[0]), "paint", counted)
        batches = [drawn.draw(clean_only=True) for _ in range(8)]
    assert seen and all(shape == (64, 64, 3) for shape in seen)
    for batch in batches:
        assert float(batch.stylized.min()) >= 0 and float(batch.stylized.max()) <= 1
        assert torch.isfinite(batch.vector).all() and not batch.mask.any()
