"""The other ways in which a repair could have gone, at the foot of the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui import icons
from gui.language import tr, tr_engine
from gui.places import RepairedPlace


class AlternativesBar(QWidget):
    """Which way the selected repair has taken, and the arrows to the others.

    Hidden while no repair is selected, and where there was only one way.
    """

    flip_wanted = Signal(int)  # 1 for the next way, -1 for the one before

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.previous_button = self._arrow("previous", tr("Previous way of mending this place"), -1)
        self.next_button = self._arrow("next", tr("Next way of mending this place"), 1)
        self.title = QLabel(self)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.previous_button)
        row.addWidget(self.title, 1)
        row.addWidget(self.next_button)
        self._place: RepairedPlace | None = None
        self.redraw_icons()
        self.show_place(None)

    def _arrow(self, icon: str, name: str, by: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("flat")
        button.setIcon(icons.icon(icon))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: self.flip_wanted.emit(by))
        return button

    def show_place(self, place: RepairedPlace | None) -> None:
        """Which of the ways of this repair is taken; None hides all."""
        self._place = place
        count = 0 if place is None else len(place.choices)
        self.setVisible(count > 1)
        if place is None:
            return
        choice = place.choices[place.chosen]
        self.title.setText(
            tr("{number} of {count}: {method}").format(
                number=place.chosen + 1, count=count, method=tr_engine(choice.method.capitalize())
            )
        )
        self.title.setToolTip(
            tr("{sentence} The score is then {score}; 0 is right, 1 is wrong.").format(
                sentence=tr_engine(choice.sentence), score=f"{choice.score_after:.2f}"
            )
        )

    def set_enabled(self, enabled: bool) -> None:
        """Whether another way can be taken now."""
        self.previous_button.setEnabled(enabled)
        self.next_button.setEnabled(enabled)

    def retranslate(self) -> None:
        """After a change of language."""
        self.show_place(self._place)

    def redraw_icons(self) -> None:
        self.previous_button.setIcon(icons.icon("previous"))
        self.next_button.setIcon(icons.icon("next"))
