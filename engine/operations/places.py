"""A place to repair: the part of the pictures that a repair of one region looks at.

All cost comes from the region: nothing here is as large as the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from engine.imaging.colour import to_srgb
from engine.imaging.masks import expand_box, mask_box
from engine.imaging.photo import Photo, freeze
from engine.imaging.resample import resize
from engine.imaging.tensors import as_float
from engine.operations.inspect import inspection_size
from engine.operations.results import Box
from engine.operations.surroundings import Tones, study_tones

# So much around the region goes to the discriminator, in pixels of the inspected size.
CONTEXT_PX = 96
# Sources and statistics come from this many region sizes around it, within these bounds.
REACH = 1.5
LEAST_REACH_PX, MOST_REACH_PX = 160, 512
# Larger windows are worked on in small: only what changes is enlarged, over the fine detail that is
# there. It bounds time and memory for regions as large as the picture.
MOST_WINDOW_PX = 4_000_000
# Faults reach a little further than masks do: so much is not learned from.
DISTRUST_PX = 2
# The edge of the region is met on a frame of this share of its longer side, and of 6 pixels.
FRAME = 1 / 32
LEAST_FRAME_PX = 6
MOST_PLACES = 8


@dataclass(frozen=True, eq=False)
class Place:
    """One region of a picture with its surroundings.

    region, window: boxes of the picture: what is repaired, and what is looked at. Everything else
    is of the size of the window times `scale`, 1 unless the window is very large. stylized,
    content: float32 (H, W, 3) sRGB; content may be None. mask: float32 (H, W), of this region
    alone. broken: bool (H, W), every masked pixel, also of other regions. box, frame: the region,
    and the region with a frame around it, in pixels of these arrays. hw: size of the whole picture.
    """

    region: Box
    window: Box
    scale: float
    stylized: np.ndarray
    content: np.ndarray | None
    mask: np.ndarray
    broken: np.ndarray
    box: Box
    frame: Box
    hw: tuple[int, int]

    @property
    def inspected_scale(self) -> float:
        """Inspected pixels per pixel of this place."""
        return inspection_size(self.hw)[0] / self.hw[0] / self.scale

    @property
    def side(self) -> int:
        """The shorter side of the region in pixels."""
        return min(self.box[2] - self.box[0], self.box[3] - self.box[1])

    @cached_property
    def healthy(self) -> np.ndarray:
        """bool (H, W): what may be learned from."""
        kernel = np.ones((2 * DISTRUST_PX + 1,) * 2, np.uint8)
        distrusted = cv2.dilate(self.broken.astype(np.uint8), kernel) > 0
        # Where next to nothing would be left, what lies close to the mask has to do.
        return ~distrusted if (~distrusted).any() else ~self.broken

    @cached_property
    def tones(self) -> Tones:
        """What the surroundings suggest."""
        return study_tones(self.stylized, self.content, ~self.healthy)

    def cut(self, picture: np.ndarray, box: Box | None = None) -> np.ndarray:
        """The part of a picture of the window's size inside the frame, or another box."""
        top, left, bottom, right = box or self.frame
        return picture[top:bottom, left:right]

    def in_picture(self, box: Box) -> Box:
        """A box of these arrays as a box of the picture."""
        if box == self.box:
            return self.region
        edges = [round(edge / self.scale) + self.window[i % 2] for i, edge in enumerate(box)]
        height, width = self.hw
        return edges[0], edges[1], min(edges[2], height), min(edges[3], width)


