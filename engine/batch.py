"""Many photos in many styles: what is to be made, making one of them, and which to look at.

Torch-free at import; the work itself is the studio's. One item at a time, so that whoever runs them
can stop, pause or do something else in between.
"""

from __future__ import annotations

import os
import re
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ImageFileError, OptionError
from engine.imaging.containers import FORMAT_OF_SUFFIX
from engine.imaging.files import READABLE_SUFFIXES, ExportOptions, read_photo, write_photo
from engine.imaging.photo import Photo, set_depth
from engine.imaging.scaling import KEEP_SIZE, Resize, scale_photo
from engine.operations.params import InspectParams, TransferParams
from engine.progress import Progress
from engine.styles import StyleMix, StylePreset, StyleSource, style_title

if TYPE_CHECKING:
    from engine.studio import Studio

BatchStyle = StyleSource | Path
"""A style, or the file of a style picture, which is read when its turn comes."""

DEFAULT_PATTERN = "{photo}-{style}"
FIELDS = ("photo", "style", "number")
EXISTING = ("number", "skip", "replace")
THUMBNAIL_PX = 192
# Of the name without number, "-receipt" and suffix. In bytes: file systems allow 255 of them, those
# that encrypt names 143, and a Chinese character takes three.
LONGEST_NAME_BYTES = 120
MOST_STYLE_PICTURES = 8
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class BatchOptions:
    """How the results are made and written; the same for the whole batch.

    existing: what happens where a file is there already: "number" writes beside it under a name of
    its own, "skip" leaves it, "replace" overwrites it. A photo or style picture of the batch is
    never overwritten.
    """

    transfer: TransferParams = field(default_factory=TransferParams)
    export: ExportOptions = field(default_factory=ExportOptions)
    resize: Resize = KEEP_SIZE
    receipt: bool = False
    existing: str = "number"
    inspect: InspectParams = field(default_factory=InspectParams)


@dataclass(frozen=True, eq=False)
class BatchItem:
    """One photo in one style, and the file that it becomes. ``number`` counts from 1."""

    number: int
    photo: Path
    style: BatchStyle
    target: Path

    @property
    def style_title(self) -> str:
        """The name of the style for a person."""
        return batch_style_title(self.style)


@dataclass(frozen=True, eq=False)
class BatchOutcome:
    """What became of one item.

    ``flagged_fraction`` and ``score`` are 0..1 as in `Inspection`; ``thumbnail`` is uint8 (h, w, 3)
    sRGB, at most 192 pixels a side. A skipped item has neither. ``path`` is the written file.
    """

    item: BatchItem
    path: Path
    hw: tuple[int, int] = (0, 0)
    flagged_fraction: float = 0.0
    score: float = 0.0
    regions: int = 0
    seconds: float = 0.0
    thumbnail: np.ndarray | None = None
    skipped: bool = False


# --- planning -------------------------------------------------------------------------------------


