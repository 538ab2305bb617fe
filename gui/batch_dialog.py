"""The batch dialog: set up on the first page, watch, triage and open on the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.styles import StylePreset
from gui import icons
from gui.batch_queue import CANCELLED, DONE, FAILED, SKIPPED, BatchQueue, BatchRow
from gui.batch_setup import BatchPlan, BatchSetup
from gui.batch_table import BatchTable
from gui.jobs import TimeLeft, time_left_text
from gui.language import tr, tr_n
from gui.new_folder import folder_will_be_made
from gui.session_files import open_folder

if TYPE_CHECKING:
    from gui.session import EditorSession

DEFAULT_LIMIT_PERCENT = 1.0


class BatchDialog(QDialog):
    """Stays open beside the window; closing it hides it and lets the batch go on."""

    open_wanted = Signal(object, object)  # BatchRow, BatchPlan
    set_up = Signal(object)  # what to remember

    def __init__(
        self,
        session: EditorSession,
        presets: Sequence[StylePreset],
        folder: Path,
        remembered: Mapping[str, object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Batch"))
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.resize(1060, 640)
        self.queue = BatchQueue(session, self)
        self.plan: BatchPlan | None = None
        self._time_left: TimeLeft | None = None
        self.setup = BatchSetup(presets, folder, remembered, session.light_runner, self)
        self.table = BatchTable(self.queue, self)
        self.limit_box = self._make_limit(remembered.get("limit_percent"))
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._make_first_page())
        self.pages.addWidget(self._make_second_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.addWidget(self.pages)
        self._wire()
        self._on_limit()
        self._on_setup_changed()
        self._show_state()

    # --- making ------------------------------------------------------------------------------

    def _make_limit(self, stored: object) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setRange(0.0, 100.0)
        box.setDecimals(1)
        box.setSingleStep(0.5)
        box.setSuffix(" %")
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        fits = isinstance(stored, int | float) and 0 <= stored <= 100
        box.setValue(float(stored) if fits else DEFAULT_LIMIT_PERCENT)  # type: ignore[arg-type]
        box.setAccessibleName(tr("Flagged part from which a result needs a look"))
        return box

    def _make_first_page(self) -> QWidget:
        page = QWidget(self)
        self.message = QLabel(page)
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.results_button = self._button(tr("Back to the results"), self._show_results)
        close = self._button(tr("Close"), self.close)
        self.start_button = self._button(tr("Start"), self._on_start)
        self.start_button.setObjectName("primary")
        self.start_button.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.results_button)
        foot.addWidget(close)
        foot.addWidget(self.start_button)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.setup, 1)
        column.addLayout(foot)
        return page

    def _make_second_page(self) -> QWidget:
        page = QWidget(self)
        self.summary = QLabel(page)
        self.summary.setObjectName("heading")
        self.left_label = QLabel(page)
        self.left_label.setObjectName("muted")
        self.bar = QProgressBar(page)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the batch"))
        self.look_label = QLabel(page)
        self.look_label.setObjectName("heading")
        above = QHBoxLayout()
        above.addWidget(self.summary)
        above.addStretch(1)
        above.addWidget(self.left_label)
        triage = QHBoxLayout()
        triage.setSpacing(8)
        triage.addWidget(QLabel(tr("Look at results of which more than"), page))
        triage.addWidget(self.limit_box)
        triage.addWidget(QLabel(tr("is flagged"), page))
        triage.addStretch(1)
        triage.addWidget(self.look_label)
        self.pause_button = self._button("", self._on_pause)
        self.cancel_button = self._button(tr("Cancel the batch"), self.queue.cancel)
        self.retry_button = self._button("", self._on_retry)
        for button in (self.pause_button, self.cancel_button, self.retry_button):
            # They come and go; a click on them leaves the keys to the table.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.folder_button = self._button(tr("Open folder"), self._on_open_folder)
        self.folder_button.setIcon(icons.icon("folder"))
        self.new_button = self._button(tr("New batch…"), self._show_setup)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.pause_button, self.cancel_button, self.retry_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.folder_button)
        foot.addWidget(self.new_button)
        foot.addWidget(self._button(tr("Close"), self.close))
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(above)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        column.addLayout(triage)
        column.addSpacing(6)
        column.addLayout(foot)
        return page

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setStyleSheet("padding: 6px 14px; min-height: 20px;")
        button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return button

    def _wire(self) -> None:
        self.setup.changed.connect(self._on_setup_changed)
        self.queue.row_changed.connect(lambda _row: self._show_state())
        self.queue.state_changed.connect(self._show_state)
        self.queue.finished.connect(self._on_finished)
        self.limit_box.valueChanged.connect(self._on_limit)
        self.table.doubleClicked.connect(self._on_activated)

    # --- first page --------------------------------------------------------------------------

    def _on_setup_changed(self) -> None:
        trouble = self.setup.trouble
        self.start_button.setEnabled(not trouble and not self.queue.running)
        if trouble:
            self.message.setText(trouble)
            return
        words = tr_n("%n picture will be made.", len(self.setup.photos) * len(self.setup.styles))
        if self.setup.makes_folder:
            words += " " + folder_will_be_made(self.setup.folder)
        self.message.setText(words)

    def _on_start(self) -> None:
        self.start_button.setEnabled(False)
        self.setup.make_plan(self._begin, self._on_refused)

    def _on_refused(self, sentence: str, _details: str) -> None:
        self._on_setup_changed()
        self.message.setText(sentence)

    def _begin(self, plan: BatchPlan) -> None:
        self.plan = plan
        self.set_up.emit(self.remembered())
        self._time_left = TimeLeft()
        self.table.in_order()
        self.queue.start(plan.items, plan.options)
        self._show_results()

    def remembered(self) -> dict[str, object]:
        """What the next batch begins with."""
        return {**self.setup.remembered(), "limit_percent": self.limit_box.value()}

    def _show_results(self) -> None:
        self.pages.setCurrentIndex(1)
        self.table.selectRow(0)
        self.table.setFocus()

    def _show_setup(self) -> None:
        self.pages.setCurrentIndex(0)
        self._on_setup_changed()

    # --- second page -------------------------------------------------------------------------

    def _show_state(self) -> None:
        queue = self.queue
        made, failed, cancelled = (queue.count(state) for state in (DONE, FAILED, CANCELLED))
        self.summary.setText(self._state_sentence())
        self.bar.setValue(round(1000 * queue.fraction))
        self.bar.setVisible(queue.running)
        self.left_label.setText(self._time_text())
        words = tr("Resume") if queue.paused else tr("Pause")
        self.pause_button.setText(words)
        self.pause_button.setIcon(icons.icon("play" if queue.paused else "pause"))
        rest = tr("Make the rest") if cancelled else tr("Try the failed ones again")
        self.retry_button.setText(rest)
        for button, shown in (
            (self.pause_button, queue.running),
            (self.cancel_button, queue.running),
            (self.retry_button, not queue.running and bool(failed + cancelled)),
        ):
            if button.hasFocus() and not shown:
                self.table.setFocus()
            button.setVisible(shown)
        self.new_button.setEnabled(not queue.running)
        self.results_button.setVisible(bool(queue.rows))
        self.folder_button.setEnabled(made > 0)
        look = sum(row.needs_a_look(self.table.rows.limit) for row in queue.rows)
        if look:
            self.look_label.setText(tr_n("%n to look at", look))
        else:
            self.look_label.setText(tr("Nothing to look at") if made else "")

    def _state_sentence(self) -> str:
        queue = self.queue
        values = {
            "made": queue.count(DONE), "all": len(queue.rows), "failed": queue.count(FAILED),
            "skipped": queue.count(SKIPPED),
        }  # fmt: skip
        if queue.paused and queue.count("running"):
            return tr("Pausing after this picture: {made} of {all} made").format(**values)
        if queue.paused:
            return tr("Paused: {made} of {all} made").format(**values)
        if queue.count(CANCELLED):
            return tr("Cancelled: {made} of {all} made").format(**values)
        if values["failed"] and values["skipped"]:
            return tr("{made} of {all} made, {skipped} left out, {failed} failed").format(**values)
        if values["failed"]:
            return tr("{made} of {all} made, {failed} failed").format(**values)
        if values["skipped"]:
            return tr("{made} of {all} made, {skipped} left out").format(**values)
        return tr("{made} of {all} made").format(**values)

    def _time_text(self) -> str:
        if not self.queue.running or self.queue.paused or self._time_left is None:
            return ""
        return time_left_text(self._time_left.update(self.queue.fraction))

    def _on_finished(self) -> None:
        self.table.worst_first()
        self._show_state()
        self._on_setup_changed()

    def _on_limit(self) -> None:
        self.table.rows.set_limit(self.limit_box.value() / 100)
        self._show_state()

    def _on_pause(self) -> None:
        if self.queue.paused:
            self.queue.resume()
        else:
            self.queue.pause()

    def _on_retry(self) -> None:
        self._time_left = None
        self.queue.retry()

    def _on_open_folder(self) -> None:
        if self.plan is not None:
            open_folder(self.plan.folder)

    def _on_activated(self, index: QModelIndex) -> None:
        row = self.table.row_of(index)
        if isinstance(row, BatchRow) and row.state == DONE and self.plan is not None:
            self.open_wanted.emit(row, self.plan)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter on a row opens it; elsewhere it must not press a button by chance.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self._on_activated(self.table.currentIndex())
            return
        super().keyPressEvent(event)

    def begin_with(self, photos: Sequence[Path], style: object) -> None:
        """What the window has open, offered as a start where nothing is set up yet."""
        if self.queue.running or self.setup.photos:
            return
        with QSignalBlocker(self.setup):
            if photos:
                self.setup.take_photos(photos)
            self.setup.choose_style(style)  # type: ignore[arg-type]
        self._on_setup_changed()
