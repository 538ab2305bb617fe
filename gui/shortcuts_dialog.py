"""The dialog that lists every key and changes it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.actions import conflicts, specs
from gui.language import tr


class RowDelegate(QStyledItemDelegate):
    """Rows are chosen as wholes: no frame around a single cell."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


class SearchLine(QLineEdit):
    """Down and Enter lead to what was found; Enter never presses a button of the dialog."""

    list_wanted = Signal()
    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.list_wanted.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class ShortcutsDialog(QDialog):
    """Every action with its key; a double click (or Enter) changes it."""

    def __init__(self, keys: dict[str, tuple[str, ...]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.resize(560, 560)
        self._keys = dict(keys)
        self.table = QTableWidget(0, 3, self)
        self.table.setHorizontalHeaderLabels([tr("Where"), tr("What it does"), tr("Key")])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)  # the Tab key must find the way out again
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setItemDelegate(RowDelegate(self.table))
        self._ids: list[str] = []
        for spec in specs():
            row = self.table.rowCount()
            self.table.insertRow(row)
            self._ids.append(spec.id)
            self.table.setItem(row, 0, QTableWidgetItem(tr(spec.menu)))
            self.table.setItem(row, 1, QTableWidgetItem(_named(spec.text)))
            self.table.setItem(row, 2, QTableWidgetItem())
        self.table.setAccessibleName(tr("Actions and their keys"))
        self.table.itemActivated.connect(self._on_row_activated)
        self.search = SearchLine(self)
        self.search.list_wanted.connect(self.table.setFocus)
        self.search.taken.connect(self._on_row_activated)
        self.search.setPlaceholderText(tr("Find an action or a key"))
        self.search.setAccessibleName(tr("Find an action or a key"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_searched)
        self.key_edit = QKeySequenceEdit(self)
        self.key_edit.setMaximumSequenceLength(1)
        self.key_edit.setAccessibleName(tr("New key"))
        self.message = QLabel(tr("Choose a row, then press the new key."), self)
        self.message.setObjectName("muted")
        set_button = QPushButton(tr("Use this key"), self)
        set_button.setAutoDefault(False)
        set_button.clicked.connect(self._on_set)
        default_button = QPushButton(tr("Back to default"), self)
        default_button.setAutoDefault(False)
        default_button.clicked.connect(self._on_default)
        # Offered when the wanted key has another action.
        self.take_over = QPushButton(tr("Use it here instead"), self)
        self.take_over.setAutoDefault(False)
        self.take_over.setVisible(False)
        self.take_over.clicked.connect(self._on_take_over)
        self._wanted_key = ""
        message_row = QHBoxLayout()
        message_row.addWidget(self.message, 1)
        message_row.addWidget(self.take_over)
        row_layout = QHBoxLayout()
        row_layout.addWidget(self.key_edit, 1)
        row_layout.addWidget(set_button)
        row_layout.addWidget(default_button)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(message_row)
        column.addLayout(row_layout)
        column.addSpacing(8)
        column.addWidget(buttons)
        # As the eye reads; who opens this looks for something, and may type it at once.
        order = (
            self.search, self.table, self.take_over, self.key_edit, set_button, default_button,
        )  # fmt: skip
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        self.search.setFocus()
        self._show_keys()
        self.table.resizeColumnsToContents()
        self.table.setCurrentCell(0, 1)

    @property
    def rebound(self) -> dict[str, list[str]]:
        """Only what differs from the table's own keys."""
        own = {spec.id: spec.shortcuts for spec in specs()}
        return {i: list(keys) for i, keys in self._keys.items() if tuple(keys) != own[i]}

    def set_key(self, action_id: str, key: str) -> bool:
        """Give an action one key; False (with a sentence shown) when another action has it."""
        return self._set_keys(action_id, (key,) if key else ())

    def _set_keys(self, action_id: str, keys: tuple[str, ...]) -> bool:
        wanted = {**self._keys, action_id: keys}
        owners = self._owners_of(keys, action_id)
        self.take_over.setVisible(bool(owners))
        if owners:
            key, owner = owners[0]
            text = next(spec.text for spec in specs() if spec.id == owner)
            taken_by = tr("{key} already belongs to “{action}”.")
            self.message.setText(taken_by.format(key=key, action=_named(text)))
            self._wanted_key = key
            return False
        self._keys = wanted
        self._show_keys()
        self.message.setText(tr("Choose a row, then press the new key."))
        return True

    def _owners_of(self, keys: tuple[str, ...], action_id: str) -> list[tuple[str, str]]:
        """The other actions that have one of these keys now, as (key, id)."""
        found = []
        for key, first, second in conflicts({**self._keys, action_id: keys}):
            if action_id in (first, second):
                found.append((key, second if first == action_id else first))
        return found

    def _show_keys(self) -> None:
        for row, action_id in enumerate(self._ids):
            keys = (
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in self._keys[action_id]
            )
            item = self.table.item(row, 2)
            assert item is not None
            item.setText("   ".join(keys))

    def _current_id(self) -> str | None:
        row = self.table.currentRow()
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def _on_set(self) -> None:
        action_id = self._current_id()
        if action_id is not None:
            self.set_key(action_id, self.key_edit.keySequence().toString())
            self.key_edit.clear()

    def _on_default(self) -> None:
        action_id = self._current_id()
        own = next((spec.shortcuts for spec in specs() if spec.id == action_id), ())
        if action_id is not None:
            self._set_keys(action_id, own)

    def _on_take_over(self) -> None:
        """The key leaves the action that had it."""
        action_id, key = self._current_id(), self._wanted_key
        if action_id is None or not key:
            return
        for _key, owner in self._owners_of((key,), action_id):
            left = (k for k in self._keys[owner] if QKeySequence(k) != QKeySequence(key))
            self._keys[owner] = tuple(left)
        self._set_keys(action_id, (key,))

    def _on_row_activated(self) -> None:
        if self._current_id() is not None:
            self.key_edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_searched(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self.table.rowCount()):
            items = (self.table.item(row, column) for column in range(self.table.columnCount()))
            shown = " ".join(item.text() for item in items if item is not None).casefold()
            self.table.setRowHidden(row, not all(word in shown for word in words))
        self._choose_visible_row()

    def _choose_visible_row(self) -> None:
        """A key must never go to an action that does not show."""
        here = self.table.currentRow()
        if here >= 0 and not self.table.isRowHidden(here):
            return
        shown = (row for row in range(self.table.rowCount()) if not self.table.isRowHidden(row))
        self.table.setCurrentCell(next(shown, -1), 1)


def _named(text: str) -> str:
    """An action's text without the dots that promise a dialog."""
    return tr(text).replace("…", "")
