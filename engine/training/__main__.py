"""`python -m engine.training FAMILY --data DIR --weights DIR --out DIR`: train a shipped model."""

from __future__ import annotations

import argparse
import signal
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from engine.training import collections, presets

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
    publish = families.add_parser("publish", help="write the shipped bundles from finished runs")
    publish.add_argument("--generator", type=Path, required=True, help="run folder of stylenet")
    publish.add_argument(
        "--discriminator", type=Path, required=True, help="run folder of discriminator"
    )
    publish.add_argument("--models", type=Path, required=True, help="folder for the bundles")
    presets.add_parser(families)
    collections.add_parsers(families)
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
    import torch

    name = options.device
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    # Started in the background, a shell has it ignore Ctrl-C; both ask for a clean stop.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.default_int_handler)
    try:
        _train(options, torch.device(name))
    except KeyboardInterrupt:
        print("Stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except (FileNotFoundError, tomllib.TOMLDecodeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _train(options: argparse.Namespace, device: torch.device) -> None:
    if options.family == "cyclegan":
        collections.run_training(options, device)
        return
    from engine.training.discriminator_loop import DiscriminatorTraining
    from engine.training.stylenet_loop import StyleNetTraining

    config = tomllib.loads(options.config.read_text(encoding="utf-8"))
    if options.family == "stylenet":
        training = StyleNetTraining(
            config, options.data, options.weights, options.out, device, options.seed
        )
        if options.start and not training.step:
            training.start_from(options.start)
        training.run(options.minutes)
        return
    generator = tomllib.loads((CONFIGS / "stylenet-v1.toml").read_text(encoding="utf-8"))
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
    )
    if options.start and not game.step:
        game.start_from(options.start)
    game.run(options.minutes)


if __name__ == "__main__":
    sys.exit(main())
