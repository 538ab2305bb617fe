"""What can be done with a style of the gallery: the menu of its tile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from engine.imaging.photo import Photo
from engine.styles import MOST_PARTS, StylePreset
from gui.language import tr
from gui.style_list import Single, is_loose, style_key
from gui.style_parts import parts_of

if TYPE_CHECKING:
    from gui.style_panel import StylePanel


def style_menu(panel: StylePanel, source: Single) -> QMenu:
    """The menu of this style, in the panel's words and with the panel's signals."""
    menu = QMenu(panel)
    keys = [style_key(part.source) for part in parts_of(panel.chosen)]
    inside = style_key(source) in keys
    menu.addAction(tr("Use this style"), lambda: panel.use(source))
    mix = menu.addAction(
        tr("Take out of the mix") if inside and len(keys) > 1 else tr("Add to the mix"),
        lambda: panel.add_to_mix(source),
    )
    mix.setEnabled(bool(keys) and (len(keys) > 1 if inside else len(keys) < MOST_PARTS))
    menu.addAction(tr("Show the artwork"), lambda: panel.artwork_wanted.emit(source))
    if keys == [style_key(source)]:
        _offer_adapting(menu, panel)
    menu.addSeparator()
    _offer_keeping(menu, panel, source, inside)
    return menu


def _offer_adapting(menu: QMenu, panel: StylePanel) -> None:
    action = panel.adapt_button.defaultAction()
    if action is not None:
        menu.addAction(action.text(), action.trigger).setEnabled(action.isEnabled())


def _offer_keeping(menu: QMenu, panel: StylePanel, source: Single, inside: bool) -> None:
    if isinstance(source, Photo):
        menu.addAction(tr("Save as own style…"), lambda: panel.save_wanted.emit(source))
    elif is_loose(source):
        menu.addAction(tr("Save as own style…"), lambda: panel.keep_wanted.emit(source))
    else:
        star = menu.addAction(tr("Favourite"), lambda: panel.favourite_toggled.emit(source))
        star.setCheckable(True)
        star.setChecked(panel.model.is_favourite(source))
    own = isinstance(source, StylePreset) and source.own
    if own and not is_loose(source):
        menu.addAction(tr("Rename…"), lambda: panel.rename_wanted.emit(source))
    if own or is_loose(source):
        removal = menu.addAction(tr("Remove"), lambda: panel.removal_wanted.emit(source))
        # A picture that is the style now stays where it can be seen.
        removal.setEnabled(not (is_loose(source) and inside))
