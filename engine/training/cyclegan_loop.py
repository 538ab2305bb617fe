"""The training of a CycleGAN: photos and a collection, without pairs, resumable.

Zhu, Park, Isola & Efros, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks" (ICCV 2017): least-squares adversarial losses, cycle and identity losses in L1, a history
of generated pictures for the discriminators (Shrivastava et al., CVPR 2017). Both generators begin
as what StyleNet makes of the most typical picture of the collection, and of the photos: what is
left to learn is what one picture cannot say. Statistics of the style over whole batches (Gatys et
al., CVPR 2016) keep the brushwork, which the cycle would rather do without: a photo that is hardly
changed is easily brought back.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.device import channels_last
from engine.models.fixed_style import FixedStyleNet
from engine.models.patch_discriminator import PatchDiscriminator
from engine.models.perception import PerceptionNet
from engine.models.stylenet import StyleNet, StyleTensors
from engine.operations.style_codes import mean_code
from engine.operations.transfer import WORKING_SHORT_PX
from engine.training import budget, data, losses, sheets
from engine.training.checkpoints import (
    MovingAverage,
    load_checkpoint,
    save_checkpoint,
    write_tensors,
)
from engine.training.optimizers import MuonAdam
from engine.training.stylenet_loop import learning_rate, mixed_precision
from engine.training.team import ALONE, Team

GENERATORS = ("paint", "unpaint")
JUDGES = ("judge_paintings", "judge_photos")


class History:
    """The last pictures that a generator made: half of those that a discriminator sees are from
    before, so that it does not forget what it has seen through."""

    def __init__(self, capacity: int, rng: np.random.Generator) -> None:
        self._kept: list[Tensor] = []
        self._capacity, self._rng = capacity, rng

    def exchanged(self, batch: Tensor) -> Tensor:
        """(B, 3, H, W): each picture of the batch, or one from the history in its place."""
        out = []
        for picture in batch.detach():
            if len(self._kept) < self._capacity or picture.shape != self._kept[0].shape:
                self._kept = [p for p in self._kept if p.shape == picture.shape] + [picture]
                out.append(picture)
            elif self._rng.random() < 0.5:
                place = int(self._rng.integers(len(self._kept)))
                out.append(self._kept[place])
                self._kept[place] = picture
            else:
                out.append(picture)
        return torch.stack(out)


@dataclass
class Collections:
    """Training and validation parts of photos and paintings, uint8 (H, W, 3) each."""

    photos: list[np.ndarray]
    held_photos: list[np.ndarray]
    paintings: list[np.ndarray]
    held_paintings: list[np.ndarray]


@torch.no_grad()
def style_codes(
    network: StyleNet, pictures: list[np.ndarray], device: torch.device
) -> list[StyleTensors]:
    """The codes of pictures, a batch of 1 each, seen at the size at which a transfer sees them."""
    squares = (sheets.center_square(picture, WORKING_SHORT_PX) for picture in pictures)
    return [network.encode_style(sheets.to_batch([square], device)) for square in squares]


def mean_style(network: StyleNet, pictures: list[np.ndarray], device: torch.device) -> StyleTensors:
    """The mean of the codes of pictures; a batch of 1."""
    return mean_code(style_codes(network, pictures, device))


def typical_style(
    network: StyleNet, pictures: list[np.ndarray], device: torch.device
) -> StyleTensors:
    """The code of the picture whose style vector is nearest to those of all; a batch of 1.

    Of very different pictures the mean is the style of none: greyish, and a weave all over.
    """
    codes = style_codes(network, pictures, device)
    vectors = torch.cat([code.vector for code in codes]).float()
    vectors = vectors / (vectors.std(0, correction=0) + 1e-6)
    return codes[int(torch.cdist(vectors, vectors).sum(1).argmin())]


def least_squares(scores: list[Tensor], wanted: float) -> Tensor:
    """Mean squared distance of scores to 0 or 1 (Mao et al., ICCV 2017); every map counts alike."""
    return torch.stack([(s.float() - wanted).square().mean() for s in scores]).mean()


class CycleGanTraining:
    """Owns both generators, both discriminators, their optimizers and the run folder.

    out_dir receives checkpoint.safetensors, log.csv, sheet-*.jpg and, now and then and at the end,
    paint.safetensors: the averaged weights of photo to painting, in float16. base: the StyleNet
    that a new run begins with, None for chance. team: the processes that train it together, each
    with pictures drawn by itself; the leader alone writes.
    """

    def __init__(
        self,
        config: dict,
        pictures: Collections,
        perception: PerceptionNet,
        out_dir: Path,
        device: torch.device,
        base: StyleNet | None = None,
        seed: int = 1,
        team: Team = ALONE,
    ) -> None:
        torch.manual_seed(seed)
        out_dir.mkdir(parents=True, exist_ok=True)
        self.config, self.pictures, self.team = config, pictures, team
        self.perception = perception
        self.device, self.out_dir = device, out_dir
        self.networks: dict[str, nn.Module] = {}
        for name, examples in zip(
            GENERATORS, (pictures.paintings, pictures.photos[:60]), strict=True
        ):
            network = FixedStyleNet(**config["network"])
            if base is not None:
                network = FixedStyleNet.of_style(base, typical_style(base, examples, device))
            self.networks[name] = channels_last(network.to(device))
        squares = [sheets.center_square(p, 128) for p in pictures.paintings[:32]]
        for name in JUDGES:
            judge = PatchDiscriminator(perception, config["discriminator"]["width"])
            judge.to(device).measure(sheets.to_batch(squares, device))
            self.networks[name] = channels_last(judge)
        options = config["optimizer"]
        betas = tuple(options["betas"])
        self.optimizers: dict[str, torch.optim.Optimizer] = {
            "generators": MuonAdam(
                nn.ModuleList([self.networks[name] for name in GENERATORS]),
                options["learning_rate"],
                betas,
            ),
            "judges": torch.optim.Adam(
                self._parameters(JUDGES), options["judges_learning_rate"], betas
            ),
        }
        self.averages = {
            name: MovingAverage(self.networks[name], options["ema"]) for name in GENERATORS
        }
        self.step, self.spent_s = 0, 0.0
        if self.checkpoint.exists():
            state = load_checkpoint(self.checkpoint, self.networks, self.averages, self.optimizers)
            self.step, self.spent_s = state["step"], state["spent_s"]
        self.resumed_at = self.step
        self._begin_together(seed)
        self.histories = {
            name: History(options["history"], np.random.default_rng([*self._seeds, number]))
            for number, name in enumerate(GENERATORS)
        }
        self.paint, self.unpaint = (self.networks[name] for name in GENERATORS)
        self.judge_paintings, self.judge_photos = (self.networks[name] for name in JUDGES)

    def _begin_together(self, seed: int) -> None:
        """The same weights for the whole team; chance is each one's own from here on."""
        for network in self.networks.values():
            self.team.match(network.state_dict().values())
        for average in self.averages.values():
            self.team.match(average.values.values())
        self._seeds = seed + self.step, self.team.rank
        torch.manual_seed(seed + self.step + 1_000_003 * self.team.rank)
        self.rng = np.random.default_rng(seed + self.step if self.team.leads else self._seeds)

    def _parameters(self, names: tuple[str, str]) -> list[nn.Parameter]:
        return [p for name in names for p in self.networks[name].parameters()]

    @property
    def checkpoint(self) -> Path:
        return self.out_dir / "checkpoint.safetensors"

    def save(self) -> None:
        state = {"step": self.step, "spent_s": self.spent_s} | {
            "photos": len(self.pictures.photos),
            "paintings": len(self.pictures.paintings),
        }
        save_checkpoint(self.checkpoint, self.networks, self.averages, self.optimizers, state)

    # -- pictures

    def draw(self) -> tuple[np.ndarray, np.ndarray]:
        """Crops of photos and of paintings, uint8 (B, S, S, 3) each.

        Scales are relative to the size at which a transfer sees both.
        """
        options, rng = self.config["data"], self.rng

        def crop(picture: np.ndarray, scales: tuple[float, float]) -> np.ndarray:
            unit = WORKING_SHORT_PX / min(picture.shape[:2])
            low, high = (unit * scale for scale in scales)
            return data.random_crop(picture, options["crop"], (low, high), rng)

        def crops(pictures: list[np.ndarray], scales: tuple[float, float]) -> np.ndarray:
            drawn = rng.integers(len(pictures), size=options["batch"])
            return np.stack([crop(pictures[i], scales) for i in drawn])

        return (
            crops(self.pictures.photos, options["content_scales"]),
            crops(self.pictures.paintings, options["style_scales"]),
        )

    # -- steps

    def train_on(self, photo: Tensor, painting: Tensor, fraction: float) -> dict[str, float]:
        """One step of the generators and one of the discriminators on (B, 3, S, S) each."""
        self._set_rates(fraction)
        self._judged(False)
        with mixed_precision(self.device):
            painted, photographed = self.paint(photo).float(), self.unpaint(painting).float()
            again_photo, again_painting = self.unpaint(painted), self.paint(photographed)
            same_photo, same_painting = self.unpaint(photo), self.paint(painting)
            terms = {
                "paint": least_squares(self.judge_paintings(painted), 1),
                "unpaint": least_squares(self.judge_photos(photographed), 1),
                "cycle": F.l1_loss(again_photo.float(), photo)
                + F.l1_loss(again_painting.float(), painting),
                "identity": F.l1_loss(same_photo.float(), photo)
                + F.l1_loss(same_painting.float(), painting),
                "structure": structure_distance(painted, photo)
                + structure_distance(photographed, painting),
                "style": self._style_distance(painted, painting),
                # No painting belongs to a photo, but the plain places of any tell how plain.
                "contrast": losses.contrast_distance(painted, photo, painting).mean(),
                "grid": (losses.grid_penalty(painted) + losses.grid_penalty(photographed)).mean(),
                "flatness": (
                    losses.flatness_penalty(painted, photo)
                    + losses.flatness_penalty(photographed, painting)
                ).mean(),
            }
        weights = self.config["losses"]
        # A run goes on with the recipe that it was begun with, which may know of less.
        loss = sum(weights.get(name, 0.0) * term for name, term in terms.items())
        assert isinstance(loss, Tensor)
        self._descend("generators", GENERATORS, loss)
        for name in GENERATORS:
            self.averages[name].update(self.networks[name], self.step)
        report = {f"g_{name}": float(term.detach()) for name, term in terms.items()}
        report |= self._judges_step(photo, painting, painted, photographed)
        self.step += 1
        return {"g_loss": float(loss.detach())} | report

    def _style_distance(self, painted: Tensor, painting: Tensor) -> Tensor:
        """Of the statistics of two batches, as the perception network sees them: each batch taken
        as one picture, since no painting belongs to a photo."""

        def statistics(pictures: Tensor) -> list[losses.StyleStatistics]:
            return [
                losses.style_statistics(level.transpose(0, 1).flatten(1)[None, :, :, None])
                for level in self.perception(pictures)
            ]

        with torch.no_grad():
            wanted = statistics(painting)
        moments, textures = losses.style_distance(statistics(painted), wanted)
        return (moments + textures).mean()

    def _judges_step(
        self, photo: Tensor, painting: Tensor, painted: Tensor, photographed: Tensor
    ) -> dict[str, float]:
        self._judged(True)
        losses = []
        with mixed_precision(self.device):
            for judge, real, made, name in (
                (self.judge_paintings, painting, painted, "paint"),
                (self.judge_photos, photo, photographed, "unpaint"),
            ):
                fake = self.histories[name].exchanged(made)
                losses.append(0.5 * (least_squares(judge(real), 1) + least_squares(judge(fake), 0)))
        loss = losses[0] + losses[1]
        self._descend("judges", JUDGES, loss)
        return {
            "d_loss": float(loss.detach()),
            "d_paintings": float(losses[0].detach()),
            "d_photos": float(losses[1].detach()),
        }

    def _set_rates(self, fraction: float) -> None:
        ratio = learning_rate(self.config, self.step - self.resumed_at, fraction)
        ratio /= self.config["optimizer"]["learning_rate"]
        for name, top in (("generators", "learning_rate"), ("judges", "judges_learning_rate")):
            for group in self.optimizers[name].param_groups:
                group["lr"] = ratio * self.config["optimizer"][top]

    def _judged(self, learning: bool) -> None:
        self.judge_paintings.requires_grad_(learning)
        self.judge_photos.requires_grad_(learning)

    def _descend(self, optimizer: str, names: tuple[str, str], loss: Tensor) -> None:
        self.optimizers[optimizer].zero_grad(set_to_none=True)
        loss.backward()
        parameters = self._parameters(names)
        self.team.average(parameters)
        norm = nn.utils.clip_grad_norm_(parameters, self.config["optimizer"]["clip_norm"])
        # A batch whose gradients are not finite must not spoil hours of work.
        if torch.isfinite(norm):
            self.optimizers[optimizer].step()

    # -- the run

    def averaged(self, name: str) -> FixedStyleNet:
        network = FixedStyleNet(**self.config["network"]).to(self.device)
        network.load_state_dict(self.averages[name].values)
        return network.eval()

    @torch.no_grad()
    def snapshot(self) -> None:
        """Held-out photos, painted, and back again; held-out paintings, as photos, and back."""
        paint, unpaint = (self.averaged(name) for name in GENERATORS)
        groups = []
        for pictures, there, back in (
            (self.pictures.held_photos[:8], paint, unpaint),
            (self.pictures.held_paintings[:8], unpaint, paint),
        ):
            squares = [sheets.center_square(p, 256) for p in pictures]
            batch = sheets.to_batch(squares, self.device)
            made = there(batch)
            rows = []
            for plane in (batch, made, back(made)):
                pixels = (plane.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
                rows.append(np.hstack(list(pixels)))
            groups.append(np.vstack(rows))
        sheets.write_picture(self.out_dir / f"sheet-{self.step:06d}.jpg", _arranged(groups))
        weights = {k: v.half() for k, v in paint.state_dict().items()}
        write_tensors(self.out_dir / "paint.safetensors", weights, {})

    def run(
        self,
        minutes: float,
        checkpoint_s: float = 180,
        snapshot_s: float = 300,
        watch: budget.Watch = budget.WATCH,
    ) -> None:
        """Train until `minutes` have been spent in all, over any number of resumed runs."""
        try:
            budget.spend_on_pairs(self, minutes, checkpoint_s, snapshot_s, self.team, watch)
        finally:
            if self.team.leads:
                self.snapshot()


def _arranged(groups: list[np.ndarray]) -> np.ndarray:
    """Small groups beside each other, large ones below each other; uint8 (H, W, 3)."""
    if sum(group.shape[1] for group in groups) <= 2048:
        gap = np.full((groups[0].shape[0], 32, 3), 255, np.uint8)
        return np.hstack([groups[0], gap, groups[1]])
    widest = max(group.shape[1] for group in groups)
    sides = [((0, 0), (0, widest - group.shape[1]), (0, 0)) for group in groups]
    return np.vstack(
        [np.pad(g, side, constant_values=255) for g, side in zip(groups, sides, strict=True)]
    )


def structure_distance(output: Tensor, source: Tensor, cell: int = 4) -> Tensor:
    """How far the edges of a translation are from where they were: 1 minus the mean correlation
    of both lumas within windows, the structure term of SSIM (Wang et al., 2004), at a quarter.

    Blind to colour and contrast. A cycle alone lets a generator move what the other one moves back.
    """
    weights = torch.tensor([0.299, 0.587, 0.114], device=output.device).view(1, 3, 1, 1)
    x, y = (
        F.avg_pool2d((p.float() * weights).sum(1, keepdim=True), cell) for p in (output, source)
    )
    window = 7

    def mean(plane: Tensor) -> Tensor:
        return F.avg_pool2d(plane, window, 1)

    mean_x, mean_y = mean(x), mean(y)
    variance_x = (mean(x * x) - mean_x.square()).clamp_min(0)
    variance_y = (mean(y * y) - mean_y.square()).clamp_min(0)
    covariance = mean(x * y) - mean_x * mean_y
    steady = 3e-4
    agreement = (covariance + steady) / ((variance_x * variance_y).clamp_min(1e-12).sqrt() + steady)
    return 1 - agreement.mean()


def load_collections(photos: list[np.ndarray], paintings: list[np.ndarray]) -> Collections:
    """Both with a part held out; a small collection shows its own pictures in place of one."""
    return Collections(*data.split(photos), *data.split(paintings))