def find_places(mask: np.ndarray) -> list[Box]:
    """Boxes of the islands of a mask, those that lie close to each other together.

    Empty for an empty mask; a single box when there are too many.
    """
    whole = mask_box(mask)
    if whole is None:
        return []
    top, left, bottom, right = whole
    scale = min(1.0, 512 / max(bottom - top, right - left))
    inside = (mask[top:bottom, left:right] > 0).astype(np.uint8)
    if scale < 1:
        # Dilated first, so that not even a pixel is lost.
        reach = int(np.ceil(1 / scale))
        small = cv2.dilate(inside, np.ones((reach, reach), np.uint8))[::reach, ::reach]
    else:
        reach, small = 1, inside
    count, _, stats, _ = cv2.connectedComponentsWithStats(small, connectivity=8)
    boxes = [(int(y), int(x), int(y + h), int(x + w)) for x, y, w, h, _ in stats[1:count].tolist()]
    if len(boxes) > 400:
        return [whole]
    merged = _merged(boxes)
    if len(merged) > MOST_PLACES:
        return [whole]
    found = []
    for y0, x0, y1, x1 in merged:
        near = y0 * reach, x0 * reach, y1 * reach, x1 * reach
        near = expand_box(near, reach, (bottom - top, right - left))
        exact = mask_box(inside[near[0] : near[2], near[1] : near[3]])
        if exact is not None:
            a, b = near[0] + top, near[1] + left
            found.append((exact[0] + a, exact[1] + b, exact[2] + a, exact[3] + b))
    return found


def _merged(boxes: list[Box]) -> list[Box]:
    """Join boxes that are closer to each other than the smaller one is long."""
    boxes = list(boxes)
    joined = True
    while joined:
        joined = False
        for i in range(len(boxes)):
            for j in range(i + 1, len(boxes)):
                a, b = boxes[i], boxes[j]
                gap = max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])
                if gap < min(max(a[2] - a[0], a[3] - a[1]), max(b[2] - b[0], b[3] - b[1])) + 2:
                    boxes[i] = (
                        min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
                    )  # fmt: skip
                    del boxes[j]
                    joined = True
                    break
            if joined:
                break
    return boxes


def inner(picture: np.ndarray, outer: Box, box: Box) -> np.ndarray:
    """The part `box` of a picture of `outer`; both boxes in the same picture."""
    top, left = box[0] - outer[0], box[1] - outer[1]
    return picture[top : top + box[2] - box[0], left : left + box[3] - box[1]]


def cut_photo(photo: Photo, box: Box) -> np.ndarray:
    """Pixels (h, w, 3) of a box in sRGB and the photo's own depth; only the box is converted."""
    top, left, bottom, right = box
    part = photo.pixels[top:bottom, left:right]
    return to_srgb(replace(photo, pixels=freeze(part), alpha=None))


def open_place(stylized: Photo, content: Photo | None, mask: np.ndarray, box: Box) -> Place:
    """The place around one island of the mask. content has the size of stylized."""
    hw = stylized.hw
    height, width = box[2] - box[0], box[3] - box[1]
    reach = int(np.clip(REACH * (height * width) ** 0.5, LEAST_REACH_PX, MOST_REACH_PX))
    context = round(CONTEXT_PX * hw[0] / inspection_size(hw)[0])
    window = expand_box(box, max(context, reach), hw)
    y, x = window[:2]
    everything = mask[y : window[2], x : window[3]]
    own = np.zeros(everything.shape, np.float32)
    inner = np.s_[box[0] - y : box[2] - y, box[1] - x : box[3] - x]
    own[inner] = everything[inner]
    scale = min(1.0, (MOST_WINDOW_PX / own.size) ** 0.5)
    height, width = window[2] - y, window[3] - x
    size = max(8, round(height * scale)), max(8, round(width * scale))
    if scale == 1.0:
        size = height, width
    else:
        # By area, so that not even a single pixel is lost.
        own, everything = resize(own, size), resize(np.ascontiguousarray(everything), size)
    local = mask_box(own)
    assert local is not None, "a place without a masked pixel"
    margin = max(LEAST_FRAME_PX, round(FRAME * max(local[2] - local[0], local[3] - local[1])))

    def seen(photo: Photo) -> np.ndarray:
        return as_float(resize(cut_photo(photo, window), size))

    return Place(
        box,
        window,
        scale,
        seen(stylized),
        None if content is None else seen(content),
        own,
        everything > 0,
        local,
        expand_box(local, margin, size),
        hw,
    )
