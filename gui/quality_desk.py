"""What a window has for judging results: the metrics panel and the batch dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QScrollArea

from gui import dialogs
from gui.batch_dialog import BatchDialog
from gui.batch_opening import make_dialog
from gui.language import tr
from gui.metrics_panel import MetricsPanel
from gui.metrics_watch import MetricsWatch

if TYPE_CHECKING:
    from gui.main_window import MainWindow

LEAST_PX = 64
# A right column lower than this has no room for problems, history and metrics at once.
LOW_COLUMN_PX = 760
PROBLEMS_LEAST_PX = 328


class QualityDesk(QObject):
    """Makes the panel at once, hidden, and the dialog when it is first asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.watch = MetricsWatch(window.session, self)
        self.panel = MetricsPanel(self.watch)
        # Low windows have no room for all of it: the plot is what is scrolled to.
        self.area = QScrollArea(window)
        self.area.setWidget(self.panel)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setMinimumHeight(LEAST_PX)
        self.area.hide()
        window.right_splitter.addWidget(self.area)
        self.batch_dialog: BatchDialog | None = None
        self._folded_history = False
        window.closed.connect(self._on_closed)

    def slots(self) -> dict[str, Callable[..., object]]:
        """For the table of actions."""
        return {"metrics": self.show_metrics, "batch": self.open_batch}

    def show_metrics(self, on: bool) -> None:
        """Show the panel below the history, or hide it; hidden it measures nothing."""
        self._window.table["metrics"].setChecked(on)
        self.area.setVisible(on)
        self._window.settings.set_shows_metrics(on)
        self._make_room(on)

    def _make_room(self, on: bool) -> None:
        """In a low window the history folds while the metrics show; a click brings it back."""
        splitter, history = self._window.right_splitter, self._window.history_panel
        height = splitter.height()
        if on and height < LOW_COLUMN_PX and not history.heading.folded:
            history.set_folded(True)
            self._folded_history = True
        elif not on and self._folded_history:
            history.set_folded(False)
            self._folded_history = False
        if on:
            low = min(history.maximumHeight(), history.sizeHint().height())
            wanted = min(self.panel.sizeHint().height() + 2, height - low - PROBLEMS_LEAST_PX)
            splitter.setSizes([height - low - wanted, low, wanted])

    def restore(self) -> None:
        """The panel as it was left the last time."""
        if self._window.settings.shows_metrics:
            self.show_metrics(True)

    def open_batch(self, *_: object) -> None:
        """Show the dialog; what the window has open is offered where nothing is set up yet."""
        window = self._window
        if self.batch_dialog is None:
            self.batch_dialog = make_dialog(window)
        files, document = window.session.files, window.session.document
        photos = [files.content_path] if files.content_path is not None else []
        self.batch_dialog.begin_with(photos, document.style)
        self.batch_dialog.setup.params.set_params(document.transfer_params)
        self.batch_dialog.show()
        self.batch_dialog.activateWindow()

    def may_stop_batch(self) -> bool:
        """True when no batch is under way here, or the person lets it be broken off."""
        if self.batch_dialog is None or not self.batch_dialog.queue.running:
            return True
        return dialogs.ask(
            self._window,
            tr("Stop the batch?"),
            tr("The batch of this window is not done. What has been written stays."),
            tr("Stop the batch"),
        )

    def _on_closed(self) -> None:
        if self.batch_dialog is not None:
            self.batch_dialog.queue.close()
            self.batch_dialog.close()
