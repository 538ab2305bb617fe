"""The discriminator: is this a faithful, flawless rendering of this photo in this style?

A U-Net discriminator (Schönfeld et al., "A U-Net Based Discriminator for Generative Adversarial
Networks", CVPR 2020), conditional on the photo (concatenated after a light stem) and on the style
(its vector modulates every block). Its encoder gives adversarial patch logits, its decoder anomaly
logits per pixel that learn from planted defects (DRAEM, Zavrtanik et al., ICCV 2021; CutPaste, Li
et al., CVPR 2021). It normalises nothing over space, so that a tile gets the answer that the whole
picture gets.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIZE_MULTIPLE = 32
MAP_STRIDE = 4
# Sides of the windows of the local statistics, in pixels at half size.
WINDOWS = (3, 7, 15)
# Variance below which a place counts as flat.
FLAT = 1e-4


@dataclass
class Verdict:
    """patch_logits (B, 1, H/16, W/16): above 0 looks real, the head that trains the generator.

    anomaly_logits (B, 1, H/4, W/4): above 0 looks abnormal. kind_logits (B, K, H/4, W/4).
    picture_logit (B,): above 0 means that something in the picture is abnormal.
    """

    patch_logits: Tensor
    anomaly_logits: Tensor
    kind_logits: Tensor
    picture_logit: Tensor


def box_means(planes: Tensor, window: int) -> Tensor:
    """Means over all windows of window x window pixels that lie within (B, C, H, W)."""
    # Column by column and row by row: pooling took a third of the discriminator's time.
    for axis in (2, 3):
        length = planes.shape[axis] - window + 1
        total = planes.narrow(axis, 0, length).clone()
        for shift in range(1, window):
            total += planes.narrow(axis, shift, length)
        planes = total
    return planes / window**2


def local_statistics(stylized: Tensor, content: Tensor) -> Tensor:
    """What a person compares without thinking: how busy each picture is here, and how well their
    structures agree (the structure term of SSIM, Wang et al. 2004).

    Both (B, 3, H, W) in [0, 1]; returns (B, 3 * len(WINDOWS), H / 2, W / 2) in about [-1, 1]. In
    float32, since small variances are differences of large numbers.
    """
    with torch.autocast(stylized.device.type, enabled=False):
        x, y = (F.avg_pool2d(p.float().mean(1, keepdim=True), 2) for p in (stylized, content))
        moments = torch.cat([x, y, x * x, y * y, x * y], dim=1)
        planes = []
        for window in WINDOWS:
            padded = F.pad(moments, (window // 2,) * 4, mode="reflect")
            mean_x, mean_y, xx, yy, xy = box_means(padded, window).chunk(5, dim=1)
            variance_x = (xx - mean_x.square()).clamp_min(0) + FLAT
            variance_y = (yy - mean_y.square()).clamp_min(0) + FLAT
            agreement = (xy - mean_x * mean_y) * (variance_x * variance_y).rsqrt()
            planes += [0.25 * variance_x.log() + 1.2, 0.25 * variance_y.log() + 1.2, agreement]
        return torch.cat(planes, dim=1)


def _convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Conv2d:
    conv = nn.Conv2d(inputs, outputs, 3, stride, 1)
    nn.init.kaiming_normal_(conv.weight, a=0.2, nonlinearity="leaky_relu")
    conv.bias = nn.Parameter(torch.zeros(outputs))
    return conv


class StyledBlock(nn.Module):
    """Residual block whose middle is scaled and shifted by the style (FiLM, Perez et al. 2018)."""

    def __init__(self, channels: int, vector: int) -> None:
        super().__init__()
        self.first = _convolution(channels, channels)
        self.second = _convolution(channels, channels)
        self.film = nn.Linear(vector, 2 * channels)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)
        self.scale = nn.Parameter(torch.tensor(0.3))

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        gain, shift = self.film(style)[:, :, None, None].chunk(2, dim=1)
        y = self.first(F.leaky_relu(x, 0.2))
        y = torch.addcmul(shift.to(y.dtype), y, (1 + gain).to(y.dtype))
        return x + self.scale * self.second(F.leaky_relu(y, 0.2))


class Discriminator(nn.Module):
    """D(content, stylized, style).

    stylized, content: (B, 3, H, W) in [0, 1], H and W multiples of 32. style: (B, S) vectors of
    the generator's style encoder. content or style may be None; a learned stand-in takes the
    place of a style that is not known and a plane says whether the content is.
    """

    def __init__(
        self,
        style_size: int = 128,
        kinds: int = 9,
        widths: tuple[int, int, int, int] = (16, 48, 96, 128),
        vector: int = 96,
        half_blocks: int = 0,
    ) -> None:
        super().__init__()
        half, quarter, eighth, deep = widths
        self.config = {
            "style_size": style_size,
            "kinds": kinds,
            "widths": list(widths),
            "vector": vector,
            "half_blocks": half_blocks,
        }
        self.no_style = nn.Parameter(torch.zeros(1, vector))
        self.to_style = nn.Sequential(
            nn.LayerNorm(style_size),
            nn.Linear(style_size, vector),
            nn.LeakyReLU(0.2),
            nn.Linear(vector, vector),
        )
        self.stem = _convolution(37 + 3 * len(WINDOWS), half)
        # Grain, grids and thin lines are gone at a quarter of the size.
        self.blocks2 = nn.ModuleList([StyledBlock(half, vector) for _ in range(half_blocks)])
        self.down4 = _convolution(half, quarter, 2)
        self.block4 = StyledBlock(quarter, vector)
        self.down8 = _convolution(quarter, eighth, 2)
        self.blocks8 = nn.ModuleList([StyledBlock(eighth, vector) for _ in range(2)])
        self.down16 = _convolution(eighth, deep, 2)
        self.blocks16 = nn.ModuleList([StyledBlock(deep, vector) for _ in range(2)])
        self.down32 = _convolution(deep, deep, 2)
        self.block32 = StyledBlock(deep, vector)
        self.up16 = _convolution(deep, deep)
        self.up8 = _convolution(deep, eighth)
        self.skip8 = nn.Conv2d(eighth, eighth, 1)
        self.block_up8 = StyledBlock(eighth, vector)
        self.up4 = _convolution(eighth, quarter)
        self.skip4 = nn.Conv2d(quarter, quarter, 1)
        self.block_up4 = StyledBlock(quarter, vector)
        self.patch_head = nn.Conv2d(deep, 1, 1)
        self.anomaly_head = nn.Conv2d(quarter, 1, 1)
        self.kind_head = nn.Conv2d(quarter, kinds, 1)
        self.picture_head = nn.Linear(2 * deep, 1)
        # Faults are rare: start from a prior of a few per cent, as focal losses do.
        self.anomaly_head.bias = nn.Parameter(torch.full((1,), -3.0))

    def _inputs(self, stylized: Tensor, content: Tensor | None) -> Tensor:
        known = content is not None
        if content is None:
            content = torch.full_like(stylized, 0.5)
        difference = stylized - content if known else torch.zeros_like(stylized)
        planes = torch.cat([stylized * 2 - 1, content * 2 - 1, difference], dim=1)
        planes = F.pixel_unshuffle(planes, 2)
        flag = torch.full_like(planes[:, :1], 1.0 if known else 0.0)
        statistics = local_statistics(stylized, content).to(planes.dtype)
        return torch.cat([planes, flag, statistics], dim=1)

    def _encode(
        self, stylized: Tensor, content: Tensor | None, style: Tensor | None
    ) -> tuple[list[Tensor], Tensor]:
        """Features at 1/4, 1/8 and 1/16, and the condition that modulates them."""
        vector = self.no_style.expand(stylized.shape[0], -1)
        if style is not None:
            vector = self.to_style(style.to(self.no_style.dtype))
        x = self.stem(self._inputs(stylized, content))
        for block in self.blocks2:
            x = block(x, vector)
        quarter = self.block4(self.down4(F.leaky_relu(x, 0.2)), vector)
        eighth = self.down8(F.leaky_relu(quarter, 0.2))
        for block in self.blocks8:
            eighth = block(eighth, vector)
        sixteenth = self.down16(F.leaky_relu(eighth, 0.2))
        for block in self.blocks16:
            sixteenth = block(sixteenth, vector)
        return [quarter, eighth, sixteenth], vector

    def judge_patches(
        self, stylized: Tensor, content: Tensor | None = None, style: Tensor | None = None
    ) -> Tensor:
        """The adversarial patch logits alone, (B, 1, H/16, W/16); the decoder does not run."""
        features, _ = self._encode(stylized, content, style)
        return self.patch_head(F.leaky_relu(features[-1], 0.2))

    def forward(
        self, stylized: Tensor, content: Tensor | None = None, style: Tensor | None = None
    ) -> Verdict:
        (quarter, eighth, sixteenth), vector = self._encode(stylized, content, style)
        patch_logits = self.patch_head(F.leaky_relu(sixteenth, 0.2))
        x = self.block32(self.down32(F.leaky_relu(sixteenth, 0.2)), vector)
        deepest = F.leaky_relu(x, 0.2).float()
        pooled = torch.cat([deepest.mean((2, 3)), deepest.amax((2, 3))], dim=1)
        picture_logit = self.picture_head(pooled.to(self.picture_head.weight.dtype))[:, 0]
        x = self.up16(F.interpolate(x, scale_factor=2, mode="nearest")) + sixteenth
        x = F.interpolate(F.leaky_relu(x, 0.2), scale_factor=2, mode="nearest")
        x = self.block_up8(self.up8(x) + self.skip8(eighth), vector)
        x = F.interpolate(F.leaky_relu(x, 0.2), scale_factor=2, mode="nearest")
        x = self.block_up4(self.up4(x) + self.skip4(quarter), vector)
        x = F.leaky_relu(x, 0.2)
        return Verdict(patch_logits, self.anomaly_head(x), self.kind_head(x), picture_logit)
