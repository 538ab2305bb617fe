from __future__ import annotations

import numpy as np
import pytest
from fake_studio import RED, FakeStudio, is_red

from engine.corridor import apply_repair, count_outside, region_mask, repair_regions
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import Region
from engine.progress import Cancelled, Progress


def broken(dtype: type = np.uint8) -> Photo:
    pixels = np.full((80, 100, 3), 50, dtype)
    pixels[10:20, 10:40] = RED
    pixels[50:56, 60:70] = RED
    return Photo(pixels, icc=b"profile")


def inspected(photo: Photo) -> tuple[Region, ...]:
    return FakeStudio().inspect(photo, None, None, InspectParams()).regions


def repaired(studio: FakeStudio, photo: Photo, progress: Progress | None = None):
    return repair_regions(
        studio, photo, None, None, inspected(photo), RepairParams(), TransferParams(), progress
    )


@pytest.mark.parametrize("box", [(5, 6, 15, 36), (0, 0, 80, 100), (79, 99, 80, 100)])
def test_a_region_mask_covers_the_region_and_a_little_more(box: tuple[int, int, int, int]) -> None:
    shape = (box[2] - box[0], box[3] - box[1])
    mask = region_mask(
        Region(1, box, 1, 0.5, None, "A patch.", np.ones(shape, np.uint8)), (80, 100)
    )
    assert mask.shape == (80, 100) and mask.dtype == np.float32
    assert (mask[box[0] : box[2], box[1] : box[3]] == 1).all()
    area = shape[0] * shape[1]
    assert area <= (mask > 0).sum() <= min(8000, 2 * area + 60)


def test_every_region_is_repaired_and_nothing_else() -> None:
    photo = broken()
    result, repairs = repaired(FakeStudio(), photo)
    assert [one.region.number for one in repairs] == [1, 2]
    assert not is_red(result.pixels).any() and result.icc == photo.icc
    masks = [region_mask(one.region, photo.hw) for one in repairs]
    outside = count_outside(photo, result, masks)
    assert outside.changed_px == 0 and 0 < outside.total_px < 8000


def test_a_change_outside_is_counted() -> None:
    photo = broken()
    pixels = photo.pixels.copy()
    pixels[0, 0, 0] += 1
    pixels[70, 70] = 0
    mask = np.zeros(photo.hw, np.float32)
    mask[70, 70] = 0.01
    outside = count_outside(photo, photo.with_pixels(pixels), [mask])
    assert (outside.changed_px, outside.total_px) == (1, 7999)


def test_refused_repairs_leave_the_picture_as_it_is() -> None:
    photo = broken()
    result, repairs = repaired(FakeStudio(refuses=True), photo)
    assert result is photo and not any(one.result.accepted for one in repairs)
    assert apply_repair(photo, repairs[0].result) is photo


def test_cancelling_stops_between_regions() -> None:
    studio = FakeStudio()
    progress = Progress(lambda fraction, _: fraction >= 0.5 and progress.cancel())
    with pytest.raises(Cancelled):
        repaired(studio, broken(), progress)
    assert len([call for call in studio.calls if call[0] == "repair"]) == 1


def test_nothing_flagged_is_nothing_to_do() -> None:
    photo = Photo(np.full((40, 40, 3), 50, np.uint8))
    assert repaired(FakeStudio(), photo) == (photo, ())
