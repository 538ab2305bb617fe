"""Styles of any size, and what their tiles have to agree on."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tiny_models import RUNTIME, picture, random_generator

from engine.models.fixed_style import FixedStyleNet
from engine.models.stylenet import StyleTensors
from engine.operations.rendering import TileRenderer


def numbers(code: StyleTensors) -> torch.Tensor:
    return torch.cat([*code.means, *code.stds, code.vector], dim=1)


@pytest.mark.parametrize("hw", [(520, 700), (401, 613), (256, 1300)])
def test_a_style_is_the_same_in_tiles(hw: tuple[int, int]) -> None:
    network, shown = random_generator(), picture(*hw).astype(np.float32) / 255
    shown.setflags(write=False)
    whole, tiled = (TileRenderer(network, RUNTIME, side) for side in (1400, 320))
    a, b = numbers(whole.encode_style(shown)), numbers(tiled.encode_style(shown))
    assert torch.allclose(a, b, rtol=1e-4, atol=1e-4)


def test_tiles_of_a_style_are_not_larger_than_a_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer, seen = TileRenderer(random_generator(), RUNTIME, 320), []
    encoder = renderer._style_encoder
    assert encoder is not None
    levels = encoder.levels

    def look(shown: torch.Tensor) -> list[torch.Tensor]:
        seen.append(tuple(shown.shape[-2:]))
        return levels(shown)

    monkeypatch.setattr(encoder, "levels", look)
    renderer.encode_style(picture(500, 900).astype(np.float32) / 255)
    assert len(seen) > 6 and max(max(hw) for hw in seen) <= 320
    assert all(side % 16 == 0 for hw in seen for side in hw)


def test_a_generator_of_one_style_sees_no_other() -> None:
    network = random_generator()
    code = network.encode_style(torch.rand(1, 3, 64, 64))
    renderer = TileRenderer(FixedStyleNet.of_style(network, code), RUNTIME, 320)
    found = renderer.encode_style(picture(400, 400).astype(np.float32) / 255)
    assert found is renderer.own_style()
    glances = renderer.glances(picture(200, 200).astype(np.float32) / 255)
    assert renderer.corrected(glances, found) is found


def test_a_corrected_code_is_the_networks() -> None:
    network = random_generator()
    renderer = TileRenderer(network, RUNTIME, 960)
    shown = picture(320, 400).astype(np.float32) / 255
    code = renderer.encode_style(picture(200, 220).astype(np.float32) / 255)
    glances = renderer.glances(shown)
    assert [min(glance.hw) for glance in glances] == [96, 144]
    wanted = code
    for glance in glances:
        drawn = np.clip(renderer.decode(glance, wanted), 0, 1)
        wanted = network.feedback(code, wanted, renderer.encode_style(drawn))
    found = renderer.corrected(glances, code)
    assert torch.allclose(numbers(found), numbers(wanted), atol=1e-5)
    assert not torch.allclose(numbers(found), numbers(code), atol=1e-2)
