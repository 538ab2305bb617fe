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
from engine.imaging.tensors import pad_to_multiple
from engine.models import distances
from engine.models.device import Runtime
from engine.models.discriminator import MAP_STRIDE, SIZE_MULTIPLE, Discriminator
from engine.models.fixed_style import FixedStyleNet
from engine.models.perception import PerceptionNet
from engine.models.style_models import StyleModel
from engine.models.stylenet import StyleTensors, grain, restyled, spatial_statistics
from engine.models.weight_changes import make_changeable, take_up
from engine.operations.adapting_steering import BestMoment, Standing, Steering
from engine.operations.adapting_yardstick import HAZE, JUDGED_SIZES, LEARNED_SIZES, Yardstick
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
# What the discriminator in training sees at a step, a side: it judges places, not pictures.
PIECE_PX = 256
# Every how many steps the inspector looks, and the running average is measured.
INSPECTED_EVERY = 2
MEASURED_EVERY = 5
WHOLLY = TransferParams()


@dataclass(frozen=True)
class Weights:
    """What counts how much. style, content: of distances as shares of those before the first
    step. step: how far a step of Adam at LEARNING_RATE moves a weight, in hundredths of its own
    deviation."""

    style: float = 4.0
    content: float = 0.8
    adversarial: float = 0.05
    flagged: float = 1.0
    range: float = 10.0
    flatness: float = 0.5
    grid: float = 600.0
    step: float = 1.0


def _numbers(pair: tuple[Tensor, Tensor]) -> tuple[float, float]:
    first, second = pair
    return float(first.detach()), float(second.detach())


def _shares(
    distances_now: tuple[Tensor, Tensor], begun: tuple[float, float]
) -> tuple[Tensor, Tensor]:
    (style, content), (first_style, first_content) = distances_now, begun
    return style / max(first_style, 1e-9), content / max(first_content, 1e-9)


