"""Menus, made from the action table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QMenuBar

from gui.actions import ACTIONS, MENUS, ActionTable
from gui.language import tr

if TYPE_CHECKING:
    from gui.commands import Commands


def fill_menus(bar: QMenuBar, table: ActionTable, commands: Commands) -> dict[str, QMenu]:
    """One menu per name in MENUS; separators stand where the table has them."""
    menus = {name: bar.addMenu(tr(f"&{name}")) for name in MENUS}
    last_menu = ""
    for spec in ACTIONS:
        if spec is None:
            if last_menu:
                menus[last_menu].addSeparator()
            continue
        last_menu = spec.menu
        if spec.id == "open_recent":
            _add_recent(menus[spec.menu], table, commands)
        elif not spec.held:
            menus[spec.menu].addAction(table[spec.id])
    return menus


def _add_recent(menu: QMenu, table: ActionTable, commands: Commands) -> None:
    recent = QMenu(tr("Open recent"), menu)
    table["open_recent"].setMenu(recent)
    menu.addAction(table["open_recent"])

    def fill() -> None:
        recent.clear()
        files = commands.recent_files()
        for path in files:
            action = recent.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: commands.open_path(path))
        if files:
            recent.addSeparator()
            recent.addAction(tr("Clear list"), commands.clear_recent)
        else:
            recent.addAction(tr("Nothing yet")).setEnabled(False)

    recent.aboutToShow.connect(fill)
