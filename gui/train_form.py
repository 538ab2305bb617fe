"""What a training is to be of: the form of the training dialog."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.progress import Progress
from engine.trainings import (
    DEFAULT_MINUTES,
    LEAST_PHOTOS,
    LEAST_STYLE_PICTURES,
    MOST_MINUTES,
    TrainedFamily,
    TrainingRun,
    count_pictures,
    folders_trouble,
)
from gui.form_parts import muted_words, plain_button, row_of
from gui.jobs import JobRunner
from gui.language import tr, tr_engine, tr_n
from gui.train_work import TrainOrder

LONGEST_TITLE = 80
STEP_MINUTES = 30


class FolderField(QWidget):
    """A folder with the number of pictures in it, which a job of the runner counts."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        runner: JobRunner,
        first_folder: Callable[[], Path],
        parent: QWidget | None = None,
    ) -> None:
        """first_folder: where the dialog that chooses one begins."""
        super().__init__(parent)
        self._runner, self._first_folder, self._name = runner, first_folder, name
        self.count: int | None = None
        """Pictures in the folder; None while it is not known."""
        self.trouble = ""
        """Why the folder cannot be used, a sentence."""
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(tr("Choose a folder"))
        self.browse_button = plain_button(tr("Browse…"), self._on_browse, self)
        self.told = QLabel(self)
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = row_of(self.edit, self.browse_button)
        row.setStretch(0, 1)
        column.addLayout(row)
        column.addWidget(self.told)
        self.edit.textChanged.connect(lambda _text: self._on_changed())

    @property
    def folder(self) -> Path | None:
        text = self.edit.text().strip()
        return Path(text) if text else None

    def set_folder(self, folder: Path | None) -> None:
        self.edit.setText("" if folder is None else str(folder))

    def tell(self, sentence: str) -> None:
        """Something about the folder, below it."""
        self.told.setText(sentence)

    def _on_changed(self) -> None:
        self.count, self.trouble = None, ""
        folder = self.folder
        if folder is None:
            self._runner.cancel_key(f"count-{id(self)}")
            self.changed.emit()
            return

        def count(_progress: Progress) -> int:
            return count_pictures(folder)

        self._runner.submit(
            "Counting pictures", count, on_success=self._on_counted,
            on_failure=lambda sentence, _details: self._on_refused(sentence),
            supersedes=f"count-{id(self)}",
        )  # fmt: skip
        self.changed.emit()

    def _on_counted(self, count: int) -> None:
        self.count = count
        self.changed.emit()

    def _on_refused(self, sentence: str) -> None:
        self.trouble = sentence
        self.changed.emit()

    def _on_browse(self) -> None:
        first = self.folder or self._first_folder()
        chosen = QFileDialog.getExistingDirectory(self, self._name, str(first))
        if chosen:
            self.set_folder(Path(chosen))


