"""How near repairs of planted defects come to the clean picture, beside classical inpainting.

    python benchmarks/repairs.py --content DIR --style DIR [--peer MODULE:FUNCTION] [--weights DIR]

Three kinds of picture: of our generator, with photo and style; of a foreign generator, with its
photo; and of a foreign generator alone. The foreign one is a peer, any function (content, style)
-> picture on (1, 3, H, W) tensors in [0, 1], or else a filter made by hand. Measured in the
repaired region, a little larger than the fault: PSNR, SSIM, and a perceptual distance (VGG-19 to
relu3_4 with --weights, else the levels of the generator's encoder). A refused repair counts as the
broken picture that it leaves.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from skimage.metrics import structural_similarity
from skimage.restoration import inpaint_biharmonic

from benchmarks.contenders import peer_function
from engine.imaging.masks import expand_box, grow, mask_box
from engine.imaging.photo import Photo
from engine.imaging.tensors import as_float, quantize, to_pixels, to_tensor
from engine.operations.params import RepairParams, TransferParams
from engine.studio import Studio
from engine.training import data, defects, foreign, losses, sheets

RESULTS = Path(__file__).parent / "results"
SOURCES = ("our generator", "foreign with photo", "foreign alone")
# The biharmonic solver takes minutes for more.
BIHARMONIC_PX = 2500
LARGEST_SHARE = 0.3
# Smaller differences from the clean picture are nothing that anybody sees.
WORSE_DB = 0.5


@dataclass
class Case:
    """One planted fault. Pictures are uint8 (H, W, 3), mask float32 (H, W)."""

    source: str
    family: str
    clean: np.ndarray
    broken: np.ndarray
    mask: np.ndarray
    content: np.ndarray | None
    style: Photo | None


@dataclass
class Outcome:
    """What became of a case: the repaired picture, and what the engine said of it."""

    picture: np.ndarray
    accepted: bool
    before: float
    after: float
    method: str
    seconds: float
    outside_px: int


class Maker:
    """Draws pictures of the three kinds and plants faults in them."""

    def __init__(self, studio: Studio, options: argparse.Namespace) -> None:
        self._studio, self._size = studio, options.size
        self._contents = data.load_pictures(options.content)
        self._styles = data.load_pictures(options.style)
        self._peer = None if options.peer is None else peer_function(options.peer)
        self._rng = np.random.default_rng(options.seed)

    def cases(self, families: list[str], count: int) -> Iterator[Case]:
        """`count` cases of each family and kind of picture."""
        for number in range(count):
            for i, family in enumerate(families):
                for source in SOURCES:
                    case = self._case(source, family, number * len(families) + i)
                    if case is not None:
                        yield case

    def _case(self, source: str, family: str, index: int) -> Case | None:
        photo = self._sized(self._contents[index % len(self._contents)])
        art = self._styles[(7 * index + 3) % len(self._styles)]
        other = self._styles[(7 * index + 10) % len(self._styles)]
        clean = self._drawn(source, photo, art)
        donor = self._drawn(source, photo, other)
        fault = defects.plant(
            as_float(clean), as_float(photo), as_float(art), self._rng,
            donors=[as_float(donor)], families=(family,), count=1,
        )  # fmt: skip
        shape = (fault.mask > 0).astype(np.float32)
        box = mask_box(shape)
        if box is None or shape.mean() > LARGEST_SHARE:
            return None
        broken = np.where(shape[..., None] > 0, quantize(fault.image, np.dtype(np.uint8)), clean)
        margin = max(2, round(0.12 * min(box[2] - box[0], box[3] - box[1])))
        mask = (grow(shape, min(margin, 12)) > 0.5).astype(np.float32)
        ours = source == SOURCES[0]
        return Case(
            source, family, clean, broken, mask,
            None if source == SOURCES[2] else photo, Photo(art) if ours else None,
        )  # fmt: skip

    def _sized(self, photo: np.ndarray) -> np.ndarray:
        scale = self._size / max(photo.shape[:2])
        size = tuple(round(side * scale) // 8 * 8 for side in photo.shape[1::-1])
        return cv2.resize(photo, size, interpolation=cv2.INTER_AREA)

    def _drawn(self, source: str, photo: np.ndarray, art: np.ndarray) -> np.ndarray:
        if source == SOURCES[0]:
            return self._studio.transfer(Photo(photo), Photo(art), TransferParams()).pixels
        if self._peer is None:
            fitting = cv2.resize(art, photo.shape[1::-1], interpolation=cv2.INTER_AREA)
            drawn = foreign.filtered(as_float(photo), as_float(fitting), self._rng)
            return quantize(drawn, np.dtype(np.uint8))
        with torch.inference_mode():
            drawn = to_pixels(self._peer(to_tensor(photo), to_tensor(art)))
        return quantize(drawn[: photo.shape[0], : photo.shape[1]], np.dtype(np.uint8))


def mend(studio: Studio, case: Case, method: str) -> Outcome:
    """Our repair of a case."""
    begin = time.perf_counter()
    content = None if case.content is None else Photo(case.content)
    result = studio.repair(
        Photo(case.broken), content, case.style, case.mask, RepairParams(method), TransferParams()
    )
    seconds = time.perf_counter() - begin
    picture = case.broken.copy()
    assert result.box is not None
    top, left, bottom, right = result.box
    picture[top:bottom, left:right] = result.after
    outside = int(((picture != case.broken).any(2) & (case.mask <= 0)).sum())
    return Outcome(
        picture, result.accepted, result.score_before, result.score_after, result.method,
        seconds, outside,
    )  # fmt: skip


def classical(case: Case) -> dict[str, np.ndarray]:
    """The same region filled by inpainting."""
    hole = (case.mask > 0).astype(np.uint8)
    filled = {
        "Telea": cv2.inpaint(case.broken, hole, 5, cv2.INPAINT_TELEA),
        "Navier-Stokes": cv2.inpaint(case.broken, hole, 5, cv2.INPAINT_NS),
    }
    if hole.sum() <= BIHARMONIC_PX:
        drawn = inpaint_biharmonic(as_float(case.broken), hole, channel_axis=2)
        filled["biharmonic"] = quantize(drawn, np.dtype(np.uint8))
    return filled


class Measures:
    """PSNR, SSIM and perceptual distance in a region."""

    def __init__(self, weights: Path | None, studio: Studio) -> None:
        if weights is not None:
            self._levels: Callable = losses.vgg_extractor(weights)
        else:
            self._levels = studio._models.renderer().network.encode_content

    @torch.inference_mode()
    def of(self, picture: np.ndarray, case: Case) -> tuple[float, float, float]:
        inside = case.mask > 0
        box = mask_box(case.mask)
        assert box is not None
        top, left, bottom, right = expand_box(box, 24, inside.shape)
        window = np.s_[top:bottom, left:right]
        ours, clean = as_float(picture[window]), as_float(case.clean[window])
        inside = inside[window]
        error = float(np.mean(np.square(ours - clean)[inside]))
        psnr = min(60.0, -10 * np.log10(max(error, 1e-9)))
        _, ssim = structural_similarity(ours, clean, channel_axis=2, data_range=1.0, full=True)
        pairs = zip(self._levels(to_tensor(_even(ours))), self._levels(to_tensor(_even(clean))),
                    strict=True)  # fmt: skip
        region = to_tensor(_even(np.repeat(inside[..., None], 3, 2).astype(np.float32)))[:, :1]
        distance = 0.0
        for a, b in pairs:
            share = F.interpolate(region, a.shape[2:], mode="area")
            a, b = (x / (x.norm(dim=1, keepdim=True) + 1e-6) for x in (a, b))
            distance += float(((a - b).square().sum(1, keepdim=True) * share).sum() / share.sum())
        return psnr, float(ssim.mean(2)[inside].mean()), distance


def _even(picture: np.ndarray) -> np.ndarray:
    height, width = (-(-side // 8) * 8 for side in picture.shape[:2])
    extra = (0, height - picture.shape[0]), (0, width - picture.shape[1]), (0, 0)
    return np.pad(picture, extra, mode="edge")


def sheet_row(case: Case, shown: list[np.ndarray], side: int = 256) -> np.ndarray:
    """Crops around the region, side by side; the first one carries its outline."""
    box = mask_box(case.mask)
    assert box is not None
    long = max(box[2] - box[0], box[3] - box[1])
    top, left, bottom, right = expand_box(box, max(16, long // 3), case.mask.shape)
    outlined = shown[0].copy()
    inside = (case.mask > 0).astype(np.uint8)
    outlined[(inside - cv2.erode(inside, np.ones((3, 3), np.uint8))) > 0] = (0, 255, 0)
    crops = []
    for picture in [outlined, *shown]:
        crop = picture[top:bottom, left:right]
        scale = side / max(crop.shape[:2])
        crop = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        room = (0, side - crop.shape[0]), (0, side - crop.shape[1]), (0, 0)
        crops.append(np.pad(crop, room, constant_values=255))
    return np.hstack(crops)


def table_of(rows: list[dict]) -> dict:
    """Means per source, and per source and family, of every method; and what became of ours."""
    table: dict[str, dict] = {}
    for source in dict.fromkeys(row["source"] for row in rows):
        mine = [row for row in rows if row["source"] == source]
        entry = table[source] = {"all families": _means(mine), "ours": _fates(mine)}
        for family in sorted({row["family"] for row in mine}):
            entry[family] = _means([row for row in mine if row["family"] == family])
    return table


def _means(rows: list[dict]) -> dict:
    means: dict[str, dict] = {}
    for method in dict.fromkeys(name for row in rows for name in row["measures"]):
        # Beside a method that only takes small regions, ours in the same regions.
        values = [row["measures"][method] for row in rows if method in row["measures"]]
        psnr, ssim, distance = np.mean(values, axis=0).round(3).tolist()
        means[method] = {"psnr": psnr, "ssim": ssim, "distance": distance, "n": len(values)}
    both = [row["measures"] for row in rows if "biharmonic" in row["measures"]]
    if both:
        psnr = np.mean([row["ours"][0] for row in both])
        means["ours, where biharmonic"] = {"psnr": round(float(psnr), 3), "n": len(both)}
    return means


def _fates(rows: list[dict]) -> dict:
    accepted = [row for row in rows if row["accepted"]]
    methods = [row["method"] for row in accepted]
    return {
        "repairs": len(rows),
        "accepted": len(accepted),
        "refused": [row["family"] for row in rows if not row["accepted"]],
        "anomaly fell": _share([row["after"] < row["before"] for row in accepted]),
        "anomaly fell, refusals counted": _share([row["after"] < row["before"] for row in rows]),
        "accepted and rose": sum(row["after"] > row["before"] for row in accepted),
        "accepted, further from clean": [
            row["family"] for row in accepted if _gain(row) < -WORSE_DB
        ],
        "accepted, nearer to clean": _share([_gain(row) > WORSE_DB for row in accepted]),
        "pixels changed outside": sum(row["outside_px"] for row in rows),
        "methods": {name: methods.count(name) for name in sorted(set(methods))},
        "seconds": round(float(np.median([row["seconds"] for row in rows])), 2),
    }


def _gain(row: dict) -> float:
    """By how many decibels the repair is nearer to the clean picture than the fault was."""
    return row["measures"]["ours"][0] - row["measures"]["broken"][0]


def _share(truths: list[bool]) -> float | None:
    return round(float(np.mean(truths)), 3) if truths else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--style", type=Path, required=True)
    parser.add_argument("--peer", metavar="MODULE:FUNCTION", help="a foreign generator")
    parser.add_argument("--weights", type=Path, help="folder with the VGG weights of the training")
    parser.add_argument("--method", default="auto")
    parser.add_argument("--families", nargs="+", default=list(defects.ALL))
    parser.add_argument("--count", type=int, default=2, help="cases per family and kind")
    parser.add_argument("--size", type=int, default=512, help="longest side of the pictures")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--sheet", type=Path, default=RESULTS / "repairs.jpg")
    parser.add_argument("--table", type=Path, default=RESULTS / "repairs.json")
    options = parser.parse_args()
    studio = Studio()
    maker, measures = Maker(studio, options), Measures(options.weights, studio)
    rows: list[dict] = []
    pictures: dict[str, list[np.ndarray]] = {source: [] for source in SOURCES}
    for case in maker.cases(options.families, options.count):
        done = mend(studio, case, options.method)
        rivals = classical(case)
        found = {"broken": case.broken, "ours": done.picture} | rivals
        measured = {name: measures.of(picture, case) for name, picture in found.items()}
        rows.append(
            {
                "source": case.source,
                "family": case.family,
                "measures": measured,
                "accepted": done.accepted,
                "before": done.before,
                "after": done.after,
                "method": done.method,
                "seconds": done.seconds,
                "outside_px": done.outside_px,
            }
        )
        figures = "  ".join(f"{name} {value[0]:.1f}" for name, value in measured.items())
        print(f"{case.source:19s} {case.family:16s} {done.method:8s} {figures}", flush=True)
        pictures[case.source].append(
            sheet_row(case, [case.broken, done.picture, rivals["Navier-Stokes"], case.clean])
        )
    table = table_of(rows)
    print(json.dumps({k: [v["all families"], v["ours"]] for k, v in table.items()}, indent=1))
    RESULTS.mkdir(exist_ok=True)
    options.table.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    for source, crops in pictures.items():
        if crops:
            name = f"{options.sheet.stem}-{source.replace(' ', '-')}{options.sheet.suffix}"
            sheets.write_picture(options.sheet.with_name(name), np.vstack(crops))
    return 0


if __name__ == "__main__":
    sys.exit(main())
