"""The dialog of “Train a collection”: what is to be learnt, then curves, sheets and progress."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QImageReader
from PySide6.QtWidgets import (
    QDialog,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.progress import Progress
from engine.trainings import (
    LOSSES,
    TrainedFamily,
    TrainingRun,
    found_runs,
    loss_history,
    newest_sheet,
    shown_losses,
)
from gui.adapt_dialog import Fact
from gui.elided_label import ElidedLabel
from gui.form_parts import dialog_button, message_label, muted_words, progress_bar, row_of
from gui.jobs import JobRunner, time_left_text
from gui.language import tr, tr_n
from gui.loss_plot import Curve, LossPlot, Points
from gui.settings import Settings
from gui.sheet_view import SheetView
from gui.train_form import TrainForm
from gui.train_work import TrainOrder, TrainState, TrainWork

WIDTH, FORM_HEIGHT, HEIGHT = 640, 580, 720
MOST_POINTS = 1500
"""Of a curve; beyond them every second one goes."""
COLOURS = (("#56b4e9", "#0072b2"), ("#e69f00", "#c04e00"), ("#2fc59a", "#00805c"))


def curves_of(family: TrainedFamily) -> tuple[Curve, ...]:
    """The curves of a family's losses, told apart by colour and by dashes."""
    return tuple(
        Curve(name, *colours, dashed=number == 1, dotted=number == 2)
        for number, (name, colours) in enumerate(zip(LOSSES[family], COLOURS, strict=True))
    )


