"""The session: what a person asks for, through jobs, into the document."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import ModelError
from engine.operations.params import InspectParams, RepairParams, TransferParams
from gui.export_choice import ExportChoice
from gui.places import overlap


def test_open_transfer_inspect(session, studio, photo_file, style_file, wait_idle):
    session.open_content(photo_file)
    session.set_style(style_file)
    wait_idle(session)
    assert session.document.content.name == "garden.jpg"
    assert session.document.style.hw == (64, 64)
    session.set_transfer_params(TransferParams(strength=0.5))
    session.transfer()
    wait_idle(session)
    assert session.document.stylized.hw == session.document.content.hw
    assert [region.number for region in session.regions] == [1, 2, 3]
    assert studio.threads == {"kintsugi-engine"}


def test_a_file_that_is_no_picture_gives_a_sentence_and_changes_nothing(
    stylized, notices, tmp_path, wait_idle
):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a picture at all")
    before = stylized.document
    stylized.open_content(broken)
    wait_idle(stylized)
    assert stylized.document is before and stylized.document.stylized is not None
    assert notices[-1].tone == "error" and "broken.jpg" in notices[-1].sentence
    assert "Traceback" in notices[-1].details


def test_cancel_keeps_the_picture(session, studio, photo_file, presets, qtbot, wait_idle):
    session.open_content(photo_file)
    session.set_style(presets[0])
    wait_idle(session)
    studio.gate.clear()
    session.transfer()
    qtbot.waitUntil(lambda: "transfer" in studio.calls)
    assert session.activity.kind == "transfer"
    assert session.cancel()
    wait_idle(session)
    assert session.document.stylized is None and session.activity is None


def test_a_failing_transfer_says_its_sentence(session, studio, photo_file, presets, notices,
                                              wait_idle):  # fmt: skip
    session.open_content(photo_file)
    session.set_style(presets[0])
    wait_idle(session)
    studio.fail_with = ModelError("The model is damaged; reinstall Kintsugi.")
    session.transfer()
    wait_idle(session)
    assert notices[-1].sentence == "The model is damaged; reinstall Kintsugi."
    assert session.activity is None and session.document.stylized is None


def test_another_photo_drops_the_result_of_the_old_one(
    session, studio, photo_file, presets, qtbot, wait_idle, make_photo
):
    session.open_content(photo_file)
    session.set_style(presets[0])
    wait_idle(session)
    studio.gate.clear()
    session.transfer()
    qtbot.waitUntil(lambda: "transfer" in studio.calls)
    session.open_content(make_photo(50, 40))
    studio.gate.set()
    wait_idle(session)
    assert session.document.content.hw == (50, 40)
    # Whichever came first, no result of the old size may lie on the new photo.
    assert session.document.stylized is None
    assert session.document.style is presets[0]


def test_sensitivity_flags_anew_without_another_inspection(stylized, studio, wait_idle):
    inspections = studio.calls.count("inspect")
    stylized.set_inspect_params(InspectParams(sensitivity=0.1))
    wait_idle(stylized)
    assert len(stylized.regions) == 1
    stylized.set_inspect_params(InspectParams(sensitivity=0.9))
    wait_idle(stylized)
    assert len(stylized.regions) == 3
    assert studio.calls.count("inspect") == inspections


def test_sensitivity_acts_while_a_transfer_runs(stylized, studio, qtbot, wait_idle):
    studio.gate.clear()
    stylized.transfer()
    qtbot.waitUntil(lambda: studio.calls.count("transfer") == 2)
    stylized.set_inspect_params(InspectParams(sensitivity=0.1))
    qtbot.waitUntil(lambda: len(stylized.regions) == 1)
    assert stylized.activity is not None  # the transfer still holds the engine thread
    studio.gate.set()
    wait_idle(stylized)
    assert len(stylized.regions) == 1


def test_only_the_last_of_many_sensitivities_remains(stylized, wait_idle):
    shown = []
    stylized.changed.connect(lambda parts, _box: shown.append(len(stylized.regions)))
    for sensitivity in (0.9, 0.7, 0.5, 0.3, 0.1):
        stylized.set_inspect_params(InspectParams(sensitivity=sensitivity))
    wait_idle(stylized)
    # The first was under way already and is shown; those between were overtaken.
    assert shown == [3, 1]


def test_a_refusal_offers_the_other_methods(stylized, studio, notices, wait_idle):
    studio.refuse_repair = True
    stylized.repair_region(1, RepairParams(method="auto", feather=0.5))
    wait_idle(stylized)
    offered = dict(notices[-1].actions)
    assert list(offered) == ["Restyle", "Heal", "Calm", "Refine"]
    studio.refuse_repair = False
    before = stylized.document.stylized
    offered["Heal"]()
    wait_idle(stylized)
    assert stylized.document.stylized is not before and stylized.document.proofs
    assert studio.repair_params == RepairParams(method="heal", feather=0.5)


def test_repair_of_a_region_changes_its_box_only_and_proves_it(stylized, notices, wait_idle):
    before = stylized.document.stylized.pixels
    region = stylized.regions[0]
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    after = stylized.document.stylized.pixels
    changed = (before != after).any(axis=2)
    top, left, bottom, right = region.box
    assert changed[top:bottom, left:right].any()
    outside = changed.copy()
    outside[max(0, top - 4) : bottom + 4, max(0, left - 4) : right + 4] = False
    assert not outside.any()
    proof = next(n for n in notices if n.key == "proof")
    assert "0 of" in proof.sentence and "pixels outside the mask changed" in proof.sentence
    assert stylized.document.proofs[-1].outside_changed_px == 0
    assert len(stylized.regions) == 2  # inspected again: the repaired spot is gone
    stylized.undo()
    wait_idle(stylized)
    assert np.array_equal(stylized.document.stylized.pixels, before)
    assert len(stylized.regions) == 3
    stylized.redo()
    wait_idle(stylized)
    assert np.array_equal(stylized.document.stylized.pixels, after)


def test_repair_of_the_mask_empties_it_and_undo_brings_it_back(stylized, wait_idle):
    stylized.fill_box((10, 10, 40, 40))
    assert stylized.has_mask
    stylized.repair(RepairParams())
    wait_idle(stylized)
    assert not stylized.has_mask
    stylized.undo()
    assert stylized.has_mask and stylized.document.mask[20, 20] == 1.0


def test_a_mask_painted_during_its_repair_is_kept(stylized, studio, qtbot, wait_idle):
    stylized.fill_box((10, 10, 40, 40))
    studio.gate.clear()
    stylized.repair(RepairParams())
    qtbot.waitUntil(lambda: "repair" in studio.calls)
    stylized.paint([(100.0, 60.0)], 5.0, "paint")
    studio.gate.set()
    wait_idle(stylized)
    assert stylized.document.proofs and stylized.has_mask


def test_undo_during_a_repair_drops_its_result(stylized, studio, notices, qtbot, wait_idle):
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    studio.gate.clear()
    stylized.repair_region(1, RepairParams())
    qtbot.waitUntil(lambda: studio.calls.count("repair") == 2)
    stylized.undo()
    undone = stylized.document.stylized
    studio.gate.set()
    wait_idle(stylized)
    assert stylized.document.stylized is undone
    assert any(notice.key == "dropped" for notice in notices)


def test_a_refused_repair_says_why_and_changes_nothing(stylized, studio, notices, wait_idle):
    before = stylized.document.stylized
    studio.refuse_repair = True
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    assert stylized.document.stylized is before
    assert notices[-1].sentence.startswith("No candidate looked better")


def test_strokes_of_a_pen_and_of_a_mouse(stylized):
    stylized.paint([(20.0, 20.0), (40.0, 20.0)], 6.0, "paint")
    assert stylized.document.mask[20, 30] == 1.0
    stylized.paint([(30.0, 20.0)], 6.0, "erase")
    assert stylized.document.mask[20, 30] == 0.0
    stylized.paint([(80.0, 80.0), (110.0, 80.0)], [3.0, 9.0], "paint")
    mask = stylized.document.mask
    assert mask[80, 80] == 1.0 and mask[86, 110] > 0.5 and mask[86, 80] == 0.0
    stylized.fill_polygon([(5.0, 90.0), (30.0, 90.0), (5.0, 115.0)])
    assert stylized.document.mask[95, 8] == 1.0 and stylized.document.mask[113, 28] == 0.0
    labels = [edit.label for edit in stylized.document.history.entries]
    assert labels[-4:] == ["Brush", "Erase", "Brush", "Lasso"]


def test_history_jumps(stylized, wait_idle):
    stylized.fill_box((1, 1, 9, 9))
    stylized.repair_region(1, RepairParams())
    wait_idle(stylized)
    stylized.go_to_state(0)
    assert stylized.document.stylized is None and stylized.regions == ()
    stylized.go_to_state(3)
    wait_idle(stylized)
    assert stylized.document.proofs and len(stylized.regions) == 2


def test_ignored_spots_stay_ignored_after_a_repair(stylized, wait_idle):
    first, second, third = stylized.regions
    stylized.ignore(first.number)
    assert [region.box for region in stylized.regions] == [second.box, third.box]
    stylized.repair_region(second.number, RepairParams())
    wait_idle(stylized)
    assert [region.box for region in stylized.regions] == [third.box]
    stylized.transfer()
    wait_idle(stylized)
    assert len(stylized.regions) == 3  # a new picture, a new judgement


def test_export_keeps_metadata_and_marks_clean(stylized, tmp_path, notices, wait_idle):
    assert stylized.is_modified
    path = tmp_path / "out.jpg"
    stylized.export(ExportChoice(path, quality=90))
    wait_idle(stylized)
    with Image.open(path) as written:
        assert written.getexif()[0x013B] == "Ada Lovelace"
        assert written.size == (160, 120)
    assert not stylized.is_modified
    assert notices[-1].tone == "success"
    stylized.export(ExportChoice(tmp_path / "bare.png", keep_metadata=False))
    wait_idle(stylized)
    with Image.open(tmp_path / "bare.png") as written:
        assert 0x013B not in written.getexif()


def test_export_into_nowhere_fails_with_a_sentence(stylized, tmp_path, notices, wait_idle):
    stylized.export(ExportChoice(tmp_path / "missing" / "deeper" / "out.png"))
    wait_idle(stylized)
    assert notices[-1].tone == "error" and stylized.is_modified


def test_project_round_trip(stylized, tmp_path, make_photo, wait_idle):
    stylized.fill_box((3, 4, 30, 40))
    stylized.set_transfer_params(TransferParams(strength=0.7))
    path = tmp_path / "work.kintsugi"
    saved = []
    stylized.save_project(path, lambda: saved.append(path))
    wait_idle(stylized)
    assert saved == [path] and not stylized.is_modified
    pixels, mask = stylized.document.stylized.pixels, stylized.document.mask.copy()
    stylized.open_content(make_photo(40, 40))
    wait_idle(stylized)
    stylized.open_project(path)
    wait_idle(stylized)
    document = stylized.document
    assert np.array_equal(document.stylized.pixels, pixels)
    assert np.array_equal(document.mask, mask) and stylized.has_mask
    assert document.transfer_params.strength == 0.7
    assert len(stylized.regions) == 3  # inspected again
    assert stylized.files.project_path == path and not stylized.is_modified


def test_a_save_that_is_overtaken_by_an_edit_leaves_the_document_modified(
    stylized, tmp_path, wait_idle
):
    stylized.save_project(tmp_path / "work.kintsugi")
    stylized.fill_box((0, 0, 5, 5))
    wait_idle(stylized)
    assert stylized.is_modified


def test_overlap_of_boxes():
    assert overlap((0, 0, 10, 10), (0, 0, 10, 10)) == 1.0
    assert overlap((0, 0, 10, 10), (0, 10, 10, 20)) == 0.0
    assert overlap((0, 0, 10, 10), (0, 5, 10, 15)) == pytest.approx(1 / 3)


def test_a_missing_file_gives_a_sentence(session, notices, wait_idle):
    session.open_content(Path("nowhere.jpg"))
    wait_idle(session)
    assert notices[-1].tone == "error" and session.document.content is None


def test_a_file_written_after_another_photo_was_opened_is_not_taken_for_its_own(
    stylized, tmp_path, make_photo, wait_idle
):
    opened = make_photo(40, 40)
    project, picture = tmp_path / "work.kintsugi", tmp_path / "out.png"
    stylized.open_content(opened)
    stylized.save_project(project)
    stylized.export(ExportChoice(picture))
    wait_idle(stylized)
    assert stylized.document.content is opened
    assert project.exists() and picture.exists()
    assert stylized.files.project_path is None and stylized.files.last_export is None
