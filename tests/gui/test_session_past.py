"""A project that is opened again: history, problems and decisions are as they were."""

from __future__ import annotations

import numpy as np
import pytest

from engine.operations.params import InspectParams, RepairParams
from gui.places import PlaceState


@pytest.fixture
def worked_on(stylized, wait_idle):
    """A repair, an ignored problem, another sensitivity, a stroke and an undone rectangle."""
    stylized.set_inspect_params(InspectParams(sensitivity=0.75))
    wait_idle(stylized)
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    stylized.ignore(stylized.regions[0].number)
    stylized.paint([(20, 20), (40, 30)], 6, "paint")
    stylized.fill_box((2, 2, 20, 20))
    stylized.undo()
    wait_idle(stylized)
    return stylized


@pytest.fixture
def reopened(worked_on, tmp_path, wait_idle):
    """What the session looked like, and the session after its project was opened again."""
    path = tmp_path / "work.kintsugi"
    seen = look(worked_on)
    worked_on.save_project(path)
    wait_idle(worked_on)
    studio = worked_on.studio()
    before = studio.calls.count("inspect")
    worked_on.open_project(path)
    wait_idle(worked_on)
    return seen, worked_on, studio.calls.count("inspect") - before


def look(session) -> dict[str, object]:
    document = session.document
    listed = session.places.listed
    return {
        "pixels": document.stylized.pixels.tobytes(),
        "mask": document.mask_levels.tobytes(),
        "index": document.history.index,
        "labels": [edit.label for edit in document.history.entries],
        "places": [(p.state, p.region, p.region.mask.tobytes()) for p in listed],
        "proofs": document.proofs,
        "sensitivity": session.inspect_params,
        "current": document.inspection_is_current,
    }


def test_the_same_picture_history_and_problems(reopened):
    seen, session, inspections = reopened
    assert look(session) == seen
    assert {place[0] for place in seen["places"]} == set(PlaceState)
    assert inspections == 0  # what is known need not be looked for
    assert not session.is_modified


def test_undo_and_redo_go_on_where_they_were(reopened):
    seen, session, _ = reopened
    session.redo()
    assert session.document.history.index == seen["index"] + 1 and session.is_modified
    session.undo()
    assert not session.is_modified
    while session.document.history.can_undo:
        session.undo()
    assert session.document.stylized is None and not session.has_mask
    session.go_to_state(seen["index"])
    assert look(session)["pixels"] == seen["pixels"] and look(session)["mask"] == seen["mask"]


def test_an_ignored_problem_can_be_taken_back_and_a_repair_undone(reopened, wait_idle):
    _, session, _ = reopened
    ignored = next(p for p in session.places.listed if p.state is PlaceState.IGNORED)
    session.places.take_back(ignored.region)
    assert ignored.region in session.regions
    repaired = session.places.applied[0]
    assert not session.places.can_flip(repaired)
    box = repaired.result.box
    while session.document.history.can_undo and session.places.applied:
        session.undo()
    top, left, bottom, right = box
    part = session.document.stylized.pixels[top:bottom, left:right]
    assert np.array_equal(part, repaired.result.before)
    wait_idle(session)


def test_an_inspection_out_of_date_is_made_anew(worked_on, tmp_path, wait_idle):
    session = worked_on
    session.inspects_by_itself = False
    session.repair_region(session.regions[0].number, RepairParams())
    wait_idle(session)
    assert not session.document.inspection_is_current
    session.save_project(tmp_path / "work.kintsugi")
    wait_idle(session)
    session.inspects_by_itself = True
    session.open_project(tmp_path / "work.kintsugi")
    wait_idle(session)
    assert session.document.inspection_is_current


def test_the_window_shows_history_and_sensitivity(stylized_window, tmp_path, wait_idle):
    window, session = stylized_window, stylized_window.session
    session.set_inspect_params(InspectParams(sensitivity=0.75))
    wait_idle(session)
    session.fill_box((2, 2, 20, 20))
    session.undo()
    path = tmp_path / "work.kintsugi"
    session.save_project(path)
    wait_idle(session)
    problems = window.problems_panel.model.rowCount()
    rows = window.history_panel.list.count()
    session.set_inspect_params(InspectParams())
    wait_idle(session)
    session.open_project(path)
    wait_idle(session)
    control = window.problems_panel.sensitivity.controls["sensitivity"]
    assert control.value == pytest.approx(0.75)
    assert window.problems_panel.model.rowCount() == problems
    assert window.history_panel.list.count() == rows == 3
    assert window.history_panel.list.currentRow() == 1
    assert window.table["redo"].isEnabled() and window.table["undo"].isEnabled()