class TrainForm(QWidget):
    """`changed` says that something else is chosen; `trouble` what is missing, `order` what is
    chosen."""

    changed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        first_folder: Callable[[], Path],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.runs: tuple[TrainingRun, ...] = ()
        self.run_box = QComboBox(self)
        self.run_box.setAccessibleName(tr("Training"))
        self.run_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.cyclegan = QRadioButton(tr("Collection (CycleGAN)"), self)
        self.stylenet = QRadioButton(tr("Fine-tuned StyleNet"), self)
        self.cyclegan.setChecked(True)
        self.families = QButtonGroup(self)
        self.families.addButton(self.cyclegan)
        self.families.addButton(self.stylenet)
        self.content = FolderField(tr("Photos"), runner, first_folder, self)
        self.style_folder = FolderField(tr("Style pictures"), runner, first_folder, self)
        self.title_edit = QLineEdit(self)
        self.title_edit.setMaxLength(LONGEST_TITLE)
        self.title_edit.setAccessibleName(tr("Name of the style"))
        self.minutes = QSpinBox(self)
        self.minutes.setRange(1, int(MOST_MINUTES))
        self.minutes.setSingleStep(STEP_MINUTES)
        self.minutes.setValue(int(DEFAULT_MINUTES))
        self.minutes.setSuffix(tr(" min"))
        self.minutes.lineEdit().setTextMargins(6, 0, 6, 0)
        self.minutes.setAccessibleName(tr("Time in all"))
        self.device = QComboBox(self)
        self.device.setAccessibleName(tr("Run on"))
        self._lay_out()
        self._wire()
        self.show_runs(())
        self._refresh()

    # --- making ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.family_words = {
            self.cyclegan: muted_words(tr(
                "Learns from photos and pictures of one hand or kind, without pairs, in the game "
                "of generators and discriminators. Takes an hour or more on a processor, much "
                "less on a graphics card, and may invent things."
            ), self),
            self.stylenet: muted_words(tr(
                "Trains the generator that ships further on your pictures. Steadier, and nearer "
                "to what StyleNet does already. What is kept is one style, the mean of your "
                "pictures, listed as adapted."
            ), self),
        }  # fmt: skip
        families = QVBoxLayout()
        families.setSpacing(2)
        for button, words in self.family_words.items():
            families.addWidget(button)
            words.setContentsMargins(26, 0, 0, 6)
            families.addWidget(words)
        times = row_of(self.minutes, None)
        times.setSpacing(12)
        self.time_words = muted_words(tr("in all, however often it is stopped"), self)
        self.time_words.setWordWrap(False)
        times.insertWidget(1, self.time_words)
        for name, values in self._devices():
            self.device.addItem(name, values)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Training"), self.run_box)
        form.addRow(tr("What"), families)
        form.addRow(tr("Photos"), self.content)
        form.addRow(tr("Style pictures"), self.style_folder)
        form.addRow(tr("Name"), self.title_edit)
        form.addRow(tr("Time"), times)
        form.addRow(tr("Run on"), self.device)

    @staticmethod
    def _devices() -> list[tuple[str, str]]:
        found = [(tr("Automatic"), "auto"), (tr("Processor (CPU)"), "cpu")]
        if sys.platform == "darwin":
            return [*found, (tr("Graphics (Apple Metal)"), "mps")]
        return [*found, (tr("Graphics card (CUDA)"), "cuda")]

    def _wire(self) -> None:
        self.run_box.currentIndexChanged.connect(lambda _index: self._on_run_chosen())
        for field in (self.content, self.style_folder):
            field.changed.connect(self._refresh)
        self.cyclegan.toggled.connect(lambda _on: self._refresh())
        self.title_edit.textChanged.connect(lambda _text: self._refresh())
        self.minutes.valueChanged.connect(lambda _value: self._refresh())

    # --- earlier trainings ----------------------------------------------------------------------

    def show_runs(self, runs: tuple[TrainingRun, ...]) -> None:
        """The trainings that can be gone on with; the chosen one stays chosen."""
        chosen = self.run.folder if self.run is not None else None
        self.runs = runs
        with QSignalBlocker(self.run_box):
            self.run_box.clear()
            self.run_box.addItem(tr("New training"))
            for run in runs:
                self.run_box.addItem(run_words(run))
        self.choose_run(chosen)

    def choose_run(self, folder: Path | None) -> None:
        """The training in this folder, or a new one."""
        folders = [None, *(run.folder for run in self.runs)]
        self.run_box.setCurrentIndex(folders.index(folder) if folder in folders else 0)
        self._on_run_chosen()

    @property
    def run(self) -> TrainingRun | None:
        """The earlier training that is chosen, None for a new one."""
        index = self.run_box.currentIndex()
        return self.runs[index - 1] if 0 < index <= len(self.runs) else None

    def _on_run_chosen(self) -> None:
        run = self.run
        if run is not None:
            (self.cyclegan if run.family == "cyclegan" else self.stylenet).setChecked(True)
            self.content.set_folder(run.content)
            self.style_folder.set_folder(run.style)
            self.title_edit.setText(run.title)
            # One that is done wants more time than it had.
            self.minutes.setValue(max(1, round(2 * run.minutes if run.is_done else run.minutes)))
        for widget in (self.cyclegan, self.stylenet, self.content, self.style_folder):
            widget.setEnabled(run is None)
        self._refresh()

    # --- what is chosen -------------------------------------------------------------------------

    @property
    def family(self) -> TrainedFamily:
        return "cyclegan" if self.cyclegan.isChecked() else "stylenet"

    @property
    def title(self) -> str:
        """As typed; the name of the style folder where nothing was."""
        typed = " ".join(self.title_edit.text().split())
        return typed or self._suggested_title()

    def _suggested_title(self) -> str:
        folder = self.style_folder.folder
        return folder.name[:LONGEST_TITLE] if folder is not None else ""

    @property
    def trouble(self) -> str:
        """What is missing for a start, a sentence; "" where nothing is."""
        content, style = self.content, self.style_folder
        for field in (content, style):
            if field.trouble:
                return tr_engine(field.trouble)
        if content.folder is None or style.folder is None:
            return tr("Choose a folder of photos and one of style pictures.")
        # By their names alone: a network drive may take its time to say what they stand for.
        places = (Path(os.path.abspath(place)) for place in (content.folder, style.folder))
        trouble = folders_trouble(*places)
        if trouble:
            return tr_engine(trouble)
        if content.count is None or style.count is None:
            return tr("Counting the pictures…")
        for field, least in ((content, LEAST_PHOTOS), (style, LEAST_STYLE_PICTURES[self.family])):
            if (field.count or 0) < least:
                return tr_n("“{folder}” needs at least %n picture.", least).format(
                    folder=Path(str(field.folder)).name
                )
        if self.run is not None and self.run.spent_s >= 60 * self.minutes.value():
            return tr("Its time is spent; give it more, or keep it as it is.")
        return ""

    def order(self, finish: bool = False) -> TrainOrder | None:
        """What is chosen; None while something is missing. finish: keep the chosen one as it is."""
        content, style, run = self.content.folder, self.style_folder.folder, self.run
        if content is None or style is None or (self.trouble and not finish):
            return None
        return TrainOrder(
            self.family, content, style, self.title, float(self.minutes.value()),
            str(self.device.currentData()), None if run is None else run.folder, finish,
        )  # fmt: skip

    def _refresh(self) -> None:
        self.title_edit.setPlaceholderText(self._suggested_title() or tr("Name of the style"))
        for field, least in (
            (self.content, LEAST_PHOTOS), (self.style_folder, LEAST_STYLE_PICTURES[self.family]),
        ):  # fmt: skip
            if field.count is None:
                field.tell(tr_n("At least %n picture.", least))
            else:
                field.tell(tr_n("%n picture", field.count))
        self.changed.emit()

    def retranslate(self) -> None:
        self.show_runs(self.runs)


def run_words(run: TrainingRun) -> str:
    """An earlier training in a list: "Sketches, CycleGAN, 12 of 60 min"."""
    kind = "CycleGAN" if run.family == "cyclegan" else "StyleNet"
    return tr("{title}, {kind}, {spent} of {minutes} min").format(
        title=run.title, kind=kind, spent=int(run.spent_s / 60), minutes=f"{run.minutes:g}"
    )
