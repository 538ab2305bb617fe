"""Contact sheets: content across, style down, what the network makes of each pair inside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor


def to_batch(pictures: list[np.ndarray], device: torch.device) -> Tensor:
    """uint8 (H, W, 3) pictures of one size to float32 (B, 3, H, W) in [0, 1], channels last."""
    stacked = torch.from_numpy(np.stack(pictures)).to(device)
    return stacked.permute(0, 3, 1, 2).float().div_(255)


def center_square(picture: np.ndarray, size: int) -> np.ndarray:
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    crop = picture[top : top + side, left : left + side]
    return cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA)


def write_picture(path: Path, picture: np.ndarray) -> None:
    ok, encoded = cv2.imencode(path.suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    if not ok:
        raise OSError(f"{path} could not be encoded")
    path.write_bytes(encoded.tobytes())


@torch.no_grad()
def contact_sheet(
    render: Callable[[Tensor, Tensor], Tensor],
    contents: list[np.ndarray],
    styles: list[np.ndarray],
    size: int,
    device: torch.device,
) -> np.ndarray:
    """uint8 sheet with the contents in the first row and the styles in the first column."""
    contents = [center_square(picture, size) for picture in contents]
    styles = [center_square(picture, size) for picture in styles]
    rows = [np.hstack([np.full((size, size, 3), 255, np.uint8), *contents])]
    for style in styles:
        batch = to_batch(contents, device)
        output = render(batch, to_batch([style] * len(contents), device))
        pixels = (output.float().clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
        rows.append(np.hstack([style, *pixels]))
    return np.vstack(rows)