@dataclass
class Game:
    """Everything that an adaptation needs and that does not change.

    code: of which StyleNet made the network. content: (1, 3, H, W), sides multiples of 32; inside:
    its rows and columns without padding. earlier: the changes to begin with, of an adapted style.
    flagged_from: the inspector's logit from which a place is flagged. photo_hw: size of the photo
    itself; a smaller one is inspected at it, as it will be.
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
    flagged_from: float = 0.0
    photo_hw: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        learned = make_changeable(self.network, 100 * self.weights.step)
        # What the photo holds is known; how it is painted is to be learned. This way the photo is
        # encoded once, and a step takes a third less.
        self.network.content_encoder.requires_grad_(False)
        self.learned = [p for p in learned if p.requires_grad]
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
        self._begin()

    @torch.no_grad()
    def _begin(self) -> None:
        """What stays the same from step to step, and where the picture stands before the first."""
        with self.runtime.autocast():
            features = self.network.encode_content(self.content)
            statistics = [spatial_statistics(level) for level in features]
            self._restyled = restyled(features, statistics, self.network.style())
            self._noise = grain(self.network.noise_field, features, (0, 0))
            self._smooth = distances.smooth_places(self.content)
            seen_by = self.perception, self.content, self.styles
            self._learned_by = Yardstick(*seen_by, LEARNED_SIZES, HAZE)
            self._judged_by = Yardstick(*seen_by, JUDGED_SIZES)
            height, width = (s.stop for s in self.inside)
            small = self.photo_hw is not None and self.photo_hw[0] < height
            self._inspected_hw = self.photo_hw if small and self.photo_hw else (height, width)
            self._photo_inspected = self._as_inspected(self.content)
            begun = self._drawn()
            self._first = _numbers(self._learned_by.distances(begun))
            self._first_judged = _numbers(self._judged_by.distances(begun))
            self._flagged = self._inspected(begun)
        standing = Standing(1.0, 1.0, self._flagged_share(self._flagged))
        self.steering, self.best = Steering(standing), BestMoment(standing, self.learned)

    def _drawn(self) -> Tensor:
        """The picture as the network would draw it now."""
        return self.network.decoder(self._restyled, self._noise).float()

    def _inspected(self, picture: Tensor) -> Tensor:
        """The inspector's logits, seen as `Inspector` sees it: else it would miss what the finished
        picture is flagged for along its sides."""
        found = self.inspector(
            self._as_inspected(picture.clamp(0, 1)), self._photo_inspected, self.vector
        )
        height, width = (-(-side // MAP_STRIDE) for side in self._inspected_hw)
        return found.anomaly_logits[..., :height, :width].float()

    def _as_inspected(self, picture: Tensor) -> Tensor:
        picture = picture[..., *self.inside]
        if picture.shape[-2:] != self._inspected_hw:
            picture = F.interpolate(picture, self._inspected_hw, mode="bilinear", antialias=True)
        return pad_to_multiple(picture, SIZE_MULTIPLE)[0]

    def _flagged_share(self, logits: Tensor) -> float:
        return float((logits.detach() >= self.flagged_from).float().mean())

    def generator_step(self) -> tuple[Tensor, float, float, float]:
        """One step of the generator: its picture, its adversarial loss, and the distances of style
        and content as shares of those before the first step."""
        weights, steering = self.weights, self.steering
        self.critic.requires_grad_(False)
        with self.runtime.autocast():
            output = self._drawn()
            style, content = _shares(self._learned_by.distances(output), self._first)
            fooled = -self.critic.judge_patches(self._piece(output), None, self.vector)
            fooled = fooled.float().mean()
            loss = (
                weights.style * style
                + weights.content * steering.content.value * content
                + weights.adversarial * fooled
                + weights.range * distances.range_penalty(output).mean()
                + weights.grid * distances.grid_penalty(output).mean()
                + weights.flatness * distances.ripples(output, self._smooth).mean()
            )
            flagged = None
            if self.steps % INSPECTED_EVERY == 0:
                seen = self._inspected(output)
                flagged = self._flagged_share(seen)
                # What was doubtful before may stay so.
                more = F.relu(seen - self._flagged.clamp_min(-2.0)).mean()
                loss = loss + INSPECTED_EVERY * weights.flagged * steering.flagged.value * more
        self._descend(loss, self.optimizer, self.learned)
        self.steps += 1
        shares = _numbers((style, content))
        steering.heed(shares[1], flagged)
        self._remember()
        return output.detach(), float(fooled.detach()), *shares

    @torch.no_grad()
    def _remember(self) -> None:
        """Take the last step into the running average."""
        # Less at the beginning, or the result of a short game would lag behind it.
        kept = min(AVERAGE, self.steps / (self.steps + 9))
        torch._foreach_lerp_(self.averages, [*self.learned], 1 - kept)
        if self.steps % MEASURED_EVERY == 0:
            self._measure_averages()

    def _measure_averages(self) -> None:
        """Keep the running average when it is the best so far."""
        weights = [p.data for p in self.learned]
        last = [w.clone() for w in weights]
        torch._foreach_copy_(weights, self.averages)
        self.best.consider(self._standing(), self.averages)
        torch._foreach_copy_(weights, last)

    def _standing(self) -> Standing:
        """Of the network as it is now, by eyes that it does not learn by."""
        with self.runtime.autocast():
            picture = self._drawn()
            _, seen = _shares(self._learned_by.distances(picture), self._first)
            style, content = _numbers(
                _shares(self._judged_by.distances(picture), self._first_judged)
            )
            self.steering.unseen = content - float(seen)
            return Standing(style, content, self._flagged_share(self._inspected(picture)))

    def _piece(self, picture: Tensor) -> Tensor:
        """A part of the picture at random, of PIECE_PX a side or as large as it is."""
        rows, columns = (self._span(side) for side in picture.shape[-2:])
        return picture[..., rows, columns]

    def _span(self, side: int) -> slice:
        length = min(PIECE_PX, side)
        begin = 8 * int(self.rng.integers((side - length) // 8 + 1))
        return slice(begin, begin + length)

    def critic_step(self, output: Tensor) -> float:
        """One step of the discriminator; returns its hinge loss."""
        self.critic.requires_grad_(True)
        weights = np.array([weight for _, weight in self.styles])
        picture, _ = self.styles[self.rng.choice(len(weights), p=weights / weights.sum())]
        picture, output = self._piece(picture), self._piece(output)
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
        as shares of those before the first step."""
        for group in self.optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1.0, (self.steps + 1) / WARM_UP_STEPS)
        output, g_loss, style, content = self.generator_step()
        d_loss = self.critic_step(output)
        return output, d_loss, g_loss, style, content

    @torch.no_grad()
    def settle(self) -> tuple[Tensor, Standing]:
        """Take the best moment for the result: its picture, and where that stands."""
        if self.steps % MEASURED_EVERY:
            self._measure_averages()
        self.best.take(self.learned)
        with self.runtime.autocast():
            return self._drawn(), self.best.standing

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
