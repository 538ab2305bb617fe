"""`kintsugi train`: a generator of one's own, from a folder of photos and one of style pictures."""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.console import Console, UsageProblem
from engine.cli.options import add_command
from engine.cli.training_herald import Herald
from engine.errors import KintsugiError
from engine.trainings import (
    DEFAULT_MINUTES,
    LEAST_PHOTOS,
    LEAST_STYLE_PICTURES,
    LOCK,
    MOST_MINUTES,
    MOST_PICTURES,
    TrainingError,
    TrainingRun,
    folder_for,
    newest_sheet,
    read_run,
    write_run,
)

if TYPE_CHECKING:
    from engine.cli.command import StudioFactory
    from engine.training.own_training import OwnTraining
    from engine.training.stopping import StopSwitch
    from engine.training.team import Team

STOPPED = 130
STOPPED_EARLY = "Stopped before the training began."

_LEAST, _MOST = LEAST_STYLE_PICTURES["cyclegan"], MOST_PICTURES
_DESCRIPTION = f"""\
Train a generator on your own folders and keep it as a style in the gallery. It learns until its
time is spent; Ctrl-C stops it cleanly, and the same command goes on from there.

  cyclegan   learns from photos and a collection without pairs, in the adversarial game of two
             generators and two discriminators (CycleGAN). Takes a collection of one hand or one
             kind, at least {_LEAST} pictures and better 40; it needs an hour or more on a CPU,
             much less on a GPU, and may invent things. Kept as a collection.
  stylenet   fine-tunes the generator for any picture that ships, judged by the perception
             network that ships. Steadier, and nearer to what StyleNet does already. What is kept
             is one style, what it draws in the mean of your style pictures; it is listed among
             the adapted ones.

Both take at least {LEAST_PHOTOS} photos. Of a folder and those inside it, {_MOST} pictures are
learnt from at most, evenly drawn. Nothing leaves this computer.
"""
_EXAMPLES = """\
  kintsugi train --family cyclegan --content holiday --style sketchbook --minutes 240
  kintsugi train --family stylenet --content holiday --style sketchbook --title "My sketches"
  kintsugi train --out RUN --minutes 480      give a training more time
  kintsugi train --out RUN --finish           keep what has been reached, and train no more
  torchrun --nproc_per_node=4 app.py train …  on four GPUs, from a clone of the repository
"""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "train", "train a style on your own folders", _DESCRIPTION, _EXAMPLES
    )
    parser.add_argument("--family", choices=tuple(LEAST_STYLE_PICTURES), help="what is trained")
    parser.add_argument("--content", type=Path, metavar="DIR", help="folder of your photos")
    parser.add_argument("--style", type=Path, metavar="DIR", help="folder of the style pictures")
    parser.add_argument(
        "--title", help="of the style that comes of it (default: the name of the style folder)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="RUN",
        help="folder of the training, which goes on if there is one in it (default: one of its "
        "own beside your styles)",
    )
    parser.add_argument(
        "--minutes",
        type=_minutes,
        help=f"how long it may take in all, however often it was stopped (default: "
        f"{DEFAULT_MINUTES:g})",
    )
    parser.add_argument("--seed", type=int, help="of chance (default: 1)")
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="DIR",
        help="for stylenet: judge by the VGG-19 loss networks in this folder, which do not ship",
    )
    parser.add_argument(
        "--finish", action="store_true", help="keep what has been reached as a style; no more steps"
    )
    parser.add_argument(
        "--styles", type=Path, metavar="DIR", help="where your own styles lie, if elsewhere"
    )
    parser.add_argument(
        "--stop-on-input",
        action="store_true",
        help="stop cleanly, too, when a line comes on the standard input or when it ends",
    )
    parser.add_argument(
        "--low-priority", action="store_true", help="leave the processor to other programs first"
    )
    parser.set_defaults(run=run)


def _minutes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(
            f"“{text}” is no number of minutes over 0, at most {MOST_MINUTES:g}."
        )
    return value


