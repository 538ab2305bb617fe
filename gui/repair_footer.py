"""What can be done about a problem: the method of repair, Repair and Ignore."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.operations.params import RepairParams
from gui import icons
from gui.params_panel import ChoiceControl, ParamsPanel


class RepairFooter(QWidget):
    """Stays at the foot of the problems, whatever is listed above."""

    repair_wanted = Signal()
    ignore_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.method = ParamsPanel(RepairParams, parent=self)
        # The method heads the section: one line for both.
        chooser = self.method.controls["method"]
        assert isinstance(chooser, ChoiceControl)
        chooser.label.setText("Repair")
        chooser.label.setObjectName("heading")
        self.repair_button = QPushButton(icons.icon("repair"), "Repair", self)
        self.repair_button.setObjectName("offered")
        self.repair_button.clicked.connect(self.repair_wanted)
        self.ignore_button = QPushButton(icons.icon("ignore"), "Ignore", self)
        self.ignore_button.setToolTip("Take the selected problem off the list (Del)")
        self.ignore_button.clicked.connect(self.ignore_wanted)
        rule = QFrame(self)
        rule.setObjectName("rule")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.repair_button, 2)
        buttons.addWidget(self.ignore_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(rule)
        column.addWidget(self.method)
        column.addLayout(buttons)

    @property
    def params(self) -> RepairParams:
        params = self.method.params
        assert isinstance(params, RepairParams)
        return params

    def show_state(
        self, can_repair: bool, can_ignore: bool, has_mask: bool, number: int | None
    ) -> None:
        """What the buttons would act on: the painted mask, or the selected problem's number."""
        self.repair_button.setEnabled(can_repair)
        self.ignore_button.setEnabled(can_ignore)
        text, tip = "Repair", "First select a problem, or paint over a place"
        if has_mask:
            text, tip = "Repair marked", "Repair what you painted (R)"
        elif number is not None:
            text, tip = f"Repair no. {number}", "Repair the selected problem (R)"
        self.repair_button.setText(text)
        self.repair_button.setToolTip(tip)

    def redraw_icons(self) -> None:
        self.repair_button.setIcon(icons.icon("repair"))
        self.ignore_button.setIcon(icons.icon("ignore"))
