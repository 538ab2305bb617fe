"""Trainings as folders: written, read again, and left out where they are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_training_desk import own_folders

from engine.trainings import (
    LEAST_PHOTOS,
    TrainingError,
    TrainingRun,
    folder_for,
    found_runs,
    read_run,
    trainings_folder,
    write_run,
)

__all__ = ["own_folders"]


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = folder_for("cyclegan", "Größe & Co", tmp_path / "a", tmp_path / "b")
    assert folder.parent == trainings_folder() and folder.name.startswith("gr-sse-co-cyclegan-")
    assert folder != folder_for("cyclegan", "Größe & Co", tmp_path / "a", tmp_path / "c")
    run = TrainingRun(folder, "cyclegan", "Größe & Co", tmp_path / "a", tmp_path / "b", 90.0, 3)
    write_run(run)
    assert read_run(folder) == run and found_runs() == (run,)
    assert LEAST_PHOTOS == 20


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"family": "other"}', '{"family": "cyclegan", "title": 3}', "\x00"]
)
def test_a_damaged_run_is_left_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "training.json").write_text(text)
    assert read_run(tmp_path / "one") is None and found_runs(tmp_path) == ()


def test_a_run_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(TrainingError, match="cannot be kept"):
        write_run(TrainingRun(blocked / "run", "cyclegan", "T", tmp_path, tmp_path))