def run(arguments: argparse.Namespace, console: Console, make_studio: StudioFactory) -> int:
    """Carry the command out."""
    leads = os.environ.get("RANK", "0") == "0"
    herald = Herald(arguments.json, arguments.quiet, leads)
    try:
        return _train(arguments, herald, make_studio)
    except (KintsugiError, UsageProblem) as error:
        if not leads:
            return 1
        if not arguments.json:
            raise
        console.warn(str(error))
        herald.tell("failed", sentence=str(error))
        return 2 if isinstance(error, UsageProblem) else 1


def wanted_run(arguments: argparse.Namespace) -> TrainingRun:
    """The training that the command line names: one that goes on, or a new one.

    Raises UsageProblem or TrainingError with a sentence.
    """
    arguments.title = " ".join((arguments.title or "").split()) or None
    known = None if arguments.out is None else read_run(arguments.out)
    if known is None:
        if arguments.family is None or arguments.content is None or arguments.style is None:
            raise UsageProblem(
                "A new training needs --family, --content and --style; one that goes on needs "
                "--out with its folder."
            )
        title = arguments.title or arguments.style.resolve().name or "style"
        content, style = arguments.content.resolve(), arguments.style.resolve()
        folder = arguments.out or folder_for(arguments.family, title, content, style)
        known = read_run(folder)
    if known is None:
        _check_empty(folder)
        known = TrainingRun(folder, arguments.family, title, content, style)
        return _changed(known, arguments)
    for given, there in (
        (arguments.family, known.family),
        (arguments.content and arguments.content.resolve(), known.content.resolve()),
        (arguments.style and arguments.style.resolve(), known.style.resolve()),
    ):
        if given not in (None, there):
            raise TrainingError(
                f"{known.folder} holds another training, “{known.title}” ({known.family}, "
                f"{known.style}); choose another --out."
            )
    return _changed(known, arguments)


def _changed(run: TrainingRun, arguments: argparse.Namespace) -> TrainingRun:
    given = {"minutes": arguments.minutes, "seed": arguments.seed, "title": arguments.title}
    return replace(run, **{name: value for name, value in given.items() if value is not None})


def _check_empty(folder: Path) -> None:
    if folder.is_dir():
        free = all(path.name == LOCK for path in folder.iterdir())
    else:
        free = not folder.exists()
    if not free:
        raise TrainingError(
            f"{folder} is there already and holds no training; choose an empty or a new folder."
        )


def _train(arguments: argparse.Namespace, herald: Herald, make_studio: StudioFactory) -> int:
    wanted = wanted_run(arguments)
    if wanted.is_done and wanted.style_id and not arguments.finish:
        raise TrainingError(
            f"The training “{wanted.title}” has spent its {wanted.minutes:g} minutes and is kept "
            f"as {wanted.style_id}; give it more with --minutes {2 * wanted.minutes:g}."
        )
    if arguments.finish and not wanted.step:
        raise TrainingError(f"The training “{wanted.title}” has not begun; there is nothing yet.")
    if arguments.low_priority:
        lower_priority()
    # Only now torch, which takes seconds.
    from engine.training.own_training import claimed
    from engine.training.stopping import StopSwitch
    from engine.training.team import join_team

    team = join_team(arguments.device)
    with contextlib.ExitStack() as stack:
        stack.callback(team.leave)
        switch = stack.enter_context(StopSwitch(in_team=team.size > 1))
        if arguments.stop_on_input:
            switch.listen()
        if team.leads:
            stack.enter_context(claimed(wanted.folder))
        return _work(wanted, arguments, herald, make_studio, team, switch)


class _StoppedReading(Exception):
    """Somebody wants it to end before it has begun."""


