"""What a right click on the picture offers: what can be done there, then with the view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from gui import icons
from gui.language import tr, tr_engine
from gui.places import title_of
from gui.session_repairs import methods_by_hand

if TYPE_CHECKING:
    from gui.main_window import MainWindow

ON_A_PROBLEM = ("mark_region", "ignore_region")
ON_A_MASK = ("grow_mask", "snap_mask", "invert_mask", "clear_mask")
COMPARE = ("compare_single", "compare_split", "compare_side", "compare_difference")
VIEW = ("heatmap", "zoom_fit", "zoom_actual")


def show_canvas_menu(window: MainWindow, place: QPoint, number: int | None) -> None:
    """Open the menu at a place of the screen; number: of the flagged region there, or None."""
    menu = canvas_menu(window, number)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def canvas_menu(window: MainWindow, number: int | None) -> QMenu:
    """The menu for the region of this number, which becomes the selected one, or for none."""
    menu = QMenu(window)
    panel, session, table = window.problems_panel, window.session, window.table
    region = None if number is None else session.region(number)
    if region is not None and number is not None:
        if panel.selected_region is not region:
            panel.select_quietly(number)
        window.refresh()
        words = tr("Problem {number}: {kind}").format(number=number, kind=title_of(region))
        title = menu.addAction(words)
        title.setEnabled(False)
    if region is not None:
        if session.activity is None:
            repair = partial(window.desk.repair_region, region)
            menu.addAction(icons.icon("repair"), tr("Repair this place"), repair)
            _add_methods(menu, window, repair)
        for name in ON_A_PROBLEM:
            menu.addAction(table[name])
    elif panel.selected_place is not None and not session.has_mask:
        menu.addAction(table["repair"])
        _add_methods(menu, window, window.desk.repair)
    if session.places.can_flip(panel.selected_repair):
        menu.addAction(table["next_alternative"])
    if table["repair_all"].isEnabled() and len(panel.listed_regions) > 1:
        menu.addAction(table["repair_all"])
    if session.has_mask:
        menu.addSeparator()
        if table["repair"].isEnabled():
            menu.addAction(icons.icon("repair"), tr("Repair what is marked"), window.desk.repair)
            if region is None:
                _add_methods(menu, window, window.desk.repair)
        for name in ON_A_MASK:
            menu.addAction(table[name])
    menu.addSeparator()
    compare = menu.addMenu(tr("Compare"))
    for name in COMPARE:
        compare.addAction(table[name])
    for name in VIEW:
        menu.addAction(table[name])
    menu.addSeparator()
    menu.addAction(table["undo"])
    menu.addAction(table["copy"])
    return menu


def _add_methods(menu: QMenu, window: MainWindow, repair: Callable[[], object]) -> None:
    methods = menu.addMenu(tr("Repair by"))

    def chooser(method: str) -> Callable[[], None]:
        def choose() -> None:
            window.desk.choose_method(method)
            repair()

        return choose

    for method in ("auto", *methods_by_hand()):
        methods.addAction(tr_engine(method.capitalize()), chooser(method))
