"""`python -m engine.training FAMILY --data DIR --weights DIR --out DIR`: train a shipped model."""

from __future__ import annotations

import argparse
import signal
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import OptionError
from engine.training import averaging, collections, perception_commands, presets
from engine.training.budget import Watch
from engine.training.stopping import StopSwitch
from engine.training.team import Team, join_team

if TYPE_CHECKING:
    import torch

CONFIGS = Path(__file__).with_name("configs")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m engine.training", description=__doc__)
    families = top.add_subparsers(dest="family", required=True)
    for name, minutes, help_text in (
        ("stylenet", 75.0, "the generator, by perceptual losses"),
        ("discriminator", 35.0, "the discriminator, on planted defects and against the generator"),
    ):
        sub = families.add_parser(name, help=help_text, description=help_text)
        sub.add_argument(
            "--data", type=Path, required=True, help="folder with train_content and train_style"
        )
        sub.add_argument(
            "--weights", type=Path, required=True, help="folder with the loss networks' arrays"
        )
        sub.add_argument(
            "--out", type=Path, required=True, help="run folder; an interrupted run resumes there"
        )
        sub.add_argument(
            "--minutes",
            type=float,
            default=minutes,
            help="time budget in all (default %(default)s)",
        )
        sub.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
        sub.add_argument(
            "--config", type=Path, default=CONFIGS / f"{name}-v1.toml", help="recipe (TOML)"
        )
        sub.add_argument("--seed", type=int, default=1)
        sub.add_argument(
            "--start",
            type=Path,
            metavar="FILE",
            help="weights (safetensors) that a new run starts from, not from chance",
        )
    sub.add_argument(
        "--generator", type=Path, required=True, help="run folder of the generator's training"
    )
    sub.add_argument(
        "--oldest-step",
        type=int,
        default=0,
        help="leave out the generator's snapshots from before this step",
    )
    sub.add_argument(
        "--styles", type=Path, help="folder with styles.json, whose collections paint as well"
    )
    publish = families.add_parser("publish", help="write the shipped bundles from finished runs")
    publish.add_argument(
        "--generator", type=Path, help="run folder of stylenet, if it has been trained as well"
    )
    publish.add_argument(
        "--discriminator", type=Path, required=True, help="run folder of discriminator"
    )
    publish.add_argument("--models", type=Path, required=True, help="folder for the bundles")
    averaging.add_parser(families)
    presets.add_parser(families)
    collections.add_parsers(families)
    perception_commands.add_parsers(families, CONFIGS)
    return top


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    if options.family == "publish":
        from engine.training.publish import publish

        publish(options.generator, options.discriminator, options.models, CONFIGS)
        return 0
    if options.family == "presets":
        return presets.run(options)
    if options.family == "publish-collection":
        return collections.run_publishing(options)
    if options.family == "publish-perception":
        return perception_commands.run_publishing(options)
    try:
        if options.family == "average":
            return averaging.run(options)
        team = join_team(options.device)
        stopped = _train(options, team)
        team.leave()
    except KeyboardInterrupt:
        stopped = True
    except (FileNotFoundError, OptionError, tomllib.TOMLDecodeError) as error:
        print(error, file=sys.stderr)
        return 1
    if stopped:
        print("Stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def _train(options: argparse.Namespace, team: Team) -> bool:
    """Whether it was stopped before its time."""
    if options.family == "discriminator":
        if team.size > 1:
            raise OptionError("The discriminator is trained by one process; leave torchrun out.")
        _train_discriminator(options, team.device)
        return False
    if options.family == "perception":
        perception_commands.run_training(options, team.device)
        return False
    with StopSwitch(in_team=team.size > 1) as switch:
        watch = Watch(stopped=lambda: switch.asked, prints=team.leads)
        if options.family == "cyclegan":
            collections.run_training(options, team, watch)
        else:
            _train_stylenet(options, team, watch)
    return switch.asked


def _train_stylenet(options: argparse.Namespace, team: Team, watch: Watch) -> None:
    from engine.training.stylenet_loop import StyleNetTraining

    training = StyleNetTraining(
        tomllib.loads(options.config.read_text(encoding="utf-8")),
        options.data,
        options.weights,
        options.out,
        team.device,
        options.seed,
        team=team,
    )
    if options.start and not training.step:
        training.start_from(options.start)
    training.run(options.minutes, watch=watch)


def _train_discriminator(options: argparse.Namespace, device: torch.device) -> None:
    from engine.training.discriminator_loop import DiscriminatorTraining
    from engine.training.painters import load_painters

    # Started in the background, a shell has it ignore Ctrl-C; both ask for a clean stop.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.default_int_handler)
    config = tomllib.loads(options.config.read_text(encoding="utf-8"))
    generator = tomllib.loads((CONFIGS / "stylenet-v1.toml").read_text(encoding="utf-8"))
    painters = load_painters(options.styles, device) if options.styles else []
    game = DiscriminatorTraining(
        config,
        generator,
        options.generator,
        options.data,
        options.weights,
        options.out,
        device,
        options.seed,
        options.oldest_step,
        painters,
    )
    if options.start and not game.step:
        game.start_from(options.start)
    game.run(options.minutes)


if __name__ == "__main__":
    sys.exit(main())
