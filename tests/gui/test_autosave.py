"""Unsaved work is kept in the background, let go of in good order, and found after a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.document import Document, load_project
from engine.document.recovery import write_recovery
from engine.errors import ProjectError
from engine.progress import Cancelled, Progress
from gui.autosave import SOON_MS, Autosave
from gui.recovery import (
    BROKEN_SUFFIX,
    AbandonedWork,
    RecoveryNote,
    RecoveryPlace,
    find_abandoned,
    recovery_folder,
)
from gui.recovery_dialog import RecoveryDialog

ROOT = Path(__file__).resolve().parents[2]

# Opens a photo, changes it, lets the autosave write, and dies without a word.
CRASH = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
import numpy as np
from PySide6.QtWidgets import QApplication
from engine.document import Document
from engine.imaging.photo import Photo, freeze
from engine.progress import Progress
from gui.recovery import RecoveryNote, RecoveryPlace

app = QApplication([])
folder, title = Path(sys.argv[1]), sys.argv[2]
pixels = np.arange(40 * 60 * 3, dtype=np.uint32).reshape(40, 60, 3).astype(np.uint8)
document = Document(Photo(pixels=freeze(pixels), name=title))
document.set_stylized(document.content.with_pixels(freeze(pixels[::-1].copy())))
document.fill_box((5, 6, 15, 20))
place = RecoveryPlace.claim(folder)
place.write(document, RecoveryNote(title, None, "/photos/" + title), Progress())
print("written", flush=True)
if len(sys.argv) > 3:
    sys.stdin.readline()  # goes on living until it is told to die
os._exit(1)
"""


def crash(folder: Path, title: str = "garden.jpg") -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(folder), title],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "written", done.stderr


def files_of(folder: Path, suffix: str = "*") -> list[Path]:
    return sorted(folder.glob(suffix)) if folder.exists() else []


