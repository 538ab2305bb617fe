"""What the measurement of previews and exports calls a failure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.consistency import missed_bounds


def report() -> dict:
    strokes = {
        "whole": {"mean": 0.97, "least": 0.95},
        "tiled": {"mean": 0.97, "least": 0.95},
        "seams": {"against whole": 1.001},
    }
    path = {"monotonous": True, "zero is the photo": True}
    return {
        "preview and export": {"medium": strokes},
        "strength": {"a in b": path},
        "same input, same bits": True,
    }


def test_what_keeps_every_bound_passes() -> None:
    assert missed_bounds(report()) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda r: r["preview and export"]["medium"]["tiled"].update(mean=0.9), "similarity"),
        (lambda r: r["preview and export"]["medium"]["seams"].update({"against whole": 1.02}),
         "seams"),
        (lambda r: r["strength"]["a in b"].update(monotonous=False), "strength"),
        (lambda r: r["strength"]["a in b"].update({"zero is the photo": False}), "strength"),
        (lambda r: r.update({"same input, same bits": False}), "other bits"),
    ],
)  # fmt: skip
def test_every_missed_bound_is_told(spoil: Callable[[dict], object], told: str) -> None:
    broken = report()
    spoil(broken)
    (line,) = missed_bounds(broken)
    assert told in line
