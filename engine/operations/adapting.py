"""Adapting the generator to one photo and one style, at the desk, in about a minute.

The loop that every GAN is trained by, begun from the shipped weights: the discriminator learns to
tell pieces of the style picture from what the generator draws (hinge losses), the generator learns
to pass for them while it keeps the photo's content and comes nearer to the style's statistics
(Gatys et al., CVPR 2016) as the shipped perception network sees both. What the shipped
discriminator would flag and did not flag before costs as well.

The generator is StyleNet for this one style; of its large convolutions only low-rank changes are
learned (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022), so that an
adapted style takes less than a megabyte.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.adaptation import AdaptReport, AdaptSwitch
from engine.errors import StyleError
from engine.imaging.colour import to_srgb
from engine.imaging.files import read_photo
from engine.imaging.photo import Photo
from engine.imaging.resample import fit_within, resize
from engine.imaging.tensors import as_float, pad_to_multiple, to_tensor
from engine.models import distances
from engine.models.device import Runtime, channels_last
from engine.models.discriminator import Discriminator
from engine.models.fixed_style import FixedStyleNet
from engine.models.perception import PerceptionNet
from engine.models.style_models import CHANGES, StyleModel, style_model_bytes
from engine.models.stylenet import StyleNet, StyleTensors
from engine.models.weight_changes import changes_of, make_changeable
from engine.operations.params import AdaptParams, TransferParams
from engine.operations.style_codes import pack_code
from engine.operations.style_pictures import style_picture
from engine.operations.transfer import WORKING_SHORT_PX
from engine.progress import Progress
from engine.styles import WHOLE, CarriedStyle, StyleCrop, StyleMix, StylePreset, StyleSource

LEARNING_RATE = 1e-4
BETAS = (0.5, 0.99)
STEPS_PER_EPOCH = 20
SIZE_MULTIPLE = 32
MOST_PIXELS = 300_000
PREVIEW_S = 1.0
THUMBNAIL_PX = 128
# Share of the running average of the weights that a step keeps.
AVERAGE = 0.95
CLIP_NORM = 5.0


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


# --- the style's pictures -----------------------------------------------------------------------


def style_pictures(style: StyleSource) -> list[tuple[np.ndarray, float]]:
    """The pictures of a style, float32 (H, W, 3), with weights that sum up to 1.

    Raises StyleError for a preset without pictures.
    """
    if isinstance(style, StyleMix):
        found = []
        for part, weight in zip(style.parts, style.weights, strict=True):
            found += [(p, w * weight) for p, w in _pictures(part.source, part.crop)]
        return found
    return _pictures(style, WHOLE)


def _pictures(source: Photo | StylePreset, crop: StyleCrop) -> list[tuple[np.ndarray, float]]:
    photos, title = _photos(source), style_title(source)
    if not photos:
        raise StyleError(f"The style “{title}” has no picture to learn from; choose a picture.")
    return [(style_picture(to_srgb(photo), crop), 1 / len(photos)) for photo in photos]


def _photos(source: Photo | StylePreset) -> tuple[Photo, ...]:
    if isinstance(source, Photo):
        return (source,)
    carried = source.carried.pictures if source.carried is not None else ()
    return carried or tuple(read_photo(path) for path in source.image_paths)


# --- the game -----------------------------------------------------------------------------------


@dataclass
class Game:
    """Everything that an adaptation needs and that does not change.

    code: of which StyleNet made the network. content: (1, 3, H, W), sides multiples of 32; inside:
    its rows and columns without padding.
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

    def __post_init__(self) -> None:
        self.learned = make_changeable(self.network, 100 * self.weights.step)
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
            levels = self.perception(output)
            moments, textures = distances.style_distance(
                [distances.style_statistics(level) for level in levels], self._wanted
            )
            style = (moments + textures).mean()
            shallow, deep = (
                distances.content_distance(ours, kept).mean()
                for ours, kept in zip(self._layout(levels), self._kept, strict=True)
            )
            content = deep + 0.3 * shallow
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
        output, g_loss, style, content = self.generator_step()
        d_loss = self.critic_step(output)
        if self._first is None:
            self._first = style, content
        style /= max(self._first[0], 1e-9)
        content /= max(self._first[1], 1e-9)
        return output, d_loss, g_loss, style, content

    @torch.no_grad()
    def settle(self) -> None:
        """Take the running average of the last steps for the result."""
        for parameter, average in zip(self.learned, self.averages, strict=True):
            parameter.copy_(average)

    def shown(self, output: Tensor) -> np.ndarray:
        """uint8 (h, w, 3) of a picture that step returned."""
        rows, columns = self.inside
        pixels = (output[0, :, rows, columns].clamp(0, 1) * 255).round().byte()
        return np.ascontiguousarray(pixels.permute(1, 2, 0).cpu().numpy())


