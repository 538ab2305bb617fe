"""The styles of a comparison: a list by family in which those are ticked that are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from engine.comparison import FAMILY_NAMES, family_of
from engine.styles import Family, StyleSource
from gui import icons
from gui.keyboard_focus import FocusFrame
from gui.language import tr, tr_engine

SOURCE_ROLE = Qt.ItemDataRole.UserRole + 1
FAMILY_ROLE = Qt.ItemDataRole.UserRole + 2
THUMBNAIL_PX = 30
ROW_PX, HEADING_PX = 38, 32

# As check boxes look elsewhere; those of lists are all but invisible on dark ground.
_TICKS = f"""
QListView::indicator {{ width: 15px; height: 15px; border: 1px solid palette(placeholder-text);
    border-radius: 4px; background: palette(button); }}
QListView::indicator:checked, QListView::indicator:indeterminate {{
    background: palette(highlight); border-color: palette(highlight); }}
QListView::indicator:checked {{
    image: url({(icons.ICONS_DIR / "check-on-gold.svg").as_posix()}); }}
QListView::indicator:indeterminate {{
    image: url({(icons.ICONS_DIR / "dash-on-gold.svg").as_posix()}); }}
"""


@dataclass(frozen=True, eq=False)
class StyleChoice:
    """A style that can be compared. title: as it is shown; picture: square, may be null."""

    source: StyleSource
    title: str
    picture: QPixmap

    @property
    def family(self) -> Family:
        return family_of(self.source)


class CompareStyleList(QListWidget):
    """Styles below the names of their families; the tick of a family ticks all of it."""

    ticks_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Styles to compare"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(THUMBNAIL_PX, THUMBNAIL_PX))
        self.setStyleSheet(_TICKS)
        self.focus_frame = FocusFrame(self)
        self.itemChanged.connect(self._on_item_changed)
        self.itemActivated.connect(_toggle)

    # --- what is in it -----------------------------------------------------------------------

    def set_choices(self, choices: Sequence[StyleChoice]) -> None:
        """Show these; what was ticked stays ticked."""
        ticked = self.ticked
        with QSignalBlocker(self):
            self.clear()
            for family in FAMILY_NAMES:
                of_family = [choice for choice in choices if choice.family == family]
                if of_family:
                    self._add_heading(family)
                for choice in of_family:
                    self._add(choice)
        self._tick(ticked)
        self.ticks_changed.emit()

    def _add_heading(self, family: Family) -> None:
        item = QListWidgetItem(tr_engine(FAMILY_NAMES[family]))
        item.setData(FAMILY_ROLE, family)
        font = self.font()
        font.setBold(True)
        item.setFont(font)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        item.setSizeHint(QSize(0, HEADING_PX))
        item.setToolTip(tr("Tick or untick all of this family"))
        self.addItem(item)

    def _add(self, choice: StyleChoice) -> None:
        item = QListWidgetItem(choice.title)
        none = choice.picture.isNull()
        item.setIcon(icons.icon("style") if none else icons.of_picture(choice.picture))
        item.setData(SOURCE_ROLE, choice)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        item.setSizeHint(QSize(0, ROW_PX))
        item.setToolTip(choice.title)
        self.addItem(item)

    @property
    def choices(self) -> list[StyleChoice]:
        """All styles, in the order of the list."""
        return [item.data(SOURCE_ROLE) for item in self._items() if not _is_heading(item)]

    @property
    def ticked(self) -> list[StyleSource]:
        """The ticked styles, in the order of the list."""
        return [
            item.data(SOURCE_ROLE).source
            for item in self._items()
            if not _is_heading(item) and item.checkState() == Qt.CheckState.Checked
        ]

    # --- ticking -----------------------------------------------------------------------------

    def tick_only(self, sources: Iterable[StyleSource]) -> None:
        """Tick these and no others."""
        self._tick(list(sources))
        self.ticks_changed.emit()

    def tick_all(self) -> None:
        self.tick_only(choice.source for choice in self.choices)

    def tick_one_of_each(self, preferred: StyleSource | None) -> None:
        """The first style of each family, the preferred one of its own."""
        chosen: dict[Family, StyleSource] = {}
        for choice in self.choices:
            if choice.family not in chosen or _is(choice.source, preferred):
                chosen[choice.family] = choice.source
        self.tick_only(chosen.values())

    def _tick(self, sources: Sequence[StyleSource]) -> None:
        with QSignalBlocker(self):
            for item in self._items():
                if not _is_heading(item):
                    own = item.data(SOURCE_ROLE).source
                    on = any(_is(own, source) for source in sources)
                    item.setCheckState(_state(on))
            self._show_families()

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        with QSignalBlocker(self):
            if _is_heading(item):
                for one in self._of_family(item):
                    one.setCheckState(item.checkState())
            self._show_families()
        self.ticks_changed.emit()

    def _show_families(self) -> None:
        """Whether all, some or none of a family is ticked."""
        for heading in self._items():
            if not _is_heading(heading):
                continue
            states = {item.checkState() for item in self._of_family(heading)}
            mixed = len(states) > 1
            heading.setCheckState(Qt.CheckState.PartiallyChecked if mixed else states.pop())

    def _of_family(self, heading: QListWidgetItem) -> list[QListWidgetItem]:
        family = heading.data(FAMILY_ROLE)
        return [
            item for item in self._items()
            if not _is_heading(item) and item.data(SOURCE_ROLE).family == family
        ]  # fmt: skip

    def _items(self) -> Iterator[QListWidgetItem]:
        return (self.item(row) for row in range(self.count()))

    def retranslate(self) -> None:
        """After a change of language: the names of the families."""
        with QSignalBlocker(self):
            for item in self._items():
                if _is_heading(item):
                    item.setText(tr_engine(FAMILY_NAMES[item.data(FAMILY_ROLE)]))
                    item.setToolTip(tr("Tick or untick all of this family"))


def _is_heading(item: QListWidgetItem) -> bool:
    return item.data(SOURCE_ROLE) is None


def _is(one: StyleSource, other: StyleSource | None) -> bool:
    """Presets are equal by what they are made of; pictures and mixes only to themselves."""
    return one is other or (other is not None and one == other)


def _state(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked


def _toggle(item: QListWidgetItem) -> None:
    item.setCheckState(_state(item.checkState() != Qt.CheckState.Checked))
