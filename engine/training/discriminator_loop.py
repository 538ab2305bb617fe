"""Training of the discriminator: planted defects first, then the adversarial game as well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import OptionError
from engine.models.device import channels_last
from engine.models.discriminator import MAP_STRIDE, SIZE_MULTIPLE, Discriminator, Verdict
from engine.models.stylenet import StyleNet, spatial_statistics
from engine.training import budget, data, sheets
from engine.training.calibration import calibrate
from engine.training.checkpoints import (
    MovingAverage,
    load_checkpoint,
    save_checkpoint,
    write_tensors,
)
from engine.training.flawed_pictures import (
    BatchPool,
    FlawedBatch,
    FlawedPictures,
    load_generators,
    random_origin,
)
from engine.training.optimizers import MuonAdam, descend
from engine.training.painters import Painter
from engine.training.stylenet_loop import Perceptual, learning_rate, mixed_precision

# What people open are artworks as they are: what the map's values mean is measured on those.
AS_IN_USE = {"jitter": 0.0, "photo_styles": 0.0, "recoloured": 0.0}


def map_losses(found: Verdict, batch: FlawedBatch) -> dict[str, Tensor]:
    """Binary cross-entropy and Dice of the anomaly map, cross-entropy of the kinds, and of the
    picture as a whole, each a scalar."""
    target = F.avg_pool2d(batch.mask, MAP_STRIDE)
    logits = found.anomaly_logits.float()
    entropy = F.binary_cross_entropy_with_logits(logits, target)
    probability = torch.sigmoid(logits)
    overlap = (probability * target).flatten(1).sum(1)
    sizes = (probability + target).flatten(1).sum(1)
    # Dice sees small faults that the mean over pixels forgets; pictures without any are left out.
    flawed = (target.flatten(1).sum(1) > 1).float()
    dice = ((1 - (2 * overlap + 1) / (sizes + 1)) * flawed).sum() / flawed.sum().clamp_min(1)
    kinds = batch.kinds[:, MAP_STRIDE // 2 :: MAP_STRIDE, MAP_STRIDE // 2 :: MAP_STRIDE].long()
    sure = (target[:, 0] > 0.5) & (kinds > 0)
    per_pixel = F.cross_entropy(
        found.kind_logits.float(), (kinds - 1).clamp_min(0), reduction="none"
    )
    kind = (per_pixel * sure).sum() / sure.sum().clamp_min(1)
    # Not the families: a window may show nothing of what was planted.
    flawed_picture = (batch.mask.flatten(1).amax(1) > 0.5).float()
    picture = F.binary_cross_entropy_with_logits(found.picture_logit.float(), flawed_picture)
    return {"anomaly": entropy * 4, "dice": dice, "kind": kind, "picture": picture}


class DiscriminatorTraining:
    """Owns both networks, their optimizers and the run folder.

    generator_run is the run folder of the generator's training: its snapshots draw the pictures,
    its last one plays the adversarial game; painters draw some, too. out_dir receives
    checkpoint.safetensors, log.csv, sheets, and at the end discriminator.safetensors,
    generator.safetensors and calibration.json.
    """

    def __init__(
        self,
        config: dict,
        generator_config: dict,
        generator_run: Path,
        data_dir: Path,
        weights_dir: Path,
        out_dir: Path,
        device: torch.device,
        seed: int = 1,
        oldest_step: int = 0,
        painters: Sequence[Painter] = (),
    ) -> None:
        for name in ("crop", "window"):
            if config["data"][name] % SIZE_MULTIPLE:
                raise OptionError(
                    f"data.{name} is {config['data'][name]} in the recipe; choose a multiple of "
                    f"{SIZE_MULTIPLE} pixels."
                )
        torch.manual_seed(seed)
        out_dir.mkdir(parents=True, exist_ok=True)
        self.config, self.generator_config = config, generator_config
        self.device, self.out_dir = device, out_dir
        (contents, held_contents), (styles, held_styles) = data.load_split(
            data_dir, config["clean_only"]
        )
        generators = load_generators(
            generator_run, generator_config["network"], device, oldest_step
        )
        self.generator = generators[-1]
        self.held = FlawedPictures(
            held_contents, held_styles, config["data"] | AS_IN_USE, generators[-1:], device,
            seed=12345, painters=painters,
        )  # fmt: skip
        self.discriminator = channels_last(Discriminator(**config["network"]).to(device))
        options = config["optimizer"]
        betas = tuple(options["betas"])
        self.optimizer = MuonAdam(self.discriminator, options["learning_rate"], betas)
        self.generator_optimizer = torch.optim.Adam(
            self._played(), config["joint"]["generator_learning_rate"], betas=betas
        )
        self.averages = {
            "discriminator": MovingAverage(self.discriminator, options["ema"]),
            "generator": MovingAverage(self.generator, options["ema"]),
        }
        self.perceptual = Perceptual(
            weights_dir, generator_config["losses"], device, with_vgg=False
        )
        self.rng = np.random.default_rng(seed)
        self.facts = {"photos": len(contents), "artworks": len(styles), "started_from": ""}
        self.step, self.spent_s = 0, 0.0
        if self.checkpoint.exists():
            state = load_checkpoint(
                self.checkpoint, self._networks(), self.averages, self._optimizers()
            )
            self.step, self.spent_s = state["step"], state["spent_s"]
            self.facts |= state.get("facts", {})
        self.resumed_at = self.step
        # A resumed run must not see the same pictures again.
        self.pictures = FlawedPictures(
            contents, styles, config["data"], generators, device, seed + self.step,
            painters=painters,
        )  # fmt: skip

    @property
    def checkpoint(self) -> Path:
        return self.out_dir / "checkpoint.safetensors"

    def _networks(self) -> dict[str, nn.Module]:
        return {"discriminator": self.discriminator, "generator": self.generator}

    def _optimizers(self) -> dict[str, torch.optim.Optimizer]:
        return {"discriminator": self.optimizer, "generator": self.generator_optimizer}

    def _played(self) -> list[nn.Parameter]:
        """The generator's parameters that the game moves: not the style encoder, whose vectors
        condition the discriminator and would drift away under it."""
        parts = (self.generator.content_encoder, self.generator.decoder)
        return [p for part in parts for p in part.parameters()]

    def start_from(self, weights: Path) -> None:
        """Begin with the discriminator of an earlier run or of a shipped bundle."""
        self.discriminator.load_state_dict(load_file(weights))
        self.averages["discriminator"] = MovingAverage(
            self.discriminator, self.averages["discriminator"].decay
        )
        self.facts["started_from"] = weights.name

    def save(self) -> None:
        state = {"step": self.step, "spent_s": self.spent_s, "facts": self.facts}
        save_checkpoint(self.checkpoint, self._networks(), self.averages, self._optimizers(), state)

    # -- steps

    def _hinge(self, batch: FlawedBatch) -> Tensor:
        """Hinge loss of the patch head: style pictures are real, renderings are fake."""
        real = self.discriminator.judge_patches(batch.style, None, batch.vector).float()
        fake = self.discriminator.judge_patches(batch.clean, None, batch.vector).float()
        return F.relu(1 - real).mean() + F.relu(1 + fake).mean()

    def discriminator_step(self, batch: FlawedBatch, adversarial: bool) -> dict[str, float]:
        options, weights = self.config["data"], self.config["losses"]
        content = None if self.rng.random() < options["without_content"] else batch.content
        style = None if self.rng.random() < options["without_style"] else batch.vector
        with mixed_precision(self.device):
            terms = map_losses(self.discriminator(batch.stylized, content, style), batch)
            if adversarial:
                terms["adversarial"] = self._hinge(batch)
        loss = sum(weights[name] * term for name, term in terms.items())
        descend(
            loss,
            self.optimizer,
            self.discriminator.parameters(),
            self.config["optimizer"]["clip_norm"],
            self.averages["discriminator"],
            self.discriminator,
            self.step,
        )
        return {name: float(term.detach()) for name, term in terms.items()}

    def generator_step(self, batch: FlawedBatch) -> dict[str, float]:
        """One move of the generator: the perceptual losses and the discriminator's patches."""
        options = self.config["joint"]
        for parameter in self._played():
            parameter.requires_grad_(True)
        self.discriminator.requires_grad_(False)
        with mixed_precision(self.device):
            features = self.generator.encode_content(batch.content)
            code = self.generator.encode_style(batch.style)
            output = self.generator.decode(
                features,
                [spatial_statistics(level) for level in features],
                self.generator.corrected(batch.content, code),
                random_origin(self.rng),
            ).float()
            wanted = self.perceptual.targets(batch.content, batch.style)
            order = torch.arange(len(output), device=self.device)
            same = torch.zeros(len(output), dtype=torch.bool, device=self.device)
            perceived, report = self.perceptual(
                output, batch.content, batch.style, wanted, order, same, 1.0
            )
            fooled = -self.discriminator.judge_patches(output, None, batch.vector).float().mean()
        loss = perceived + options["adversarial"] * fooled
        # The generator is trained already: its average must not be warmed up anew.
        trained = 10**6
        descend(
            loss,
            self.generator_optimizer,
            self._played(),
            self.generator_config["optimizer"]["clip_norm"],
            self.averages["generator"],
            self.generator,
            trained,
        )
        for parameter in self._played():
            parameter.requires_grad_(False)
        self.discriminator.requires_grad_(True)
        return {
            "g_fooled": float(fooled.detach()),
            "g_content": report["content"],
            "g_moments": report["moments"],
            "g_textures": report["textures"],
        }

    # -- the run

    def run(self, minutes: float, checkpoint_s: float = 180, snapshot_s: float = 600) -> None:
        """Train until `minutes` have been spent in all, then calibrate and write the results."""
        joint = self.config["joint"]
        pool = BatchPool(self.pictures.draw, self.rng, self.config["data"])

        def turn(fraction: float) -> dict[str, float]:
            for group in self.optimizer.param_groups:
                group["lr"] = learning_rate(self.config, self.step - self.resumed_at, fraction)
            batch = pool.draw()
            playing = fraction >= joint["from"]
            # The patch head warms up a little before its opinion counts.
            report = self.discriminator_step(batch, fraction >= joint["from"] - 0.1)
            if playing and self.step % joint["every"] == 0:
                report |= self.generator_step(batch)
            self.step += 1
            return report

        budget.spend(self, minutes, turn, checkpoint_s, snapshot_s)
        self.snapshot()
        self.finish()

    def averaged(self) -> Discriminator:
        network = Discriminator(**self.config["network"]).to(self.device)
        network.load_state_dict(self.averages["discriminator"].values)
        return network.eval().requires_grad_(False)

    @torch.no_grad()
    def snapshot(self) -> None:
        """A sheet of held-out pictures: photo, picture with its plants, truth, anomaly map."""
        network = self.averaged()
        rows = []
        for _ in range(3):
            batch = self.held.draw()
            found = network(batch.stylized, batch.content, batch.vector)
            values = torch.sigmoid(found.anomaly_logits)
            values = F.interpolate(values, scale_factor=MAP_STRIDE, mode="nearest")
            planes = (
                batch.content,
                batch.stylized,
                batch.mask.repeat(1, 3, 1, 1),
                values.repeat(1, 3, 1, 1),
            )
            for plane in planes:
                pixels = (plane.clamp(0, 1) * 255).byte().permute(0, 2, 3, 1).cpu().numpy()
                rows.append(np.hstack(list(pixels)))
        sheets.write_picture(self.out_dir / f"sheet-{self.step:06d}.jpg", np.vstack(rows))

    def finish(self) -> None:
        """Write the averaged weights and what held-out pictures say of them."""
        discriminator = self.averaged()
        generator = StyleNet(**self.generator_config["network"])
        generator.load_state_dict(self.averages["generator"].values)
        networks: dict[str, nn.Module] = {"discriminator": discriminator, "generator": generator}
        for name, network in networks.items():
            weights = {k: v.half() for k, v in network.state_dict().items()}
            write_tensors(self.out_dir / f"{name}.safetensors", weights, {})
        calibrate(discriminator, self.held, self.out_dir / "calibration.json")
