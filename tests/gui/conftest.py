"""A studio of tiny numpy operations, so that the window is tested without networks."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.imaging.masks import mask_box
from engine.imaging.photo import Photo, freeze
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.operations.results import AnomalyMap, Inspection, Region, RepairResult
from engine.progress import Progress
from engine.styles import StylePreset

FLAW = (250, 10, 250)
# Where the fake transfer goes wrong, as fractions of the picture, with the score of each place.
FLAWS = (((0.15, 0.20, 0.27, 0.32), 0.92), ((0.55, 0.60, 0.65, 0.72), 0.75),
         ((0.70, 0.10, 0.78, 0.18), 0.55))  # fmt: skip


class FakeStudio:
    """Deterministic and quick: the transfer swaps channels and plants flaws of a known colour;
    the inspection finds exactly those; the repair paints them over.

    `gate`: clear it to hold every operation until the test sets it. `fail_with`: raised instead.
    """

    def __init__(self, steps: int = 4, step_s: float = 0.0) -> None:
        self.steps = steps
        self.step_s = step_s
        self.gate = threading.Event()
        self.gate.set()
        self.fail_with: Exception | None = None
        self.refuse_repair = False
        self.repair_params: RepairParams | None = None
        self.calls: list[str] = []
        self.threads: set[str] = set()

    def device_sentence(self) -> str:
        self._called("device_sentence")
        return "CPU, 2 threads, float32"

    def transfer(self, content, style, params: TransferParams, progress=None) -> Photo:
        self._called("transfer")
        self._work(progress, "Painting")
        swapped = content.pixels[..., [1, 2, 0]].astype(np.float32)
        mixed = content.pixels * (1 - params.strength) + swapped * params.strength
        pixels = np.rint(mixed).astype(content.pixels.dtype)
        for box, _score in self._flaw_boxes(content.hw):
            pixels[box] = self._flaw_colour(pixels.dtype)
        return content.with_pixels(freeze(pixels))

    def inspect(self, stylized, content, style, params: InspectParams, progress=None) -> Inspection:
        self._called("inspect")
        self._work(progress, "Looking")
        values = np.full(stylized.hw, 0.03, np.float32)
        flawed = (stylized.pixels == self._flaw_colour(stylized.pixels.dtype)).all(axis=2)
        for box, score in self._flaw_boxes(stylized.hw):
            values[box] = np.where(flawed[box], np.float32(score), values[box])
        confidence = "full" if style is not None else "no style"
        self._confidence = confidence
        return self.reflag(AnomalyMap(freeze(values), "fake"), params)

    def reflag(self, anomaly: AnomalyMap, params: InspectParams) -> Inspection:
        self.calls.append("reflag")
        threshold = 1.0 - params.sensitivity
        regions = []
        for box, _score in self._flaw_boxes(anomaly.hw):
            part = anomaly.values[box]
            inside = part > threshold
            if inside.any():
                rows, columns = box
                regions.append(Region(
                    len(regions) + 1, (rows.start, columns.start, rows.stop, columns.stop),
                    int(inside.sum()), float(part.max()), "blotch",
                    "A flat patch of a colour that neither photo nor style has.",
                    inside.astype(np.uint8),
                ))  # fmt: skip
        flagged = float((anomaly.values > threshold).mean())
        score = max((region.score for region in regions), default=0.02)
        return Inspection(anomaly, tuple(regions), score, flagged, threshold, "full")

    def repair(
        self, stylized, content, style, mask, params: RepairParams, transfer_params, progress=None
    ) -> RepairResult:
        self._called("repair")
        self.repair_params = params
        self._work(progress, "Repairing")
        box = mask_box(mask)
        top, left, bottom, right = box
        before = stylized.pixels[top:bottom, left:right]
        inside = mask[top:bottom, left:right, None] > 0
        swapped = content.pixels[top:bottom, left:right][..., [1, 2, 0]]
        after = np.where(inside, swapped, before).astype(before.dtype)
        outside = stylized.pixels[mask == 0]
        digest = hashlib.sha256(outside.tobytes()).hexdigest()
        total = int((mask == 0).sum())
        accepted = not self.refuse_repair
        sentence = (
            "Repaired."
            if accepted
            else (
                "No candidate looked better than what is there, so the picture was left as it is."
            )
        )
        return RepairResult(
            accepted, sentence, box, freeze(before.copy()), freeze(after), "restyle", 0.9, 0.1,
            0, total, digest, digest, f"0 of {total:,} pixels outside the mask changed.",
        )  # fmt: skip

    def _called(self, name: str) -> None:
        self.calls.append(name)
        self.threads.add(threading.current_thread().name)
        if self.fail_with is not None and name != "device_sentence":
            raise self.fail_with

    def _work(self, progress: Progress | None, message: str) -> None:
        progress = progress or Progress()
        for step in range(self.steps):
            progress.report(step / self.steps, message)
            while not self.gate.wait(0.005):
                progress.check()
            if self.step_s:
                time.sleep(self.step_s)
        progress.report(1.0, message)

    @staticmethod
    def _flaw_colour(dtype) -> np.ndarray:
        return np.array(FLAW, np.uint16).astype(dtype) * (257 if dtype == np.uint16 else 1)

    @staticmethod
    def _flaw_boxes(hw):
        height, width = hw
        for (top, left, bottom, right), score in FLAWS:
            yield np.s_[int(top * height) : int(bottom * height),
                        int(left * width) : int(right * width)], score  # fmt: skip


def make_pixels(height: int = 120, width: int = 160) -> np.ndarray:
    """A smooth picture in which every channel differs."""
    y, x = np.mgrid[0:height, 0:width]
    channels = [x * 255 / width, y * 255 / height, (x + y) * 255 / (width + height)]
    return np.stack(channels, axis=2).astype(np.uint8)


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio()


@pytest.fixture
def make_photo() -> Callable[[int, int], Photo]:
    return lambda height, width: Photo(pixels=make_pixels(height, width))


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """A JPEG with EXIF."""
    image = Image.fromarray(make_pixels())
    exif = Image.Exif()
    exif[0x013B] = "Ada Lovelace"  # Artist
    path = tmp_path / "garden.jpg"
    image.save(path, quality=95, exif=exif)
    return path


@pytest.fixture
def style_file(tmp_path: Path) -> Path:
    path = tmp_path / "brushwork.png"
    Image.fromarray(make_pixels(64, 64)[::-1, :, ::-1].copy()).save(path)
    return path


@pytest.fixture
def presets(tmp_path: Path) -> tuple[StylePreset, ...]:
    folder = tmp_path / "styles"
    folder.mkdir()
    made = []
    for i, title in enumerate(("Great Wave", "Starry Night", "Tiles")):
        path = folder / f"{i}.png"
        Image.fromarray(np.roll(make_pixels(64, 64), i, axis=2)).save(path)
        made.append(StylePreset(f"style-{i}", title, "Someone", "1900", "A note.", path, path))
    return tuple(made)


@pytest.fixture
def session(qtbot, studio: FakeStudio) -> Iterator:
    from gui.session import EditorSession

    made = EditorSession(lambda: studio)
    yield made
    studio.gate.set()
    assert made.shutdown(), "the engine thread did not end"


@pytest.fixture
def make_window(qtbot, qapp, studio, presets, monkeypatch) -> Iterator[Callable[[], object]]:
    """Windows that are shown, and closed without questions at the end."""
    from gui import dialogs
    from gui.main_window import MainWindow
    from gui.session import EditorSession
    from gui.settings import Settings
    from gui.theme import Theme

    windows = []

    def make():
        window = MainWindow(EditorSession(lambda: studio), Settings(), Theme(qapp, "dark"), presets)
        window.show()
        windows.append(window)
        return window

    yield make
    studio.gate.set()
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "discard")
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def wait_idle(qtbot) -> Callable[..., None]:
    """Wait until no job is waiting or running, and what follows from the last has happened."""

    def wait(session, timeout: int = 5000) -> None:
        qtbot.waitUntil(lambda: session.idle, timeout=timeout)
        qtbot.wait(1)

    return wait


@pytest.fixture
def stylized_window(window, photo_file, presets, wait_idle):
    """A window in which a photo was opened, styled and inspected."""
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    window.session.transfer()
    wait_idle(window.session)
    return window
