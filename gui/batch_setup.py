"""The first page of the batch dialog: which photos, which styles, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.batch import (
    DEFAULT_PATTERN,
    EXISTING,
    BatchItem,
    BatchOptions,
    BatchStyle,
    check_pattern,
    find_photos,
    plan_batch,
)
from engine.errors import KintsugiError
from engine.imaging.files import check_target
from engine.operations.params import TransferParams
from engine.progress import Progress
from engine.styles import StylePreset
from gui.batch_styles import BatchStyleList
from gui.drop_list import DropList
from gui.form_parts import heading, icon_button, plain_button, row_of
from gui.format_form import FormatForm
from gui.jobs import JobRunner
from gui.language import tr, tr_engine, tr_n
from gui.new_folder import can_be_made, make_folder
from gui.params_panel import ParamsPanel
from gui.picture_files import ask_for_pictures


@dataclass(frozen=True, eq=False)
class BatchPlan:
    """What the person set up, ready to be made."""

    items: tuple[BatchItem, ...]
    options: BatchOptions
    folder: Path


class BatchSetup(QWidget):
    """`changed` says that something else is set up; see `trouble` and `make_plan`.

    What asks a disk, which may be slow or far away, does so in jobs of the runner.
    """

    changed = Signal()

    def __init__(
        self,
        presets: Sequence[StylePreset],
        folder: Path,
        remembered: Mapping[str, object],
        runner: JobRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._folder_trouble = ""
        self.makes_folder = False
        """Whether the folder is not there yet and will be made, in one that is."""
        self.photos: list[Path] = []
        self._start_folder = folder
        self._failure = ""
        self.photo_list = DropList(tr("Drop photos or folders here, or add them below."), self)
        self.photo_list.setAccessibleName(tr("Photos"))
        # The keys go from part to part in the order in which these are made.
        self.add_buttons = (
            plain_button(tr("Add photos…"), self._on_add_photos, self),
            plain_button(tr("Add folder…"), self._on_add_folder, self),
        )
        self.remove_button = icon_button(
            "remove", tr("Take the selected photos off the list"), self
        )
        self.style_list = BatchStyleList(presets, runner, self)
        self.add_style_button = plain_button(tr("Add picture…"), self._on_add_style, self)
        self.params = ParamsPanel(TransferParams, parent=self)
        suffix = str(remembered.get("suffix", ".png"))
        self.format_form = FormatForm(remembered, suffix, parent=self)
        self.folder_edit = QLineEdit(str(remembered.get("folder", folder)), self)
        self.folder_edit.setAccessibleName(tr("Folder"))
        self.browse_button = plain_button(tr("Browse…"), self._on_browse, self)
        pattern = remembered.get("pattern", DEFAULT_PATTERN)
        self.pattern_edit = QLineEdit(pattern if isinstance(pattern, str) else "", self)
        self.pattern_edit.setAccessibleName(tr("Name"))
        self.pattern_edit.setToolTip(
            tr("{photo}, {style} and {number} stand for what they say, in curly brackets")
        )
        self.example = QLabel(self)
        self.example.setObjectName("muted")
        self.existing_box = self._make_existing(str(remembered.get("existing", "number")))
        self.receipt_check = QCheckBox(tr("Quality receipt with each picture"), self)
        self.receipt_check.setChecked(bool(remembered.get("receipt", False)))
        self._arrange()
        self._wire()
        self._show_example()
        self._check_folder()

    # --- making ------------------------------------------------------------------------------

    def _make_existing(self, chosen: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(tr("If a file is there already"))
        words = {
            "number": tr("Keep both"), "skip": tr("Leave it out"), "replace": tr("Replace it"),
        }  # fmt: skip
        for way in EXISTING:
            box.addItem(words[way], way)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _arrange(self) -> None:
        self.photo_heading = heading(tr("Photos"), self)
        self.style_heading = heading(tr("Styles"), self)
        photos = QVBoxLayout()
        photos.addWidget(self.photo_heading)
        photos.addWidget(self.photo_list, 1)
        photos.addLayout(row_of(*self.add_buttons, None, self.remove_button))
        styles = QVBoxLayout()
        styles.addWidget(self.style_heading)
        styles.addWidget(self.style_list, 1)
        styles.addLayout(row_of(self.add_style_button, None))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(24)
        columns.addLayout(photos, 5)
        columns.addLayout(styles, 4)
        columns.addWidget(self._make_results())
        for column in (photos, styles):
            column.setSpacing(8)

    def _make_results(self) -> QWidget:
        """Look, format and names, in a column that scrolls where there is little room."""
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        column.addWidget(heading(tr("Look"), inside))
        column.addWidget(self.params)
        column.addWidget(heading(tr("File"), inside))
        column.addWidget(self.format_form)
        column.addWidget(heading(tr("Names"), inside))
        names = QFormLayout()
        names.setVerticalSpacing(10)
        names.setHorizontalSpacing(16)
        names.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.folder_edit, 1)
        where.addWidget(self.browse_button)
        names.addRow(tr("Folder"), where)
        names.addRow(tr("Name"), self.pattern_edit)
        names.addRow("", self.example)
        names.addRow(tr("If it is there"), self.existing_box)
        names.addRow("", self.receipt_check)
        column.addLayout(names)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what has the focus in it is scrolled to
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(392)
        return area

    def _wire(self) -> None:
        self.photo_list.files_dropped.connect(self.add_photos)
        self.style_list.files_dropped.connect(self.add_style_files)
        self.style_list.itemChanged.connect(lambda _item: self._on_changed())
        self.remove_button.clicked.connect(self._on_remove)
        self.folder_edit.textChanged.connect(lambda _text: self._check_folder())
        for edit in (self.folder_edit, self.pattern_edit):
            edit.textChanged.connect(lambda _text: self._on_changed())
        self.format_form.changed.connect(self._on_changed)
        self.existing_box.currentIndexChanged.connect(lambda _i: self._on_changed())

    # --- what is chosen ----------------------------------------------------------------------

    def add_photos(self, paths: Sequence[Path]) -> None:
        """Files, and folders for the pictures in them; those that are there already are not
        added again."""
        self._find(paths, self.take_photos)

    def take_photos(self, paths: Sequence[Path]) -> None:
        """Files of which it is known that they are there."""
        known = set(self.photos)
        for path in paths:
            if path not in known:
                self.photos.append(path)
                item = QListWidgetItem(path.name)
                item.setToolTip(str(path))
                self.photo_list.addItem(item)
        self._on_changed()

    def add_style_files(self, paths: Sequence[Path]) -> None:
        """Pictures of one's own, chosen at once."""

        def take(found: Sequence[Path]) -> None:
            for path in found:
                self.style_list.scrollToItem(self.style_list.add(path, ticked=True))
            self._on_changed()

        self._find(paths, take)

    def _find(self, paths: Sequence[Path], take: Callable[[Sequence[Path]], None]) -> None:
        given = tuple(paths)
        self._runner.submit(
            "Looking for pictures", lambda _progress: find_photos(given),
            on_success=take, on_failure=self._on_failed,
        )  # fmt: skip

    def _on_failed(self, sentence: str, _details: str) -> None:
        self._failure = sentence
        self.changed.emit()

    def _check_folder(self) -> None:
        """Whether the folder is there and can be written to; the newest question counts."""
        folder = self.folder

        def work(_progress: Progress) -> tuple[bool, bool]:
            is_there, can_be = folder.is_dir(), can_be_made(folder)
            if is_there or can_be:
                check_target((folder if is_there else folder.parent) / "x.png")
            return is_there, can_be

        def on_success(found: tuple[bool, bool]) -> None:
            is_there, can_be = found
            missing = tr("There is no folder “{folder}”.").format(folder=folder)
            say("" if is_there or can_be else missing)
            self.makes_folder = can_be
            self.changed.emit()

        def say(sentence: str, _details: str = "") -> None:
            self.makes_folder = False
            self._folder_trouble = sentence
            self.changed.emit()

        self._runner.submit(
            "Looking at a folder", work, on_success=on_success, on_failure=say,
            supersedes="batch-folder",
        )  # fmt: skip

    def choose_style(self, source: BatchStyle | None) -> None:
        """Tick a style, first adding it where it is none of the list."""
        if source is not None:
            self.style_list.tick(source)

    @property
    def styles(self) -> list[BatchStyle]:
        """The ticked ones, in the order of the list."""
        return self.style_list.ticked

    @property
    def folder(self) -> Path:
        return Path(self.folder_edit.text().strip()).expanduser()

    @property
    def trouble(self) -> str:
        """What is missing or wrong, as a sentence; "" when the batch can be made."""
        if self._failure:
            return self._failure
        if not self.photos:
            return tr("Add the photos to paint.")
        if not self.styles:
            return tr("Tick at least one style.")
        if self._folder_trouble:
            return self._folder_trouble
        try:
            # Not the whole plan: that asks the disk for every file.
            check_pattern(self.pattern_edit.text().strip())
        except KintsugiError as error:
            return tr_engine(str(error))
        return ""

    def make_plan(
        self, take: Callable[[BatchPlan], None], refuse: Callable[[str, str], None]
    ) -> None:
        """Hand over everything that is set up now, or a sentence and details of what is wrong."""
        suffix = self.format_form.file_format.suffixes[0]
        folder, pattern = self.folder, self.pattern_edit.text().strip()
        photos, styles = list(self.photos), self.styles
        choice = self.format_form.choice(folder / f"x{suffix}")
        options = BatchOptions(
            self.params.params,
            choice.options,
            choice.resize,
            self.receipt_check.isChecked(),
            str(self.existing_box.currentData()),
        )

        def work(_progress: Progress) -> BatchPlan:
            make_folder(folder)
            check_target(folder / "x.png")
            items = plan_batch(
                photos, styles, folder, pattern, suffix, options.existing, options.receipt
            )
            return BatchPlan(items, options, folder)

        self._runner.submit(
            "Planning a batch", work, on_success=take, on_failure=refuse, supersedes="batch-plan"
        )

    def remembered(self) -> dict[str, object]:
        suffix = self.format_form.file_format.suffixes[0]
        return {
            **self.format_form.choice(Path(f"x{suffix}")).remembered(),
            "folder": str(self.folder),
            "pattern": self.pattern_edit.text(),
            "existing": str(self.existing_box.currentData()),
            "receipt": self.receipt_check.isChecked(),
        }

    # --- slots -------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._failure = ""
        self._show_example()
        self.changed.emit()

    def _show_example(self) -> None:
        """How the first file will be called, and how much there is in the headings."""
        photos, styles = len(self.photos), len(self.styles)
        self.photo_list.hint.setVisible(not photos)
        self.photo_heading.setText(tr_n("%n photo", photos) if photos else tr("Photos"))
        self.style_heading.setText(tr_n("%n style", styles) if styles else tr("Styles"))
        self.remove_button.setEnabled(bool(photos))
        try:
            shown = plan_batch(
                self.photos[:1] or [Path("beach.jpg")], self.styles[:1] or [Path("oil.jpg")],
                self.folder, self.pattern_edit.text().strip(),
                self.format_form.file_format.suffixes[0], "replace",
            )[0].target.name  # fmt: skip
        except KintsugiError:
            shown = ""
        metrics = self.example.fontMetrics()
        self.example.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, 250))

    def _on_add_photos(self) -> None:
        chosen = ask_for_pictures(self, tr("Add photos"), self._start_folder)
        if chosen:
            self._start_folder = chosen[0].parent
            self.add_photos(chosen)

    def _on_add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Add folder"), str(self._start_folder)
        )  # fmt: skip
        if chosen:
            self._start_folder = Path(chosen)
            self.add_photos([Path(chosen)])

    def _on_add_style(self) -> None:
        chosen = ask_for_pictures(self, tr("Add style pictures"), self._start_folder)
        if chosen:
            self.add_style_files(chosen)

    def _on_browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Write to folder"), str(self.folder))
        if chosen:
            self.folder_edit.setText(chosen)

    def _on_remove(self) -> None:
        """The selected ones, all of them where none is selected."""
        rows = {index.row() for index in self.photo_list.selectedIndexes()}
        for row in sorted(rows or range(len(self.photos)), reverse=True):
            del self.photos[row]
            self.photo_list.takeItem(row)
        self._on_changed()
