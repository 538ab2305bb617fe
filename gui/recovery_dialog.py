"""The question after a crash: restore what was saved in the background, discard it, or later."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui import icons
from gui.language import tr
from gui.recovery import AbandonedWork

THUMBNAIL_SIZE = QSize(72, 54)


class RecoveryDialog(QDialog):
    """Lists what was found; ticked entries are restored or discarded, the others wait.

    Exactly one of the signals is emitted, with the ticked works; closing means later for all.
    """

    restore_wanted = Signal(list)
    discard_wanted = Signal(list)
    postponed = Signal()

    def __init__(self, works: Sequence[AbandonedWork], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._works = list(works)
        self._answered = False
        self.setWindowTitle(tr("Restore unsaved work"))
        heading = QLabel(f"<b>{tr('Kintsugi was not closed properly.')}</b>", self)
        sentence = QLabel(tr("This work had not been saved; the last state kept is shown."), self)
        sentence.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Unsaved work"))
        self.list.setIconSize(THUMBNAIL_SIZE)
        self.list.setSpacing(2)
        self.list.setMinimumSize(420, min(76 + 66 * (len(self._works) - 1), 280))
        for work in self._works:
            self.list.addItem(self._item(work))
        self.list.itemChanged.connect(self._on_ticked)
        self.buttons = QDialogButtonBox(self)
        roles = QDialogButtonBox.ButtonRole
        self.restore_button = self.buttons.addButton(tr("Restore"), roles.AcceptRole)
        self.discard_button = self.buttons.addButton(tr("Discard"), roles.DestructiveRole)
        self.later_button = self.buttons.addButton(tr("Later"), roles.RejectRole)
        self.later_button.setToolTip(tr("Ask again at the next start"))
        self.restore_button.setDefault(True)
        self.restore_button.clicked.connect(lambda: self._answer(self.restore_wanted))
        self.discard_button.clicked.connect(lambda: self._answer(self.discard_wanted))
        self.later_button.clicked.connect(self.reject)
        self.rejected.connect(self._on_rejected)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (heading, sentence, self.list, self.buttons):
            column.addWidget(widget)

    @property
    def ticked(self) -> list[AbandonedWork]:
        """The works that the answer is about."""
        return [
            work
            for row, work in enumerate(self._works)
            if self.list.item(row).checkState() == Qt.CheckState.Checked
        ]

    def _item(self, work: AbandonedWork) -> QListWidgetItem:
        saved_at = QDateTime.fromSecsSinceEpoch(round(work.saved_at.timestamp()))
        when = QLocale().toString(saved_at, QLocale.FormatType.ShortFormat)
        name = work.note.title or tr("Untitled picture")
        item = QListWidgetItem("\n".join((name, tr("kept on {when}").format(when=when))))
        if work.thumbnail.isNull():
            item.setIcon(icons.icon("picture"))
        else:
            item.setIcon(icons.of_picture(QPixmap.fromImage(work.thumbnail)))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        item.setToolTip(work.note.project or work.note.photo or "")
        return item

    def _on_ticked(self) -> None:
        some = bool(self.ticked)
        self.restore_button.setEnabled(some)
        self.discard_button.setEnabled(some)

    def _answer(self, signal: object) -> None:
        self._answered = True
        ticked = self.ticked
        self.accept()
        signal.emit(ticked)  # type: ignore[attr-defined]  # a bound signal

    def _on_rejected(self) -> None:
        if not self._answered:
            self._answered = True
            self.postponed.emit()
