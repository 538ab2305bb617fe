"""Where the style applies: blended exactly, and not drawn where it cannot show."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_models import picture, style_code, tiny_renderer, to_16_bits

from engine.operations import transfer as operation
from engine.operations.params import TransferParams
from engine.operations.transfer import blend_region, transfer
from engine.progress import Progress

SMALL_TILE_PX = 320
COARSE = TransferParams(stroke_size=3.0)


@pytest.mark.parametrize("wide", [False, True])
def test_a_region_is_blended_exactly_at_its_ends(
    wide: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "BAND_ROWS", 7)
    photo, drawn = picture(30, 40), picture(30, 40)[::-1].copy()
    if wide:
        photo, drawn = to_16_bits(photo), to_16_bits(drawn, seed=6)
    region = np.linspace(-0.2, 1.2, 30 * 40, dtype=np.float32).reshape(30, 40)
    mixed = blend_region(photo, drawn, region)
    assert mixed.dtype == photo.dtype
    assert np.array_equal(mixed[region <= 0], photo[region <= 0])
    assert np.array_equal(mixed[region >= 1], drawn[region >= 1])
    alpha = np.clip(region, 0, 1)[..., None]
    assert np.abs(mixed - (photo + alpha * (drawn.astype(float) - photo))).max() <= 0.51


def test_tiles_outside_the_region_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, tiled = picture(520, 600), tiny_renderer(SMALL_TILE_PX)
    code, region = style_code(tiled), np.zeros((520, 600), np.float32)
    region[:20, :20] = 1
    whole = transfer(photo, code, COARSE, tiled)
    rendition = operation.prepare_rendition(photo, code, COARSE, tiled, Progress())
    drawn, draw = [], operation.Rendition.draw_box

    def listen(self: operation.Rendition, box: operation.Box) -> np.ndarray:
        drawn.append(box)
        return draw(self, box)

    monkeypatch.setattr(operation.Rendition, "draw_box", listen)
    part = transfer(photo, code, COARSE, tiled, region=region)
    assert 1 <= len(drawn) < len(rendition.boxes())
    assert np.array_equal(part[:20, :20], whole[:20, :20])
    assert np.array_equal(part[400:], photo[400:])
