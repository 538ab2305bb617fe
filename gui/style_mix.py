"""The list of styles in a mix: how much of each, which part of it, and out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.imaging.photo import Photo
from engine.styles import StyleMix, StylePart, StylePreset
from gui import icons
from gui.content_card import rounded
from gui.direct_slider import DirectSlider
from gui.language import tr, tr_n
from gui.style_families import has_own_generator

Single = Photo | StylePreset

SLIDER_STEPS = 100
PICTURE_PX = 26
ROWS_SHOWN, LEAST_ROWS = 3, 2


def flat_button(icon: str, name: str, tip: str, parent: QWidget) -> QToolButton:
    """A button that is nothing but its icon."""
    button = QToolButton(parent)
    button.setObjectName("flat")
    button.setIcon(icons.icon(icon))
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button


def through_stylenet(title: str) -> str:
    """Why a style that has its own generator looks different in a mix."""
    return tr(
        "StyleNet draws a mix: “{title}” counts with what StyleNet sees of it, not with the "
        "generator of its own."
    ).format(title=title)


class RowsArea(QScrollArea):
    """A list of equally high rows: a few show, fewer where room is short."""

    row_px = 0
    count = 0

    def sizeHint(self) -> QSize:
        return QSize(120, min(self.count, ROWS_SHOWN) * self.row_px)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, min(self.count, LEAST_ROWS) * self.row_px)

    def set_rows(self, count: int, row_px: int) -> None:
        self.count, self.row_px = count, row_px
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()


class MixRow(QWidget):
    """One style of the mix."""

    changed = Signal()
    settled = Signal()
    crop_wanted = Signal()
    removed = Signal()

    def __init__(self, part: StylePart, title: str, picture: QPixmap, parent: QWidget) -> None:
        super().__init__(parent)
        self.part = part
        self.title = title
        self.picture = QLabel(self)
        self.picture.setFixedSize(PICTURE_PX, PICTURE_PX)
        self.picture.setPixmap(rounded(picture, PICTURE_PX, self.devicePixelRatioF()))
        self.slider = DirectSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(1, SLIDER_STEPS)
        self.slider.setPageStep(10)
        self.slider.setMinimumWidth(60)
        self.share = QLabel(self)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.share.setFixedWidth(self.share.fontMetrics().horizontalAdvance("100%") + 4)
        self.crop_button = flat_button("crop", "", "", self)
        self.remove_button = flat_button("close", "", "", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.picture, self.slider, self.share):
            row.addWidget(widget, 1 if widget is self.slider else 0)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.crop_button)
        buttons.addWidget(self.remove_button)
        row.addLayout(buttons)
        self.set_weight(part.weight)
        self.retranslate()
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self.settled)
        self.crop_button.clicked.connect(self.crop_wanted)
        self.remove_button.clicked.connect(self.removed)

    def set_weight(self, weight: float) -> None:
        """Show this weight, 0..1, without a signal."""
        self.part = replace(self.part, weight=weight)
        if not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(weight * SLIDER_STEPS))

    def show_share(self, share: float) -> None:
        self.share.setText(f"{round(100 * share)}%")

    def retranslate(self) -> None:
        title = self.title
        about, tip = title, tr("How much of “{title}” there is in the picture, next to the others")
        if has_own_generator(self.part.source):
            about = through_stylenet(title)
            tip = tr(
                "How much of “{title}”, as StyleNet sees it, there is in the picture, next to the "
                "others"
            )
        self.picture.setToolTip(about)
        self.slider.setAccessibleName(tr("Weight of {title}").format(title=title))
        self.slider.setToolTip(tip.format(title=title))
        self.crop_button.setAccessibleName(tr("Crop {title}").format(title=title))
        self.crop_button.setToolTip(
            tr("Use only a part of “{title}”, turned or with larger strokes").format(title=title)
        )
        self.remove_button.setAccessibleName(tr("Remove {title}").format(title=title))
        self.remove_button.setToolTip(tr("Take “{title}” out of the mix").format(title=title))

    def _on_moved(self, position: int) -> None:
        self.part = replace(self.part, weight=position / SLIDER_STEPS)
        self.changed.emit()
        if not self.slider.isSliderDown():
            self.settled.emit()


class MixPanel(QWidget):
    """Two or more styles with their weights; nothing to see while there is only one."""

    changed = Signal(object)  # StyleMix, while a slider is dragged, too
    settled = Signal()
    crop_wanted = Signal(int)  # place in the mix

    def __init__(
        self, look_up: Callable[[Single], tuple[str, QPixmap]], parent: QWidget | None = None
    ) -> None:
        """look_up: title and square picture of a style."""
        super().__init__(parent)
        self._look_up = look_up
        self.rows: list[MixRow] = []
        self.heading = QLabel(self)
        self.heading.setObjectName("muted")
        self.swap_button = flat_button(
            "swap", tr("Swap weights"),
            tr("Turn the weights round: the strongest style becomes the weakest"), self,
        )  # fmt: skip
        self.swap_button.clicked.connect(self._on_swapped)
        self.leave_button = flat_button(
            "close", tr("End the mix"), tr("Keep only the strongest style"), self
        )
        self.leave_button.clicked.connect(self._on_left)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.heading, 1)
        head.addWidget(self.swap_button)
        head.addWidget(self.leave_button)
        self._list = QWidget(self)
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._scroll = RowsArea(self)
        self._scroll.setWidget(self._list)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._scroll)
        self.hide()

    @property
    def parts(self) -> tuple[StylePart, ...]:
        return tuple(row.part for row in self.rows)

    def show_mix(self, mix: StyleMix | None) -> None:
        """Show the parts of this mix; sliders under the mouse are left where they are."""
        parts = mix.parts if mix is not None and len(mix.parts) > 1 else ()
        same = len(parts) == len(self.rows) and all(
            row.part.source is part.source for row, part in zip(self.rows, parts, strict=True)
        )
        if same:
            for row, part in zip(self.rows, parts, strict=True):
                row.part = part
                row.set_weight(part.weight)
        else:
            self._rebuild(parts)
        self.setVisible(bool(parts))
        self._show_shares()

    def retranslate(self) -> None:
        self._show_shares()

    def _rebuild(self, parts: tuple[StylePart, ...]) -> None:
        for old in self.rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = []
        strongest = max((part.weight for part in parts), default=1.0)
        for part in parts:
            if strongest > 1.0:
                part = replace(part, weight=part.weight / strongest)
            row = MixRow(part, *self._look_up(part.source), self._list)
            row.changed.connect(self._on_changed)
            row.settled.connect(self.settled)
            row.removed.connect(lambda row=row: self._on_removed(row))
            row.crop_wanted.connect(lambda row=row: self.crop_wanted.emit(self.rows.index(row)))
            self._column.addWidget(row)
            self.rows.append(row)
        if self.rows:
            height = self.rows[0].sizeHint().height() + self._column.spacing()
            self._scroll.set_rows(len(self.rows), height)

    def _show_shares(self) -> None:
        total = sum(row.part.weight for row in self.rows)
        for row in self.rows:
            row.show_share(row.part.weight / total)
        if self.rows:
            self.heading.setText(tr_n("Mix of %n style", len(self.rows)))

    def _on_changed(self) -> None:
        self._show_shares()
        self.changed.emit(StyleMix(self.parts))

    def _on_removed(self, row: MixRow) -> None:
        left = tuple(other.part for other in self.rows if other is not row)
        self.changed.emit(StyleMix(left))
        self.settled.emit()

    def _on_swapped(self) -> None:
        weights = [part.weight for part in self.parts]
        turned = zip(self.parts, reversed(weights), strict=True)
        mix = StyleMix(tuple(replace(part, weight=weight) for part, weight in turned))
        self.show_mix(mix)
        self.changed.emit(mix)
        self.settled.emit()

    def _on_left(self) -> None:
        strongest = max(self.parts, key=lambda part: part.weight)
        self.changed.emit(StyleMix((strongest,)))
        self.settled.emit()
