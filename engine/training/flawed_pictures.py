"""Batches for the anomaly head: renderings, good and flawed, with masks that are known."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor

from engine.imaging.tensors import to_tensor
from engine.models.device import channels_last
from engine.models.stylenet import (
    NOISE_CELLS,
    SIZE_MULTIPLE,
    StyleNet,
    StyleTensors,
    spatial_statistics,
)
from engine.operations.rendering import blend_weight
from engine.training import data, defects, foreign, sheets
from engine.training.defects.detail_faults import as_jpeg
from engine.training.painters import Painter
from engine.training.pairs import style_crop
from engine.training.stylenet_loop import mixed_precision

JPEG_QUALITIES = (82, 98)


@dataclass
class FlawedBatch:
    """stylized, content: (B, 3, H, W) in [0, 1]. mask: (B, 1, H, W). kinds: uint8 (B, H, W), 0 for
    none. families: what was planted in each picture. vector: (B, S). clean: the generator's own
    flawless rendering, (B, 3, H, W). style: crops of the style pictures. sound: stylized before
    anything was planted in it."""

    stylized: Tensor
    sound: Tensor
    content: Tensor
    mask: Tensor
    kinds: Tensor
    families: list[tuple[str, ...]]
    vector: Tensor
    clean: Tensor
    style: Tensor

    def viewed(
        self, rng: np.random.Generator, side_px: int, zooms: tuple[float, float]
    ) -> FlawedBatch:
        """A window of the same batch, (side_px, side_px), zoomed, mirrored and turned at random.

        To a convolution it is another picture. Strokes and faults come in all sizes, since a
        picture is inspected at another resolution than the one at which it was painted. A fault
        that the zoom took away, as it does fine lattices, is none any more. Half of the windows
        are not zoomed.
        """
        whole = self.stylized.shape[-1]
        zoom = float(np.exp(rng.uniform(*np.log(zooms)))) if rng.random() < 0.5 else 1.0
        source = min(whole, round(side_px / zoom))
        top, left = (int(v) for v in rng.integers(0, whole - source + 1, 2))
        quarter, mirror = int(rng.integers(4)), bool(rng.random() < 0.5)

        def view(planes: Tensor) -> Tensor:
            planes = planes[..., top : top + source, left : left + source]
            planes = torch.rot90(planes, quarter, (-2, -1))
            planes = planes.flip(-1) if mirror else planes
            if source == side_px:
                return planes.contiguous()
            if not planes.is_floating_point():
                kinds = planes[:, None].float()
                return F.interpolate(kinds, size=side_px, mode="nearest")[:, 0].to(planes.dtype)
            return F.interpolate(planes, size=side_px, mode="bilinear", antialias=source > side_px)

        def picture(planes: Tensor) -> Tensor:
            return view(planes).contiguous(memory_format=torch.channels_last)

        stylized, sound, mask = picture(self.stylized), picture(self.sound), view(self.mask)
        if source != side_px:
            mask = torch.minimum(mask, _visible_changes(sound, stylized))
        return replace(
            self,
            stylized=stylized,
            sound=sound,
            content=picture(self.content),
            mask=mask,
            kinds=view(self.kinds) * (mask[:, 0] > 0),
            clean=picture(self.clean),
            style=picture(self.style),
        )


def _visible_changes(before: Tensor, after: Tensor) -> Tensor:
    """`defects.visible_change` of each picture of two batches, (B, 3, H, W) to (B, 1, H, W)."""
    pairs = zip(*(p.permute(0, 2, 3, 1).cpu().numpy() for p in (before, after)), strict=True)
    planes = np.stack([defects.visible_change(*pair) for pair in pairs])
    return torch.from_numpy(planes)[:, None].to(after.device)


def pick(code: StyleTensors, order: list[int]) -> StyleTensors:
    """The same codes in another order of the batch."""
    return StyleTensors(
        [m[order] for m in code.means], [s[order] for s in code.stds], code.vector[order]
    )


class BatchPool:
    """The latest batches, used several times each.

    Rendering and planting cost several times what a step of the discriminator does. For the
    adversarial game it is the history of renderings that keeps it steady (Shrivastava et al.,
    CVPR 2017).
    """

    def __init__(
        self,
        make: Callable[[], FlawedBatch],
        rng: np.random.Generator,
        options: dict,
    ) -> None:
        self._make, self._rng, self._options = make, rng, options
        self._batches: deque[FlawedBatch] = deque(maxlen=options["pool"])
        self._drawn = 0

    def draw(self) -> FlawedBatch:
        """A view of a batch of the pool; every `reuse` draws a new batch is made.

        Made here and not in a thread: two threads of a network each on two cores get in each
        other's way and take several times as long.
        """
        options = self._options
        while len(self._batches) < options["pool_least"]:
            self._batches.append(self._make())
        self._drawn += 1
        if self._drawn % options["reuse"] == 0:
            self._batches.append(self._make())
        batch = self._batches[int(self._rng.integers(len(self._batches)))]
        return batch.viewed(self._rng, options["window"], tuple(options["zooms"]))


def random_origin(rng: np.random.Generator) -> tuple[int, int]:
    """Some corner in a large picture, in pixels, on the generator's grid."""
    row, column = rng.integers(0, NOISE_CELLS, 2) * SIZE_MULTIPLE
    return int(row), int(column)


