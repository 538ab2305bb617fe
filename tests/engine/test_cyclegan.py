"""CycleGAN on tiny networks: its steps, its history, going on, and several processes at once."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from tiny_trainings import CYCLEGAN, tiny_cyclegan, two_palettes

from engine.models.fixed_style import FixedStyleNet
from engine.models.stylenet import StyleNet
from engine.training import sheets
from engine.training.budget import Watch
from engine.training.checkpoints import load_checkpoint
from engine.training.cyclegan_loop import (
    GENERATORS,
    History,
    least_squares,
    load_collections,
    structure_distance,
    typical_style,
)
from engine.training.team import ALONE

ROOT = Path(__file__).resolve().parents[2]
QUIET = Watch(prints=False)


def steps_of(training, count: int) -> list[dict[str, float]]:
    reports = []
    for _ in range(count):
        photo, painting = (sheets.to_batch(list(c), training.device) for c in training.draw())
        reports.append(training.train_on(photo, painting, 0.1))
    return reports


def test_the_cycle_gets_shorter_and_all_losses_stay_finite(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path, base=False)
    reports = steps_of(training, 24)
    assert all(np.isfinite(list(report.values())).all() for report in reports)
    for name in ("g_cycle", "g_identity", "g_loss"):
        first, last = (np.mean([r[name] for r in part]) for part in (reports[:4], reports[-4:]))
        assert last < 0.8 * first, name
    # The discriminators tell bright red from dark blue better than by guessing.
    assert np.mean([r["d_loss"] for r in reports[-4:]]) < reports[0]["d_loss"]


def test_a_step_moves_all_four_networks_and_only_by_their_own_losses(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path)
    before = {
        name: [p.detach().clone() for p in network.parameters()]
        for name, network in training.networks.items()
    }
    steps_of(training, 1)
    for name, network in training.networks.items():
        moved = [
            not torch.equal(a, b) for a, b in zip(network.parameters(), before[name], strict=True)
        ]
        assert sum(moved) > 0.9 * len(moved), name


def test_the_most_typical_style_is_that_of_the_many(tmp_path: Path) -> None:
    network = StyleNet(**CYCLEGAN["network"]).eval()
    alike, other = two_palettes().paintings[0], 255 - two_palettes().paintings[0]
    found = typical_style(network, [other, alike, alike, alike], ALONE.device)
    wanted = typical_style(network, [alike], ALONE.device)
    assert torch.equal(found.vector, wanted.vector)
    assert not torch.equal(found.vector, typical_style(network, [other], ALONE.device).vector)


def test_crops_are_as_large_as_a_transfer_sees_them(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path, base=False)
    columns = np.arange(120) // 10 % 2 * 255
    training.pictures.photos = [np.tile(columns[:, None].astype(np.uint8), (100, 1, 3))]
    options = training.config["data"] | {"content_scales": [1.0, 1.0]}
    training.config = training.config | {"data": options}
    photos, _ = training.draw()
    # Bars of 10 pixels in 100 are 51 pixels wide where the short side is 512.
    assert np.count_nonzero(np.diff(photos[0][32, :, 0] > 127)) in (1, 2)


def test_a_run_from_before_a_loss_was_known_goes_on(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path, base=False)
    losses = {k: v for k, v in training.config["losses"].items() if k != "contrast"}
    training.config = training.config | {"losses": losses}
    assert all(np.isfinite(v) for v in steps_of(training, 1)[0].values())


def test_a_run_begun_with_another_optimizer_goes_on(tmp_path: Path) -> None:
    begun = tiny_cyclegan(tmp_path, base=False)
    begun.optimizers["generators"] = torch.optim.Adam(begun._parameters(GENERATORS), 1e-3)
    steps_of(begun, 1)
    begun.save()
    resumed = tiny_cyclegan(tmp_path, base=False)
    assert resumed.step == 1
    assert all(np.isfinite(value) for value in steps_of(resumed, 2)[1].values())


def test_it_begins_as_stylenet_in_a_typical_style(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path)
    from_chance = tiny_cyclegan(tmp_path / "chance", base=False)
    batch = sheets.to_batch([sheets.center_square(two_palettes().photos[0], 64)], training.device)
    paint, unpaint = (training.averaged(name)(batch) for name in GENERATORS)
    assert isinstance(training.averaged("paint"), FixedStyleNet)
    assert not torch.allclose(paint, unpaint), "two styles, two generators"
    assert not torch.allclose(paint, from_chance.averaged("paint")(batch))


def test_half_of_what_a_judge_sees_is_from_before() -> None:
    history = History(4, np.random.default_rng(0))
    pictures = [torch.full((1, 1, 2, 2), float(number)) for number in range(200)]
    given = [int(history.exchanged(picture)[0, 0, 0, 0]) for picture in pictures]
    assert given[:4] == [0, 1, 2, 3], "until it is full they pass as they are"
    old = [number != shown for number, shown in enumerate(given)]
    assert 0.35 < np.mean(old[4:]) < 0.65
    assert all(shown <= number for number, shown in enumerate(given))
    assert len(set(given[4:])) == len(given[4:]), "what was given out was replaced"
    other = history.exchanged(torch.zeros(1, 1, 3, 3))
    assert other.shape == (1, 1, 3, 3), "pictures of another size are not mixed in"


def test_least_squares_and_structure_are_what_they_say() -> None:
    scores = torch.tensor([0.0, 1.0, 0.5])
    assert float(least_squares([scores], 1)) == pytest.approx((1 + 0 + 0.25) / 3)
    photo = sheets.to_batch([sheets.center_square(two_palettes().photos[0], 96)], ALONE.device)
    assert float(structure_distance(photo, photo)) == pytest.approx(0, abs=1e-4)
    assert float(structure_distance(0.5 * photo + 0.3, photo)) < 0.05, "blind to contrast"
    assert float(structure_distance(photo.flip(3), photo)) > 0.5


def test_it_goes_on_at_the_step_with_the_same_weights(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path)
    training.run(10.0, watch=Watch(stopped=lambda: training.step >= 2, prints=False))
    assert training.step == 2
    again = tiny_cyclegan(tmp_path, seed=5)
    assert again.step == 2 and again.spent_s == training.spent_s > 0
    for name, network in training.networks.items():
        for key, value in network.state_dict().items():
            assert torch.equal(again.networks[name].state_dict()[key], value), (name, key)
    for name, average in training.averages.items():
        for key, value in average.values.items():
            assert torch.equal(again.averages[name].values[key], value), (name, key)
    moments = again.optimizers["generators"].state_dict()["state"]
    assert moments[0]["step"] == 2
    again.run(10.0, watch=Watch(stopped=lambda: again.step >= 3, prints=False))
    with (tmp_path / "log.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["step", "2", "step", "3"]
    assert {"g_cycle", "d_loss", "g_loss"} <= set(rows[0])


def test_a_budget_that_is_spent_takes_no_step(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path)
    training.run(1e-6, watch=QUIET)
    assert training.step == 1
    training.run(1e-6, watch=QUIET)
    assert training.step == 1


def test_a_watch_hears_of_every_step_and_of_sheets(tmp_path: Path) -> None:
    training, told, sheeted = tiny_cyclegan(tmp_path), [], []
    watch = Watch(
        told=lambda step, spent_s, report: told.append((step, spent_s, report["d_loss"])),
        sheeted=lambda: sheeted.append(training.step),
        stopped=lambda: training.step >= 3,
        prints=False,
    )
    training.run(10.0, snapshot_s=0.0, watch=watch)
    assert [step for step, _, _ in told] == [1, 2, 3] == sheeted
    assert told[0][1] < told[2][1]
    sheet = cv2.imread(str(tmp_path / "sheet-000003.jpg"))
    assert sheet.shape == (3 * 256, 2 * 256 + 32, 3) and sheet.std() > 1
    painted = {path.name for path in tmp_path.iterdir()}
    assert "paint.safetensors" in painted and "checkpoint.safetensors" in painted


def test_many_held_out_pictures_lie_below_each_other(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path)
    training.pictures.held_photos = two_palettes(8).photos
    training.snapshot()
    sheet = cv2.imread(str(tmp_path / "sheet-000000.jpg"))
    assert sheet.shape == (6 * 256, 8 * 256, 3)
    assert (sheet[3 * 256 + 8 :, 256 + 8 :] > 250).all(), "one painting, then white"


def test_gradients_that_are_not_finite_move_nothing(tmp_path: Path) -> None:
    training = tiny_cyclegan(tmp_path)
    before = [p.detach().clone() for p in training.paint.parameters()]
    bad = torch.full((1, 3, 64, 64), torch.nan)
    training.train_on(bad, bad, 0.1)
    after = list(training.paint.parameters())
    assert all(torch.equal(a, b) for a, b in zip(after, before, strict=True))


def test_a_part_of_each_collection_is_held_out() -> None:
    pictures = two_palettes(4)
    made = load_collections(pictures.photos, pictures.paintings)
    assert len(made.photos) == 3 and len(made.held_photos) == 1
    assert not any(p is made.held_photos[0] for p in made.photos)


# --- several processes ---------------------------------------------------------------------------


def test_two_processes_train_one_model(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    members = []
    for rank in range(2):
        told = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": 2, "MASTER_PORT": port}
        environment = os.environ | {"MASTER_ADDR": "127.0.0.1", "OMP_NUM_THREADS": "1"}
        environment |= {name: str(value) for name, value in told.items()}
        environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(Path(__file__).parent)))
        script = Path(__file__).with_name("team_member.py")
        members.append(
            subprocess.Popen(
                [sys.executable, str(script), str(tmp_path / str(rank))],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    said = []
    for member in members:
        out, err = member.communicate(timeout=120)
        assert member.returncode == 0, err
        said.append(json.loads(out.splitlines()[-1]))
    leader, other = sorted(said, key=lambda one: one["rank"])
    assert leader["step"] == other["step"] == 3, "one of them asked to stop, after the same step"
    assert leader["drawn"] != other["drawn"], "each draws pictures of its own"
    assert leader["networks"] == other["networks"] and leader["averages"] == other["averages"]
    assert list((tmp_path / "1").iterdir()) == [], "only the leader writes"
    training = tiny_cyclegan(tmp_path / "unused")
    state = load_checkpoint(
        tmp_path / "0" / "checkpoint.safetensors",
        training.networks,
        training.averages,
        training.optimizers,
    )
    assert state["step"] == 3
