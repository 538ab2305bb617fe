"""The processes that train one model together, as `torchrun` starts them: one for each GPU.

Every process draws pictures of its own and takes the same steps with the mean of all gradients, so
that all have the same weights at any time. The first one leads: it alone writes files, and its
clock is the one that counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor, nn

from engine.errors import OptionError
from engine.models.device import choose_runtime

CPU = torch.device("cpu")
# The others wait while the leader writes files and sample sheets.
PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True)
class Team:
    """rank: of this process, 0 for the leader; size: how many there are."""

    rank: int = 0
    size: int = 1
    device: torch.device = CPU

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def average(self, parameters: Iterable[nn.Parameter]) -> None:
        """Replace the gradients by their means over all processes, in one exchange."""
        if self.size == 1:
            return
        grads = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([grad.flatten() for grad in grads])
        dist.all_reduce(flat)
        flat /= self.size
        parts = flat.split([grad.numel() for grad in grads])
        for grad, mean in zip(grads, parts, strict=True):
            grad.copy_(mean.view_as(grad))

    @torch.no_grad()
    def match(self, tensors: Iterable[Tensor]) -> None:
        """Give all processes the leader's values, in place."""
        if self.size > 1:
            for tensor in tensors:
                values = tensor.detach().contiguous()
                dist.broadcast(values, 0)
                tensor.copy_(values)

    def agree(self, spent_s: float, stopping: bool) -> tuple[float, bool]:
        """The leader's seconds, and whether anyone is to stop: the same answer for all."""
        if self.size == 1:
            return spent_s, stopping
        said = [spent_s if self.leads else 0.0, float(stopping)]
        values = torch.tensor(said, dtype=torch.float64, device=self.device)
        dist.all_reduce(values)
        agreed_s, stops = values.tolist()
        return agreed_s, stops > 0

    def leave(self) -> None:
        """The last exchange is over."""
        if self.size > 1 and dist.is_initialized():
            dist.destroy_process_group()


ALONE = Team()


def join_team(device: str = "auto") -> Team:
    """The team that `torchrun` has started this process for; a team of one without it.

    device: "auto", "cpu", "cuda" or "mps". On GPUs every process of a machine takes one of its
    own. Raises OptionError for a device that is not there.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    chosen = choose_runtime(device, "float32").device
    if size == 1:
        return Team(device=chosen)
    rank, local = int(os.environ["RANK"]), int(os.environ.get("LOCAL_RANK", "0"))
    if chosen.type == "cuda":
        count = torch.cuda.device_count()
        if local >= count:
            raise OptionError(
                f"This machine has {count} GPUs, fewer than the processes that were started; "
                f"start torchrun with --nproc_per_node={count}, or take --device cpu."
            )
        chosen = torch.device("cuda", local)
        torch.cuda.set_device(chosen)
    on_gpus = chosen.type == "cuda" and dist.is_nccl_available()
    dist.init_process_group("nccl" if on_gpus else "gloo", timeout=PATIENCE)
    return Team(rank, size, chosen)
