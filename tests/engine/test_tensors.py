from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.imaging.tensors import pad_to_multiple, quantize, to_pixels, to_tensor


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_code_value_survives_the_round_trip(dtype: type) -> None:
    codes = np.arange(np.iinfo(dtype).max + 1, dtype=dtype)
    pixels = np.repeat(codes.reshape(-1, 64, 1), 3, axis=2)
    pixels.setflags(write=False)
    tensor = to_tensor(pixels)
    assert tensor.shape == (1, 3, *pixels.shape[:2]) and tensor.dtype == torch.float32
    assert tensor.min() == 0 and tensor.max() == 1
    assert np.array_equal(quantize(to_pixels(tensor), np.dtype(dtype)), pixels)


def test_channels_stay_in_their_places() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[1, 2] = (255, 51, 0)
    assert to_tensor(pixels)[0, :, 1, 2].tolist() == pytest.approx([1.0, 0.2, 0.0])


def test_a_float_picture_is_not_shared() -> None:
    picture = np.full((4, 4, 3), 0.25, np.float32)
    to_tensor(picture).fill_(1)
    assert (picture == 0.25).all()


def test_leaving_a_tensor_clamps_a_copy() -> None:
    tensor = torch.tensor([-0.5, 0.5, 1.5]).view(1, 3, 1, 1)
    assert to_pixels(tensor)[0, 0].tolist() == [0.0, 0.5, 1.0]
    assert tensor.flatten().tolist() == [-0.5, 0.5, 1.5]


def test_half_precision_leaves_as_float32() -> None:
    pixels = to_pixels(torch.full((1, 3, 2, 2), 0.5, dtype=torch.bfloat16))
    assert pixels.dtype == np.float32 and (pixels == 0.5).all()


def test_quantize_rounds_to_nearest_and_clips() -> None:
    values = np.array([-1.0, 0.4 / 255, 0.6 / 255, 1.0, 2.0], np.float32)
    assert quantize(values, np.dtype(np.uint8)).tolist() == [0, 0, 1, 255, 255]
    assert quantize(values[[0, 3, 4]], np.dtype(np.uint16)).tolist() == [0, 65535, 65535]


@pytest.mark.parametrize(("hw", "border"), [((8, 8), 0), ((9, 15), 0), ((5, 30), 16), ((1, 3), 16)])
def test_padding_reflects_up_to_a_multiple(hw: tuple[int, int], border: int) -> None:
    picture = torch.rand(1, 3, *hw, generator=torch.Generator().manual_seed(1))
    padded, (top, left) = pad_to_multiple(picture, 8, border)
    height, width = padded.shape[-2:]
    assert height % 8 == 0 and width % 8 == 0
    assert 0 <= height - hw[0] - 2 * border < 8 and 0 <= width - hw[1] - 2 * border < 8
    assert torch.equal(padded[..., top : top + hw[0], left : left + hw[1]], picture)
    # numpy reflects as often as it takes, too, and repeats a side of one pixel.
    pads = [(border, n - m - border) for n, m in zip((height, width), hw, strict=True)]
    wanted = np.pad(picture.numpy(), [(0, 0), (0, 0), *pads], mode="reflect")
    assert np.array_equal(padded.numpy(), wanted)