class FlawedPictures:
    """Draws crops, renders them with the generator or a filter, and plants defects."""

    def __init__(
        self,
        contents: list,
        styles: list,
        options: dict,
        generators: list[StyleNet],
        device: torch.device,
        seed: int,
        families: tuple[str, ...] = defects.ALL,
        painters: Sequence[Painter] = (),
    ) -> None:
        self.painters = painters
        self.contents, self.styles, self.options = contents, styles, options
        self.generators, self.device, self.families = generators, device, families
        self.rng = np.random.default_rng(seed)

    def _crops(self) -> tuple[Tensor, Tensor]:
        """Photos and artworks, (B, 3, S, S) each."""
        options, rng = self.options, self.rng
        side, scales = options["crop"], options["content_scales"]
        photos, artworks = [], []
        for _ in range(options["batch"]):
            photo = self.contents[rng.integers(len(self.contents))]
            photos.append(data.random_crop(photo, side, scales, rng))
            artworks.append(style_crop(self.contents, self.styles, side, options, rng))
        return sheets.to_batch(photos, self.device), sheets.to_batch(artworks, self.device)

    @torch.no_grad()
    def draw(self, clean_only: bool = False) -> FlawedBatch:
        options, rng = self.options, self.rng
        content, style = self._crops()
        generator = self.generators[-1]
        # The discriminator is always told of the style by the generator that ships.
        with mixed_precision(self.device):
            told = generator.encode_style(style)
            own = generator.encode_style(content)
            if len(self.generators) > 1 and rng.random() < options["older_generator"]:
                generator = self.generators[int(rng.integers(len(self.generators) - 1))]
            code = generator.encode_style(style)
            features = generator.encode_content(content)
            statistics = [spatial_statistics(level) for level in features]
            # A person who asks for little of a style must not be told that the style is missing.
            strength = float(rng.uniform(0.1, 1.0)) if rng.random() < 0.3 else 1.0
            used = generator.encode_style(content).mixed(code, strength) if strength < 1 else code
            used = generator.corrected(content, used)
            # One place of the grain for all renderings of a photo, so that they differ by their
            # faults alone, and another place every time, so that nobody learns it by heart.
            origin = random_origin(rng)
            drawn = generator.decode(features, statistics, used, origin).float().clamp(0, 1)
            clean = content.lerp(drawn, blend_weight(strength))
            donor = flawed = clean
            flaw = None
            if rng.random() < options["donated"]:
                other = pick(code, list(rng.permutation(options["batch"])))
                donor = generator.decode(features, statistics, other, origin).float().clamp(0, 1)
            elif not clean_only and rng.random() < options["grafted"]:
                flawed, flaw = self._flawed(generator, features, statistics, code, own, origin)
        pictures = [
            p.permute(0, 2, 3, 1).cpu().numpy() for p in (clean, content, style, donor, flawed)
        ]
        parts, vectors, photos = [], told.vector.clone(), pictures[1].copy()
        for i in range(options["batch"]):
            good, photo, artwork = (pictures[k][i] for k in (0, 1, 2))
            if rng.random() < options["foreign"]:
                good, artwork, own_code = self._foreign(photo, artwork)
                if own_code == "collection":
                    with mixed_precision(self.device):
                        shown = to_tensor(artwork, self.device)
                        vectors[i] = self.generators[-1].encode_style(shown).vector[0]
                if own_code == "photo" and rng.random() < 0.5:
                    vectors[i] = own.vector[i]
                if own_code == "art":
                    photo = photos[i] = good
                pictures[0][i] = good
            elif flaw is not None and rng.random() < 0.5:
                parts.append(
                    defects.graft(good, pictures[4][i], rng, kind=flaw, family=f"net_{flaw}")
                )
                continue
            parts.append(
                defects.plant(
                    good, photo, artwork, rng,
                    donors=[] if donor is clean else [pictures[3][i]], families=self.families,
                    count=0 if clean_only else None,
                )
            )  # fmt: skip
        stored = [self._stored(p.image, good) for p, good in zip(parts, pictures[0], strict=True)]
        return FlawedBatch(
            stylized=self._stack([flawed for flawed, _ in stored]),
            sound=self._stack([good for _, good in stored]),
            content=self._stack(list(photos)),
            mask=torch.from_numpy(np.stack([p.mask for p in parts]))[:, None].to(self.device),
            kinds=torch.from_numpy(np.stack([p.kind_map for p in parts])).to(self.device),
            families=[tuple(plant.family for plant in p.plants) for p in parts],
            vector=vectors,
            clean=clean,
            style=style,
        )

    def _stack(self, pictures: list[np.ndarray]) -> Tensor:
        batch = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).to(self.device)
        return batch.contiguous(memory_format=torch.channels_last)

    def _stored(self, *pictures: np.ndarray) -> list[np.ndarray]:
        """Pictures, float32 (H, W, 3), as they come back from good JPEG files, sometimes: what
        such a file loses is no fault."""
        if self.rng.random() >= self.options["stored"]:
            return list(pictures)
        quality = int(self.rng.integers(*JPEG_QUALITIES))
        return [as_jpeg(picture, quality) for picture in pictures]

    def _foreign(
        self, photo: np.ndarray, artwork: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, str]:
        """A picture from elsewhere, the artwork that it has the style of, and whose style it has:
        the artwork's own, the photo's, a collection's, or that of a filter."""
        chance = self.rng.random()
        if chance < 0.25:
            return artwork.copy(), artwork, "art"
        if chance < 0.45:
            return photo.copy(), artwork, "photo"
        if self.painters and chance < 0.75:
            painter = self.painters[int(self.rng.integers(len(self.painters)))]
            painted = painter.paint(photo, self.device)
            return painted, painter.example(len(photo), self.rng), "collection"
        return foreign.filtered(photo, artwork, self.rng), artwork, "style"

    def _flawed(
        self,
        generator: StyleNet,
        features: list,
        statistics: list,
        code: StyleTensors,
        own: StyleTensors,
        origin: tuple[int, int],
    ) -> tuple[Tensor, str]:
        """The whole batch drawn with a fault that only a network can make, and its kind."""
        rng = self.rng
        flaw = str(rng.choice(["blob", "hole", "clipping", "bleed"]))
        if flaw == "hole":
            code = own.mixed(code, float(rng.uniform(0.0, 0.35)))
        elif flaw == "clipping":
            code = own.mixed(code, float(rng.uniform(1.5, 2.2)))
        elif flaw == "bleed":
            # Wrong statistics at the deepest level only: the palette drifts, the edges stay.
            order = list(rng.permutation(len(code.vector)))
            other = pick(code, order)
            code = StyleTensors(
                [*code.means[:1], *other.means[1:]], [*code.stds[:1], *other.stds[1:]], code.vector
            )
        else:
            features = list(features)
            level = int(rng.integers(1, 3))
            noise = torch.randn_like(features[level]) * features[level].float().std().to(
                features[level].dtype
            )
            keep = torch.rand(1, features[level].shape[1], 1, 1, device=noise.device) > 0.5
            features[level] = features[level] * keep + float(rng.uniform(0.5, 2)) * noise * ~keep
        drawn = generator.decode(features, statistics, code, origin)
        return drawn.float().clamp(0, 1), flaw


def load_generators(
    run_dir: Path, config: dict, device: torch.device, oldest_step: int
) -> list[StyleNet]:
    """The averaged weights of all snapshots from a step on; the last one is the one that ships."""
    generators = []
    for path in sorted(run_dir.glob("snapshot-*.safetensors")):
        if int(path.stem.split("-")[1]) < oldest_step:
            continue
        network = StyleNet(**config)
        network.load_state_dict({k: v.float() for k, v in load_file(path).items()})
        generators.append(channels_last(network.to(device)).eval().requires_grad_(False))
    if not generators:
        raise FileNotFoundError(f"{run_dir} holds no snapshot of a trained generator.")
    return generators
