"""What can be done about a problem: the method of repair, Repair, Ignore, Repair all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.operations.params import RepairParams
from gui import icons
from gui.language import tr
from gui.params_panel import ChoiceControl, ParamsPanel
from gui.places import Place, PlaceState


class RepairFooter(QWidget):
    """Stays at the foot of the problems, whatever is listed above.

    `tip`: makes a tooltip that names the key of an action, from its id and a sentence.
    """

    repair_wanted = Signal()
    ignore_wanted = Signal()
    repair_all_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tip: Callable[[str, str], str] = lambda _action_id, sentence: sentence
        self.method = ParamsPanel(RepairParams, parent=self)
        # The method heads the section: one line for both.
        chooser = self.method.controls["method"]
        assert isinstance(chooser, ChoiceControl)
        chooser.label.setText(tr("Repair"))
        chooser.label.setObjectName("heading")
        self._add_more_button(chooser)
        self.repair_button = QPushButton(icons.icon("repair"), tr("Repair"), self)
        self.repair_button.setObjectName("offered")
        self.repair_button.clicked.connect(self.repair_wanted)
        self.ignore_button = QPushButton(icons.icon("ignore"), tr("Ignore"), self)
        self.ignore_button.clicked.connect(self.ignore_wanted)
        self.all_button = QPushButton(icons.icon("repair-all"), tr("Repair all"), self)
        self.all_button.clicked.connect(self.repair_all_wanted)
        self._buttons = QWidget(self)
        self._progress = self._make_progress()
        # They come and go with what is done: a click must not take the keys along.
        for button in (
            self.repair_button, self.ignore_button, self.all_button, self.cancel_button,
        ):  # fmt: skip
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        rule = QFrame(self)
        rule.setObjectName("rule")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(rule)
        column.addWidget(self.method)
        column.addWidget(self._buttons)
        column.addWidget(self._progress)
        self._arrange_buttons()
        self.redraw_icons()
        self.show_idle()

    def _add_more_button(self, chooser: ChoiceControl) -> None:
        """What is seldom changed gives its room to the list until it is asked for."""
        self.more_button = QToolButton(chooser)
        self.more_button.setObjectName("flat")
        self.more_button.setCheckable(True)
        self.more_button.setAccessibleName(tr("More settings of the repair"))
        self.more_button.setToolTip(tr("Show how softly the repair fades in"))
        self.more_button.toggled.connect(self._on_more_toggled)
        grid = chooser.layout()
        assert isinstance(grid, QGridLayout)
        grid.addWidget(self.more_button, 0, 2)
        grid.removeWidget(chooser.note)
        grid.addWidget(chooser.note, 1, 0, 1, 3)
        self._on_more_toggled(False)

    def _on_more_toggled(self, shown: bool) -> None:
        for name, control in self.method.controls.items():
            control.setVisible(shown or name == "method")

    def _arrange_buttons(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.repair_button, 2)
        first.addWidget(self.ignore_button, 1)
        column = QVBoxLayout(self._buttons)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.all_button)

    def _make_progress(self) -> QWidget:
        """What stands in place of the buttons while a repair runs."""
        panel = QWidget(self)
        self.status = QLabel(panel)
        self.status.setObjectName("muted")
        self.status.setWordWrap(True)
        self.bar = QProgressBar(panel)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Repair progress"))
        self.cancel_button = QPushButton(icons.icon("cancel"), tr("Cancel"), panel)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.status, self.bar, self.cancel_button):
            column.addWidget(widget)
        return panel

    @property
    def params(self) -> RepairParams:
        params = self.method.params
        assert isinstance(params, RepairParams)
        return params

    @property
    def running(self) -> bool:
        """Whether the progress of a repair shows instead of the buttons."""
        return not self._progress.isHidden()

    def show_running(self, label: str) -> None:
        """A repair has begun, perhaps the next one of a round."""
        if not self.running:
            self.bar.setValue(0)
        self.status.setText(label)
        self.cancel_button.setEnabled(True)
        self._buttons.hide()
        self._progress.show()

    def show_progress(self, fraction: float, text: str) -> None:
        """fraction: 0..1 of the repair, or of all of a round."""
        self.bar.setValue(round(fraction * 1000))
        self.status.setText(text)

    def show_cancelling(self) -> None:
        """Cancelling takes until the engine has looked up."""
        self.cancel_button.setEnabled(False)

    def show_idle(self) -> None:
        """No repair runs."""
        self._progress.hide()
        self._buttons.show()

    def show_state(
        self,
        can_repair: bool,
        can_ignore: bool,
        has_mask: bool,
        place: Place | None,
        open_count: int = 0,
        can_repair_all: bool = False,
    ) -> None:
        """What the buttons would act on: the painted mask, or else the selected place.

        open_count: how many places “Repair all” would go through.
        """
        self.repair_button.setEnabled(can_repair)
        self.ignore_button.setEnabled(can_ignore)
        self._show_repair(has_mask, place)
        ignored = place is not None and place.state is PlaceState.IGNORED
        self.ignore_button.setText(tr("Take back") if ignored else tr("Ignore"))
        ignore_tip = (
            tr("List this problem among the others again")
            if ignored
            else tr("Take the selected problem off the list")
        )
        self.ignore_button.setToolTip(self.tip("ignore_region", ignore_tip))
        self.all_button.setVisible(open_count > 1)
        self.all_button.setEnabled(can_repair_all)
        self.all_button.setText(tr("Repair all {count}").format(count=open_count))
        self.all_button.setToolTip(
            self.tip(
                "repair_all",
                tr("Repair every listed problem, the worst first; each can be undone by itself"),
            )
        )

    def _show_repair(self, has_mask: bool, place: Place | None) -> None:
        text, tip = tr("Repair"), tr("First select a problem, or paint over a place")
        if has_mask:
            text, tip = tr("Repair marked"), tr("Repair what you painted")
        elif place is not None and place.state is PlaceState.REPAIRED:
            text, tip = tr("Repair again"), tr("Repair this place once more, by the method above")
        elif place is not None:
            number = place.region.number
            text = tr("Repair no. {number}").format(number=number)
            tip = tr("Repair the selected problem")
        self.repair_button.setText(text)
        acts = has_mask or place is not None
        self.repair_button.setToolTip(self.tip("repair", tip) if acts else tip)

    def redraw_icons(self) -> None:
        button: QAbstractButton
        for button, name in (
            (self.repair_button, "repair"),
            (self.ignore_button, "ignore"),
            (self.all_button, "repair-all"),
            (self.cancel_button, "cancel"),
            (self.more_button, "sliders"),
        ):
            button.setIcon(icons.icon(name))
