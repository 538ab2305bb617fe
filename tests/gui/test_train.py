"""Training from the window: a process of its own, its curves and sheets, stopping and going on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QDesktopServices
from several_windows import folder, make_windows, second_photo, windows

from engine.imaging.photo import Photo
from engine.own_styles import add_own_style
from engine.trainings import TrainingRun, folder_for, write_run
from gui.train_dialog import MOST_POINTS, curves_of
from gui.train_form import run_words
from gui.train_work import TrainOrder, TrainState, last_complaint, program

__all__ = ["folder", "make_windows", "second_photo", "windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LIMIT_MS = 10_000
PROGRAM = Path(__file__).with_name("pretended_training.py")
STOPPED = {"kind": "stopped", "sentence": "Stopped; the same command goes on from here."}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data" / "styles"
    monkeypatch.setenv("KINTSUGI_STYLES", str(folder))
    return folder


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Photos and style pictures; only their names are looked at."""
    made = tmp_path / "holiday", tmp_path / "sketches"
    for place, count in zip(made, (24, 12), strict=True):
        place.mkdir()
        for number in range(count):
            (place / f"{number}.jpg").write_bytes(b"")
    return made


def step(number: int, d_loss: float = 0.5, fraction: float = 0.25) -> dict:
    losses = {"D_loss": d_loss, "G_loss": 3.0, "cycle_loss": 0.2}
    return {"kind": "step", "step": number, "spent_s": 900.0, "left_s": 2700.0,
            "fraction": fraction, "losses": losses}  # fmt: skip


def idle(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.session.idle, timeout=LIMIT_MS)
    qtbot.wait(1)


class Bench:
    """A window with its training dialog open, and what the pretended program is to say."""

    def __init__(self, window, folders: tuple[Path, Path], place: Path, qtbot) -> None:
        self.window, self.folders, self.place, self.qtbot = window, folders, place, qtbot
        place.mkdir()
        window.training.command = lambda: [sys.executable, "-S", str(PROGRAM), str(place)]
        window.table["train_collection"].trigger()
        self.dialog, self.work = window.training.dialog, window.training.work
        idle(qtbot, window)

    def begun(self, **values) -> dict:
        run = str(self.place / "run")
        return {"kind": "begun", "family": "cyclegan", "title": "sketches", "run": run,
                "photos": 24, "style_pictures": 12, "step": 0, "minutes": 60.0,
                "device": "cpu", **values}  # fmt: skip

    def says(self, *told: dict, **values) -> None:
        values = {"told": told, "stopped": [STOPPED], **values}
        (self.place / "script.json").write_text(json.dumps(values))

    def fill(self) -> None:
        self.dialog.form.content.set_folder(self.folders[0])
        self.dialog.form.style_folder.set_folder(self.folders[1])
        self.until(lambda: not self.dialog.form.trouble)

    def start(self) -> None:
        self.fill()
        self.dialog.start_button.click()
        assert self.work.state is TrainState.RUNNING

    def until(self, ready) -> None:
        self.qtbot.waitUntil(ready, timeout=LIMIT_MS)

    def until_ended(self) -> None:
        self.until(lambda: not self.work.running)
        idle(self.qtbot, self.window)

    @property
    def words(self) -> list[str]:
        return json.loads((self.place / "words.json").read_text())


@pytest.fixture
def bench(window, folders, tmp_path, qtbot, asked) -> Bench:
    return Bench(window, folders, tmp_path / "bench", qtbot)


# --- a whole training -----------------------------------------------------------------------------


def test_a_training_is_shown_and_its_style_is_in_the_gallery(
    bench, own_folder, tmp_path, monkeypatch
) -> None:
    sheet = tmp_path / "sheet-000010.jpg"
    Image.new("RGB", (64, 48), (200, 30, 30)).save(sheet)
    told = [bench.begun(), {"kind": "notice", "sentence": "2 pictures in “x” could not be read."},
            step(5), step(10, 0.4), {"kind": "sheet", "path": str(sheet), "step": 10}]  # fmt: skip
    bench.says(*told, waits=True, stopped=[{"kind": "stored", "id": "own-x", "title": "sketches"}])
    bench.start()
    dialog = bench.dialog
    bench.until(lambda: dialog.plot.points("D_loss") == [(5, 0.5), (10, 0.4)])
    bench.until(lambda: not dialog.sheet.image.isNull())
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    dialog.sheet_button.click()
    assert opened == [str(sheet)]
    assert dialog.pages.currentIndex() == 1 and dialog.subject.full_text == "sketches"
    assert dialog.plot.points("cycle_loss")[-1] == (10, 0.2)
    assert dialog.facts["step"].value.text() == "10"
    assert dialog.facts["spent"].value.text() == "15 of 60 min"
    assert dialog.message.text() == "about 45 min left" and dialog.bar.value() == 250
    assert dialog.pictures_words.text() == (
        "24 photos and 12 pictures of the style, on CPU. 2 pictures in “x” could not be read."
    )
    dialog.grab()
    assert bench.words == [
        "train", "--title", "sketches", "--minutes", "60", "--family", "cyclegan", "--content",
        str(bench.folders[0]), "--style", str(bench.folders[1]), "--device", "auto", "--styles",
        str(own_folder), "--json", "--stop-on-input", "--low-priority",
    ]  # fmt: skip

    picture = np.full((40, 40, 3), 90, np.uint8)
    add_own_style(own_folder, "sketches", [Photo(picture)], None, picture)
    bench.work.stop()  # the pretended one takes this for the end of its time
    bench.until_ended()
    model = bench.window.style_panel.model
    titles = [model.entry_at(row).title for row in range(model.rowCount())]
    assert "sketches" in titles and bench.work.style_id == "own-x"
    assert dialog.message.text() == "“sketches” is one of your own styles now."
    assert dialog.back_button.isVisible() and not dialog.stop_button.isVisible()
    dialog.back_button.click()
    assert dialog.pages.currentIndex() == 0 and dialog.start_button.isEnabled()


