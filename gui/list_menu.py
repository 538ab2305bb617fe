"""The button above the list of problems: which of them are listed, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from engine.operations.kinds import KIND_IDS
from gui import icons
from gui.language import tr
from gui.places import UNKNOWN_KIND, ListChoice, Place, PlaceState, kind_name, kind_of


def order_names() -> dict[str, str]:
    """Every order with its name, in the order of `places.SORT_ORDERS`."""
    return {
        "worst": tr("Worst first"),
        "largest": tr("Largest first"),
        "position": tr("From top to bottom"),
        "kind": tr("By kind"),
    }


class ListMenuButton(QToolButton):
    """Holds the choice; its menu is made anew each time, for what there is to choose."""

    choice_changed = Signal(object)  # ListChoice

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("flat")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName(tr("Order and filter of the list"))
        self.setToolTip(tr("Choose which problems are listed, and in which order"))
        self._choice = ListChoice()
        self._places: tuple[Place, ...] = ()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.redraw_icons()

    @property
    def choice(self) -> ListChoice:
        return self._choice

    def set_places(self, places: Iterable[Place]) -> None:
        """Everything that could be listed."""
        self._places = tuple(places)

    def choose(self, choice: ListChoice) -> None:
        """List by another choice from now on."""
        if choice != self._choice:
            self._choice = choice
            self.redraw_icons()
            self.choice_changed.emit(choice)

    def redraw_icons(self) -> None:
        """Gold while something that was flagged is left out."""
        icon = icons.icon("filter")
        if self._choice.is_narrowed:
            gold = self.palette().color(self.palette().ColorRole.Link).name()
            icon = icons.icon("filter", gold)
        self.setIcon(icon)

    def _fill(self) -> None:
        menu, choice = self._menu, self._choice
        menu.clear()
        orders = QActionGroup(menu)
        for order, name in order_names().items():
            action = self._add(name, choice.order == order, replace(choice, order=order))
            orders.addAction(action)
        menu.addSeparator()
        states = Counter(place.state for place in self._places)
        self._add(
            tr("Show repaired ({count})").format(count=states[PlaceState.REPAIRED]),
            choice.show_repaired,
            replace(choice, show_repaired=not choice.show_repaired),
        )
        self._add(
            tr("Show ignored ({count})").format(count=states[PlaceState.IGNORED]),
            choice.show_ignored,
            replace(choice, show_ignored=not choice.show_ignored),
        )
        self._add_kinds()

    def _add_kinds(self) -> None:
        counts = Counter(
            kind_of(place.region)
            for place in self._places
            if place.state is not PlaceState.REPAIRED
        )
        kinds = [kind for kind in (*KIND_IDS, UNKNOWN_KIND) if counts[kind]]
        if len(kinds) + len(self._choice.hidden_kinds) < 2:
            return
        self._menu.addSeparator()
        for kind in kinds:
            name = tr("{kind} ({count})").format(kind=kind_name(kind), count=counts[kind])
            shown = kind not in self._choice.hidden_kinds
            self._add(name, shown, self._choice.toggled_kind(kind))
        if self._choice.hidden_kinds:
            every = replace(self._choice, hidden_kinds=frozenset())
            self._menu.addAction(tr("All kinds"), self._chooser(every))

    def _add(self, text: str, checked: bool, then: ListChoice) -> QAction:
        action = self._menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(self._chooser(then))
        return action

    def _chooser(self, choice: ListChoice) -> Callable[[], None]:
        return lambda: self.choose(choice)
