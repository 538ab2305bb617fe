"""The metrics panel: what is measured, when, and how it is shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent

from engine.document import Document
from engine.operations.params import RepairParams
from gui.metrics_panel import MEASURES, MetricsPanel, measure_words
from gui.metrics_plot import MetricsPlot, PlotPoint
from gui.metrics_watch import MetricsWatch, states_of

LIMIT_MS = 10_000


@pytest.fixture
def watch(stylized):
    made = MetricsWatch(stylized)
    made._settle.setInterval(1)
    return made


def repair(session, wait_idle) -> None:
    session.repair_region(session.regions[0].number, RepairParams())
    wait_idle(session)


def until_known(qtbot, watch: MetricsWatch) -> list:
    qtbot.waitUntil(
        lambda: all(found is not None for _, found in watch.states()) and not watch.measuring,
        timeout=LIMIT_MS,
    )
    return watch.states()


# --- what is measured -----------------------------------------------------------------------------


def test_every_state_since_the_transfer_can_be_had_again(stylized, wait_idle) -> None:
    pictures = [stylized.document.stylized.pixels]
    for _ in range(2):
        repair(stylized, wait_idle)
        pictures.append(stylized.document.stylized.pixels)
    stylized.fill_box((0, 0, 5, 5))  # a mask is no state of the result
    states = states_of(stylized.document)
    assert [state.is_shown for state in states] == [False, False, True]
    shown = stylized.document.stylized
    for state, pixels in zip(states, pictures, strict=True):
        assert np.array_equal(state.picture(shown).pixels, pixels)
    stylized.undo()
    stylized.undo()
    assert len(states_of(stylized.document)) == 2
    assert states_of(Document()) == []


def test_a_reopened_result_has_a_first_state_too(stylized, wait_idle) -> None:
    before = stylized.document.stylized
    reopened = Document(stylized.document.content)
    reopened.restore(before, None, None, stylized.document.transfer_params)
    (only,) = states_of(reopened)
    assert only.is_shown and only.edit is None and only.picture(before) is before


def test_nothing_is_measured_until_somebody_looks(qtbot, watch, studio) -> None:
    qtbot.wait(20)
    assert "evaluate" not in studio.calls
    watch.set_wanted(True)
    ((_, found),) = until_known(qtbot, watch)
    assert studio.calls.count("evaluate") == 1
    assert found.ssim == 0.5 and found.flagged_fraction == pytest.approx(0.033, abs=0.01)
    # The map of the inspection is used; the discriminator does not look twice.
    assert studio.calls.count("inspect") == 1
    watch.set_wanted(False)
    watch.set_wanted(True)
    qtbot.wait(20)
    assert studio.calls.count("evaluate") == 1


def test_each_edit_adds_a_point_and_undo_finds_it_again(
    qtbot, watch, stylized, studio, wait_idle
) -> None:
    watch.set_wanted(True)
    until_known(qtbot, watch)
    repair(stylized, wait_idle)
    first, now = until_known(qtbot, watch)
    assert now[1].flagged_fraction < first[1].flagged_fraction
    count = studio.calls.count("evaluate")
    stylized.undo()
    ((_, again),) = until_known(qtbot, watch)
    assert again is first[1]
    stylized.redo()
    assert until_known(qtbot, watch)[1][1] is now[1]
    wait_idle(stylized)
    assert studio.calls.count("evaluate") == count


def test_states_that_nobody_saw_are_measured_later(
    qtbot, watch, stylized, studio, wait_idle
) -> None:
    repair(stylized, wait_idle)
    repair(stylized, wait_idle)
    watch.set_wanted(True)
    states = until_known(qtbot, watch)
    flagged = [found.flagged_fraction for _, found in states]
    assert flagged == sorted(flagged, reverse=True) and len(set(flagged)) == 3
    assert studio.calls.count("evaluate") == 3


def test_a_repair_does_not_wait_for_a_measurement(
    qtbot, watch, stylized, studio, wait_idle
) -> None:
    studio.gate.clear()
    watch.set_wanted(True)
    qtbot.waitUntil(lambda: "evaluate" in studio.calls, timeout=LIMIT_MS)
    stylized.repair_region(stylized.regions[0].number, RepairParams())
    assert not watch.measuring
    studio.gate.set()
    wait_idle(stylized)
    states = until_known(qtbot, watch)
    assert len(states) == 2


def test_the_style_is_the_one_it_was_made_in(
    qtbot, watch, stylized, studio, presets, monkeypatch
) -> None:
    asked = []
    evaluate = studio.evaluate
    monkeypatch.setattr(
        studio, "evaluate", lambda a, b, style, *rest: (asked.append(style), evaluate(a, b, style,
        *rest))[1],
    )  # fmt: skip
    stylized.set_style(presets[2])
    watch.set_wanted(True)
    until_known(qtbot, watch)
    assert asked == [presets[0]]


def test_a_failure_is_said_and_not_repeated(qtbot, watch, studio, monkeypatch) -> None:
    monkeypatch.setattr(studio, "evaluate", lambda *_: 1 / 0)
    told = []
    watch.failed.connect(told.append)
    watch.set_wanted(True)
    qtbot.waitUntil(lambda: bool(told), timeout=LIMIT_MS)
    qtbot.wait(20)
    assert len(told) == 1 and not watch.measuring


# --- the panel ------------------------------------------------------------------------------------


def test_the_panel_measures_while_it_is_visible(qtbot, watch, stylized, wait_idle) -> None:
    panel = MetricsPanel(watch)
    qtbot.addWidget(panel)
    assert not watch.wanted and panel.table.item(0, 2).text() == "–"
    panel.show()
    until_known(qtbot, watch)
    shown = [[panel.table.item(row, column).text() for column in range(3)] for row in range(4)]
    assert shown[0] == ["SSIM", "0.500", "0.500"] and shown[3][0] == "Flagged"
    assert shown[3][1] == shown[3][2] == "3.1%"
    repair(stylized, wait_idle)
    until_known(qtbot, watch)
    assert panel.table.item(3, 1).text() == "3.1%" != panel.table.item(3, 2).text()
    assert [point.label for point in panel.plot._points] == ["Stylized", "Edit 1: Repair"]
    panel.table.setCurrentCell(0, 0)
    assert [point.value for point in panel.plot._points] == [0.5, 0.5]
    assert "SSIM" in panel.plot_label.text()
    panel.grab()
    panel.hide()
    assert not watch.wanted


def test_every_measure_is_explained(qtbot, watch) -> None:
    panel = MetricsPanel(watch)
    qtbot.addWidget(panel)
    for row, measure in enumerate(MEASURES):
        label, words = measure_words(measure.name)
        assert panel.table.item(row, 0).text() == label and len(words) > 60
        assert words in panel.table.item(row, 2).toolTip()


def test_the_plot_places_values_from_left_to_right(qtbot) -> None:
    plot = MetricsPlot()
    qtbot.addWidget(plot)
    plot.resize(200, 96)
    assert plot.places() == []
    points = [PlotPoint("a", 1.0), PlotPoint("b", None), PlotPoint("c", 3.0), PlotPoint("d", 2.0)]
    plot.show_points(points, str)
    places = {point.label: place for point, place in plot.places()}
    assert set(places) == {"a", "c", "d"}
    assert places["a"].x() < places["c"].x() < places["d"].x()
    assert places["c"].y() < places["d"].y() < places["a"].y()
    assert all(plot.rect().contains(place.toPoint()) for place in places.values())
    plot.show_points([PlotPoint("a", 0.5), PlotPoint("b", 0.5001)], str)
    first, second = (place for _, place in plot.places())
    assert abs(first.y() - second.y()) < 10  # a change of nothing is no cliff
    plot.grab()


def test_the_plot_tells_the_value_under_the_pointer(qtbot, monkeypatch) -> None:
    from gui import metrics_plot

    said = []
    monkeypatch.setattr(metrics_plot.QToolTip, "showText", lambda *words: said.append(words[1]))
    plot = MetricsPlot()
    qtbot.addWidget(plot)
    plot.resize(200, 96)
    plot.show_points([PlotPoint("first", 1.0), PlotPoint("last", 2.0)], "{:.1f}".format)
    place = plot.places()[1][1].toPoint()
    plot.event(QHelpEvent(QHelpEvent.Type.ToolTip, place, QPoint(0, 0)))
    assert said == ["last: 2.0"]


def test_the_window_shows_and_remembers_the_panel(stylized_window, qtbot, make_window) -> None:
    window = stylized_window
    assert not window.quality.panel.isVisible()
    window.table["metrics"].trigger()
    assert window.quality.panel.isVisible() and window.table["metrics"].isChecked()
    until_known(qtbot, window.quality.watch)
    assert window.quality.panel.table.item(0, 2).text() == "0.500"
    another = make_window()
    assert another.quality.panel.isVisible() and another.table["metrics"].isChecked()
    window.table["metrics"].trigger()
    assert not window.quality.panel.isVisible() and not window.quality.watch.wanted


def test_a_low_window_has_room_for_table_and_plot(stylized_window, qtbot) -> None:
    """1280 × 720: the history folds, and comes back with the metrics gone or by a click."""
    window = stylized_window
    window.resize(1280, 720)
    qtbot.wait(1)
    window.quality.show_metrics(True)
    qtbot.wait(1)
    area, panel, history = window.quality.area, window.quality.panel, window.history_panel
    assert history.heading.folded and not history.list.isVisible()
    assert history.height() < 50
    assert panel.height() <= area.viewport().height()  # nothing has to be scrolled to
    assert panel.plot.height() >= panel.plot.minimumSizeHint().height()
    assert window.problems_panel.view.viewport().height() >= 56
    history.heading.click()
    assert not history.heading.folded and history.list.isVisible()
    history.heading.click()
    window.quality.show_metrics(False)
    assert history.list.isVisible() and not history.heading.folded
    assert history.maximumHeight() > 10_000


def test_a_high_window_folds_nothing(stylized_window, qtbot) -> None:
    window = stylized_window
    window.resize(1280, 1100)
    qtbot.wait(1)
    window.quality.show_metrics(True)
    assert not window.history_panel.heading.folded
    window.history_panel.set_folded(True)
    window.quality.show_metrics(False)
    assert window.history_panel.heading.folded  # what the person folded stays so
