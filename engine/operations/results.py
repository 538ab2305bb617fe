"""What the operations hand back.  Torch-free, so that the window can hold results."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.imaging.tiles import Box


def place_text(box: Box) -> str:
    """Where a box is, for a person: "x 120–180, y 40–90"."""
    top, left, bottom, right = box
    return f"x {left}–{right}, y {top}–{bottom}"


@dataclass(frozen=True, eq=False)
class AnomalyMap:
    """How abnormal each pixel looks to the discriminator.

    ``values`` is float32 (H, W) in [0, 1], read-only, of the size of the picture, calibrated on
    held-out data: 0.5 is a matter of opinion, not half of this picture's maximum.
    ``kinds`` is uint8 on the discriminator's own coarser grid, an index into `kinds.KINDS`.
    ``picture_score`` is 0..1 for the whole; ``confidence`` is that of `Inspection`.
    """

    values: np.ndarray
    model_id: str
    kinds: np.ndarray | None = None
    picture_score: float = 0.0
    confidence: str = "full"

    @property
    def hw(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return self.values.shape[0], self.values.shape[1]


@dataclass(frozen=True)
class Region:
    """One flagged place.  ``number`` 1 is the worst; ``score`` is 0..1.

    ``mask`` is uint8 0/1 of the size of ``box``; ``kind`` names the defect where it is known.
    """

    number: int
    box: Box
    area_px: int
    score: float
    kind: str | None
    sentence: str
    mask: np.ndarray = field(compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Inspection:
    """What an inspection found.

    ``score`` is 0..1 for the whole picture, ``flagged_fraction`` the part of the picture above
    ``threshold``; ``confidence`` is "full", "no style" or "no content", by what the discriminator
    was given to compare with.
    """

    anomaly: AnomalyMap
    regions: tuple[Region, ...]
    score: float
    flagged_fraction: float
    threshold: float
    confidence: str


@dataclass(frozen=True, eq=False)
class RepairResult:
    """One attempted repair and the proof of what it did and did not touch.

    ``before`` and ``after`` are the pixels (h, w, 3) of ``box`` in the picture's own bit depth.
    ``accepted`` False means that no candidate was better and the picture stays as it was.
    The SHA-256 sums are taken over all pixels outside the mask, before and after.
    """

    accepted: bool
    sentence: str
    box: Box | None
    before: np.ndarray
    after: np.ndarray
    method: str
    score_before: float
    score_after: float
    outside_changed_px: int
    outside_total_px: int
    sha256_outside_before: str
    sha256_outside_after: str
    proof_sentence: str


@dataclass(frozen=True)
class Evaluation:
    """Measures of a stylized picture.

    ``ssim`` and ``ms_ssim`` compare its structure with the content (1 is equal);
    ``style_distance`` compares its statistics with the style (0 is equal) and is None without
    one; ``flagged_fraction`` is 0..1, None where no discriminator was asked.
    """

    ssim: float
    ms_ssim: float
    style_distance: float | None
    flagged_fraction: float | None
