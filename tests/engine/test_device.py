"""The choice of a number format for the processor."""

from __future__ import annotations

import itertools
import time

import pytest
import torch

from engine.models import device
from engine.models.device import measured_s


def choice(
    monkeypatch: pytest.MonkeyPatch, whole_s: float, half_s: float, has_instructions: bool
) -> torch.dtype:
    monkeypatch.setattr(device, "measured_s", lambda formats: [whole_s, half_s])
    found = {"avx2": True, "avx512_bf16": has_instructions}
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: found)
    return device.choose_runtime("cpu").dtype


@pytest.mark.parametrize(
    ("half_s", "has_instructions", "wanted"),
    [
        (0.5, True, torch.bfloat16),
        (1.1, True, torch.bfloat16),  # within the noise of a busy machine
        (1.3, True, torch.float32),
        (0.5, False, torch.bfloat16),
        (0.9, False, torch.float32),
        (3.0, False, torch.float32),
    ],
)
def test_bfloat16_where_it_pays(
    monkeypatch: pytest.MonkeyPatch, half_s: float, has_instructions: bool, wanted: torch.dtype
) -> None:
    assert choice(monkeypatch, 1.0, half_s, has_instructions) == wanted


def test_a_format_that_is_asked_for_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "measured_s", None)
    assert device.choose_runtime("cpu", "float32").dtype == torch.float32
    assert device.choose_runtime("cpu", "bfloat16").dtype == torch.bfloat16


def test_a_busy_while_strikes_no_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock runs ten times as fast during the first half of the rounds, as when something
    else takes the machine: the least of all rounds is that of the quiet half."""
    ticks = itertools.count()
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 10.0 if next(ticks) < 16 else 1.0
        return now

    monkeypatch.setattr(time, "perf_counter", clock)
    assert measured_s((torch.float32, torch.bfloat16), rounds=8) == [1.0, 1.0]
