from __future__ import annotations

import hashlib

import numpy as np
import pytest

from engine.operations.compositing import (
    OutsideProver,
    Proof,
    membrane,
    seam_strength,
    soft_alpha,
)
from engine.operations.results import Box


def disc(height: int, width: int, radius: float) -> np.ndarray:
    y, x = np.ogrid[:height, :width]
    inside = np.hypot(y - (height - 1) / 2, x - (width - 1) / 2) <= radius
    return inside.astype(np.float32)


# -- proof


def prove(before: np.ndarray, after_box: np.ndarray, box: Box, mask: np.ndarray) -> Proof:
    return OutsideProver(before, box, mask).prove(after_box)


@pytest.fixture(params=[np.uint8, np.uint16])
def before(request: pytest.FixtureRequest) -> np.ndarray:
    top = np.iinfo(request.param).max
    # Higher than one band of the count.
    pixels = np.random.default_rng(1).integers(0, top, (600, 40, 3)).astype(request.param)
    pixels.setflags(write=False)
    return pixels


def test_an_honest_repair_changes_nothing_outside(before: np.ndarray) -> None:
    mask = np.zeros(before.shape[:2], np.float32)
    mask[200:300, 5:25] = disc(100, 20, 30)
    after = np.where(
        mask[200:300, 5:25, None] > 0, before[200:300, 5:25] ^ 1, before[200:300, 5:25]
    )
    proof = prove(before, after, (200, 5, 300, 25), mask)
    assert proof.changed_px == 0 and proof.total_px == int((mask == 0).sum())
    outside = hashlib.sha256(before[mask == 0].tobytes()).hexdigest()
    assert proof.sha256_before == proof.sha256_after == outside
    assert proof.sentence == f"0 of {proof.total_px:,} pixels outside the mask changed."


@pytest.mark.parametrize("place", [(250, 5), (255, 10), (256, 10), (270, 24)])
def test_a_tampered_pixel_outside_is_counted(before: np.ndarray, place: tuple[int, int]) -> None:
    mask = np.zeros(before.shape[:2], np.float32)
    mask[252:262, 12:20] = 0.001
    box = (250, 5, 271, 25)
    after = before[250:271, 5:25].copy()
    after[place[0] - 250, place[1] - 5, 1] ^= 1
    proof = prove(before, after, box, mask)
    assert proof.changed_px == 1
    assert proof.sha256_before != proof.sha256_after
    assert proof.sentence.startswith("1 of ")


def test_every_tampered_pixel_counts_once(before: np.ndarray) -> None:
    mask = np.zeros(before.shape[:2], np.float32)
    mask[0, 0] = 1
    after = before ^ 1
    assert prove(before, after, (0, 0, 600, 40), mask).changed_px == 600 * 40 - 1


def test_a_mask_over_everything_leaves_nothing_to_prove(before: np.ndarray) -> None:
    mask = np.ones(before.shape[:2], np.float32)
    proof = prove(before, before ^ 1, (0, 0, 600, 40), mask)
    assert (proof.changed_px, proof.total_px) == (0, 0)
    assert proof.sha256_before == hashlib.sha256(b"").hexdigest()


def test_several_ways_are_proved_with_one_look_at_the_picture(before: np.ndarray) -> None:
    mask = np.zeros(before.shape[:2], np.float32)
    box = (200, 5, 300, 25)
    mask[200:300, 5:25] = disc(100, 20, 30)
    old = before[200:300, 5:25]
    prover = OutsideProver(before, box, mask)
    for step in (1, 2, 3):
        good = np.where(mask[200:300, 5:25, None] > 0, old ^ step, old)
        assert prover.prove(good) == prove(before, good, box, mask)
        assert prover.prove(good).sha256_after == prover.prove(old).sha256_before
        # Pixels outside of it, but inside of the box.
        bad = old ^ step
        assert prover.prove(bad) == prove(before, bad, box, mask)
        assert prover.prove(bad).changed_px == int((mask[200:300, 5:25] == 0).sum())
        assert prover.prove(bad).sha256_after != prover.prove(good).sha256_after


# -- alpha


@pytest.mark.parametrize("feather", [0.0, 0.25, 1.0])
def test_the_alpha_stays_inside_and_under_the_mask(feather: float) -> None:
    mask = np.pad(disc(41, 41, 18) * 0.8, 3)
    alpha = soft_alpha(mask, feather)
    assert alpha.dtype == np.float32 and (alpha[mask == 0] == 0).all()
    assert (alpha <= mask + 1e-6).all() and (alpha[mask > 0] > 0).all()
    assert alpha[23, 23] == pytest.approx(0.8, abs=1e-4 if feather < 1 else 0.05)


