"""Strokes, rectangles and lassos on a large picture, event by event; part of window.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from docs.hands import places_on
from gui.canvas import Canvas
from gui.main_window import MainWindow


def measure_gestures(
    app: QApplication, window: MainWindow, over: Callable[..., Any], settle: Callable[[], object]
) -> dict[str, Any]:
    """The times of single steps, beside the frames that `over` reports.

    Of a gesture each event counts by itself: between two of them the window can show a frame.
    settle: waits until neither tiles nor jobs are left.
    """
    canvas, session = window.canvas, window.session
    canvas.zoom_to_fit()
    settle()
    canvas.set_brush_radius(400)
    steps: dict[str, Any] = {}

    def timed(work: Callable[[], object]) -> float:
        began = time.perf_counter()
        work()
        return round((time.perf_counter() - began) * 1000, 1)

    def step(name: str, work: Callable[[], object]) -> None:
        with over(name):
            steps[f"step: {name}"] = {"took_ms": timed(work)}
        settle()

    def gesture(name: str, tool: str, points: list[tuple[float, float]]) -> None:
        window.table[tool].trigger()
        with over(name):
            moves = []
            for event in events_of(canvas, points):
                moves.append(timed(event))
                app.processEvents()
        steps[f"step: {name}"] = {
            "press_ms": moves[0],
            "longest_move_ms": max(moves[1:-1]),
            "release_ms": moves[-1],
        }
        settle()

    across = [(1000 + 100 * i, 4000 + 900 * np.sin(i / 8)) for i in range(100)]
    around = [
        (6000 + 5500 * np.cos(i / 48), 4500 + 4000 * np.sin(i / 48)) for i in range(300)
    ]  # fmt: skip
    gesture("stroke with a brush of 800 pixels", "tool_brush", across)
    step("undo the stroke", window.table["undo"].trigger)
    step("redo the stroke", window.table["redo"].trigger)
    gesture("rectangle", "tool_rectangle", [(100, 100), (3000, 3000), (9000, 7000)])
    gesture("lasso around most of it", "tool_lasso", around)
    gesture("erasing with the same brush", "tool_erase", across)
    step("invert the mask", window.table["invert_mask"].trigger)
    step("clear the mask", window.table["clear_mask"].trigger)
    canvas.set_brush_radius(4000)
    gesture(
        "one dab of the largest brush", "tool_brush", [(6000, 4500), (6100, 4500), (6150, 4500)]
    )
    session.clear_mask()
    return steps


def events_of(canvas: Canvas, points: list[tuple[float, float]]) -> Iterator[Callable[[], object]]:
    """Press, moves and release of the left button through these positions (x, y) of the picture."""
    places, left = places_on(canvas, points), Qt.MouseButton.LeftButton
    yield lambda: QTest.mousePress(canvas, left, pos=places[0])
    for place in places[1:]:
        yield lambda place=place: QTest.mouseMove(canvas, place)  # type: ignore[misc]
    yield lambda: QTest.mouseRelease(canvas, left, pos=places[-1])