def test_stop_asks_for_a_clean_end_and_the_form_goes_on(bench, folders) -> None:
    bench.says(bench.begun(), step(3), waits=True)
    bench.start()
    bench.until(lambda: bench.dialog.facts["step"].value.text() == "3")
    run_folder = folder_for("cyclegan", "sketches", *folders)
    write_run(TrainingRun(run_folder, "cyclegan", "sketches", *folders, 60.0))
    bench.work.facts["run"] = str(run_folder)
    bench.dialog.stop_button.click()
    assert bench.work.state is TrainState.STOPPING
    assert bench.dialog.stop_button.text() == "End at once"
    bench.until_ended()
    assert json.loads((bench.place / "asked.json").read_text()) == "stop\n"
    assert bench.dialog.message.text() == (
        "Stopped and saved. You can go on with it at any time."
    )  # fmt: skip
    bench.dialog.back_button.click()
    form = bench.dialog.form
    assert form.run is not None and form.run.folder == run_folder
    assert not form.content.isEnabled() and bench.dialog.start_button.text() == "Go on"
    bench.until(lambda: not form.trouble)
    form.minutes.setValue(90)
    bench.says(bench.begun(), waits=True)
    bench.dialog.start_button.click()
    bench.until(lambda: bool(bench.work.facts))
    assert bench.words[:7] == [
        "train", "--title", "sketches", "--minutes", "90", "--out", str(run_folder),
    ]  # fmt: skip
    bench.work.stop()
    bench.until_ended()


def test_ending_at_once_keeps_what_was_saved(bench) -> None:
    bench.says(bench.begun(), waits=True, hangs=True)
    bench.start()
    bench.until(lambda: bool(bench.work.facts))
    bench.dialog.stop_button.click()
    bench.dialog.stop_button.click()
    bench.until_ended()
    assert not bench.work.failed and bench.dialog.message.text().startswith("Ended. What was saved")


def test_the_past_of_a_training_is_shown_when_it_goes_on(bench, folders, tmp_path) -> None:
    run_folder = folder_for("cyclegan", "sketches", *folders)
    write_run(TrainingRun(run_folder, "cyclegan", "sketches", *folders, 60.0))
    (run_folder / "log.csv").write_text(
        "step,seconds,g_loss,g_cycle,d_loss\n50,20,4.0,0.3,0.6\n100,40,3.5,0.25,0.55\n"
    )
    Image.new("RGB", (64, 48), (10, 30, 200)).save(run_folder / "sheet-000100.jpg")
    bench.says(bench.begun(), waits=True)
    order = TrainOrder("cyclegan", *folders, "sketches", 60.0, folder=run_folder)
    bench.dialog.start_wanted.emit(order)
    bench.until(lambda: bench.dialog.plot.points("D_loss") == [(50, 0.6), (100, 0.55)])
    bench.until(lambda: not bench.dialog.sheet.image.isNull())
    bench.work.stop()
    bench.until_ended()


# --- when it cannot -------------------------------------------------------------------------------


def test_a_sentence_of_the_program_is_shown(bench) -> None:
    sentence = "The folder “x” holds no pictures; choose another one."
    bench.says({"kind": "failed", "sentence": sentence}, code=1)
    bench.start()
    bench.until_ended()
    assert bench.dialog.message.text() == sentence and bench.work.failed


def test_a_program_that_breaks_down_is_told(bench) -> None:
    bench.says(bench.begun(), code=1, complaint="Traceback…\nkintsugi: The disk is full.\n")
    bench.start()
    bench.until_ended()
    assert bench.dialog.message.text() == "The disk is full." and bench.work.failed
    assert last_complaint("nothing for people").startswith("The training broke off.")


def test_a_program_that_is_not_there_is_told(bench) -> None:
    bench.window.training.command = lambda: [str(bench.place / "nothing")]
    bench.fill()
    bench.dialog.start_button.click()
    assert bench.work.message.startswith("The training could not be started (No such file")
    assert not bench.work.running


