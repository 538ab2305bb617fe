"""Repair: mend a region, keep the style, touch nothing else.

Candidates for the region are painted in several ways, fitted to their surroundings, and judged;
the best one has to beat leaving it alone, and the others stay at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
from torch import Tensor

from engine.errors import OptionError
from engine.imaging.photo import Photo
from engine.imaging.resample import resize
from engine.imaging.tensors import as_float, quantize
from engine.imaging.tiles import united
from engine.models.stylenet import StyleTensors
from engine.operations.candidates import NEED_THE_PHOTO, QUICK, Candidate, draw_candidates
from engine.operations.fitting import Fitter, Patch
from engine.operations.inspect import Inspector
from engine.operations.judging import LEAST_USUAL, Judge, Verdict
from engine.operations.params import RepairParams, TransferParams
from engine.operations.places import Place, find_places, inner, open_place
from engine.operations.refining import refine
from engine.operations.rendering import TileRenderer
from engine.operations.renditions import Renditions
from engine.operations.results import Box
from engine.operations.sizes import SMALLEST_SIDE_PX
from engine.progress import Progress

# What Auto refines where no candidate will do: in so many steps, by no more than this root mean
# square or this share of what is mended. The anomaly must fall by the first of these parts, or by
# the second where the surroundings tell that something is wrong: the risk of leaving it is so much.
NUDGE_STEPS, LARGEST_NUDGE, NUDGE_SHARE = 8, 0.0125, 0.5
FALL, FALL_EXPLAINED, EXPLAINED = 0.1, 0.02, 0.05
# Where the likeliest picture raises the anomaly by more than this, it is not likely after all.
CONTRADICTED = 1.1
# Auto must lower the cost by this much; no method may raise the anomaly.
WORTHWHILE = 0.03
# Below this many times the anomaly of the healthy surroundings nothing looks wrong. There, so much
# of the risk of leaving the place alone is forgiven, or healthy places would be mended, too.
QUIET_TIMES, FORGIVEN = 1.6, 0.04
MOST_ALTERNATIVES = 6
LARGE_BOX_PX = 4_000_000


@dataclass(frozen=True, eq=False)
class Scene:
    """What a repair works on; content has the size of stylized. mask: float32 (H, W).

    code: the style, or None. vector: what the discriminator is told of the style, or None.
    renditions: transfers that are remembered from earlier.
    """

    stylized: Photo
    content: Photo | None
    mask: np.ndarray
    code: StyleTensors | None
    vector: Tensor | None
    transfer_params: TransferParams
    renditions: Renditions = field(default_factory=Renditions)


@dataclass(frozen=True, eq=False)
class Option:
    """One way of mending the whole mask."""

    method: str
    patches: tuple[Patch, ...]
    score_after: float
    sentence: str


@dataclass(frozen=True, eq=False)
class Mended:
    """The outcome. options: best first; none when the picture is better left alone."""

    box: Box
    options: tuple[Option, ...]
    method: str
    score_before: float
    sentence: str


@dataclass(frozen=True, eq=False)
class _Judged:
    """likeliest: whether it is what keeps of the place all but the fault."""

    method: str
    patch: Patch
    verdict: Verdict
    likeliest: bool = False


@dataclass(frozen=True, eq=False)
class _Ranked:
    """What was found for one island: the ways that may be taken, best first."""

    area: float
    before: Verdict
    ways: tuple[_Judged, ...]
    tried: int


def repair(
    scene: Scene,
    params: RepairParams,
    renderer: TileRenderer,
    inspector: Inspector,
    progress: Progress | None = None,
) -> Mended:
    """Mend the masked region of a scene.

    Islands that lie far apart are mended one by one, each with the method that suits it. Raises
    OptionError for an empty mask, a mask of another size, or a method that needs a photo where
    there is none.
    """
    progress = progress or Progress()
    if scene.mask.shape != scene.stylized.hw:
        raise OptionError("The mask does not have the size of the picture; make it for this one.")
    boxes = find_places(scene.mask)
    if not boxes:
        raise OptionError("The mask is empty; brush over the place to repair first.")
    if scene.content is None and params.method in NEED_THE_PHOTO:
        raise OptionError(
            f"The method “{params.method}” needs the content photo; open it, or choose heal."
        )
    ranked = []
    for i, box in enumerate(boxes):
        part = progress.sub(i / len(boxes), (i + 1) / len(boxes))
        place = open_place(scene.stylized, scene.content, scene.mask, box)
        ranked.append(_mend(scene, place, params, renderer, inspector, part))
    progress.report(1.0, "Repaired")
    return _decide(ranked, boxes, params)


def _mend(
    scene: Scene,
    place: Place,
    params: RepairParams,
    renderer: TileRenderer,
    inspector: Inspector,
    progress: Progress,
) -> _Ranked:
    refining, choosing = params.method == "refine", params.method == "auto"
    judge = Judge(place, inspector, scene.vector, thorough=refining)
    fitter = Fitter(scene.mask, place, params.feather)
    quick = progress.sub(0.0, 0.25 if refining else 0.75 if choosing else 0.9)
    fitted: list[tuple[str, Patch, bool]] = []
    for candidate in _candidates(scene, place, params, judge, renderer, quick):
        patch = fitter.fit(candidate)
        if candidate.doubt is not None:
            judge.expect(patch.after, candidate.doubt)
        if not fitter.is_visible(patch):
            continue
        fitted.append((candidate.method, patch, candidate.doubt is not None))
        if candidate.known:
            judge.learn(patch.after)
    before = judge.look()
    judged = [_Judged(name, patch, judge.look(patch.after), like) for name, patch, like in fitted]
    if refining:
        start = min(judged, key=lambda way: way.verdict.cost, default=None)
        judged = []
        for patch in _refined(start, scene, place, fitter, renderer, inspector, progress):
            judged.append(_Judged("refine", patch, judge.look(patch.after)))
    ways = [way for way in judged if way.verdict.anomaly <= before.anomaly]
    ways.sort(key=lambda way: way.verdict.cost)
    if choosing:
        ways = _worthwhile(ways, before)
        if not ways and not judge.knows:
            ways = _nudged(judged, before, scene, place, judge, fitter, renderer, inspector,
                           progress.sub(0.75, 0.95))  # fmt: skip
    area = float((place.mask > 0).sum())
    return _Ranked(area, before, tuple(ways), len(judged))


def _worthwhile(ways: list[_Judged], before: Verdict) -> list[_Judged]:
    """What Auto may offer, the best first: none unless the best one is worth it.

    The others may change more than the fault explains: a person can see what they do.
    """
    forgiven = min(FORGIVEN, before.risk) if _is_quiet(before) else 0.0
    if not ways or ways[0].verdict.cost > before.cost - forgiven - WORTHWHILE:
        return []
    enough = before.cost - before.risk - WORTHWHILE
    others = [way for way in ways[1:] if way.verdict.cost - way.verdict.risk <= enough]
    return [ways[0], *others]


def _is_quiet(before: Verdict) -> bool:
    return before.anomaly < QUIET_TIMES * before.usual


def _nudged(
    judged: list[_Judged],
    before: Verdict,
    scene: Scene,
    place: Place,
    judge: Judge,
    fitter: Fitter,
    renderer: TileRenderer,
    inspector: Inspector,
    progress: Progress,
) -> list[_Judged]:
    """Where no candidate will do: the likeliest picture, or what is there, refined by a little.

    By so little that it cannot make anything worse, whatever the discriminator may be fooled by:
    so its risk does not count, but the anomaly has to fall, by more where it is all there is to
    go by. None where neither the surroundings nor the discriminator object to what is there.
    """
    agreed = CONTRADICTED * before.anomaly
    likeliest = (way for way in judged if way.likeliest and way.verdict.anomaly <= agreed)
    start = next(likeliest, None)
    explained = start is not None and before.risk >= EXPLAINED
    if not judged or (not explained and _is_quiet(before)):
        return []
    begin = fitter.untouched if start is None else start.patch
    found = refine(
        begin.after, begin.alpha, place, scene.vector, renderer, inspector, progress, NUDGE_STEPS
    )
    shown = found.change * begin.alpha[..., None]
    moved = replace(begin, after=fitter.untouched.after + shown)
    most = max(LARGEST_NUDGE, NUDGE_SHARE * fitter.change(begin))
    whole = min(1.0, most / max(fitter.change(moved), 1e-6))
    part = FALL_EXPLAINED if explained else FALL
    enough = before.anomaly - part * max(before.anomaly, LEAST_USUAL)
    ways = []
    for share in (whole, whole / 2):
        patch = replace(begin, after=np.clip(begin.after + share * shown, 0, 1))
        verdict = judge.look(patch.after)
        sound = verdict.unusual <= before.unusual + WORTHWHILE
        if sound and verdict.anomaly <= enough and fitter.is_visible(patch):
            ways.append(_Judged("refine", patch, verdict))
    return sorted(ways, key=lambda way: way.verdict.objection + way.verdict.unusual)


def _refined(
    start: _Judged | None,
    scene: Scene,
    place: Place,
    fitter: Fitter,
    renderer: TileRenderer,
    inspector: Inspector,
    progress: Progress,
) -> list[Patch]:
    """The best quick repair worked over, wholly and by half, and as it was."""
    begin = fitter.untouched if start is None else start.patch
    part = progress.sub(0.25, 0.95)
    found = refine(begin.after, begin.alpha, place, scene.vector, renderer, inspector, part)
    shown = found.change * begin.alpha[..., None]
    patches = [replace(begin, after=np.clip(begin.after + s * shown, 0, 1)) for s in (1.0, 0.5)]
    patches = [*patches, begin]
    return [patch for patch in patches if fitter.is_visible(patch)]


def _candidates(
    scene: Scene,
    place: Place,
    params: RepairParams,
    judge: Judge,
    renderer: TileRenderer,
    progress: Progress,
) -> Iterator[Candidate]:
    """Every candidate that the method allows."""
    free = params.method in ("auto", "refine")
    methods = QUICK if free else (params.method,)

    def wanted(method: str) -> bool:
        # What is known need not be guessed from other pieces.
        return method in methods and not (free and method == "heal" and judge.knows)

    again = None
    content, code = scene.content, scene.code
    # What is too small for a transfer of the whole is drawn from crops or healed all the same.
    large_enough = min(scene.stylized.hw) >= SMALLEST_SIDE_PX
    painted = scene.transfer_params.strength > 0
    if content is not None and code is not None and painted and large_enough:
        known, photo = code, content

        def again(part: Progress):  # type: ignore[no-untyped-def]
            return scene.renditions.of(photo, known, scene.transfer_params, renderer, part)

    yield from draw_candidates(
        place, wanted, code, scene.transfer_params, renderer, again, free, progress
    )


def _decide(ranked: list[_Ranked], boxes: list[Box], params: RepairParams) -> Mended:
    total = sum(one.area for one in ranked)

    def mean(values: list[float]) -> float:
        return sum(v * one.area for v, one in zip(values, ranked, strict=True)) / total

    before = mean([one.before.anomaly for one in ranked])
    box = reduce(united, boxes)
    count = max(len(one.ways) for one in ranked)
    large = (box[2] - box[0]) * (box[3] - box[1]) > LARGE_BOX_PX
    options = []
    for rank in range(min(count, 2 if large else MOST_ALTERNATIVES)):
        # An island with fewer ways keeps its last one.
        taken = [one.ways[min(rank, len(one.ways) - 1)] if one.ways else None for one in ranked]
        after = mean(
            [
                one.before.anomaly if way is None else way.verdict.anomaly
                for one, way in zip(ranked, taken, strict=True)
            ]
        )
        ways = [way for way in taken if way is not None]
        method = " and ".join(dict.fromkeys(way.method for way in ways))
        sentence = f"Repaired with {method}: anomaly from {before:.2f} to {after:.2f}."
        if len(ways) < len(ranked):
            sentence = (
                f"Repaired {len(ways)} of {len(ranked)} places with {method}: anomaly from "
                f"{before:.2f} to {after:.2f}."
            )
        options.append(Option(method, tuple(way.patch for way in ways), after, sentence))
    if options:
        return Mended(box, tuple(options), options[0].method, before, options[0].sentence)
    tried = sum(one.tried for one in ranked)
    quiet = all(_is_quiet(one.before) for one in ranked)
    return Mended(box, (), params.method, before, _refusal(params.method, quiet, tried))


def _refusal(method: str, quiet: bool, tried: int) -> str:
    if not tried:
        return "Nothing was changed: no way of mending this place makes a visible difference."
    if method != "auto":
        return f"Nothing was changed: {method} would look worse than what is there."
    if quiet:
        return "Nothing was changed: nothing looks wrong here; choose a method to redo it anyway."
    return "Nothing was changed: no candidate is better than leaving it."


def settle(
    before: np.ndarray,
    box: Box,
    option: Option,
    encode: Callable[[np.ndarray], np.ndarray] = lambda drawn: drawn,
    decode: Callable[[np.ndarray], np.ndarray] = lambda pixels: pixels,
) -> np.ndarray:
    """The pixels of the box after the repair; those that the mask does not cover are `before`.

    before: uint8 or uint16 (h, w, 3) of the box in the picture's own encoding; encode: from sRGB
    to that, and decode back.
    """
    out = before.copy()
    for patch in option.patches:
        part = inner(out, box, patch.box)
        after = patch.after
        if patch.base is not None:
            change = resize(after - patch.base, part.shape[:2])
            present = as_float(decode(np.ascontiguousarray(inner(before, box, patch.box))))
            after = present + change
        encoded = encode(quantize(after, before.dtype))
        np.copyto(part, encoded, where=patch.mask[..., None] > 0)
    return out
