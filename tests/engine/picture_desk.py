"""A folder with one picture of each kind that the commands need, and a way to run them in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from fake_studio import RED, FakeStudio

from engine.cli import main
from engine.imaging.files import write_array, write_photo
from engine.imaging.photo import Photo


@dataclass
class Ran:
    code: int
    out: str
    err: str
    studio: FakeStudio

    @property
    def answer(self) -> dict:
        return json.loads(self.out)


@dataclass
class Desk:
    """A folder with pictures and a way to run commands in it."""

    capsys: pytest.CaptureFixture[str]
    made: list[FakeStudio] = field(default_factory=list)

    def run(self, *arguments: object, studio: FakeStudio | None = None) -> Ran:
        def factory(device: str) -> FakeStudio:
            self.made.append(studio or FakeStudio(device))
            return self.made[-1]

        code = main([str(argument) for argument in arguments], studio_factory=factory)
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err, self.made[-1] if self.made else FakeStudio())


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(5)
    write_photo(Photo(rng.integers(0, 200, (60, 80, 3)).astype(np.uint8)), "photo.png")
    write_photo(Photo(rng.integers(0, 200, (32, 32, 3)).astype(np.uint8)), "style.png")
    broken = rng.integers(0, 200, (60, 80, 3)).astype(np.uint16) * 200
    broken[10:20, 10:30] = RED
    broken[40:44, 50:60] = RED
    write_photo(Photo(broken), "broken.tif")
    mask = np.zeros((60, 80), np.uint8)
    mask[8:22, 8:32] = 255
    write_array("mask.png", mask)
    write_array("black.png", mask * 0)
    return Desk(capsys)
