"""The planted defects: honest masks, determinism, and every family at work."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.operations.kinds import KIND_IDS
from engine.training.defects import ALL, FAMILIES, UNSEEN, graft, plant, visible_change

SIZES = [(96, 96), (97, 131), (160, 160), (141, 203)]


def _pictures(hw, seed=0):
    """A photo with sky, outlines and detail, a rendering of it, a style and a donor."""
    rng = np.random.default_rng(seed)
    height, width = hw
    rows, cols = np.mgrid[0:height, 0:width].astype(np.float32)
    photo = np.empty((height, width, 3), np.float32)
    photo[...] = (0.35, 0.55, 0.85)
    photo += (rows / height * 0.2)[..., None]
    cv2.circle(photo, (width // 3, height // 2), height // 5, (0.9, 0.3, 0.15), -1)
    cv2.rectangle(photo, (width // 2, height // 3), (width - 9, height - 20), (0.2, 0.4, 0.1), -1)
    photo[height * 3 // 4 :] += rng.normal(0, 0.12, (height - height * 3 // 4, width, 1))
    photo = np.clip(photo, 0, 1)
    strokes = (0.08 * np.sin(rows / 2.3 + cols / 3.1))[..., None]
    stylized = np.clip(photo[..., ::-1] * (0.8, 0.9, 0.7) + strokes + 0.05, 0, 1)
    donor = np.clip(1.0 - 0.8 * photo + strokes[::-1], 0, 1)
    style = rng.random((61, 83, 3))
    style = cv2.resize(style, (150, 118), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    return [np.ascontiguousarray(p, dtype=np.float32) for p in (stylized, photo, style, donor)]


def _plant(seed, hw=(128, 128), **options):
    stylized, photo, style, donor = _pictures(hw)
    rng = np.random.default_rng(seed)
    return stylized, plant(stylized, photo, style, rng, donors=[donor], **options)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("hw", SIZES)
def test_each_family_changes_what_its_mask_says(family, hw):
    kind = 1 + KIND_IDS.index(FAMILIES[family][0])
    found = 0
    for seed in range(4):
        stylized, planted = _plant(seed, hw, families=[family], count=1)
        assert planted.image.shape == stylized.shape and planted.mask.shape == hw
        assert planted.image.dtype == planted.mask.dtype == np.float32
        assert planted.kind_map.dtype == np.uint8
        assert np.isfinite(planted.image).all()
        assert planted.image.min() >= 0 and planted.image.max() <= 1
        assert planted.mask.min() >= 0 and planted.mask.max() <= 1
        assert np.array_equal(planted.image[planted.mask == 0], stylized[planted.mask == 0])
        assert set(np.unique(planted.kind_map)) <= {0, kind}
        assert np.array_equal(planted.kind_map > 0, planted.mask > 0)
        if planted.plants:
            found += 1
            assert planted.plants[0].family == family
            change = np.abs(planted.image - stylized).max(axis=2)
            assert planted.mask.max() >= 0.7
            assert change[planted.mask > 0.5].mean() > 0.015
    assert found >= 3


def test_what_is_held_out_is_never_planted_unasked():
    assert UNSEEN and not set(UNSEEN) & set(ALL) and set(UNSEEN) | set(ALL) == set(FAMILIES)
    drawn = {p.family for seed in range(60) for p in _plant(seed, count=3)[1].plants}
    assert not drawn & set(UNSEEN)


def test_mask_is_zero_where_nothing_near_has_changed():
    for seed in range(60):
        stylized, planted = _plant(seed, count=2)
        changed = (np.abs(planted.image - stylized).max(axis=2) > 0).astype(np.uint8)
        near = cv2.dilate(changed, np.ones((15, 15), np.uint8))
        assert not planted.mask[near == 0].any()


def test_same_seed_same_picture_and_other_seed_another():
    first, again, other = (_plant(seed)[1] for seed in (3, 3, 4))
    assert np.array_equal(first.image, again.image)
    assert np.array_equal(first.mask, again.mask)
    assert np.array_equal(first.kind_map, again.kind_map)
    assert first.plants == again.plants
    assert not np.array_equal(first.image, other.image)


def test_inputs_are_left_alone():
    pictures = _pictures((120, 100))
    copies = [p.copy() for p in pictures]
    for seed in range(60):
        rng = np.random.default_rng(seed)
        planted = plant(*pictures[:3], rng, donors=pictures[3:], count=3)
        planted.image[:] = 0.5
    for before, after in zip(copies, pictures, strict=True):
        assert np.array_equal(before, after)


def test_counts_and_sizes_range_from_none_and_small_to_many_and_large():
    counts, areas, families = set(), [], set()
    for seed in range(250):
        planted = _plant(seed)[1]
        counts.add(len(planted.plants))
        families |= {p.family for p in planted.plants}
        if len(planted.plants) == 1:
            areas.append(float((planted.mask > 0.5).mean()))
        if not planted.plants:
            assert not planted.mask.any() and not planted.kind_map.any()
    assert counts == {0, 1, 2, 3}
    assert families == set(ALL)
    assert min(areas) < 0.01 and max(areas) > 0.25


def test_kinds_follow_plants_and_every_kind_has_a_family():
    planted = _plant(5, count=3)[1]
    assert planted.kinds == tuple(FAMILIES[p.family][0] for p in planted.plants)
    assert {kind for kind, _ in FAMILIES.values()} == set(KIND_IDS)


def test_a_change_that_nobody_sees_is_not_labelled():
    stylized = _pictures((96, 96))[0]
    assert not visible_change(stylized, stylized + np.float32(0.005)).any()
    assert visible_change(stylized, stylized + np.float32(0.2)).min() == 1.0


def test_brushwork_hides_fine_changes_that_a_sky_shows():
    rng = np.random.default_rng(0)
    fine = rng.normal(0, 0.03, (64, 64, 1)).astype(np.float32)
    sky = np.full((64, 64, 3), 0.5, np.float32)
    brushwork = sky + rng.normal(0, 0.2, (64, 64, 1)).astype(np.float32)
    assert visible_change(sky, sky + fine).mean() > 0.6
    assert visible_change(brushwork, brushwork + fine).mean() < 0.05


def test_without_donors_another_style_cannot_be_planted():
    stylized, photo, style, _ = _pictures((96, 96))
    rng = np.random.default_rng(0)
    planted = plant(stylized, photo, style, rng, families=["wrong_style"], count=2)
    assert planted.plants == () and np.array_equal(planted.image, stylized)


def test_tiny_and_huge_styles_are_taken():
    stylized, photo, style, _ = _pictures((96, 96))
    for hw in ((9, 400), (700, 30)):
        other = cv2.resize(style, hw[::-1])
        planted = plant(
            stylized, photo, other, np.random.default_rng(1), families=["texture_blob"], count=1
        )
        assert planted.plants


def test_graft_plants_a_flawed_rendering():
    stylized, _, _, donor = _pictures((96, 128))
    whole = graft(stylized, donor, np.random.default_rng(0), kind="smear", whole=True)
    assert np.allclose(whole.image[whole.mask > 0], donor[whole.mask > 0])
    part = graft(stylized, donor, np.random.default_rng(0), kind="blob", family="dropped style")
    assert part.plants[0].family == "dropped style" and part.kinds == ("blob",)
    assert 0 < (part.mask > 0).mean() < 0.9
    assert np.array_equal(part.image[part.mask == 0], stylized[part.mask == 0])
    same = graft(stylized, stylized, np.random.default_rng(0), kind="blob")
    assert same.plants == () and not same.mask.any()


def test_wrong_arguments_are_refused():
    stylized, photo, style, donor = _pictures((96, 96))
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="shape of stylized"):
        plant(stylized, photo[:90], style, rng)
    with pytest.raises(ValueError, match="shape of stylized"):
        plant(stylized, photo, style, rng, donors=[donor[:, :90]])
    with pytest.raises(ValueError, match="at least 32 px"):
        plant(stylized[..., 0], photo, style, rng)
    with pytest.raises(KeyError, match="rust"):
        plant(stylized, photo, style, rng, families=["rust"])
