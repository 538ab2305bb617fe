"""`python -m engine.training cyclegan`: train a shipped collection, and write its bundle."""

from __future__ import annotations

import argparse
import fnmatch
import json
import tomllib
from pathlib import Path
from typing import Any

from engine.imaging.files import ExportOptions, read_photo, write_photo
from engine.imaging.photo import Photo, set_depth
from engine.imaging.resample import fit_within, resize
from engine.loaded_models import GENERATOR, PERCEPTION
from engine.models import stylenet
from engine.models.bundles import load_bundle, save_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.models.perception import PerceptionNet
from engine.models.stylenet import StyleNet
from engine.training import data
from engine.training.budget import Watch
from engine.training.cyclegan_loop import CycleGanTraining, load_collections
from engine.training.publish import loaded, phase_of, progress_of
from engine.training.team import Team

CONFIGS = Path(__file__).with_name("configs")
EXAMPLE_QUALITY, EXAMPLE_PX = 92, 512


def read_config(path: Path) -> dict[str, Any]:
    """A collection's description together with the recipe that it names."""
    described = tomllib.loads(path.read_text(encoding="utf-8"))
    recipe = path.with_name(described.pop("recipe", path.name))
    return tomllib.loads(recipe.read_text(encoding="utf-8")) | described


def members(data_dir: Path, patterns: list[str]) -> set[str]:
    """The names of the clean pictures of train_style that the patterns (without suffix) match.

    Raises FileNotFoundError for a pattern that matches none.
    """
    clean = data.clean_names(data_dir)
    there = [path.name for path in sorted((data_dir / "train_style").iterdir())]
    names: set[str] = set()
    for pattern in patterns:
        found = {name for name in there if fnmatch.fnmatch(Path(name).stem, pattern)}
        found = found if clean is None else found & clean
        if not found:
            raise FileNotFoundError(f"No clean picture in {data_dir} is called {pattern}.")
        names |= found
    return names


def start_training(
    config: dict, data_dir: Path, out_dir: Path, team: Team, models: Path, seed: int
) -> CycleGanTraining:
    """A training of the collection on the clean photos, begun from the StyleNet in `models`, with
    the perception network there."""
    photos = data.load_pictures(
        data_dir / "train_content",
        names=data.clean_names(data_dir) if config["clean_only"] else None,
    )
    names = members(data_dir, config["pictures"])
    paintings = data.load_pictures(data_dir / "train_style", names=names)
    base, perception = (
        load_bundle(models / m, team.device).network for m in (GENERATOR, PERCEPTION)
    )
    assert isinstance(base, StyleNet) and isinstance(perception, PerceptionNet)
    pictures = load_collections(photos, paintings)
    return CycleGanTraining(config, pictures, perception, out_dir, team.device, base, seed, team)


def publish_collection(config: dict, run: Path, data_dir: Path, models: Path, styles: Path) -> None:
    """Write the bundle of a finished run, its example pictures, and its entry in styles.json.

    Codes and thumbnails are made by the presets command.
    """
    network = loaded(FixedStyleNet(**config["network"]), run / "paint.safetensors")
    progress = progress_of(run)
    count = len(members(data_dir, config["pictures"]))
    facts = {
        "id": config["id"],
        "version": 1,
        "family": config["family"],
        "size_multiple": stylenet.SIZE_MULTIPLE,
        "overlap_px": stylenet.OVERLAP_PX,
        "training": {
            "data": f"{progress['photos']} photos and {count} pictures of the collection, of "
            "licence class clean; one in forty held out",
            "loss_networks": config["loss_networks"],
            "phases": [phase_of(config, progress)],
        },
    }
    save_bundle(models / config["id"], network, "fixed-style", facts)
    _list_style(config, data_dir, styles)


def _list_style(config: dict, data_dir: Path, styles: Path) -> None:
    names = []
    for number, example in enumerate(config["examples"], start=1):
        names.append(f"{config['style']}-{number}.jpg")
        photo = read_photo(data_dir / "train_style" / f"{example}.jpg")
        hw = fit_within(photo.hw, EXAMPLE_PX * min(photo.hw) / max(EXAMPLE_PX, *photo.hw), 1 << 30)
        small = set_depth(resize(photo.pixels, hw), 8)
        write_photo(Photo(small), styles / names[-1], ExportOptions(quality=EXAMPLE_QUALITY))
    entry = {
        "id": config["style"],
        "title": config["title"],
        "artist": config["artist"],
        "year": config["year"],
        "note": config["note"],
        "family": config["family"],
        "model": f"../models/{config['id']}",
        "image": names[0],
        "more_images": names[1:],
        "thumbnail": f"thumbnails/{config['style']}.jpg",
        "code": f"codes/{config['style']}.safetensors",
    }
    listing = styles / "styles.json"
    entries = json.loads(listing.read_text(encoding="utf-8"))
    # One that was listed keeps its place in the gallery.
    listed = [old["id"] for old in entries]
    if entry["id"] in listed:
        entries[listed.index(entry["id"])] = entry
    else:
        entries.append(entry)
    listing.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def add_parsers(families: Any) -> None:
    """Declare both commands."""
    train = families.add_parser("cyclegan", help="a collection, by the adversarial game of a cycle")
    publish = families.add_parser("publish-collection", help="write the bundle of a collection")
    for sub in (train, publish):
        sub.add_argument(
            "--config", type=Path, required=True, help="the collection (TOML), or its name"
        )
        sub.add_argument("--data", type=Path, required=True, help="folder of the pictures")
    train.add_argument("--out", type=Path, required=True, help="run folder; resumes there")
    train.add_argument(
        "--models", type=Path, required=True, help="folder of the bundles to begin with"
    )
    train.add_argument("--minutes", type=float, default=15.0, help="time budget in all")
    train.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    train.add_argument("--seed", type=int, default=1)
    publish.add_argument("--run", type=Path, required=True, help="run folder of the collection")
    publish.add_argument("--models", type=Path, required=True, help="folder for the bundle")
    publish.add_argument("--styles", type=Path, required=True, help="folder with styles.json")


def config_of(options: argparse.Namespace) -> dict[str, Any]:
    """The collection that --config names, by its file or by its name among those that ship."""
    path = options.config
    return read_config(path if path.exists() else CONFIGS / f"cyclegan-{path}.toml")


def run_training(options: argparse.Namespace, team: Team, watch: Watch) -> None:
    """Carry `cyclegan` out."""
    training = start_training(
        config_of(options), options.data, options.out, team, options.models, options.seed
    )
    training.run(options.minutes, watch=watch)


def run_publishing(options: argparse.Namespace) -> int:
    """Carry `publish-collection` out."""
    publish_collection(
        config_of(options), options.run, options.data, options.models, options.styles
    )
    return 0
