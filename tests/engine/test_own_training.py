"""The command that trains from a person’s own folders, from its first step to a style."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import cv2
import pytest
import torch
from fake_studio import FakeStudio
from own_training_desk import own_folders
from PIL import Image
from tiny_models import write_tiny_models
from tiny_trainings import CYCLEGAN, painted, write_folders

from engine.cli import main, train, training_herald
from engine.models.fixed_style import FixedStyleNet
from engine.models.style_models import parse_style_model, restore
from engine.own_styles import own_styles
from engine.studio import Studio
from engine.training import own_training
from engine.training.own_training import claimed
from engine.training.stopping import StopSwitch
from engine.training.team import join_team
from engine.trainings import (
    folder_for,
    found_runs,
    loss_history,
    newest_sheet,
    read_run,
    shown_losses,
    trainings_folder,
)

__all__ = ["own_folders"]

TELL_STEP = train.Herald.step
RECIPE = """
clean_only = false
vgg = true
[discriminator]
width = 8
[optimizer]
learning_rate = 1e-3
judges_learning_rate = 1e-3
final_learning_rate = 1e-4
decay_from = 0.5
warmup_steps = 2
betas = [0.5, 0.99]
clip_norm = 10.0
ema = 0.9
history = 4
[[phases]]
until = 1.0
crop = 64
batch = 2
[data]
crop = 64
batch = 2
content_scales = [0.6, 1.0]
style_scales = [0.6, 1.0]
jitter = 0.0
photo_styles = 0.0
recoloured = 0.0
identity = 0.1
pairings = 2
glances = [0.3, 0.2, 0.5]
[losses]
"""


@pytest.fixture
def recipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recipes as those that ship, with tiny networks and crops."""
    folder = tmp_path / "recipes"
    folder.mkdir()
    for family, name in own_training.RECIPES.items():
        shipped = own_training.tomllib.loads((own_training.CONFIGS / name).read_text("utf-8"))
        losses = CYCLEGAN["losses"] if family == "cyclegan" else shipped["losses"]
        lines = [f"{key} = {json.dumps(value)}" for key, value in losses.items()]
        (folder / name).write_text(RECIPE + "\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(own_training, "CONFIGS", folder)


class Trainer:
    """Runs the command with tiny models; stops it after some steps where it is told to."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.models = write_tiny_models(folder / "models")
        self.photos, self.paintings = write_folders(folder)
        self._capsys = capsys
        self.code, self.out, self.err = -1, "", ""

    def run(self, *words: object) -> Trainer:
        arguments = ["train", *map(str, words)]
        self.code = main(arguments, lambda device: Studio("cpu", models_dir=self.models))
        self.out, self.err = self._capsys.readouterr()
        return self

    def begin(self, family: str, *words: object) -> Trainer:
        folders = "--content", self.photos, "--style", self.paintings
        return self.run("--family", family, *folders, "--device", "cpu", *words)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def kinds(self) -> list[str]:
        return list(dict.fromkeys(one["kind"] for one in self.told))

    def one(self, kind: str) -> dict[str, Any]:
        return next(one for one in self.told if one["kind"] == kind)


@pytest.fixture
def trainer(tmp_path: Path, recipes: None, capsys: pytest.CaptureFixture[str]) -> Trainer:
    return Trainer(tmp_path, capsys)


@pytest.fixture
def stop_after(monkeypatch: pytest.MonkeyPatch):
    """Send this process a signal after so many steps."""

    def arrange(steps: int, number: int = signal.SIGINT) -> None:
        def step(self, run, count, spent_s, report) -> None:
            TELL_STEP(self, run, count, spent_s, report)
            if count >= steps:
                os.kill(os.getpid(), number)

        monkeypatch.setattr(train.Herald, "step", step)
        monkeypatch.setattr(training_herald, "JSON_S", 0.0)

    return arrange


# --- the command ---------------------------------------------------------------------------------


def test_a_cyclegan_from_two_folders_becomes_a_style(trainer: Trainer, tmp_path: Path) -> None:
    trainer.begin("cyclegan", "--minutes", "0.0001", "--title", " My  sketches ", "--json")
    assert trainer.code == 0, trainer.err
    assert trainer.kinds()[:2] == ["reading", "begun"] and trainer.kinds()[-1] == "stored"
    begun = trainer.one("begun")
    assert (begun["photos"], begun["style_pictures"], begun["step"]) == (20, 10, 0)
    folder = Path(begun["run"])
    assert folder.parent == trainings_folder() == tmp_path / "data" / "trainings"
    assert Path(trainer.one("sheet")["path"]).is_file() and newest_sheet(folder) is not None
    (style,) = own_styles(tmp_path / "data" / "styles")
    assert (style.id, style.title) == (trainer.one("stored")["id"], "My sketches")
    assert style.family == "cyclegan" and style.model_path is not None
    assert len(style.image_paths) == 6 and style.code_path is not None
    assert "trained on 10 pictures" in style.note
    run = read_run(folder)
    assert run is not None and run.is_done and run.step >= 1 and run.style_id == style.id

    studio = Studio("cpu", models_dir=trainer.models)
    from engine.imaging.photo import Photo
    from engine.operations.params import TransferParams

    photo = Photo(painted(1, 9)[0])
    drawn = studio.preview(photo, style, TransferParams(), 128)
    assert drawn.shape == photo.pixels.shape and drawn.std() > 1


def test_stylenet_is_fine_tuned_and_kept_as_one_style(trainer: Trainer, tmp_path: Path) -> None:
    trainer.begin("stylenet", "--minutes", "0.0001")
    assert trainer.code == 0, trainer.err
    assert "“sketchbook” (stylenet) begins, with 20 photos and 10 style pictures" in trainer.out
    assert "Kept as own-sketchbook-" in trainer.out and trainer.err == ""
    (style,) = own_styles(tmp_path / "data" / "styles")
    assert style.family == "adapted" and "StyleNet fine-tuned on 10 pictures" in style.note
    network = restore(parse_style_model(style.model_path.read_bytes(), style.title), style.title)
    assert isinstance(network, FixedStyleNet)
    (run,) = found_runs()
    assert not list(run.folder.glob("snapshot-*")), "weights are kept in the checkpoint alone"


def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(trainer: Trainer, stop_after) -> None:
    before = signal.getsignal(signal.SIGINT)
    stop_after(2)
    trainer.begin("cyclegan", "--minutes", "600", "--json")
    assert trainer.code == 130 and signal.getsignal(signal.SIGINT) is before
    stopped = trainer.told[-1]
    assert stopped["kind"] == "stopped" and "goes on from here" in stopped["sentence"]
    step = [one for one in trainer.told if one["kind"] == "step"][-1]
    assert step["step"] == 2 and 0 < step["fraction"] < 1 and step["left_s"] > 35_000
    assert {"D_loss", "G_loss", "cycle_loss"} == step["losses"].keys()
    (run,) = found_runs()
    assert run.step == 2 and not run.is_done and run.minutes == 600

    stop_after(4, signal.SIGTERM)
    trainer.begin("cyclegan", "--json")
    assert trainer.one("begun")["step"] == 2 and trainer.told[-1]["kind"] == "stopped"
    (run,) = found_runs()
    assert run.step == 4 and run.minutes == 600, "the time stays as it was given"

    recipe = json.loads((run.folder / own_training.RECIPE).read_text())
    assert recipe["optimizer"]["learning_rate"] == 1e-3 and "vector" not in recipe["network"]
    shipped = own_training.CONFIGS / own_training.RECIPES["cyclegan"]
    shipped.write_text(shipped.read_text().replace("width = 8", "width = 16"), encoding="utf-8")
    trainer.run("--out", run.folder, "--finish", "--json")
    assert trainer.code == 0 and trainer.told[-1]["kind"] == "stored"
    assert not any(one["kind"] == "step" for one in trainer.told)
    rows = loss_history(run.folder)
    assert [row["step"] for row in rows] == [2, 4]
    assert shown_losses("cyclegan", rows[0]).keys() == {"D_loss", "G_loss", "cycle_loss"}


def test_a_training_that_is_done_asks_for_more_time(trainer: Trainer) -> None:
    trainer.begin("cyclegan", "--minutes", "0.0001")
    trainer.begin("cyclegan", "--minutes", "0.0001")
    assert trainer.code == 1 and "give it more with --minutes" in trainer.err


def test_other_folders_do_not_go_on_with_a_training(trainer: Trainer, tmp_path: Path) -> None:
    out = tmp_path / "run"
    trainer.begin("cyclegan", "--minutes", "0.0001", "--out", out)
    assert trainer.code == 0
    trainer.begin("stylenet", "--out", out)
    assert trainer.code == 1 and "holds another training, “sketchbook”" in trainer.err
    trainer.begin("cyclegan", "--out", trainer.photos)
    assert trainer.code == 1 and "holds no training; choose an empty or a new" in trainer.err


def test_a_new_training_needs_its_folders(trainer: Trainer) -> None:
    trainer.run("--family", "cyclegan", "--json")
    assert trainer.code == 2 and trainer.one("failed")["sentence"].startswith(
        "A new training needs"
    )
    trainer.begin("cyclegan", "--minutes", "-3")
    assert trainer.code == 2 and "no number of minutes over 0" in trainer.err


def test_a_damaged_checkpoint_is_told(trainer: Trainer, stop_after) -> None:
    stop_after(1)
    trainer.begin("cyclegan", "--minutes", "600")
    (run,) = found_runs()
    (run.folder / "checkpoint.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}")
    trainer.begin("cyclegan", "--json")
    assert trainer.code == 1
    assert "is damaged or was begun by another version" in trainer.one("failed")["sentence"]


def test_bad_folders_get_a_sentence_and_leave_nothing(trainer: Trainer, tmp_path: Path) -> None:
    empty, few, broken = (tmp_path / name for name in ("empty", "few", "broken"))
    for folder in (empty, few, broken):
        folder.mkdir()
    for number in range(3):
        cv2.imwrite(str(few / f"{number}.png"), painted(1, number)[0])
    Image.new("RGB", (300, 20)).save(few / "narrow.png")
    for number in range(30):
        (broken / f"{number}.jpg").write_bytes(b"no picture")
    for folder, words in (
        (empty, "holds no pictures"),
        (few, "has 3 that can be used, 0 that cannot be read and 1 that are too small"),
        (broken, "None of the pictures"),
        (tmp_path / "nowhere", "There is no folder"),
        (trainer.paintings, "lie in the same folder"),
        (trainer.paintings.parent, "style pictures lie inside the folder of photos"),
    ):
        trainer.run(
            "--family", "cyclegan", "--content", folder, "--style", trainer.paintings, "--json"
        )  # fmt: skip
        assert trainer.code == 1 and words in trainer.one("failed")["sentence"], folder
    assert found_runs() == () and list(trainings_folder().iterdir()) == []


def test_no_room_and_no_weights_are_told(
    trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer.begin("stylenet", "--weights", tmp_path)
    assert trainer.code == 1 and "vgg19_16x_distilled" in trainer.err
    trainer.begin("cyclegan", "--weights", tmp_path)
    assert trainer.code == 1 and "judged by its own discriminators" in trainer.err
    monkeypatch.setattr(own_training, "ROOM_BYTES", 1 << 62)
    trainer.begin("cyclegan")
    assert trainer.code == 1 and "make room there" in trainer.err


def test_a_full_disk_later_is_told_and_keeps_what_there_is(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(own_training.CycleGanTraining, "save", refuse)
    trainer.begin("cyclegan", "--minutes", "0.0001", "--json")
    assert trainer.code == 1 and "No space left on device" in trainer.one("failed")["sentence"]


def test_one_process_at_a_time_trains_in_a_folder(trainer: Trainer) -> None:
    title, folders = trainer.paintings.name, (trainer.photos, trainer.paintings)
    with claimed(folder_for("cyclegan", title, *folders)):
        trainer.begin("cyclegan")
        assert trainer.code == 1 and "under way already" in trainer.err


def test_other_processes_of_a_team_are_silent(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "1")
    trainer.run("--family", "cyclegan", "--json")
    assert (trainer.code, trainer.out, trainer.err) == (1, "", "")


def test_a_studio_without_models_is_told(
    trainer: Trainer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trainer.models = tmp_path / "nothing"
    trainer.begin("cyclegan", "--json")
    assert trainer.code == 1 and "install Kintsugi again" in trainer.one("failed")["sentence"]
    assert not hasattr(FakeStudio, "training")


# --- stopping ------------------------------------------------------------------------------------


def test_a_line_or_the_end_of_the_input_asks_to_stop() -> None:
    for write in (b"stop\n", b""):
        reading, writing = os.pipe()
        switch = StopSwitch()
        thread = switch.listen(reading)
        assert not switch.asked
        os.write(writing, write) if write else None
        os.close(writing)
        thread.join(10)
        assert switch.asked
        os.close(reading)


def test_a_second_ctrl_c_ends_at_once_but_not_in_a_team() -> None:
    with StopSwitch() as switch:
        os.kill(os.getpid(), signal.SIGINT)
        assert switch.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    with StopSwitch(in_team=True) as switch:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
    assert switch.asked


def test_without_torchrun_a_process_is_alone() -> None:
    team = join_team("cpu")
    assert team.leads and team.size == 1 and team.agree(3.5, False) == (3.5, False)
    parameter = torch.nn.Parameter(torch.ones(2))
    parameter.grad = torch.full((2,), 3.0)
    team.average([parameter])
    assert parameter.grad.tolist() == [3.0, 3.0]
