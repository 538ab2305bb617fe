"""What an adaptation measures by: the perception network at several sizes, through a little haze.

A generator finds what its yardstick does not see: with the network at one size alone, its own
distances fell to a tenth while VGG-19 saw no change, and content that it took to be kept was lost.
What holds at two sizes and through noise holds for other eyes as well; and what is kept is judged
at a third size, at which nothing was learned.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.models import distances
from engine.models.distances import StyleStatistics
from engine.models.perception import PerceptionNet

# Sizes as shares of the picture's, and the deviation of the noise, of pictures in [0, 1].
LEARNED_SIZES = 1.0, 0.5
JUDGED_SIZES = (0.7,)
HAZE = 0.05
SHALLOW = 0.3


class Yardstick:
    """Distances of pictures from one photo and one style, both 0 at best.

    content: (1, 3, H, W). styles: pictures with weights that sum up to 1. haze: deviation of the
    noise through which pictures are seen, the photo excepted; it is the same each time.
    """

    def __init__(
        self,
        perception: PerceptionNet,
        content: Tensor,
        styles: list[tuple[Tensor, float]],
        sizes: tuple[float, ...],
        haze: float = 0.0,
    ) -> None:
        self._perception, self._sizes, self._amount = perception, sizes, haze
        self._haze = self._noise(content, 1)
        with torch.no_grad():
            self._wanted = [self._mixed(styles, size) for size in sizes]
            self._kept = [self._layout(perception(_resized(content, size))) for size in sizes]

    def distances(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Of style and of content, the mean over all sizes."""
        hazy = picture if self._haze is None else picture + self._haze
        style = content = torch.zeros((), device=picture.device)
        for size, wanted, kept in zip(self._sizes, self._wanted, self._kept, strict=True):
            levels = self._perception(_resized(hazy, size))
            found = [distances.style_statistics(level) for level in levels]
            moments, textures = distances.style_distance(found, wanted)
            style = style + (moments + textures).mean()
            shallow, deep = (
                distances.content_distance(ours, theirs).mean()
                for ours, theirs in zip(self._layout(levels), kept, strict=True)
            )
            content = content + deep + SHALLOW * shallow
        return style / len(self._sizes), content / len(self._sizes)

    def _noise(self, picture: Tensor, seed: int) -> Tensor | None:
        if not self._amount:
            return None
        generator = torch.Generator().manual_seed(seed)
        noise = torch.randn(picture.shape, generator=generator) * self._amount
        return noise.to(picture.device).contiguous(memory_format=torch.channels_last)

    def _mixed(self, styles: list[tuple[Tensor, float]], size: float) -> list[StyleStatistics]:
        """The mean of the styles' statistics, by their weights."""
        mixed: list[StyleStatistics] = []
        for number, (picture, weight) in enumerate(styles):
            noise = self._noise(picture, 2 + number)
            hazy = picture if noise is None else picture + noise
            for i, level in enumerate(self._perception(_resized(hazy, size))):
                s = distances.style_statistics(level)
                part = StyleStatistics(weight * s.mean, weight * s.std, weight * s.covariance)
                if number == 0:
                    mixed.append(part)
                else:
                    mixed[i] = StyleStatistics(
                        mixed[i].mean + part.mean,
                        mixed[i].std + part.std,
                        mixed[i].covariance + part.covariance,
                    )
        return mixed

    @staticmethod
    def _layout(levels: list[Tensor]) -> list[Tensor]:
        return [distances.normalised(level) for level in levels[-2:]]


def _resized(picture: Tensor, size: float) -> Tensor:
    if size == 1:
        return picture
    if size == 0.5:
        # The same to the eye, and four times as fast there and back.
        return F.avg_pool2d(picture, 2)
    return F.interpolate(picture, scale_factor=size, mode="bilinear", antialias=True)
