"""Right panel: overall score, ranked flagged regions with their repair, and the history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from engine.operations.params import InspectParams, RepairParams
from engine.operations.results import Inspection, Region
from gui import icons
from gui.params_panel import ParamsPanel
from gui.qimage import thumbnail

Index = QModelIndex | QPersistentModelIndex

REGION_ROLE = Qt.ItemDataRole.UserRole + 1
CROP_SIDE = 44
CROP_CONTEXT = 0.35


@dataclass(frozen=True)
class RegionRow:
    region: Region
    crop: QPixmap


class RegionListModel(QAbstractListModel):
    """The flagged regions that are not ignored, worst first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RegionRow] = []

    def set_regions(self, regions: tuple[Region, ...], pixels: np.ndarray | None) -> None:
        self.beginResetModel()
        self._rows = [RegionRow(region, crop_of(region, pixels)) for region in regions]
        self.endResetModel()

    def region_at(self, row: int) -> Region | None:
        return self._rows[row].region if 0 <= row < len(self._rows) else None

    def row_of(self, number: int) -> int:
        """Row of the region with this number, -1 when it is not listed."""
        return next((i for i, r in enumerate(self._rows) if r.region.number == number), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        region = row.region
        if role == Qt.ItemDataRole.DisplayRole:
            return region.sentence
        if role == Qt.ItemDataRole.DecorationRole:
            return row.crop
        if role == REGION_ROLE:
            return region
        if role == Qt.ItemDataRole.ToolTipRole:
            size = f"{region.area_px:,} pixels"
            return f"<p>{region.sentence}<br>Score {region.score:.0%}, {size}.</p>"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Problem {region.number}: {region.sentence} Score {region.score:.0%}"
        return None


def crop_of(region: Region, pixels: np.ndarray | None) -> QPixmap:
    """A square look at the region with some of its surroundings."""
    if pixels is None:
        return QPixmap()
    top, left, bottom, right = region.box
    height, width = pixels.shape[:2]
    side = round(max(bottom - top, right - left, 16) * (1 + 2 * CROP_CONTEXT))
    side = min(side, height, width)
    top = min(max(0, (top + bottom - side) // 2), height - side)
    left = min(max(0, (left + right - side) // 2), width - side)
    return QPixmap.fromImage(thumbnail(pixels[top : top + side, left : left + side], 2 * CROP_SIDE))


class RegionDelegate(QStyledItemDelegate):
    """Number, crop, sentence on two lines, and the score as a bar and a number."""

    HEIGHT = 68

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = option.fontMetrics.height()
        return QSize(200, max(self.HEIGHT, 3 * line + 20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        region: Region = index.data(REGION_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style_option = QStyleOptionViewItem(option)
        style = option.widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, style_option, painter, option.widget
        )
        palette: QPalette = option.palette
        area = option.rect.adjusted(8, 8, -8, -8)
        crop_rect = QRect(area.left(), area.top(), CROP_SIDE, CROP_SIDE)
        self._paint_crop(painter, crop_rect, index.data(Qt.ItemDataRole.DecorationRole))
        self._paint_number(painter, crop_rect, region.number, palette)
        text = area.adjusted(CROP_SIDE + 12, -3, 0, 0)
        self._paint_text(painter, text, region, option, palette)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(palette.color(QPalette.ColorRole.Link))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -2, -2), 5, 5)
        painter.restore()

    def _paint_crop(self, painter: QPainter, rect: QRect, crop: QPixmap) -> None:
        if not crop.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(rect, crop)

    def _paint_number(self, painter: QPainter, crop: QRect, number: int, palette: QPalette) -> None:
        chip = QRect(crop.left() - 3, crop.top() - 3, 20 if number < 10 else 26, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(chip, 9, 9)
        font = QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_text(
        self, painter: QPainter, rect: QRect, region: Region,
        option: QStyleOptionViewItem, palette: QPalette,
    ) -> None:  # fmt: skip
        painter.setFont(option.font)
        metrics = option.fontMetrics
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        lines = two_lines(region.sentence, metrics, rect.width())
        for i, line in enumerate(lines):
            baseline = rect.top() + metrics.ascent() + i * metrics.height()
            painter.drawText(rect.left(), baseline, line)
        foot = rect.top() + 2 * metrics.height() + 4
        score = f"{region.score:.0%}"
        muted = QColor(palette.color(QPalette.ColorRole.PlaceholderText))
        bar = QRect(rect.left(), foot + metrics.height() // 2 - 2,
                    rect.width() - metrics.horizontalAdvance("100%") - 8, 4)  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(
            QRect(bar.left(), bar.top(), max(4, round(bar.width() * region.score)), 4), 2, 2
        )
        painter.setPen(muted)
        number_rect = QRect(rect.left(), foot, rect.width(), metrics.height())
        painter.drawText(number_rect, Qt.AlignmentFlag.AlignRight, score)


def two_lines(sentence: str, metrics: QFontMetrics, width: int) -> list[str]:
    """The sentence broken at a word into at most two lines, the second one elided."""
    words = sentence.split()
    first = ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first and words:
        return [metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, width)]
    rest = metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)
    return [first, rest] if rest else [first]


class ProblemsPanel(QWidget):
    """What the discriminator found, and what can be done about it."""

    region_selected = Signal(object)  # Region or None, also after a new inspection
    region_wanted = Signal(object)  # Region that the person wants to see
    sensitivity_changed = Signal(object)  # InspectParams
    repair_wanted = Signal()
    ignore_wanted = Signal()
    inspect_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel("Problems", self)
        self.heading.setObjectName("heading")
        self.score = QLabel("", self)
        self.score.setObjectName("muted")
        self.message = QLabel(self)
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.busy_bar = QProgressBar(self)
        self.busy_bar.setRange(0, 1000)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.setAccessibleName("Inspection progress")
        self.sensitivity = ParamsPanel(InspectParams, ("sensitivity",), self)
        self.sensitivity.params_changed.connect(self.sensitivity_changed)
        self.model = RegionListModel(self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(RegionDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName("Flagged regions, worst first")
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.activated.connect(self._on_activated)
        self.view.clicked.connect(self._on_activated)
        self.method = ParamsPanel(RepairParams, parent=self)
        self.repair_button = QPushButton(icons.icon("repair"), "Repair", self)
        self.repair_button.setToolTip("Repair the painted mask, or else the selected problem (R)")
        self.repair_button.clicked.connect(self.repair_wanted)
        self.ignore_button = QPushButton(icons.icon("ignore"), "Ignore", self)
        self.ignore_button.setToolTip("Take the selected problem off the list (Del)")
        self.ignore_button.clicked.connect(self.ignore_wanted)
        self._relisting = False
        self._arrange()
        self.show_idle("After the transfer, spots that look off are listed here.")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.score)
        column.addLayout(top)
        column.addWidget(self.busy_bar)
        column.addWidget(self.message)
        column.addWidget(self.sensitivity)
        column.addWidget(self.view, 1)
        column.addWidget(self.method)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.repair_button, 2)
        buttons.addWidget(self.ignore_button, 1)
        column.addLayout(buttons)

    @property
    def repair_params(self) -> RepairParams:
        return self.method.params

    @property
    def selected_region(self) -> Region | None:
        return self.model.region_at(self.view.currentIndex().row())

    def show_idle(self, message: str) -> None:
        """No inspection yet: say why."""
        self.model.set_regions((), None)
        self._set_message(message)
        self.score.clear()
        self._set_results_visible(False)

    def show_busy(self, fraction: float) -> None:
        self.busy_bar.setValue(round(fraction * 1000))
        self.busy_bar.show()

    def hide_busy(self) -> None:
        self.busy_bar.hide()

    def show_inspection(
        self, inspection: Inspection, regions: tuple[Region, ...], pixels: np.ndarray
    ) -> None:
        """List `regions` (the inspection's without the ignored ones); keeps the selection."""
        selected = self.selected_region
        self._relisting = True
        self.model.set_regions(regions, pixels)
        self._set_results_visible(True)
        flagged = f"{inspection.flagged_fraction:.1%} flagged"
        self.score.setText(f"{flagged} · {inspection.score:.0%} odd")
        self.score.setToolTip(
            "How much of the picture is flagged, and how odd the picture as a whole looks to "
            "the discriminator: 0 % is flawless."
        )
        notes = []
        if not regions:
            ignored = len(inspection.regions) > 0
            notes.append("All problems are ignored." if ignored else "Nothing looks off.")
        if inspection.confidence != "full":
            missing = "the style" if inspection.confidence == "no style" else "the photo"
            notes.append(f"Judged without {missing}, so less sure.")
        self._set_message(" ".join(notes))
        if selected is not None:
            same = next((r for r in regions if r.box == selected.box), None)
            if same is not None:
                self.select(same.number)
        self._relisting = False
        # A model reset drops the selection without a word.
        self.region_selected.emit(self.selected_region)

    def select(self, number: int) -> None:
        row = self.model.row_of(number)
        self.view.setCurrentIndex(self.model.index(row, 0) if row >= 0 else QModelIndex())

    def step(self, by: int) -> None:
        """Select the next (1) or previous (-1) region, round the end."""
        count = self.model.rowCount()
        if not count:
            return
        current = self.view.currentIndex().row()
        row = (0 if by > 0 else count - 1) if current < 0 else (current + by) % count
        self.view.setCurrentIndex(self.model.index(row, 0))

    def clear_selection(self) -> None:
        self.view.setCurrentIndex(QModelIndex())

    def redraw_icons(self) -> None:
        self.repair_button.setIcon(icons.icon("repair"))
        self.ignore_button.setIcon(icons.icon("ignore"))

    def _set_message(self, message: str) -> None:
        self.message.setText(message)
        self.message.setVisible(bool(message))

    def _set_results_visible(self, visible: bool) -> None:
        for widget in (self.sensitivity, self.method, self.repair_button, self.ignore_button):
            widget.setVisible(visible)
        self.hide_busy()

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        region = self.model.region_at(current.row())
        self.region_selected.emit(region)
        # Listing the regions anew must not move the picture under the person's hands.
        if region is not None and not self._relisting:
            self.region_wanted.emit(region)

    def _on_activated(self, index: QModelIndex) -> None:
        # A click on the row that is current already goes there again.
        self.region_wanted.emit(self.model.region_at(index.row()))
