"""A folder with pictures and a way to run commands in it, with a studio that pretends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_studio import RED, FakeStudio

from engine.cli import main
from engine.imaging.files import write_array, write_photo
from engine.imaging.photo import Photo


class CommandDesk:
    """Keeps what the last command said, and in ``studio.calls`` what it asked of the studio."""

    def __init__(self, capsys: pytest.CaptureFixture[str], studio: FakeStudio) -> None:
        self._capsys = capsys
        self.studio = studio
        self.code, self.out, self.err = -1, "", ""

    def run(self, words: str, *more: object) -> CommandDesk:
        """Run a command; ``more`` are words that may hold a space."""
        self.studio.calls.clear()
        arguments = [*words.split(), *map(str, more)]
        self.code = main(arguments, studio_factory=lambda _device: self.studio)
        self.out, self.err = self._capsys.readouterr()
        return self

    def styles(self, operation: str, place: int) -> list[Any]:
        """What stood at this place of every call of an operation."""
        return [call[place] for call in self.studio.calls if call[0] == operation]

    @property
    def style(self) -> Any:
        """What the first transfer of the command was to be made in."""
        return self.styles("transfer", 2)[0]

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON that the command printed."""
        return json.loads(self.out)


def furnish(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to ``folder``, with pictures, masks and no own style in it."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KINTSUGI_STYLES", str(folder / "mine"))
    rng = np.random.default_rng(5)
    for name in ("photo.png", "a.png", "b.png", "broken.png"):
        pixels = rng.integers(0, 200, (60, 80, 3)).astype(np.uint8)
        if name == "broken.png":
            pixels[10:20, 10:30] = RED
        write_photo(Photo(pixels), name)
    mask = np.zeros((60, 80), np.uint8)
    mask[8:22, 8:32] = 255
    write_array("mask.png", mask)
    write_array("black.png", mask * 0)
