"""The passes of fine detail over an enlarged drawing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tiny_models import picture, style_code, tiny_renderer

from engine.operations import detail
from engine.operations.detail import FineDetail, as_shown, pass_sizes, sampled_boxes, without_grid
from engine.operations.params import TransferParams
from engine.operations.rendering import TileRenderer
from engine.operations.transfer import prepare_rendition, transfer
from engine.progress import Progress

SMALL_TILE_PX = 320
COARSE = TransferParams(stroke_size=3.0)


@pytest.fixture(scope="module")
def renderer() -> TileRenderer:
    return tiny_renderer()


@pytest.mark.parametrize("hw", [(800, 1000), (3000, 4000), (8660, 11547)])
@pytest.mark.parametrize("short", [171, 284, 512])
def test_passes_climb_from_the_drawing_to_the_photo(hw: tuple[int, int], short: int) -> None:
    coarse = short, round(short * hw[1] / hw[0])
    heights = [coarse[0], *(height for height, _ in pass_sizes(hw, coarse))]
    gains = np.array(heights[1:]) / heights[:-1]
    assert (gains > 1.2).all() and (gains <= detail.MOST_GAIN * 1.01).all()
    assert detail.SCALES[0] - 0.01 <= heights[-1] / hw[0] <= detail.SCALES[1] + 0.01
    for height, width in pass_sizes(hw, coarse):
        assert width / height == pytest.approx(hw[1] / hw[0], rel=0.01)


def test_the_grid_is_taken_out_and_the_rest_stays() -> None:
    rows, columns = np.indices((64, 64))
    grid = ((rows + columns) % 2 - 0.5).astype(np.float32)
    wave = np.sin(columns / 4).astype(np.float32)
    assert np.abs(without_grid(grid)).max() < 0.08
    assert np.abs(without_grid(wave) - wave)[:, 4:-4].max() < 0.03


def test_a_photo_that_is_hardly_enlarged_gets_no_pass(renderer: TileRenderer) -> None:
    code = style_code(renderer)
    for side, passes in ((245, False), (285, True)):
        rendition = prepare_rendition(picture(side, side), code, COARSE, renderer, Progress())
        assert (rendition.detail is not None) == passes


def test_detail_is_finer_than_the_drawing_shows(renderer: TileRenderer) -> None:
    """What a pass adds vanishes where the picture is scaled down to half the drawing's size."""
    photo, code = picture(600, 600), style_code(renderer)
    rendition = prepare_rendition(photo, code, COARSE, renderer, Progress())
    assert rendition.detail is not None
    drawn = rendition.detail.draw((0, 0, 600, 600), renderer)
    plain = cv2.resize(without_grid(rendition.coarse), (600, 600), interpolation=cv2.INTER_CUBIC)
    added = drawn - plain
    half = rendition.coarse.shape[1] // 2, rendition.coarse.shape[0] // 2
    small = cv2.resize(added, half, interpolation=cv2.INTER_AREA)
    inner = np.s_[4:-4, 4:-4]
    assert np.abs(added).mean() > 0.003
    assert np.abs(small[inner]).mean() < 0.2 * np.abs(added).mean()


def test_passes_in_tiles_are_passes_in_one() -> None:
    photo, whole, tiled = picture(620, 700), tiny_renderer(), tiny_renderer(SMALL_TILE_PX)
    code = style_code(whole)
    coarse = prepare_rendition(photo, code, COARSE, whole, Progress()).coarse
    pictures = []
    for renderer in (whole, tiled):
        fine = FineDetail(photo, coarse, code, renderer, Progress())
        boxes = fine.boxes(renderer.side_px)
        covered = np.zeros((620, 700), int)
        drawn = np.empty((620, 700, 3), np.float32)
        for top, left, bottom, right in boxes:
            covered[top:bottom, left:right] += 1
            part = fine.draw((top, left, bottom, right), renderer)
            drawn[top:bottom, left:right] = part
        assert (covered == 1).all()
        pictures.append(drawn)
    assert len(boxes) > 4
    assert np.abs(pictures[0] - pictures[1]).max() < 1 / 255


def test_a_preview_shows_the_detail_of_the_export(renderer: TileRenderer) -> None:
    """Where strokes are so large that the preview is larger than the drawing itself."""
    photo, code = picture(780, 780), style_code(renderer)
    rendition = prepare_rendition(photo, code, COARSE, renderer, Progress())
    export = transfer(photo, code, COARSE, renderer)
    small = cv2.resize(export, (390, 390), interpolation=cv2.INTER_AREA) / 255
    errors = []
    for shown_hw in ((120, 120), (390, 390)):
        arguments = photo, (780, 780), shown_hw, rendition.coarse, code, renderer
        shown = as_shown(*arguments, Progress())
        way = cv2.INTER_AREA if shown.shape[0] > 390 else cv2.INTER_CUBIC
        errors.append(np.abs(cv2.resize(shown, (390, 390), interpolation=way) - small).mean())
    assert errors[1] < 0.5 * errors[0]


@pytest.mark.parametrize("hw", [(32, 32), (512, 513), (4000, 32), (6000, 4000)])
def test_samples_are_spread_over_the_picture(hw: tuple[int, int]) -> None:
    boxes = sampled_boxes(hw)
    most, side = detail.SAMPLES_ACROSS, detail.SAMPLE_PX
    assert 1 <= len(boxes) <= most * most
    begins, ends = np.array(boxes)[:, :2], np.array(boxes)[:, 2:]
    assert (begins >= 0).all() and (ends <= hw).all()
    assert (ends > begins).all() and (ends - begins <= side).all()
    if max(hw) <= most * side:
        assert (ends - begins).prod(axis=1).sum() == hw[0] * hw[1]
    assert np.allclose((begins + ends).mean(axis=0), hw, atol=2)