def _work(
    run: TrainingRun,
    arguments: argparse.Namespace,
    herald: Herald,
    make_studio: StudioFactory,
    team: Team,
    switch: StopSwitch,
) -> int:
    from engine.training.own_training import OwnTraining

    def on_read(done: int, total: int) -> None:
        herald.reading(done, total)
        if switch.asked and team.size == 1:
            raise _StoppedReading

    studio = make_studio(arguments.device)
    herald.say(f"Reading the pictures of “{run.title}” …")
    try:
        own = OwnTraining(run, studio.models_dir, team, arguments.weights, on_read)
    except _StoppedReading:
        herald.tell("stopped", sentence=STOPPED_EARLY, run="")
        herald.say(STOPPED_EARLY)
        return STOPPED
    if team.leads:
        write_run(run)
    _say_begun(own, herald, team)
    done = True if arguments.finish else _trained(own, herald, switch)
    if not team.leads:
        return 0
    if not done:
        return _say_stopped(run, herald)
    _store(own, arguments.styles, herald, studio)
    return 0


def _say_begun(own: OwnTraining, herald: Herald, team: Team) -> None:
    run = own.run
    photos, pictures = len(own.photos.pictures), len(own.artworks.pictures)
    herald.tell(
        "begun",
        family=run.family,
        title=run.title,
        run=str(run.folder),
        photos=photos,
        style_pictures=pictures,
        step=own.step,
        spent_s=round(own.spent_s, 1),
        minutes=run.minutes,
        device=team.device.type,
        processes=team.size,
    )
    for sentence in own.sentences():
        herald.tell("notice", sentence=sentence)
        herald.say(sentence)
    where = f"{team.device.type}" + (f", {team.size} processes" if team.size > 1 else "")
    begins = f"goes on at step {own.step}" if own.step else "begins"
    herald.say(
        f"“{run.title}” ({run.family}) {begins}, with {photos} photos and {pictures} style "
        f"pictures, on {where}; sample sheets and log lie in {run.folder}."
    )


def _trained(own: OwnTraining, herald: Herald, switch: StopSwitch) -> bool:
    """Whether all of its time was spent."""
    from engine.training.budget import Watch

    run = own.run

    def on_sheet() -> None:
        sheet = newest_sheet(run.folder)
        if sheet is not None:
            herald.tell("sheet", path=str(sheet), step=own.step)

    done = own.train(
        Watch(
            told=lambda step, spent_s, report: herald.step(run, step, spent_s, report),
            sheeted=on_sheet,
            stopped=lambda: switch.asked,
            prints=False,
        )
    )
    on_sheet()
    return done


def _say_stopped(run: TrainingRun, herald: Herald) -> int:
    folder = shlex.quote(str(run.folder))
    sentence = f"Stopped; `kintsugi train --out {folder}` goes on from here."
    herald.tell("stopped", sentence=sentence, run=str(run.folder))
    herald.say(sentence)
    return STOPPED


def _store(own: OwnTraining, folder: Path | None, herald: Herald, studio: Any) -> None:
    """Keep what has been reached as an own style, shown on the sample photo."""
    from engine.demo import sample_photo
    from engine.own_styles import add_own_style, own_styles_folder
    from engine.studio import THUMBNAIL_PX

    preset = own.result()
    contents = preset.carried
    assert contents is not None
    shown = dict(studio.thumbnails(sample_photo(), [preset], THUMBNAIL_PX))
    stored = add_own_style(
        folder or own_styles_folder(),
        preset.title,
        contents.pictures,
        contents.code,
        shown.get(0),
        contents.model,
        preset.family,
        preset.note,
    )
    write_run(replace(own.run, style_id=stored.id))
    herald.tell("stored", id=stored.id, title=stored.title, family=stored.family)
    herald.say(f"Kept as {stored.id} in the gallery; use it with --style {stored.id}.")


def lower_priority() -> None:
    """Let other programs go first, where the system allows."""
    try:
        if sys.platform == "win32":
            import ctypes

            below_normal = 0x4000
            kernel = ctypes.windll.kernel32
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
        else:
            os.nice(10)
    except (OSError, AttributeError):
        return
