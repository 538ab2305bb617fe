"""A training from a person's own folders, and the own style that comes of it."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from safetensors import SafetensorError

from engine.errors import KintsugiError
from engine.imaging.files import atomic_write
from engine.imaging.photo import Photo
from engine.loaded_models import GENERATOR, PERCEPTION
from engine.models.bundles import load_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.models.perception import PerceptionNet
from engine.models.style_models import style_model_bytes, whole_model
from engine.models.stylenet import StyleNet
from engine.operations.style_codes import pack_code
from engine.style_types import CarriedStyle, StylePreset
from engine.training.budget import Watch
from engine.training.collections import CONFIGS
from engine.training.cyclegan_loop import Collections, CycleGanTraining, mean_style
from engine.training.own_pictures import OwnPictures, load_own_pictures
from engine.training.stylenet_loop import Split, StyleNetTraining
from engine.training.team import Team
from engine.trainings import (
    LEAST_PHOTOS,
    LEAST_STYLE_PICTURES,
    LOCK,
    TrainingError,
    TrainingRun,
    folders_trouble,
    newest_sheet,
)

RECIPES = {"cyclegan": "cyclegan-v1.toml", "stylenet": "own-stylenet-v1.toml"}
RECIPE = "recipe.json"
WEIGHT_FILES = ("vgg19_16x_distilled_encoders_f32.npz", "vgg19_to_relu3_4_f32.npz")
ROOM_BYTES = 400 << 20
CHECKPOINT_S = 180.0
SHEETS_PER_RUN, SHEET_S = 20, (30.0, 300.0)
MOST_EXAMPLES, MOST_ENCODED = 6, 200


class OwnTraining:
    """Loads what a run is of and trains it; goes on where it was left.

    models: the folder of the shipped bundles. weights: the folder with the arrays of the loss
    networks, which judge StyleNet in place of the perception network that ships. on_read: told of
    the pictures as they are read; it may raise to end that. Raises TrainingError or ModelError
    with a sentence.
    """

    def __init__(
        self,
        run: TrainingRun,
        models: Path,
        team: Team,
        weights: Path | None = None,
        on_read: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        self.run, self._team = run, team
        _check(run, weights)
        self.photos, self.artworks = _read(run, on_read)
        bundle = load_bundle(models / GENERATOR, team.device)
        assert isinstance(bundle.network, StyleNet)
        self._base, self._base_sha256 = bundle.network, str(bundle.manifest["sha256"])
        begun = (run.folder / "checkpoint.safetensors").exists()
        with plain_failures(run):
            try:
                self.training = self._make(models, weights)
            except (SafetensorError, KeyError, RuntimeError, ValueError) as error:
                if not begun or _lacks_memory(error):
                    raise
                raise TrainingError(
                    f"The training “{run.title}” in {run.folder} is damaged or was begun by "
                    "another version of Kintsugi; begin a new one under another title."
                ) from error

    def _make(self, models: Path, weights: Path | None) -> CycleGanTraining | StyleNetTraining:
        run, team, base = self.run, self._team, self._base
        config = self._recipe = recipe_of(run, base)
        photos, artworks = held_out(self.photos.pictures), held_out(self.artworks.pictures)
        if run.family == "cyclegan":
            pictures, perception = Collections(*photos, *artworks), _perception(models, team)
            return CycleGanTraining(
                config, pictures, perception, run.folder, team.device, base, run.seed, team
            )
        judge = None if weights is not None else _perception(models, team)
        training = StyleNetTraining(
            config, (photos, artworks), weights, run.folder, team.device, run.seed, judge, team
        )
        training.keeps_snapshots = False
        if not training.step:
            training.start_from(models / GENERATOR / "weights.safetensors")
        return training

    # -- training

    @property
    def step(self) -> int:
        return self.training.step

    @property
    def spent_s(self) -> float:
        return self.training.spent_s

    def sentences(self) -> list[str]:
        """What a person should know of the pictures before it begins."""
        return self.photos.sentences() + self.artworks.sentences()

    def train(self, watch: Watch) -> bool:
        """Train until the time of the run is spent; whether it is, or it was stopped before."""
        budget_s = 60 * self.run.minutes
        lowest, highest = SHEET_S
        sheet_s = min(max(budget_s / SHEETS_PER_RUN, lowest), highest)
        with plain_failures(self.run):
            if self._team.leads:
                text = json.dumps(self._recipe, indent=1) + "\n"
                atomic_write(self.run.folder / RECIPE, text.encode("utf-8"))
            if self._team.leads and newest_sheet(self.run.folder) is None:
                self.training.snapshot()
                watch.sheeted()
            self.training.run(self.run.minutes, CHECKPOINT_S, sheet_s, watch=watch)
        return self.training.spent_s >= budget_s

    # -- what comes of it

    def result(self) -> StylePreset:
        """The style as far as it has been trained: an own preset without an id or a thumbnail,
        which carries its generator."""
        run, artworks = self.run, evenly(self.artworks.pictures, MOST_ENCODED)
        device = self._team.device
        if isinstance(self.training, CycleGanTraining):
            network = self.training.averaged("paint")
        else:
            tuned = self.training.averaged()
            network = FixedStyleNet.of_style(tuned, mean_style(tuned, artworks, device))
        count, steps = len(self.artworks.pictures), self.training.step
        facts = {"family": run.family, "steps": steps, "seconds": round(self.spent_s)}
        facts |= {"photos": len(self.photos.pictures), "style_pictures": count}
        code = pack_code(mean_style(self._base, artworks, device), self._base_sha256)
        examples = evenly(self.artworks.pictures, MOST_EXAMPLES)
        model = style_model_bytes(whole_model(network, facts))
        return StylePreset(
            id="",
            title=run.title,
            artist="",
            year="",
            note=_note(run, count, steps),
            image_path=None,
            thumbnail_path=Path(),
            own=True,
            carried=CarriedStyle(tuple(Photo(p) for p in examples), code, None, model),
            family="cyclegan" if run.family == "cyclegan" else "adapted",
        )


def recipe_of(run: TrainingRun, base: StyleNet) -> dict[str, Any]:
    """How a run is trained: as it was begun, whatever the recipe that ships is now."""
    if run.step:
        with contextlib.suppress(OSError, ValueError):
            return json.loads((run.folder / RECIPE).read_text(encoding="utf-8"))
    recipe = tomllib.loads((CONFIGS / RECIPES[run.family]).read_text(encoding="utf-8"))
    network = dict(base.config)
    if run.family == "cyclegan":
        del network["vector"]
    return {**recipe, "network": network}


def _note(run: TrainingRun, count: int, steps: int) -> str:
    if run.family == "cyclegan":
        return f"A CycleGAN of your own, trained on {count} pictures in {steps} steps."
    return f"StyleNet fine-tuned on {count} pictures of your own in {steps} steps."


def _check(run: TrainingRun, weights: Path | None) -> None:
    """Raises TrainingError for what cannot go well, before anything is read."""
    trouble = folders_trouble(run.content.resolve(), run.style.resolve())
    if trouble:
        raise TrainingError(trouble)
    if weights is not None:
        if run.family == "cyclegan":
            raise TrainingError(
                "A CycleGAN is judged by its own discriminators; leave the loss networks out."
            )
        missing = [name for name in WEIGHT_FILES if not (weights / name).is_file()]
        if missing:
            name = missing[0]
            raise TrainingError(f"There is no {name} in “{weights}”; check the folder.")
    place = run.folder
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        free_mb, needed_mb = shutil.disk_usage(place).free >> 20, ROOM_BYTES >> 20
    except OSError:
        return
    if free_mb < needed_mb:
        raise TrainingError(
            f"A training needs {needed_mb} MB, and there are {free_mb} MB free in {place}; make "
            "room there or choose another folder."
        )


def _read(run: TrainingRun, on_read: Callable[[int, int], None]) -> tuple[OwnPictures, OwnPictures]:
    photos = load_own_pictures(run.content, LEAST_PHOTOS, on_read)
    return photos, load_own_pictures(run.style, LEAST_STYLE_PICTURES[run.family], on_read)


def _perception(models: Path, team: Team) -> PerceptionNet:
    network = load_bundle(models / PERCEPTION, team.device).network
    assert isinstance(network, PerceptionNet)
    return network


def held_out(pictures: list[np.ndarray]) -> Split:
    """Pictures to learn from and some for the sheets: four where there are twenty or more; of
    fewer than five the sheets show those that are learnt from."""
    count = min(4, len(pictures) // 5)
    if not count:
        return pictures, pictures
    held = {round(i) for i in np.linspace(0, len(pictures) - 1, count + 2)[1:-1]}
    return (
        [p for i, p in enumerate(pictures) if i not in held],
        [pictures[i] for i in sorted(held)],
    )


def evenly(pictures: list[np.ndarray], most: int) -> list[np.ndarray]:
    """At most so many of the pictures, evenly drawn."""
    if len(pictures) <= most:
        return pictures
    return [pictures[round(i)] for i in np.linspace(0, len(pictures) - 1, most)]


@contextmanager
def plain_failures(run: TrainingRun) -> Iterator[None]:
    """What a person can mend as a TrainingError: no room, no memory."""
    try:
        yield
    except KintsugiError:
        raise
    except (OSError, SafetensorError) as error:
        raise TrainingError(
            f"The training could not be saved in {run.folder} ({error}); make room there and go on "
            "with it: what was saved before is kept."
        ) from error
    except (MemoryError, RuntimeError) as error:
        if not _lacks_memory(error):
            raise
        raise TrainingError(
            "There is not enough memory for this training; close other programs, or take another "
            "device."
        ) from error


def _lacks_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or "memory" in str(error).lower()


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """The run folder for this process alone; TrainingError where another one trains in it."""
    lock = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = lock.open("a+b")
    except OSError as error:
        raise TrainingError(
            f"The training cannot be kept in {folder}; check that you may write there, or choose "
            "another folder."
        ) from error
    with file:
        if not _lock(file):
            raise TrainingError(f"The training in {folder} is under way already; stop that first.")
        try:
            yield
        finally:
            _sweep(folder)


def _sweep(folder: Path) -> None:
    # A training that did not come to begin leaves nothing behind.
    with contextlib.suppress(OSError):
        if list(folder.iterdir()) == [folder / LOCK]:
            (folder / LOCK).unlink()
            folder.rmdir()


def _lock(file: IO[Any]) -> bool:
    """Held until the file is closed, however the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
