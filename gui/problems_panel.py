"""Right panel: the flagged regions, worst first, and what can be done about them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QProgressBar, QVBoxLayout, QWidget

from engine.operations.params import InspectParams, RepairParams
from engine.operations.results import Inspection, Region
from gui import icons
from gui.params_panel import ParamsPanel
from gui.region_list import RegionDelegate, RegionListModel, percent
from gui.repair_footer import RepairFooter

IDLE_WORDS = "After the transfer, places that look wrong are listed here, worst first."


def summary(count: int, share: float) -> str:
    """What the heading says beside "Problems"; share: flagged part of the picture, 0..1."""
    if not count:
        return ""
    places = "1 place" if count == 1 else f"{count} places"
    return f"{places} · {percent(share)} of picture"


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
        self.show_words(False)
        self.redraw_icons()

    def show_words(self, ignored: bool) -> None:
        """ignored: there are problems, but the person has taken all of them off the list."""
        if ignored:
            self.title.setText("No problems left")
            self.words.setText("You ignored the others. The next transfer is judged anew.")
            return
        self.title.setText("Nothing looks wrong")
        self.words.setText(
            "Raise the sensitivity to see milder doubts, or paint over any place that you want "
            "repaired."
        )

    def redraw_icons(self) -> None:
        self._mark.setPixmap(icons.icon("success").pixmap(32, 32))


class ProblemsPanel(QWidget):
    """What the discriminator found, and what can be done about it."""

    region_selected = Signal(object)  # Region or None, also after a new inspection
    region_wanted = Signal(object)  # Region that the person wants to see
    sensitivity_changed = Signal(object)  # InspectParams
    repair_wanted = Signal()
    ignore_wanted = Signal()
    inspect_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel("Problems", self)
        self.heading.setObjectName("heading")
        self.score = QLabel("", self)
        self.score.setObjectName("muted")
        self.message = QLabel(self)
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.busy_bar = QProgressBar(self)
        self.busy_bar.setRange(0, 1000)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.setAccessibleName("Inspection progress")
        self.sensitivity = ParamsPanel(InspectParams, ("sensitivity",), self)
        self.sensitivity.params_changed.connect(self.sensitivity_changed)
        self.model = RegionListModel(self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(RegionDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName("Flagged regions, worst first")
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.activated.connect(self._on_activated)
        self.view.clicked.connect(self._on_activated)
        self.all_clear = AllClear(self)
        self.footer = RepairFooter(self)
        self.footer.repair_wanted.connect(self.repair_wanted)
        self.footer.ignore_wanted.connect(self.ignore_wanted)
        self._relisting = False
        self._arrange()
        self.show_idle(IDLE_WORDS)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.score)
        column.addLayout(top)
        column.addWidget(self.busy_bar)
        column.addWidget(self.message)
        column.addWidget(self.sensitivity)
        column.addWidget(self.view, 1)
        column.addWidget(self.all_clear, 1)
        column.addWidget(self.footer)

    @property
    def repair_params(self) -> RepairParams:
        return self.footer.params

    @property
    def selected_region(self) -> Region | None:
        return self.model.region_at(self.view.currentIndex().row())

    def show_idle(self, message: str) -> None:
        """No inspection yet: say why."""
        self.model.set_regions((), None)
        self._set_message(message)
        self.score.clear()
        self._set_results_visible(False)

    def show_busy(self, fraction: float) -> None:
        self.busy_bar.setValue(round(fraction * 1000))
        self.busy_bar.show()

    def hide_busy(self) -> None:
        self.busy_bar.hide()

    def show_inspection(
        self, inspection: Inspection, regions: tuple[Region, ...], pixels: np.ndarray
    ) -> None:
        """List `regions` (the inspection's without the ignored ones); keeps the selection."""
        selected = self.selected_region
        self._relisting = True
        self.model.set_regions(regions, pixels)
        self._set_results_visible(True)
        self.view.setVisible(bool(regions))
        self.all_clear.setVisible(not regions)
        self.all_clear.show_words(bool(inspection.regions))
        self.score.setText(summary(len(regions), inspection.flagged_fraction))
        self.score.setToolTip(
            "<p>How many places are flagged, and how much of the picture they take. The picture "
            f"as a whole scores {inspection.score:.2f}, from 0 (looks right) to 1 (looks wrong); "
            f"places are flagged from {inspection.threshold:.2f} on.</p>"
        )
        note = ""
        if inspection.confidence != "full":
            missing = "the style" if inspection.confidence == "no style" else "the photo"
            note = f"Judged without {missing}, so less sure."
        self._set_message(note)
        if selected is not None:
            same = next((r for r in regions if r.box == selected.box), None)
            if same is not None:
                self.select(same.number)
        self._relisting = False
        # A model reset drops the selection without a word.
        self.region_selected.emit(self.selected_region)

    def select(self, number: int) -> None:
        row = self.model.row_of(number)
        self.view.setCurrentIndex(self.model.index(row, 0) if row >= 0 else QModelIndex())

    def step(self, by: int) -> None:
        """Select the next (1) or previous (-1) region, round the end."""
        count = self.model.rowCount()
        if not count:
            return
        current = self.view.currentIndex().row()
        row = (0 if by > 0 else count - 1) if current < 0 else (current + by) % count
        self.view.setCurrentIndex(self.model.index(row, 0))

    def clear_selection(self) -> None:
        self.view.setCurrentIndex(QModelIndex())

    def redraw_icons(self) -> None:
        self.footer.redraw_icons()
        self.all_clear.redraw_icons()

    def _set_message(self, message: str) -> None:
        self.message.setText(message)
        self.message.setVisible(bool(message))

    def _set_results_visible(self, visible: bool) -> None:
        self.sensitivity.setVisible(visible)
        if not visible:
            self.all_clear.hide()
            self.view.show()  # empty; takes the room that keeps the footer at the foot
        self.hide_busy()

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        region = self.model.region_at(current.row())
        self.region_selected.emit(region)
        # Listing the regions anew must not move the picture under the person's hands.
        if region is not None and not self._relisting:
            self.region_wanted.emit(region)

    def _on_activated(self, index: QModelIndex) -> None:
        # A click on the row that is current already goes there again.
        self.region_wanted.emit(self.model.region_at(index.row()))
