"""The discriminator as plain convolutions, for inspection.

For one style, what modulates the blocks is constant: gains go into the weights before them, shifts
into the biases. What repeats each pixel four times and convolves the result is computed on the
small picture. The weights are kept in the number format of the computation; the adversarial head,
which an inspection does not ask, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.cells import (
    CELL,
    bands,
    by_cells,
    copy_runs,
    in_memory,
    put_centred,
    put_in_cells,
)
from engine.models.convolutions import SLOPE
from engine.models.discriminator import FLAT, WINDOWS, Discriminator, StyledBlock
from engine.models.fixed_style import plain_bias

# How far the last block and the enlargement before it look, in cells of the map.
REACH = 4

Cells = tuple[slice, slice]


@dataclass
class Answer:
    """anomaly_logits (1, 1, h, w), kind_logits (1, K, h, w), picture_logit (1,), as in Verdict."""

    anomaly_logits: Tensor
    kind_logits: Tensor
    picture_logit: Tensor


def wider_sums(sums: Tensor, planes: Tensor, window: int, axis: int) -> Tensor:
    """Sums over 2 * window + 1 numbers along an axis, from those over window."""
    length = planes.shape[axis] - 2 * window
    before = sums.narrow(axis, 0, length) + sums.narrow(axis, window, length)
    return before.add_(planes.narrow(axis, 2 * window, length))


def window_sums(planes: Tensor) -> Iterator[Tensor]:
    """Sums over all windows of each of WINDOWS that lie within (C, H, W).

    Each is twice as wide as the last and one more, and its rows are added up from those.
    """
    rows, width = planes, 1
    for window in WINDOWS:
        while width < window:
            rows, width = wider_sums(rows, planes, width, axis=1), 2 * width + 1
        sums, width_across = rows, 1
        while width_across < window:
            sums = wider_sums(sums, rows, width_across, axis=2)
            width_across = 2 * width_across + 1
        assert width == width_across == window
        yield sums


def grey_cells(pixels: Tensor) -> Tensor:
    """Means of the 2x2 cells of (H, W, 3), all colours alike: (H / 2, W / 2)."""
    height, width, _ = pixels.shape
    weights = pixels.new_full((CELL // 2,), 1 / CELL)
    pairs = torch.mv(pixels.view(-1, CELL // 2), weights).view(height // 2, 2, width // 2)
    return pairs[:, 0] + pairs[:, 1]


def statistics_of_greys(x: Tensor, y: Tensor | None = None) -> Tensor:
    """What `local_statistics` says of two pictures whose grey cells are x and y, both (h, w), or
    of one beside a plain grey: (3 * len(WINDOWS), h, w)."""
    moments = torch.stack([x, x * x] if y is None else [x, x * x, y, y * y, x * y])
    most = max(WINDOWS) // 2
    padded = F.pad(moments[None], (most,) * 4, mode="reflect")[0]
    height, width = x.shape
    planes = x.new_empty((len(WINDOWS), 3, height, width))
    if y is None:
        planes[:, 1] = 0.25 * math.log(FLAT) + 1.2
        planes[:, 2] = 0
    for window, sums, told in zip(WINDOWS, window_sums(padded), planes, strict=True):
        skip, count = most - window // 2, window**2
        sums = sums[:, skip : skip + height, skip : skip + width]
        of_x, of_y, agreement = told
        variance_x = _variance(sums[0], sums[1], count)
        _on_scale(variance_x, count, of_x)
        if y is not None:
            variance_y = _variance(sums[2], sums[3], count)
            _on_scale(variance_y, count, of_y)
            covariance = torch.addcmul(sums[4], sums[0], sums[2], value=-1 / count)
            torch.mul(covariance, variance_x.mul_(variance_y).rsqrt_(), out=agreement)
    return planes.flatten(0, 1)


def _variance(total: Tensor, squares: Tensor, count: int) -> Tensor:
    """`count` times the variance in windows of so many pixels, from sums over them."""
    spread = torch.addcmul(squares, total, total, value=-1 / count)
    return spread.clamp_min_(0).add_(count * FLAT)


def _on_scale(variance: Tensor, count: int, out: Tensor) -> None:
    torch.log(variance, out=out).mul_(0.25).add_(1.2 - 0.25 * math.log(count))


class ZeroBorderedConvolution:
    """A convolution with zeros around, with weights of its own in one number format."""

    def __init__(self, weight: Tensor, bias: Tensor, dtype: torch.dtype, stride: int = 1) -> None:
        self.weight = weight.to(dtype).contiguous(memory_format=torch.channels_last)
        self.bias, self.stride = bias.to(dtype), stride
        self.padding = weight.shape[-1] // 2

    def __call__(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding)


class RepeatingConvolution:
    """A 3x3 convolution of what repeating pixels makes twice as large, without making it.

    Each of the four pixels that come from one looks at but 2x2 pixels of the small picture, some of
    them twice or more: this is exact, zeros around included, at four ninths of the work.
    """

    # By parity of the large picture's row and its tap above, at and below it: which of the two
    # small rows that tap sees.
    TAPS = (
        ((1.0, 0.0), (0.0, 1.0), (0.0, 1.0)),
        ((1.0, 0.0), (1.0, 0.0), (0.0, 1.0)),
    )

    def __init__(self, weight: Tensor, bias: Tensor, dtype: torch.dtype) -> None:
        taps = torch.tensor(self.TAPS, device=weight.device)
        self.channels = len(weight)
        phases = torch.einsum("ocij,pia,qjb->pqocab", weight, taps, taps)
        self.convolution = ZeroBorderedConvolution(phases.flatten(0, 2), bias.repeat(4), dtype)

    def add_to(self, large: Tensor, x: Tensor) -> Tensor:
        """large, (1, O, 2 H, 2 W), with the result for x, (1, I, H, W), added in place."""
        _, _, height, width = x.shape
        cells = in_memory(self.convolution(x)).unflatten(2, (4, self.channels))
        pixels = cells.new_empty((height, 2, width, 2, self.channels))
        for i in range(4):
            row, column = divmod(i, 2)
            part = cells[row : row + height, column : column + width, i]
            copy_runs(pixels[:, row, :, column], part)
        return large.add_(pixels.view(2 * height, 2 * width, self.channels).permute(2, 0, 1))


class BakedStyledBlock:
    """What StyledBlock computes for the style that it was given last."""

    def __init__(self, block: StyledBlock, dtype: torch.dtype) -> None:
        self._weight, self._bias = block.first.weight.float(), plain_bias(block.first)
        self._film, self._dtype = block.film, dtype
        scale = block.scale.float()
        self.second = ZeroBorderedConvolution(
            block.second.weight.float() * scale, plain_bias(block.second) * scale, dtype
        )

    def set_style(self, vector: Tensor) -> None:
        """vector: (1, V), what the discriminator makes of a style."""
        film = F.linear(vector, self._film.weight.float(), self._film.bias.float())
        gain, shift = film[0].chunk(2)
        gain = gain + 1
        self.first = ZeroBorderedConvolution(
            self._weight * gain[:, None, None, None], self._bias * gain + shift, self._dtype
        )

    def __call__(self, x: Tensor) -> Tensor:
        y = F.leaky_relu_(self.first(F.leaky_relu(x, SLOPE)), SLOPE)
        return self.second(y).add_(x)


class BakedStem:
    """The first convolution, whose planes are made here and not where they depend on each other.

    It sees the picture, its difference to the photo, whether there is one, and local statistics;
    the photo itself is what the first two say it is. In cells of 2x2 pixels.
    """

    def __init__(self, stem: nn.Conv2d, dtype: torch.dtype) -> None:
        weight, bias = stem.weight.float(), plain_bias(stem)
        planes = weight[:, : 3 * CELL].split(CELL, dim=1)
        picture, photo, difference = (by_cells(part) for part in planes)
        others, statistics = weight[:, 3 * CELL :], weight[:, 3 * CELL + 1 :]
        known = torch.cat([picture + photo, difference - 2 * photo, others], dim=1)
        self.dtype = dtype
        self.beside_photo = ZeroBorderedConvolution(known, bias, dtype)
        alone = torch.cat([picture, statistics], dim=1)
        self.alone = ZeroBorderedConvolution(alone, bias, dtype)

    def __call__(self, stylized: Tensor, content: Tensor | None) -> Tensor:
        """Both float32 (1, 3, H, W) in [0, 1]."""
        pixels, photo = in_memory(stylized), None if content is None else in_memory(content)
        convolution = self.alone if photo is None else self.beside_photo
        height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
        shape = 1, height, width, convolution.weight.shape[1]
        cells = torch.empty(shape, dtype=self.dtype, device=pixels.device)[0]
        put_centred(cells[..., :CELL], pixels)
        greys = [grey_cells(pixels)]
        if photo is not None:
            for rows in bands(pixels.shape[0], 3 * pixels.shape[1]):
                difference = (pixels[rows] - photo[rows]).to(self.dtype)
                half = slice(rows.start // 2, rows.stop // 2)
                put_in_cells(cells[half, :, CELL : 2 * CELL], difference)
            cells[..., 2 * CELL] = 1
            greys.append(grey_cells(photo))
        statistics = statistics_of_greys(*greys)
        cells[..., -len(statistics) :] = statistics.permute(1, 2, 0)
        return convolution(cells[None].permute(0, 3, 1, 2))


class BakedDiscriminator:
    """What Discriminator computes, the patch logits left out, in one number format."""

    @torch.no_grad()
    def __init__(self, network: Discriminator, dtype: torch.dtype) -> None:
        self.dtype = dtype
        self._network = network
        self._style: Tensor | None = None
        self._styled = False

        def plain(conv: nn.Conv2d) -> ZeroBorderedConvolution:
            return ZeroBorderedConvolution(
                conv.weight.float(), plain_bias(conv), dtype, conv.stride[0]
            )

        def enlarging(conv: nn.Conv2d) -> RepeatingConvolution:
            return RepeatingConvolution(conv.weight.float(), plain_bias(conv), dtype)

        def blocks(*modules: nn.Module) -> list[BakedStyledBlock]:
            made = []
            for module in modules:
                assert isinstance(module, StyledBlock)
                made.append(BakedStyledBlock(module, dtype))
            self._blocks += made
            return made

        self._blocks: list[BakedStyledBlock] = []
        self.stem = BakedStem(network.stem, dtype)
        self.blocks2 = blocks(*network.blocks2)
        self.down4, self.block4 = plain(network.down4), blocks(network.block4)
        self.down8, self.blocks8 = plain(network.down8), blocks(*network.blocks8)
        self.down16, self.blocks16 = plain(network.down16), blocks(*network.blocks16)
        self.down32, self.block32 = plain(network.down32), blocks(network.block32)
        self.up16, self.up8, self.up4 = map(enlarging, (network.up16, network.up8, network.up4))
        self.skip8, self.skip4 = plain(network.skip8), plain(network.skip4)
        self.block_up8, self.block_up4 = blocks(network.block_up8), blocks(network.block_up4)
        heads = network.anomaly_head, network.kind_head
        self.heads = ZeroBorderedConvolution(
            torch.cat([head.weight.float() for head in heads]),
            torch.cat([plain_bias(head) for head in heads]),
            dtype,
        )

    @torch.no_grad()
    def __call__(
        self,
        stylized: Tensor,
        content: Tensor | None = None,
        style: Tensor | None = None,
        within: Cells | None = None,
    ) -> Answer:
        """One picture, as Discriminator takes it, in float32.

        within: rows and columns of the map that are asked for; None for all of them.
        """
        self._set_style(style)
        x = _through(self.blocks2, self.stem(stylized, content))
        quarter = _through(self.block4, self.down4(F.leaky_relu_(x, SLOPE)))
        eighth = _through(self.blocks8, self.down8(F.leaky_relu(quarter, SLOPE)))
        sixteenth = _through(self.blocks16, self.down16(F.leaky_relu(eighth, SLOPE)))
        x = _through(self.block32, self.down32(F.leaky_relu(sixteenth, SLOPE)))
        picture_logit = self._picture_logit(F.leaky_relu(x, SLOPE).float())
        x = F.leaky_relu_(self.up16.add_to(sixteenth, x), SLOPE)
        x = _through(self.block_up8, self.up8.add_to(self.skip8(eighth), x))
        height, width = quarter.shape[-2:]
        rows, columns = within or (slice(0, height), slice(0, width))
        # What the last block does not need for the answer is not computed.
        (top, bottom), (left, right) = _reached(rows, height), _reached(columns, width)
        x = F.leaky_relu(x[:, :, top:bottom, left:right], SLOPE)
        beside = quarter[:, :, 2 * top : 2 * bottom, 2 * left : 2 * right]
        x = _through(self.block_up4, self.up4.add_to(self.skip4(beside), x))
        rows, columns = _moved(rows, -2 * top), _moved(columns, -2 * left)
        logits = self.heads(F.leaky_relu_(x, SLOPE))[:, :, rows, columns]
        return Answer(logits[:, :1], logits[:, 1:], picture_logit)

    def _picture_logit(self, deepest: Tensor) -> Tensor:
        pooled = torch.cat([deepest.mean((2, 3)), deepest.amax((2, 3))], dim=1)
        head = self._network.picture_head
        return F.linear(pooled, head.weight.float(), head.bias.float())[:, 0]

    def _set_style(self, style: Tensor | None) -> None:
        if self._styled and _same(style, self._style):
            return
        network = self._network
        vector = network.no_style.float()
        if style is not None:
            vector = network.to_style(style.to(network.no_style)).float()
        for block in self._blocks:
            block.set_style(vector)
        # A copy: whoever gave it may write into it.
        self._style, self._styled = None if style is None else style.clone(), True


def _through(blocks: list[BakedStyledBlock], x: Tensor) -> Tensor:
    for block in blocks:
        x = block(x)
    return x


def _same(one: Tensor | None, other: Tensor | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and torch.equal(one, other)


def _reached(cells: slice, length: int) -> tuple[int, int]:
    """Which of the pixels at an eighth these cells of the map, of which there are `length` at a
    quarter, depend on through the last block."""
    return max(0, (cells.start - REACH) // 2), min(length // 2, -(-(cells.stop + REACH) // 2))


def _moved(cells: slice, by: int) -> slice:
    return slice(cells.start + by, cells.stop + by)
