"""Where problems are worked on: connects the list, the canvas and the session of one window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from engine.document import Part
from engine.operations.results import Box, Region
from gui.canvas_menu import show_canvas_menu
from gui.comparison import Comparison
from gui.jobs import Job
from gui.language import tr
from gui.mask_dialog import MaskDialog
from gui.memory_use import MemoryWatch
from gui.params_panel import ChoiceControl
from gui.places import Place, PlaceState

if TYPE_CHECKING:
    from gui.main_window import MainWindow

HARDNESS_STEP = 0.1
LEAST_SHOWN_PX = 128


def with_surroundings(box: Box, hw: tuple[int, int]) -> Box:
    """At least LEAST_SHOWN_PX a side around the same middle: a place is judged beside others.

    hw: of the picture; of a small one no more than half is shown.
    """
    least = min(LEAST_SHOWN_PX, min(hw) // 2)

    def grown(low: int, high: int) -> tuple[int, int]:
        more = max(0, least - (high - low))
        return low - more // 2, high + more - more // 2

    top, bottom = grown(box[0], box[2])
    left, right = grown(box[1], box[3])
    return top, left, bottom, right


class ProblemsDesk(QObject):
    """Made before the actions, wired once the window has its widgets."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.comparison = Comparison(window)
        self._job_shown: Job | None = None

    def slots(self) -> dict[str, Callable[..., object]]:
        """The slots of the actions that belong here."""
        window, session = self._window, self._window.session
        canvas = window.canvas
        return {
            "repair": self.repair,
            "repair_all": self.repair_all,
            "ignore_region": self.ignore_or_take_back,
            "next_region": lambda: self.step(1),
            "previous_region": lambda: self.step(-1),
            "next_alternative": lambda: self.flip(1),
            "previous_alternative": lambda: self.flip(-1),
            "brush_harder": lambda: canvas.set_brush_hardness(
                canvas.brush_hardness + HARDNESS_STEP
            ),
            "brush_softer": lambda: canvas.set_brush_hardness(
                canvas.brush_hardness - HARDNESS_STEP
            ),
            "grow_mask": self.grow_mask,
            "snap_mask": session.masks.snap,
            "mark_region": self.mark_region,
        }

    def wire(self) -> None:
        """Connect everything; the actions and the tool bar exist by now."""
        self._wire_canvas()
        self._wire_panel()
        self._wire_session()
        self.comparison.wire()

    def _wire_canvas(self) -> None:
        window, session = self._window, self._window.session
        canvas, bar = window.canvas, window.tool_bar
        canvas.stroke_extended.connect(session.masks.follow)
        canvas.stroke_finished.connect(session.paint)
        canvas.box_selected.connect(session.fill_box)
        canvas.polygon_selected.connect(session.fill_polygon)
        canvas.region_clicked.connect(window.problems_panel.select)
        canvas.menu_wanted.connect(lambda place, number: show_canvas_menu(window, place, number))
        canvas.brush_radius_changed.connect(bar.brush_size.set_radius)
        bar.brush_size.radius_changed.connect(canvas.set_brush_radius)
        canvas.brush_hardness_changed.connect(bar.brush_hardness.set_hardness)
        bar.brush_hardness.hardness_changed.connect(canvas.set_brush_hardness)
        bar.brush_hardness.set_hardness(canvas.brush_hardness)

    def _wire_panel(self) -> None:
        window, session = self._window, self._window.session
        panel, table = window.problems_panel, window.table
        panel.place_selected.connect(self._on_place_selected)
        panel.place_wanted.connect(lambda place: self._show(place.region.box))
        panel.sensitivity_changed.connect(session.set_inspect_params)
        panel.repair_wanted.connect(self.repair)
        panel.repair_all_wanted.connect(self.repair_all)
        panel.ignore_wanted.connect(self.ignore_or_take_back)
        panel.cancel_wanted.connect(session.cancel)
        panel.flip_wanted.connect(self.flip)
        panel.footer.tip = table.tip
        # The arrow keys flip where the eye is: on the picture and in the list, nowhere else.
        for name in ("previous_alternative", "next_alternative"):
            panel.view.addAction(table[name])
        table.keys_changed.connect(self._show_keys)
        self._show_keys()

    def _wire_session(self) -> None:
        window, session = self._window, self._window.session
        session.place_repaired.connect(window.problems_panel.select_repaired)
        session.progressed.connect(self._on_progressed)
        session.activity_changed.connect(self._on_activity_changed)
        session.changed.connect(self._on_changed)
        MemoryWatch(window.status_line.show_memory, self)

    # --- what the person wants -------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) problem; the arrow keys belong to it from now on."""
        panel = self._window.problems_panel
        if not panel.view.hasFocus():
            self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        panel.step(by)

    def _show(self, box: Box) -> None:
        picture = self._window.session.document.stylized
        if picture is not None:
            self._window.canvas.zoom_to_box(with_surroundings(box, picture.hw))

    def _keep_focus(self) -> None:
        """A button that was pressed by key and now hides hands the keys to the list."""
        window, focus = self._window, QApplication.focusWidget()
        footer = window.problems_panel.footer
        if focus is not None and footer.isAncestorOf(focus):
            window.problems_panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def repair(self) -> None:
        """The painted mask goes first: it is what the person did last by hand."""
        session, panel = self._window.session, self._window.problems_panel
        self._keep_focus()
        session.previews.drop()
        params, place = panel.repair_params, panel.selected_place
        if session.has_mask:
            session.repair(params)
        elif place is not None and place.repaired is not None:
            session.repairs.repair_again(place.repaired, params)
        elif place is not None:
            session.repairs.repair_region(place.region, params)

    def repair_region(self, region: Region) -> None:
        """Repair this region, whatever is marked."""
        session = self._window.session
        session.previews.drop()
        session.repairs.repair_region(region, self._window.problems_panel.repair_params)

    def choose_method(self, method: str) -> None:
        """From now on repair by this method."""
        chooser = self._window.problems_panel.footer.method.controls["method"]
        assert isinstance(chooser, ChoiceControl)
        chooser.set_value(method)
        chooser.changed.emit(method)

    def repair_all(self) -> None:
        """Every problem that is listed and still to do, in the order of its rank."""
        session, panel = self._window.session, self._window.problems_panel
        self._keep_focus()
        session.previews.drop()
        regions = sorted(panel.listed_regions, key=lambda region: region.number)
        # What is said and selected now would be out of date with the first repair.
        panel.clear_selection()
        self._window.notifications.dismiss("proof")
        session.repair_all(tuple(regions), panel.repair_params)

    def ignore_or_take_back(self) -> None:
        """Take the selected problem off the list, or an ignored one back onto it."""
        session, panel = self._window.session, self._window.problems_panel
        place = panel.selected_place
        if place is None or place.state is PlaceState.REPAIRED:
            return
        if place.state is PlaceState.IGNORED:
            session.places.take_back(place.region)
            return
        row = panel.view.currentIndex().row()
        session.places.ignore(place.region)
        left = panel.model.rowCount()
        if left and panel.selected_region is None:
            panel.view.setCurrentIndex(panel.model.index(min(row, left - 1), 0))

    def flip(self, by: int) -> None:
        """Show the selected repair in its next (1) or previous (-1) way."""
        repaired = self._window.problems_panel.selected_repair
        if repaired is not None:
            self._window.session.repairs.flip(repaired, by)

    def grow_mask(self) -> None:
        window = self._window
        if window.session.has_mask:
            dialog = MaskDialog(window.session.masks, window.canvas, window)
            dialog.exec()
            dialog.deleteLater()

    def mark_region(self) -> None:
        region = self._window.problems_panel.selected_region
        if region is not None:
            self._window.session.masks.mark_region(region)

    # --- what the others say ---------------------------------------------------------------------

    def _on_place_selected(self, place: Place | None) -> None:
        canvas = self._window.canvas
        flagged = place is not None and place.state is PlaceState.OPEN
        canvas.select_region(place.region.number if place is not None and flagged else None)
        repaired = None if place is None else place.repaired
        canvas.set_repaired(None if repaired is None else repaired.region)
        self._show_flipping()
        self._window.queue_refresh()

    def _show_flipping(self) -> None:
        """The ways of the selected repair can change places only until something else is done."""
        window = self._window
        repaired = window.problems_panel.selected_repair
        can_flip = window.session.places.can_flip(repaired)
        window.canvas.arrows_taken = can_flip
        window.problems_panel.alternatives.set_enabled(can_flip)

    def _on_progressed(self, fraction: float, text: str) -> None:
        activity = self._window.session.activity
        self._window.status_line.show_activity(text)
        if activity is not None and activity.kind == "repair":
            self._window.problems_panel.footer.show_progress(fraction, text)

    def _on_activity_changed(self) -> None:
        window, activity = self._window, self._window.session.activity
        footer = window.problems_panel.footer
        if activity is None:
            window.status_line.show_activity("")
        if activity is None or activity.kind != "repair":
            self._job_shown = None
            footer.show_idle()
            return
        if activity.job is not self._job_shown:
            self._job_shown = activity.job
            label = tr("{label}…").format(label=activity.label)
            window.status_line.show_activity(label)
            footer.show_running(label)
        if activity.job.cancel_requested:
            footer.show_cancelling()

    def _on_changed(self, parts: Part, box: Box | None) -> None:
        if parts & (Part.CONTENT | Part.RESULT):
            self.comparison.refresh()
        if parts & Part.HISTORY:
            self._show_flipping()

    def _show_keys(self) -> None:
        window = self._window
        bar = window.problems_panel.alternatives
        for button, name in (
            (bar.previous_button, "previous_alternative"),
            (bar.next_button, "next_alternative"),
        ):
            button.setToolTip(window.table.tip(name, button.accessibleName()))
