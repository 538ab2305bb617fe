"""The big button: Transfer, or Cancel with progress and time left while something runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.language import tr


class RunBar(QWidget):
    """One button for the one long job; progress and what is missing above it."""

    transfer_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = QLabel("", self)
        self.status.setObjectName("muted")
        # Long sentences must not widen the panel, and the controls above must not jump.
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.button = QPushButton(tr("Transfer style"), self)
        self.button.setObjectName("primary")
        self.button.clicked.connect(self._on_clicked)
        self._running = False
        self._inside_mask = False
        self._tip: Callable[[str, str], str] = lambda _action, sentence: sentence
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.status)
        column.addWidget(self.bar)
        column.addWidget(self.button)
        for widget in (self.status, self.bar):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self.show_idle(False, "")

    @property
    def running(self) -> bool:
        return self._running

    def show_keys(self, tip: Callable[[str, str], str]) -> None:
        """tip(action id, sentence): the sentence with the key that the action has now."""
        self._tip = tip
        if self._running:
            self._tell_how_to_stop()
        else:
            self._name_button()

    def set_inside_mask(self, inside: bool) -> None:
        """Say on the button that the style stays inside the mask."""
        self._inside_mask = inside
        if not self._running:
            self._name_button()

    def show_idle(self, can_transfer: bool, hint: str) -> None:
        """hint: what is missing, "" when the button can be pressed."""
        self._set_running(False)
        self._name_button()
        self.button.setEnabled(can_transfer)
        self.status.setText(hint)
        self.status.setVisible(bool(hint))
        self.bar.hide()

    def show_running(self, label: str, cancel_requested: bool = False) -> None:
        self._set_running(True)
        self.button.setText(tr("Stopping…") if cancel_requested else tr("Cancel"))
        self.button.setEnabled(not cancel_requested)
        self._tell_how_to_stop()
        self.status.setText(label)
        self.status.show()
        self.bar.show()

    def show_progress(self, fraction: float, text: str) -> None:
        self.bar.setValue(round(1000 * fraction))
        self.status.setText(text)

    def _tell_how_to_stop(self) -> None:
        self.button.setToolTip(self._tip("cancel", tr("Stop and keep the picture as it is")))

    def _name_button(self) -> None:
        if self._inside_mask:
            self.button.setText(tr("Transfer inside the mask"))
            tip = tr("Paint the chosen style where the mask is; the rest stays")
        else:
            self.button.setText(tr("Transfer style"))
            tip = tr("Paint the photo in the chosen style")
        self.button.setToolTip(self._tip("transfer", tip))

    def _set_running(self, running: bool) -> None:
        if running == self._running:
            return
        self._running = running
        # Style sheets look at a property only when the widget is polished.
        self.button.setProperty("running", running)
        self.button.style().unpolish(self.button)
        self.button.style().polish(self.button)

    def _on_clicked(self) -> None:
        if self._running:
            self.cancel_wanted.emit()
        else:
            self.transfer_wanted.emit()
