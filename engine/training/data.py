"""Pictures for training: decoded once, kept in memory, cropped by a background thread."""

from __future__ import annotations

import csv
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import cv2
import numpy as np

T = TypeVar("T")

PICTURE_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"}
VALIDATION_EVERY = 40


def clean_names(data_dir: Path) -> set[str] | None:
    """File names that SOURCES.csv calls clean; None where the folder has no such list."""
    sources = data_dir / "SOURCES.csv"
    if not sources.exists():
        return None
    with sources.open(newline="", encoding="utf-8") as rows:
        return {
            Path(row["file"]).name
            for row in csv.DictReader(rows)
            if row["licence_class"] == "clean"
        }


def load_pictures(folder: Path, longest_px: int = 640, names: set[str] | None = None) -> list:
    """All readable pictures of a folder as uint8 (H, W, 3) RGB, sorted by name.

    Raises FileNotFoundError when the folder holds no readable picture.
    """
    pictures = []
    for path in sorted(folder.iterdir() if folder.is_dir() else []):
        if path.suffix.lower() not in PICTURE_SUFFIXES or (
            names is not None and path.name not in names
        ):
            continue
        encoded = np.fromfile(path, np.uint8)
        bgr = cv2.imdecode(encoded, cv2.IMREAD_COLOR) if encoded.size else None
        if bgr is None or min(bgr.shape[:2]) < 64:
            continue
        scale = longest_px / max(bgr.shape[:2])
        if scale < 1:
            bgr = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        pictures.append(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
    if not pictures:
        raise FileNotFoundError(f"{folder} holds no readable picture of at least 64 pixels a side.")
    return pictures


def split(pictures: list) -> tuple[list, list]:
    """Training and validation parts: every 40th picture (at least one) is held out."""
    if len(pictures) < 2:
        return pictures, pictures
    step = min(VALIDATION_EVERY, len(pictures))
    held = set(range(step - 1, len(pictures), step))
    train = [picture for i, picture in enumerate(pictures) if i not in held]
    return train, [pictures[i] for i in sorted(held)]


def load_split(data_dir: Path, clean_only: bool) -> tuple[tuple[list, list], tuple[list, list]]:
    """Training and validation parts of the photos in train_content and of the artworks in
    train_style; of the clean ones alone, if the folder says which those are."""
    names = clean_names(data_dir) if clean_only else None
    photos, artworks = (
        split(load_pictures(data_dir / folder, names=names))
        for folder in ("train_content", "train_style")
    )
    return photos, artworks


def random_crop(
    picture: np.ndarray, size: int, scales: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """A square crop, (size, size, 3) uint8, of the picture shrunk by a factor from `scales`.

    The factor is raised where the picture would become smaller than the crop; it is the same
    along both axes, so that brush strokes keep their shape.
    """
    shortest = min(picture.shape[:2])
    factor = max(np.exp(rng.uniform(*np.log(scales))), size / shortest)
    source = int(min(shortest, round(size / factor)))
    top = rng.integers(0, picture.shape[0] - source + 1)
    left = rng.integers(0, picture.shape[1] - source + 1)
    crop = picture[top : top + source, left : left + source]
    if rng.random() < 0.5:
        crop = crop[:, ::-1]
    if source == size:
        return np.ascontiguousarray(crop)
    way = cv2.INTER_AREA if source > size else cv2.INTER_CUBIC
    return cv2.resize(np.ascontiguousarray(crop), (size, size), interpolation=way)


def jitter_colours(crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turn the hue and change saturation and contrast: more palettes than the collection holds."""
    hsv = cv2.cvtColor(crop, cv2.COLOR_RGB2HSV).astype(np.float32)
    hsv[..., 0] = (hsv[..., 0] + rng.uniform(0, 180)) % 180
    hsv[..., 1] = np.clip(hsv[..., 1] * rng.uniform(0.5, 1.8), 0, 255)
    hsv[..., 2] = np.clip((hsv[..., 2] - 128) * rng.uniform(0.7, 1.2) + 128, 0, 255)
    return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB)


def recoloured(crop: np.ndarray, palette: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The crop with the mean and spread of the other picture's colours (Reinhard et al., "Color
    Transfer between Images", IEEE CG&A 2001): as many palettes for each texture as there are
    pictures. Both uint8 (H, W, 3); sometimes as a negative, too."""
    if rng.random() < 0.15:
        crop = 255 - crop
    ours, theirs = (
        cv2.cvtColor(p.astype(np.float32) * np.float32(1 / 255), cv2.COLOR_RGB2LAB)
        for p in (crop, palette)
    )
    (mean, std), (wanted, spread) = (
        (p.mean(axis=(0, 1)), p.std(axis=(0, 1)) + 1e-3) for p in (ours, theirs)
    )
    moved = (ours - mean) * np.minimum(spread / std, 4.0) + wanted
    rgb = cv2.cvtColor(moved.astype(np.float32), cv2.COLOR_LAB2RGB)
    return (rgb.clip(0, 1) * 255 + 0.5).astype(np.uint8)


class Prefetcher(Generic[T]):
    """Makes batches in a thread so that the network never waits for pictures."""

    def __init__(self, make: Callable[[], T], depth: int = 4) -> None:
        self._queue: queue.Queue[T | Exception] = queue.Queue(depth)
        self._stop = threading.Event()
        self._make = make
        self._thread = threading.Thread(target=self._run, name="batches", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            batch: T | Exception
            try:
                batch = self._make()
            except Exception as error:  # noqa: BLE001 - handed to the consumer, which raises it
                batch = error
            while not self._stop.is_set():
                try:
                    self._queue.put(batch, timeout=0.2)
                    break
                except queue.Full:
                    continue

    def __next__(self) -> T:
        batch = self._queue.get()
        if isinstance(batch, Exception):
            raise batch
        return batch

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
