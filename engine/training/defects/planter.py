"""Planting defects with a known mask into stylized pictures.

The anomaly head learns from faults that it is shown together with their place and kind, the
idea of CutPaste (Li et al., CVPR 2021) and DRAEM (Zavrtanik et al., ICCV 2021), with families
made after the faults that style transfer really has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.operations.kinds import KIND_IDS
from engine.training.defects import (
    detail_faults,
    edge_faults,
    patch_faults,
    tile_faults,
    unseen_faults,
)
from engine.training.defects.fields import Picture, Plane, luma_of
from engine.training.defects.scene import Scene, draw_shape

Family = Callable[[Scene, np.random.Generator], "tuple[Picture, Plane] | None"]

FAMILIES: dict[str, tuple[str, Family]] = {
    "seam": ("seam", tile_faults.seam),
    "tile_statistics": ("seam", tile_faults.tile_statistics),
    "checkerboard": ("grid", tile_faults.checkerboard),
    "ripple": ("grid", tile_faults.ripple),
    "colour_bleed": ("bleed", edge_faults.colour_bleed),
    "colour_blotch": ("bleed", edge_faults.colour_blotch),
    "halo": ("halo", edge_faults.halo),
    "ghost": ("halo", edge_faults.ghost),
    "warp": ("halo", edge_faults.warp),
    "border_frame": ("halo", tile_faults.border_frame),
    "smear": ("smear", detail_faults.smear),
    "unstyled_hole": ("hole", patch_faults.unstyled_hole),
    "wrong_style": ("hole", patch_faults.wrong_style),
    "texture_blob": ("blob", patch_faults.texture_blob),
    "erased": ("blob", detail_faults.erased),
    "droplet": ("blob", patch_faults.droplet),
    "clipping": ("clipping", detail_faults.clipping),
    "overdriven": ("clipping", detail_faults.overdriven),
    "banding": ("clipping", detail_faults.banding),
    "noise": ("noise", detail_faults.noise),
    "jpeg_blocks": ("noise", detail_faults.jpeg_blocks),
    "pixelation": ("grid", unseen_faults.pixelation),
    "ringing": ("halo", unseen_faults.ringing),
    "hue_turn": ("bleed", unseen_faults.hue_turn),
    "misplaced": ("blob", unseen_faults.misplaced),
    "interlace": ("grid", unseen_faults.interlace),
}
# Held out from every training: what the anomaly head makes of faults that it never saw.
UNSEEN = ("pixelation", "ringing", "hue_turn", "misplaced", "interlace")
ALL: tuple[str, ...] = tuple(name for name in FAMILIES if name not in UNSEEN)

# Local difference of the encoded values at which a change starts to count and is fully counted.
VISIBLE_FROM = 0.022
VISIBLE_FULL = 0.060
# A plant that shows less area than this, in full pixels, or is nowhere plain, is drawn again.
SMALLEST_PLANT_PX = 30.0
PLAINEST_AT_LEAST = 0.7
COUNT_CHANCES = (0.15, 0.40, 0.28, 0.17)
_ATTEMPTS = 6
_GAP = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))


@dataclass(frozen=True)
class Plant:
    """One planted fault: its family and the id of its kind (`engine.operations.kinds`)."""

    family: str
    kind: str


@dataclass(frozen=True, eq=False)
class Planted:
    """A picture with faults.

    Attributes:
        image: float32 (H, W, 3) in [0, 1]; equal to the input wherever `mask` is 0.
        mask: float32 (H, W) in [0, 1], 1 where a change is plainly visible.
        kind_map: uint8 (H, W); 0 where `mask` is 0, else 1 + the index into `KINDS`.
        plants: the faults in the order in which they were planted.
    """

    image: Picture
    mask: Plane
    kind_map: np.ndarray
    plants: tuple[Plant, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind ids of the plants."""
        return tuple(plant.kind for plant in self.plants)


def visible_change(before: Picture, after: Picture) -> Plane:
    """How plainly one sees at each pixel that `after` differs from `before`, (H, W) in [0, 1].

    A shift of colour counts as the local mean of the difference over 1 + 2 x the local spread
    of `before`; a change of detail counts as the local root mean square of the difference over
    0.5 + 8 x that spread, for waves of 2% show in a sky and vanish in brushwork. Chroma counts
    0.7 of luma. All are taken over about 7 pixels; `VISIBLE_FROM`..`VISIBLE_FULL` map to 0..1
    by a smooth step, and gaps of up to 6 px between visible places are closed.
    """
    delta = after - before
    luma = luma_of(delta)
    delta = luma[..., None] + 0.7 * (delta - luma[..., None])
    square = np.einsum("hwc,hwc->hw", delta, delta)
    fine = cv2.sqrt(np.maximum(_local_mean(square), 0.0)) * 0.577
    broad = _local_mean(delta)
    broad = cv2.sqrt(np.einsum("hwc,hwc->hw", broad, broad)) * 0.577
    tone = luma_of(before)
    spread = cv2.sqrt(np.maximum(_local_mean(tone * tone) - _local_mean(tone) ** 2, 0.0))
    seen = np.maximum(broad / (1.0 + 2.0 * spread), fine / (0.5 + 8.0 * spread))
    step = np.clip((seen - VISIBLE_FROM) * (1 / (VISIBLE_FULL - VISIBLE_FROM)), 0.0, 1.0)
    return cv2.morphologyEx(step * step * (3.0 - 2.0 * step), cv2.MORPH_CLOSE, _GAP)


