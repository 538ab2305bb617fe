"""The perceptual training of StyleNet, resumable, within a time budget."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from engine.models.device import channels_last
from engine.models.stylenet import StyleNet
from engine.training import budget, data, losses, sheets
from engine.training.checkpoints import (
    MovingAverage,
    load_checkpoint,
    save_checkpoint,
    write_tensors,
)

PLAIN_TERMS = ("range", "flatness", "identity", "grid", "layout")


@dataclass
class Batch:
    content: np.ndarray
    style: np.ndarray
    identity: np.ndarray
    phase: dict


def mixed_precision(device: torch.device) -> AbstractContextManager:
    if device.type in ("cpu", "cuda"):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


def phase_of(config: dict, fraction: float) -> dict:
    return next((p for p in config["phases"] if fraction < p["until"]), config["phases"][-1])


def learning_rate(config: dict, step: int, fraction: float) -> float:
    """Linear warm-up, constant, then a cosine to the final rate by the end of the budget."""
    optimizer = config["optimizer"]
    top, bottom, begin = (
        optimizer[k] for k in ("learning_rate", "final_learning_rate", "decay_from")
    )
    warm = min(1.0, (step + 1) / optimizer["warmup_steps"])
    late = min(1.0, max(0.0, (fraction - begin) / (1 - begin)))
    return warm * (bottom + (top - bottom) * 0.5 * (1 + math.cos(math.pi * late)))


class PairSource:
    """Draws crops of photos and artworks."""

    def __init__(self, contents: list, styles: list, config: dict, seed: int) -> None:
        self.contents, self.styles, self.config = contents, styles, config
        self.rng = np.random.default_rng(seed)
        self.fraction = 0.0

    def __call__(self) -> Batch:
        phase, options, rng = phase_of(self.config, self.fraction), self.config["data"], self.rng
        contents, styles, identity = [], [], []
        for _ in range(phase["batch"]):
            content = self.contents[rng.integers(len(self.contents))]
            contents.append(
                data.random_crop(content, phase["crop"], options["content_scales"], rng)
            )
            same = rng.random() < options["identity"]
            identity.append(same)
            if same:
                styles.append(contents[-1])
                continue
            style = self.styles[rng.integers(len(self.styles))]
            crop = data.random_crop(style, phase["crop"], options["style_scales"], rng)
            if rng.random() < options["jitter"]:
                crop = data.jitter_colours(crop, rng)
            styles.append(crop)
        return Batch(np.stack(contents), np.stack(styles), np.array(identity), phase)


class Perceptual:
    """The weighted sum of losses that the recipe names."""

    def __init__(self, weights_dir: Path, config: dict, device: torch.device) -> None:
        self.config = config["losses"]
        self.distilled = channels_last(losses.distilled_extractor(weights_dir).to(device).eval())
        self.vgg = None
        if any(phase["vgg_pictures"] for phase in config["phases"]):
            self.vgg = channels_last(losses.vgg_extractor(weights_dir).to(device).eval())

    def _judge(
        self, network: nn.Module, output: Tensor, content: Tensor, style: Tensor
    ) -> dict[str, Tensor]:
        with torch.no_grad():
            wanted, drawn = network(content), network(style)
        ours = network(output)
        moments, textures = losses.style_distance(ours, drawn, self.config["covariance"])
        shallow = self.config["content_shallow"]
        kept = losses.content_distance(ours[-1], wanted[-1])
        kept = kept + shallow * losses.content_distance(ours[-2], wanted[-2])
        return {"content": kept, "moments": moments, "textures": textures}

    def __call__(
        self, output: Tensor, content: Tensor, style: Tensor, batch: Batch, fraction: float
    ) -> tuple[Tensor, dict[str, float]]:
        options = self.config
        begin, end = options["style"]
        style_weight = begin + (end - begin) * min(1.0, fraction / options["style_ramp"])
        terms = self._judge(self.distilled, output, content, style)
        perceived = options["content"] * terms["content"] + style_weight * (
            terms["moments"] + terms["textures"]
        )
        count = batch.phase["vgg_pictures"]
        if count and self.vgg is not None:
            judged = self._judge(self.vgg, output[:count], content[:count], style[:count])
            extra = options["content"] * judged["content"] + style_weight * (
                judged["moments"] + judged["textures"]
            )
            # The few pictures that the large judge sees stand for the whole batch.
            perceived = 0.5 * perceived + 0.5 * extra.mean()
        same = torch.from_numpy(batch.identity).to(output.device)
        difference = (output - content).abs().flatten(1).mean(1) * same
        terms |= {
            "range": losses.range_penalty(output),
            "flatness": losses.flatness_penalty(output, content) * ~same,
            "identity": difference,
            "grid": losses.grid_penalty(output) * ~same,
            "layout": losses.layout_distance(output, content, style) * ~same,
        }
        total = perceived + sum(options[name] * terms[name] for name in PLAIN_TERMS)
        loss = total.mean()
        report = {k: float(v.detach().mean()) for k, v in terms.items()}
        report["identity"] = float(difference.detach().sum() / max(1, int(same.sum())))
        return loss, report | {"loss": float(loss.detach())}


class StyleNetTraining:
    """Owns the networks, the optimizer and the run folder.

    out_dir receives checkpoint.safetensors, log.csv, sheet-*.jpg and snapshot-*.safetensors.
    """

    def __init__(
        self,
        config: dict,
        data_dir: Path,
        weights_dir: Path,
        out_dir: Path,
        device: torch.device,
        seed: int = 1,
    ) -> None:
        torch.manual_seed(seed)
        out_dir.mkdir(parents=True, exist_ok=True)
        self.config, self.device, self.out_dir = config, device, out_dir
        (contents, held_contents), (styles, held_styles) = data.load_split(
            data_dir, config["clean_only"]
        )
        self.held = held_contents[:6], held_styles[:8]
        self.network = channels_last(StyleNet(**config["network"]).to(device))
        options = config["optimizer"]
        self.optimizer = torch.optim.Adam(
            self.network.parameters(), options["learning_rate"], betas=tuple(options["betas"])
        )
        self.average = MovingAverage(self.network, options["ema"])
        self.perceptual = Perceptual(weights_dir, config, device)
        self.step, self.spent_s = 0, 0.0
        if self.checkpoint.exists():
            state = load_checkpoint(
                self.checkpoint,
                {"generator": self.network},
                {"generator": self.average},
                {"generator": self.optimizer},
            )
            self.step, self.spent_s = state["step"], state["spent_s"]
        self.source = PairSource(contents, styles, config, seed + self.step)

    @property
    def checkpoint(self) -> Path:
        return self.out_dir / "checkpoint.safetensors"

    def save(self) -> None:
        save_checkpoint(
            self.checkpoint,
            {"generator": self.network},
            {"generator": self.average},
            {"generator": self.optimizer},
            {"step": self.step, "spent_s": self.spent_s},
        )

    def averaged(self) -> StyleNet:
        network = StyleNet(**self.config["network"]).to(self.device)
        network.load_state_dict(self.average.values)
        return network.eval()

    def snapshot(self) -> None:
        """A sheet of held-out training pictures and the averaged weights at this moment."""
        network = self.averaged()
        sheet = sheets.contact_sheet(network, *self.held, 192, self.device)
        sheets.write_picture(self.out_dir / f"sheet-{self.step:06d}.jpg", sheet)
        weights = {k: v.half() for k, v in network.state_dict().items()}
        write_tensors(self.out_dir / f"snapshot-{self.step:06d}.safetensors", weights, {})

    def train_step(self, batch: Batch, fraction: float) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.config, self.step, fraction)
        content, style = (
            sheets.to_batch(list(pictures), self.device)
            for pictures in (batch.content, batch.style)
        )
        with mixed_precision(self.device):
            output = self.network(content, style)
            loss, report = self.perceptual(output.float(), content, style, batch, fraction)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(
            self.network.parameters(), self.config["optimizer"]["clip_norm"]
        )
        # One bad batch must not spoil hours of work.
        if torch.isfinite(norm):
            self.optimizer.step()
            self.average.update(self.network, self.step)
        self.step += 1
        return report | {"gradient": float(norm), "crop": batch.phase["crop"]}

    def run(self, minutes: float, checkpoint_s: float = 180, snapshot_s: float = 600) -> None:
        """Train until `minutes` have been spent in all, over any number of resumed runs."""
        prefetcher = data.Prefetcher(self.source)

        def turn(fraction: float) -> dict[str, float]:
            self.source.fraction = fraction
            return self.train_step(next(prefetcher), fraction)

        try:
            budget.spend(self, minutes, turn, checkpoint_s, snapshot_s)
        finally:
            prefetcher.close()
            self.snapshot()
