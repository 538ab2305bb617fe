"""Photos to try the program with; they come with scikit-image (CC0 or public domain)."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class SamplePhoto:
    title: str
    path: Path


_SAMPLES = (("Astronaut", "astronaut.png"), ("Coffee", "coffee.png"), ("Cat", "chelsea.png"))


def sample_photos() -> tuple[SamplePhoto, ...]:
    """The samples that are installed. Finds the package without importing it."""
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        return ()
    folder = Path(spec.submodule_search_locations[0]) / "data"
    found = (SamplePhoto(title, folder / name) for title, name in _SAMPLES)
    return tuple(sample for sample in found if sample.path.exists())
