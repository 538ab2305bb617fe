"""What the operations hand back.  Torch-free, so that the window can hold results."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from weakref import ReferenceType

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


@dataclass(frozen=True)
class RepairProof:
    """What a repair did and did not touch, without its pixels.

    ``accepted`` False means that no candidate was better and the picture stays as it was.  The
    SHA-256 sums are taken over all pixels outside the mask in reading order, before and after.
    """

    accepted: bool
    sentence: str
    box: Box | None
    method: str
    score_before: float
    score_after: float
    outside_changed_px: int
    outside_total_px: int
    sha256_outside_before: str
    sha256_outside_after: str
    proof_sentence: str

    @classmethod
    def of(cls, proof: RepairProof) -> RepairProof:
        """The bare proof of a result, which lets its pixels go."""
        return cls(**{item.name: getattr(proof, item.name) for item in fields(cls)})


@dataclass(frozen=True, eq=False)
class RepairAlternative:
    """Another way of repairing the same place.

    ``after`` is the pixels of the result's box, of the same shape and type as its own ``after``.
    What the two last fields say holds for this way; an empty sum stands for that of the result.
    """

    method: str
    after: np.ndarray
    score_after: float
    sentence: str
    outside_changed_px: int = 0
    sha256_outside_after: str = ""


@dataclass(frozen=True, eq=False)
class PatchedPixels:
    """The pixels of the whole picture after a repair, made beside the window.

    ``base`` refers to the array that was repaired: these pixels may take its place and no other's.
    """

    base: ReferenceType[np.ndarray]
    pixels: np.ndarray


@dataclass(frozen=True, eq=False)
class RepairResult(RepairProof):
    """One attempted repair: its proof, and the pixels.

    ``before`` and ``after`` are the pixels (h, w, 3) of ``box`` in the picture's own bit depth.
    ``alternatives`` are the ways that may be taken, best first, the chosen one included as the
    first; empty if the repair was refused.  ``patched`` spares whoever applies the result from
    copying the picture; it may be None.
    """

    before: np.ndarray
    after: np.ndarray
    alternatives: tuple[RepairAlternative, ...] = ()
    patched: PatchedPixels | None = None

    def proof_of(self, index: int) -> RepairProof:
        """The proof of an alternative; IndexError if there is none of this index."""
        chosen = self.alternatives[index]
        return replace(
            RepairProof.of(self),
            sentence=chosen.sentence,
            method=chosen.method,
            score_after=chosen.score_after,
            outside_changed_px=chosen.outside_changed_px,
            sha256_outside_after=chosen.sha256_outside_after or self.sha256_outside_after,
            proof_sentence=proof_sentence(chosen.outside_changed_px, self.outside_total_px),
        )


def proof_sentence(changed_px: int, total_px: int) -> str:
    """What a person reads of a proof."""
    return f"{changed_px:,} of {total_px:,} pixels outside the mask changed."


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


@dataclass(frozen=True)
class GeneratorFacts:
    """The generator that draws a style: its architecture as in a manifest, and its weights."""

    architecture: str
    parameters: int
