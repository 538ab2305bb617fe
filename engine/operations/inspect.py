"""Inspect: where does a stylized picture look wrong to the discriminator?"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.errors import OptionError
from engine.imaging.resample import fit_within, resize
from engine.imaging.tensors import as_float, as_tensor, mirrored
from engine.models.baked_discriminator import BakedDiscriminator
from engine.models.bundles import ModelBundle
from engine.models.device import Runtime
from engine.models.discriminator import MAP_STRIDE, SIZE_MULTIPLE, Discriminator
from engine.operations.flagging import flag
from engine.operations.params import InspectParams
from engine.operations.results import AnomalyMap, Inspection
from engine.operations.sizes import SMALLEST_SIDE_PX
from engine.progress import Progress

# The discriminator was trained on pictures of about this size; larger ones are inspected at it.
INSPECT_LONG_PX = 1024


class Inspector:
    """Runs the discriminator over pictures, float32 (H, W, 3) in [0, 1] at inspection size."""

    def __init__(self, bundle: ModelBundle, runtime: Runtime) -> None:
        self.bundle, self.runtime = bundle, runtime
        calibration = bundle.manifest.get("calibration", {})
        # Without the photo the same logits are worth less: that case has a fit of its own.
        alone = calibration.get("without_photo", calibration)
        self._fits = {True: _fit(calibration), False: _fit(alone)}
        self._baked: BakedDiscriminator | None = None

    def fit(self, photo_known: bool) -> tuple[float, float]:
        """Gain and offset from the network's logits to the logarithm of the odds."""
        return self._fits[photo_known]

    @torch.inference_mode()
    def verdict(
        self, stylized: np.ndarray, content: np.ndarray | None, style: torch.Tensor | None
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """Anomaly (h, w) float32 in [0, 1], kind index (h, w) uint8, score of the whole picture.

        h and w are a quarter of the picture's, rounded up.
        """
        if self._baked is None:
            network = self.bundle.network
            assert isinstance(network, Discriminator)
            self._baked = BakedDiscriminator(network, self.runtime.dtype)
        height, width = stylized.shape[:2]
        photo = None if content is None else self._padded(content)
        cells = slice(0, -(-height // MAP_STRIDE)), slice(0, -(-width // MAP_STRIDE))
        found = self._baked(self._padded(stylized), photo, style, cells)
        logits = found.anomaly_logits[0, 0].float()
        gain, offset = self.fit(content is not None)
        values = torch.sigmoid(gain * logits + offset).cpu().numpy()
        kinds = found.kind_logits[0].argmax(0).byte().cpu().numpy()
        return values, kinds, float(torch.sigmoid(found.picture_logit[0]))

    def _padded(self, picture: np.ndarray) -> torch.Tensor:
        """The picture, mirrored below and on the right up to a size that the discriminator takes.

        Not all around: it has learned what it may say of places beside which there is nothing.
        """
        return as_tensor(mirrored(picture, SIZE_MULTIPLE), self.runtime.device)


def _fit(calibration: dict[str, Any]) -> tuple[float, float]:
    """Gain and offset from logits to the logarithm of the odds."""
    return float(calibration.get("gain", 1.0)), float(calibration.get("offset", 0.0))


def inspection_size(hw: tuple[int, int]) -> tuple[int, int]:
    """The size at which a picture of this size is inspected; never larger than it is."""
    scale = min(1.0, INSPECT_LONG_PX / max(hw))
    return fit_within(hw, min(hw) * scale, INSPECT_LONG_PX**2)


def inspect(
    stylized: np.ndarray,
    content: np.ndarray | None,
    style: torch.Tensor | None,
    params: InspectParams,
    inspector: Inspector,
    progress: Progress | None = None,
) -> Inspection:
    """Anomaly map and flagged regions of a stylized picture.

    stylized: (H, W, 3) uint8 or uint16, sRGB. content: the photo it was made from, of any size
    but the same shape, or None. style: (1, S) vector of the generator's style encoder, or None.
    Raises OptionError when the content has another shape or the picture is under 32 pixels a side.
    """
    progress = progress or Progress()
    hw = stylized.shape[:2]
    check_large_enough(hw)
    if content is not None:
        check_same_shape(stylized, content)
    progress.report(0.0, "Inspecting")
    size = inspection_size(hw)
    values, kinds, score = inspector.verdict(
        as_float(resize(stylized, size)),
        None if content is None else as_float(resize(content, size)),
        style,
    )
    progress.report(0.7, "Inspecting")
    # The map at a quarter of the inspected size says all there is; only its size changes here.
    inspected = resize_map(values, size, hw)
    inspected.setflags(write=False)
    confidence = "no content" if content is None else "no style" if style is None else "full"
    anomaly = AnomalyMap(inspected, inspector.bundle.id, kinds, score, confidence)
    found = flag(anomaly, params)
    progress.report(1.0, "Inspected")
    return found


def resize_map(values: np.ndarray, size: tuple[int, int], hw: tuple[int, int]) -> np.ndarray:
    """The network's map, whose cells are MAP_STRIDE pixels of a picture of `size`, at size hw."""
    before, after, weight = _between(hw[1], size[1], values.shape[1])
    wide = values[:, before] + weight * (values[:, after] - values[:, before])
    before, after, weight = _between(hw[0], size[0], values.shape[0])
    out = np.empty(hw, np.float32)
    # In bands: a 100-megapixel map is large enough once.
    for top in range(0, hw[0], 512):
        band = slice(top, top + 512)
        above, below = wide[before[band]], wide[after[band]]
        out[band] = above + weight[band, None] * (below - above)
    return np.clip(out, 0, 1, out=out)


def _between(length: int, inspected: int, cells: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The two cells on either side of each of `length` pixels, and the weight of the latter."""
    at = (np.arange(length) + 0.5) * (inspected / length / MAP_STRIDE) - 0.5
    at = np.clip(at, 0, cells - 1)
    before = at.astype(int)
    return before, np.minimum(before + 1, cells - 1), (at - before).astype(np.float32)


def check_large_enough(hw: tuple[int, ...]) -> None:
    """Raise OptionError for a picture under 32 pixels a side: there is nothing to judge in it."""
    if min(hw) < SMALLEST_SIDE_PX:
        raise OptionError(
            f"The picture is {hw[1]} × {hw[0]} pixels; an inspection needs at least "
            f"{SMALLEST_SIDE_PX} × {SMALLEST_SIDE_PX}."
        )


def check_same_shape(stylized: np.ndarray, content: np.ndarray) -> None:
    """Raise OptionError unless the two have the same proportions, to within a per cent."""
    ours, theirs = (p.shape[1] / p.shape[0] for p in (stylized, content))
    if abs(ours / theirs - 1) > 0.01:
        raise OptionError(
            f"The content photo ({content.shape[1]} × {content.shape[0]}) does not have the "
            f"proportions of the picture ({stylized.shape[1]} × {stylized.shape[0]}); give the "
            "photo that the picture was made from."
        )
