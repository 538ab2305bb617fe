"""How the parameters of a network move: Muon for its convolutions, Adam for the rest.

Muon (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024) turns the
momentum of a weight matrix into the nearest orthogonal one, so that every direction of the layer
learns at the same pace. The step is scaled to that of Adam (Liu et al., "Muon is Scalable for LLM
Training", 2025), so that one learning rate serves both. torch.optim.Muon takes matrices alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from engine.training.checkpoints import MovingAverage

NEWTON_SCHULZ = (3.4445, -4.775, 2.0315)
MOMENTUM = 0.95


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """The nearest matrices with singular values of about 1, of (B, M, N); bfloat16 inside."""
    a, b, c = NEWTON_SCHULZ
    tall = matrices.shape[1] > matrices.shape[2]
    x = (matrices.transpose(1, 2) if tall else matrices).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.transpose(1, 2)
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return (x.transpose(1, 2) if tall else x).float()


class MuonAdam(torch.optim.Adam):
    """Adam whose steps for convolution kernels of 3x3 and more are Muon's.

    The momentum is kept as Adam keeps its own (exp_avg), so that checkpoints hold either.
    """

    def __init__(
        self, network: nn.Module, learning_rate: float, betas: tuple[float, float]
    ) -> None:
        groups: dict[bool, list[nn.Parameter]] = {False: [], True: []}
        for parameter in network.parameters():
            groups[parameter.ndim == 4 and parameter.shape[-1] > 1].append(parameter)
        named = [{"params": params, "kernels": kernels} for kernels, params in groups.items()]
        super().__init__(named, learning_rate, betas)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        groups = self.param_groups
        try:
            self.param_groups = [group for group in groups if not group["kernels"]]
            super().step()
        finally:
            self.param_groups = groups
        for group in groups:
            if group["kernels"]:
                self._turn(group["params"], group["lr"])

    def _turn(self, parameters: list[nn.Parameter], rate: float) -> None:
        by_shape: dict[torch.Size, list[nn.Parameter]] = {}
        for kernel in parameters:
            if kernel.grad is not None:
                by_shape.setdefault(kernel.shape, []).append(kernel)
        for shape, kernels in by_shape.items():
            moved = orthogonal(torch.stack([self._momentum(k) for k in kernels]))
            scale = 0.2 * max(moved.shape[1:]) ** 0.5
            for kernel, direction in zip(kernels, moved, strict=True):
                kernel.sub_(direction.view(shape), alpha=rate * scale)

    def _momentum(self, kernel: nn.Parameter) -> Tensor:
        """The look-ahead momentum as a matrix (outputs, inputs * 9)."""
        assert kernel.grad is not None
        state = self.state[kernel]
        average = state.setdefault("exp_avg", torch.zeros_like(kernel))
        average.lerp_(kernel.grad, 1 - MOMENTUM)
        return kernel.grad.lerp(average, MOMENTUM).reshape(len(kernel), -1)


def descend(
    loss: Tensor,
    optimizer: torch.optim.Optimizer,
    parameters: Iterable[nn.Parameter],
    clip_norm: float,
    average: MovingAverage,
    network: nn.Module,
    step: int,
    reduce: Callable[[list[nn.Parameter]], None] = lambda parameters: None,
) -> float:
    """One step downhill with clipped gradients; returns their norm.

    A batch whose gradients are not finite is left out: it must not spoil hours of work. reduce:
    takes the mean of the gradients over all processes that train together.
    """
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    parameters = list(parameters)
    reduce(parameters)
    norm = nn.utils.clip_grad_norm_(parameters, clip_norm)
    if torch.isfinite(norm):
        optimizer.step()
        average.update(network, step)
    return float(norm)
