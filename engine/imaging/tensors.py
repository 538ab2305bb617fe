"""The one place where pixels become tensors and tensors become pixels."""

from __future__ import annotations

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


def as_float(pixels: np.ndarray) -> np.ndarray:
    """uint8 or uint16 to float32 in [0, 1]."""
    top = np.float32(255 if pixels.dtype == np.uint8 else 65535)
    return np.divide(pixels, top, dtype=np.float32)


def to_tensor(pixels: np.ndarray, device: torch.device | str = "cpu") -> Tensor:
    """uint8, uint16 or float (H, W, 3) pixels to a float32 (1, 3, H, W) tensor in [0, 1]."""
    scale = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0}.get(pixels.dtype, 1.0)
    array = np.ascontiguousarray(pixels, dtype=np.float32)
    # A float input would be shared with the caller, whose array may be read-only.
    tensor = torch.from_numpy(array / scale if scale != 1.0 else array.copy())
    tensor = tensor.permute(2, 0, 1)[None].to(device)
    return tensor.contiguous(memory_format=torch.channels_last)


def as_tensor(picture: np.ndarray, device: torch.device) -> Tensor:
    """float32 (H, W, 3) as (1, 3, H, W), in the same memory where that can be."""
    # Torch does not know memory that may not be written to.
    pixels = np.require(picture, np.float32, ["C", "W"])
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].to(device)


def to_pixels(tensor: Tensor) -> np.ndarray:
    """(1, 3, H, W) in any float dtype to float32 (H, W, 3), clamped to [0, 1]."""
    clamped = tensor.detach()[0].float().clamp(0, 1)
    return np.ascontiguousarray(clamped.permute(1, 2, 0).cpu().numpy())


def quantize(picture: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """float (…) in [0, 1] to uint8 or uint16, rounded to nearest."""
    clipped = np.clip(picture, 0, 1)
    if np.dtype(dtype) == np.uint8:
        # In one pass; it rounds as rint does.
        rows = clipped.reshape(len(clipped), -1)
        return cv2.convertScaleAbs(rows, alpha=255).reshape(clipped.shape)
    scaled = np.multiply(clipped, 65535, out=clipped)
    return np.rint(scaled, out=scaled).astype(dtype)


def pad_to_multiple(tensor: Tensor, multiple: int, border: int = 0) -> tuple[Tensor, tuple]:
    """Reflect-pad (B, C, H, W) by `border` and then up to multiples; returns it and (top, left).

    A side too short to be reflected that far is repeated as often as it takes.
    """
    height, width = tensor.shape[-2:]
    bottom = border + (-(height + 2 * border)) % multiple
    right = border + (-(width + 2 * border)) % multiple
    tensor = _reflect(tensor, (border, bottom), axis=2)
    return _reflect(tensor, (border, right), axis=3), (border, border)


def mirrored(picture: np.ndarray, multiple: int, border: int = 0) -> np.ndarray:
    """What `pad_to_multiple` does, on (H, W, C) pixels.

    Mirroring tensors undoes the order of memory that convolutions read fastest.
    """
    bottom, right = (border + -(side + 2 * border) % multiple for side in picture.shape[:2])
    if not (border or bottom or right):
        return picture
    return cv2.copyMakeBorder(picture, border, bottom, border, right, cv2.BORDER_REFLECT_101)


def _reflect(tensor: Tensor, amounts: tuple[int, int], axis: int) -> Tensor:
    before, after = amounts
    while before or after:
        most = tensor.shape[axis] - 1
        if most == 0:
            return F.pad(tensor, _pads(amounts, axis), mode="replicate")
        a, b = min(before, most), min(after, most)
        tensor = F.pad(tensor, _pads((a, b), axis), mode="reflect")
        before, after = before - a, after - b
    return tensor


def _pads(amounts: tuple[int, int], axis: int) -> tuple[int, int, int, int]:
    return (*amounts, 0, 0) if axis == 3 else (0, 0, *amounts)
