"""The few modal questions: export, close with unsaved work, keys, about."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.actions import conflicts, specs


@dataclass(frozen=True)
class ExportFormat:
    label: str
    suffixes: tuple[str, ...]
    has_quality: bool = False
    depths: tuple[int, ...] = (8,)


EXPORT_FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat("PNG", (".png",), depths=(8, 16)),
    ExportFormat("JPEG", (".jpg", ".jpeg"), has_quality=True),
    ExportFormat("TIFF", (".tif", ".tiff"), depths=(8, 16)),
    ExportFormat("WebP", (".webp",), has_quality=True),
)


def format_of(path: Path) -> ExportFormat | None:
    return next((f for f in EXPORT_FORMATS if path.suffix.lower() in f.suffixes), None)


@dataclass(frozen=True)
class ExportChoice:
    """What the person chose; the engine's ExportOptions are made from it in the job.

    bit_depth None means "as the photo, where the format can".
    """

    path: Path
    quality: int = 92
    bit_depth: int | None = None
    keep_metadata: bool = True
    keep_profile: bool = True

    def remembered(self) -> dict[str, object]:
        values = asdict(self)
        values["suffix"] = values.pop("path").suffix
        return values


class ExportDialog(QDialog):
    """Where to, in which format, how well, and with what beside the pixels."""

    def __init__(
        self,
        suggested: Path,
        photo_depth: int,
        original: Path | None,
        remembered: dict[str, object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export picture")
        self.setMinimumWidth(560)
        self._original = original
        self._photo_depth = photo_depth
        self._confirmed: Path | None = None
        suffix = str(remembered.get("suffix", suggested.suffix))
        if format_of(Path("x" + suffix)) is not None:
            suggested = suggested.with_suffix(suffix)
        self.path_edit = QLineEdit(str(suggested), self)
        self.path_edit.setAccessibleName("File")
        browse = QPushButton("Browse…", self)
        browse.clicked.connect(self._on_browse)
        self.format_box = QComboBox(self)
        for file_format in EXPORT_FORMATS:
            self.format_box.addItem(
                f"{file_format.label} ({', '.join('*' + s for s in file_format.suffixes)})",
                file_format,
            )
        self.quality_slider, self.quality_box = self._make_quality(remembered)
        self.depth_box = QComboBox(self)
        self.metadata_check = QCheckBox("Keep camera data (EXIF, XMP)", self)
        self.metadata_check.setChecked(bool(remembered.get("keep_metadata", True)))
        self.metadata_check.setToolTip("Date, camera, author and the like; never the thumbnail")
        self.profile_check = QCheckBox("Keep the colour profile", self)
        self.profile_check.setChecked(bool(remembered.get("keep_profile", True)))
        self.profile_check.setToolTip("So that colours look the same in other programs")
        self._arrange(browse)
        self.path_edit.textChanged.connect(self._on_path_edited)
        self.format_box.activated.connect(self._on_format_chosen)
        self._wanted_depth = remembered.get("bit_depth")
        self._on_path_edited()

    def _make_quality(self, remembered: dict[str, object]) -> tuple[QSlider, QSpinBox]:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        box = QSpinBox(self)
        box.setFixedWidth(56)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        for widget in (slider, box):
            widget.setRange(1, 100)
            widget.setAccessibleName("Quality")
            widget.setToolTip("100 keeps most detail and makes the largest file; 92 looks the same")
        stored = remembered.get("quality", 92)
        quality = stored if isinstance(stored, int) and 1 <= stored <= 100 else 92
        slider.setValue(quality)
        box.setValue(quality)
        slider.valueChanged.connect(box.setValue)
        box.valueChanged.connect(slider.setValue)
        return slider, box

    def _arrange(self, browse: QPushButton) -> None:
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.path_edit, 1)
        where.addWidget(browse)
        quality = QHBoxLayout()
        quality.setSpacing(8)
        quality.addWidget(self.quality_slider, 1)
        quality.addWidget(self.quality_box)
        self.form = QFormLayout()
        self.form.setVerticalSpacing(10)
        self.form.setHorizontalSpacing(16)
        self.form.addRow("File", where)
        self.form.addRow("Format", self.format_box)
        self._quality_row = quality
        self.form.addRow("Quality", quality)
        self.form.addRow("Bit depth", self.depth_box)
        self.form.addRow("", self.metadata_check)
        self.form.addRow("", self.profile_check)
        self.warning = QLabel(self)
        self.warning.setWordWrap(True)
        self.warning.setObjectName("muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.export_button = QPushButton("Export", self)
        self.export_button.setObjectName("primary")
        buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addLayout(self.form)
        column.addWidget(self.warning)
        column.addStretch(1)
        column.addWidget(buttons)

    @property
    def path(self) -> Path:
        return Path(self.path_edit.text().strip()).expanduser()

    @property
    def choice(self) -> ExportChoice:
        depth = self.depth_box.currentData()
        return ExportChoice(
            path=self.path,
            quality=self.quality_box.value(),
            bit_depth=depth,
            keep_metadata=self.metadata_check.isChecked(),
            keep_profile=self.profile_check.isChecked(),
        )

    def accept(self) -> None:
        path = self.path
        if path.exists() and path != self._confirmed and not self._may_replace(path):
            return
        super().accept()

    def _may_replace(self, path: Path) -> bool:
        if self._is_original(path):
            sentence = (
                f"“{path.name}” is the photo that you opened. Replacing it loses the original."
            )
            button = "Replace the original"
        else:
            sentence = f"“{path.name}” exists already in “{path.parent.name}”."
            button = "Replace"
        return ask(self, "Replace the file?", sentence, button)

    def _is_original(self, path: Path) -> bool:
        return (
            self._original is not None
            and path.exists()
            and self._original.exists()
            and path.samefile(self._original)
        )

    def _on_browse(self) -> None:
        filters = ";;".join(self.format_box.itemText(i) for i in range(self.format_box.count()))
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export picture", str(self.path), filters, self.format_box.currentText()
        )
        if not chosen:
            return
        path = Path(chosen)
        if format_of(path) is None:
            path = path.with_name(path.name + self.format_box.currentData().suffixes[0])
        # The file dialog has asked about replacing; the original deserves its own question.
        self._confirmed = path if not self._is_original(path) else None
        self.path_edit.setText(str(path))

    def _on_format_chosen(self) -> None:
        self.path_edit.setText(
            str(self.path.with_suffix(self.format_box.currentData().suffixes[0]))
        )

    def _on_path_edited(self) -> None:
        file_format = format_of(self.path)
        if file_format is None:
            self.warning.setText(
                "End the name with .png, .jpg, .tif or .webp, or choose a format below it."
            )
            self.export_button.setEnabled(False)
            return
        self.format_box.setCurrentIndex(EXPORT_FORMATS.index(file_format))
        folder_exists = self.path.parent.is_dir()
        self.export_button.setEnabled(folder_exists)
        self.warning.setText(
            self._depth_note(file_format) if folder_exists
            else f"There is no folder “{self.path.parent}”."
        )  # fmt: skip
        self.form.setRowVisible(self._quality_row, file_format.has_quality)
        self._show_depths(file_format)

    def _depth_note(self, file_format: ExportFormat) -> str:
        if self._photo_depth > max(file_format.depths):
            return (
                f"{file_format.label} keeps 8 bits per channel; the photo has 16. "
                "PNG and TIFF keep all of them."
            )
        return ""

    def _show_depths(self, file_format: ExportFormat) -> None:
        self.form.setRowVisible(self.depth_box, len(file_format.depths) > 1)
        self.depth_box.clear()
        self.depth_box.addItem(f"As the photo ({self._photo_depth} bit)", None)
        for depth in file_format.depths:
            self.depth_box.addItem(f"{depth} bit per channel", depth)
        self.depth_box.setCurrentIndex(max(0, self.depth_box.findData(self._wanted_depth)))


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


def show_about(parent: QWidget, device_sentence: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About Kintsugi", "<b>Kintsugi</b>", parent=parent)
    box.setInformativeText(
        "Paints photos in the style of other pictures, shows what went wrong, and mends it: "
        "nothing outside your mask changes."
        f"<br><br>{device_sentence}<br>Licence: Apache-2.0"
    )
    box.exec()