def find_photos(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The picture files among `paths`; of a folder those that lie in it, by name. Each once.

    Raises ImageFileError for what is not there and for a folder without pictures.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(
                one
                for one in path.iterdir()
                if one.suffix.lower() in READABLE_SUFFIXES and one.is_file()
                and not one.name.startswith(".")
            )  # fmt: skip
            if not inside:
                raise ImageFileError(f"There are no pictures in the folder “{path}”.")
            found.update(dict.fromkeys(inside))
        elif path.is_file():
            found[path] = None
        else:
            raise ImageFileError(f"There is no file “{path}”: check its name and folder.")
    return tuple(found)


def plan_batch(
    photos: Sequence[Path],
    styles: Sequence[BatchStyle],
    folder: Path,
    pattern: str = DEFAULT_PATTERN,
    suffix: str = ".png",
    existing: str = "number",
    receipt: bool = False,
    kept: Sequence[Path] = (),
) -> tuple[BatchItem, ...]:
    """Every photo in every style, photo by photo, each with a file name of its own.

    pattern: the name without its suffix, with {photo}, {style} and {number} where those go; items
    that would share a name are numbered. receipt: the receipts beside the pictures must not take
    the place of those of other pictures, as of a JPEG beside a PNG. kept: further files that are
    not to be overwritten. Raises OptionError for a pattern that makes no name.
    """
    check_pattern(pattern)
    if suffix.lower() not in FORMAT_OF_SUFFIX:
        raise OptionError(f"“{suffix}” names no format that can be written.")
    pictures = [*photos, *(style for style in styles if isinstance(style, Path)), *kept]
    taken = {_key(picture) for picture in pictures}
    digits = len(str(len(photos) * len(styles)))
    items: list[BatchItem] = []
    for photo in photos:
        for style in styles:
            number = len(items) + 1
            values = {
                "photo": photo.stem,
                "style": _short_name(style),
                "number": str(number).zfill(digits),
            }
            name = _clean(pattern.format_map(values))
            target = _free_name(folder, name, suffix, taken, existing, receipt)
            taken.add(_key(target))
            items.append(BatchItem(number, photo, style, target))
    return tuple(items)


def check_pattern(pattern: str) -> None:
    """Raise OptionError, with a sentence, unless the pattern makes file names."""
    for found in _FIELD.findall(pattern):
        if found not in FIELDS:
            raise OptionError(
                f"“{{{found}}}” is not known in a name; use {{photo}}, {{style}} or {{number}}."
            )
    if not _clean(_FIELD.sub("x", pattern)) or re.search(r"[{}/\\]", _FIELD.sub("", pattern)):
        raise OptionError(
            "The name must be one file name, such as {photo}-{style}, without slashes."
        )


def batch_style_title(style: BatchStyle) -> str:
    """The name of a style for a person: the title of a preset, else the name of the file."""
    return style.stem if isinstance(style, Path) else style_title(style)


def _short_name(style: BatchStyle) -> str:
    if isinstance(style, StyleMix) and len(style.parts) == 1:
        style = style.parts[0].source
    return (
        style.id if isinstance(style, StylePreset) and not style.own else batch_style_title(style)
    )


def _clean(name: str) -> str:
    name = _FORBIDDEN.sub("_", name).strip(" .")[:LONGEST_NAME_BYTES]
    while len(os.fsencode(name)) > LONGEST_NAME_BYTES:
        name = name[:-1]
    return name.rstrip(" .")


def _key(path: Path) -> str:
    """What two names share when some file system takes them for one, or a link leads there."""
    return str(path.resolve()).casefold()


def _free_name(
    folder: Path, name: str, suffix: str, taken: set[str], existing: str, receipt: bool
) -> Path:
    target, count = folder / f"{name}{suffix}", 1
    while _key(target) in taken or not _is_free(target, existing, receipt):
        count += 1
        target = folder / f"{name}-{count}{suffix}"
    return target


def _is_free(target: Path, existing: str, receipt: bool) -> bool:
    if existing != "replace" and target.exists():
        return existing == "skip"
    return not (receipt and _would_take_a_receipt(target))


def _would_take_a_receipt(target: Path) -> bool:
    """Whether the receipt of `target` would lie where there is one of another picture."""
    from engine.receipt import belongs_to_another, receipt_path

    return belongs_to_another(receipt_path(target), target)


# --- making ---------------------------------------------------------------------------------------


class BatchWorker:
    """Makes items one after another, remembering what the next one may need again.

    Belongs to the engine thread, as the studio does. An item that was broken off after its
    painting goes on from there when it is tried again.
    """

    def __init__(self, options: BatchOptions) -> None:
        self._options = options
        self._photo: tuple[Path, Photo] | None = None
        self._styles: OrderedDict[Path, Photo] = OrderedDict()
        self._painted: tuple[BatchItem, Photo] | None = None
        self._made: BatchOutcome | None = None

    def run(
        self, studio: Studio, item: BatchItem, progress: Progress | None = None
    ) -> BatchOutcome:
        """Make one item and write it. Raises KintsugiError with a sentence, or Cancelled.

        One that was made just before, but whose outcome was not heard, is not made again.
        """
        options = self._options
        progress = progress or Progress()
        if self._made is not None and self._made.item is item:
            return self._made
        if options.existing == "skip" and item.target.exists():
            return BatchOutcome(item, item.target, skipped=True)
        started = time.monotonic()
        progress.report(0.0, "Reading")
        content, style = self._read(item.photo), self._read_style(item.style)
        stylized = self._paint(studio, item, content, style, progress.sub(0.03, 0.8))
        found = studio.inspect(
            stylized, content, style, options.inspect, progress.sub(0.8, 0.92)
        )  # fmt: skip
        progress.report(0.92, "Writing")
        path = item.target
        # Somebody may have written there since the planning.
        if not _is_free(path, options.existing, options.receipt):
            path = _free_name(
                path.parent, path.stem, path.suffix, set(), "number", options.receipt
            )  # fmt: skip
        self._write(studio, path, content, style, stylized, progress.sub(0.92, 1.0))
        self._painted = None
        self._made = BatchOutcome(
            item,
            path,
            stylized.hw,
            found.flagged_fraction,
            found.score,
            len(found.regions),
            time.monotonic() - started,
            _thumbnail(stylized),
        )
        return self._made

    def _read(self, path: Path) -> Photo:
        if self._photo is None or self._photo[0] != path:
            self._photo = None  # the old one must not stay while the new one is read
            self._photo = path, read_photo(path)
        return self._photo[1]

    def _read_style(self, style: BatchStyle) -> StyleSource:
        if not isinstance(style, Path):
            return style
        if style not in self._styles:
            while len(self._styles) >= MOST_STYLE_PICTURES:
                self._styles.popitem(last=False)
            self._styles[style] = read_photo(style)
        self._styles.move_to_end(style)
        return self._styles[style]

    def _paint(
        self,
        studio: Studio,
        item: BatchItem,
        content: Photo,
        style: StyleSource,
        progress: Progress,
    ) -> Photo:
        if self._painted is None or self._painted[0] is not item:
            self._painted = None
            painted = studio.transfer(content, style, self._options.transfer, progress)
            self._painted = item, painted
        return self._painted[1]

    def _write(
        self,
        studio: Studio,
        path: Path,
        content: Photo,
        style: StyleSource,
        stylized: Photo,
        progress: Progress,
    ) -> None:
        from engine.receipt import ReceiptSources, make_receipt, write_with_receipt

        options = self._options
        written = scale_photo(stylized, options.resize.target_hw(stylized.hw))
        if not options.receipt:
            write_photo(written, path, options.export)
            return
        sources = ReceiptSources(stylized, content, style, options.transfer, stylized)
        receipt = make_receipt(studio, sources, progress)
        write_with_receipt(written, path, options.export, receipt)


def _thumbnail(photo: Photo) -> np.ndarray:
    from engine.imaging.colour import to_srgb

    scale = min(1.0, THUMBNAIL_PX / max(photo.hw))
    small = scale_photo(
        replace(photo, alpha=None), (max(1, round(photo.height * scale)),
                                     max(1, round(photo.width * scale)))
    )  # fmt: skip
    return set_depth(to_srgb(small), 8)


# --- triage ---------------------------------------------------------------------------------------


def ranked(outcomes: Iterable[BatchOutcome]) -> list[BatchOutcome]:
    """The outcomes that have a result, those with the largest flagged part first."""
    made = [outcome for outcome in outcomes if not outcome.skipped]
    return sorted(made, key=lambda one: (-one.flagged_fraction, -one.score, one.item.number))


def needs_a_look(outcome: BatchOutcome, limit: float) -> bool:
    """Whether more than `limit` (0..1) of the picture is flagged."""
    return not outcome.skipped and outcome.flagged_fraction > limit
