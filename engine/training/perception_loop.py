"""The training of the perception network: it learns to tell what the loss networks tell.

Each of its levels, through a linear map that is thrown away afterwards, must give the features of
VGG-19 at the same place (Wang et al., CVPR 2020: linear embedding loss), for photos, artworks,
what the generator makes of them, and worse: what a generator could try on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from engine.models.bundles import load_bundle
from engine.models.device import channels_last
from engine.models.perception import PerceptionNet
from engine.models.stylenet import StyleNet
from engine.training import budget, data, losses, sheets
from engine.training.checkpoints import (
    MovingAverage,
    load_checkpoint,
    save_checkpoint,
    write_tensors,
)
from engine.training.optimizers import MuonAdam, descend
from engine.training.stylenet_loop import learning_rate, mixed_precision

# How many levels of each teacher the student follows: the fourth tap of VGG-19, relu3_4, lies where
# the student has none.
FOLLOWED = (3, 4)


@dataclass
class Scale:
    """Mean (1, C, 1, 1) and overall deviation of a teacher's level: its features are told apart
    from each other but not from a constant."""

    mean: Tensor
    deviation: Tensor

    @classmethod
    def of(cls, level: Tensor) -> Scale:
        mean = level.float().mean((0, 2, 3), keepdim=True)
        return cls(mean, (level.float() - mean).square().mean().sqrt())


def level_errors(
    found: list[Tensor], wanted: list[Tensor], maps: nn.Module, scales: list[Scale]
) -> Tensor:
    """For each level the mean squared error over the variance of the features, (levels,)."""
    errors = []
    assert isinstance(maps, nn.ModuleList)
    for ours, theirs, translate, scale in zip(found, wanted, maps, scales, strict=True):
        target = (theirs.float() - scale.mean) / scale.deviation
        errors.append((translate(ours).float() - target).square().mean())
    return torch.stack(errors)


class PerceptionTraining:
    """Owns the student and the run folder: checkpoint.safetensors, log.csv, validation.csv and
    perception.safetensors, the averaged weights in float16. generator: a bundle of StyleNet."""

    def __init__(
        self,
        config: dict,
        data_dir: Path,
        weights_dir: Path,
        generator: Path,
        out_dir: Path,
        device: torch.device,
        seed: int = 1,
    ) -> None:
        torch.manual_seed(seed)
        out_dir.mkdir(parents=True, exist_ok=True)
        self.config, self.device, self.out_dir = config, device, out_dir
        (photos, held_photos), (artworks, held_artworks) = data.load_split(
            data_dir, config["clean_only"]
        )
        self.held = [*held_photos[:16], *held_artworks[:16]]
        network = load_bundle(generator, device).network
        assert isinstance(network, StyleNet)
        self.generator = network
        teachers = [losses.vgg_extractor(weights_dir), losses.distilled_extractor(weights_dir)]
        self.teachers = [channels_last(teacher.to(device).eval()) for teacher in teachers]
        self.student = channels_last(PerceptionNet(**config["network"]).to(device))
        self.photos, self.artworks = photos, artworks
        self.scales = self._scales()
        self.translators = self._translators().to(device)
        both = nn.ModuleDict({"student": self.student, "translators": self.translators})
        self.learning = both
        options = config["optimizer"]
        self.optimizer = MuonAdam(both, options["learning_rate"], tuple(options["betas"]))
        self.average = MovingAverage(both, options["ema"])
        self.step, self.spent_s = 0, 0.0
        if self.checkpoint.exists():
            state = load_checkpoint(
                self.checkpoint,
                {"both": both},
                {"both": self.average},
                {"both": self.optimizer},
            )
            self.step, self.spent_s = state["step"], state["spent_s"]
        self.resumed_at = self.step
        self.rng = np.random.default_rng(seed + self.step)
        self.facts = {"photos": len(photos), "artworks": len(artworks)}

    @torch.no_grad()
    def _scales(self) -> list[list[Scale]]:
        squares = [sheets.center_square(p, 128) for p in self.artworks[:64]]
        pictures = sheets.to_batch(squares, self.device)
        return [
            [Scale.of(level) for level in teacher(pictures)[:followed]]
            for teacher, followed in zip(self.teachers, FOLLOWED, strict=True)
        ]

    def _translators(self) -> nn.ModuleList:
        """Linear maps from the levels of the student to those of both teachers."""
        ours = self.config["network"]["widths"]
        return nn.ModuleList(
            nn.ModuleList(
                nn.Conv2d(width, scale.mean.shape[1], 1)
                for width, scale in zip(ours, scales, strict=False)
            )
            for scales in self.scales
        )

    @property
    def checkpoint(self) -> Path:
        return self.out_dir / "checkpoint.safetensors"

    def save(self) -> None:
        state = {"step": self.step, "spent_s": self.spent_s, "facts": self.facts}
        save_checkpoint(
            self.checkpoint,
            {"both": self.learning},
            {"both": self.average},
            {"both": self.optimizer},
            state,
        )

    def draw(self) -> tuple[np.ndarray, np.ndarray]:
        """Crops of photos and of artworks, uint8 (B, S, S, 3) each."""
        options, rng = self.config["data"], self.rng
        drawn = []
        for pictures in (self.photos, self.artworks):
            chosen = rng.integers(len(pictures), size=options["batch"])
            crops = [
                data.random_crop(pictures[i], options["crop"], options["scales"], rng)
                for i in chosen
            ]
            drawn.append(np.stack(crops))
        return drawn[0], drawn[1]

    @torch.no_grad()
    def _seen(self, photos: Tensor, artworks: Tensor) -> Tensor:
        """Half of each kind as they are, the rest stylized, noisy, or with wild colours."""
        count = len(photos) // 2
        with mixed_precision(self.device):
            drawn = self.generator(photos[:count], artworks[:count]).float()
        plain = torch.cat([photos[count:], artworks[count:], drawn])
        amount = torch.rand(len(plain), 1, 1, 1, device=plain.device)
        noise = torch.randn_like(plain) * 0.15 * amount * (amount > 0.5)
        mixed = torch.randn(len(plain), 3, 3, device=plain.device) * 0.3
        mixed = torch.eye(3, device=plain.device) + mixed * (
            torch.rand_like(mixed[:, :1, :1]) > 0.7
        )
        coloured = torch.einsum("bij,bjhw->bihw", mixed, plain - 0.5) + 0.5
        return coloured + noise

    def _errors(self, pictures: Tensor) -> Tensor:
        with mixed_precision(self.device):
            with torch.no_grad():
                teachers = [teacher(pictures) for teacher in self.teachers]
            found = self.student(pictures)
            parts = [
                level_errors(found[:followed], wanted[:followed], maps, scales)
                for followed, wanted, maps, scales in zip(
                    FOLLOWED, teachers, self.translators, self.scales, strict=True
                )
            ]
            return torch.cat(parts)

    def train_on(self, photos: Tensor, artworks: Tensor, fraction: float) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.config, self.step - self.resumed_at, fraction)
        errors = self._errors(self._seen(photos, artworks))
        norm = descend(
            errors.mean(),
            self.optimizer,
            self.learning.parameters(),
            self.config["optimizer"]["clip_norm"],
            self.average,
            self.learning,
            self.step,
        )
        self.step += 1
        return _named(errors) | {"gradient": norm}

    @torch.no_grad()
    def snapshot(self) -> None:
        """The averaged weights, and the errors of the last ones on held-out pictures."""
        squares = [sheets.center_square(p, 256) for p in self.held]
        errors = self._errors(sheets.to_batch(squares, self.device))
        budget.append_row(self.out_dir / "validation.csv", {"step": self.step} | _named(errors))
        prefix = "student."
        values = {k: v for k, v in self.average.values.items() if k.startswith(prefix)}
        weights = {k.removeprefix(prefix): v.half() for k, v in values.items()}
        write_tensors(self.out_dir / "perception.safetensors", weights, {})

    def run(self, minutes: float, checkpoint_s: float = 120, snapshot_s: float = 180) -> None:
        """Train until `minutes` have been spent in all, over any number of resumed runs."""
        try:
            budget.spend_on_pairs(self, minutes, checkpoint_s, snapshot_s)
        finally:
            self.snapshot()


def _named(errors: Tensor) -> dict[str, float]:
    names = ("vgg1", "vgg2", "vgg3", "narrow1", "narrow2", "narrow3", "narrow4")
    return dict(zip(names, errors.detach().tolist(), strict=True))
