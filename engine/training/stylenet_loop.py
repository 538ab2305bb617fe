"""The perceptual training of StyleNet, resumable, within a time budget."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.models.device import BF16_INSTRUCTIONS, channels_last
from engine.models.stylenet import StyleNet
from engine.training import budget, data, losses, sheets
from engine.training.checkpoints import (
    MovingAverage,
    load_checkpoint,
    save_checkpoint,
    write_tensors,
)
from engine.training.optimizers import MuonAdam, descend
from engine.training.pairs import Batch, PairSource
from engine.training.team import ALONE, Team

Split: TypeAlias = tuple[list[np.ndarray], list[np.ndarray]]
"""Pictures to learn from, and those held out; uint8 (H, W, 3) each."""

PLAIN_TERMS = (
    "range", "flatness", "identity", "grid", "layout", "contrast", "unevenness", "rims"
)  # fmt: skip
# How often no, one and two glances correct the code where a recipe does not say.
ALWAYS_CORRECTED = (0.0, 0.0, 1.0)


def mixed_precision(device: torch.device) -> AbstractContextManager:
    """bfloat16 where the device computes in it, float32 where it would only pretend to."""
    if _has_bfloat16(device.type):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


@cache
def _has_bfloat16(device_type: str) -> bool:
    if device_type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    capabilities = torch.cpu.get_capabilities() if device_type == "cpu" else {}
    return any(capabilities.get(name, False) for name in BF16_INSTRUCTIONS)


def learning_rate(config: dict, step: int, fraction: float) -> float:
    """Linear warm-up, constant, then a cosine to the final rate by the end of the budget.

    step: since the run began or was resumed. A resumed run with more time goes on at a far higher
    rate than it stopped with, and would be thrown back without a warm-up.
    """
    optimizer = config["optimizer"]
    top, bottom, begin = (
        optimizer[k] for k in ("learning_rate", "final_learning_rate", "decay_from")
    )
    warm = min(1.0, (step + 1) / optimizer["warmup_steps"])
    late = min(1.0, max(0.0, (fraction - begin) / (1 - begin)))
    return warm * (bottom + (top - bottom) * 0.5 * (1 + math.cos(math.pi * late)))


@dataclass
class Targets:
    """What one judge saw of a batch: normalised content levels (the last but one and the last)
    and statistics of the style levels."""

    content: list[Tensor]
    style: list[losses.StyleStatistics]


class Perceptual:
    """The weighted sum of losses that the recipe names, as judged by one or two networks.

    weights_dir: with the arrays of the loss networks. judge: a network to take in their place; it
    must give four levels as they do.
    """

    def __init__(
        self,
        weights_dir: Path | None,
        options: dict,
        device: torch.device,
        with_vgg: bool,
        judge: nn.Module | None = None,
    ) -> None:
        self.options = options
        self.judges: list[nn.Module] = [] if judge is None else [judge.requires_grad_(False)]
        if judge is None:
            assert weights_dir is not None
            self.judges.append(losses.distilled_extractor(weights_dir))
            if with_vgg:
                self.judges.append(losses.vgg_extractor(weights_dir))
        self.judges = [channels_last(judge.to(device).eval()) for judge in self.judges]

    @torch.no_grad()
    def targets(self, content: Tensor, style: Tensor) -> list[Targets]:
        """What the judges see of content and style, (B, 3, H, W) each."""
        return [
            Targets(
                [losses.normalised(level) for level in judge(content)[-2:]],
                [losses.style_statistics(level) for level in judge(style)],
            )
            for judge in self.judges
        ]

    def _judge(
        self, judge: nn.Module, output: Tensor, wanted: Targets, order: Tensor
    ) -> dict[str, Tensor]:
        ours = judge(output)
        moments, textures = losses.style_distance(
            [losses.style_statistics(level) for level in ours],
            [level.of(order) for level in wanted.style],
            self.options["covariance"],
        )
        shallow, deep = (
            losses.content_distance(losses.normalised(level), kept)
            for level, kept in zip(ours[-2:], wanted.content, strict=True)
        )
        kept = deep + self.options["content_shallow"] * shallow
        return {"content": kept, "moments": moments, "textures": textures}

    def __call__(
        self,
        output: Tensor,
        content: Tensor,
        style: Tensor,
        wanted: list[Targets],
        order: Tensor,
        same: Tensor,
        fraction: float,
    ) -> tuple[Tensor, dict[str, float]]:
        """The loss and its terms for output (B, 3, H, W).

        wanted: the targets of `content` and of the styles before they were put in `order`
        (B,). same: (B,) bool, true where the photo is its own style and must come back as it is.
        fraction: of the budget, for the weight of the style.
        """
        options = self.options
        begin, end = options["style"]
        style_weight = begin + (end - begin) * min(1.0, fraction / options["style_ramp"])
        judged = [
            self._judge(judge, output, targets, order)
            for judge, targets in zip(self.judges, wanted, strict=True)
        ]
        terms = {
            name: sum(part[name] for part in judged) / len(judged) * ~same for name in judged[0]
        }
        perceived = options["content"] * terms["content"] + style_weight * (
            terms["moments"] + terms["textures"]
        )
        difference = (output - content).abs().flatten(1).mean(1) * same
        terms |= {
            "range": losses.range_penalty(output),
            "flatness": losses.flatness_penalty(output, content) * ~same,
            "identity": difference,
            "grid": losses.grid_penalty(output) * ~same,
            "layout": losses.layout_distance(output, content, style) * ~same,
            "contrast": losses.contrast_distance(output, content, style) * ~same,
            "unevenness": losses.unevenness(output, content) * ~same,
            "rims": losses.rims(output, content) * ~same,
        }
        # A run goes on with the recipe that it was begun with, which may know of less.
        plain = sum(options.get(name, 0.0) * terms[name] for name in PLAIN_TERMS)
        loss = (perceived + plain).mean()
        report = {k: float(v.detach().mean()) for k, v in terms.items()}
        report["identity"] = float(difference.detach().sum() / max(1, int(same.sum())))
        return loss, report | {"loss": float(loss.detach())}


class StyleNetTraining:
    """Owns the networks, the optimizer and the run folder.

    out_dir receives checkpoint.safetensors, log.csv, sheet-*.jpg and snapshot-*.safetensors.
    pictures: the folder with train_content and train_style, or photos and artworks themselves.
    weights_dir: with the arrays of the loss networks; without them, `judge` judges.
    """

    def __init__(
        self,
        config: dict,
        pictures: Path | tuple[Split, Split],
        weights_dir: Path | None,
        out_dir: Path,
        device: torch.device,
        seed: int = 1,
        judge: nn.Module | None = None,
        team: Team = ALONE,
    ) -> None:
        torch.manual_seed(seed)
        out_dir.mkdir(parents=True, exist_ok=True)
        self.config, self.device, self.out_dir, self.team = config, device, out_dir, team
        if isinstance(pictures, Path):
            pictures = data.load_split(pictures, config["clean_only"])
        (contents, held_contents), (styles, held_styles) = pictures
        self.held = held_contents, held_styles
        self.keeps_snapshots = True
        """Whether a snapshot keeps the weights, too."""
        self.facts = {"photos": len(contents), "artworks": len(styles), "started_from": ""}
        self.network = channels_last(StyleNet(**config["network"]).to(device))
        options = config["optimizer"]
        self.optimizer = MuonAdam(
            self.network, options["learning_rate"], betas=tuple(options["betas"])
        )
        self.average = MovingAverage(self.network, options["ema"])
        self.perceptual = Perceptual(weights_dir, config["losses"], device, config["vgg"], judge)
        self.step, self.spent_s = 0, 0.0
        if self.checkpoint.exists():
            state = load_checkpoint(
                self.checkpoint,
                {"generator": self.network},
                {"generator": self.average},
                {"generator": self.optimizer},
            )
            self.step, self.spent_s = state["step"], state["spent_s"]
            self.facts |= state.get("facts", {})
        self.resumed_at = self.step
        team.match([*self.network.state_dict().values(), *self.average.values.values()])
        torch.manual_seed(seed + self.step + 1_000_003 * team.rank)
        own = seed + self.step if team.leads else [seed + self.step, team.rank]
        self.source = PairSource(contents, styles, config, own)

    @property
    def checkpoint(self) -> Path:
        return self.out_dir / "checkpoint.safetensors"

    def start_from(self, weights: Path) -> None:
        """Begin with the weights of a snapshot or of a shipped bundle."""
        self.network.load_state_dict(load_file(weights))
        self.average = MovingAverage(self.network, self.average.decay)
        self.facts["started_from"] = weights.name

    def save(self) -> None:
        save_checkpoint(
            self.checkpoint,
            {"generator": self.network},
            {"generator": self.average},
            {"generator": self.optimizer},
            {"step": self.step, "spent_s": self.spent_s, "facts": self.facts},
        )

    def averaged(self) -> StyleNet:
        network = StyleNet(**self.config["network"]).to(self.device)
        network.load_state_dict(self.average.values)
        return network.eval()

    def snapshot(self) -> None:
        """The averaged weights at this moment, a sheet of held-out pictures in held-out styles,
        and one more point of the validation curve."""
        network = self.averaged()
        contents, styles = self.held
        sheet = sheets.contact_sheet(network, contents[:6], styles[:8], 192, self.device)
        sheets.write_picture(self.out_dir / f"sheet-{self.step:06d}.jpg", sheet)
        if self.keeps_snapshots:
            weights = {k: v.half() for k, v in network.state_dict().items()}
            write_tensors(self.out_dir / f"snapshot-{self.step:06d}.safetensors", weights, {})
        budget.append_row(
            self.out_dir / "validation.csv",
            {"step": self.step, "seconds": round(self.spent_s, 1)} | self.validate(network),
        )

    @torch.no_grad()
    def validate(self, network: StyleNet, size_px: int = 256, batch: int = 4) -> dict[str, float]:
        """The losses on all photos held out from training, each in one held-out style."""
        contents, styles = self.held
        reports = []
        for start in range(0, len(contents), batch):
            photos = [sheets.center_square(p, size_px) for p in contents[start : start + batch]]
            drawn = [
                sheets.center_square(styles[(start + i) % len(styles)], size_px)
                for i in range(len(photos))
            ]
            content, style = (sheets.to_batch(p, self.device) for p in (photos, drawn))
            order = torch.arange(len(photos), device=self.device)
            with mixed_precision(self.device):
                _, report = self.perceptual(
                    network(content, style).float(),
                    content,
                    style,
                    self.perceptual.targets(content, style),
                    order,
                    torch.zeros_like(order, dtype=torch.bool),
                    1.0,
                )
            reports.append(report)
        return {k: round(float(np.mean([r[k] for r in reports])), 5) for k in reports[0]}

    def train_on(self, batch: Batch, fraction: float) -> Iterator[dict[str, float]]:
        """As many steps as the recipe pairs these photos and styles anew; the judges look at
        them but once."""
        content, style = (
            sheets.to_batch(list(pictures), self.device)
            for pictures in (batch.content, batch.style)
        )
        with mixed_precision(self.device):
            wanted = self.perceptual.targets(content, style)
        places = torch.arange(len(content), device=self.device)
        for turn in range(min(self.config["data"]["pairings"], len(content))):
            yield self._step(content, style, wanted, places.roll(turn), batch.phase, fraction)

    def _step(
        self,
        content: Tensor,
        style: Tensor,
        wanted: list[Targets],
        order: Tensor,
        phase: dict,
        fraction: float,
    ) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.config, self.step - self.resumed_at, fraction)
        same = torch.rand(len(content), device=self.device) < self.config["data"]["identity"]
        drawn = torch.where(same[:, None, None, None], content, style[order])
        shares = self.config["data"].get("glances", ALWAYS_CORRECTED)
        turns = int(torch.multinomial(torch.tensor(shares), 1))
        with mixed_precision(self.device):
            output = self.network(content, drawn, turns).float()
            loss, report = self.perceptual(output, content, drawn, wanted, order, same, fraction)
        norm = descend(
            loss,
            self.optimizer,
            self.network.parameters(),
            self.config["optimizer"]["clip_norm"],
            self.average,
            self.network,
            self.step,
            self.team.average,
        )
        self.step += 1
        return report | {"gradient": norm, "crop": phase["crop"]}

    def run(
        self,
        minutes: float,
        checkpoint_s: float = 180,
        snapshot_s: float = 600,
        watch: budget.Watch = budget.WATCH,
    ) -> None:
        """Train until `minutes` have been spent in all, over any number of resumed runs."""
        prefetcher = data.Prefetcher(self.source)
        reports: Iterator[dict[str, float]] = iter(())

        def turn(fraction: float) -> dict[str, float]:
            nonlocal reports
            self.source.fraction = fraction
            report = next(reports, None)
            if report is None:
                reports = self.train_on(next(prefetcher), fraction)
                report = next(reports)
            return report

        try:
            budget.spend(self, minutes, turn, checkpoint_s, snapshot_s, self.team, watch)
        finally:
            prefetcher.close()
            if self.team.leads:
                self.snapshot()
