"""What any good pair of models fulfils; nothing here is tuned to the weights of one version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
import pytest
import torch
from skimage import data
from tiny_models import RUNTIME, picture
from torch import nn

import engine.models.device
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.loaded_models import DISCRIMINATOR, GENERATOR
from engine.models.bundles import ModelBundle, load_bundle
from engine.operations.params import InspectParams, TransferParams
from engine.operations.rendering import TileRenderer
from engine.operations.style_pictures import style_picture
from engine.operations.transfer import transfer
from engine.resources import resource_path
from engine.studio import Studio
from engine.styles import StylePreset, bundled_styles

MODELS = resource_path("models")
# Strokes as wide as they get are the quickest to draw.
WIDE = TransferParams(stroke_size=3.0)
MOST_PARAMETERS = {GENERATOR: 5_000_000, DISCRIMINATOR: 3_000_000}
SIDE = 192


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with pytest.MonkeyPatch.context() as patch:
        # Which format is faster is measured, and depends on what else the machine does.
        patch.setattr(engine.models.device, "_bf16_is_faster", lambda: False)
        yield Studio("cpu", MODELS)


@pytest.fixture(scope="module")
def bundles() -> dict[str, ModelBundle]:
    return {i: load_bundle(MODELS / i, RUNTIME.device) for i in (GENERATOR, DISCRIMINATOR)}


@pytest.fixture(scope="module")
def content() -> Photo:
    return Photo(picture(SIDE, SIDE))


@pytest.fixture(scope="module")
def stylized(studio: Studio, content: Photo) -> dict[str, Photo]:
    """The photo in a handful of styles that differ much."""
    return {s.id: studio.transfer(content, s, WIDE) for s in some_styles()}


def some_styles() -> list[StylePreset]:
    styles = bundled_styles()
    return list(styles[:: max(1, len(styles) // 6)])


def distance(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(float) - b.astype(float)).mean())


# -- bundles


@pytest.mark.parametrize("model_id", [GENERATOR, DISCRIMINATOR])
def test_the_manifest_tells_the_truth(model_id: str) -> None:
    folder = MODELS / model_id
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    weights = (folder / "weights.safetensors").read_bytes()
    assert manifest["id"] == model_id
    assert manifest["sha256"] == hashlib.sha256(weights).hexdigest()
    network = load_bundle(folder, RUNTIME.device).network
    count = sum(p.numel() for p in network.parameters())
    assert manifest["parameters"] == count <= MOST_PARAMETERS[model_id]
    assert len(weights) < 2 * count + 500_000, "stored as float16"
    assert all(torch.isfinite(value).all() for value in network.state_dict().values())
    assert "clean" in manifest["training"]["data"]


def macs(network: nn.Module, run: object) -> int:
    """Multiplications and additions of all convolutions during a run."""
    total = 0

    def count(layer: nn.Conv2d, inputs: object, output: torch.Tensor) -> None:
        nonlocal total
        kernel = layer.kernel_size[0] * layer.kernel_size[1]
        total += output.numel() * kernel * layer.in_channels // layer.groups

    hooks = [m.register_forward_hook(count) for m in network.modules() if isinstance(m, nn.Conv2d)]
    run()
    for hook in hooks:
        hook.remove()
    return total


@torch.inference_mode()
def test_the_discriminator_costs_at_most_half_of_the_generator(
    bundles: dict[str, ModelBundle],
) -> None:
    generator, discriminator = (bundles[i].network for i in (GENERATOR, DISCRIMINATOR))
    shown = torch.rand(1, 3, 128, 128, generator=torch.Generator().manual_seed(1))
    style = generator.encode_style(shown)

    drawing = macs(generator, lambda: generator(shown, shown))
    drawing -= macs(generator, lambda: generator.encode_style(shown))
    looking = macs(discriminator, lambda: discriminator(shown, shown, style.vector))
    assert 0 < looking <= 0.5 * drawing


# -- transfer


def test_every_style_shows(content: Photo, stylized: dict[str, Photo]) -> None:
    for name, drawn in stylized.items():
        assert drawn.hw == content.hw
        assert distance(drawn.pixels, content.pixels) > 12, name
        assert drawn.pixels.std() > 10, name
    names = list(stylized)
    for a, b in pairwise(names):
        assert distance(stylized[a].pixels, stylized[b].pixels) > 8, (a, b)


def test_the_colours_move_towards_those_of_the_style(
    content: Photo, stylized: dict[str, Photo]
) -> None:
    def colour(pixels: np.ndarray) -> np.ndarray:
        return pixels.reshape(-1, 3).mean(axis=0)

    closer = []
    for style in some_styles():
        wanted = colour(read_photo(style.image_path).pixels)
        before = np.linalg.norm(colour(content.pixels) - wanted)
        after = np.linalg.norm(colour(stylized[style.id].pixels) - wanted)
        if before > 25:
            closer.append(after < 0.8 * before)
    assert closer and np.mean(closer) >= 0.8


def test_the_photo_is_still_there(content: Photo, stylized: dict[str, Photo]) -> None:
    """What is light and what is dark goes together with the photo, one way or the other."""
    grey = cv2.GaussianBlur(content.pixels.mean(axis=2), (0, 0), 2)
    for name, drawn in stylized.items():
        ours = cv2.GaussianBlur(drawn.pixels.mean(axis=2), (0, 0), 2)
        assert abs(np.corrcoef(grey.ravel(), ours.ravel())[0, 1]) > 0.35, name


def test_strength_leads_from_the_photo_to_the_style(studio: Studio, content: Photo) -> None:
    style = some_styles()[0]
    distances = [
        distance(
            studio.transfer(content, style, TransferParams(s, stroke_size=3.0)).pixels,
            content.pixels,
        )
        for s in (0.0, 0.15, 0.35, 0.6, 1.0)
    ]
    assert distances[0] == 0 and distances == sorted(distances)
    assert distances[1] < 0.5 * distances[-1]


def test_the_same_again_is_the_same(
    studio: Studio, content: Photo, stylized: dict[str, Photo]
) -> None:
    style = some_styles()[0]
    again = studio.transfer(content, style, WIDE)
    assert np.array_equal(again.pixels, stylized[style.id].pixels)


def test_tiles_are_the_whole(bundles: dict[str, ModelBundle]) -> None:
    network = bundles[GENERATOR].network
    whole, tiled = (TileRenderer(network, RUNTIME, side) for side in (960, 304))
    photo = cv2.resize(data.coffee(), (480, 320), interpolation=cv2.INTER_AREA)
    artwork = read_photo(some_styles()[1].image_path).pixels
    code = whole.encode_style(style_picture(artwork))
    a, b = (transfer(photo, code, WIDE, renderer).astype(float) for renderer in (whole, tiled))
    assert len(tiled.tiles((320, 480))) > 1
    assert distance(a, b) < 1.0
    for column in {tile.core[1] for tile in tiled.tiles((320, 480))} - {0}:
        steps = [np.abs(p[:, column] - p[:, column - 1]).mean() for p in (a, b)]
        assert steps[1] < steps[0] + 0.5


def test_the_export_scaled_down_is_the_preview(studio: Studio) -> None:
    large = cv2.resize(data.astronaut(), (512, 512), interpolation=cv2.INTER_AREA)
    small = cv2.resize(large, (171, 171), interpolation=cv2.INTER_AREA)
    style = some_styles()[2]
    preview = studio.transfer(Photo(small), style, WIDE).pixels
    export = studio.transfer(Photo(large), style, WIDE).pixels
    reduced = cv2.resize(export, (171, 171), interpolation=cv2.INTER_AREA)
    assert distance(reduced, preview) < 0.25 * distance(preview, small)
    assert distance(reduced, preview) < 8


# -- inspection


def anomaly(studio: Studio, shown: np.ndarray, content: Photo, style: StylePreset) -> np.ndarray:
    return studio.inspect(Photo(shown), content, style, InspectParams()).anomaly.values


def planted(kind: str, pixels: np.ndarray, content: Photo) -> tuple[np.ndarray, np.ndarray]:
    """A glaring fault in the middle, and where it is."""
    where = np.zeros(pixels.shape[:2], bool)
    where[64:128, 56:120] = True
    broken = pixels.copy()
    if kind == "grey square":
        broken[where] = 128
    elif kind == "photo in grey":
        broken[where] = content.pixels.mean(axis=2, keepdims=True).astype(np.uint8)[where]
    else:
        noise = np.random.default_rng(1).normal(0, 70, broken.shape)
        broken[where] = np.clip(broken + noise, 0, 255).astype(np.uint8)[where]
    return broken, where


# Noise in brushwork is the shipped discriminator's weak side: the model card says so, and the
# floor here is what it holds today.
@pytest.mark.parametrize(
    ("kind", "gap"), [("grey square", 0.25), ("photo in grey", 0.25), ("noise", 0.1)]
)
def test_a_glaring_fault_stands_out(
    studio: Studio, content: Photo, stylized: dict[str, Photo], kind: str, gap: float
) -> None:
    gaps = []
    for style in some_styles():
        broken, where = planted(kind, stylized[style.id].pixels, content)
        values = anomaly(studio, broken, content, style)
        around = cv2.dilate(where.astype(np.uint8), np.ones((33, 33), np.uint8)) > 0
        gaps.append(values[where].mean() - values[~around].mean())
    # An artwork that is grey itself may hide one of them.
    assert np.median(gaps) > gap and np.mean(np.array(gaps) > 0.1) >= 0.5, gaps


def test_a_clean_picture_stays_cool(
    studio: Studio, content: Photo, stylized: dict[str, Photo]
) -> None:
    fractions = [
        studio.inspect(stylized[s.id], content, s, InspectParams()).flagged_fraction
        for s in some_styles()
    ]
    assert np.median(fractions) < 0.05, fractions