def test_more_feather_is_softer() -> None:
    mask = np.pad(disc(41, 41, 18), 3)
    sums = [soft_alpha(mask, feather).sum() for feather in (0.0, 0.25, 0.5, 1.0)]
    assert sums == sorted(sums, reverse=True) and sums[0] == mask.sum() and sums[-1] < 0.7 * sums[0]


def test_the_fault_shows_through_no_further_in_than_is_allowed() -> None:
    mask = np.pad(disc(201, 201, 95), 3)
    assert (soft_alpha(mask, 0.5)[103, 20:30] < 1).all()
    assert (soft_alpha(mask, 0.5, 6)[103, 20:30] == mask[103, 20:30]).all()


def test_the_smallest_mask_and_the_largest() -> None:
    dot = np.zeros((3, 3), np.float32)
    dot[1, 1] = 1
    assert soft_alpha(dot, 0.25)[1, 1] > 0.9 and soft_alpha(dot, 1.0)[1, 1] > 0.5
    for feather in (0.0, 0.25, 1.0):
        assert (soft_alpha(np.ones((20, 30), np.float32), feather) == 1).all()


# -- membrane


def test_a_wrong_brightness_is_carried_away_from_the_edge_inwards() -> None:
    rng = np.random.default_rng(2)
    original = rng.random((60, 80, 3), np.float32) * 0.1 + 0.5
    mask = disc(60, 80, 20)
    fitted = membrane(original - 0.2, original, mask)
    assert np.abs(fitted - original)[mask > 0].max() < 0.02


def test_what_is_wrong_inside_does_not_leak_into_the_correction() -> None:
    """The candidate fits outside; the fault inside is no reason to change it."""
    candidate = np.full((64, 64, 3), 0.5, np.float32)
    mask = disc(64, 64, 22)
    original = candidate.copy()
    original[mask > 0] = (1.0, 0.0, 0.0)
    assert np.abs(membrane(candidate, original, mask) - candidate).max() < 1e-4


def test_the_correction_stays_between_what_the_edge_shows() -> None:
    candidate = np.full((64, 64, 3), 0.5, np.float32)
    original = candidate + np.linspace(-0.1, 0.2, 64, dtype=np.float32)[None, :, None]
    correction = membrane(candidate, original, disc(64, 64, 25)) - candidate
    assert correction.min() >= -0.1 - 1e-3 and correction.max() <= 0.2 + 1e-3
    across = correction[32, 12:52, 0]
    assert (np.diff(across) > -1e-3).all() and across[-1] - across[0] > 0.1


def test_a_large_region_is_met_all_around() -> None:
    original = np.full((700, 900, 3), 0.6, np.float32)
    mask = np.zeros((700, 900), np.float32)
    mask[28:-28, 28:-28] = 1
    fitted = membrane(original - 0.3, original, mask)
    assert np.abs(fitted - original)[mask > 0].max() < 0.02


@pytest.mark.parametrize("hw", [(1, 1), (1, 200), (200, 1), (5, 300), (33, 2)])
def test_masks_of_odd_shapes(hw: tuple[int, int]) -> None:
    candidate = np.full((*hw, 3), 0.3, np.float32)
    original = np.full((*hw, 3), 0.5, np.float32)
    for mask in (np.ones(hw), np.zeros(hw), np.eye(*hw)):
        fitted = membrane(candidate, original, mask.astype(np.float32))
        assert fitted.shape == candidate.shape and np.isfinite(fitted).all()
        assert fitted.min() > 0.29 and fitted.max() < 0.51


# -- seams


def test_a_seam_is_seen_and_its_absence_too() -> None:
    rng = np.random.default_rng(3)
    picture = rng.random((80, 80, 3), np.float32) * 0.1 + 0.4
    mask = disc(80, 80, 25)
    assert seam_strength(picture, mask) == pytest.approx(1, abs=0.15)
    pasted = picture + 0.3 * mask[..., None]
    assert seam_strength(pasted, mask) > 2


def test_a_mask_without_an_edge_in_the_picture_has_no_seam() -> None:
    picture = np.random.default_rng(3).random((30, 30, 3), np.float32)
    assert seam_strength(picture, np.ones((30, 30), np.float32)) == 1
    assert seam_strength(picture, np.zeros((30, 30), np.float32)) == 1
