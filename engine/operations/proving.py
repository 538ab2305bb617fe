"""From a mended place to a result in the picture's own encoding, with its proof."""

from __future__ import annotations

from dataclasses import replace
from weakref import ref

import numpy as np

from engine.imaging.colour import from_srgb, to_srgb
from engine.imaging.photo import Photo, freeze
from engine.operations.compositing import OutsideProver
from engine.operations.repair import Mended, settle
from engine.operations.results import PatchedPixels, RepairAlternative, RepairResult


def prove_repair(stylized: Photo, mask: np.ndarray, mended: Mended) -> RepairResult:
    """Composite every option and count and hash what changed outside the mask.

    Only pixels are ever replaced: alpha and metadata are those of the picture that the result is
    applied to.
    """
    top, left, bottom, right = mended.box
    before = freeze(stylized.pixels[top:bottom, left:right].copy())
    prover = OutsideProver(stylized.pixels, mended.box, mask)

    def encode(drawn: np.ndarray) -> np.ndarray:
        return from_srgb(drawn, replace(stylized, pixels=freeze(drawn), alpha=None))

    def decode(pixels: np.ndarray) -> np.ndarray:
        return to_srgb(replace(stylized, pixels=freeze(pixels), alpha=None))

    alternatives = []
    for option in mended.options:
        after = freeze(settle(before, mended.box, option, encode, decode))
        proof = prover.prove(after)
        alternatives.append(
            RepairAlternative(
                option.method, after, option.score_after, option.sentence,
                proof.changed_px, proof.sha256_after,
            )
        )  # fmt: skip
    proof = prover.prove(alternatives[0].after if alternatives else before)
    patched = None
    if alternatives:
        pixels = stylized.pixels.copy()
        pixels[top:bottom, left:right] = alternatives[0].after
        patched = PatchedPixels(ref(stylized.pixels), freeze(pixels))
    return RepairResult(
        accepted=bool(alternatives),
        sentence=mended.sentence,
        box=mended.box,
        before=before,
        after=alternatives[0].after if alternatives else before,
        method=mended.method,
        score_before=mended.score_before,
        score_after=alternatives[0].score_after if alternatives else mended.score_before,
        outside_changed_px=proof.changed_px,
        outside_total_px=proof.total_px,
        sha256_outside_before=proof.sha256_before,
        sha256_outside_after=proof.sha256_after,
        proof_sentence=proof.sentence,
        alternatives=tuple(alternatives),
        patched=patched,
    )
