"""Changing the words of open windows to another language, without a restart.

Every text that ``gui.language`` gave out is remembered with its English source, so the words of
a widget can be found again whoever set them. What a widget paints itself or puts together from
pieces it makes anew in a method ``retranslate()``, if it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTableWidget,
    QTabWidget,
    QWidget,
)

from gui.language import language, origin_of, use_language

TEXT_PROPERTIES = ("windowTitle", "toolTip", "accessibleName", "accessibleDescription")
TEXTS_OF: tuple[tuple[type[QObject], tuple[str, ...]], ...] = (
    (QLabel, ("text",)),
    (QAbstractButton, ("text",)),
    (QLineEdit, ("placeholderText",)),
    (QGroupBox, ("title",)),
    (QMenu, ("title",)),
    (QSpinBox, ("specialValueText", "prefix", "suffix")),
)


def switch_language(choice: str) -> bool:
    """Use another language and change the words of every open window.

    choice: "system" or a code of `gui.language.LANGUAGES`. Returns whether anything changed.
    """
    before = language()
    if not use_language(choice):
        return False
    for window in QApplication.topLevelWidgets():
        relabel(window)
    return language() != before


def relabel(window: QWidget) -> None:
    """Put every remembered text below ``window`` into the present language."""
    # Children first: what a window puts together anew must have the last word.
    for action in window.findChildren(QAction):
        _relabel_one(action)
    widgets = (*window.findChildren(QWidget), window)
    for widget in widgets:
        _relabel_one(widget)
    for widget in widgets:
        retranslate: Callable[[], None] | None = getattr(widget, "retranslate", None)
        if callable(retranslate):
            retranslate()
        if isinstance(widget, QAbstractItemView):
            widget.viewport().update()
        widget.update()


def again(text: str) -> str | None:
    """The text in the present language, None where it was not given out by `gui.language`."""
    origin = origin_of(text) if text else None
    return None if origin is None else origin.again()


def _relabel_one(thing: QAction | QWidget) -> None:
    for name in _text_properties(thing):
        text = thing.property(name)
        new = again(text) if isinstance(text, str) else None
        if new is not None and new != text:
            thing.setProperty(name, new)
    if isinstance(thing, QComboBox):
        _relabel_items(thing)
    elif isinstance(thing, QTabWidget):
        for index in range(thing.count()):
            thing.setTabText(index, again(thing.tabText(index)) or thing.tabText(index))
    elif isinstance(thing, QTableWidget):
        for column in range(thing.columnCount()):
            item = thing.horizontalHeaderItem(column)
            if item is not None:
                item.setText(again(item.text()) or item.text())


def _text_properties(thing: QAction | QWidget) -> Iterator[str]:
    if isinstance(thing, QAction):
        yield from ("text", "toolTip", "statusTip")
        return
    yield from TEXT_PROPERTIES
    for kind, names in TEXTS_OF:
        if isinstance(thing, kind):
            yield from names


def _relabel_items(combo: QComboBox) -> None:
    with QSignalBlocker(combo):
        for index in range(combo.count()):
            text = again(combo.itemText(index))
            if text is not None:
                combo.setItemText(index, text)