def test_what_is_missing_is_said_before_the_start(bench, tmp_path, folders) -> None:
    dialog, form = bench.dialog, bench.dialog.form
    assert not dialog.start_button.isEnabled()
    assert dialog.message.text() == "Choose a folder of photos and one of style pictures."
    form.content.set_folder(folders[1])
    form.style_folder.set_folder(folders[1])
    assert "lie in the same folder" in form.trouble
    form.style_folder.set_folder(folders[1].parent)
    assert "photos lie inside the folder of style pictures" in form.trouble
    form.style_folder.set_folder(folders[1])
    form.content.set_folder(folders[1].parent)
    assert "style pictures lie inside the folder of photos" in form.trouble
    form.content.set_folder(folders[1])
    form.style_folder.set_folder(folders[0])
    bench.until(lambda: form.trouble == "“sketches” needs at least 20 pictures.")
    assert form.content.told.text() == "12 pictures"
    form.content.set_folder(tmp_path / "nowhere")
    bench.until(lambda: form.trouble.startswith("There is no folder"))
    form.content.set_folder(folders[0])
    form.style_folder.set_folder(folders[1])
    bench.until(lambda: not form.trouble)
    assert form.title == "sketches" and form.title_edit.text() == ""
    form.stylenet.setChecked(True)
    order = form.order()
    assert order is not None and order.family == "stylenet" and order.folder is None


def test_a_spent_training_can_only_be_given_time_or_kept(bench, folders) -> None:
    run = TrainingRun(bench.place, "cyclegan", "Mine", *folders, 60.0, spent_s=3600.0, step=9)
    form = bench.dialog.form
    form.show_runs((run,))
    assert run_words(run) == "Mine, CycleGAN, 60 of 60 min" and form.run is None
    form.run_box.setCurrentIndex(1)
    assert form.minutes.value() == 120 and form.title_edit.text() == "Mine"
    bench.until(lambda: not form.trouble)
    form.minutes.setValue(60)
    assert form.trouble.startswith("Its time is spent")
    assert bench.dialog.finish_button.isVisible() and not bench.dialog.start_button.isEnabled()
    kept = form.order(finish=True)
    assert kept is not None and "--finish" in kept.arguments(bench.place)
    assert form.order() is None


# --- leaving --------------------------------------------------------------------------------------


def test_a_training_goes_on_while_its_dialog_is_closed(bench, asked) -> None:
    bench.says(bench.begun(), step(3), waits=True)
    bench.start()
    bench.until(lambda: bool(bench.work.facts))
    bench.dialog.close()
    assert bench.work.running and asked["questions"] == []
    assert any("goes on" in n.sentence for n in bench.window.notifications.notices)
    bench.window.table["train_collection"].trigger()
    assert bench.dialog.isVisible() and bench.dialog.pages.currentIndex() == 1
    bench.work.stop()
    bench.until_ended()


def test_closing_the_window_asks_and_ends_the_training_cleanly(bench, asked) -> None:
    bench.says(bench.begun(), waits=True)
    bench.start()
    bench.until(lambda: bool(bench.work.facts))
    process = bench.work._process
    asked["answer"] = False
    bench.window.close()
    assert bench.window.isVisible() and bench.work.running
    asked["answer"] = True
    bench.window.close()
    assert not bench.window.isVisible() and asked["questions"] == ["Stop the training?"] * 2
    process.reader.join(LIMIT_MS / 1000)
    assert process.process.returncode == 0, "it ended by itself"
    assert json.loads((bench.place / "asked.json").read_text()) == "", "its input ended"


def test_every_window_shows_what_was_trained(make_windows, qtbot, folders, tmp_path) -> None:
    windows = make_windows()
    first, second = windows.open(), windows.open()
    read = []
    second.styling.own.loaded.connect(read.append)
    bench = Bench(first, folders, tmp_path / "bench", qtbot)
    idle(qtbot, second)
    read.clear()
    bench.says(bench.begun(), {"kind": "stored", "id": "own-x", "title": "sketches"})
    bench.start()
    bench.until_ended()
    bench.until(lambda: bool(read))


# --- small parts ----------------------------------------------------------------------------------


def test_long_curves_stay_short(bench) -> None:
    bench.says(bench.begun(), waits=True)
    bench.start()
    bench.until(lambda: bool(bench.work.facts))
    for number in range(0, 3 * MOST_POINTS, 50):
        bench.work.stepped.emit([step(number + i) for i in range(50)])
    points = bench.dialog.plot.points("G_loss")
    assert len(points) <= MOST_POINTS + 1 and points[-1][0] > 2.9 * MOST_POINTS
    bench.work.stop()
    bench.until_ended()


def test_curves_are_told_apart_without_colours() -> None:
    for family in ("cyclegan", "stylenet"):
        looks = [(curve.dashed, curve.dotted) for curve in curves_of(family)]
        assert len(set(looks)) == 3


def test_the_program_is_the_one_that_runs(monkeypatch) -> None:
    executable, script = program()
    assert executable == sys.executable and Path(script).name == "app.py"
    assert Path(script).is_file()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program() == [sys.executable]
