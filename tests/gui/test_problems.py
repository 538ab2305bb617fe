"""The list of problems: its order, its rows, what is ignored, and its menu on the canvas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from engine.operations.params import InspectParams, RepairParams
from engine.operations.results import AnomalyMap, Inspection, Region
from gui.notifications import Notice
from gui.places import ListChoice, Place, PlaceState, arranged, kind_name, title_of
from gui.problems_panel import ProblemsPanel, summary
from gui.region_list import PlaceListModel, crop_of, percent


def region(number, box=(10, 20, 30, 60), score=0.8, kind=None):
    mask = np.ones((box[2] - box[0], box[3] - box[1]), np.uint8)
    return Region(number, box, int(mask.sum()), score, kind, "A smear across the sky.", mask)


def inspection(*regions, confidence="full"):
    anomaly = AnomalyMap(np.zeros((100, 100), np.float32), "test")
    return Inspection(anomaly, regions, 0.4, 0.08, 0.5, confidence)


def states(panel):
    return [str(place.state) for place in panel.model.places]


# --- order and filter ---------------------------------------------------------------------------


def test_places_come_in_the_chosen_order():
    places = [
        Place(region(1, (50, 0, 60, 10), kind="noise")),
        Place(region(2, (0, 0, 40, 40), kind="seam")),
        Place(region(3, (0, 50, 5, 60), kind="noise")),
    ]

    def numbers(choice):
        return [place.region.number for place in arranged(reversed(places), choice)]

    assert numbers(ListChoice()) == [1, 2, 3]
    assert numbers(ListChoice(order="largest")) == [2, 1, 3]
    assert numbers(ListChoice(order="position")) == [3, 2, 1]
    assert numbers(ListChoice(order="kind")) == [2, 1, 3]
    narrowed = ListChoice().toggled_kind("noise")
    assert numbers(narrowed) == [2] and narrowed.is_narrowed
    assert narrowed.toggled_kind("noise") == ListChoice()


def test_ignored_places_are_listed_only_where_wanted_and_last():
    places = [Place(region(1), PlaceState.IGNORED), Place(region(2, (50, 50, 60, 60)))]
    assert [p.region.number for p in arranged(places, ListChoice())] == [2]
    shown = arranged(places, ListChoice(show_ignored=True))
    assert [p.region.number for p in shown] == [2, 1]


def test_the_menu_offers_the_kinds_that_there_are(qtbot):
    panel = ProblemsPanel()
    qtbot.addWidget(panel)
    seam, noise = region(1, kind="seam"), region(2, (50, 50, 60, 60), kind="noise")
    panel.show_inspection(
        inspection(seam, noise), (Place(seam), Place(noise)), np.zeros((100, 100, 3), np.uint8)
    )
    menu = panel.list_menu.menu()
    menu.aboutToShow.emit()
    texts = {action.text(): action for action in menu.actions()}
    assert "Seam (1)" in texts and "Noise (1)" in texts and texts["Worst first"].isChecked()
    texts["Seam (1)"].trigger()
    assert [r.number for r in panel.listed_regions] == [2]
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "All kinds").trigger()
    assert [r.number for r in panel.listed_regions] == [1, 2]


# --- rows ---------------------------------------------------------------------------------------


def test_rows_have_sentence_crop_and_words_for_screen_readers():
    model = PlaceListModel()
    model.set_places((Place(region(1)), Place(region(4))), np.zeros((100, 100, 3), np.uint8))
    index = model.index(1, 0)
    assert index.data() == "A smear across the sky."
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Problem 4") and "Score 0.80" in spoken
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "800 pixels" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert model.row_of(4) == 1 and model.row_of(2) == -1


def test_an_empty_list_says_calmly_that_nothing_is_wrong(qtbot):
    panel = ProblemsPanel()
    qtbot.addWidget(panel)
    panel.show()
    pixels = np.zeros((100, 100, 3), np.uint8)
    panel.show_inspection(inspection(), (), pixels)
    assert panel.all_clear.isVisible() and not panel.view.isVisible()
    assert panel.all_clear.title.text() == "Nothing looks wrong" and panel.score.text() == ""
    ignored = Place(region(1), PlaceState.IGNORED)
    panel.show_inspection(inspection(region(1)), (ignored,), pixels)
    assert panel.all_clear.title.text() == "No problems left"
    panel.show_inspection(inspection(region(1)), (Place(region(1)),), pixels)
    assert panel.view.isVisible() and not panel.all_clear.isVisible()
    assert panel.score.text() == "1 place · 8.0%"
    panel.show_idle("Not yet.")
    assert not panel.all_clear.isVisible() and panel.message.text() == "Not yet."
    assert panel.selected_place is None


def test_scores_and_sizes_are_told_plainly():
    assert summary(3, 0.5) == "3 places · 50%" and summary(0, 0.2) == ""
    assert [percent(share) for share in (0.0004, 0.0123, 0.0996, 1.0)] == [
        "under 0.1%", "1.2%", "10%", "100%",
    ]  # fmt: skip
    assert title_of(region(1)) == "Looks wrong" and kind_name("bleed") == "Colour bleed"
    assert title_of(replace(region(1), kind="bleed")) == "Colour bleed"
    assert title_of(region(0)) == "Marked by hand"


@pytest.mark.parametrize("hw", [(16, 16), (12, 300), (300, 12), (4000, 3000)])
def test_a_crop_never_reaches_out_of_the_picture(qtbot, hw):
    box = (hw[0] - 8, hw[1] - 8, hw[0], hw[1])
    crop = crop_of(region(1, box), np.zeros((*hw, 3), np.uint16))
    assert not crop.isNull() and crop.width() == crop.height()


def test_every_state_of_a_row_is_painted_differently(stylized_window, wait_idle):
    window = stylized_window
    panel = window.problems_panel
    panel.list_menu.choose(ListChoice(show_ignored=True))
    window.session.ignore(3)
    window.session.repair_region(1, RepairParams())
    wait_idle(window.session)
    assert sorted(states(panel)) == ["ignored", "open", "repaired"]
    view = panel.view
    pictures = []
    for row in range(3):
        index = panel.model.index(row, 0)
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        assert view.itemDelegate().sizeHint(option, index).height() > 48
        pictures.append(view.grab(view.visualRect(index)).toImage())
    assert pictures[0] != pictures[1] != pictures[2]


# --- ignored ------------------------------------------------------------------------------------


def test_an_ignored_problem_can_be_taken_back(stylized_window):
    window = stylized_window
    panel = window.problems_panel
    panel.select(1)
    window.refresh()
    window.table["ignore_region"].trigger()
    assert [r.number for r in panel.listed_regions] == [2, 3]
    assert panel.selected_region.number == 2  # on to the next one
    notice = next(n for n in window.notifications.notices if n.key == "ignored")
    dict(notice.actions)["Take back"]()
    assert [r.number for r in panel.listed_regions] == [1, 2, 3]
    window.session.ignore(3)
    panel.list_menu.choose(ListChoice(show_ignored=True))
    panel.select(3)
    window.refresh()
    assert panel.footer.ignore_button.text() == "Take back"
    assert panel.selected_place.state is PlaceState.IGNORED
    panel.footer.ignore_button.click()
    assert states(panel) == ["open"] * 3


def test_ignored_places_stay_ignored_at_another_sensitivity(stylized, wait_idle):
    stylized.ignore(1)
    stylized.set_inspect_params(InspectParams(sensitivity=0.9))
    wait_idle(stylized)
    assert len(stylized.regions) == 2
    assert [str(p.state) for p in stylized.places.listed].count("ignored") == 1


# --- the menu of the canvas ---------------------------------------------------------------------


def test_the_canvas_menu_offers_what_fits_the_place(stylized_window):
    from gui.canvas_menu import canvas_menu

    window = stylized_window
    menu = canvas_menu(window, 2)
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "Problem 2: Texture blob" or texts[0].startswith("Problem 2")
    assert {"Repair this place", "Repair by", "Ignore this problem"} <= set(texts)
    assert window.problems_panel.selected_region.number == 2
    window.problems_panel.clear_selection()
    window.refresh()
    plain = [action.text() for action in canvas_menu(window, None).actions()]
    assert "Repair" not in plain and "Heatmap" in plain and "Compare" in plain
    window.session.fill_box((1, 1, 20, 20))
    window.refresh()
    masked = [action.text() for action in canvas_menu(window, None).actions()]
    assert {"Grow or shrink mask…", "Clear mask", "Repair what is marked"} <= set(masked)


def test_repairing_by_a_named_method_from_the_menu(stylized_window, studio, wait_idle):
    from gui.canvas_menu import canvas_menu

    window = stylized_window
    window.session.fill_box((0, 0, 5, 5))  # the place that was clicked goes before the mask
    menu = canvas_menu(window, 1)
    methods = next(a.menu() for a in menu.actions() if a.text() == "Repair by")
    assert [a.text() for a in methods.actions()] == ["Auto", "Restyle", "Heal", "Calm", "Refine"]
    next(a for a in methods.actions() if a.text() == "Heal").trigger()
    wait_idle(window.session)
    assert studio.repair_params.method == "heal" and window.session.has_mask
    assert window.problems_panel.footer.params.method == "heal"


# --- the status bar -----------------------------------------------------------------------------


def test_the_status_bar_tells_memory_and_time(stylized_window, studio, qtbot, wait_idle):
    window = stylized_window
    assert window.status_line.memory.text().endswith(("MB", "GB"))
    studio.gate.clear()
    window.session.transfer()
    qtbot.waitUntil(lambda: "Painting" in window.status_line.message.text())
    window.status_line.show_activity("Painting 40% · about 3 s left")
    assert window.status_line.message.text().endswith("3 s left")
    studio.gate.set()
    wait_idle(window.session)
    assert "Painting" not in window.status_line.message.text()


def test_notices_leave_the_selected_problem_in_sight(stylized_window, qtbot):
    window = stylized_window
    assert window.notifications.looked_at() == window.canvas.looked_at()
    window.problems_panel.step(1)
    window.canvas.zoom_to_box(window.problems_panel.selected_region.box)
    window.session.notify(Notice("Something long enough to lie over a part of it.", "info"))
    place = window.canvas.looked_at()
    assert not place.isEmpty()
    # Pan until the place lies at the foot, where the notices are.
    foot = window.notifications.geometry()
    dpr = window.canvas.devicePixelRatioF()
    window.canvas.pan_by(
        (foot.center().x() - place.center().x()) * dpr,
        (foot.center().y() - place.center().y()) * dpr,
    )
    qtbot.waitUntil(lambda: window.notifications.geometry().top() < foot.top())
    assert window.notifications.geometry().top() >= 0
