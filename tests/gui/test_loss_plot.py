"""The plot of the losses: where its numbers lie, what it says, and that every eye can read it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent

from gui import loss_plot
from gui.loss_plot import CURVES, LossPlot, smoothed, ticks
from gui.theme import DARK, LIGHT, Theme, contrast


@pytest.fixture
def plot(qtbot) -> LossPlot:
    made = LossPlot()
    qtbot.addWidget(made)
    made.resize(400, 180)
    return made


def test_the_average_begins_with_the_first_value_and_follows() -> None:
    assert smoothed([]) == []
    assert smoothed([(1, 4.0)]) == [(1, 4.0)]
    assert smoothed([(1, 4.0), (2, 2.0)]) == [(1, 4.0), (2, 3.0)]
    level = smoothed([(step, 1.0 + (step % 2)) for step in range(400)])[-1][1]
    assert level == pytest.approx(1.5, abs=0.1)
    falling = smoothed([(1, 9.0), *((step, 1.0) for step in range(2, 60))])
    assert falling[-1][1] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-0.7, 2.3), (0.91, 0.93), (5, 5), (-3000, 12), (0, 0), (1e-5, 2e-5)]
)
def test_ticks_are_few_and_enclose_the_values(low: float, high: float) -> None:
    marks = ticks(low, high)
    assert 2 <= len(marks) <= 6
    assert marks[0] <= low + 1e-9 and marks[-1] >= high - 1e-9
    steps = {round(after - before, 9) for before, after in pairwise(marks)}
    assert len(steps) == 1


def test_values_lie_where_the_axes_say(plot: LossPlot) -> None:
    plot.begin(4)
    for step, (d, g) in enumerate([(2.0, 0.0), (1.5, -0.5), (1.0, 0.25)], start=1):
        plot.add(step, d, g, 4)
    assert plot.points("D_loss") == [(1, 2.0), (2, 1.5), (3, 1.0)]
    assert plot.points("G_loss") == [(1, 0.0), (2, -0.5), (3, 0.25)]
    area = plot.area()
    assert plot.place(0, 0).x() == area.left() and plot.place(4, 0).x() == area.right()
    assert plot.place(2, 0).x() == pytest.approx(area.center().x())
    assert plot.place(1, 2.0).y() < plot.place(1, 1.0).y() < plot.place(1, -0.5).y()
    marks = plot._y_ticks()
    assert plot.place(0, marks[0]).y() == pytest.approx(area.bottom())
    assert plot.place(0, marks[-1]).y() == pytest.approx(area.top())
    assert len(plot._labels()) == len(marks) == len(set(plot._labels()))
    line = plot._line(plot.points("D_loss"))
    assert [line.at(i) for i in range(line.count())] == [
        plot.place(step, value) for step, value in plot.points("D_loss")
    ]
    plot.grab()


def test_what_is_no_number_is_left_out(plot: LossPlot) -> None:
    plot.add(1, float("nan"), 1.0, 2)
    plot.add(2, 3.0, float("inf"), 2)
    assert plot.points("D_loss") == [(2, 3.0)] and plot.points("G_loss") == [(1, 1.0)]
    plot.grab()


def test_many_steps_are_thinned_but_keep_their_peaks() -> None:
    points = [(step, 100.0 if step == 777 else float(step % 3)) for step in range(5000)]
    kept = loss_plot._thinned(points, 200)
    assert len(kept) <= 2 * 200 and (777, 100.0) in kept
    assert [step for step, _ in kept] == sorted(step for step, _ in kept)


def test_it_is_told_in_words(plot: LossPlot) -> None:
    assert plot.accessibleDescription() == "No step has been done yet."
    plot.add(1, 2.0, 1.0, 10)
    plot.add(2, 1.0, 1.5, 10)
    said = plot.accessibleDescription()
    assert said == "After step 2 of 10: D_loss from 2.00 to 1.50, G_loss from 1.00 to 1.25"
    plot.begin(0)
    assert plot.accessibleDescription() == "No step has been done yet."


def test_the_pointer_tells_the_step(plot: LossPlot, monkeypatch) -> None:
    said = []
    monkeypatch.setattr(loss_plot.QToolTip, "showText", lambda *words: said.append(words[1]))
    plot.add(1, 2.0, 1.0, 2)
    plot.add(2, 1.0, 0.5, 2)
    for step in (1, 2):
        place = plot.place(step, 1.0).toPoint()
        plot.event(QHelpEvent(QHelpEvent.Type.ToolTip, place, QPoint(0, 0)))
    assert said == ["Step 1, D_loss 2.000, G_loss 1.000", "Step 2, D_loss 1.000, G_loss 0.500"]


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
def test_the_curves_differ_in_colour_and_line_in_both_themes(plot, qapp, tokens) -> None:
    theme = Theme(qapp, tokens.name)
    plot.setPalette(qapp.palette())
    colours = [plot._colour(curve).name() for curve in CURVES]
    assert len(set(colours)) == 2
    assert all(contrast(colour, tokens.panel) >= 3 for colour in colours)
    assert len({plot._pen(curve).style() for curve in CURVES}) == 2
    theme.choose("dark")
