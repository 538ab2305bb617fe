"""Adapting the generator to one photo and one style, at the desk, in about a minute.

The loop that every GAN is trained by, begun from the shipped weights: the discriminator learns to
tell pieces of the style picture from what the generator draws (hinge losses), the generator learns
to pass for them while it keeps the photo's content and comes nearer to the style's statistics
(Gatys et al., CVPR 2016) as the shipped perception network sees both. What the shipped
discriminator would flag and did not flag before costs as well. What content and faults cost follows
how much of them there is, and the best moment of all is kept.

The generator is StyleNet for this one style; of its large convolutions only low-rank changes are
learned (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022), so that an
adapted style takes less than a megabyte.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.adaptation import AdaptReport, AdaptSwitch
from engine.imaging.colour import to_srgb
from engine.imaging.photo import Photo
from engine.imaging.resample import fit_within, resize
from engine.imaging.tensors import as_float, pad_to_multiple, to_tensor
from engine.models.device import Runtime, channels_last
from engine.models.discriminator import Discriminator
from engine.models.fixed_style import FixedStyleNet
from engine.models.perception import PerceptionNet
from engine.models.style_models import CHANGES, StyleModel, style_model_bytes
from engine.models.stylenet import StyleNet, StyleTensors
from engine.models.weight_changes import changes_of
from engine.operations.adapting_game import WHOLLY, Game, Weights
from engine.operations.learnt_pictures import learnt_pictures, pictures_to_keep
from engine.operations.own_generators import code_of_changes, earlier_changes
from engine.operations.params import AdaptParams, TransferParams
from engine.operations.style_codes import pack_code, unpack_code
from engine.operations.transfer import WORKING_SHORT_PX
from engine.progress import Progress
from engine.styles import CarriedStyle, StylePreset, StyleSource, style_title

STEPS_PER_EPOCH = 20
SIZE_MULTIPLE = 32
MOST_PIXELS = 300_000
PREVIEW_S = 1.0
THUMBNAIL_PX = 128


@dataclass(frozen=True)
class Shipped:
    """The networks that an adaptation begins with and does not change.

    sha256: of the generator's weights. flagged_from: the discriminator's logit from which a place
    is flagged.
    """

    generator: StyleNet
    discriminator: Discriminator
    perception: PerceptionNet
    runtime: Runtime
    sha256: str
    flagged_from: float = 0.0


def begin_game(
    content: Photo,
    style: StyleSource,
    code: StyleTensors,
    stroke_size: float,
    shipped: Shipped,
    weights: Weights | None = None,
    earlier: StyleModel | None = None,
) -> Game:
    """The game for a photo and a style, before its first step.

    earlier: what an adapted style has learned, which goes on from there.
    """
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
    for picture, weight in learnt_pictures(style):
        tensor, _ = pad_to_multiple(to_tensor(picture, device), SIZE_MULTIPLE)
        styles.append((tensor, weight))
    begun = (
        _begun_with(code, padded, shipped)
        if earlier is None
        else code_of_changes(earlier, shipped.generator, shipped.sha256, shipped.runtime)
    )
    network = FixedStyleNet.of_style(shipped.generator, begun)
    channels_last(network)
    return Game(
        network.eval(),
        begun,
        copy.deepcopy(shipped.discriminator),
        shipped.discriminator,
        shipped.perception,
        padded,
        (slice(0, working.shape[0]), slice(0, working.shape[1])),
        styles,
        code.vector.float(),
        shipped.runtime,
        weights or Weights(),
        earlier,
        shipped.flagged_from,
        (pixels.shape[0], pixels.shape[1]),
    )


def _begun_with(code: StyleTensors, content: Tensor, shipped: Shipped) -> StyleTensors:
    """What a transfer of this photo asks StyleNet for, in the numbers in which it is stored."""
    generator, runtime = shipped.generator, shipped.runtime
    with torch.no_grad(), runtime.autocast():
        asked = generator.corrected(content, code)
    return unpack_code(pack_code(asked, shipped.sha256), generator, runtime.device)


def play(
    game: Game,
    epochs: int,
    on_report: Callable[[AdaptReport], None],
    switch: AdaptSwitch,
    progress: Progress,
    look: TransferParams = WHOLLY,
) -> np.ndarray:
    """Play so many epochs or until stopped; returns the best picture, uint8 (h, w, 3).

    look: how the previews are shown.

    Raises Cancelled when progress is cancelled, also during a pause.
    """
    steps = epochs * STEPS_PER_EPOCH
    shown_at = -1e9
    for step in range(1, steps + 1):
        while not switch.wait(0.1):
            progress.check()
        if switch.stopped:
            break
        progress.report((step - 1) / steps, "Learning the style")
        output, d_loss, g_loss, style, content = game.step()
        preview = None
        if time.monotonic() - shown_at > PREVIEW_S or step == steps:
            preview = game.shown(output, look)
            shown_at = time.monotonic()
        on_report(
            AdaptReport(
                step, steps, (step - 1) // STEPS_PER_EPOCH + 1, epochs,
                d_loss, g_loss, style, content, preview,
            )
        )  # fmt: skip
    output, kept = game.settle()
    done = game.steps
    if done:
        epoch = (done - 1) // STEPS_PER_EPOCH + 1
        on_report(
            AdaptReport(done, steps, epoch, epochs, math.nan, math.nan, kept.style, kept.content)
        )
    return game.shown(output)


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

    One that was adapted with these weights of StyleNet goes on where it was. on_report: called
    after each step, in this thread. Raises StyleError for a style without pictures, ModelError for
    a damaged one, Cancelled when progress is cancelled.
    """
    progress.report(0.0, "Preparing")
    earlier = earlier_changes(style, shipped.sha256)
    stroke_size = transfer_params.stroke_size
    game = begin_game(content, style, code, stroke_size, shipped, earlier=earlier)
    last = play(game, params.epochs, on_report, switch, progress, transfer_params)
    packed, title = pack_code(code, shipped.sha256), style_title(style)
    begun = pack_code(game.code, shipped.sha256)
    tensors = {"code": torch.from_numpy(begun.numbers.copy()), **changes_of(game.network)}
    training = {"epochs": params.epochs, "style": title, "photo": content.name}
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
        carried=CarriedStyle(
            pictures_to_keep(style), packed, _thumbnail(last), style_model_bytes(model)
        ),
        family="adapted",
    )


def _thumbnail(picture: np.ndarray) -> np.ndarray:
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    square = picture[top : top + side, left : left + side]
    return cv2.resize(square, (THUMBNAIL_PX, THUMBNAIL_PX), interpolation=cv2.INTER_AREA)
