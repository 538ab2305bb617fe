"""Where the networks run and in which number format."""

from __future__ import annotations

import copy
import math
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import nn

from engine.errors import OptionError

Network = TypeVar("Network", bound=nn.Module)

# bfloat16 costs a little accuracy, so it has to earn its place.
WORTHWHILE_SPEEDUP = 1.25
# What two measurements of the same thing may differ by on a busy machine.
NOISE = 1.15
# As torch.cpu.get_capabilities names them.
BF16_INSTRUCTIONS = ("avx512_bf16", "amx_bf16", "bf16")


@dataclass(frozen=True)
class Runtime:
    """A device and the dtype of its convolutions (float32 or bfloat16)."""

    device: torch.device
    dtype: torch.dtype

    def autocast(self) -> AbstractContextManager:
        if self.dtype == torch.float32:
            return nullcontext()
        return torch.autocast(self.device.type, self.dtype)

    def sentence(self) -> str:
        """What a status bar says: device, threads, number format."""
        precision = str(self.dtype).removeprefix("torch.")
        if self.device.type == "cuda":
            return f"GPU, {torch.cuda.get_device_name(self.device)}, {precision}"
        if self.device.type == "mps":
            return f"GPU, Apple Metal, {precision}"
        count = torch.get_num_threads()
        return f"CPU, {count} thread{'' if count == 1 else 's'}, {precision}"


def channels_last(network: Network) -> Network:
    """The same network with its weights laid out as convolutions read them fastest."""
    # Module.to takes a memory format alone, which its annotations leave out.
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


NUMBER_FORMATS = {"float32": torch.float32, "bfloat16": torch.bfloat16}


def choose_runtime(device: str = "auto", number_format: str = "auto") -> Runtime:
    """Pick the device ("auto", "cpu", "cuda", "mps") and the number format on it.

    number_format: "auto" for the faster one that keeps the picture, "float32" or "bfloat16".
    Raises OptionError when a device that was asked for by name is not there.
    """
    if number_format == "auto":
        return _quickest_runtime(device)
    if number_format not in NUMBER_FORMATS:
        raise OptionError(
            f"The number format “{number_format}” is not known; choose auto, float32 or bfloat16."
        )
    return Runtime(_chosen_device(device), NUMBER_FORMATS[number_format])


def devices_found() -> tuple[str, ...]:
    """The names of the devices that this machine has, the quickest first."""
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    return tuple(name for name, there in available.items() if there)


def _chosen_device(device: str) -> torch.device:
    found = devices_found()
    if device == "auto":
        device = found[0]
    if device not in ("cpu", "cuda", "mps"):
        raise OptionError(f"The device “{device}” is not known; choose auto, cpu, cuda or mps.")
    if device not in found:
        raise OptionError(f"No {device} device is available here; choose auto or cpu.")
    return torch.device(device)


def _quickest_runtime(device: str) -> Runtime:
    chosen = _chosen_device(device)
    device = chosen.type
    if device == "cuda":
        return Runtime(chosen, torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32)
    if device == "mps":
        return Runtime(chosen, torch.float32)
    return Runtime(chosen, torch.bfloat16 if _bf16_is_faster() else torch.float32)


def _bf16_is_faster() -> bool:
    """Whether this processor computes the generator's convolutions faster in bfloat16.

    Where it has instructions for the format, a measurement has only to agree within the noise;
    elsewhere the format is emulated and has to prove its worth.
    """
    whole_s, half_s = measured_s((torch.float32, torch.bfloat16))
    if any(torch.cpu.get_capabilities().get(name, False) for name in BF16_INSTRUCTIONS):
        return half_s <= NOISE * whole_s
    return half_s * WORTHWHILE_SPEEDUP <= whole_s


@torch.inference_mode()
def measured_s(formats: tuple[torch.dtype, ...], rounds: int = 8) -> list[float]:
    """Seconds that a convolution like the generator's costliest takes in each format.

    The least of several short rounds in turns: whatever else keeps the machine busy for a while
    strikes all formats alike, and none in its best round. A busy machine must not change the
    format, and with it the pixels.
    """
    picture = torch.rand(1, 128, 64, 64).contiguous(memory_format=torch.channels_last)
    layer = channels_last(nn.Conv2d(128, 128, 3))
    contenders = [(copy.deepcopy(layer).to(dtype), picture.to(dtype)) for dtype in formats]
    best = [math.inf] * len(formats)
    for turn in range(rounds):
        for i, (convolution, x) in enumerate(contenders):
            if turn == 0:
                # The first call prepares the weights.
                convolution(x)
            begin = time.perf_counter()
            convolution(x)
            best[i] = min(best[i], time.perf_counter() - begin)
    return best
