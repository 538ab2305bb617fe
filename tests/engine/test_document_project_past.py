"""What a project keeps beside the pictures: the undo history and the last inspection."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from project_files import repacked

from engine.document import Document, Review, load_project, save_project
from engine.document import history_layers as kept_history
from engine.document.archive import pack
from engine.document.inspection_layers import MOST_SIDE_PX, inspection_members
from engine.document.project import project_members
from engine.document.recovery import write_recovery
from engine.imaging.photo import Photo, freeze
from engine.operations.flagging import flag
from engine.operations.params import InspectParams, TransferParams
from engine.operations.results import AnomalyMap, RepairResult
from engine.styles import bundled_styles

HW = (61, 83)


def noise(shape: tuple[int, ...], dtype: type, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


def picture(seed: int, dtype: type = np.uint8, name: str = "photo.jpg") -> Photo:
    return Photo(noise((*HW, 3), dtype, seed), alpha=noise(HW, dtype, seed + 50), name=name)


def repair(document: Document, box: tuple[int, int, int, int], seed: int, **more: bool) -> None:
    top, left, bottom, right = box
    assert document.stylized is not None
    before = document.stylized.pixels[top:bottom, left:right].copy()
    after = noise(before.shape, before.dtype.type, seed)
    document.apply_repair(
        RepairResult(
            True, f"Mended {seed}.", box, "heal", 0.9, 0.1, 0, 9, "a", "a", "Ok.",
            before=before, after=after,
        ),
        **more,
    )  # fmt: skip


def worked_on(dtype: type = np.uint8) -> Document:
    """Two transfers in two styles, three repairs, all kinds of mask edits, two steps undone."""
    document = Document(picture(1, dtype))
    first, second = bundled_styles()[:2]
    document.set_style(first)
    document.set_stylized(picture(5, dtype), "Transfer: one", TransferParams(strength=0.3))
    repair(document, (2, 3, 9, 20), 6)
    document.paint_stroke([(10, 10), (40, 35)], 9, 0.2, 1.0)
    document.set_style(second)
    document.set_stylized(picture(8, dtype), "Transfer: two", TransferParams())
    document.invert_mask()
    repair(document, (20, 30, 44, 60), 9, clear_mask=True)
    document.fill_box((0, 0, 30, 83))
    repair(document, (30, 10, 60, 40), 10)
    document.undo()
    document.undo()
    return document


def states(document: Document) -> Iterator[tuple[bytes, bytes, bytes | None]]:
    """What every state looks like, walking to the end of the history and all the way back."""

    def now() -> tuple[bytes, bytes, bytes | None]:
        photo = document.stylized
        if photo is None:
            return b"", document.mask_levels.tobytes(), None
        alpha = None if photo.alpha is None else photo.alpha.tobytes()
        return photo.pixels.tobytes(), document.mask_levels.tobytes(), alpha

    yield now()
    while document.redo():
        yield now()
    while document.undo():
        yield now()
    while document.redo():
        yield now()


def saved(tmp_path: Path, document: Document, review: Review | None = None) -> Path:
    path = tmp_path / "work.kintsugi"
    save_project(document, path, review)
    return path


# --- history --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_undo_and_redo_work_to_the_last_bit_after_reopening(tmp_path: Path, dtype: type) -> None:
    document = worked_on(dtype)
    opened = load_project(saved(tmp_path, document))
    assert opened.lost == ()
    again = opened.document
    assert again.history.index == document.history.index == 6
    assert [edit.label for edit in again.history.entries] == [
        edit.label for edit in document.history.entries
    ]
    assert again.proofs == document.proofs and len(again.proofs) == 2
    assert not again.is_modified
    pairs = list(zip(states(again), states(document), strict=True))
    assert len(pairs) == 1 + 2 + 8 + 8
    assert all(ours == theirs for ours, theirs in pairs)


def test_every_step_keeps_its_parameters_proof_and_style(tmp_path: Path) -> None:
    document = worked_on()
    again = load_project(saved(tmp_path, document)).document
    for ours, theirs in zip(again.history.entries, document.history.entries, strict=True):
        assert ours.operation == theirs.operation and ours.box == theirs.box
        assert dict(ours.params) == dict(theirs.params) and ours.proof == theirs.proof
        assert ours.style == theirs.style
        assert ours.changes_result == theirs.changes_result


def test_what_both_sides_share_is_kept_once(tmp_path: Path) -> None:
    members = project_members(worked_on())
    whole = [name for name in members if name.endswith("alpha.png") and "history" in name]
    # The first transfer began with nothing, and the result after the second is the project's own.
    assert whole == ["history/4/alpha.png"]


def test_reopened_work_can_go_on(tmp_path: Path) -> None:
    again = load_project(saved(tmp_path, worked_on())).document
    repair(again, (1, 1, 5, 5), 77)
    assert again.is_modified and not again.history.can_redo
    again.undo()
    assert not again.is_modified
    picture_before = again.stylized
    again.redo()
    assert again.undo() and again.stylized is picture_before


def test_the_first_undo_after_opening_copies_no_picture(tmp_path: Path) -> None:
    document = worked_on()
    document.redo()
    document.redo()
    again = load_project(saved(tmp_path, document)).document
    kept = again._pictures._photo
    again.undo()
    assert again.stylized is kept


def test_beyond_the_budget_the_oldest_steps_stay_behind(tmp_path: Path, monkeypatch) -> None:
    document = worked_on()
    document.redo()
    document.redo()
    monkeypatch.setattr(kept_history.history_members, "__defaults__", (9_000,))
    opened = load_project(saved(tmp_path, document))
    assert opened.lost == ()
    history = opened.document.history
    labels = [edit.label for edit in document.history.entries]
    assert [edit.label for edit in history.entries] == labels[-len(history.entries) :]
    assert 0 < len(history.entries) < len(labels)
    assert history.index == len(history.entries)
    assert opened.document.proofs == document.proofs
    while document.history.index > len(labels) - len(history.entries):
        assert opened.document.undo() and document.undo()
        assert np.array_equal(opened.document.stylized.pixels, document.stylized.pixels)


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_a_damaged_step_costs_only_itself_and_what_lies_beyond(tmp_path: Path, how: str) -> None:
    def change(members: dict[str, bytes]) -> None:
        if how == "missing":
            del members["history/2/pixels.png"]
        else:
            members["history/2/pixels.png"] = members["history/2/pixels.png"][:-30]

    document = worked_on()
    opened = load_project(repacked(saved(tmp_path, document), change))
    assert opened.lost == ("Older steps of the history are lost: a part of it is damaged.",)
    again = opened.document
    assert again.history.index == 4 and len(again.history.entries) == 6
    assert again.proofs == document.proofs
    for _ in range(4):
        assert again.undo() and document.undo()
        assert np.array_equal(again.stylized.pixels, document.stylized.pixels)
        assert np.array_equal(again.mask_levels, document.mask_levels)
    assert not again.history.can_undo


def test_a_damaged_undone_step_costs_no_undo(tmp_path: Path) -> None:
    document = worked_on()
    path = repacked(saved(tmp_path, document), lambda members: members.pop("history/8/pixels.png"))
    opened = load_project(path)
    assert opened.lost == ("Undone steps of the history are lost: a part of it is damaged.",)
    assert len(opened.document.history.entries) == 7 and opened.document.history.index == 6


def test_without_its_mask_a_project_still_undoes_repairs(tmp_path: Path) -> None:
    document = worked_on()
    opened = load_project(repacked(
        saved(tmp_path, with_mask(document)), lambda members: members.pop("mask.png")
    ))  # fmt: skip
    assert len(opened.lost) == 2 and "painted the mask" in opened.lost[1]
    again = opened.document
    assert all(edit.changes_result and edit.mask is None for edit in again.history.entries)
    while again.undo():
        pass
    assert again.stylized is None and not again.mask_levels.any()


def with_mask(document: Document) -> Document:
    document.fill_box((3, 3, 20, 20))
    return document


def test_a_damaged_list_of_steps_is_said_once(tmp_path: Path) -> None:
    path = repacked(
        saved(tmp_path, worked_on()), lambda members: members.update({kept_history.NAME: b"{"})
    )
    opened = load_project(path)
    assert opened.lost == ("The history is lost: it is damaged.",)
    assert not opened.document.history.entries
    assert opened.document.proofs == worked_on().proofs


@pytest.mark.parametrize(
    "change",
    [
        {"box": [0, 0, 9999, 9999]},
        {"box": "all"},
        {"label": 5},
        {"params": []},
        {"mask": [[0, 0, 1, 1, 300, 0]]},
        {"mask": [[0, 0, 1, 1, -1, 0]]},
        {"proof": {"accepted": True}},
        {"changes": "result", "box": None},
    ],
)
def test_nonsense_in_a_step_ends_the_history_there(tmp_path: Path, change: dict) -> None:
    def spoil(members: dict[str, bytes]) -> None:
        values = json.loads(members[kept_history.NAME])
        values["edits"][4] |= change
        members[kept_history.NAME] = json.dumps(values).encode()

    opened = load_project(repacked(saved(tmp_path, worked_on()), spoil))
    assert opened.lost == ("Older steps of the history are lost: a part of it is damaged.",)
    assert opened.document.history.index == 1


def test_an_older_project_opens_without_a_history(tmp_path: Path) -> None:
    def as_it_was(members: dict[str, bytes]) -> None:
        for name in [name for name in members if name.startswith(("history/", "inspection/"))]:
            del members[name]
        values = json.loads(members["project.json"])
        members["project.json"] = json.dumps(
            {k: v for k, v in values.items() if k not in ("history", "inspection")} | {"schema": 2}
        ).encode()

    document = worked_on()
    opened = load_project(repacked(saved(tmp_path, document, Review()), as_it_was))
    assert opened.lost == () and opened.review is None
    assert opened.document.proofs == document.proofs
    assert np.array_equal(opened.document.stylized.pixels, document.stylized.pixels)


def test_the_copy_for_a_crash_leaves_the_past_out(tmp_path: Path) -> None:
    path = tmp_path / "copy.kintsugi"
    write_recovery(inspected(worked_on()), path)
    with zipfile.ZipFile(path) as file:
        assert not [n for n in file.namelist() if n.startswith(("history/", "inspection/"))]
    opened = load_project(path)
    assert opened.lost == () and opened.document.proofs == worked_on().proofs


def test_the_same_history_gives_the_same_file(tmp_path: Path) -> None:
    assert pack(project_members(worked_on())) == pack(project_members(worked_on()))


# --- inspection -----------------------------------------------------------------------------------

PARAMS = InspectParams(sensitivity=0.7)


def inspected(document: Document) -> Document:
    y, x = np.mgrid[: HW[0], : HW[1]].astype(np.float32)
    values = np.zeros(HW, np.float32)
    for (top, left), height in (((20, 20), 0.97), ((45, 60), 0.81), ((10, 70), 0.62)):
        values = np.maximum(
            values, height * np.exp(-((y - top) ** 2 + (x - left) ** 2) / 90).astype(np.float32)
        )
    kinds = noise((16, 21), np.uint8, 4) % 3
    document.set_inspection(flag(AnomalyMap(freeze(values), "tiny", kinds, 0.625), PARAMS))
    return document


def reviewed(document: Document) -> Review:
    assert document.inspection is not None
    worst, second, *_ = document.inspection.regions
    return Review(PARAMS, (worst,), ((5, second),))


def test_the_list_of_problems_comes_back_as_it_was(tmp_path: Path) -> None:
    document = inspected(worked_on())
    opened = load_project(saved(tmp_path, document, reviewed(document)))
    assert opened.lost == ()
    again, before = opened.document.inspection, document.inspection
    assert again is not None and before is not None and len(before.regions) == 3
    assert opened.document.inspection_is_current
    for name in ("score", "flagged_fraction", "threshold", "confidence"):
        assert getattr(again, name) == getattr(before, name)
    assert again.regions == before.regions
    for ours, theirs in zip(again.regions, before.regions, strict=True):
        assert np.array_equal(ours.mask, theirs.mask)
    assert np.abs(again.anomaly.values - before.anomaly.values).max() <= 0.5 / 65535 + 1e-7
    assert np.array_equal(again.anomaly.kinds, before.anomaly.kinds)
    assert again.anomaly.model_id == "tiny" and again.anomaly.picture_score == 0.625
    assert opened.review is not None and opened.review.params == PARAMS
    assert opened.review.ignored == (before.regions[0],)
    assert opened.review.mended == ((5, before.regions[1]),)


def test_another_sensitivity_finds_the_same_in_the_reopened_map(tmp_path: Path) -> None:
    document = inspected(worked_on())
    again = load_project(saved(tmp_path, document)).document
    for sensitivity in (0.3, 0.5, 0.8):
        params = InspectParams(sensitivity=sensitivity)
        ours = flag(again.inspection.anomaly, params)
        theirs = flag(document.inspection.anomaly, params)
        assert [r.box for r in ours.regions] == [r.box for r in theirs.regions]


@pytest.mark.parametrize(("steps", "undone"), [(1, 0), (0, 2), (2, 1)])
def test_an_inspection_of_an_earlier_state_is_not_taken_for_current(
    tmp_path: Path, steps: int, undone: int
) -> None:
    document = Document(picture(1))
    document.set_stylized(picture(5))
    repair(document, (2, 3, 9, 20), 6)
    repair(document, (20, 3, 30, 20), 7)
    inspected(document)
    for seed in range(steps):
        repair(document, (30, 30, 40 + seed, 50), seed)
    for _ in range(undone):
        document.undo()
    again = load_project(saved(tmp_path, document)).document
    assert again.inspection_age == document.inspection_age == steps - undone
    for _ in range(undone):
        again.redo()
        document.redo()
    for _ in range(steps):
        again.undo()
        document.undo()
    assert document.inspection_is_current and again.inspection_is_current


def test_large_maps_are_kept_smaller(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 1, 5000, dtype=np.float32)[None], (40, 1))
    members = inspection_members(flag(AnomalyMap(ramp, "m"), PARAMS), 0, Review())
    from engine.document.layers import decode_pixels

    assert decode_pixels(members["inspection/map.png"], 1).shape[1] == MOST_SIDE_PX


@pytest.mark.parametrize(
    ("member", "words", "keeps_review"),
    [
        ("inspection/map.png", "heatmap is lost", True),
        ("inspection/regions.bin", "list of problems is lost", False),
        ("inspection/inspection.json", "list of problems is lost", False),
    ],
)
def test_a_damaged_part_of_the_inspection_costs_nothing_else(
    tmp_path: Path, member: str, words: str, keeps_review: bool
) -> None:
    document = inspected(worked_on())
    path = repacked(
        saved(tmp_path, document, reviewed(document)),
        lambda members: members.update({member: members[member][:20]}),
    )
    opened = load_project(path)
    assert len(opened.lost) == 1 and words in opened.lost[0]
    assert opened.document.inspection is None
    assert bool(opened.review and opened.review.ignored) is keeps_review
    assert len(opened.document.history.entries) == 8


def test_repaired_places_follow_their_steps_when_older_ones_are_left_out() -> None:
    document = inspected(worked_on())
    region = document.inspection.regions[0]
    review = Review(PARAMS, (), ((1, region), (5, region))).moved({4: 0, 5: 1})
    assert review.mended == ((1, region),)
