from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_models import tiny_discriminator, tiny_generator

from engine.errors import ModelError
from engine.models.bundles import load_bundle, save_bundle
from engine.models.stylenet import StyleNet

CPU = torch.device("cpu")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "tiny-v1"
    facts = {"id": "tiny-v1", "version": 3, "size_multiple": 8, "training": {"data": "none"}}
    save_bundle(where, tiny_generator(), "stylenet", facts)
    return where


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    edit(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as refused:
        load_bundle(folder, CPU)
    sentence = str(refused.value)
    assert sentence.endswith(".") and "\n" not in sentence and "tiny-v1" in sentence
    assert "install" in sentence
    return sentence


def test_a_bundle_comes_back_as_it_was_saved(folder: Path) -> None:
    bundle = load_bundle(folder, CPU)
    assert isinstance(bundle.network, StyleNet) and not bundle.network.training
    assert bundle.id == "tiny-v1" and bundle.manifest["version"] == 3
    assert bundle.manifest["parameters"] == sum(p.numel() for p in bundle.network.parameters())
    kept = tiny_generator().state_dict()
    for name, value in bundle.network.state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, kept[name].half().float()), name


def test_the_manifest_names_the_hash_of_the_weights(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    weights = (folder / "weights.safetensors").read_bytes()
    assert manifest["sha256"] == hashlib.sha256(weights).hexdigest()


def test_a_discriminator_carries_its_calibration(tmp_path: Path) -> None:
    facts = {"id": "tiny-v1", "version": 1, "calibration": {"gain": 2.0, "offset": -1.0}}
    save_bundle(tmp_path / "d", tiny_discriminator(), "discriminator", facts)
    assert load_bundle(tmp_path / "d", CPU).manifest["calibration"] == facts["calibration"]


def test_missing_files(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()
    assert "missing" in refusal(folder)
    (folder / "manifest.json").unlink()
    assert "no readable manifest" in refusal(folder)


def test_one_changed_byte_in_the_weights_is_found(folder: Path) -> None:
    weights = folder / "weights.safetensors"
    data = bytearray(weights.read_bytes())
    data[-5] ^= 1
    weights.write_bytes(bytes(data))
    assert "damaged" in refusal(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"stylenet"'])
def test_damaged_manifest(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert "no readable manifest" in refusal(folder)


def test_another_version_or_architecture(folder: Path) -> None:
    change(folder, lambda m: m.update(schema=2))
    assert "another version" in refusal(folder)
    change(folder, lambda m: m.update(schema=1, architecture="diffusion"))
    assert "another version" in refusal(folder)


@pytest.mark.parametrize("key", ["id", "config", "sha256"])
def test_incomplete_manifest(folder: Path, key: str) -> None:
    change(folder, lambda m: m.pop(key))
    assert "incomplete" in refusal(folder)


@pytest.mark.parametrize(
    "config",
    [
        {"widths": [8, 8, 16], "encoder_blocks": [1, 1], "decoder_blocks": 1, "vector": 8},
        {"widths": [8, 8], "encoder_blocks": [1, 1], "decoder_blocks": 1, "vector": 8},
        {"depth": 4},
        [],
    ],
)
def test_weights_of_another_network(folder: Path, config: object) -> None:
    change(folder, lambda m: m.update(config=config))
    assert "do not fit" in refusal(folder)


def test_weights_that_are_no_safetensors(folder: Path) -> None:
    junk = b"not tensors at all"
    (folder / "weights.safetensors").write_bytes(junk)
    change(folder, lambda m: m.update(sha256=hashlib.sha256(junk).hexdigest()))
    assert "do not fit" in refusal(folder)
