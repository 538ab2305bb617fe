"""What the middle of the window offers before there is a photo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import icons
from gui.drops import DropTarget
from gui.language import tr
from gui.samples import SamplePhoto

SAMPLE_SIZE = QSize(112, 80)
RECENT_SHOWN = 4


class EmptyState(DropTarget):
    """Drop a photo, open one, try a sample, or go back to a recent file."""

    open_wanted = Signal()
    file_wanted = Signal(object)  # Path

    def __init__(self, samples: tuple[SamplePhoto, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self._zone = QFrame(self)
        self._zone.setObjectName("dropZone")
        self._zone.setFixedWidth(480)
        self._logo = QLabel(self)
        self._logo.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = QLabel(tr("Drop a photo here"), self)
        title.setObjectName("emptyTitle")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words = QLabel(tr("Then choose a style, and repair what looks wrong."), self)
        words.setObjectName("muted")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.open_button = QPushButton(tr("Open photo…"), self)
        self.open_button.setObjectName("primary")
        self.open_button.setMinimumWidth(176)
        self.open_button.clicked.connect(self.open_wanted)
        column = QVBoxLayout(self._zone)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addWidget(self._logo)
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(8)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.sample_buttons: list[QToolButton] = []
        if samples:
            column.addSpacing(16)
            column.addLayout(self._sample_row(samples))
        self._recent_box = QWidget(self)
        self._recent_column = QVBoxLayout(self._recent_box)
        self._recent_column.setContentsMargins(0, 8, 0, 0)
        self._recent_column.setSpacing(0)
        grid = QGridLayout(self)
        grid.addWidget(self._zone, 1, 1)
        grid.addWidget(self._recent_box, 2, 1)
        for edge in (0, 3):
            grid.setRowStretch(edge, 1)
        for edge in (0, 2):
            grid.setColumnStretch(edge, 1)
        self.redraw_icons()
        self.show_recent([])

    def _sample_row(self, samples: tuple[SamplePhoto, ...]) -> QVBoxLayout:
        label = QLabel(tr("or try a sample"), self)
        label.setObjectName("muted")
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for sample in samples:
            button = QToolButton(self)
            button.setObjectName("flat")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            title = tr(sample.title)
            button.setText(title)
            button.setIcon(_picture_icon(sample.path))
            button.setIconSize(SAMPLE_SIZE)
            button.setToolTip(tr("Open the sample photo “{title}”").format(title=title))
            button.setAccessibleName(tr("Try the sample {title}").format(title=title))
            button.clicked.connect(lambda _=False, path=sample.path: self.file_wanted.emit(path))
            self.sample_buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label)
        column.addLayout(row)
        return column

    def show_recent(self, files: list[Path]) -> None:
        while (item := self._recent_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._recent_box.setVisible(bool(files))
        if not files:
            return
        heading = QLabel(tr("Recent"), self._recent_box)
        heading.setObjectName("muted")
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._recent_column.addWidget(heading)
        for path in files[:RECENT_SHOWN]:
            button = QPushButton(path.name, self._recent_box)
            button.setObjectName("link")
            button.setToolTip(str(path))
            button.clicked.connect(lambda _=False, path=path: self.file_wanted.emit(path))
            self._recent_column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def redraw_icons(self) -> None:
        self._logo.setPixmap(icons.icon("kintsugi").pixmap(56, 56))

    def _set_hovered(self, hovered: bool) -> None:
        self._hovered = hovered
        self._zone.setProperty("hovered", hovered)
        self._zone.style().unpolish(self._zone)
        self._zone.style().polish(self._zone)


def _picture_icon(path: Path) -> QIcon:
    """A thumbnail cut to the shape of the button; the reader decodes at reduced size."""
    reader = QImageReader(str(path))
    target = SAMPLE_SIZE * 2
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(target, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        return icons.icon("picture")
    left = (image.width() - target.width()) // 2
    top = (image.height() - target.height()) // 4
    return QIcon(QPixmap.fromImage(image.copy(left, top, target.width(), target.height())))