@dataclass(frozen=True)
class Shipped:
    """The networks that an adaptation begins with and does not change; sha256 of the generator's
    weights."""

    generator: StyleNet
    discriminator: Discriminator
    perception: PerceptionNet
    runtime: Runtime
    sha256: str


def begin_game(
    content: Photo,
    style: StyleSource,
    code: StyleTensors,
    stroke_size: float,
    shipped: Shipped,
    weights: Weights | None = None,
) -> Game:
    """The game for a photo and a style, before its first step."""
    torch.manual_seed(1)
    device = shipped.runtime.device
    # Codes are made in inference mode, whose tensors cannot be learned from.
    code = StyleTensors(
        [t.clone() for t in code.means], [t.clone() for t in code.stds], code.vector.clone()
    )
    pixels = to_srgb(content)
    hw = fit_within(pixels.shape[:2], WORKING_SHORT_PX / stroke_size, MOST_PIXELS)
    working = np.clip(as_float(resize(pixels, hw)), 0, 1)
    padded, _ = pad_to_multiple(to_tensor(working, device), SIZE_MULTIPLE)
    styles = []
    for picture, weight in style_pictures(style):
        tensor, _ = pad_to_multiple(to_tensor(picture, device), SIZE_MULTIPLE)
        styles.append((tensor, weight))
    with torch.no_grad(), shipped.runtime.autocast():
        found = shipped.generator.glance(padded, code)
        asked = shipped.generator.feedback(code, found)
    network = FixedStyleNet.of_style(shipped.generator, asked)
    channels_last(network)
    return Game(
        network.eval(),
        asked,
        copy.deepcopy(shipped.discriminator),
        shipped.discriminator,
        shipped.perception,
        padded,
        (slice(0, working.shape[0]), slice(0, working.shape[1])),
        styles,
        code.vector.float(),
        shipped.runtime,
        weights or Weights(),
    )


def play(
    game: Game,
    epochs: int,
    on_report: Callable[[AdaptReport], None],
    switch: AdaptSwitch,
    progress: Progress,
) -> np.ndarray:
    """Play so many epochs or until stopped; returns the last picture, uint8 (h, w, 3).

    Raises Cancelled when progress is cancelled, also during a pause.
    """
    steps = epochs * STEPS_PER_EPOCH
    shown_at = -1e9
    for step in range(1, steps + 1):
        progress.report((step - 1) / steps, "Learning the style")
        while not switch.wait(0.1):
            progress.check()
        if switch.stopped:
            break
        output, d_loss, g_loss, style, content = game.step()
        preview = None
        if time.monotonic() - shown_at > PREVIEW_S or step == steps:
            preview = game.shown(output)
            shown_at = time.monotonic()
        on_report(
            AdaptReport(
                step, steps, (step - 1) // STEPS_PER_EPOCH + 1, epochs,
                d_loss, g_loss, style, content, preview,
            )
        )  # fmt: skip
    game.settle()
    with torch.no_grad(), game.runtime.autocast():
        return game.shown(game.network(game.content).float())


def adapt(
    content: Photo,
    style: StyleSource,
    code: StyleTensors,
    params: AdaptParams,
    transfer_params: TransferParams,
    shipped: Shipped,
    on_report: Callable[[AdaptReport], None],
    switch: AdaptSwitch,
    progress: Progress,
) -> StylePreset:
    """The style adapted to this photo: an own preset without an id that carries its generator.

    on_report: called after each step, in this thread. Raises StyleError for a style without
    pictures, Cancelled when progress is cancelled.
    """
    progress.report(0.0, "Preparing")
    game = begin_game(content, style, code, transfer_params.stroke_size, shipped)
    last = play(game, params.epochs, on_report, switch, progress)
    packed, title = pack_code(code, shipped.sha256), style_title(style)
    begun = pack_code(game.code, shipped.sha256)
    tensors = {"code": torch.from_numpy(begun.numbers.copy()), **changes_of(game.network)}
    training = {"epochs": params.epochs, "style": title, "photo": content.name}
    # So that it can be adapted once more; a mix has no pictures of its own.
    pictures = () if isinstance(style, StyleMix) else _photos(style)
    model = StyleModel(CHANGES, dict(game.network.config), tensors, shipped.sha256, training)
    return StylePreset(
        id="",
        title=title,
        artist="",
        year="",
        note=f"Adapted from “{title}” to a photo.",
        image_path=None,
        thumbnail_path=Path(),
        own=True,
        carried=CarriedStyle(pictures, packed, _thumbnail(last), style_model_bytes(model)),
        family="adapted",
    )


def style_title(style: StyleSource) -> str:
    """What people call the style."""
    return style.name if isinstance(style, Photo) else style.title


def _thumbnail(picture: np.ndarray) -> np.ndarray:
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    square = picture[top : top + side, left : left + side]
    return cv2.resize(square, (THUMBNAIL_PX, THUMBNAIL_PX), interpolation=cv2.INTER_AREA)
