"""The question when several windows with unsaved work are closed at once."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QMessageBox, QWidget

from gui.language import tr, tr_n

MOST_NAMES = 8


def ask_about_several(parent: QWidget, names: Sequence[str]) -> str:
    """ "save", "discard" or "cancel", asked once for all of them."""
    question = tr_n("Save your work on %n picture?", len(names))
    box = QMessageBox(
        QMessageBox.Icon.NoIcon, tr("Unsaved work"), f"<b>{question}</b>", parent=parent
    )
    listed = [escape(name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        listed.append("…")
    sentence = tr("If you quit without saving, the changes since the last save are lost:")
    box.setInformativeText("<br>".join((sentence, *(f"&nbsp;•&nbsp;{name}" for name in listed))))
    save = box.addButton(tr("Save all"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "discard" if clicked is discard else "cancel"
