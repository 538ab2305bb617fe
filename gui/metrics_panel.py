"""The numbers of the result: how close to photo and style it is, and how much of it is flagged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.operations.results import Evaluation
from gui.batch_table import flagged_text
from gui.language import tr, tr_engine
from gui.metrics_plot import MetricsPlot, PlotPoint
from gui.metrics_watch import MetricsWatch, ResultState

Known = list[tuple[ResultState, Evaluation | None]]


def _three_digits(value: float) -> str:
    return f"{value:.3f}"


@dataclass(frozen=True)
class Measure:
    """One row of the table."""

    name: str
    value: Callable[[Evaluation], float | None]
    text: Callable[[float], str]


MEASURES: tuple[Measure, ...] = (
    Measure("ssim", lambda found: found.ssim, _three_digits),
    Measure("ms_ssim", lambda found: found.ms_ssim, _three_digits),
    Measure("style", lambda found: found.style_distance, _three_digits),
    Measure("flagged", lambda found: found.flagged_fraction, flagged_text),
)
FLAGGED_ROW = 3
ROW_PX = 23


def measure_words(name: str) -> tuple[str, str]:
    """Label and explanation of a measure, in plain words."""
    return {
        "ssim": (
            tr("SSIM"),
            tr(
                "How much of the photo's fine structure is still there: 1 is all of it, 0 is "
                "nothing. A strong style lowers it, and that is no fault."
            ),
        ),
        "ms_ssim": (
            tr("MS-SSIM"),
            tr(
                "The same, also seen from further away, as an eye steps back: it forgives brush "
                "strokes and notices lost shapes. 1 is all of the photo."
            ),
        ),
        "style": (
            tr("Style distance"),
            tr(
                "How far colours and textures are from those of the style: 0 is the style itself. "
                "Good to compare results of one photo, not of different styles."
            ),
        ),
        "flagged": (
            tr("Flagged"),
            tr(
                "How much of the picture looks wrong to the discriminator, at the usual "
                "sensitivity. Repairs should lower it."
            ),
        ),
    }[name]


class MetricsPanel(QWidget):
    """Shows what a `MetricsWatch` knows; it measures only while this is visible."""

    def __init__(self, watch: MetricsWatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.watch = watch
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        heading = QLabel(tr("Metrics"), self)
        heading.setObjectName("heading")
        self.message = QLabel(self)
        self.message.setObjectName("muted")
        self.table = QTableWidget(len(MEASURES), 3, self)
        self.table.setAccessibleName(tr("Metrics"))
        self.plot_label = QLabel(self)
        self.plot_label.setObjectName("muted")
        self.plot = MetricsPlot(self)
        self._fill_table()
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.table)
        column.addWidget(self.plot_label)
        # What room there is goes to the plot, up to its size, and the rest below it.
        column.addWidget(self.plot, 1)
        column.addStretch()
        self.table.currentCellChanged.connect(lambda *_: self._show_plot())
        watch.changed.connect(self.refresh)
        watch.failed.connect(self._on_failed)
        self.table.setCurrentCell(FLAGGED_ROW, 0)
        self.refresh()

    def _fill_table(self) -> None:
        table = self.table
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        for bars in (table.setVerticalScrollBarPolicy, table.setHorizontalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        table.verticalHeader().setMinimumSectionSize(ROW_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(48)
        # The panel is narrow: less room around words than elsewhere.
        table.setStyleSheet(
            "QTableView::item { padding: 1px 2px; } QHeaderView::section { padding: 2px 2px; }"
        )
        for row in range(len(MEASURES)):
            for column in range(3):
                item = QTableWidgetItem()
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                table.setItem(row, column, item)
        self._show_words()
        table.setFixedHeight(ROW_PX * len(MEASURES) + header.sizeHint().height() + 2)

    def _show_words(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(["", tr("Stylized"), tr("Now")])
        tips = ("", tr("Right after the last transfer"), tr("With everything done since"))
        for column in (1, 2):
            item = table.horizontalHeaderItem(column)
            assert item is not None
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(tips[column])
        for row, measure in enumerate(MEASURES):
            label, tip = measure_words(measure.name)
            for column in range(3):
                self._item(row, column).setToolTip(f"<p>{tip}</p>")
            self._item(row, 0).setText(label)

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    # --- showing -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is known now."""
        known = self.watch.states()
        for row, measure in enumerate(MEASURES):
            for column, place in ((1, 0), (2, -1)):
                found = known[place][1] if known else None
                self._item(row, column).setText(_text(measure, found))
        self._show_message(known)
        self._show_plot()

    def _show_message(self, known: Known) -> None:
        self.message.setToolTip("")
        if self.watch.measuring:
            self.message.setText(tr("Measuring…"))
        elif not known:
            self.message.setText(tr("After the transfer"))
        else:
            self.message.clear()

    def _show_plot(self) -> None:
        measure = MEASURES[max(0, self.table.currentRow())]
        known = self.watch.states()
        points = [
            PlotPoint(_label(state, index), None if found is None else measure.value(found))
            for index, (state, found) in enumerate(known)
        ]
        self.plot.show_points(points, measure.text)
        name = measure_words(measure.name)[0]
        if len(points) > 1:
            self.plot_label.setText(tr("{measure} over the edits").format(measure=name))
        else:
            self.plot_label.setText(tr("{measure}: repairs will show here").format(measure=name))
        self.plot.setAccessibleName(self.plot_label.text())

    def _on_failed(self, sentence: str) -> None:
        self.message.setText(tr("Could not be measured"))
        self.message.setToolTip(f"<p>{tr_engine(sentence)}</p>")

    def retranslate(self) -> None:
        """After a change of language."""
        self._show_words()
        self.refresh()

    # --- events ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watch.set_wanted(True)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.watch.set_wanted(False)


def _text(measure: Measure, found: Evaluation | None) -> str:
    value = None if found is None else measure.value(found)
    return "–" if value is None else measure.text(value)


def _label(state: ResultState, index: int) -> str:
    if index == 0:
        return tr("Stylized")
    return tr("Edit {number}: {label}").format(number=index, label=tr_engine(state.label))
