"""How an adaptation is steered: what content and faults cost, and which of its moments is kept.

Every photo and every style allow another trade. Instead of one weight for all of them, what must
not grow has a bound, and its weight rises while the bound is passed: the method of multipliers
(Bertsekas, "Constrained Optimization and Lagrange Multiplier Methods", 1982), one small step of it
after each step of the generator.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

# How much the content distance may grow, as a share of what it was: what the generator is held
# to, and what is kept at the most. Other networks see about a tenth more of it lost than ours.
CONTENT_ROOM = -0.06
MOST_CONTENT = 0.0
# What content above the first of these bounds costs when moments are compared, in shares of the
# style distance.
CONTENT_PRICE = 3.0
# The logarithm of a weight for each per cent above its bound: at once, and what each step adds.
# Weights move what they weigh at a rate, so that without the first it would swing.
AT_ONCE = 0.08
PER_STEP = 0.01
LARGEST = 30.0
# A hundredth of a picture more that is flagged is much, where of the content it is little; and
# without the second number its weight would never fall where nothing is flagged.
FLAGGED_SCALE = 20.0
CALM = 0.01


@dataclass(frozen=True)
class Standing:
    """Where a picture stands: its distances of style and content as shares of those before the
    first step, and the share of it that is flagged."""

    style: float
    content: float
    flagged: float


class Multiplier:
    """A factor of at least 1 that rises while something is above its bound and falls below it."""

    def __init__(self) -> None:
        self._grown = 0.0
        self.value = 1.0

    def heed(self, excess: float) -> None:
        """excess: how far above the bound, as a share; negative below it."""
        most = math.log(LARGEST)
        self._grown = min(max(self._grown + PER_STEP * 100 * excess, 0.0), most)
        self.value = math.exp(min(max(self._grown + AT_ONCE * 100 * excess, 0.0), most))


@dataclass
class Steering:
    """The factors of the weights of content and of what is flagged.

    begun: before the first step. unseen: how much more of the content other eyes see lost than
    those that are learned by.
    """

    begun: Standing
    content: Multiplier = field(default_factory=Multiplier)
    flagged: Multiplier = field(default_factory=Multiplier)
    unseen: float = 0.0

    def heed(self, content: float, flagged: float | None = None) -> None:
        """What a step found; flagged is None where it did not look."""
        self.content.heed(content + max(self.unseen, 0.0) - 1 - CONTENT_ROOM)
        if flagged is not None:
            self.flagged.heed(FLAGGED_SCALE * (flagged - self.begun.flagged) - CALM)


class BestMoment:
    """The weights of the moment that came nearest to the style within all bounds.

    The moment before the first step is the first of them, so that what is kept is never worse.
    """

    def __init__(self, begun: Standing, learned: list[nn.Parameter]) -> None:
        self.standing = self._begun = begun
        self._weights = [p.detach().clone() for p in learned]

    @torch.no_grad()
    def consider(self, standing: Standing, weights: list[Tensor]) -> bool:
        """Whether these weights are the best so far; they are copied then."""
        better = self._is_allowed(standing) and _cost(standing) < _cost(self.standing)
        if better:
            self.standing = standing
            torch._foreach_copy_(self._weights, weights)
        return better

    def _is_allowed(self, standing: Standing) -> bool:
        """No farther from the style, and nothing else worse than it may be."""
        return (
            standing.style <= self._begun.style
            and standing.content <= self._begun.content + MOST_CONTENT
            and standing.flagged <= self._begun.flagged
        )

    @torch.no_grad()
    def take(self, learned: list[nn.Parameter]) -> None:
        """Give the parameters the best weights."""
        torch._foreach_copy_([p.data for p in learned], self._weights)


def _cost(standing: Standing) -> float:
    return standing.style + CONTENT_PRICE * max(0.0, standing.content - 1 - CONTENT_ROOM)
