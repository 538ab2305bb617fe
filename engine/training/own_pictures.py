"""The pictures of a person's own folder, made small and kept in memory, whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from engine.errors import KintsugiError
from engine.imaging.colour import to_srgb
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo, set_depth
from engine.trainings import MOST_PICTURES, TrainingError, picture_files

LONGEST_PX = 640
SHORTEST_PX = 96
# A larger one among thousands is a scan or a map; the others say as much.
MOST_MEGAPIXELS = 150.0


@dataclass(frozen=True)
class OwnPictures:
    """pictures: uint8 (H, W, 3) sRGB, at most 640 pixels long. there: files in the folder;
    unreadable, too_small: those among the ones that were looked at which cannot be used."""

    folder: Path
    pictures: list[np.ndarray]
    there: int
    unreadable: int
    too_small: int

    def sentences(self) -> list[str]:
        """What a person should know of what was left out."""
        name, said = self.folder.name, []
        if self.unreadable:
            said.append(f"Pictures in “{name}” that could not be read: {self.unreadable}.")
        if self.too_small:
            said.append(
                f"Pictures in “{name}” that are too small or too narrow to learn from: "
                f"{self.too_small}."
            )
        looked_at = len(self.pictures) + self.unreadable + self.too_small
        if self.there > looked_at:
            said.append(
                f"“{name}” holds {self.there} pictures; {looked_at} of them, evenly drawn, are "
                "learnt from."
            )
        return said


def load_own_pictures(
    folder: Path,
    least: int,
    on_read: Callable[[int, int], None] = lambda done, total: None,
    most: int = MOST_PICTURES,
) -> OwnPictures:
    """At most so many pictures of a folder and of those inside it, evenly drawn by name.

    on_read: told how many have been read of how many; it may raise to end it. Raises
    TrainingError for a folder with fewer than `least` pictures that can be used.
    """
    files = list(picture_files(folder))
    if not files:
        raise TrainingError(f"The folder “{folder}” holds no pictures; choose another one.")
    if len(files) > most:
        chosen = [files[round(i)] for i in np.linspace(0, len(files) - 1, most)]
    else:
        chosen = files
    pictures: list[np.ndarray] = []
    unreadable = too_small = 0
    for number, path in enumerate(chosen):
        on_read(number, len(chosen))
        pixels = small_pixels(path)
        if pixels is None:
            unreadable += 1
        elif min(pixels.shape[:2]) < SHORTEST_PX:
            too_small += 1
        else:
            pictures.append(pixels)
    on_read(len(chosen), len(chosen))
    found = OwnPictures(folder, pictures, len(files), unreadable, too_small)
    if len(pictures) < least:
        raise TrainingError(_too_few(found, least))
    return found


def _too_few(found: OwnPictures, least: int) -> str:
    count = len(found.pictures)
    if count == 0 and found.unreadable and not found.too_small:
        return f"None of the pictures in “{found.folder}” can be read; choose another folder."
    if found.unreadable or found.too_small:
        return (
            f"A training needs at least {least} pictures; “{found.folder}” has {count} that can be "
            f"used, {found.unreadable} that cannot be read and {found.too_small} that are too "
            "small. Add more, or choose another folder."
        )
    return (
        f"A training needs at least {least} pictures, and “{found.folder}” has {count}; add more, "
        "or choose another folder."
    )


def small_pixels(path: Path) -> np.ndarray | None:
    """A picture file as uint8 (H, W, 3) sRGB, at most 640 pixels long; None if it cannot be read.

    JPEGs are decoded at a fraction of their size, which is many times as quick.
    """
    try:
        photo = _draft(path)
        if photo is None:
            photo = read_photo(path, MOST_MEGAPIXELS)
        pixels = set_depth(to_srgb(_shrunk(photo)), 8)
    except (KintsugiError, OSError, ValueError, MemoryError, cv2.error):
        return None
    return np.ascontiguousarray(pixels)


def _draft(path: Path) -> Photo | None:
    """A plain JPEG in small; None for anything else."""
    if path.suffix.lower() not in (".jpg", ".jpeg"):
        return None
    try:
        with Image.open(path) as image:
            if image.format != "JPEG" or image.mode not in ("RGB", "L"):
                return None
            width, height = image.size
            if width * height > MOST_MEGAPIXELS * 1e6:
                return None
            profile = image.info.get("icc_profile") if image.mode == "RGB" else None
            image.draft(image.mode, (LONGEST_PX, LONGEST_PX))
            upright = ImageOps.exif_transpose(image)
            pixels = np.asarray(upright.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return Photo(pixels, icc=profile)


def _shrunk(photo: Photo) -> Photo:
    """At most 640 pixels long, still in its own colours; its transparency is left out."""
    scale = LONGEST_PX / max(photo.hw)
    if scale >= 1:
        return photo
    size = max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
    pixels = cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA)
    return Photo(pixels, icc=photo.icc)
