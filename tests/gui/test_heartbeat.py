"""The GUI thread only ever shows: no engine, no files, no waiting. Pauses are measured by
benchmarks/window.py; here is what makes them short."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer

import engine.document
import engine.imaging.colour
import engine.imaging.files
from engine.document import load_project
from engine.operations.params import RepairParams
from gui.garbage import GarbageTimer

GUI = threading.current_thread().name


@pytest.fixture
def workplaces(monkeypatch) -> dict[str, set[str]]:
    """In which threads files were read and written and colours converted."""
    seen: dict[str, set[str]] = {}

    def watch(module, name):
        work = getattr(module, name)

        def watched(*arguments, **options):
            seen.setdefault(name, set()).add(threading.current_thread().name)
            return work(*arguments, **options)

        monkeypatch.setattr(module, name, watched)

    watch(engine.imaging.files, "read_photo")
    watch(engine.imaging.files, "write_photo")
    watch(engine.imaging.colour, "to_srgb")
    watch(engine.document, "save_project")
    watch(engine.document, "load_project")
    return seen


def test_the_engine_is_called_in_its_own_thread_only(
    stylized_window, studio, wait_idle, style_file
):
    session = stylized_window.session
    session.fill_box((20, 20, 40, 40))
    session.repair(RepairParams())
    wait_idle(session)
    stylized_window.table["undo"].trigger()
    wait_idle(session)
    session.set_style(style_file)
    wait_idle(session)
    session.transfer()
    wait_idle(session)
    assert {"transfer", "inspect", "repair"} <= set(studio.calls)
    assert studio.threads == {"kintsugi-engine"}


def test_files_are_read_and_written_in_their_own_thread_only(
    stylized_window, photo_file, style_file, tmp_path: Path, wait_idle, workplaces
):
    window, session = stylized_window, stylized_window.session
    project = tmp_path / "work.kintsugi"
    session.save_project(project)
    wait_idle(session)
    window.commands.open_path(project)
    wait_idle(session)
    session.set_style(style_file)
    window.commands.open_path(photo_file)
    wait_idle(session)
    assert {"read_photo", "save_project", "load_project"} <= set(workplaces)
    assert set.union(*workplaces.values()) == {"kintsugi-files"}


def test_the_window_goes_on_while_a_job_runs(stylized_window, studio, qtbot, wait_idle):
    window, session = stylized_window, stylized_window.session
    turns = []
    heart = QTimer(interval=0)
    heart.timeout.connect(lambda: turns.append(1))
    studio.gate.clear()
    session.transfer()
    qtbot.waitUntil(lambda: session.activity is not None and studio.calls[-1] == "transfer")
    heart.start()
    window.canvas.set_zoom(2.0)
    session.fill_box((5, 5, 30, 30))
    window.table["heatmap"].trigger()
    qtbot.waitUntil(lambda: len(turns) > 100)
    assert session.activity is not None and session.has_mask and window.canvas.zoom == 2.0
    heart.stop()
    studio.gate.set()
    wait_idle(session)


def test_what_is_painted_while_a_project_is_written_is_not_in_it(
    stylized_window, tmp_path, monkeypatch, wait_idle
):
    session = stylized_window.session
    session.fill_box((10, 10, 20, 20))
    wanted = session.document.mask.copy()
    gate, save = threading.Event(), engine.document.save_project

    def wait(document, path, review):
        assert gate.wait(10)
        save(document, path, review)

    monkeypatch.setattr(engine.document, "save_project", wait)
    session.save_project(tmp_path / "work.kintsugi")
    session.fill_box((40, 40, 60, 60))
    gate.set()
    wait_idle(session)
    assert np.array_equal(load_project(tmp_path / "work.kintsugi").document.mask, wanted)
    assert session.is_modified


def test_pictures_that_jobs_hold_cannot_be_written_to(stylized_window):
    document = stylized_window.session.document
    for photo in (document.content, document.stylized):
        assert not photo.pixels.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        document.mask[0, 0] = 1


def test_garbage_is_collected_in_the_gui_thread_only(qtbot):
    import gc

    timer = GarbageTimer()
    try:
        assert not gc.isenabled()
        gc.collect()
        nodes = [[] for _ in range(3000)]
        for node in nodes:
            node.append(node)
        del nodes, node
        assert timer.collect_due() == 0 and timer.collect_due() is None
    finally:
        timer.stop()
    assert gc.isenabled()
    gc.disable()  # as the fixture of all these tests has it
