"""The big button: Transfer, or Cancel with progress and time left while something runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.language import tr


class RunBar(QWidget):
    """One button for the one long job; above it progress, what is missing, or where to paint."""

    transfer_wanted = Signal()
    cancel_wanted = Signal()
    inside_mask_toggled = Signal(bool)

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
        self.inside_mask = QCheckBox(tr("Style only inside the mask"), self)
        self.inside_mask.setToolTip(
            tr("Paint the style where the mask is, and keep the picture as it is everywhere else")
        )
        self.inside_mask.toggled.connect(self._on_inside_mask_toggled)
        self.button = QPushButton(tr("Transfer style"), self)
        self.button.setObjectName("primary")
        # A click leaves the keys where the eye is; a button that holds them loses them to
        # whatever comes next in line once it cannot be pressed.
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._on_clicked)
        self._running = False
        self._has_mask = False
        self._hint = ""
        self._tip: Callable[[str, str], str] = lambda _action, sentence: sentence
        self._apart = False
        self._above = QStackedWidget(self)
        self._above.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = QWidget(self)
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(4)
        words.addWidget(self.status)
        words.addWidget(self.bar)
        self._above.addWidget(self._words)
        self._above.addWidget(self.inside_mask)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self._above)
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

    def show_mask(self, has_mask: bool) -> None:
        """The style can be kept inside a mask only where there is one."""
        self._has_mask = has_mask
        self._show_above()
        if not self._running:
            self._name_button()

    def show_idle(self, can_transfer: bool, hint: str) -> None:
        """hint: what is missing, "" when the button can be pressed."""
        self._set_running(False)
        self._name_button()
        self.button.setEnabled(can_transfer)
        self._hint = hint
        self.status.setText(hint)
        self.status.setVisible(bool(hint))
        self.bar.hide()
        self._show_above()

    def show_running(self, label: str, cancel_requested: bool = False) -> None:
        self._set_running(True)
        self.button.setText(tr("Stopping…") if cancel_requested else tr("Cancel"))
        self.button.setEnabled(not cancel_requested)
        self._tell_how_to_stop()
        self.status.setText(label)
        self.status.show()
        self.bar.show()
        self._show_above()

    def show_progress(self, fraction: float, text: str) -> None:
        self.bar.setValue(round(1000 * fraction))
        self.status.setText(text)

    def keep_apart(self, apart: bool) -> None:
        """Where there is room, what the mask is for does not give way to progress."""
        if apart == self._apart:
            return
        self._apart = apart
        if apart:
            self._above.removeWidget(self.inside_mask)
            self._column.insertWidget(0, self.inside_mask)
        else:
            self._column.removeWidget(self.inside_mask)
            self._above.addWidget(self.inside_mask)
        self._show_above()

    def _show_above(self) -> None:
        if self._apart:
            self._above.setCurrentWidget(self._words)
            self.inside_mask.setVisible(self._has_mask)
            return
        offers_mask = self._has_mask and not self._running and not self._hint
        self._above.setCurrentWidget(self.inside_mask if offers_mask else self._words)

    def _tell_how_to_stop(self) -> None:
        self.button.setToolTip(self._tip("cancel", tr("Stop and keep the picture as it is")))

    def _name_button(self) -> None:
        if self._has_mask and self.inside_mask.isChecked():
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

    def _on_inside_mask_toggled(self, inside: bool) -> None:
        if not self._running:
            self._name_button()
        self.inside_mask_toggled.emit(inside)

    def _on_clicked(self) -> None:
        if self._running:
            self.cancel_wanted.emit()
        else:
            self.transfer_wanted.emit()
