"""The styles of a batch: a list in which those are ticked that every photo is painted in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem, QWidget

from engine.batch import BatchStyle, batch_style_title
from engine.styles import StylePreset
from gui import icons
from gui.drop_list import DropList
from gui.jobs import JobRunner
from gui.language import tr, tr_engine
from gui.qimage import to_qimage
from gui.style_families import drawn_by, family_tag
from gui.style_list import read_small

SOURCE_ROLE = Qt.ItemDataRole.UserRole + 1
THUMBNAIL_PX = 32

# As check boxes look elsewhere; those of lists are all but invisible on dark ground.
_TICKS = f"""
QListView::indicator {{ width: 15px; height: 15px; border: 1px solid palette(placeholder-text);
    border-radius: 4px; background: palette(button); }}
QListView::indicator:checked {{ background: palette(highlight); border-color: palette(highlight);
    image: url({(icons.ICONS_DIR / "check-on-gold.svg").as_posix()}); }}
"""


class BatchStyleList(DropList):
    """Presets, and pictures that were added to them; Qt's `itemChanged` says that a tick did."""

    def __init__(self, presets: Sequence[StylePreset], runner: JobRunner, parent: QWidget) -> None:
        """runner: reads the pictures of own styles, which may be large."""
        super().__init__("", parent)
        self._runner = runner
        self.setAccessibleName(tr("Styles"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setStyleSheet(_TICKS)
        self.setIconSize(QSize(THUMBNAIL_PX, THUMBNAIL_PX))
        self.itemActivated.connect(_toggle)
        for preset in presets:
            self.add(preset, ticked=False)

    @property
    def ticked(self) -> list[BatchStyle]:
        """The ticked styles, in the order of the list."""
        return [
            item.data(SOURCE_ROLE)
            for item in self._items()
            if item.checkState() == Qt.CheckState.Checked
        ]

    def add(self, source: BatchStyle, ticked: bool) -> QListWidgetItem:
        """Put a style at the end of the list."""
        item = QListWidgetItem(_words(source))
        if isinstance(source, StylePreset) and not source.own:
            item.setIcon(icons.of_picture_file(source.thumbnail_path))
        else:
            item.setIcon(icons.icon("style"))
        if isinstance(source, StylePreset):
            item.setToolTip(drawn_by(source))
            if source.carried is not None and source.carried.thumbnail is not None:
                picture = to_qimage(source.carried.thumbnail)
                item.setIcon(icons.of_picture(QPixmap.fromImage(picture)))
        item.setData(SOURCE_ROLE, source)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        item.setSizeHint(QSize(0, THUMBNAIL_PX + 8))
        self.addItem(item)
        if isinstance(source, Path):
            self._read_icon(item, source)
        elif isinstance(source, StylePreset) and source.own and source.carried is None:
            self._read_icon(item, source.thumbnail_path)
        return item

    def _read_icon(self, item: QListWidgetItem, picture: Path) -> None:
        def show(image: QImage) -> None:
            if image.isNull() or self.row(item) < 0:
                return
            with QSignalBlocker(self):  # an icon is no tick
                item.setIcon(icons.of_picture(QPixmap.fromImage(image)))

        self._runner.submit(
            "Reading a style picture",
            lambda _progress: read_small(picture, 2 * THUMBNAIL_PX),
            on_success=show,
        )

    def tick(self, source: BatchStyle) -> None:
        """Tick a style, first adding it where it is none of the list."""
        for item in self._items():
            if item.data(SOURCE_ROLE) == source:
                item.setCheckState(Qt.CheckState.Checked)
                return
        self.add(source, ticked=True)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]


def _words(source: BatchStyle) -> str:
    """The title, and the generator where the style has one of its own."""
    title = tr_engine(batch_style_title(source))
    family = family_tag(source) if isinstance(source, StylePreset) else ""
    return f"{title} · {family}" if family else title


def _toggle(item: QListWidgetItem) -> None:
    checked = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
