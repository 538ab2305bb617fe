"""Makes an own style: a name, and the pictures that it is learnt from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.imaging.photo import Photo
from engine.progress import Progress
from gui import icons
from gui.jobs import Job, JobRunner
from gui.language import tr
from gui.picture_files import ask_for_pictures
from gui.qimage import thumbnail
from gui.style_list import square

PICTURE_PX = 72
LONGEST_TITLE = 80
_SOURCE = Qt.ItemDataRole.UserRole


def ask_title(parent: QWidget, heading: str, title: str) -> str:
    """A name for a style, beginning with this one; "" if none was given."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(heading)
    dialog.setLabelText(tr("Name of the style"))
    dialog.setTextValue(title)
    edit = dialog.findChild(QLineEdit)
    if edit is not None:
        edit.setMaxLength(LONGEST_TITLE)
        edit.selectAll()
    accepted = dialog.exec()
    given = " ".join(dialog.textValue().split())
    dialog.deleteLater()
    return given if accepted else ""


class OwnStyleDialog(QDialog):
    """Several pictures of one hand make a steadier style than one."""

    def __init__(
        self,
        pictures: list[Photo | Path],
        folder: Path,
        runner: JobRunner,
        parent: QWidget | None = None,
    ) -> None:
        """folder: where the dialog for more pictures begins. runner: reads them, for icons only."""
        super().__init__(parent)
        self._runner = runner
        self._items: dict[int, QListWidgetItem] = {}
        self._reading: list[Job] = []
        self.setWindowTitle(tr("Save as own style"))
        self._folder = folder
        self.name_edit = QLineEdit(self)
        self.name_edit.setMaxLength(LONGEST_TITLE)
        self.name_edit.setPlaceholderText(tr("Name of the style"))
        self.name_edit.setAccessibleName(tr("Name of the style"))
        self.list = QListWidget(self)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self.list.setGridSize(QSize(PICTURE_PX + 16, PICTURE_PX + 30))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(tr("Pictures of the style"))
        self.add_button = QPushButton(icons.icon("add"), tr("Add pictures…"), self)
        self.add_button.setToolTip(tr("Several pictures of one hand make a steadier style"))
        self.remove_button = QPushButton(tr("Remove"), self)
        self.remove_button.setToolTip(tr("Leave the selected pictures out"))
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.name_edit.textChanged.connect(lambda _text: self._refresh())
        self.list.itemSelectionChanged.connect(self._refresh)
        self._lay_out()
        for picture in pictures:
            self.add_picture(picture)
        if pictures:
            self.name_edit.setText(Path(_name_of(pictures[0])).stem)
            self.name_edit.selectAll()
        self._refresh()

    def _lay_out(self) -> None:
        words = QLabel(
            tr("The style is learnt from these pictures and kept in your gallery."), self
        )
        words.setObjectName("muted")
        words.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self.name_edit)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(words)
        column.addWidget(self.buttons)

    def sizeHint(self) -> QSize:
        return QSize(440, 400)

    @property
    def title(self) -> str:
        return " ".join(self.name_edit.text().split())

    @property
    def pictures(self) -> list[Photo | Path]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(_SOURCE) for item in items]

    def add_picture(self, picture: Photo | Path) -> None:
        item = QListWidgetItem(icons.icon("picture"), Path(_name_of(picture)).stem)
        item.setData(_SOURCE, picture)
        self.list.addItem(item)
        number = len(self._items)
        self._items[number] = item
        job = self._runner.submit(
            "Reading a picture", lambda progress: _small_picture(picture, progress),
            on_success=lambda image: self._show_icon(number, image),
            on_failure=lambda _sentence, _details: None,  # it is told when the style is made
        )  # fmt: skip
        self._reading.append(job)
        self._refresh()

    def _show_icon(self, number: int, image: QImage) -> None:
        item = self._items[number]
        if not image.isNull() and self.list.row(item) >= 0:
            item.setIcon(icons.of_picture(square(image)))

    def done(self, result: int) -> None:
        for job in self._reading:
            job.cancel()
        super().done(result)

    def _on_add(self) -> None:
        for path in ask_for_pictures(self, tr("Add pictures"), self._folder):
            self._folder = path.parent
            self.add_picture(path)

    def _on_remove(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._refresh()

    def _refresh(self) -> None:
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(bool(self.title) and self.list.count() > 0)
        self.remove_button.setEnabled(bool(self.list.selectedItems()))


def _name_of(picture: Photo | Path) -> str:
    return picture.name if picture.name else tr("Pasted picture")


def _small_picture(picture: Photo | Path, progress: Progress) -> QImage:
    """Runs in a job; a null picture for a file that Qt cannot read."""
    progress.check()
    if isinstance(picture, Photo):
        return thumbnail(picture.pixels, 2 * PICTURE_PX)
    reader = QImageReader(str(picture))
    size = reader.size()
    if size.isValid():
        target = QSize(2 * PICTURE_PX, 2 * PICTURE_PX)
        reader.setScaledSize(size.scaled(target, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return reader.read()
