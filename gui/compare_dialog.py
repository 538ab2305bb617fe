"""The dialog that compares styles: which ones on the left, figures and pictures on the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.comparison import HOW_TO_READ, ComparedStyle, shown_title, working_size
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.styles import StyleSource
from gui import icons
from gui.compare_run import CompareRun
from gui.compare_styles import CompareStyleList
from gui.compare_table import COLUMNS, ROW_ROLE, CompareTable, column_name
from gui.compare_views import LinkedPictures
from gui.elided_label import ElidedLabel
from gui.form_parts import heading, plain_button, row_of
from gui.jobs import TimeLeft, time_left_text
from gui.language import in_a_row, tr, tr_engine, tr_n

if TYPE_CHECKING:
    from gui.session import EditorSession

LEFT_WIDTH = 224
MOST_BESIDE = 5
"""How many results are shown beside the photo."""


class CompareDialog(QDialog):
    """Stays open beside the window; closing it stops the comparison and keeps what is there."""

    use_wanted = Signal(object)  # StyleSource
    save_wanted = Signal(object)  # ComparisonReport

    def __init__(self, session: EditorSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Compare architectures"))
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.resize(1230, 660)
        self.run = CompareRun(session, self)
        self._photo: Photo | None = None
        self._params = TransferParams()
        self.current_style: StyleSource | None = None
        """The one that is chosen in the window."""
        self._time_left: TimeLeft | None = None
        self.styles = CompareStyleList(self)
        self.table = CompareTable(self)
        self.views = LinkedPictures(self)
        self._arrange()
        self._wire()
        self._show_state()
        self._show_pictures()

    # --- making ------------------------------------------------------------------------------

    def _arrange(self) -> None:
        columns = QHBoxLayout(self)
        columns.setContentsMargins(20, 16, 20, 14)
        columns.setSpacing(20)
        columns.addLayout(self._make_left())
        columns.addLayout(self._make_right(), 1)
        self.styles.setFixedWidth(LEFT_WIDTH)

    def _make_left(self) -> QVBoxLayout:
        self.style_heading = heading(tr("Styles"), self)
        self.each_button = plain_button(tr("One of each family"), self._on_one_of_each, self)
        self.all_button = plain_button(tr("All"), self.styles.tick_all, self)
        self.none_button = plain_button(tr("None"), lambda: self.styles.tick_only(()), self)
        self.settings_label = QLabel(self)
        self.settings_label.setObjectName("muted")
        self.settings_label.setWordWrap(True)
        self.settings_label.setFixedWidth(LEFT_WIDTH)
        self.run_button = plain_button("", self._on_run, self)
        self.run_button.setObjectName("primary")
        self.run_button.setDefault(True)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.style_heading)
        column.addWidget(self.styles, 1)
        column.addWidget(self.each_button)
        column.addLayout(row_of(self.all_button, self.none_button))
        column.addWidget(self.settings_label)
        column.addWidget(self.run_button)
        return column

    def _make_right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(self._make_head())
        column.addWidget(self.bar)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self._make_pictures())
        self.splitter.setSizes([270, 250])
        column.addWidget(self.splitter, 1)
        self.how_label = QLabel(tr_engine(HOW_TO_READ), self)
        self.how_label.setObjectName("muted")
        self.how_label.setWordWrap(True)
        column.addWidget(self.how_label)
        self.message = ElidedLabel(self)
        self.save_button = plain_button(tr("Save…"), self._on_save, self)
        self.save_button.setIcon(icons.icon("save"))
        self.save_button.setToolTip(tr("Save table and pictures as a web page, or the table alone"))
        self.use_button = plain_button(tr("Use this style"), self._on_use, self)
        self.use_button.setToolTip(tr("Choose the selected style in the window"))
        self.close_button = plain_button(tr("Close"), self.close, self)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.message, 1)
        for button in (self.save_button, self.use_button, self.close_button):
            foot.addWidget(button)
        column.addLayout(foot)
        return column

    def _make_head(self) -> QHBoxLayout:
        self.summary = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self.summary.setObjectName("heading")
        self.left_label = QLabel(self)
        self.left_label.setObjectName("muted")
        sort_label = QLabel(tr("Best first by"), self)
        sort_label.setObjectName("muted")
        self.sort_box = QComboBox(self)
        self.sort_box.setAccessibleName(tr("Best first by"))
        self.sort_box.setToolTip(tr("Or click a heading of the table; once more turns it round"))
        self._fill_sort_box()
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when it begins
        self.bar.setSizePolicy(policy)
        self.bar.setAccessibleName(tr("Progress of the comparison"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.summary, 1)
        head.addWidget(self.left_label)
        head.addSpacing(8)
        head.addWidget(sort_label)
        head.addWidget(self.sort_box)
        return head

    def _make_pictures(self) -> QWidget:
        panel = QWidget(self)
        self.hint = ElidedLabel(panel)
        self.hint.setObjectName("muted")
        self.hint.set_text(tr("Select rows with Ctrl or Shift to see them beside the photo."))
        self.zoom_label = QLabel(panel)
        self.zoom_label.setObjectName("muted")
        self.zoom_buttons = [
            self._zoom_button("zoom-out", tr("Zoom out"), self.views.zoom_out),
            self._zoom_button("zoom-in", tr("Zoom in"), self.views.zoom_in),
            self._zoom_button("zoom-fit", tr("Fit in window"), self.views.zoom_to_fit),
            self._zoom_button("zoom-actual", tr("Actual size (100%)"), self.views.zoom_to_actual),
        ]
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.hint, 1)
        head.addWidget(self.zoom_label)
        for button in self.zoom_buttons:
            head.addWidget(button)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.views, 1)
        return panel

    def _zoom_button(self, icon: str, name: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("flat")
        button.setIcon(icons.icon(icon))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return button

    def _fill_sort_box(self) -> None:
        chosen = self.sort_box.currentData()
        with QSignalBlocker(self.sort_box):
            self.sort_box.clear()
            self.sort_box.addItem(tr("As painted"), -1)
            for column in range(COLUMNS):
                self.sort_box.addItem(column_name(column), column)
            self.sort_box.setCurrentIndex(max(0, self.sort_box.findData(chosen)))

    def _wire(self) -> None:
        self.styles.ticks_changed.connect(self._show_state)
        self.run.row_made.connect(self._on_row)
        self.run.progressed.connect(self._on_progressed)
        self.run.state_changed.connect(self._on_state_changed)
        self.run.failed.connect(self.say)
        self.table.selection_changed.connect(self._on_selection)
        self.table.doubleClicked.connect(self._on_activated)
        self.table.sorted_by.connect(self._on_sorted)
        self.sort_box.activated.connect(
            lambda _index: self.table.sort_by(self.sort_box.currentData())
        )
        self.views.zoom_changed.connect(self._on_zoom_changed)

    # --- what the window has -----------------------------------------------------------------

    def set_photo(self, photo: Photo | None) -> None:
        """The photo of the next comparison; results of another one go."""
        if photo is self._photo:
            return
        self._photo = photo
        self.run.forget()
        self.table.rows.clear()
        self._show_pictures()
        self._show_state()

    def set_params(self, params: TransferParams) -> None:
        """Strength, stroke size and colours of the next comparison."""
        self._params = params
        self._show_state()

    def say(self, sentence: str) -> None:
        """A message at the foot."""
        self.message.set_text(sentence)
        self.message.setToolTip(sentence)

    # --- running -----------------------------------------------------------------------------

    def _on_one_of_each(self) -> None:
        self.styles.tick_one_of_each(self.current_style)

    def _on_run(self) -> None:
        if self.run.running:
            self.run.cancel()
            return
        styles = self.styles.ticked
        if self._photo is None or not styles:
            return
        self.say("")
        self.table.rows.clear()
        self._show_pictures()
        self._time_left = TimeLeft()
        self.bar.setValue(0)
        self.run.start(self._photo, styles, self._params)

    def _on_row(self, row: ComparedStyle) -> None:
        self.table.rows.add(row)
        if not self.table.selected:
            self._show_pictures()
        self._show_state()

    def _on_progressed(self, fraction: float) -> None:
        self.bar.setValue(round(1000 * fraction))
        if self._time_left is not None:
            self.left_label.setText(time_left_text(self._time_left.update(fraction)))

    def _on_state_changed(self) -> None:
        if not self.run.running:
            self.left_label.clear()
        self._show_state()

    def _show_state(self) -> None:
        running, count = self.run.running, len(self.styles.ticked)
        self.style_heading.setText(tr_n("%n style", count) if count else tr("Styles"))
        self.run_button.setText(tr("Stop") if running else tr("Compare"))
        self.run_button.setEnabled(running or (count > 0 and self._photo is not None))
        self.run_button.setProperty("running", running)
        self.run_button.style().polish(self.run_button)
        self.bar.setVisible(running)
        self.save_button.setEnabled(not running and len(self.run.rows) > 1)
        self.use_button.setEnabled(self._usable() is not None)
        self.summary.set_text(self._summary())
        self.settings_label.setText(self._settings_text())
        self.views.empty_words = self._empty_words()
        self.views.update()

    def _summary(self) -> str:
        report = self.run.report
        if report is None:
            return tr("Nothing compared yet")
        made = len([row for row in report.rows if not row.is_photo])
        height, width = report.working_hw
        return tr("{made} of {all} styles, {width} × {height} pixels, on {device}").format(
            made=made, all=self.run.planned - 1, width=width, height=height,
            device=tr_engine(report.device),
        )  # fmt: skip

    def _settings_text(self) -> str:
        params = self._params
        look = tr("Strength {strength}, stroke size {size}, as in the window.").format(
            strength=f"{params.strength:.2f}", size=f"{params.stroke_size:.2f}"
        )
        if params.keep_colors:
            look = in_a_row(look, tr("With the colours of the photo."))
        if self._photo is None:
            return look
        height, width = working_size(self._photo.hw)
        size = tr("Compared at {width} × {height} pixels.").format(width=width, height=height)
        return in_a_row(look, size)

    def _empty_words(self) -> str:
        if self._photo is None:
            return tr("Open a photo to compare styles on it.")
        return tr("Tick styles on the left and press Compare.")

    # --- results -----------------------------------------------------------------------------

    def _on_selection(self) -> None:
        self.use_button.setEnabled(self._usable() is not None)
        self._show_pictures()

    def _show_pictures(self) -> None:
        """The photo, then the selected results; where none is selected, the first ones."""
        rows, images = self.table.rows.rows, self.table.rows.images
        chosen = self.table.selected or range(len(rows))
        beside = [i for i in chosen if not rows[i].is_photo and not images[i].isNull()]
        shown = [i for i in range(len(rows)) if rows[i].is_photo] + beside[:MOST_BESIDE]
        self.views.show_pictures([(shown_title(rows[i], tr_engine), images[i]) for i in shown])

    def _usable(self) -> ComparedStyle | None:
        """The row whose style would be put into the window."""
        row = self.table.current
        return row if row is not None and not row.is_photo and not row.failure else None

    def _on_use(self) -> None:
        row = self._usable()
        if row is None:
            return
        self.use_wanted.emit(row.style)
        title = shown_title(row, tr_engine)
        self.say(tr("“{style}” is the style of the window now.").format(style=title))

    def _on_activated(self, index: QModelIndex) -> None:
        if isinstance(index.data(ROW_ROLE), ComparedStyle):
            self._on_use()

    def _on_save(self) -> None:
        report = self.run.report
        if report is not None:
            self.save_wanted.emit(report)

    def _on_sorted(self, column: int) -> None:
        with QSignalBlocker(self.sort_box):
            self.sort_box.setCurrentIndex(max(0, self.sort_box.findData(column)))

    def _on_zoom_changed(self, zoom: float) -> None:
        self.zoom_label.setText(f"{zoom:.0%}" if self.views.pictures else "")

    # --- events ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter on a row uses its style; elsewhere it must not press a button by chance.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.table.hasFocus():
                self._on_use()
                return
            if self.styles.hasFocus() or self.views.hasFocus():
                return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """However it is closed, the work for it ends."""
        self.run.cancel()
        super().done(result)

    def retranslate(self) -> None:
        """After a change of language."""
        self._fill_sort_box()
        self.hint.set_text(tr("Select rows with Ctrl or Shift to see them beside the photo."))
        self._show_state()
        self._show_pictures()


def suggested_name(photo: Photo | None) -> str:
    """What the file of a comparison is called at first."""
    stem = Path(photo.name).stem if photo is not None and photo.name else "photo"
    return f"{stem}-styles.html"