class TrainDialog(QDialog):
    """Shows what a `TrainWork` does; a training goes on while the dialog is closed."""

    start_wanted = Signal(object)  # TrainOrder

    def __init__(
        self,
        work: TrainWork,
        runner: JobRunner,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        """runner: for jobs of some milliseconds."""
        super().__init__(parent)
        self.work, self._runner, self._settings = work, runner, settings
        self._losses: dict[str, Points] = {}
        self._left = ""
        self._sheet_path: Path | None = None
        self.setWindowTitle(tr("Train a collection"))
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.form = TrainForm(runner, lambda: settings.last_folder("train"), self)
        self.sheet = SheetView(self)
        self.plot = LossPlot(self)
        self.bar, self.message = progress_bar(self), message_label(self)
        self._make_buttons()
        self._lay_out()
        self._wire()
        self.resize(WIDTH, self._room(FORM_HEIGHT))
        self._show_state()

    def _room(self, height: int) -> int:
        """So high, or as high as the screen allows."""
        return min(height, self.screen().availableGeometry().height() - 48)

    # --- making ---------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.start_button = dialog_button(tr("Start"), self._on_start, self)
        self.start_button.setObjectName("primary")
        self.start_button.setAutoDefault(True)
        self.finish_button = dialog_button(tr("Keep as it is"), self._on_finish, self)
        self.finish_button.setToolTip(
            tr("Make a style of what has been reached, and train no more")
        )
        self.stop_button = dialog_button(tr("Stop"), self.work.stop, self)
        self.sheet_button = dialog_button(tr("Open sheet"), self._on_open_sheet, self)
        self.sheet_button.setToolTip(
            tr("Show the newest sample sheet at its full size, in your program for pictures")
        )
        self.back_button = dialog_button(tr("Back"), self._on_back, self)
        self.close_button = dialog_button(tr("Close"), self.close, self)

    def _lay_out(self) -> None:
        self.words = muted_words(tr(
            "A generator of your own learns from your photos and pictures of a style, and becomes "
            "a style in the gallery. You can work on meanwhile, stop it at any time and go on with "
            "it later. Nothing leaves this computer."
        ), self)  # fmt: skip
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.form)
        self.pages.addWidget(self._make_progress())
        foot = row_of(
            self.back_button, self.sheet_button, None, self.close_button, self.finish_button,
            self.stop_button, self.start_button,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.words)
        column.addWidget(self.pages, 1)
        column.addWidget(self.message)
        column.addLayout(foot)

    def _make_progress(self) -> QWidget:
        page = QWidget(self)
        self.subject = ElidedLabel(page)
        self.subject.setObjectName("heading")
        self.pictures_words = muted_words("", page)
        self.sheet_words = muted_words("", page)
        self.facts = {
            "step": Fact(tr("Step"), page),
            "spent": Fact(tr("Time spent"), page),
        }
        facts = row_of(*self.facts.values(), None)
        facts.setSpacing(28)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.subject)
        column.addWidget(self.pictures_words)
        column.addWidget(self.sheet, 5)
        column.addWidget(self.sheet_words)
        column.addWidget(self.plot, 3)
        column.addLayout(facts)
        column.addWidget(self.bar)
        return page

    def _wire(self) -> None:
        work = self.work
        work.changed.connect(self._show_state)
        work.begun.connect(self._on_begun)
        work.stepped.connect(self._on_stepped)
        work.sheet_made.connect(self._load_sheet)
        self.form.changed.connect(self._show_state)

    # --- the form -------------------------------------------------------------------------------

    def refresh_runs(self, choose: Path | None = None) -> None:
        """Look for the trainings that there are; choose: the folder of one to go on with."""

        def show(runs: tuple[TrainingRun, ...]) -> None:
            self.form.show_runs(runs)
            if choose is not None:
                self.form.choose_run(choose)

        self._runner.submit(
            "Looking for trainings", lambda _progress: found_runs(), on_success=show,
            supersedes="trainings",
        )  # fmt: skip

    def _on_start(self) -> None:
        self._start(self.form.order())

    def _on_finish(self) -> None:
        self._start(self.form.order(finish=True))

    def _start(self, order: TrainOrder | None) -> None:
        if order is not None:
            self._settings.set_last_folder("train", order.style.parent)
            self.start_wanted.emit(order)

    def _on_back(self) -> None:
        self.pages.setCurrentIndex(0)
        self._show_state()

    # --- progress -------------------------------------------------------------------------------

    def _on_begun(self) -> None:
        order = self.work.order
        assert order is not None
        self._losses = {name: [] for name in LOSSES[order.family]}
        self.sheet.show_image(QImage())
        self._sheet_path = None
        for fact in self.facts.values():
            fact.show_value("–")
        self.bar.setValue(0)
        self._left = ""
        self.resize(self.width(), max(self.height(), self._room(HEIGHT)))
        self._show_curves()
        self.subject.set_text(order.title)
        self.sheet_words.setText(sheet_words(order.family))
        self.pages.setCurrentIndex(1)
        if order.folder is not None:
            self._load_past(order.folder, order.family)

    def _load_past(self, folder: Path, family: TrainedFamily) -> None:
        """Curves and sheet of a training that goes on, as far as it was."""

        def work(_progress: Progress) -> tuple[list[dict[str, float]], Path | None]:
            return loss_history(folder), newest_sheet(folder)

        def show(past: tuple[list[dict[str, float]], Path | None]) -> None:
            rows, sheet = past
            if self.work.order is None or self.work.order.folder != folder:
                return
            for row in rows:
                for name, value in shown_losses(family, row).items():
                    known = self._losses[name]
                    if not known or known[-1][0] < row["step"]:
                        known.append((int(row["step"]), value))
            self._show_curves()
            if sheet is not None and self.sheet.image.isNull():
                self._load_sheet(sheet)

        self._runner.submit("Reading a log", work, on_success=show, supersedes="training-log")

    def _on_stepped(self, steps: list[dict[str, Any]]) -> None:
        for said in steps:
            for name, value in said.get("losses", {}).items():
                if name in self._losses:
                    self._losses[name].append((int(said["step"]), float(value)))
        for name, points in self._losses.items():
            if len(points) > MOST_POINTS:
                self._losses[name] = points[::2]
        self._show_curves()
        last, order = steps[-1], self.work.order
        assert order is not None
        self.bar.setValue(round(1000 * float(last["fraction"])))
        self.facts["step"].show_value(str(last["step"]))
        of = tr("{done} of {all} min")
        spent = int(float(last["spent_s"]) / 60)
        self.facts["spent"].show_value(of.format(done=spent, all=f"{order.minutes:g}"))
        self._left = time_left_text(float(last["left_s"]))
        self._say()

    def _show_curves(self) -> None:
        if self.work.order is not None:
            self.plot.show_curves(curves_of(self.work.order.family), list(self._losses.values()))

    def _load_sheet(self, path: Path) -> None:
        self._runner.submit(
            "Reading a sample sheet", lambda _progress: QImageReader(str(path)).read(),
            on_success=lambda image: self._show_sheet(image, path), supersedes="training-sheet",
        )  # fmt: skip

    def _show_sheet(self, image: QImage, path: Path) -> None:
        if not image.isNull():
            self.sheet.show_image(image)
            self._sheet_path = path
            self._show_state()

    def _on_open_sheet(self) -> None:
        if self._sheet_path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._sheet_path)))

    # --- the state ------------------------------------------------------------------------------

    def _show_state(self) -> None:
        work, form_shown = self.work, self.pages.currentIndex() == 0
        running, run = work.running, self.form.run
        ended = not running and not form_shown
        for widget, shown in (
            (self.words, form_shown), (self.start_button, form_shown), (self.back_button, ended),
            (self.stop_button, running), (self.bar, running),
            (self.sheet_button, not form_shown and self._sheet_path is not None),
            (self.finish_button, form_shown and run is not None and run.step > 0),
        ):  # fmt: skip
            widget.setVisible(shown)
        self.start_button.setText(tr("Start") if run is None else tr("Go on"))
        self.start_button.setEnabled(not running and not self.form.trouble)
        self.finish_button.setEnabled(not running)
        stopping = work.state is TrainState.STOPPING
        self.stop_button.setText(tr("End at once") if stopping else tr("Stop"))
        self.stop_button.setToolTip(
            tr("Without saving; what was saved last is kept") if stopping
            else tr("Save it, so that you can go on with it later")
        )  # fmt: skip
        self._say()

    def _say(self) -> None:
        work = self.work
        form_shown = self.pages.currentIndex() == 0
        left = self._left if work.state is TrainState.RUNNING else ""
        self.message.setText(self.form.trouble if form_shown else work.message or left)
        facts = work.facts
        about = ""
        if "photos" in facts:
            about = tr("{photos} and {pictures} of the style, on {device}.").format(
                photos=tr_n("%n photo", int(facts["photos"])),
                pictures=tr_n("%n picture", int(facts["style_pictures"])),
                device=str(facts.get("device", "")).upper(),
            )
        self.pictures_words.setText(" ".join([about, *work.notices]).strip())
        self.pictures_words.setVisible(bool(self.pictures_words.text()))

    def retranslate(self) -> None:
        self._show_state()

    def keyPressEvent(self, event: Any) -> None:
        # Enter must not start a training while a name is typed.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not isinstance(
            self.focusWidget(), QPushButton
        ):
            return
        super().keyPressEvent(event)


def sheet_words(family: TrainedFamily) -> str:
    """What a sample sheet of a family shows."""
    if family == "cyclegan":
        return tr(
            "Left your photos, painted, and back again; right your style pictures, as photos, and "
            "back again. None of them is learnt from."
        )
    return tr("Your photos in your style pictures; none of them is learnt from.")
