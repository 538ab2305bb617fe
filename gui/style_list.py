"""The styles there are to choose from, and which of them show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QBuffer,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QImage, QImageReader, QPixmap

from engine.imaging.photo import Photo
from engine.styles import Family, StyleMix, StylePreset, StyleSource
from gui.language import tr, tr_engine
from gui.qimage import thumbnail, to_qimage
from gui.style_families import drawn_by, family_of, family_tag, search_words

Index = QModelIndex | QPersistentModelIndex
Single = Photo | StylePreset

STYLE_ROLE = Qt.ItemDataRole.UserRole + 1
FAVOURITE_ROLE = Qt.ItemDataRole.UserRole + 2
CHOSEN_ROLE = Qt.ItemDataRole.UserRole + 3
THUMBNAIL_SIDE = 144
TIP_WIDTH_PX = 260
_DIGEST_SAMPLES = 64


class Shelf(StrEnum):
    """Which styles the gallery shows."""

    ALL = "all"
    FAVOURITES = "favourites"
    RECENT = "recent"
    OWN = "own"


@dataclass(frozen=True, eq=False)
class StyleEntry:
    """One tile of the gallery: a preset, or a picture that was loaded in this session."""

    source: Single
    key: str

    @property
    def title(self) -> str:
        if isinstance(self.source, StylePreset):
            return self._in_words(self.source.title)
        return Path(self.source.name).stem or tr("Pasted picture")

    @property
    def credit(self) -> str:
        """Artist and year, or what else there is to say in a few words."""
        if isinstance(self.source, StylePreset):
            parts = (self.source.artist, self.source.year)
            known = [self._in_words(part) for part in parts if part]
            if known or not self.source.own:
                return ", ".join(known)
            if self.source.carried is not None:
                return tr("Not among your own styles")
            return tr("Your own style")
        width, height = self.source.width, self.source.height
        return tr("Your own picture, {width} × {height}").format(width=width, height=height)

    @property
    def note(self) -> str:
        return "" if isinstance(self.source, Photo) else self._in_words(self.source.note)

    def _in_words(self, text: str) -> str:
        """What comes with the program is translated; what a person wrote stays as it is."""
        return text if self.own else tr_engine(text)

    @property
    def own(self) -> bool:
        return isinstance(self.source, Photo) or self.source.own

    def matches(self, words: Sequence[str]) -> bool:
        """Whether title, artist, year and what draws it hold every word (given in casefold)."""
        text = f"{self.title} {search_words(self.source)}"
        if isinstance(self.source, StylePreset):
            source = self.source
            text = f"{text} {self.credit} {source.title} {source.artist} {source.year}"
        text = text.casefold()
        return all(word in text for word in words)


def style_key(source: Single) -> str:
    """What a style is remembered by: the id of a preset, a digest of a picture.

    A preset that was adapted and not yet kept has no id; it is known by its generator.
    """
    if isinstance(source, Photo):
        return f"picture-{picture_digest(source)}"
    carried = source.carried
    if source.id or carried is None or carried.model is None:
        return source.id
    step = max(1, len(carried.model) // _DIGEST_SAMPLES**2)
    return f"carried-{hashlib.blake2b(carried.model[::step], digest_size=12).hexdigest()}"


def is_loose(source: Single) -> bool:
    """Whether the style is of this session only: a picture, or a preset without files."""
    return isinstance(source, Photo) or source.carried is not None


def picture_digest(photo: Photo) -> str:
    """Tells pictures apart by their size and some 4,000 regularly spaced pixels."""
    rows, columns = (max(1, side // _DIGEST_SAMPLES) for side in photo.hw)
    digest = hashlib.blake2b(repr((photo.hw, photo.bit_depth)).encode(), digest_size=12)
    digest.update(photo.pixels[::rows, ::columns].tobytes())
    return digest.hexdigest()


class StyleListModel(QAbstractListModel):
    """Those of this session first (newest first), then saved own styles, then bundled ones."""

    def __init__(self, presets: tuple[StylePreset, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries = [StyleEntry(preset, preset.id) for preset in presets]
        self._tiles: dict[str, QPixmap] = {}
        self._painted: dict[str, QPixmap] = {}
        self._favourites: frozenset[str] = frozenset()
        self._chosen: frozenset[str] = frozenset()
        self._removed: set[str] = set()
        self.recent: tuple[str, ...] = ()

    # --- what is in it -----------------------------------------------------------------------

    def add_own(self, source: Single) -> int:
        """Show a loaded style picture, or a preset that came without files; returns its row.

        One that was a saved style in this session is not shown again: -1.
        """
        row = self.row_of(source)
        if row >= 0:
            return row
        key = style_key(source)
        if isinstance(source, StylePreset):
            known = (row for row, entry in enumerate(self._entries) if entry.key == key)
            if (row := next(known, -1)) >= 0 or key in self._removed:
                return row
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._entries.insert(0, StyleEntry(source, key))
        self.endInsertRows()
        return 0

    def set_own_presets(self, presets: Iterable[StylePreset]) -> None:
        """Exchange the saved own styles for these."""
        added = [StyleEntry(preset, preset.id) for preset in presets]
        keys = {entry.key for entry in added}
        for row in reversed(range(len(self._entries))):
            entry = self._entries[row]
            if not entry.own or isinstance(entry.source, Photo):
                continue
            if entry.key in keys or not is_loose(entry.source):
                self._removed.add(entry.key)
                self._remove_row(row)
        self._removed -= keys
        if not added:
            return
        first = sum(is_loose(entry.source) for entry in self._entries)
        self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
        self._entries[first:first] = added
        self.endInsertRows()

    def remove(self, source: Single) -> None:
        row = self.row_of(source)
        if row >= 0:
            self._remove_row(row)

    def _remove_row(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        entry = self._entries.pop(row)
        self._tiles.pop(entry.key, None)
        self.endRemoveRows()

    def row_of(self, source: StyleSource | None) -> int:
        for row, entry in enumerate(self._entries):
            if entry.source is source or (
                # What is carried is no part of a preset's equality.
                isinstance(source, StylePreset)
                and entry.source == source
                and entry.key == style_key(source)
            ):
                return row
        return -1

    def entry_of(self, source: StyleSource | None) -> StyleEntry | None:
        return self.entry_at(self.row_of(source))

    def entry_at(self, row: int) -> StyleEntry | None:
        return self._entries[row] if 0 <= row < len(self._entries) else None

    # --- what is known of it -----------------------------------------------------------------

    def set_favourites(self, keys: Iterable[str]) -> None:
        self._favourites = frozenset(keys)
        self._tell_all(FAVOURITE_ROLE)

    def is_favourite(self, source: Single) -> bool:
        return style_key(source) in self._favourites

    def set_recent(self, keys: Iterable[str]) -> None:
        """The styles used last, newest first."""
        self.recent = tuple(keys)
        self._tell_all(STYLE_ROLE)

    def set_chosen(self, style: StyleSource | None) -> None:
        """Mark the tile of this style, or those of all parts of a mix."""
        sources: list[Single] = []
        if isinstance(style, StyleMix):
            sources = [part.source for part in style.parts]
        elif style is not None:
            sources = [style]
        self._chosen = frozenset(map(style_key, sources))
        self._tell_all(CHOSEN_ROLE)

    def set_painted(self, pictures: dict[str, QImage]) -> None:
        """The tiles on the person's own photo, all of them; others go back to the artwork."""
        self._painted = {key: QPixmap.fromImage(image) for key, image in pictures.items()}
        self._tell_all(Qt.ItemDataRole.DecorationRole)

    def put_painted(self, key: str, image: QImage) -> None:
        """One tile more on the person's own photo."""
        self._painted[key] = QPixmap.fromImage(image)
        for row, entry in enumerate(self._entries):
            if entry.key == key:
                index = self.index(row, 0)
                self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def _tell_all(self, role: int) -> None:
        if self._entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._entries) - 1, 0), [role])

    # --- as Qt asks for it -------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry_at(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.DecorationRole:
            return self._painted.get(entry.key) or self.tile(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(entry, self.tile(entry))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        if role == STYLE_ROLE:
            return entry.source
        if role == FAVOURITE_ROLE:
            return entry.key in self._favourites
        return entry.key in self._chosen if role == CHOSEN_ROLE else None

    def tile(self, entry: StyleEntry) -> QPixmap:
        """The square picture that comes with the style; read when first asked for."""
        if entry.key not in self._tiles:
            self._tiles[entry.key] = square(_shipped(entry.source))
        return self._tiles[entry.key]

    def _spoken(self, entry: StyleEntry) -> str:
        words = [tr("Style {title}").format(title=entry.title), entry.credit]
        words.append(family_tag(entry.source))
        if entry.key in self._chosen:
            words.append(tr("chosen"))
        if entry.key in self._favourites:
            words.append(tr("favourite"))
        return ", ".join(word for word in words if word)


class StyleFilter(QSortFilterProxyModel):
    """The styles of one shelf that match the words of the search field."""

    def __init__(self, model: StyleListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._styles = model
        self._words: tuple[str, ...] = ()
        self.shelf = Shelf.ALL
        self.family: Family | None = None
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)
        self.sort(0)

    def show_only(self, shelf: Shelf, text: str, family: Family | None = None) -> None:
        """Show one shelf, and of it what matches every word of ``text`` and is of the family."""
        self.shelf, self.family = shelf, family
        self._words = tuple(text.casefold().split())
        self.invalidate()

    def index_of(self, source: StyleSource | None) -> QModelIndex:
        """Where a style shows; an invalid index if it does not."""
        row = self._styles.row_of(source)
        if row < 0:
            return QModelIndex()
        return self.mapFromSource(self._styles.index(row, 0))

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        entry = self._styles.entry_at(row)
        if entry is None or not entry.matches(self._words):
            return False
        if self.family is not None and family_of(entry.source) != self.family:
            return False
        if self.shelf is Shelf.FAVOURITES:
            return self._styles.is_favourite(entry.source)
        if self.shelf is Shelf.RECENT:
            return entry.key in self._styles.recent
        return entry.own if self.shelf is Shelf.OWN else True

    def lessThan(self, left: Index, right: Index) -> bool:
        if self.shelf is Shelf.RECENT:
            first, second = (self._styles.entry_at(index.row()) for index in (left, right))
            recent = self._styles.recent
            if first and second and first.key in recent and second.key in recent:
                return recent.index(first.key) < recent.index(second.key)
        return left.row() < right.row()


def tip_of(entry: StyleEntry, artwork: QPixmap) -> str:
    """The artwork itself with what is known of it."""
    source = entry.source
    # Qt reads the file in the GUI thread: a person's own may be of any size.
    path = None
    if isinstance(source, StylePreset) and not source.own:
        path = source.image_path
    picture = path.as_uri() if path is not None else _as_data(artwork)
    lines = [f"<b>{escape(entry.title)}</b>", escape(entry.credit)]
    lines += [escape(entry.note), escape(drawn_by(source))]
    words = "<br>".join(line for line in lines if line)
    image = f'<p><img src="{picture}" width="{TIP_WIDTH_PX}"></p>' if picture else ""
    # A table, because words would be wrapped at the width of Qt's choice.
    return f'<table width="{TIP_WIDTH_PX}"><tr><td>{image}<p>{words}</p></td></tr></table>'


def picture_of(source: Single, long_px: int) -> QImage:
    """The picture of a style, at most ``long_px`` long, or its thumbnail where there is none."""
    if isinstance(source, Photo):
        return thumbnail(source.pixels, long_px)
    if source.carried is not None and source.carried.pictures:
        return thumbnail(source.carried.pictures[0].pixels, long_px)
    if source.image_path is None:
        return _shipped(source)
    return read_small(source.image_path, long_px)


def read_small(path: Path, long_px: int) -> QImage:
    """A picture file, decoded at most ``long_px`` long; a null picture where Qt cannot read it."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > long_px:
        target = QSize(long_px, long_px)
        reader.setScaledSize(size.scaled(target, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _shipped(source: Single) -> QImage:
    if isinstance(source, Photo):
        return thumbnail(source.pixels, 2 * THUMBNAIL_SIDE)
    if source.carried is not None and source.carried.thumbnail is not None:
        return to_qimage(source.carried.thumbnail)
    return read_small(source.thumbnail_path, 4 * THUMBNAIL_SIDE)


def _as_data(picture: QPixmap) -> str:
    if picture.isNull():
        return ""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + bytes(buffer.data().toBase64().data()).decode("ascii")


def square(image: QImage) -> QPixmap:
    """The middle of the picture, cut to a square."""
    if image.isNull():
        return QPixmap()
    side = min(image.width(), image.height())
    left, top = (image.width() - side) // 2, (image.height() - side) // 2
    return QPixmap.fromImage(image.copy(left, top, side, side))
