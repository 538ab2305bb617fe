"""Trainings of a person's own: where they lie, what they are of, and how far they are.

A training is a folder: ``training.json`` says what it is of, and beside it lie the files that the
training itself writes. Nothing here needs a network; `engine.training.own_training` trains.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from engine.errors import KintsugiError
from engine.imaging.files import READABLE_SUFFIXES, atomic_write
from engine.own_styles import own_styles_folder

TrainedFamily = Literal["cyclegan", "stylenet"]
"""What is trained: two generators against two discriminators, or StyleNet on perceptual losses."""

SCHEMA = 1
LEAST_PHOTOS = 20
LEAST_STYLE_PICTURES: dict[TrainedFamily, int] = {"cyclegan": 10, "stylenet": 1}
MOST_PICTURES = 1000
"""So many of a folder are learnt from, which bounds the memory that a training takes."""
LOSSES: dict[TrainedFamily, dict[str, tuple[str, ...]]] = {
    "cyclegan": {"D_loss": ("d_loss",), "G_loss": ("g_loss",), "cycle_loss": ("g_cycle",)},
    "stylenet": {
        "loss": ("loss",),
        "style_loss": ("moments", "textures"),
        "content_loss": ("content",),
    },
}
"""The losses that are shown of a family, by their names, and which columns of the log they are."""
DEFAULT_MINUTES = 60.0
MOST_MINUTES = 10_000.0
MOST_SCANNED = 100_000
_DESCRIPTION, _CHECKPOINT = "training.json", "checkpoint.safetensors"
LOCK = "lock"
"""The file that whoever trains in a folder holds."""
_MOST_HEADER_BYTES = 16 << 20


class TrainingError(KintsugiError):
    """A training cannot begin or go on."""


@dataclass(frozen=True)
class TrainingRun:
    """What a training is of.

    minutes: that it may take in all, over any number of times that it is gone on with. style_id:
    of the own style that came of it, "" so far. step, spent_s: how far it was when it was read.
    """

    folder: Path
    family: TrainedFamily
    title: str
    content: Path
    style: Path
    minutes: float = DEFAULT_MINUTES
    seed: int = 1
    style_id: str = ""
    step: int = 0
    spent_s: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether all of its time was spent."""
        return self.spent_s >= 60 * self.minutes


def trainings_folder() -> Path:
    """Where the trainings of the person at this computer lie, beside the own styles."""
    return own_styles_folder().with_name("trainings")


def folder_for(
    family: TrainedFamily, title: str, content: Path, style: Path, parent: Path | None = None
) -> Path:
    """The folder of a training: always the same one for the same folders and title."""
    named = "\n".join((family, title, str(content.resolve()), str(style.resolve())))
    digest = hashlib.sha256(named.encode("utf-8")).hexdigest()[:8]
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:32].strip("-")
    name = "-".join(part for part in (slug, family, digest) if part)
    return (parent or trainings_folder()) / name


def write_run(run: TrainingRun) -> None:
    """Store what a training is of; TrainingError with a sentence where that cannot be."""
    kept = asdict(run)
    for key in ("folder", "step", "spent_s"):
        del kept[key]
    kept |= {"schema": SCHEMA, "content": str(run.content), "style": str(run.style)}
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
        atomic_write(run.folder / _DESCRIPTION, text.encode("utf-8"))
    except (OSError, KintsugiError) as error:
        raise TrainingError(
            f"The training cannot be kept in {run.folder}; check that you may write there, or "
            "choose another folder."
        ) from error


