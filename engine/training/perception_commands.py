"""`python -m engine.training perception`: train the perception network and write its bundle."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

import torch

from engine.models.bundles import save_bundle
from engine.models.perception import PerceptionNet
from engine.training.perception_loop import PerceptionTraining
from engine.training.publish import loaded, phase_of, progress_of

SIZE_MULTIPLE = 8


def add_parsers(families: Any, configs: Path) -> None:
    """Declare both commands."""
    train = families.add_parser("perception", help="the perception network, by distillation")
    publish = families.add_parser("publish-perception", help="write the bundle of a finished run")
    for sub in (train, publish):
        sub.add_argument("--config", type=Path, default=configs / "perception-v1.toml")
    train.add_argument("--data", type=Path, required=True, help="folder of the pictures")
    train.add_argument("--weights", type=Path, required=True, help="folder of the teachers")
    train.add_argument("--base", type=Path, required=True, help="bundle of a StyleNet")
    train.add_argument("--out", type=Path, required=True, help="run folder; resumes there")
    train.add_argument("--minutes", type=float, default=7.0, help="time budget in all")
    train.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    train.add_argument("--seed", type=int, default=1)
    publish.add_argument("--run", type=Path, required=True, help="run folder")
    publish.add_argument("--models", type=Path, required=True, help="folder for the bundle")


def run_training(options: argparse.Namespace, device: torch.device) -> None:
    """Carry `perception` out."""
    config = tomllib.loads(options.config.read_text(encoding="utf-8"))
    training = PerceptionTraining(
        config, options.data, options.weights, options.base, options.out, device, options.seed
    )
    training.run(options.minutes)


def run_publishing(options: argparse.Namespace) -> int:
    """Carry `publish-perception` out."""
    config = tomllib.loads(options.config.read_text(encoding="utf-8"))
    network = loaded(PerceptionNet(**config["network"]), options.run / "perception.safetensors")
    progress = progress_of(options.run)
    facts = progress["facts"]
    training = {
        "data": f"{facts['photos']} photos and {facts['artworks']} artworks of licence class "
        "clean; one in forty held out beside them",
        "loss_networks": config["loss_networks"],
        "phases": [phase_of(config, progress)],
    }
    manifest = {
        "id": config["id"],
        "version": 1,
        "size_multiple": SIZE_MULTIPLE,
        "overlap_px": 0,
        "training": training,
    }
    save_bundle(options.models / config["id"], network, "perception", manifest)
    return 0
