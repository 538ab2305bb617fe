"""The dialog that asks where and how to write the finished picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui import dialogs
from gui.export_choice import EXPORT_FORMATS, ExportChoice, ExportFormat, format_of


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
        return dialogs.ask(self, "Replace the file?", sentence, button)

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
