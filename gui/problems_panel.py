"""Right panel: the flagged places, worst first, and what can be done about them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QProgressBar, QVBoxLayout, QWidget

from engine.operations.params import InspectParams, RepairParams
from engine.operations.results import Inspection, Region
from gui import icons
from gui.alternatives import AlternativesBar
from gui.language import tr, tr_n
from gui.list_menu import ListMenuButton
from gui.params_panel import ParamsPanel
from gui.places import Place, PlaceState, RepairedPlace, arranged
from gui.region_list import PlaceDelegate, PlaceListModel, percent
from gui.repair_footer import RepairFooter


def idle_words() -> str:
    """What stands in place of the list before there is a result."""
    return tr("After the transfer, places that look wrong are listed here, worst first.")


def summary(count: int, share: float) -> str:
    """What the heading says beside "Problems"; share: flagged part of the picture, 0..1."""
    if not count:
        return ""
    return tr("{places} · {share}").format(places=tr_n("%n place", count), share=percent(share))


class AllClear(QWidget):
    """What stands in place of the list when there is nothing to list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = QLabel(self)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title = QLabel(self)
        self.title.setObjectName("heading")
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 24, 8, 8)
        column.setSpacing(8)
        column.addWidget(self._mark)
        for label in (self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self.show_words(left_out=False)
        self.redraw_icons()

    def show_words(self, left_out: bool) -> None:
        """left_out: there are problems, but the person has taken all of them off the list."""
        if left_out:
            self.title.setText(tr("No problems left"))
            self.words.setText(
                tr("The others are ignored or filtered out; the button above shows them again.")
            )
            return
        self.title.setText(tr("Nothing looks wrong"))
        self.words.setText(
            tr(
                "Raise the sensitivity to see milder doubts, or paint over any place that you want "
                "repaired."
            )
        )

    def redraw_icons(self) -> None:
        self._mark.setPixmap(icons.icon("success").pixmap(32, 32))


class ProblemsPanel(QWidget):
    """What the discriminator found, and what can be done about it."""

    place_selected = Signal(object)  # Place or None, also after a new inspection
    place_wanted = Signal(object)  # Place that the person wants to see
    sensitivity_changed = Signal(object)  # InspectParams
    repair_wanted = Signal()
    ignore_wanted = Signal()
    repair_all_wanted = Signal()
    cancel_wanted = Signal()
    flip_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(tr("Problems"), self)
        self.heading.setObjectName("heading")
        self.score = QLabel("", self)
        self.score.setObjectName("muted")
        self.list_menu = ListMenuButton(self)
        self.list_menu.choice_changed.connect(self._relist)
        self.message = QLabel(self)
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.busy_bar = QProgressBar(self)
        self.busy_bar.setRange(0, 1000)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.setAccessibleName(tr("Inspection progress"))
        self.sensitivity = ParamsPanel(InspectParams, ("sensitivity",), self)
        self.sensitivity.params_changed.connect(self.sensitivity_changed)
        self.model = PlaceListModel(self)
        self.view = self._make_view()
        self.all_clear = AllClear(self)
        self.alternatives = AlternativesBar(self)
        self.alternatives.flip_wanted.connect(self.flip_wanted)
        self.footer = RepairFooter(self)
        self.footer.repair_wanted.connect(self.repair_wanted)
        self.footer.ignore_wanted.connect(self.ignore_wanted)
        self.footer.repair_all_wanted.connect(self.repair_all_wanted)
        self.footer.cancel_wanted.connect(self.cancel_wanted)
        self._places: tuple[Place, ...] = ()
        self._pixels: np.ndarray | None = None
        self._inspection: Inspection | None = None
        self._fresh: RepairedPlace | None = None
        self._relisting = False
        self._arrange()
        self.show_idle(idle_words())

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setModel(self.model)
        view.setItemDelegate(PlaceDelegate(view))
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(tr("Flagged places, the worst first"))
        view.selectionModel().currentChanged.connect(self._on_current_changed)
        view.activated.connect(self._on_activated)
        view.clicked.connect(self._on_activated)
        return view

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.score)
        top.addWidget(self.list_menu)
        column.addLayout(top)
        column.addWidget(self.busy_bar)
        column.addWidget(self.message)
        column.addWidget(self.sensitivity)
        column.addWidget(self.view, 1)
        column.addWidget(self.all_clear, 1)
        column.addWidget(self.alternatives)
        column.addWidget(self.footer)

    # --- what is selected ------------------------------------------------------------------------

    @property
    def repair_params(self) -> RepairParams:
        return self.footer.params

    @property
    def selected_place(self) -> Place | None:
        return self.model.place_at(self.view.currentIndex().row())

    @property
    def selected_region(self) -> Region | None:
        """The selected region that is flagged now; None also for one that was repaired."""
        place = self.selected_place
        return None if place is None or place.state is PlaceState.REPAIRED else place.region

    @property
    def selected_repair(self) -> RepairedPlace | None:
        place = self.selected_place
        return None if place is None else place.repaired

    @property
    def listed_regions(self) -> tuple[Region, ...]:
        """The regions that are listed and still to do, in the order of the list."""
        return tuple(p.region for p in self.model.places if p.state is PlaceState.OPEN)

    def select(self, number: int) -> None:
        """Select the flagged region of this number."""
        self._select_row(self.model.row_of(number))

    def select_quietly(self, number: int) -> None:
        """As `select`, but the picture stays where it is."""
        self._select_quietly(self.model.row_of(number))

    def select_repaired(self, repaired: RepairedPlace) -> None:
        """Select the row of a repair; the picture stays where it is."""
        self._fresh = repaired
        self._relist()
        wanted = Place(repaired.region, PlaceState.REPAIRED, repaired)
        self._select_quietly(self.model.row_like(wanted))

    def step(self, by: int) -> None:
        """Select the next (1) or previous (-1) place that is to do, round the end."""
        places = self.model.places
        rows = [row for row, place in enumerate(places) if place.state is PlaceState.OPEN]
        if not rows:
            return
        current = self.view.currentIndex().row()
        if by > 0:
            row = next((row for row in rows if row > current), rows[0])
        else:
            row = next((row for row in reversed(rows) if row < current), rows[-1])
        self._select_row(row)

    def clear_selection(self) -> None:
        self._fresh = None
        self.view.setCurrentIndex(QModelIndex())

    def _select_row(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row, 0) if row >= 0 else QModelIndex())

    def _select_quietly(self, row: int) -> None:
        self._relisting = True
        self._select_row(row)
        self._relisting = False

    # --- what is shown ---------------------------------------------------------------------------

    def show_idle(self, message: str) -> None:
        """No inspection yet: say why."""
        self._places, self._pixels, self._inspection = (), None, None
        self.model.set_places((), None)
        self._set_message(message)
        self.score.clear()
        self._set_results_visible(False)
        self._tell_selection()

    def show_busy(self, fraction: float) -> None:
        self.busy_bar.setValue(round(fraction * 1000))
        self.busy_bar.show()

    def hide_busy(self) -> None:
        self.busy_bar.hide()

    def show_inspection(
        self, inspection: Inspection, places: tuple[Place, ...], pixels: np.ndarray
    ) -> None:
        """List `places`, of the picture `pixels`; keeps the selection."""
        self._places, self._pixels, self._inspection = places, pixels, inspection
        self._set_results_visible(True)
        note = ""
        if inspection.confidence == "no style":
            note = tr("Judged without the style, so less sure.")
        elif inspection.confidence != "full":
            note = tr("Judged without the photo, so less sure.")
        self._set_message(note)
        self._relist()

    def retranslate(self) -> None:
        """After a change of language."""
        self._relist()

    def redraw_icons(self) -> None:
        self.footer.redraw_icons()
        self.alternatives.redraw_icons()
        self.list_menu.redraw_icons()
        self.all_clear.redraw_icons()

    def _relist(self) -> None:
        """The places again, in the order and with the filter that are chosen."""
        inspection = self._inspection
        if inspection is None:
            return
        selected = self.selected_place
        listed = arranged(self._places, self.list_menu.choice, self._fresh)
        self.list_menu.set_places(self._places)
        self._relisting = True
        self.model.set_places(listed, self._pixels)
        self.view.setVisible(bool(listed))
        self.all_clear.setVisible(not listed)
        self.all_clear.show_words(left_out=bool(inspection.regions))
        open_count = len(self.listed_regions)
        self.score.setText(summary(open_count, inspection.flagged_fraction))
        self.score.setToolTip(
            "<p>"
            + tr(
                "How many places are flagged, and how much of the picture they take. The picture "
                "as a whole scores {score}, from 0 (looks right) to 1 (looks wrong); places are "
                "flagged from {threshold} on."
            ).format(score=f"{inspection.score:.2f}", threshold=f"{inspection.threshold:.2f}")
            + "</p>"
        )
        if selected is not None:
            row = self.model.row_like(selected)
            if row >= 0:
                self._select_row(row)
        self._relisting = False
        # A model reset drops the selection without a word.
        self._tell_selection()

    def _tell_selection(self) -> None:
        place = self.selected_place
        self.alternatives.show_place(None if place is None else place.repaired)
        self.place_selected.emit(place)

    def _set_message(self, message: str) -> None:
        self.message.setText(message)
        self.message.setVisible(bool(message))

    def _set_results_visible(self, visible: bool) -> None:
        self.sensitivity.setVisible(visible)
        self.list_menu.setVisible(visible)
        if not visible:
            self.all_clear.hide()
            self.view.show()  # empty; takes the room that keeps the footer at the foot
        self.hide_busy()

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._tell_selection()
        place = self.model.place_at(current.row())
        # Listing the places anew must not move the picture under the person's hands.
        if place is not None and not self._relisting:
            self._fresh = None  # it takes its place among the others when they are next listed
            self.place_wanted.emit(place)

    def _on_activated(self, index: QModelIndex) -> None:
        # A click on the row that is current already goes there again.
        self.place_wanted.emit(self.model.place_at(index.row()))
