"""Evaluate: how much of the photo's structure and of the style's statistics a picture has."""

from __future__ import annotations

import numpy as np
import torch
from torchmetrics.functional.image import (
    multiscale_structural_similarity_index_measure,
    structural_similarity_index_measure,
)

from engine.imaging.resample import resize
from engine.imaging.tensors import as_float, to_tensor
from engine.models.stylenet import StyleTensors
from engine.operations.inspect import check_same_shape, inspection_size
from engine.progress import Progress

# Five scales of an 11-pixel window need 11 * 2**4 pixels.
MS_SSIM_SHORT_PX = 176
# Half that window. Nearer to the border it would look at pixels that are not there, so the border
# does not count (as in the paper, and in scikit-image).
BORDER_PX = 5


@torch.inference_mode()
def structure(
    stylized: np.ndarray, content: np.ndarray, progress: Progress | None = None
) -> tuple[float, float]:
    """SSIM (Wang et al. 2004) and MS-SSIM (Wang et al. 2003) between two uint8 or uint16 pictures.

    With a Gaussian window of 11 pixels, as the papers have it, over the three channels; both taken
    at inspection size, so that figures of small and large pictures compare.
    Raises OptionError when their shapes differ, Cancelled between the two.
    """
    progress = progress or Progress()
    check_same_shape(stylized, content)
    size = inspection_size(stylized.shape[:2])
    a, b = (np.clip(as_float(resize(picture, size)), 0, 1) for picture in (stylized, content))
    ssim = _ssim(to_tensor(a), to_tensor(b))
    progress.report(0.5, "Comparing with the photo")
    short = min(size)
    if short < MS_SSIM_SHORT_PX:
        height, width = (round(side * MS_SSIM_SHORT_PX / short) for side in size)
        a, b = (np.clip(resize(picture, (height, width)), 0, 1) for picture in (a, b))
    ms_ssim = multiscale_structural_similarity_index_measure(
        to_tensor(a), to_tensor(b), data_range=1.0
    )
    return ssim, float(ms_ssim)


def _ssim(a: torch.Tensor, b: torch.Tensor) -> float:
    """SSIM of two (1, 3, H, W) in [0, 1]; torchmetrics' own mean would count the border too."""
    found = structural_similarity_index_measure(a, b, data_range=1.0, return_full_image=True)
    each = found[1]
    if min(each.shape[-2:]) > 2 * BORDER_PX:
        each = each[..., BORDER_PX:-BORDER_PX, BORDER_PX:-BORDER_PX]
    return float(each.double().mean())


def style_distance(ours: StyleTensors, style: StyleTensors) -> float:
    """Relative distance of the statistics that the style encoder sees, 0 for the style itself.

    Mean over levels of the squared distance of means and deviations over the style's own energy.
    It is the generator's own view of style: good to compare results of one photo, not models.
    """
    terms = []
    for mean, std, wanted_mean, wanted_std in zip(
        ours.means, ours.stds, style.means, style.stds, strict=True
    ):
        energy = wanted_mean.square().sum() + wanted_std.square().sum()
        gap = (mean - wanted_mean).square().sum() + (std - wanted_std).square().sum()
        terms.append(gap / energy)
    return float(torch.stack(terms).mean())