def read_run(folder: Path) -> TrainingRun | None:
    """The training in a folder; None where there is none or it is damaged."""
    try:
        values = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
        family, title = values["family"], values["title"]
        if family not in get_args(TrainedFamily) or not isinstance(title, str) or not title:
            return None
        run = TrainingRun(
            folder,
            family,
            title,
            Path(str(values["content"])),
            Path(str(values["style"])),
            min(max(float(values["minutes"]), 0.0), MOST_MINUTES),
            int(values["seed"]),
            str(values.get("style_id", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    step, spent_s = _progress(folder / _CHECKPOINT)
    return replace(run, step=step, spent_s=spent_s)


def found_runs(parent: Path | None = None) -> tuple[TrainingRun, ...]:
    """The trainings that there are, the one worked on last first; never raises."""
    parent = parent or trainings_folder()
    found = []
    try:
        for folder in parent.iterdir():
            run = read_run(folder)
            if run is not None:
                found.append((_changed_at(folder), run))
    except OSError:
        pass
    found.sort(key=lambda entry: -entry[0])
    return tuple(run for _, run in found)


def _changed_at(folder: Path) -> float:
    times = [0.0]
    for name in (_DESCRIPTION, _CHECKPOINT):
        try:
            times.append((folder / name).stat().st_mtime)
        except OSError:
            continue
    return max(times)


def _progress(checkpoint: Path) -> tuple[int, float]:
    """Steps and seconds that a checkpoint tells in its header; zeros where there is none."""
    try:
        with checkpoint.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            if not 0 < size <= _MOST_HEADER_BYTES:
                return 0, 0.0
            header = json.loads(file.read(size))
        progress = json.loads(header["__metadata__"]["progress"])
        return int(progress["step"]), float(progress["spent_s"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0, 0.0


def shown_losses(family: TrainedFamily, report: Mapping[str, float]) -> dict[str, float]:
    """The losses that people see, of a step's report or a row of the log; what it lacks is left
    out."""
    return {
        name: sum(report[column] for column in columns)
        for name, columns in LOSSES[family].items()
        if all(column in report for column in columns)
    }


def newest_sheet(folder: Path) -> Path | None:
    """The last sample sheet of a training, None where there is none yet."""
    return max(folder.glob("sheet-*.jpg"), default=None)


def loss_history(folder: Path) -> list[dict[str, float]]:
    """What the log of a training holds: rows with "step" and the losses by name; never raises.

    A phase with other losses has a header of its own inside the file.
    """
    try:
        lines = (folder / "log.csv").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    rows, names = [], []
    for line in lines:
        cells = line.split(",")
        if cells[0] == "step":
            names = cells
            continue
        try:
            rows.append(dict(zip(names, map(float, cells), strict=True)))
        except ValueError:
            continue
    return rows


def picture_files(folder: Path) -> Iterator[Path]:
    """The picture files of a folder and of those inside it, hidden ones left out, by name.

    Raises TrainingError for a folder that is not there or may not be read.
    """
    if not folder.is_dir():
        raise TrainingError(f"There is no folder “{folder}”; check its name.")

    def refuse(error: OSError) -> None:
        if error.filename == str(folder):
            raise TrainingError(
                f"The folder “{folder}” may not be read; ask for permission, or copy it elsewhere."
            ) from error

    scanned = 0
    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            scanned += 1
            if scanned > MOST_SCANNED:
                return
            if not name.startswith(".") and Path(name).suffix.lower() in READABLE_SUFFIXES:
                yield Path(place, name)


def folders_trouble(content: Path, style: Path) -> str:
    """Why photos and style pictures cannot lie in these two folders, of which all that is inside
    is read; a sentence, "" where they can. Both absolute."""
    if content == style:
        return "Photos and style pictures lie in the same folder; choose two."
    if style.is_relative_to(content):
        return (
            "The style pictures lie inside the folder of photos, so they would be taken for "
            "photos; choose two folders beside each other."
        )
    if content.is_relative_to(style):
        return (
            "The photos lie inside the folder of style pictures, so they would be taken for "
            "those; choose two folders beside each other."
        )
    return ""


def count_pictures(folder: Path) -> int:
    """How many picture files a folder holds, by their names; TrainingError as above."""
    return sum(1 for _ in picture_files(folder))