def _local_mean(plane: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(plane, (7, 7), 1.6, borderType=cv2.BORDER_REFLECT)


def _blend(before: Picture, changed: Picture, shape: Plane) -> tuple[Picture, Plane]:
    """`changed` inside `shape`, and the mask of what one sees of it; untouched where it is 0."""
    after = before + shape[..., None] * (changed - before)
    after = np.clip(after, 0.0, 1.0, out=after).astype(np.float32, copy=False)
    mask = visible_change(before, after)
    mask[shape <= 0.0] = 0.0
    mask[mask < 0.02] = 0.0
    np.copyto(after, before, where=(mask == 0.0)[..., None])
    return after, mask


def _draw(
    scene: Scene, rng: np.random.Generator, families: Sequence[str]
) -> tuple[str, Picture, Plane] | None:
    """One visible plant: its family, the new picture and its mask; None after some attempts."""
    for _ in range(_ATTEMPTS):
        family = families[int(rng.integers(len(families)))]
        change = FAMILIES[family][1](scene, rng)
        if change is None:
            continue
        after, mask = _blend(scene.image, *change)
        if mask.sum() >= SMALLEST_PLANT_PX and mask.max() >= PLAINEST_AT_LEAST:
            return family, after, mask
    return None


def _check(stylized: Picture, content: Picture, style: Picture, donors: Sequence[Picture]) -> None:
    if stylized.ndim != 3 or stylized.shape[2] != 3 or min(stylized.shape[:2]) < 32:
        raise ValueError(f"stylized must be (H, W, 3) of at least 32 px, not {stylized.shape}")
    if style.ndim != 3 or style.shape[2] != 3:
        raise ValueError(f"style must be (H, W, 3), not {style.shape}")
    for picture in (content, *donors):
        if picture.shape != stylized.shape:
            raise ValueError(f"{picture.shape} must have the shape of stylized {stylized.shape}")


def plant(
    stylized: Picture,
    content: Picture,
    style: Picture,
    rng: np.random.Generator,
    *,
    donors: Sequence[Picture] = (),
    families: Sequence[str] = ALL,
    count: int | None = None,
) -> Planted:
    """Plant 0 to 3 faults into a stylized picture.

    Args:
        stylized: float32 (H, W, 3) in [0, 1], at least 32 px; not changed.
        content: the photo, same shape.
        style: the style picture, float32 (h, w, 3), any size of at least 8 px.
        rng: the only source of chance.
        donors: stylized pictures of the same shape in other styles; "wrong_style" needs one.
        families: names out of `FAMILIES` to draw from.
        count: number of faults; None draws it with `COUNT_CHANCES`.

    Returns:
        The picture, its mask, kinds and plants. A fault that no attempt made visible is left
        out, so there may be fewer than `count`.

    Raises:
        ValueError: on shapes that do not fit. KeyError: on an unknown family.
    """
    _check(stylized, content, style, donors)
    unknown = [name for name in families if name not in FAMILIES]
    if unknown or not families:
        raise KeyError(f"unknown or no families: {unknown}")
    if count is None:
        count = int(rng.choice(len(COUNT_CHANCES), p=COUNT_CHANCES))
    scene = Scene(stylized.astype(np.float32, copy=False), content, style, donors)
    mask = np.zeros(scene.hw, np.float32)
    kind_map = np.zeros(scene.hw, np.uint8)
    plants = []
    for _ in range(count):
        drawn = _draw(scene, rng, families)
        if drawn is None:
            continue
        family, scene.image, seen = drawn
        kind = FAMILIES[family][0]
        kind_map[(seen >= mask) & (seen > 0)] = 1 + KIND_IDS.index(kind)
        mask = np.maximum(mask, seen)
        plants.append(Plant(family, kind))
    image = scene.image if plants else scene.image.copy()
    return Planted(image, mask, kind_map, tuple(plants))


def graft(
    stylized: Picture,
    flawed: Picture,
    rng: np.random.Generator,
    *,
    kind: str,
    family: str = "graft",
    whole: bool = False,
) -> Planted:
    """Plant a flawed rendering of the same photo, for faults that only a network can make.

    Corrupt activations, a dropped style, an early checkpoint: render the photo with the fault,
    then graft it into the good rendering within a random shape, or everywhere with `whole`.

    Args:
        stylized, flawed: float32 (H, W, 3) in [0, 1], same shape.
        kind: id out of `engine.operations.kinds`.
        family: name to record.
    """
    _check(stylized, flawed, stylized, ())
    index = 1 + KIND_IDS.index(kind)
    scene = Scene(stylized, stylized, stylized, ())
    shape = np.ones(scene.hw, np.float32) if whole else draw_shape(scene, rng)
    after, mask = _blend(stylized, flawed, shape)
    kind_map = np.where(mask > 0, index, 0).astype(np.uint8)
    plants = (Plant(family, kind),) if mask.any() else ()
    return Planted(after, mask, kind_map, plants)
