"""The game of an adaptation: generator and discriminator, what each of them wants, and its steps.

See `engine.operations.adapting` for the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.errors import ModelError
from engine.models import distances
from engine.models.device import Runtime
from engine.models.discriminator import Discriminator
from engine.models.fixed_style import FixedStyleNet
from engine.models.perception import PerceptionNet
from engine.models.style_models import StyleModel
from engine.models.stylenet import StyleTensors
from engine.models.weight_changes import make_changeable, take_up
from engine.operations.params import TransferParams
from engine.operations.transfer import keep_colors

LEARNING_RATE = 1e-4
BETAS = (0.5, 0.99)
# Adam's first steps are as long as any, before it knows the way: at full length they spoil the
# picture, which takes the next ten to mend.
WARM_UP_STEPS = 8
# Share of the running average of the weights that a step keeps.
AVERAGE = 0.95
CLIP_NORM = 5.0
WHOLLY = TransferParams()


@dataclass(frozen=True)
class Weights:
    """What counts how much. step: how far a step of Adam at LEARNING_RATE moves a weight, in
    hundredths of its own deviation."""

    style: float = 12.0
    content: float = 1.0
    adversarial: float = 0.05
    flagged: float = 1.0
    range: float = 10.0
    flatness: float = 0.5
    grid: float = 600.0
    step: float = 1.5


@dataclass
class Game:
    """Everything that an adaptation needs and that does not change.

    code: of which StyleNet made the network. content: (1, 3, H, W), sides multiples of 32; inside:
    its rows and columns without padding. earlier: the changes to begin with, of an adapted style.
    """

    network: FixedStyleNet
    code: StyleTensors
    critic: Discriminator
    inspector: Discriminator
    perception: PerceptionNet
    content: Tensor
    inside: tuple[slice, slice]
    styles: list[tuple[Tensor, float]]
    vector: Tensor
    runtime: Runtime
    weights: Weights
    earlier: StyleModel | None = None

    def __post_init__(self) -> None:
        self.learned = make_changeable(self.network, 100 * self.weights.step)
        if self.earlier is not None:
            try:
                take_up(self.network, self.earlier.tensors)
            except (KeyError, RuntimeError) as error:
                raise ModelError(
                    "The generator of this style does not fit; add the style again."
                ) from error
        self.optimizer = torch.optim.Adam(self.learned, LEARNING_RATE, BETAS)
        self.critic.requires_grad_(True)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), LEARNING_RATE, BETAS)
        self.averages = [p.detach().clone() for p in self.learned]
        self.rng, self.steps = np.random.default_rng(1), 0
        with torch.no_grad(), self.runtime.autocast():
            self._wanted = self._wanted_statistics()
            self._kept = self._layout(self.perception(self.content))
            begun = self.network(self.content).float().clamp(0, 1)
            self._flagged = self.inspector(begun, self.content, self.vector).anomaly_logits.float()
        self._first: tuple[float, float] | None = None

    def _wanted_statistics(self) -> list[distances.StyleStatistics]:
        """The mean of the styles' statistics, by their weights."""
        seen = [
            [distances.style_statistics(level) for level in self.perception(picture)]
            for picture, _ in self.styles
        ]
        mixed = []
        for levels in zip(*seen, strict=True):
            pairs = list(zip(levels, (weight for _, weight in self.styles), strict=True))
            mixed.append(
                distances.StyleStatistics(
                    torch.stack([w * s.mean for s, w in pairs]).sum(0),
                    torch.stack([w * s.std for s, w in pairs]).sum(0),
                    torch.stack([w * s.covariance for s, w in pairs]).sum(0),
                )
            )
        return mixed

    @staticmethod
    def _layout(levels: list[Tensor]) -> list[Tensor]:
        return [distances.normalised(level) for level in levels[-2:]]

    def generator_step(self) -> tuple[Tensor, float, float, float]:
        """One step of the generator: its picture, its adversarial loss, distances of style and
        content."""
        weights = self.weights
        self.critic.requires_grad_(False)
        with self.runtime.autocast():
            output = self.network(self.content).float()
            style, content = self._distances(output)
            fooled = -self.critic.judge_patches(output, None, self.vector).float().mean()
            seen = self.inspector(output.clamp(0, 1), self.content, self.vector).anomaly_logits
            # What was doubtful before may stay so.
            flagged = F.relu(seen.float() - self._flagged.clamp_min(-2.0)).mean()
            loss = (
                weights.style * style
                + weights.content * content
                + weights.adversarial * fooled
                + weights.flagged * flagged
                + weights.range * distances.range_penalty(output).mean()
                + weights.grid * distances.grid_penalty(output).mean()
                + weights.flatness * distances.flatness_penalty(output, self.content).mean()
            )
        self._descend(loss, self.optimizer, self.learned)
        # Less at the beginning, or the result of a short game would lag behind it.
        self.steps += 1
        kept = min(AVERAGE, self.steps / (self.steps + 9))
        with torch.no_grad():
            torch._foreach_lerp_(self.averages, [*self.learned], 1 - kept)
        return (
            output.detach(),
            float(fooled.detach()),
            float(style.detach()),
            float(content.detach()),
        )

    def _distances(self, output: Tensor) -> tuple[Tensor, Tensor]:
        """Of a picture from the style and from the photo."""
        levels = self.perception(output)
        moments, textures = distances.style_distance(
            [distances.style_statistics(level) for level in levels], self._wanted
        )
        shallow, deep = (
            distances.content_distance(ours, kept).mean()
            for ours, kept in zip(self._layout(levels), self._kept, strict=True)
        )
        return (moments + textures).mean(), deep + 0.3 * shallow

    def critic_step(self, output: Tensor) -> float:
        """One step of the discriminator; returns its hinge loss."""
        self.critic.requires_grad_(True)
        weights = np.array([weight for _, weight in self.styles])
        picture, _ = self.styles[self.rng.choice(len(weights), p=weights / weights.sum())]
        if self.rng.random() < 0.5:
            picture = picture.flip(3)
        with self.runtime.autocast():
            real = self.critic.judge_patches(picture, None, self.vector).float()
            fake = self.critic.judge_patches(output, None, self.vector).float()
            loss = F.relu(1 - real).mean() + F.relu(1 + fake).mean()
        self._descend(loss, self.critic_optimizer, list(self.critic.parameters()))
        return float(loss.detach())

    @staticmethod
    def _descend(
        loss: Tensor, optimizer: torch.optim.Optimizer, learned: list[nn.Parameter]
    ) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(learned, CLIP_NORM)
        # A step that is not finite must not undo all before it.
        if torch.isfinite(norm):
            optimizer.step()

    def step(self) -> tuple[Tensor, float, float, float, float]:
        """Picture, losses of discriminator and generator, and the distances of style and content
        as shares of those at the first step."""
        for group in self.optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1.0, (self.steps + 1) / WARM_UP_STEPS)
        output, g_loss, style, content = self.generator_step()
        d_loss = self.critic_step(output)
        if self._first is None:
            self._first = style, content
        return output, d_loss, g_loss, *self._shares(style, content)

    def _shares(self, style: float, content: float) -> tuple[float, float]:
        first_style, first_content = self._first or (style, content)
        return style / max(first_style, 1e-9), content / max(first_content, 1e-9)

    @torch.no_grad()
    def settle(self) -> tuple[Tensor, float, float]:
        """Take the running average of the last steps for the result: its picture, and its
        distances of style and content as `step` has them."""
        for parameter, average in zip(self.learned, self.averages, strict=True):
            parameter.copy_(average)
        with self.runtime.autocast():
            output = self.network(self.content).float()
            style, content = self._distances(output)
        return output, *self._shares(float(style), float(content))

    def shown(self, output: Tensor, look: TransferParams = WHOLLY) -> np.ndarray:
        """uint8 (h, w, 3) of a picture that step returned, at the strength and in the colours that
        a transfer with this look would give it."""
        drawn, photo = (
            tensor[0, :, *self.inside].clamp(0, 1).permute(1, 2, 0).cpu().numpy()
            for tensor in (output, self.content)
        )
        if look.keep_colors:
            drawn = keep_colors(drawn, photo)
        return ((photo + look.strength * (drawn - photo)) * 255).round().astype(np.uint8)
