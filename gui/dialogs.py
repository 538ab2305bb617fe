"""The short modal questions: replace a file, close with unsaved work; and about."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def ask(parent: QWidget, title: str, sentence: str, button: str) -> bool:
    """A question with one doing button and Cancel; Cancel is the default."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, f"<b>{title}</b>", parent=parent)
    box.setInformativeText(sentence)
    doing = box.addButton(button, QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.exec()
    return box.clickedButton() is doing


def ask_about_unsaved(parent: QWidget, name: str, next_step: str) -> str:
    """ "save", "discard" or "cancel". next_step: "close", "open another photo"."""
    box = QMessageBox(
        QMessageBox.Icon.NoIcon, "Unsaved work", f"<b>Save your work on “{name}”?</b>",
        parent=parent,
    )  # fmt: skip
    box.setInformativeText(
        f"If you {next_step} without saving, the changes since the last save are lost."
    )
    save = box.addButton("Save project", QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton("Don't save", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "discard" if clicked is discard else "cancel"


def show_about(parent: QWidget, device_sentence: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About Kintsugi", "<b>Kintsugi</b>", parent=parent)
    box.setInformativeText(
        "Paints photos in the style of other pictures, shows what went wrong, and mends it: "
        "nothing outside your mask changes."
        f"<br><br>{device_sentence}<br>Licence: Apache-2.0"
    )
    box.exec()
