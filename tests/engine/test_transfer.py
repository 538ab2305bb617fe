from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from tiny_models import picture, style_code, tiny_renderer, to_16_bits

from engine.errors import OptionError
from engine.imaging.luma import luma
from engine.imaging.photo import Photo
from engine.models.stylenet import StyleTensors
from engine.operations import transfer as operation
from engine.operations.params import TransferParams
from engine.operations.previewing import PreviewPainter
from engine.operations.rendering import OVERLAP_PX, EncodedPicture, TileRenderer, tile_side
from engine.operations.transfer import transfer
from engine.progress import Cancelled, Progress

SMALL_TILE_PX = 320
# For pictures with a native pass that are still small: strokes as wide as the picture allows.
COARSE = TransferParams(stroke_size=3.0)


@pytest.fixture(scope="module")
def renderer() -> TileRenderer:
    return tiny_renderer()


def change(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.abs(a.astype(float) - b.astype(float))


def test_strength_0_is_the_photo(renderer: TileRenderer) -> None:
    photo = picture(90, 70)
    drawn = transfer(photo, style_code(renderer), TransferParams(strength=0.0), renderer)
    assert np.array_equal(drawn, photo) and not np.shares_memory(drawn, photo)


@pytest.mark.parametrize("hw", [(32, 32), (33, 71), (301, 200), (32, 1500), (1500, 32)])
def test_any_size(renderer: TileRenderer, hw: tuple[int, int]) -> None:
    photo = picture(*hw)
    photo.setflags(write=False)
    drawn = transfer(photo, style_code(renderer), TransferParams(), renderer)
    assert drawn.shape == photo.shape and drawn.dtype == np.uint8
    assert change(drawn, photo).mean() > 3 and drawn.std() > 3


def test_too_small_a_photo(renderer: TileRenderer) -> None:
    with pytest.raises(OptionError, match=r"31 × 200 pixels.*at least 32 × 32\. Choose"):
        transfer(picture(200, 31), style_code(renderer), TransferParams(), renderer)


def test_16_bits_come_back_as_16_bits(renderer: TileRenderer) -> None:
    photo = to_16_bits(picture(64, 80))
    drawn = transfer(photo, style_code(renderer), TransferParams(), renderer)
    assert drawn.dtype == np.uint16 and drawn.shape == photo.shape
    assert len(np.unique(drawn & 255)) > 200, "the low bytes are used"
    eight = transfer(
        (photo >> 8).astype(np.uint8), style_code(renderer), TransferParams(), renderer
    )
    assert np.abs(drawn / 65535 - eight / 255).mean() < 0.02


def test_strength_moves_away_from_the_photo(renderer: TileRenderer) -> None:
    photo, code = picture(96, 96), style_code(renderer)
    distances = [
        change(transfer(photo, code, TransferParams(strength=s), renderer), photo).mean()
        for s in (0.0, 0.05, 0.2, 0.4)
    ]
    assert distances[0] == 0 and distances == sorted(distances) and distances[1] > 0.2


@pytest.mark.parametrize("params", [TransferParams(), COARSE, TransferParams(strength=0.3)])
def test_tiles_are_the_whole(params: TransferParams) -> None:
    photo, whole, tiled = picture(520, 600), tiny_renderer(), tiny_renderer(SMALL_TILE_PX)
    code = style_code(whole)
    assert len(whole.tiles((520, 600))) == 1 and len(tiled.tiles((520, 600))) > 4
    a = transfer(photo, code, params, whole)
    b = transfer(photo, code, params, tiled)
    assert change(a, b).mean() < 1.0 and change(a, b).max() < 16


def test_no_seam_between_tiles() -> None:
    """Across a border of tiles the picture steps no more than it does in one piece."""
    photo, whole, tiled = picture(520, 600), tiny_renderer(), tiny_renderer(SMALL_TILE_PX)
    code = style_code(whole)
    a, b = (transfer(photo, code, COARSE, r).astype(float) for r in (whole, tiled))
    borders = sorted({tile.core[1] for tile in tiled.tiles((520, 600))} - {0})
    assert borders
    for column in borders:
        steps = [np.abs(p[:, column] - p[:, column - 1]).mean() for p in (a, b)]
        assert steps[1] < steps[0] + 0.3


def test_the_export_scaled_down_is_the_preview(renderer: TileRenderer) -> None:
    """Next to what the style changes, and with strokes of the same size."""
    params = TransferParams(stroke_size=2.0)
    # Smooth, since a picture with finer detail than the preview is another picture there.
    photo = cv2.GaussianBlur(cv2.resize(picture(512, 512), (768, 768)), (0, 0), 3)
    small = cv2.resize(photo, (256, 256), interpolation=cv2.INTER_AREA)
    code = style_code(renderer)
    preview = transfer(small, code, params, renderer)
    export = transfer(photo, code, params, renderer)
    reduced = cv2.resize(export, (256, 256), interpolation=cv2.INTER_AREA)
    assert change(reduced, preview).mean() < 0.1 * change(preview, small).mean()
    # The export has detail of its own all the same: the photo is as smooth as its preview.
    blurred = [cv2.GaussianBlur(p, (0, 0), 1.5) for p in (export, photo)]
    assert change(export, blurred[0]).mean() > 2 * change(photo, blurred[1]).mean()


def test_stroke_size_changes_the_drawing(renderer: TileRenderer) -> None:
    photo, code = picture(200, 200), style_code(renderer)
    fine, wide = (
        transfer(photo, code, TransferParams(stroke_size=s), renderer) for s in (0.6, 1.8)
    )
    assert change(fine, wide).mean() > 1


def test_keep_colors_keeps_the_chroma(renderer: TileRenderer) -> None:
    photo = (picture(96, 96) * 0.2 + 100).astype(np.uint8)
    drawn = transfer(photo, style_code(renderer), TransferParams(keep_colors=True), renderer)
    free = transfer(photo, style_code(renderer), TransferParams(), renderer)
    plain = ((drawn > 0) & (drawn < 255)).all(axis=2)
    assert plain.mean() > 0.1

    def chroma(pixels: np.ndarray) -> np.ndarray:
        return pixels - luma(pixels.astype(np.float32))[..., None]

    assert change(chroma(drawn), chroma(photo))[plain].max() < 1.5
    assert change(chroma(free), chroma(photo))[plain].mean() > 3
    assert change(luma(drawn.astype(np.float32)), luma(photo.astype(np.float32))).mean() > 3


def test_cancel_between_tiles() -> None:
    tiled, seen = tiny_renderer(SMALL_TILE_PX), []

    def listen(fraction: float, message: str) -> None:
        seen.append((fraction, message))
        if message == "Painting" and len([m for _, m in seen if m]) == 3:
            progress.cancel()

    progress = Progress(listen)
    with pytest.raises(Cancelled):
        transfer(picture(520, 600), style_code(tiled), COARSE, tiled, progress)
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions) and 0.4 < fractions[-1] < 1
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        transfer(picture(64, 64), style_code(tiled), TransferParams(), tiled, stopped)


