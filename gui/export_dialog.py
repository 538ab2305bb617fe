"""The dialog that asks where and how to write the finished picture."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.errors import KintsugiError
from engine.imaging.encoding import check_fits
from engine.imaging.estimate import EncodedCrop, SizeEstimate, encoded_crop, estimate_size
from engine.imaging.files import check_target
from engine.imaging.photo import Photo
from engine.progress import Progress
from gui import dialogs
from gui.export_choice import (
    EXPORT_FORMATS,
    EXTRAS,
    ExportChoice,
    ExportFormat,
    format_of,
    recall,
    size_text,
)
from gui.export_preview import ExportPreview
from gui.format_form import FormatForm
from gui.jobs import JobRunner
from gui.language import tr, tr_engine, tr_n
from gui.new_folder import can_be_made, folder_will_be_made
from gui.picture_files import patterns

SETTLE_MS = 120
"""How long the controls rest before a preview and an estimate are made."""
SIZE_KEY, PREVIEW_KEY = "export-size", "export-preview"


@dataclass(frozen=True, eq=False)
class ExportSubject:
    """What is being exported, so that size and look of the file can be shown beforehand.

    runner: does the encoding, off the GUI thread; its thread may only be used for light work.
    has_map, has_mask: whether there is something to write beside the picture.
    """

    photo: Photo
    runner: JobRunner
    has_map: bool = False
    has_mask: bool = False


class ExportDialog(QDialog):
    """Where to, in which format, how well, and with what beside the pixels."""

    def __init__(
        self,
        suggested: Path,
        photo_depth: int,
        original: Path | None,
        remembered: Mapping[str, object],
        parent: QWidget | None = None,
        subject: ExportSubject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export picture"))
        self._original = original
        self._photo_depth = photo_depth
        self._subject = subject
        self._confirmed: Path | None = None
        suffix = str(remembered.get("suffix", suggested.suffix))
        if format_of(Path("x" + suffix)) is not None:
            suggested = suggested.with_suffix(suffix)
        self.path_edit = QLineEdit(str(suggested), self)
        self.path_edit.setAccessibleName(tr("File"))
        # The keys go from part to part in the order in which these are made.
        self.browse_button = QPushButton(tr("Browse…"), self)
        self.browse_button.clicked.connect(self._on_browse)
        hw = None if subject is None else subject.photo.hw
        self.format_form = FormatForm(remembered, suggested.suffix, photo_depth, hw, self)
        form = self.format_form
        self.form, self._quality_row = form.form, form.quality_row
        self.quality_box, self.depth_box = form.quality_box, form.depth_box
        self.metadata_check = form.metadata_check
        self.extra_checks = self._make_extras(recall(suggested, remembered))
        self.preview = ExportPreview(self)
        self.size_label = QLabel(self)
        self._arrange()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._look_ahead)
        self.path_edit.textChanged.connect(self._on_path_edited)
        self.format_form.format_chosen.connect(self._on_format_chosen)
        self.format_form.changed.connect(self._on_changed)
        self.extra_checks["receipt"].toggled.connect(lambda _on: self._on_changed())
        self.preview.moved.connect(self._on_preview_moved)
        self.path_edit.setCursorPosition(len(self.path_edit.text()))
        self._on_path_edited()

    # --- making ------------------------------------------------------------------------------

    def _make_extras(self, start: ExportChoice) -> dict[str, QCheckBox]:
        words = {
            "heatmap": (tr("Heatmap"), tr("The picture under its heatmap, as PNG")),
            "anomaly": (
                tr("Raw anomaly map"),
                tr(
                    "How wrong each pixel looks, as 16-bit grey PNG: black is right, white is wrong"
                ),
            ),
            "mask": (tr("Mask"), tr("What is painted for repair now, as grey PNG")),
            "receipt": (
                tr("Quality receipt"),
                tr(
                    "What made the picture and how good it is: models, settings, SSIM and "
                    "MS-SSIM, flagged area and the proof of every repair; as JSON beside the "
                    "picture and inside it"
                ),
            ),
        }
        checks = {}
        for name in EXTRAS:
            check = QCheckBox(words[name][0], self)
            check.setToolTip(f"<p>{words[name][1]}</p>")
            available = (
                self._subject is not None
                and {
                    "heatmap": self._subject.has_map,
                    "anomaly": self._subject.has_map,
                    "mask": self._subject.has_mask,
                    "receipt": True,
                }[name]
            )
            check.setEnabled(available)
            if name == "mask" and not available:
                check.setToolTip(tr("Nothing is painted for repair now"))
            check.setChecked(available and bool(getattr(start, name)))
            checks[name] = check
        return checks

    def _arrange(self) -> None:
        file_label = QLabel(tr("File"), self)
        file_label.setBuddy(self.path_edit)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(file_label)
        where.addWidget(self.path_edit, 1)
        where.addWidget(self.browse_button)
        extras = QGridLayout()
        extras.setHorizontalSpacing(16)
        extras.setVerticalSpacing(6)
        for index, check in enumerate(self.extra_checks.values()):
            extras.addWidget(check, index // 2, index % 2)
        extras.setColumnStretch(1, 1)
        heading = QLabel(tr("Also write beside it"), self)
        heading.setObjectName("heading")
        self.warning = QLabel(self)
        self.warning.setWordWrap(True)
        self.warning.setObjectName("muted")
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self.format_form)
        left.addWidget(heading)
        left.addLayout(extras)
        left.addWidget(self.warning)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.preview, 1)
        right.addWidget(self.size_label)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 0)
        columns.addLayout(right, 1)
        self.format_form.setFixedWidth(392)
        self.warning.setFixedWidth(392)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addLayout(where)
        column.addLayout(columns, 1)
        column.addWidget(self._buttons())
        if self._subject is None:
            self.preview.hide()
            self.size_label.hide()
        else:
            self.resize(960, 600)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.export_button = QPushButton(tr("Export"), self)
        self.export_button.setObjectName("primary")
        buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        for button in buttons.buttons():
            button.setStyleSheet("padding: 6px 16px; min-height: 20px;")  # all of one height
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    # --- what is chosen ----------------------------------------------------------------------

    @property
    def path(self) -> Path:
        return Path(self.path_edit.text().strip()).expanduser()

    @property
    def choice(self) -> ExportChoice:
        wanted = {name: check.isChecked() for name, check in self.extra_checks.items()}
        return replace(
            self.format_form.choice(self.path), heatmap=wanted["heatmap"],
            anomaly=wanted["anomaly"], mask=wanted["mask"], receipt=wanted["receipt"],
        )  # fmt: skip

    def accept(self) -> None:
        if self._may_write(self.choice):
            super().accept()

    def done(self, result: int) -> None:
        self._settle.stop()
        if self._subject is not None:
            for key in (SIZE_KEY, PREVIEW_KEY):
                self._subject.runner.cancel_key(key)
        super().done(result)

    def _may_write(self, choice: ExportChoice) -> bool:
        """Ask once about everything that would be replaced; the original is always asked about."""
        there = [
            path for path in choice.targets if os.path.exists(path) and path != self._confirmed
        ]
        if not there:
            return True
        if self._is_original(choice.path):
            sentence = tr(
                "“{name}” is the photo that you opened. Replacing it loses the original."
            ).format(name=choice.path.name)
            button = tr("Replace the original")
        elif len(there) == 1:
            sentence = tr("“{name}” exists already in “{folder}”.").format(
                name=there[0].name, folder=there[0].parent.name
            )
            button = tr("Replace")
        else:
            sentence = tr("These exist already in “{folder}”: {names}.").format(
                folder=there[0].parent.name, names=", ".join(path.name for path in there)
            )
            button = tr_n("Replace %n file", len(there))
        title = tr("Replace the file?") if len(there) == 1 else tr("Replace the files?")
        return dialogs.ask(self, title, sentence, button)

    def _is_original(self, path: Path) -> bool:
        return (
            self._original is not None
            and os.path.exists(path)
            and self._original.exists()
            and path.samefile(self._original)
        )

    # --- slots -------------------------------------------------------------------------------

    def _on_browse(self) -> None:
        kinds = {kind: f"{kind.label} ({patterns(kind.suffixes)})" for kind in EXPORT_FORMATS}
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Export picture"), str(self.path), ";;".join(kinds.values()),
            kinds[self.format_form.file_format],
        )  # fmt: skip
        if not chosen:
            return
        path = Path(chosen)
        if format_of(path) is None:
            path = path.with_name(path.name + self.format_form.file_format.suffixes[0])
        # The file dialog has asked about replacing; the original deserves its own question.
        self._confirmed = path if not self._is_original(path) else None
        self.path_edit.setText(str(path))

    def _on_format_chosen(self) -> None:
        suffix = self.format_form.file_format.suffixes[0]
        self.path_edit.setText(str(self.path.with_suffix(suffix)))

    def _on_path_edited(self) -> None:
        file_format = format_of(self.path)
        if file_format is None:
            self.warning.setText(
                tr("End the name with .png, .jpg, .tif or .webp, or choose a format below it.")
            )
            self.export_button.setEnabled(False)
            return
        self.format_form.show_format(file_format)
        self._on_changed()

    def _on_changed(self) -> None:
        """Something else would come out: say what to heed, and look ahead once it rests."""
        file_format = format_of(self.path)
        if file_format is None:
            return
        trouble = self._trouble()
        self.export_button.setEnabled(not trouble)
        self.warning.setText(trouble or self._note(file_format))
        if self._subject is not None and not trouble:
            self._settle.start()

    def _trouble(self) -> str:
        """Why this cannot be exported, "" if it can."""
        if not os.path.isdir(self.path.parent) and not can_be_made(self.path.parent):
            return tr("There is no folder “{folder}”.").format(folder=self.path.parent)
        if os.path.isdir(self.path.parent):
            try:
                check_target(self.path)
            except KintsugiError as error:
                return tr_engine(str(error))
        if self._subject is not None:
            try:
                hw = self.choice.resize.target_hw(self._subject.photo.hw)
                check_fits(hw, self.format_form.file_format.container)
            except KintsugiError as error:
                return tr_engine(str(error))
        return ""

    def _note(self, file_format: ExportFormat) -> str:
        """What the format loses, or what is made besides."""
        if can_be_made(self.path.parent):
            return folder_will_be_made(self.path.parent)
        if self._photo_depth > max(file_format.depths):
            return tr(
                "{format} keeps 8 bits per channel; the photo has 16. PNG and TIFF keep all of "
                "them."
            ).format(format=file_format.label)
        photo = None if self._subject is None else self._subject.photo
        if photo is not None and photo.alpha is not None and not file_format.has_alpha:
            return tr("{format} has no transparency; the picture is laid onto white.").format(
                format=file_format.label
            )
        return ""

    def _on_preview_moved(self) -> None:
        if self._subject is not None and self.preview.crop is not None:
            self._settle.start()

    # --- looking ahead -----------------------------------------------------------------------

    def _look_ahead(self) -> None:
        """Encode what is visible and estimate the size, in the background; the latest wins."""
        subject, file_format = self._subject, format_of(self.path)
        if subject is None or file_format is None:
            return
        photo, choice, container = subject.photo, self.choice, file_format.container
        options, resize = choice.options, choice.resize
        centre, wanted = self.preview.centre, self.preview.wanted_px
        self.size_label.setText(tr("Estimating the size…"))

        def look(progress: Progress) -> EncodedCrop:
            progress.check()
            return encoded_crop(photo, container, options, resize, centre, wanted)

        def weigh(progress: Progress) -> SizeEstimate:
            return estimate_size(photo, container, options, resize, progress.check)

        subject.runner.submit(
            tr("Preview of the file"), look, on_success=self.preview.show_crop,
            on_failure=lambda sentence, _: self.preview.show_message(tr_engine(sentence)),
            supersedes=PREVIEW_KEY,
        )  # fmt: skip
        subject.runner.submit(
            tr("Size of the file"), weigh, on_success=self._on_size_known,
            on_failure=lambda sentence, _: self.size_label.setText(""),
            supersedes=SIZE_KEY,
        )  # fmt: skip

    def _on_size_known(self, estimate: SizeEstimate) -> None:
        height, width = estimate.hw
        size = size_text(estimate.size_bytes)
        # The receipt is written into the file, too, and is not there yet.
        if estimate.is_exact and not self.extra_checks["receipt"].isChecked():
            words = tr("{width} × {height} pixels, {size}")
        else:
            words = tr("{width} × {height} pixels, about {size}")
        self.size_label.setText(words.format(width=width, height=height, size=size))
