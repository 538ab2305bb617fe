"""The bundles that ship: what they say of the trainings that made them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest
import torch
from tiny_models import picture, tiny_discriminator, tiny_generator

from engine.models.bundles import load_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.training.checkpoints import save_checkpoint, write_tensors
from engine.training.collections import publish_collection
from engine.training.publish import publish

CPU = torch.device("cpu")
NETWORKS = {"stylenet": tiny_generator(), "discriminator": tiny_discriminator()}


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    folder = tmp_path / "configs"
    folder.mkdir()
    for family, network in NETWORKS.items():
        options = "".join(f"{k} = {json.dumps(v)}\n" for k, v in network.config.items())
        (folder / f"{family}-v1.toml").write_text(
            f'id = "{family}-v1"\nclean_only = true\nphase = "{family} learns"\n'
            f'loss_networks = "none"\n[network]\n{options}',
            encoding="utf-8",
        )
    return folder


def finished_run(folder: Path, step: int, started_from: str = "") -> Path:
    folder.mkdir()
    facts = {"photos": 5, "artworks": 7, "started_from": started_from}
    progress = {"step": step, "spent_s": 120.0, "facts": facts}
    save_checkpoint(folder / "checkpoint.safetensors", {}, {}, {}, progress)
    for name, network in zip(("generator", "discriminator"), NETWORKS.values(), strict=True):
        weights = {k: v.half() for k, v in network.state_dict().items()}
        write_tensors(folder / f"{name}.safetensors", weights, {})
    (folder / "calibration.json").write_text('{"gain": 1.0, "offset": 0.0}', encoding="utf-8")
    return folder


def steps_told(models: Path, family: str) -> list[int]:
    return [
        p["steps"] for p in load_bundle(models / f"{family}-v1", CPU).manifest["training"]["phases"]
    ]


def test_a_bundle_tells_all_phases_of_its_training(tmp_path: Path, configs: Path) -> None:
    models = tmp_path / "models"
    generator, game = finished_run(tmp_path / "g", 10), finished_run(tmp_path / "d", 20)
    publish(generator, game, models, configs)
    assert steps_told(models, "stylenet") == [10, 20], "its own, and the game's"
    assert steps_told(models, "discriminator") == [20]
    assert "5 photos and 7 artworks" in load_bundle(models / "stylenet-v1", CPU).manifest[
        "training"]["data"]  # fmt: skip

    again = finished_run(tmp_path / "d2", 30, started_from="weights.safetensors")
    publish(None, again, models, configs)
    assert steps_told(models, "stylenet") == [10, 20, 30], "it was not trained but for the game"
    assert steps_told(models, "discriminator") == [20, 30]


def test_a_training_from_chance_has_no_history(tmp_path: Path, configs: Path) -> None:
    models = tmp_path / "models"
    for step in (10, 20):
        run = finished_run(tmp_path / str(step), step)
        publish(run, run, models, configs)
    assert steps_told(models, "discriminator") == [20]
    assert steps_told(models, "stylenet") == [20, 20]


def test_a_collection_published_again_keeps_its_place(tmp_path: Path) -> None:
    network = FixedStyleNet(widths=(8, 8, 8), encoder_blocks=(1, 1), decoder_blocks=1)
    run, models, styles = (tmp_path / name for name in ("run", "models", "styles"))
    for folder in (run, models, styles, tmp_path / "train_style"):
        folder.mkdir()
    progress = {"step": 3, "spent_s": 60.0, "photos": 5}
    save_checkpoint(run / "checkpoint.safetensors", {}, {}, {}, progress)
    write_tensors(run / "paint.safetensors", network.state_dict(), {})
    for name in ("sea_1", "sea_2"):
        cv2.imwrite(str(tmp_path / "train_style" / f"{name}.jpg"), picture(96, 80))
    config = {
        "id": "cyclegan-sea", "family": "cyclegan", "style": "sea", "title": "The sea",
        "artist": "A", "year": "1900", "note": "", "pictures": ["sea_*"], "examples": ["sea_2"],
        "network": dict(network.config), "loss_networks": "none", "phase": "game",
    }  # fmt: skip
    listing = styles / "styles.json"
    listing.write_text(json.dumps([{"id": "sea", "title": "old"}, {"id": "wood"}]))

    publish_collection(config, run, tmp_path, models, styles)
    listed = json.loads(listing.read_text(encoding="utf-8"))
    assert [entry["id"] for entry in listed] == ["sea", "wood"]
    assert listed[0]["title"] == "The sea" and (styles / listed[0]["image"]).exists()
    bundle = load_bundle(models / "cyclegan-sea", CPU)
    assert isinstance(bundle.network, FixedStyleNet)
    assert "2 pictures of the collection" in bundle.manifest["training"]["data"]

    publish_collection(config | {"style": "shore"}, run, tmp_path, models, styles)
    listed = json.loads(listing.read_text(encoding="utf-8"))
    assert [entry["id"] for entry in listed] == ["sea", "wood", "shore"]