def test_a_box_is_drawn_as_the_whole_shows_it(renderer: TileRenderer) -> None:
    photo, code = picture(520, 600), style_code(renderer)
    whole = transfer(photo, code, COARSE, renderer)
    rendition = operation.prepare_rendition(photo, code, COARSE, renderer, Progress())
    for box in ((203, 310, 260, 401), (0, 0, 40, 40), (519, 599, 520, 600)):
        top, left, bottom, right = box
        drawn = rendition.draw_box(box) * 255
        assert drawn.shape == (bottom - top, right - left, 3)
        assert change(drawn, whole[top:bottom, left:right]).max() < 12


def test_a_flat_photo_is_finite(renderer: TileRenderer) -> None:
    flat = np.full((200, 240, 3), 127, np.uint8)
    rendition = operation.prepare_rendition(
        flat, style_code(renderer), replace(COARSE, strength=0.7), renderer, Progress()
    )
    assert np.isfinite(rendition.draw_box((0, 0, 200, 240))).all()


def test_tiles_follow_the_memory_budget() -> None:
    sides = [tile_side(budget) for budget in (1, 64, 200, 512, 4096)]
    assert sides == sorted(sides) and sides[0] >= 2 * OVERLAP_PX + 8 and sides[-1] <= 960
    assert all(side % 8 == 0 for side in sides)
    assert len(tiny_renderer(sides[0]).tiles((700, 500))) > 1


def test_preview_and_export_ask_for_the_same(
    renderer: TileRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    corrected = TileRenderer.corrected

    def recorded(
        self: TileRenderer, glances: list[EncodedPicture], style: StyleTensors
    ) -> StyleTensors:
        asked.append(corrected(self, glances, style))
        return asked[-1]

    monkeypatch.setattr(TileRenderer, "corrected", recorded)
    photo, code = Photo(picture(300, 420)), style_code(renderer)
    transfer(photo.pixels, code, TransferParams(), renderer)
    PreviewPainter().draw(
        photo, code, TransferParams(), 128, renderer, lambda p: p.pixels, Progress()
    )
    export, preview = asked
    assert torch.equal(export.vector, preview.vector)
    assert not torch.equal(export.vector, code.vector)
