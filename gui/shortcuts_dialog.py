"""The dialog that lists every key and changes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.actions import conflicts, specs


class ShortcutsDialog(QDialog):
    """Every action with its key; a double click (or Enter) changes it."""

    def __init__(self, keys: dict[str, tuple[str, ...]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(560, 560)
        self._keys = dict(keys)
        self.table = QTableWidget(0, 3, self)
        self.table.setHorizontalHeaderLabels(["Where", "What it does", "Key"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._ids: list[str] = []
        for spec in specs():
            row = self.table.rowCount()
            self.table.insertRow(row)
            self._ids.append(spec.id)
            self.table.setItem(row, 0, QTableWidgetItem(spec.menu))
            self.table.setItem(row, 1, QTableWidgetItem(spec.text.replace("…", "")))
            self.table.setItem(row, 2, QTableWidgetItem())
        self.key_edit = QKeySequenceEdit(self)
        self.key_edit.setMaximumSequenceLength(1)
        self.key_edit.setAccessibleName("New key")
        self.message = QLabel("Choose a row, then press the new key.", self)
        self.message.setObjectName("muted")
        set_button = QPushButton("Use this key", self)
        set_button.setAutoDefault(False)
        set_button.clicked.connect(self._on_set)
        default_button = QPushButton("Back to default", self)
        default_button.setAutoDefault(False)
        default_button.clicked.connect(self._on_default)
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
        column.addWidget(self.table, 1)
        column.addWidget(self.message)
        column.addLayout(row_layout)
        column.addSpacing(8)
        column.addWidget(buttons)
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
        wanted = {**self._keys, action_id: (key,) if key else ()}
        taken = [c for c in conflicts(wanted) if action_id in c[1:]]
        if taken:
            other = taken[0][1] if taken[0][2] == action_id else taken[0][2]
            text = next(spec.text for spec in specs() if spec.id == other)
            self.message.setText(f"{key} already belongs to “{text.replace('…', '')}”.")
            return False
        self._keys = wanted
        self._show_keys()
        self.message.setText("Choose a row, then press the new key.")
        return True

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
            self._keys[action_id] = own
            self._show_keys()
