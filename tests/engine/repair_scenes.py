"""A small transfer with a fault of a known colour, and a judge that sees exactly that colour."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_models import picture, style_code, tiny_inspector, tiny_renderer, to_16_bits

from engine.imaging.photo import Photo
from engine.imaging.tensors import quantize
from engine.operations.inspect import Inspector
from engine.operations.params import TransferParams
from engine.operations.rendering import TileRenderer
from engine.operations.repair import Mended, Scene, settle
from engine.operations.transfer import transfer

HW = (120, 160)
# A colour that nothing else has.
FAULT = (0.5, 0.25, 0.75)
# The quickest to draw.
COARSE = TransferParams(stroke_size=3.0)


@pytest.fixture(scope="module")
def renderer() -> TileRenderer:
    return tiny_renderer()


@pytest.fixture(scope="module")
def stylized(renderer: TileRenderer) -> np.ndarray:
    drawn = transfer(picture(*HW), style_code(renderer), COARSE, renderer)
    drawn.setflags(write=False)
    return drawn


class Finder(Inspector):
    """Calls abnormal one colour, so that the judge's opinion is known."""

    def __init__(self) -> None:
        inspector = tiny_inspector()
        super().__init__(inspector.bundle, inspector.runtime)

    def verdict(
        self, stylized: np.ndarray, content: np.ndarray | None, style: object
    ) -> tuple[np.ndarray, np.ndarray, float]:
        fault = np.abs(stylized - FAULT).max(axis=2) < 0.01
        height, width = (-(-side // 4) * 4 for side in fault.shape)
        padded = np.zeros((height, width), np.float32)
        padded[: fault.shape[0], : fault.shape[1]] = fault
        values = padded.reshape(height // 4, 4, width // 4, 4).mean(axis=(1, 3))
        return values, np.zeros(values.shape, np.uint8), float(values.max())


def shapes(hw: tuple[int, int]) -> dict[str, np.ndarray]:
    height, width = hw
    y, x = np.ogrid[:height, :width]
    empty = np.zeros(hw, np.float32)
    masks = {
        name: empty.copy()
        for name in ("pixel", "corner", "rectangle", "everything", "disjoint", "column", "soft")
    }
    masks["pixel"][height // 2, width // 3] = 1
    masks["corner"][:20, -15:] = 1
    masks["rectangle"][30:70, 40:90] = 1
    masks["everything"][:] = 1
    masks["disjoint"][10:30, 10:30] = 1
    masks["disjoint"][80:100, 120:160] = 1
    masks["column"][:, 70:75] = 1
    masks["soft"][:] = np.clip(1 - np.hypot(y - 60, x - 80) / 40, 0, 1)
    return masks


def scene(
    renderer: TileRenderer, stylized: np.ndarray, mask: np.ndarray, content: bool = True
) -> Scene:
    photo, code = picture(*HW), style_code(renderer)
    if stylized.dtype == np.uint16:
        photo = to_16_bits(photo)
    return Scene(
        Photo(stylized), Photo(photo) if content else None, mask, code, code.vector, COARSE
    )


def broken_at(mask: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    broken = pixels.copy()
    broken[mask > 0] = quantize(np.array(FAULT), pixels.dtype)
    return broken


def composite(pixels: np.ndarray, mended: Mended, rank: int = 0) -> np.ndarray:
    top, left, bottom, right = mended.box
    out = pixels.copy()
    if mended.options:
        before = pixels[top:bottom, left:right]
        out[top:bottom, left:right] = settle(before, mended.box, mended.options[rank])
    return out
