"""The form that says how pictures are written: format, quality, size, what rides along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QSlider,
    QSpinBox,
    QWidget,
)

from engine.imaging.encoding import AUTO_CHROMA
from gui.direct_slider import DirectSlider
from gui.export_choice import EXPORT_FORMATS, ExportChoice, ExportFormat, recall
from gui.language import tr
from gui.resize_form import ResizeForm


class FormatForm(QWidget):
    """Rows of a form; those that the chosen format knows nothing of are hidden.

    `changed` says that the file would come out another one. The name of the file is not part of it;
    `format_chosen` says which suffix fits.
    """

    changed = Signal()
    format_chosen = Signal()

    def __init__(
        self,
        remembered: Mapping[str, object],
        suffix: str,
        photo_depth: int | None = None,
        photo_hw: tuple[int, int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        start = recall(Path(f"x{suffix}"), remembered)
        self._photo_depth = photo_depth
        self._wanted_depth = start.bit_depth
        self._showing = False
        self.format_box = QComboBox(self)
        self.format_box.setAccessibleName(tr("Format"))
        for file_format in EXPORT_FORMATS:
            patterns = ", ".join("*" + one for one in file_format.suffixes)
            self.format_box.addItem(f"{file_format.label} ({patterns})", file_format)
        self.quality_slider, self.quality_box = self._make_quality(start.quality)
        self.lossless_check = QCheckBox(tr("Lossless"), self)
        self.lossless_check.setToolTip(tr("Every pixel is kept exactly; the file is larger"))
        self.lossless_check.setChecked(start.lossless)
        self.chroma_box = self._make_chroma(start.chroma)
        self.compression_box = self._make_compression(start.tiff_compression)
        self.depth_box = QComboBox(self)
        self.depth_box.setAccessibleName(tr("Bit depth"))
        self.resize_form = ResizeForm(start.resize, photo_hw, self)
        self.profile_box = self._make_profile(start.keep_profile)
        self.metadata_check = QCheckBox(tr("Keep camera data (EXIF, XMP)"), self)
        self.metadata_check.setChecked(start.keep_metadata)
        self.metadata_check.setToolTip(
            tr("Date, camera, author, place and the like; never the thumbnail")
        )
        self._arrange()
        self._wire()
        self.show_format(format_with(suffix))

    # --- making ------------------------------------------------------------------------------

    def _make_quality(self, quality: int) -> tuple[QSlider, QSpinBox]:
        slider = DirectSlider(Qt.Orientation.Horizontal, self)
        box = QSpinBox(self)
        box.setFixedWidth(56)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        for widget in (slider, box):
            widget.setRange(1, 100)
            widget.setAccessibleName(tr("Quality"))
            widget.setToolTip(
                tr("100 keeps most detail and makes the largest file; 92 looks the same")
            )
        slider.setValue(quality)
        box.setValue(quality)
        slider.valueChanged.connect(box.setValue)
        box.valueChanged.connect(slider.setValue)
        return slider, box

    def _make_chroma(self, chosen: str) -> QComboBox:
        choices = (
            (tr("Automatic, by the quality"), AUTO_CHROMA),
            (tr("Full (4:4:4)"), "444"),
            (tr("Half across (4:2:2)"), "422"),
            (tr("Quarter (4:2:0), smallest file"), "420"),
        )
        tip = tr("How finely colours are kept beside brightness (chroma subsampling)")
        return self._make_choice(tr("Colour detail"), tip, choices, chosen)

    def _make_compression(self, chosen: str) -> QComboBox:
        choices = (
            (tr("Deflate, smallest file"), "deflate"),
            (tr("LZW, opens everywhere"), "lzw"),
            (tr("None, largest file"), "none"),
        )
        return self._make_choice(
            tr("Compression"), tr("All of them keep every pixel"), choices, chosen
        )

    def _make_profile(self, keeps: bool) -> QComboBox:
        choices = (
            (tr("Keep the photo's colour profile"), True),
            (tr("Convert to sRGB, for the web"), False),
        )
        tip = tr("So that colours look the same in other programs")
        return self._make_choice(tr("Colours"), tip, choices, keeps)

    def _make_choice(
        self, name: str, tip: str, choices: Iterable[tuple[str, object]], chosen: object
    ) -> QComboBox:
        """The first of the choices shows where `chosen` is none of them."""
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        for words, value in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _arrange(self) -> None:
        quality = QHBoxLayout()
        quality.setSpacing(8)
        quality.addWidget(self.quality_slider, 1)
        quality.addWidget(self.quality_box)
        quality.addWidget(self.lossless_check)
        self.quality_row = quality
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setVerticalSpacing(10)
        self.form.setHorizontalSpacing(16)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow(tr("Format"), self.format_box)
        self.form.addRow(tr("Quality"), quality)
        self.form.addRow(tr("Colour detail"), self.chroma_box)
        self.form.addRow(tr("Compression"), self.compression_box)
        self.form.addRow(tr("Bit depth"), self.depth_box)
        self.form.addRow(tr("Size"), self.resize_form)
        self.form.addRow(tr("Colours"), self.profile_box)
        self.form.addRow("", self.metadata_check)
        # Boxes grow to the width of the form instead of to that of their longest words.
        for box in (self.format_box, self.chroma_box, self.compression_box, self.depth_box,
                    self.profile_box):  # fmt: skip
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(16)

    def _wire(self) -> None:
        tell: Callable[..., None] = lambda *_: self._tell()  # noqa: E731
        self.quality_box.valueChanged.connect(tell)
        self.lossless_check.toggled.connect(self._on_lossless)
        for box in (self.chroma_box, self.compression_box, self.profile_box):
            box.currentIndexChanged.connect(tell)
        self.depth_box.activated.connect(self._on_depth)
        self.resize_form.changed.connect(tell)
        self.metadata_check.toggled.connect(tell)
        self.format_box.activated.connect(self._on_format)

    # --- what is chosen ----------------------------------------------------------------------

    @property
    def file_format(self) -> ExportFormat:
        chosen: ExportFormat = self.format_box.currentData()
        return chosen

    def choice(self, path: Path) -> ExportChoice:
        """What is chosen, for a file of this name. Raises OptionError for an impossible size."""
        return ExportChoice(
            path,
            quality=self.quality_box.value(),
            bit_depth=self.depth_box.currentData(),
            keep_metadata=self.metadata_check.isChecked(),
            keep_profile=bool(self.profile_box.currentData()),
            chroma=str(self.chroma_box.currentData()),
            tiff_compression=str(self.compression_box.currentData()),
            lossless=self.lossless_check.isChecked(),
            resize=self.resize_form.resize_choice,
        )

    def show_format(self, file_format: ExportFormat) -> None:
        """Show the rows of a format; tells nothing by itself."""
        self._showing = True
        self.format_box.setCurrentIndex(EXPORT_FORMATS.index(file_format))
        form = self.form
        form.setRowVisible(self.quality_row, file_format.has_quality)
        self.lossless_check.setVisible(file_format.has_lossless)
        form.setRowVisible(self.chroma_box, file_format.has_chroma)
        form.setRowVisible(self.compression_box, bool(file_format.compressions))
        form.setRowVisible(self.depth_box, len(file_format.depths) > 1)
        form.setRowVisible(self.metadata_check, file_format.has_metadata)
        form.setRowVisible(self.profile_box, file_format.has_metadata)
        self._show_depths(file_format)
        self._show_lossy()
        self._showing = False

    def _show_depths(self, file_format: ExportFormat) -> None:
        with QSignalBlocker(self.depth_box):
            self.depth_box.clear()
            if self._photo_depth is None:
                self.depth_box.addItem(tr("As the photo"), None)
            else:
                as_photo = tr("As the photo ({bits} bit)").format(bits=self._photo_depth)
                self.depth_box.addItem(as_photo, None)
            for depth in file_format.depths:
                self.depth_box.addItem(tr("{bits} bit per channel").format(bits=depth), depth)
            self.depth_box.setCurrentIndex(max(0, self.depth_box.findData(self._wanted_depth)))

    def _show_lossy(self) -> None:
        lossy = not (self.file_format.has_lossless and self.lossless_check.isChecked())
        for widget in (self.quality_slider, self.quality_box, self.chroma_box):
            widget.setEnabled(lossy)

    def _tell(self) -> None:
        if not self._showing:
            self.changed.emit()

    def _on_lossless(self, _on: bool) -> None:
        self._show_lossy()
        self._tell()

    def _on_depth(self) -> None:
        self._wanted_depth = self.depth_box.currentData()
        self._tell()

    def _on_format(self) -> None:
        self.show_format(self.file_format)
        self.format_chosen.emit()
        self.changed.emit()


def format_with(suffix: str) -> ExportFormat:
    """The format that a suffix names, PNG for one that names none."""
    wanted = suffix.lower()
    return next((f for f in EXPORT_FORMATS if wanted in f.suffixes), EXPORT_FORMATS[0])
