"""Where the networks run and in which number format."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import nn

from engine.errors import OptionError

Network = TypeVar("Network", bound=nn.Module)

# bf16 costs a little accuracy, so it has to earn its place.
WORTHWHILE_SPEEDUP = 1.25


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


def choose_runtime(device: str = "auto") -> Runtime:
    """Pick the device ("auto", "cpu", "cuda", "mps") and the faster number format on it.

    Raises OptionError when a device that was asked for by name is not there.
    """
    available = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if device == "auto":
        device = next(name for name in ("cuda", "mps", "cpu") if available[name])
    if device not in available:
        raise OptionError(f"The device “{device}” is not known; choose auto, cpu, cuda or mps.")
    if not available[device]:
        raise OptionError(f"No {device} device is available here; choose --device auto or cpu.")
    chosen = torch.device(device)
    if device == "cuda":
        return Runtime(chosen, torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32)
    if device == "mps":
        return Runtime(chosen, torch.float32)
    return Runtime(chosen, torch.bfloat16 if _bf16_is_faster() else torch.float32)


@torch.inference_mode()
def _bf16_is_faster() -> bool:
    """Best of some runs of a convolution like those of the generator, in both formats.

    The best, not the mean: a busy machine must not change the format, and with it the pixels.
    """
    x = torch.rand(1, 96, 64, 64).contiguous(memory_format=torch.channels_last)
    conv = channels_last(nn.Conv2d(96, 96, 3, padding=1))

    def best_s(dtype: torch.dtype) -> float:
        layer, picture = conv.to(dtype), x.to(dtype)
        times = []
        for _ in range(12):
            begin = time.perf_counter()
            layer(picture)
            times.append(time.perf_counter() - begin)
        return min(times)

    return best_s(torch.float32) > WORTHWHILE_SPEEDUP * best_s(torch.bfloat16)
