"""The short modal questions: replace a file, close with unsaved work; and about."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QMessageBox, QWidget

from engine.version import app_version
from gui.language import tr


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
    question = tr("Save your work on “{name}”?").format(name=escape(name))
    return ask_to_save(parent, question, _what_is_lost(next_step), tr("Save project"))


def ask_to_save(parent: QWidget, question: str, what_is_lost: str, save_words: str) -> str:
    """ "save", "discard" or "cancel"; question and what_is_lost are rich text."""
    box = QMessageBox(
        QMessageBox.Icon.NoIcon, tr("Unsaved work"), f"<b>{question}</b>", parent=parent
    )
    box.setInformativeText(what_is_lost)
    save = box.addButton(save_words, QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "discard" if clicked is discard else "cancel"


def _what_is_lost(next_step: str) -> str:
    """Whole sentences: a clause put into another does not translate."""
    sentences = {
        "close": tr("If you close without saving, the changes since the last save are lost."),
        "open a project": tr(
            "If you open a project without saving, the changes since the last save are lost."
        ),
        "open another photo": tr(
            "If you open another photo without saving, the changes since the last save are lost."
        ),
    }
    return sentences.get(next_step, tr("The changes since the last save would be lost."))


def show_about(parent: QWidget, device_sentence: str) -> None:
    box = QMessageBox(
        QMessageBox.Icon.NoIcon,
        tr("About Kintsugi"),
        f"<b>Kintsugi {app_version()}</b>",
        parent=parent,
    )
    box.setInformativeText(
        "<br>".join(
            (
                tr(
                    "Paints photos in the style of other pictures, shows what went wrong, and "
                    "mends it: nothing outside your mask changes."
                ),
                "",
                escape(device_sentence),
                tr("Licence: Apache-2.0"),
            )
        )
    )
    box.exec()