def settle(qtbot, session, autosave: Autosave) -> None:
    qtbot.waitUntil(lambda: session.idle and not autosave.busy)
    qtbot.wait(1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def minutes() -> list[float]:
    return [3.0]


@pytest.fixture
def autosave(session, folder, minutes, qtbot):
    place = RecoveryPlace.claim(folder)
    assert place is not None
    made = Autosave(session, place, lambda: minutes[0])
    yield made
    made.close()


@pytest.fixture
def worked_on(session, autosave, photo_file, presets, qtbot):
    """A session with a transfer that nobody has saved."""
    session.open_content(photo_file)
    settle(qtbot, session, autosave)
    session.set_style(presets[0])
    session.transfer()
    settle(qtbot, session, autosave)
    return session


# --- saving ---------------------------------------------------------------------------------------


def test_an_opened_photo_alone_is_not_kept(session, autosave, photo_file, presets, qtbot):
    session.open_content(photo_file)
    session.set_style(presets[0])
    settle(qtbot, session, autosave)
    assert autosave.waiting_ms is None
    autosave.save_now()
    settle(qtbot, session, autosave)
    assert files_of(autosave.place.path.parent, "*.kintsugi") == []


def test_a_result_is_kept_soon_and_a_stroke_after_the_interval(worked_on, autosave, qtbot):
    assert autosave.waiting_ms == SOON_MS
    autosave.save_now()
    settle(qtbot, worked_on, autosave)
    autosave._timer.stop()
    worked_on.fill_box((3, 4, 30, 40))
    assert autosave.waiting_ms == 3 * 60_000


def test_what_is_kept_is_the_work(worked_on, autosave, qtbot):
    worked_on.fill_box((3, 4, 30, 40))
    with qtbot.waitSignal(autosave.saved):
        autosave.save_now()
    kept = load_project(autosave.place.path)
    document = worked_on.document
    assert all("style-0" in sentence for sentence in kept.lost)  # a preset of the tests only
    assert np.array_equal(kept.document.content.pixels, document.content.pixels)
    assert np.array_equal(kept.document.stylized.pixels, document.stylized.pixels)
    assert np.array_equal(kept.document.mask, document.mask) and document.mask.any()
    note = json.loads(autosave.place.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert note["title"] == "garden.jpg" and note["photo"].endswith("garden.jpg")
    assert autosave.place.path.with_suffix(".png").exists()
    assert document.is_modified  # kept is not saved
    assert not [path for path in autosave.place.path.parent.iterdir() if path.suffix == ".part"]


def test_the_file_is_written_outside_the_window_and_the_engine(
    worked_on, autosave, qtbot, monkeypatch
):
    threads = []
    write = RecoveryPlace.write

    def remember(self, *arguments):
        threads.append(threading.current_thread().name)
        write(self, *arguments)

    monkeypatch.setattr(RecoveryPlace, "write", remember)
    with qtbot.waitSignal(autosave.saved):
        autosave.save_now()
    assert threads == ["kintsugi-autosave"]


def test_nothing_new_is_not_written_again(worked_on, autosave, qtbot):
    with qtbot.waitSignal(autosave.saved):
        autosave.save_now()
    before = autosave.place.path.stat().st_mtime_ns
    autosave.save_now()
    settle(qtbot, worked_on, autosave)
    assert autosave.place.path.stat().st_mtime_ns == before


def test_saving_by_hand_lets_go_of_it(worked_on, autosave, tmp_path, qtbot):
    with qtbot.waitSignal(autosave.saved):
        autosave.save_now()
    worked_on.save_project(tmp_path / "work.kintsugi")
    settle(qtbot, worked_on, autosave)
    assert not autosave.place.path.exists() and autosave.waiting_ms is None
    worked_on.undo()  # away from what was saved
    assert autosave.waiting_ms is not None
    worked_on.redo()
    assert autosave.waiting_ms is None


def test_another_photo_lets_go_of_it(worked_on, autosave, style_file, qtbot):
    with qtbot.waitSignal(autosave.saved):
        autosave.save_now()
    worked_on.open_content(style_file)
    settle(qtbot, worked_on, autosave)
    assert not autosave.place.path.exists()


def test_a_save_that_ends_after_another_photo_was_opened_counts_for_nothing(
    worked_on, autosave, style_file, qtbot, monkeypatch
):
    gate, write = threading.Event(), RecoveryPlace.write

    def wait(self, *arguments):
        assert gate.wait(10)
        write(self, *arguments)

    monkeypatch.setattr(RecoveryPlace, "write", wait)
    autosave.save_now()
    worked_on.open_content(style_file)
    qtbot.waitUntil(lambda: worked_on.idle)
    gate.set()
    settle(qtbot, worked_on, autosave)
    assert files_of(autosave.place.path.parent, "*.kintsugi") == []


def test_zero_minutes_keep_nothing(worked_on, autosave, minutes, qtbot):
    autosave._timer.stop()
    minutes[0] = 0
    worked_on.fill_box((3, 4, 30, 40))
    assert autosave.waiting_ms is None
    autosave.save_now()
    settle(qtbot, worked_on, autosave)
    assert not autosave.place.path.exists()


def test_minutes_that_are_chosen_later_count_for_the_work_that_is_there(
    worked_on, autosave, minutes, qtbot
):
    autosave._timer.stop()
    minutes[0] = 0
    worked_on.fill_box((3, 4, 30, 40))
    minutes[0] = 5
    autosave.look_again()
    assert autosave.waiting_ms == 5 * 60_000
    minutes[0] = 0
    autosave.look_again()
    assert autosave.waiting_ms is None


def test_trouble_is_told_once(worked_on, autosave, qtbot, monkeypatch):
    def fail(*_):
        raise ProjectError("The disk is full; make room.")

    told = []
    worked_on.notified.connect(told.append)
    monkeypatch.setattr(RecoveryPlace, "write", fail)
    for box in ((1, 1, 9, 9), (2, 2, 30, 30)):
        worked_on.fill_box(box)
        autosave.save_now()
        settle(qtbot, worked_on, autosave)
    assert [notice.sentence for notice in told] == ["The disk is full; make room."]


def test_closing_leaves_nothing_behind(worked_on, autosave, folder, qtbot):
    with qtbot.waitSignal(autosave.saved):
        autosave.save_now()
    assert files_of(folder)
    autosave.close()
    assert files_of(folder) == []


def test_a_cancelled_or_failing_write_leaves_the_copy_before(tmp_path, make_photo, monkeypatch):
    document = Document(make_photo(20, 30))
    path = tmp_path / "kept.kintsugi"
    write_recovery(document, path)
    before = path.read_bytes()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_recovery(document, path, progress)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError, match="No space left"):
        write_recovery(document, path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


# --- finding --------------------------------------------------------------------------------------


def test_after_a_crash_the_work_is_found(folder):
    crash(folder, "one.jpg")
    crash(folder, "two.jpg")
    found = find_abandoned(folder)
    assert sorted(work.note.title for work in found) == ["one.jpg", "two.jpg"]
    assert all(not work.thumbnail.isNull() for work in found)
    assert load_project(found[0].place.path).document.mask[10, 10] == 1
    assert find_abandoned(folder) == []  # now they are ours
    for work in found:
        work.place.release()
    assert len(find_abandoned(folder)) == 2


def test_locks_without_work_are_swept(folder):
    open_window = RecoveryPlace.claim(folder)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = folder / "20200101-000000-1-abcdef.lock"
    left.write_text(f"{dead.pid}\npython\n{os.uname().nodename}\n")
    assert find_abandoned(folder) == []
    assert files_of(folder) == [open_window.path.with_suffix(".lock")]
    open_window.release()


def test_a_running_kintsugi_keeps_its_files(folder):
    other = subprocess.Popen(
        [sys.executable, "-c", CRASH, str(folder), "theirs.jpg", "live"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert other.stdout.readline().strip() == "written"
        assert find_abandoned(folder) == []
        assert len(files_of(folder, "*.kintsugi")) == 1
    finally:
        other.communicate("die\n", timeout=30)
    assert [work.note.title for work in find_abandoned(folder)] == ["theirs.jpg"]


def test_a_file_without_its_note_is_found_all_the_same(folder):
    crash(folder)
    for path in (*folder.glob("*.json"), *folder.glob("*.png")):
        path.write_text("{ not json")
    (work,) = find_abandoned(folder)
    assert work.note == RecoveryNote("") and work.thumbnail.isNull()


def test_places_differ_and_need_a_folder(folder, tmp_path):
    first, second = RecoveryPlace.claim(folder), RecoveryPlace.claim(folder)
    assert first.path != second.path
    assert RecoveryPlace.adopt(first.path) is None
    for place in (first, second):
        place.release()
    (tmp_path / "file").write_text("in the way")
    assert RecoveryPlace.claim(tmp_path / "file") is None
    assert recovery_folder().name == "recovery"
    assert find_abandoned(tmp_path / "never made") == []


def test_what_cannot_be_opened_is_set_aside(folder):
    crash(folder)
    (work,) = find_abandoned(folder)
    kept = work.place.set_aside()
    assert kept.suffix == BROKEN_SUFFIX and kept.exists()
    work.place.release()
    assert find_abandoned(folder) == [] and files_of(folder) == [kept]


# --- the question ---------------------------------------------------------------------------------


@pytest.fixture
def works(folder) -> list[AbandonedWork]:
    crash(folder, "one.jpg")
    crash(folder, "two.jpg")
    return find_abandoned(folder)


@pytest.mark.parametrize("button", ["restore", "discard"])
def test_the_answer_is_about_what_is_ticked(qtbot, works, button):
    dialog = RecoveryDialog(works)
    qtbot.addWidget(dialog)
    heard = []
    dialog.restore_wanted.connect(lambda ticked: heard.append(("restore", ticked)))
    dialog.discard_wanted.connect(lambda ticked: heard.append(("discard", ticked)))
    dialog.postponed.connect(lambda: heard.append("later"))
    dialog.open()
    assert dialog.ticked == works and works[0].note.title in dialog.list.item(0).text()
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    getattr(dialog, f"{button}_button").click()
    assert heard == [(button, works[1:])] and not dialog.isVisible()
    for work in works:
        work.place.release()


def test_nothing_ticked_can_only_wait(qtbot, works):
    dialog = RecoveryDialog(works)
    qtbot.addWidget(dialog)
    dialog.open()
    for row in range(2):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.restore_button.isEnabled() and not dialog.discard_button.isEnabled()
    with qtbot.waitSignal(dialog.postponed):
        dialog.close()
    for work in works:
        work.place.release()


def test_what_is_written_after_it_was_forgotten_goes_again(worked_on, autosave, qtbot, monkeypatch):
    gate, write = threading.Event(), RecoveryPlace.write

    def wait(self, document, note, _progress):
        assert gate.wait(10)
        write(self, document, note, Progress())  # past the last check already

    monkeypatch.setattr(RecoveryPlace, "write", wait)
    autosave.save_now()
    autosave.forget()
    gate.set()
    settle(qtbot, worked_on, autosave)
    assert files_of(autosave.place.path.parent, "*.kintsugi") == []
