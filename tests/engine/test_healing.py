from __future__ import annotations

import numpy as np
import pytest
from tiny_models import picture, to_16_bits

from engine.imaging.masks import mask_box
from engine.operations.healing import heal_sources
from engine.operations.results import Box


def stripes(height: int, width: int) -> np.ndarray:
    """Grey above, and below it columns of three textures that repeat every 60 pixels."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    wave = 127 + 100 * np.sin(2 * np.pi * x / 60) * np.cos(2 * np.pi * y / 45)
    return np.repeat(wave[..., None], 3, axis=2).astype(np.uint8)


def mask_of(hw: tuple[int, int], *boxes: Box) -> np.ndarray:
    mask = np.zeros(hw, np.float32)
    for top, left, bottom, right in boxes:
        mask[top:bottom, left:right] = 1
    return mask


def sources(pixels: np.ndarray, content: np.ndarray | None, mask: np.ndarray) -> list[Box]:
    box = mask_box(mask)
    assert box is not None
    found = heal_sources(pixels, content, mask, box)
    for top, left, bottom, right in found:
        assert (bottom - top, right - left) == (box[2] - box[0], box[3] - box[1])
        assert top >= 0 and left >= 0 and bottom <= mask.shape[0] and right <= mask.shape[1]
        assert not mask[top:bottom, left:right].any(), "a source must not hold the fault"
    return found


@pytest.mark.parametrize("sixteen", [False, True])
def test_the_best_source_continues_the_texture(sixteen: bool) -> None:
    healthy = stripes(225, 300)
    broken = healthy.copy()
    mask = mask_of((225, 300), (100, 130, 124, 150))
    broken[mask > 0] = 255
    if sixteen:
        broken = to_16_bits(broken)
    top, left, bottom, right = sources(broken, None, mask)[0]
    assert (
        np.abs(healthy[top:bottom, left:right].astype(int) - healthy[100:124, 130:150]).max() < 40
    )


def test_the_photo_decides_between_equal_surroundings() -> None:
    flat = np.full((200, 300, 3), 90, np.uint8)
    photo = flat.copy()
    mask = mask_of((200, 300), (90, 140, 110, 160))
    photo[85:115, 135:165] = 200
    photo[25:55, 35:65] = 200
    found = sources(flat, photo, mask)
    assert found and np.abs(np.array(found[0]) - (30, 40, 50, 60)).max() <= 1


@pytest.mark.parametrize(
    "box", [(0, 0, 20, 20), (180, 280, 200, 300), (0, 100, 200, 120), (90, 0, 91, 1)]
)
def test_regions_at_the_border(box: Box) -> None:
    assert sources(picture(200, 300), picture(200, 300), mask_of((200, 300), box))


def test_several_areas_are_all_avoided() -> None:
    boxes = [(20, 20, 40, 40), (60, 70, 80, 90), (150, 200, 170, 260)]
    mask = mask_of((400, 900), *boxes)
    assert sources(picture(400, 900), None, mask)


def test_a_picture_that_is_masked_everywhere_has_no_source() -> None:
    assert sources(picture(64, 64), None, np.ones((64, 64), np.float32)) == []


@pytest.mark.parametrize("hw", [(32, 2000), (2000, 32), (40, 40)])
def test_odd_pictures(hw: tuple[int, int]) -> None:
    mask = mask_of(hw, (hw[0] // 2, hw[1] // 2, hw[0] // 2 + 6, hw[1] // 2 + 6))
    assert sources(picture(*hw), picture(*hw), mask)
