"""An adapted style on other photos than the one that it was adapted to."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tiny_models import RUNTIME, art, picture, tiny_generator

from engine.imaging.tensors import as_float
from engine.models.fixed_style import FixedStyleNet
from engine.operations.own_generators import AdaptedRenderer
from engine.operations.params import TransferParams
from engine.operations.rendering import TileRenderer
from engine.operations.transfer import transfer

PARAMS = TransferParams()


@pytest.fixture
def stylenet() -> TileRenderer:
    return TileRenderer(tiny_generator(), RUNTIME, 512)


def adapted(stylenet: TileRenderer, brighter: float = 0.0) -> AdaptedRenderer:
    """Adapted to the astronaut; all that was learned is to be brighter."""
    code = stylenet.encode_style(as_float(art()[:64, :64]))
    glances = stylenet.glances(as_float(picture(96, 96)))
    asked = stylenet.corrected(glances, code)
    begun, network = (FixedStyleNet.of_style(stylenet.network, asked) for _ in range(2))
    with torch.no_grad():
        network.decoder.head.conv.bias += 2 * brighter
    return AdaptedRenderer(network.eval(), begun, stylenet, code)


def drawn(renderer: TileRenderer, photo: np.ndarray) -> np.ndarray:
    code = (
        renderer.own_style() if renderer.fixed else renderer.encode_style(as_float(art()[:64, :64]))
    )
    return transfer(photo, code, PARAMS, renderer).astype(float)


def test_with_nothing_learned_every_photo_looks_as_by_stylenet(stylenet: TileRenderer) -> None:
    renderer = adapted(stylenet)
    for photo in (picture(96, 96), 255 - picture(96, 120)):
        assert np.abs(drawn(renderer, photo) - drawn(stylenet, photo)).max() <= 1


def test_what_was_learned_shows_on_another_photo(stylenet: TileRenderer) -> None:
    photo = 255 - picture(96, 120)
    plain, brighter = drawn(adapted(stylenet), photo), drawn(adapted(stylenet, 0.1), photo)
    assert 2 < (brighter - plain).mean() <= 26, "what was learned and what was corrected"


def test_the_code_is_corrected_by_what_the_changed_generator_draws(stylenet: TileRenderer) -> None:
    glances = stylenet.glances(as_float(picture(96, 96)))
    plain, brighter = (
        adapted(stylenet, by).corrected(glances, adapted(stylenet).own_style()) for by in (0, 0.1)
    )
    assert any(
        not torch.allclose(one, other, atol=1e-4)
        for one, other in zip(plain.means, brighter.means, strict=True)
    )
