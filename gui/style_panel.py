"""Left panel: the photo, the gallery of styles, the look, and the Transfer button."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPainterPath, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.styles import StylePreset
from gui import icons
from gui.drops import DropTarget
from gui.params_panel import ParamsPanel
from gui.qimage import thumbnail
from gui.style_gallery import StyleGallery, StyleListModel, square

Index = QModelIndex | QPersistentModelIndex
StyleSource = Photo | StylePreset


class ContentCard(QFrame):
    """The photo at a glance: thumbnail, name, size, Open…"""

    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = QLabel(self)
        self.picture.setFixedSize(56, 56)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = QLabel("No photo yet", self)
        self.detail = QLabel("Open or drop", self)
        self.detail.setObjectName("muted")
        self.button = QPushButton("Open…", self)
        self.button.setToolTip("Open the photo to stylize (Ctrl+O)")
        self.button.clicked.connect(self.open_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._photo: Photo | None = None
        self.show_photo(None)

    def show_photo(self, photo: Photo | None) -> None:
        self._photo = photo
        ratio = self.devicePixelRatioF()
        if photo is None:
            muted = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
            self.picture.setPixmap(icons.pixmap("picture", 32, muted, ratio))
            self.name.setText("No photo yet")
            self.detail.setText("Open or drop")
            self.setToolTip("")
            return
        image = square(thumbnail(photo.pixels, 4 * 56, photo.alpha))
        self.picture.setPixmap(_rounded(image, 56, ratio))
        name = photo.name or "Pasted picture"
        width = max(60, self.name.width() or 100)
        self.name.setText(
            self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, width)
        )
        self.detail.setText(f"{photo.width} × {photo.height}")
        self.setToolTip(
            f"<p><b>{name}</b><br>{photo.width} × {photo.height} pixels, "
            f"{photo.megapixels:.1f} megapixels, {photo.bit_depth} bit</p>"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._photo is not None:
            name = self._photo.name or "Pasted picture"
            self.name.setText(self.name.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideMiddle, self.name.width()
            ))  # fmt: skip


class RunBar(QWidget):
    """The big button: Transfer, or Cancel with progress and time left while something runs."""

    transfer_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = QLabel("", self)
        self.status.setObjectName("muted")
        # Long sentences must not widen the panel, and the controls above must not jump.
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.button = QPushButton("Transfer style", self)
        self.button.setObjectName("primary")
        self.button.clicked.connect(self._on_clicked)
        self._running = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.status)
        column.addWidget(self.bar)
        column.addWidget(self.button)
        for widget in (self.status, self.bar):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self.show_idle(False, "")

    @property
    def running(self) -> bool:
        return self._running

    def show_idle(self, can_transfer: bool, hint: str) -> None:
        """hint: what is missing, "" when the button can be pressed."""
        self._set_running(False)
        self.button.setText("Transfer style")
        self.button.setEnabled(can_transfer)
        self.button.setToolTip("Paint the photo in the chosen style (Ctrl+Enter)")
        self.status.setText(hint)
        self.status.setVisible(bool(hint))
        self.bar.hide()

    def show_running(self, label: str, cancel_requested: bool = False) -> None:
        self._set_running(True)
        self.button.setText("Stopping…" if cancel_requested else "Cancel")
        self.button.setEnabled(not cancel_requested)
        self.button.setToolTip("Stop and keep the picture as it is (Esc)")
        self.status.setText(label)
        self.status.show()
        self.bar.show()

    def show_progress(self, fraction: float, text: str) -> None:
        self.bar.setValue(round(1000 * fraction))
        self.status.setText(text)

    def _set_running(self, running: bool) -> None:
        if running == self._running:
            return
        self._running = running
        # Style sheets look at a property only when the widget is polished.
        self.button.setProperty("running", running)
        self.button.style().unpolish(self.button)
        self.button.style().polish(self.button)

    def _on_clicked(self) -> None:
        if self._running:
            self.cancel_wanted.emit()
        else:
            self.transfer_wanted.emit()


class StylePanel(DropTarget):
    """Everything that decides what the transfer will do."""

    open_content_wanted = Signal()
    open_style_wanted = Signal()
    style_chosen = Signal(object)  # StyleSource or Path
    params_changed = Signal(object)

    def __init__(self, presets: tuple[StylePreset, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("leftPanel")
        self.content_card = ContentCard(self)
        self.content_card.open_wanted.connect(self.open_content_wanted)
        self.model = StyleListModel(presets, self)
        self.gallery = StyleGallery(self.model, self)
        self.gallery.selectionModel().currentChanged.connect(self._on_current_changed)
        self.own_button = QPushButton(icons.icon("add"), "Use my own image…", self)
        self.own_button.setToolTip(
            "Use any picture as the style; you can also drop or paste it here (Ctrl+Shift+O)"
        )
        self.own_button.clicked.connect(self.open_style_wanted)
        self.params = ParamsPanel(TransferParams, parent=self)
        self.params.params_changed.connect(self.params_changed)
        self.run_bar = RunBar(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(_heading("Photo", self))
        column.addWidget(self.content_card)
        column.addWidget(_rule(self))
        self.style_name = QLabel(self)
        self.style_name.setObjectName("muted")
        self.style_name.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.style_name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        style_row = QHBoxLayout()
        style_row.addWidget(_heading("Style", self))
        style_row.addWidget(self.style_name, 1)
        column.addLayout(style_row)
        column.addWidget(self.gallery, 1)
        column.addWidget(self.own_button)
        column.addWidget(_rule(self))
        column.addWidget(self.params)
        column.addWidget(self.run_bar)
        self._chosen: StyleSource | Path | None = None

    def show_style(self, source: StyleSource | None) -> None:
        """Mark this style as the chosen one without emitting anything."""
        self._chosen = source
        if isinstance(source, Photo):
            self.model.add_own(source)
        self._name_style()
        row = self.model.row_of(source)
        index = self.model.index(row, 0) if row >= 0 else QModelIndex()
        self.gallery.setCurrentIndex(index)
        if row >= 0:
            self.gallery.scrollTo(index)

    def _name_style(self) -> None:
        """The chosen style beside the heading: its tile may be scrolled away."""
        entry = self.model.entry_at(self.model.row_of(self._chosen_source()))
        title = "" if entry is None else entry.title
        self.style_name.setText(
            self.style_name.fontMetrics().elidedText(
                title, Qt.TextElideMode.ElideRight, max(80, self.style_name.width())
            )
        )
        self.style_name.setToolTip("" if entry is None else entry.tip)

    def _chosen_source(self) -> StyleSource | None:
        return None if isinstance(self._chosen, Path) else self._chosen

    def redraw_icons(self) -> None:
        self.own_button.setIcon(icons.icon("add"))
        self.content_card.show_photo(self.content_card._photo)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        entry = self.model.entry_at(current.row())
        if entry is not None and entry.source is not self._chosen:
            self._chosen = entry.source
            self.style_chosen.emit(entry.source)


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName("heading")
    return label


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setObjectName("rule")
    return rule


def _rounded(picture: QPixmap, side: int, ratio: float) -> QPixmap:
    result = QPixmap(round(side * ratio), round(side * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    clip = QPainterPath()
    clip.addRoundedRect(QRectF(QPointF(0, 0), QSize(side, side)), 6, 6)
    painter.setClipPath(clip)
    painter.drawPixmap(QRectF(0, 0, side, side), picture, QRectF(picture.rect()))
    painter.end()
    return result
