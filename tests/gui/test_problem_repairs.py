"""Repairing what is listed: one place, its other ways, and all of them in a row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.operations.params import RepairParams
from engine.progress import Cancelled, Progress
from gui.places import PlaceState, title_of
from gui.repair_round import OneOf, summary_of


def states(panel):
    return [str(place.state) for place in panel.model.places]


# --- one repair ---------------------------------------------------------------------------------


def test_a_repaired_place_stays_listed_with_its_proof(stylized_window, wait_idle):
    window = stylized_window
    panel = window.problems_panel
    panel.select(2)
    window.refresh()
    view_before = window.canvas.view.origin
    window.table["repair"].trigger()
    wait_idle(window.session)
    place = panel.selected_place
    assert place.state is PlaceState.REPAIRED and panel.view.currentIndex().row() == 0
    assert panel.alternatives.isVisible()
    proof = panel.view.currentIndex().data()
    assert proof.startswith("0 of ") and proof.endswith("pixels outside the mask changed.")
    assert window.canvas.view.origin == view_before
    assert window.canvas.scene.marks.repaired is place.region
    assert window.canvas.selected_region is None
    # The next problem is one that is still to do; the repaired place sinks below them then.
    window.table["next_region"].trigger()
    assert panel.selected_region.number == 1 and not panel.alternatives.isVisible()
    window.session.changed.emit(*(_inspected()))
    assert states(panel) == ["open", "open", "repaired"]


def _inspected():
    from engine.document import Part

    return Part.INSPECTION, None


def test_undo_takes_a_repaired_place_off_and_redo_brings_it_back(stylized_window, wait_idle):
    window = stylized_window
    panel = window.problems_panel
    window.session.repair_region(1, RepairParams())
    wait_idle(window.session)
    assert states(panel).count("repaired") == 1
    window.session.undo()
    wait_idle(window.session)
    assert states(panel) == ["open"] * 3
    window.session.redo()
    wait_idle(window.session)
    assert states(panel).count("repaired") == 1 and states(panel).count("open") == 2
    window.session.transfer()
    wait_idle(window.session)
    assert states(panel) == ["open"] * 3  # a new picture


def test_until_it_is_looked_at_anew_the_repaired_place_is_no_problem(stylized, wait_idle):
    stylized.inspects_by_itself = False
    first, second, third = stylized.regions
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    assert not stylized.document.inspection_is_current
    assert stylized.regions == (second, third)
    stylized.undo()
    assert stylized.regions == (first, second, third)


def test_a_place_marked_by_hand_is_listed_when_it_is_repaired(stylized_window, wait_idle):
    window = stylized_window
    window.session.fill_box((10, 10, 40, 40))
    window.refresh()
    window.table["repair"].trigger()
    wait_idle(window.session)
    place = window.problems_panel.selected_place
    assert place.region.number == 0 and place.region.box == (10, 10, 40, 40)
    assert title_of(place.region) == "Marked by hand"
    # Once more, by another method, in the same place.
    window.desk.choose_method("heal")
    window.desk.repair()
    wait_idle(window.session)
    assert len(window.session.document.proofs) == 2
    assert window.session.document.proofs[-1].box == (10, 10, 40, 40)


# --- the other ways -----------------------------------------------------------------------------


@pytest.fixture
def mended(stylized_window, wait_idle):
    """A window in which problem 1 has just been repaired and is selected."""
    window = stylized_window
    window.problems_panel.select(1)
    window.refresh()
    window.table["repair"].trigger()
    wait_idle(window.session)
    window.refresh()
    return window


def test_arrow_keys_flip_through_the_ways(mended, wait_idle):
    window = mended
    session, bar = window.session, window.problems_panel.alternatives
    assert bar.title.text() == "1 of 3: Restyle"
    states_before = session.document.history.index
    box = window.problems_panel.selected_place.region.box
    middle = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert bar.title.text() == "2 of 3: Heal"
    assert tuple(session.document.stylized.pixels[middle]) == (60, 60, 60)
    assert tuple(session.shown_result[middle]) == (60, 60, 60)
    place = window.canvas.view.to_device(middle[1] + 0.5, middle[0] + 0.5)
    assert window.canvas.grab().toImage().pixelColor(*map(int, place)).red() == 60
    QTest.keyClick(window.problems_panel.view, Qt.Key.Key_Right)
    assert tuple(session.document.stylized.pixels[middle]) == (120, 120, 120)
    assert session.document.proofs[-1].method == "calm"
    # Round the end, and back; all the while it is one step of the history.
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert bar.title.text() == "1 of 3: Restyle"
    QTest.keyClick(window.canvas, Qt.Key.Key_Left)
    assert bar.title.text() == "3 of 3: Calm"
    assert session.document.history.index == states_before
    assert len(session.document.proofs) == 1
    assert session.document.proofs[-1].outside_changed_px == 0
    session.undo()
    wait_idle(session)
    assert len(session.regions) == 3


def test_after_another_step_the_ways_are_closed(mended, wait_idle):
    window = mended
    assert window.problems_panel.alternatives.next_button.isEnabled()
    window.session.fill_box((100, 100, 110, 110))
    window.refresh()
    assert not window.problems_panel.alternatives.next_button.isEnabled()
    assert not window.table["next_alternative"].isEnabled()
    before = window.session.document.stylized
    window.desk.flip(1)
    assert window.session.document.stylized is before
    window.session.undo()
    window.refresh()
    assert window.table["next_alternative"].isEnabled()


def test_arrows_move_the_split_line_unless_they_flip(mended):
    window = mended
    window.canvas.set_compare_mode("split")
    split = window.canvas.split
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert window.canvas.split == split
    assert window.problems_panel.alternatives.title.text().startswith("2 of 3")
    QTest.keyClick(window.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert window.canvas.split > split
    window.problems_panel.clear_selection()
    split = window.canvas.split
    QTest.keyClick(window.canvas, Qt.Key.Key_Left)
    assert window.canvas.split < split


def test_the_ways_of_old_repairs_are_let_go_beyond_the_budget(stylized, monkeypatch, wait_idle):
    from gui import session_places

    monkeypatch.setattr(session_places, "CHOICES_BUDGET_BYTES", 1)
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    latest, first = stylized.places.applied
    assert len(latest.choices) == 3 and len(first.choices) == 1
    assert first.result.patched is None


# --- all of them --------------------------------------------------------------------------------


def test_repair_all_goes_down_the_list_one_edit_each(stylized, studio, notices, wait_idle):
    regions = stylized.regions
    before = stylized.document.history.index
    labels = []
    stylized.activity_changed.connect(
        lambda: stylized.activity and labels.append(stylized.activity.label)
    )
    told = []
    stylized.progressed.connect(lambda fraction, text: told.append((fraction, text)))
    stylized.repair_all(regions, RepairParams())
    wait_idle(stylized)
    assert stylized.document.history.index == before + 3
    assert len(stylized.document.proofs) == 3 and stylized.regions == ()
    assert list(dict.fromkeys(labels)) == [f"Repairing {n} of 3" for n in (1, 2, 3)]
    assert all(text.startswith("Repairing ") for _, text in told)
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert notices[-1].sentence == "3 repaired."
    assert studio.calls.count("inspect") == 2  # once after the transfer, once after all
    dict(notices[-1].actions)["Undo all"]()
    wait_idle(stylized)
    assert len(stylized.regions) == 3 and stylized.document.proofs == ()


def test_repair_all_can_be_cancelled_in_between(stylized, studio, notices, qtbot, wait_idle):
    studio.step_s = 0.02
    stylized.repair_all(stylized.regions, RepairParams())
    qtbot.waitUntil(lambda: len(stylized.document.proofs) == 1)
    assert stylized.repairs.round.running and stylized.activity is not None
    stylized.cancel()
    wait_idle(stylized)
    assert len(stylized.document.proofs) == 1 and stylized.activity is None
    assert not stylized.repairs.round.running
    stopped = next(n for n in notices if n.sentence.startswith("Stopped"))
    assert stopped.sentence == "Stopped after 1 of 3: 1 repaired."
    assert len(stylized.regions) == 2 and stylized.document.inspection_is_current


def test_repair_all_counts_what_it_leaves(stylized, studio, notices, wait_idle):
    studio.refuse_repair = True
    before = stylized.document.stylized
    stylized.repair_all(stylized.regions, RepairParams())
    wait_idle(stylized)
    assert stylized.document.stylized is before
    assert notices[-1].sentence.startswith("0 repaired, 3 left as they were")
    assert notices[-1].actions == ()


def test_a_failure_ends_the_round_with_its_sentence(stylized, studio, notices, wait_idle):
    from engine.errors import ModelError

    studio.fail_with = ModelError("The model is gone.")
    stylized.repair_all(stylized.regions, RepairParams())
    wait_idle(stylized)
    sentences = [notice.sentence for notice in notices]
    assert "The model is gone." in sentences and not stylized.repairs.round.running
    assert sum(sentence.startswith("Stopped") for sentence in sentences) == 1


def test_the_summary_of_a_round():
    assert summary_of(7, 2) == "7 repaired, 2 left as they were: no better candidate."
    assert summary_of(7, 1) == "7 repaired, 1 left as it was: no better candidate."
    assert summary_of(9, 0) == "9 repaired."
    assert summary_of(2, 1, 9) == (
        "Stopped after 3 of 9: 2 repaired, 1 left as it was: no better candidate."
    )


def test_the_progress_of_one_of_several():
    told = []
    whole = Progress(lambda fraction, message: told.append((round(fraction, 3), message)))
    third = OneOf(whole, "Repairing 3 of 4", 0.5, 0.75)
    third.report(0.0, "Trying heal")
    third.sub(0.5, 1.0).report(0.5, "Trying calm")
    third.report(float("nan"))
    assert told == [(0.5, "Repairing 3 of 4"), (0.688, "Repairing 3 of 4"),
                    (0.75, "Repairing 3 of 4")]  # fmt: skip
    whole.cancel()
    assert third.cancelled
    with pytest.raises(Cancelled):
        third.sub(0, 1).check()


def test_only_what_is_listed_is_repaired(stylized_window, wait_idle):
    window = stylized_window
    window.session.ignore(2)
    window.refresh()
    footer = window.problems_panel.footer
    assert footer.all_button.isVisible() and footer.all_button.text() == "Repair all 2"
    footer.all_button.click()
    assert footer.running and footer.status.text().startswith("Repairing 1 of 2")
    wait_idle(window.session)
    assert not footer.running and len(window.session.document.proofs) == 2
    window.refresh()
    assert not footer.all_button.isVisible()


def test_the_footer_cancels_a_repair(stylized_window, studio, qtbot, wait_idle):
    window = stylized_window
    footer = window.problems_panel.footer
    studio.gate.clear()
    window.session.repair_region(1, RepairParams())
    qtbot.waitUntil(lambda: "repair" in studio.calls)
    assert footer.running and footer.cancel_button.isVisible()
    assert not footer.repair_button.isVisible()
    footer.cancel_button.click()
    assert not footer.cancel_button.isEnabled()
    wait_idle(window.session)
    assert not footer.running and window.session.document.proofs == ()
